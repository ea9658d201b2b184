"""The `--fix` of `ceecluster validate`: repairs shown as a diff before they are written."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path


def fix_files(root: Path, only: list[Path], *, write: bool) -> int:
    """Repair the YAML and CSV files of a workspace; the number of files changed."""
    from ceecluster.checks.catalogue import LOCAL
    from ceecluster.checks.repairs import repair
    from ceecluster.checks.run import check
    from ceecluster.model import World
    from ceecluster.reading import paths, show
    from ceecluster.report.files import write_whole
    from ceecluster.report.findings.people import visible
    from ceecluster.sources.decoding import UnreadableError, decode, read_bytes

    checked = check(root, local=LOCAL)
    codes = _codes(checked.world) if isinstance(checked.world, World) else []
    wanted = {path.resolve() for path in only}
    changed = 0
    for _, path in paths(root):
        if path.suffix.lower() not in (".yaml", ".yml", ".csv") or (wanted and path.resolve() not in wanted):
            continue
        name = show(path, root)
        try:
            raw = read_bytes(path, name, root)
            text, _ = decode(raw, name, legacy=path.suffix.lower() == ".csv")
        except UnreadableError:
            continue
        found = [finding for finding in checked.findings if finding.where.file == name]
        repaired = repair(text, found, codes, table=path.suffix.lower() == ".csv")
        if repaired.encode() == raw:
            continue
        changed += 1
        before, after = text.splitlines(keepends=True), repaired.splitlines(keepends=True)
        for line in difflib.unified_diff(before, after, f"{name} (as it is)", f"{name} (repaired)"):
            sys.stdout.write(visible(line.rstrip("\n")) + "\n")
        if before == after:
            sys.stdout.write(f"{name}: encoding or line ends\n")
        if write:
            write_whole(path, repaired.encode())
    sys.stdout.write(f"{changed} files {'repaired' if write else 'would be repaired'}.\n\n")
    return changed


def _codes(world: object) -> list[str]:
    from ceecluster.model import World

    if not isinstance(world, World):
        return []
    vocabulary = world.vocabulary
    lists = [name for name in type(vocabulary).model_fields if name not in ("version", "sources")]
    return [
        *(code for name in lists for code in vocabulary.terms(name)),
        *(criterion.id for criterion in world.guidelines.criteria),
    ]
