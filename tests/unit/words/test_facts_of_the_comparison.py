"""What the comparison says on its screen, of two regions, and of one score, counted again on three networks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import pytest

from ceecluster.coherence.comparison import Comparison
from ceecluster.notebook import shown
from ceecluster.replies import checked
from ceecluster.scoring.explanation import Explanation
from ceecluster.study import Study
from ceecluster.words.comparison import comparison_topic
from ceecluster.words.pairwise import SHOWN
from ceecluster.words.region_records import levels_table
from ceecluster.words.why import why_topic
from recounting import Facts, facts_in


@pytest.fixture(scope="module")
def compared(counted: Study) -> tuple[Study, Facts]:
    """The comparison, tested."""
    return counted, facts_in(comparison_topic(counted.comparison))


def own_records(study: Study, region: str) -> list:
    """The records of a region in the study's year."""
    return [p for p in study.world.regions[region].programmes if not p.example]


def test_head_and_year_count_regions_and_records(compared: tuple[Study, Facts]) -> None:
    """Regions, criteria, records on file."""
    study, said = compared
    (head,) = said["comparison.head"]
    assert head["count"] == len(study.world.network.regions)
    assert head["criteria"] == len(study.world.guidelines.criteria)
    (year,) = said["year.whole"]
    assert year["count"] == sum(len(own_records(study, code)) for code in study.world.regions)


def test_a_year_says_who_speaks(counted: Study) -> None:
    """Records that speak in a year by status, and those set aside, are all that are on file."""
    study = counted.at(2020)
    if sum(bool(own_records(study, code)) for code in study.world.regions) < 2:
        pytest.skip("nobody speaks in that year")
    (fact,) = facts_in(comparison_topic(study.compare(draws=0)))["year.speaking"]
    assert fact["year"] == 2020
    speak = sum(part[0] for part in fact["speaking"])
    assert speak == fact["speak"]
    assert speak + sum(part[0] for part in fact["aside"] or ()) == fact["count"]
    (whole,) = facts_in(comparison_topic(counted.comparison))["year.whole"]
    assert fact["count"] == whole["count"]


def test_levels_and_their_contrasts_stand_in_the_tables(compared: tuple[Study, Facts]) -> None:
    """Indices are means of pairs; clear contrasts and the others are all pairs of levels that were compared."""
    study, said = compared
    pairs, levels = study.comparison.pairs, study.comparison.levels.set_index("level")
    for fact in said.get("comparison.index_at", ()):
        assert fact["index"] == pytest.approx(pairs[pairs["level"] == fact["level"]]["similarity"].mean())
        row = levels.loc[fact["level"]]
        if fact["known"]:
            assert (fact["above"], fact["low"], fact["high"]) == (row["above"], row["above_low"], row["above_high"])
    for fact in said.get("comparison.levels", ()):
        contrasts = [row for row in study.comparison.level_contrasts if row.pairs]
        assert len(fact["clear"] or ()) + fact["unclear"] == len(contrasts)
    for fact in said.get("comparison.clear", ()):
        assert fact["alike_index"] > fact["other_index"]
        (row,) = [r for r in study.comparison.level_contrasts if {r.first, r.second} == {fact["alike"], fact["other"]}]
        assert {fact["alike_index"], fact["other_index"]} == {row.first_index, row.second_index}
        assert fact["count"] == row.pairs
    for fact in said.get("comparison.nothing", ()):
        assert fact["count"] == sum(bool(own_records(study, code)) for code in study.world.regions)
    for fact in said.get("comparison.of", ()):
        assert 0 <= fact["part"] <= fact["all"]


def test_pairs_say_how_many_were_tested(compared: tuple[Study, Facts]) -> None:
    """The smallest adjusted p of all tested, or that none could have stood out."""
    study, _ = compared
    for comparison in (study.comparison, study.compare(draws=19)):
        said = facts_in(comparison_topic(comparison))
        _pairs_say_how_many_were_tested(comparison, said)


