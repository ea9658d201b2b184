"""Candidate pilots: those the partners declared, and those the records suggest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ceecluster.agreement.agreement import Agreement
from ceecluster.model import Pilot, World
from ceecluster.model.base import Worded
from ceecluster.model.network import PlanRule
from ceecluster.planning.earlier import SettledTheme, settled
from ceecluster.planning.evidence_base import EvidenceBase
from ceecluster.planning.problem import DIGITS, Option
from ceecluster.planning.refusal import Refusal, RefusalReason
from ceecluster.planning.value import (
    PARTS,
    Scales,
    SomeParts,
    Theme,
    ThemeRecord,
    ValueParts,
    check_weights,
    join_parts,
    partnership_parts,
    theme_parts,
    theme_records,
    total_value,
)

HOLDERS = 12
"""Regions among which partnerships are formed: those with most records on the theme, where more hold it."""
PER_THEME = 6
PER_REGION = 8

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Candidate:
    """A pilot that could run, with all that its choice rests on."""

    id: str
    title: str
    origin: str
    """`declared` (in the pilots' folder) or `generated`."""
    theme: Theme
    key: str
    """Pilots of one key are rivals where one pilot per theme is asked for: the first sector, else the idea."""
    regions: tuple[str, ...]
    countries: tuple[str, ...]
    leads: tuple[str, ...]
    """Regions that may lead, the most suitable first."""
    levels: tuple[str, ...]
    """Levels at which the partnership has records on the theme."""
    records: dict[str, tuple[str, ...]]
    """Region -> ids of its records that hold the theme."""
    needs: tuple[str, ...]
    """Criteria its need is measured on."""
    work: tuple[str, ...]
    """What people would call the work on its objectives, by the workspace's actions; empty where one has none."""
    parts: dict[str, float | None]
    """Each part of its value, 0 to 1; missing where nothing is documented."""
    documented: dict[str, float]
    """Documented share of each part."""
    value: float
    low: float
    high: float
    coverage: float
    cost: float | None = None
    """In EUR, where all of it is declared in EUR."""
    pilot: Pilot | None = None


@dataclass(frozen=True)
class Candidates:
    """All candidates with what was left out."""

    all: tuple[Candidate, ...]
    refused: tuple[Refusal, ...]
    themes: int
    """Themes that at least one partnership could carry."""
    formed: int
    """Partnerships formed and valued before only the best of each theme were kept."""
    settled: tuple[SettledTheme, ...] = ()
    """Ideas and themes that are not proposed again, because of a pilot."""

    def options(self) -> list[Option]:
        """The candidates as the selection sees them."""
        variants: dict[str, list[str]] = {}
        for candidate in self.all:
            if candidate.pilot is not None:
                variants.setdefault(candidate.pilot.id, []).append(candidate.id)
        options = []
        for c in self.all:
            excludes = c.pilot.excludes if c.pilot else ()
            synergies = c.pilot.synergies if c.pilot else {}
            options.append(
                Option(
                    id=c.id,
                    value=c.value,
                    regions=c.regions,
                    theme=c.key,
                    leads=c.leads,
                    cost=c.cost,
                    excludes=tuple(i for pilot in excludes for i in variants.get(pilot, ())),
                    # a synergy is a share of the best value a pilot can have, which is 1
                    assurance=c.low,
                    synergies={i: gain for pilot, gain in synergies.items() for i in variants.get(pilot, ())},
                )
            )
        return options

    def matrices(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Candidates x parts: value (NaN where not documented) and documented share."""
        size = len(self.all), len(PARTS)
        value = [c.parts[p] for c in self.all for p in PARTS]
        documented = [c.documented[p] for c in self.all for p in PARTS]
        return np.array(value, dtype=float).reshape(size), np.array(documented, dtype=float).reshape(size)


def propose(world: World, evidence: EvidenceBase, agreement: Agreement, rule: PlanRule) -> Candidates:
    """Every declared pilot that can run, and the best partnerships for every theme the agreement and the records carry.

    A generated theme is a sector and an objective that is common or wanted by most (where none is, one of a group).
    Its partners hold it: each has a record that names both. A partnership has the rule's number of
    partners in at least its number of countries, and records on the theme at every level among them. The best of each
    theme and of each region stay, at most `max_candidates`; the same world gives the same candidates. A theme that a
    declared pilot names is the pilot's: nothing is generated beside it.
    """
    maker = _Maker(world, evidence, rule)
    declared, refused = maker.declared()
    asked = {candidate.pilot.id: candidate.pilot for candidate in declared if candidate.pilot}
    covered = {(code, aim) for pilot in asked.values() for code in pilot.sectors for aim in pilot.objectives}
    generated = maker.generated(_objectives(agreement), covered)
    return Candidates((*declared, *generated), refused, maker.themes, maker.formed, tuple(maker.met.values()))


def _objectives(agreement: Agreement) -> tuple[str, ...]:
    for classes in (("common", "wanted"), ("group",)):
        found = tuple(case.issue for case in agreement.of_class(*classes) if case.kind == "objective")
        if found:
            return found
    return ()


class _Maker:
    """Forms, values and keeps partnerships; the parts that hang on the partners alone are worked out once."""

    def __init__(self, world: World, evidence: EvidenceBase, rule: PlanRule) -> None:
        self.world, self.evidence, self.rule = world, evidence, rule
        self.weights = list(check_weights(rule.weights).values())
        self.scales = Scales(rule.weak_below, rule.mass_records, rule.mass_members)
        self.place = {region: k for k, region in enumerate(evidence.regions)}
        self.levels = tuple(level.id for level in world.network.levels)
        self.themes = self.formed = 0
        self.settled = settled(world, evidence.start)
        self.met: dict[str, SettledTheme] = {}
        self._known: dict[tuple[int, ...], int] = {}
        self._parts: SomeParts | None = None
        self._found: dict[Theme, tuple[ThemeRecord, ...]] = {}

    def _records(self, theme: Theme) -> tuple[ThemeRecord, ...]:
        """The records on a theme, looked up once."""
        if theme not in self._found:
            self._found = {theme: theme_records(self.evidence, theme)}  # themes are worked on one after the other
        return self._found[theme]

    def declared(self) -> tuple[list[Candidate], tuple[Refusal, ...]]:
        found: list[Candidate] = []
        refused: list[Refusal] = []
        for pilot in self.world.pilots:
            if pilot.example or pilot.status not in ("idea", "planned") or self._is_settled(pilot.id):
                continue
            made = self._of_pilot(pilot)
            if isinstance(made, Refusal):
                refused.append(made)
            else:
                found += made
        return found, tuple(refused)

    def generated(self, objectives: Sequence[str], covered: Set[tuple[str, str]] = frozenset()) -> list[Candidate]:
        terms = self.world.vocabulary.terms("sectors")
        mapped = any(term.maps for term in terms.values())
        named = {code for record in self.evidence.records for code in record.sectors}
        # A sector without any published equivalent ("other") is no theme, where the others have one.
        sectors = [code for code, term in terms.items() if code in named and (term.maps or not mapped)]
        smallest, largest = self.rule.partners
        found: list[Candidate] = []
        for sector in sectors:
            for objective in objectives:
                theme = Theme(f"{sector}+{objective}", (objective,), (sector,))
                if (sector, objective) in covered or self._is_settled(theme.id):
                    continue
                holders = self._holders(theme)
                groups = self._partnerships(holders, theme, smallest, largest, need_levels=True)
                if groups.size:
                    self.themes += 1
                    found += self._kept(theme, groups, title=None, pilot=None, keep=PER_THEME)
        return self._trimmed(found)

    def _is_settled(self, key: str) -> bool:
        if key in self.settled:
            self.met[key] = self.settled[key]
        return key in self.settled

    def _of_pilot(self, pilot: Pilot) -> list[Candidate] | Refusal:
        head = (pilot.id, pilot.called)
        known = {region.code for region in (*self.world.network.regions, *self.world.network.candidates)}
        named = tuple(dict.fromkeys((*((pilot.lead,) if pilot.lead else ()), *pilot.partners)))
        strangers = [code for code in named if code not in known]
        if strangers:
            return Refusal(*head, RefusalReason.STRANGER, region=strangers[0])
        if pilot.start and pilot.end and pilot.end < pilot.start[: len(pilot.end)]:
            return Refusal(*head, RefusalReason.REVERSED, start=pilot.start, end=pilot.end)
        members = tuple(code for code in self.evidence.regions if code in named)
        theme = Theme(pilot.theme or pilot.id, pilot.objectives, pilot.sectors, pilot.criteria)
        smallest, largest = self.rule.partners
        if pilot.partners:
            if len({self._country(code) for code in named}) < self.rule.min_countries:
                return Refusal(*head, RefusalReason.COUNTRIES, countries=self.rule.min_countries)
            if not members:
                return Refusal(*head, RefusalReason.OUTSIDERS)
            groups = np.zeros((1, len(self.evidence.regions)), dtype=bool)
            groups[0, [self.place[code] for code in members]] = True
        else:
            holders = self._holders(theme)
            holders = tuple(dict.fromkeys((*members, *holders)))
            groups = self._partnerships(holders, theme, smallest, largest, need_levels=False)
            if members:
                groups = groups[groups[:, [self.place[code] for code in members]].all(axis=1)]
            if not groups.size:
                countries = self.rule.min_countries
                return Refusal(*head, RefusalReason.HOLDERS, countries=countries, regions=smallest, found=len(holders))
        return self._kept(theme, groups, title=pilot.called, pilot=pilot, keep=PER_THEME)

    def _country(self, code: str) -> str:
        return self.world.network.region(code).country

    def _holders(self, theme: Theme) -> tuple[str, ...]:
        counts = Counter(speaks.record.region for speaks in self._records(theme) if speaks.holds)
        order = sorted((r for r in self.evidence.regions if counts[r]), key=lambda r: -counts[r])
        kept = set(order[:HOLDERS])
        return tuple(region for region in self.evidence.regions if region in kept)

    def _partnerships(
        self, holders: Iterable[str], theme: Theme, smallest: int, largest: int, *, need_levels: bool
    ) -> Flags:
        """Partnerships x regions; those in too few countries, or without a record at some level, are left out."""
        at = sorted(self.place[region] for region in holders)
        sets = [group for size in range(smallest, largest + 1) for group in combinations(at, size)]
        countries = [self.evidence.countries[k] for k in range(len(self.evidence.regions))]
        sets = [group for group in sets if len({countries[k] for k in group}) >= self.rule.min_countries]
        groups = np.zeros((len(sets), len(self.evidence.regions)), dtype=bool)
        for row, group in enumerate(sets):
            groups[row, list(group)] = True
        if need_levels and sets:
            groups = groups[(groups @ self._level_table(theme)).all(axis=1)]
        return groups

    def _level_table(self, theme: Theme) -> Flags:
        """Regions x levels: where a record speaks to the theme."""
        table = np.zeros((len(self.evidence.regions), len(self.levels)), dtype=bool)
        for speaks in self._records(theme):
            for level in speaks.record.levels:
                if level in self.levels:
                    table[self.place[speaks.record.region], self.levels.index(level)] = True
        return table

    def _alone(self, groups: Flags) -> SomeParts:
        """Parts that hang on the partners alone, for partnerships seen before or not."""
        keys = [tuple(np.flatnonzero(group).tolist()) for group in groups]
        new = [row for row, key in enumerate(keys) if key not in self._known]
        if new:
            fresh = partnership_parts(self.evidence, groups[new], scales=self.scales)
            start = len(self._known)
            self._known.update({keys[row]: start + k for k, row in enumerate(new)})
            self._parts = fresh if self._parts is None else _stack(self._parts, fresh)
        assert self._parts is not None
        return self._parts.take(np.array([self._known[key] for key in keys], dtype=np.intp))

    def _valued(self, theme: Theme, groups: Flags) -> ValueParts:
        themed = theme_parts(self.evidence, theme, groups, scales=self.scales, records=self._records(theme))
        if theme.criteria:
            alone = partnership_parts(self.evidence, groups, criteria=theme.criteria, scales=self.scales)
        else:
            alone = self._alone(groups)
        return join_parts(themed, alone)

    def _kept(
        self, theme: Theme, groups: Flags, *, title: str | None, pilot: Pilot | None, keep: int
    ) -> list[Candidate]:
        """The best partnerships of a theme, and the best with each region that holds it."""
        self.formed += len(groups)
        parts = self._valued(theme, groups)
        totals = np.stack(total_value(parts.value, parts.coverage, self.weights), axis=1)
        # Rounded once, here: all that is compared later on is the same on every machine and under every library.
        totals = np.round(totals, DIGITS)
        order = np.argsort(-totals[:, 0], kind="stable")
        rows = list(order[:keep])
        for k in np.flatnonzero(groups.any(axis=0)):
            rows.append(next(row for row in order if groups[row, k]))
        levels = self._level_table(theme)
        held: dict[str, list[str]] = {}
        for speaks in self._records(theme):
            if speaks.holds:
                held.setdefault(speaks.record.region, []).append(speaks.record.id)
        made = []
        for row in dict.fromkeys(int(row) for row in rows):
            inside = [int(k) for k in np.flatnonzero(groups[row])]
            regions = tuple(self.evidence.regions[k] for k in inside)
            single = pilot is not None and len(groups) == 1
            made.append(
                Candidate(
                    id=pilot.id if single and pilot else _identifier(theme, regions, pilot),
                    title=title or self._theme_title(theme),
                    origin="declared" if pilot else "generated",
                    theme=theme,
                    key=theme.sectors[0] if theme.sectors else (pilot.id if pilot else theme.id),
                    regions=regions,
                    countries=tuple(dict.fromkeys(self._country(region) for region in regions)),
                    leads=self._leads(regions, held, pilot),
                    levels=tuple(level for k, level in enumerate(self.levels) if levels[inside, k].any()),
                    records={region: tuple(held[region]) for region in regions if region in held},
                    needs=parts.needs[row],
                    work=self._work(theme),
                    parts={
                        name: None if np.isnan(parts.value[row, k]) else round(float(parts.value[row, k]), DIGITS)
                        for k, name in enumerate(PARTS)
                    },
                    documented={
                        name: round(float(np.nan_to_num(parts.coverage[row, k])), DIGITS)
                        for k, name in enumerate(PARTS)
                    },
                    value=float(totals[row, 0]),
                    low=float(totals[row, 1]),
                    high=float(totals[row, 2]),
                    coverage=float(totals[row, 3]),
                    cost=_cost(pilot),
                    pilot=pilot,
                )
            )
        return made

    def _leads(self, regions: tuple[str, ...], held: dict[str, list[str]], pilot: Pilot | None) -> tuple[str, ...]:
        """The declared lead, else the partners by records on the theme, then by quality."""
        if pilot is not None and pilot.lead:
            return (pilot.lead,)
        quality = self.evidence.quality.fillna(-1)
        return tuple(sorted(regions, key=lambda r: (-len(held.get(r, ())), -float(quality[r]), self.place[r])))

    def _work(self, theme: Theme) -> tuple[Worded, ...]:
        called = {action.objective: action.title for action in self.world.actions}
        found = tuple(title for code in theme.objectives if (title := called.get(code)) is not None)
        return found if len(found) == len(theme.objectives) else ()

    def _theme_title(self, theme: Theme) -> Worded:
        def named(codes: tuple[str, ...]) -> list[Worded]:
            terms = ((code, self.world.vocabulary.find(code)) for code in codes)
            return [Worded(code) if term is None else term.title for code, term in terms]

        names = [*named(theme.sectors), *(self._work(theme) or named(theme.objectives))]
        languages = set.intersection(*(set(name.translations) for name in names)) if names else set()
        return Worded(": ".join(names), {each: ": ".join(n.told(each)[0] for n in names) for each in languages})

    def _trimmed(self, found: list[Candidate]) -> list[Candidate]:
        """At most `max_candidates`: first the best of each theme, then the best with each region, then by value."""
        if len(found) <= self.rule.max_candidates:
            return found
        ranked = sorted(found, key=lambda c: (-c.value, c.id))
        first: dict[str, Candidate] = {}
        for candidate in ranked:
            first.setdefault(candidate.theme.id, candidate)
        for region in self.evidence.regions:
            for candidate in [c for c in ranked if region in c.regions][:PER_REGION]:
                first.setdefault(candidate.id, candidate)
        kept = list(dict.fromkeys(c.id for c in first.values()))[: self.rule.max_candidates]
        chosen = set(kept)
        for candidate in ranked:
            if len(chosen) >= self.rule.max_candidates:
                break
            chosen.add(candidate.id)
        return [candidate for candidate in found if candidate.id in chosen]


def _stack(a: SomeParts, b: SomeParts) -> SomeParts:
    columns = {
        name: (np.concatenate([v, b.columns[name][0]]), np.concatenate([c, b.columns[name][1]]))
        for name, (v, c) in a.columns.items()
    }
    return SomeParts(columns, (*a.needs, *b.needs))


def _identifier(theme: Theme, regions: Sequence[str], pilot: Pilot | None) -> str:
    head = pilot.id if pilot else theme.id.lower().replace("+", "-")
    return "-".join((head, *(region.lower() for region in regions)))


def _cost(pilot: Pilot | None) -> float | None:
    if pilot is None or not pilot.costs or any(cost.currency != "EUR" for cost in pilot.costs):
        return None
    return float(sum(cost.amount for cost in pilot.costs))
