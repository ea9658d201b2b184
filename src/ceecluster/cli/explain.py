"""`ceecluster explain`: the manual page of a finding."""

from __future__ import annotations

import sys
from typing import Annotated

import typer


def explain(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="Code of a finding (CC301) or family (CC3).", show_default=False)
    ],
) -> None:
    """Explain a finding's code: what is wrong, why it matters, how to mend it.

    Examples:

    - **ceecluster explain CC117** one code
    - **ceecluster explain CC3** the codes of a family, a line each
    """
    from rich.text import Text

    from ceecluster.checks.catalogue import RULES
    from ceecluster.cli.output import console, lines
    from ceecluster.errors import UsageError, suggest

    rule = RULES.get(code.upper())
    if rule is None:
        family = [each for each in RULES.values() if code and each.code.startswith(code.upper())]
        if not family:
            families = sorted({known[:3] for known in RULES})
            whole = f"CC{code}" if code.isdecimal() else code
            same = [known for known in RULES if known.startswith(whole.upper()[:3])]
            near = suggest(whole, same)
            cure = f"Did you mean '{near}'?" if near else f"Families: {', '.join(families)}; see ceecluster explain CC3"
            raise UsageError(f"unknown code '{code}'", cure)
        lines(f"{each.code} {each.severity:8}{each.manual.splitlines()[0]}" for each in family)
        return
    to = console(sys.stdout)
    to.print(Text(f"{rule.code} ({rule.severity})"))
    for paragraph in rule.manual.split("\n\n"):
        to.print(Text("\n" + " ".join(paragraph.split()), overflow="ignore"))
