"""What changed between two states of a workspace, in words."""

from __future__ import annotations

import pandas as pd

from ceecluster.changes import Changes
from ceecluster.model import World
from ceecluster.report.views.articles import Names
from ceecluster.report.views.base import MISSING, Column, Table, View, number, plural

_KINDS = ("added", "removed", "changed")
_NOTE = "A figure counts as moved from 0.005 on."
_NO_CHANGE = "Nothing changed: the same records, the same results."


def changes_view(changes: Changes, old: str, new: str) -> View:
    """The changes as a view, made to be posted on a pull request."""
    records, moves = changes.records, changes.moves
    lead = _lead(records, moves)
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
        notes=(_NOTE,) if len(moves) else (),
        data=changes.to_dict(),
        frame=moves,
    )


def since_view(world: World, changes: Changes, since: str, code: str | None = None) -> View:
    """The changes as a section of a report: of the whole network by owner, of one region (`code`) record by record."""
    names = Names(world)
    records, moves = changes.records, changes.moves
    if code is not None:
        records = records[records["owner"] == code]
        moves = moves[moves["of"] == code]
    tables = [] if records.empty else [_by_record(records) if code else _by_owner(records, names)]
    if len(moves):
        rows = tuple(
            (f"{row.what}, {_name(names, str(row.of))}", _named(names, row.before), _named(names, row.after))
            for row in moves.itertuples(index=False)
        )
        columns = (Column("figure", header=True), Column("before", "right"), Column("after", "right"))
        tables.append(Table("moves", "Figures that moved", columns, rows, _NOTE))
    return View("changes", f"What changed since {since}", tuple(_lead(records, moves)), tuple(tables))


def _lead(records: pd.DataFrame, moves: pd.DataFrame) -> list[str]:
    """The changes in one or two sentences."""
    if records.empty and moves.empty:
        return [_NO_CHANGE]
    counts = records["change"].value_counts()
    found = [plural(int(counts[kind]), f"record {kind}", f"records {kind}") for kind in _KINDS if kind in counts]
    first = f"{', '.join(found)}." if found else "No record changed."
    return [first, f"{plural(len(moves), 'figure')} moved." if len(moves) else "No figure moved."]


def _by_owner(records: pd.DataFrame, names: Names) -> Table:
    """How many records of each owner changed how."""
    counts = pd.crosstab(records["owner"], records["change"]).reindex(columns=list(_KINDS), fill_value=0)
    rows = tuple(
        (_name(names, str(row[0])), *(str(count) if count else MISSING for count in row[1:]))
        for row in counts.itertuples()
    )
    columns = (Column("records of", header=True), *(Column(kind, "right") for kind in _KINDS))
    return Table("records", "Records that changed", columns, rows)


def _by_record(records: pd.DataFrame) -> Table:
    rows = tuple((f"{row.title} ({row.record})", row.change, row.fields or MISSING) for row in records.itertuples())
    return Table(
        "records", "Records that changed", (Column("record", header=True), Column("change"), Column("fields")), rows
    )


def _name(names: Names, code: str) -> str:
    """A region, country, level or issue by name; the network and pilots as they are."""
    if code in names.world.national:
        return f"{code}, national frame"
    named = names.region(code)
    if named == code:
        named = names.level(code)
    return names.term(code) if named == code else named


def _named(names: Names, value: object) -> str:
    """A value of a figure; the regions of a pilot by name."""
    codes = value.split(", ") if isinstance(value, str) else []
    return names.regions(codes) if codes and names.known_regions.issuperset(codes) else _shown(value)


def _shown(value: object) -> str:
    return number(value) if isinstance(value, float) else MISSING if value is None else str(value)
