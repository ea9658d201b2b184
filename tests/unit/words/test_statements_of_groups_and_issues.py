"""What is said of an issue, of chosen groups and of the concordance, counted again from positions and stances."""

from __future__ import annotations

from itertools import combinations
from math import ceil

import pytest

from ceecluster.agreement import Agreement
from ceecluster.agreement.agreement import agree
from ceecluster.notebook import shown
from ceecluster.study import Study
from ceecluster.words.agreement import agreement_topic, difference, not_proposed
from ceecluster.words.memorandum import agreement_words
from recounting import facts_in


def positions(agreement: Agreement, issue: str) -> dict[str, int]:
    """Priority by region, from the table."""
    own = agreement.positions[agreement.positions["issue"] == issue]
    return dict(zip(own["region"], own["priority"], strict=True))


def test_concordance_and_rule_are_those_of_the_matrix(counted: Study) -> None:
    """Kendall's W from sums of ranks without correction only where there are no ties; issues, regions, the rule."""
    agreement = counted.agreement
    said = facts_in(agreement_topic(agreement))
    assert said["agreement.title"][0]["count"] == len(agreement.cases) == said["agreement.counts"][0]["count"]
    for fact in said["agreement.rule"]:
        rule = counted.world.network.rules.agreement
        assert (fact["majority"], fact["least"]) == (rule.majority, rule.min_positions)
    for fact in said.get("agreement.w", ()):
        matrix = agreement.matrix.dropna(how="all")
        full = matrix.loc[:, matrix.notna().all()]
        assert (fact["regions"], fact["issues"]) == (agreement.w.observers, agreement.w.units)
        assert fact["issues"] == full.shape[1] and fact["regions"] == full.shape[0]
        ranks = full.rank(axis=1)
        m, n = full.shape
        spread = ((ranks.sum() - m * (n + 1) / 2) ** 2).sum()
        ties = sum((row.value_counts() ** 3 - row.value_counts()).sum() for _, row in full.iterrows())
        assert fact["w"] == pytest.approx(12 * spread / (m**2 * (n**3 - n) - m * ties))
        assert fact["chance"] == pytest.approx(1 / m)
        assert fact["alike"] == (fact["p"] is not None and fact["p"] <= 0.05)
    for fact in said.get("agreement.alpha", ()):
        assert fact["alpha"] == agreement.alpha.value and (fact["least"] is None or fact["least"] <= fact["most"])
    for fact in said.get("agreement.note_kept", ()):
        assert fact["count"] == agreement.kept
    for fact in said.get("agreement.untouched", ()):
        untouched = [case for case in agreement.cases if case.status == "wanted" and len(case.open) == case.regions]
        assert fact["count"] == len(untouched)
        assert fact["topics"] == sum(case.status == "wanted" for case in agreement.cases)
        assert fact["regions"] == len(agreement.regions)


def test_each_issue_says_whom_it_needs(counted: Study) -> None:
    """Holders, positions, those who go along; how many would have to move."""
    agreement = counted.agreement
    share = agreement.rule.majority
    for case in agreement.cases:
        known = positions(agreement, case.issue)
        holders = [region for region, priority in known.items() if priority >= agreement.rule.holds_at]
        facts = not_proposed(case).facts
        assert not_proposed(case).key == "agreement.not_proposed"
        assert (facts["positions"], facts["holders"]) == (len(known), len(holders))
        stances = agreement.stances[agreement.stances["issue"] == case.issue]
        assert facts["willing"] == stances["stance"].isin(["support", "accept"]).sum()
        assert facts["back"] == stances["stance"].isin(["reserve", "object"]).sum()
        told = difference(agreement, case)
        assert told is None or told.key == "agreement.difference"
        if told is not None and told.facts["needed"]:
            assert len(holders) + told.facts["needed"] >= ceil((share - 5e-5) * len(known) - 1e-9)
    words = agreement_words(agreement, counted.grounds(), counted.comparison)
    for fact in facts_in(words).get("memorandum.measured", ()):
        assert (
            fact["holders"] <= fact["positions"] <= fact["regions"]
            and fact["willing"] + fact["open"] <= fact["regions"]
        )
        ends = (fact["low"], fact["high"])
        assert fact["low"] is None or ends == tuple(sorted(ends))


