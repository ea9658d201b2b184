"""The parts of a pilot's value, checked by hand on a small table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ceecluster.errors import UsageError
from ceecluster.planning.evidence_base import EvidenceBase, Record
from ceecluster.planning.value import PARTS, Scales, Theme, check_weights, join_parts, partnership_parts, theme_parts

REGIONS = ("A", "B", "C")
THEME = Theme("t", ("OBJ-A",), ("SEC-A",))
ALL = np.ones((1, 3), dtype=bool)


def square(true):
    """Region x region, True for these ordered pairs."""
    table = pd.DataFrame(np.zeros((3, 3), dtype=bool), index=REGIONS, columns=REGIONS)
    for a, b in true:
        table.loc[a, b] = True
    return table


def evidence(**change):
    """Three regions with a little of everything."""
    records = (
        Record("A", "a1", frozenset({"p"}), frozenset({"OBJ-A"}), frozenset({"SEC-A"}), 150.0, True),
        Record("B", "b1", frozenset({"p"}), frozenset({"OBJ-A"}), frozenset({"SEC-A"}), None, False),
        Record("C", "c1", frozenset({"p"}), frozenset({"OBJ-A"}), frozenset(), 999.0, True),
    )
    body = {
        "regions": REGIONS,
        "countries": ("X", "X", "Y"),
        "start": 2027,
        "records": records,
        "quality": pd.Series({"A": 0.8, "B": 0.4, "C": np.nan}),
        "criteria": pd.DataFrame({"K1": [0.2, 0.4, 0.9], "K2": [1.0, 1.0, np.nan]}, index=REGIONS),
        "similarity": pd.DataFrame(
            [[np.nan, 0.5, 0.1], [0.5, np.nan, np.nan], [0.1, np.nan, np.nan]], index=REGIONS, columns=REGIONS
        ),
        "priorities": pd.DataFrame({"OBJ-A": [4.0, 1.0, np.nan]}, index=REGIONS),
        "holding": pd.Series({"OBJ-A": 0.8}),
        "holds_at": 3,
        "opened": square([("A", "B")]),
        "opening_known": pd.Series({"A": True, "B": True, "C": False}),
        "linked": square([("A", "C"), ("C", "A")]),
        "eu_known": pd.Series({"A": True, "B": False, "C": True}),
        "eu_open": pd.Series({"A": True, "B": False, "C": False}),
    }
    return EvidenceBase(**{**body, **change})


def value_parts(found, theme, partnerships, scales=None):
    """The six parts of each partnership on a theme."""
    alone = partnership_parts(found, partnerships, criteria=theme.criteria, scales=scales)
    return join_parts(theme_parts(found, theme, partnerships, scales=scales), alone)


def parts(found=None, theme=THEME, partnerships=ALL):
    """Value and coverage by part of the first partnership."""
    made = value_parts(found or evidence(), theme, partnerships, scales=Scales(0.5, 3, 100))
    return (
        dict(zip(PARTS, made.value[0], strict=True)),
        dict(zip(PARTS, made.coverage[0], strict=True)),
        made.needs[0],
    )


def test_fit_is_the_mean_of_the_networks_and_the_partners_shares():
    """0.8 of the network and one of two partners with a position hold it: (0.8 + 0.5) / 2, known for two of three."""
    value, coverage, _ = parts()
    assert value["fit"] == pytest.approx(0.65)
    assert coverage["fit"] == pytest.approx(2 / 3)


def test_need_looks_at_the_common_gaps():
    """K1 is weak in two partners, K2 in none: the need is the mean distance to full marks on K1."""
    value, coverage, needs = parts()
    assert needs == ("K1",)
    assert value["need"] == pytest.approx((0.8 + 0.6 + 0.1) / 3)
    assert coverage["need"] == 1


def test_partners_without_a_common_weakness_have_a_small_need_not_an_unknown_one():
    """Where no criterion is weak in two partners the widest gaps stand in: known strength is no missing evidence."""
    strong = pd.DataFrame({"K1": [0.8, 0.6, 0.9], "K2": [1.0, 1.0, np.nan]}, index=REGIONS)
    value, coverage, needs = parts(evidence(criteria=strong))
    assert needs == ("K1",)
    assert value["need"] == pytest.approx((0.2 + 0.4 + 0.1) / 3)
    assert coverage["need"] == 1


def test_declared_criteria_replace_the_common_gaps():
    """A pilot that says what it improves is valued by that."""
    value, coverage, needs = parts(theme=Theme("t", ("OBJ-A",), ("SEC-A",), ("K2",)))
    assert needs == ("K2",)
    assert value["need"] == 0
    assert coverage["need"] == pytest.approx(2 / 3)


def test_mass_counts_records_of_the_theme_members_and_money():
    """Two records of nine wanted, 150 members where known of 100 wanted, one of three partners with money."""
    value, coverage, _ = parts()
    assert value["mass"] == pytest.approx((2 / 9 + 1 + 1 / 3) / 3)
    assert coverage["mass"] == pytest.approx((2 + 1 / 3) / 3)


def test_readiness_counts_what_is_open_linked_and_funded_where_known():
    """One of two known is open to a partner, both known linked, one of two known in an open programme."""
    value, coverage, _ = parts()
    assert value["readiness"] == pytest.approx((0.5 + 1 + 0.5) / 3)
    assert coverage["readiness"] == pytest.approx((2 + 2 + 2) / 9)


def test_pairing_is_the_distance_between_strongest_and_weakest():
    """0.9 against 0.2 on the criterion the pilot answers."""
    assert parts()[0]["pairing"] == pytest.approx(0.7)


def test_coherence_is_the_mean_of_the_pairs_with_data():
    """Two of three pairs have data: (0.5 + 0.1) / 2."""
    value, coverage, _ = parts()
    assert value["coherence"] == pytest.approx(0.3)
    assert coverage["coherence"] == pytest.approx(2 / 3)


def test_nothing_documented_leaves_a_part_open():
    """Without criteria, positions or links a part is NaN with coverage 0, never 0 with coverage 1."""
    nothing = pd.DataFrame(index=REGIONS, dtype=float)
    value, coverage, needs = parts(evidence(criteria=nothing, priorities=nothing))
    for part in ("fit", "need", "pairing"):
        assert np.isnan(value[part]) and coverage[part] == 0
    assert needs == ()


def test_a_candidate_is_valued_by_itself():
    """Valuing two partnerships together or apart gives the same parts: no candidate moves another's value."""
    both = np.array([[True, True, True], [True, False, True]])
    together = value_parts(evidence(), THEME, both)
    apart = value_parts(evidence(), THEME, both[1:])
    np.testing.assert_allclose(together.value[1], apart.value[0])


def test_weights_are_checked():
    """Unknown parts, negative weights and all zero are refused; missing ones count 0."""
    assert check_weights({"fit": 2}) == {"fit": 2.0, "need": 0, "mass": 0, "readiness": 0, "pairing": 0, "coherence": 0}
    for weights in ({"fittness": 1}, {"fit": -1}, {"fit": 0}, {"fit": float("nan")}):
        with pytest.raises(UsageError):
            check_weights(weights)
