"""Do the regions concentrate on the same codes more than regions elsewhere would?

A region's codes come from its records: whoever has more of them, on record or in fact, shares more codes with others.
What is exchanged is therefore the record. Members and reference regions outside the network throw their records
together, and who owns which is drawn anew: each keeps its number of records, and within that its number of records
with one code, with two codes and so on. Where regions have profiles of their own the records of one are alike, chance
spreads them, and the test is conservative. Its power is low (the tests simulate and print it):
beside a thin reference "not shown" is no "not so".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.coherence.caveats import Caveat
from ceecluster.coherence.large import at_once
from ceecluster.errors import unknown
from ceecluster.model import World
from ceecluster.published import Published

MIN_REFERENCE = 5
"""Fewest reference regions with records that a test may rest on."""
CELLS = 2_000_000
"""Numbers held at once."""
SAME = 1e-9
"""Shared codes closer than this are as many."""


@dataclass(frozen=True)
class Concentration(Published):
    """Mean number of codes shared per pair, and what an exchange of records leads one to expect."""

    shared: float
    """Mean shared codes per pair of regions with codes."""
    regions: int
    """Regions with codes."""
    records: int
    """Records of the regions."""
    reference: int
    """Reference regions with codes."""
    reference_records: int
    """Records of the reference regions."""
    expected: float | None
    """Mean under the null; None where there is no test."""
    low: float | None
    """2.5 % point of the null."""
    high: float | None
    """97.5 % point of the null."""
    p: float | None
    """(1 + number of draws at least as concentrated) / (1 + draws), one-sided; None where there is no test."""
    draws: int
    seed: int
    remark: Caveat | None
    """Why there is no test."""


def concentration(
    world: World,
    *,
    level: str | None = None,
    dimensions: Sequence[str] = frames.DIMENSIONS,
    as_of: int | None = None,
    draws: int = 999,
    seed: int = 1,
) -> Concentration:
    """The members' concentration at a level (all levels together without one) against the candidates' inventories.

    UsageError for an unknown level.
    """
    known = [item.id for item in world.network.levels]
    if level is not None and level not in known:
        raise unknown("level", level, known)
    parts = []
    for member, group in ((True, world), (False, _candidates(world))):
        table = frames.codes(group, as_of=as_of)
        table = table[table["dimension"].isin(dimensions)]
        parts.append((table if level is None else table[table["level"] == level]).assign(member=member))
    table = pd.concat(parts, ignore_index=True)
    if table.empty:
        nobody = np.zeros(0, int), np.zeros(0, bool)
        return concentration_test(np.zeros((0, 0), bool), *nobody, draws=draws, seed=seed)
    record = pd.MultiIndex.from_frame(table[["member", "region", "programme"]])
    at, records = pd.factorize(record)
    code, codes = pd.factorize(table["dimension"] + " " + table["code"])
    carried = np.zeros((len(records), len(codes)), bool)
    carried[at, code] = True
    owners = pd.MultiIndex.from_tuples(records, names=["member", "region", "programme"])
    owner, _ = pd.factorize(owners.droplevel("programme"))
    inside = owners.get_level_values("member").to_numpy(bool)
    return concentration_test(carried, owner, inside, draws=draws, seed=seed)


def concentration_test(
    carried: np.ndarray, owner: np.ndarray, member: np.ndarray, *, draws: int = 999, seed: int = 1
) -> Concentration:
    """Test whether members share more codes than if records had been exchanged with a reference.

    `carried` (records, codes), bool: which codes a record carries. `owner` (records,): number of the region it belongs
    to. `member` (records,), bool: whether that region is a member, else it is of the reference. Records without codes
    take no part. Null: given the numbers of codes of each region's records, all owners of records with equally many
    codes are equally likely; so the level is exact where records of all regions come from one world.
    """
    carried, owner, member = np.asarray(carried, bool), np.asarray(owner, int), np.asarray(member, bool)
    coded = carried.any(axis=1)
    carried, owner, member = carried[coded], owner[coded], member[coded]
    regions, outside = np.unique(owner[member]), np.unique(owner[~member])
    counts = len(regions), int(member.sum()), len(outside), int((~member).sum())
    place = np.searchsorted(regions, owner)
    place[~member] = -1
    shared = float(_mean_shared(carried, place[None], len(regions))[0]) if len(regions) > 1 else 0.0
    remark = _remark(len(regions), len(outside))
    if remark or not draws:
        return Concentration(shared, *counts, None, None, None, None, 0, seed, remark or Caveat.NO_DRAWS)
    chance = np.random.default_rng(seed)
    kind = carried.sum(axis=1)
    drawn = np.empty(draws)
    step = at_once(CELLS, len(regions) * max(carried.shape))
    for start in range(0, draws, step):
        many = min(step, draws - start)
        drawn[start : start + many] = _mean_shared(carried, _exchange(place, kind, many, chance), len(regions))
    at_least = int((drawn >= shared - SAME).sum())
    low, high = np.quantile(drawn, [0.025, 0.975])
    p = (1 + at_least) / (1 + draws)
    return Concentration(shared, *counts, float(drawn.mean()), float(low), float(high), p, draws, seed, None)


def _remark(regions: int, reference: int) -> Caveat | None:
    if regions < 2:
        return Caveat.FEW_REGIONS
    return Caveat.FEW_REFERENCE if reference < MIN_REFERENCE else None


def _exchange(place: np.ndarray, kind: np.ndarray, draws: int, chance: np.random.Generator) -> np.ndarray:
    """Owners (draws, records), permuted among the records of one kind."""
    found = np.repeat(place[None], draws, axis=0)
    for each in np.unique(kind):
        at = np.flatnonzero(kind == each)
        order = np.argsort(chance.random((draws, len(at))), axis=1)
        found[:, at] = place[at][order]
    return found


def _mean_shared(carried: np.ndarray, place: np.ndarray, regions: int) -> np.ndarray:
    """Mean number of codes shared per pair of regions for owners `place` (draws, records), -1 for the reference."""
    record, code = np.nonzero(carried)
    # The reference has the last row, which -1 leads to.
    held = np.zeros((len(place), regions + 1, carried.shape[1]), bool)
    held[np.arange(len(place))[:, None], place[:, record], code] = True
    holders = held[:, :regions].sum(axis=1)
    return np.asarray((holders * (holders - 1) / 2).sum(axis=-1) / (regions * (regions - 1) / 2))


def _candidates(world: World) -> World:
    """The world with its candidates as members: they are read the same way."""
    network = world.network.model_copy(update={"regions": world.network.candidates})
    return world.model_copy(update={"network": network, "regions": dict(world.candidates)})
