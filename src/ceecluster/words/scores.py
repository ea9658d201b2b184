"""The scores: the regions with their intervals, the same by level, record and criterion, and the way up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from ceecluster.blocks import (
    Column,
    Interval,
    Limit,
    Names,
    Number,
    Part,
    Ref,
    Share,
    Spelling,
    Statement,
    Table,
    Text,
    Word,
    table,
)
from ceecluster.replies import checked
from ceecluster.words.replies import UNCHECKED, all_checked, for_public, network_checked
from ceecluster.words.topic import Topic
from ceecluster.words.values import told_once
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.scoring.improvement import CriterionStep, NextSteps, RegionSteps, Wanted
    from ceecluster.scoring.quality import Scores
    from ceecluster.scoring.rows import CriterionScore, LevelScore, RecordScore, RegionScore, ScoreChange, Standing

By = Literal["region", "level", "programme", "criterion"]
Row = TypeVar("Row", bound="Placed")
INSUFFICIENT = Word("insufficient evidence")


def score_topic(scores: Scores, by: By = "region", base: Scores | None = None, *, public: bool = False) -> Topic:
    """The scores by region, level, record or criterion; `base` are the scores without the what-if values.

    `public` withholds score, class and order of regions that have not checked their record.
    """
    told = {
        "region": lambda scores: _regions(scores, public=public),
        "level": _levels,
        "programme": _records,
        "criterion": _criteria,
    }
    best = max(scores.by_region, key=lambda row: row.standing.coverage, default=None)
    following: tuple[str, ...] = ("score", "robustness")
    if by == "region":
        following = ("score --next", "robustness")
        following = following if best is None else (f"score --why {best.region}", *following)
    changed = _changes(scores, base) if base is not None and scores.what_if else ()
    return Topic(
        name="score",
        title=Statement("scores.title"),
        lead=(*score_head(scores), *changed),
        tables=(told[by](scores),),
        findings=tuple(score_findings(scores, public=public)) if by == "region" else (),
        notes=tuple(score_notes(scores)),
        next=following,
    )


def next_topic(steps: NextSteps, *, public: bool = False) -> Topic:
    """The way up of every region, and what to document first; `public` names no class of an unchecked record."""
    scores = steps.scores
    limits = _limits(scores)

    def closed(row: RegionSteps) -> bool:
        return public and not checked(scores.world, row.region)

    columns: tuple[Column[RegionSteps], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True),
        Column(Word("next class"), lambda row: UNCHECKED if closed(row) else _aim(row, limits)),
        Column(Word("smallest improvement"), lambda row: _steps(row.improvement.steps, row.improvement.count)),
        Column(Statement("scores.first_evidence"), lambda row: _first(row.wanted, row.as_good), spelling=Spelling.NAME),
    )
    way_up = table("next", Statement("scores.way_up"), columns, steps.regions, Statement("scores.note_steps"))
    return Topic(
        name="score-next",
        title=Statement("scores.next_title"),
        lead=tuple(score_head(scores)),
        tables=(told_once(way_up) if public else way_up,),
        notes=tuple(score_notes(scores)),
        next=("score --why ID",),
    )


def score_head(scores: Scores) -> Iterator[Statement]:
    """How many regions are scored by which guidelines, and which records speak."""
    guidelines = scores.world.guidelines
    facts = {
        "regions": len(scores.grid.units),
        "version": str(guidelines.version),
        "status": Word(guidelines.status),
        "criteria": len(guidelines.criteria),
    }
    yield Statement("scores.scope", facts)
    yield year_head(scores.world)


def score_findings(scores: Scores, *, public: bool = False) -> Iterator[Statement]:
    """What a reader should not miss; `public` tells no order of regions before all have checked their records."""
    found = scores.highlights
    total = len(scores.by_region)
    facts = {"enough": len(found.enough), "count": total, "least": Limit(scores.min_coverage)}
    yield Statement(
        "scores.documented", {**facts, "lacking": Names(_regions_of(found.lacking)) if found.lacking else None}
    )
    if public and not all_checked(scores.world, (row.region for row in scores.by_region)):
        yield network_checked(scores.world)
    elif found.above:
        told = (
            Statement(
                "scores.is_above", {"region": Ref("region", row.region), "others": Names(_regions_of(row.others))}
            )
            for row in found.above
        )
        yield Statement("scores.above", {"told": Names(tuple(told), 4)})
    elif total > 1:
        yield Statement("scores.none_above", {"count": scores.pairs})
    if found.shortfalls:
        records = tuple(
            Statement(
                "scores.shortfall",
                {
                    "record": Ref("record", row.record),
                    "criterion": Ref("criterion", row.criterion),
                    "raw": Number(row.raw, None),
                    "minimum": Number(row.minimum, None),
                },
            )
            for row in found.shortfalls
        )
        yield Statement("scores.shortfalls", {"count": len(records), "records": Names(records, 3)})
    if found.silent:
        criteria = tuple(_place(criterion, level) for criterion, level in found.silent)
        yield Statement(
            "scores.silent", {"count": len(criteria), "of": len(scores.by_criterion), "criteria": Names(criteria, 6)}
        )


def score_notes(scores: Scores) -> Iterator[Statement]:
    """How to read the scores."""
    guidelines = scores.world.guidelines
    yield Statement("scores.note_quality", {"least": Limit(scores.min_coverage)})
    classes = tuple(
        Statement("scores.class_from", {"name": band.id, "least": Number(band.min, None)}) for band in guidelines.bands
    )
    yield Statement("scores.note_classes", {"status": Word(guidelines.status), "classes": Names(classes)})
    if scores.method != "power_mean":
        yield Statement("scores.note_method", {"method": scores.method})
    if scores.normalisation != "goalposts":
        yield Statement("scores.note_normalised", {"way": scores.normalisation})
    if scores.floor:
        yield Statement("scores.note_floor", {"floor": Number(scores.floor, None)})


class Placed(Protocol):
    """A row with a standing."""

    @property
    def standing(self) -> Standing:
        """Its value with bounds."""
        ...


def standing_columns(scores: Scores, held: Callable[[Row], Part | None] | None = None) -> tuple[Column[Row], ...]:
    """Quality, its interval, the evidence and the class of rows that have a standing."""
    limits, least = _limits(scores), (scores.min_coverage,)
    return (
        Column(Word("quality"), lambda row: Number(row.standing.value, limits=limits), "right"),
        Column(Word("low–high"), lambda row: Interval(row.standing.low, row.standing.high), "right"),
        Column(Word("evidence"), lambda row: Share(row.standing.coverage, least), "right"),
        Column(Word("class"), held or (lambda row: _class(row.standing))),
    )


def _regions(scores: Scores, *, public: bool = False) -> Table:
    def held(row: RegionScore) -> Part | None:
        return _on_file(row) if not public or checked(scores.world, row.region) else UNCHECKED

    shown = for_public(scores.world, scores.by_region) if public else list(scores.by_region)
    columns: list[Column[RegionScore]] = [
        Column(Word("region"), lambda row: Ref("region", row.region), header=True),
        *standing_columns(scores, held),
    ]
    for place, level in enumerate(scores.by_region[0].levels if scores.by_region else ()):
        columns.append(
            Column(Ref("level", level.level), lambda row, place=place: _value(row.levels[place].standing), "right")  # type: ignore[misc]
        )
    facts = {"year": scores.as_of if scores.on_file is not None else None}
    made = table("regions", Statement("scores.regions"), columns, shown, Statement("scores.note_regions", facts))
    return told_once(made) if public else made


def _levels(scores: Scores) -> Table:
    columns: tuple[Column[LevelScore], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True),
        Column(Word("level"), lambda row: Ref("level", row.level)),
        Column(Word("records"), lambda row: row.records, "right"),
        *standing_columns(scores),
    )
    return table("levels", Statement("scores.levels"), columns, scores.by_level)


def _records(scores: Scores) -> Table:
    columns: tuple[Column[RecordScore], ...] = (
        Column(Word("record"), lambda row: Ref("record", row.record), header=True, spelling=Spelling.CODE),
        Column(Word("level"), lambda row: Ref("level", row.level)),
        *standing_columns(scores),
    )
    return table("records", Statement("scores.records"), columns, scores.by_record, Statement("scores.note_records"))


def _criteria(scores: Scores) -> Table:
    columns: tuple[Column[CriterionScore], ...] = (
        Column(Word("criterion"), lambda row: Ref("criterion", row.criterion), header=True),
        Column(Word("level"), lambda row: Ref("level", row.level)),
        Column(Word("known"), lambda row: Statement("scores.of", {"part": row.known, "whole": row.regions}), "right"),
        Column(Word("mean"), lambda row: Number(row.mean), "right"),
        Column(Word("from–to"), lambda row: Interval(row.least, row.most) if row.known else None, "right"),
        Column(Word("weight"), lambda row: Share(row.weight), "right"),
        Column(Word("moves"), lambda row: Share(row.importance), "right"),
    )
    return table(
        "criteria", Statement("scores.criteria"), columns, scores.by_criterion, Statement("scores.note_criteria")
    )


def _changes(scores: Scores, base: Scores) -> Iterator[Statement]:
    what = Names(tuple(scores.what_if))
    moved = [change for change in scores.changes_since(base) if change.moved]
    for change in moved:
        yield Statement("scores.change", {"what": what, **change_facts(change, _limits(scores))})
    if not moved:
        yield Statement("scores.no_change", {"what": what, "count": len(scores.by_region)})


def change_facts(change: ScoreChange, limits: tuple[float, ...]) -> dict[str, Part | None]:
    """A region's score before and after, and its class where that is another."""
    other = change.after.quality_class != change.before.quality_class
    return {
        "region": Ref("region", change.region),
        "old": stands(change.before, limits),
        "new": stands(change.after, limits),
        "reached": change.after.quality_class if other else None,
    }


