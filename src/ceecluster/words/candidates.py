"""Candidates, their partners, and the reasons of an action, as parts of sentences and cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Names,
    Number,
    Part,
    Ref,
    Share,
    Statement,
    Text,
)
from ceecluster.words.values import joined

if TYPE_CHECKING:
    from ceecluster.planning.actions import PilotAction, Reason
    from ceecluster.planning.candidates import Candidate

RECORDS = 12
"""Records named among the reasons of an action."""


def regions(codes: tuple[str, ...] | list[str], limit: int | None = None) -> Names:
    """Regions as a list."""
    return Names(tuple(Ref("region", code) for code in codes), limit)


def records(ids: tuple[str, ...] | list[str], limit: int | None = None) -> Names:
    """Records as a list."""
    return Names(tuple(Ref("record", record) for record in ids), limit)


def title_of(candidate: Candidate) -> Part:
    """A declared pilot by its title; another by what its work is called, else by its objectives, and its fields."""
    if candidate.pilot is not None:
        return candidate.title
    fields = tuple(Ref("term", code) for code in candidate.theme.sectors)
    work: tuple[Part, ...] = candidate.work or tuple(Ref("term", code) for code in candidate.theme.objectives)
    if not fields or not work:
        return Names((*fields, *work))
    return Statement("pilot.called", {"work": Names(work), "fields": Names(fields)})


FEW = 4
"""Partners that a heading still has room for."""


def headed(candidate: Candidate) -> Part:
    """For a heading: what the work is called, and between whom where they are few."""
    if candidate.pilot is not None or len(candidate.regions) > FEW:
        return title_of(candidate)
    return Statement("pilot.between", {"title": title_of(candidate), "regions": regions(candidate.regions)})


def with_partners(candidate: Candidate) -> Text:
    """In a sentence: the partners by name."""
    return Text((title_of(candidate), " (", regions(candidate.regions), ")"))


def in_short(candidate: Candidate) -> Text:
    """For a cell: the partners as their codes."""
    return Text((title_of(candidate), " (", joined(candidate.regions), ")"))


def partners(pilot: PilotAction) -> Names:
    """Who takes part beside the lead."""
    return regions([region for region in pilot.regions if region != pilot.lead])


def because(reasons: tuple[Reason, ...], levels: frozenset[str], limit: int = RECORDS) -> Statement:
    """The reasons of an action in one sentence: clauses, rules, figures, records."""
    told: list[Part] = []
    for reason in reasons:
        if reason.kind == "clause":
            wanted = None if reason.value is None or reason.of is None else round(reason.value * reason.of)
            told.append(Statement("plan.clause", {"number": reason.ref, "wanted": wanted, "of": reason.of}))
    for reason in reasons:
        if reason.kind == "rule" and reason.value is not None:
            facts = {"programme": Ref("term", reason.ref), "year": Number(reason.value, 0)}
            told.append(Statement("plan.open_from", facts))
    told += [_figure(reason, levels) for reason in reasons if reason.kind == "figure"]
    named = dict.fromkeys(reason.ref for reason in reasons if reason.kind == "record")
    if named:
        told.append(Statement("plan.records", {"records": records(tuple(named), limit), "several": len(named) > 1}))
    return Statement("plan.because", {"reasons": joined(told, "; ")})


_SHARES = ("core", "coverage")
"""Figures that are shares; how much is documented stands before the reasons, with its whole."""


def _figure(reason: Reason, levels: frozenset[str]) -> Statement:
    if reason.ref == "coverage":
        return Statement("plan.undocumented")
    shown: Part = (
        Share(reason.value) if reason.ref in _SHARES else Number(reason.value, 0 if reason.ref == "records" else 2)
    )
    about = [Ref("level" if each in levels else "region", each) for each in reason.about]
    if not about or reason.ref in _SHARES:
        return Statement(
            "plan.counts", {"what": Statement("plan.figure", {"name": reason.ref}), "value": shown, "about": None}
        )
    return Statement("plan.counts", {"what": Ref("criterion", reason.ref), "value": shown, "about": joined(about)})
