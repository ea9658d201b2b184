"""From the plan to a pilot that runs, and what ended pilots leave to the next plan."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from ceecluster.checks.catalogue import ACROSS, LOCAL
from ceecluster.checks.run import check
from ceecluster.cli.app import app
from ceecluster.errors import UsageError
from ceecluster.planning.monitoring import evaluate
from ceecluster.study import load
from networks import change, write_league

RUN = CliRunner()


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """Three fjords with two levels that can plan."""
    return write_league(tmp_path)


def start(folder: Path, number: str = "P1"):
    """The call that starts a pilot."""
    return RUN.invoke(app, ["plan", "-w", str(folder), "--start", number])


def pilot_of(folder: Path) -> Path:
    """The one pilot on file."""
    (path,) = (folder / "data" / "pilots").glob("*.yaml")
    return path


def test_a_started_pilot_is_on_file_checked_and_followed(network: Path) -> None:
    """The file has what the plan says; only what is to be filled in is found; `evaluate` follows it."""
    planned = load(network).plan(draws=0).pilots[0]
    assert start(network).exit_code == 0
    (pilot,) = load(network).world.pilots
    assert (pilot.status, pilot.lead, pilot.partners) == ("running", planned.lead, planned.regions)
    assert pilot.theme == planned.candidate.theme.id
    assert [m.due for m in pilot.milestones] == [step.due.isoformat() for step in planned.steps]
    assert [w.lead for w in pilot.work] == [work.lead for work in planned.work]
    assert {i.code: i.baseline for i in pilot.indicators} == {"MARK-BOAT": 0, "MARK-CREW": None}
    found = check(network / "data", local=LOCAL, across=ACROSS).findings
    assert [f.code for f in found if "pilots" in f.where.file] == ["CC434"]
    (state,) = load(network).evaluate("2027-01-01").by_pilot
    assert (state.pilot, state.indicators, state.overdue) == (pilot.id, 2, 2)


def test_nothing_is_started_twice(network: Path) -> None:
    """The second start is refused and changes nothing; a copy of the file is found by `validate`."""
    start(network)
    path = pilot_of(network)
    before = path.read_bytes()
    again = start(network)
    assert isinstance(again.exception, UsageError)
    assert "runs already" in str(again.exception)
    assert path.read_bytes() == before
    path.with_name("copy.yaml").write_bytes(before)
    found = check(network / "data", local=LOCAL, across=ACROSS).findings
    assert [f.code for f in found if f.severity == "error"] == ["CC511"]


def test_a_started_idea_keeps_its_texts(network: Path) -> None:
    """A declared idea becomes a pilot of its own that names it; the idea stays, and the next plan leaves it out."""
    (network / "data" / "pilots").mkdir()
    idea = {
        "id": "regatta", "title": {"en": "A regatta"}, "background": "Boats lie idle.", "objectives": ["GOAL-HARBOUR"],
        "sectors": ["TRADE-FISH"], "source": ["letter"],
    }  # fmt: skip
    file = {"as_of": "2025-05-01", "sources": {"letter": {"title": "A letter", "year": 2025, "document": "1"}}}
    ideas = network / "data" / "pilots" / "ideas.yaml"
    ideas.write_text(yaml.safe_dump({**file, "pilots": [idea]}), encoding="utf-8")
    planned = load(network).plan(draws=0)
    number = next(p.number for p in planned.pilots if p.candidate.pilot)
    assert start(network, number).exit_code == 0
    pilot = next(p for p in load(network).world.pilots if p.idea == "regatta")
    assert (pilot.id, pilot.background) == ("regatta-2026", "Boats lie idle.")
    assert any(c.pilot for c in load(network).plan(draws=0).proposed.all), "it is this plan's own"
    change(network / "data" / "network.yaml", as_of="2026-05-17")
    later = load(network).plan(draws=0).proposed
    assert [each.key for each in later.settled] == ["regatta"]
    assert not any(c.pilot for c in later.all)


@pytest.mark.parametrize(("answer", "proposed"), [("yes", True), ("no", False)])
def test_an_ended_pilot_feeds_the_next_plan(network: Path, answer: str, proposed: bool) -> None:
    """What should not go on is not proposed again; lessons stand beside pilots on what the two share."""
    start(network)
    path = pilot_of(network)
    body = yaml.safe_load(path.read_text(encoding="utf-8"))
    (entry,) = body["pilots"]
    left = entry["partners"][-1]
    entry |= {
        "status": "stopped",
        "partners": entry["partners"][:-1],
        "history": [
            *entry["history"],
            {"date": "2026-03-01", "what": "left", "region": left, "note": "no crew"},
            {"date": "2026-09-01", "what": "stopped"},
        ],
        "lessons": [{"text": "Ask the crews first."}],
        "dac": {"relevance": {"answer": "yes"}, "efficiency": {"answer": "no"}},
        "go_on": {"answer": answer, "evidence": "The crews say so."},
    }
    entry["work"] = [{**work, "lead": entry["lead"]} for work in entry["work"]]
    path.write_text(yaml.safe_dump(body), encoding="utf-8")
    errors = [f for f in check(network / "data", local=LOCAL, across=ACROSS).findings if f.severity == "error"]
    assert errors == []
    change(network / "data" / "network.yaml", as_of="2027-05-17")
    study = load(network)
    made = study.plan(draws=0)
    assert (entry["theme"] in {c.theme.id for c in made.proposed.all}) is proposed
    shared = [
        p
        for p in made.pilots
        if {*p.candidate.theme.objectives, *p.candidate.theme.sectors} & {*entry["objectives"], *entry["sectors"]}
    ]
    assert shared
    assert {t.lesson.text for p in shared for t in p.lessons} == {"Ask the crews first."}
    found = evaluate(study.whole)
    (ended,) = found.by_ended
    assert (ended.how, ended.on, ended.answered, ended.positive, ended.go_on) == ("stopped", "2026-09-01", 2, 1, answer)
    assert [(e.what, e.region) for e in found.by_event] == [("started", None), ("left", left), ("stopped", None)]
    late = [m for m in found.by_milestone if m.state == "overdue"]
    assert all(m.due < "2026-09-01" for m in late), "what was due after the stop is not overdue"
    report = RUN.invoke(app, ["evaluate", "-w", str(network), "-f", "markdown"]).stdout
    assert "Ask the crews first." in report
    assert "(no crew)" in report
