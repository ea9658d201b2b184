"""Rules of whole documents: covers, headings, what is said twice, figures."""

from __future__ import annotations

import re
from dataclasses import replace

from ceecluster.blocks import Boxes, Document, Section, Spelling, walk
from document_rules.reading import ALL_KINDS, BRIEFINGS, Reading, sentences_of
from document_rules.rule import rule, said

DRAFTS = ("agreement", "plan", "application", "commission")


def _without_cover(made: Document) -> Document:
    return replace(made, cover=())


@rule("For all: a cover block", _without_cover)
def a_cover_says_whose_and_of_when(read: Reading) -> list[str]:
    """A cover has the network, the date of the information, how to cite it and whom to ask; drafts say DRAFT."""
    told = " ".join(read.voice.plain(part) for part in read.made.cover)
    stated = read.study.world.network
    wanted = [stated.title, str(stated.as_of), "How to cite:", read.voice.plain(read.made.title)]
    lacking = [part for part in wanted if part not in told]
    if ("DRAFT" in told) != (read.kind in DRAFTS):
        lacking.append("DRAFT")
    if (f"Contact: {stated.secretariat}" in told) != bool(stated.secretariat):
        lacking.append("Contact")
    return lacking


ORDER = {
    "briefing": ["What was found", "What to decide?", "Who was heard", "The pilots?"],
    "coherence": [
        "In short", "What to decide?", "The regions?", "Who pursues what?", "Shared ground",
        "Differences worth a conversation", "Region by region", "How sure are we?",
    ],
    "agreement": [
        "Recitals", "Participants", "Purpose", "Words", "Common quality criteria", "Common objectives", "Common fields",
        "Work of the levels", "How the work is run", "Resources", "European programmes|Programmes of others",
        "Information and data", "Languages", "Review, changes and differences",
        "Coming into effect, joining and leaving", "Legal status", "Signatures",
    ],
    "plan": [
        "The choice", "The pilots in short?", "The plan at a glance?", "Part I. General information",
        "Part II. Policy context", "Part III. Actions", "Date, signature, stamp",
    ],
    "commission": ["What the regions share", "What stands in the way", "What is asked?", "Good practice"],
    "evaluation": ["Summary", "What to decide?", "What to report, and when?"],
}  # fmt: skip
"""The headings of a body in their order, without their numbers; `?` where one stands only if there is something."""
ORDERED = tuple(kind for kind in ALL_KINDS if kind in ORDER or kind in BRIEFINGS)


def _turned(made: Document) -> Document:
    return replace(made, blocks=made.blocks[::-1])


@rule("Order of weight; research 1 order, 2.1", _turned, kinds=ORDERED)
def headings_in_their_order(read: Reading) -> list[str]:
    """What was found, how sure, what to decide stand before any method: a body has its headings in their order."""
    heads = [
        re.sub(r"^\d+\. ", "", read.voice.plain(block.title))
        for block in read.body
        if isinstance(block, Section) and read.voice.plain(block.title) != "How this document was made"
    ]
    wanted = ORDER["briefing" if read.kind in BRIEFINGS else read.kind]
    known = [each for each in heads if read.kind != "evaluation" or each in str(wanted)]
    places = []
    for head in known:
        at = [at for at, each in enumerate(wanted) if head in each.removesuffix("?").split("|") or head == each]
        if len(at) != 1:
            return [f"unknown heading {head}"]
        places += at
    needed = {at for at, each in enumerate(wanted) if not each.endswith("?") or each.endswith("we?")}
    return [] if places == sorted(set(places)) and needed <= set(places) else [f"found {heads}"]


OF_EACH = (
    r"^(At the levels where it has records|Most others with records there pursue"
    r"|By \d{4}: continued \d"
    r"|.* could pay; |Its partners still look for a source of money|Set a new date for one overdue milestone)"
)
"""What a report says of each region, and of each pilot, that it is true of."""
FORMS = (
    "plan",
    "records",
    "guidelines",
    "management",
    "meeting",
    "evaluation",
    "application",
    "sources",
    "criterion",
    "candidate",
    "slides",
)
"""Documents with a form for each pilot, region or criterion: within one of them nothing stands twice."""


def _twice(made: Document) -> Document:
    return said(
        "The members have read this sentence of the report twice already.",
        "The members have read this sentence of the report twice already.",
    )(made)


@rule("For all: nothing said twice", _twice)
def nothing_is_said_twice(read: Reading) -> list[str]:
    """No sentence of eight words stands twice in a text; in a document of forms, not twice in one of them."""
    if read.kind not in FORMS:
        ends = ("Annex", "How this document was made")
        blocks = tuple(
            b for b in read.made.blocks if not (isinstance(b, Section) and read.voice.plain(b.title).startswith(ends))
        )
        return _doubled(read, blocks)
    found = []
    for block in walk(read.made.blocks):
        if isinstance(block, Section):
            found += _doubled(read, tuple(each for each in block.blocks if not isinstance(each, Section | Boxes)))
    return found


def _doubled(read: Reading, blocks: tuple) -> list[str]:
    told = [
        each
        for each in sentences_of(blocks, read.voice, Spelling.CODE)
        if len(each.split()) >= 8 and not re.search(OF_EACH, each)
    ]
    return sorted(each for each in set(told) if told.count(each) > 1)
