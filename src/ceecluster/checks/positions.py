"""CC312 and CC33x: declared positions that cannot be used as they stand."""

from __future__ import annotations

from collections.abc import Iterator

from ceecluster.checks.records import Hit, inventory_of
from ceecluster.checks.run import Context
from ceecluster.findings import Severity, rule
from ceecluster.model.position import Priority


def _declared(context: Context) -> Iterator[tuple[str, int, int, Priority]]:
    """(issue, number of the entry, entries on the issue, entry)."""
    inventory = inventory_of(context)
    for code, entries in (inventory.priorities if inventory else {}).items():
        for index, entry in enumerate(entries):
            yield code, index, len(entries), entry


def _path(code: str, index: int, of: int) -> tuple[str | int, ...]:
    return ("priorities", code) if of == 1 else ("priorities", code, index)


@rule("CC312", Severity.ERROR)
def priority_without_source(context: Context) -> Iterator[Hit]:
    """A priority without a source.

    Priorities are positions in the agreement: a region must have stated them somewhere. Without a declared priority a
    position is derived from the region's programmes and marked as derived.
    """
    for code, index, of, entry in _declared(context):
        if not entry.source:
            where = context.at(*_path(code, index, of), key=of == 1)
            yield where, f"the priority of {code} names no source", "add source: [key], or leave it out"


@rule("CC331", Severity.ERROR)
def position_says_nothing(context: Context) -> Iterator[Hit]:
    """A declared position with neither a priority nor a stance.

    It would take the place of the derived priority and say nothing. Give `value` (0-4), `stance` (support, accept,
    reserve, object) or both, or leave the entry out.
    """
    for code, index, of, entry in _declared(context):
        if entry.value is None and entry.stance is None:
            where = context.at(*_path(code, index, of), key=of == 1)
            yield where, f"the position on {code} has neither value nor stance", "add value: 0-4 or stance: …"


@rule("CC332", Severity.WARNING)
def reservation_without_reason(context: Context) -> Iterator[Hit]:
    """A reservation or an objection that gives no reason.

    The others cannot answer what they do not know. Add `reason`, and who may read it (`visibility`).
    """
    for code, index, of, entry in _declared(context):
        if entry.stance in ("reserve", "object") and not entry.reason:
            where = context.at(*_path(code, index, of), "stance")
            yield where, f"the stance '{entry.stance}' on {code} gives no reason", "add reason: …"


@rule("CC333", Severity.WARNING)
def position_not_dated(context: Context) -> Iterator[Hit]:
    """Two positions of one region on one issue that nothing puts in order.

    The latest counts. Entries of the same date, or without one, are taken in the order of the file: give each its
    `date`.
    """
    seen: set[tuple[str, str | None]] = set()
    for code, index, of, entry in _declared(context):
        if of > 1 and ((code, entry.date) in seen or entry.date is None):
            where = context.at("priorities", code, index)
            why = f"of {entry.date} too" if entry.date else "without a date"
            yield where, f"one of {of} positions on {code} is {why}", "add the date of each"
        seen.add((code, entry.date))
