"""A page for each of the three results: coherence, agreement and plan, in the form of the briefing of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ceecluster.blocks import Date, Statement
from ceecluster.words.briefing import DECISIONS, FINDINGS, BriefingWords, TwoWayChoice, briefing_words
from ceecluster.words.coherence_body import body_words

if TYPE_CHECKING:
    from ceecluster.study import Study

BriefingPart = Literal["coherence", "agreement", "plan"]


def part_words(study: Study, part: BriefingPart) -> BriefingWords:
    """The briefing of one result: its own findings and decisions; who was heard is the same for all."""
    whole = briefing_words(study.comparison, study.agreement, study.meeting())
    findings, decisions = {"coherence": _coherence, "agreement": _agreement, "plan": _plan}[part](study, whole)
    network = study.world.network
    asked = decisions[:DECISIONS]
    return BriefingWords(
        title=Statement("briefing.of", {"network": network.title, "part": part, "date": Date(network.as_of)}),
        asked=Statement("briefing.asked", {"members": len(network.regions), "count": len(asked)}),
        findings=findings[:FINDINGS],
        decisions=asked,
        heard=whole.heard,
        sure=whole.sure,
    )


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
    decisions = [each for each in whole.decisions if each.asked.key == "briefing.answer"]
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
    offices = TwoWayChoice(
        Statement("briefing.offices"), Statement("briefing.officed"), Statement("briefing.unofficed")
    )
    options = [each for each in whole.decisions if each.asked.key == "briefing.plan"]
    return found, (*options, offices)
