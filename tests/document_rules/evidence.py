"""Rules of what a sentence rests on: its whole, its scale, its sources, and what it may claim."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise

from ceecluster.blocks import Document, Marked, Paragraph, Part, Remarked, Text, walk
from ceecluster.forms.markdown import write_markdown
from document_rules.reading import NETWORKS, Reading, study_of
from document_rules.rule import rule, said

N_OF_N = re.compile(
    r"(?<!part )(?<![\d.])\b(\d+) of (?:the |all |these |those )*\1\b(?![.,]\d)"
    r"|\bOf (?:the |all |these )*(\d+) [\w ]+?\b\2\b"
    r"|\b[Aa]ll (\d+) [\w ]+\(\3 "
)
"""As many as there are, counted twice."""
OF_THEM = re.compile(r"(?<![\d.])\b(\d+) of (?:them|these|those|the (?:regions|members|partners|participants))\b", re.I)


@rule(
    "For all: small numbers",
    said("It links the 11 regions, the 3 regions and the 40 regions.", "3 of them differ; 11 of them, 40 of them."),
)
def all_are_not_counted(read: Reading) -> list[str]:
    """All of them are "all", and how many that is: never "11 of 11", nor "11 of them" where there are eleven.

    A reading of an indicator stands beside its target, which it may have reached.
    """
    found = []
    whole = len(read.study.world.network.regions)
    for block in walk(read.made.blocks):
        if isinstance(block, Paragraph):
            text = read.voice.plain(block.text)
            for hit in OF_THEM.finditer(text):
                before = re.findall(r"(?<![\d.,–-])\d+(?![\d.,–-]\d| %)", text[: hit.start()])
                if hit[1] in before[-3:] or int(hit[1]) == whole:
                    found.append(text)
    told = [each for each in (*read.sentences, *read.captions, *notes_of(read)) if N_OF_N.search(each)]
    return [each for each in (*told, *found) if read.kind != "evaluation" or "of the way" not in each]


@rule("For all: small numbers", said("0 of 5 partners have one."))
def none_is_a_word(read: Reading) -> list[str]:
    """None of them is "none" or "no", never "0 of 11", notes and annexes too; a reading, and a cell, may be 0."""
    told = [each for each in (*read.sentences, *notes_of(read)) if re.search(r"(?<![\d.,])0 of (the |all )?\d", each)]
    return [each for each in told if read.kind != "evaluation" or "of the way" not in each]


PER_CENT = re.compile(r"\d ?%")
WHOLE = re.compile(
    r"\d of (the |all |these )?\d|\b[Oo]f (what |the evidence (on|that) |the |all |these |its |their )*\d+ \w"
    r"|\b(below|from|at least|at most|rate|counts nothing,|interval|\d ?% interval)\b"
    # What is explained of all differences is no count; time has no number; a reading has the unit of its criterion.
    r"|Of all differences|% of (the|its) (time|way)|; share of \w+: \d"
)


@rule("For all: a denominator beside every share", said("The members read on.", "Their share is 40 % of the evidence."))
def a_share_has_its_whole(read: Reading) -> list[str]:
    """A percentage says of what number it is a share, in its sentence or the one before it; or it is a limit.

    Variance, time and the reading of a criterion have no number that they are shares of.
    """
    told = ["", *read.sentences]
    return [now for before, now in pairwise(told) if PER_CENT.search(now) and not WHOLE.search(f"{before} {now}")]


OF_ALL = re.compile(
    r"\b([Aa]ll|[Mm]ost) (of )?(the )?(\d+ )?(regions|members|others|participants)\b"
    r"(?! with (records|a position)| that have both)"
    r"|\b[Ee](very|ach) (region|member)\b(?! and|\'s)"
)
ASKED = re.compile(
    r"decisions? to take|\bdecides?\b|\bonce all\b|^Rule|^Common: |consent of|(for|in|of|records of) each region"
    r"|^Which policy instrument|\(every region\)|each region (has one|one vote)"
    r"|which every region keeps|of all regions have|those of most regions first"
    r"|pairs and of all others|^The records show no issue"
)
"""What is asked of all, or a rule that holds for all; it claims nothing of what is on record."""


@rule(
    "For all: every and most need two thirds",
    said("All regions pursue it; most regions pay."),
    sown="sparse",
)
def all_needs_two_thirds(read: Reading) -> list[str]:
    """Where fewer than two thirds of the members have records, nothing is said of all, most or every region.

    Of those that have records at a level, of how many it is said.
    """
    members = len(read.study.world.network.regions)
    if len(read.study.comparison.speaking) >= 2 / 3 * members and read.network != "three":
        return []
    told = (*read.sentences, *read.captions)
    return [each for each in told if OF_ALL.search(each) and not ASKED.search(each)] if members > 3 else []


SCALES = {
    r"no clear difference|\bmore alike\b(?! than)|\bless alike\b(?! than)": r'"no clear difference"',
    r"\bwell: \d|\bhardly: \d": r"well: [\d.]+ or more, hardly: [\d.]+ or less",
    r"\bnear-ties?\b": r"near-ties?: ",
    r"\b(?:not|are|is) firm\b": r"\b(?:at least|from|under|below) \d+ %",
    r"\b(?:on|off) track\b|\bat risk\b": r"on track from \d+ %",
    r"\bwanted by most\b": r"wanted by most \(at least|Wanted by most: ",
    r"\b\d+ (?:common|of a group|bilateral)\b": r"\((?:declared by all|three or more|two)\)|Group: ",
    r"How sure the membership is:|\bless than sure\b": r"scale: high, medium, low",
    r"presumed in force": r"Presumed in force: ",
}
"""A word of a closed scale, and what prints the scale in the document it stands in."""


@rule(
    "For all: a closed scale of words; research 5.1",
    said("That is not firm, a near-tie and no clear difference; none is on track (well: 2)."),
)
def a_scale_is_printed(read: Reading) -> list[str]:
    """A word of a closed scale stands only in a document that prints the scale."""
    told = [*read.sentences, *read.captions]
    whole = write_markdown(read.made, read.voice)
    found = []
    for word, scale in SCALES.items():
        if not re.search(scale, whole):
            found += [f"{word}: {each}" for each in told if re.search(word, each)]
    return found


@rule(
    "For all: facts come from the network's file",
    said("Seen as excerpts in Upper Austria and by Fjord 0, CEE-ClusterNetwork of the Fjord League."),
)
def nothing_of_another_network(read: Reading) -> list[str]:
    """No name of another network, region, record or criterion stands in a document: a template knows none."""
    return [each for each in (*read.sentences, *read.captions) if any(name in each for name in _foreign(read.network))]


@cache
def _foreign(network: str) -> tuple[str, ...]:
    """Names that only the data of other networks have."""
    named = {each: _names(each) for each in NETWORKS}
    own = named.get(network) or _names(network)
    everywhere = repr(study_of(network).world)
    return tuple(name for each in named.values() for name in each if name not in own and name not in everywhere)


def _names(network: str) -> set[str]:
    world = study_of(network).world
    stated = world.network
    named = {stated.title, *(each.title for each in (*stated.regions, *stated.candidates))}
    records = [record for each in world.regions.values() for record in each.programmes]
    return {
        *map(str, named),
        *(str(record.title) for record in records),
        *(str(each.name) for each in world.guidelines.criteria if " " in str(each.name)),
        "seen as excerpts",
    }


def _without_year(made: Document) -> Document:
    source = Marked("link", "A page without its year", "https://saga.example")
    return replace(made, blocks=(Paragraph(Remarked("The members read it.", source)), *made.blocks))


SOURCED = re.compile(r"^\[\^\d+\]: (.*)$", re.M)


@rule("For all: sources with title, year and link", _without_year)
def a_source_can_be_followed(read: Reading) -> list[str]:
    """A source in a footnote has its title, its year or "undated", and its link where there is one on file."""
    links = re.findall(
        r"\[((?:[^\[\]]|\\.)*)\]\(https?://[^)]*\)", "\n".join(SOURCED.findall(write_markdown(read.made, read.voice)))
    )
    return [each for each in links if not re.search(r", (\d{4}|undated)$", each)]


WORDS_OF_A_NOTE = 120
LINK = re.compile(r"\[((?:[^\[\]]|\\.)*)\]\((https?://[^)]*)\)")


def notes_of(read: Reading) -> list[str]:
    """The footnotes, as Markdown has them."""
    return SOURCED.findall(write_markdown(read.made, read.voice))


def _remarked(*parts: Part) -> Callable[[Document], Document]:
    return lambda made: replace(made, blocks=(Paragraph(Remarked("The members read it.", Text(parts))), *made.blocks))


@rule("For all: no table where a sentence is wanted; nothing said twice", _remarked("They read what they wrote. " * 25))
def a_note_is_short(read: Reading) -> list[str]:
    """A footnote has at most 120 words, addresses aside: it names some sources of a record, and how many more."""
    told = [LINK.sub(r"\1", note) for note in notes_of(read)]
    return [note for note in told if len(note.split()) > WORDS_OF_A_NOTE]


_SAGA = Marked("link", "A saga of the fjords, 2024", "https://saga.example/1")


@rule("For all: nothing said twice", _remarked("Saga (far-saga): ", _SAGA, "; and ", _SAGA))
def sources_stand_once(read: Reading) -> list[str]:
    """No footnote names a source of a record twice; a record has its sources in one note, and others say in which."""
    notes = notes_of(read)
    told = [LINK.findall(part) for note in notes for part in re.split(r"\([^()\[\]]*[\w-]+\): ", note)]
    twice = [f"{links}" for links in told if len(links) > len({title for title, _ in links})]
    listed = [record for note in notes for record in re.findall(r"\b([\w-]+)\): \[", note)]
    return twice + [record for record in sorted({*listed}) if listed.count(record) > 1]


@rule(
    "For all: sources with title, year and link",
    _remarked(
        Marked("link", "Noe cluster auf erfolgskurs, 2013", "https://saga.example/news/noe-cluster-auf-erfolgskurs")
    ),
)
def no_title_is_an_address(read: Reading) -> list[str]:
    """No title is the words of its own address in small letters, unless the page was seen and its language noted."""
    seen = set(re.findall(r"url='([^']*)', [^()]*?language='\w", read.data))
    found = []
    for text, url in (link for note in notes_of(read) for link in LINK.findall(note)):
        title = text.partition(", ")[0]
        words, spelt = title.lower().split(), iter(re.split(r"\W+", url.lower()))
        small = title.isascii() and title[1:] == title[1:].lower() and title.replace(" ", "").isalnum()
        if len(words) >= 3 and small and all(word in spelt for word in words) and url not in seen:
            found.append(f"{title}: {url}")
    return found
