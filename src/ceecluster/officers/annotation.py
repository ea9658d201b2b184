"""Findings written into a copy of a workbook: coloured cells, remarks with the cure, a sheet that lists them."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink

from ceecluster.findings import Finding, Severity
from ceecluster.model.lists import list_of
from ceecluster.officers.columns import words
from ceecluster.sources.form_codes import OWN, OWN_SHEET
from ceecluster.sources.workbook_writer import fit, font, packed, put

_COLOURS = {Severity.ERROR: "F4B6B6", Severity.WARNING: "FBE3A6", Severity.NOTE: "CFE2F3"}
_NAME = f"{OWN_SHEET}findings"
_LONGEST = 2_000
"""Characters of the remark on a cell; the sheet has all of it."""
_WIDTHS = (12, 30, 70, 70, 10)


class Unwritable(Exception):  # noqa: N818  # says what is so
    """A workbook that can be checked, but not written again."""


def annotated(raw: bytes, findings: Sequence[Finding], *, macros: bool = False) -> bytes:
    """A copy of a workbook with its findings in it; remarks of an earlier copy are taken out first.

    Values, formulas and sheets stay, so the copy has the same findings. Unwritable where the findings say that the
    workbook could not be read, or the library that writes workbooks cannot read it.
    """
    lost = next((f for f in findings if f.severity is Severity.ERROR and not f.where.cell), None)
    if lost is not None and (lost.where.sheet is None or lost.code == "CC103"):
        # What the reader refused for its size or state would cost another reader just as much.
        raise Unwritable(lost.said)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions that the library leaves out
            book = load_workbook(io.BytesIO(raw), keep_vba=macros)
            _clean(book)
            before = _mark(book, findings)
            _list(book, findings, before)
            return packed(book)
    except Exception as error:  # openpyxl raises whatever its bytes meet
        raise Unwritable(str(error)) from error


def _mark(book: Workbook, findings: Sequence[Finding]) -> dict[tuple[str, str], tuple[str, str]]:
    """Colour and remark every cell with a finding; (colour, comment) of each as it was."""
    by_cell: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.where.sheet in book.sheetnames and finding.where.cell:
            by_cell.setdefault((finding.where.sheet, finding.where.cell), []).append(finding)
    before = {}
    for (sheet, name), told in by_cell.items():
        cell = book[sheet][name]
        if isinstance(cell, MergedCell):
            continue
        old = cell.comment
        filled = cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else ""
        before[sheet, name] = (filled if isinstance(filled, str) else "", old.text if old is not None else "")
        worst = max(told, key=lambda finding: finding.severity.rank)
        cell.fill = PatternFill("solid", fgColor=_COLOURS[worst.severity])
        remark = "\n\n".join(f"{f.severity}: {f.said}.\n{_cure(f, book)}" for f in told)[:_LONGEST]
        text = f"{old.text}\n\n{remark}" if old is not None else remark
        author = old.author if old is not None else OWN.decode()
        cell.comment = Comment(text, author, height=min(40 + 18 * (len(text) // 45 + text.count("\n")), 420), width=360)
    return before


def _cure(finding: Finding, book: Workbook) -> str:
    """How to mend it; a form has its codes at hand, and its reader has no command line."""
    listed = finding.code in ("CC116", "CC117") and list_of(finding.path or ()) is not None
    if listed and f"{OWN_SHEET}codes" in book.defined_names:
        return f"{finding.hint}\n{words().codes_hint}" if finding.suggestion else words().codes_hint
    return finding.hint


def _list(book: Workbook, findings: Sequence[Finding], before: dict[tuple[str, str], tuple[str, str]]) -> None:
    """The sheet of findings, each with a link to its cell; what the cell was like before stands hidden beside it."""
    sheet = book.create_sheet("findings", 0)
    book.defined_names[_NAME] = DefinedName(_NAME, attr_text=f"{quote_sheetname(sheet.title)}!$A$1")
    titles = words().findings
    for at, (title, width) in enumerate(zip(titles, _WIDTHS, strict=True), start=1):
        cell = sheet.cell(1, at)
        put(cell, title)
        cell.font, cell.fill = font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="0B5566")
        sheet.column_dimensions[get_column_letter(at)].width = width
    worst_first = sorted(findings, key=lambda finding: -finding.severity.rank)
    for line, finding in enumerate(worst_first, start=2):
        where = finding.where
        shown = f"{where.sheet}!{where.cell}" if where.cell else where.sheet or where.file
        for at, text in enumerate(
            (str(finding.severity), shown, finding.said, _cure(finding, book), finding.code), start=1
        ):
            cell = sheet.cell(line, at)
            put(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        fit(sheet, line)
        sheet.cell(line, 1).fill = PatternFill("solid", fgColor=_COLOURS[finding.severity])
        if where.sheet in book.sheetnames:
            link = sheet.cell(line, 2)
            target = f"{quote_sheetname(where.sheet)}!{where.cell or 'A1'}"
            link.hyperlink = Hyperlink(ref=link.coordinate, location=target)
            link.font = font(color="0563C1", underline="single")
        if where.sheet and where.cell and (where.sheet, where.cell) in before:
            for at, text in enumerate((where.sheet, where.cell, *before[where.sheet, where.cell]), start=7):
                put(sheet.cell(line, at), text)
    for at in range(7, 11):
        sheet.column_dimensions[get_column_letter(at)].hidden = True
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:E{len(findings) + 1}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _clean(book: Workbook) -> None:
    """Take out the remarks, the colours and the sheet of an earlier copy."""
    known = book.defined_names.get(_NAME)
    title = str(known.attr_text).rpartition("!")[0].strip("'").replace("''", "'") if known is not None else ""
    if title not in book.sheetnames:
        return
    sheet: Any = book[title]
    for row in sheet.iter_rows(min_row=2, min_col=7, max_col=10, values_only=True):
        name, at, colour, comment = row
        if name in book.sheetnames and at:
            cell = book[str(name)][str(at)]
            author = cell.comment.author if cell.comment is not None else OWN.decode()
            cell.fill = PatternFill("solid", fgColor=str(colour)) if colour else PatternFill()
            cell.comment = Comment(str(comment), author, height=160, width=340) if comment else None
    del book[title]
    del book.defined_names[_NAME]
