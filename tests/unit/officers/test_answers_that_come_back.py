"""Forms that come back filled in: decisions of a meeting, self-checks, ideas; everything wrong is found at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.errors import DataError, UsageError
from ceecluster.officers.decisions import read_decisions
from ceecluster.officers.idea import read_idea
from ceecluster.officers.selfcheck import read_selfcheck
from ceecluster.study import load
from networks import write_league

RUN = CliRunner()
Cells = dict[str, Any]
Readers = dict[str, Callable[[], Any]]


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three forms of a league, empty, beside its data."""
    league = write_league(tmp_path_factory.mktemp("league"))
    for what in (["decisions"], ["selfcheck", "fa10-rec-1"], ["idea", "--name", "Joint regatta"]):
        result = RUN.invoke(app, ["init", *what, "-o", str(league / f"{what[0]}.xlsx"), "-w", str(league)])
        assert result.exit_code == 0, result.output
    return league


@pytest.fixture(scope="module")
def readers(forms: Path) -> Readers:
    """What reads each form in the current folder, the league being read once."""
    study = load(forms)
    plan = study.plan(draws=0)
    options = {option.letter: option.pilots for option in plan.choices.options}
    year = str(plan.start.year)
    return {
        "decisions": lambda: read_decisions(Path("decisions.xlsx"), "decisions.xlsx", study.world, options, year),
        "selfcheck": lambda: read_selfcheck(Path("selfcheck.xlsx"), "selfcheck.xlsx", study.world),
        "idea": lambda: read_idea(Path("idea.xlsx"), "idea.xlsx", study.world),
    }


