"""Sheets of the forms of columns that come back filled in: what is read, and a finding for everything that is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from ceecluster.errors import UsageError, suggest
from ceecluster.findings import Finding, Place, Severity, answered, say
from ceecluster.officers.answer_form import BLANK, MANY, folded, not_read, wrong_headings
from ceecluster.officers.foreign import ForeignRow, text_of
from ceecluster.officers.speech import spoken
from ceecluster.sources.csv_reader import read_csv
from ceecluster.sources.decoding import decode, read_bytes
from ceecluster.sources.excel_reader import read_sheets
from ceecluster.sources.raw_table import RawTable
from ceecluster.sources.tables import WORKBOOKS

ALIKE, SENTENCE = 0.7, 20
"""A text of so many letters or more, so much alike (0 to 1), is taken for an older wording of what the form says."""


@dataclass(frozen=True)
class FormSheet:
    """A sheet of a form: its columns, and how its lines are read."""

    columns: tuple[str, ...]
    """By name; the first is what a line is about."""
    idle: tuple[str, ...] = ()
    """Those that only help to fill it in."""
    free: bool = False
    """Whether lines are added by hand, so that one without its first cell is for the reader to judge."""
    said: frozenset[str] = frozenset()
    """What the form itself says in its idle columns, folded; empty where that is not known."""

    @property
    def wanted(self) -> tuple[str, ...]:
        """The columns that are read."""
        return tuple(name for name in self.columns if name not in self.idle)


@dataclass(frozen=True)
class FormTable:
    """A sheet of a form as it came back."""

    rows: tuple[ForeignRow, ...]
    findings: tuple[Finding, ...]
    grid: RawTable
    at: Mapping[str, int]
    """Where each column stands, from 0."""

    def place(self, row: ForeignRow, column: str) -> Place:
        """The cell of a row; its first one where the column is not there."""
        return self.grid.place(row.line, self.at.get(column, 0))


def read_form(path: Path, shown: str, sheets: Mapping[str, FormSheet], code: str) -> dict[str, FormTable]:
    """The sheets of a form of ours, in whatever language it speaks: by title, else by their first columns.

    What stands over a column, and before a line, ends in the name by which it is read. What is written where nothing
    is read, be it a sheet, a column or a cell, is a finding of `code`. UsageError where a sheet is missing;
    a form of one sheet may come as CSV.
    """
    grids, notes = _grids(path, shown, tuple(sheets))
    heads = {title: grid.rows[0][1] if grid.rows else [] for title, grid in grids.items()}
    made: dict[str, FormTable] = {}
    known: set[str] = set()
    for name, sheet in sheets.items():
        alike = (title for title, cells in heads.items() if _keys(cells, sheet)[:2] == list(sheet.columns[:2]))
        title = name if name in grids else next((each for each in alike if each not in known), None)
        if title is not None:
            known.add(title)
            made[name] = _read(grids[title], sheet, code)
        elif sheet.wanted:
            near = suggest(name, grids)
            told = f"did you mean '{near}'?" if near else f"it has {', '.join(map(repr, grids))}"
            raise UsageError(f"'{shown}' has no sheet '{name}'", told)
    for grid in (grid for title, grid in grids.items() if title not in known):
        notes += grid.findings
        for line, cells in grid.rows:
            notes += not_read(grid.place, line, dict(enumerate(map(text_of, cells))), code)
    first = next(iter(made))
    return {**made, first: replace(made[first], findings=(*notes, *made[first].findings))}


def _grids(path: Path, shown: str, names: Sequence[str]) -> tuple[dict[str, RawTable], list[Finding]]:
    """The sheets by title, and what of the file is not read."""
    ending, notes = path.suffix.lower(), list[Finding]()
    if ending not in WORKBOOKS and (ending != ".csv" or len(names) > 1):
        hint = "fill in the workbook and save it as .xlsx"
        more = "" if len(names) > 1 else ", or send what the page saves, which ends in .csv"
        raise UsageError(f"'{shown}' is no form that can be read", f"{hint}{more}")
    raw = read_bytes(path, shown, path.resolve().parent)
    if ending == ".csv":
        text, notes = decode(raw, shown, legacy=True)
        return {names[0]: read_csv(text, shown)}, notes
    return read_sheets(raw, shown, notes), notes


def _keys(cells: Sequence[object], sheet: FormSheet) -> list[str]:
    """The columns under some headings, by the name that ends each, or by what a language calls them."""
    names = spoken(sheet.columns)
    told = [text_of(cell).splitlines()[-1:] for cell in cells]
    return [names.get(text[0].strip().casefold(), text[0].strip()) if text else "" for text in told]


def _read(grid: RawTable, sheet: FormSheet, code: str) -> FormTable:
    """The lines of a sheet, and what stands beside them."""
    (top, heads), *lines = grid.rows or [(0, [])]
    keys = _keys(heads, sheet)
    known = [key if key in sheet.columns else "" for key in keys]
    findings = [*grid.findings, *wrong_headings(lambda at: grid.place(top, at), keys, known, sheet.wanted, code)]
    at = {key: column for column, key in reversed([*enumerate(known)]) if key}
    rows = []
    for line, cells in lines if sheet.columns[0] in at else ():
        row, beside, over = _told(line, [text_of(cell) for cell in cells], at, sheet)
        findings += not_read(grid.place, line, beside, code)
        findings += [_written_over(grid.place(line, column), text, sheet.said, code) for column, text in over.items()]
        rows += row
    return FormTable(tuple(rows), tuple(findings), grid, at)


def _told(
    line: int, texts: Sequence[str], at: Mapping[str, int], sheet: FormSheet
) -> tuple[list[ForeignRow], dict[int, str], dict[int, str]]:
    """What a line says by column, the cells of it that are not read, and those where the form said something else."""
    first = sheet.columns[0]
    cells = {key: texts[column] for key, column in at.items() if column < len(texts) and texts[column].strip(BLANK)}
    beside = {column: text for column, text in enumerate(texts) if column not in at.values()}
    own = {column for column, text in enumerate(texts) if folded(text) in sheet.said}
    if first not in cells and not sheet.free:
        return [], {column: text for column, text in enumerate(texts) if column not in own}, {}
    over = {at[name] for name in sheet.idle if name in cells and sheet.said} - own
    if first in cells:
        cells[first] = cells[first].splitlines()[-1].strip()
    return [ForeignRow(line, cells)] if cells else [], beside, {column: texts[column] for column in sorted(over)}


def _written_over(place: Place, text: str, said: frozenset[str], code: str) -> Finding:
    """A text where the form says something else: an error, or a warning where it is the wording of an older form."""
    if len(text) >= SENTENCE and get_close_matches(folded(text), said, 1, ALIKE):
        told = say("the form says it otherwise today: '{text}'", text=text[:MANY])
        return answered(place, Severity.WARNING, code, told, "see that the answer fits what is asked today")
    told = say("the form says something else here: '{text}'", text=text[:MANY])
    cure = "an answer goes into its own column; if this is an older form, send today's"
    return answered(place, Severity.ERROR, code, told, cure)


def told_twice(rows: Sequence[ForeignRow], column: str) -> Iterator[ForeignRow]:
    """The rows after the first whose cell in a column says again what another did."""
    seen: set[str] = set()
    for row in rows:
        key = row.cells.get(column, "").casefold()
        if key in seen:
            yield row
        seen.add(key)
