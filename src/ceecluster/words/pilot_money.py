"""The money of a pilot: what each partner brings, what like projects cost, what a programme pays, on which basis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Marked, Names, Number, Part, Ref, Spelling, Statement, Table, Text, Word, table
from ceecluster.planning.comparable import CostRange, comparables, cost_ranges

if TYPE_CHECKING:
    from ceecluster.model import Action
    from ceecluster.model.vocabulary import ProgrammeTerm
    from ceecluster.planning.actions import CostLine, PilotAction

ROOM = 12 * "\u00a0"
"""Room to write in by hand."""


@dataclass(frozen=True)
class MoneyWords:
    """What is told of the money of a pilot."""

    costs: Table
    """Partner by partner: amount, own contribution, who supplies what is open."""
    ranges: tuple[Statement, ...]
    """What comparable projects cost, by kind of amount; none where no page with an amount was found."""
    rates: tuple[Part, ...]
    """What the programme says of the share it pays, and of simplified costs; none where nothing is on file."""
    aid: Table
    """Activity by partner: the basis under which public money may reach a firm; left blank."""


def money_words(pilot: PilotAction, consists: Sequence[Action], programme: ProgrammeTerm | None) -> MoneyWords:
    """The money of a pilot."""
    rates = (*programme.cofinancing, *programme.simplified_costs) if programme else ()
    return MoneyWords(
        costs=_costs(pilot),
        ranges=tuple(range_words(each) for each in cost_ranges(comparables(consists))),
        rates=tuple(each.text for each in rates),
        aid=_aid(pilot, consists),
    )


def range_words(found: CostRange) -> Statement:
    """What comparable projects cost, in one sentence."""
    unit = 1e6 if found.high >= 1e6 else 1e3
    facts = {
        "count": found.projects,
        "kind": found.kind,
        "currency": found.currency,
        "low": Number(found.low / unit, 2),
        "high": Number(found.high / unit, 2),
        "million": found.high >= 1e6,
        "one": found.low == found.high,
    }
    return Statement("pilot.cost_range", facts)


def _costs(pilot: PilotAction) -> Table:
    columns: list[Column[CostLine]] = [
        Column(Word("partner"), lambda row: Ref("region", row.partner), header=True),
        Column(Word("amount"), _amount, "right"),
        Column(Statement("pilot.own_part"), lambda row: Marked("open", Word("to be named"))),
        Column(Word("supplied by"), lambda row: row.supplier),
    ]
    if any(line.source for line in pilot.costs):
        columns.insert(3, Column(Word("source"), _sources_of))
    return table(f"costs-{pilot.number}", Statement("pilot.costs"), columns, pilot.costs)


def _amount(line: CostLine) -> Part:
    if line.amount is None:
        return Marked("open", Word("to be agreed"))
    return Text((line.currency, " ", Number(line.amount, None)))


def _sources_of(line: CostLine) -> Names | None:
    """The sources of an amount, each with the file it is a key of."""
    return Names(tuple(Ref("source", f"{line.file}:{key}") for key in line.source)) if line.source else None


def _aid(pilot: PilotAction, consists: Sequence[Action]) -> Table:
    """A row for each activity, a column for each partner: what each answers before public money flows."""
    planned: list[Part] = [each for action in consists for each in action.activities]
    planned = planned or [Statement("figures.work", {"key": work.key}) for work in pilot.work]

    def blank(region: str) -> Column[Part]:
        return Column(Ref("region", region), lambda row: ROOM, spelling=Spelling.NAME)

    first: Column[Part] = Column(Word("activity"), lambda row: row, header=True)
    note = Statement("application.note_aid", {"start": pilot.start.year, "last": pilot.end.year})
    return table(
        f"aid-{pilot.number}", Statement("application.aid"), (first, *map(blank, pilot.regions)), planned, note
    )
