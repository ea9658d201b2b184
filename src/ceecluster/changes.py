"""What a change of the data changes in the results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from ceecluster.checks.unread import Unread
from ceecluster.errors import UsageError
from ceecluster.frames import framed
from ceecluster.model import Programme, World
from ceecluster.published import Published
from ceecluster.sources.plain import plain_programme
from ceecluster.study import Study

if TYPE_CHECKING:
    import pandas as pd

WORKING_COPY = "the working copy"
"""How the state of the files as they are is named; a result tells it in its language."""
MOVED = 5e-3
"""A figure counts as moved from so much on."""


class Change(StrEnum):
    """What became of a record."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    UNREADABLE = "has errors now"
    """On file, but it cannot be used for its errors."""
    READABLE = "readable now"
    """Its errors are mended."""


OwnerKind = Literal["region", "country", "network"]


@dataclass(frozen=True)
class RecordChange:
    """A record that differs."""

    record: str
    """Identifier of the record."""
    owner: str
    """Region, country or `network` in whose file it stands."""
    owner_kind: OwnerKind
    """What the owner is."""
    change: Change
    """What became of it."""
    title: str
    """Title in English."""
    fields: tuple[str, ...] = ()
    """Fields that differ, of a changed record."""


@dataclass(frozen=True)
class FieldChange:
    """A field of a changed record; values are plain data, None where the field is left out."""

    record: str
    """Identifier of the record."""
    owner: str
    """Region, country or `network` in whose file it stands."""
    field: str
    """Name of the field."""
    before: object
    """Value in the old state."""
    after: object
    """Value in the new state."""
    unreadable: bool
    """True where there is a value now that cannot be read."""

    @property
    def differing(self) -> tuple[object, object]:
        """The values without what both have: items of lists, and keys of mappings with the same value."""
        before, after = self.before, self.after
        if isinstance(before, list) and isinstance(after, list):
            less, more = [each for each in before if each not in after], [each for each in after if each not in before]
            return (less, more) if less or more else (before, after)  # another order only
        if isinstance(before, dict) and isinstance(after, dict):
            keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
            return {k: before[k] for k in keys if k in before}, {k: after[k] for k in keys if k in after}
        return before, after


@dataclass(frozen=True)
class LostCode:
    """A code that the new lists no longer have, with one owner whose records still use it."""

    code: str
    """The code."""
    list: str
    """The code list it stood in."""
    owner: str | None
    """Region, country or `network` whose records use it; None where none does."""
    records: tuple[str, ...]
    """Identifiers of those records."""


Figure = float | str | tuple[str, ...] | None


@dataclass(frozen=True)
class FigureMove:
    """A figure that moved, appeared or disappeared."""

    what: str
    """Name of the figure."""
    kind: Literal["region", "level", "term", "pilot"]
    """What sort of thing it is a figure of."""
    of: str
    """Region, level, issue or pilot."""
    before: Figure
    """Value in the old state; None where there is none."""
    after: Figure
    """Value in the new state; None where there is none."""
    theme: tuple[str, ...] = ()
    """Sectors and objectives of a proposed pilot, which it is called by."""


