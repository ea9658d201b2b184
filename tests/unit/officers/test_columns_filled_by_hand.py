"""Forms of columns filled in by hand, as people do it: what is not read is named by its cell, and nothing is lost."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from ceecluster.cli.answering import decisions_form, idea_form_of, selfcheck_form_of
from ceecluster.cli.app import app
from ceecluster.errors import DataError, UsageError
from ceecluster.findings import Finding, Severity
from ceecluster.officers.decisions import read_decisions
from ceecluster.officers.idea import read_idea
from ceecluster.officers.selfcheck import read_selfcheck, selfcheck_form
from ceecluster.scoring.selfprofile import questions_of
from ceecluster.study import load
from networks import write_league

RUN = CliRunner()
KINDS = ("decisions", "selfcheck", "idea")
LANGUAGES = ("en", "de")


class Desk:
    """A league with its forms in two languages, made once, and what reads them."""

    def __init__(self, folder: Path) -> None:
        self.root = write_league(folder)
        self.study = load(self.root)
        plan = self.study.plan(draws=0)
        self.options, self.year = plan.choices.pilots, str(plan.start.year)
        self.names = {case.issue: case.title for case in self.study.agreement.cases}
        self.questions = questions_of(self.study.scores, self.study.handbook())
        self.made: dict[tuple[str, str], bytes] = {}
        for language in LANGUAGES:
            self.made["decisions", language] = decisions_form(self.root, language)
            self.made["selfcheck", language] = selfcheck_form_of("fa10-rec-1", Path("a.xlsx"), self.root, language)
            self.made["idea", language] = idea_form_of("Regatta", self.root, language)

    def read(self, kind: str, path: Path) -> tuple[dict[str, object], list[Finding]]:
        """What there is to write, and the findings."""
        asked = (path, path.name, self.study.world)
        match kind:
            case "decisions":
                read: Any = read_decisions(*asked, self.options, self.year, self.names)
            case "selfcheck":
                read = read_selfcheck(*asked, (), self.questions)
            case _:
                read = read_idea(*asked)
        return read.body, read.findings


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """For all trials."""
    return Desk(tmp_path_factory.mktemp("desk"))


Change = Callable[[Workbook, Worksheet], object]


def line(sheet: Worksheet, name: str) -> int:
    """The line about something, from 1."""
    return next(row[0].row for row in sheet if str(row[0].value or "").splitlines()[-1:] == [name])


def sound(made: Workbook, kind: str) -> None:
    """Fill in what each form needs at least."""
    first = made.worksheets[0]
    if kind == "decisions":
        first["B3"], first["B4"], made.worksheets[1]["C2"] = "2025-05-20", "Minutes", "x"
    if kind == "selfcheck":
        first["D4"], first["D5"] = "2025-05-01", 3
    if kind == "idea":
        first[f"C{line(first, 'date')}"], first[f"C{line(first, 'objectives')}"] = "2025-04-01", "GOAL-TIMBER"


def book(desk: Desk, kind: str, path: Path, change: Change, language: str = "en") -> Path:
    """A workbook that is sound, and something else done to it."""
    made = openpyxl.load_workbook(io.BytesIO(desk.made[kind, language]))
    sound(made, kind)
    change(made, made.worksheets[0])
    made.save(path)
    return path


def put(cell: str, value: object, sheet: int = 0) -> Change:
    """Write into a cell of a sheet."""
    return lambda b, s: b.worksheets[sheet].__setitem__(cell, value)


ALL: dict[str, tuple[Change, str]] = {
    "another sheet": (lambda b, s: b.create_sheet("Notes").__setitem__("B3", "call us"), "Notes!B3: error"),
    "a copied sheet": (lambda b, s: b.copy_worksheet(s), " Copy!A2: error"),
    "a cell beside the lines": (put("Z3", "call us"), "!Z3: error"),
    "a cell beside the headings": (put("Z1", "call us"), "!Z1: error"),
    "a line below, in the first column": (put("A60", "call us"), "!A60: "),
    "a line below, beside the first column": (put("B60", "call us"), "!B60: error"),
    "a heading renamed": (put("A1", "what"), "!A1: error"),
    "a heading removed": (put("A1", None), "!A1: error"),
    "a heading doubled": (lambda b, s: s.__setitem__("Z1", s["A1"].value), "!Z1: error"),
    "a line above the headings": (lambda b, s: (s.insert_rows(1), put("A1", "To you")(b, s)), "!A1: error"),
    "a column removed": (
        lambda b, s: s.delete_cols({"value": 2}.get(str(s["B1"].value), 3 if s["D1"].value == "hint" else 4)),
        "!A1: error",
    ),
    "cells merged": (lambda b, s: s.merge_cells("A2:A3"), "!A2: error CC124"),
    "a formula": (put("B3", '=IF(1,"x","")'), "!B3: error CC123"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sound_form_has_no_finding(desk: Desk, kind: str, language: str, tmp_path: Path) -> None:
    """So that what is found below is the doing of the change."""
    body, findings = desk.read(kind, book(desk, kind, tmp_path / "a.xlsx", lambda *_: None, language))
    assert body and findings == []


def refused(desk: Desk, kind: str, path: Path, place: str) -> list[str]:
    """The findings of a form that is not taken; one of them is the one expected."""
    body, findings = desk.read(kind, path)
    told = [str(each) for each in findings]
    assert not body and any(place in each for each in told), told
    assert all(each.hint for each in findings) and not any("object at" in each for each in told)
    return told


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ALL)
def test_what_is_wrong_in_a_workbook_is_named_by_its_cell(desk: Desk, kind: str, name: str, tmp_path: Path) -> None:
    """With a hint; there is nothing to write before it is mended."""
    change, place = ALL[name]
    path = book(desk, kind, tmp_path / "a.xlsx", change)
    if name == "a line below, in the first column" and kind == "selfcheck":
        body, findings = desk.read(kind, path)
        assert body and [str(each)[:33] for each in findings] == ["a.xlsx:selfcheck!A60: warning CC3"]
    else:
        refused(desk, kind, path, place)


OWN: dict[str, tuple[str, Change, str]] = {
    "an option that is not chosen": ("decisions", put("C3", "no", 1), "options!C3: error CC342 'no' is no mark"),
    "an option chosen with words": ("decisions", put("C2", "x, from 2028", 1), "options!C2: error CC342"),
    "an option added": ("decisions", put("A40", "Another harbour", 1), "options!A40: error CC342"),
    "a reason without a stance": ("decisions", put("F2", "too dear", 2), "positions!F2: error CC342 a reason"),
    "an issue added": ("decisions", put("B60", "FISH", 2), "positions!B60: error CC342"),
    "a position beside the columns": ("decisions", put("H2", "see minutes", 2), "positions!H2: error CC342"),
    "a commitment beside the columns": ("decisions", put("E2", "Mr X", 3), "commitments!E2: error CC342"),
    "a commitment of 2125": (
        "decisions",
        lambda b, s: b.worksheets[3].append(["FA10", "Sail", "2125-01-01"]),
        "error CC342 '2125-01-01' is no date",
    ),
    "a meeting of 2125": ("decisions", put("B3", "2125-05-20"), "meeting!B3: error CC342"),
    "a day as at home": ("decisions", put("B3", "20.5.2025"), "meeting!B3: error CC342"),
    "a second date": (
        "decisions",
        lambda b, s: (put("A6", "date")(b, s), put("B6", "2025-05-21")(b, s)),
        "meeting!A6: error CC342 'date' stands twice",
    ),
    "a field added": (
        "decisions",
        lambda b, s: (put("A6", "guests")(b, s), put("B6", "ten")(b, s)),
        "meeting!A6: error CC342 unknown field 'guests'",
    ),
    "a note without an answer": ("selfcheck", put("E6", "not yet"), "selfcheck!E6: error CC343"),
    "a note beside the record": ("selfcheck", put("E2", "not ours"), "selfcheck!E2: error CC343"),
    "an answer without a criterion": ("selfcheck", put("D40", 3), "selfcheck!D40: error CC343"),
    "a step with words": ("selfcheck", put("D5", "3 or 4"), "selfcheck!D5: error CC343"),
    "a step between": ("selfcheck", put("D5", 2.5), "selfcheck!D5: error CC343"),
    "a step below": ("selfcheck", put("D5", "-1"), "selfcheck!D5: error CC343"),
    "a check of 2125": ("selfcheck", put("D4", "2125-05-01"), "selfcheck!D4: error CC343"),
    "another record beside the first": (
        "selfcheck",
        lambda b, s: (put("A40", "record")(b, s), put("D40", "fa11-rec-1")(b, s)),
        "selfcheck!A40: error CC343 'record' stands twice",
    ),
    "the same answer with another note": (
        "selfcheck",
        lambda b, s: (put("A40", s["A5"].value)(b, s), put("D40", 3)(b, s), put("E40", "since May")(b, s)),
        "selfcheck!D40: error CC343",
    ),
    "a mark over a step": ("selfcheck", put("K6", "x"), "selfcheck!K6: error CC343 the form says something else"),
    "an answer over the name": (
        "selfcheck",
        put("B6", "we do this"),
        "selfcheck!B6: error CC343 the form says something else",
    ),
    "a remark over the name": (
        "decisions",
        put("C2", "only timber", 2),
        "positions!C2: error CC342 the form says something else",
    ),
    "an answer over the hint": ("idea", put("D6", "The club"), "idea!D6: error CC111 the form says something else"),
    "an answer over the question": ("idea", put("B7", "Sail"), "idea!B7: error CC111 the form says something else"),
    "an idea of 2125": ("idea", put("C5", "2125-04-01"), "idea!C5: error CC116"),
    "a start in 2125": ("idea", put("C12", "2125"), "idea!C12: error CC116"),
    "an answer without a question": ("idea", put("C40", "and fish"), "idea!C40: error CC111"),
    "a region below the costs": ("idea", put("A9", "FA10", 1), "costs!B9: error CC113"),
    "a remark beside the costs": ("idea", put("D2", "plus VAT", 1), "costs!D2: error CC111"),
    "money in words": (
        "idea",
        lambda b, s: b.worksheets[1].append(["FA10", 1000, "crowns"]),
        "costs!C2: error CC113 the currency is 'crowns'",
    ),
    "a second title": (
        "idea",
        lambda b, s: (put("A40", "title")(b, s), put("C40", "Another")(b, s)),
        "idea!C40: error CC106",
    ),
    "an answer to no question": ("idea", put("E60", "by hand", 2), "codes!E60: error CC111"),
}


@pytest.mark.parametrize("name", OWN)
def test_what_no_form_can_say_is_named_by_its_cell(desk: Desk, name: str, tmp_path: Path) -> None:
    """One finding, and nothing to write."""
    kind, change, place = OWN[name]
    assert len(refused(desk, kind, book(desk, kind, tmp_path / "a.xlsx", change), place)) == 1


TAKEN: dict[str, tuple[Change, str]] = {
    "sheets renamed": (lambda b, s: [setattr(x, "title", f"Blatt {n}") for n, x in enumerate(b.worksheets)], ""),
    "sheets in another order": (lambda b, s: b.move_sheet(s, 1), ""),
    "an empty line between": (lambda b, s: s.insert_rows(2), ""),
    "an empty sheet": (lambda b, s: b.create_sheet("Sheet9"), ""),
    "a line of dashes": (put("Z9", "____"), ""),
    "a hidden line": (lambda b, s: setattr(s.row_dimensions[3], "hidden", True), "!A3: warning CC128"),
    "a comment": (lambda b, s: setattr(s["B3"], "comment", Comment("money", "a")), "!B3: note CC129"),
    "a comment on a heading": (lambda b, s: setattr(s["B1"], "comment", Comment("money", "a")), "!B1: note CC129"),
    "a hidden sheet": (lambda b, s: setattr(b.create_sheet("x"), "sheet_state", "hidden"), "x: warning CC125"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", TAKEN)
def test_what_can_be_understood_is_taken(desk: Desk, kind: str, name: str, tmp_path: Path) -> None:
    """What is not seen by whoever reads the form is told all the same."""
    change, place = TAKEN[name]
    body, findings = desk.read(kind, book(desk, kind, tmp_path / "a.xlsx", change))
    told = [str(each) for each in findings]
    assert body and all(each.severity is not Severity.ERROR for each in findings), told
    assert bool(told) == bool(place) and all(place in each for each in told), told


def test_an_older_wording_of_a_selfcheck_is_read_and_told(desk: Desk, tmp_path: Path) -> None:
    """A form of before the guidelines were reworded is taken, each such text told; what is no text of a form is not."""

    asked = ["Does a cluster of the region have its seat and a mandate in writing?"] * 2
    asked[0] = asked[0].replace("seat and a mandate", "seat, and is its mandate")
    older, today = ([replace(each, question=text) for each in desk.questions] for text in asked)
    made = openpyxl.load_workbook(io.BytesIO(selfcheck_form(desk.study.world, "fa10-rec-1", older)))
    sound(made, "selfcheck")
    made.save(tmp_path / "a.xlsx")
    found = read_selfcheck(tmp_path / "a.xlsx", "a.xlsx", desk.study.world, (), today)
    assert found.body["answers"] == {desk.questions[0].criterion: {"value": 3}}
    assert len(found.findings) == len(desk.questions)
    assert {(each.severity, each.code) for each in found.findings} == {(Severity.WARNING, "CC343")}
    assert all("says it otherwise today" in str(each) for each in found.findings)
    path = book(desk, "selfcheck", tmp_path / "b.xlsx", lambda b, s: s.__setitem__("C5", "yes, since 2021"))
    (told,) = refused(desk, "selfcheck", path, "!C5: error CC343")
    assert "something else" in told


@pytest.mark.parametrize("kind", KINDS)
def test_a_german_form_is_named_by_its_own_sheet(desk: Desk, kind: str, tmp_path: Path) -> None:
    """Also where somebody typed its headings again, without the name that each ends in."""

    def typed(b: Workbook, s: Worksheet) -> None:
        for sheet in b.worksheets:
            for cell in sheet[1]:
                cell.value = str(cell.value).splitlines()[0]

    body, findings = desk.read(kind, book(desk, kind, tmp_path / "a.xlsx", typed, "de"))
    assert body and findings == [], [str(each) for each in findings]
    path = book(desk, kind, tmp_path / "b.xlsx", put("Z2", "call us"), "de")
    title = openpyxl.load_workbook(path).sheetnames[0]
    refused(desk, kind, path, f"b.xlsx:{title}!Z2: error")


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_told_at_once_and_nothing_is_written(
    desk: Desk, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three faults are three findings; the same form without them is taken."""
    shutil.copytree(desk.root, tmp_path / "league")
    monkeypatch.chdir(tmp_path / "league")

    def change(b: Workbook, s: Worksheet) -> None:
        b.create_sheet("Notes")["A1"] = "call us"
        s["Z1"], s["Y3"] = "more", "even more"

    path = book(desk, kind, tmp_path / "wrong.xlsx", change)
    assert len(refused(desk, kind, path, "Notes!A1: error")) == 3
    before = {each: each.read_bytes() for each in Path().rglob("*") if each.is_file()}
    assert isinstance(RUN.invoke(app, ["import", kind, str(path)]).exception, DataError)
    assert {each: each.read_bytes() for each in Path().rglob("*") if each.is_file()} == before
    path = book(desk, kind, tmp_path / "sound.xlsx", lambda *_: None)
    assert RUN.invoke(app, ["import", kind, str(path)]).exit_code == 0
    assert len([each for each in Path().rglob("*") if each.is_file()]) == len(before) + 1


