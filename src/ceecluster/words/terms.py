"""A European programme, a label or an objective, beyond its name and the records that carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Marked, Number, Part, Ref, Spelling, Statement, Table, Text, Word, table
from ceecluster.model import Action, LabelTerm, ProgrammeTerm, Term
from ceecluster.model.base import Worded
from ceecluster.model.vocabulary import Envelope
from ceecluster.words.network import dated
from ceecluster.words.values import joined

if TYPE_CHECKING:
    from ceecluster.item_rows import Inside, TermItem
    from ceecluster.model.actions import Comparable
    from ceecluster.model.vocabulary import Call

LISTS = {
    "objectives": Word("Objectives"),
    "instruments": Word("Instruments"),
    "target_groups": Word("Target groups"),
    "sectors": Word("Sectors"),
    "funding_sources": Word("Funding sources"),
    "services": Word("Services"),
    "actor_types": Word("Actor types"),
    "labels": Word("Labels"),
    "eu_programmes": Word("Eu programmes"),
    "indicators": Word("Indicators"),
}
"""Lists of the vocabulary."""
ROLES = {
    "joint_secretariat": Word("joint secretariat"),
    "contact_point": Word("contact point"),
    "managing_authority": Word("managing authority"),
    "agency": Word("agency"),
}
"""Whom to ask about a programme."""


def term_lead(item: TermItem) -> tuple[Part, ...]:
    """What a code is, and where it stands in published lists."""
    term = item.term
    facts = {"list": LISTS[item.listing], "meaning": meaning_of(term)}
    lead: list[Part] = [Statement("terms.of_list", facts)]
    if len(term.name) > 1:
        names = [Text((f"{language}: ", Marked("quoted", name, language))) for language, name in term.name.items()]
        lead.append(joined(names, "; "))
    if term.opens:
        lead.append(Statement("terms.open", {"opens": dated(term.opens), "closes": dated(term.closes)}))
    lead += [
        Statement("terms.mapped", {"scheme": m.scheme, "edition": m.edition, "code": m.code, "fit": Word(m.fit)})
        for m in term.maps
    ]
    if isinstance(term, LabelTerm):
        lead += _label(term)
    if isinstance(term, ProgrammeTerm):
        lead += _programme(term)
    return tuple(lead)


def meaning_of(term: Term) -> Worded | None:
    """What a code means, in the languages it is told in."""
    return Worded.of(term.definition) if term.definition else None


def _label(term: LabelTerm) -> list[Part]:
    told: list[Part] = [
        Statement("terms.issued", {"body": each.body, "since": each.since, "until": each.until}) for each in term.issuer
    ]
    if term.term_years is not None:
        renewed = None if term.renewal_years is None else Number(term.renewal_years, None)
        told.append(Statement("terms.holds", {"years": Number(term.term_years, None), "renewed": renewed}))
    return told


def _programme(term: ProgrammeTerm) -> list[Part]:
    told: list[Part] = []
    if term.frame:
        told.append(Statement("terms.frame"))
    if term.collective:
        told.append(Statement("terms.collective"))
    if term.status == "proposed":
        told.append(Statement("terms.proposed"))
    if term.eligible_until:
        told.append(Statement("terms.eligible", {"until": dated(term.eligible_until)}))
    if term.calls_over:
        told.append(Statement("terms.calls_over"))
    told += [*pays_for(term), *(Text((envelope(each), ".")) for each in term.budget)]
    told += [Statement("terms.rate", {"text": rate.text}) for rate in term.cofinancing]
    told += [
        Statement("terms.contact", {"body": each.body, "role": ROLES[each.role], "city": each.city})
        for each in term.contact
    ]
    told += [
        Statement("terms.disputed", {"about": each.about, "values": joined(list(each.values), "; ")})
        for each in term.conflicts
    ]
    return [*told, *([Statement("terms.note", {"text": term.note})] if term.note else [])]


def pays_for(term: ProgrammeTerm) -> tuple[Statement, ...]:
    """The specific objectives of a programme."""
    return tuple(
        Statement("terms.pays_for", {"code": each.code, "text": each.text, "read_off": each.basis == "read_off"})
        for each in term.specific_objectives
    )


def envelope(each: Envelope) -> Statement:
    """An amount with what it is."""
    return Statement(
        "terms.money", {"kind": each.kind, "currency": each.currency, "amount": Number(round(each.amount), None)}
    )


def term_tables(item: TermItem) -> tuple[Table, ...]:
    """Of a programme who lies inside and its calls; of an objective what a pilot can consist of; else nothing."""
    if item.action is not None:
        return tuple(_action(item.action))
    made = []
    if item.areas:
        columns: tuple[Column[tuple[str, Inside]], ...] = (
            Column(Word("region"), lambda row: Ref("region", row[0]), header=True, spelling=Spelling.LABEL),
            Column(Statement("terms.lies"), lambda row: Word(row[1])),
        )
        made.append(table("areas", Statement("terms.inside"), columns, item.areas))
    return (*made, *_calls(item.term))


def _calls(term: Term) -> tuple[Table, ...]:
    if not isinstance(term, ProgrammeTerm) or term.frame or term.collective or term.status != "adopted":
        return ()
    columns: tuple[Column[Call], ...] = (
        Column(Word("call"), lambda call: call.title, header=True),
        Column(Word("topic"), lambda call: call.topic),
        Column(Word("opens"), lambda call: dated(call.opens)),
        Column(Word("closes"), lambda call: dated(call.closes)),
    )
    return (table("calls", Word("Documented calls"), columns, term.calls),)


def _action(action: Action) -> list[Table]:
    parts: list[tuple[Part, str]] = [(Word("problem"), action.problem)]
    parts += [(Word("activity"), text) for text in action.activities]
    parts += [(Word("output"), text) for text in action.outputs]
    parts += [(Text((Word("indicator"), " ", aim.code)), aim.counts) for aim in action.indicators]
    parts += [(Text((Word("role"), ", ", Ref("level", level))), text) for level, text in action.roles.items()]
    columns: tuple[Column[tuple[Part, str]], ...] = (
        Column(Word("part"), lambda row: row[0], header=True),
        Column(Word("text"), lambda row: row[1]),
    )
    made = [table("action", Statement("terms.consists"), columns, parts)]
    return [*made, *([comparable_table(action.comparable)] if action.comparable else [])]


def comparable_table(found: tuple[Comparable, ...]) -> Table:
    """Projects that did such a thing, with what they cost."""
    columns: tuple[Column[Comparable], ...] = (
        Column(Word("project"), lambda project: project.title, header=True),
        Column(Word("cost as published"), _cost),
        Column(Word("record"), lambda project: project.record),
    )
    return table("comparable", Statement("terms.comparable"), columns, found, Statement("terms.no_tariff"))


def _cost(project: Comparable) -> Part:
    if isinstance(project.budget, str):
        return Word(project.budget)
    told: list[Part] = []
    for cost in project.budget:
        unit: list[Part] = [] if cost.unit == "one" else [" ", Word(cost.unit)]
        told.append(Text((cost.currency, " ", Number(cost.amount, None), *unit, " (", cost.kind, ")")))
    return joined(told, "; ")
