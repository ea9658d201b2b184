"""The form on which a region answers the draft agreement: what each issue is, and what its records say of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ceecluster.agreement.positions import Origin
from ceecluster.blocks import (
    Column,
    Document,
    Note,
    Paragraph,
    Part,
    Ref,
    Spelling,
    Statement,
    Table,
    Text,
    Word,
    table,
)
from ceecluster.commonmark import Said
from ceecluster.model.base import Worded
from ceecluster.words.agreement import regions
from ceecluster.words.memorandum_tables import listed, refs

if TYPE_CHECKING:
    from ceecluster.agreement.agreement import Agreement
    from ceecluster.agreement.positions import RegionPriority
    from ceecluster.agreement.rule import Case

SHOWN = 3
"""Records named for an issue before the rest is counted."""
BOX = "☐"
ROOM = "…" * 14
"""Room to write by hand."""
DIGIT = "…" * 3
"""Room for a digit."""


def position_form(agreement: Agreement, region: str, draft: str) -> Document:
    """The form of one region; `draft` is the mark of the draft it is about."""
    world = agreement.world
    facts = {"network": world.network.title, "region": Ref("region", region)}
    lead = (Statement("positions.asked", {"count": len(agreement.cases)}), Statement("positions.how"))
    notes = (Statement("positions.priority"), Statement("positions.readers"))
    return Document(
        f"positions-{region}",
        Statement("positions.title", facts),
        (
            *map(Paragraph, lead),
            *map(Note, notes),
            head_table(agreement, region, draft),
            issue_table(agreement, region),
        ),
    )


def head_table(agreement: Agreement, region: str, draft: str) -> Table:
    """Whose answers to which draft, and room for day and office."""
    return form_head(
        Statement("positions.head"),
        (Word("network"), Said(agreement.world.network.title)),  # the form is known by it, whatever its language
        (Word("region"), region),
        (Word("draft"), draft),
        (Word("date"), ROOM),
        (Word("office"), ROOM),
    )


def form_head(title: Statement, *rows: tuple[Word, Part]) -> Table:
    """The head of a form that comes back: what each field is, and its value or room for it."""
    columns: tuple[Column[tuple[Word, Part]], ...] = (
        Column(Word("field"), lambda row: row[0], header=True),
        Column(Word("value"), lambda row: row[1]),
    )
    return table("form", title, columns, rows)


def issue_table(agreement: Agreement, region: str, *, whole: bool = False) -> Table:
    """The issues with room for an answer; `whole` has the columns that a page has no room for."""
    own = {row.issue: row for row in agreement.priorities if row.region == region}
    columns: list[Column[Case]] = [
        Column(Word("code"), lambda case: case.issue, header=True, spelling=Spelling.CODE),
        Column(Word("issue"), lambda case: question(agreement, case.issue), spelling=Spelling.NAME),
        Column(Word("your records"), lambda case: _known(case, own.get(case.issue)), spelling=Spelling.NAME),
        *(Column(Word(mark), lambda case: "" if whole else BOX) for mark in ("yes", "change", "no")),
        Column(Word("priority"), lambda case: "" if whole else DIGIT),
        Column(Word("remark"), lambda case: "" if whole else ROOM),
    ]
    if whole:
        columns += [Column(Word("fallback"), lambda case: ""), Column(Word("readers"), lambda case: "")]
    return table("positions", Statement("positions.issues"), columns, agreement.cases)


def question(agreement: Agreement, issue: str) -> Part:
    """What an issue is, in plain words."""
    terms = {term.code: term for term in agreement.world.vocabulary.objectives}
    meaning = terms[issue].definition if issue in terms else {}
    name = Ref("term", issue)
    return Text((name, ": ", Worded.of(meaning))) if meaning else name


def questions(agreement: Agreement) -> Iterable[tuple[str, Part]]:
    """Every issue with what it is."""
    return ((case.issue, question(agreement, case.issue)) for case in agreement.cases)


def _known(case: Case, row: RegionPriority | None) -> Statement:
    """The region's priority with its reasons, and what the draft makes of the issue."""
    facts = {
        "priority": None if row is None else row.priority,
        "declared": row is not None and row.origin is Origin.DECLARED,
        "named": 0 if row is None else row.named,
        "coded": 0 if row is None else row.coded,
        "records": listed(refs("record", row.records), SHOWN) if row is not None and row.records else None,
        "clause": case.clause or None,
        "holders": len(case.holders),
        "others": regions(case.willing) if case.willing else None,
    }
    return Statement("positions.known", facts)
