"""Enlargement: what a candidate region would change, bring, and still has to document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.agreement.concordance import kendall_w
from ceecluster.errors import UsageError, unknown
from ceecluster.frames import rows as plain_rows
from ceecluster.model import World
from ceecluster.planning.actions import EnlargementAction, Reason
from ceecluster.planning.value import Theme

if TYPE_CHECKING:
    from ceecluster.agreement.agreement import Agreement
    from ceecluster.coherence.comparison import Comparison
    from ceecluster.scoring.quality import Scores

BROUGHT = ("objectives", "instruments", "sectors")
"""Dimensions in which a newcomer can fill gaps."""
INDICES = ["index", "level", "before", "after", "change"]
CLASSES = ["issue", "title", "before", "after", "position"]
RANKING = ["rank", "candidate", "name", "country", "records", "fit", "common", "fills", "pilots", "closest", "why_not"]


@dataclass(frozen=True)
class Offer:
    """What a candidate holds, measured against the members; all shares in [0, 1], None without a base."""

    candidate: str
    records: int
    common: float | None
    """Share of the objectives most members hold that it holds too."""
    fills: float | None
    """Share of the codes few members hold (at least one, fewer than half) that it holds."""
    pilots: float | None
    """Share of the plan's pilots whose theme it holds."""
    filled: tuple[str, ...]
    """Those rare codes."""
    new: tuple[str, ...]
    """Codes no member holds."""
    joins: tuple[str, ...]
    """Numbers of the pilots it could join."""
    closest: tuple[tuple[str, float], ...]
    """The three members with the largest share of codes held in common (Jaccard over objectives, instruments,
    sectors), and those that tie with the third."""
    evidence: dict[str, tuple[str, ...]]
    """Code -> its records."""

    @property
    def fit(self) -> float | None:
        """Mean of the shares that have a base."""
        known = [share for share in (self.common, self.fills, self.pilots) if share is not None]
        return float(np.mean(known)) if known else None


