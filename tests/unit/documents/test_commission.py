"""The page for the Commission: facts of the records, a request for each obstacle, one page."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.errors import UsageError
from ceecluster.planning.commission import EuropeanCase
from ceecluster.study import Study, load
from ceecluster.words.commission import commission_words
from factories import markdown_of, written
from networks import write_network
from pages import pdf_pages


@pytest.fixture(scope="module")
def found(study: Study) -> EuropeanCase:
    """The facts of the frozen network."""
    return study.european_case()


def test_what_is_shared_is_a_priority_of_two_thirds(study: Study, found: EuropeanCase) -> None:
    """Recounted from the positions, the most widely held first."""
    told = [(case.issue, len(case.holders), case.positions) for case in found.shared]
    members = len(study.world.network.regions)
    wide = {
        case.issue: len(case.holders)
        for case in study.agree().cases
        if case.positions >= 2 / 3 * members and len(case.holders) / case.positions >= 2 / 3
    }
    assert told and all(holders == wide[issue] for issue, holders, _ in told)
    assert [holders for _, holders, _ in told] == sorted(wide.values(), reverse=True)[: len(told)]


def test_obstacles_are_recounted_from_the_records(study: Study, found: EuropeanCase) -> None:
    """Members without an open instrument, programmes for all, programmes without a call."""
    members = [region.code for region in study.world.network.regions]
    assert sorted((*found.opening, *found.closed)) == sorted(members)
    terms = {term.code: term for term in study.world.vocabulary.eu_programmes}
    openings = {each.code: each for each in study.programme_use().openings}
    assert set(found.no_call) == {code for code in found.open if not openings[code].calls}
    assert all(len(openings[code].eligible) == len(members) for code in found.for_all)
    assert set(found.open) <= set(terms)


def test_there_is_a_request_for_each_obstacle_and_no_other(found: EuropeanCase) -> None:
    """What nothing stands in the way of is not asked for."""
    words = commission_words(found)
    assert len(words.requests) == bool(found.closed) + (len(found.for_all) < len(found.open)) + bool(found.no_call)


def test_good_practices_are_two_of_other_regions_and_criteria(found: EuropeanCase) -> None:
    """With their own sources."""
    first, second = found.practices
    assert first.criterion != second.criterion and first.practice.region != second.practice.region
    assert all(each.sources and each.practice.note for each in found.practices)


def test_it_has_one_page(study: Study) -> None:
    """In PDF."""
    assert pdf_pages(written("commission", study, "pdf")) == 1


def test_a_network_without_programmes_asks_for_none(tmp_path: Path) -> None:
    """No obstacle is made up: its list of European programmes is empty."""
    text = markdown_of("commission", load(write_network(tmp_path, 3)))
    assert "European programme" not in text and "open call" not in text


def test_the_option_is_for_the_briefing(tmp_path: Path) -> None:
    """`--for` beside another document does nothing, and is refused."""
    write_network(tmp_path, 3)
    told = CliRunner().invoke(app, ["report", "briefing", "--for", "commission", "-w", str(tmp_path)])
    assert told.exit_code == 0 and "briefing for the Commission" in told.output
    refused = CliRunner().invoke(app, ["report", "plan", "--for", "commission", "-w", str(tmp_path)])
    assert isinstance(refused.exception, UsageError) and "--for does nothing" in str(refused.exception)
