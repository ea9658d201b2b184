"""`validate --baseline`: findings that are known, so that only new ones fail."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from ceecluster.findings import Finding

_SCHEMA = "ceecluster/baseline@1"


def write_baseline(path: Path, findings: Sequence[Finding]) -> None:
    """Write the findings as known ones."""
    from ceecluster.checks.ignores import fingerprints
    from ceecluster.report.files import write_whole

    known = [
        {"fingerprint": print_, "file": finding.where.file, "code": finding.code, "message": finding.message}
        for print_, finding in fingerprints(findings)
    ]
    body = {"schema": _SCHEMA, "findings": known}
    write_whole(path, (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode(errors="replace"))


def read_baseline(path: Path) -> set[str]:
    """The fingerprints of known findings; UsageError where the file is no such list."""
    from ceecluster.errors import UsageError

    cure = f"write one: ceecluster validate --write-baseline {path}"
    try:
        body = json.loads(path.read_bytes())
        if body["schema"] != _SCHEMA:
            raise ValueError
        return {str(known["fingerprint"]) for known in body["findings"]}
    except FileNotFoundError:
        raise UsageError(f"there is no file '{path}'", cure) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(f"'{path}' is no list of known findings", cure) from None


def new_ones(findings: Sequence[Finding], known: set[str]) -> tuple[list[Finding], int]:
    """(findings that are not known, number of known ones that were not found again)."""
    from ceecluster.checks.ignores import fingerprints

    printed = [*fingerprints(findings)]
    return [finding for print_, finding in printed if print_ not in known], len(known - {p for p, _ in printed})
