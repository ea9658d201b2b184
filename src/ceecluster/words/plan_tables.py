"""The choice of pilots in tables: pilots, options, parts, portfolios, core index, prices, who is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from ceecluster.planning.core import BORDER, CORE
from ceecluster.planning.value import PARTS
from ceecluster.words.candidates import in_short, partners, regions, title_of
from ceecluster.words.values import joined

if TYPE_CHECKING:
    from ceecluster.model import World
    from ceecluster.planning.actionplan import Plan
    from ceecluster.planning.actions import PilotAction
    from ceecluster.planning.candidates import Candidate
    from ceecluster.planning.choices import Choice
    from ceecluster.planning.core import CoreShare
    from ceecluster.planning.selection import Price, Ranked, Service, Setting

SHOWN = 5
"""Portfolios listed."""
FREQUENT = 10
"""Candidates listed by their core index."""
_KINDS = {"core": Word("core"), "borderline": Word("borderline"), "exterior": Word("exterior")}


def pilots_table(plan: Plan) -> Table:
    """The chosen pilots."""
    columns: tuple[Column[PilotAction], ...] = (
        Column(Word("pilot"), lambda pilot: pilot.number, header=True),
        Column(Word("title"), lambda pilot: title_of(pilot.candidate), spelling=Spelling.NAME),
        Column(Word("lead"), lambda pilot: Ref("region", pilot.lead), spelling=Spelling.CODE),
        Column(Word("partners"), partners, spelling=Spelling.CODE),
        Column(Word("value"), lambda pilot: _worth(pilot.candidate), "right"),
        Column(Word("core"), lambda pilot: Share(pilot.core), "right"),
        Column(Word("theme core"), lambda pilot: Share(pilot.theme_core), "right"),
    )
    return table("pilots", Statement("plan.pilots"), columns, plan.pilots)


def _worth(candidate: Candidate) -> Text:
    return Text((Number(candidate.value), " (", Interval(candidate.low, candidate.high), ")"))


def option_tables(plan: Plan) -> tuple[Table, ...]:
    """The options A, B and C, and region by region; none where there is nothing to choose."""
    if len(plan.choices.options) < 2:
        return ()
    by_id = {candidate.id: candidate for candidate in plan.proposed.all}
    members = len(plan.evidence.regions)

    def pilots(choice: Choice) -> Part:
        return joined([in_short(by_id[i]) for i in choice.pilots], "; ")

    columns: tuple[Column[Choice], ...] = (
        Column(Word("option"), lambda choice: choice.letter, header=True),
        Column(Word("pilots"), pilots, spelling=Spelling.NAME),
        Column(Word("value"), lambda choice: Number(choice.value, 3), "right"),
        Column(Word("gives up"), lambda choice: Number(choice.loss, 3), "right"),
        Column(Word("serves"), lambda c: Statement("plan.of", {"served": c.served, "members": members}), "right"),
        Column(Word("unlike A"), lambda c: None if c.letter == "A" else Share(c.differs), "right"),
    )
    by_region: list[Column[str]] = [Column(Word("region"), lambda region: Ref("region", region), header=True)]
    for option in plan.choices.options:
        inside = [by_id[i] for i in option.pilots]
        by_region.append(
            Column(
                Statement("plan.option_letter", {"letter": option.letter}),
                # One accessor per option: its pilots are bound now, not when the table is made.
                lambda region, inside=inside: _joined_by(region, inside),  # type: ignore[misc]
                spelling=Spelling.NAME,
            )
        )
    note = Statement("plan.note_options", {"loss": Limit(plan.choices.loss)})
    return (
        table("options", Statement("plan.options"), columns, plan.choices.options, note),
        table("options-by-region", Statement("plan.by_region"), by_region, plan.evidence.regions),
    )


def _joined_by(region: str, inside: list[Candidate]) -> Part | None:
    found = [title_of(candidate) for candidate in inside if region in candidate.regions]
    return joined(found, "; ") if found else None


def parts_table(plan: Plan) -> Table:
    """The parts of the chosen pilots' values with their weights."""
    columns: list[Column[str]] = [
        Column(Word("part"), lambda part: Statement("plan.figure", {"name": part}), header=True),
        Column(Word("weight"), lambda part: Number(plan.rule.weights.get(part, 0.0)), "right"),
    ]
    columns += [
        Column(pilot.number, lambda part, pilot=pilot: _part(pilot.candidate, part), "right")  # type: ignore[misc]
        for pilot in plan.pilots
    ]
    return table("parts", Statement("plan.parts"), columns, PARTS, Statement("plan.note_parts"))


def _part(candidate: Candidate, part: str) -> Text | None:
    value = candidate.parts[part]
    return None if value is None else Text((Number(value), " (", Share(candidate.documented[part]), ")"))


