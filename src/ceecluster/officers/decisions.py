"""The form for the decisions of a meeting, and what comes back in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ceecluster.errors import suggest
from ceecluster.findings import Cure, Finding, Message, Severity, answered, mean, say
from ceecluster.model import World
from ceecluster.model.position import Stance
from ceecluster.officers.answer_form import BLANK, MANY, MARKS, folded, is_day
from ceecluster.officers.foreign import ForeignRow
from ceecluster.officers.form_sheets import FormSheet, FormTable, read_form, told_twice
from ceecluster.officers.speech import ENGLISH, Speech, speeches, spoken
from ceecluster.sources.workbook_writer import font, packed, printed, put

SHEETS: Mapping[str, tuple[str, ...]] = {
    "meeting": ("field", "value"),
    "options": ("option", "pilots", "chosen"),
    "positions": ("region", "issue", "name", "stance", "priority", "reason"),
    "commitments": ("who", "what", "until", "paragraph"),
}
"""Sheets of the form with their columns."""
FIELDS = ("network", "date", "minutes", "number")
"""What the first sheet asks: which network met, when, the title of the minutes, their number or address."""
_LABELS = {"minutes": "title of the minutes", "number": "number or address of the minutes"}
"""What says more than the name of a field, where a form speaks another language."""
STANCES: tuple[str, ...] = get_args(Stance)
CODE = "CC342"
_ROOM = 12
"""Empty lines for commitments."""


@dataclass
class Decided:
    """What came back: the body of a decision file, or what is wrong with the form."""

    body: dict[str, object] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def decision_form(
    world: World,
    options: Mapping[str, Sequence[str]],
    asked: Sequence[tuple[str, str]],
    names: Mapping[str, str],
    speech: Speech = ENGLISH,
) -> bytes:
    """The form: options by letter with their pilots, and a line for each (region, issue) whose word is open."""
    book = Workbook()
    content: dict[str, list[tuple[object, ...]]] = {
        "meeting": [
            (speech.headed(name, _LABELS.get(name, "")), world.network.title if name == "network" else None)
            for name in FIELDS
        ],
        "options": [(letter, ", ".join(pilots), None) for letter, pilots in options.items()],
        "positions": [(region, issue, speech.told(names.get(issue, issue))) for region, issue in asked],
        "commitments": [(None,)] * _ROOM,
    }
    for name, columns in SHEETS.items():
        sheet = book.create_sheet(speech.title(name))
        for line, row in enumerate([[speech.headed(each) for each in columns], *content[name]], start=1):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    put(sheet.cell(line, column), value)
                    sheet.cell(line, column).alignment = Alignment(wrap_text=True, vertical="top")
        for column, title in enumerate(columns, start=1):
            sheet.cell(1, column).font = font(bold=True)
            sheet.column_dimensions[get_column_letter(column)].width = 44 if title in _WIDE else 16
        sheet.freeze_panes = "A2"
        printed(sheet)
    stances = STANCES if speech.language == ENGLISH.language else [speech.say(stance) for stance in STANCES]
    rule = DataValidation(type="list", formula1=f'"{",".join(stances)}"', allow_blank=True)
    book[speech.title("positions")].add_data_validation(rule)
    rule.add(f"D2:D{len(asked) + 200}")
    del book["Sheet"]
    return packed(book)


_WIDE = ("value", "pilots", "name", "reason", "what")


def read_decisions(
    path: Path,
    shown: str,
    world: World,
    options: Mapping[str, Sequence[str]],
    plan: str,
    names: Mapping[str, str] | None = None,
) -> Decided:
    """The decisions of a form that came back; `options` are those of the plan that starts in the year `plan`.

    Where the `names` of issues are given, what was written over them is found too.

    Everything that is wrong is found at once, with its cell; then there is no body. UsageError where it is no such
    form.
    """
    found = Decided()
    said = frozenset(folded(speech.told(name)) for speech in speeches() for name in (names or {}).values())
    asked = {name: FormSheet(columns, free=name == "commitments") for name, columns in SHEETS.items()}
    asked["positions"] = FormSheet(SHEETS["positions"], idle=("name",), said=said)
    sheets = read_form(path, shown, asked, CODE)
    reader = _Reader(sheets, world, found)
    head = reader.fields()
    date = reader.head(head)
    body: dict[str, object] = {
        "network": world.network.title,
        "date": date,
        "sources": {"minutes": _minutes(head, date)},
        "source": ["minutes"],
        "choice": reader.choice(options, plan),
        "positions": reader.positions(date),
        "commitments": list(reader.commitments(date)),
    }
    if not any(body[name] for name in ("choice", "positions", "commitments")) and not found.findings:
        reader.wrong("meeting", sheets["meeting"].rows[0], "value", "the form holds no decision", "fill in one sheet")
    found.findings += [finding for table in sheets.values() for finding in table.findings]
    if not any(finding.severity is Severity.ERROR for finding in found.findings):
        found.body = {name: value for name, value in body.items() if value}
    return found


def _minutes(head: Mapping[str, ForeignRow], date: str) -> dict[str, object]:
    given = {name: head[name].cells.get("value", "") for name in FIELDS if name in head}
    number = given.get("number") or date
    place = {"url": number} if re.match(r"https?://", number) else {"document": number}
    return {"title": given.get("minutes") or date, "year": int(date[:4] or 0), **place}


@dataclass
class _Reader:
    sheets: Mapping[str, FormTable]
    world: World
    found: Decided

    def wrong(self, sheet: str, row: ForeignRow, column: str, message: str | Message, cure: Cure) -> None:
        where = self.sheets[sheet].place(row, column)
        self.found.findings.append(answered(where, Severity.ERROR, CODE, message, cure))

    def fields(self) -> dict[str, ForeignRow]:
        """The lines of the meeting by field; a finding for one that the form does not have, and for a second one."""
        rows = self.sheets["meeting"].rows
        for row in rows:
            self.known("meeting", row, "field", row.cells["field"].casefold(), FIELDS)
        for row in told_twice(rows, "field"):
            self.wrong("meeting", row, "field", say("'{name}' stands twice", name=row.cells["field"]), "keep one line")
        return {row.cells["field"].casefold(): row for row in reversed(rows)}

    def head(self, head: Mapping[str, ForeignRow]) -> str:
        """The date of the meeting; that it was this network's is checked."""
        first = self.sheets["meeting"].rows[0] if self.sheets["meeting"].rows else ForeignRow(0, {})
        network = head.get("network", first)
        title = network.cells.get("value", "")
        if title.casefold() != self.world.network.title.casefold():
            told = say("minutes of '{title}', and this is '{here}'", title=title, here=self.world.network.title)
            self.wrong("meeting", network, "value", told, "import them into the workspace of that network")
        dated = head.get("date", first)
        text = dated.cells.get("value", "")
        if not is_day(text):
            self.wrong(
                "meeting",
                dated,
                "value",
                say("the date of the meeting is '{text}'", text=text),
                "write it as 2027-03-01",
            )
            return ""
        if not head.get("minutes", first).cells.get("value"):
            self.wrong("meeting", head.get("minutes", first), "value", "the minutes have no title", "name them")
        return text

    def choice(self, options: Mapping[str, Sequence[str]], plan: str) -> dict[str, object] | None:
        """The option that was chosen."""
        marked = []
        for row in self.sheets["options"].rows:
            text = row.cells.get("chosen", "").strip(BLANK)
            if text.casefold() in MARKS:
                marked.append(row)
            elif text:
                self.wrong(
                    "options", row, "chosen", say("'{text}' is no mark", text=text[:MANY]), "write x, or nothing"
                )
            if row.cells["option"].upper() not in options:
                told = say("there is no option '{letter}'", letter=row.cells["option"][:MANY])
                self.wrong("options", row, "option", told, f"options of the plan: {', '.join(options) or 'none'}")
        for row in marked[1:]:
            self.wrong("options", row, "chosen", "a second option is chosen", "one meeting chooses one")
        for row in marked[:1]:
            letter = row.cells.get("option", "").upper()
            seen = [pilot for pilot in re.split(r"[\s,;]+", row.cells.get("pilots", "")) if pilot]
            if letter in options and set(seen) != set(options[letter]):
                told = say("option {letter} of the form is not that of today's plan", letter=letter)
                hint = f"the records have changed since; today's: {', '.join(options[letter])}"
                self.wrong("options", row, "pilots", told, hint)
            elif letter in options:
                return {"plan": plan, "option": letter, "pilots": seen}
        return None

    def positions(self, date: str) -> dict[str, dict[str, object]]:
        """Positions by region and issue; a line without stance and priority says nothing."""
        members = [region.code for region in self.world.network.regions]
        issues = {*(term.code for term in self.world.vocabulary.objectives), *self.world.network.issues}
        made: dict[str, dict[str, object]] = {}
        stances = spoken(STANCES)
        for row in self.sheets["positions"].rows:
            cells = row.cells
            said = cells.get("stance", "").casefold()
            stance, priority = stances.get(said, said), cells.get("priority", "")
            region, issue = cells.get("region", "").upper(), cells.get("issue", "").upper()
            self.known("positions", row, "region", region, members)
            self.known("positions", row, "issue", issue, issues)
            if not stance and not priority:
                if "reason" in cells:
                    told = say("a reason of {region} on {issue}, and no stance", region=region, issue=issue)
                    self.wrong("positions", row, "reason", told, "give the stance or the priority")
                continue
            if stance and stance not in STANCES:
                self.known("positions", row, "stance", stance, STANCES)
            if priority and priority not in tuple("01234"):
                self.wrong(
                    "positions",
                    row,
                    "priority",
                    say("the priority is '{priority}'", priority=priority),
                    "a number from 0 to 4",
                )
            if issue in made.get(region, {}):
                self.wrong(
                    "positions",
                    row,
                    "issue",
                    say("{region} stands twice on {issue}", region=region, issue=issue),
                    "keep one line",
                )
            body = {
                "value": int(priority) if priority.isdecimal() else None,
                "stance": stance or None,
                "reason": cells.get("reason") or None,
                "date": date,
                "source": ["minutes"],
            }
            made.setdefault(region, {})[issue] = {key: value for key, value in body.items() if value is not None}
        return made

    def commitments(self, date: str) -> Iterator[dict[str, object]]:
        """Who does what until when."""
        members = [region.code for region in (*self.world.network.regions, *self.world.network.candidates)]
        for number, row in enumerate(self.sheets["commitments"].rows, start=1):
            cells = row.cells
            who = [code for code in re.split(r"[\s,;]+", cells.get("who", "").upper()) if code]
            for code in who:
                self.known("commitments", row, "who", code, members)
            for name in ("who", "what", "until"):
                if not cells.get(name):
                    self.wrong(
                        "commitments",
                        row,
                        name,
                        say("a commitment without '{name}'", name=name),
                        "who, what, until when",
                    )
            until = cells.get("until")
            if until and not is_day(until):
                self.wrong(
                    "commitments", row, "until", say("'{until}' is no date", until=until), "write it as 2027-12-31"
                )
            yield {
                "id": f"m{date}-{number}",
                "who": who,
                "what": cells.get("what", ""),
                "until": until,
                **({"paragraph": cells["paragraph"]} if "paragraph" in cells else {}),
                "source": ["minutes"],
            }

    def known(self, sheet: str, row: ForeignRow, column: str, value: str, among: Sequence[str] | set[str]) -> None:
        """A finding for a value that is none of those it can be."""
        if value not in among:
            cure = mean(suggest(value, among), f"known: {', '.join(sorted(among)[:20])}")
            self.wrong(sheet, row, column, say("unknown {column} '{value}'", column=column, value=value), cure)
