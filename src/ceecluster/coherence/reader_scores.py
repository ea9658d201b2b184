"""How far the readers' error moves the scores: criteria that follow from codes, on codes redrawn as in `readers`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from ceecluster import frames
from ceecluster.coherence.readers import SURVIVES, Settled, Trust, dimension_of, redraw
from ceecluster.frames import framed
from ceecluster.model import Programme, World
from ceecluster.model.inventory import InstrumentFields, ObjectiveFields
from ceecluster.results import Result
from ceecluster.scoring.quality import score

if TYPE_CHECKING:
    import pandas as pd

REDRAWN = ("objectives", "instruments", "sectors", "target_groups")
"""Dimensions of which a record can carry a code more or less and stay the same record."""


@dataclass(frozen=True)
class ReaderScore:
    """A region's score of the documented part as read, and in 95 % of the draws."""

    region: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, repr=False)
class ReaderScores(Result):
    """What of the scores survives the error of the readers."""

    JSON = ("dimensions", "scores", "pairs", "firm", "draws", "seed")

    world: World
    dimensions: tuple[str, ...]
    """Dimensions redrawn."""
    scores: tuple[ReaderScore, ...]
    pairs: int
    """Pairs of regions with different scores as read."""
    firm: int
    """Those in the same order in at least nine draws of ten."""
    draws: int
    seed: int

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per region."""
        return framed(ReaderScore, self.scores)


def reader_scores(world: World, trust: Trust, settled: Settled, *, draws: int = 30, seed: int = 1) -> ReaderScores:
    """Score the members `draws` times on redrawn codes; judgements that a person read from a page stay as they are.

    Criteria judged by a person were read once, so that nothing is known of their error: only what follows from codes
    moves.
    """
    known = _partial(world)
    drawn = [_partial(redrawn) for redrawn in redrawn_worlds(world, trust, settled, draws=draws, seed=seed)]
    regions = [region for region in known if all(region in values for values in drawn)]
    rows = []
    for region in regions:
        values = np.array([values[region] for values in drawn] or [known[region]])
        low, high = np.quantile(values, [0.025, 0.975])
        rows.append(ReaderScore(region, known[region], float(low), float(high)))
    ordered = [(a, b) for a, b in combinations(regions, 2) if known[a] != known[b]]
    firm = sum(
        np.mean([(values[a] - values[b]) * (known[a] - known[b]) > 0 for values in drawn]) >= SURVIVES
        for a, b in ordered
        if drawn
    )
    moved = tuple(name for name in REDRAWN if any(code in trust for code in _codes(world, name)))
    return ReaderScores(world, moved, tuple(rows), len(ordered), int(firm), draws, seed)


def redrawn_worlds(world: World, trust: Trust, settled: Settled, *, draws: int, seed: int) -> Iterator[World]:
    """Worlds that could as well have been written, by what a second reading says of the first."""
    parts = {name: dimension_of(world, name, False, settled, 1.0) for name in REDRAWN}
    random = np.random.default_rng(seed)
    for _ in range(draws):
        changes: dict[str, dict[str, tuple[str, ...]]] = {}
        for name, part in parts.items():
            if not any(code in trust for code in part.codes):
                continue
            a, b = np.array([trust.get(code, (1e9, 0.0)) for code in part.codes], float).T
            drawn = redraw(part.carried, part.open, part.stratum, random.beta(a + 0.5, b + 0.5), random)
            for (_, record), row in zip(part.keys, drawn, strict=True):
                codes = tuple(code for code, carried in zip(part.codes, row, strict=True) if carried)
                changes.setdefault(record, {})[name] = codes
        regions = {
            code: inventory.model_copy(
                update={"programmes": tuple(_carrying(p, changes.get(p.id, {})) for p in inventory.programmes)}
            )
            for code, inventory in world.regions.items()
        }
        yield world.model_copy(update={"regions": regions, "whole": None})


def _carrying(record: Programme, codes: Mapping[str, tuple[str, ...]]) -> Programme:
    """A record with these codes: what it says of a code it keeps stays, a new code stands alone."""
    update: dict[str, object] = {name: codes[name] for name in ("sectors", "target_groups") if name in codes}
    for name, model in (("objectives", ObjectiveFields), ("instruments", InstrumentFields)):
        if name in codes:
            own = {item.code: item for item in getattr(record, name)}
            update[name] = tuple(own[code] if code in own else model(code=code) for code in codes[name])
    return record.model_copy(update=update) if update else record


def _codes(world: World, dimension: str) -> set[str]:
    table = frames.codes(world)
    return set(table[table["dimension"] == dimension]["code"])


def _partial(world: World) -> dict[str, float]:
    """Score of the documented part by region, whatever its share."""
    table = score(world).regions.dropna(subset=["partial"])
    return dict(zip(table["region"], table["partial"].astype(float), strict=True))