HEAD = 'criterion,answer,note\r\n"record","fa10-rec-1",""\r\n"network","Fjord League",""\r\n"date","2025-05-02",""\r\n'
PAGE: dict[str, tuple[str, str, bool]] = {
    "cut off within a line": (HEAD + '"HULL-01","2","our pl', "a quotation mark opens in this row", False),
    "cut off at a line": (HEAD + '"HULL-01","2",""\r\n', "a.csv:1:1: warning CC343 the form has no line of", True),
    "cut off in its head": (HEAD[:60], "the form has no line 'network'", False),
    "a column too many": (HEAD + '"HULL-01","2","","and more"\r\n', "a.csv:5:18: error CC343 a cell that", False),
    "a line without a code": (HEAD + '"HULL-01","2",""\r\n"","3","new"\r\n', "a.csv:6:4: error CC343", False),
    "a note alone": (HEAD + '"HULL-01","","soon"\r\n', "a.csv:5:14: error CC343 a note on HULL-01", False),
    "another record": (
        HEAD.replace("fa10", "fz10") + '"HULL-01","2",""\r\n',
        "no record is called 'fz10-rec-1'",
        False,
    ),
    "a criterion of an older page": (
        HEAD + '"HULL-01","2",""\r\n"OLD-1","",""\r\n',
        "warning CC343 unknown criterion",
        True,
    ),
    "an answer of an older page": (
        HEAD + '"HULL-01","2",""\r\n"OLD-1","3",""\r\n',
        "error CC343 unknown criterion",
        False,
    ),
    "headings translated": (
        HEAD.replace("answer", "réponse") + '"HULL-01","2",""\r\n',
        "unknown column 'réponse'",
        False,
    ),
    "semicolons": ((HEAD + '"HULL-01","2",""\r\n').replace(",", ";"), "the form has no line of", True),
}


@pytest.mark.parametrize("name", PAGE)
def test_what_the_page_saved_and_something_happened_to(desk: Desk, name: str, tmp_path: Path) -> None:
    """A file of text names line and column."""
    text, place, taken = PAGE[name]
    (tmp_path / "a.csv").write_text(text, newline="")
    body, findings = desk.read("selfcheck", tmp_path / "a.csv")
    told = [str(each) for each in findings]
    assert bool(body) == taken and any(place in each for each in told), told


@pytest.mark.parametrize(
    ("kind", "file"),
    [*((kind, "a.html") for kind in KINDS), ("decisions", "a.csv"), ("idea", "a.csv"), ("idea", "a.docx")],
)
def test_a_file_of_another_kind_is_refused_with_a_cure(desk: Desk, kind: str, file: str, tmp_path: Path) -> None:
    """The page itself holds no answers: they are in what it saves."""
    (tmp_path / file).write_text("<html><form></form></html>")
    with pytest.raises(UsageError, match="is no form that can be read") as told:
        desk.read(kind, tmp_path / file)
    assert told.value.hint and (".csv" in told.value.hint) == (kind == "selfcheck")
