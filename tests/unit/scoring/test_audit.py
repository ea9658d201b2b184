"""The audit: seeds, switches, ties, bands, variants, leave-one-out, sensitivity."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from ceecluster.errors import UsageError
from ceecluster.model import World
from ceecluster.scoring import Inputs, TreeNode, audit, build_tree, score, simulate
from ceecluster.scoring.acceptability import Tally, find_tie_groups, mid_ranks, rank_draws, rank_quantiles
from ceecluster.scoring.sensitivity import explain_shift, indices
from ceecluster.scoring.simulation import AuditProblem, Draws, Sampler
from factories import judged, make_inventory, make_programme, make_world


@pytest.fixture
def world() -> World:
    """Three regions: a strong one, a weak one, and one with little evidence."""
    return make_world(judged("AT31", 4, 60), judged("AT12", 1, 10), judged("CZ", 2, None))  # type: ignore[arg-type]


def run(world: World, **change: object) -> dict[str, object]:
    """A small audit as a dictionary."""
    return audit(world, draws=256, sensitivity=64, **change).to_dict()  # type: ignore[arg-type]


def test_same_seed_same_bytes(world: World) -> None:
    """One seed gives one result, another seed another."""
    first, again, other = (json.dumps(run(world, seed=seed), allow_nan=False) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_block_size_does_not_change_the_kind_of_result(world: World) -> None:
    """Acceptabilities of few and many draws agree within sampling error."""
    few, many = (audit(world, draws=n, sensitivity=0).regions.set_index("region")["first"] for n in (1000, 9000))
    assert np.abs(few - many).max() < 0.05


@pytest.mark.parametrize("name", ["weights", "exponent", "evidence", "exclusion", "noise"])
def test_each_input_can_be_switched_off(world: World, name: str) -> None:
    """Switching an input off takes it out of the table of inputs, and only it."""
    off = {"weights": None, "exponents": (), "evidence": None, "exclusion": False, "noise": 0}
    key = "exponents" if name == "exponent" else name
    found = audit(world, draws=128, sensitivity=64, **{key: off[key]})  # type: ignore[arg-type]
    rest = {"weights", "exponent", "evidence", "exclusion", "noise"} - {name}
    assert set(found.sensitivity["input"]) == rest


def test_regions_without_evidence_are_named(world: World) -> None:
    """With missing evidence switched off a region below the minimum is left out by name, not in silence."""
    silent = make_world(judged("AT31", 4, 60), judged("AT12", 1, 10), make_inventory("CZ", make_programme("cz-a")))  # type: ignore[arg-type]
    found = audit(silent, draws=128, sensitivity=0, evidence=None)
    assert found.unranked == ("CZ",)
    assert list(found.regions["region"]) == ["AT31", "AT12"]
    assert not audit(silent, draws=128, sensitivity=0).regions.set_index("region").loc["CZ", "enough"]


def test_too_few_to_rank(world: World) -> None:
    """One region, or one with evidence, cannot be ranked; unknown names have a nearest one."""
    with pytest.raises(UsageError, match="one region only"):
        audit(world, regions=["AT31"])
    with pytest.raises(UsageError, match="have enough evidence"):
        audit(make_world(judged("AT31", 4, 60)), evidence=None)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="Did you mean 'AT31'"):
        audit(world, regions=["AT3", "CZ"])
    with pytest.raises(UsageError, match="Did you mean 'policy'"):
        audit(world, level="polic")


def test_the_strong_region_stays_first(world: World) -> None:
    """A region that dominates another is never below it while only weights vary."""
    found = audit(world, draws=256, sensitivity=0, weights="free", exponents=(), exclusion=False, noise=0)
    pairs = found.pairs.set_index(["region", "other"])["above"]
    assert pairs["AT31", "AT12"] == 1
    assert found.regions.set_index("region").loc["AT31", "rank"] == 1


def test_level_audit_uses_that_level_only() -> None:
    """At one level only its criteria count."""
    world = make_world(judged("AT31", 4, 0), judged("AT12", 1, 80))  # type: ignore[arg-type]
    ranks = {
        level: audit(world, draws=64, sensitivity=0, level=level, evidence=None, noise=0, exclusion=False).regions
        for level in ("policy", "initiative")
    }
    assert ranks["policy"].set_index("region")["rank"].to_dict() == {"AT31": 1, "AT12": 2}
    assert ranks["initiative"].set_index("region")["rank"].to_dict() == {"AT31": 2, "AT12": 1}


def test_parties_are_the_declared_weights(world: World) -> None:
    """With parties each draw takes one declared vector; what a region leaves out keeps the guidelines' weight."""
    inventory = world.regions["AT31"].model_copy(update={"weights": {"STR": 1.0, "OPS": 0.5}})
    declared = world.model_copy(update={"regions": {**world.regions, "AT31": inventory}})
    found = audit(declared, draws=64, sensitivity=0, weights="parties", exponents=(), exclusion=False, noise=0)
    assert "weights of AT31" in set(found.variants["method"])
    with pytest.raises(UsageError, match="no region declares weights"):
        audit(world, weights="parties")


