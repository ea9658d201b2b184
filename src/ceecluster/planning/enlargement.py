"""Enlargement: what a candidate region would change, bring, and still has to document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import inf, isnan
from typing import Literal

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.agreement.agreement import Agreement, agree
from ceecluster.agreement.concordance import kendall_w
from ceecluster.agreement.positions import RegionPriority
from ceecluster.agreement.rule import Class
from ceecluster.coherence.comparison import Comparison, compare
from ceecluster.model import World
from ceecluster.planning.actions import EnlargementAction, Reason
from ceecluster.planning.equal_records import Newcomer, on_equal_records, on_every_level
from ceecluster.planning.lessons import undocumented
from ceecluster.planning.offer import Offer, join, offer_of
from ceecluster.planning.value import Theme
from ceecluster.results import Result
from ceecluster.scoring.quality import Scores, score
from ceecluster.scoring.rows import standing

NEAR = 0.05
"""Difference in fit up to which candidates are near-ties."""


class ComparedFigure(StrEnum):
    """A figure that is compared without and with a candidate."""

    COHERENCE = "coherence"
    """Mean similarity of all pairs with records at a level."""
    ALPHA = "alpha"
    """Krippendorff's alpha."""
    W = "w"
    """Kendall's W above chance, over the issues of both sides."""
    COMMON = "common"
    """Issues that are common."""
    WANTED = "wanted"
    """Issues wanted by most."""


@dataclass(frozen=True)
class IndexChange:
    """A figure without and with the candidate; of coherence also on equally many records of each region."""

    index: ComparedFigure
    level: str | None
    before: float | None
    after: float | None
    change: float | None
    """`after` less `before`."""
    equal: Newcomer | None = None
    """Coherence on equally many records; None for the other figures."""


@dataclass(frozen=True)
class ClassChange:
    """An issue whose class the candidate changes."""

    issue: str
    title: str
    before: Class
    after: Class
    position: int | None
    """The candidate's own priority; None without one."""


@dataclass(frozen=True)
class MemberSimilarity:
    """How alike a candidate and a member are at a level."""

    region: str
    level: str
    similarity: float | None


@dataclass(frozen=True)
class Quality:
    """The candidate's quality against the guidelines."""

    low: float
    value: float | None
    """None where the evidence does not suffice."""
    high: float
    coverage: float


@dataclass(frozen=True, repr=False)
class Enlargement(Result):
    """A candidate among the members: before and after."""

    JSON = (
        "candidate", "name", "offer", "quality", "to_document", "indices=changes", "classes", "positions=priorities",
        "pairs=likeness",
    )  # fmt: skip

    candidate: str
    name: str
    offer: Offer
    changes: tuple[IndexChange, ...]
    """Coherence by level and concordance, with and without it."""
    classes: tuple[ClassChange, ...]
    priorities: tuple[RegionPriority, ...]
    """Its positions."""
    likeness: tuple[MemberSimilarity, ...]
    """Its similarity with each member at each level."""
    quality: Quality
    to_document: tuple[str, ...]
    """Criteria whose documentation would help most."""
    world: World
    """The network without it."""

    @property
    def equal(self) -> tuple[Newcomer, ...]:
        """Coherence on equally many records, by level."""
        return tuple(row.equal for row in self.changes if row.equal is not None)

    @property
    def order(self) -> tuple[str, ...]:
        """Members by their mean similarity over the levels, the most alike first; those without any last."""
        known: dict[str, list[float]] = {}
        for row in self.likeness:
            known.setdefault(row.region, []).extend([] if row.similarity is None else [row.similarity])
        means = {region: sum(values) / len(values) if values else -inf for region, values in known.items()}
        return tuple(sorted(means, key=lambda region: -means[region]))

    @property
    def indices(self) -> pd.DataFrame:
        """One row per figure: index, level, before, after, change, and for coherence the same on equal records."""
        rows = [
            {
                **{name: getattr(row, name) for name in ("index", "level", "before", "after", "change")},
                **{f"equal_{name}": value for name, value in (asdict(row.equal) if row.equal else {}).items()},
            }
            for row in self.changes
        ]
        return pd.DataFrame(rows)

    @property
    def pairs(self) -> pd.DataFrame:
        """Its similarity with each member: region, level, similarity."""
        return frames.framed(MemberSimilarity, self.likeness)


@dataclass(frozen=True)
class RankedCandidate:
    """A candidate in the ranking."""

    rank: int | None
    """One more than the candidates clearly ahead of it (by more than NEAR); None without records."""
    candidate: str
    name: str
    country: str
    records: int
    fit: float | None
    """Mean of `common`, `fills` and `pilots`; missing without records."""
    common: float | None
    """Share of the objectives most members hold that it holds too."""
    fills: float | None
    """Share of the codes few members hold that it holds."""
    pilots: float | None
    closest: tuple[str, ...]
    """Members with most codes in common."""
    why_not: Literal["", "no inventory", "no records"]


@dataclass(frozen=True, repr=False)
class Ranking(Result):
    """All candidates by what they would bring."""

    JSON = ("candidates=rows",)

    rows: tuple[RankedCandidate, ...]
    """Best first; those without records last."""
    world: World

    @property
    def known(self) -> tuple[RankedCandidate, ...]:
        """Candidates with records."""
        return tuple(row for row in self.rows if row.fit is not None)

    @property
    def silent(self) -> tuple[RankedCandidate, ...]:
        """Candidates without."""
        return tuple(row for row in self.rows if row.fit is None)

    @property
    def ahead(self) -> tuple[RankedCandidate, ...]:
        """The first, with those that cannot be told from it."""
        return tuple(row for row in self.rows if row.rank == 1)

    @property
    def candidates(self) -> pd.DataFrame:
        """One row per candidate, columns as Candidate has them."""
        return frames.framed(RankedCandidate, self.rows)