@dataclass(frozen=True)
class Changes(Published):
    """What differs between two states of a workspace."""

    old: str
    """The state before, as it was named."""
    new: str
    """The state after, as it was named."""
    records: tuple[RecordChange, ...]
    """Records that differ."""
    values: tuple[FieldChange, ...]
    """Fields of changed records."""
    codes: tuple[LostCode, ...]
    """Codes that are gone, one row per owner whose records use them, or one without an owner."""
    moves: tuple[FigureMove, ...]
    """Every figure that moved."""

    @property
    def counts(self) -> dict[Change, int]:
        """How many records changed how; kinds without a record are left out."""
        found = Counter(row.change for row in self.records)
        return {change: found[change] for change in Change if found[change]}

    @property
    def by_owner(self) -> dict[tuple[OwnerKind, str], dict[Change, int]]:
        """The counts of each owner."""
        owners = sorted({(row.owner_kind, row.owner) for row in self.records}, key=lambda owner: (owner[1], owner[0]))
        own = {owner: [r for r in self.records if (r.owner_kind, r.owner) == owner] for owner in owners}
        return {owner: replace(self, records=tuple(rows)).counts for owner, rows in own.items()}

    @property
    def broken(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """(codes that are gone and still used, owners of the records that use them)."""
        used = [row for row in self.codes if row.owner is not None]
        return tuple(dict.fromkeys(row.code for row in used)), tuple(sorted({str(row.owner) for row in used}))

    @property
    def table(self) -> pd.DataFrame:
        """One row per figure that moved."""
        return framed(FigureMove, self.moves)

    def of(self, region: str) -> Changes:
        """The changes of one region's own records and figures."""
        return replace(
            self,
            records=tuple(r for r in self.records if r.owner == region and r.owner_kind == "region"),
            values=tuple(v for v in self.values if v.owner == region),
            moves=tuple(m for m in self.moves if m.kind == "region" and m.of == region),
        )


_Figures = Mapping[tuple[str, Literal["region", "level", "term", "pilot"], str], Figure]


def compare_studies(
    old: Study, new: Study, names: tuple[str, str] = ("before", "after"), tolerance: float = MOVED
) -> Changes:
    """The changes between two states of one workspace, which `names` name.

    A figure counts as moved when it differs by at least `tolerance`, or appears or disappears.
    """
    moves: list[FigureMove] = []
    themes = {**_themes(old), **_themes(new)}
    readers: list[Callable[[Study], _Figures]] = [_quality, _coherence, _agreement, _plan]
    for reader in readers:
        before, after = _figures(reader, old), _figures(reader, new)
        for key in sorted({*before, *after}, key=lambda key: (key[0], key[2])):
            a, b = before.get(key), after.get(key)
            if not _same(a, b, tolerance):
                moves.append(FigureMove(*key, a, b, themes.get(key[2], ()) if key[1] == "pilot" else ()))
    records, values = _records(old, new)
    return Changes(*names, tuple(records), tuple(values), tuple(_codes(old.whole, new.whole)), tuple(moves))


def _figures(reader: Callable[[Study], _Figures], study: Study) -> _Figures:
    """What a reader finds; nothing where a state is too small for the analysis, which says so itself when asked."""
    try:
        return reader(study)
    except UsageError:
        return {}


def _same(a: Figure, b: Figure, tolerance: float) -> bool:
    return abs(a - b) < tolerance if isinstance(a, float) and isinstance(b, float) else a == b


def _records(old: Study, new: Study) -> tuple[list[RecordChange], list[FieldChange]]:
    before, after = _all(old.whole), _all(new.whole)
    rows: list[RecordChange] = []
    values: list[FieldChange] = []
    for key in sorted({*before, *after}):
        a, b = before.get(key), after.get(key)
        if a is None and b is not None:
            mended = _is_out(key, b.owner, b.record.title, old.unread)
            rows.append(b.changed(Change.READABLE if mended else Change.ADDED))
        elif b is None and a is not None:
            broken = _is_out(key, a.owner, a.record.title, new.unread)
            rows.append(a.changed(Change.UNREADABLE if broken else Change.REMOVED))
        elif a is not None and b is not None and a.record != b.record:
            x, y = plain_programme(a.record), plain_programme(b.record)
            fields = sorted(name for name in {*x, *y} if x.get(name) != y.get(name))
            rows.append(b.changed(Change.CHANGED, tuple(fields)))
            spoilt = {name for unread in new.unread if unread.record == key for name in unread.fields}
            values += [FieldChange(key, b.owner, name, x.get(name), y.get(name), name in spoilt) for name in fields]
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


def _codes(old: World, new: World) -> list[LostCode]:
    now = {code for listing in _lists(new) for code in new.vocabulary.terms(listing)}
    gone = {code: listing for listing in _lists(old) for code in old.vocabulary.terms(listing) if code not in now}
    if not gone:
        return []
    users: dict[str, dict[str, list[str]]] = {code: {} for code in gone}
    # What the new state cannot read for its errors is taken from the old one: it is on file with the code.
    for record, held in {**_all(old), **_all(new)}.items():
        for code in {text for text in _texts(plain_programme(held.record)) if text in gone}:
            users[code].setdefault(held.owner, []).append(record)
    rows: list[LostCode] = []
    for code, listing in gone.items():
        owners = sorted(users[code].items())
        rows += [LostCode(code, listing, owner, tuple(sorted(records))) for owner, records in owners] or [
            LostCode(code, listing, None, ())
        ]
    return rows


def _lists(world: World) -> list[str]:
    return [name for name in type(world.vocabulary).model_fields if name not in ("version", "sources")]


def _texts(value: object) -> Iterator[str]:
    """Every text in plain data, keys of mappings included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for each in pair for text in _texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _texts(each))


@dataclass(frozen=True)
class _OwnedRecord:
    """A record and whose it is."""

    kind: OwnerKind
    owner: str
    record: Programme

    def changed(self, change: Change, fields: tuple[str, ...] = ()) -> RecordChange:
        return RecordChange(self.record.id, self.owner, self.kind, change, self.record.title, fields)


def _all(world: World) -> dict[str, _OwnedRecord]:
    """Every record by id."""
    groups: tuple[tuple[OwnerKind, Mapping[str, Any]], ...] = (
        ("region", world.candidates),
        ("region", world.regions),
        ("country", world.national),
    )
    held = [
        _OwnedRecord(kind, owner, p) for kind, group in groups for owner, file in group.items() for p in file.programmes
    ]
    held += [_OwnedRecord("network", "network", record) for record in world.transnational]
    return {each.record.id: each for each in held if not each.record.example}


def _quality(study: Study) -> _Figures:
    found: dict[tuple[str, Literal["region", "level", "term", "pilot"], str], Figure] = {}
    for row in study.scores.regions.itertuples():
        region = str(row.region)
        found["quality", "region", region] = _known(row.value)
        found["lowest quality", "region", region] = _known(row.low)
        found["highest quality", "region", region] = _known(row.high)
        found["evidence", "region", region] = _known(row.coverage)
        held = row.quality_class
        found["class", "region", region] = held if isinstance(held, str) else None
    return found


def _coherence(study: Study) -> _Figures:
    table = study.compare(draws=0, least=0).levels  # the indices do not rest on draws
    return {
        ("coherence", "level", str(level)): _known(index)
        for level, index in zip(table["level"], table["index"], strict=True)
    }


def _agreement(study: Study) -> _Figures:
    return {
        ("agreement", "term", str(row["issue"])): str(row["status"]) for _, row in study.agreement.issues.iterrows()
    }


def _plan(study: Study) -> _Figures:
    return {("pilot", "pilot", pick.candidate.title): pick.regions for pick in study.pick()}


def _themes(study: Study) -> dict[str, tuple[str, ...]]:
    """Title of each pilot that is proposed, not declared -> codes of its theme."""
    try:
        proposed = [pick.candidate for pick in study.pick() if pick.candidate.pilot is None]
    except UsageError:
        return {}
    return {each.title: (*each.theme.sectors, *each.theme.objectives) for each in proposed}


def _known(value: float) -> float | None:
    return None if value != value else float(value)  # noqa: PLR0124  # NaN is the one value unlike itself
