"""Rules of briefings, profiles, reports and plans: what each kind of document has to have."""

from __future__ import annotations

import re
from dataclasses import replace

from ceecluster.blocks import (
    Document,
    Listing,
    Paragraph,
    Section,
    Spelling,
    listing,
    walk,
)
from document_rules.memorandum import without
from document_rules.reading import BRIEFINGS, Reading, texts
from document_rules.rule import Plant, rule, said


def _section(read: Reading, title: str) -> Section | None:
    for block in walk(read.made.blocks):
        if isinstance(block, Section) and re.search(title, read.voice.plain(block.title)):
            return block
    return None


def _points(read: Reading, title: str) -> list[str]:
    section = _section(read, title)
    blocks = section.blocks if section else ()
    lists = [block for block in blocks if isinstance(block, Listing)]
    return [" ".join(texts(point, read.voice, Spelling.NAME)) for each in lists for point in each.points]


def _listed(title: str, *points: str) -> Plant:
    def planted(made: Document) -> Document:
        grown = tuple(
            replace(block, blocks=(*block.blocks, listing(points)))
            if isinstance(block, Section) and title in str(block.title)
            else block
            for block in made.blocks
        )
        assert grown != made.blocks
        return replace(made, blocks=grown)

    return planted


ASKED = re.compile(
    r"^Each of the \d+ members has (one decision|\d+ decisions) to take at the next meeting\.$"
    r"|^The members have nothing to decide\.?"
    r"|^For the \d+ members of .* this draft asks (one thing|\d+ things) of the Commission; it speaks for none of them"
    r"|asks nothing of the Commission\.$"
)
OPENING = (*BRIEFINGS, "commission")


def _first(read: Reading) -> str:
    return next(texts(read.made.blocks, read.voice, Spelling.NAME), "")


def _late(made: Document) -> Document:
    return replace(made, blocks=(Paragraph("The world of clusters is wide and changes all the time."), *made.blocks))


@rule("Briefing; research 4.1", _late, kinds=OPENING)
def it_opens_with_what_is_asked(read: Reading) -> list[str]:
    """The first 40 words say what is asked, of whom, by when."""
    asked = _first(read)
    return [] if ASKED.search(asked) and len(asked.split()) <= 40 else [asked]


@rule("Briefing: three findings", _listed("What was found", "A.", "B.", "C.", "D."), kinds=BRIEFINGS)
def three_findings_at_most(read: Reading) -> list[str]:
    """At most three findings stand in a briefing, and at least one."""
    found = _points(read, "What was found")
    return [] if 1 <= len(found) <= 3 else found or ["none"]


def _alone(made: Document) -> Document:
    grown = tuple(
        replace(block, blocks=(*block.blocks, listing(("Decide on it.",))))
        if isinstance(block, Section) and "What to decide" in str(block.title)
        else block
        for block in made.blocks
    )
    if grown == made.blocks:
        grown = (*made.blocks, Section("What to decide", (listing(("Decide on it.",)),)))
    return replace(made, blocks=grown)


@rule("Briefing; research 4.4, 4.5", _alone, kinds=BRIEFINGS)
def decisions_have_two_ways(read: Reading) -> list[str]:
    """At most three decisions, each a verb first, with what follows if so and if nothing is done."""
    told = _points(read, "What to decide")
    ways = [each for each in told if not ("If so" in each and "If nothing is done" in each)]
    verbs = [each for each in told if not re.match(r"[A-Z][a-z]+ (?!s\b)", each)]
    return [*ways, *verbs, *(told if len(told) > 3 else [])]


@rule("Briefing; research 4.3", said(*["The members read it once more."] * 40), kinds=BRIEFINGS)
def summary_of_180_words(read: Reading) -> list[str]:
    """What is asked and found takes at most 180 words."""
    section = _section(read, "What was found")
    blocks = section.blocks if section else ()
    words = " ".join([_first(read), *texts(blocks, read.voice, Spelling.NAME)]).split()
    return [] if len(words) <= 180 else [f"{len(words)} words"]


