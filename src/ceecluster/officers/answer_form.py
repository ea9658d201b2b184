"""Forms of two tables that come back as a workbook or in Word: who answers, and lines with boxes to be marked."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ceecluster.errors import UsageError, suggest
from ceecluster.findings import Cure, Finding, Message, Place, Severity, answered, complain, mean, say
from ceecluster.model import World
from ceecluster.model.dates import day
from ceecluster.sources import wordings
from ceecluster.sources.decoding import read_bytes
from ceecluster.sources.document import REFUSED
from ceecluster.sources.excel_reader import read_sheets
from ceecluster.sources.word_tables import Rows, read_tables
from ceecluster.sources.workbook_writer import font, new_book, packed, printed, put

BLANK = " .…_-–☐□\u00a0"
"""What stands in a cell that nobody has filled in."""
MARKS = frozenset(("x", "✓", "✔", "☒", "☑", "1", "true"))
MANY = 60
"""Letters of a cell that a finding repeats."""
_WIDE = 44
_BOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")

Cells = Mapping[str, tuple[str, Place]]
"""Text and place of the cells of a line, by column."""


def folded(text: str) -> str:
    """A text as it is compared: letters and digits alone, in one case."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def is_day(text: str) -> bool:
    """Whether it is a day of a year that a file can have."""
    try:
        return bool(re.fullmatch(r"(19|20)\d{2}-\d{2}-\d{2}", text)) and bool(day(text))
    except UsageError:
        return False


def not_read(place: Callable[[int, int], Place], line: int, cells: Mapping[int, str], code: str) -> list[Finding]:
    """A finding of `code` where something stands in cells of a line that are not read; `place` says where they are."""
    filled = {column: text.strip() for column, text in cells.items() if text.strip(BLANK)}
    if not filled:
        return []
    told = say("a cell that the form does not have: '{text}'", text=" / ".join(filled.values())[:MANY])
    cure = "answer in the cells that were sent, and remove what stands beside them"
    return [answered(place(line, min(filled)), Severity.ERROR, code, told, cure)]


def wrong_headings(
    place: Callable[[int], Place], texts: Sequence[str], keys: Sequence[str], wanted: Iterable[str], code: str
) -> Iterator[Finding]:
    """What is wrong with the headings of a table: `keys` are the columns that they name, empty for none."""
    for column, (key, text) in enumerate(zip(keys, texts, strict=True)):
        if text and not key:
            told, cure = say("unknown column '{text}'", text=text[:MANY]), "leave the headings as they were"
            yield answered(place(column), Severity.ERROR, code, told, cure)
        elif key and key in keys[:column]:
            told = say("the column '{key}' stands twice", key=key)
            yield answered(place(column), Severity.ERROR, code, told, "keep the one that was sent")
    for key in wanted:
        if key not in keys:
            told = say("the column '{key}' is not there", key=key)
            yield answered(place(0), Severity.ERROR, code, told, "use the form as it was sent")


def form_book(
    tables: Sequence[tuple[str, Sequence[Sequence[str]]]], wide: Sequence[int], choices: Mapping[int, str]
) -> bytes:
    """A form as a workbook: (name of the sheet, rows) of its two tables, the first row of each with the labels.

    `wide` are the columns of the second with much text, `choices` those with a list to choose from; both from 1.
    """
    book = new_book()
    for place, (name, rows) in enumerate(tables):
        sheet = book.create_sheet(name)
        for line, row in enumerate(rows, start=1):
            for column, text in enumerate(row, start=1):
                cell = sheet.cell(line, column)
                put(cell, text or None)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = font(bold=line == 1)
        for column in range(1, max(map(len, rows)) + 1):
            broad = column in wide if place else column == 2
            sheet.column_dimensions[get_column_letter(column)].width = _WIDE if broad else 13
        sheet.freeze_panes = "C2" if place else "A2"
        printed(sheet)
        for column, among in choices.items() if place else ():
            rule = DataValidation(type="list", formula1=f'"{among}"', allow_blank=True)
            sheet.add_data_validation(rule)
            rule.add(f"{get_column_letter(column)}2:{get_column_letter(column)}{len(rows)}")
    return packed(book)