@dataclass(frozen=True)
class Enlargement:
    """A candidate among the members: before and after."""

    candidate: str
    name: str
    offer: Offer
    indices: pd.DataFrame
    """Coherence by level and concordance, with and without it; columns INDICES."""
    classes: pd.DataFrame
    """Issues whose class changes, with its own position; columns CLASSES."""
    positions: pd.DataFrame
    """Its positions; as in Agreement.positions."""
    pairs: pd.DataFrame
    """Its similarity with each member: region, level, similarity."""
    quality: dict[str, float | None]
    """Its quality: low, value, high, coverage."""
    to_document: tuple[str, ...]
    """Criteria whose documentation would help most."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "candidate": self.candidate,
            "name": self.name,
            "offer": {**vars(self.offer), "fit": self.offer.fit},
            "quality": self.quality,
            "to_document": list(self.to_document),
            **{name: plain_rows(getattr(self, name)) for name in ("indices", "classes", "positions", "pairs")},
        }


def offer_of(world: World, candidate: str, *, pilots: Sequence[tuple[str, Theme]] = ()) -> Offer:
    """What a candidate's inventory holds, against the members' records.

    Raises UsageError for a region that is no candidate, or has no inventory.
    """
    joined = _joined(world, candidate)
    table = frames.codes(joined)
    table = table[table["dimension"].isin(BROUGHT)]
    held: dict[str, set[str]] = {}
    evidence: dict[str, list[str]] = {}
    for region, programme, code in zip(table["region"], table["programme"], table["code"], strict=True):
        held.setdefault(region, set()).add(code)
        if region == candidate:
            evidence.setdefault(code, []).append(programme)
    own = held.pop(candidate, set())
    members = [region.code for region in world.network.regions if region.code in held]
    counts = Counter(code for region in members for code in held[region])
    half = len(members) / 2
    objectives = set(table[table["dimension"] == "objectives"]["code"])
    usual = sorted(code for code, n in counts.items() if n >= half and code in objectives)
    rare = sorted(code for code, n in counts.items() if n < half)
    joins = tuple(number for number, theme in pilots if holds(joined, candidate, theme))
    near = [(region, len(own & held[region]) / len(own | held[region])) for region in members if own | held[region]]
    return Offer(
        candidate=candidate,
        records=len({p.id for region, p, _ in frames.records(joined) if region == candidate}),
        common=sum(code in own for code in usual) / len(usual) if usual else None,
        fills=sum(code in own for code in rare) / len(rare) if rare else None,
        pilots=len(joins) / len(pilots) if pilots else None,
        filled=tuple(code for code in rare if code in own),
        new=tuple(sorted(own - set(counts))),
        joins=joins,
        closest=_closest(near),
        evidence={code: tuple(dict.fromkeys(evidence[code])) for code in sorted(evidence)},
    )


def _closest(near: Sequence[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """The first three, and all that tie with the third: a cut through a tie would be alphabetical."""
    order = sorted(near, key=lambda pair: (-pair[1], pair[0]))
    return tuple(pair for k, pair in enumerate(order) if k < 3 or pair[1] >= order[2][1] - 1e-9)


def holds(world: World, region: str, theme: Theme) -> bool:
    """Whether a record of the region names an objective and a sector of the theme."""
    objectives, sectors = set(theme.objectives), set(theme.sectors)
    return any(
        code == region
        and (not objectives or objectives & {objective.code for objective in programme.objectives})
        and (not sectors or sectors & set(programme.sectors))
        for code, programme, _ in frames.records(world)
    )


def rank_candidates(world: World, *, pilots: Sequence[tuple[str, Theme]] = ()) -> tuple[EnlargementAction, ...]:
    """The candidates with an inventory, by what they would bring (mean of the shares of an Offer), best first."""
    offers = [offer_of(world, code, pilots=pilots) for code in _with_inventory(world)]
    offers = [offer for offer in offers if offer.records]
    offers.sort(key=lambda offer: (-(offer.fit or 0), offer.candidate))
    actions = []
    for k, offer in enumerate(offers, start=1):
        because = [
            Reason("figure", name, value)
            for name, value in (("common", offer.common), ("fills", offer.fills), ("pilots", offer.pilots))
            if value is not None
        ]
        codes = offer.filled or tuple(offer.evidence)
        because += [Reason("record", offer.evidence[code][0], None, (code,)) for code in codes[:5]]
        actions.append(
            EnlargementAction(
                number=f"F{k}",
                regions=(offer.candidate,),
                because=tuple(because) or (Reason("figure", "records", float(offer.records)),),
                candidate=offer.candidate,
                score=offer.fit or 0.0,
                records=offer.records,
                fills=offer.filled,
                closest=offer.closest,
                pilots=offer.joins,
                to_document=(),
            )
        )
    return tuple(actions)


def ranking(world: World, *, pilots: Sequence[tuple[str, Theme]] = ()) -> pd.DataFrame:
    """One row per candidate, best first; those without an inventory last, with the reason. Columns RANKING."""
    known = _with_inventory(world)
    rows: list[tuple[Any, ...]] = []
    for region in world.network.candidates:
        offer = offer_of(world, region.code, pilots=pilots) if region.code in known else None
        if offer is None or not offer.records:
            why = "no inventory" if offer is None else "no records"
            rows.append((None, region.code, region.title, region.country, 0, None, None, None, None, "", why))
            continue
        rows.append(
            (
                None, region.code, region.title, region.country, offer.records, offer.fit, offer.common, offer.fills,
                offer.pilots, ";".join(code for code, _ in offer.closest), "",
            )
        )  # fmt: skip
    rows.sort(key=lambda row: (row[5] is None, -(row[5] or 0), row[1]))
    ranked = [(k if row[5] is not None else None, *row[1:]) for k, row in enumerate(rows, start=1)]
    return pd.DataFrame(ranked, columns=RANKING)


def enlarge(
    world: World,
    candidate: str,
    *,
    scores: Scores | None = None,
    comparison: Comparison | None = None,
    agreement: Agreement | None = None,
    pilots: Sequence[tuple[str, Theme]] = (),
) -> Enlargement:
    """What changes if a candidate joins: indices, classes of issues, pairs; what it brings and has yet to document.

    The results without it are computed if not given. Raises UsageError for a region that is no candidate or has no
    inventory.
    """
    from ceecluster.agreement.agreement import agree
    from ceecluster.coherence.comparison import compare
    from ceecluster.planning.actionplan import undocumented
    from ceecluster.scoring.quality import score

    joined = _joined(world, candidate)
    agreed = agreement or agree(world)
    after = agree(
        joined,
        as_of=agreed.as_of,
        majority=agreed.rule.majority,
        holds_at=agreed.rule.holds_at,
        min_positions=agreed.rule.min_positions,
        audience=agreed.audience,
        draws=agreed.alpha.draws or 0,
        seed=agreed.seed,
    )
    scored = score(joined)
    before_comparison = comparison or compare(world, scores=scores, draws=0)
    after_comparison = compare(joined, scores=scored, draws=0)  # the pair test is not looked at here
    own = after.positions[after.positions["region"] == candidate].reset_index(drop=True)
    priority = dict(zip(own["issue"], own["priority"], strict=True))
    changed = [
        (case.issue, case.title, agreed.case(case.issue).status, case.status, priority.get(case.issue))
        for case in after.cases
        if agreed.case(case.issue).status != case.status
    ]
    quality = next(row for row in plain_rows(scored.regions) if row["region"] == candidate)
    return Enlargement(
        candidate=candidate,
        name=world.network.region(candidate).title,
        offer=offer_of(world, candidate, pilots=pilots),
        indices=_indices(before_comparison, after_comparison, agreed, after),
        classes=pd.DataFrame(changed, columns=CLASSES),
        positions=own,
        pairs=_pairs_of(after_comparison, candidate),
        quality={name: quality[name] for name in ("low", "value", "high", "coverage")},
        to_document=undocumented(scored, candidate, 6),
    )


def _joined(world: World, candidate: str) -> World:
    codes = [region.code for region in world.network.candidates]
    if candidate in {region.code for region in world.network.regions}:
        raise UsageError(f"{candidate} is a member already", f"Candidates: {', '.join(codes) or 'none'}.")
    if candidate not in codes:
        raise unknown("candidate region", candidate, codes)
    if candidate not in world.candidates:
        raise UsageError(
            f"{candidate} has no inventory yet",
            f"Write data/candidates/{candidate}-….yaml, or start with: ceecluster init region {candidate}",
        )
    return world.joined(candidate)


def _with_inventory(world: World) -> list[str]:
    return [region.code for region in world.network.candidates if region.code in world.candidates]


def _indices(before: Comparison, after: Comparison, agreed: Agreement, then: Agreement) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    was = before.levels.set_index("level")["index"]
    for level, value in after.levels.set_index("level")["index"].items():
        old = was.get(level, np.nan)
        rows.append(("coherence", level, old, value, value - old))
    for name, a, b in (("alpha", agreed.alpha.value, then.alpha.value), ("w", *_concordance(agreed, then))):
        rows.append((name, "", a, b, None if a is None or b is None else b - a))
    for status in ("common", "wanted"):
        had, has = len(agreed.of_class(status)), len(then.of_class(status))
        rows.append((status, "", float(had), float(has), float(has - had)))
    return pd.DataFrame(rows, columns=INDICES)


def _concordance(agreed: Agreement, then: Agreement) -> tuple[float | None, float | None]:
    """Kendall's W above chance without and with the candidate, over the issues that enter both.

    W itself cannot be compared: chance gives 1 / m, less with one region more, and other issues would enter.
    """
    tables = [agreed.matrix.dropna(how="all"), then.matrix.dropna(how="all")]
    shared = [issue for issue in agreed.matrix if all(table[issue].notna().all() for table in tables)]
    before, after = (kendall_w(table[shared].to_numpy()).above_chance for table in tables)
    return before, after


def _pairs_of(comparison: Comparison, candidate: str) -> pd.DataFrame:
    table = comparison.pairs
    own = table[(table["region"] == candidate) | (table["partner"] == candidate)]
    other = np.where(own["region"] == candidate, own["partner"], own["region"])
    return pd.DataFrame({"region": other, "level": own["level"].to_numpy(), "similarity": own["similarity"].to_numpy()})
