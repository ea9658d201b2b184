"""Forms filled in by hand, as people do it: whatever is not read is named by its cell, and nothing is lost."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from ceecluster.cli.answer_forms import labels_of
from ceecluster.cli.app import app
from ceecluster.cli.positions import form_of, terms_of
from ceecluster.cli.reviews import lines_of, review_form_of
from ceecluster.documents import voice_of
from ceecluster.errors import DataError, UsageError
from ceecluster.findings import Finding, Severity
from ceecluster.officers.positions import Terms, read_positions
from ceecluster.officers.reviewing import COLUMNS, HEAD, read_review
from ceecluster.sources.word_package import Package, children
from ceecluster.study import Study, load
from networks import write_league

RUN = CliRunner()
KINDS = ("positions", "review")
DAY = {"positions": "B5", "review": "B4"}


class Desk:
    """A league with its forms, made once, and what reads them."""

    def __init__(self, folder: Path) -> None:
        self.study: Study = load(write_league(folder))
        self.region = self.study.world.network.regions[0].code
        voice = voice_of(self.study)
        self.made = {
            (kind, ending): make(self.study, self.region, ending, voice)
            for kind, make in (("positions", form_of), ("review", review_form_of))
            for ending in (".xlsx", ".docx")
        }
        self.terms: Terms = terms_of(self.study)
        self.labels, self.lines = labels_of(self.study, (*HEAD, *COLUMNS)), lines_of(self.study)

    def read(self, kind: str, path: Path) -> tuple[bool, list[Finding]]:
        """Whether there is something to write, and the findings."""
        found: Any
        if kind == "positions":
            found = read_positions(path, path.name, self.study.world, self.terms)
        else:
            found = read_review(path, path.name, self.study.world, self.labels, self.lines)
        return bool(found.body), found.findings


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """For all trials."""
    pytest.importorskip("pypandoc")
    return Desk(tmp_path_factory.mktemp("desk"))


Change = Callable[[Any, Worksheet, Worksheet], object]


def book(desk: Desk, kind: str, path: Path, change: Change) -> Path:
    """A workbook with one sound answer, and something else done to it."""
    made = openpyxl.load_workbook(io.BytesIO(desk.made[kind, ".xlsx"]))
    head, sheet = made.worksheets
    head[DAY[kind]] = "2025-06-01"
    head[f"B{int(DAY[kind][1]) + 1}"] = "Office of Fjords"
    sheet["D2"] = "x"
    change(made, head, sheet)
    made.save(path)
    return path


def test_a_sound_form_has_no_finding(desk: Desk, tmp_path: Path) -> None:
    """So that what is found below is the doing of the change."""
    for kind in KINDS:
        assert desk.read(kind, book(desk, kind, tmp_path / "a.xlsx", lambda *_: None)) == (True, [])
        assert desk.read(kind, typed(desk, kind, tmp_path / "a.docx", lambda *_: None)) == (True, [])


REFUSED: dict[str, tuple[Change, str]] = {
    "marks merged": (lambda b, h, s: s.merge_cells("D2:F2"), "{sheet}!D2: error CC124"),
    "lines merged": (lambda b, h, s: s.merge_cells("D2:D3"), "{sheet}!D2: error CC124"),
    "a formula": (lambda b, h, s: s.__setitem__("D2", '=IF(1,"x","")'), "{sheet}!D2: error CC123"),
    "another sheet": (lambda b, h, s: b.create_sheet("Notes").__setitem__("B3", "call us"), "Notes!B3: error CC34"),
    "a line below the head": (lambda b, h, s: h.__setitem__("A20", "call us"), "form!A20: error CC34"),
    "a cell beside the head": (lambda b, h, s: h.__setitem__("C3", "not us"), "form!C3: error CC34"),
    "a cell beside the lines": (lambda b, h, s: s.__setitem__("L2", "more"), "{sheet}!L2: error CC34"),
    "a line above the headings": (lambda b, h, s: s.insert_rows(1), "a.xlsx: error CC34"),
    "a column removed": (lambda b, h, s: s.delete_cols(5), "{sheet}!A1: error CC34"),
    "a column doubled": (lambda b, h, s: s.__setitem__("M1", s["D1"].value), "{sheet}!M1: error CC34"),
    "a line of the head removed": (lambda b, h, s: h.delete_rows(3), "a.xlsx: error CC34"),
    "the head removed": (lambda b, h, s: b.remove(h), "a.xlsx: error CC34"),
    "the answers removed": (lambda b, h, s: b.remove(s), "a.xlsx: error CC34"),
    "a mark with words": (lambda b, h, s: s.__setitem__("D2", "x, from 2028"), "{sheet}!D2: error CC34"),
    "a mark of another script": (lambda b, h, s: s.__setitem__("D2", "\u0445"), "{sheet}!D2: error CC34"),
    "a second mark": (lambda b, h, s: s.__setitem__("E2", "X"), "{sheet}!E2: error CC34"),
    "a code of nothing": (lambda b, h, s: s.__setitem__("A2", "GOAL-X"), "{sheet}!A2: error CC34"),
    "a code removed": (lambda b, h, s: s.__setitem__("A2", None), "{sheet}!A2: error CC34"),
    "a day that no file can have": (
        lambda b, h, s: [h.__setitem__(c, "2125-06-01") for c in DAY.values()],
        "error CC34",
    ),
    "a day as at home": (lambda b, h, s: [h.__setitem__(c, "1.6.2025") for c in DAY.values()], "error CC34"),
    "a region by its name": (lambda b, h, s: h.__setitem__("B3", "Fjord 0"), "form!B3: error CC34"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_in_a_workbook_is_named_by_its_cell(desk: Desk, kind: str, name: str, tmp_path: Path) -> None:
    """With a hint; there is nothing to write before it is mended."""
    change, place = REFUSED[name]
    written, findings = desk.read(kind, book(desk, kind, tmp_path / "a.xlsx", change))
    assert not written
    told = [str(each) for each in findings]
    assert any(place.format(sheet=kind) in each for each in told), told
    assert all(each.hint for each in findings) and not any("object at" in each for each in told)


@pytest.mark.parametrize("told", ["-1", -1, "5", "2.5", "high"])
def test_a_priority_that_is_none_is_named_by_its_cell(desk: Desk, told: object, tmp_path: Path) -> None:
    """A sign before a number is no dash of an empty cell."""
    written, findings = desk.read(
        "positions", book(desk, "positions", tmp_path / "a.xlsx", lambda b, h, s: s.__setitem__("G2", told))
    )
    (finding,) = map(str, findings)
    assert not written and "positions!G2: error CC345 the priority of" in finding and f"is '{told}'" in finding


TAKEN: dict[str, tuple[Change, str]] = {
    "sheets renamed": (lambda b, h, s: (setattr(h, "title", "Deckblatt"), setattr(s, "title", "Antworten")), ""),
    "a line removed": (lambda b, h, s: s.delete_rows(3), ""),
    "an empty line between": (lambda b, h, s: s.insert_rows(3), ""),
    "a box that is ticked": (lambda b, h, s: s.__setitem__("D2", True), ""),
    "a box that is not": (lambda b, h, s: s.__setitem__("E2", False), ""),
    "the region in small letters": (lambda b, h, s: h.__setitem__("B3", str(h["B3"].value).lower()), ""),
    "a hidden line": (lambda b, h, s: setattr(s.row_dimensions[2], "hidden", True), "{sheet}!A2: warning CC128"),
    "a comment": (lambda b, h, s: setattr(s["D2"], "comment", Comment("money", "a")), "{sheet}!D2: note CC129"),
    "a comment on a heading": (
        lambda b, h, s: setattr(s["B1"], "comment", Comment("money", "a")),
        "{sheet}!B1: note CC129",
    ),
    "a hidden sheet": (lambda b, h, s: setattr(b.create_sheet("x"), "sheet_state", "hidden"), "x: warning CC125"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", TAKEN)
def test_what_can_be_understood_is_taken(desk: Desk, kind: str, name: str, tmp_path: Path) -> None:
    """What is not seen by whoever reads the form is told all the same."""
    change, place = TAKEN[name]
    written, findings = desk.read(kind, book(desk, kind, tmp_path / "a.xlsx", change))
    told = [str(each) for each in findings]
    assert written and all(each.severity is not Severity.ERROR for each in findings), told
    assert bool(told) == bool(place) and all(place.format(sheet=kind) in each for each in told), told


def rows(table: Any) -> list[Any]:
    """Its rows of cells."""
    return [children(row, "w:tc") for row in children(table, "w:tr")]


def type_into(cell: Any, text: str) -> Any:
    """Write into a cell of Word; the run."""
    tree = cell.ownerDocument
    for run in list(cell.getElementsByTagName("w:r")):
        run.parentNode.removeChild(run)
    run = tree.createElement("w:r")
    run.appendChild(tree.createElement("w:t")).appendChild(tree.createTextNode(text))
    return cell.getElementsByTagName("w:p")[0].appendChild(run)


def typed(desk: Desk, kind: str, path: Path, change: Callable[[Package, Any, Any], object]) -> Path:
    """A Word form with one sound answer, and something else done to it."""
    package = Package(desk.made[kind, ".docx"])
    head, table = package.tree.getElementsByTagName("w:tbl")
    day = int(DAY[kind][1]) - 1
    type_into(rows(head)[day][1], "2025-06-01")
    type_into(rows(head)[day + 1][1], "Office of Fjords")
    type_into(rows(table)[1][3], "x")
    change(package, head, table)
    path.write_bytes(package.packed())
    return path


def wrap(node: Any, *names: str) -> None:
    """Put elements around a node."""
    for name in names:
        around = node.ownerDocument.createElement(name)
        node.parentNode.replaceChild(around, node)
        around.appendChild(node)


def _property(cell: Any, name: str, value: str) -> None:
    tree = cell.ownerDocument
    found = children(cell, "w:tcPr") or [cell.insertBefore(tree.createElement("w:tcPr"), cell.firstChild)]
    found[0].appendChild(tree.createElement(name)).setAttribute("w:val", value)


def _span(package: Package, head: Any, table: Any) -> None:
    row = children(table, "w:tr")[1]
    _property(rows(table)[1][3], "w:gridSpan", "2")
    row.removeChild(rows(table)[1][4])


def _split(package: Package, head: Any, table: Any) -> None:
    other = table.cloneNode(False)
    table.parentNode.insertBefore(other, table.nextSibling)
    for row in children(table, "w:tr")[2:]:
        other.appendChild(row)


def _below(package: Package, head: Any, table: Any) -> None:
    line = package.tree.createElement("w:p")
    line.appendChild(package.tree.createElement("w:r")).appendChild(package.tree.createElement("w:t")).appendChild(
        package.tree.createTextNode("Our minister wants to talk first")
    )
    table.parentNode.insertBefore(line, table.nextSibling)


def _comment(package: Package, head: Any, table: Any) -> None:
    tree = package.part("word/comments.xml")
    assert tree is not None and tree.documentElement is not None
    remark = tree.documentElement.appendChild(tree.createElement("w:comment"))
    run = remark.appendChild(tree.createElement("w:p")).appendChild(tree.createElement("w:r"))
    run.appendChild(tree.createElement("w:t")).appendChild(tree.createTextNode("We need money"))


def _removed(package: Package, head: Any, table: Any) -> None:
    """The mark taken back, another made, both as tracked changes."""
    run = rows(table)[1][3].getElementsByTagName("w:r")[0]
    for text in run.getElementsByTagName("w:t"):
        text.tagName = text.nodeName = "w:delText"
    wrap(run, "w:del")
    wrap(type_into(rows(table)[1][4], "x"), "w:ins")
    type_into(rows(table)[1][-1], "money first")


WORD: dict[str, tuple[Callable[[Package, Any, Any], object], str]] = {
    "marks merged": (_span, "table 2!D2: error CC124"),
    "lines merged": (lambda p, h, t: _property(rows(t)[1][3], "w:vMerge", "restart"), "table 2!D2: error CC124"),
    "the table in two": (_split, "table 3!A1: error CC34"),
    "a line below the tables": (_below, "a.docx: error CC34"),
    "a comment": (_comment, "a.docx: error CC34"),
    "a mark with words": (lambda p, h, t: type_into(rows(t)[1][3], "x but later"), "table 2!D2: error CC34"),
    "a second mark": (lambda p, h, t: type_into(rows(t)[1][4], "x"), "table 2!E2: error CC34"),
    "no head": (lambda p, h, t: h.parentNode.removeChild(h), "a.docx: error CC34"),
    "no answers": (lambda p, h, t: t.parentNode.removeChild(t), "a.docx: error CC34"),
    "a code of nothing": (lambda p, h, t: type_into(rows(t)[1][0], "GOAL-X"), "table 2!A2: error CC34"),
    "changes that are tracked": (_removed, ""),
    "a line in a control": (lambda p, h, t: wrap(children(t, "w:tr")[1], "w:sdtContent", "w:sdt"), ""),
    "a cell in a control": (lambda p, h, t: wrap(rows(t)[1][3], "w:sdtContent", "w:sdt"), ""),
    "a line removed": (lambda p, h, t: t.removeChild(children(t, "w:tr")[2]), ""),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", WORD)
def test_what_is_wrong_in_word_is_named_by_its_cell(desk: Desk, kind: str, name: str, tmp_path: Path) -> None:
    """Tracked changes are read as accepted; what stands outside of the cells is told and stops the import."""
    change, place = WORD[name]
    written, findings = desk.read(kind, typed(desk, kind, tmp_path / "a.docx", change))
    told = [str(each) for each in findings]
    assert written == (not place), told
    assert [place in each for each in told].count(True) >= 1 if place else told == [], told


def test_a_tracked_answer_is_the_new_one(desk: Desk, tmp_path: Path) -> None:
    """The mark that was taken back is none."""
    found = read_positions(
        typed(desk, "positions", tmp_path / "a.docx", _removed), "a.docx", desk.study.world, desk.terms
    )
    (answer,) = found.body["positions"][desk.region].values()
    assert (answer["stance"], answer["reason"]) == ("reserve", "money first")


FILES: dict[str, tuple[str, Callable[[Desk], bytes]]] = {
    "cut off": ("a.xlsx", lambda desk: desk.made["positions", ".xlsx"][:3000]),
    "cut off in Word": ("a.docx", lambda desk: desk.made["positions", ".docx"][:3000]),
    "a PDF called Word": ("a.docx", lambda desk: b"%PDF-1.7 x"),
    "a PDF called workbook": ("a.xlsx", lambda desk: b"%PDF-1.7 x"),
    "Word called workbook": ("a.xlsx", lambda desk: desk.made["positions", ".docx"]),
    "a workbook called Word": ("a.docx", lambda desk: desk.made["positions", ".xlsx"]),
    "Word with macros": ("a.docm", lambda desk: desk.made["positions", ".docx"]),
    "locked": ("a.docx", lambda desk: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)),
    "locked workbook": ("a.xlsx", lambda desk: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)),
    "a page": ("a.xls", lambda desk: b"<html><table></table></html>"),
    "a list": ("a.csv", lambda desk: b"a,b\n"),
    "empty": ("a.xlsx", lambda desk: b""),
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A league whose data no refused form may touch."""
    return write_league(tmp_path_factory.mktemp("kept"))


@pytest.mark.parametrize("name", FILES)
def test_a_refused_file_leaves_the_workspace_as_it_was(
    desk: Desk, workspace: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong call, exit 2, with a cure; nothing is written."""
    file, content = FILES[name]
    (tmp_path / file).write_bytes(content(desk))
    monkeypatch.chdir(workspace)
    before = {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}
    result = RUN.invoke(app, ["import", "positions", str(tmp_path / file)])
    assert isinstance(result.exception, UsageError) and result.exception.hint, result.exception
    assert {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_with_one_error_leaves_nothing_half_written(
    desk: Desk, kind: str, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even the sound answers of it; the same form without the error is taken."""
    shutil.copytree(workspace, tmp_path / "league")
    monkeypatch.chdir(tmp_path / "league")
    wrong = book(desk, kind, tmp_path / "wrong.xlsx", REFUSED["a cell beside the lines"][0])
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    assert isinstance(RUN.invoke(app, ["import", kind, str(wrong)]).exception, DataError)
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before
    sound = book(desk, kind, tmp_path / "sound.xlsx", lambda *_: None)
    assert RUN.invoke(app, ["import", kind, str(sound)]).exit_code == 0
    assert len([path for path in Path().rglob("*") if path.is_file()]) == len(before) + 1
