"""Where a table of a page, a sheet or a form turns into another: at so many rows, columns or letters."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from ceecluster.blocks import Column, Document, Section, table
from ceecluster.findings import Finding, Place, Severity
from ceecluster.forms.html import write_html
from ceecluster.names import Speller
from ceecluster.officers.annotation import annotated
from ceecluster.officers.form import form_of
from ceecluster.report.workbook import write_xlsx
from ceecluster.wording import Voice
from factories import make_world


def page(cells: list[list[str]]) -> str:
    """The page of one table."""
    columns: list[Column[Any]] = [
        Column("c", lambda row, n=n: row[n], header=n == 0)  # type: ignore[misc]
        for n in range(len(cells[0]))
    ]
    document = Document("x", "T", (Section("S", (table("t", "A table", columns, cells),)),))
    return write_html(document, Voice(Speller(make_world())))


@pytest.mark.parametrize(
    ("rows", "columns", "kind"),
    [
        (2, 7, "plain"),
        (3, 7, "sortable"),
        (11, 7, "sortable"),
        (12, 7, "filterable sortable"),
        (2, 8, "plain wide"),
        (12, 8, "filterable sortable wide"),
    ],
)
def test_a_table_of_twelve_rows_has_a_filter_and_one_of_eight_columns_is_printed_smaller(
    rows: int, columns: int, kind: str
) -> None:
    """One row or column less, and it is sorted only, or printed as any other."""
    assert f'<table class="{kind}">' in page([["x"] * columns] * rows)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x" * 90, ""),
        ("x" * 91, ' class="long"'),
        ("1998–2027 xy", ' class="short"'),
        ("1998–2027 xyz", ""),
    ],
)
def test_a_column_has_room_for_long_texts_and_does_not_break_short_ones(text: str, kind: str) -> None:
    """Long from 91 letters on, short up to twelve."""
    assert f"<td{kind}>" in page([["r", text]])


def written(table: pd.DataFrame, addresses: dict[str, str]) -> Any:
    """The sheet of a table, read again."""
    return load_workbook(io.BytesIO(write_xlsx({"t": table}, addresses, epoch=10**9)))["t"]


def test_a_workbook_has_columns_cells_and_remarks_of_some_size() -> None:
    """Columns as wide as what 200 rows hold, up to 60; 32 000 letters in a cell, 1 000 in a remark."""
    names = ["programme", "wide", "wider", "late", "later", "long"]
    rows = [["r", "w" * 57, "w" * 58, "x", "x", ""] for _ in range(201)]
    rows[0][-1], rows[199][3], rows[200][4] = "y" * 40_000, "z" * 30, "z" * 30
    rows[1][2] = "w" * 70
    sheet = written(pd.DataFrame(rows, columns=names), {"r": "u" * 2_000})
    wide = [sheet.column_dimensions[letter].width for letter in "BCDEF"]
    assert wide == [59, 60, 32, 7, 60]
    assert (len(sheet["F2"].value), len(sheet["A2"].comment.text)) == (32_000, 1_000)


def test_a_remark_in_a_cell_has_two_thousand_letters() -> None:
    """Of many findings in one cell the first are told."""
    book, stream = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.title = "s"
    book.save(stream)
    found = [Finding(Place("x", sheet="s", cell="A1"), Severity.WARNING, "CC1", f"m{n}" * 99, "h") for n in range(99)]
    marked: Any = load_workbook(io.BytesIO(annotated(stream.getvalue(), found)))["s"]
    assert len(marked["A1"].comment.text) == 2_000


def test_a_form_has_two_hundred_empty_rows() -> None:
    """Lists and limits reach as far below what is filled in, and the sources that can be chosen as well."""
    book = load_workbook(io.BytesIO(form_of(make_world(), "AT31", "Upper Austria")))
    offered = book["programmes"].data_validations.dataValidation
    assert {str(each.sqref).rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for each in offered} == {"201"}
    ends = {name.attr_text.rpartition("!")[2] for name in book.defined_names.values()}
    assert "$A$2:$A$201" in ends
