"""The core index over weights and evidence."""

from __future__ import annotations

import numpy as np
import pytest

from ceecluster.planning.core import core_index, draw_weights, drawn_value, leads
from ceecluster.planning.problem import Constraints, Option
from ceecluster.planning.value import total_value

RULES = Constraints(1, 1, None, None, one_per_theme=False, cover_all=False)
WEIGHTS = {"a": 0.5, "b": 0.5}


def index(parts, documented=None):
    """Core index of options p0, p1, … of one pilot to choose."""
    parts = np.array(parts, dtype=float)
    options = [Option(f"p{k}", 0.0, ("R",)) for k in range(len(parts))]
    shares = np.ones_like(parts) if documented is None else np.array(documented, dtype=float)
    table = core_index(options, parts, shares, WEIGHTS, regions=("R",), constraints=RULES, draws=100, seed=2)
    return table.table.set_index("id")


def test_a_dominant_pilot_is_core_and_a_dominated_one_exterior():
    """Better in every part: in every optimum, whatever the weights."""
    table = index([[0.9, 0.9], [0.8, 0.8]])
    assert table.loc["p0", ["core", "class"]].tolist() == [1.0, "core"]
    assert table.loc["p1", ["core", "class"]].tolist() == [0.0, "exterior"]


def test_mirror_images_share_the_draws():
    """One strong where the other is weak: about half of the weightings each."""
    table = index([[0.9, 0.5], [0.5, 0.9]])
    assert 0.3 < table.loc["p0", "core"] < 0.7
    assert table["core"].sum() == pytest.approx(1)


def test_missing_evidence_can_make_or_break_a_pilot():
    """What is not documented is drawn: a pilot that rests on it is neither core nor exterior."""
    table = index([[0.6, np.nan], [0.6, 0.5]])
    assert table.loc["p0", "class"] == "borderline"


def test_gaps_of_two_candidates_are_drawn_apart():
    """A (.18) against B (.174), 70 % of each unknown: a toss-up, where one common draw would call A core."""
    parts, shares = [[0.6, 0.6], [0.58, 0.58]], [[0.3, 0.3], [0.3, 0.3]]
    table = index(parts, shares)
    assert 0.35 < table.loc["p0", "core"] < 0.65
    assert table.loc["p0", "class"] == "borderline"


def test_the_draws_do_not_hang_on_the_order_of_the_candidates():
    """The same candidates the other way round have the same core index."""
    options = [Option(f"p{k}", 0.0, ("R",)) for k in range(4)]
    rng = np.random.default_rng(5)
    parts, shares = rng.random((4, 2)), rng.random((4, 2))

    def table(order):
        return core_index(
            [options[k] for k in order],
            parts[order],
            shares[order],
            WEIGHTS,
            regions=("R",),
            constraints=RULES,
            draws=40,
        ).table.set_index("id")["core"]

    assert table([0, 1, 2, 3]).to_dict() == table([3, 1, 0, 2]).to_dict()


def test_a_lead_within_the_noise_is_told_from_one_beyond_it():
    """A portfolio that rests on half-known parts is not told from its rival; one better in every part is."""
    options = [Option(f"p{k}", 0.0, ("R",)) for k in range(3)]
    parts = np.array([[0.60, 0.60], [0.59, 0.59], [0.1, 0.1]])
    half, whole = np.full((3, 2), 0.5), np.ones((3, 2))
    portfolios = [["p0"], ["p1"], ["p2"]]
    same, near, far = leads(options, parts, half, WEIGHTS, portfolios, draws=200)
    assert same == 0.5
    assert 0.4 < near < 0.65
    assert far > 0.8
    assert leads(options, parts, whole, WEIGHTS, portfolios, draws=50) == [0.5, 1, 1]


def test_an_undocumented_share_counts_as_undocumented():
    """A part known for half of the partners is half known."""
    value = drawn_value(np.array([[0.8]]), np.array([[0.5]]), np.array([1.0]), np.array([0.2]))
    assert value[0] == pytest.approx(0.5)


def test_weights_vary_by_a_quarter_around_the_agreed_ones():
    """Dirichlet draws: mean as agreed, an average weight varies by 25 %, nothing where the weight is 0."""
    drawn = draw_weights(np.array([1.0, 1, 1, 1, 0]), 20_000, np.random.default_rng(1))
    assert drawn.sum(axis=1) == pytest.approx(1)
    assert drawn[:, 4].max() == 0
    assert drawn[:, 0].mean() == pytest.approx(0.25, abs=0.005)
    assert drawn[:, 0].std() / drawn[:, 0].mean() == pytest.approx(0.25, abs=0.01)


def test_total_value_lies_in_its_bounds():
    """low <= value <= high, and nothing documented leaves the whole interval open."""
    rng = np.random.default_rng(3)
    parts = rng.random((50, 4))
    parts[rng.random(parts.shape) < 0.4] = np.nan
    value, low, high, coverage = total_value(parts, rng.random(parts.shape), [4, 3, 2, 1])
    some = coverage > 0
    assert (low[some] <= value[some] + 1e-12).all() and (value[some] <= high[some] + 1e-12).all()
    nothing = total_value(np.full((1, 2), np.nan), np.zeros((1, 2)), [1, 1])
    assert [float(x[0]) for x in nothing] == [0.5, 0, 1, 0]
