"""Sentences with `no`, `all`, `most`, `only`, `first` and no figure: whether it is so, on three networks."""

from __future__ import annotations

from collections import defaultdict

import pytest

from ceecluster.agreement.edition import ballot
from ceecluster.blocks import plain
from ceecluster.coherence.cells import Cell
from ceecluster.study import Study
from ceecluster.words.coherence import CoherenceWords
from ceecluster.words.contacts import contacts_topic
from ceecluster.words.edition import edition_topic
from ceecluster.words.group import group_topic
from ceecluster.words.issue import issue_topic
from ceecluster.words.quality import intervals_figures
from ceecluster.words.why import why_topic
from recounting import Facts, facts_in, falling, tables_in


def records_of(study: Study, region: str) -> list:
    """The records of a region."""
    return [p for p in study.world.regions[region].programmes if not p.example]


def test_no_aim_of_most_others_is_missing_where_that_is_said(report: tuple[Study, Facts]) -> None:
    """Aims of two thirds of the regions with records at a level: who lacks one is told which, the others that none."""
    study, said = report
    there: dict[str, set[str]] = defaultdict(set)
    held: dict[tuple[str, str], set[str]] = defaultdict(set)
    for region in study.world.regions:
        for record in records_of(study, region):
            for level in record.level:
                for objective in record.objectives:
                    there[level].add(region)
                    held[objective.code, level].add(region)
    lacking: dict[str, set[str]] = defaultdict(set)
    for (objective, level), regions in held.items():
        if len(regions) > 1 and 3 * len(regions) >= 2 * len(there[level]):
            for region in there[level] - regions:
                lacking[region].add(objective)
    told = [set(fact["objectives"]) for fact in said.get("body.lacking", ())]
    assert len(told) == len(lacking) and all(any(each <= own for own in lacking.values()) for each in told)
    with_records = [region for region in study.world.regions if records_of(study, region)]
    assert len(said.get("body.lacks_nothing", ())) == len(with_records) - len(lacking)
    assert ("body.nothing_differs" in said) <= (not lacking)
    closest = {row.region: set(row.closest_ties) for row in study.comparison.by_region if row.closest is not None}
    assert sorted(sorted(fact["closest"]) for fact in said["body.closest"]) == sorted(map(sorted, closest.values()))
    means = {(row.region, row.partner): [] for row in study.comparison.by_pair}
    for row in study.comparison.by_pair:
        if row.similarity is not None:
            means[row.region, row.partner].append(row.similarity)
    for region, nearest in closest.items():
        own = {(b if a == region else a): sum(v) / len(v) for (a, b), v in means.items() if region in (a, b) and v}
        assert nearest == {other for other, value in own.items() if max(own.values()) - value < 0.005}


def test_levels_say_nothing_stands_out_where_nothing_does(report: tuple[Study, Facts]) -> None:
    """No pair beyond chance; no two regions with records; who has no record at a level."""
    study, said = report
    rows = study.comparison.by_level
    assert len(said.get("coherence.level_no_pair", ())) == sum(
        not row.beyond and row.pairs_with_data > 0 for row in rows if study.comparison.draws
    )
    assert len(said.get("coherence.level_silent", ())) == sum(row.pairs_with_data == 0 for row in rows)
    silent = []
    for level in study.world.network.levels:
        without = [r for r in study.world.regions if not any(level.id in p.level for p in records_of(study, r))]
        silent += [without] if without else []
    assert [fact["regions"] for fact in said.get("coherence.level_missing", ())] == silent


def test_all_ranges_overlap_where_that_is_said(counted: Study) -> None:
    """The highest low end lies below the lowest high end."""
    said = facts_in(intervals_figures(counted.scores))
    known = counted.scores.regions[counted.scores.regions["coverage"] > 0]
    overlap = len(known) > 1 and known["low"].max() < known["high"].min()
    assert ("quality.open" in said) == overlap


def test_the_class_holds_only_with_those_named(counted: Study) -> None:
    """Without any one of the pivots the class is another; without any other region it stays."""
    if len(counted.world.network.regions) > 5:
        pytest.skip("one agreement per region: two networks will do")
    case = counted.agreement.cases[0]
    (fact,) = facts_in(issue_topic(counted.why_issue(case.issue)))["issue.pivots"]
    codes = [region.code for region in counted.world.network.regions]
    turned = []
    for left in codes:
        others = counted.of(regions=[code for code in codes if code != left])
        status = next(each.status for each in others.agree().cases if each.issue == case.issue)
        turned += [left] if status != case.status else []
    assert (fact["regions"] or []) == turned


