"""A page for each of the three results: coherence, agreement and plan, in the form of the briefing of all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from ceecluster.blocks import Date, Ref, Statement
from ceecluster.planning.comparable import comparables, cost_ranges
from ceecluster.planning.meeting import Open
from ceecluster.planning.pilotplan import actions_of
from ceecluster.words.briefing import DECISIONS, FINDINGS, BriefedPilot, BriefingWords, TwoWayChoice, briefing_words
from ceecluster.words.candidates import partners, title_of
from ceecluster.words.coherence_body import body_words
from ceecluster.words.pilot_money import range_words

if TYPE_CHECKING:
    from ceecluster.planning.actions import PilotAction
    from ceecluster.study import Study

BriefingPart = Literal["coherence", "agreement", "plan"]


def part_words(study: Study, part: BriefingPart) -> BriefingWords:
    """The briefing of one result: its own findings and decisions; who was heard is the same for all."""
    whole = briefing_words(study.comparison, study.agreement, study.meeting())
    findings, decisions = {"coherence": _coherence, "agreement": _agreement, "plan": _plan}[part](study, whole)
    network = study.world.network
    asked = decisions[:DECISIONS]
    pilots = tuple(_briefed(pilot, study) for pilot in study.plan().pilots) if part == "plan" else ()
    # What is the same of every pilot is said once.
    alike = pilots[0].costs if len(pilots) > 1 and all(pilot.costs == pilots[0].costs for pilot in pilots) else ()
    return BriefingWords(
        title=Statement("briefing.of", {"network": network.title, "part": part, "date": Date(network.as_of)}),
        asked=Statement("briefing.asked", {"members": len(network.regions), "count": len(asked)}),
        findings=findings[:FINDINGS],
        decisions=asked,
        heard=whole.heard,
        sure=whole.sure,
        pilots=tuple(replace(pilot, costs=()) for pilot in pilots) if alike else pilots,
        costs=tuple(Statement("briefing.of_each", {"count": len(pilots), "costs": cost}) for cost in alike),
    )


def _briefed(pilot: PilotAction, study: Study) -> BriefedPilot:
    facts = {
        "number": pilot.number,
        "title": title_of(pilot.candidate),
        "lead": Ref("region", pilot.lead),
        "partners": partners(pilot),
        "start": pilot.start.year,
        "end": pilot.end.year,
        "programme": Ref("term", pilot.funding.code) if pilot.funding else None,
        "call": bool(pilot.funding and pilot.funding.calls),
    }
    projects = comparables(actions_of(study.world, pilot.candidate))
    return BriefedPilot(Statement("briefing.pilot", facts), tuple(map(range_words, cost_ranges(projects)[:1])))


Found = tuple[tuple[Statement, ...], tuple[TwoWayChoice, ...]]


def _coherence(study: Study, whole: BriefingWords) -> Found:
    return whole.findings, body_words(study.comparison).decisions


def _agreement(study: Study, whole: BriefingWords) -> Found:
    agreement, members = study.agreement, study.grounds().parties
    clauses = sum(bool(case.clause) for case in agreement.cases)
    facts = {"topics": len(agreement.of_class("common", "wanted")), "count": len(agreement.cases)}
    found = [Statement("briefing.issues", facts)]
    if clauses:
        open_clauses = sum(bool(case.clause) and not case.willing for case in agreement.cases)
        found.append(Statement("briefing.clauses", {"open": open_clauses, "count": clauses}))
    decisions = [each for each in whole.decisions if each.settles is Open.STANCES]
    if unnamed := sum(not party.body for party in members):
        asked = Statement("briefing.signer", {"count": unnamed, "members": len(members)})
        decisions.append(TwoWayChoice(asked, Statement("briefing.signed"), Statement("briefing.unsigned")))
    return tuple(found), tuple(decisions)


def _plan(study: Study, whole: BriefingWords) -> Found:
    plan = study.plan()
    if not plan.pilots:
        return (Statement("plan.infeasible"),), ()
    costed = sum(pilot.candidate.cost is not None for pilot in plan.pilots)
    found = (
        Statement(
            "briefing.reach",
            {"count": len(plan.pilots), "served": plan.selection.served, "members": len(study.world.network.regions)},
        ),
        Statement("briefing.tied", {"ties": len(plan.selection.ties)}),
        Statement("briefing.costed", {"costed": costed, "count": len(plan.pilots)}),
    )
    start = Date(min(pilot.start for pilot in plan.pilots).isoformat())
    offices = TwoWayChoice(
        Statement("briefing.offices", {"start": start}), Statement("briefing.officed"), Statement("briefing.unofficed")
    )
    options = [each for each in whole.decisions if each.settles is Open.OPTIONS]
    return found, (*options, offices)
