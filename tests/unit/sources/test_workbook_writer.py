"""Forms for Excel on paper: across the page, with their heads on each, and no text over another."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.sources.workbook_writer import across, fit, new_book, printed, put
from factories import FROZEN

FORMS = {
    "positions": ("positions", "AT31"),
    "review": ("review", "AT31"),
    "decisions": ("decisions",),
    "selfcheck": ("selfcheck", "at31-automobil"),
    "idea": ("idea", "--name", "Joint trade fairs"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_can_be_printed(form: str, tmp_path: Path) -> None:
    """Landscape A4, as many pages across as its columns need, the first line on all; every row shows its whole text."""
    file = tmp_path / "form.xlsx"
    done = CliRunner().invoke(app, ["init", *FORMS[form], "-o", str(file), "-w", str(FROZEN)])
    assert done.exit_code == 0, done.output
    book = load_workbook(file)
    for sheet in book.worksheets:
        setup = sheet.page_setup
        assert (setup.orientation, setup.fitToHeight, setup.paperSize) == ("landscape", 0, 9)
        assert sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        widths = [sheet.column_dimensions[get_column_letter(at)].width for at in range(1, sheet.max_column + 1)]
        across = setup.fitToWidth or 1
        assert sum(widths) / across <= 180
        assert sheet.print_title_cols == ("$A:$A" if across > 1 else None)
        assert sheet.freeze_panes and sheet.oddFooter is not None and sheet.oddFooter.left.text == "&A"
        for line in range(1, sheet.max_row + 1):
            texts = [str(cell.value or "") for cell in sheet[line]]
            needed = max(ceil(len(text) / width) for text, width in zip(texts, widths, strict=True))
            assert (sheet.row_dimensions[line].height or 15) >= min(15 * needed, 405), (sheet.title, line)
        fonts = {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value}
        assert fonts <= {"Calibri"}, (sheet.title, fonts)


def test_a_wide_sheet_goes_over_pages_with_its_first_column() -> None:
    """Two columns fit one page; of twelve wide ones each page has the first as well."""
    book = new_book()
    sheet = book.create_sheet("s")
    sheet["A1"], sheet["B1"] = "head", "word " * 30
    printed(sheet)
    assert sheet.page_setup.fitToWidth == 1 and not sheet.print_title_cols
    assert (sheet.row_dimensions[1].height or 0) >= 15 * 11
    for at in range(3, 15):
        sheet.cell(1, at, "head")
        sheet.column_dimensions[get_column_letter(at)].width = 30
    printed(sheet)
    assert sheet.page_setup.fitToWidth == 3 and sheet.print_title_cols == "$A:$A"


@pytest.mark.parametrize(("widths", "pages"), [((90, 90), 1), ((90, 91), 2), ((180, 180), 2), ((180, 180, 1), 3)])
def test_a_page_has_room_for_a_hundred_and_eighty_letters(widths: tuple[int, ...], pages: int) -> None:
    """Hidden columns take none."""
    sheet = new_book().create_sheet("s")
    for at, width in enumerate((*widths, 500), 1):
        sheet.cell(1, at, "x")
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.column_dimensions[get_column_letter(len(widths) + 1)].hidden = True
    assert across(sheet) == pages


@pytest.mark.parametrize(("lines", "height"), [(1, None), (2, 30), (27, 405), (28, 405)])
def test_a_printed_row_is_as_high_as_its_text(lines: int, height: float | None) -> None:
    """Fifteen points a line, and no more than programs take."""
    sheet = new_book().create_sheet("s")
    sheet["A1"] = "\n".join("x" * lines)
    printed(sheet)
    assert sheet.row_dimensions[1].height == height


@pytest.mark.parametrize(("letters", "height"), [(10, None), (12, 30), (23, 45), (34, 60), (45, 60), (400, 60)])
def test_a_row_on_a_screen_shows_four_lines(letters: int, height: float | None) -> None:
    """Of a wrapped text in a column ten letters wide."""
    sheet = new_book().create_sheet("s")
    sheet["A1"], sheet.column_dimensions["A"].width = "x" * letters, 10
    fit(sheet, 1)
    assert sheet.row_dimensions[1].height is None
    sheet["A1"].alignment = Alignment(wrap_text=True)
    fit(sheet, 1)
    assert sheet.row_dimensions[1].height == height


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("_x0041_", "_x005F_x0041_"),
        ("_x00g1_", "_x00g1_"),
        ("_x041_", "_x041_"),
        ("a\rb", "a_x000D_b"),
        ("a\x07b", "ab"),
        ("=1", "=1"),
    ],
)
def test_a_text_that_a_workbook_would_read_as_a_sign_stays_a_text(text: str, written: str) -> None:
    """What looks like an escape is escaped; controls that no workbook can hold are left out."""
    sheet = new_book().create_sheet("s")
    put(sheet["A1"], text)
    assert (sheet["A1"].value, sheet["A1"].data_type) == (written, "s")
