"""The quality guidelines in plain words: for the network as a whole, and for those who manage clusters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Names, Number, Part, Ref, Share, Spelling, Statement, Table, Word, table
from ceecluster.model.guidelines import Derived, Interpolated
from ceecluster.scoring.handbook import GOOD, WEAK
from ceecluster.scoring.measures import ends_of, in_shares
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.model import Criterion, Level, World
    from ceecluster.model.guidelines import Node, Requirement, Scheme
    from ceecluster.scoring.handbook import Chapter, Handbook, Practice


@dataclass(frozen=True)
class CriterionWords:
    """One criterion."""

    name: Part
    question: str
    """What is meant, as a question."""
    levels: Names
    """Where it is asked."""
    ladder: Table | None
    """The steps with what to do to reach each; none for a criterion without steps."""
    measure: Statement | None
    """How a criterion without steps is measured, and what to do to improve."""
    evidence: str
    """What to put on the table."""
    practices: tuple[Statement, ...]
    """Good practices from the records, with their sources."""
    none: Statement | None
    """What is said where there is none."""
    requirements: tuple[Statement, ...]
    """Requirements of published schemes it speaks to, a statement for each scheme."""
    standings: tuple[Statement, ...]
    """How far the network is, level by level."""
    scale: Statement
    """From which value on a region does well, and up to which it hardly does."""


@dataclass(frozen=True)
class DimensionWords:
    """One dimension of the guidelines."""

    name: Part
    description: str | None
    criteria: tuple[CriterionWords, ...]


@dataclass(frozen=True)
class SchemeWords:
    """A published scheme beside the guidelines."""

    name: str
    about: Statement
    """What a reader should know of it, with its sources."""
    requirements: Table
    """Each of its requirements with the criteria that speak to it."""


@dataclass(frozen=True)
class GuidelinesWords:
    """The guidelines, or the part of them for one level."""

    title: Statement
    """The guidelines, their version and for whom."""
    state: Statement
    """Whether they are agreed or proposed."""
    head: Statement
    """Which records speak."""
    levels: Table
    """The levels of the network with what belongs there."""
    dimensions: tuple[DimensionWords, ...]
    """Dimension by dimension, criterion by criterion."""
    schemes: tuple[SchemeWords, ...]
    """The published schemes the criteria are set beside, requirement by requirement."""
    count: int
    """Number of criteria."""


def guidelines_words(found: Handbook) -> GuidelinesWords:
    """All criteria."""
    return _words(found, None)


def management_words(found: Handbook) -> GuidelinesWords:
    """The criteria asked of those who act for firms: the last of the network's levels."""
    level = found.world.network.levels[-1]
    return _words(found.at(level.id), level)


def _words(found: Handbook, level: Level | None) -> GuidelinesWords:
    world = found.world
    guidelines = world.guidelines
    named = {"network": world.network.title, "title": guidelines.title, "version": str(guidelines.version)}
    title = Statement("guidelines.title", named)
    if level is not None:
        title = Statement("guidelines.title_level", {**named, "level": Ref("level", level.id)})
    levels = world.network.levels if level is None else (level,)
    return GuidelinesWords(
        title=title,
        state=Statement(
            "guidelines.state", {"proposed": guidelines.status == "proposed", "version": str(guidelines.version)}
        ),
        head=year_head(world),
        levels=_levels(levels),
        dimensions=tuple(_dimensions(found, level)),
        schemes=tuple(_scheme(found, scheme) for scheme in guidelines.schemes),
        count=len(found.chapters),
    )


def _levels(levels: Sequence[Level]) -> Table:
    columns: tuple[Column[Level], ...] = (
        Column(Word("level"), lambda level: Ref("level", level.id), header=True),
        Column(Word("what belongs there"), lambda level: level.definition),
    )
    return table("levels", Statement("guidelines.levels"), columns, levels)


def _scheme(found: Handbook, scheme: Scheme) -> SchemeWords:
    speaking = {
        item: Names(
            tuple(
                Statement("guidelines.speaking", {**_named(chapter.criterion), "fit": one.fit})
                for chapter in found.chapters
                for one in chapter.criterion.requirements
                if (one.scheme, one.item) == (scheme.id, item)
            )
        )
        for item in scheme.items
    }
    columns: tuple[Column[str], ...] = (
        Column(Word("requirement"), lambda item: scheme.items[item], header=True),
        Column(
            Word("criteria here"),
            lambda item: speaking[item] if speaking[item].items else None,
            spelling=Spelling.NAME,
        ),
    )
    sources = tuple(Ref("source", f"criteria.yaml:{key}") for key in scheme.source)
    return SchemeWords(
        name=scheme.name,
        about=Statement("guidelines.scheme", {"note": scheme.note}, sources),
        requirements=table(f"scheme-{scheme.id}", Statement("guidelines.schemes"), columns, scheme.items),
    )


