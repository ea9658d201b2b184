"""The plan as figures: who works with whom, who takes part where, what happens when; and what follows from what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Column,
    Date,
    Figure,
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
from ceecluster.planning.picture import option_views
from ceecluster.words.candidates import partners, regions, title_of
from ceecluster.words.values import joined

if TYPE_CHECKING:
    from ceecluster.planning.actionplan import Plan
    from ceecluster.planning.actions import PilotAction
    from ceecluster.planning.picture import Bar, OptionView, Picture, Trace

LISTED = 3
"""Regions named in a title before the rest is counted."""
BLOCKS = 5
"""Pilots in one figure of the work in time."""
_ROLES = {"lead": Word("lead"), "partner": Word("partner")}


def plan_figures(plan: Plan, drawn: Picture) -> tuple[Figure, ...]:
    """The figures of the plan; none where no pilot is chosen, no map where the network has no tiles."""
    if not plan.pilots:
        return ()
    links = (_links(plan, drawn),) if drawn.places else ()
    gantt = (_gantt(plan, drawn, start) for start in range(0, len(plan.pilots), BLOCKS))
    return (*links, _matrix(plan, drawn), *gantt)


def options_figure(plan: Plan) -> Figure | None:
    """The options by value, reach, cost and firmness; none where there is nothing to choose."""
    views = option_views(plan)
    if len(views) < 2:
        return None
    rows = []
    for view in views:
        reach = Statement("plan.of", {"served": view.served, "members": view.members})
        told = (
            ("value", view.value_share, Number(view.value)),
            ("reach", view.served / view.members, reach),
            ("cost", view.cost_share, _cost(view)),
            ("firmness", view.firm, Share(view.firm)),
        )
        for order, (measure, share, text) in enumerate(told):
            row = {"option": view.letter, "measure": Word(measure), "order": order, "share": share or 0.0, "text": text}
            rows.append(row)
    columns: tuple[Column[OptionView], ...] = (
        Column(Word("option"), lambda view: view.letter, header=True),
        Column(Word("value"), lambda view: Number(view.value, 3), "right"),
        Column(Word("reach"), lambda view: Statement("plan.of", {"served": view.served, "members": view.members})),
        Column(Word("cost"), _cost),
        Column(Word("firmness"), lambda view: Share(view.firm), "right"),
    )
    return Figure(
        "options",
        "options",
        Statement("figures.options", {"count": len(views), "priced": sum(view.priced for view in views)}),
        Statement("figures.options_alt"),
        table("options-figure", Statement("figures.options_data"), columns, views),
        tuple(rows),
        note=Statement("figures.options_note"),
    )


def _cost(view: OptionView) -> Part:
    if view.cost is None:
        return Statement("figures.not_costed")
    return Statement("figures.costed", {"amount": Number(view.cost, None), "count": view.priced, "pilots": view.pilots})


def _links(plan: Plan, drawn: Picture) -> Figure:
    rows = tuple({"pilot": o.pilot, "x": o.x, "y": o.y, "x2": o.x2, "y2": o.y2} for o in drawn.lines)
    places = [
        {"x": o.x, "y": o.y, "code": o.region, "text": Statement("figures.busy", {"count": o.pilots}), "busy": o.pilots}
        for o in drawn.places
    ]
    columns: tuple[Column[PilotAction], ...] = (
        Column(Word("pilot"), lambda pilot: pilot.number, header=True),
        Column(Word("title"), lambda pilot: title_of(pilot.candidate), spelling=Spelling.NAME),
        Column(Word("lead"), lambda pilot: Ref("region", pilot.lead)),
        Column(Word("partners"), partners),
    )
    facts = {
        "count": len(plan.pilots),
        "pairs": drawn.across,
        "idle": regions(drawn.idle) if drawn.idle else None,
    }
    return Figure(
        "links",
        "links",
        Statement("figures.links", facts),
        Statement("figures.links_alt"),
        table("links", Statement("figures.links_data"), columns, plan.pilots),
        rows,
        {"datasets": {"places": places}},
        Statement("figures.links_note"),
    )


def _role(pilot: PilotAction, code: str) -> str:
    return "lead" if code == pilot.lead else "partner" if code in pilot.regions else ""


def _matrix(plan: Plan, drawn: Picture) -> Figure:
    codes = tuple(drawn.counts)
    rows = tuple(
        {"row": pilot.number, "column": code, "role": _role(pilot, code)} for pilot in plan.pilots for code in codes
    )
    columns: list[Column[PilotAction]] = [
        # Its title stands in the table of the figure of links; beside a column per region there is no room for it.
        Column(Word("pilot"), lambda pilot: pilot.number, header=True)
    ]
    columns += [
        # One accessor per region: it is bound now, not when the table is made.
        Column(Ref("region", code), lambda pilot, code=code: _ROLES.get(_role(pilot, code)), spelling=Spelling.CODE)  # type: ignore[misc]
        for code in codes
    ]
    facts = {
        "served": len(codes) - len(drawn.idle),
        "count": len(codes),
        "most": drawn.most,
        "busiest": regions(drawn.busiest, LISTED),
    }
    data = table("matrix", Statement("figures.matrix_data"), columns, plan.pilots)
    title, alt = Statement("figures.matrix", facts), Statement("figures.matrix_alt")
    return Figure("matrix", "matrix", title, alt, data, rows, note=Statement("figures.matrix_note"))


def work_name(key: str) -> Statement:
    """A work package by its kind."""
    return Statement("figures.work", {"key": key})


def step_name(key: str, title: str) -> Statement | str:
    """A milestone by its own title, else by its kind."""
    return title or Statement("figures.step", {"key": key})


def _bar(bar: Bar) -> Text:
    if not bar.place:
        return Text((bar.pilot, " ", step_name(bar.key, bar.title)))
    return Text((f"{bar.pilot}.{bar.place} ", work_name(bar.key)))


def _gantt(plan: Plan, drawn: Picture, start: int) -> Figure:
    """The work of some pilots in time, a block for each."""
    shown = plan.pilots[start : start + BLOCKS]
    names = {pilot.number: Text((pilot.number, " ", title_of(pilot.candidate))) for pilot in shown}
    bars = [bar for bar in drawn.bars if bar.pilot in names]
    rows = tuple(
        {
            "pilot": names[bar.pilot],
            "label": work_name(bar.key) if bar.place else Word("Milestones"),
            "first": bar.first and bar.first.isoformat(),
            "last": bar.last.isoformat(),
        }
        for bar in bars
    )
    columns: tuple[Column[Bar], ...] = (
        Column(Word("work"), _bar, header=True),
        Column(Word("lead"), lambda bar: None if bar.lead is None else Ref("region", bar.lead)),
        Column(Word("from"), lambda bar: None if bar.first is None else Date(bar.first.isoformat())),
        Column(Word("to"), lambda bar: Date(bar.last.isoformat())),
    )
    due = sorted(bar.last for bar in bars if not bar.place)
    part, parts = start // BLOCKS + 1, -(-len(plan.pilots) // BLOCKS)
    facts = {
        "first": plan.start.year,
        "last": plan.end.year,
        "count": len(due),
        "due": Date(due[0].isoformat()) if due else None,
        "part": part,
        "parts": parts,
    }
    return Figure(
        "gantt" if part == 1 else f"gantt-{part}",
        "gantt",
        Statement("figures.gantt", facts),
        Statement("figures.gantt_alt"),
        table("gantt", Statement("figures.gantt_data"), columns, bars),
        rows,
        note=Statement("figures.gantt_note"),
    )


def trace_table(traces: tuple[Trace, ...]) -> Table:
    """From each objective to the instruments used for it and what the plan does about it."""
    columns: tuple[Column[Trace], ...] = (
        Column(Word("objective"), lambda row: Ref("term", row.objective), header=True),
        Column(Word("priority of"), lambda row: Share(row.share), "right"),
        Column(
            Statement("figures.instruments"),
            lambda row: (
                joined([Text((Ref("term", code), f" ({count})")) for code, count in row.instruments], "; ")
                if row.instruments
                else None
            ),
        ),
        Column(Statement("figures.actions"), lambda row: Names(row.actions) if row.actions else Word("none")),
    )
    return table("traceability", Statement("figures.trace"), columns, traces, Statement("figures.trace_note"))
