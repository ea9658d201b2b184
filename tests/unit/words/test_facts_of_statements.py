"""Numbers and superlatives of statements, recomputed from the tables of the results on three networks."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pandas as pd
import pytest

from ceecluster.blocks import Document, plain, statements
from ceecluster.notebook import shown
from ceecluster.study import Study, load
from ceecluster.words.scores import score_topic
from ceecluster.words.topic import screen
from ceecluster.words.trend import trend_screen, trend_words
from networks import cut_frozen, write_network


@pytest.fixture(scope="module", params=["league", "frozen", "many"])
def study(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Three regions with two levels, some of ours as they were, and eight regions of few records."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "frozen":
        cut_frozen(folder / "data")
        return load(folder)
    regions, records = (3, 4) if request.param == "league" else (8, 3)
    return load(write_network(folder, regions, records=records))


def told(document: Document) -> dict[str, list[dict[str, Any]]]:
    """The facts of every statement, by key."""
    found: dict[str, list[dict[str, Any]]] = {}
    for statement in statements(document):
        found.setdefault(statement.key, []).append({name: plain(fact) for name, fact in statement.facts.items()})
    return found


def test_scores_say_what_their_tables_hold(study: Study) -> None:
    """Who has enough evidence, who is certainly above whom, which records fall short, what nobody documents."""
    scores = study.score()
    said, regions = told(screen(score_topic(scores))), scores.regions
    (scope,), (documented,) = said["scores.scope"], said["scores.documented"]
    assert (scope["regions"], scope["criteria"]) == (len(regions), len(study.world.guidelines.criteria))
    lacking = list(regions.loc[regions["coverage"] < documented["least"] - 1e-9, "region"])
    assert (documented["enough"], documented["count"]) == (len(regions) - len(lacking), len(regions))
    assert (documented["lacking"] or []) == lacking
    bounds = {row.region: (row.low, row.high) for row in regions.itertuples()}
    above = {(a, b) for a in bounds for b in bounds if bounds[a][0] > bounds[b][1]}
    claimed = {
        (each["facts"]["region"], other) for row in said.get("scores.above", ()) for each in row["told"]
        for other in each["facts"]["others"]
    }  # fmt: skip
    assert claimed == above
    assert ("scores.none_above" in said) == (not above)
    for row in said.get("scores.none_above", ()):
        assert row["count"] == len([*combinations(bounds, 2)])
    gates = scores.gates
    short = {(r.programme, r.criterion) for r in gates.itertuples() if r.raw < r.minimum}
    for row in said.get("scores.shortfalls", ()):
        assert row["count"] == len(short)
        assert {(each["facts"]["record"], each["facts"]["criterion"]) for each in row["records"]} <= short
    assert ("scores.shortfalls" in said) == bool(short)
    cells = scores.criteria.assign(known=scores.criteria["z"].notna())
    heard = cells.groupby(["criterion", "level"])["known"].any()
    silent = {pair for pair, known in heard.items() if not known}
    for row in said.get("scores.silent", ()):
        assert (row["count"], row["of"]) == (len(silent), len(heard))
        assert {(each["facts"]["criterion"], each["facts"]["level"]) for each in row["criteria"]} <= silent
    assert ("scores.silent" in said) == bool(silent)


def test_the_trend_says_what_its_tables_hold(study: Study) -> None:
    """Records of the years, the indices of both ends, regions that moved, and the largest push."""
    found = study.trend(2010, 2026)
    said = told(trend_screen(trend_words(found), found))
    first, last = found.years
    (compared,) = said["trend.compared"]
    assert (compared["first"], compared["last"], compared["count"]) == (first, last, found.on_file)
    assert (compared["start"], compared["end"]) == found.records
    index = found.across.set_index(["level", "year"])["index"]
    for key in ("trend.changed", "trend.unequal"):
        for row in said.get(key, ()):
            assert row["start"] == index[row["level"], row["first"]] and row["end"] == index[row["level"], row["last"]]
    inside = found.inside.dropna(subset=["inside"]).sort_values("year")
    ends = {
        region: rows for region, rows in inside.groupby("region") if len(rows) > 1 and rows["year"].iloc[-1] == last
    }
    moved = pd.Series({region: rows["inside"].iloc[-1] - rows["inside"].iloc[0] for region, rows in ends.items()})
    for row in said.get("trend.inside", ()):
        assert row["count"] == len(moved)
        assert row["up"] <= (moved > 0).sum() and row["down"] <= (moved < 0).sum()
    sizes = found.moves["effect"].abs()
    for row in said.get("trend.push", ()):
        assert abs(row["effect"]) == sizes.max()
        rows = found.moves[(found.moves["programme"] == row["record"]) & (found.moves["level"] == row["level"])]
        assert row["effect"] in list(rows["effect"]) and row["region"] in list(rows["region"])


def test_sectors_say_what_their_rows_hold(study: Study) -> None:
    """The widest sectors with all ties, who is the only one, where nobody is, how many name none."""
    found = study.critical_mass()
    said, rows = told(shown(found, study)), {row.sector: row for row in found.rows}
    held = {sector: len(row.regions) for sector, row in rows.items()}
    for fact in said.get("mass.widest", ()):
        most = max(held.values())
        assert fact["count"] == most and fact["members"] == len(study.world.network.regions)
        assert {*fact["sectors"]} == {sector for sector, count in held.items() if count == most}
        assert fact["ties"] == len(fact["sectors"])
    alone = {(row.sector, row.regions[0]): len(row.records) for row in rows.values() if len(row.regions) == 1}
    for fact in said.get("mass.alone", ()):
        assert fact["count"] == alone[fact["sector"], fact["region"]]
    for fact in said.get("mass.unserved", ()):
        row = rows[fact["sector"]]
        assert set(fact["regions"]) == set(row.strong_in) - set(row.regions) and fact["count"] == len(fact["regions"])
    for fact in said.get("mass.note_unnamed", ()):
        assert fact["count"] == found.unnamed


def test_money_and_programmes_say_what_their_rows_hold(study: Study) -> None:
    """Records that state an amount, of how many; programmes for every member, and who knows which."""
    money, members = study.money(), len(study.world.network.regions)
    for fact in told(shown(money, study)).get("then_and_now.documented", ()):
        stated = {(row.region, row.record) for row in money.amounts}
        assert fact["records"] == len({record for _, record in stated}) <= fact["count"]
        assert (fact["regions"], fact["members"]) == (len({region for region, _ in stated}), members)
    use = study.programme_use()
    said = told(shown(use, study))
    for fact in said.get("programme_use.for_all", ()):
        for_all = [row.code for row in use.openings if len(row.eligible) == members]
        assert (fact["count"], fact["programmes"] or []) == (len(for_all), for_all)
    used = {(row.programme, row.region) for row in use.standings if row.records}
    eligible = {row.code: len(row.eligible) for row in use.openings}
    for fact in said.get("programme_use.known", ()):
        assert {*fact["regions"]} == {region for code, region in used if code == fact["programme"]}
        assert (fact["count"], fact["eligible"]) == (len(fact["regions"]), eligible[fact["programme"]])