def _pairs_say_how_many_were_tested(comparison: Comparison, said: Facts) -> None:
    q = comparison.pairs["q"].dropna()
    told = [
        key
        for key in ("comparison.pairs_none", "comparison.pairs_unreachable", "comparison.pairs_beyond")
        if key in said
    ]
    assert len(told) == (1 if len(q) else 0)
    for fact in said.get("comparison.pairs_none", ()):
        assert (fact["count"], fact["smallest"]) == (len(q), q.min()) and q.min() >= 0.05
    for fact in said.get("comparison.pairs_unreachable", ()):
        assert fact["count"] == len(q) and fact["reach"] >= 0.05 and fact["reach"] == comparison.reach
    for fact in said.get("comparison.pairs_beyond", ()):
        rows = comparison.pairs
        row = rows[rows["q"] == q.min()].iloc[0]
        assert q.min() < 0.05 and fact["tested"] == len(q)
        assert (fact["q"], fact["shared"], fact["expected"]) == (row["q"], row["shared"], row["expected"])
        assert fact["agrees"] == (row["q_exact"] < 0.05)
        found = rows[rows["q"] < 0.05]
        assert fact["others"] == len(found) - 1
        assert fact["confirmed"] + fact["agrees"] == (found["q_exact"] < 0.05).sum()


def test_common_ground_is_held_by_as_many(compared: tuple[Study, Facts]) -> None:
    """No code asked for is held by more, and all that are held by as many are named."""
    study, said = compared
    held: dict[str, set[str]] = defaultdict(set)
    for code in study.world.regions:
        for record in own_records(study, code):
            for objective in record.objectives:
                held[objective.code].add(code)
    for fact in said.get("comparison.common", ()):
        most = max(map(len, held.values()))
        assert fact["holders"] == most and fact["regions"] == len(study.world.network.regions)
        assert set(fact["codes"]) == {code for code, regions in held.items() if len(regions) == most}
        assert fact["count"] == len(fact["codes"])


def test_qualities_are_those_of_the_scores(compared: tuple[Study, Facts]) -> None:
    """Value and bounds of every region with enough evidence; where not, the bounds alone."""
    study, said = compared
    scores = study.scores.regions.set_index("region")
    enough = [
        c for c in scores.index if own_records(study, c) and scores.loc[c, "coverage"] >= study.scores.min_coverage
    ]
    told = [(fact["value"], fact["bounds"]) for fact in said.get("comparison.quality", ())]
    assert told == [(scores.loc[c, "value"], [scores.loc[c, "low"], scores.loc[c, "high"]]) for c in enough]
    then = study.at(2020)
    now = then.scores.regions.set_index("region")
    told = facts_in(comparison_topic(then.compare(draws=0))).get("comparison.on_file", ())
    few = [c for c in now.index if own_records(then, c) and now.loc[c, "coverage"] < study.scores.min_coverage - 1e-9]
    lost = [code for code in few if code in enough]
    assert [(fact["bounds"], fact["value"]) for fact in told] == [
        ([now.loc[c, "low"], now.loc[c, "high"]], scores.loc[c, "value"]) for c in lost
    ]
    if study.world.network.title == "Fjord League":  # others have sources of more than one year
        assert [{fact["first"], fact["last"]} for fact in told] == [_years(study, code) for code in lost]


def _years(study: Study, region: str) -> set[object]:
    """Of the sources of the values on file."""
    values = [own for record in own_records(study, region) for own in record.assessments.values()]
    return {study.whole.regions[region].sources[key].year for own in values for key in own.source}


def test_nothing_is_compared_where_one_region_speaks(network: Callable[[str], Study]) -> None:
    """A comparison needs two."""
    whole = network("varied")
    one = whole.of(regions=[whole.world.network.regions[0].code])
    said = facts_in(comparison_topic(one.comparison))
    assert "comparison.nothing" in said
    test_levels_and_their_contrasts_stand_in_the_tables((one, said))


