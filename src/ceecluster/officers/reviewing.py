"""The form on which a region checks its own record, and what comes back in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ceecluster.findings import Finding, Place, Severity, say
from ceecluster.model import World
from ceecluster.officers.answer_form import MANY, Cells, FormReader, folded, form_book, tables_of
from ceecluster.sources.plain import Content

HEAD = ("network", "region", "date", "office", "all right", "note")
"""What the first table says: who checked what, and whether every line without a mark is right."""
COLUMNS = ("code", "what", "on file", "right", "wrong", "reply")
"""What the second table says of each value, and of the facts of each record."""
STATES = {"right": "confirmed", "wrong": "disputed"}
CODE = "CC346"
_WIDE = ("what", "on file", "reply")


@dataclass(frozen=True)
class ReviewLine:
    """A line of the form."""

    code: str
    """The record; for a value `<record>/<criterion>`."""
    seen: str
    """What is on file, as a reply keeps it."""
    told: frozenset[str]
    """What the form says is on file, folded, in every language."""


@dataclass
class ReturnedReview:
    """What came back: the body of a review, or what is wrong with the form."""

    body: Content = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def review_book(tables: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    """The form as a workbook: (name of the sheet, rows) of its two tables, the first row of each with the labels."""
    boxes = {COLUMNS.index(key) + 1: "x" for key in STATES}
    return form_book(tables, [COLUMNS.index(key) + 1 for key in _WIDE], boxes)


def read_review(
    path: Path, shown: str, world: World, labels: Mapping[str, str], lines: Mapping[str, Mapping[str, ReviewLine]]
) -> ReturnedReview:
    """A region's check of its record; `lines` are those of today's forms by region and code.

    Everything wrong is found at once, with its cell. A line that has changed on file since the form was sent is told
    and left out. UnreadableError or UsageError where the file is no such form at all.
    """
    reader = _Reader(shown, world, labels, lines)
    reader.read(tables_of(path, shown), tuple(STATES))
    return reader.whole()


class _Reader(FormReader):
    head_fields = HEAD
    code = CODE

    def __init__(
        self, shown: str, world: World, labels: Mapping[str, str], lines: Mapping[str, Mapping[str, ReviewLine]]
    ) -> None:
        super().__init__(shown, world, labels)
        self.lines = lines
        self.kept: list[tuple[Cells, Place, Sequence[str]]] = []

    def line(self, cells: Cells, first: Place, filled: Sequence[str]) -> None:
        """Lines are kept until it is known whose they are."""
        self.kept.append((cells, first, filled))

    def whole(self) -> ReturnedReview:
        """Everything that was read, or what is wrong."""
        if not self.seen:
            return ReturnedReview(findings=self.findings)
        head = self.head()
        everything = self.marks({"all right": self.given.get("all right", ("", Place(self.shown)))}, ["all right"], "")
        if not head["office"]:
            self.tell(self.given.get("office", ("", Place(self.shown)))[1], "no office is named", "say who checked it")
        known = self.lines.get(head["region"], {})
        replies = [reply for each in self.kept if (reply := self.reply(known, everything is not None, *each))]
        codes = [(reply["record"], reply.get("criterion")) for reply in replies]
        for code in {code for code in codes if codes.count(code) > 1}:
            told = "/".join(part for part in code if part)
            self.tell(Place(self.shown), say("{told} is answered twice", told=told), "keep the line that is meant")
        if not replies and not self.findings:
            hint = "mark lines as right or wrong, or put an x beside 'all right'"
            self.tell(Place(self.shown), "nothing is marked", hint)
        if self.failed:
            return ReturnedReview(findings=self.findings)
        kept = {name: head[name] for name in ("region", "network", "date", "office")}
        note = {"note": head["note"]} if head["note"] else {}
        return ReturnedReview({**kept, **note, "replies": replies}, self.findings)

    def reply(
        self, known: Mapping[str, ReviewLine], everything: bool, cells: Cells, first: Place, filled: Sequence[str]
    ) -> Content | None:
        """What a line says; None where it says nothing that can be taken."""
        code, reply = cells["code"][0], self.text(cells, "reply")
        if code not in known:
            self.stray(code, tuple(known), first, filled)
            return None
        marked = self.marks(cells, tuple(STATES), code)
        if marked == "wrong" and not reply:
            self.tell(
                first, say("{code}: 'wrong' does not say what is right", code=code), "write it into the column reply"
            )
        if reply and marked is None:
            self.tell(
                cells["reply"][1],
                say("a reply on {code}, and no mark", code=code),
                "mark the line as wrong, or as right",
            )
        if marked is None and not everything:
            return None
        if folded(cells.get("on file", ("", first))[0]) not in known[code].told:
            told = say(
                "what is on file of {code} has changed: '{on_file}'",
                code=code,
                on_file=cells.get("on file", ("", first))[0][:MANY],
            )
            where = cells.get("on file", ("", first))[1]
            self.tell(where, told, "the line is left out; ask again with today's form", Severity.WARNING)
            return None
        record, _, criterion = code.partition("/")
        said = {"record": record, "criterion": criterion, "seen": known[code].seen, "state": STATES[marked or "right"]}
        return {key: value for key, value in {**said, "reply": reply}.items() if value}
