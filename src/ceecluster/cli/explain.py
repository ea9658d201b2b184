"""`ceecluster explain`: the manual page of a finding."""

from __future__ import annotations

import inspect
from typing import Annotated

import typer


def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code of a finding, e.g. CC301.", show_default=False)],
) -> None:
    """Explain a finding's code: what is wrong, why it matters, how to mend it.

    Example: **ceecluster explain CC117**
    """
    from ceecluster.checks.catalogue import RULES
    from ceecluster.errors import unknown

    rule = RULES.get(code.upper())
    if rule is None:
        raise unknown("code", code, RULES)
    typer.echo(f"{rule.code} ({rule.severity})\n\n{inspect.getdoc(rule)}")
