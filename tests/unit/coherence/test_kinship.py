"""Groups, structure and policy, learning, openness: worked examples, laws, and what is said where data is missing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceecluster.coherence.caveats import Caveat
from ceecluster.coherence.groups import cluster, find_groups, silhouette_widths
from ceecluster.coherence.learning import DocumentedValue, learning_pairs, lessons_between
from ceecluster.coherence.reciprocity import reciprocity
from ceecluster.coherence.structure import gower, mantel, quadrant, structure_and_policy
from ceecluster.model import World
from ceecluster.model.structure import Datum
from factories import make_inventory, make_programme, make_world

RIBOSOMAL = np.array(
    [[0, 17, 21, 31, 23], [17, 0, 30, 34, 21], [21, 30, 0, 28, 39], [31, 34, 28, 0, 43], [23, 21, 39, 43, 0]], float
)
"""Distances of five bacteria by 5S ribosomal RNA; the usual worked example of average linkage (UPGMA)."""


def test_average_linkage_joins_as_worked_out_by_hand():
    """a and b at 17, then e at 22, c and d at 28: with two groups {a, b, e} and {c, d}, with three e is still there."""
    labels, order, _ = cluster(RIBOSOMAL, 2)
    assert {frozenset(np.flatnonzero(labels == k)) for k in set(labels)} == {frozenset({0, 1, 4}), frozenset({2, 3})}
    labels, _, _ = cluster(RIBOSOMAL, 4)
    assert labels[0] == labels[1]
    assert sorted(order) == [0, 1, 2, 3, 4]


def test_silhouette_of_a_line_of_four_points():
    """Points 0, 1, 4, 5 in two groups: (4.5 - 1) / 4.5 at the ends, (3.5 - 1) / 3.5 inside (Rousseeuw 1987, eq. 3)."""
    points = np.array([0.0, 1, 4, 5])
    distance = np.abs(points[:, None] - points)
    ends, inside = 3.5 / 4.5, 2.5 / 3.5
    assert silhouette_widths(distance, np.array([1, 1, 2, 2])) == pytest.approx([ends, inside, inside, ends])
    assert silhouette_widths(distance, np.array([1, 1, 1, 2]))[3] == 0  # alone in its group
    assert list(silhouette_widths(distance, np.ones(4, int))) == [0, 0, 0, 0]
    labels, _, width = cluster(distance)
    assert labels[0] == labels[1] != labels[2] == labels[3]
    assert width == pytest.approx((ends + inside) / 2)


def test_gower_leaves_out_what_is_missing_and_what_is_one_area():
    """Worked by hand after Gower 1971: ranges 10 and 2; unit 1 has no second value; 0 and 2 share an area there."""
    values = np.array([[0, 1], [5, np.nan], [10, 3]])
    distance, used = gower(values)
    assert distance == pytest.approx(np.array([[0, 0.5, 1], [0.5, 0, 0.5], [1, 0.5, 0]]))
    assert used[0, 1] == 1
    assert used[0, 2] == 2
    areas = np.array([["", "AT3"], ["", ""], ["", "AT3"]], dtype=object)
    _, used = gower(np.array([[0, 1], [5, 2], [10, 1.0]]), areas)
    assert used[0, 2] == 1
    assert used[0, 1] == 2
    constant, none = gower(np.full((3, 2), 4.0))
    assert np.isnan(constant[0, 1])
    assert none.sum() == 0


def test_mantel_is_one_with_itself_and_rare_under_relabelling():
    """r of a matrix with itself is 1; the p counts the relabellings that keep it, the identity included."""
    rng = np.random.default_rng(3)
    a = rng.random((8, 8))
    a = a + a.T
    r, p, draws = mantel(a, a, draws=199)
    assert r == pytest.approx(1)
    assert p == pytest.approx(1 / 200)
    assert draws == 199
    assert mantel(a, -a, draws=99)[0] == pytest.approx(-1)
    assert mantel(a, np.ones((8, 8))) == (None, None, 0)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(4, 8))
def test_order_of_the_regions_changes_no_group(seed: int, n: int):
    """Without ties in the distances the groups do not depend on how the regions stand."""
    rng = np.random.default_rng(seed)
    a = rng.random((n, n))
    distance = (a + a.T) / 2
    np.fill_diagonal(distance, 0)
    labels, _, width = cluster(distance)
    order = rng.permutation(n)
    moved, _, again = cluster(distance[np.ix_(order, order)])
    assert again == pytest.approx(width)
    assert (moved[:, None] == moved).tolist() == (labels[order][:, None] == labels[order]).tolist()


@pytest.mark.parametrize(
    ("structure", "policy", "expected"),
    [
        (0.1, 0.1, "near in both"),
        (0.1, 0.9, "near in structure, far in policy"),
        (0.9, 0.1, "similar in policy, different in structure"),
        (0.9, 0.9, "far in both"),
        (0.5, 0.5, "near in both"),
    ],
)
def test_quadrants(structure: float, policy: float, expected: str):
    """The four readings; the cut itself counts as near."""
    assert quadrant(structure, policy, 0.5, 0.5) == expected


def test_learning_is_need_times_lead_both_ways(small: World):
    """Weight 1: A needs 0.75 and B leads by 0.5 -> 0.375; B needs 1 and A leads by 0.5 -> 0.5; harmonic mean."""
    criteria = [criterion.id for criterion in small.guidelines.criteria][:2]
    values = [
        DocumentedValue("AT31", "policy", criteria[0], 0.25, ("a1",)),
        DocumentedValue("CZ", "policy", criteria[0], 0.75, ("c1",)),
        DocumentedValue("AT31", "policy", criteria[1], 0.5, ("a2",)),
        DocumentedValue("CZ", "policy", criteria[1], 0.0, ("c2",)),
        DocumentedValue("AT12", "policy", criteria[0], 0.8, ("b1",)),  # a lead of 0.05 over CZ: less than a rung
    ]
    weights = dict.fromkeys(criteria, 1.0)
    gain, lessons = lessons_between(weights, values, "AT31", "CZ")
    assert gain == pytest.approx(0.75 * 0.5)
    assert [lesson.records for lesson in lessons] == [("c1",)]
    assert lessons_between(weights, values, "CZ", "AT31")[0] == pytest.approx(1 * 0.5)
    assert lessons_between(weights, values, "CZ", "AT12")[0] == 0
    w = {criterion.id: criterion.weight for criterion in small.guidelines.criteria}
    pairs = learning_pairs(small, values)
    forth, back = w[criteria[0]] * 0.375, w[criteria[1]] * 0.5
    best = next(pair for pair in pairs if {pair.region, pair.partner} == {"AT31", "CZ"})
    assert best.mutual == pytest.approx(2 * forth * back / (forth + back))
    assert best == pairs[0]


def test_openness_counts_regions_countries_and_anyone():
    """A opens to a country, B to any: A-B is mutual where A is in reach of B; what is not stated is counted."""
    world = make_world(
        make_inventory("AT31", make_programme("at31-a", instruments=[{"code": "INS-A", "open_to": ["CZ"]}])),
        make_inventory("CZ", make_programme("cz-a", instruments=[{"code": "INS-A", "open_to": "any"}, "INS-B"])),
        make_inventory("AT12", make_programme("at12-a")),
    )
    found = reciprocity(world)
    ways = {(row.region, row.partner): row.back for row in found.opened.itertuples()}
    assert ways == {("AT31", "CZ"): True, ("CZ", "AT31"): True, ("CZ", "AT12"): False}
    assert found.unstated == found.instruments - 2


def test_structure_needs_data_and_reads_it(small: World):
    """Without structural data that is said; with it every pair has both distances."""
    bare = structure_and_policy(small.model_copy(update={"structure": ()}))
    assert bare.pairs.empty
    assert bare.remark is Caveat.NO_VARIABLE
    data = tuple(
        Datum(region=region, variable="gdp", value=value, unit="index", year=2020, source="https://example.org/")
        for region, value in (("AT31", 130), ("AT12", 110), ("CZ", 90))
    )
    plane = structure_and_policy(small.model_copy(update={"structure": data}), draws=9)
    assert len(plane.pairs) == 3
    row = plane.pairs.set_index(["region", "partner"]).loc[("AT31", "CZ")]
    assert row["structure"] == pytest.approx(1)


@pytest.fixture
def small() -> World:
    """Three regions with one record each, of which two are alike."""
    return make_world(
        make_inventory("AT31", make_programme("at31-a")),
        make_inventory("AT12", make_programme("at12-a")),
        make_inventory("CZ", make_programme("cz-a", objectives=["OBJ-B"], instruments=["INS-B"])),
    )


def test_two_regions_form_no_groups():
    """Two regions with records: said in words; nothing is NaN."""
    world = make_world(
        make_inventory("AT31", make_programme("at31-a")), make_inventory("AT12", make_programme("at12-a"))
    )
    found = find_groups(world, draws=5)
    assert found.groups == ()
    assert found.remark is Caveat.FEW_REGIONS
    assert found.left_out == ("CZ",)


def test_alike_regions_are_one_group(small: World):
    """Two equal regions and another one: the equal ones are a group, with similarity 1, and resampling keeps it."""
    found = find_groups(small, draws=20)
    group = next(i for i, members in enumerate(found.groups) if len(members) == 2)
    assert set(found.groups[group]) == {"AT31", "AT12"}
    assert found.within[group] == pytest.approx(1)
    assert found.stability[group] == pytest.approx(1)