@dataclass
class Filled:
    """A form as it came back: (name, rows) of its sheets or tables, and what is wrong with cells and beside them."""

    tables: list[tuple[str, Rows]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)
    """(what it is, its text) of what somebody wrote where no form is read."""


def tables_of(path: Path, shown: str) -> Filled:
    """Sheets or tables by name, each with all its lines; UsageError or UnreadableError for what is no such form."""
    ending = path.suffix.lower()
    if ending not in (".docx", *_BOOKS):
        raise UsageError(f"'{shown}' is no form that can be read", "save it in Word as .docx, or fill in the workbook")
    raw = read_bytes(path, shown, path.resolve().parent)
    return _of_word(raw, shown) if ending == ".docx" else _of_workbook(raw, shown)


def _of_word(raw: bytes, shown: str) -> Filled:
    read = read_tables(raw, f"'{shown}'")
    found = Filled()
    for number, each in enumerate(read.tables, start=1):
        name = f"table {number}"
        found.tables.append((name, each.rows))
        for line, column in each.merged:
            place = Place(shown, sheet=name, cell=f"{get_column_letter(column + 1)}{line + 1}")
            found.findings.append(complain(wordings.merged, place, f"from {place.cell} on"))
    found.beside += [("a comment", text) for text in read.comments]
    found.beside += [("a line below the tables", text) for text in read.below]
    return found


def _of_workbook(raw: bytes, shown: str) -> Filled:
    found = Filled()
    for name, grid in read_sheets(raw, shown, found.findings).items():
        lines = dict(grid.rows)
        rows = [[_text(cell) for cell in lines.get(line, ())] for line in range(max(lines, default=-1) + 1)]
        found.tables.append((name, rows))
        found.findings += grid.findings
    return found


def _text(cell: Any) -> str:
    if cell is None or cell is REFUSED:  # what is refused is a finding already
        return ""
    if isinstance(cell, bool):
        return "x" if cell else ""  # a box that is ticked or not
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.date().isoformat() if hasattr(cell, "date") else str(cell).strip()


