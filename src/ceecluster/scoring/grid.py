"""The guidelines as a tree, and the readings of all regions and records on its leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from ceecluster import frames
from ceecluster.errors import UsageError, unknown
from ceecluster.inforce import year_of
from ceecluster.model import Criterion, Evidence, Node, Programme, World
from ceecluster.model.guidelines import Derived
from ceecluster.scoring.aggregation import Array
from ceecluster.scoring.derived import OwnedRecord, Setting, find_quantity
from ceecluster.scoring.measures import NOTHING, Overrides, Reading, combine, read
from ceecluster.scoring.tree import Mask, Tree, TreeNode, build_tree

Leaf = tuple[str, str]
"""A level and a criterion."""
TOTAL = "total"
"""The root: a region over its levels."""


@dataclass(frozen=True)
class Grid:
    """Units x leaves of one tree: what is documented, and what applies."""

    tree: Tree
    units: tuple[str, ...]
    leaves: tuple[Leaf, ...]
    z: Array
    """Units x leaves; NaN where not documented or not applicable."""
    applicable: Mask
    readings: tuple[tuple[Reading, ...], ...]
    """Units x leaves."""

    @property
    def documented(self) -> Mask:
        """Units x leaves: whether there is a value."""
        return self.applicable & ~np.isnan(self.z)


def build_criteria_tree(world: World, exponent: float | Mapping[str, float] | None = None) -> Tree:
    """The tree of a region: its levels, at each level the nodes of the guidelines, their criteria as leaves.

    A criterion that applies at several levels stands at each of them, under one weight. Identifiers are `policy`,
    `policy/STR`, `policy/STR-01`; weights go by `policy`, `STR`, `STR-01`. `exponent` replaces the guidelines' own:
    one for all nodes, or by weight name.
    """
    guidelines = world.guidelines
    nodes = {node.id: node for node in guidelines.nodes}
    known = {level.id for level in world.network.levels}
    named = exponent if isinstance(exponent, Mapping) else {}
    for name in named:
        if name not in nodes and name not in known and name != TOTAL:
            raise unknown("node", name, (*nodes, *known, TOTAL))

    def bent(name: str, own: float) -> float:
        return float(exponent) if isinstance(exponent, int | float) else named.get(name, own)

    for criterion in guidelines.criteria:
        if criterion.parent not in nodes:
            raise unknown(f"parent of {criterion.id}", criterion.parent, nodes)
        for name in criterion.levels:
            if name not in known:
                raise unknown(f"level of {criterion.id}", name, known)
    if not guidelines.criteria:
        raise UsageError(
            "the guidelines have no criteria", "write some in data/criteria.yaml: 'ceecluster init' has a set"
        )
    parts = [TreeNode(TOTAL, exponent=bent(TOTAL, 1))]
    for level in world.network.levels:
        criteria = [criterion for criterion in guidelines.criteria if level.id in criterion.levels]
        if not criteria:
            continue
        parts.append(TreeNode(level.id, TOTAL, level.weight, bent(level.id, guidelines.exponent)))
        wanted: dict[str, None] = {}
        for criterion in criteria:
            _add_ancestors(criterion.parent, nodes, wanted)
        for name, node in nodes.items():
            if name in wanted:
                place = f"{level.id}/{node.parent}" if node.parent else level.id
                parts.append(TreeNode(f"{level.id}/{name}", place, node.weight, bent(name, node.exponent), name))
        parts += [TreeNode(f"{level.id}/{c.id}", f"{level.id}/{c.parent}", c.weight, key=c.id) for c in criteria]
    return build_tree(parts)


def _add_ancestors(name: str, nodes: Mapping[str, Node], wanted: dict[str, None]) -> None:
    """Mark a node and those above it; a circle of parents ends here and is named by the tree."""
    here: str | None = name
    while here is not None and here not in wanted:
        if here not in nodes:
            raise unknown("parent", here, nodes)
        wanted[here] = None
        here = nodes[here].parent


def place_of(tree: Tree, slot: int) -> tuple[str, str | None]:
    """The level that a slot below the root belongs to, and its own name there; None for the level itself."""
    level = slot
    while tree.parents[level] != tree.root:
        level = tree.parents[level]
    return tree.ids[level], None if level == slot else tree.keys[tree.key_of[slot]]


def nodes_of(tree: Tree) -> dict[tuple[str, str], int]:
    """Slot of each node between levels and criteria, by level and name, from the bottom up."""
    placed = ((place_of(tree, node.slot), node.slot) for node in tree.inner if node.slot != tree.root)
    return {(level, name): slot for (level, name), slot in placed if name is not None}


def leaves_of(tree: Tree) -> tuple[Leaf, ...]:
    """Level and criterion of each leaf."""
    return tuple((level, str(name)) for level, name in map(partial(place_of, tree), range(len(tree.leaves))))


class Reader:
    """Reads criteria from records for all regions of a world, each pair once."""

    def __init__(self, world: World, *, what_if: Overrides | None = None, by_budget: bool = False) -> None:
        self.world = world
        self.by_budget = by_budget
        self.overrides = what_if or {}
        self.criteria = {criterion.id: criterion for criterion in world.guidelines.criteria}
        vocabulary = world.vocabulary
        terms = (*vocabulary.instruments, *vocabulary.funding_sources)
        supporters: dict[str, set[str]] = {}
        self.own: dict[str, list[OwnedRecord]] = {region.code: [] for region in world.network.regions}
        self.frames: dict[str, list[OwnedRecord]] = {region.code: [] for region in world.network.regions}
        for region, record, frame in frames.records(world, national=True):
            if frame:
                self.frames[region].append((world.network.region(region).country, record))
            else:
                self.own[region].append((region, record))
                for sector in record.sectors:
                    supporters.setdefault(sector, set()).add(region)
        self.shared: dict[str, list[OwnedRecord]] = {region.code: [] for region in world.network.regions}
        for record in world.transnational:
            if not record.example:
                for code in dict.fromkeys(place for link in record.cross_border for place in link.partners):
                    if code in self.shared:
                        self.shared[code].append(("XX", record))
        base = Setting(
            region="",
            members=frozenset(region.code for region in world.network.regions),
            year=year_of(world),
            families={term.code: term.family for term in terms},
            ranks={term.code: term.rank for term in vocabulary.labels},
            supporters={sector: frozenset(regions) for sector, regions in supporters.items()},
        )
        self.settings = {
            region.code: replace(
                base,
                region=region.code,
                priorities=frozenset(region.strong_sectors),
                strategies=tuple(owned for owned in self.own[region.code] if owned[1].kind == "strategy"),
            )
            for region in world.network.regions
        }
        self._cache: dict[tuple[str, str, str], Reading] = {}
        self._speaking: dict[tuple[str, str, bool, bool], tuple[list[OwnedRecord], Mapping[str, frozenset[str]]]] = {}

    def read(self, region: str, owned: OwnedRecord, criterion: Criterion) -> Reading:
        """What a record says about a criterion, seen from a region."""
        key = (region, owned[1].id, criterion.id)
        if key not in self._cache:
            self._cache[key] = read(criterion, owned, self.settings[region], self.overrides)
        return self._cache[key]

    def at_level(self, region: str, level: str, criterion: Criterion) -> Reading:
        """A region's value at a level: over its records there, and the frames where the criterion says so."""
        measure = criterion.measure
        quantity = find_quantity(measure.of) if isinstance(measure, Derived) else None
        shared = quantity is not None and quantity.shared
        owned, assessed = self._speaking_at(region, level, criterion.national, shared)
        # Most records say nothing of most criteria: only those that may are read.
        if not owned or not (quantity or criterion.id in assessed):
            return NOTHING
        asked = assessed.get(criterion.id, frozenset())
        field = "id" if quantity is None else quantity.needs or "id"
        readings = [
            self.read(region, h, criterion)
            if h[1].id in asked or (quantity is not None and getattr(h[1], field))
            else NOTHING
            for h in owned
        ]
        weights = budgets([h[1] for h in owned]) if self.by_budget and criterion.across == "mean" else None
        return combine(criterion, owned, readings, self.settings[region], weights)

    def _speaking_at(
        self, region: str, level: str, national: bool, shared: bool
    ) -> tuple[list[OwnedRecord], Mapping[str, frozenset[str]]]:
        """(records that speak for a region at a level, those of them that a person assessed, by criterion)."""
        key = (region, level, national, shared)
        if key not in self._speaking:
            every = [*self.own[region], *(self.frames[region] if national else ())]
            owned = [h for h in (*every, *(self.shared[region] if shared else ())) if level in h[1].level]
            assessed: dict[str, set[str]] = {}
            for _, record in owned:
                for code in record.assessments:
                    assessed.setdefault(code, set()).add(record.id)
            for name, code in self.overrides:
                assessed.setdefault(code, set()).add(name)
            self._speaking[key] = owned, {code: frozenset(names) for code, names in assessed.items()}
        return self._speaking[key]


