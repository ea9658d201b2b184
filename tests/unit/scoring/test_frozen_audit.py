"""What the audit said of the example data as first landed, and what it says now: all records, as then."""

from __future__ import annotations

import pytest

from ceecluster.scoring import Robustness, audit
from ceecluster.words.robustness import robustness_topic
from factories import frozen
from worded import told


def what_stands_out(found: Robustness) -> tuple[str, ...]:
    """The findings of an audit in words."""
    return told(robustness_topic(found), found.scores.world).findings


@pytest.fixture(scope="module")
def found() -> Robustness:
    """A small audit of all records on file; the order of the documented part is that of then."""
    return audit(frozen().at("all").world, draws=256, sensitivity=256)


def test_the_criterion_that_moves_a_region_furthest(found: Robustness) -> None:
    """STR-01 moves AT33 by 3 ranks; COP-03, which moves HR by 2, was told to move one more than any other."""
    first = found.left_out.iloc[0]
    assert (first["criterion"], first["max_shift"], first["most"]) == ("STR-01", 3, ("AT33",))
    assert found.left_out.set_index("criterion").loc["COP-03", "max_shift"] == 2
    assert any(
        "3 ranks at most: Explicit cluster policy framework (STR-01) moves Tyrol (AT33);" in line
        for line in what_stands_out(found)
    )


def test_the_largest_of_many_figures_is_not_told(found: Robustness) -> None:
    """-0.62 is the lowest of many correlations and 58 % the largest of many shares: neither survives all looks."""
    low = found.correlations[found.correlations["units"] >= 6].sort_values("correlation").iloc[0]
    assert low["correlation"] == pytest.approx(-0.62, abs=0.005) and low["p"] > 0.3
    high = found.importance[found.importance["units"] >= 6].sort_values("importance").iloc[-1]
    assert (high["criterion"], high["units"]) == ("COP-02", 6)
    assert high["importance"] == pytest.approx(0.58, abs=0.005) and high["p"] > 0.3
    text = " ".join(what_stands_out(found))
    assert "go against each other" not in text and "of the variance of the totals" not in text


def test_methods_are_counted_once_and_none_is_impossible(found: Robustness) -> None:
    """Of 13 methods 11 differ; a constant criterion makes two of them do without it, and none impossible."""
    assert found.variants["method"].nunique() == 13 and len(found.distinct) == 11
    assert found.variants["reason"].eq("").all()
    starred = set(found.variants.loc[found.variants["without"].map(bool), "method"])
    assert starred == {"min_max", "distance_to_best"}


def test_two_orders_are_reconciled(found: Robustness) -> None:
    """Lower Austria is fifth by score and further down by median rank, which is told with both places."""
    row = found.regions.set_index("region").loc["AT12"]
    assert row["place"] == 5 and row["median_place"] > 6
    assert any("Lower Austria (AT12) has rank 5 by score and" in line for line in what_stands_out(found))


def test_the_shift_is_told_with_each_input_held(found: Robustness) -> None:
    """The kind of mean splits a variance; without it the shift is nearly what it was, and that stands beside it."""
    table = found.sensitivity.set_index("input")
    assert found.mean_shift is not None
    assert table.loc["exponent", "without"] > 0.8 * found.mean_shift
    assert table.loc["evidence", "without"] < table.loc["exponent", "without"]
