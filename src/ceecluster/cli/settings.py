"""`--set`: rules of the network replaced for one run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ceecluster.study import Study

SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="RULE=VALUE",
        show_default=False,
        help="Replace a rule of network.yaml for this run, e.g. plan.max_pilots=4; may be repeated.",
    ),
]


def with_rules(study: Study, settings: list[str] | None) -> Study:
    """The study with some rules of its network replaced; the file stays as it is.

    A setting is `agreement.majority=0.75`, `plan.partners=[3, 4]`, `plan.weights.fit=0.5` or `plan.budget_cap=null`.
    Raises UsageError for a rule that does not exist or a value that cannot be.
    """
    if not settings:
        return study
    from ceecluster.errors import UsageError
    from ceecluster.model.network import Rules
    from ceecluster.parse import parse_plain

    network = study.whole.network
    rules = network.rules.model_dump()
    for setting in settings:
        path, sign, text = setting.partition("=")
        if not sign:
            raise UsageError(f"'{setting}' sets nothing", "Write it as RULE=VALUE, e.g. plan.max_pilots=4.")
        _put(rules, path.strip().split("."), _value(text.strip()), path.strip())
    changed, findings = parse_plain(rules, Rules)
    if changed is None or findings:
        first = findings[0]
        name = ".".join(str(step) for step in first.path or ())
        raise UsageError(f"the rule {name} cannot be set so: {first.message}", first.hint)
    return study.with_rules(changed)


def _value(text: str) -> object:
    """A value as JSON has it; anything else is text."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _put(rules: dict[str, Any], steps: list[str], value: Any, path: str) -> None:
    from ceecluster.errors import UsageError, unknown

    here = rules
    for depth, step in enumerate(steps[:-1]):
        if step not in here:
            raise unknown("rule", path, (".".join([*steps[:depth], name]) for name in here))
        if not isinstance(here[step], dict):
            raise UsageError(f"the rule {'.'.join(steps[: depth + 1])} has no parts", f"Leave out '.{steps[-1]}'.")
        here = here[step]
    last = steps[-1]
    if last not in here:
        prefix = ".".join(steps[:-1])
        raise unknown("rule", path, (f"{prefix}.{name}" if prefix else name for name in here))
    if isinstance(here[last], dict) and isinstance(value, dict):
        here[last] = {**here[last], **value}
    else:
        here[last] = value