def budgets(records: Sequence[Programme]) -> list[float] | None:
    """Budgets as weights of a mean: only where every record has one amount, all of one kind and currency."""
    if not all(len(record.budget) == 1 for record in records):
        return None
    budgets = [record.budget[0] for record in records]
    if len({(b.kind, b.currency) for b in budgets}) > 1 or not all(b.amount for b in budgets):
        return None
    scale = {"one": 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
    return [b.amount * scale[b.unit] for b in budgets]


def read_regions(reader: Reader, tree: Tree) -> Grid:
    """The grid of the member regions, in the network's order."""
    leaves = leaves_of(tree)
    units = tuple(region.code for region in reader.world.network.regions)
    if not units:
        raise UsageError("the network has no regions", "name them in network.yaml")
    rows = tuple(tuple(reader.at_level(unit, level, reader.criteria[code]) for level, code in leaves) for unit in units)
    return _grid(tree, units, leaves, rows, None)


def read_records(reader: Reader, tree: Tree) -> tuple[Grid, tuple[str, ...]]:
    """The grid of the regions' own records, each at its levels, and the region of each."""
    leaves = leaves_of(tree)
    owned = [(region, h) for region, records in reader.own.items() for h in records]
    rows = tuple(
        tuple(
            reader.read(region, h, reader.criteria[code]) if level in h[1].level else NOTHING for level, code in leaves
        )
        for region, h in owned
    )
    at = np.array([[level in h[1].level for level, _ in leaves] for _, h in owned], bool).reshape(-1, len(leaves))
    grid = _grid(tree, tuple(h[1].id for _, h in owned), leaves, rows, at)
    return grid, tuple(region for region, _ in owned)


def _grid(
    tree: Tree,
    units: tuple[str, ...],
    leaves: tuple[Leaf, ...],
    rows: tuple[tuple[Reading, ...], ...],
    at: Mask | None,
) -> Grid:
    shape = (len(units), len(leaves))
    z = np.array([[np.nan if r.z is None else r.z for r in row] for row in rows], float).reshape(shape)
    applies = np.array([[r.state is not Evidence.NOT_APPLICABLE for r in row] for row in rows], bool).reshape(shape)
    return Grid(tree, units, leaves, z, applies if at is None else applies & at, rows)
