"""One score decomposed, down to records and sources, with what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Column,
    Interval,
    Marked,
    Names,
    Number,
    Part,
    Ref,
    Share,
    Statement,
    Table,
    Text,
    Word,
    table,
)
from ceecluster.citing import title_of
from ceecluster.model import Evidence
from ceecluster.scoring.improvement import Obstacle
from ceecluster.words.cited import shown_address
from ceecluster.words.topic import Topic
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.model import Source
    from ceecluster.scoring.explanation import Explanation, ScorePart
    from ceecluster.scoring.improvement import CriterionStep, Improvement, Wanted

TOP = 8
"""Pieces of evidence listed."""
STATES = {Evidence.UNDOCUMENTED: Word("not documented"), Evidence.NOT_APPLICABLE: Word("not applicable")}


def why_topic(found: Explanation) -> Topic:
    """Why a unit's score is what it is."""
    whole = found.top
    facts = {
        "unit": _unit(found),
        "level": Ref("level", found.level) if found.level else None,
        "value": Number(whole.value, limits=_limits(found)) if found.enough else None,
        "ends": Interval(whole.low, whole.high),
        # Nothing applies to a record of a level that no criterion is for.
        "coverage": Share(whole.coverage, (found.scores.min_coverage,)) if whole.coverage >= 0 else None,
    }
    part = found.improvable
    tried = f"{part.records[0]}.{part.code}=4" if part is not None else "RECORD.CRITERION=4"
    steps = (_steps(found.improvement),) if found.improvement.steps else ()
    wanted = (_wanted(found.wanted[:TOP]),) if found.wanted else ()
    return Topic(
        name="score-why",
        title=Statement("why.title", {"unit": found.unit}),
        lead=(year_head(found.scores.world), Statement("why.stands", facts), _improve(found.improvement)),
        tables=(_parts(found), *steps, *wanted, _sources(found)),
        notes=(Statement("why.note_adds") if found.additive else Statement("why.note_means"),),
        next=(f"show {found.name}", f'score --what-if "{tried}"'),
    )


def _unit(found: Explanation) -> Ref:
    return Ref("region" if found.name in found.scores.grid.units else "record", found.name)


def _improve(found: Improvement) -> Statement:
    """The way up in a sentence, or why there is none."""
    if found.reason is Obstacle.INSUFFICIENT:
        return Statement("why.document_first")
    if found.reason is Obstacle.HIGHEST:
        return Statement("why.highest", {"held": found.quality_class})
    if found.reason is Obstacle.NO_CLASSES:
        return Statement("why.no_classes")
    if found.reason is Obstacle.UNREACHABLE:
        return Statement("why.unreachable", {"target": found.target})
    places = tuple(Text((step.criterion, " (", Ref("level", step.level), ")")) for step in found.steps)
    facts = {
        "target": found.target,
        "count": found.count,
        "criteria": Names(places, 5),
        "reaches": Number(found.reaches, limits=() if found.needed is None else (found.needed,)),
    }
    return Statement("why.improve", facts)


def _parts(found: Explanation) -> Table:
    columns: tuple[Column[ScorePart], ...] = (
        Column(Word("part"), lambda part: Text((*("· ",) * part.depth, Ref(part.kind.value, part.code))), header=True),
        Column(Word("share"), lambda part: Share(part.weight), "right"),
        Column(Word("value"), _value),
        Column(Word("adds"), lambda part: Number(part.contribution, 3), "right"),
        Column(Word("records"), _records),
    )
    return table("parts", Statement("why.parts"), columns, found.tree)


def _value(part: ScorePart) -> Part | None:
    """A criterion's value or state; anything else's value with its interval."""
    if part.state is None:
        return Statement("why.within", {"value": Number(part.value), "ends": Interval(part.low, part.high)})
    if part.state is Evidence.ABSENT:
        return Text((Number(part.value), ", ", Word("absent")))
    return STATES.get(part.state) or Number(part.value)


def _records(part: ScorePart) -> Part | None:
    if part.state is None:
        return ""
    return Names(tuple(Ref("record", record) for record in part.records), 3) if part.records else None


def _in_turn(texts: tuple[str, ...]) -> str | None:
    """Steps one after the other; numbered, as a network may write them with or without a full stop."""
    if len(texts) < 2:
        return texts[0] if texts else None
    return " ".join(f"({number}) {text}" for number, text in enumerate(texts, 1))


def _steps(found: Improvement) -> Table:
    columns: tuple[Column[CriterionStep], ...] = (
        Column(Word("criterion"), lambda step: Ref("criterion", step.criterion), header=True),
        Column(Word("level"), lambda step: Ref("level", step.level)),
        Column(
            Word("from"), lambda step: Statement("why.from_to", {"z": Number(step.z), "reaches": Number(step.reaches)})
        ),
        Column(Statement("why.what_to_do"), lambda step: _in_turn(step.text)),
    )
    return table("steps", Statement("why.steps", {"target": found.target}), columns, found.steps)


def _wanted(wanted: tuple[Wanted, ...]) -> Table:
    columns: tuple[Column[Wanted], ...] = (
        Column(Word("criterion"), lambda row: Ref("criterion", row.criterion), header=True),
        Column(Word("level"), lambda row: Ref("level", row.level)),
        Column(Word("narrows by"), lambda row: Number(row.shrinks, 3), "right"),
        Column(Statement("why.to_bring"), lambda row: row.evidence),
    )
    return table("evidence", Statement("why.wanted"), columns, wanted)


def _sources(found: Explanation) -> Table:
    columns: tuple[Column[tuple[str, Source]], ...] = (
        Column(Word("source"), lambda row: row[0], header=True),
        Column(Word("what it is"), lambda row: _cite(row[1])),
    )
    return table("sources", Statement("why.sources", {"count": len(found.sources)}), columns, found.sources.items())


def _cite(source: Source) -> Part:
    """Title, publisher, year, and where it can be found."""
    year = Word(source.year) if isinstance(source.year, str) else source.year
    told: list[Part] = [part for part in (title_of(source), source.publisher, year) if part]
    where: list[Part] = [source.document] if source.document else []
    if source.url:
        where = [Marked("link", shown_address(source.url), source.url)]
    parts: list[Part] = []
    for part in (*told, *where):
        parts += [", ", part] if parts else [part]
    return Text(tuple(parts))


def _limits(found: Explanation) -> tuple[float, ...]:
    return tuple(band.min for band in found.scores.classes)