def test_variants_that_cannot_be_are_listed(world: World) -> None:
    """A relative method without enough values stands in the table with its reason."""
    table = audit(world, draws=64, sensitivity=0).variants
    silent = table[table["reason"] != ""]
    assert set(table["method"]) >= {"power_mean", "geometric", "harmonic", "copeland", "mazziotta_pareto", "min_max"}
    assert silent["value"].isna().all()
    assert table[table["reason"] == ""]["value"].notna().all()


def test_leave_one_out_finds_the_criterion_that_matters() -> None:
    """Leaving out the criterion that carries an order turns it round."""
    world = make_world(judged("AT31", 4, 0), judged("AT12", 1, 80))  # type: ignore[arg-type]
    found = audit(world, draws=64, sensitivity=0).left_out.set_index("criterion")
    assert found["max_shift"].max() == 1
    assert set(found.index) == {"STR-01", "OPS-01"}


def test_progress_is_reported(world: World) -> None:
    """Progress rises to 1."""
    seen: list[float] = []
    audit(world, draws=512, sensitivity=64, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1


def test_ties_share_their_ranks() -> None:
    """Two units that tie for the first two places get half of each; a missing score comes last."""
    ranks = rank_draws(np.array([[0.5, 0.5, 0.1], [0.2, 0.3, np.nan]]))
    assert ranks.best.tolist() == [[0, 0, 2], [1, 0, 2]]
    assert ranks.worst.tolist() == [[1, 1, 2], [1, 0, 2]]
    assert mid_ranks([0.5, 0.5, 0.1]).tolist() == [1.5, 1.5, 3]
    tally = Tally(3)
    tally.add(np.array([[0.5, 0.5, 0.1]]))
    assert tally.acceptability.tolist() == [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]
    assert rank_quantiles(tally.acceptability, 0.5).tolist() == [1, 1, 3]


@pytest.mark.parametrize("units", [5, 70, 300])
def test_pairs_are_counted_alike_for_few_and_many(units: int) -> None:
    """The three ways of counting pairs agree with plain comparison."""
    y = np.random.default_rng(units).random((300, units))
    tally = Tally(units)
    tally.add(y)
    assert tally.above[0, 1] == pytest.approx((y[:, 0] > y[:, 1]).mean())
    assert tally.above[units - 1, 2] == pytest.approx((y[:, units - 1] > y[:, 2]).mean())


@pytest.mark.parametrize(
    ("apart", "bands"),
    [
        ([], [[0, 1, 2, 3]]),
        ([(0, 3)], [[0, 1, 2], [1, 2, 3]]),
        ([(0, 1), (0, 2), (0, 3)], [[0], [1, 2, 3]]),
        ([(0, 2), (0, 3), (1, 3)], [[0, 1], [1, 2], [2, 3]]),
    ],
)
def test_bands(apart: Sequence[tuple[int, int]], bands: list[list[int]]) -> None:
    """No two units of a band are told apart, and every unit is in one."""
    above = np.full((4, 4), 0.6)
    for i, j in apart:
        above[i, j], above[j, i] = 0.95, 0.05
    assert find_tie_groups(above, [0, 1, 2, 3], 0.9) == bands


def _problem(z: np.ndarray) -> AuditProblem:
    tree = build_tree([TreeNode(f"x{i}") for i in range(z.shape[1])])
    return AuditProblem(tuple(map(str, range(len(z)))), tree, z[None], np.ones(z.shape, bool), tree.weights)


def test_noise_moves_by_one_step_only() -> None:
    """A noisy value is where it was, or one step up or down inside the scale, with the chance asked for."""
    z = np.array([[0.5, 1.0], [0.0, 0.25]])
    problem = AuditProblem(**{**vars(_problem(z)), "steps": np.full(z.shape, 0.25)})
    sampler = Sampler(problem, Inputs(None, (), False, None, False, 0.4), 1)
    drawn = sampler.values(sampler.draw(4096), np.arange(4096), 0)
    assert set(np.unique(drawn[:, 0, 0])) == {0.25, 0.5, 0.75}
    assert set(np.unique(drawn[:, 0, 1])) == {0.75, 1.0}
    assert (drawn[:, 0, 0] != 0.5).mean() == pytest.approx(0.4, abs=0.03)


def test_evidence_of_others_is_drawn_from_others() -> None:
    """An undocumented value is one of the values the other units have on that leaf; anything where they have none."""
    z = np.array([[np.nan, np.nan], [0.25, np.nan], [0.75, np.nan]])
    sampler = Sampler(_problem(z), Inputs(None, (), False, "others", False, 0), 1)
    drawn = sampler.values(sampler.draw(512), np.arange(512), 0)
    assert set(np.unique(drawn[:, 0, 0])) == {0.25, 0.75}
    assert len(np.unique(drawn[:, 0, 1])) > 100


def test_exclusion_takes_one_leaf_out() -> None:
    """In a draw that leaves out the only criterion on which units differ, they tie."""
    z = np.array([[1.0, 0.5], [0.0, 0.5]])
    sampler = Sampler(_problem(z), Inputs(None, (), False, None, True, 0), 1)
    draws: Draws = sampler.draw(300)
    scores = sampler.evaluate(draws)
    tied = scores[:, 0] == scores[:, 1]
    assert (tied == (draws.excluded == 0)).all()
    assert tied.mean() == pytest.approx(1 / 3, abs=0.05)


def test_memory_is_bounded_by_blocks() -> None:
    """More units make smaller blocks, never larger arrays."""
    blocks = []
    for units in (10, 300):
        z = np.random.default_rng(1).random((units, 30))
        blocks.append(Sampler(_problem(z), Inputs(evidence=None, noise=0), 1).block * z.size)
    assert max(blocks) * 8 <= 40_000_000


def test_all_the_variance_belongs_to_the_one_input() -> None:
    """With one uncertain input its first-order and total index are 1."""
    z = np.random.default_rng(3).random((6, 4))
    problem = _problem(z)
    inputs = Inputs(weights="free", exponents=(), evidence=None, exclusion=False, noise=0)
    table = explain_shift(problem, inputs, np.arange(1.0, 7.0), sample=1024).table
    assert table["input"].tolist() == ["weights"]
    assert table["first"].iloc[0] == pytest.approx(1, abs=0.15)
    assert table["total"].iloc[0] == pytest.approx(1, abs=0.15)


def test_a_constant_has_no_indices() -> None:
    """Where nothing varies every index is 0, not NaN."""
    first, total = indices(np.ones(8), np.ones(8), np.ones((2, 8)))
    assert first.tolist() == total.tolist() == [0, 0]


def test_central_weights_favour_what_a_unit_is_good_at() -> None:
    """The mean weighting that puts a unit first leans to its best indicator."""
    found = simulate(_problem(np.eye(3)), Inputs("free", (), False, None, False, 0), draws=2048, sensitivity=0)
    assert found.central_weights is not None
    assert (np.diag(found.central_weights) > 0.5).all()


def test_scores_can_be_handed_in(world: World) -> None:
    """An audit of given scores keeps their weights."""
    scores = score(world, weights={"policy": 5})
    found = audit(world, scores=scores, draws=64, sensitivity=0)
    assert found.scores is scores


@pytest.mark.parametrize("units", [4, 12])
def test_tables_are_made_once_however_many_units_there_are(units: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table made anew for each of its cells never ended on a thousand regions."""
    asked: list[str] = []
    for name in ("acceptability", "above"):
        made = vars(Tally)[name].fget

        def counted(tally: Tally, made: Any = made, name: str = name) -> Any:
            asked.append(name)
            return made(tally)

        monkeypatch.setattr(Tally, name, property(counted))
    z = np.random.default_rng(1).random((units, 3))
    found = simulate(_problem(z), Inputs("free", (), False, None, False, 0), draws=512, sensitivity=0)
    assert (len(found.acceptability), len(found.pairs)) == (units**2, units * (units - 1))
    assert len(asked) < 10
