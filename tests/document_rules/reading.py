"""A document as a rule reads it: its sentences, its body, the data it was made of, and the networks it is read over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from tempfile import mkdtemp

from ceecluster.blocks import Block, Document, Figure, Note, Paragraph, Section, Spelling, Table, walk
from ceecluster.documents import APART, KINDS, codes_of, document, voice_of
from ceecluster.study import Study, load
from ceecluster.wording import Voice
from factories import frozen
from networks import silence, widen, write_league, write_network

ALL_KINDS = (*KINDS, *APART)
BRIEFINGS = ("briefing", "briefing-coherence", "briefing-agreement", "briefing-plan")
NETWORKS = ("ours", "three", "league", "forty", "sparse")
"""Ours as frozen; three regions of two levels; the same with common aims and a plan (the league); forty; nine of which
five have nothing on record, so that nothing can be said of all or most (sparse)."""
WIDE = ("candidate", "evaluation")
"""Kinds that only a network with candidates and pilots under way has something for (wide)."""
NONE_THERE = {
    ("three", "application"), ("three", "candidate"), ("league", "candidate"),
    ("forty", "candidate"), ("forty", "application"), ("sparse", "candidate"),
}  # fmt: skip
"""What a network has nothing for: no pilot that pays, no candidate."""
EVERY = [
    *((kind, network) for network in NETWORKS for kind in ALL_KINDS if (network, kind) not in NONE_THERE),
    *((kind, "wide") for kind in WIDE),
]
"""Every kind of document over every network that has something to tell in it."""
WORD = re.compile(r"[A-Za-z]")


@cache
def study_of(network: str) -> Study:
    """A network of the tests, made once for all that read it."""
    if network == "ours":
        return frozen()
    folder = Path(mkdtemp(prefix=f"rules-{network}-"))
    written = {
        "three": lambda: write_network(folder, 3),
        "wide": lambda: widen(write_league(folder)),
        "league": lambda: write_league(folder),
        "forty": lambda: write_network(folder, 40, records=1),
        "sparse": lambda: silence(write_league(folder, 9), 5),
    }
    return load(written[network]())


@dataclass(frozen=True)
class Reading:
    """A document with what was known when it was made."""

    kind: str
    network: str
    study: Study
    made: Document
    voice: Voice

    @cached_property
    def data(self) -> str:
        """What stands in the files: it is the words of who wrote it."""
        return repr(self.study.world)

    @cached_property
    def names(self) -> list[str]:
        """The names of regions and candidates, which may have a code in them."""
        network = self.study.world.network
        return [str(each.title) for each in (*network.regions, *network.candidates)]

    @cached_property
    def body(self) -> tuple[Block, ...]:
        """What a decision-maker reads: the blocks before the annex."""
        kept: list[Block] = []
        for block in self.made.blocks:
            if isinstance(block, Section) and self.voice.plain(block.title).startswith("Annex"):
                break
            kept.append(block)
        return tuple(kept)

    @cached_property
    def sentences(self) -> list[str]:
        """All sentences, annex and points of lists included, which no file of the data states."""
        return self.own(sentences_of(self.made.blocks, self.voice, Spelling.NAME))

    @cached_property
    def body_sentences(self) -> list[str]:
        """The sentences of the body which no file of the data states."""
        return self.own(sentences_of(self.body, self.voice, Spelling.NAME))

    @cached_property
    def captions(self) -> list[str]:
        """Titles of tables and figures and how to read them."""
        found = []
        for block in walk(self.made.blocks):
            if isinstance(block, Table | Figure):
                found += [self.voice.plain(part) for part in (block.title, block.note) if part is not None]
            elif isinstance(block, Note):
                found.append(self.voice.plain(block.text))
        return found

    def own(self, told: list[str]) -> list[str]:
        """Those that no file of the data states, also where only a label stands before its words."""
        return [each for each in told if not any(part in self.data for part in _said(each))]


def _said(sentence: str) -> list[str]:
    """A sentence, and what of it stands behind a label."""
    tail = sentence.rpartition(": ")[2]
    return [each.rstrip(".") for each in (sentence, *([tail] if len(tail.split()) > 4 else []))]


@cache
def read(kind: str, network: str) -> Reading:
    """A document of a network's first region, candidate or criterion."""
    study = study_of(network)
    voice, first = voice_of(study), study.world.network.regions[0].code
    code = {"region": first, "records": first, "application": "P1"}.get(kind, "")
    if not code and kind in KINDS:
        code = next(iter(codes_of(kind, study)), "")
    return Reading(kind, network, study, document(kind, study, voice, code=code), voice)


def texts(blocks: tuple[Block, ...], voice: Voice, spelling: Spelling) -> Iterator[str]:
    """The running text."""
    for block in walk(blocks):
        if isinstance(block, Paragraph):
            yield voice.plain(block.text, spelling)


def sentences_of(blocks: tuple[Block, ...], voice: Voice, spelling: Spelling) -> list[str]:
    """The sentences of the running text."""
    found = (each for text in texts(blocks, voice, spelling) for each in re.split(r"(?<=[.!?])\s+", text))
    return [each for each in found if WORD.search(each)]
