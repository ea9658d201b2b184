"""The self-check as a form for Excel, and the answers that come back from it or from the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ceecluster.checks.selfchecks import wrong_value
from ceecluster.errors import UsageError, suggest
from ceecluster.findings import Cure, Finding, Message, Place, Severity, answered, mean, say
from ceecluster.model import World
from ceecluster.model.dates import day
from ceecluster.officers.foreign import read_form
from ceecluster.officers.speech import ENGLISH, Speech, spoken
from ceecluster.sources.workbook_writer import font, packed, put

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
        told = map(speech.told, (q.name, q.question))
        wanted = ", ".join(map(speech.say, YES_OR_NO)) if q.choices == YES_OR_NO else speech.told(q.wanted)
        lines.append((q.criterion, *told, None, None, wanted, *map(speech.told, (q.evidence, *q.steps))))
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
    return packed(book)


def read_selfcheck(path: Path, shown: str, world: World, shares: Collection[str] = ()) -> ReturnedSelfCheck:
    """The answers of a form or of what the page saved (CSV); everything wrong is found at once, with its cell.

    `shares` are the criteria that are answered with a share of a whole, 0 to 1 or in per cent with its sign.
    A criterion without an answer is missing and no error; one with two different answers is.
    """
    table = read_form(path, shown, SHEET, COLUMNS)
    yes = spoken(("true", "false", "never"))
    found = ReturnedSelfCheck()
    criteria = {criterion.id: criterion for criterion in world.guidelines.criteria}
    records = {p.id for inventory in world.regions.values() for p in inventory.programmes}
    level = world.network.levels[-1].id
    head: dict[str, str] = {}
    answers: dict[str, dict[str, object]] = {}

    def wrong(line: int, column: str, message: str | Message, cure: Cure) -> None:
        letter = get_column_letter(table.titles.index(column) + 1) if column in table.titles else "A"
        if path.suffix.lower() == ".csv":
            where = Place(shown, line + 1)
        else:
            where = Place(shown, sheet=SHEET, cell=f"{letter}{line + 1}")
        found.findings.append(answered(where, Severity.ERROR, CODE, message, cure))

    for row in table.rows:
        code, text = row.cells.get("criterion", ""), row.cells.get("answer", "")
        if code in HEAD:
            head[code] = text
            _check_head(code, text, world, records, partial(wrong, row.line, "answer"))
            continue
        if not code or not text:
            continue
        if code not in criteria:
            cure = mean(suggest(code, criteria), "criteria stand in the first column of the form")
            wrong(row.line, "criterion", say("unknown criterion '{code}'", code=code), cure)
            continue
        value = _value(yes.get(text.strip().casefold(), text), share=code in shares)
        wanted = wrong_value(criteria[code], value)
        if wanted is None and code in shares and value != "never" and not 0 <= value <= 1:
            wanted = "a share from 0 to 1, or in per cent: 80 %"
        if wanted is not None:
            wrong(row.line, "answer", say("{code} is answered with '{text}'", code=code, text=text), f"give {wanted}")
            continue
        given = {"value": value, **({"note": row.cells["note"]} if "note" in row.cells else {})}
        if code in answers and answers[code]["value"] != value:
            told = say(
                "{code} is answered twice: {value} and {text}", code=code, value=answers[code]["value"], text=text
            )
            wrong(row.line, "answer", told, "keep the one that is meant")
        answers[code] = given
    for name in HEAD:
        if name not in head:
            wrong(0, "criterion", say("the form has no line '{name}'", name=name), "use the form as it was sent")
    if not answers and not found.findings:
        wrong(0, "answer", "no criterion is answered", "answer at least one")
    found.missing = tuple(c.id for c in world.guidelines.criteria if level in c.levels and c.id not in answers)
    found.findings += table.findings
    if not any(finding.severity is Severity.ERROR for finding in found.findings):
        found.body = {**{name: head[name] for name in HEAD}, "answers": answers}
    return found


def _check_head(
    name: str, text: str, world: World, records: set[str], wrong: Callable[[str | Message, Cure], None]
) -> None:
    if name == "record" and text not in records:
        cure = mean(suggest(text, records), "the id of a record of the network")
        wrong(say("no record is called '{text}'", text=text), cure)
    if name == "network" and text.casefold() != world.network.title.casefold():
        wrong(
            say("a self-check for '{text}', and this is '{title}'", text=text, title=world.network.title),
            "send it to that network",
        )
    if name == "date" and not _is_day(text):
        wrong(say("the date is '{text}'", text=text), "write it as 2027-03-01")


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)) and bool(day(text))
    except UsageError:
        return False


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
