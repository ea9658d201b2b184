"""Who can climb which rung next, and who can show how: next steps, lessons, exchange pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from ceecluster.model import Guidelines
from ceecluster.model.guidelines import Ordinal
from ceecluster.planning.actions import ExchangeAction, Lesson, NextStep, Reason
from ceecluster.planning.evidence import Evidence

if TYPE_CHECKING:
    from ceecluster.scoring.quality import Scores

GAP = 0.25
"""A lesson needs a teacher at least one rung of an ordinal scale above."""
LESSONS = 3
PAIRS = 6


@dataclass(frozen=True)
class Value:
    """A documented criterion of a region at a level."""

    region: str
    level: str
    criterion: str
    z: float
    """In [0, 1]."""
    records: tuple[str, ...]
    """The records behind it."""


def documented_values(scores: Scores) -> tuple[Value, ...]:
    """Every documented criterion value of the scores, in their order."""
    table = scores.criteria.dropna(subset=["z"])
    columns = (table[name].tolist() for name in ("region", "level", "criterion", "z", "records"))
    return tuple(Value(r, at, c, float(z), tuple(ids)) for r, at, c, z, ids in zip(*columns, strict=True))


def next_step(guidelines: Guidelines, region: str, level: str, criterion: str, z: float) -> NextStep | None:
    """The next rung of a criterion and what to do for it; None at the top, or where the guidelines say nothing."""
    found = guidelines.criterion(criterion)
    if z >= 1 - 1e-9:
        return None
    step = min(int(4 * z + 1e-9) + 1, 4) if isinstance(found.measure, Ordinal) else None
    text = (found.next_steps.get(step) if step else None) or found.improve or ""
    return NextStep(region, level, criterion, z, step, text) if text else None


def lessons_between(
    guidelines: Guidelines, values: Sequence[Value], learner: str, teacher: str
) -> tuple[float, tuple[Lesson, ...]]:
    """(total gain, lessons with the largest gain first) of one region from another.

    Both must be documented at the same level. The gain is the teacher's lead times the criterion's weight; a lead of
    less than one rung is none.
    """
    mine = {(v.criterion, v.level): v for v in values if v.region == learner}
    found: list[tuple[float, Lesson]] = []
    for theirs in values:
        own = mine.get((theirs.criterion, theirs.level)) if theirs.region == teacher else None
        if own is None or theirs.z - own.z < GAP:
            continue
        step = next_step(guidelines, learner, own.level, own.criterion, own.z)
        weight = guidelines.criterion(own.criterion).weight
        text = step.text if step else ""
        lesson = Lesson(learner, teacher, own.level, own.criterion, own.z, theirs.z, text, theirs.records)
        found.append((weight * (theirs.z - own.z), lesson))
    found.sort(key=lambda item: (-item[0], item[1].criterion, item[1].level))
    once: dict[str, Lesson] = {}
    for _, lesson in found:
        once.setdefault(lesson.criterion, lesson)
    return sum(gain for gain, _ in found), tuple(once.values())


def exchange_pairs(
    guidelines: Guidelines, evidence: Evidence, values: Sequence[Value], *, prefix: str = "C"
) -> tuple[ExchangeAction, ...]:
    """Pairs in which both sides can learn most: harmonic mean of the two gains, each region in at most two pairs.

    The gain of a side is the weighted lead of the other on the criteria both have documented. Where one side has
    nothing to learn the harmonic mean is 0 and the pair is listed only if too few mutual ones exist.
    """
    country = dict(zip(evidence.regions, evidence.countries, strict=True))
    documented = {value.region for value in values}
    ranked = []
    for a, b in combinations([region for region in evidence.regions if region in documented], 2):
        gain, lessons = lessons_between(guidelines, values, a, b)
        back, others = lessons_between(guidelines, values, b, a)
        if gain + back == 0:
            continue
        mutual = 2 * gain * back / (gain + back)
        # Pairs inside one country need no network; they give way to those across a border.
        key = (country[a] == country[b], -mutual, -(gain + back), a, b)
        ranked.append((key, mutual, (gain, back), (*lessons[:LESSONS], *others[:LESSONS])))
    ranked.sort(key=lambda item: item[0])
    taken: dict[str, int] = {}
    actions: list[ExchangeAction] = []
    for (_, _, _, a, b), mutual, gains, agenda in ranked:
        # A pair in which one side alone can learn is listed only where there are hardly any others.
        if not mutual and len(actions) >= 3:
            continue
        if len(actions) == PAIRS or taken.get(a, 0) >= 2 or taken.get(b, 0) >= 2:
            continue
        taken[a], taken[b] = taken.get(a, 0) + 1, taken.get(b, 0) + 1
        because = [
            Reason(
                "figure",
                lesson.criterion,
                lesson.teacher_value - lesson.learner_value,
                (lesson.learner, lesson.teacher),
            )
            for lesson in agenda
        ]
        because += [
            Reason("record", record, None, (lesson.teacher,)) for lesson in agenda for record in lesson.records[:1]
        ]
        actions.append(
            ExchangeAction(
                number=f"{prefix}{len(actions) + 1}",
                regions=(a, b),
                because=tuple(dict.fromkeys(because)),
                mutual=mutual,
                gain=gains,
                lessons=agenda,
                linked=bool(evidence.linked.loc[a, b]),
            )
        )
    return tuple(actions)


def steps_of(
    guidelines: Guidelines,
    values: Sequence[Value],
    region: str,
    *,
    only: Iterable[str] | None = None,
    most: int | None = 4,
) -> tuple[NextStep, ...]:
    """The next rungs of a region that weigh most: weight of the criterion x way left x height of the rung."""
    wanted = None if only is None else set(only)
    found: list[tuple[float, NextStep]] = []
    for value in values:
        if value.region != region or (wanted is not None and value.criterion not in wanted):
            continue
        step = next_step(guidelines, region, value.level, value.criterion, value.z)
        if step is not None:
            rung = (step.step / 4 if step.step else min(value.z + GAP, 1)) - value.z
            weight = guidelines.criterion(step.criterion).weight
            found.append((weight * rung * (1 - value.z), replace(step, records=value.records)))
    found.sort(key=lambda item: (-item[0], item[1].criterion, item[1].level))
    return tuple(step for _, step in found[:most])