def test_why_an_issue_has_its_place(counted: Study) -> None:
    """Holders and agreement A of an issue, whose leaving moves A most, and the records that decide its class."""
    agreement = counted.agreement
    case = max(agreement.cases, key=lambda case: case.positions)
    reasons = counted.why_issue(case.issue)
    said = facts_in(shown(reasons, counted))
    (fact,) = said["issue.place"]
    known = positions(agreement, case.issue)
    assert fact["holders"] == sum(priority >= agreement.rule.holds_at for priority in known.values())
    assert fact["a"] == case.a
    away = {
        row.region: abs((row.a_without or 0) - (case.a or 0)) for row in reasons.regions if row.a_without is not None
    }
    for fact in said.get("issue.furthest", ()):
        assert fact["count"] == len(fact["regions"])
        assert all(away[region] == pytest.approx(max(away.values())) for region in fact["regions"])
        assert set(fact["regions"]) == {r for r, move in away.items() if move == pytest.approx(max(away.values()))}
        assert abs(fact["without"] - fact["a"]) == pytest.approx(max(away.values()))
    if len(agreement.regions) < 8:
        return
    reasons_of = {case.issue: counted.why_issue(case.issue) for case in agreement.cases}
    others = [issue for issue, reasons in reasons_of.items() if reasons.records and issue != "GOAL-SAUNA"]
    for issue in ("GOAL-SAUNA", others[0], others[-1]):
        reasons = reasons_of[issue]
        said = facts_in(shown(reasons, counted))
        moving = {row.record for row in reasons.records}
        deciding = {record for record in moving if _class_without(counted, issue, record) != reasons.case.status}
        for fact in said.get("issue.deciding", ()):
            assert set(fact["records"]) == deciding and fact["count"] == len(deciding)
        for fact in said.get("issue.deciding_none", ()):
            assert fact["count"] == len(moving)
        assert ("issue.deciding" in said) == bool(deciding)
        assert ("issue.deciding_none" in said) == (bool(moving) and not deciding)


def _class_without(study: Study, issue: str, record: str) -> str:
    """The class of an issue in a network that never had the record."""
    left = {
        code: inventory.model_copy(update={"programmes": tuple(p for p in inventory.programmes if p.id != record)})
        for code, inventory in study.world.regions.items()
    }
    agreement = agree(study.world.model_copy(update={"regions": left}), draws=0)
    return next(case.status for case in agreement.cases if case.issue == issue)


def test_groups_share_what_all_of_them_hold(counted: Study) -> None:
    """Issues that all of a group hold; how many groups of this size share as much; what all of it hold low."""
    agreement = counted.agreement
    names = tuple(agreement.regions)[:2]
    said = facts_in(shown(counted.groups([names]), counted))
    assert said["group.title"][0]["count"] == 1
    at = agreement.rule.holds_at
    table = {case.issue: positions(agreement, case.issue) for case in agreement.cases}

    def shared(group: tuple[str, ...]) -> int:
        return sum(all(known.get(region, -1) >= at for region in group) for known in table.values())

    (fact,) = said["group.shared"]
    assert (fact["count"], fact["total"]) == (shared(names), len(agreement.cases))
    for fact in said.get("group.as_many", ()):
        groups = [*combinations(agreement.regions, len(names))]
        assert fact["size"] == len(names) and fact["groups"] == len(groups)
        assert fact["count"] == sum(shared(group) >= shared(names) for group in groups)
    for fact in said.get("group.turned_down", ()):
        low = [i for i, known in table.items() if all(region in known and known[region] <= 1 for region in names)]
        assert fact["count"] == len(low)
    for fact in said.get("group.adds", ()):
        both = {i for i, known in table.items() if all(known.get(region, -1) >= at for region in names)}
        topics = {case.issue for case in agreement.cases if case.status in ("common", "wanted")}
        assert fact["count"] == len(both - topics)
