"""The form on which a region answers the draft agreement, issue by issue, and what comes back in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from ceecluster.findings import Finding, Place, Severity, say
from ceecluster.model import World
from ceecluster.model.position import Audience, Stance
from ceecluster.officers.answer_form import MANY, Cells, FormReader, folded, form_book, tables_of
from ceecluster.sources.plain import Content

HEAD = ("network", "region", "draft", "date", "office")
"""What the first table says: whose answers to which draft, and of which day and office they are."""
COLUMNS = ("code", "issue", "your records", "yes", "change", "no", "priority", "remark", "fallback", "readers")
"""What the second table says of each issue; Word's has no room for the last two."""
STANCES: Mapping[str, Stance] = {"yes": "support", "change": "reserve", "no": "object"}
_WIDE = ("issue", "your records", "remark", "fallback")
_CHOICES = {"yes": "x", "change": "x", "no": "x", "priority": "0,1,2,3,4"}


@dataclass
class ReturnedPositions:
    """What came back: the body of a file of answers, or what is wrong with the form."""

    region: str = ""
    date: str = ""
    body: Content = field(default_factory=dict)
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


def position_book(tables: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    """The form as a workbook: (name of the sheet, rows) of its two tables, the first row of each with the labels."""
    choices = {COLUMNS.index(key) + 1: among for key, among in _CHOICES.items()}
    return form_book(tables, [COLUMNS.index(key) + 1 for key in _WIDE], choices)


def read_positions(path: Path, shown: str, world: World, terms: Terms) -> ReturnedPositions:
    """The answers in a form that came back as a workbook or in Word; everything wrong is found at once, with its cell.

    An issue without a mark, priority or remark is missing and no error. UnreadableError or UsageError where the file
    is no such form at all.
    """
    reader = _Reader(shown, world, terms)
    reader.read(tables_of(path, shown), tuple(STANCES))
    return reader.whole()


class _Reader(FormReader):
    """Reads the tables of one form; nothing is taken before all of it is read."""

    head_fields = HEAD
    code = "CC345"

    def __init__(self, shown: str, world: World, terms: Terms) -> None:
        super().__init__(shown, world, terms.labels)
        self.terms = terms
        self.answers: dict[str, dict[str, object]] = {}

    def line(self, cells: Cells, first: Place, filled: Sequence[str]) -> None:
        """One issue: its mark, its priority, its remark."""
        issue = cells["code"][0].upper()
        if issue not in self.terms.asked:
            self.stray(issue, tuple(self.terms.asked), first, filled)
            return
        told, where = cells.get("issue", ("", first))
        if folded(told) not in self.terms.asked[issue]:
            hint = "a remark goes into its own column; if the draft has changed, send today's form"
            self.tell(where, say("what {issue} is was changed: '{told}'", issue=issue, told=told[:MANY]), hint)
        answer = self.answer(issue, cells)
        if answer and issue in self.answers and self.answers[issue] != answer:
            self.tell(first, say("{issue} is answered twice", issue=issue), "keep the line that is meant")
        if answer:
            self.answers[issue] = answer

    def answer(self, issue: str, cells: Cells) -> dict[str, object]:
        """What is said of an issue; nothing where nothing is."""
        marked = self.marks(cells, tuple(STANCES), issue)
        priority, remark = self.text(cells, "priority"), self.text(cells, "remark")
        if priority and cells["priority"][0].startswith("-"):
            priority = f"-{priority}"  # a sign, and no dash that stood in the cell
        if priority and priority not in tuple("01234"):
            hint = "a number from 0 to 4, or nothing"
            self.tell(
                cells["priority"][1],
                say("the priority of {issue} is '{priority}'", issue=issue, priority=priority),
                hint,
            )
            priority = ""
        if remark and not marked and not priority:
            self.tell(
                cells["remark"][1], say("a remark on {issue}, and no mark", issue=issue), "mark yes, change or no"
            )
        stance = STANCES[marked] if marked else None
        held = stance in ("reserve", "object")
        if held and not remark:
            hint = "ask the region; the others cannot answer what they do not know"
            self.tell(
                cells["code"][1],
                say("{issue}: '{marked}' gives no reason", issue=issue, marked=marked),
                hint,
                Severity.WARNING,
            )
        said = {
            "value": int(priority) if priority else None,
            "stance": stance,
            "reason" if held else "note": remark or None,
            "fallback": self.text(cells, "fallback") or None,
            "visibility": self.readers(cells),
        }
        return {key: value for key, value in said.items() if value is not None} if priority or stance else {}

    def readers(self, cells: Cells) -> str | None:
        """Who may see an answer."""
        told = self.text(cells, "readers")
        key = self.labels.get(folded(told), told.casefold())
        if told and key not in get_args(Audience):
            known = f"one of {', '.join(get_args(Audience))}, or nothing"
            self.tell(cells["readers"][1], say("unknown readers '{told}'", told=told), known)
            return None
        return key or None

    def whole(self) -> ReturnedPositions:
        """Everything that was read, or what is wrong."""
        if not self.seen:
            return ReturnedPositions(findings=self.findings)
        head = self.head()
        if "draft" in self.given and head["draft"] != self.terms.draft:
            told = say(
                "a form of the draft {draft}; today's is {today}",
                draft=head["draft"] or "without a mark",
                today=self.terms.draft,
            )
            hint = "the answers are kept as answers to that draft; ask again where it matters"
            self.tell(self.given.get("draft", ("", Place(self.shown)))[1], told, hint, Severity.WARNING)
        members = [region.code for region in self.world.network.regions]
        if head["region"] in {region.code for region in self.world.network.candidates} - {*members}:
            self.tell(
                self.given["region"][1],
                say("'{region}' is no member", region=head["region"]),
                f"members: {', '.join(members)}",
            )
        if not self.answers and not self.findings:
            self.tell(Place(self.shown), "no issue is answered", "mark at least one")
        found = ReturnedPositions(head["region"], head["date"], {}, self.findings)
        found.missing = tuple(issue for issue in self.terms.asked if issue not in self.answers)
        if self.failed:
            return found
        key = f"answers-{found.region}-{found.date}".lower()
        office = f", {head['office']}" if head["office"] else ""
        title = f"Answers to the draft agreement {head['draft']}{office}"
        source = {"title": title, "year": int(found.date[:4]), "document": f"form of {found.date}"}
        dated = {issue: {**said, "date": found.date, "source": [key]} for issue, said in self.answers.items()}
        found.body = {"sources": {key: source}, "positions": {found.region: dated}}
        return found
