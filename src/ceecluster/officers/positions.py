"""The form on which a region answers the draft agreement, issue by issue, and what comes back in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any, get_args

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ceecluster.errors import UsageError, suggest
from ceecluster.findings import Finding, Place, Severity, mean
from ceecluster.model import World
from ceecluster.model.dates import day
from ceecluster.model.position import Audience, Stance
from ceecluster.sources.decoding import read_bytes
from ceecluster.sources.excel_reader import read_sheets
from ceecluster.sources.word_tables import Rows, read_tables
from ceecluster.sources.workbook_writer import new_book, packed, put

HEAD = ("network", "region", "draft", "date", "office")
"""What the first table says: whose answers to which draft, and of which day and office they are."""
COLUMNS = ("code", "issue", "your records", "yes", "change", "no", "priority", "remark", "fallback", "readers")
"""What the second table says of each issue; Word's has no room for the last two."""
STANCES: Mapping[str, Stance] = {"yes": "support", "change": "reserve", "no": "object"}
CODE = "CC345"
EMPTY = "☐"
"""A box to be marked."""
_BLANK = " .…_-–☐□\u00a0"
_MARKS = frozenset(("x", "✓", "✔", "☒", "☑", "1", "true"))
_WIDE = {"issue": 44, "your records": 44, "remark": 44, "fallback": 30}
_MANY = 60
"""Letters of a cell that a finding repeats."""


@dataclass
class Answered:
    """What came back: the body of a file of answers, or what is wrong with the form."""

    region: str = ""
    date: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    """Issues without an answer."""


@dataclass(frozen=True)
class Terms:
    """What a form can say, in every language that forms are written in."""

    labels: Mapping[str, str]
    """Names of fields and columns by their folded words."""
    asked: Mapping[str, frozenset[str]]
    """Issue -> what the forms of today say it is, folded."""
    draft: str
    """The mark of today's draft."""


def draft_mark(as_of: str, clauses: Iterable[tuple[str, str, str]]) -> str:
    """The mark of a draft: its date, and eight letters that change with (issue, clause, class)."""
    told = "\n".join("\t".join(clause) for clause in sorted(clauses))
    return f"{as_of}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


