"""The action plan: chosen pilots, trans-regional programmes, exchange, funding, quality, enlargement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import pandas as pd

from ceecluster.agreement.agreement import Agreement
from ceecluster.coherence.learning import documented_values
from ceecluster.errors import UsageError, unknown
from ceecluster.frames import columns_of
from ceecluster.model import World
from ceecluster.model.network import PlanRule
from ceecluster.parse import parse_plain
from ceecluster.planning.actions import (
    EnlargementAction,
    ExchangeAction,
    FundingAction,
    PilotAction,
    PlanAction,
    ProgrammeAction,
    QualityAction,
    Reason,
    Target,
)
from ceecluster.planning.admissible import NonDominated, standing
from ceecluster.planning.candidates import Candidate, Candidates, propose
from ceecluster.planning.choices import Choices, different_plans
from ceecluster.planning.core import CoreIndex, CoreShare, core_index, leads
from ceecluster.planning.enlargement import rank_candidates
from ceecluster.planning.evidence_base import EvidenceBase, gather
from ceecluster.planning.funding import funding_sources
from ceecluster.planning.lessons import exchange_pairs, steps_of, undocumented
from ceecluster.planning.pilotplan import PilotBasis, build_pilot, indicators, partners
from ceecluster.planning.plan_rows import CandidateRow, Chapters, Proposal
from ceecluster.planning.problem import Constraints, Problem
from ceecluster.planning.selection import Selection, choose, select
from ceecluster.planning.shares import Round, equal_shares
from ceecluster.planning.solvers import best_portfolios
from ceecluster.planning.transregional import find_programmes
from ceecluster.planning.value import PARTS, check_weights
from ceecluster.results import Result

if TYPE_CHECKING:
    from ceecluster.coherence.comparison import Comparison
    from ceecluster.scoring.quality import Scores

LISTED = 30
"""Candidates that JSON lists."""
ACTIONS = ["number", "kind", "regions", "reasons"]


@dataclass(frozen=True, repr=False)
class Plan(Result):
    """A draft action plan; every action carries its reasons."""

    JSON = (
        "start", "end", "rule", "draws", "seed", "option", "choices", "standing", "selection", "candidates=proposal",
        "core=core_shares", "unproven=core.unproven", "equal_shares=second_opinion", "actions=chapters", "indicators",
    )  # fmt: skip

    pilots: tuple[PilotAction, ...]
    programmes: tuple[ProgrammeAction, ...]
    exchange: tuple[ExchangeAction, ...]
    funding: tuple[FundingAction, ...]
    quality: tuple[QualityAction, ...]
    enlargement: tuple[EnlargementAction, ...]
    indicators: tuple[Target, ...]
    """Indicators of the plan as a whole."""
    selection: Selection
    option: str
    """Which of the options the plan is of."""
    choices: Choices
    """The options A, B and C."""
    standing: NonDominated
    """What all admissible weights agree on."""
    proposed: Candidates
    core: CoreIndex
    second_opinion: tuple[Round, ...]
    """What the method of equal shares would choose."""
    evidence: EvidenceBase
    rule: PlanRule
    start: date
    end: date
    draws: int
    seed: int

    @property
    def actions(self) -> tuple[PlanAction, ...]:
        """All actions in the order of the plan."""
        return tuple(chain.from_iterable(vars(self.chapters).values()))

    @property
    def proposal(self) -> Proposal:
        """What the pilots were chosen from."""
        found = self.proposed
        return Proposal(len(found.all), found.formed, found.themes, found.refused, self.candidates.head(LISTED))

    @property
    def core_shares(self) -> tuple[CoreShare, ...]:
        """The candidates that some draw chooses."""
        return tuple(share for share in self.core.shares if share.core > 0)

    @property
    def chapters(self) -> Chapters:
        """The actions by chapter."""
        return Chapters(*(getattr(self, field.name) for field in fields(Chapters)))

    @property
    def table(self) -> pd.DataFrame:
        """One row per action; columns number, kind (ActionKind), regions, reasons (of Reason)."""
        rows = [
            (
                action.number,
                action.kind,
                action.regions,
                action.because,
            )
            for action in self.actions
        ]
        return pd.DataFrame(rows, columns=ACTIONS)

    @property
    def candidates(self) -> Annotated[pd.DataFrame, CandidateRow]:
        """One row per candidate, the most valuable first, every part of the value shown; columns as CandidateRow."""
        core = {share.id: share.core for share in self.core.shares}
        rows = [
            (
                c.id, c.title, c.origin, c.key, c.regions, c.countries, c.value, c.low, c.high,
                c.coverage, *(c.parts[part] for part in PARTS), c.needs, core.get(c.id),
                c.id in self.selection.chosen,
            )
            for c in self.proposed.all
        ]  # fmt: skip
        table = pd.DataFrame(rows, columns=columns_of(CandidateRow))
        return table.sort_values(["value", "id"], ascending=[False, True], kind="stable", ignore_index=True)


def plan(
    world: World,
    scores: Scores,
    comparison: Comparison,
    agreement: Agreement,
    *,
    draws: int = 200,
    seed: int = 1,
    option: str = "A",
    progress: Callable[[float], None] | None = None,
    **rules: object,
) -> Plan:
    """Draft the action plan of a network.

    Pilots are chosen to proven optimality among the candidates (see `candidates.propose` and `selection.select`); the
    other chapters follow from the records. `rules` replaces parts of the network's plan rule, e.g. `max_pilots=4`.
    `option` takes another of the options that differ (`choices.different_plans`) instead of the optimum, A.
    `draws` weightings decide the core index; 0 leaves it out. Where no portfolio is feasible the pilots are empty and
    `selection.blocked` says which constraint to relax. Raises UsageError for a rule that does not exist or cannot hold.
    """
    rule = plan_rule(world.network.rules.plan, rules)
    world = _ruled(world, rule)
    evidence = gather(world, scores, comparison, agreement)
    proposed = propose(world, evidence, agreement, rule)
    chosen = _choose(proposed, evidence.regions, rule, option=option, draws=draws, seed=seed, progress=progress)
    selection = chosen.selection
    inputs = PilotBasis(world, evidence, agreement, documented_values(scores))
    pilots = _pilots(inputs, proposed, chosen)
    start = min((pilot.start for pilot in pilots), default=date(evidence.start, 1, 1))
    end = max((pilot.end for pilot in pilots), default=date(evidence.start + rule.duration_years - 1, 12, 31))
    return Plan(
        pilots=pilots,
        programmes=find_programmes(world, agreement),
        exchange=exchange_pairs(world, evidence, inputs.values),
        funding=_funding(world, evidence, start, end),
        quality=_quality(inputs, scores),
        enlargement=rank_candidates(world, pilots=[(pilot.number, pilot.candidate.theme) for pilot in pilots]),
        indicators=indicators(world, None, end, plan=True),
        selection=selection,
        option=option,
        choices=chosen.choices,
        standing=chosen.standing,
        proposed=proposed,
        core=chosen.core,
        second_opinion=_second_opinion(proposed, selection, evidence, rule),
        evidence=evidence,
        rule=rule,
        start=start,
        end=end,
        draws=draws,
        seed=seed,
    )


@dataclass(frozen=True)
class Pick:
    """A pilot that the plan chooses, without what the plan says of it."""

    number: str
    """Number in the plan."""
    candidate: Candidate
    """What was chosen."""
    regions: tuple[str, ...]
    """Its partners, the lead first."""


def pick(
    world: World, scores: Scores, comparison: Comparison, agreement: Agreement, **rules: object
) -> tuple[Pick, ...]:
    """The pilots that `plan` chooses of the same inputs, for a quarter of its work.

    `comparison` may be one without draws: pilots are valued by similarities, not by what chance gives.
    """
    rule = plan_rule(world.network.rules.plan, rules)
    world = _ruled(world, rule)
    evidence = gather(world, scores, comparison, agreement)
    proposed = propose(world, evidence, agreement, rule)
    problem = Problem(proposed.options(), evidence.regions, _constraints(rule))
    best = best_portfolios(problem).portfolios
    led = (problem.leads(best[0]) or {}) if best else {}
    by_id = {candidate.id: candidate for candidate in proposed.all}
    picked = sorted(((by_id[problem.options[k].id], lead) for k, lead in led.items()), key=lambda pair: _rank(pair[0]))
    return tuple(Pick(f"P{k}", of, partners(of, lead)) for k, (of, lead) in enumerate(picked, start=1))


def _ruled(world: World, rule: PlanRule) -> World:
    """The world under another rule of the plan."""
    rules = world.network.rules.model_copy(update={"plan": rule})
    return world.model_copy(update={"network": world.network.model_copy(update={"rules": rules})})


def _constraints(rule: PlanRule) -> Constraints:
    names = [field.name for field in fields(Constraints)]
    return Constraints(**{name: value for name, value in rule.model_dump().items() if name in names})


def _rank(candidate: Candidate) -> tuple[float, str]:
    """Pilots are numbered by their value, the greatest first."""
    return -candidate.value, candidate.id


@dataclass(frozen=True)
class _Chosen:
    """The choice of pilots with all that is said of it."""

    selection: Selection
    core: CoreIndex
    choices: Choices
    standing: NonDominated


def _choose(
    proposed: Candidates,
    regions: tuple[str, ...],
    rule: PlanRule,
    *,
    option: str,
    draws: int,
    seed: int,
    progress: Callable[[float], None] | None,
) -> _Chosen:
    """The best portfolio or another option, how firm it is, and what all admissible weights agree on."""
    constraints = _constraints(rule)
    options, (parts, documented) = proposed.options(), proposed.matrices()
    weights = check_weights(rule.weights)
    problem = Problem(options, regions, constraints)
    selection = select(options, regions=regions, constraints=constraints, near_optimal=rule.near_optimal)
    core = core_index(
        options,
        parts,
        documented,
        weights,
        regions=regions,
        constraints=constraints,
        draws=draws if selection.feasible else 0,
        seed=seed,
        progress=progress,
    )
    portfolios = [row.pilots for row in selection.ranked]
    ahead = leads(options, parts, documented, weights, portfolios, draws=draws, seed=seed)
    selection = _with_leads(selection, ahead)
    choices = different_plans(problem, rule.near_optimal)
    if option != "A" or choices.options:
        selection = choose(selection, problem, _pilots_of(choices, option))
    agreed = list(weights.values())
    stand = standing(options, parts, documented, agreed, regions=regions, constraints=constraints, box=rule.weight_box)
    return _Chosen(selection, core, choices, stand)


def _pilots(inputs: PilotBasis, proposed: Candidates, chosen: _Chosen) -> tuple[PilotAction, ...]:
    """The chosen candidates as pilots, the most valuable first."""
    by_id = {candidate.id: candidate for candidate in proposed.all}
    shares = {share.id: (share.core, share.theme_core) for share in chosen.core.shares}
    found = []
    for k, identifier in enumerate(sorted(chosen.selection.chosen, key=lambda i: _rank(by_id[i])), start=1):
        own, theme = shares.get(identifier, (None, None))
        lead = chosen.selection.leads[identifier]
        found.append(build_pilot(inputs, by_id[identifier], number=f"P{k}", lead=lead, core=own, theme_core=theme))
    return tuple(found)


def _pilots_of(choices: Choices, option: str) -> tuple[str, ...]:
    return choices[option].pilots


def _with_leads(selection: Selection, ahead: list[float]) -> Selection:
    if not ahead:
        return selection
    rows = zip(selection.ranked, ahead, strict=True)
    return replace(selection, ranked=tuple(replace(row, ahead=share) for row, share in rows))


def plan_rule(rule: PlanRule, change: Mapping[str, Any]) -> PlanRule:
    """The rule with some parts replaced and checked; UsageError for an unknown part or a value that cannot be."""
    for name in change:
        if name not in PlanRule.model_fields:
            raise unknown("rule of the plan", name, PlanRule.model_fields)
    if "weights" in change:
        change = {**change, "weights": {**rule.weights, **change["weights"]}}
    changed, findings = parse_plain({**rule.model_dump(), **change}, PlanRule)
    if changed is None or findings:
        first = findings[0]
        name = ".".join(str(step) for step in first.path or ())
        raise UsageError(f"the rule plan.{name} cannot be set so: {first.message}", first.hint)
    smallest, largest = changed.partners
    if not 1 <= smallest <= largest:
        raise UsageError(
            f"partnerships of {smallest} to {largest} regions cannot be formed", "Give plan.partners as [3, 5]."
        )
    check_weights(changed.weights)
    return changed


def _second_opinion(
    proposed: Candidates, selection: Selection, evidence: EvidenceBase, rule: PlanRule
) -> tuple[Round, ...]:
    """Each region approves of the candidates it is in, by their value; as many seats as pilots were chosen."""
    seats = len(selection.chosen) or rule.max_pilots
    options = sorted(proposed.options(), key=lambda option: (-option.value, option.id))
    table = np.array([[o.value if r in o.regions else 0.0 for o in options] for r in evidence.regions])
    themes: dict[str, list[str]] = {}
    for option in options if rule.one_per_theme else ():
        if option.theme is not None:
            themes.setdefault(option.theme, []).append(option.id)
    rivals = [(a, b) for ids in themes.values() for k, a in enumerate(ids) for b in ids[k + 1 :]]
    rivals += [(option.id, other) for option in options for other in option.excludes]
    return equal_shares(
        table.reshape(len(evidence.regions), len(options)),
        voters=evidence.regions,
        candidates=[option.id for option in options],
        seats=seats,
        conflicts=rivals,
    )


def _funding(world: World, evidence: EvidenceBase, start: date, end: date) -> tuple[FundingAction, ...]:
    actions = []
    sources = funding_sources(world, evidence.regions, start=start.year, end=end.year, all_of_them=False)
    for k, source in enumerate(sources, start=1):
        because = [Reason("rule", source.code, float(source.opens), (source.code,))]
        because += [Reason("record", ids[0], None, (region,)) for region, ids in source.experience.items()]
        actions.append(
            FundingAction(
                number=f"D{k}",
                regions=tuple(source.experience),
                because=tuple(because),
                source=source,
                newcomers=tuple(region for region in source.eligible if region not in source.experience),
            )
        )
    return tuple(actions)


def _quality(inputs: PilotBasis, scores: Scores) -> tuple[QualityAction, ...]:
    """The next steps of each region, and the criteria whose documentation would help most."""
    table = scores.regions
    value = dict(zip(table["region"], table["value"].astype(float), strict=True))
    coverage = dict(zip(table["region"], table["coverage"].astype(float), strict=True))
    actions: list[QualityAction] = []
    for region in inputs.evidence.regions:
        steps = steps_of(inputs.world.guidelines, inputs.values, region)
        missing = undocumented(scores, region)
        because = [Reason("figure", step.criterion, step.now, (region, step.level)) for step in steps]
        because += [Reason("record", record, None, (region,)) for step in steps for record in step.records[:1]]
        because.append(Reason("figure", "coverage", coverage[region], (region,)))
        actions.append(
            QualityAction(
                number=f"E{len(actions) + 1}",
                regions=(region,),
                because=tuple(dict.fromkeys(because)),
                value=None if np.isnan(value[region]) else value[region],
                coverage=coverage[region],
                steps=steps,
                evidence=missing,
            )
        )
    return tuple(actions)
