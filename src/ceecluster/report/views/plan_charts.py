"""The plan as figures: who works with whom, who takes part where, what happens when; and what follows from what."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pandas as pd

from ceecluster import frames
from ceecluster.report.figures import Figure
from ceecluster.report.views.articles import Names
from ceecluster.report.views.base import MISSING, Column, Table, listed, percent, plural
from ceecluster.report.views.pilot_section import STEPS, WORK

if TYPE_CHECKING:
    from ceecluster.model import World
    from ceecluster.planning.actionplan import Plan
    from ceecluster.planning.actions import PilotAction

_APART = 0.19
"""Distance between the lines of two pilots, in tiles."""
_INSTRUMENTS = 3
"""Instruments named per objective."""


def plan_figures(world: World, plan: Plan) -> list[Figure]:
    """The figures of the plan; none where no pilot is chosen."""
    if not plan.pilots:
        return []
    names = Names(world)
    found = [pilot_links(world, plan), pilot_matrix(world, names, plan), time_plan(names, plan)]
    return [figure for figure in found if figure is not None]


def pilot_links(world: World, plan: Plan) -> Figure | None:
    """The tile map with a line from each pilot's lead to its partners; None where the network has no tiles."""
    tiles = {region.code: region.tile for region in world.network.regions if region.tile}
    if not tiles:
        return None
    names = Names(world)
    countries = {region.code: region.country for region in world.network.regions}
    busy = {code: sum(code in pilot.regions for pilot in plan.pilots) for code in tiles}
    places = [
        {"x": x, "y": y, "code": code, "text": plural(busy[code], "pilot"), "busy": busy[code]}
        for code, (x, y) in tiles.items()
    ]
    middle = (len(plan.pilots) - 1) / 2
    rows: list[dict[str, Any]] = []
    for nth, pilot in enumerate(plan.pilots):
        for partner in pilot.regions:
            if partner == pilot.lead or partner not in tiles or pilot.lead not in tiles:
                continue
            (x, y), (x2, y2) = tiles[pilot.lead], tiles[partner]
            away = (nth - middle) * _APART
            rows.append(
                {
                    "pilot": pilot.number,
                    "x": x + away,
                    "y": y,
                    "x2": x2 + away,
                    "y2": y2,
                }
            )
    pairs = {
        frozenset(pair)
        for pilot in plan.pilots
        for pair in combinations(pilot.regions, 2)
        if countries[pair[0]] != countries[pair[1]]
    }
    idle = [names.region(code) for code, count in busy.items() if not count]
    title = f"{plural(len(plan.pilots), 'pilot')} would link {plural(len(pairs), 'pair')} of regions across a border"
    if idle:
        title += f"; {listed(idle)} {'has' if len(idle) == 1 else 'have'} none"
    worded = tuple(
        (pilot.number, pilot.candidate.title, names.region(pilot.lead), names.regions(_partners(pilot)))
        for pilot in plan.pilots
    )
    columns = (Column("pilot", header=True), Column("title"), Column("lead"), Column("partners"))
    alt = "A map of tiles, one per region in roughly its place; a line leads from each pilot's lead to each partner."
    table = Table("links", "Data: who works with whom", columns, worded)
    note = "Full circle with the pilot's number: lead. Ring: partner."
    return Figure("links", "links", title, alt, table, rows, {"datasets": {"places": places}}, note=note)


def pilot_matrix(world: World, names: Names, plan: Plan) -> Figure:
    """Pilots by regions: who leads and who takes part."""
    codes = [region.code for region in world.network.regions]
    rows = [
        {
            "row": pilot.number,
            "column": code,
            "role": "lead" if code == pilot.lead else "partner" if code in pilot.regions else "",
        }
        for pilot in plan.pilots
        for code in codes
    ]
    counts = {code: sum(code in pilot.regions for pilot in plan.pilots) for code in codes}
    served = [code for code in codes if counts[code]]
    most = [names.region(code) for code in codes if counts[code] == max(counts.values())]
    title = f"{len(served)} of {plural(len(codes), 'region')} take part in a pilot"
    if max(counts.values()) > 1:
        title += f"; {listed(most, 3)} in {max(counts.values())}"
    worded = tuple(
        (
            f"{pilot.number} {pilot.candidate.title}",
            *("lead" if c == pilot.lead else "partner" if c in pilot.regions else MISSING for c in codes),
        )
        for pilot in plan.pilots
    )
    columns = (Column("pilot", header=True), *(Column(code) for code in codes))
    alt = "A grid of pilots by regions: a filled circle for the lead, a ring for a partner."
    note = "Filled: lead. Ring: partner."
    return Figure(
        "matrix", "matrix", title, alt, Table("matrix", "Data: who takes part", columns, worded), rows, note=note
    )


