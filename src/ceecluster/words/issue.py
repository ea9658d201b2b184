"""Why an issue has its place in the agreement: regions, records, and what would change it most."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.agreement.positions import Origin
from ceecluster.blocks import Column, Names, Number, Part, Ref, Spelling, Statement, Table, Text, Word, table
from ceecluster.words.agreement import CLASSES, held, of, rule, some
from ceecluster.words.topic import Topic
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.agreement.rule import Class
    from ceecluster.agreement.why import IssueReasons, RecordReason, RegionReason

SHOWN = 2
"""Records of a region named in a table before the rest is counted."""
DECIDING = 8
"""Records named in a sentence before the rest is counted."""
_ORIGINS = {Origin.DECLARED: Word("declared"), Origin.DERIVED: Word("derived")}


def issue_topic(reasons: IssueReasons) -> Topic:
    """From the class and the figures of an issue to regions and records."""
    case, agreement = reasons.case, reasons.agreement
    facts = {
        "issue": Ref("term", case.issue),
        "status": CLASSES[case.status],
        "held": held(case),
        "holders": len(case.holders),
        "needed": case.needed,
        "holds_at": agreement.rule.holds_at,
        "a": None if case.a is None else Number(case.a),
        "willing": of(len(case.willing), case.regions),
    }
    named = tuple(dict.fromkeys(row.record for row in reasons.deciding))
    return Topic(
        name="agreement-why",
        title=Statement("issue.title", {"network": agreement.world.network.title, "issue": Ref("term", case.issue)}),
        lead=(year_head(agreement.world), Statement("issue.place", facts)),
        tables=(_regions(reasons), _records(reasons)),
        findings=tuple(_findings(reasons)),
        notes=(Statement("issue.note_derived"), rule(agreement)),
        next=(f"show {case.issue}", *(f"show {record}" for record in named[:2]), "agree"),
    )


def _findings(reasons: IssueReasons) -> Iterator[Statement]:
    case = reasons.case
    yield Statement("issue.pivots", {"regions": some(case.pivots), "status": CLASSES[case.status]})
    turning = reasons.turning
    if turning:
        ways = Names(tuple(_way(row, case.status) for row in turning))
        yield Statement("issue.turning", {"regions": ways})
    else:
        yield Statement("issue.turning_none", {"status": CLASSES[case.status]})
    furthest = reasons.furthest
    if furthest:
        facts = {
            "regions": some(tuple(row.region for row in furthest)),
            "count": len(furthest),
            "a": Number(case.a),
            "without": Number(furthest[0].a_without),
        }
        yield Statement("issue.furthest", facts)
    deciding = reasons.deciding
    if deciding:
        told: dict[str, object] = {
            "records": Names(tuple(Ref("record", row.record) for row in deciding), DECIDING),
            "count": len(deciding),
            "status": CLASSES[case.status],
        }
        yield Statement("issue.deciding", told, tuple(Ref("record", row.record) for row in deciding[:2]))
    elif reasons.records:
        yield Statement("issue.deciding_none", {"count": len(reasons.records), "status": CLASSES[case.status]})


def _way(row: RegionReason, status: Class) -> Text:
    """`Salzburg (up: wanted by most)`."""
    ways: list[Part] = []
    if row.up not in (None, status):
        ways.append(Statement("issue.up", {"status": CLASSES[row.up or status]}))
    if row.down not in (None, status):
        ways.append(Statement("issue.down", {"status": CLASSES[row.down or status]}))
    return Text((Ref("region", row.region), " (", Names(tuple(ways)), ")"))


def _regions(reasons: IssueReasons) -> Table:
    columns: tuple[Column[RegionReason], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True, spelling=Spelling.CODE),
        Column(Word("priority"), lambda row: row.position.priority if row.position else None, "right"),
        Column(Word("origin"), lambda row: _ORIGINS[row.position.origin] if row.position else None),
        Column(Word("stance"), lambda row: Word(row.stance) if row.stance else Word("open")),
        Column(Word("name it"), _naming, "right"),
        Column(Word("levels"), _levels, "right"),
        Column(Word("A without"), lambda row: Number(row.a_without), "right"),
        Column(Word("records"), _first),
    )
    return table("regions", Statement("issue.regions"), columns, reasons.regions, Statement("issue.note_regions"))


def _naming(row: RegionReason) -> Part | None:
    return of(row.position.named, row.position.coded) if row.position else None


def _levels(row: RegionReason) -> Part | None:
    return of(row.position.levels_named, row.position.levels_coded) if row.position else None


def _first(row: RegionReason) -> Names | None:
    records = row.position.records if row.position else ()
    return Names(tuple(Ref("record", record) for record in records), SHOWN) if records else None


def _records(reasons: IssueReasons) -> Table:
    status = reasons.case.status
    columns: tuple[Column[RecordReason], ...] = (
        Column(Word("record"), lambda row: Ref("record", row.record), header=True),
        Column(Word("region"), lambda row: Ref("region", row.region)),
        Column(Word("priority"), lambda row: row.priority, "right"),
        Column(Word("without it"), lambda row: row.without, "right"),
        Column(Word("class then"), lambda row: CLASSES[row.status] if row.status != status else Word("the same")),
    )
    return table("records", Statement("issue.records"), columns, reasons.records)
