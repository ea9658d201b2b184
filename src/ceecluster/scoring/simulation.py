"""Monte Carlo over everything that is uncertain in an index, in blocks, on anybody's tree.

Saisana, Saltelli & Tarantola 2005, doi:10.1111/j.1467-985X.2005.00350.x. What is common to all units (weights,
exponent, normalisation, the criterion left out) comes from scrambled Sobol points; what differs cell by cell
(undocumented values, scorer noise) from a pseudo-random generator. One seed gives one result.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from ceecluster.errors import UsageError, unknown
from ceecluster.published import Published
from ceecluster.scoring import weights as samplers
from ceecluster.scoring.aggregation import Array, check_weights
from ceecluster.scoring.tree import Mask, Tree, exponents_of
from ceecluster.scoring.tree_draws import aggregate_draws

BLOCK_BYTES = 24_000_000
"""Aim for the largest array of a block: keeps memory bounded and the work in cache."""
UNIT = (0.0, 1.0)
"""Worst and best value where nobody says otherwise."""
Weights = Literal["around", "free", "parties", "given"]
"""How weights are drawn; `given` takes those of the problem."""
MissingEvidence = Literal["uniform", "others"]
"""What stands for evidence that is missing."""
WEIGHTS: tuple[Weights, ...] = get_args(Weights)
MISSING_EVIDENCE: tuple[MissingEvidence, ...] = get_args(MissingEvidence)


class Uncertain(StrEnum):
    """The uncertain inputs, in the order of reports."""

    WEIGHTS = "weights"
    EXPONENT = "exponent"
    NORMALISATION = "normalisation"
    EVIDENCE = "evidence"
    EXCLUSION = "exclusion"
    NOISE = "noise"


GROUPS = tuple(Uncertain)


@dataclass(frozen=True)
class AuditProblem:
    """An index to be shaken: units x leaves on a tree."""

    units: tuple[str, ...]
    tree: Tree
    z: Array
    """Variants x units x leaves (one variant per normalisation); NaN where not documented."""
    applicable: Mask
    """Units x leaves."""
    weights: Array
    """Nominal weight by key."""
    steps: Array | None = None
    """Units x leaves: one step of the scale, for scorer noise; 0 where there is none."""
    declared: Array | None = None
    """Parties x keys: weight vectors that parties declare."""
    slot: int | None = None
    """Slot whose value is ranked; default the root."""
    floor: float = 0.01
    """Smallest value, as a share of the range, under drawn exponents at or below 0."""
    own_floor: float | None = None
    """Smallest value the index was built with, on its own scale; None where it was built without."""
    low: Array | None = None
    """Variants x leaves: the worst value there can be; default 0."""
    high: Array | None = None
    """Variants x leaves: the best value there can be; default 1."""
    given: Array | None = None
    """Draws x keys: weight vectors somebody drew already."""

    @property
    def documented(self) -> Mask:
        """Units x leaves."""
        documented: Mask = self.applicable & ~np.isnan(self.z[0])
        return documented

    @property
    def top(self) -> int:
        """The slot ranked."""
        return self.tree.root if self.slot is None else self.slot

    def span(self, variant: int) -> tuple[Array, Array]:
        """Worst and best value by leaf."""
        leaves = self.z.shape[-1]
        low = np.zeros(leaves) if self.low is None else self.low[variant]
        high = np.ones(leaves) if self.high is None else self.high[variant]
        return low, high

    def built(self) -> Array:
        """Scores of the undisturbed index: the documented part under the nominal weights and each node's own mean."""
        z = self.z[0] if self.own_floor is None else np.maximum(self.z[0], self.own_floor)
        scores: Array = aggregate_draws(self.tree, z, self.weights[None], self.documented, None, self.top)[0]
        return scores


