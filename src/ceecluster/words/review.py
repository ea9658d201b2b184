"""The yearly review of the agreement in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.agreement.review import State, renewal_due
from ceecluster.blocks import Column, Date, Names, Ref, Statement, Table, Word, table
from ceecluster.model.dates import day
from ceecluster.words.network import dated
from ceecluster.words.topic import Topic
from ceecluster.words.trend import level_changes

if TYPE_CHECKING:
    from ceecluster.agreement.review import CommitmentState, PartyState, Review
    from ceecluster.model import World


def review_topic(world: World, found: Review) -> Topic:
    """Parties, commitments, what coherence has done since the signature, what to renew."""
    date = Date(found.as_of.isoformat())
    return Topic(
        name="agreement-review",
        title=Statement("review.title", {"network": world.network.title, "date": date}),
        lead=tuple(_lead(found)),
        tables=tuple(_tables(found)),
        findings=tuple(_findings(found)),
        notes=(Statement("review.note"),),
        next=("report agreement -o agreement.docx", "evaluate"),
    )


def _tables(found: Review) -> Iterator[Table]:
    """Nothing is shown of parties before there is a version, or of commitments before there is one."""
    if found.version is not None or found.commitments:
        yield _parties(found.parties)
    if found.commitments:
        yield _commitments(found.commitments)


def _lead(found: Review) -> Iterator[Statement]:
    version = found.version
    if version is None:
        yield Statement("review.unsigned")
        return
    now = [row for row in found.parties if row.party]
    facts = {
        "version": version.version,
        "date": Date(version.signed),
        "signed": len(version.parties),
        "count": len(now),
    }
    yield Statement("review.version", facts)
    if found.commitments:
        states = [row.state for row in found.commitments]
        told = [Statement("review.so_many", {"count": states.count(s), "state": s.value}) for s in State if s in states]
        yield Statement("review.commitments", {"count": len(states), "states": Names(tuple(told))})
    else:
        yield Statement("review.no_commitment")


def _findings(found: Review) -> Iterator[Statement]:
    for change in found.changes:
        facts = {
            "region": Ref("region", change.region),
            "what": change.what,
            "date": Date(change.date),
            "note": change.note,
        }
        yield Statement("review.moved", facts)
    for row in found.commitments:
        if row.state is State.OVERDUE:
            yield Statement("review.overdue", {"who": _regions(row.who), "what": row.what, "days": row.days})
        if row.left:
            yield Statement("review.gone", {"who": _regions(row.left), "what": row.what})
    undated = [row for row in found.commitments if row.state is State.UNDATED]
    if undated:
        yield Statement("review.undated", {"count": len(undated), "what": Names(tuple(row.id for row in undated))})
    if found.version is not None and renewal_due(found):
        yield Statement("review.renew", {"version": found.version.version, "date": dated(found.version.until)})
    if found.version is not None and found.unsigned:
        yield Statement("review.members", {"regions": _regions(found.unsigned), "count": len(found.unsigned)})
    if found.strangers:
        yield Statement("review.strangers", {"regions": _regions(found.strangers), "count": len(found.strangers)})
    if found.trend is not None:
        yield from level_changes(found.trend)
    elif found.no_trend is not None:
        yield Statement("trend.no_trend", {"why": found.no_trend})
    elif found.version is not None and day(found.version.signed).year == found.as_of.year:
        yield Statement("review.early", {"year": found.as_of.year})


def _regions(codes: tuple[str, ...]) -> Names:
    return Names(tuple(Ref("region", code) for code in codes))


def _parties(rows: tuple[PartyState, ...]) -> Table:
    columns: tuple[Column[PartyState], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True),
        Column(Word("party since"), lambda row: dated(row.since)),
        Column(Word("left"), lambda row: dated(row.left)),
        Column(Word("commitments"), lambda row: row.promised, "right"),
        Column(Word("done"), lambda row: row.done, "right"),
        Column(Word("overdue"), lambda row: row.overdue, "right"),
        Column(Word("without date"), lambda row: row.undated, "right"),
    )
    return table("parties", Statement("review.parties"), columns, rows)


def _commitments(rows: tuple[CommitmentState, ...]) -> Table:
    columns: tuple[Column[CommitmentState], ...] = (
        Column(Word("commitment"), lambda row: row.what, header=True),
        Column(Word("paragraph"), lambda row: row.paragraph),
        Column(Word("who"), lambda row: _regions(row.who)),
        Column(Word("until"), lambda row: dated(row.until)),
        Column(Word("state"), lambda row: Statement("review.state", {"state": row.state.value, "days": row.days})),
    )
    return table("commitments", Statement("review.promised"), columns, rows)
