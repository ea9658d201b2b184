"""What a change of the data changes in the results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ceecluster.checks.unread import Unread
from ceecluster.errors import UsageError
from ceecluster.model import Programme, World
from ceecluster.sources.plain import plain_programme
from ceecluster.study import Study

RECORDS = ["record", "owner", "change", "title", "fields"]
VALUES = ["record", "owner", "field", "before", "after", "unreadable"]
CODES = ["code", "list", "owner", "records"]
MOVES = ["what", "of", "before", "after"]
ERRORS_NOW = "has errors now"
"""The change of a record that is on file, but cannot be used for its errors."""
READABLE_NOW = "readable now"
"""The change of a record whose errors are mended."""


@dataclass(frozen=True)
class Changes:
    """What differs between two states of a workspace."""

    records: pd.DataFrame
    """Columns RECORDS: `change` is added, removed, changed, ERRORS_NOW or READABLE_NOW."""
    values: pd.DataFrame
    """Columns VALUES, one row per field of a changed record: the values as plain data, None where the field is left
    out, and whether the value after is there but cannot be read."""
    codes: pd.DataFrame
    """Columns CODES: for each code that the new lists no longer have, the owners whose records still use it; one row
    without an owner where none does."""
    moves: pd.DataFrame
    """Columns MOVES: every figure that moved."""

    def to_dict(self) -> dict[str, Any]:
        """The tables as lists of rows."""
        return {name: _rows(getattr(self, name)) for name in ("records", "values", "codes", "moves")}


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain data; cells may be lists, so that pandas cannot be asked which are missing."""
    rows = table.to_dict("records")
    return [{str(key): None if value != value else value for key, value in row.items()} for row in rows]  # noqa: PLR0124  # NaN


def compare_studies(old: Study, new: Study, tolerance: float = 5e-3) -> Changes:
    """The changes between two states of one workspace.

    A figure counts as moved when it differs by at least `tolerance`, or appears or disappears.
    """
    moves: list[tuple[str, str, Any, Any]] = []
    readers: list[Callable[[Study], dict[tuple[str, str], Any]]] = [_quality, _coherence, _agreement, _plan]
    for reader in readers:
        before, after = _figures(reader, old), _figures(reader, new)
        for what, of in sorted({*before, *after}):
            a, b = before.get((what, of)), after.get((what, of))
            if not _same(a, b, tolerance):
                moves.append((what, of, a, b))
    records, values = _records(old, new)
    return Changes(
        pd.DataFrame(records, columns=RECORDS),
        pd.DataFrame(values, columns=VALUES, dtype=object),
        pd.DataFrame(_codes(old.whole, new.whole), columns=CODES, dtype=object),
        pd.DataFrame(moves, columns=MOVES, dtype=object),
    )


def _figures(reader: Callable[[Study], dict[tuple[str, str], Any]], study: Study) -> dict[tuple[str, str], Any]:
    """What a reader finds; nothing where a state is too small for the analysis, which says so itself when asked."""
    try:
        return reader(study)
    except UsageError:
        return {}


def _same(a: Any, b: Any, tolerance: float) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return (a != a and b != b) or abs(a - b) < tolerance  # noqa: PLR0124  # NaN twice is no change
    return bool(a == b)


def _records(old: Study, new: Study) -> tuple[list[tuple[str, ...]], list[tuple[Any, ...]]]:
    """(rows of RECORDS, rows of VALUES)."""
    before, after = _all(old.whole), _all(new.whole)
    rows: list[tuple[str, ...]] = []
    values: list[tuple[Any, ...]] = []
    for key in sorted({*before, *after}):
        owner, b = after.get(key, ("", None))
        former, a = before.get(key, ("", None))
        if a is None and b is not None:
            mended = _is_out(key, owner, b.title, old.unread)
            rows.append((key, owner, READABLE_NOW if mended else "added", b.title, ""))
        elif b is None and a is not None:
            broken = _is_out(key, former, a.title, new.unread)
            rows.append((key, former, ERRORS_NOW if broken else "removed", a.title, ""))
        elif a is not None and b is not None and a != b:
            x, y = plain_programme(a), plain_programme(b)
            fields = sorted(name for name in {*x, *y} if x.get(name) != y.get(name))
            rows.append((key, owner, "changed", b.title, ", ".join(fields)))
            spoilt = {name for unread in new.unread if unread.record == key for name in unread.fields}
            values += [(key, owner, name, x.get(name), y.get(name), name in spoilt) for name in fields]
    return rows, values


def _is_out(record: str, owner: str, title: str, unread: Sequence[Unread]) -> bool:
    """Whether a record is on file, but unreadable: by its identifier, by its name where that is what is wrong, or
    because the whole file of its owner cannot be used."""
    for each in unread:
        if each.record == record:
            return not each.fields
        if each.owner == owner and (each.record is None or (bool(title) and each.title == title)):
            return True
    return False


def _codes(old: World, new: World) -> list[tuple[Any, ...]]:
    """Rows of CODES."""
    now = {code for listing in _lists(new) for code in new.vocabulary.terms(listing)}
    gone = {code: listing for listing in _lists(old) for code in old.vocabulary.terms(listing) if code not in now}
    if not gone:
        return []
    users: dict[str, dict[str, list[str]]] = {code: {} for code in gone}
    # What the new state cannot read for its errors is taken from the old one: it is on file with the code.
    for record, (owner, programme) in {**_all(old), **_all(new)}.items():
        for code in {text for text in _texts(plain_programme(programme)) if text in gone}:
            users[code].setdefault(owner, []).append(record)
    rows: list[tuple[Any, ...]] = []
    for code, listing in gone.items():
        owners = users[code].items()
        rows += [(code, listing, owner, sorted(records)) for owner, records in sorted(owners)] or [
            (code, listing, None, [])
        ]
    return rows


def _lists(world: World) -> list[str]:
    return [name for name in type(world.vocabulary).model_fields if name not in ("version", "sources")]


def _texts(value: Any) -> Iterator[str]:
    """Every text in plain data, keys of mappings included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for each in pair for text in _texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _texts(each))


def _all(world: World) -> dict[str, tuple[str, Programme]]:
    """Every record by id with its owner: a region, a country or the network."""
    found: dict[str, tuple[str, Programme]] = {}
    for group in (world.candidates, world.regions, world.national):
        for owner, inventory in group.items():
            found |= {record.id: (owner, record) for record in inventory.programmes if not record.example}
    return found | {record.id: ("network", record) for record in world.transnational if not record.example}


def _quality(study: Study) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    for row in study.scores.regions.itertuples():
        found["quality", str(row.region)] = float(row.value)
        found["lowest quality", str(row.region)] = float(row.low)
        found["highest quality", str(row.region)] = float(row.high)
        found["evidence", str(row.region)] = float(row.coverage)
        found["band", str(row.region)] = row.band if isinstance(row.band, str) else None
    return found


def _coherence(study: Study) -> dict[tuple[str, str], Any]:
    table = study.comparison.levels
    return {
        ("coherence", str(level)): float(index) for level, index in zip(table["level"], table["index"], strict=True)
    }


def _agreement(study: Study) -> dict[tuple[str, str], Any]:
    return {("agreement", str(row["issue"])): str(row["status"]) for _, row in study.agreement.issues.iterrows()}


def _plan(study: Study) -> dict[tuple[str, str], Any]:
    return {("pilot", action.candidate.title): ", ".join(action.regions) for action in study.plan().pilots}