def _dimensions(found: Handbook, level: Level | None) -> Iterator[DimensionWords]:
    world = found.world
    for node in world.guidelines.nodes:
        chapters = [chapter for chapter in found.chapters if chapter.criterion.parent == node.id]
        if chapters:
            yield DimensionWords(
                _name(node), node.description, tuple(criterion_words(world, c, level) for c in chapters)
            )


def _name(node: Node) -> str:
    return node.name


def criterion_words(world: World, chapter: Chapter, level: Level | None = None) -> CriterionWords:
    """One criterion, at one of its levels or at all."""
    criterion = chapter.criterion
    standings = (s for s in chapter.standings if level is None or s.level == level.id)
    return CriterionWords(
        name=Ref("criterion", criterion.id),
        question=criterion.question,
        levels=Names(tuple(Ref("level", code) for code in criterion.levels)),
        ladder=_ladder(criterion),
        measure=None if criterion.measure.kind == "ordinal" else _measure(criterion),
        evidence=criterion.evidence,
        practices=tuple(_practice(criterion, practice) for practice in chapter.practices),
        none=None if chapter.practices else Statement("guidelines.no_practice", {"count": chapter.unmeasured}),
        requirements=tuple(_requirements(world, criterion.requirements)),
        standings=tuple(
            Statement(
                "guidelines.standing",
                {
                    "level": Ref("level", s.level),
                    "regions": s.regions,
                    "count": s.documented,
                    "good": s.good,
                    "weak": s.weak,
                },
            )
            for s in standings
            if s.regions
        ),
        scale=Statement("guidelines.scale", {"well": Number(GOOD), "hardly": Number(WEAK)}),
    )


def _ladder(criterion: Criterion) -> Table | None:
    if criterion.measure.kind != "ordinal":
        return None
    steps = criterion.next_steps
    columns: tuple[Column[tuple[int, str]], ...] = (
        Column(Word("step"), lambda step: step[0], "right", header=True),
        Column(Word("how to tell"), lambda step: step[1]),
        Column(Word("to get there"), lambda step: steps.get(step[0])),
    )
    rows = sorted(criterion.measure.anchors.items())
    return table(f"ladder-{criterion.id}", Statement("guidelines.ladder", _named(criterion)), columns, rows)


def _named(criterion: Criterion) -> dict[str, Ref]:
    return {"criterion": Ref("criterion", criterion.id)}


def _measure(criterion: Criterion) -> Statement:
    measure = criterion.measure
    least = most = None
    if isinstance(measure, Interpolated | Derived):
        least, most = (_amount(measure, raw) for raw in ends_of(measure))
    unit = getattr(measure, "unit", None)
    return Statement("guidelines.measure", {"least": least, "most": most, "unit": unit, "improve": criterion.improve})


def _amount(measure: Interpolated | Derived, raw: float) -> Part:
    return Share(raw) if in_shares(measure) else Number(raw, 0 if raw == int(raw) else 1)


def _practice(criterion: Criterion, practice: Practice) -> Statement:
    measure = criterion.measure
    counted = isinstance(measure, Interpolated | Derived) and practice.raw is not None
    record = Ref("record", practice.record)
    facts = {
        "record": record,
        "region": Ref("region", practice.region),
        "note": practice.note,
        "value": _amount(measure, practice.raw) if counted else None,  # type: ignore[arg-type]
        "unit": getattr(measure, "unit", None),
        "evaluated": practice.evaluated,
    }
    return Statement("guidelines.practice", facts, (record,))


def _requirements(world: World, requirements: Sequence[Requirement]) -> Iterator[Statement]:
    for scheme in world.guidelines.schemes:
        told = tuple(
            Statement("guidelines.requirement", {"item": scheme.items.get(one.item, one.item), "fit": one.fit})
            for one in requirements
            if one.scheme == scheme.id
        )
        if told:
            yield Statement("guidelines.requirements", {"scheme": scheme.name, "items": Names(told)})