def rank_candidates(world: World, *, pilots: Sequence[tuple[str, Theme]] = ()) -> tuple[EnlargementAction, ...]:
    """The candidates with an inventory, by what they would bring (mean of the shares of an Offer), best first."""
    offers = [offer_of(world, code, pilots=pilots) for code in _with_inventory(world)]
    offers = [offer for offer in offers if offer.records]
    ranked = sorted(((offer.fit or 0.0, offer) for offer in offers), key=lambda each: (-each[0], each[1].candidate))
    fits = [fit for fit, _ in ranked]
    actions = []
    for k, (fit, offer) in enumerate(ranked, start=1):
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
                score=fit,
                rank=_rank(fit, fits),
                records=offer.records,
                equal=on_every_level(join(world, offer.candidate), offer.candidate),
                fills=offer.filled,
                closest=offer.closest,
                shared=offer.shared,
                pilots=offer.joins,
                to_document=(),
            )
        )
    return tuple(actions)


def ranking(world: World, *, pilots: Sequence[tuple[str, Theme]] = ()) -> Ranking:
    """Every candidate, best first; those without an inventory last, with the reason."""
    known = set(_with_inventory(world))
    offers = {code: offer_of(world, code, pilots=pilots) for code in known}
    fits = [offer.fit for offer in offers.values() if offer.records and offer.fit is not None]
    rows = []
    for region in world.network.candidates:
        offer = offers.get(region.code)
        mine = offer.fit if offer and offer.records else None
        rows.append(
            RankedCandidate(
                rank=None if mine is None else _rank(mine, fits),
                candidate=region.code,
                name=region.title,
                country=region.country,
                records=offer.records if offer else 0,
                fit=mine,
                common=offer.common if offer else None,
                fills=offer.fills if offer else None,
                pilots=offer.pilots if offer else None,
                closest=tuple(code for code, _ in offer.closest) if offer and mine is not None else (),
                why_not="" if mine is not None else "no records" if offer else "no inventory",
            )
        )
    rows.sort(key=lambda row: (row.fit is None, -(row.fit or 0), row.candidate))
    return Ranking(tuple(rows), world)


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
    joined = join(world, candidate)
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
    own = tuple(row for row in after.priorities if row.region == candidate)
    priority = {row.issue: row.priority for row in own}
    quality = standing(scored.regions.set_index("region").loc[candidate], scored.min_coverage)
    return Enlargement(
        candidate=candidate,
        name=world.network.region(candidate).title,
        offer=offer_of(world, candidate, pilots=pilots),
        changes=tuple(_changes(joined, candidate, (before_comparison, after_comparison), (agreed, after))),
        classes=tuple(
            ClassChange(case.issue, case.title, agreed.case(case.issue).status, case.status, priority.get(case.issue))
            for case in after.cases
            if agreed.case(case.issue).status != case.status
        ),
        priorities=own,
        likeness=tuple(_likeness(after_comparison, candidate)),
        quality=Quality(**{name: getattr(quality, name) for name in ("low", "value", "high", "coverage")}),
        to_document=undocumented(scored, candidate, 6),
        world=world,
    )


def _rank(fit: float, fits: Sequence[float]) -> int:
    return 1 + sum(other > fit + NEAR for other in fits)


def _with_inventory(world: World) -> list[str]:
    return [region.code for region in world.network.candidates if region.code in world.candidates]


def _changes(
    joined: World,
    candidate: str,
    comparisons: tuple[Comparison, Comparison],
    agreements: tuple[Agreement, Agreement],
) -> Iterator[IndexChange]:
    was, now = (comparison.levels.set_index("level")["index"] for comparison in comparisons)
    for level, value in now.items():
        old, new = _plain(was.get(level, np.nan)), _plain(value)
        equal = on_equal_records(joined, candidate, str(level))
        yield IndexChange(ComparedFigure.COHERENCE, str(level), old, new, _less(new, old), equal)
    agreed, then = agreements
    for index, a, b in (
        (ComparedFigure.ALPHA, agreed.alpha.value, then.alpha.value),
        (ComparedFigure.W, *_concordance(agreed, then)),
    ):
        yield IndexChange(index, None, a, b, _less(b, a))
    for index, status in ((ComparedFigure.COMMON, "common"), (ComparedFigure.WANTED, "wanted")):
        had, has = float(len(agreed.of_class(status))), float(len(then.of_class(status)))
        yield IndexChange(index, None, had, has, has - had)


def _concordance(agreed: Agreement, then: Agreement) -> tuple[float | None, float | None]:
    """Kendall's W above chance without and with the candidate, over the issues that enter both.

    W itself cannot be compared: chance gives 1 / m, less with one region more, and other issues would enter.
    """
    tables = [agreed.matrix.dropna(how="all"), then.matrix.dropna(how="all")]
    shared = [issue for issue in agreed.matrix if all(table[issue].notna().all() for table in tables)]
    before, after = (kendall_w(table[shared].to_numpy()).above_chance for table in tables)
    return before, after


def _likeness(comparison: Comparison, candidate: str) -> Iterator[MemberSimilarity]:
    table = comparison.pairs
    columns = (table[name] for name in ("region", "partner", "level", "similarity"))
    for region, partner, level, similarity in zip(*columns, strict=True):
        if candidate in (region, partner):
            yield MemberSimilarity(str(partner if region == candidate else region), str(level), _plain(similarity))


def _plain(value: float) -> float | None:
    return None if isnan(value) else float(value)


def _less(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else after - before