class FormReader(ABC):
    """Reads the two tables of a form; what is wrong is gathered, with its cell."""

    head_fields: Sequence[str] = ()
    code = ""

    def __init__(self, shown: str, world: World, labels: Mapping[str, str]) -> None:
        self.shown, self.world, self.labels = shown, world, labels
        self.findings: list[Finding] = []
        self.given: dict[str, tuple[str, Place]] = {}
        self.seen = False

    def tell(self, place: Place, message: str | Message, cure: Cure, severity: Severity = Severity.ERROR) -> None:
        """A finding."""
        self.findings.append(answered(place, severity, self.code, message, cure))

    def read(self, filled: Filled, wanted: Sequence[str]) -> None:
        """All tables: that of the lines is told by its columns, the others say who answers."""
        self.findings += filled.findings
        for what, text in filled.beside:
            cure = "a form is read in its cells: write it into one of them, or remove it"
            self.tell(Place(self.shown), say("{what} is not read: '{text}'", what=what, text=text[:MANY]), cure)
        for name, rows in filled.tables:
            columns = [self.labels.get(folded(text), "") for text in rows[0]] if rows else []
            if "code" in columns and len(columns) > len(wanted):
                self._lines(name, rows, columns, wanted)
            else:
                self._head(name, rows)
        if not self.seen:
            told = "the table of answers was not found: its headings are in no language of the forms"
            self.tell(Place(self.shown), told, "use the form as it was sent")

    def place(self, name: str, line: int, column: int) -> Place:
        """A cell."""
        return Place(self.shown, sheet=name, cell=f"{get_column_letter(column + 1)}{line + 1}")

    def _head(self, name: str, rows: Rows) -> None:
        known = [self.labels.get(folded(row[0]), "") if row else "" for row in rows]
        ours = any(key in self.head_fields for key in known)
        for line, (key, row) in enumerate(zip(known, rows, strict=True)):
            read = 0 if line or not ours else len(row)  # the first line has the headings
            if key in self.head_fields:
                read = 2
                if key not in self.given:
                    self.given[key] = (row[1].strip(BLANK) if len(row) > 1 else "", self.place(name, line, 1))
            self._unread(name, line, {column: text for column, text in enumerate(row) if column >= read})

    def _unread(self, name: str, line: int, cells: Mapping[int, str]) -> None:
        """A finding where something stands in cells of a line that are not read."""
        self.findings += not_read(partial(self.place, name), line, cells, self.code)

    def _lines(self, name: str, rows: Rows, columns: list[str], wanted: Sequence[str]) -> None:
        self.seen = True
        self.findings += wrong_headings(partial(self.place, name, 0), rows[0], columns, wanted, self.code)
        for line, row in enumerate(rows[1:], start=1):
            cells = {
                key: (text.strip(), self.place(name, line, column))
                for column, (key, text) in enumerate(zip_longest(columns, row, fillvalue=""))
                if key
            }
            beside = enumerate(zip_longest(columns, row, fillvalue=""))
            self._unread(name, line, {column: text for column, (key, text) in beside if not key})
            self.line(cells, self.place(name, line, 0), [text for text in row if text.strip(BLANK)])

    @abstractmethod
    def line(self, cells: Cells, first: Place, filled: Sequence[str]) -> None:
        """One line of the form; `filled` are the texts in it."""

    def stray(self, code: str, known: Sequence[str], first: Place, filled: Sequence[str]) -> None:
        """A line that the form does not have: a finding, unless it is empty."""
        if filled:
            cure = mean(suggest(code, known) if code else None, "answer in the lines that were sent")
            self.tell(
                first, say("a line that the form does not have: '{filled}'", filled=" / ".join(filled)[:MANY]), cure
            )

    def text(self, cells: Cells, key: str) -> str:
        """What was written into a cell."""
        return cells.get(key, ("", Place(self.shown)))[0].strip(BLANK)

    def marks(self, cells: Cells, keys: Sequence[str], about: str) -> str | None:
        """Which of some boxes is marked; a finding for what is no mark, and for a second one."""
        marked = [key for key in keys if self._marked(key, *cells.get(key, ("", Place(self.shown))))]
        if len(marked) > 1:
            self.tell(
                cells[marked[1]][1],
                say("{about} is marked {marked}", about=about, marked=" and ".join(marked)),
                "leave one mark in the line",
            )
        return marked[0] if marked else None

    def _marked(self, key: str, text: str, where: Place) -> bool:
        told = text.strip(BLANK).casefold()
        if not told or told in MARKS or self.labels.get(folded(told)) == key:
            return bool(told)
        self.tell(where, say("'{text}' is no mark", text=text[:MANY]), "write x, or nothing")
        return False

    def head(self) -> dict[str, str]:
        """Who answers: that it is of this network, of a region of it, and of a day."""
        head = {key: self.given.get(key, ("", Place(self.shown)))[0] for key in self.head_fields}
        where = {key: self.given.get(key, ("", Place(self.shown)))[1] for key in self.head_fields}
        for key in self.head_fields:
            if key not in self.given:
                self.tell(
                    Place(self.shown), say("the form has no line '{key}'", key=key), "use the form as it was sent"
                )
        members = [region.code for region in (*self.world.network.regions, *self.world.network.candidates)]
        title = self.world.network.title
        head["region"] = head["region"].upper()
        if "network" in self.given and folded(head["network"]) != folded(title):
            told = say("answers to '{network}', and this is '{title}'", network=head["network"], title=title)
            self.tell(where["network"], told, "import them into the workspace of that network")
        if "region" in self.given and head["region"] not in members:
            cure = mean(suggest(head["region"], members), f"known: {', '.join(members)}")
            self.tell(where["region"], say("'{region}' is no region of the network", region=head["region"]), cure)
        if "date" in self.given and not is_day(head["date"]):
            self.tell(
                where["date"], say("the date of the answers is '{date}'", date=head["date"]), "write it as 2027-03-01"
            )
        return head

    @property
    def failed(self) -> bool:
        """Whether anything is wrong enough that nothing can be taken."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)