def setting(rule: str, value: Setting) -> Part:
    """What a rule is set to."""
    if rule == "exclusions":
        return Word("kept") if value else Word("ignored")
    if value is None:
        return Word("none")
    if isinstance(value, bool):
        return Word("yes") if value else Word("no")
    return Number(value, 0)


def prices_table(plan: Plan) -> Table:
    """What each constraint costs."""
    columns: tuple[Column[Price], ...] = (
        Column(Word("constraint"), lambda row: Statement("plan.rule", {"name": row.constraint}), header=True),
        Column(Word("now"), lambda row: setting(row.constraint, row.now), "right"),
        Column(Word("loosened to"), lambda row: setting(row.constraint, row.relaxed), "right"),
        Column(Word("gain in value"), lambda row: Number(row.gain, 3), "right"),
        Column(
            Word("regions served"),
            lambda row: Number(row.served, 0, signed=True) if row.served else Word("same"),
            "right",
        ),
    )
    return table("prices", Statement("plan.prices"), columns, plan.selection.priced, Statement("plan.note_prices"))


def services_table(plan: Plan) -> Table:
    """Who is served how often."""
    numbers = {pilot.candidate.id: pilot.number for pilot in plan.pilots}
    columns: tuple[Column[Service], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True),
        Column(Word("pilots"), lambda row: row.pilots, "right"),
        Column(Word("leads"), lambda row: row.leads, "right"),
        Column(Word("which"), lambda row: Names(tuple(numbers[i] for i in row.ids)) if row.ids else None),
        Column(Word("candidates"), lambda row: row.candidates, "right"),
    )
    note = Statement("plan.note_services")
    return table("fairness", Statement("plan.services"), columns, plan.selection.services, note)


def portfolios_table(plan: Plan) -> Table:
    """The optimum and its rivals."""
    by_id = {candidate.id: candidate for candidate in plan.proposed.all}

    def pilots(row: Ranked) -> Part:
        return joined([in_short(by_id[i]) for i in row.pilots], "; ")

    columns: tuple[Column[Ranked], ...] = (
        Column(Word("rank"), lambda row: row.rank, "right", header=True),
        Column(Word("pilots"), pilots, spelling=Spelling.NAME),
        Column(Word("value"), lambda row: Number(row.value, 3), "right"),
        Column(Word("loss"), lambda row: Number(row.loss, 3), "right"),
        Column(Word("first ahead"), lambda r: None if r.rank == 1 else Share(r.ahead, limits=(CORE,)), "right"),
    )
    note = Statement("plan.note_portfolios", {"least": Limit(CORE)})
    return table("portfolios", Statement("plan.portfolios"), columns, plan.selection.ranked[:SHOWN], note)


def core_table(plan: Plan) -> Table | None:
    """The candidates most often in the best portfolio of a draw; None where nothing was drawn."""
    by_id = {candidate.id: candidate for candidate in plan.proposed.all}
    chosen = {pilot.candidate.id: pilot.number for pilot in plan.pilots}
    rows = [share for share in plan.core.shares if share.core > 0][:FREQUENT]
    if not rows:
        return None
    columns: tuple[Column[CoreShare], ...] = (
        Column(Word("proposal"), lambda row: title_of(by_id[row.id]), header=True, spelling=Spelling.NAME),
        Column(Word("partners"), lambda row: regions(by_id[row.id].regions), spelling=Spelling.CODE),
        Column(Word("core index"), lambda row: Share(row.core, limits=(CORE, BORDER)), "right"),
        Column(Word("kind"), lambda row: _KINDS[row.kind]),
        Column(Word("theme"), lambda row: Share(row.theme_core), "right"),
        Column(Word("chosen"), lambda row: chosen.get(row.id)),
    )
    facts = {"draws": plan.draws, "seed": plan.seed, "least": Limit(CORE), "most": Limit(BORDER)}
    return table("core", Statement("plan.frequent"), columns, rows, Statement("plan.note_core", facts))


def signatures(world: World, start: int) -> Table:
    """Who signs for each region, by the name of its body in the year the plan starts."""
    network = world.network
    columns: tuple[Column[tuple[str, str]], ...] = (
        Column(Word("region"), lambda row: Ref("region", row[0]), header=True),
        Column(Word("body"), lambda row: row[1]),
        Column(Word("date"), lambda row: ""),
        Column(Word("signature"), lambda row: ""),
        Column(Word("stamp"), lambda row: ""),
    )
    rows = [(region.code, network.name_at(region.partner, start) or "") for region in network.regions]
    return table("sign", Statement("chapters.sign"), columns, rows)
