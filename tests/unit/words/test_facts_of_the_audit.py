"""What the audit says of the order of the regions, counted again in its tables on three networks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import sqrt
from typing import Any

import pytest

from ceecluster.scoring.monte_carlo import LEAST_DRAWS
from ceecluster.scoring.robustness import Robustness
from ceecluster.scoring.sensitivity import LEAST_SAMPLE
from ceecluster.study import Study, load
from ceecluster.words.robustness import robustness_topic
from networks import write_graded
from recounting import Facts, facts_in

WEIGHTS_ALONE = {"exponents": (), "evidence": None, "exclusion": False, "noise": 0}
GRADED: dict[str, tuple[list[tuple[int | None, int | None]], dict[str, Any]]] = {
    "opposed": ([(n % 5, 4 - n % 5) for n in range(10)], {}),
    "ordered": ([(0, 0), (2, 2), (4, 4)], WEIGHTS_ALONE),
    "tied": ([(1, 3), (3, 1)], WEIGHTS_ALONE | {"exponents": (1,)}),
    "tied twice": ([(1, 3), (3, 1)], {"level": "quay", "exponents": (1,), "evidence": None, "noise": 0}),
    "thin": ([(3, None), (2, 2), (1, 4)], {"level": "quay"}),
    "left out": ([(3, None), (2, 2), (1, 4)], WEIGHTS_ALONE),
    "alone": ([(3, 2), (None, None), (None, None)], {}),
    "few draws": ([(1, 2), (2, 1), (3, 3)], {"draws": 50}),
}
"""Steps on Hull and Sail of each region at the quays, and what is asked of their audit."""


@pytest.fixture(
    scope="module", params=["league", pytest.param("frozen", marks=pytest.mark.slow), "varied", "many", *GRADED]
)
def told(
    request: pytest.FixtureRequest, network: Callable[[str], Study], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Robustness, Facts]:
    """An audit of few draws, and its facts."""
    if request.param in GRADED:
        steps, asked = GRADED[request.param]
        study = load(write_graded(tmp_path_factory.mktemp("graded"), steps), as_of="all")
        audit = study.robustness(**{"draws": 100, "sensitivity": 256, **asked})
    else:
        audit = network(request.param).robustness(draws=400, sensitivity=64)
    return audit, facts_in(robustness_topic(audit))


def share_above(audit: Robustness, region: str, other: str) -> float:
    """In how many of the draws one region is above another."""
    rows = audit.pairs[(audit.pairs["region"] == region) & (audit.pairs["other"] == other)]
    return float(rows["above"].iloc[0])


def ranked(audit: Robustness) -> list[str]:
    """Regions with enough evidence."""
    return list(audit.regions.loc[audit.regions["coverage"] >= audit.scores.min_coverage - 1e-9, "region"])


def test_draws_pairs_and_verdict_are_counted(told: tuple[Robustness, Facts]) -> None:
    """How many pairs are told apart in the stated share of draws, and the verdict that follows."""
    audit, said = told
    known = ranked(audit)
    pairs = [*combinations(known, 2)]
    apart = {
        (a, b): share_above(audit, a, b)
        for pair in pairs
        for a, b in (pair, pair[::-1])
        if share_above(audit, a, b) >= audit.threshold
    }
    (draws,) = said["robustness.draws"]
    assert (draws["count"], draws["seed"]) == (audit.draws, 1)
    enough = audit.draws >= LEAST_DRAWS
    assert [caption["count"] for caption in said.get("robustness.ranks", ())] == [audit.draws] * enough
    (note,) = said["robustness.note"]
    assert (note["count"], note["threshold"]) == (audit.draws, audit.threshold)
    assert note["within"] == pytest.approx(1 / sqrt(audit.draws)) and note["least"] == LEAST_DRAWS
    for fact in said.get("robustness.no_places", ()):
        assert (fact["known"], fact["count"]) == (len(known), len(audit.regions)) and len(known) < 2
    for key, holds in (
        ("robustness.ranking", len(apart) == len(pairs)),
        ("robustness.nothing", not apart),
        ("robustness.groups", 0 < len(apart) < len(pairs)),
    ):
        assert (key in said) == (holds and len(known) > 1 and enough)
        for fact in said.get(key, ()):
            assert fact["count"] == len(pairs) and fact.get("apart", 0) == len(apart)
    for fact in said.get("robustness.told_apart", ()):
        assert (fact["apart"], fact["count"], fact["threshold"]) == (len(apart), len(pairs), audit.threshold)
    shown = {(fact["region"], fact["other"]): fact["share"] for fact in said.get("robustness.pair", ())}
    assert shown == (apart if enough else {})
    for fact in said.get("robustness.with_and_without", ()):
        assert (fact["apart"], fact["count"], fact["draws"]) == (len(apart), len(pairs), audit.draws)
    for fact in said.get("robustness.unranked", ()):
        assert fact["count"] == len(fact["regions"]) and not set(fact["regions"]) & set(known)
    assert ("robustness.few_draws" in said) == (not enough)
    for fact in said.get("robustness.few_draws", ()):
        assert (fact["count"], fact["least"]) == (audit.draws, LEAST_DRAWS)


def test_who_is_at_the_top_is_there(told: tuple[Robustness, Facts]) -> None:
    """Shares of first ranks are those of the table of acceptability; nobody who is as often there is left out."""
    audit, said = told
    known = ranked(audit)
    table = audit.acceptability[audit.acceptability["region"].isin(known)]
    top = table[table["rank"] <= audit.top].groupby("region")["share"].sum().to_dict()
    first = table[table["rank"] == 1].set_index("region")["share"].to_dict()
    leaders = {fact["region"]: fact for fact in said.get("robustness.leader", ())}
    for region, fact in leaders.items():
        row = audit.regions.set_index("region").loc[region]
        assert fact["share"] == pytest.approx(top[region]) and fact["first"] == pytest.approx(first.get(region, 0))
        assert fact["ranks"] == [row["rank_low"], row["rank_high"]] and fact["top"] == audit.top
        inside = table[(table["region"] == region) & table["rank"].between(*fact["ranks"])]["share"].sum()
        assert inside >= 0.9 - 1e-9
    enough = audit.draws >= LEAST_DRAWS
    assert set(leaders) == {region for region, share in top.items() if share >= 0.5 and enough}
    for fact in said.get("robustness.no_leader", ()):
        best = max(top.values())
        assert best < 0.5
        near = {each["region"]: each["share"] for each in said["robustness.near"]}
        assert fact["count"] == len(near) and max(near.values()) == pytest.approx(best)
        assert set(near) == {region for region, share in top.items() if share >= best - 0.02}


def test_dominance_and_looks_stand_in_their_tables(told: tuple[Robustness, Facts]) -> None:
    """Who is nowhere above whom on how many criteria; the smallest p of as many looks; weight beside importance."""
    audit, said = told
    known = set(ranked(audit))
    below = {
        (row.region, row.other): row.shared for row in audit.dominance.itertuples() if {row.region, row.other} <= known
    }
    below = {} if audit.level else below  # told of the whole alone
    assert {(fact["region"], fact["other"]): fact["shared"] for fact in said.get("robustness.below", ())} == below
    z = audit.scores.criteria.dropna(subset=["z"]).set_index(["region", "level", "criterion"])["z"].to_dict()
    for (above, under), shared in below.items():
        both = [(z[above, *at], z[under, *at]) for at in {key[1:] for key in z if key[0] == above} if (under, *at) in z]
        assert len(both) >= shared and all(a >= b - 1e-9 for a, b in both)
    for fact in said.get("robustness.dominated", ()):
        assert fact["count"] == len(below)
    tables = {"correlations": audit.correlations["p"], "importance": audit.importance["p"]}
    for fact in said.get("robustness.no_look", ()):
        p = tables[fact["what"]].dropna()
        assert (fact["count"], fact["least"]) == (len(p), p.min()) and p.min() > 0.05
    for fact in said.get("robustness.moves", ()):
        row = audit.importance.set_index(["level", "criterion"]).loc[(fact["level"], fact["criterion"])]
        assert [fact[name] for name in ("weight", "share", "regions", "p")] == list(
            row[["weight", "importance", "units", "p"]]
        )
    for fact in said.get("robustness.against", ()):
        row = audit.correlations.set_index(["level", "node", "other"]).loc[(fact["level"], fact["what"], fact["other"])]
        assert (fact["correlation"], fact["regions"], fact["p"]) == (row["correlation"], row["units"], row["p"])
        assert fact["correlation"] < 0 and fact["p"] <= 0.05 and fact["looks"] == len(audit.correlations)


def test_the_shift_hangs_on_what_the_table_says(told: tuple[Robustness, Facts]) -> None:
    """The largest share of the variance comes first, with all that overlap it; the weak are under the limit."""
    audit, said = told
    table = audit.sensitivity.set_index("input")
    for fact in (*said.get("robustness.shift", ()), *said.get("robustness.one_input", ())):
        assert fact["shift"] == pytest.approx(audit.mean_shift)
    for fact in said.get("robustness.note_inputs", ()):
        assert fact["shift"] == pytest.approx(audit.mean_shift)
    effects = {fact["input"]: fact for fact in said.get("robustness.effect", ())}
    for fact in said.get("robustness.shift", ()):
        assert fact["count"] == len(effects)
        largest = table["total"].idxmax()
        assert set(effects) == set(table.index[table["total_high"] >= table.loc[largest, "total_low"]])
    for name, fact in effects.items():
        for column in ("first", "total", "total_low", "total_high"):
            assert fact[column] == pytest.approx(min(max(table.loc[name, column], 0), 1))
    for fact in said.get("robustness.held", ()):
        least = table["without"].min()
        assert fact["held"] == pytest.approx(least)
        names = [each["facts"]["which"] for each in fact["inputs"]]
        assert all(table.loc[name, "without"] <= least + 0.05 for name in names)
        if fact["other"]:
            assert fact["other_shift"] == pytest.approx(table.loc[fact["other"]["facts"]["which"], "without"])
    for fact in said.get("robustness.weak", ()):
        assert all(table.loc[each["facts"]["which"], "total_high"] < fact["limit"] for each in fact["inputs"])
    for fact in said.get("robustness.varied_noise", ()):
        assert fact["chance"] == audit.inputs.noise


def test_leaving_out_one_criterion_moves_as_far(told: tuple[Robustness, Facts]) -> None:
    """The largest move, who makes it, and how many criteria move nobody."""
    audit, said = told
    moves = audit.left_out.set_index("criterion")["max_shift"]
    for fact in said.get("robustness.no_move", ()):
        assert fact["count"] == len(moves) and (moves == 0).all()
    for fact in said.get("robustness.left_out", ()):
        assert float(fact["ranks"]) == moves.max() and fact["one"] == (moves.max() == 1)
        assert (fact["still"], fact["count"]) == ((moves == 0).sum(), len(moves))
        assert {each["facts"]["criterion"] for each in fact["criteria"]} == set(moves.index[moves == moves.max()])


def test_methods_and_orders_say_what_their_tables_hold(told: tuple[Robustness, Facts]) -> None:
    """Who is first under how many methods; pairs settled without draws; what the methods agree on."""
    audit, said = told
    for fact in said.get("robustness.firsts", ()):
        assert fact["count"] == len(audit.distinct)
        for each in said["robustness.first"]:
            rows = [first for first in audit.distinct["first"] if each["region"] in first]
            assert each["alone"] == sum(len(first) == 1 for first in rows)
            assert each["tied"] == sum(len(first) > 1 for first in rows)
    orders: dict[Any, Any] = {"evidence": audit.settled.evidence, "weights": audit.settled.weights}
    for fact in said.get("robustness.settled", ()):
        order = orders[fact["order"]]
        n = len(order.ranges)
        assert (fact["count"], fact["settled"], fact["regions"]) == (n * (n - 1) // 2, order.settled, n)
    for fact in said.get("robustness.unsettled", ()):
        names = [fact["order"]] if fact["order"] else ["evidence", "weights"]
        for name in names:
            n = len(orders[name].ranges)
            assert fact["count"] == n * (n - 1) // 2 and orders[name].settled == 0
            assert set(orders[name].ranges["best"]) == {1} and set(orders[name].ranges["worst"]) == {n}
    agreed = {"methods": audit.consensus, "parties": audit.parties}
    for fact in said.get("robustness.consensus", ()):
        found = agreed[fact["whose"]]
        assert found is not None and fact["order"] == list(found.order) and fact["share"] == found.share
    if audit.consensus is not None:
        assert consensus_share(audit) == pytest.approx(audit.consensus.share)
    for fact in said.get("robustness.hasse", ()):
        order = orders[fact["which"]]
        n = len(order.ranges)
        assert (fact["settled"], fact["count"]) == (order.settled, n * (n - 1) // 2)
    drawn = [order for order in orders.values() if len(order.edges)]
    for fact, order in zip(said.get("robustness.hasse_note", ()), drawn, strict=True):
        assert fact["open"] == len(set(order.ranges["unit"]) - {*order.edges["upper"], *order.edges["lower"]})


def consensus_share(audit: Robustness) -> float:
    """Of the pairs that the methods order, the share that the consensus orders alike; ties count half."""
    assert audit.consensus is not None
    place = {code: rank for rank, code in enumerate(audit.consensus.order)}
    agree = pairs = 0.0
    for party, method in zip(audit.distinct["party"], audit.distinct["method"], strict=True):
        rows = audit.variants[(audit.variants["method"] == method) & (audit.variants["party"] == party)]
        ranks = dict(zip(rows["region"], rows["rank"], strict=True))
        for a, b in combinations(place, 2):
            upper, lower = (a, b) if place[a] < place[b] else (b, a)
            pairs += 1
            agree += 1.0 if ranks[upper] < ranks[lower] else 0.5 if ranks[upper] == ranks[lower] else 0.0
    return agree / pairs


def test_displaced_regions_stand_where_it_says(told: tuple[Robustness, Facts]) -> None:
    """Ranks by score and by median rank, with the mean rank over all draws."""
    audit, said = told
    table = audit.regions.set_index("region")
    for fact in said.get("robustness.displaced", ()):
        assert fact["count"] == len(ranked(audit))
    for fact in said.get("robustness.elsewhere", ()):
        row = table.loc[fact["region"]]
        for name, column in (("score", "place"), ("median", "median_place")):
            ends = fact[name] if isinstance(fact[name], list) else [fact[name]] * 2
            assert sum(ends) / 2 == row[column]
        if fact["looked"]:
            assert audit.places is not None
            assert fact["mean"] == pytest.approx(audit.places.set_index("region").loc[fact["region"], "all"])


def test_what_moves_nothing_moves_nothing(told: tuple[Robustness, Facts]) -> None:
    """No rank shifts in any draw; who has no value left without a criterion documents no other."""
    audit, said = told
    still = audit.mean_shift == 0
    assert ("robustness.no_shift" in said) == (still and audit.sample >= LEAST_SAMPLE)
    assert not still or {(row.rank_low, row.rank_high) == (row.place, row.place) for row in audit.rows.regions
                         if row.place is not None} <= {True}  # fmt: skip
    for fact in said.get("robustness.every_shift", ()):
        assert fact["shift"] == pytest.approx(audit.mean_shift) and audit.mean_shift > 0
        assert not (audit.sensitivity["total"] > 0).any()
    known = audit.scores.criteria.dropna(subset=["z"])
    known = known[known["level"] == audit.level] if audit.level else known
    for fact in said.get("robustness.lost", ()):
        for each in fact["told"]:
            left = known[known["criterion"] != each["facts"]["criterion"]]
            assert each["facts"]["regions"] and not set(each["facts"]["regions"]) & set(left["region"])
