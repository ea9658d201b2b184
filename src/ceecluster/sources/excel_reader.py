"""Workbooks to grids: values as stored, formulas, merged and hidden cells named, nothing guessed."""

from __future__ import annotations

import codecs
import io
import zipfile
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from ceecluster.findings import Finding, Place, complain
from ceecluster.sources import wordings
from ceecluster.sources.calamine_apart import values_apart
from ceecluster.sources.contents import as_table, content_of, content_of_text, is_binary
from ceecluster.sources.decoding import UnreadableError, control_in, named, odd_in, refused
from ceecluster.sources.document import REFUSED, letters
from ceecluster.sources.raw_table import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, RawTable, is_blank
from ceecluster.sources.workbook_parts import Parts, SheetParts

SHEETS = ("programmes", "sources", "priorities", "about")
CODES = "codes"
"""The sheet of a form that lists codes with their names; it is read whatever it is called."""
_AGAIN = "open it in Excel or LibreOffice and save it as .xlsx"
_MAX_NAMED = 500
"""Cells of one kind that are named in a sheet."""
_UNSEEN = {
    "xls": "formulas, comments, hidden rows and hidden columns",
    "xlsb": "formulas, merged cells, comments, hidden rows and hidden columns",
    "ods": "formulas, merged cells, comments, hidden rows and hidden columns",
}


@dataclass(slots=True)
class _Sheet:
    name: str
    visible: bool
    rows: list[list[Any]] | None
    size: tuple[int, int]
    around: SheetParts = field(default_factory=SheetParts)
    worksheet: bool = True


def read_excel(raw: bytes, shown: str) -> dict[str, RawTable]:
    """The grids of a workbook by sheet name; UnreadableError for what is no workbook."""
    place = Place(shown)
    notes: list[Finding] = []
    kind = _kind(raw, place)
    own: dict[str, str] = {}
    if kind == "xlsx":
        sheets = _modern(raw, shown, notes, own)
    else:
        sheets = _others(raw, place)
        notes.append(complain(wordings.unseen, place, f".{kind}", _UNSEEN[kind]))
    found: dict[str, _Sheet] = {}
    for sheet in sheets:
        if sheet.name == own.get(CODES) and sheet.visible and sheet.worksheet:
            found[CODES] = sheet
            continue
        name = next((role for role in SHEETS if own.get(role) == sheet.name), sheet.name.strip().lower())
        if sheet.name in own.values() and name not in SHEETS:
            continue  # made by this program to be looked at
        what = "sheet" if sheet.worksheet else "chart sheet"
        if not sheet.visible:
            what = f"the hidden {what} '{sheet.name}'"
        elif name not in SHEETS or name in found or not sheet.worksheet:
            what = f"the {what} '{sheet.name}'"
        else:
            found[name] = sheet
            continue
        notes.append(complain(wordings.ignored_part, Place(shown, sheet=sheet.name), what))
    if "programmes" not in found:
        visible = [sheet for sheet in sheets if sheet.visible and sheet.worksheet]
        if len(visible) != 1 or len(sheets) != 1:
            names = ", ".join(f"'{sheet.name}'" for sheet in sheets) or "none"
            why = f"there is no sheet 'programmes'; the sheets are {names}"
            raise UnreadableError(complain(wordings.bad_table, place, why, "name the sheet 'programmes'"))
        # The only sheet there is needs no name.
        found = {"programmes": visible[0], **found}
        notes = [note for note in notes if note.where.sheet != visible[0].name]
    grids = {name: _grid(sheet, shown) for name, sheet in found.items()}
    grids["programmes"].findings[:0] = notes
    return grids


def read_sheets(raw: bytes, shown: str, notes: list[Finding] | None = None) -> dict[str, RawTable]:
    """The grids of all visible sheets of any workbook by name; UnreadableError for what is no workbook.

    `notes` are told what of the workbook is not read: macros, hidden sheets.
    """
    notes = [] if notes is None else notes
    kind = _kind(raw, Place(shown))
    sheets = _modern(raw, shown, notes, {}) if kind == "xlsx" else _others(raw, Place(shown))
    if kind != "xlsx":
        notes.append(complain(wordings.unseen, Place(shown), f".{kind}", _UNSEEN[kind]))
    for sheet in sheets:
        if not sheet.visible:
            where = Place(shown, sheet=sheet.name)
            notes.append(complain(wordings.ignored_part, where, f"the hidden sheet '{sheet.name}'"))
    return {sheet.name: _grid(sheet, shown) for sheet in sheets if sheet.visible and sheet.worksheet}


