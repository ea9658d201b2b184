"""Rules of single sentences and their words, over every kind of document."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from ceecluster.blocks import (
    Block,
    Boxes,
    Column,
    Document,
    Figure,
    Listing,
    Quote,
    Section,
    Spelling,
    Table,
    table,
    walk,
)
from document_rules.reading import BRIEFINGS, WORD, Reading, sentences_of, texts
from document_rules.rule import rule, said

LONGEST, USUAL = 25, 17
"""Words of a sentence at most, and on average; a name counts as one."""
ITEM = 10
"""Words of an item of a list."""
VOWELS = re.compile(r"[aeiouy]+")


def listed(sentence: str) -> bool:
    """Whether it is a list of three things or more, which is read item by item, each in at most ten words."""
    items = re.split(r", | and ", sentence)
    return len(items) >= 3 and max(len(item.split()) for item in items) <= ITEM


def clauses(read: Reading) -> list[str]:
    """What ends with a stop, a colon or a semicolon in the body, names spelt as codes and so one word each."""
    return [
        each
        for text in texts(read.body, read.voice, Spelling.CODE)
        for each in re.split(r"(?<=[.!?:;])\s+", text)
        if WORD.search(each)
    ]


def words_of(sentence: str) -> int:
    """How many words it has."""
    return sum(bool(re.search(r"\w", word)) for word in sentence.split())


LONG = " ".join(["The members read what the other members wrote about it"] * 3) + "."


@rule("For all; research 4.6", said(LONG))
def short_sentences(read: Reading) -> list[str]:
    """A sentence of the body has at most 25 words, a name counting as one; a list is read item by item."""
    return [each for each in clauses(read) if words_of(each) > LONGEST and not listed(each) and each not in read.data]


@rule("For all; research 4.6", said(*[LONG.replace("it The", "it. The")] * 1, *[LONG.replace(" The ", " the ")] * 200))
def sentences_short_on_average(read: Reading) -> list[str]:
    """The sentences of a body have at most 17 words on average."""
    lengths = [words_of(each) for each in clauses(read)]
    mean = sum(lengths) / max(1, len(lengths))
    return [f"{mean:.1f} words"] if mean > USUAL else []


def grade(sentences: list[str]) -> float:
    """Reading grade by Flesch and Kincaid (1975): years of school; a name, spelt as its code, is one word."""
    words = [word for sentence in sentences for word in sentence.split() if WORD.search(word)]
    syllables = sum(max(1, len(VOWELS.findall(word.lower().rstrip(".,;:").removesuffix("e")))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


@rule(
    "For all; research 4.7",
    said(*["Interregional administrations institutionalise collaborative internationalisation."] * 99),
)
def reading_grade(read: Reading) -> list[str]:
    """The reading grade of a body is at most 10, of the agreement 13 (Flesch and Kincaid)."""
    found = sentences_of(read.body, read.voice, Spelling.CODE)
    if not found:
        return []
    reached = grade(found)
    return [f"grade {reached:.1f}"] if reached > (13 if read.kind == "agreement" else 10) else []


METHOD = re.compile(
    r"\b(similarity index|Kendall|alpha|adjusted p|relabelling|portfolio|draws|Curveball|holds|held by|gaps|inside"
    r"|weighs|await their word|deserves to be printed|read the quality|might|possibly|significant)\b",
    re.IGNORECASE,
)


@rule("For all; research 4.11, 5.2", said("The portfolio is significant."))
def no_words_of_method(read: Reading) -> list[str]:
    """No word of a method, and none of those the order names, stands in a body."""
    return [each for each in read.own(sentences_of(read.body, read.voice, Spelling.NAME)) if METHOD.search(each)]


@rule("For all", said("AT31 and FA10 lead GOV-03."))
def names_not_codes(read: Reading) -> list[str]:
    """Names, never bare codes, stand in running text; where the code of an area is told, it is told as one."""
    found = []
    for each in read.body_sentences:
        text = re.sub(r"NUTS \d{4}:? [^.]*", "", each)
        for name in read.names:
            text = text.replace(name, "")
        if CODE.search(text):
            found.append(each)
    return found


CODE = re.compile(r"\b([A-Z]{3,4}-[A-Z0-9]{2,}|RC[OR]\d+|(AT|HU)\d\d|ITH\d|F[A-Z]\d\d)\b")


@rule("For all", said(""))
def nothing_is_empty(read: Reading) -> list[str]:
    """No heading, remark, list or pair of boxes is empty."""
    return [repr(block)[:80] for block in walk(read.made.blocks) if _empty(block, read)]


def _empty(block: Block, read: Reading) -> bool:
    match block:
        case Section(blocks=inner) | Quote(blocks=inner):
            return not inner
        case Boxes(sections=sections):
            return len(sections) != 2
        case Listing(points=points):
            return not points or not all(points)
        case Table(columns=columns):
            return not columns
        case Figure(alt=alt, title=title):
            return not (read.voice.plain(alt).strip() and read.voice.plain(title).strip())
    return not any(text.strip() for text in texts((block,), read.voice, Spelling.NAME)) and hasattr(block, "text")


PASSIVE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being)\s+(?:(?:not|also|only|then|never|all|both|still|now|\w+ly)\s+){0,2}"
    r"(?!related\b|interested\b|limited\b|unchanged\b|even\b|open\b|often\b|then\b|when\b|seven\b|ten\b|eleven\b)"
    r"(\w+ed|\w+en|made|found|known|shown|read|told|said|drawn|met|put|set|kept|held|left|paid|run|built|brought|sent"
    r"|done|won|begun|heard|meant|bound)\b",
    re.IGNORECASE,
)


def passive_share(told: list[str]) -> float:
    """Share of the sentences with a passive, 0 to 1: a form of be and a participle, with two adverbs between at most.

    A count of words, no grammar: a participle in -ed or -en or one of a short list; those that are adjectives (related,
    limited ...) and a passive without a form of be ("the fields named here") do not count. "If nothing is done" is the
    label of an option and is left out.
    """
    own = [each.removeprefix("If nothing is done: ") for each in told]
    return sum(bool(PASSIVE.search(each)) for each in own) / max(1, len(own))


@rule("For all; research 4.8", said(*["The text is signed by all."] * 200))
def active_voice(read: Reading) -> list[str]:
    """At most 15 % of the sentences of a body are passive."""
    share = passive_share(read.body_sentences)
    print(f"{read.kind} {read.network}: {share:.0%} of {len(read.body_sentences)} sentences")
    return [each for each in read.body_sentences if PASSIVE.search(each)] if share > 0.15 else []


CAUSE = re.compile(
    r"\b(caus(e|es|ed|ing)|leads? to|led to|due to|owing to|thanks to|driv(e|es|en) by|drives|drove|results? in"
    r"|resulted in|as a result|brings? about|brought about|triggers?|triggered|boosts?|boosted|fosters?|fuels?)\b",
    re.IGNORECASE,
)
"""Verbs and turns which say that one thing makes another; nothing here was tried on a design that could show it."""


@rule("research 5.12", said("Old laws cause few links."))
def no_verb_of_cause(read: Reading) -> list[str]:
    """No sentence says that one thing makes another: an inventory shows what goes with what."""
    return [each for each in (*read.sentences, *read.captions) if CAUSE.search(each)]


@rule("For all: small numbers", said("The scores run from 0.50 to 0.50."))
def no_range_of_one_value(read: Reading) -> list[str]:
    """No range runs from a number to itself."""
    return [
        each
        for each in (*read.sentences, *read.captions)
        if re.search(r"(?<![\d.,–-])(\d[\d.]*( %)?) (to|–|and) \1(?![\d–-]|[.,]\d)", each)
    ]


@rule("For all: small numbers", said("2 of 3 regions (67 %) have one."))
def few_are_counted(read: Reading) -> list[str]:
    """Few cases are no share in per cent: 2 of 3 is not "67 %"."""
    return [each for each in read.sentences if re.search(r"\b([0-3] of [1-3])\b[^.;]*\((33|50|67|100) %\)", each)]


@rule("For all: small numbers", said("There is 1 regions."))
def one_is_singular(read: Reading) -> list[str]:
    """One thing is one: "one region", never "1 regions"."""
    return [each for each in (*read.sentences, *read.captions) if PLURAL.search(each)]


PLURAL = re.compile(
    r"(?<![\d.,–-])\b(1|one) (?!of|as|is|has|was)(?:\w+ )?(regions|records|members|pilots|aims|pairs|issues"
    r"|criteria|levels|answers|partners|objectives|cases|passages|decisions|sources|codes)\b"
)


@rule("Plain words", said("In 1993 4 records were in force."))
def no_number_stands_beside_another(read: Reading) -> list[str]:
    """Two numbers never stand side by side with nothing between: "in 1993 4 records"."""
    return [each for each in read.sentences if re.search(r"(?<![\w.,-])\d[\d.]* \d[\d.]*(?= [a-z])", each)]


@rule("Nothing said twice", said("The members share these: Alphabets, Betting and Alphabets."))
def nothing_is_listed_twice(read: Reading) -> list[str]:
    """No list of a sentence names the same thing twice."""
    return [each for each in (*read.sentences, *read.captions) if _doubled(each)]


def _doubled(sentence: str) -> bool:
    for part in re.split(r"[:;()]", sentence):
        items = [each.strip(" .") for each in re.split(r", | and ", part)]
        names = [each for each in items if len(each) > 3 and each[0].isupper()]
        if len(items) >= 3 and len(names) != len(set(names)):
            return True
    return False


def _headed(head: str) -> Callable[[Document], Document]:
    made = table("told", "", (Column(head, lambda row: row, header=True),), ("one",))
    return lambda document: replace(document, blocks=(*document.blocks, made))


HEADS = re.compile(r"^(inside|holds?|held|held by|gaps|weighs?)$", re.IGNORECASE)


@rule("For all; research 4.11", _headed("gaps"))
def heads_are_plain(read: Reading) -> list[str]:
    """No column is headed by one of the words that the order leaves out: inside, held, gaps, weighs."""
    tables = [block for block in walk(read.made.blocks) if isinstance(block, Table)]
    heads = (read.voice.plain(column.label) for each in tables for column in each.columns)
    return [head for head in heads if HEADS.search(head)]


def _named_twice(made: Document) -> Document:
    told = "Land Tirol (regional government); Land Tirol (Landtag)"
    return replace(made, blocks=(*made.blocks, table("told", "", (Column("who", lambda row: row),), (told,))))


@rule("Nothing said twice", _named_twice, kinds=("meeting", "plan", "application", "agreement"))
def a_body_is_named_once(read: Reading) -> list[str]:
    """No cell names a body twice, by its parts, its earlier names or in other words behind a comma."""
    cells = (
        read.voice.plain(cell)
        for block in walk(read.made.blocks)
        if isinstance(block, Table)
        for row in block.cells
        for cell in row
        if cell is not None
    )
    found = []
    for cell in cells:
        cores = [re.split(r" \(|, | with ", name)[0] for name in cell.split("; ")]
        if len(cores) != len(set(cores)):
            found.append(cell)
    return found


MOST_NAMED = 12
ALL_NAMED = re.compile(r"^\W*\d+\.\d+ |^Coming back when")
"""A clause names whom it is about, one by one; so does a list of groups."""


@rule(
    "Plain words",
    said("It links " + ", ".join(f"Fjord {n}" for n in range(40)) + " and Wien."),
    kinds=("agreement", "plan", "coherence", "commission", *BRIEFINGS),
    sown="forty",
)
def few_are_named(read: Reading) -> list[str]:
    """No sentence names more than a dozen regions: the rest is counted, and a table names them all."""
    found = []
    for each in (*read.sentences, *read.captions):
        named = [name for name in read.names if re.search(rf"\b{re.escape(name)}\b", each)]
        if len(named) > MOST_NAMED and not ALL_NAMED.search(each):
            found.append(each)
    return found
