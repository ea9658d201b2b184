"""What a cluster is asked about itself, and its answers beside those of the network's records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from ceecluster.model import Criterion, World
from ceecluster.model.base import Worded
from ceecluster.model.guidelines import Boolean, Category, Derived, Interpolated, Ordinal
from ceecluster.model.selfcheck import SelfCheck
from ceecluster.scoring.handbook import Handbook, Practice
from ceecluster.scoring.measures import in_shares, z_of

if TYPE_CHECKING:
    from ceecluster.scoring.quality import Scores

STEPS = 5
"""Rungs of the ladder by which answers are counted: none, a quarter, half, three quarters, all of the way."""


@dataclass(frozen=True)
class Question:
    """A criterion as it is asked of a cluster."""

    criterion: str
    name: str
    question: str
    evidence: str
    steps: tuple[str, ...]
    """What each step 0 to 4 means; empty for what is no ladder."""
    wanted: str
    """The answer that is wanted: step, number, yes or no, one of some words."""
    choices: tuple[str, ...]
    """The words among which one is chosen; empty for steps and numbers."""
    points: tuple[tuple[float, float], ...]
    """[[raw, z], …] of a number; empty for what is none."""
    share: bool
    """Whether the number is a share, 0 to 1."""
    next_steps: tuple[str, ...]
    """What to do to reach step 1 to 4, or the one thing to improve."""
    spread: tuple[int, ...]
    """Records of the network by rung."""
    practices: tuple[Practice, ...]


@dataclass(frozen=True)
class Own:
    """An answer beside what is known."""

    criterion: str
    value: float
    """Scaled, 0 to 1."""
    sourced: float | None
    """What a source documents, scaled; None where none does."""
    below: int
    """Records of the network on a lower rung."""
    level: int
    """Records on the same rung."""
    above: int
    next_step: str | None
    """What to do next; None at full marks."""


@dataclass(frozen=True)
class SelfProfile:
    """A self-check beside the network."""

    check: SelfCheck
    title: str
    own: tuple[Own, ...]
    """In the order of the guidelines."""
    open: tuple[str, ...]
    """Criteria without an answer."""
    questions: Mapping[str, Question]

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "record": self.check.record,
            "date": self.check.date,
            "answers": [asdict(row) for row in self.own],
            "open": list(self.open),
        }


def questions_of(scores: Scores, handbook: Handbook) -> tuple[Question, ...]:
    """The criteria of the network's last level, with how its records stand; an answer that is open is in no rung."""
    world = scores.world
    level = world.network.levels[-1].id
    known = scores.programme_criteria.dropna(subset=["z"])
    rungs: dict[str, list[int]] = {}
    for row in known.itertuples(index=False):
        if row.level == level:
            rungs.setdefault(row.criterion, [0] * STEPS)[rung(float(row.z))] += 1
    return tuple(
        Question(
            criterion=chapter.criterion.id,
            name=chapter.criterion.name,
            question=chapter.criterion.question,
            evidence=chapter.criterion.evidence,
            steps=_steps(chapter.criterion),
            wanted=wanted(chapter.criterion),
            choices=_choices(chapter.criterion),
            points=getattr(chapter.criterion.measure, "points", ()),
            share=is_share(chapter.criterion),
            next_steps=_next(chapter.criterion),
            spread=tuple(rungs.get(chapter.criterion.id, [0] * STEPS)),
            practices=tuple(practice for practice in chapter.practices if practice.level == level),
        )
        for chapter in handbook.at(level).chapters
    )


def self_profile(world: World, check: SelfCheck, questions: tuple[Question, ...], scores: Scores) -> SelfProfile:
    """Each answer beside the sourced value of the record and the rungs of the others."""
    known = scores.programme_criteria.dropna(subset=["z"])
    sourced = {row.criterion: float(row.z) for row in known.itertuples(index=False) if row.programme == check.record}
    rows = []
    for question in questions:
        answer = check.answers.get(question.criterion)
        if answer is None or answer.value is None:
            continue
        z = z_of(world.guidelines.criterion(question.criterion), answer.value)
        at = rung(z)
        rows.append(
            Own(
                criterion=question.criterion,
                value=z,
                sourced=sourced.get(question.criterion),
                below=sum(question.spread[:at]),
                level=question.spread[at],
                above=sum(question.spread[at + 1 :]),
                next_step=_to_do(question, at),
            )
        )
    records = world.programmes()
    return SelfProfile(
        check=check,
        title=records[check.record].title if check.record in records else check.record,
        own=tuple(rows),
        open=tuple(q.criterion for q in questions if q.criterion not in {row.criterion for row in rows}),
        questions={question.criterion: question for question in questions},
    )


def rung(z: float) -> int:
    """The rung of a scaled value, 0 to 4: the highest that it has reached."""
    return int(z * (STEPS - 1) + 1e-9)


def _to_do(question: Question, at: int) -> str | None:
    if at >= STEPS - 1 or not question.next_steps:
        return None
    return question.next_steps[min(at, len(question.next_steps) - 1)]


def _steps(criterion: Criterion) -> tuple[str, ...]:
    measure = criterion.measure
    return tuple(measure.anchors[step] for step in sorted(measure.anchors)) if isinstance(measure, Ordinal) else ()


def wanted(criterion: Criterion) -> str:
    """What an answer looks like."""
    measure = criterion.measure
    if isinstance(measure, Ordinal):
        return "0-4"
    if isinstance(measure, Boolean):
        return "true, false"
    if isinstance(measure, Category):
        return ", ".join(str(value) for value in measure.values)
    unit: Worded = getattr(measure, "unit", None) or Worded("number")
    if not is_share(criterion):
        return unit
    return Worded(f"{unit}, 0-1", {language: f"{text}, 0-1" for language, text in unit.translations.items()})


def _choices(criterion: Criterion) -> tuple[str, ...]:
    measure = criterion.measure
    if isinstance(measure, Boolean):
        return ("true", "false")
    return tuple(map(str, measure.values)) if isinstance(measure, Category) else ()


def is_share(criterion: Criterion) -> bool:
    """Whether an answer is a share, 0 to 1."""
    return isinstance(criterion.measure, Interpolated | Derived) and in_shares(criterion.measure)


def _next(criterion: Criterion) -> tuple[str, ...]:
    if criterion.next_steps:
        return tuple(criterion.next_steps[step] for step in sorted(criterion.next_steps))
    return (criterion.improve,) if criterion.improve else ()
