"""What earlier pilots mean for a plan: themes that are settled, and lessons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ceecluster.model import Pilot, World
from ceecluster.model.pilots import Lesson
from ceecluster.planning.value import Theme

ENDED = ("finished", "stopped")


@dataclass(frozen=True)
class SettledTheme:
    """A theme or an idea that is not proposed again."""

    key: str
    """Theme of a generated pilot, or id of a declared idea."""
    pilot: str
    """The pilot that settles it."""
    running: bool
    """It runs; else it ended, and its partners answered that it should not go on."""


@dataclass(frozen=True)
class Taught:
    """A lesson with the pilot it comes from."""

    pilot: str
    lesson: Lesson


def settled(world: World, start: int) -> dict[str, SettledTheme]:
    """What a plan that starts in a year does not propose, by theme or idea.

    A pilot that began before that year and runs, and one that ended and should not go on. A pilot that begins in the
    plan's own first year is one of this plan: it stays in it.
    """
    found: dict[str, SettledTheme] = {}
    for pilot in begun(world):
        runs = pilot.status == "running" and pilot.start is not None and int(pilot.start[:4]) < start
        refused = pilot.status in ENDED and pilot.go_on is not None and pilot.go_on.answer == "no"
        if runs or refused:
            found |= {key: SettledTheme(key, pilot.id, runs) for key in keys_of(pilot)}
    return found


@dataclass(frozen=True)
class Chosen:
    """What a meeting chose among the options of a plan."""

    date: str
    letter: str | None
    """The option with the pilots that were chosen; None where the plan has no such option any more."""


def chosen(world: World, start: int, options: Mapping[str, Sequence[str]]) -> Chosen | None:
    """The newest decision on the plan that starts in a year, by its pilots: letters may mean something else by now."""
    for decision in reversed(world.decisions):
        if decision.choice is not None and decision.choice.plan == str(start):
            wanted = set(decision.choice.pilots)
            letters = [letter for letter, pilots in options.items() if set(pilots) == wanted]
            return Chosen(decision.date, letters[0] if letters else None)
    return None


def begun(world: World) -> Iterator[Pilot]:
    """The real pilots that run or ran."""
    for pilot in world.pilots:
        if not pilot.example and pilot.status in ("running", *ENDED):
            yield pilot


def keys_of(pilot: Pilot) -> tuple[str, ...]:
    """The idea and the theme by which a pilot is known again."""
    return tuple(key for key in (pilot.idea, pilot.theme) if key)


def lessons_for(world: World, theme: Theme) -> tuple[Taught, ...]:
    """Lessons of pilots with which a theme shares an objective, a sector, a criterion or its idea."""
    wanted = {*theme.objectives, *theme.sectors, *theme.criteria, theme.id}
    return tuple(
        Taught(pilot.id, lesson)
        for pilot in begun(world)
        if wanted & {*pilot.objectives, *pilot.sectors, *pilot.criteria, *keys_of(pilot)}
        for lesson in pilot.lessons
    )
