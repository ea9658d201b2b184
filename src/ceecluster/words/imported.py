"""What became of somebody's table, in lines: rows, columns, and what differs from the import before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ceecluster.blocks import Statement

if TYPE_CHECKING:
    from ceecluster.officers.importing import Imported, Used
    from ceecluster.officers.merging import Difference

MANY = 12
"""Values of a column that are named."""
_SHOWN = ("kept", "both", "changed")
"""Differences of which both values are shown."""


def imported_lines(result: Imported) -> Iterator[tuple[int, Statement]]:
    """What became of rows and columns; each line with how far it stands in."""
    made = len(result.inventory.programmes) if result.inventory is not None else 0
    yield 0, Statement("imported.made", {"count": result.rows, "records": made})
    if result.elsewhere:
        yield 1, Statement("imported.elsewhere", {"count": result.elsewhere})
    if result.few:
        yield 1, Statement("imported.few", {"count": result.few})
    for row, why in result.lost[:MANY]:
        yield 1, Statement("imported.lost", {"row": row, "why": why})
    if len(result.lost) > MANY:
        yield 1, Statement("imported.lost_in_all", {"count": len(result.lost)})
    for used in result.columns:
        yield from _column(used, result.differing.get(used.column, 0))
    if result.unused:
        yield 0, Statement("imported.unused", {"columns": ", ".join(result.unused)})


def _column(used: Used, differing: int) -> Iterator[tuple[int, Statement]]:
    how = ", ".join(f"{count} {words}" for words, count in used.mapped.most_common())
    facts = {"column": used.column, "into": used.into, "filled": used.filled, "how": how or None}
    yield 0, Statement("imported.column", facts)
    if differing:
        yield 1, Statement("imported.differing", {"count": differing})
    for (text, taken), count in used.guessed.most_common(MANY):
        yield 1, Statement("imported.guessed", {"text": text, "taken": taken, "count": count})
    for text, count in used.left.most_common(MANY):
        yield 1, Statement("imported.left", {"text": text, "count": count})
    if len(used.left) > MANY:
        yield 1, Statement("imported.left_more", {"count": len(used.left) - MANY})


def difference_lines(found: Iterable[Difference]) -> Iterator[tuple[int, Statement]]:
    """What differs from the last import."""
    for each in found:
        facts = {
            "what": each.what,
            "place": " ".join(part for part in (each.record, each.field) if part),
            "shown": each.what in _SHOWN,
            "here": f"{each.now!r:.60}",
            "there": f"{each.table!r:.60}",
        }
        yield 0, Statement("imported.difference", facts)
