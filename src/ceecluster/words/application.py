"""A concept note: one pilot for one documented call, with what has to be answered before it is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Marked, Part, Ref, Spelling, Statement, Table, Text, Word, table
from ceecluster.planning.application import CallState
from ceecluster.words.candidates import headed, regions, title_of
from ceecluster.words.network import dated
from ceecluster.words.pilot import IndicatorWords, PilotWords, indicator_words, pilot_words
from ceecluster.words.terms import comparable_table, envelope, pays_for
from ceecluster.words.topic import Topic
from ceecluster.words.values import joined

if TYPE_CHECKING:
    from ceecluster.model import World
    from ceecluster.planning.actionplan import Plan
    from ceecluster.planning.application import Applicant, Application, Unsettled

ROOM = 20 * "\u00a0"
"""Room to write in by hand."""
_COVER = {"whole": Word("yes"), "part": Word("in part"), "none": Word("no"), "unknown": Word("not on file")}


@dataclass(frozen=True)
class Letter:
    """A letter of intent of one partner, to be signed by whoever may."""

    region: Ref
    told: Statement
    """What it intends."""
    signature: Table
    """Left blank."""


@dataclass(frozen=True)
class ApplicationWords:
    """What is told in a concept note."""

    title: Statement
    asked: Statement
    """Who is asked what by when; or that no call is open."""
    call: Table | None
    """The call and its programme; None where none is on file."""
    eligible: Statement
    """How many of the partners may take part, as far as is on file."""
    partners: Table
    """Every partner: its body, and whether it lies in the area."""
    pilot: PilotWords
    """The pilot, field by field (`words/pilot.py`)."""
    indicators: IndicatorWords
    """Outputs and results with their counting rules."""
    objectives: tuple[Statement, ...]
    """Specific objectives of the programme on file."""
    comparable: Table | None
    """Projects that did such a thing, with what they cost."""
    questions: tuple[Part, ...]
    """What has to be answered first, each with who answers."""
    letters: tuple[Letter, ...]
    """A letter of intent for each partner."""


def application_words(found: Application, plan: Plan, world: World) -> ApplicationWords:
    """The words of a concept note."""
    told = pilot_words(found.pilot, plan, world)
    programme = found.programme
    return ApplicationWords(
        title=_title(found, world),
        asked=_asked(found, world),
        call=_call(found, world),
        eligible=_eligible(found),
        partners=_partners(found),
        pilot=told,
        indicators=indicator_words(found.pilot.indicators, "indicators"),
        objectives=pays_for(programme) if programme else (),
        comparable=comparable_table(found.comparable) if found.comparable else None,
        questions=tuple(_question(each) for each in found.open),
        letters=tuple(_letter(each, found) for each in found.partners),
    )


def application_topic(found: Application, world: World) -> Topic:
    """The same on a screen, in short."""
    call = _call(found, world)
    return Topic(
        "application",
        _title(found, world),
        lead=(_asked(found, world), _eligible(found)),
        tables=(*((call,) if call else ()), _partners(found)),
        heading=Statement("application.first"),
        findings=tuple(_question(each) for each in found.open),
        next=(f"plan --apply {found.pilot.number} -o note.docx",),
    )


def _title(found: Application, world: World) -> Statement:
    facts = {"network": world.network.title, "title": headed(found.pilot.candidate)}
    return Statement("application.title", facts)


def _asked(found: Application, world: World) -> Statement:
    call, programme = found.call, found.programme
    return Statement(
        "application.asked",
        {
            "lead": Ref("region", found.pilot.lead),
            "state": found.state.value if found.state else "none",
            "call": call.title if call else None,
            "programme": Ref("term", programme.code) if programme else None,
            "opens": dated(call.opens) if call else None,
            "closes": dated(call.closes) if call else None,
            "start": found.pilot.start.year,
            "listed": bool(world.vocabulary.eu_programmes),
        },
    )


def _call(found: Application, world: World) -> Table | None:
    """The call in rows: what is on file of it and of its programme."""
    programme, call = found.programme, found.call
    if programme is None:
        return None
    rows: list[tuple[Part, Part | None]] = [(Word("programme"), Ref("term", programme.code))]
    if call is not None:
        rows += [
            (Word("call"), Text((call.title, " (", _state(found), ")"))),
            (Word("topic"), call.topic),
            (Word("opens"), dated(call.opens)),
            (Word("closes"), dated(call.closes)),
            *((Word("budget"), envelope(each)) for each in call.budget),
            *([(Word("note"), call.note)] if call.note else []),
            (Word("source"), _sources(call.source, world)),
        ]
    rows += [
        (Statement("application.counts_until"), dated(programme.eligible_until)),
        (Word("contact"), joined([each.body for each in programme.contact], "; ") if programme.contact else None),
    ]
    columns: tuple[Column[tuple[Part, Part | None]], ...] = (
        Column(Word("item"), lambda row: row[0], header=True),
        Column(Word("on file"), lambda row: row[1], spelling=Spelling.NAME),
    )
    return table("call", Statement("application.call"), columns, rows)


def _state(found: Application) -> Part:
    words: dict[CallState, Part] = {
        CallState.OPEN: Word("open"),
        CallState.AHEAD: Statement("application.ahead"),
        CallState.OVER: Word("over"),
        CallState.UNDATED: Statement("application.undated"),
    }
    return words[found.state or CallState.UNDATED]


def _sources(keys: tuple[str, ...], world: World) -> Part:
    known = world.vocabulary.sources
    found = [known[key] for key in keys if key in known]
    return joined([Marked("link", each.title, each.url) if each.url else each.title for each in found], "; ")


def _eligible(found: Application) -> Statement:
    inside = [each for each in found.partners if each.cover in ("whole", "part")]
    return Statement(
        "application.eligible",
        {
            "programme": Ref("term", found.programme.code) if found.programme else None,
            "inside": len(inside),
            "unknown": sum(each.cover == "unknown" for each in found.partners),
            "count": len(found.partners),
            "countries": len(found.pilot.candidate.countries),
        },
    )


def _partners(found: Application) -> Table:
    columns: tuple[Column[Applicant], ...] = (
        Column(Word("partner"), lambda row: Ref("region", row.region), header=True),
        Column(Word("role"), lambda row: Word("lead") if row.lead else Word("partner")),
        Column(Word("body"), lambda row: row.body or Word("to be named")),
        Column(Statement("application.in_area"), lambda row: _COVER[row.cover] if row.cover else None),
    )
    return table("applicants", Statement("application.partners"), columns, found.partners)


def _question(each: Unsettled) -> Statement:
    who = regions(each.regions) if each.regions else None
    return Statement("application.question", {"key": each.key, "who": who})


def _letter(each: Applicant, found: Application) -> Letter:
    facts = {
        "region": Ref("region", each.region),
        "body": each.body or Marked("open", Statement("application.nameless")),
        "lead": each.lead,
        "title": title_of(found.pilot.candidate),
        "leader": Ref("region", found.pilot.lead),
        "start": found.pilot.start.year,
        "last": found.pilot.end.year,
        "programme": Ref("term", found.programme.code) if found.programme else None,
    }
    blank: tuple[Column[Part], ...] = (
        Column(Word("partner"), lambda row: row, header=True),
        Column(Ref("region", each.region), lambda row: 3 * ROOM, spelling=Spelling.NAME),
    )
    fields = (Word("name"), Word("office"), Word("town"), Word("date"), Word("signature"))
    signed = table(f"letter-{each.region}", Statement("application.signed"), blank, fields)
    return Letter(Ref("region", each.region), Statement("application.letter", facts), signed)
