"""The concept note: for a call that is open, over, or not on file; nothing in it that the data do not say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.errors import UsageError
from ceecluster.model.vocabulary import Call
from ceecluster.planning.application import Application, CallState, newest, state_of
from ceecluster.study import Study, load
from factories import written
from networks import change, write_league
from pages import pdf_pages

DAY = "2025-05-17"
"""The day of the information of the league."""


def programme(code: str, areas: list[str], *calls: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A programme of the vocabulary."""
    return {
        "code": code,
        "name": {"en": f"Purse {code[-1]}"},
        "opens": 2021,
        "closes": 2029,
        "status": "adopted",
        "areas": [{"nuts": areas}],
        "calls": [{"source": ["saga"], **call} for call in calls],
        **more,
    }


def with_programmes(folder: Path, *programmes: dict[str, Any]) -> Study:
    """The league of three fjords with programmes of others."""
    write_league(folder)
    saga = {"saga": {"title": "Saga of the purses", "year": 2024, "url": "https://saga.example/purses"}}
    change(folder / "data" / "vocabulary.yaml", eu_programmes=list(programmes), sources=saga)
    return load(folder)


def note(study: Study, call: str | None = None) -> Application:
    """The note for the first pilot."""
    return study.application("P1", call, draws=0)


@pytest.mark.parametrize(
    ("call", "state"),
    [
        ({"opens": "2025-01-01", "closes": "2025-05-17"}, CallState.OPEN),
        ({"closes": "2025-05"}, CallState.OPEN),
        ({"closes": "2025-05-16"}, CallState.OVER),
        ({"closes": "2024"}, CallState.OVER),
        ({"opens": "2025-05-18", "closes": "2025-09-01"}, CallState.AHEAD),
        ({"opens": "2024-01-01"}, CallState.UNDATED),
        ({}, CallState.UNDATED),
    ],
)
def test_a_call_is_as_its_days_say(call: dict[str, str], state: CallState) -> None:
    """Its last day still counts; a month counts to its end."""
    assert state_of(Call(title="A call", source=("saga",), **call), DAY) is state


def test_the_call_of_most_use_comes_first() -> None:
    """Open, then ahead, then standing, then the newest of those over, then one without any day."""
    days = (
        {"closes": "2025-09"},
        {"opens": "2026-01"},
        {"opens": "2020"},
        {"closes": "2025-02"},
        {"closes": "2023"},
        {},
    )
    calls = tuple(Call(title=str(place), source=("saga",), **each) for place, each in enumerate(days))
    for place in range(len(calls) - 1):
        found = newest(calls[place:][::-1], DAY)
        assert found is not None and found.title == str(place)
    assert newest((), DAY) is None


def test_a_network_without_programmes_says_so(tmp_path: Path) -> None:
    """No call, no programme, no area is made up; the questions ask for them."""
    write_league(tmp_path)
    found = note(load(tmp_path))
    assert (found.programme, found.call, found.state) == (None, None, None)
    assert all(each.cover is None for each in found.partners)
    assert found.open[0].key == "programme"
    told = CliRunner().invoke(app, ["plan", "--apply", "p1", "--draws", "0", "-w", str(tmp_path), "-f", "markdown"])
    assert told.exit_code == 0, told.output
    assert "the vocabulary lists no programme that could pay" in " ".join(told.output.split())
    assert "No programme that could pay for every partner is on file" in told.output


def test_the_note_is_for_the_call_that_is_open(tmp_path: Path) -> None:
    """Who lies in the area is read from the programme's codes, the last day from the call."""
    open_call = {"title": "Second call", "opens": "2025-04-01", "closes": "2025-08-31", "topic": "Boats"}
    study = with_programmes(tmp_path, programme("EUP-A", ["FA"], {"title": "First call", "closes": "2023"}, open_call))
    found = note(study)
    assert found.call is not None and (found.call.title, found.state) == ("Second call", CallState.OPEN)
    assert {each.cover for each in found.partners} == {"whole"} and found.partners[0].lead
    assert "call" not in {each.key for each in found.open} and "next_call" not in {each.key for each in found.open}
    assert [each.region for each in found.partners] == list(found.pilot.regions)


def test_another_call_can_be_named(tmp_path: Path) -> None:
    """By a part of its title or the programme's code; who lies outside is asked about."""
    calls = ({"title": "Small boats", "closes": "2026"}, {"title": "Small nets", "closes": "2026"})
    study = with_programmes(tmp_path, programme("EUP-A", ["FA"], *calls), programme("EUP-B", ["FA10", "XX"]))
    named = note(study, "boats")
    assert named.call is not None and named.call.title == "Small boats"
    other = note(study, "eup-b")
    outside = {each.region for each in other.partners if each.cover == "none"}
    assert outside == set(other.pilot.regions) - {"FA10"}
    assert next(each for each in other.open if each.key == "outside").regions == tuple(
        code for code in other.pilot.regions if code in outside
    )
    assert other.call is None and "call" in {each.key for each in other.open}
    for wrong, said in (("small", "2 documented calls"), ("whale", "no documented call")):
        with pytest.raises(UsageError, match=said):
            note(study, wrong)


def test_what_is_asked_is_what_the_data_lack(tmp_path: Path) -> None:
    """A question goes once its answer is on file."""
    one = {"specific_objectives": [{"code": "RSO1.1", "text": "Boats", "source": ["saga"]}]}
    rate = {"cofinancing": [{"text": "up to 80 %", "source": ["saga"]}]}
    bare = note(with_programmes(tmp_path / "bare", programme("EUP-A", ["FA"])))
    full = note(with_programmes(tmp_path / "full", programme("EUP-A", ["FA"], **one, **rate)))
    assert {each.key for each in bare.open} - {each.key for each in full.open} == {"objective", "rate"}
    lacking = tuple(line.partner for line in full.pilot.costs if line.amount is None)
    assert next(each for each in full.open if each.key == "amounts").regions == lacking


def test_each_partner_has_a_letter_on_a_page_of_its_own(tmp_path: Path) -> None:
    """In PDF; the note itself has no more than four pages, the inputs come last."""
    study = with_programmes(tmp_path, programme("EUP-A", ["FA"], {"title": "A call", "closes": "2026"}))
    found = note(study)
    note_and_letters = pdf_pages(written("application", study, "pdf", region="P1"))
    assert note_and_letters <= 4 + len(found.partners) + 1
    assert note_and_letters >= 1 + len(found.partners) + 1


def test_a_wrong_call_is_refused(tmp_path: Path) -> None:
    """No pilot of that number, and a call without a note."""
    write_league(tmp_path)
    with pytest.raises(UsageError, match="P9"):
        load(tmp_path).application("P9", draws=0)
    refused = CliRunner().invoke(app, ["plan", "--call", "x", "-w", str(tmp_path)])
    assert isinstance(refused.exception, UsageError) and "--call is for a concept note" in str(refused.exception)
    assert yaml.safe_load((tmp_path / "data" / "network.yaml").read_text(encoding="utf-8"))["as_of"] == DAY