@pytest.fixture
def sheets(forms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The forms alone, in the folder one stands in."""
    for form in forms.glob("*.xlsx"):
        (tmp_path / form.name).write_bytes(form.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def league(sheets: Path) -> Path:
    """The forms in a workspace of their own."""
    return write_league(sheets)


def filled(name: str, cells: Cells, change: Callable[[Workbook], None] = lambda book: None) -> None:
    """Write into cells, `sheet!B2`, of a form."""
    book = load_workbook(f"{name}.xlsx")
    for place, value in cells.items():
        sheet, _, cell = place.partition("!")
        book[sheet][cell].value = value
    change(book)
    book.save(f"{name}.xlsx")


def brought_in(name: str, file: str | None = None) -> type[Exception] | None:
    """Import a form; the kind of refusal, or None."""
    result = RUN.invoke(app, ["import", name, file or f"{name}.xlsx"])
    assert result.exception is None or isinstance(result.exception, UsageError | DataError), result.exception
    return type(result.exception) if result.exception else None


def told_of_errors(found: Any) -> list[str]:
    """The findings of a form; with any of them there is nothing to write."""
    assert bool(found.findings) != bool(found.body)
    return [str(finding) for finding in found.findings]


def lines(data: Path) -> list[Path]:
    """Files of a workspace that no form had written before."""
    return sorted(
        path for name in ("agreement", "selfchecks", "pilots") for path in (data / "data" / name).rglob("*.yaml")
    )


MEETING = {"meeting!B3": "2025-05-20", "meeting!B4": "Minutes of the league", "meeting!B5": "1/2025"}


def test_a_meeting_comes_back_as_it_was_written_down(league: Path) -> None:
    """Option, stance and commitment stand in one file whose source is the meeting; a second import changes nothing."""
    promise = {"commitments!A2": "fa10, FA11", "commitments!B2": "Open the ropeworks", "commitments!C2": "2026-06-30"}
    filled("decisions", {**MEETING, "options!C2": "x", **promise})
    assert brought_in("decisions") is None
    (path,) = lines(league)
    assert path.name == "2025-05-20.yaml"
    written = path.read_text()
    world = load(league).world
    (decision,) = world.decisions
    assert decision.choice is not None and decision.choice.option == "A"
    (one,) = world.commitments
    assert (one.who, one.what, one.until, one.source) == (
        ("FA10", "FA11"),
        "Open the ropeworks",
        "2026-06-30",
        ("minutes",),
    )
    assert brought_in("decisions") is UsageError
    assert path.read_text() == written


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"meeting!B2": "Another league"}, "decisions.xlsx:meeting!B2: error CC342 minutes of 'Another league'"),
        ({"meeting!B3": "last Tuesday"}, "decisions.xlsx:meeting!B3: error CC342 the date of the meeting"),
        ({"meeting!B3": "2025-13-45"}, "decisions.xlsx:meeting!B3: error CC342 the date of the meeting"),
        ({"meeting!B4": None}, "decisions.xlsx:meeting!B4: error CC342 the minutes have no title"),
        ({"options!C3": "x"}, "decisions.xlsx:options!C3: error CC342 a second option is chosen"),
        ({"options!A2": "Q"}, "decisions.xlsx:options!A2: error CC342 there is no option 'Q'"),
        ({"options!B2": "something+else"}, "decisions.xlsx:options!B2: error CC342 option A of the form is not that"),
        ({"positions!A9": "XX", "positions!B9": "GOAL-TIMBER", "positions!D9": "support"}, "positions!A9: error CC342"),
        ({"positions!A9": "FA10", "positions!B9": "GOAL-X", "positions!D9": "support"}, "positions!B9: error CC342"),
        (
            {"positions!A9": "FA10", "positions!B9": "GOAL-TIMBER", "positions!D9": "perhaps"},
            "positions!D9: error CC342",
        ),
        ({"positions!A9": "FA10", "positions!B9": "GOAL-TIMBER", "positions!E9": 7}, "positions!E9: error CC342"),
        (
            {"commitments!A2": "FA10", "commitments!B2": "Sail"},
            "commitments!C2: error CC342 a commitment without 'until'",
        ),
        ({"commitments!B2": "Sail", "commitments!C2": "2026-01-01"}, "error CC342 a commitment without 'who'"),
        ({"commitments!A2": "FA10", "commitments!B2": "Sail", "commitments!C2": "soon"}, "commitments!C2: error CC342"),
        (
            {"commitments!A2": "ZZ", "commitments!B2": "Sail", "commitments!C2": "2026-01-01"},
            "commitments!A2: error CC342",
        ),
    ],
)
def test_what_a_meeting_cannot_have_decided(sheets: Path, readers: Readers, cells: Cells, told: str) -> None:
    """One finding with its cell, and nothing to write."""
    filled("decisions", {**MEETING, "options!C2": "x", **cells})
    (finding,) = told_of_errors(readers["decisions"]())
    assert told in finding


def test_everything_wrong_with_a_meeting_is_found_at_once(league: Path, readers: Readers) -> None:
    """Five faults on four sheets are five findings; a formula is named and not lost."""
    cells = {
        "meeting!B2": "Another",
        "meeting!B3": None,
        "options!A2": "Q",
        "options!C2": "x",
        "commitments!A2": "FA10",
    }
    filled("decisions", {**MEETING, **cells, "commitments!B2": '=CONCATENATE("a","b")', "commitments!C2": "2026-01-01"})
    assert brought_in("decisions") is DataError
    assert lines(league) == []
    findings = told_of_errors(readers["decisions"]())
    assert any("CC123" in each and "B2" in each for each in findings), findings
    assert [
        each for each in ("meeting!B2", "meeting!B3", "options!A2") if not any(each in one for one in findings)
    ] == []


CHECK = {"selfcheck!D4": "2025-05-01"}


def answered(criterion: str, value: Any) -> Callable[[Workbook], None]:
    """Write the answer beside a criterion."""

    def write(book: Workbook) -> None:
        row = next(r for r in book["selfcheck"].iter_rows(min_row=2) if r[0].value == criterion)
        row[3].value = value

    return write


def test_a_selfcheck_comes_back_and_stays_apart(league: Path) -> None:
    """It is on file with its date, counts only where asked for, and never in place of what a source says."""
    filled("selfcheck", CHECK, answered("HULL-01", 4))
    assert brought_in("selfcheck") is None
    (path,) = lines(league)
    body = yaml.safe_load(path.read_text())
    assert (path.name, body["date"], body["answers"]) == (
        "fa10-rec-1-2025-05-01.yaml",
        "2025-05-01",
        {"HULL-01": {"value": 4}},
    )
    plain, counted = (
        RUN.invoke(app, ["score", "--format", "json", *more]).stdout for more in ([], ["--self-declared"])
    )
    assert plain == RUN.invoke(app, ["score", "--format", "json"]).stdout
    sourced = yaml.safe_load(next((league / "data" / "regions").glob("FA10*")).read_text())["programmes"][1][
        "assessments"
    ]
    assert "HULL-01" in sourced, "a source documents it, so that the answer counts nowhere"
    assert yaml.safe_load(plain)["regions"] == yaml.safe_load(counted)["regions"]


def test_an_answer_counts_where_no_source_says_anything(league: Path) -> None:
    """Without the sourced value the declared one moves the region, and only that region, and only where asked for."""
    (path,) = (league / "data" / "regions").glob("FA10*")
    body = yaml.safe_load(path.read_text())
    del body["programmes"][1]["assessments"]["HULL-01"]
    path.write_text(yaml.safe_dump(body))
    before = load(league).score().criteria
    filled("selfcheck", CHECK, answered("HULL-01", 4))
    assert brought_in("selfcheck") is None
    assert load(league).score().criteria.equals(before)
    result = RUN.invoke(app, ["score", "--self-declared"])
    assert "Counted with one self-declared answer of one record, where no source says anything." in " ".join(
        result.stdout.split()
    )


@pytest.mark.parametrize(
    ("cells", "value", "told"),
    [
        ({"selfcheck!D2": "fa10-rec-x"}, 3, "selfcheck!D2: error CC343 no record is called 'fa10-rec-x'"),
        ({"selfcheck!D3": "Another league"}, 3, "selfcheck!D3: error CC343 a self-check for 'Another league'"),
        ({"selfcheck!D4": None}, 3, "selfcheck!D4: error CC343 the date is ''"),
        ({"selfcheck!D4": "2025-02-30"}, 3, "selfcheck!D4: error CC343 the date is '2025-02-30'"),
        ({}, 9, "error CC343 HULL-01 is answered with '9'"),
        ({}, "nan", "error CC343 HULL-01 is answered with 'nan'"),
        ({}, "well", "error CC343 HULL-01 is answered with 'well'"),
        ({}, None, "error CC343 no criterion is answered"),
        ({"selfcheck!A20": "HULL-09", "selfcheck!D20": 3}, 3, "selfcheck!A20: error CC343 unknown criterion 'HULL-09'"),
        (
            {"selfcheck!A20": "HULL-01", "selfcheck!D20": 1},
            3,
            "selfcheck!D20: error CC343 HULL-01 is answered twice: 3 and 1",
        ),
        ({"selfcheck!A3": None, "selfcheck!D3": None}, 3, "error CC343 the form has no line 'network'"),
    ],
)
def test_what_a_selfcheck_cannot_say(sheets: Path, readers: Readers, cells: Cells, value: Any, told: str) -> None:
    """One finding with its cell, and nothing to write."""
    filled("selfcheck", {**CHECK, **cells}, answered("HULL-01", value))
    (finding,) = told_of_errors(readers["selfcheck"]())
    assert told in finding


def test_the_file_that_the_page_saves_is_read_like_the_form(league: Path) -> None:
    """CSV with everything in quotes; a finding there has its line."""
    rows = [["criterion", "answer", "note"], ["record", "fa10-rec-1", ""], ["network", "Fjord League", ""]]
    rows += [["date", "2025-05-02", ""], ["HULL-01", "2", 'our "plan", 2025']]
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    Path("saved.csv").write_text(stream.getvalue(), newline="")
    assert brought_in("selfcheck", "saved.csv") is None
    (path,) = lines(league)
    assert yaml.safe_load(path.read_text())["answers"] == {"HULL-01": {"value": 2, "note": 'our "plan", 2025'}}
    Path("wrong.csv").write_text(stream.getvalue().replace('"2"', '"8"').replace("-05-02", "-05-03"), newline="")
    assert brought_in("selfcheck", "wrong.csv") is DataError
    told = told_of_errors(read_selfcheck(Path("wrong.csv"), "wrong.csv", load(league).world))
    assert told[0].startswith("wrong.csv:5:11: error CC343")
    assert [
        each for each in told[1:] if not each.startswith("wrong.csv:1:1: warning CC343 the form has no line of")
    ] == []


def test_one_cluster_answers_once_a_day(league: Path) -> None:
    """A second file of the day is refused, the first stays; another day stands beside it, a contradiction is told."""
    filled("selfcheck", CHECK, answered("HULL-01", 4))
    assert brought_in("selfcheck") is None
    (path,) = lines(league)
    kept = path.read_text()
    filled("selfcheck", {}, answered("HULL-01", 0))
    assert brought_in("selfcheck") is UsageError
    assert path.read_text() == kept
    filled("selfcheck", {"selfcheck!D4": "2025-05-10"})
    assert brought_in("selfcheck") is None
    assert len(lines(league)) == 2
    (finding,) = (f for f in load(league).findings if f.code == "CC344")
    assert "HULL-01 of 'fa10-rec-1' is 4 by itself and 1 by its source" in finding.message


IDEA = {
    "proposed by": "Sailing club",
    "date": "2025-04-01",
    "background": "Nobody sails",
    "objectives": "Harbour; GOAL-TIMBER",
    "sectors": "fish",
    "lead": "Fjord 1",
    "partners": "FA10, FA12",
    "start": "2026",
    "end": "2027-06",
    "risk": "No wind",
    "document": "https://regatta.example/idea",
}


def told_of(idea: Cells) -> Callable[[Workbook], None]:
    """Answer the questions of the page by their fields; `costs` is a line of money."""

    def write(book: Workbook) -> None:
        for row in book["idea"].iter_rows(min_row=2):
            if row[0].value in idea:
                row[2].value = idea[row[0].value]
        if "costs" in idea:
            book["costs"].append(idea["costs"])

    return write


def test_an_idea_comes_back_and_is_a_candidate(league: Path) -> None:
    """Names are codes, the lead is a partner, money has its source; the next plan has it, and no theme beside it."""
    filled("idea", {}, told_of({**IDEA, "costs": ["Fjord 0 (FA10)", 1000, "nok"]}))
    assert brought_in("idea") is None
    study = load(league)
    (pilot,) = study.world.pilots
    assert (pilot.id, pilot.status, pilot.lead) == ("joint-regatta", "idea", "FA11")
    assert pilot.partners == ("FA11", "FA10", "FA12")
    assert (pilot.objectives, pilot.sectors) == (("GOAL-HARBOUR", "GOAL-TIMBER"), ("TRADE-FISH",))
    assert (pilot.start, pilot.end) == ("2026", "2027-06")
    assert [(c.partner, c.amount, c.currency, c.source) for c in pilot.costs] == [("FA10", 1000, "NOK", ("idea",))]
    assert [f for f in study.findings if f.severity == "error"] == []
    proposed = study.plan(draws=0).proposed.all
    assert "joint-regatta" in {c.pilot.id for c in proposed if c.pilot}
    assert not [c for c in proposed if c.origin == "generated" and c.theme.sectors == ("TRADE-FISH",)]
    assert [c for c in proposed if c.origin == "generated"]
    assert brought_in("idea") is UsageError
    assert len(lines(league)) == 1


@pytest.mark.parametrize(
    ("idea", "code", "cell"),
    [
        ({"network": "Another league"}, "CC115", "idea!C2"),
        ({"title": "???"}, "CC112", "idea!C3"),
        ({"date": None}, "CC112", "idea!C5"),
        ({"date": "in spring"}, "CC116", "idea!C5"),
        ({"objectives": None}, "CC112", "idea!C8"),
        ({"objectives": "Harbour; Castles"}, "CC436", "idea!C8"),
        ({"sectors": "TRADE-GOLD"}, "CC436", "idea!C9"),
        ({"lead": "Fjord 9"}, "CC432", "idea!C10"),
        ({"lead": "FA10; FA11"}, "CC113", "idea!C10"),
        ({"partners": "FA10, XX"}, "CC432", "idea!C11"),
        ({"start": "2028"}, "CC431", "idea!C13"),
        ({"costs": ["FA99", 10, None]}, "CC432", "costs!A2"),
        ({"costs": ["FA10", "100.000", None]}, "CC113", "costs!B2"),
        ({"costs": ["FA10", -5, None]}, "CC113", "costs!B2"),
        ({"costs": ["FA10", "much", None]}, "CC113", "costs!B2"),
    ],
)
def test_what_an_idea_cannot_say(sheets: Path, readers: Readers, idea: Cells, code: str, cell: str) -> None:
    """One finding with its cell, and nothing to write."""
    filled("idea", {}, told_of({**IDEA, **idea}))
    (finding,) = told_of_errors(readers["idea"]())
    assert f"idea.xlsx:{cell}: error {code} " in finding


def test_an_idea_answered_twice_and_a_line_nobody_asked_for(sheets: Path, readers: Readers) -> None:
    """Both are found, and risks may be several."""

    def more(book: Workbook) -> None:
        told_of(IDEA)(book)
        book["idea"].append(["lead", None, "FA12"])
        book["idea"].append(["leed", None, "FA12"])
        book["idea"].append(["risk", None, "Too much wind"])

    filled("idea", {}, more)
    findings = told_of_errors(readers["idea"]())
    assert [each.split(" error ")[1].split()[0] for each in findings] == ["CC111", "CC106"]


@pytest.mark.parametrize("name", ["decisions", "selfcheck", "idea"])
def test_what_is_no_such_form(league: Path, name: str) -> None:
    """A text, an empty workbook, another form: a refusal with a cure, no traceback."""
    Path("text.xlsx").write_text("no workbook")
    Workbook().save("empty.xlsx")
    other = {"decisions": "idea", "selfcheck": "decisions", "idea": "selfcheck"}[name]
    for file in ("text.xlsx", "empty.xlsx", f"{other}.xlsx", "missing.xlsx"):
        assert brought_in(name, file) is UsageError, file
    assert lines(league) == []