@dataclass(frozen=True)
class Inputs(Published):
    """What is uncertain; None, () or 0 switches an input off."""

    JSON = ("weights", "exponents", "evidence", "exclusion", "noise", "variation")

    weights: Weights | None = "around"
    """How weights are drawn; None where they are not."""
    exponents: tuple[float, ...] = (1, 0, -1)
    """Equally likely exponents of all means; () keeps each node's own."""
    normalisation: bool = False
    """Whether the variants of z are equally likely; otherwise the first is used."""
    evidence: MissingEvidence | None = "uniform"
    """Undocumented z: Beta(1, 1), or drawn from the other units' values of that leaf; None leaves them out."""
    exclusion: bool = True
    """Leave out one criterion, each or none being equally likely."""
    noise: float = 0.2
    """Chance that an ordinal value is one step off, half up and half down."""
    variation: float = samplers.VARIATION
    """Of an average weight, with `around`."""

    @property
    def on(self) -> tuple[Uncertain, ...]:
        """The inputs that are switched on."""
        states = (self.weights, self.exponents, self.normalisation, self.evidence, self.exclusion, self.noise)
        return tuple(name for name, state in zip(GROUPS, states, strict=True) if state)


@dataclass(frozen=True)
class Draws:
    """One block of realised inputs; every array has the draws first."""

    weights: Array
    """Draws x keys."""
    exponent: npt.NDArray[np.intp]
    """Index into the exponents; -1 for each node's own."""
    variant: npt.NDArray[np.intp]
    excluded: npt.NDArray[np.intp]
    """Position of the excluded key among `leaf_keys`; -1 for none."""
    fill: Array | None
    """Draws x undocumented cells, in (0, 1); None leaves them out."""
    noise: npt.NDArray[np.float32] | None
    """Draws x cells with steps, in (0, 1); single precision is enough to decide who moves."""


def check_inputs(problem: AuditProblem, inputs: Inputs) -> None:
    """UsageError for whatever was asked for and cannot be done; nothing is skipped in silence."""
    if inputs.weights is not None and inputs.weights not in WEIGHTS:
        raise unknown("weights", inputs.weights, WEIGHTS)
    if inputs.evidence is not None and inputs.evidence not in MISSING_EVIDENCE:
        raise unknown("evidence", inputs.evidence, MISSING_EVIDENCE)
    if inputs.weights == "parties" and (problem.declared is None or not len(problem.declared)):
        raise UsageError("no region declares weights", "add 'weights' to an inventory, or use around or free")
    if inputs.weights == "given" and (problem.given is None or not len(problem.given)):
        raise UsageError("no weights are given", "give draws x weights, or use around or free")
    if inputs.normalisation and len(problem.z) < 2:
        raise UsageError("there is one normalisation only", "give several, or switch normalisation off")
    if not 0 <= inputs.noise <= 1:
        raise UsageError(f"noise {inputs.noise:g} is outside 0-1", "it is the chance of being one step off")
    if not inputs.on:
        raise UsageError("every input is switched off", "leave at least one uncertain")
    if len(problem.units) < 2:
        raise UsageError("one unit only: there is nothing to rank", "add units, or look at its interval")
    needed = problem.documented | (problem.applicable if inputs.evidence else False)
    under = problem.tree.under(problem.top)
    for unit, row in zip(problem.units, needed[:, under], strict=True):
        if not row.any():
            raise UsageError(
                f"'{unit}' has no documented value", "leave it out, or let evidence be uncertain (uniform, others)"
            )


