"""Templates to Markdown: sandboxed, strict about names, and deaf to whatever markup a value holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ceecluster import assets
from ceecluster.errors import UsageError
from ceecluster.forms.cells import markdown
from ceecluster.report.markdown import write_table
from ceecluster.report.views.base import Table


class Safe(str):
    """Markdown that we made ourselves and that passes through as it is."""

    __slots__ = ()


def _finalise(value: Any) -> str:
    """Every `{{ value }}` of a template is text; only what we marked as Markdown is Markdown."""
    return value if isinstance(value, Safe) else markdown(str(value))


def _table(table: Table) -> Safe:
    return Safe(write_table(table))


def _link(text: str, target: str) -> Safe:
    """A link for http(s), an anchor or a page of ours; dead text for anything else."""
    if target.startswith(("https://", "http://", "#")) or (":" not in target and not target.startswith("//")):
        closed = (
            target.replace("(", "%28").replace(")", "%29").replace(" ", "%20").replace("<", "%3C").replace(">", "%3E")
        )
        return Safe(f"[{markdown(text)}]({closed})")
    return Safe(markdown(text))


@cache
def environment(user: Path | None = None) -> ImmutableSandboxedEnvironment:
    """The environment of all templates; files in the `user` folder go before the packaged ones."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(assets.template_folders(user)),
        undefined=StrictUndefined,
        finalize=_finalise,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["table"] = _table
    environment.filters["link"] = _link
    return environment


def render(name: str, context: Mapping[str, Any], user: Path | None = None) -> str:
    """Render one template to Markdown; UsageError names the template and line of what is wrong with it."""
    where = name
    try:
        return environment(user).get_template(name).render(**context)
    except TemplateSyntaxError as error:
        where = f"{error.filename or error.name or name}:{error.lineno}"
        raise UsageError(f"template {where} is not valid: {error.message}", "mend it, or remove your copy") from error
    except TemplateError as error:
        raise UsageError(
            f"template {_line_of(error, name)}: {error.message}", "mend it, or remove your copy"
        ) from error
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        # A user's template may do anything wrong that Python can; ours are tested.
        raise UsageError(f"template {_line_of(error, name)}: {error}", "mend it, or remove your copy") from error


def _line_of(error: BaseException, name: str) -> str:
    """Template and line from the traceback, where jinja has put them."""
    found = name
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith((".j2", ".html", ".md")):
            found = f"{Path(file).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


__all__ = ["Safe", "environment", "render"]
