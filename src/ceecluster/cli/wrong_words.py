"""What the parser of words refuses, in our form: a sentence and where to look, nothing of the libraries below."""

from __future__ import annotations

import sys
from typing import Any


def told(error: Exception) -> tuple[str, str]:
    """(sentence, cure) for a call that could not be read."""
    context: Any = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "ceecluster"
    cure = f"See: {command} --help"
    detail = _detail(error)
    if detail is not None:
        return f"{_name(error)}: {_reason(detail)}", cure
    message = str(error.format_message()).strip().rstrip(".")  # type: ignore[attr-defined]  # of the parser's errors
    if type(error).__name__ == "UsageError" and command == "ceecluster score":
        # A word too many, of the one command whose word for a region is an option: the last word that was typed.
        typed = [word for word in sys.argv[1:] if not word.startswith("-")]
        cure = f"For one region: ceecluster score --why {typed[-1] if typed else 'REGION'}"
    return message[:1].lower() + message[1:], cure


def _detail(error: Exception) -> dict[str, Any] | None:
    """What the types of the parameters say of a value, as data."""
    errors = getattr(error.__cause__ or error.__context__, "errors", None)
    found = errors() if callable(errors) else []
    return found[0] if found and isinstance(found[0], dict) else None


def _name(error: Exception) -> str:
    """The parameter as it is typed."""
    parameter: Any = getattr(error, "param", None)
    if parameter is None:
        return "the call"
    if parameter.param_type_name == "option":
        return str(max(parameter.opts, key=len))
    return f"the word for {str(parameter.metavar or parameter.name).strip('[].').lower()}"


def _reason(detail: dict[str, Any]) -> str:
    kind, value, limits = str(detail["type"]), f"'{detail['input']}'", detail.get("ctx", {})
    if kind.startswith("int_"):
        return f"{value} is no whole number"
    if kind.startswith("float_") or kind == "finite_number":
        return f"{value} is no number"
    for bound, words in (("ge", "less than"), ("le", "more than"), ("gt", "not more than"), ("lt", "not less than")):
        if bound in limits:
            return f"{value} is {words} {limits[bound]}"
    said = limits.get("error")  # which words there are, where it is one of several
    return str(said).rstrip(".") if said is not None else f"{value} cannot be"
