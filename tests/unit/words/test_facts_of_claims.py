"""Sentences and captions that claim something of everything there is, and have no figure: whether it is so."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from math import isnan
from typing import Any

import pytest

from ceecluster.agreement.agreement import agree
from ceecluster.agreement.reliability import reliability
from ceecluster.model import Pilot, World
from ceecluster.model.position import Priority
from ceecluster.model.readings import Readings
from ceecluster.model.scenario import Scenario
from ceecluster.planning.actionplan import Plan
from ceecluster.planning.critical_mass import critical_mass
from ceecluster.planning.offer import join
from ceecluster.planning.programme_use import programme_use
from ceecluster.planning.why import why_pilot
from ceecluster.scoring.quality import score
from ceecluster.study import Study
from ceecluster.words.action_plan import plan_words
from ceecluster.words.agreement import agreement_topic
from ceecluster.words.contacts import introduction_sheet
from ceecluster.words.critical_mass import critical_mass_topic
from ceecluster.words.enlargement import enlargement_topic, ranking_topic
from ceecluster.words.issue import issue_topic
from ceecluster.words.pairwise import pairwise_topic, reasons_topic
from ceecluster.words.pilot import risk_of
from ceecluster.words.plan import blocked, plan_topic, refused
from ceecluster.words.plan_why import why_topic
from ceecluster.words.profile import profile_words
from ceecluster.words.programme_use import programme_use_topic
from ceecluster.words.readers import readers_topic
from ceecluster.words.region_records import records_words
from ceecluster.words.regions import region_words
from ceecluster.words.reliability import reliability_topic
from ceecluster.words.scenarios import scenarios_topic
from ceecluster.words.trend import trend_words
from recounting import Facts, facts_in, falling, tables_in


def members(study: Study) -> list[str]:
    """Codes of the members."""
    return [region.code for region in study.world.network.regions]


@pytest.fixture(scope="module")
def planned(counted: Study) -> Plan:
    """The plan of the network, without draws."""
    return counted.plan(draws=0)


def test_sectors_stand_in_order_of_the_regions_with_organisations(counted: Study) -> None:
    """Those in most regions first."""
    for _, rows in tables_in(critical_mass_topic(critical_mass(counted.world))).get("mass.table", ()):
        assert falling([len(row[2] or ()) for row in rows]) and any(row[2] for row in rows)


def test_codes_and_records_of_a_pair_come_largest_change_first(counted: Study) -> None:
    """By how far the similarity goes without them, up or down."""
    level = max(counted.comparison.by_level, key=lambda row: row.pairs_with_data).level
    pair = next(row for row in counted.comparison.by_pair if row.level == level and row.similarity is not None)
    found = counted.explain_pair(pair.region, pair.partner, level)
    told = tables_in(reasons_topic(counted.world, found))
    codes, records = told["pairwise.codes"][0][1], told["pairwise.records"][0][1]
    assert codes and records
    assert falling([abs(row[4]) for row in codes])
    assert abs(codes[-1][4]) >= max((abs(row.effect) for row in found.by_code[len(codes) :]), default=0) - 1e-9
    assert falling([abs(row[3]) if row[3] is not None else 0 for row in records])
    left = [0.0, *(abs(row.effect) for row in found.by_record[len(records) :] if row.effect is not None)]
    assert abs(records[-1][3] or 0) >= max(left) - 1e-9
    for name, _, without, effect in records:
        if without is not None:
            assert effect == pytest.approx(found.similarity - without) and name in counted.world.programmes()


def test_the_closest_partners_are_the_closest(counted: Study) -> None:
    """By the mean over the levels; no aim in common is none at any level; next steps by weight and way left."""
    means: dict[frozenset[str], list[float]] = defaultdict(list)
    for row in counted.comparison.by_pair:
        if row.similarity is not None:
            means[frozenset((row.region, row.partner))].append(row.similarity)
    aims = {
        region: {aim.code for record in inventory.programmes if not record.example for aim in record.objectives}
        for region, inventory in counted.world.regions.items()
    }
    for region in list(counted.world.regions)[:4]:
        found = counted.profile(region)
        like = {next(iter(pair - {region})): sum(v) / len(v) for pair, v in means.items() if region in pair}
        told = tables_in(records_words(found))
        for _, rows in told.get("profile.partners", ()):
            assert [row[1] for row in rows] == pytest.approx(sorted(like.values(), reverse=True)[: len(rows)])
            assert all(row[1] == pytest.approx(like[row[0]]) for row in rows)
        for fact in facts_in(profile_words(found)).get("profile.of_country", ()):
            spoken = [p for p in counted.world.national[found.region.country].programmes if not p.example]
            assert fact["count"] == len(spoken) and fact["whole"] - fact["count"] == len(found.own)
        for fact in facts_in(profile_words(found)).get("profile.closest", ()):
            assert set(fact["shared"] or ()) <= aims[region] & aims[fact["region"]]
            assert bool(fact["shared"]) == bool(aims[region] & aims[fact["region"]])
        own = counted.scores.criteria[counted.scores.criteria["region"] == region]
        way = {(row.criterion, row.level): row.weight * (1 - row.z) for row in own.itertuples() if row.z == row.z}
        for _, rows in told.get("profile.next", ()):
            assert falling([way[row[0], row[1]] for row in rows])


def test_records_that_moved_an_index_come_largest_move_first(counted: Study) -> None:
    """No move that is left out is larger than one that is told."""
    first, last = 2005, 2024
    trend = counted.trend(first, last)
    told = tables_in(trend_words(trend)).get("trend.moves", ())
    for _, rows in told:
        sizes = [abs(row[4]) for row in rows]
        every = sorted((abs(move.effect) for move in trend.moved), reverse=True)
        assert sizes == pytest.approx(every[: len(sizes)])


def test_codes_read_differently_come_most_often_first(counted: Study) -> None:
    """Each with how often only one reader saw it."""
    world = counted.whole
    region = next(iter(world.regions))
    records = [p for p in world.regions[region].programmes if not p.example][:3]
    spare = next(t.code for t in world.vocabulary.objectives if all(t.code not in _aims(p) for p in records))
    readings = {record.id: {"objectives": [*(_aims(record) if k else ()), spare]} for k, record in enumerate(records)}
    body = {"region": region, "reader": "office B", "as_of": "2025-01-01", "records": readings}
    found = reliability(world, [Readings.model_validate(body)], draws=3)
    ((_, rows),) = tables_in(reliability_topic(world, found))["reliability.codes"]
    apart: Counter[str] = Counter()
    for record in records:
        apart.update(set(_aims(record)) ^ set(readings[record.id]["objectives"]))
    assert {row[0]: row[2] + row[3] for row in rows} == dict(apart)
    assert falling([row[2] + row[3] for row in rows])


def _aims(record: Any) -> list[str]:
    return [objective.code for objective in record.objectives]


def test_programmes_open_to_both_come_fewest_members_first(funded: Study) -> None:
    """In whose area both lie, those of the fewest members first."""
    found = funded.match(limit=50)
    if not found.listed:
        pytest.skip("nobody to introduce")
    one = found.listed[0]
    records = {side.record: funded.world.programmes()[side.record] for side in (one.first, one.second)}
    areas = {term.code: term for term in funded.world.vocabulary.eu_programmes}
    inside = {
        code: [r.code for r in funded.world.network.regions if any(term.covers(a) in ("whole", "part") for a in r.nuts)]
        for code, term in areas.items()
    }
    both = {one.first.region, one.second.region}
    for _, rows in tables_in(introduction_sheet(found, records)).get("contacts.programmes", ()):
        assert rows and all(both <= set(inside[row[0]]) for row in rows)
        assert falling([-len(inside[row[0]]) for row in rows])


def test_an_issue_lacks_whom_it_is_said_to_lack(counted: Study) -> None:
    """Who declared nothing, who holds back; no single step turns the class where that is said."""
    agreement = counted.agreement
    declared = {(row.issue, row.region): row.stance for row in agreement.declared}
    for fact in facts_in(agreement_topic(agreement)).get("agreement.missing", ()):
        stance = {code: declared.get((fact["issue"], code)) for code in members(counted)}
        assert (fact["open"] or []) == [code for code, said in stance.items() if said is None]
        assert set(fact["back"] or ()) == {c for c, said in stance.items() if said in ("reserve", "object")}
        assert fact["every"] == (not any(stance.values()))
    for case in agreement.cases[:1] if len(members(counted)) < 6 else ():
        told = facts_in(issue_topic(counted.why_issue(case.issue)))
        turned = False
        own = {row.region: row.priority for row in agreement.priorities if row.issue == case.issue}
        for region, value in own.items():
            for step in {max(value - 1, 0), min(value + 1, 4)} - {value}:
                moved = agree(_declaring(counted.world, region, case.issue, step), draws=0)
                turned |= next(each.status for each in moved.cases if each.issue == case.issue) != case.status
        assert ("issue.turning_none" in told) == (not turned)


def _declaring(world: World, region: str, issue: str, value: int) -> World:
    """The world in which a region says that an issue is of another importance to it, and nothing else."""
    inventory = world.regions[region]
    before = inventory.priorities.get(issue, ())
    own = tuple(each.model_copy(update={"value": value}) for each in before) or (Priority(value=value),)
    changed = inventory.model_copy(update={"priorities": {**inventory.priorities, issue: own}})
    return world.model_copy(update={"regions": {**world.regions, region: changed}})


def records_of(study: Study, region: str) -> list[Any]:
    """The records that speak for a region: its own and those of its country."""
    own = study.world.regions[region].programmes if region in study.world.regions else ()
    return [record for record in (*own, *study.world.frames_of(region)) if not record.example]


def links_of(study: Study) -> set[frozenset[str]]:
    """The pairs that a record links over a border."""
    linked = {
        frozenset((code, other))
        for code in members(study)
        for record in records_of(study, code)
        for link in record.cross_border
        for other in link.partners
    }
    return linked | {
        frozenset(pair)
        for record in study.world.transnational
        for pair in combinations({code for link in record.cross_border for code in link.partners}, 2)
    }


def test_a_plan_says_no_opening_where_no_record_opens(counted: Study, planned: Plan) -> None:
    """Between regions that hold the objective with the instrument, whom the record is open to; else none."""
    words = facts_in(plan_words(counted, planned))
    country = {region.code: region.country for region in counted.world.network.regions}
    for action, fact in zip(planned.programmes, words.get("chapters.open", ()), strict=True):
        ways = {
            (code, other)
            for code in action.regions
            for record in records_of(counted, code)
            for means in record.instruments
            for other in set(action.regions) - {code}
            if means.code == action.instrument
            and action.objective in (means.objectives or _aims(record))
            and (means.open_to == "any" or {other, country[other]} & set(means.open_to))
        }
        assert ways >= {*action.mutual, *action.one_way}
        assert (fact["mutual"] or fact["one_way"]) or not ways


def test_a_plan_says_no_link_and_no_record_where_there_is_none(counted: Study, planned: Plan) -> None:
    """Links of records over a border; records that name a programme; steps of what is on file."""
    words = facts_in(plan_words(counted, planned))
    linked = links_of(counted)
    for action, fact in zip(planned.exchange, words.get("chapters.learn", ()), strict=True):
        assert fact["linked"] == (frozenset(action.regions) in linked)
    naming = {
        (code, link.code)
        for code in members(counted)
        for record in counted.world.regions[code].programmes
        for link in record.eu_programmes
    }
    used = [action.source.code for action in planned.funding if action.source.experience]
    assert len(words.get("chapters.known", ())) == len(used)
    unused = {action.source.code for action in planned.funding} - {*used}
    assert not unused & {programme for _, programme in naming}
    z = counted.scores.criteria.dropna(subset=["z"])
    terms = {criterion.id: criterion for criterion in counted.world.guidelines.criteria}
    without = [action for action in planned.quality if not action.steps]
    assert len(words.get("chapters.no_step", ())) == len(without)
    for action in without:
        below = set(z[(z["region"] == action.regions[0]) & (z["z"] < 1)]["criterion"])
        assert not any(terms[code].improve or terms[code].next_steps for code in below)


def test_a_candidate_joins_no_pilot_where_that_is_said(counted: Study, planned: Plan) -> None:
    """It has no record with the aims and sectors of a pilot; what to document first weighs most."""
    for code in sorted(counted.world.candidates)[:1]:
        found = counted.enlarge(code)
        said = facts_in(enlargement_topic(found))
        own = [record for record in counted.world.candidates[code].programmes if not record.example]
        themes = [pilot.candidate.theme for pilot in planned.pilots]
        on = [t for t in themes if any({*t.objectives} <= {*_aims(r)} and {*t.sectors} <= {*r.sectors} for r in own)]
        if themes:
            assert ("enlargement.joins_none" in said) == (not on)
        joined = join(counted.whole, code)
        open_ = score(joined).criteria
        open_ = open_[(open_["region"] == code) & open_["z"].isna()].groupby("criterion")["weight"].sum()
        for fact in said.get("enlargement.document", ()):
            weights = [open_[criterion] for criterion in fact["criteria"]]
            assert weights == pytest.approx(sorted(open_, reverse=True)[: len(weights)])


def test_a_plan_without_pilots_says_what_is_so(counted: Study, planned: Plan) -> None:
    """No portfolio keeps to every constraint: fewer themes than pilots wanted; no candidate is none at all."""
    themes = len({candidate.key for candidate in planned.proposed.all})
    loose = {"cap_per_region": 99, "leads_per_region": 99, "cover_all": False}
    # Of many themes only what cannot be is tried: all that can be would be looked for long.
    for wanted in {themes, themes + 1} - {0} if themes < 10 else ():
        plan = counted.plan(draws=0, min_pilots=wanted, max_pilots=wanted, **loose)
        said = facts_in((plan_topic(plan, counted.world), tuple(blocked(plan))))
        assert ("plan.infeasible" in said) == (wanted > themes)
        assert ("plan.no_candidate" in said) == (not themes)
        assert ("plan.relaxed" in said) == (0 < themes < wanted)
        for pilot in plan.pilots[:1]:
            why = facts_in(why_topic(why_pilot(plan, pilot.number), counted.world))
            variants = [c for c in plan.proposed.all if c.key == pilot.candidate.key and c.id != pilot.candidate.id]
            assert ("plan.without_none" in why) == (not variants)
    if themes < 10:
        narrow = Scenario.model_validate({"name": "narrow", "rules": {"plan": {"min_pilots": 99, "max_pilots": 99}}})
        told = facts_in(scenarios_topic(counted.scenarios(narrow, plan=True), counted.world))
        assert {fact["name"] for fact in told["scenarios.planless"]} == {"narrow", *(() if planned.pilots else (None,))}


def test_a_scenario_that_changes_nothing_moves_nothing(counted: Study) -> None:
    """Nothing is set, no figure moves; another year than that of the study moves what it moves."""
    still, then = Scenario(name="still"), Scenario(name="then", as_of=2014)
    found = counted.scenarios(still, then)
    told = facts_in(scenarios_topic(found, counted.world))
    assert [fact["parts"] is None for fact in told["scenarios.differs"]] == [True, False]
    table = found.frame
    for fact in told["scenarios.told"]:
        own = table[table["scenario"] == fact["name"]]
        moved = set(own.loc[own["moved"], "measure"])
        assert {each["facts"]["measure"] for each in fact["moves"] or ()} == moved
        assert set(fact["still"] or ()) == set(own["measure"]) - moved
        for row in own.itertuples():
            both = [value for value in (row.before, row.after) if isinstance(value, float) and not isnan(value)]
            assert row.moved or len(both) < 2 or abs(both[0] - both[1]) < 0.0005


def test_an_idea_is_refused_for_what_is_so(counted: Study) -> None:
    """A partner nobody knows, none that is a member, an end before the start, too few countries, too few that hold."""
    if len(members(counted)) != 3:
        pytest.skip("one network with candidates will do")
    one, outside = members(counted)[0], sorted(region.code for region in counted.world.network.candidates)
    aim = counted.world.vocabulary.objectives[0].code
    ideas = {
        "stranger": {"partners": [one, "ZZ99"]},
        "reversed": {"partners": [one, outside[0]], "start": "2030-01-01", "end": "2029-01-01"},
        "outsiders": {"partners": outside[:2]},
        "unheld": {"objectives": [aim]},
    }
    made = [Pilot.model_validate({"id": name, "title": {"en": name}, **body}) for name, body in ideas.items()]
    study = counted.with_world(counted.whole.model_copy(update={"pilots": tuple(made)}))
    plan = study.plan(draws=0, partners=(4, 4), min_countries=1)
    why = {fact["pilot"]: fact["why"]["facts"] for fact in facts_in(tuple(refused(plan)))["plan.refused"]}
    assert why.keys() == ideas.keys()
    assert why["stranger"]["region"] == "ZZ99" and "ZZ99" not in (*members(counted), *outside)
    assert why["reversed"]["end"] < why["reversed"]["start"]
    assert not set(outside[:2]) & set(members(counted)), "plan.obstacle"
    holding = [code for code in members(counted) if any(aim in _aims(r) for r in records_of(counted, code))]
    assert why["unheld"]["found"] == len(holding) < why["unheld"]["regions"] == 4
    abroad = study.plan(draws=0, min_countries=5)
    why = {fact["pilot"]: fact["why"]["facts"] for fact in facts_in(tuple(refused(abroad)))["plan.refused"]}
    assert why["outsiders"]["countries"] == 5 > len(outside[:2])


def test_a_pilot_is_warned_of_what_is_lacking(counted: Study, planned: Plan) -> None:
    """Who has no link, no record on the theme, no priority; at which level no partner has a record."""
    linked = links_of(counted)
    holds_at = counted.agreement.rule.holds_at
    for pilot in planned.pilots:
        theme, risks = pilot.candidate.theme, {risk.key: risk for risk in pilot.risks}
        told = {fact["key"]: fact for fact in facts_in(tuple(map(risk_of, pilot.risks))).get("pilot.risk", ())}
        assert told.keys() == risks.keys() - {"declared"}
        at = set(pilot.regions)
        alone = {a for a in at if not any(frozenset((a, b)) in linked for b in at - {a})}
        assert set(told.get("unlinked", {"regions": ()})["regions"]) == alone
        aims = [row for row in counted.agreement.priorities if row.issue in theme.objectives and row.region in at]
        cool = {row.region for row in aims if row.priority < holds_at}
        assert set(told.get("cool", {"regions": ()})["regions"]) == cool
        on = {
            (region, level)
            for region in at
            for record in records_of(counted, region)
            if set(theme.objectives) & set(_aims(record))
            and set(theme.sectors) & set(record.sectors)
            for level in record.level
        }  # fmt: skip
        assert set(told.get("thin", {"regions": ()})["regions"]) <= at - {region for region, _ in on}
        levels = {level.id for level in counted.world.network.levels}
        assert set(told.get("levels", {"levels": ()})["levels"] or ()) <= levels - {level for _, level in on}


def test_nothing_is_said_to_be_there_where_nothing_is(counted: Study) -> None:
    """No sector named, no candidate, no programme, no record of a region, none read a second time, no trend drawn."""
    world = counted.world
    bare = world.model_copy(update={"regions": {code: world.regions[code] for code in members(counted)[1:]}})
    for study in (counted, counted.with_world(bare)):
        mass = critical_mass(study.world)
        assert ("mass.nothing" in facts_in(critical_mass_topic(mass))) == (not mass.sectors)
        named = any(region.strong_sectors for region in study.world.network.regions)
        assert mass.sectors or not named
        silent = set(members(study)) - set(study.world.regions)
        found = study.compare(draws=0)
        told = facts_in([tuple(region_words(study.world, row, inside)) for row, inside in
                         zip(found.by_region, found.by_inside, strict=True)])  # fmt: skip
        assert len(told.get("regions.silent", ())) == len(silent)
    assert ("enlargement.nobody" in facts_in(ranking_topic(counted.rank_candidates()))) == (
        not world.network.candidates
    )
    paying = [term for term in world.vocabulary.eu_programmes if term.budget]
    assert not paying or "programme_use.nothing" not in facts_in(programme_use_topic(programme_use(world)))
    assert "readers.unread" in facts_in(readers_topic(world, counted.reader_spread(draws=2)))
    trend = counted.trend(2011, 2016)
    drawn: dict[str, set[int]] = defaultdict(set)
    for row in trend.by_level:
        if row.index is not None:
            drawn[row.level].add(row.year)
    few = {level for level in trend.levels if len(drawn[level]) < 2}
    for fact in facts_in(trend_words(trend)).get("trend.silent", ()):
        assert set(fact["levels"]) == few
    assert "trend.silent" in facts_in(trend_words(trend)) or not few


def test_a_region_without_records_is_compared_with_nobody(counted: Study) -> None:
    """A pair of which one has no record on file."""
    one, other = members(counted)[:2]
    world = counted.world.model_copy(
        update={"regions": {code: inventory for code, inventory in counted.world.regions.items() if code != one}}
    )
    study = counted.with_world(world)
    found = study.compare(draws=0)
    said = facts_in(pairwise_topic(found, found.beside([one, other])))
    assert [fact["region"] for fact in said.get("pairwise.silent", ())] == [one]


def test_adjusted_ends_are_ends_of_the_adjusted_table(report: tuple[Study, Facts]) -> None:
    """Who is closest and farthest once the number of records is taken out, where that is another than as it is."""
    study, said = report
    rows = study.comparison.by_region
    expected = [
        set(found)
        for row in rows
        if row.closest is not None
        for found, plain_ties in (
            (row.adjusted_closest, row.closest_ties), (row.tier_closest, row.closest_ties),
            (row.adjusted_farthest, row.farthest_ties), (row.tier_farthest, row.farthest_ties),
        )
        if found and set(found) != set(plain_ties)
    ]  # fmt: skip
    told = [set(fact["regions"]) for key in ("regions.by_records", "regions.by_tier") for fact in said.get(key, ())]
    assert sorted(map(sorted, told)) == sorted(map(sorted, expected))