def folded(text: str) -> str:
    """A text as it is compared: letters and digits alone, in one case."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def position_book(tables: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    """The form as a workbook: (name of the sheet, rows) of its two tables, the first row of each with the labels."""
    book = new_book()
    for name, rows in tables:
        sheet = book.create_sheet(name)
        for line, row in enumerate(rows, start=1):
            for column, text in enumerate(row, start=1):
                cell = sheet.cell(line, column)
                put(cell, text or None)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = Font(bold=line == 1)
        for column in range(1, max(map(len, rows)) + 1):
            key = COLUMNS[column - 1] if name != tables[0][0] else ("issue" if column == 2 else "code")
            sheet.column_dimensions[get_column_letter(column)].width = _WIDE.get(key, 13)
        sheet.freeze_panes = "C2" if name != tables[0][0] else "A2"
        if name != tables[0][0]:
            _choices(sheet, len(rows))
    return packed(book)


def _choices(sheet: Any, last: int) -> None:
    """Lists to choose from, where an answer has few."""
    for key, choices in {"yes": "x", "change": "x", "no": "x", "priority": "0,1,2,3,4"}.items():
        rule = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
        letter = get_column_letter(COLUMNS.index(key) + 1)
        sheet.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{last}")


def read_positions(path: Path, shown: str, world: World, terms: Terms) -> Answered:
    """The answers in a form that came back as a workbook or in Word; everything wrong is found at once, with its cell.

    An issue without a mark, priority or remark is missing and no error. UnreadableError or UsageError where the file
    is no such form at all.
    """
    found = _Reader(shown, world, terms)
    for name, rows in _tables(path, shown):
        columns = [terms.labels.get(folded(text), "") for text in rows[0]] if rows else []
        if "code" in columns and "issue" in columns:
            found.issues(name, rows, columns)
        else:
            found.head(name, rows)
    return found.whole()


def _tables(path: Path, shown: str) -> list[tuple[str, Rows]]:
    """Sheets or tables by name, each with all its lines."""
    raw = read_bytes(path, shown, path.resolve().parent)
    if path.suffix.lower() == ".docx":
        return [(f"table {n}", rows) for n, rows in enumerate(read_tables(raw, f"'{shown}'"), start=1)]
    if path.suffix.lower() in (".doc", ".odt", ".pdf", ".rtf"):
        raise UsageError(f"'{shown}' is no form that can be read", "save it in Word as .docx, or fill in the workbook")
    tables = []
    for name, grid in read_sheets(raw, shown).items():
        lines = dict(grid.rows)
        rows = [[_text(cell) for cell in lines.get(line, ())] for line in range(max(lines, default=-1) + 1)]
        tables.append((name, rows))
    return tables


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.date().isoformat() if hasattr(cell, "date") else str(cell).strip()


class _Reader:
    """Reads the tables of one form; nothing is taken before all of it is read."""

    def __init__(self, shown: str, world: World, terms: Terms) -> None:
        self.shown, self.world, self.terms = shown, world, terms
        self.found = Answered()
        self.given: dict[str, tuple[str, Place]] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        self.seen = False

    def tell(self, place: Place, message: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        self.found.findings.append(Finding(place, severity, CODE, message, hint))

    def place(self, name: str, line: int, column: int) -> Place:
        return Place(self.shown, sheet=name, cell=f"{get_column_letter(column + 1)}{line + 1}")

    def head(self, name: str, rows: Rows) -> None:
        """Fields of a table of labels and values."""
        for line, row in enumerate(rows):
            key = self.terms.labels.get(folded(row[0]), "") if row else ""
            if key in HEAD and key not in self.given:
                self.given[key] = (row[1].strip(_BLANK) if len(row) > 1 else "", self.place(name, line, 1))

    def issues(self, name: str, rows: Rows, columns: list[str]) -> None:
        """The lines of the table of issues."""
        self.seen = True
        for column, (key, text) in enumerate(zip(columns, rows[0], strict=True)):
            if text and not key:
                self.tell(self.place(name, 0, column), f"unknown column '{text}'", "leave the headings as they were")
        for key in ("yes", "change", "no"):
            if key not in columns:
                self.tell(self.place(name, 0, 0), f"the column '{key}' is not there", "use the form as it was sent")
        for line, row in enumerate(rows[1:], start=1):
            cells = {
                key: (text.strip(), self.place(name, line, column))
                for column, (key, text) in enumerate(zip_longest(columns, row, fillvalue=""))
                if key
            }
            self.line(cells, self.place(name, line, 0), [text for text in row if text.strip(_BLANK)])

    def line(self, cells: Mapping[str, tuple[str, Place]], first: Place, filled: Sequence[str]) -> None:
        """One issue: its mark, its priority, its remark."""
        issue = cells["code"][0].upper()
        if issue not in self.terms.asked:
            if filled:
                near = suggest(issue, self.terms.asked) if issue else None
                hint, _ = mean(near, "answer in the lines that were sent; what is new goes into a remark")
                self.tell(first, f"a line that the form does not have: '{' / '.join(filled)[:_MANY]}'", hint)
            return
        told, where = cells["issue"]
        if folded(told) not in self.terms.asked[issue]:
            hint = "a remark goes into its own column; if the draft has changed, send today's form"
            self.tell(where, f"what {issue} is was changed: '{told[:_MANY]}'", hint)
        answer = self.answer(issue, cells)
        if answer and issue in self.answers and self.answers[issue] != answer:
            self.tell(first, f"{issue} is answered twice", "keep the line that is meant")
        if answer:
            self.answers[issue] = answer

    def answer(self, issue: str, cells: Mapping[str, tuple[str, Place]]) -> dict[str, Any]:
        """What is said of an issue; nothing where nothing is."""
        marked = [key for key in STANCES if self.marked(key, *cells.get(key, ("", Place(self.shown))))]
        if len(marked) > 1:
            both = " and ".join(marked)
            self.tell(cells[marked[1]][1], f"{issue} is marked {both}", "leave one mark in the line")
        text, where = cells.get("priority", ("", Place(self.shown)))
        priority = text.strip(_BLANK)
        if priority and priority not in tuple("01234"):
            self.tell(where, f"the priority of {issue} is '{priority}'", "a number from 0 to 4, or nothing")
            priority = ""
        remark, there = (cells.get("remark", ("", Place(self.shown)))[0].strip(_BLANK), cells["code"][1])
        if remark and not marked and not priority:
            self.tell(cells["remark"][1], f"a remark on {issue}, and no mark", "mark yes, change or no")
        stance = STANCES[marked[0]] if marked else None
        if stance in ("reserve", "object") and not remark:
            hint = "ask the region; the others cannot answer what they do not know"
            self.tell(there, f"{issue}: '{marked[0]}' gives no reason", hint, Severity.WARNING)
        said = {
            "value": int(priority) if priority else None,
            "stance": stance,
            "reason" if stance in ("reserve", "object") else "note": remark or None,
            "fallback": cells.get("fallback", ("",))[0].strip(_BLANK) or None,
            "visibility": self.readers(*cells.get("readers", ("", Place(self.shown)))),
        }
        return {key: value for key, value in said.items() if value is not None} if priority or stance else {}

    def marked(self, key: str, text: str, where: Place) -> bool:
        """Whether a box is marked; a finding for anything that is no mark."""
        told = text.strip(_BLANK).casefold()
        if not told or told in _MARKS or self.terms.labels.get(folded(told)) == key:
            return bool(told)
        self.tell(where, f"'{text[:_MANY]}' is no mark", "write x, or nothing")
        return False

    def readers(self, text: str, where: Place) -> str | None:
        told = text.strip(_BLANK)
        key = self.terms.labels.get(folded(told), told.casefold())
        if told and key not in get_args(Audience):
            self.tell(where, f"unknown readers '{told}'", f"one of {', '.join(get_args(Audience))}, or nothing")
            return None
        return key or None

    def whole(self) -> Answered:
        """Everything that was read, or what is wrong."""
        found = self.found
        if not self.seen:
            labels = "the table of issues was not found: its headings are in no language of the forms"
            self.tell(Place(self.shown), labels, "use the form as it was sent: init positions REGION")
            return found
        head = {key: self.field(key) for key in HEAD}
        found.region, found.date = head["region"].upper(), head["date"]
        self.check(head)
        if not self.answers and not found.findings:
            self.tell(Place(self.shown), "no issue is answered", "mark at least one")
        found.missing = tuple(issue for issue in self.terms.asked if issue not in self.answers)
        if any(finding.severity is Severity.ERROR for finding in found.findings):
            return found
        key = f"answers-{found.region}-{found.date}".lower()
        office = f", {head['office']}" if head["office"] else ""
        title = f"Answers to the draft agreement {head['draft']}{office}"
        source = {"title": title, "year": int(found.date[:4]), "document": f"form of {found.date}"}
        dated = {issue: {**said, "date": found.date, "source": [key]} for issue, said in self.answers.items()}
        found.body = {"sources": {key: source}, "positions": {found.region: dated}}
        return found

    def field(self, key: str) -> str:
        if key not in self.given:
            self.tell(Place(self.shown), f"the form has no line '{key}'", "use the form as it was sent")
        return self.given.get(key, ("", Place(self.shown)))[0]

    def check(self, head: Mapping[str, str]) -> None:
        """That it is a form of this network and of one of its members, and of which day and draft it is."""
        members = [region.code for region in self.world.network.regions]
        where = {key: self.given[key][1] if key in self.given else Place(self.shown) for key in HEAD}
        title = self.world.network.title
        if folded(head["network"]) != folded(title):
            told = f"answers to '{head['network']}', and this is '{title}'"
            self.tell(where["network"], told, "import them into the workspace of that network")
        if head["region"].upper() not in members:
            hint, _ = mean(suggest(head["region"].upper(), members), f"members: {', '.join(members)}")
            self.tell(where["region"], f"'{head['region']}' is no member of the network", hint)
        if not _is_day(head["date"]):
            self.tell(where["date"], f"the date of the answers is '{head['date']}'", "write it as 2027-03-01")
        if head["draft"] != self.terms.draft:
            told = f"a form of the draft {head['draft'] or 'without a mark'}; today's is {self.terms.draft}"
            hint = "the answers are kept as answers to that draft; ask again where it matters"
            self.tell(where["draft"], told, hint, Severity.WARNING)


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)) and bool(day(text))
    except UsageError:
        return False