@rule(
    "Briefing; research 4.10", _listed("What was found", "Of 3 there are 4, 5, 6, 7, 8 and 9 in 10."), kinds=BRIEFINGS
)
def five_numbers_at_most(read: Reading) -> list[str]:
    """Findings and decisions have at most five numbers, a part and its whole being one."""
    told = " ".join([*_points(read, "What was found"), *_points(read, "What to decide")])
    names = [*read.names, *(str(each.name) for each in read.study.world.network.levels)]
    for name in sorted(names, key=len, reverse=True):
        told = told.replace(name, "")
    told = re.sub(r"'[^']*'|\d{4}-\d\d-\d\d", "", told)
    found = re.findall(r"\d+ of (?:the )?\d+|\d+", told)
    return [] if len(found) <= 5 else found


@rule("research 4.9", said("AAA, BBB, CCC, DDD, EEE and FFF meet."), kinds=(*BRIEFINGS, "commission"))
def five_abbreviations_at_most(read: Reading) -> list[str]:
    """A page for a minister has at most five abbreviations outside names of the data."""
    told = set(re.findall(r"\b[A-Z]{2,}\b", " ".join(read.sentences)))
    short = sorted(each for each in told if each not in read.data)
    return short if len(short) > 5 else []


@rule("research 4.13", without("Who was heard"), kinds=BRIEFINGS)
def it_says_who_was_heard(read: Reading) -> list[str]:
    """A briefing says who was asked, who disagrees, and what it rests on."""
    section = _section(read, "Who was heard")
    told = " ".join(texts(section.blocks, read.voice, Spelling.NAME)) if section else ""
    return [] if re.search(r"declared|position", told) and "records" in told else [told or "nobody"]


def _silent(made: Document) -> Document:
    return replace(made, blocks=(Paragraph("The region has records."),))


BOXES = [
    "Where it is", "Where it stands", "What changed", "Checked by the region", "Strengths", "Gaps", "Closest partners",
    "Partners with other aims", "What to do next", "What to document next", "Where this comes from",
]  # fmt: skip
"""The boxes of a profile."""


@rule("Region profile; research 3.1", _late, kinds=("region",))
def a_profile_has_its_boxes(read: Reading) -> list[str]:
    """A profile has the same boxes in the same places, at most three points in each, and its first sentence first."""
    sections = [block for block in walk(read.made.blocks) if isinstance(block, Section)]
    heads = [read.voice.plain(section.title) for section in sections]
    many = [
        read.voice.plain(section.title)
        for section in sections
        for block in section.blocks
        if isinstance(block, Listing) and not 1 <= len(block.points) <= 3
    ]
    first = _first(read)
    region = read.study.world.network.regions[0]
    opening = re.match(rf"In \d{{4}}, .* tells? of {re.escape(region.title)}", first)
    return [*(heads if heads != BOXES else []), *many, *([] if opening else [first])]


@rule("research 3.12; METHOD: right of reply", _silent, kinds=("region", "candidate"))
def it_says_who_has_checked_it(read: Reading) -> list[str]:
    """A page on a region says whether the region has checked its record, and when."""
    told = " ".join(texts(read.made.blocks, read.voice, Spelling.NAME))
    return [] if re.search(r"Not checked: |[Cc]hecked (by|on) ", told) else ["nothing is said"]


@rule("METHOD: no class before a region has checked", said("It is in the class strong, and first of all."))
def no_class_before_it_is_checked(read: Reading) -> list[str]:
    """Where no region has checked its record, no sentence gives one a class, a band or a place."""
    reviews = getattr(read.study.world, "reviews", ())
    if reviews:
        return []
    return [
        each
        for each in read.body_sentences
        if re.search(r"\b(in the (class|band)|ranks? (first|\d)|first of all)\b", each)
    ]


@rule("Coherence report: one short paragraph a region", without("Region by region"), kinds=("coherence",))
def a_short_paragraph_for_each_region(read: Reading) -> list[str]:
    """Each region has one paragraph of at most 60 words in "Region by region"."""
    section = _section(read, "^Region by region")
    blocks = section.blocks if section else ()
    told = [read.voice.plain(each.text) for each in blocks if isinstance(each, Paragraph)]
    regions = [str(each.title) for each in read.study.world.network.regions]
    lacking = [each for each in regions if not any(one.startswith(f"{each}.") for one in told)]
    return [*lacking, *(each for each in told if len(each.split()) > 60)]
