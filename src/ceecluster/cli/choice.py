"""Which findings of a check are told: `--select`, `--ignore`, `--baseline`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ceecluster.checks.checked import Checked
    from ceecluster.findings import Finding, Rule


def chosen_findings(findings: list[Finding], select: list[str] | None, ignore: list[str] | None) -> list[Finding]:
    """The findings of the codes and families wanted; UsageError for a code that does not exist."""
    if not (select or ignore):
        return findings
    from ceecluster.checks.catalogue import RULES
    from ceecluster.errors import unknown

    def codes(given: list[str] | None) -> tuple[str, ...]:
        wanted = tuple(code.strip().upper() for item in given or () for code in item.split(",") if code.strip())
        for code in wanted:
            if not any(known.startswith(code) for known in RULES):
                raise unknown("code", code, RULES)
        return wanted

    chosen, left_out = codes(select), codes(ignore)

    def wanted(code: str) -> bool:
        """The most specific word about a code wins: `--select CC201 --ignore CC2` leaves CC201 alone of its family."""
        yes = max((len(family) for family in chosen if code.startswith(family)), default=-1 if chosen else 0)
        no = max((len(family) for family in left_out if code.startswith(family)), default=-1)
        return yes > no

    return [finding for finding in findings if wanted(finding.code)]


def named(rules: Sequence[Rule[..., object]], select: list[str] | None) -> bool:
    """Whether `--select` names one of the rules by its whole code."""
    given = {code.strip().upper() for item in select or () for code in item.split(",")}
    return any(rule.code in given for rule in rules)


def without_known(checked: Checked, findings: list[Finding], baseline: Path, *, quiet: bool) -> list[Finding]:
    """The findings that the list of known ones does not have; how many were left out is said on standard error."""
    from ceecluster.cli.baseline import new_ones, read_baseline
    from ceecluster.cli.findings import based

    own_names = based(checked, findings)
    new, gone = new_ones(own_names, read_baseline(baseline))
    kept = [finding for finding, own in zip(findings, own_names, strict=True) if any(own is each for each in new)]
    if not quiet:
        print(f"{len(findings) - len(kept)} known findings left out; {gone} of the list are gone.", file=sys.stderr)
    return kept
