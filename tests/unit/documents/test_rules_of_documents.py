"""What can be checked of plain words: lengths of sentences, codes, words of method, empty headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ceecluster.blocks import Block, Boxes, Document, Listing, Paragraph, Quote, Section, Spelling, walk
from ceecluster.documents import document, voice_of
from ceecluster.study import Study, load
from ceecluster.wording import Voice
from factories import frozen
from networks import write_league, write_network

LONGEST, USUAL = 25, 17
"""Words of a sentence at most, and on average; a name counts as one."""
ITEM = 10
"""Words of an item of a list."""
METHOD = re.compile(
    r"\b(similarity index|Kendall|alpha|adjusted p|relabelling|portfolio|draws|Curveball|holds|held by|gaps|inside"
    r"|weighs|await their word|deserves to be printed|read the quality|might|possibly|significant)\b",
    re.IGNORECASE,
)
CODE = re.compile(r"\b([A-Z]{3,4}-[A-Z0-9]{2,}|RC[OR]\d+|(AT|HU)\d\d|ITH\d|F[A-Z]\d\d)\b")


def read(kind: str, study: Study) -> tuple[Document, Voice]:
    """A document of its first region, and its voice."""
    voice, first = voice_of(study), study.world.network.regions[0].code
    code = {"region": first, "records": first, "application": "P1"}.get(kind, "")
    return document(kind, study, voice, code=code), voice


def body(made: Document, voice: Voice) -> tuple[Block, ...]:
    """What a decision-maker reads: the blocks before the annex."""
    kept: list[Block] = []
    for block in made.blocks:
        if isinstance(block, Section) and voice.plain(block.title).startswith("Annex"):
            break
        kept.append(block)
    return tuple(kept)


def texts(blocks: tuple[Block, ...], voice: Voice, spelling: Spelling) -> Iterator[str]:
    """The running text."""
    for block in walk(blocks):
        if isinstance(block, Paragraph):
            yield voice.plain(block.text, spelling)


def listed(sentence: str) -> bool:
    """Whether it is a list of three things or more, which is read item by item, each in at most ten words."""
    items = re.split(r", | and ", sentence)
    return len(items) >= 3 and max(len(item.split()) for item in items) <= ITEM


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Study]:
    """Ours as frozen, three regions of two levels (with a plan: the league), forty regions."""
    return {
        "ours": frozen(),
        "three": load(write_network(tmp_path_factory.mktemp("three"), 3)),
        "league": load(write_league(tmp_path_factory.mktemp("league"))),
        "forty": load(write_network(tmp_path_factory.mktemp("forty"), 40, records=1)),
    }


@pytest.mark.parametrize(
    ("kind", "network"),
    [
        *((kind, network) for kind in ("region", "coherence") for network in ("ours", "three", "forty")),
        *((kind, network) for kind in ("agreement", "meeting") for network in ("ours", "three")),
        *(
            (kind, network)
            for kind in ("plan", "management", "quality", "records", "trend")
            for network in ("ours", "three")
        ),
        *((kind, "league") for kind in ("plan", "application")),
        *((kind, network) for kind in ("legacy", "commission", "evaluation") for network in ("ours", "three")),
        ("legacy", "forty"),
        ("guidelines", "three"),
        ("guidelines", "ours"),
        # Ours makes a whole plan first, which takes long and words it no differently.
        ("briefing", "three"),
    ],
)
def test_words_are_plain(kind: str, network: str, studies: dict[str, Study]) -> None:
    """Short sentences, names for codes, no words of method, nothing empty."""
    made, voice = read(kind, studies[network])
    blocks = body(made, voice)
    data = repr(studies[network].world)  # what stands in a file is the words of who wrote it
    lengths = []
    for text in texts(blocks, voice, Spelling.CODE):
        for sentence in re.split(r"(?<=[.!?:;])\s+", text):
            words = [word for word in sentence.split() if re.search(r"\w", word)]
            lengths.append(len(words))
            assert len(words) <= LONGEST or listed(sentence) or sentence in data, sentence
    assert sum(lengths) / len(lengths) <= USUAL
    told = " ".join(
        sentence
        for text in texts(blocks, voice, Spelling.NAME)
        for sentence in re.split(r"(?<=[.!?:;])\s+", text)
        if sentence not in data
    )
    assert not METHOD.findall(told)
    assert not CODE.findall(re.sub(r"NUTS \d{4}: [^.]*", "", told))  # there the code is what is told
    # The agreement gives the numbers of a criterion in brackets behind its name, whatever they are.
    # A reading of an indicator stands beside its target, which it may have reached.
    assert kind in ("agreement", "evaluation") or not re.search(r"\b(\d+) of \1\b(?! regions)", told)
    for block in walk(blocks):
        if isinstance(block, Section | Quote):
            assert block.blocks, block
        if isinstance(block, Boxes):
            assert len(block.sections) == 2
        if isinstance(block, Listing):
            assert block.points