def _kind(raw: bytes, place: Place) -> str:
    """xlsx, xls, xlsb or ods, told from the content; UnreadableError names anything else."""
    if not raw.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableError(complain(wordings.empty, place))
    content = content_of(raw)
    if content is not None and content.what == "an encrypted document":
        raise UnreadableError(complain(wordings.locked, place))
    if content is not None and content.ending == "ods" and _is_locked(raw):
        raise UnreadableError(complain(wordings.locked, place))
    if content is not None and content.ending:
        return content.ending
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if content is None and (marked or not is_binary(raw)):
        text = raw[:20_000].decode("utf-16" if marked else "utf-8-sig", errors="replace")
        content = content_of_text(text) or as_table(text)
        if content is None:
            raise _no_workbook(place, "this is a text, not a workbook", "if it is a table, let its name end in .csv")
    if content is None:
        raise _no_workbook(place, "this is not a workbook", _AGAIN)
    raise refused(content, place.file, "a workbook")


def _is_locked(raw: bytes) -> bool:
    """Whether an OpenDocument archive says that its content is encrypted."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive, archive.open("META-INF/manifest.xml") as manifest:
            return b"encryption-data" in manifest.read(1 << 20)
    except Exception:  # zipfile raises whatever its bytes meet; what is broken is told where it is read
        return False


def _no_workbook(place: Place, why: str, hint: str) -> UnreadableError:
    return UnreadableError(complain(wordings.not_text, place, why, hint))


def _modern(raw: bytes, shown: str, notes: list[Finding], own: dict[str, str]) -> list[_Sheet]:
    """The sheets of an .xlsx or .xlsm file; `own` is told which of them this program made, and what for."""
    place = Place(shown)
    parts = Parts(raw, shown)
    if "EncryptedPackage" in parts.names:
        raise UnreadableError(complain(wordings.locked, place))
    parts.look()
    where = parts.sheets()
    own.update(parts.own_sheets())
    if any("vbaproject" in name.lower() for name in parts.names):
        notes.append(complain(wordings.ignored_part, place, "the macro part of the workbook"))
    from python_calamine import CalamineWorkbook

    found: list[_Sheet] = []
    wanted: list[_Sheet] = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        if set(book.sheet_names) - set(where):
            raise _damaged(place, [*where])
        for about in book.sheets_metadata:
            worksheet, visible = str(about.typ).endswith("WorkSheet"), str(about.visible).endswith(".Visible")
            size = parts.extent(where[about.name])
            sheet = _Sheet(about.name, visible, None if _too_large(size) else [], size, worksheet=worksheet)
            found.append(sheet)
            # What will be named and not read costs nothing.
            if worksheet and visible and where[about.name] and sheet.rows is not None:
                sheet.around = parts.around(where[about.name])
                wanted.append(sheet)
        if parts.doubtful(_too_large):
            apart = values_apart(raw, MAX_CELLS, [sheet.name for sheet in wanted]) if wanted else {}
            if apart is None:
                raise _damaged(place, [*where])
            for sheet in wanted:
                sheet.rows, sheet.size = apart[sheet.name]["rows"], tuple(apart[sheet.name]["size"])
        else:
            for sheet in wanted:
                sheet.rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    except UnreadableError:
        raise
    except BaseException as error:  # calamine raises whatever its bytes meet, panics of Rust among them
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise _damaged(place, [*where]) from error
    return found


def _damaged(place: Place, names: list[str]) -> UnreadableError:
    told = f"; its sheets are {', '.join(repr(name) for name in names)}" if names else ""
    return _no_workbook(place, f"the workbook cannot be read{told}", "save it again as .xlsx")


def _others(raw: bytes, place: Place) -> list[_Sheet]:
    """The sheets of an .xls, .xlsb or .ods file."""
    values = values_apart(raw, MAX_CELLS)
    if values is None:
        raise _damaged(place, [])
    found = []
    for name, told in values.items():
        around = SheetParts(
            merges=[
                ((top, left), f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}")
                for (top, left), (bottom, right) in told["merges"]
            ]
        )
        size = told["size"][0], told["size"][1]
        found.append(_Sheet(name, told["visible"], told["rows"], size, around, told["worksheet"]))
    return found


def _grid(sheet: _Sheet, shown: str) -> RawTable:
    grid = RawTable(shown, sheet.name)
    rows, columns = sheet.size
    if sheet.rows is None or _too_large(sheet.size):
        limit = f"{MAX_ROWS:,} by {MAX_COLUMNS:,} and {MAX_CELLS:,} cells"
        what = ("the sheet", f"{rows:,} rows by {columns:,} columns", limit)
        grid.findings.append(complain(wordings.too_large, Place(shown, sheet=sheet.name), *what))
        return grid
    around = sheet.around
    for (line, column), area in around.merges[:_MAX_NAMED]:
        grid.findings.append(complain(wordings.merged, grid.place(line, column), area))
    for cells, say in ((around.formulas, _formula), (around.errors, _error)):
        for (line, column), text in sorted(cells.items()):
            if len(grid.findings) < 3 * _MAX_NAMED:
                grid.findings.append(complain(wordings.formula, grid.place(line, column), say(text)))
            while line >= len(sheet.rows):
                sheet.rows.append([])
            row = sheet.rows[line]
            row += [None] * (column + 1 - len(row))
            row[column] = REFUSED
    for line, values in enumerate(sheet.rows):
        cells_of = [
            None if value == "" else _looked_at(value, line, column, grid) for column, value in enumerate(values)
        ]
        while cells_of and cells_of[-1] is None:
            cells_of.pop()
        if cells_of:
            grid.rows.append((line, cells_of))
    _name_hidden(grid, around)
    return grid


def _too_large(size: tuple[int, int]) -> bool:
    return size[0] > MAX_ROWS or size[1] > MAX_COLUMNS or size[0] * size[1] > MAX_CELLS


def _formula(text: str) -> str:
    return f"a formula, ={text:.60}" if text else "a formula"


def _error(text: str) -> str:
    return f"the error {text}"


def _name_hidden(grid: RawTable, around: SheetParts) -> None:
    """Hidden rows and columns that hold something are read, and named; so are comments that are not ours."""
    lines = [line for line, _ in grid.rows if line in around.hidden_rows]
    for _, run in groupby(enumerate(lines), key=lambda item: item[1] - item[0]):
        span = [line for _, line in run]
        words = f"row {span[0] + 1} is" if len(span) == 1 else f"rows {span[0] + 1} to {span[-1] + 1} are"
        grid.tell(wordings.hidden_cells, span[0], 0, words)
    filled = {column for _, cells in grid.rows for column, cell in enumerate(cells) if cell is not None}
    for first, last in around.hidden_columns:
        held = [column for column in range(first, last + 1) if column in filled]
        if held:
            words = f"column {letters(held[0])} is"
            if len(held) > 1:
                words = f"columns {letters(held[0])} to {letters(held[-1])} are"
            grid.findings.append(complain(wordings.hidden_cells, grid.place(grid.rows[0][0], held[0]), words))
    first, heads = grid.rows[0] if grid.rows else (0, [])
    over = sum(line == first for line, _ in around.comments)
    # A form of ours explains each of its columns, and LibreOffice forgets who wrote a comment.
    ours = over * 2 > sum(cell is not None for cell in heads)
    for line, column in [each for each in around.comments if each[0] != first or not ours][:_MAX_NAMED]:
        grid.findings.append(complain(wordings.comment_unread, grid.place(line, column)))


def _looked_at(value: object, line: int, column: int, grid: RawTable) -> object:
    """A cell's value, after a look for characters that do not show; None for nothing but blanks."""
    if not isinstance(value, str):
        return value
    if is_blank(value):
        return None
    if value.isprintable():  # so it has neither
        return value
    if control := control_in(value):
        grid.tell(wordings.not_text, line, column, named(control))
        return REFUSED
    if odd := odd_in(value):
        grid.tell(wordings.odd_characters, line, column, named(odd))
    return value
