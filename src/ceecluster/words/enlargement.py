"""Enlargement: what a candidate would change and bring, all candidates, and why a fit is what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Column,
    Interval,
    Names,
    Number,
    Part,
    Ref,
    Share,
    Spelling,
    Statement,
    Table,
    Word,
    table,
)
from ceecluster.coherence.rarefaction import FEWEST_RECORDS
from ceecluster.numerals import decimal
from ceecluster.planning.enlargement import NEAR, ComparedFigure
from ceecluster.words.agreement import CLASSES
from ceecluster.words.topic import Topic
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.model import World
    from ceecluster.planning.actions import EnlargementAction
    from ceecluster.planning.enlargement import ClassChange, Enlargement, IndexChange, RankedCandidate, Ranking
    from ceecluster.planning.equal_records import Newcomer
    from ceecluster.planning.offer import CodeHeld, FitReasons, Offer, RecordEffect

SHOWN = 6
"""Codes named in a sentence before the rest is counted."""
LISTED = 12
"""Codes that are missing, listed in a table."""
_FIGURES: dict[ComparedFigure, Part] = {
    ComparedFigure.ALPHA: Word("Krippendorff's alpha"),
    ComparedFigure.W: Statement("enlargement.w"),
    ComparedFigure.COMMON: Word("issues common"),
    ComparedFigure.WANTED: Statement("enlargement.wanted"),
}
_SHARES: dict[str, Part] = {"common": Word("common"), "fills": Word("fills"), "pilots": Word("pilots")}


def enlargement_topic(result: Enlargement) -> Topic:
    """One candidate among the members: before and after."""
    candidate = Ref("region", result.candidate)
    facts = {"network": result.world.network.title, "candidate": candidate}
    tables = (_indices(result), _equal(result), _classes(result), _likeness(result))
    return Topic(
        name="enlargement",
        title=Statement("enlargement.title", facts),
        lead=(year_head(result.world), *_lead(result)),
        tables=tuple(found for found in tables if found.cells),
        findings=tuple(_findings(result)),
        notes=(Statement("enlargement.note_verdict"), Statement("enlargement.note_equal")),
        next=(f"enlarge --why {result.candidate}", "enlarge --rank", f"show {result.candidate}"),
    )


def _lead(result: Enlargement) -> Iterator[Statement]:
    quality, least = result.quality, result.world.guidelines.min_coverage
    facts = {
        "candidate": Ref("region", result.candidate),
        "count": result.offer.records,
        "coverage": Share(quality.coverage, limits=(least,)),
        "value": None if quality.value is None else Number(quality.value),
        "range": Interval(quality.low, quality.high),
    }
    yield Statement("enlargement.stands", facts)
    yield from close_to(result.offer)


def close_to(offer: Offer) -> Iterator[Statement]:
    """The members with which it has most in common."""
    if offer.closest:
        yield Statement("enlargement.closest", {"members": in_common(offer)})


def in_common(offer: Offer | EnlargementAction) -> Names:
    """Those with most codes in common, each with how many of how many."""
    told = zip(offer.closest, offer.shared, strict=True)
    return Names(
        tuple(
            Statement("enlargement.in_common", {"region": Ref("region", region), "common": common, "either": either})
            for (region, _), (common, either) in told
        )
    )


def _findings(result: Enlargement) -> Iterator[Statement]:
    for change in result.classes:
        facts = {
            "issue": Ref("term", change.issue),
            "before": CLASSES[change.before],
            "after": CLASSES[change.after],
            "priority": change.position,
        }
        yield Statement("enlargement.turns", facts, (Ref("term", change.issue),))
    if not result.classes:
        yield Statement("enlargement.turns_none")
    yield from coherence(result.equal)
    yield from brought(result.offer)
    if result.to_document:
        wanted = Names(tuple(Ref("criterion", code) for code in result.to_document))
        yield Statement("enlargement.document", {"criteria": wanted})


def coherence(levels: Iterable[Newcomer]) -> Iterator[Statement]:
    """Would the levels be more alike? On equally many records; also for a chapter of the plan."""
    thin = []
    for row in levels:
        if not row.m:
            thin.append(Ref("level", row.level))
            continue
        facts = {
            "level": Ref("level", row.level),
            "records": row.m,
            "members": row.regions,
            "before": Number(row.before),
            "after": Number(row.after),
            "same": decimal(row.before or 0) == decimal(row.after or 0),
            "chance_before": Number(row.chance_before),
            "chance_after": Number(row.chance_after),
            "low": Number(row.low, 3, signed=True),
            "high": Number(row.high, 3, signed=True),
            "direction": row.direction,
        }
        yield Statement("enlargement.coherence", facts)
    if thin:
        yield Statement("enlargement.thin", {"levels": Names(tuple(thin)), "least": FEWEST_RECORDS})


def brought(offer: Offer) -> Iterator[Statement]:
    """What a candidate brings: rare codes, codes of nobody, pilots it could join; also for a chapter of the plan."""
    if offer.filled:
        yield Statement("enlargement.fills", {"codes": _with_records(offer, offer.filled)})
    if offer.new:
        yield Statement("enlargement.brings", {"codes": _with_records(offer, offer.new)})
    if offer.joins:
        yield Statement("enlargement.joins", {"count": len(offer.joins), "pilots": Names(offer.joins)})
    elif offer.pilots is not None:
        yield Statement("enlargement.joins_none")


def _with_records(offer: Offer, codes: tuple[str, ...]) -> Names:
    def shown(code: str) -> Statement:
        records = Names(tuple(Ref("record", each) for each in offer.evidence[code][:2]))
        return Statement("enlargement.shown_by", {"code": Ref("term", code), "records": records})

    return Names(tuple(map(shown, codes)), SHOWN)


def _indices(result: Enlargement) -> Table:
    columns: tuple[Column[IndexChange], ...] = (
        Column(Word("figure"), _figure, header=True),
        Column(Word("without"), lambda row: Number(row.before, _digits(row)), "right"),
        Column(Word("with"), lambda row: Number(row.after, _digits(row)), "right"),
        Column(Word("change"), lambda row: Number(row.change, _digits(row, 3), signed=True), "right"),
    )
    return table("indices", Statement("enlargement.indices"), columns, result.changes)


def _figure(row: IndexChange) -> Part:
    if row.index is ComparedFigure.COHERENCE:
        return Statement("enlargement.coherence_at", {"level": Ref("level", row.level or "")})
    return _FIGURES[row.index]


def _digits(row: IndexChange, digits: int = 2) -> int:
    return 0 if row.index in (ComparedFigure.COMMON, ComparedFigure.WANTED) else digits


def _equal(result: Enlargement) -> Table:
    """The indices of coherence on equally many records, with what chance gives."""
    columns: tuple[Column[Newcomer], ...] = (
        Column(Word("level"), lambda row: Ref("level", row.level), header=True),
        Column(Word("records each"), lambda row: row.m, "right"),
        Column(Word("members"), lambda row: row.regions, "right"),
        Column(Word("without"), lambda row: Number(row.before), "right"),
        Column(Word("with"), lambda row: Number(row.after), "right"),
        Column(Word("chance without"), lambda row: Number(row.chance_before), "right"),
        Column(Word("chance with"), lambda row: Number(row.chance_after), "right"),
        Column(Word("change from"), lambda row: Number(row.low, 3, signed=True), "right"),
        Column(Word("to"), lambda row: Number(row.high, 3, signed=True), "right"),
        Column(Word("verdict"), lambda row: Word(row.direction.value)),
    )
    return table("equal", Statement("enlargement.equal"), columns, (row for row in result.equal if row.m))


def _classes(result: Enlargement) -> Table:
    columns: tuple[Column[ClassChange], ...] = (
        Column(Word("issue"), lambda row: Ref("term", row.issue), header=True),
        Column(Word("without"), lambda row: CLASSES[row.before]),
        Column(Word("with"), lambda row: CLASSES[row.after]),
        Column(Word("its priority"), lambda row: row.position, "right"),
    )
    return table("classes", Statement("enlargement.classes"), columns, result.classes)


def _likeness(result: Enlargement) -> Table:
    at = {(row.region, row.level): row.similarity for row in result.likeness}
    levels = [level.id for level in result.world.network.levels if any(level.id == found for _, found in at)]
    columns: list[Column[str]] = [Column(Word("member"), lambda region: Ref("region", region), header=True)]
    columns += [
        # One accessor per level: the level is bound now, not when the table is made.
        Column(Ref("level", level), lambda region, level=level: Number(at.get((region, level))), "right")  # type: ignore[misc]
        for level in levels
    ]
    return table("pairs", Statement("enlargement.pairs"), columns, result.order)


def ranking_topic(ranking: Ranking) -> Topic:
    """All candidates by what they would bring."""
    return Topic(
        name="enlargement-ranking",
        title=Statement("enlargement.ranking_title", {"network": ranking.world.network.title}),
        lead=(year_head(ranking.world), *ranking_lead(ranking)),
        tables=(_candidates(ranking),) if ranking.rows else (),
        next=tuple(f"enlarge {row.candidate}" for row in ranking.known[:2]),
    )


def ranking_lead(ranking: Ranking) -> Iterator[Statement]:
    """Who would bring most, near-ties together, with the records behind it; who has none."""
    if not ranking.rows:
        yield Statement("enlargement.nobody")
        return
    yield Statement("enlargement.known", {"count": len(ranking.rows), "known": len(ranking.known)})
    ahead = ranking.ahead
    if ahead:
        named = Names(tuple(_ranked(row) for row in ahead))
        facts = {"candidates": named, "count": len(ahead), "near": Number(NEAR), "alone": len(ranking.known) == 1}
        yield Statement("enlargement.ahead", facts)
    if ranking.silent:
        silent = Names(tuple(Ref("region", row.candidate) for row in ranking.silent))
        yield Statement("enlargement.silent", {"candidates": silent})


def _ranked(row: RankedCandidate) -> Statement:
    facts = {"candidate": Ref("region", row.candidate), "fit": Number(row.fit), "count": row.records}
    return Statement("enlargement.ranked", facts)


def _candidates(ranking: Ranking) -> Table:
    columns: tuple[Column[RankedCandidate], ...] = (
        Column(Word("candidate"), lambda row: Ref("region", row.candidate), header=True),
        Column(Word("rank"), lambda row: row.rank, "right"),
        Column(Word("country"), lambda row: Ref("country", row.country), spelling=Spelling.NAME),
        Column(Word("records"), lambda row: row.records, "right"),
        Column(Word("fit"), lambda row: Number(row.fit), "right"),
        Column(Word("common"), lambda row: Share(row.common), "right"),
        Column(Word("fills"), lambda row: Share(row.fills), "right"),
        Column(Word("pilots"), lambda row: Share(row.pilots), "right"),
        Column(Word("closest"), lambda row: _regions(row.closest) or Word(row.why_not)),
    )
    note = Statement("enlargement.note_fit", {"near": Number(NEAR)})
    return table("ranking", Statement("enlargement.ranking"), columns, ranking.rows, note)


def _regions(codes: tuple[str, ...]) -> Names | None:
    return Names(tuple(Ref("region", code) for code in codes)) if codes else None


def fit_topic(reasons: FitReasons, world: World) -> Topic:
    """From the fit of a candidate to its codes and records, and what would change it most."""
    offer = reasons.offer
    candidate = Ref("region", offer.candidate)
    facts = {
        "candidate": candidate,
        "fit": Number(offer.fit),
        "common": None if offer.common is None else Share(offer.common),
        "fills": None if offer.fills is None else Share(offer.fills),
        "pilots": None if offer.pilots is None else Share(offer.pilots),
        "count": offer.records,
    }
    return Topic(
        name="enlargement-why",
        title=Statement("enlargement.why_title", {"network": world.network.title, "candidate": candidate}),
        lead=(year_head(world), Statement("enlargement.why", facts)),
        tables=(_held(reasons), _lacking(reasons), _records(reasons)),
        findings=tuple(_decisive(reasons)),
        notes=(Statement("enlargement.note_why"),),
        next=(f"enlarge {offer.candidate}", *(f"show {row.record}" for row in reasons.records[:2])),
    )


def _decisive(reasons: FitReasons) -> Iterator[Statement]:
    rows = reasons.decisive
    if rows and len(reasons.records) > 1:
        records = tuple(Ref("record", row.record) for row in rows)
        facts = {
            "records": Names(records),
            "count": len(rows),
            "before": Number(reasons.offer.fit),
            "after": Number(rows[0].without),
        }
        yield Statement("enlargement.why_record", facts, records[:2])
    gains = reasons.easiest
    if gains:
        codes = Names(tuple(_code(row) for row in gains), SHOWN)
        facts = {"codes": codes, "count": len(gains), "gain": Number(gains[0].gain, 3, signed=True)}
        yield Statement("enlargement.why_code", facts)


def _code(row: CodeHeld) -> Part:
    return row.code if row.share == "pilots" else Ref("term", row.code)


def _columns(*, with_records: bool) -> tuple[Column[CodeHeld], ...]:
    last: Column[CodeHeld] = Column(
        Word("its records"), lambda row: Names(tuple(Ref("record", record) for record in row.records))
    )
    return (
        Column(Word("code"), _code, header=True),
        Column(Word("counts for"), lambda row: _SHARES[row.share]),
        Column(Word("members"), lambda row: None if row.share == "pilots" else row.members, "right"),
        Column(Word("worth"), lambda row: Number(row.gain, 3), "right"),
        *((last,) if with_records else ()),
    )


def _held(reasons: FitReasons) -> Table:
    return table("held", Statement("enlargement.why_held"), _columns(with_records=True), reasons.held)


def _lacking(reasons: FitReasons) -> Table:
    rows = reasons.lacking
    facts = {"shown": len(rows[:LISTED]), "count": len(rows)}
    return table("lacking", Statement("enlargement.why_lacking", facts), _columns(with_records=False), rows[:LISTED])


def _records(reasons: FitReasons) -> Table:
    columns: tuple[Column[RecordEffect], ...] = (
        Column(Word("record"), lambda row: Ref("record", row.record), header=True),
        Column(Word("without it"), lambda row: Number(row.without), "right"),
        Column(Word("effect"), lambda row: Number(row.effect, 3, signed=True), "right"),
    )
    return table("records", Statement("enlargement.why_records"), columns, reasons.records)
