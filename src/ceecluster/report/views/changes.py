"""What changed between two states of a workspace, in words."""

from __future__ import annotations

from ceecluster.changes import Changes
from ceecluster.report.views.base import MISSING, Column, Table, View, number, plural

_NO_CHANGE = "Nothing changed: the same records, the same results."


def changes_view(changes: Changes, old: str, new: str) -> View:
    """The changes as a view, made to be posted on a pull request."""
    records, moves = changes.records, changes.moves
    counts = records["change"].value_counts()
    found = [
        plural(int(counts[kind]), f"record {kind}", f"records {kind}")
        for kind in ("added", "removed", "changed")
        if kind in counts
    ]
    lead = [f"{', '.join(found)}." if found else "No record changed."]
    lead.append(f"{plural(len(moves), 'figure')} moved." if len(moves) else "No figure moved.")
    if not len(records) and not len(moves):
        lead = [_NO_CHANGE]
    tables = []
    if len(records):
        rows = tuple(
            (row.record, row.change, row.title, row.fields or MISSING) for row in records.itertuples(index=False)
        )
        columns = (Column("record", header=True), Column("change"), Column("name"), Column("fields"))
        tables.append(Table("records", "Records", columns, rows))
    if len(moves):
        rows = tuple((row.what, row.of, _shown(row.before), _shown(row.after)) for row in moves.itertuples(index=False))
        columns = (Column("figure", header=True), Column("of"), Column("before", "right"), Column("after", "right"))
        tables.append(Table("moves", "What it moves", columns, rows))
    return View(
        "diff",
        f"From {old} to {new}",
        tuple(lead),
        tuple(tables),
        notes=("A figure counts as moved from 0.005 on.",) if len(moves) else (),
        data=changes.to_dict(),
        frame=moves,
    )


def _shown(value: object) -> str:
    return number(value) if isinstance(value, float) else MISSING if value is None else str(value)
