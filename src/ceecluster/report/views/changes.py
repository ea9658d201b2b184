"""What changed between two states of a workspace, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pandas as pd

from ceecluster.changes import ERRORS_NOW, READABLE_NOW, Changes
from ceecluster.model import World
from ceecluster.report.views.articles import Names
from ceecluster.report.views.base import MISSING, Column, Table, View, number, plural

_KINDS = ("added", "removed", "changed", ERRORS_NOW, READABLE_NOW)
_NOTE = "A figure counts as moved from 0.005 on."
_NO_CHANGE = "Nothing changed: the same records, the same results."


def changes_view(changes: Changes, old: str, new: str) -> View:
    """The changes as a view, made to be posted on a pull request."""
    records, moves = changes.records, changes.moves
    lead = [*_lead(records, moves), *_broken_by_codes(changes.codes)]
    tables = []
    if len(records):
        rows = tuple(
            (row.record, row.change, row.title, row.fields or MISSING) for row in records.itertuples(index=False)
        )
        columns = (Column("record", header=True), Column("change"), Column("name"), Column("fields"))
        tables.append(Table("records", "Records", columns, rows))
    if len(changes.values):
        columns = (Column("record", header=True), Column("field"), Column("before"), Column("after"))
        tables.append(Table("values", "Fields", columns, tuple(_value_rows(changes.values))))
    if len(changes.codes):
        columns = (Column("code", header=True), Column("list"), Column("submission of"), Column("records that use it"))
        rows = tuple(
            (row.code, str(row.list).replace("_", " "), row.owner or MISSING, ", ".join(row.records) or MISSING)
            for row in changes.codes.itertuples(index=False)
        )
        tables.append(Table("codes", "Codes no longer in the lists", columns, rows))
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
        data={"old": old, "new": new, **changes.to_dict()},
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
    worded = {ERRORS_NOW: (f"record {ERRORS_NOW}", "records have errors now")}
    found = [
        plural(int(counts[kind]), *worded.get(kind, (f"record {kind}", f"records {kind}")))
        for kind in _KINDS
        if kind in counts
    ]
    first = f"{', '.join(found)}." if found else "No record changed."
    return [first, f"{plural(len(moves), 'figure')} moved." if len(moves) else "No figure moved."]


def _broken_by_codes(codes: pd.DataFrame) -> list[str]:
    """What the changed code lists break, in a sentence."""
    used = codes[codes["owner"].notna()]
    if used.empty:
        return []
    gone, owners = used["code"].nunique(), sorted(set(used["owner"]))
    left = plural(gone, "code that is no longer in the lists is", "codes that are no longer in the lists are")
    return [f"{left} used in submissions of {', '.join(owners)}."]


def _value_rows(values: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    """One row per field; of a list or mapping only the parts that differ."""
    for row in values.itertuples(index=False):
        before, after = _differing(row.before, row.after)
        yield row.record, row.field, _plain(before), ERRORS_NOW if row.unreadable else _plain(after)


def _differing(before: object, after: object) -> tuple[object, object]:
    """Two values without what both have: items of lists, and keys of mappings with the same value."""
    if isinstance(before, list) and isinstance(after, list):
        less, more = [each for each in before if each not in after], [each for each in after if each not in before]
        return (less, more) if less or more else (before, after)  # another order only
    if isinstance(before, dict) and isinstance(after, dict):
        keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
        return {k: before[k] for k in keys if k in before}, {k: after[k] for k in keys if k in after}
    return before, after


def _plain(value: object) -> str:
    """A value of a record in short: a text as it is, the rest as a list of `key: value`."""
    if value is None or value in ([], {}):
        return MISSING
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(each)}" for key, each in value.items())
    if isinstance(value, list):
        return "; ".join(_plain(each) for each in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _by_owner(records: pd.DataFrame, names: Names) -> Table:
    """How many records of each owner changed how."""
    found = set(records["change"])
    kinds = [kind for kind in _KINDS if kind in found or kind not in (ERRORS_NOW, READABLE_NOW)]
    counts = pd.crosstab(records["owner"], records["change"]).reindex(columns=kinds, fill_value=0)
    rows = tuple(
        (_name(names, str(row[0])), *(str(count) if count else MISSING for count in row[1:]))
        for row in counts.itertuples()
    )
    columns = (Column("records of", header=True), *(Column(kind, "right") for kind in kinds))
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
