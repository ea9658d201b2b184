"""What remains of a network, told from named records: its ideas, pilots and aims, and region by region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Names, Part, Ref, Spelling, Statement, Table, Text, Word, table
from ceecluster.coherence.legacy import Remains
from ceecluster.coherence.then_and_now import Fate, RecordFate
from ceecluster.model.base import Worded
from ceecluster.replies import checked
from ceecluster.words.comparison import refs
from ceecluster.words.replies import region_checked
from ceecluster.words.then_and_now import became, fate_told

if TYPE_CHECKING:
    from ceecluster.model import Legacy

NAMED = 6
"""Records named in a sentence before the rest is counted; the annex has each."""
KINDS = {"idea": Word("idea"), "pilot": Word("pilot"), "aim": Word("aim")}
OUTCOMES: dict[str, Part] = {
    "carried_out": Word("carried out"),
    "continued": Word("continued"),
    "same_field": Statement("legacy.same_field"),
    "not_found": Word("not found"),
}


@dataclass(frozen=True)
class LegacyRegion:
    """A region then and now."""

    region: Ref
    told: Statement
    """How many of its records continue, were succeeded, ended, are not seen since, are new."""
    continues: Names | None
    """Records in force in both years."""
    succeeded: Names | None
    """Records that another follows, with that one."""
    ended: Names | None
    not_seen: Names | None
    """Records that no dated source shows today."""
    new: Names | None
    """Records of today that were not in force then."""
    checked: Statement | None
    """By which office it was checked; None where it was not, which the end of the document says of all."""


@dataclass(frozen=True)
class LegacyWords:
    """What is told of what remains."""

    title: Statement
    counts: tuple[Statement, ...]
    """Of ideas, pilots and aims: how many were carried out, went on, or were not found."""
    fates: Statement | None
    """What became of the records; None where no year has enough of them."""
    entries: Table | None
    """Every idea, pilot and aim; None where none is on file."""
    regions: tuple[LegacyRegion, ...]
    """Region by region."""
    note: Statement
    """What the words mean."""
    records: Table | None
    """Every record of either year; None where there is none."""


def legacy_words(found: Remains) -> LegacyWords:
    """The words of what remains."""
    network = found.world.network.title
    facts = {"network": network, "then": found.then, "now": found.now}
    return LegacyWords(
        title=Statement("legacy.title", facts),
        counts=tuple(_counts(found, kind) for kind in KINDS if any(each.kind == kind for each in found.entries)),
        fates=_fates(found),
        entries=_entries(found) if found.entries else None,
        regions=tuple(_region(found, row.region) for row in found.regions),
        note=Statement("then_and_now.note"),
        records=_records(found) if found.fates else None,
    )


def _counts(found: Remains, kind: str) -> Statement:
    own = [each for each in found.entries if each.kind == kind]
    of = {outcome: sum(each.count for each in own if each.outcome == outcome) for outcome in OUTCOMES}
    facts = {"kind": kind, "count": sum(each.count for each in own), "outcomes": Statement("legacy.outcomes", of)}
    return Statement("legacy.counts", facts)


def _fates(found: Remains) -> Statement | None:
    if not found.fates:
        return None
    rows = found.regions
    facts = {
        "then": found.then,
        "now": found.now,
        "count": sum(row.then for row in rows),
        "became": became(
            sum(row.continues for row in rows),
            sum(row.succeeded for row in rows),
            sum(row.ended for row in rows),
            sum(row.not_seen for row in rows),
            sum(row.new for row in rows),
        ),
    }
    return Statement("then_and_now.fates", facts)


OF_ENTRY = 3
"""Records named for an idea, a pilot or an aim before the rest is counted."""


def _entries(found: Remains) -> Table:
    columns: tuple[Column[Legacy], ...] = (
        Column(Word("what"), _planned, header=True),
        Column(Statement("legacy.said"), lambda row: _cited(found, row, row.said, row.source)),
        Column(Word("today"), lambda row: OUTCOMES[row.outcome]),
        Column(Word("found"), lambda row: _found(found, row)),
        Column(Word("records"), lambda row: refs("record", row.records, OF_ENTRY) if row.records else None,
               spelling=Spelling.NAME),
    )  # fmt: skip
    return table("entries", Statement("legacy.entries"), columns, found.entries)


def _planned(row: Legacy) -> Part:
    """What it was called, of which kind it is, and its year."""
    year: tuple[Part, ...] = () if row.year is None else (", ", str(row.year))
    return Text((Worded.of(row.title, row.id, quoted=True), " (", KINDS[row.kind], *year, ")"))


def _found(found: Remains, row: Legacy) -> Part | None:
    return None if row.found is None else _cited(found, row, row.found.text, row.found.source)


def _cited(found: Remains, row: Legacy, text: Worded, keys: tuple[str, ...]) -> Part:
    """A text with its sources; nobody needs to translate it."""
    text = Worded(text, text.translations, original=text.original, quoted=True)
    file = found.world.pilot_files.get(row.id, "")
    return Statement("legacy.told", {"text": text}, tuple(Ref("source", f"{file}:{key}") for key in keys))


def _region(found: Remains, region: str) -> LegacyRegion:
    row = next(each for each in found.regions if each.region == region)
    facts = {
        "region": Ref("region", region),
        "then": found.then,
        "now": found.now,
        "count": row.then,
        "became": became(row.continues, row.succeeded, row.ended, row.not_seen, row.new),
        "new": row.new,
    }
    return LegacyRegion(
        Ref("region", region),
        Statement("legacy.region", facts),
        _named(found.of(region, Fate.CONTINUES)),
        _named(found.of(region, Fate.SUCCEEDED)),
        _named(found.of(region, Fate.ENDED)),
        _named(found.of(region, Fate.NOT_SEEN)),
        _named(found.of(region, Fate.NEW, Fate.FOLLOWS)),
        region_checked(found.world, region) if checked(found.world, region) else None,
    )


def _named(rows: tuple[RecordFate, ...]) -> Names | None:
    """Records by name; one that another follows with that one, one that is not seen since with its last year."""
    return Names(tuple(map(_one, rows)), NAMED) if rows else None


def _one(row: RecordFate) -> Part:
    record = Ref("record", row.record)
    if row.fate is Fate.SUCCEEDED and row.related:
        return Text((record, " (", Statement("legacy.now", {"records": refs("record", row.related)}), ")"))
    return record if row.seen is None else Statement("legacy.seen", {"record": record, "seen": row.seen})


def _records(found: Remains) -> Table:
    columns: tuple[Column[RecordFate], ...] = (
        Column(Word("record"), lambda row: Ref("record", row.record), header=True),
        Column(Word("region"), lambda row: Ref("region", row.region), spelling=Spelling.NAME),
        Column(Word("fate"), _fate),
    )
    return table("records", Statement("then_and_now.records"), columns, found.fates)


def _fate(row: RecordFate) -> Part:
    """What became of a record, with the records that follow it or that it follows: most have none."""
    return Text((fate_told(row), " (", refs("record", row.related), ")")) if row.related else fate_told(row)