def time_plan(names: Names, plan: Plan) -> Figure:
    """The work packages and milestones of all pilots over the years."""
    rows: list[dict[str, Any]] = []
    worded: list[tuple[str, ...]] = []
    for pilot in plan.pilots:
        for k, work in enumerate(pilot.work, start=1):
            label = f"{pilot.number}.{k} {WORK[work.key][0]}"
            rows.append({"label": label, "start": _year(work.start), "end": _year(work.end, 1)})
            worded.append((label, names.region(work.lead), work.start.isoformat(), work.end.isoformat()))
        for step in pilot.steps:
            rows.append({"label": f"{pilot.number} milestones", "due": _year(step.due)})
            worded.append((f"{pilot.number} {step.title or STEPS[step.key]}", MISSING, MISSING, step.due.isoformat()))
    dues = [step.due for pilot in plan.pilots for step in pilot.steps]
    title = (
        f"The pilots run from {min(pilot.start for pilot in plan.pilots).year} to "
        f"{max(pilot.end for pilot in plan.pilots).year}"
    )
    if dues:
        title += f"; the first of {plural(len(dues), 'milestone')} is due on {min(dues).isoformat()}"
    columns = (Column("work", header=True), Column("lead"), Column("from"), Column("to"))
    alt = "A bar for each work package from its first to its last month; a diamond marks a milestone."
    return Figure(
        "gantt",
        "gantt",
        title,
        alt,
        Table("gantt", "Data: work packages and milestones", columns, tuple(worded)),
        rows,
        note="Bars: work packages. Diamonds: milestones.",
    )


def traceability(world: World, plan: Plan) -> Table:
    """From each objective that regions hold to the instruments they use for it and what the plan does about it."""
    names = Names(world)
    codes = frames.codes(world)
    does = _activities(plan)
    held = plan.evidence.holding.dropna()
    objectives = [term.code for term in world.vocabulary.objectives if held.get(term.code, 0) > 0 or term.code in does]
    objectives.sort(key=lambda code: -float(held.get(code, 0)))
    rows = tuple(
        (
            names.term(code),
            percent(float(held.get(code, 0))),
            _instruments(names, codes, code) or MISSING,
            listed(does.get(code, [])) or "none",
        )
        for code in objectives
    )
    columns = (
        Column("objective", header=True),
        Column("held by", "right"),
        Column("instruments most used for it"),
        Column("actions of this plan"),
    )
    note = (
        "Held by: share of the regions with a position. In brackets: regions with a record that names both the "
        "objective and the instrument."
    )
    return Table("traceability", "From objective to instrument to action", columns, rows, note)


def _activities(plan: Plan) -> dict[str, list[str]]:
    """Objective -> numbers of the pilots and programmes that serve it."""
    found: dict[str, list[str]] = {}
    for pilot in plan.pilots:
        for code in pilot.candidate.theme.objectives:
            found.setdefault(code, []).append(pilot.number)
    for programme in plan.programmes:
        found.setdefault(programme.objective, []).append(programme.number)
    return found


def _instruments(names: Names, codes: pd.DataFrame, objective: str) -> str:
    """The instruments that most regions use in records that pursue an objective."""
    pursuing = codes[(codes["dimension"] == "objectives") & (codes["code"] == objective)]["programme"]
    used = codes[(codes["dimension"] == "instruments") & codes["programme"].isin(pursuing)]
    counts = used.groupby("code")["region"].nunique()
    first = sorted(counts.index, key=lambda code: (-counts[code], code))[:_INSTRUMENTS]
    return "; ".join(f"{names.term(code)} ({counts[code]})" for code in first)


def _partners(pilot: PilotAction) -> list[str]:
    return [region for region in pilot.regions if region != pilot.lead]


def _year(day: date, months: int = 0) -> float:
    """A date as a year with a fraction, at the first of its month or of the one after."""
    return round(day.year + (day.month - 1 + months) / 12, 4)
