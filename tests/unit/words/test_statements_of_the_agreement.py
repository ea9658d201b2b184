"""Every figure and every "would" in the sentences of the agreement, recomputed from its tables on three networks."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import pandas as pd
import pytest

from ceecluster.agreement import Agreement
from ceecluster.blocks import Names, Ref, Statement, plain, walk
from ceecluster.documents import document, voice_of
from ceecluster.study import Study, load
from ceecluster.words.agreement import agreement_topic
from ceecluster.words.memorandum import agreement_words
from ceecluster.words.pairwise import DIMENSIONS
from factories import frozen
from networks import write_network


@pytest.fixture(scope="module", params=["ours", 3, 9])
def study(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Our network as frozen, and two with other levels, codes and names."""
    if request.param == "ours":
        return frozen()
    folder: Path = write_network(tmp_path_factory.mktemp("network"), request.param)
    return load(folder, as_of="all")


def codes(part: object) -> list[str]:
    """The codes of a list in a sentence; none for a missing one."""
    return [item.id for item in part.items if isinstance(item, Ref)] if isinstance(part, Names) else []


def wanting(agreement: Agreement, issue: str) -> dict[str, bool]:
    """By region with a position, whether the issue is a priority of it; straight from the table."""
    table: pd.DataFrame = agreement.positions
    own = table[table["issue"] == issue]
    return dict(zip(own["region"], own["priority"] >= agreement.rule.holds_at, strict=True))


def enough(agreement: Agreement, wanted: int, positions: int) -> bool:
    """The rule, written out once more."""
    rule = agreement.rule
    return positions >= ceil(rule.min_positions * len(agreement.regions) - 1e-6) and wanted >= ceil(
        (rule.majority - 5e-5) * positions - 1e-9
    )


def test_the_classes_on_the_screen_add_up(study: Study) -> None:
    """Counts of classes, of declared and derived priorities, and of what is low for all."""
    agreement = study.agreement
    told = {
        part.key: part.facts
        for part in (*agreement_topic(agreement).lead, *agreement_topic(agreement).findings)
        if isinstance(part, Statement)
    }
    sizes = agreement.issues["status"].value_counts()
    classes = told["agreement.counts"]["classes"].items
    assert {part.key for part in classes} == {"agreement.counted"}
    assert {part.facts["status"]: part.facts["n"] for part in classes} == dict(sizes)
    table = agreement.positions
    assert told["agreement.origin"]["declared"] == int((table["origin"] == "declared").sum())
    assert told["agreement.origin"]["count"] == len(table)
    low = [
        issue
        for issue, own in table.groupby("issue")
        if own["priority"].max() <= 1 and len(own) >= agreement.rule.min_positions * len(agreement.regions)
    ]
    assert sorted(codes(told.get("agreement.turned_down", {}).get("issues"))) == sorted(low)


def test_who_would_have_to_move_makes_a_topic_and_one_fewer_does_not(study: Study) -> None:
    """Of "would be a topic if k of these moved": they stand one step below, k suffice by the rule, and k - 1 do not."""
    agreement = study.agreement
    for part in agreement_topic(agreement).findings:
        if not isinstance(part, Statement) or part.key != "agreement.move":
            continue
        issue = part.facts["issue"].id
        own = agreement.positions[agreement.positions["issue"] == issue].set_index("region")["priority"]
        assert codes(part.facts["regions"]) == list(own[own == agreement.rule.holds_at - 1].index)
        now = sum(wanting(agreement, issue).values())
        assert enough(agreement, now + part.facts["count"], len(own))
        assert not enough(agreement, now + part.facts["count"] - 1, len(own))


def test_clauses_and_differences_name_the_right_regions(study: Study) -> None:
    """Who is named in a clause has the priority and has not declared; a difference parts those who speak."""
    agreement = study.agreement
    words = agreement_words(agreement, study.grounds(), study.comparison)
    for clause in words.clauses:
        held = wanting(agreement, clause.issue.id)
        declared = set(agreement.stances[agreement.stances["issue"] == clause.issue.id]["region"])
        assert codes(clause.proposed) == [region for region in held if held[region] and region not in declared]
        facts = clause.evidence.remark.parts[-1].facts  # type: ignore[union-attr]  # its last part measures
        assert (facts["holders"], facts["positions"]) == (sum(held.values()), len(held))
    for point in words.differences:
        if not point.facts["camps"]:
            held = wanting(agreement, point.facts["issue"].id)
            assert codes(point.facts["upper"]) == [region for region in held if held[region]]
            assert codes(point.facts["lower"]) == [region for region in held if not held[region]]
    assert len(words.clauses) + len(words.dropped) == len(agreement.cases)
    assert words.topics == sum(
        enough(agreement, sum(h.values()), len(h)) for h in map(_held(agreement), _issues(agreement))
    )


def _issues(agreement: Agreement) -> list[str]:
    return [case.issue for case in agreement.cases if agreement.on(case.issue)]


def _held(agreement: Agreement):
    return lambda issue: wanting(agreement, issue)


def test_what_is_said_of_all_or_most_rests_on_two_thirds(study: Study) -> None:
    """Criteria that all keep, and that most miss, counted in the table of scores: enough have evidence."""
    grounds = study.grounds()
    table = study.scores.criteria.dropna(subset=["z"])
    lowest = table.groupby(["criterion", "region"])["z"].min()
    members = len(study.world.network.regions)
    for rows, least, most in ((grounds.kept_by_all, 1, 1), (grounds.missed_by_most, 0, 0.5)):
        for row in rows:
            met = lowest[row.criterion] >= grounds.least - 1e-9
            assert len(met) >= 2 * members / 3 - 1e-9
            assert least <= met.mean() <= most and len(row.meets) == met.sum()


def test_what_a_level_builds_on_is_on_record_with_three_quarters(study: Study) -> None:
    """Each code named there, counted among those with a code of its kind; who has none of the kind is not counted."""
    words = agreement_words(study.agreement, study.grounds(), study.comparison)
    held = study.comparison.codes
    called = {kind: label.english for kind, label in DIMENSIONS.items()}
    for row in words.levels:
        here = held[held["level"] == row.level.id]
        speaks = {kind: set().union(*own["regions"]) for kind, own in here.groupby("dimension")}
        wide = {
            code for kind, code, regions in zip(here["dimension"], here["code"], here["regions"], strict=True)
            if len(regions) >= 3 and len(regions) >= 0.75 * len(speaks[kind]) - 1e-9
        }  # fmt: skip
        assert (row.shared is None) == (not wide)
        kinds = [] if row.shared is None else [plain(each) for each in row.shared.names.items]
        assert {code for kind in kinds for code in kind["facts"]["names"]} == wide
        for kind in kinds:
            assert set(here[here["code"].isin(kind["facts"]["names"])]["dimension"].map(called.get)) == {
                kind["facts"]["kind"]
            }
        assert row.shared is None or row.shared.evidence.remark == Statement("memorandum.shared")


def test_the_draft_has_no_empty_place(study: Study) -> None:
    """Every block of the document of each network is there and worded."""
    voice = voice_of(study)
    for block in walk(document("agreement", study, voice).blocks):
        for part in (getattr(block, "text", None), getattr(block, "title", None)):
            if part is not None:
                told = voice.plain(part)
                assert told.strip() and "None" not in told.replace("None of", "")
