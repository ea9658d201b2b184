"""The audit says what it computed: one column per sentence, ties as ties, nothing from too few draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ceecluster.errors import UsageError
from ceecluster.model import World
from ceecluster.scoring import Robustness, audit, score
from ceecluster.scoring.importance import judge_correlations, judge_importance
from ceecluster.scoring.permutation import adjusted_p, shuffle_columns
from ceecluster.scoring.variants import compare_methods, distinct_methods, leave_one_out
from ceecluster.words.robustness import robustness_topic
from factories import judged, make_inventory, make_programme, make_world
from worded import Told, told


def audited(found: Robustness) -> Told:
    """An audit in words."""
    return told(robustness_topic(found), found.scores.world)


def what_stands_out(found: Robustness) -> tuple[str, ...]:
    """Its findings in words."""
    return audited(found).findings


@pytest.fixture(scope="module")
def world() -> World:
    """Three regions with all their evidence."""
    return make_world(judged("AT31", 4, 60), judged("AT12", 1, 70), judged("CZ", 2, 20))


@pytest.fixture(scope="module")
def found(world: World) -> Robustness:
    """A small audit of them."""
    return audit(world, draws=256, sensitivity=256)


def test_one_draw_announces_nothing(world: World) -> None:
    """From one draw no pair is told apart, no region is first, and no band is drawn."""
    single = audit(world, draws=1, sensitivity=2)
    view = audited(single)
    text = " ".join((*view.findings, *view.lead))
    assert "too few to say anything of shares" in view.lead[-1]
    assert "told apart" not in text and "in the top" not in text and "of the variance" not in text
    assert "ranks" not in view.tables
    assert single.tie_groups == () and not single.enough_draws


def test_top_share_is_that_of_the_ranks_it_names(world: World) -> None:
    """Of three regions `the first two` is the share of ranks 1 and 2, not of 1 to 3, which nobody can miss."""
    three = audit(world, draws=256, sensitivity=0, regions=["AT31", "AT12", "CZ"])
    shares = three.acceptability[three.acceptability["rank"] <= 2].groupby("region")["share"].sum()
    assert three.top == 2
    assert three.regions.set_index("region")["top"].to_dict() == pytest.approx(shares.to_dict())
    two = audit(world, draws=256, sensitivity=0, regions=["AT31", "CZ"])
    assert two.top == 1
    assert two.regions["top"].tolist() == pytest.approx(two.regions["first"].tolist())


def test_left_out_is_told_from_the_column_it_is_sorted_by(found: Robustness) -> None:
    """The criterion that moves somebody furthest is named with everybody it moves that far, and with its equals."""
    table = pd.DataFrame(
        [("A", 0.9, 1.5, ("AT31", "CZ"), ()), ("B", 1.2, 1.0, ("AT12",), ()), ("C", 0.5, 1.5, ("AT12",), ("AT31",))],
        columns=found.left_out.columns,
    )
    lines = [
        line for line in what_stands_out(replace(found, left_out=table)) if line.startswith(("Leaving", "No value"))
    ]
    assert lines == [
        "Leaving out one criterion moves a region by 1.5 ranks at most: A moves Upper Austria (AT31) and Czech "
        "Republic (CZ); and C moves Lower Austria (AT12); 0 of 3 can be left out without moving anybody.",
        "No value left: Upper Austria (AT31) without C.",
    ]


def test_leave_one_out_names_all_it_moves(world: World) -> None:
    """Sorted by the largest move; every region that makes it is there."""
    table = leave_one_out(score(world), [0, 1, 2])
    assert table["max_shift"].is_monotonic_decreasing
    values = {
        name: [row["STR-01"], row["OPS-01"]]
        for name, row in score(world).criteria.pivot_table(index="region", columns="criterion", values="z").iterrows()
    }
    ranks = {n: pd.Series({k: v[n] for k, v in values.items()}).rank(ascending=False) for n in (0, 1)}
    both = pd.Series(score(world).regions.set_index("region")["partial"]).rank(ascending=False)
    for row in table.itertuples():
        rest = ranks[1] if row.criterion == "STR-01" else ranks[0]
        shift = (rest - both).abs()
        assert row.max_shift == shift.max()
        assert set(row.most) == (set(shift.index[shift == shift.max()]) if shift.max() > 0 else set())


def test_a_region_that_loses_its_last_value_is_named() -> None:
    """Without its only criterion a region has no rank; that is said and not counted as standing still."""
    rows = make_world(judged("AT31", 4, 60), judged("AT12", 1, None), judged("CZ", 2, 20))
    table = leave_one_out(score(rows), [0, 1, 2]).set_index("criterion")
    assert table.loc["STR-01", "lost"] == ("AT12",)
    assert table.loc["STR-01", "max_shift"] == 0
    bare = make_world(judged("AT31", 4, None), judged("AT12", 1, None), judged("CZ", 2, None))
    none = leave_one_out(score(bare), [0, 1, 2]).set_index("criterion").loc["STR-01"]
    assert (none["mean_shift"], none["max_shift"], none["most"]) == (0, 0, ())
    assert none["lost"] == ("AT31", "AT12", "CZ")


def test_variance_is_split_and_the_shift_is_told_beside(found: Robustness) -> None:
    """Each input has the mean shift with it held as built; the sentence claims a share of the variance only."""
    table = found.sensitivity.set_index("input")
    assert (table["without"] >= 0).all()
    text = " ".join(what_stands_out(found))
    assert "hangs on" not in text
    assert "Of the variance of that shift" in text and "held as the scores were made" in text


def test_shift_without_the_only_input_is_none(world: World) -> None:
    """With the one uncertain input held as built nothing moves."""
    only = audit(
        world, draws=128, sensitivity=256, weights="free", exponents=(), evidence=None, exclusion=False, noise=0
    )
    assert only.sensitivity["without"].tolist() == [0]
    assert only.places is not None
    assert only.places["weights"].tolist() == only.places["built"].tolist()


def test_identical_variants_count_once_and_ties_are_shared() -> None:
    """Two names of the same values are one method; two regions that tie for the first rank are both first."""
    rows = [("a", "X", 0.5), ("a", "Y", 0.5), ("b", "X", 0.5), ("b", "Y", 0.5), ("c", "X", 0.2), ("c", "Y", 0.4)]
    table = pd.DataFrame(rows, columns=["method", "region", "value"]).assign(party="")
    table["rank"] = table.groupby("method")["value"].rank(ascending=False)
    distinct = distinct_methods(table)
    assert distinct["method"].tolist() == ["a", "c"]
    assert distinct["same"].tolist() == [("b",), ()]
    assert distinct["first"].tolist() == [("X", "Y"), ("Y",)]
    other = distinct_methods(table.iloc[::-1])
    assert list(zip(other["method"], other["same"], strict=True)) == [("c", ()), ("b", ("a",))]


def test_first_places_are_told_with_ties(found: Robustness) -> None:
    """A tie for the first place is given to all who tie, not to the one listed first."""
    distinct = pd.DataFrame(
        [("arithmetic", "", ("copeland",), ("AT31", "CZ"), (1.5, 1.5)), ("rank", "", (), ("CZ",), (2.0, 1.0))],
        columns=found.distinct.columns,
    )
    text = " ".join(what_stands_out(replace(found, distinct=distinct)))
    assert (
        "First under 2 methods that differ: Czech Republic (CZ) in 1, tied in 1; and Upper Austria (AT31) tied in 1."
        in text
    )
    assert "Counted once, having the same values: Copeland as arithmetic." in text


def test_a_constant_criterion_drops_only_where_variance_is_needed(world: World) -> None:
    """Min-max does without a criterion on which all are alike, and says so; ranks and percentiles keep it."""
    flat = make_world(judged("AT31", 2, 60), judged("AT12", 2, 70), judged("CZ", 2, 20))
    table = compare_methods(score(flat), [0, 1, 2]).drop_duplicates("method").set_index("method")
    assert table["reason"].eq("").all()
    for name in ("min_max", "distance_to_best"):
        assert {criterion for _, criterion in table.loc[name, "without"]} == {"STR-01"}
    assert table.loc["rank", "without"] == table.loc["percentile", "without"] == table.loc["geometric", "without"] == ()
    view = audited(audit(flat, draws=128, sensitivity=0))
    assert {name for name in view.rows("methods") if name.endswith("*")} == {"min-max*", "distance to best*"}
    assert "(STR-01)" in view.notes_of["methods"]


def test_order_by_score_and_by_median_are_reconciled(found: Robustness) -> None:
    """Where the two orders differ the region is named with both places, ties as ties."""
    regions = found.regions.assign(place=[1.0, 2, 3], median_place=[2.5, 1, 2.5])
    text = " ".join(what_stands_out(replace(found, regions=regions)))
    assert "Upper Austria (AT31) has rank 1 by score and 2–3 by median rank" in text
    same = found.regions.assign(place=[1.0, 2, 3], median_place=[1.0, 2, 3])
    assert "differ, of" not in " ".join(what_stands_out(replace(found, regions=same)))


def test_other_aggregations_are_not_shaken_as_if_they_were_means(world: World) -> None:
    """Scores of another method cannot be the undisturbed draw of power means."""
    with pytest.raises(UsageError, match="made by copeland"):
        audit(world, scores=score(world, method="copeland"), draws=128)


def test_the_undisturbed_draw_is_the_score(found: Robustness, world: World) -> None:
    """Values and ranks of the audit are those of `score`, gaps or not."""
    assert found.regions["value"].tolist() == pytest.approx(score(world).regions["partial"].tolist())
    gaps = make_world(judged("AT31", 4, None), judged("AT12", 1, 70), judged("CZ", None, 20))
    table = audit(gaps, draws=128, sensitivity=0).regions
    assert table["value"].tolist() == pytest.approx(score(gaps).regions["partial"].tolist())
    assert table["rank"].tolist() == table["value"].rank(ascending=False).tolist()


def test_adjusted_p_of_many_looks_at_nothing() -> None:
    """Of 20 unrelated looks the smallest adjusted p is below 0.05 in about one world of twenty; unadjusted in most."""
    rng = np.random.default_rng(7)
    hits, naive = 0, 0
    for world in range(120):
        table = rng.normal(size=(8, 21))
        drawn = shuffle_columns(table, 199, world)
        seen = np.abs(np.corrcoef(table.T)[0, 1:])
        centred = drawn - drawn.mean(axis=1, keepdims=True)
        scale = np.sqrt((centred**2).sum(axis=1))
        many = np.abs(np.einsum("bn,bnk->bk", centred[:, :, 0], centred[:, :, 1:]) / (scale[:, :1] * scale[:, 1:]))
        p = adjusted_p(seen, many)
        hits += p.min() <= 0.05
        naive += ((many >= seen).mean(axis=0) <= 0.05).any()
    assert hits <= 14  # binomial(120, 0.05) exceeds 13 with a chance of 0.4 %
    assert naive >= 50


def test_adjusted_p_finds_what_is_there() -> None:
    """One true relation among 20 looks survives; looks without a value stay without; p is never 0."""
    rng = np.random.default_rng(3)
    drawn = np.abs(rng.normal(size=(999, 20)))
    seen = np.abs(rng.normal(size=20))
    seen[4], seen[5] = 9.0, np.nan
    p = adjusted_p(seen, drawn)
    assert p[4] == pytest.approx(0.019, abs=0.012) and p[4] >= 1 / 1000
    assert np.isnan(p[5])
    assert np.delete(p, [4, 5]).min() > 0.05
    step = adjusted_p([3.0, 2.0], np.array([[1.0, 1.0], [3.5, 0.0], [0.0, 2.5]]))
    assert step.tolist() == [
        0.75,
        0.75,
    ]  # each is beaten by one draw of three, and by itself: (1 + 1) / 4, twice looked


def test_correlations_among_few_regions_are_not_findings(world: World) -> None:
    """With three regions nothing survives all looks, and the notes say that nothing is told."""
    scores = score(world)
    for table in (judge_importance(scores), judge_correlations(scores)):
        known = table["p"].dropna()
        assert (known > 0.05).all() and (known <= 1).all()
    view = audited(audit(world, draws=128, sensitivity=0))
    assert not any("variance of the totals (" in line for line in view.findings)


def test_settled_ranks_say_which_order_they_rest_on(found: Robustness) -> None:
    """A region above all others whatever is missing is told in those words; where nothing is settled, that is told."""
    rows = make_world(judged("AT31", 4, 90), judged("AT12", 0, 0), judged("CZ", None, None))
    lines = what_stands_out(audit(rows, draws=128, sensitivity=0))
    assert any(line.startswith("Whatever the missing evidence says, at these weights: 1 of 3 pairs") for line in lines)
    assert any(line.startswith("Whatever the weights, and whatever the missing evidence") for line in lines)
    ranges = audit(rows, draws=128, sensitivity=0).settled.evidence.ranges.set_index("unit")
    assert ranges[["best", "worst"]].to_numpy().tolist() == [[1, 2], [2, 3], [1, 3]]
    nothing = make_world(judged("AT31", None, 20), judged("AT12", 2, None), judged("CZ", None, None))
    lines = what_stands_out(audit(nothing, draws=128, sensitivity=0))
    assert any("none of 3 pairs is settled" in line for line in lines)


def test_methods_agree_on_an_order(found: Robustness) -> None:
    """The consensus is over methods that differ, and stands among the findings."""
    assert found.consensus is not None and found.parties is None
    assert set(found.consensus.order) == {"AT31", "AT12", "CZ"}
    assert any("fewest disagreements with the methods that differ" in line for line in what_stands_out(found))


def test_one_input_alone_has_no_shares_to_tell(world: World) -> None:
    """Where nothing but the weights varies there is nothing to split; estimates above 1 are no shares."""
    weights = {"weights": "free", "exponents": (), "evidence": None, "exclusion": False, "noise": 0}
    only = audit(world, draws=128, sensitivity=256, **weights)  # type: ignore[arg-type]
    text = " ".join(what_stands_out(only))
    assert "of the variance" not in text.lower()
    cells = [cell for row in audited(only).tables["inputs"] for cell in row]
    assert not any(cell.startswith(("101", "102", "103")) for cell in cells)


def test_a_place_inside_a_tie_is_no_other_place(found: Robustness) -> None:
    """First by score and first to third, tied, by median rank are one place."""
    regions = found.regions.assign(place=[1.0, 2, 3], median_place=[2.0, 2, 2])
    assert "by median rank differ" not in " ".join(what_stands_out(replace(found, regions=regions)))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("codes", [(), ("AT31", "AT12")])
def test_a_network_that_documents_nothing_is_audited_in_peace(codes: tuple[str, ...]) -> None:
    """Nothing is documented: no order to shift, no method to compare, nothing settled, and no warning."""
    empty = make_world(*(make_inventory(code, make_programme(f"{code.lower()}-a", level=["policy"])) for code in codes))
    found = audit(empty, draws=128, sensitivity=256)
    text = " ".join((*audited(found).lead, *what_stands_out(found)))
    assert "0 of 3 regions have enough evidence" in text and "is settled" in text
    assert "moves" not in text and "changes no rank" not in text and "First under" not in text