def test_one_short_is_short_of_one(counted: Study) -> None:
    """A priority of all of the group but one."""
    codes = [region.code for region in counted.world.network.regions][:3]
    said = facts_in(group_topic(counted.groups([codes])))
    short = set()
    for case in counted.agreement.cases:
        own = {row.region: row.priority for row in counted.agreement.priorities if row.issue == case.issue}
        if sum(own.get(code, 0) < 3 for code in codes) == 1:
            short.add(case.issue)
    assert bool(said.get("group.one_short")) == bool(short)


def test_nobody_has_spoken_where_that_is_said(counted: Study) -> None:
    """No region has commented on a criterion."""
    said = facts_in(edition_topic(ballot(counted.world)))
    silent = not any(inventory.guidelines for inventory in counted.world.regions.values())
    assert ("edition.silence" in said) == silent


def test_introductions_come_best_first(counted: Study) -> None:
    """By value, and what only one side has is not on file of the other."""
    found = counted.match()
    assert "contacts.table" in facts_in(contacts_topic(found)) or not found.listed
    values = [one.value for one in found.listed]
    assert values == sorted(values, reverse=True)
    records = counted.world.programmes()
    for one in found.listed:
        for side, other, offers in ((one.first, one.second, one.from_first), (one.second, one.first, one.from_second)):
            mine, theirs = ({i.code for i in records[s.record].instruments} for s in (side, other))
            lists = [offer.code for offer in offers if offer.what == "instrument"]
            assert set(lists) <= mine - theirs, "contacts.reasons"


def test_the_highest_class_is_the_highest(counted: Study) -> None:
    """Only a region whose value reaches the last class is said to be in it."""
    top = max(counted.world.guidelines.bands, key=lambda band: band.min)
    for code in list(counted.world.regions)[:3]:
        for fact in facts_in(why_topic(counted.why(code))).get("why.highest", ()):
            assert fact["held"] == top.id
            assert counted.scores.regions.set_index("region")["value"][code] >= top.min - 1e-9


def test_codes_and_actions_stand_in_order_of_regions(counted: Study, coherence: CoherenceWords) -> None:
    """Each of two regions or more at its level, none left out before a smaller one is told."""
    told = tables_in(coherence)
    carried: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for region, inventory in counted.world.regions.items():
        for record in (p for p in inventory.programmes if not p.example):
            for level in record.level:
                for side in ("objectives", "instruments", "target_groups", "sectors", "funding_sources"):
                    entries = getattr(record, "funding" if side == "funding_sources" else side)
                    for code in {getattr(each, "code", each) for each in entries}:
                        carried[level][code].add(region)
    for facts, rows in told["coherence.common"]:
        holders = carried[facts["level"]]
        assert all(row[2] == len(holders[row[0]]) >= 2 and set(row[4]) == holders[row[0]] for row in rows)
        shared = sorted((len(who) for who in holders.values() if len(who) >= 2), reverse=True)
        assert [row[2] for row in rows] == shared[: len(rows)] and len(rows) in (len(shared), 15)
    for _, rows in told["coherence.actions"]:
        assert falling([row[2] for row in rows]) and all(row[2] == len(row[3]) >= 2 for row in rows)


def test_no_region_is_in_a_column_that_no_row_fills(report: tuple[Study, Facts], coherence: CoherenceWords) -> None:
    """Under a level's objectives: no region has a cell of a kind that is named, and one has of each with a column."""
    study, said = report
    told = [fact["empty"] for fact in said.get("page.once", ()) if fact["empty"]]
    columns = {kind.value for kind in (Cell.SHARED, Cell.COMPLEMENTARY, Cell.OWN, Cell.GAP, Cell.CONFLICT)}
    empty = []
    for level in coherence.levels:
        found = {row.cell.value for row in study.comparison.by_cell if row.level == level.level.id}
        heads = {plain(column.label) for column in level.cells.columns if not column.header}
        assert len(level.cells.cells) < 2 or (heads and heads <= found)
        if len(level.cells.cells) > 1 and columns - found:
            empty.append(columns - found)
    assert len(told) == len(empty)
    assert all(all(kind in each for kind in kinds) for each, kinds in zip(map(str, told), empty, strict=True))
