"""Do the regions concentrate on the same codes more than regions elsewhere would?

Each region keeps its number of codes, and the popularity of codes comes from a reference outside the network. A
reference in which all codes are equally popular is refused: generic codes are popular everywhere, so that null
announces coherence in nearly every world whose regions have nothing to do with each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ceecluster import frames
from ceecluster.coherence.null_model import curveball
from ceecluster.coherence.profiles import Profile, profiles
from ceecluster.errors import UsageError, unknown
from ceecluster.model import World

MIN_REFERENCE = 5
"""Fewest reference regions with records that a test may rest on."""


@dataclass(frozen=True)
class Concentration:
    """Mean number of codes shared per pair, and what the reference leads one to expect."""

    shared: float
    """Mean shared codes per pair of regions with codes."""
    regions: int
    """Regions with codes."""
    reference: int
    """Reference regions with codes."""
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
    remark: str
    """Why there is no test; empty where there is one."""

    def to_dict(self) -> dict[str, Any]:
        """All fields."""
        return dict(self.__dict__)


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

    Codes of the vocabulary that nobody uses count as well: they could have been chosen. UsageError for an unknown
    level.
    """
    known = [item.id for item in world.network.levels]
    if level is not None and level not in known:
        raise unknown("level", level, known)
    inside = _presence(profiles(world, dimensions=dimensions, as_of=as_of), level)
    outside = _presence(profiles(_candidates(world), dimensions=dimensions, as_of=as_of), level)
    listed = [term.code for dimension in dimensions for term in getattr(world.vocabulary, dimension)]
    codes = sorted({*inside[1], *outside[1], *listed})
    data = _onto(inside, codes)
    reference = _onto(outside, codes)
    return test_concentration(data, reference=reference, draws=draws, seed=seed)


def test_concentration(
    presence: np.ndarray,
    *,
    reference: np.ndarray | None = None,
    popularity: Sequence[float] | np.ndarray | None = None,
    draws: int = 999,
    seed: int = 1,
) -> Concentration:
    """Test `presence` (regions, codes) against `reference` (regions, codes), or a declared `popularity` (codes,).

    Null with a reference: members and reference regions choose codes independently, each with its own number and every
    code with the same popularity in both. Given how many codes each region has and how many regions each code, all
    matrices are then equally likely, so they are drawn by Curveball over members and reference together and the level
    holds however small the reference. Null with a declared popularity: each member keeps its number of codes and
    chooses them independently of the others with that popularity.

    Raises UsageError for a popularity that is the same for all codes, negative or of the wrong length.
    """
    data = np.asarray(presence, bool)
    data = data[data.any(axis=1)]
    shared = _mean_shared(data) if len(data) > 1 else float("nan")
    known = 0 if reference is None else int(np.asarray(reference, bool).any(axis=1).sum())
    remark = _remark(len(data), popularity is not None, known)
    if remark:
        return Concentration(
            0.0 if np.isnan(shared) else shared, len(data), known, None, None, None, None, 0, seed, remark
        )
    if popularity is not None:
        drawn = _simulate(data.sum(axis=1), _declared(popularity, data.shape[1]), draws, seed)
    else:
        drawn = _exchange(data, np.asarray(reference, bool), draws, seed)
    at_least = int((drawn >= shared - 1e-9).sum())
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Concentration(
        shared,
        len(data),
        known,
        float(drawn.mean()),
        float(low),
        float(high),
        (1 + at_least) / (1 + draws),
        draws,
        seed,
        "",
    )


test_concentration.__test__ = False  # type: ignore[attr-defined]  # a statistical test, not one of pytest's


def _remark(regions: int, declared: bool, reference: int) -> str:
    if regions < 2:
        return "fewer than two regions have codes here"
    if declared or reference >= MIN_REFERENCE:
        return ""
    return (
        f"not tested: {reference} reference regions have records, at least {MIN_REFERENCE} are needed; generic codes "
        "always produce some concentration"
    )


def _exchange(data: np.ndarray, reference: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Mean shared codes per pair of members in random matrices of members and reference together."""
    pooled = np.concatenate([data, reference[reference.any(axis=1)]])
    n = len(data)
    found = []
    for block in curveball(pooled, draws, seed):
        holders = block[:, :n].sum(axis=1)
        found.append((holders * (holders - 1) / 2).sum(axis=-1))
    return np.concatenate(found) / (n * (n - 1) / 2)


def _declared(popularity: Sequence[float] | np.ndarray | None, codes: int) -> np.ndarray:
    chances = np.asarray(popularity, float)
    if chances.shape != (codes,) or not np.isfinite(chances).all() or (chances <= 0).any() or (chances >= 1).any():
        raise UsageError(f"a reference gives each of the {codes} codes a popularity", "numbers between 0 and 1")
    if codes > 1 and np.ptp(chances) < 1e-12:
        raise UsageError(
            "a reference in which every code is equally popular is refused",
            "it calls independent regions coherent nearly always; name where the popularity was counted",
        )
    return chances


def _simulate(sizes: np.ndarray, popularity: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Mean shared codes per pair in `draws` random networks with a declared popularity (codes,).

    Given how many codes a region holds, which ones follows the distribution of independent choices conditioned on their
    number, drawn code by code (Chen, Dempster & Liu 1994, doi:10.1093/biomet/81.3.457).
    """
    chance = np.random.default_rng(seed)
    codes, most = len(popularity), int(sizes.max())
    # tail[j, k]: chance that k of the codes from j on are held.
    tail = np.zeros((codes + 1, most + 1))
    tail[codes, 0] = 1
    for j in range(codes - 1, -1, -1):
        tail[j] = (1 - popularity[j]) * tail[j + 1]
        tail[j, 1:] += popularity[j] * tail[j + 1, :-1]
    left = np.broadcast_to(sizes, (draws, len(sizes))).copy()
    shared = np.zeros(draws)
    for j in range(codes):
        with_it = popularity[j] * tail[j + 1, np.maximum(left - 1, 0)]
        either = tail[j, left]
        # Where a number of codes is all but impossible, what is left is spread evenly.
        likely = np.divide(with_it, either, out=left / (codes - j), where=either > 0)
        held = (chance.random(left.shape) < likely) & (left > 0) | (left == codes - j)
        left -= held
        holders = held.sum(axis=1)
        shared += holders * (holders - 1) / 2
    return np.asarray(shared / (len(sizes) * (len(sizes) - 1) / 2))


def _mean_shared(data: np.ndarray) -> float:
    holders = data.sum(axis=0)
    return float((holders * (holders - 1) / 2).sum() / (len(data) * (len(data) - 1) / 2))


def _candidates(world: World) -> World:
    """The world with its candidates as members: they are read the same way."""
    network = world.network.model_copy(update={"regions": world.network.candidates})
    return world.model_copy(update={"network": network, "regions": dict(world.candidates)})


def _presence(found: Mapping[str, Profile], level: str | None) -> tuple[np.ndarray, list[str]]:
    """Presence (regions, codes) over all dimensions, and the codes."""
    parts: list[np.ndarray] = []
    codes: list[str] = []
    for profile in found.values():
        held = profile.presence
        parts.append(np.asarray(held.any(axis=1) if level is None else held[:, profile.levels.index(level)]))
        codes += profile.codes
    return np.concatenate(parts, axis=1), codes


def _onto(found: tuple[np.ndarray, list[str]], codes: list[str]) -> np.ndarray:
    presence, own = found
    wide = np.zeros((len(presence), len(codes)), bool)
    wide[:, [codes.index(code) for code in own]] = presence
    return wide
