"""One page for those who decide: what is asked, what was found, what to choose, who has spoken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Date, Names, Ref, Statement
from ceecluster.planning.meeting import Open

if TYPE_CHECKING:
    from ceecluster.agreement.agreement import Agreement
    from ceecluster.coherence.comparison import Comparison
    from ceecluster.coherence.highlights import PairsFound
    from ceecluster.planning.meeting import Meeting

FINDINGS = DECISIONS = 3
"""As many as a page holds."""


@dataclass(frozen=True)
class TwoWayChoice:
    """A decision with its two ways."""

    asked: Statement
    do: Statement
    """What happens if it is taken."""
    nothing: Statement
    """What happens if nothing is done."""
    settles: Open | None = None
    """The kind of open matter it settles, where a meeting has it on its agenda."""


@dataclass(frozen=True)
class BriefedPilot:
    """A pilot in two or three sentences."""

    told: Statement
    """Who leads it with whom, from when to when, and which programme could pay."""
    costs: tuple[Statement, ...]
    """What comparable projects cost."""


@dataclass(frozen=True)
class BriefingWords:
    """One page for those who decide."""

    title: Statement
    """The network and the date of the information."""
    asked: Statement
    """What is asked, of whom, by when."""
    findings: tuple[Statement, ...]
    """What was found: three sentences at most."""
    decisions: tuple[TwoWayChoice, ...]
    """What to decide: three at most, each with what follows from doing nothing."""
    heard: Statement
    """Who has spoken, and who disagrees."""
    sure: Statement
    """How sure this is."""
    pilots: tuple[BriefedPilot, ...]
    """The pilots of the option that scores best; only where the page is about the plan."""
    costs: tuple[Statement, ...]
    """What comparable projects cost, where that is the same of every pilot."""


def briefing_words(comparison: Comparison, agreement: Agreement, found: Meeting) -> BriefingWords:
    """The briefing of a network."""
    world = found.world
    decisions = tuple(_decisions(agreement, found))[:DECISIONS]
    return BriefingWords(
        title=Statement("briefing.title", {"network": world.network.title, "date": Date(world.network.as_of)}),
        asked=Statement("briefing.asked", {"members": len(world.network.regions), "count": len(decisions)}),
        findings=tuple(_findings(comparison))[:FINDINGS],
        decisions=decisions,
        heard=_heard(agreement),
        sure=Statement("briefing.sure"),
        pilots=(),
        costs=(),
    )


def _findings(comparison: Comparison) -> Iterator[Statement]:
    seen = comparison.highlights
    if seen.common is not None and len(seen.common.codes) > 0:
        codes = Names(tuple(Ref("term", code) for code in seen.common.codes), 3)
        facts = {"holders": seen.common.holders, "codes": codes}
        facts |= {"regions": len(comparison.world.network.regions), "count": len(seen.common.codes)}
        yield Statement("briefing.common", facts)
    if seen.pairs.tested:
        yield pairs_found(seen.pairs)
    if seen.gap is not None:
        facts = {
            "objective": Ref("term", seen.gap.objective),
            "level": Ref("level", seen.gap.level),
            "holders": seen.gap.holders,
            "regions": seen.gap.regions,
            "missing": Names(tuple(Ref("region", region) for region in seen.gap.missing), 2),
            "equals": seen.gap.equals,
        }
        yield Statement("briefing.gap", facts)


def pairs_found(pairs: PairsFound) -> Statement:
    """How many pairs stand out from chance, and whether the test without draws finds them, too."""
    facts = {"count": len(pairs.beyond), "tested": pairs.tested, "confirmed": pairs.confirmed}
    return Statement("briefing.pairs", facts)


def _decisions(agreement: Agreement, found: Meeting) -> Iterator[TwoWayChoice]:
    kinds = [item.kind for item in found.agenda]
    clauses = [case for case in agreement.cases if case.clause]
    if Open.STANCES in kinds:
        yield TwoWayChoice(
            Statement("briefing.answer", {"count": len(clauses)}),
            Statement("briefing.answered"),
            Statement("briefing.unanswered"),
            Open.STANCES,
        )
    if Open.OPTIONS in kinds:
        options = next(item for item in found.agenda if item.kind is Open.OPTIONS)
        yield TwoWayChoice(
            Statement("briefing.plan", {"options": Names(options.subjects)}),
            Statement("briefing.planned"),
            Statement("briefing.unplanned"),
            Open.OPTIONS,
        )
    if Open.EVIDENCE in kinds:
        thin = next(item for item in found.agenda if item.kind is Open.EVIDENCE)
        yield TwoWayChoice(
            Statement("briefing.document", {"count": len(thin.regions), "members": len(found.world.network.regions)}),
            Statement("briefing.documented"),
            Statement("briefing.undocumented"),
            Open.EVIDENCE,
        )


def _heard(agreement: Agreement) -> Statement:
    spoken = {row.region for row in agreement.declared}
    against = tuple(dict.fromkeys(region for case in agreement.cases for region in case.holding_back))
    facts = {
        "count": len(spoken),
        "members": len(agreement.regions),
        "against": Names(tuple(Ref("region", region) for region in against)) if against else None,
    }
    return Statement("briefing.heard", facts)
