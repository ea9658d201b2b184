"""The self-check as a form for Excel, and the answers that come back from it or from the page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ceecluster.checks.selfchecks import wrong_value
from ceecluster.errors import suggest
from ceecluster.findings import Cure, Finding, Message, Severity, answered, mean, say
from ceecluster.model import World
from ceecluster.officers.answer_form import MANY, folded, is_day
from ceecluster.officers.foreign import ForeignRow
from ceecluster.officers.form_sheets import FormSheet, FormTable, read_form
from ceecluster.officers.speech import ENGLISH, Speech, speeches, spoken
from ceecluster.sources.workbook_writer import font, packed, printed, put

SHEET = "selfcheck"
COLUMNS = ("criterion", "name", "question", "answer", "note", "wanted", "evidence", *(f"step {n}" for n in range(5)))
HEAD = ("record", "network", "date")
"""First lines of the form: what it is about, in the column of answers."""
CODE = "CC343"
YES_OR_NO = ("true", "false")


class FormQuestion(Protocol):
    """What the form needs of a question."""

    @property
    def criterion(self) -> str: ...  # noqa: D102  # as Question has it
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def question(self) -> str: ...  # noqa: D102
    @property
    def evidence(self) -> str: ...  # noqa: D102
    @property
    def steps(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def wanted(self) -> str: ...  # noqa: D102
    @property
    def choices(self) -> tuple[str, ...]: ...  # noqa: D102


@dataclass
class ReturnedSelfCheck:
    """What came back: the body of a self-check, or what is wrong with the form."""

    body: dict[str, object] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    """Criteria without an answer."""


def selfcheck_form(world: World, record: str, questions: Sequence[FormQuestion], speech: Speech = ENGLISH) -> bytes:
    """The form of one record: a line for each criterion, with what every step means."""
    book = Workbook()
    sheet = book.create_sheet(speech.title(SHEET))
    del book["Sheet"]
    head = {"record": record, "network": world.network.title, "date": None}
    heads = tuple(speech.headed(each) for each in COLUMNS)
    lines: list[tuple[object, ...]] = [heads, *((speech.headed(name), None, None, head[name]) for name in HEAD)]
    for q in questions:
        name, asked, *more = _told(q, speech)
        lines.append((q.criterion, name, asked, None, None, *more))
    for number, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            if value is not None:
                put(sheet.cell(number, column), value)
            sheet.cell(number, column).alignment = Alignment(wrap_text=True, vertical="top")
    ladder = DataValidation(type="list", formula1='"0,1,2,3,4"', allow_blank=True)
    sheet.add_data_validation(ladder)
    for number, q in enumerate(questions, start=len(HEAD) + 2):
        if q.steps:
            ladder.add(f"D{number}")
    for column, title in enumerate(COLUMNS, start=1):
        sheet.cell(1, column).font = font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = 12 if title in ("criterion", "answer") else 30
    sheet.freeze_panes = "E2"
    printed(sheet)
    return packed(book)


def _told(q: FormQuestion, speech: Speech) -> list[str]:
    """What the form says of a criterion: name, question, what is wanted, evidence, steps."""
    wanted = ", ".join(map(speech.say, YES_OR_NO)) if q.choices == YES_OR_NO else speech.told(q.wanted)
    return [*map(speech.told, (q.name, q.question)), wanted, *map(speech.told, (q.evidence, *q.steps))]


def read_selfcheck(
    path: Path, shown: str, world: World, shares: Collection[str] = (), questions: Sequence[FormQuestion] = ()
) -> ReturnedSelfCheck:
    """The answers of a form or of what the page saved (CSV); everything wrong is found at once, with its cell.

    `shares` are the criteria that are answered with a share of a whole, 0 to 1 or in per cent with its sign.
    A criterion without an answer is missing and no error; one with two different answers is. Where the `questions` of
    today are given, what was written over their texts is found too.
    """
    said = frozenset(folded(text) for speech in speeches() for q in questions for text in _told(q, speech))
    sheet = FormSheet(COLUMNS, idle=(*COLUMNS[1:3], *COLUMNS[5:]), said=said)
    return _Reader(read_form(path, shown, {SHEET: sheet}, CODE)[SHEET], world, shares).whole()


@dataclass
class _Reader:
    table: FormTable
    world: World
    shares: Collection[str]
    found: ReturnedSelfCheck = field(default_factory=ReturnedSelfCheck)
    head: dict[str, str] = field(default_factory=dict)
    answers: dict[str, dict[str, object]] = field(default_factory=dict)

    def wrong(
        self,
        row: ForeignRow,
        column: str,
        message: str | Message,
        cure: Cure,
        severity: Severity = Severity.ERROR,
    ) -> None:
        where = self.table.place(row, column)
        self.found.findings.append(answered(where, severity, CODE, message, cure))

    def whole(self) -> ReturnedSelfCheck:
        """Everything that was read, or what is wrong."""
        yes = spoken((*YES_OR_NO, "never"))
        for row in self.table.rows:
            code = row.cells["criterion"]
            text = row.cells.get("answer", "")
            if "note" in row.cells and (not text or code in HEAD):
                told = say("a note on {code}, and no answer", code=code[:MANY])
                self.wrong(row, "note", told, "answer, or remove the note: it would be kept nowhere")
            if code in HEAD:
                self.about(code, text, row)
            else:
                self.answer(code, yes.get(text.strip().casefold(), text), row)
        self.lacking()
        self.found.findings += self.table.findings
        if not any(finding.severity is Severity.ERROR for finding in self.found.findings):
            self.found.body = {**{name: self.head[name] for name in HEAD}, "answers": self.answers}
        return self.found

    def about(self, name: str, text: str, row: ForeignRow) -> None:
        """A line that says whose check this is, and of which day."""
        if name in self.head:
            self.wrong(row, "criterion", say("'{name}' stands twice", name=name), "keep one line")
        self.head[name] = text
        records = {p.id for inventory in self.world.regions.values() for p in inventory.programmes}
        title = self.world.network.title
        if name == "record" and text not in records:
            cure = mean(suggest(text, records), "the id of a record of the network")
            self.wrong(row, "answer", say("no record is called '{text}'", text=text), cure)
        if name == "network" and text.casefold() != title.casefold():
            told = say("a self-check for '{text}', and this is '{title}'", text=text, title=title)
            self.wrong(row, "answer", told, "send it to that network")
        if name == "date" and not is_day(text):
            self.wrong(row, "answer", say("the date is '{text}'", text=text), "write it as 2027-03-01")

    def answer(self, code: str, text: str, row: ForeignRow) -> None:
        """The answer to a criterion."""
        criteria = {criterion.id: criterion for criterion in self.world.guidelines.criteria}
        if code not in criteria:
            cure = mean(suggest(code, criteria), "criteria stand in the first column of the form")
            severity = Severity.ERROR if text else Severity.WARNING  # an older form may have asked more
            self.wrong(row, "criterion", say("unknown criterion '{code}'", code=code[:MANY]), cure, severity)
        if code not in criteria or not text:
            return
        value = _value(text, share=code in self.shares)
        wanted = wrong_value(criteria[code], value)
        if wanted is None and code in self.shares and value != "never" and not 0 <= value <= 1:
            wanted = "a share from 0 to 1, or in per cent: 80 %"
        if wanted is not None:
            told = say("{code} is answered with '{text}'", code=code, text=row.cells["answer"])
            self.wrong(row, "answer", told, f"give {wanted}")
            return
        given = {"value": value, **({"note": row.cells["note"]} if "note" in row.cells else {})}
        before = self.answers.setdefault(code, given)
        if before != given:
            said = row.cells["answer"]
            told = say("{code} is answered twice: {value} and {text}", code=code, value=before["value"], text=said)
            self.wrong(row, "answer", told, "keep the one that is meant")

    def lacking(self) -> None:
        """Lines that are not there, and criteria without an answer."""
        top = ForeignRow(0, {})
        there = {row.cells["criterion"] for row in self.table.rows}
        level = self.world.network.levels[-1].id
        asked = [criterion.id for criterion in self.world.guidelines.criteria if level in criterion.levels]
        for name in HEAD:
            if name not in there:
                told = say("the form has no line '{name}'", name=name)
                self.wrong(top, "criterion", told, "use the form as it was sent")
        if lines := [code for code in asked if code not in there]:
            told = say("the form has no line of {criteria}", criteria=", ".join(lines))
            hint = "it may be cut off, or older than the guidelines; what it has is taken"
            self.wrong(top, "criterion", told, hint, Severity.WARNING)
        if not self.answers and not any(finding.severity is Severity.ERROR for finding in self.found.findings):
            self.wrong(top, "answer", "no criterion is answered", "answer at least one")
        self.found.missing = tuple(code for code in asked if code not in self.answers)


def _value(text: str, *, share: bool = False) -> Any:
    folded = text.strip().casefold()
    if share and folded.endswith("%"):
        part = _value(folded.removesuffix("%"))
        return part / 100 if isinstance(part, int | float) and not isinstance(part, bool) else text.strip()
    if folded in ("true", "false"):
        return folded == "true"
    try:
        number = float(folded.replace(",", "."))
    except ValueError:
        return folded if folded == "never" else text.strip()
    return int(number) if number.is_integer() else number