def stands(standing: Standing, limits: tuple[float, ...]) -> Part:
    """A value with its interval; only the interval where evidence does not suffice."""
    ends = Interval(standing.low, standing.high, 3)
    if standing.value is None:
        return Statement("scores.only_interval", {"ends": ends})
    return Statement("scores.with_interval", {"value": Number(standing.value, 3, limits=limits), "ends": ends})


def _aim(row: RegionSteps, limits: tuple[float, ...]) -> Part:
    found = row.improvement
    if found.reason is not None:
        return Word(found.reason.value)
    facts = {
        "target": found.target,
        "value": Number(found.value, limits=limits),
        "reaches": Number(found.reaches, limits=limits),
    }
    return Statement("scores.aim", facts)


def _steps(steps: tuple[CriterionStep, ...], count: int) -> Part | None:
    places = tuple(Text((_place(step.criterion, step.level), f" +{step.steps}")) for step in steps)
    return Statement("scores.steps", {"count": count, "places": Names(places, 3)}) if places else None


def _first(wanted: tuple[Wanted, ...], as_good: int) -> Part | None:
    if not wanted:
        return None
    named = tuple(
        Statement("scores.narrows", {"place": _place(row.criterion, row.level), "by": Number(row.shrinks, 3)})
        for row in wanted
    )
    return Statement("scores.worth", {"named": Names(named), "as_good": as_good})


def _place(criterion: str, level: str) -> Statement:
    """A criterion at a level."""
    return Statement("scores.place", {"criterion": Ref("criterion", criterion), "level": Ref("level", level)})


def _on_file(row: RegionScore) -> Part | None:
    """The class; where the year leaves too little, what everything on file gives, with the years of its sources."""
    if row.standing.enough or row.on_file is None:
        return _class(row.standing)
    first, last = row.on_file_years or (None, None)
    return Statement("scores.on_file", {"value": Number(row.on_file), "first": first, "last": last})


def _class(standing: Standing) -> Part | None:
    return standing.quality_class if standing.enough else INSUFFICIENT


def _value(standing: Standing) -> Part:
    return Number(standing.value) if standing.value is not None else Interval(standing.low, standing.high)


def _regions_of(codes: tuple[str, ...]) -> tuple[Part, ...]:
    return tuple(Ref("region", code) for code in codes)


def _limits(scores: Scores) -> tuple[float, ...]:
    """Where classes begin: a value is never rounded into one."""
    return tuple(band.min for band in scores.classes)
