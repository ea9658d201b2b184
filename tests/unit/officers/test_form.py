"""The form for Excel: what officers do to it, and what is read then."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from calls import run
from ceecluster.checks.catalogue import LOCAL
from ceecluster.checks.run import check
from ceecluster.model import Inventory
from ceecluster.officers.form import form_of
from ceecluster.reading import read_file
from factories import make_world
from networks import cut_frozen

BASE = Path(__file__).parents[2] / "cases" / "base" / "data"

NAMED = {
    "sectors": [
        {"code": "SEC-A", "name": {"en": "Automotive", "de": "Fahrzeugbau"}},
        {"code": "SEC-B", "name": {"en": "Food"}},
        {"code": "SEC-C", "name": {"en": "Twins"}},
        {"code": "SEC-D", "name": {"en": "Twins"}},
    ]
}
RECORD = {
    "id": "at31-a",
    "name.en": "A programme",
    "level.1": "policy",
    "source.1": "s1",
    "start.year": 2010,
    "end": "running",
    "sectors.1": "SEC-A",
}


@cache
def empty() -> bytes:
    """An empty form of a small network with names in two languages."""
    return form_of(make_world(vocabulary=NAMED), "AT31", "Upper Austria", None, ["de"])


def filled(change: Callable[[Workbook], None] = lambda book: None, raw: bytes | None = None, **cells: Any) -> bytes:
    """The form with one record, its cells replaced (`sectors__1`), and then changed."""
    book = load_workbook(io.BytesIO(raw or empty()))
    sheet = book["programmes"]
    heads = {str(cell.value).splitlines()[-1]: cell.column for cell in sheet[1]}
    for name, value in {**RECORD, **{key.replace("__", "."): value for key, value in cells.items()}}.items():
        sheet.cell(2, heads[name]).value = value
    sources = {str(cell.value).splitlines()[-1]: cell.column for cell in book["sources"][1]}
    for name, value in {"key": "s1", "title": "A page", "year": 2020, "url": "https://example.org/a"}.items():
        book["sources"].cell(2, sources[name]).value = value
    book["about"]["B3"].value = "2026-11-01"
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(folder: Path, raw: bytes, name: str = "AT31-upper-austria.xlsx") -> tuple[Inventory | None, list[str]]:
    """The inventory in a form and its findings, without the folder."""
    path = folder / name
    path.write_bytes(raw)
    file = read_file("region", path, folder)
    return file.model, [str(finding).split(".xlsx", 1)[-1] for finding in file.findings]


def test_a_form_that_is_filled_in_has_nothing_to_find(tmp_path: Path) -> None:
    """Its own sheets of words and codes, its notes and folded columns are no findings."""
    model, findings = read(tmp_path, filled(members__1__count=40, members__1__what="members"))
    assert findings == []
    assert model is not None
    assert model.programmes[0].sectors == ("SEC-A",)
    assert model.programmes[0].members[0].count == 40


@pytest.mark.parametrize(
    "typed", ["SEC-A", "Automotive", "automotive ", "Fahrzeugbau", "Automotive [SEC-A]", "Fahrzeugbau [SEC-A]"]
)
def test_names_are_read_as_well_as_codes(tmp_path: Path, typed: str) -> None:
    """A code, its name in any language of the form, and what the drop-down offers mean the same."""
    model, findings = read(tmp_path, filled(sectors__1=typed, instruments__1__code="INS-A"))
    assert findings == []
    assert model is not None
    assert model.programmes[0].sectors == ("SEC-A",)


def test_names_between_semicolons_are_read(tmp_path: Path) -> None:
    """A cell of several values may hold names, too."""
    raw = filled(instruments__1__code="Instrument A", instruments__1__targets="Target A; TGR-B")
    model, findings = read(tmp_path, raw)
    assert findings == []
    assert model is not None
    assert model.programmes[0].instruments[0].targets == ("TGR-A", "TGR-B")


@pytest.mark.parametrize("typed", ["Twins", "Járműipar"])
def test_a_name_that_is_not_known_is_no_guess(tmp_path: Path, typed: str) -> None:
    """A name of two codes, or in a language the form does not have, is named at its cell."""
    _, findings = read(tmp_path, filled(sectors__1=typed))
    assert len(findings) == 1
    assert "CC116 'sectors' is" in findings[0]


def moved(book: Workbook) -> None:
    """Move the last columns of a form to the front."""
    sheet = book["programmes"]
    sheet.insert_cols(1, 3)
    last = sheet.max_column
    for line in (1, 2):
        for at in range(3):
            sheet.cell(line, 1 + at).value = sheet.cell(line, last - at).value
            sheet.cell(line, last - at).value = None


def test_moved_columns_are_found(tmp_path: Path) -> None:
    """Columns are known by their heads, wherever they stand, and lists keep their order."""
    cells = {"budget__1__amount": 5, "budget__1__currency": "EUR"}
    raw = filled(
        moved, budget__1__period__1=2014, budget__1__period__2=2020, cite__summary="s1", cite__note="s1", **cells
    )
    model, findings = read(tmp_path, raw)
    assert findings == []
    assert model is not None
    assert model.programmes[0].budget[0].period == (2014, 2020)
    assert {*model.programmes[0].cite} == {"summary", "note"}

    def swap(book: Workbook) -> None:
        sheet = book["programmes"]
        heads = {str(cell.value).splitlines()[-1]: cell.column for cell in sheet[1]}
        one, two = heads["budget.1.period.1"], heads["budget.1.period.2"]
        for line in (1, 2):
            first, second = sheet.cell(line, one), sheet.cell(line, two)
            first.value, second.value = second.value, first.value

    model, findings = read(tmp_path, filled(swap, budget__1__period__1=2014, budget__1__period__2=2020, **cells))
    assert findings == []
    assert model is not None
    assert model.programmes[0].budget[0].period == (2014, 2020)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda b: b["programmes"].cell(1, b["programmes"].max_column + 1, "Contact"), "unknown field 'Contact'"),
        (lambda b: b.copy_worksheet(b["programmes"]), "CC125 the sheet 'programmes Copy' is not read"),
        (lambda b: b["programmes"].cell(1, 1, "Identifier"), "CC121 the header lacks id"),
        (lambda b: b["about"].__setitem__("B3", None), "CC112 required field 'as_of' is missing"),
        (lambda b: b["priorities"].__setitem__("B2", 3), "CC112 required field 'issue' is missing"),
        (lambda b: b["programmes"].__setitem__("A4", "=A2"), "CC123 the cell holds a formula"),
        (lambda b: b["programmes"].merge_cells("B4:B5"), "CC124 cells B4:B5 are merged"),
        (
            lambda b: (
                b["priorities"].__setitem__("A2", "OBJ-A"),
                b["about"].__setitem__("A5", "priorities.OBJ-A.value"),
                b["about"].__setitem__("B5", 3),
                b["priorities"].__setitem__("B2", 3),
            ),
            "'OBJ-A' has a priority here, and in the sheet 'about'",
        ),
        (
            lambda b: (
                b["programmes"].cell(1, b["programmes"].max_column + 1, "sectors"),
                b["programmes"].cell(2, b["programmes"].max_column, "SEC-B"),
            ),
            "CC121 'sectors.1' and 'sectors' both have a value",
        ),
    ],
)
def test_what_goes_wrong_with_a_form_is_named(tmp_path: Path, change: Callable[[Workbook], Any], expected: str) -> None:
    """Added columns, copied sheets, changed heads and missing entries are told, each at its place."""
    _, findings = read(tmp_path, filled(change))
    assert [f for f in findings if expected in f], findings


def test_a_gap_between_pickers_closes_up(tmp_path: Path) -> None:
    """The second picker filled and the first one not is a list of one."""
    model, findings = read(tmp_path, filled(sectors__1=None, sectors__3="Food"))
    assert findings == []
    assert model is not None
    assert model.programmes[0].sectors == ("SEC-B",)


def test_a_form_of_older_lists_names_the_codes_that_are_gone(tmp_path: Path) -> None:
    """Codes that the workspace no longer has are errors with the nearest one that it has."""
    data = tmp_path / "data"
    cut_frozen(data, ("AT31", "CZ"))
    old = make_world(vocabulary={"sectors": [{"code": "SEC-AUTOM", "name": {"en": "Cars"}}]})
    raw = filled(raw=form_of(old, "AT31", "Upper Austria"), sectors__1="Cars")
    (tmp_path / "AT31-new.xlsx").write_bytes(raw)
    found = check(data, local=LOCAL, loose=[tmp_path / "AT31-new.xlsx"]).findings
    told = [finding for finding in found if finding.code == "CC117"]
    assert [(f.values, f.suggestion) for f in told] == [(("SEC-AUTOM",), "SEC-AUTO")]
    assert told[0].where.cell


def test_a_form_for_another_region_is_told(tmp_path: Path) -> None:
    """A form of one region under the name of another is found in a workspace."""
    data = tmp_path / "data"
    cut_frozen(data, ("AT31", "AT33"))
    for path in (data / "regions").glob("AT33*"):
        path.unlink()
    (data / "regions" / "AT33-tyrol.xlsx").write_bytes(filled())
    found = [str(finding) for finding in check(data, local=LOCAL).findings if "AT33-tyrol" in finding.where.file]
    assert [text for text in found if "about!B2: warning CC416 the file is named after 'AT33'" in text], found


def test_what_an_officer_sees_at_once() -> None:
    """Of a source all that is asked first; one family of letters; long texts wrapped; criteria as the guidelines go."""
    framework = make_world()
    record = {"id": "at31-a", "name": {"en": "A programme"}, "level": "policy", "summary": "Much is said here. " * 20}
    own = Inventory.model_validate({"region": "AT31", "as_of": "2026", "programmes": [record]})
    book = load_workbook(io.BytesIO(form_of(framework, "AT31", "Upper Austria", own)))
    for name, first in (("sources", ["key", "title", "publisher", "year", "url"]), ("priorities", ["issue", "value"])):
        letters = {str(cell.value).splitlines()[-1]: cell.column_letter for cell in book[name][1]}
        seen = [head for head, letter in letters.items() if not book[name].column_dimensions[letter].hidden]
        assert seen[: len(first)] == first
    fonts = {cell.font.name for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert fonts == {"Calibri"}
    heads = {str(cell.value).splitlines()[-1]: cell for cell in book["programmes"][1]}
    summary = book["programmes"].cell(2, heads["summary"].column)
    assert summary.alignment.wrap_text and book["programmes"].row_dimensions[2].height == 60
    criteria = [name.split(".")[1] for name in heads if name.startswith("assessments.") and name.endswith(".value")]
    assert criteria == [criterion.id for criterion in framework.guidelines.criteria]
    assert book["codes"].print_area.startswith("'codes'!$A$1:$D$")


def test_the_same_form_has_the_same_bytes() -> None:
    """No clock and no order of a set gets into a form."""
    assert form_of(make_world(vocabulary=NAMED), "AT31", "Upper Austria", None, ["de"]) == empty()


def test_excel_helps_while_it_is_filled_in() -> None:
    """Drop-downs use defined names that lead to lists, numbers have limits, heads are frozen and explained."""
    book = load_workbook(io.BytesIO(empty()))
    sheet = book["programmes"]
    validations = {str(each.sqref).split(":")[0]: each for each in sheet.data_validations.dataValidation}
    offered = {each.formula1 for each in validations.values() if each.type == "list"}
    assert offered and all(name in book.defined_names for name in offered)
    for name in offered:
        target, cells = str(book.defined_names[name].attr_text).replace("$", "").split("!")
        values = [row[0].value for row in book[target][cells]]
        assert target == "sources" or all(value not in (None, "") for value in values)
    assert any(each.type == "whole" and each.formula1 == "1900" for each in validations.values())
    assert (sheet.freeze_panes, book["codes"].protection.sheet, sheet.protection.sheet) == ("B2", True, False)
    assert all(cell.comment and "Example:" in cell.comment.text for cell in sheet[1])
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")
    seen = sum(each.width for each in sheet.column_dimensions.values() if not each.hidden)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and 160 <= seen / (sheet.page_setup.fitToWidth - 0.5) <= 200
    assert any(dimension.outlineLevel for dimension in sheet.column_dimensions.values())


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_recalculates_and_saves_it(tmp_path: Path) -> None:
    """What LibreOffice Calc saved reads as the same inventory, with its lists and without a finding."""
    (tmp_path / "AT31-a.xlsx").write_bytes(filled(sectors__1="Fahrzeugbau", staff__1__fte=0.1))
    (tmp_path / "out").mkdir()
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    words = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out")]
    subprocess.run([*words, str(tmp_path / "AT31-a.xlsx")], check=True, capture_output=True, timeout=170)
    before, _ = read(tmp_path, (tmp_path / "AT31-a.xlsx").read_bytes())
    after, findings = read(tmp_path, (tmp_path / "out" / "AT31-a.xlsx").read_bytes())
    assert after == before
    assert findings == []
    book = load_workbook(tmp_path / "out" / "AT31-a.xlsx")
    lists = {each.formula1 for each in book["programmes"].data_validations.dataValidation if each.type == "list"}
    assert "list_sectors" in lists


def test_init_form_writes_forms_of_one_and_of_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A region's form with what is on file, an empty one, and one for every member; nothing is overwritten."""
    shutil.copytree(BASE, tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    assert run("init", "form", "at31", "-o", "AT31.xlsx")[0] == 0
    on_file = read_file("region", BASE / "regions" / "AT31-upper-austria.yaml", BASE).model
    assert read_file("region", Path("AT31.xlsx"), tmp_path).model == on_file
    assert run("init", "form", "at31", "-o", "AT31.xlsx")[0] == 2
    assert run("init", "form", "AT31", "--empty", "-o", "empty.xlsx")[0] == 0
    assert zipfile.is_zipfile("empty.xlsx")
    assert run("init", "form", "AT22", "--name", "Styria", "-o", "AT22.xlsx")[0] == 0
    assert run("init", "form", "-d", "forms")[0] == 0
    members = {path.name.split("-")[0] for path in (BASE / "regions").iterdir()}
    assert {path.name.split("-")[0] for path in Path("forms").iterdir()} == members
    assert run("init", "form", "AT22", "-o", "x.csv")[0] == 2
    assert run("init", "form", "-o", "all.xlsx")[0] == 2
    assert run("init", "form", "Styria")[0] == 2


def test_outside_every_workspace_it_is_said_whose_lists_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form made without a workspace has the lists of the packaged example, and the call says so."""
    monkeypatch.chdir(tmp_path)
    code, said = run("init", "form", "XX", "-o", "XX.xlsx")
    assert (code, Path("XX.xlsx").is_file()) == (0, True)
    assert "those of the packaged example" in said


def test_a_form_is_not_made_of_an_inventory_with_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an error hides would be lost; an empty form can be had."""
    cut_frozen(tmp_path / "data", ("AT31", "CZ"))
    path = tmp_path / "data" / "regions" / "AT31-upper-austria.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\nstrange: 1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, _ = run("init", "form", "AT31", "-o", "AT31.xlsx")
    assert (code, Path("AT31.xlsx").exists()) == (1, False)
    assert run("init", "form", "AT31", "--empty", "-o", "AT31.xlsx")[0] == 0
