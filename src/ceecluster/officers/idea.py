"""An idea for a pilot on one page for Excel, and what comes back in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import yaml
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ceecluster import assets
from ceecluster.errors import UsageError, suggest
from ceecluster.findings import Cure, Finding, Message, Severity, answered, mean, say
from ceecluster.model import World
from ceecluster.model.base import Worded
from ceecluster.model.dates import day
from ceecluster.officers.answer_form import MANY, folded
from ceecluster.officers.foreign import ForeignRow
from ceecluster.officers.form_sheets import FormSheet, FormTable, read_form
from ceecluster.officers.speech import ENGLISH, Speech, speeches
from ceecluster.sources.plain import Content
from ceecluster.sources.workbook_writer import font, packed, printed, put

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "idea": ("field", "question", "answer", "hint"),
    "costs": ("partner", "amount", "currency"),
    "codes": ("list", "code", "name"),
}
"""Sheets of the form with their columns."""
_WIDTHS = {"question": 40, "answer": 64, "hint": 48, "name": 48}
_TEXTS = {"background": "background", "action": "action", "state aid": "state_aid", "follow-up": "follow_up"}
_SEVERAL = "risk"


@dataclass
class Idea:
    """What came back: the body of a pilot's file, all but the pilot's id, or what is wrong with the form."""

    title: str = ""
    body: Content = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@cache
def words() -> Content:
    """The words of the form that comes with the package."""
    found: dict[str, object] = yaml.safe_load(assets.template("idea-form.yaml").read_text(encoding="utf-8"))
    return found


def idea_form(framework: World, title: str | None, speech: Speech = ENGLISH) -> bytes:
    """The form: a page of questions, room for costs by partner, and the codes of the workspace with their names."""
    network, texts, book = framework.network, speech.words(words()), Workbook()
    given = {"network": network.title, "title": title}
    told = [
        (_line(number, each["name"], speech), each["question"], given.get(each["name"]), each.get("hint"))
        for number, each in enumerate(texts["fields"], start=1)
    ]
    content: dict[str, list[tuple[object, ...]]] = {
        "idea": [*told, (None,), (None, _lead(framework, speech))],
        "costs": [],
        "codes": [
            (speech.headed(name), code, speech.told(known[code]))
            for name, known in _lists(framework).items()
            for code in known
        ],
    }
    for name, columns in COLUMNS.items():
        sheet = book.create_sheet(speech.title(name))
        for line, row in enumerate([[speech.headed(each) for each in columns], *content[name]], start=1):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    put(sheet.cell(line, column), value)
                sheet.cell(line, column).alignment = Alignment(wrap_text=True, vertical="top")
        for column, each in enumerate(columns, start=1):
            sheet.cell(1, column).font = font(bold=True)
            sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(each, 14)
        sheet.freeze_panes = "A2"
        printed(sheet)
    regions = DataValidation(type="list", formula1=f'"{",".join(_lists(framework)["regions"])}"', allow_blank=True)
    if len(str(regions.formula1)) < 255:  # as much as Excel takes
        book[speech.title("costs")].add_data_validation(regions)
        regions.add("A2:A40")
    del book["Sheet"]
    return packed(book)


def _lead(framework: World, speech: Speech) -> str:
    """What stands below the questions."""
    network = framework.network
    told: str = speech.say(words()["lead"])
    return told.format(secretariat=speech.told(network.secretariat or network.title))


def _asked(speech: Speech) -> Iterator[str]:
    """The questions and hints of the page."""
    for each in speech.words(words())["fields"]:
        yield from (each["question"], each.get("hint", ""))


def _line(number: int, name: str, speech: Speech) -> str:
    """The name of a field, by which its answer is read; in another language below the number of its question."""
    return name if speech.language == ENGLISH.language else f"{number}\n{name}"


def _lists(framework: World) -> dict[str, dict[str, Worded]]:
    network, lists = framework.network, framework.vocabulary
    return {
        "objectives": {term.code: term.title for term in lists.objectives},
        "sectors": {term.code: term.title for term in lists.sectors},
        "regions": {region.code: region.title for region in (*network.regions, *network.candidates)},
    }


def read_idea(path: Path, shown: str, framework: World) -> Idea:
    """The idea of a form that came back; everything wrong is found at once, with its cell, and then there is no body.

    UsageError where it is no such form.
    """
    idle = {"idea": ("question", "hint"), "codes": COLUMNS["codes"]}
    texts = [text for speech in speeches() for text in (_lead(framework, speech), *_asked(speech))]
    said = frozenset(map(folded, texts))
    sheets = {
        name: FormSheet(columns, idle.get(name, ()), name == "costs", said if name == "idea" else frozenset())
        for name, columns in COLUMNS.items()
    }
    return _Reader(read_form(path, shown, sheets, "CC111"), framework).read()


@dataclass
class _Reader:
    sheets: Mapping[str, FormTable]
    framework: World
    found: Idea = field(default_factory=Idea)

    @cached_property
    def known(self) -> dict[str, dict[str, str]]:
        """Codes by everything they may be called, list by list."""
        return {
            name: {
                text.casefold(): code
                for code, title in codes.items()
                for name in (title, *title.translations.values())
                for text in (name, f"{name} ({code})", code)
            }
            for name, codes in _lists(self.framework).items()
        }

    def read(self) -> Idea:
        """The idea, or findings."""
        answers = self.answers()
        title = self.text(answers, "title")
        network = self.framework.network.title
        if self.text(answers, "network").casefold() != network.casefold():
            told = say(
                "an idea for '{network}', and this is '{here}'", network=self.text(answers, "network"), here=network
            )
            self.wrong(answers, "network", "CC115", told, "import it into the workspace of that network")
        if not re.search(r"[a-z0-9]", title.casefold()):
            self.wrong(
                answers,
                "title",
                "CC112",
                say("the title of the idea is '{title}'", title=title),
                "name it, in Latin letters",
            )
        dated = self.day(answers, "date")
        if not dated and not self.text(answers, "date"):
            self.wrong(answers, "date", "CC112", "nobody says when the idea was written down", "write it as 2027-03-01")
        pilot = self.pilot(answers, title)
        place = self.text(answers, "document") or f"idea {dated}"
        source = {
            "title": words()["source"].format(title=title),
            "publisher": self.text(answers, "proposed by") or None,
            "year": int(dated[:4]) if dated else 0,
            ("url" if re.match(r"https?://", place) else "document"): place,
        }
        self.found.findings += [finding for table in self.sheets.values() for finding in table.findings]
        if not any(finding.severity is Severity.ERROR for finding in self.found.findings):
            self.found.title = title
            self.found.body = {"as_of": dated, "sources": {"idea": _filled(source)}, "pilots": [_filled(pilot)]}
        return self.found

    def answers(self) -> dict[str, list[ForeignRow]]:
        """The rows of the page by field; a field with two different answers is a finding."""
        fields = [each["name"] for each in words()["fields"]]
        answers: dict[str, list[ForeignRow]] = {}
        for row in self.sheets["idea"].rows:
            name = row.cells["field"].casefold()
            if name not in fields:
                cure = mean(suggest(name, fields), "fields stand in the first column of the form")
                self.at("idea", "field", row, "CC111", say("unknown field '{name}'", name=name[:MANY]), cure)
            else:
                answers.setdefault(name, []).append(row)
        for name, rows in answers.items():
            said = [row for row in rows if row.cells.get("answer")]
            if name != _SEVERAL and len({row.cells["answer"] for row in said}) > 1:
                self.at(
                    "idea",
                    "answer",
                    said[1],
                    "CC106",
                    say("'{name}' is answered twice", name=name),
                    "keep the one that is meant",
                )
        return answers

    def pilot(self, answers: Mapping[str, list[ForeignRow]], title: str) -> dict[str, object]:
        """The entry of the pilot, all but its id."""
        self.listed()
        objectives = self.codes(answers, "objectives", "objectives", "CC436")
        if not objectives and not self.text(answers, "objectives"):
            told = "the idea names no objective"
            self.wrong(
                answers, "objectives", "CC112", told, "at least one of the sheet 'codes'; without it it has no theme"
            )
        lead = self.codes(answers, "lead", "regions", "CC432")
        if len(lead) > 1:
            self.wrong(
                answers,
                "lead",
                "CC113",
                say("{count} regions would lead it", count=len(lead)),
                "one leads, the others are partners",
            )
        partners = self.codes(answers, "partners", "regions", "CC432")
        start, end = self.day(answers, "start"), self.day(answers, "end")
        if start and end and day(end, last=True) < day(start):
            self.wrong(
                answers,
                "end",
                "CC431",
                say("it would end in {end} and start in {start}", end=end, start=start),
                "correct one of the two",
            )
        risks = [row.cells["answer"] for row in answers.get(_SEVERAL, ()) if row.cells.get("answer")]
        return {
            "title": {"en": title},
            "status": "idea",
            **{name: self.text(answers, asked) for asked, name in _TEXTS.items()},
            "objectives": objectives,
            "sectors": self.codes(answers, "sectors", "sectors", "CC436"),
            "lead": lead[0] if lead else None,
            "partners": list(dict.fromkeys([*lead[:1], *partners])) if partners else [],
            "start": start,
            "end": end,
            "costs": list(self.costs()),
            "risks": risks,
            "source": ["idea"],
        }

    def listed(self) -> None:
        """Codes that somebody added to those of the form are told: no list has them."""
        for row in self.sheets["codes"].rows if "codes" in self.sheets else ():
            if not any(row.cells.get("code", "").casefold() in codes for codes in self.known.values()):
                told = say("a code that no list has: '{code}'", code=" / ".join(row.cells.values())[:MANY])
                cure = "the lists of the network are its own; the secretariat adds to them"
                self.at("codes", "code", row, "CC111", told, cure, Severity.WARNING)

    def costs(self) -> Iterator[dict[str, object]]:
        """Money by partner."""
        for row in self.sheets["costs"].rows:
            said = {name: row.cells.get(name, "") for name in COLUMNS["costs"]}
            partner = self.known["regions"].get(said["partner"].casefold())
            if partner is None:
                self.unknown("costs", "partner", row, said["partner"], "regions", "CC432")
            digits = re.sub(r"[\s'_]", "", said["amount"])
            # A number without a point or comma, or with at most two decimals: 100.000 could be either.
            if not re.fullmatch(r"\d{1,15}(\.\d{1,2})?", digits):
                hint = "an amount in units of the currency, without a thousands separator: 100000"
                self.at("costs", "amount", row, "CC113", say("the amount is '{amount}'", amount=said["amount"]), hint)
                continue
            amount = float(digits) if "." in digits else int(digits)
            currency = said["currency"].upper() or "EUR"
            if not re.fullmatch(r"[A-Z]{3}", currency):
                told = say("the currency is '{currency}'", currency=said["currency"])
                self.at("costs", "currency", row, "CC113", told, "its three letters: EUR")
            yield {"partner": partner, "amount": amount, "currency": currency, "source": ["idea"]}

    def codes(self, answers: Mapping[str, list[ForeignRow]], name: str, among: str, code: str) -> list[str]:
        """Codes that an answer names, by code or name; a finding for each that is none."""
        known, found = self.known[among], []
        for row in [row for row in answers.get(name, ()) if "answer" in row.cells][:1]:
            for piece in re.split(r"[;\n]", row.cells["answer"]):
                whole = piece.strip()
                for text in [whole] if whole.casefold() in known else [each.strip() for each in whole.split(",")]:
                    if text.casefold() in known:
                        found.append(known[text.casefold()])
                    elif text:
                        self.unknown("idea", "answer", row, text, among, code)
        return list(dict.fromkeys(found))

    def unknown(self, sheet: str, column: str, row: ForeignRow, text: str, among: str, code: str) -> None:
        """A finding for a name that no list has."""
        near = suggest(text.casefold(), self.known[among])
        cure = mean(self.known[among][near] if near else None, "known names stand in the sheet 'codes'")
        self.at(sheet, column, row, code, say("unknown in {among}: '{text}'", among=among, text=text), cure)

    def day(self, answers: Mapping[str, list[ForeignRow]], name: str) -> str:
        """A day, month or year; empty where none is given."""
        text = self.text(answers, name)
        try:
            fits = not text or bool(re.fullmatch(r"(19|20)\d{2}(-\d{2}){0,2}", text) and day(text))
        except UsageError:
            fits = False
        if not fits:
            self.wrong(
                answers, name, "CC116", say("'{text}' is no date", text=text), "write it as 2027-03-01, 2027-03 or 2027"
            )
            return ""
        return text

    def text(self, answers: Mapping[str, Sequence[ForeignRow]], name: str) -> str:
        """The answer to a question; empty without one."""
        return next((row.cells["answer"] for row in answers.get(name, ()) if row.cells.get("answer")), "")

    def wrong(
        self, answers: Mapping[str, Sequence[ForeignRow]], name: str, code: str, message: str | Message, cure: Cure
    ) -> None:
        rows = answers.get(name) or [ForeignRow(0, {})]
        self.at("idea", "answer", next((row for row in rows if row.cells.get("answer")), rows[0]), code, message, cure)

    def at(
        self,
        sheet: str,
        column: str,
        row: ForeignRow,
        code: str,
        message: str | Message,
        cure: Cure,
        severity: Severity = Severity.ERROR,
    ) -> None:
        where = self.sheets[sheet].place(row, column)
        self.found.findings.append(answered(where, severity, code, message, cure))


def _filled(body: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in body.items() if value not in (None, "", [])}
