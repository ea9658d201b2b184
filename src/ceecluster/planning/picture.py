"""A plan to be drawn: who works with whom, who takes part where, what happens when; and what follows from what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from ceecluster import frames
from ceecluster.model import World
from ceecluster.planning.actionplan import Plan

_APART = 0.19
"""Distance between the lines of two pilots, in tiles."""
_INSTRUMENTS = 3
"""Instruments named per objective."""


@dataclass(frozen=True)
class PartnerLine:
    """From the lead of a pilot to one of its partners, in tiles."""

    pilot: str
    x: float
    y: float
    x2: float
    y2: float


@dataclass(frozen=True)
class RegionTile:
    """A region's tile, and in how many pilots it is."""

    region: str
    x: float
    y: float
    pilots: int


@dataclass(frozen=True)
class Bar:
    """A work package, or a milestone (without a first day)."""

    pilot: str
    place: int
    """Number of the work package; 0 for a milestone."""
    key: str
    title: str
    lead: str | None
    first: date | None
    last: date


@dataclass(frozen=True)
class OptionView:
    """What one of the options A, B, C is like, each share of 0 to 1."""

    letter: str
    value: float
    value_share: float
    """Of the value of the best option."""
    served: int
    members: int
    priced: int
    """Pilots whose cost is on file, in euro."""
    pilots: int
    cost: float | None
    """Of these pilots together; missing where none is on file."""
    cost_share: float | None
    """Of the dearest option."""
    firm: float | None
    """Mean share of the draws of weights and evidence that chose the themes of its pilots; missing without draws."""


def option_views(plan: Plan) -> tuple[OptionView, ...]:
    """The options side by side: value, reach, cost, firmness."""
    options = plan.choices.options
    by_id = {candidate.id: candidate for candidate in plan.proposed.all}
    best = max((option.value for option in options), default=0.0)
    costs = {option.letter: [cost for i in option.pilots if (cost := by_id[i].cost) is not None] for option in options}
    dearest = max((sum(found) for found in costs.values()), default=0.0)
    views = []
    for option in options:
        drawn = [share.theme_core for i in option.pilots if (share := plan.core.of(i)) is not None]
        cost = sum(costs[option.letter]) if costs[option.letter] else None
        views.append(
            OptionView(
                option.letter,
                option.value,
                option.value / best if best else 0.0,
                option.served,
                len(plan.evidence.regions),
                len(costs[option.letter]),
                len(option.pilots),
                cost,
                cost / dearest if cost is not None and dearest else None,
                sum(drawn) / len(drawn) if drawn else None,
            )
        )
    return tuple(views)


@dataclass(frozen=True)
class Picture:
    """The plan as it is drawn."""

    lines: tuple[PartnerLine, ...]
    places: tuple[RegionTile, ...]
    """None where the network has no tiles."""
    across: int
    """Pairs of partners across a border."""
    counts: dict[str, int]
    """Region -> in how many pilots it is."""
    bars: tuple[Bar, ...]

    @property
    def idle(self) -> tuple[str, ...]:
        """Regions in no pilot."""
        return tuple(region for region, count in self.counts.items() if not count)

    @property
    def most(self) -> int:
        """The most pilots a region is in."""
        return max(self.counts.values(), default=0)

    @property
    def busiest(self) -> tuple[str, ...]:
        """The regions that are in most pilots."""
        return tuple(region for region, count in self.counts.items() if count == self.most)

    @property
    def milestones(self) -> tuple[date, ...]:
        """The dates of the milestones, the first first."""
        return tuple(sorted(bar.last for bar in self.bars if not bar.place))


def picture(world: World, plan: Plan) -> Picture:
    """What the figures of a plan show."""
    regions = world.network.regions
    tiles = {region.code: region.tile for region in regions if region.tile}
    country = {region.code: region.country for region in regions}
    counts = {region.code: sum(region.code in pilot.regions for pilot in plan.pilots) for region in regions}
    middle = (len(plan.pilots) - 1) / 2
    lines = [
        PartnerLine(
            pilot.number, tiles[pilot.lead][0] + away, tiles[pilot.lead][1], tiles[other][0] + away, tiles[other][1]
        )
        for nth, pilot in enumerate(plan.pilots)
        for away in ((nth - middle) * _APART,)
        for other in pilot.regions
        if other != pilot.lead and other in tiles and pilot.lead in tiles
    ]
    pairs = {frozenset(pair) for pilot in plan.pilots for pair in combinations(pilot.regions, 2)}
    return Picture(
        lines=tuple(lines),
        places=tuple(RegionTile(code, x, y, counts[code]) for code, (x, y) in tiles.items()),
        across=sum(len({country.get(region) for region in pair}) > 1 for pair in pairs),
        counts=counts,
        bars=_bars(plan),
    )


def _bars(plan: Plan) -> tuple[Bar, ...]:
    found: list[Bar] = []
    for pilot in plan.pilots:
        found += [
            Bar(pilot.number, k, work.key, "", work.lead, work.start, work.end)
            for k, work in enumerate(pilot.work, start=1)
        ]
        found += [Bar(pilot.number, 0, step.key, step.title, None, None, step.due) for step in pilot.steps]
    return tuple(found)


@dataclass(frozen=True)
class Trace:
    """An objective, the instruments most used for it, and what the plan does about it."""

    objective: str
    share: float | None
    """Share of the regions with a position that have it."""
    instruments: tuple[tuple[str, int], ...]
    """Instrument, and the regions with a record that names both."""
    actions: tuple[str, ...]
    """Numbers of the pilots and programmes that serve it."""


def traceability(world: World, plan: Plan) -> tuple[Trace, ...]:
    """From each objective that regions have or the plan serves to instruments and actions, the most common first."""
    codes = frames.codes(world)
    does: dict[str, list[str]] = {}
    for pilot in plan.pilots:
        for code in pilot.candidate.theme.objectives:
            does.setdefault(code, []).append(pilot.number)
    for programme in plan.programmes:
        does.setdefault(programme.objective, []).append(programme.number)
    held = plan.evidence.holding.dropna().to_dict()
    listed = [term.code for term in world.vocabulary.objectives if held.get(term.code, 0) > 0 or term.code in does]
    used: dict[str, Counter[str]] = {code: Counter() for code in listed}
    aims, means = (codes[codes["dimension"] == dimension] for dimension in ("objectives", "instruments"))
    both = aims[["programme", "code"]].merge(means[["programme", "region", "code"]], on="programme")
    for aim, _, code in set(zip(both["code_x"], both["region"], both["code_y"], strict=True)):
        if aim in used:
            used[aim][code] += 1
    return tuple(
        Trace(
            objective=code,
            share=held.get(code),
            instruments=tuple(sorted(used[code].items(), key=lambda pair: (-pair[1], pair[0]))[:_INSTRUMENTS]),
            actions=tuple(does.get(code, ())),
        )
        for code in sorted(listed, key=lambda code: -held.get(code, 0))
    )