class Sampler:
    """Realises blocks of inputs; the same seed gives the same blocks."""

    def __init__(self, problem: AuditProblem, inputs: Inputs, seed: int, *, copies: int = 1) -> None:
        check_inputs(problem, inputs)
        self.problem, self.inputs, self.copies = problem, inputs, copies
        tree = problem.tree
        under = tree.under(problem.top)
        self.leaf_keys = np.unique(tree.key_of[under])
        used = np.zeros(len(tree.keys), bool)
        here = [*under, *(node.slot for node in tree.inner if np.isin(tree.under(node.slot), under).all())]
        used[tree.key_of[[slot for slot in here if slot != problem.top]]] = True
        self.groups = [group[used[group]] for group in tree.groups if used[group].any()]
        missing = problem.applicable & ~problem.documented
        self.missing = np.flatnonzero(missing.ravel()) if inputs.evidence else np.array([], np.intp)
        steps = problem.steps if problem.steps is not None and inputs.noise else None
        stepped = np.zeros_like(missing) if steps is None else (steps > 0) & problem.documented
        self.stepped = np.flatnonzero(stepped.ravel())
        variants = range(len(problem.z))
        self.pools = [self._pools(variant) for variant in variants] if inputs.evidence == "others" else None
        self._common, cells = np.random.SeedSequence(seed).spawn(2)
        self._rng = np.random.default_rng(cells)

    @cached_property
    def _points(self) -> Callable[[int], Array]:
        """Points of the unit cube; a replay of given weights never asks for any.

        Copies are further columns of one sequence: two sequences of the same points would not be independent.
        """
        return _sobol((len(self.problem.tree.keys) + 3) * self.copies, self._common)

    @property
    def block(self) -> int:
        """Draws per block, a power of two."""
        cells = self.problem.applicable.size + len(self.problem.units) * len(self.problem.tree.inner)
        wide = len(self.problem.tree.leaves) * len(self.problem.tree.inner)
        size = BLOCK_BYTES // (8 * max(cells, wide, len(self.problem.tree.keys)))
        return 1 << int(np.clip(np.log2(max(size, 1)), 5, 13))

    def blocks(self, draws: int) -> Iterator[Draws]:
        """Blocks that add up to `draws`."""
        done = 0
        while done < draws:
            size = min(self.block, draws - done)
            yield self.draw(size)
            done += size

    def replay(self) -> Iterator[Draws]:
        """The given weights, each once and in their order, with everything else as built."""
        given = self.problem.given
        assert given is not None  # check_inputs
        for start in range(0, len(given), self.block):
            part = given[start : start + self.block]
            still = np.full(len(part), -1, np.intp)
            yield Draws(part, still, np.zeros(len(part), np.intp), still, None, None)

    def draw(self, size: int) -> Draws:
        """The next block."""
        (draws,) = self.draw_copies(size)
        return draws

    def draw_copies(self, size: int) -> list[Draws]:
        """The next block of each of the independent copies."""
        return [self._realise(points) for points in np.split(self._points(size), self.copies, axis=1)]

    def _realise(self, points: Array) -> Draws:
        size = len(points)
        keys, (u_exponent, u_variant, u_exclusion) = points[:, :-3], points[:, -3:].T
        return Draws(
            weights=self._weights(keys),
            exponent=_choose(u_exponent, len(self.inputs.exponents))
            if self.inputs.exponents
            else np.full(size, -1, np.intp),
            variant=_choose(u_variant, len(self.problem.z) if self.inputs.normalisation else 1),
            excluded=_choose(u_exclusion, len(self.leaf_keys) + 1) - 1
            if self.inputs.exclusion
            else np.full(size, -1, np.intp),
            fill=self._rng.random((size, len(self.missing))) if len(self.missing) else None,
            noise=self._rng.random((size, len(self.stepped)), np.float32) if len(self.stepped) else None,
        )

    def _weights(self, points: Array) -> Array:
        problem, kind = self.problem, self.inputs.weights
        nominal = np.broadcast_to(problem.weights, points.shape)
        if kind is None:
            return nominal
        if kind in ("parties", "given"):
            vectors = problem.declared if kind == "parties" else problem.given
            assert vectors is not None  # check_inputs
            rows: Array = check_weights(vectors)[_choose(points[:, 0], len(vectors))]
            return rows
        out = np.array(nominal)
        spread = self.inputs.variation
        for group in self.groups:
            w = problem.weights[group]
            if len(group) < 2:
                continue
            u = points[:, group]
            out[:, group] = samplers.free(u, w) if kind == "free" else samplers.around(u, w, variation=spread)
        return out

    def _pools(self, variant: int) -> list[Array]:
        """For each undocumented cell, the values of the other units on its leaf; empty where there are none."""
        z, documented = self.problem.z[variant], self.problem.documented
        columns: list[Array] = [z[documented[:, leaf], leaf] for leaf in range(z.shape[1])]
        return [columns[cell % z.shape[1]] for cell in self.missing]

    def values(self, draws: Draws, rows: npt.NDArray[np.intp], variant: int) -> Array:
        """Values of some of the draws, on the scale of the variant.

        Units x leaves where nothing differs by draw, else draws x units x leaves.
        """
        base: Array = self.problem.z[variant]
        if draws.fill is None and draws.noise is None:
            return base
        low, high = self.problem.span(variant)
        z = np.repeat(base.reshape(1, -1), len(rows), axis=0)
        if draws.fill is not None:
            leaf = self.missing % base.shape[1]
            u = draws.fill[rows]
            fill = u if self.problem.low is None and self.problem.high is None else low[leaf] + (high - low)[leaf] * u
            if self.pools is not None:
                for cell, pool in enumerate(self.pools[variant]):
                    if len(pool):
                        fill[:, cell] = pool[_choose(u[:, cell], len(pool))]
            z[:, self.missing] = fill
        if draws.noise is not None:
            assert self.problem.steps is not None  # __init__
            chance, half = draws.noise[rows], self.inputs.noise / 2
            cells, step = base.ravel()[self.stepped], self.problem.steps.ravel()[self.stepped]
            worst, best = low[self.stepped % base.shape[1]], high[self.stepped % base.shape[1]]
            # Few values move: writing those is cheaper than adding a shift to all.
            for moved, to in (
                (chance < half, np.maximum(cells - step, worst)),
                (chance >= 1 - half, np.minimum(cells + step, best)),
            ):
                draw, place = np.nonzero(moved)
                z[draw, self.stepped[place]] = to[place]
        shaped: Array = z.reshape(len(rows), *base.shape)
        return shaped

    def evaluate(self, draws: Draws) -> Array:
        """Scores on the scale of each draw's variant: draws x units; NaN where nothing of a unit is left."""
        problem = self.problem
        weights = draws.weights
        hit = np.flatnonzero(draws.excluded >= 0)
        if len(hit):
            weights = weights.copy()
            weights[hit, self.leaf_keys[draws.excluded[hit]]] = 0
        present = problem.documented if draws.fill is None else problem.applicable
        out = np.empty((len(weights), len(problem.units)))
        for index in range(-1, len(self.inputs.exponents)):
            exponent = None if index < 0 else self.inputs.exponents[index]
            for variant in range(len(problem.z)):
                rows = np.flatnonzero((draws.exponent == index) & (draws.variant == variant))
                if len(rows):
                    z = self.values(draws, rows, variant)
                    out[rows] = self._aggregate(z, weights[rows], present, exponent, variant)
        return out

    def _aggregate(self, z: Array, weights: Array, present: Mask, exponent: float | None, variant: int) -> Array:
        """Scores under one exponent, on the scale of the variant.

        The index's own values and means are taken as it was built. Any other mean or variant is one of values taken to
        [0, 1] by their range: a geometric or harmonic mean has no sense below 0, and none that can be compared on a
        shifted scale.
        """
        problem, tree = self.problem, self.problem.tree
        means = [node for node in tree.inner if node.method == "power_mean"]
        own = exponent is None or all(node.exponent == exponent for node in means)
        lowest = min(exponents_of(tree, None if own else exponent))
        low, high = (float(end) for end in (problem.span(variant)[0].min(), problem.span(variant)[1].max()))
        if own and variant == 0:
            least = problem.own_floor
            if least is None and lowest <= 0:
                # What is drawn may be 0; what is documented was above it when the index was built, and stays.
                least = min(low + problem.floor * (high - low), float(np.nanmin(problem.z[0], initial=np.inf)))
            if least is not None:
                z = np.maximum(z, least, out=z if z.ndim == 3 else None)
            return aggregate_draws(tree, z, weights, present, None, problem.top)
        unit = (low, high) == UNIT
        z = z if unit else (z - low) / (high - low)
        floors = [problem.floor] if lowest <= 0 else [0.0] if lowest < 1 else []
        if problem.own_floor is not None:
            first, last = (float(end) for end in (problem.span(0)[0].min(), problem.span(0)[1].max()))
            floors.append((problem.own_floor - first) / (last - first))
        if floors:
            z = np.maximum(z, max(floors), out=z if z.ndim == 3 else None)
        scores = aggregate_draws(tree, z, weights, present, None if own else exponent, problem.top)
        return scores if unit else low + (high - low) * scores


def _choose(u: Array, count: int) -> npt.NDArray[np.intp]:
    """Uniform numbers to equally likely choices 0 .. count - 1; legitimate for quasi-random points as well."""
    return np.minimum((u * count).astype(np.intp), count - 1)


def _sobol(dimensions: int, seed: np.random.SeedSequence) -> Callable[[int], Array]:
    """A source of scrambled Sobol points."""
    # scipy.stats costs most of a second to import; only simulations pay it.
    from scipy.stats import qmc

    engine = qmc.Sobol(dimensions, rng=np.random.default_rng(seed))

    def points(size: int) -> Array:
        with warnings.catch_warnings():
            # The last block of a run that is no power of two loses balance, not validity.
            warnings.simplefilter("ignore", UserWarning)
            return np.asarray(engine.random(size), float)

    return points
