"""What a region can reach next, and who can show how: next rungs, lessons, exchange pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ceecluster.coherence.learning import LEAD, DocumentedValue, RegionLesson, learning_pairs
from ceecluster.model import Guidelines, World
from ceecluster.model.guidelines import Ordinal
from ceecluster.planning.actions import AgendaPoint, ExchangeAction, NextRung, Reason
from ceecluster.planning.evidence_base import EvidenceBase
from ceecluster.scoring.quality import Scores

LESSONS = 3
PAIRS = 6
ROUNDING = 1e-9
"""What a value may miss a rung by."""


def next_step(guidelines: Guidelines, region: str, level: str, criterion: str, z: float) -> NextRung | None:
    """The next rung of a criterion and what to do for it; None at the top, or where the guidelines say nothing."""
    found = guidelines.criterion(criterion)
    if z >= 1 - ROUNDING:
        return None
    step = min(int(4 * z + ROUNDING) + 1, 4) if isinstance(found.measure, Ordinal) else None
    text = (found.next_steps.get(step) if step else None) or found.improve or ""
    return NextRung(region, level, criterion, z, step, text) if text else None


def exchange_pairs(
    world: World, evidence: EvidenceBase, values: Sequence[DocumentedValue], *, prefix: str = "C"
) -> tuple[ExchangeAction, ...]:
    """Pairs in which both sides can learn most: harmonic mean of the two gains, each region in at most two pairs.

    Where one side has nothing to learn the harmonic mean is 0 and the pair is listed only if too few mutual ones exist.
    """
    guidelines = world.guidelines
    country = dict(zip(evidence.regions, evidence.countries, strict=True))
    pairs = learning_pairs(world, values)
    # Pairs inside one country need no network; they give way to those across a border.
    # Within either they come by what they gain.
    ranked = sorted(pairs, key=lambda pair: country[pair.region] == country[pair.partner])
    taken: dict[str, int] = {}
    actions: list[ExchangeAction] = []
    for pair in ranked:
        a, b = pair.region, pair.partner
        # A pair in which one side alone can learn is listed only where there are hardly any others.
        if not pair.mutual and len(actions) >= 3:
            continue
        if len(actions) == PAIRS or taken.get(a, 0) >= 2 or taken.get(b, 0) >= 2:
            continue
        taken[a], taken[b] = taken.get(a, 0) + 1, taken.get(b, 0) + 1
        sides = (pair.lessons_for(learner)[:LESSONS] for learner in (a, b))
        agenda = tuple(_told(guidelines, lesson) for side in sides for lesson in side)
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
                mutual=pair.mutual,
                gain=pair.gains,
                lessons=agenda,
                linked=bool(evidence.linked.loc[a, b]),
            )
        )
    return tuple(actions)


def _told(guidelines: Guidelines, lesson: RegionLesson) -> AgendaPoint:
    """The lesson with the learner's next rung in words."""
    step = next_step(guidelines, lesson.learner, lesson.level, lesson.criterion, lesson.learner_value)
    return AgendaPoint(**lesson.__dict__, text=step.text if step else "")


def steps_of(
    guidelines: Guidelines,
    values: Sequence[DocumentedValue],
    region: str,
    *,
    only: Iterable[str] | None = None,
    most: int | None = 4,
) -> tuple[NextRung, ...]:
    """The next rungs of a region that weigh most: weight of the criterion x way left x height of the rung."""
    wanted = None if only is None else set(only)
    found: list[tuple[float, NextRung]] = []
    for value in values:
        if value.region != region or (wanted is not None and value.criterion not in wanted):
            continue
        step = next_step(guidelines, region, value.level, value.criterion, value.z)
        if step is not None:
            rung = (step.step / 4 if step.step else min(value.z + LEAD, 1)) - value.z
            weight = guidelines.criterion(step.criterion).weight
            found.append((weight * rung * (1 - value.z), replace(step, records=value.records)))
    found.sort(key=lambda item: (-item[0], item[1].criterion, item[1].level))
    return tuple(step for _, step in found[:most])


def undocumented(scores: Scores, region: str, most: int = 4) -> tuple[str, ...]:
    """The criteria without evidence that weigh most in a region, each once."""
    table = scores.criteria
    own = table[(table["region"] == region) & table["z"].isna() & (table["weight"] > 0)]
    weight = own.groupby("criterion", sort=True)["weight"].sum().sort_values(ascending=False, kind="stable")
    return tuple(str(code) for code in weight.index[:most])