def test_two_regions_side_by_side(compared: tuple[Study, Facts]) -> None:
    """Codes that both hold, and codes that one alone of the network holds; why their similarity is what it is."""
    study, _ = compared
    first, second = study.comparison.speaking[:2]
    level = study.world.network.levels[0].id
    reasons = study.explain_pair(first, second, level)
    said = facts_in(shown(reasons, study))
    (fact,) = said["pairwise.why"]
    rows = study.comparison.pairs
    (row,) = rows[(rows["level"] == level) & (rows["region"] == first) & (rows["partner"] == second)].itertuples()
    assert fact["similarity"] == pytest.approx(row.similarity)
    for more in said.get("pairwise.effects", ()):
        assert more["count"] == max(len(reasons.by_code) - SHOWN, 0)


@pytest.fixture(scope="module")
def explained(counted: Study) -> tuple[Study, Explanation, Facts]:
    """Why the score is what it is of the region that is lowest, of those with enough evidence where there are any."""
    table = counted.scores.regions.sort_values("value", kind="stable")
    found = counted.why(table["region"].iloc[0])
    return counted, found, facts_in(why_topic(found))


def test_a_score_is_explained_by_its_parts(explained: tuple[Study, Explanation, Facts]) -> None:
    """Value, bounds and evidence of the whole; shares of the parts; sources; the steps that lift the class."""
    study, found, said = explained
    row = study.scores.regions.set_index("region").loc[found.unit]
    (fact,) = said["why.stands"]
    assert fact["ends"] == [row["low"], row["high"]] and fact["coverage"] == row["coverage"]
    enough = row["coverage"] >= study.scores.min_coverage
    assert fact["value"] == (row["value"] if enough else None)
    (sources,) = said["why.sources"]
    assert sources["count"] == len(found.sources)
    for fact in said.get("why.within", ()):
        assert fact["ends"][0] is None or fact["ends"][0] - 1e-9 <= fact["ends"][1]
        assert fact["value"] is None or fact["ends"][0] - 1e-9 <= fact["value"] <= fact["ends"][1] + 1e-9
    steps = found.improvement.steps
    z = study.scores.criteria.set_index(["region", "level", "criterion"])["z"]
    for fact, step in zip(said.get("why.from_to", ()), steps, strict=True):
        assert fact["z"] == pytest.approx(z[found.unit, step.level, step.criterion])
        ordinal = study.world.guidelines.criterion(step.criterion).measure.kind == "ordinal"
        assert fact["reaches"] == pytest.approx(fact["z"] + step.steps / 4) if ordinal else fact["reaches"] > fact["z"]
    for fact in said.get("why.improve", ()):
        assert fact["count"] == sum(step.steps for step in steps) and fact["reaches"] == found.improvement.reaches
        assert fact["reaches"] >= (found.improvement.needed or 0) - 1e-9


def test_next_steps_lift_as_far_as_they_say(counted: Study) -> None:
    """Steps of each region are counted, with the value they reach."""
    said = facts_in(shown(counted.next_steps(), counted))
    value = counted.scores.regions.set_index("region")["value"].to_dict()
    for fact in said.get("scores.aim", ()):
        assert fact["value"] in value.values() and fact["reaches"] > fact["value"]
    for fact in said.get("scores.steps", ()):
        assert fact["count"] >= 1
    for fact in said.get("scores.narrows", ()):
        assert 0 < fact["by"] <= 1


def test_scores_say_which_class_rests_on_what(counted: Study) -> None:
    """Every value in the tables of the scores is one of the result, with its interval."""
    from ceecluster.words.scores import score_topic

    region = next(iter(counted.world.regions))
    said = facts_in((score_topic(counted.scores), levels_table(counted.profile(region))))
    assert ("scores.with_interval" in said) <= checked(counted.world, region)
    values = {row.value for row in counted.scores.regions.itertuples()} | {
        row.value for row in counted.scores.levels.itertuples()
    }
    for fact in said.get("scores.with_interval", ()):
        assert fact["value"] is None or any(abs(fact["value"] - value) < 1e-9 for value in values)
    for fact in said.get("scores.note_quality", ()):
        assert fact["least"] == counted.scores.min_coverage
