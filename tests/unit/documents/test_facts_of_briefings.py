"""Every briefing on several networks: its limits of a page, and its figures counted again."""

from __future__ import annotations

import re
from functools import cache

import pytest

from ceecluster.blocks import Document, Statement
from ceecluster.documents import BRIEFINGS, document, voice_of
from ceecluster.forms.markdown import write_markdown
from ceecluster.study import Study, load
from ceecluster.words.action_plan import plan_words
from ceecluster.words.briefings import part_words
from factories import written
from networks import widen, write_league, write_network
from pages import pdf_pages

KINDS = ("briefing", *BRIEFINGS)
NETWORKS = ("three", "league", "wide")


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Study]:
    """Three fjords without a plan, three that agree, eight with pilots under way."""
    return {
        "three": load(write_network(tmp_path_factory.mktemp("three"), 3)),
        "league": load(write_league(tmp_path_factory.mktemp("league"))),
        "wide": load(widen(write_league(tmp_path_factory.mktemp("wide"), 5))),
    }


@cache
def made(kind: str, study: Study) -> Document:
    """A briefing."""
    return document(kind, study, voice_of(study))


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_briefing_keeps_its_limits(kind: str, network: str, studies: dict[str, Study]) -> None:
    """What is asked in 40 words, at most 180 of summary, three findings, three decisions of two ways, five numbers."""
    study = studies[network]
    text = write_markdown(made(kind, study), voice_of(study))
    summary = text.split("## What to decide")[0].split("## Who was heard")[0]
    asked, *_ = text.split("**", 2)[1].split("**")
    assert len(summary.split()) <= 180 and len(asked.split()) <= 40
    assert re.search(
        r"^Each of the \d+ members has (one decision|\d+ decisions) to take|^The members have nothing to decide", asked
    )
    told = text.split("## What was found")[1].split("## Who was heard")[0]
    found, _, decide = told.partition("## What to decide")
    assert len(re.findall(r"^\d\.", found, re.MULTILINE)) <= 3
    decisions = re.findall(r"^\d\..*$", decide, re.MULTILINE)
    assert len(decisions) <= 3 and all("*If so*" in line and "*If nothing is done*" in line for line in decisions)
    body = re.sub(r"^\d\.|'[^']*'|Fjord \d+", "", told, flags=re.MULTILINE)
    assert len(re.findall(r"\d+ of (?:the )?\d+|\d+", body)) <= 5
    assert len(set(re.findall(r"\b[A-Z]{2,}\b", told))) <= 5


@pytest.mark.parametrize("kind", KINDS)
def test_a_briefing_has_one_page(kind: str, studies: dict[str, Study]) -> None:
    """As it is printed."""
    assert pdf_pages(written(kind, studies["league"], "pdf")) == 1


@pytest.mark.parametrize("network", NETWORKS)
def test_figures_of_the_briefings_are_those_of_the_results(network: str, studies: dict[str, Study]) -> None:
    """Issues, clauses, who could sign, pilots, reach and costs, from the tables."""
    study = studies[network]
    agreement, plan = study.agreement, study.plan()
    words = (part_words(study, "agreement"), part_words(study, "plan"))
    parts = [part for each in words for part in (*each.findings, *(one.asked for one in each.decisions))]
    said = {part.key: part.facts for part in parts if isinstance(part, Statement)}
    classes = agreement.issues["status"].value_counts()
    assert said["briefing.issues"]["topics"] == sum(classes.get(each, 0) for each in ("common", "wanted"))
    assert said["briefing.issues"]["count"] == len(agreement.issues)
    rows = [case for case in agreement.cases if case.clause]
    willing = agreement.stances[agreement.stances["stance"].isin(["support", "accept"])]["issue"]
    if rows:
        assert said["briefing.clauses"]["count"] == len(rows)
        assert said["briefing.clauses"]["open"] == sum(case.issue not in set(willing) for case in rows)
    year = study.world.as_of if hasattr(study.world, "as_of") else int(study.world.network.as_of[:4])
    regions = study.world.network.regions
    nameless = sum(not study.world.network.name_at(region.partner, year) for region in regions)
    assert said.get("briefing.signer", {"count": 0})["count"] == nameless
    if plan.pilots:
        assert said["briefing.reach"]["count"] == len(plan.pilots)
        assert said["briefing.reach"]["served"] == len({code for pilot in plan.pilots for code in pilot.regions})
        assert said["briefing.tied"]["ties"] == len(plan.selection.ties)
        costed = sum(all(line.amount is not None for line in pilot.costs) for pilot in plan.pilots)
        assert said["briefing.costed"] == {"costed": costed, "count": len(plan.pilots)}


def test_the_page_on_the_plan_tells_its_pilots(studies: dict[str, Study]) -> None:
    """Each pilot with its lead, its partners, its years and what could pay, as the plan has them."""
    study = studies["league"]
    plan = study.plan()
    told = part_words(study, "plan").pilots
    assert plan.pilots and len(told) == len(plan.pilots)
    for each, pilot in zip(told, plan.pilots, strict=True):
        assert each.told.key == "briefing.pilot"
        assert (each.told.facts["start"], each.told.facts["end"]) == (pilot.start.year, pilot.end.year)
        assert (each.told.facts["programme"] is None) == (pilot.funding is None)
        assert each.told.facts["call"] == bool(pilot.funding and pilot.funding.calls)
    assert part_words(study, "agreement").pilots == ()


def test_what_candidates_would_bring_is_that_of_the_plan(studies: dict[str, Study]) -> None:
    """Which pilots each could join, how many records it has, and with whom it shares most, in their order."""
    study = studies["wide"]
    plan = study.plan()
    actions = sorted(plan.enlargement, key=lambda each: each.candidate)
    entries = plan_words(study, plan).enlargement
    assert actions and len(entries) == len(actions)
    for entry, action in zip(entries, actions, strict=True):
        first = entry.told[0]
        assert isinstance(first, Statement)
        assert first.key == "replies.candidate" and first.facts["count"] == action.records
        shares = [share for _, share in action.closest]
        assert shares == sorted(shares, reverse=True)
        joins = [each for each in entry.points if isinstance(each, Statement) and each.key == "chapters.joins"]
        assert [each.facts["count"] for each in joins] == ([len(action.pilots)] if action.pilots else [])
