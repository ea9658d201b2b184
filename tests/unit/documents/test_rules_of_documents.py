"""What can be checked of plain words: lengths of sentences, codes, words of method, empty headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest

from ceecluster.blocks import Block, Boxes, Document, Figure, Listing, Paragraph, Quote, Section, Spelling, Table, walk
from ceecluster.documents import APART, KINDS, codes_of, document, voice_of
from ceecluster.study import Study, load
from ceecluster.wording import Voice
from factories import frozen
from networks import widen, write_league, write_network

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


@cache
def read(kind: str, study: Study) -> tuple[Document, Voice]:
    """A document of its first region, and its voice."""
    voice, first = voice_of(study), study.world.network.regions[0].code
    code = {"region": first, "records": first, "application": "P1"}.get(kind, "")
    if not code and kind in KINDS:
        code = next(iter(codes_of(kind, study)), "")
    return document(kind, study, voice, code=code), voice


@cache
def written_in(study: Study) -> str:
    """What stands in the files: it is the words of who wrote it."""
    return repr(study.world)


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


WORDED = [
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
    ("agreement", "forty"),
    ("guidelines", "three"),
    ("guidelines", "ours"),
    # Ours makes a whole plan first, which takes long and words it no differently.
    ("briefing", "three"),
    ("briefing", "league"),
]
"""Each kind of document with the networks it is read over."""
FIRST = ("region", "coherence", "agreement")
"""Kinds that are read over ours by default; the others, and those of forty regions, take their time."""
READ_OVER = [
    pytest.param(
        kind, network, marks=pytest.mark.slow if network == "forty" or (network == "ours" and kind not in FIRST) else ()
    )
    for kind, network in WORDED
]
WORD = re.compile(r"[A-Za-z]")
VOWELS = re.compile(r"[aeiouy]+")


def grade(sentences: list[str]) -> float:
    """Reading grade by Flesch and Kincaid (1975): years of school; a name, spelt as its code, is one word."""
    words = [word for sentence in sentences for word in sentence.split() if WORD.search(word)]
    syllables = sum(max(1, len(VOWELS.findall(word.lower().rstrip(".,;:").removesuffix("e")))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def sentences_of(blocks: tuple[Block, ...], voice: Voice, spelling: Spelling) -> list[str]:
    """The sentences of the running text."""
    found = (each for text in texts(blocks, voice, spelling) for each in re.split(r"(?<=[.!?])\s+", text))
    return [each for each in found if WORD.search(each)]


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Study]:
    """Ours as frozen, three regions of two levels (with candidates: wide; with a plan: the league), forty."""
    return {
        "ours": frozen(),
        "three": load(write_network(tmp_path_factory.mktemp("three"), 3)),
        "wide": load(widen(write_network(tmp_path_factory.mktemp("wide"), 3))),
        "league": load(write_league(tmp_path_factory.mktemp("league"))),
        "forty": load(write_network(tmp_path_factory.mktemp("forty"), 40, records=1)),
    }


@pytest.mark.parametrize(("kind", "network"), READ_OVER)
def test_words_are_plain(kind: str, network: str, studies: dict[str, Study]) -> None:
    """Short sentences, names for codes, no words of method, nothing empty."""
    made, voice = read(kind, studies[network])
    blocks = body(made, voice)
    data = written_in(studies[network])
    assert grade(sentences_of(blocks, voice, Spelling.CODE)) <= (13 if kind == "agreement" else 10)
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
    for block in walk(blocks):
        if isinstance(block, Section | Quote):
            assert block.blocks, block
        if isinstance(block, Boxes):
            assert len(block.sections) == 2
        if isinstance(block, Listing):
            assert block.points


@pytest.mark.parametrize(("kind", "network"), READ_OVER)
def test_a_cover_says_whose_it_is_and_of_when(kind: str, network: str, studies: dict[str, Study]) -> None:
    """Network, day of the information, how to cite it, whom to ask, and DRAFT on what nobody has agreed to."""
    study = studies[network]
    made, voice = read(kind, study)
    told = " ".join(voice.plain(part) for part in made.cover)
    stated = study.world.network
    for part in (stated.title, str(stated.as_of), "How to cite:", voice.plain(made.title)):
        assert part in told
    assert ("DRAFT" in told) == (kind in ("agreement", "plan", "application"))
    assert (f"Contact: {stated.secretariat}" in told) == bool(stated.secretariat)


@pytest.mark.parametrize("network", ["ours", "league", "forty"])
def test_the_agreement_is_a_memorandum(network: str, studies: dict[str, Study]) -> None:
    """Recitals with participles and two statistics at most, three to seven fields, words that bind nobody."""
    made, voice = read("agreement", studies[network])
    sections = {voice.plain(each.title): each for each in made.blocks if isinstance(each, Section)}
    recitals = [voice.plain(each.text) for each in sections["Recitals"].blocks if isinstance(each, Paragraph)]
    assert len(recitals) >= 4
    for recital in recitals[1:]:
        assert re.match(r"\w+ing\b", recital), recital
    ours = [recital for recital in recitals if not recital.startswith("recalling:")]  # those are facts with sources
    assert sum(bool(re.search(r"\d", re.sub(r"paragraph \d|\d{4}-\d\d-\d\d", "", each))) for each in ours) <= 2
    assert all(len(re.findall(r"\d+", re.sub(r"paragraph \d|\d{4}-\d\d-\d\d", "", each))) <= 1 for each in ours)
    operative = tuple(each for title, each in sections.items() if not title.startswith("Annex"))
    told = " ".join(texts(operative, voice, Spelling.NAME))
    assert not re.findall(r"\b(Parties|shall|should|agree|agreed|undertakes?|Article|enters? into force)\b", told)
    (status,) = (each for title, each in sections.items() if "Legal status" in title)
    assert len(sentences_of((status,), voice, Spelling.NAME)) == 1
    assert told.count("right or obligation") == 1
    for part in (
        r"within \[60\] days by consultation", r"bears its own costs", r"every \[two\] years",
        r"lasts for \[three\] years",
        r"can join by", r"can leave by written notice", r"chair goes round", r"by consensus", r"equal validity",
        r"names one office that leads its side of each common field",
    ):  # fmt: skip
        assert re.search(part, told), part
    (signed,) = (block for block in walk(made.blocks) if isinstance(block, Table) and block.key == "signatures")
    heads = [voice.plain(column.label) for column in signed.columns]
    assert heads == ["participant", "body", "office", "place, date", "signature"]


SETS = re.compile(r"^\d+\.\d+ |\[\d+\]|\d{4}-\d\d-\d\d|version \d[\d.]*|\b[A-Z][A-Z-]*\d+\b|and \d+ more\b")
"""What may be counted there: a clause, a term to be agreed, a day, an edition, a code, what a list leaves out."""


@pytest.mark.parametrize("network", ["ours", "league", "forty"])
def test_no_clause_rests_on_a_statistic(network: str, studies: dict[str, Study]) -> None:
    """Figures and shares stand in recitals, comments and annexes; a clause has its number and the terms it sets."""
    made, voice = read("agreement", studies[network])
    numbered = (each for each in made.blocks if isinstance(each, Section))
    clauses = tuple(each for each in numbered if re.match(r"\d+\. ", voice.plain(each.title)))
    assert len(clauses) == 16
    for told in texts(clauses, voice, Spelling.CODE):
        assert not re.search(r"\d|\b(thirds?|quarters?|half|mean|median|average)\b", SETS.sub("", told)), told


def test_common_fields_can_be_kept() -> None:
    """Three to seven, and fields of as many participants stay together."""
    from ceecluster.agreement.grounds import Field
    from ceecluster.words.memorandum import common_fields

    def kept(*counts: int) -> int:
        return len(common_fields(tuple(Field(str(n), ("r",) * n, n, ()) for n in counts)))

    assert kept(11, 9, 9, 9, 9, 8, 8, 8, 7) == 5
    assert kept(9, 8, 7, 6, 5, 4, 3, 2) == 7
    assert kept(5, 4) == 2 and kept() == 0
    assert kept(9, 4, 4, 4, 4, 4, 4, 4, 4, 2) == 9  # one alone is too few, and nothing tells the eight apart
    assert kept(*[3] * 12) == 12


ONE_TEXT = ("region", "coherence", "agreement", "quality", "briefing", "commission", "trend", "legacy")
"""Documents that are read from top to bottom; others have a form for each pilot, region or criterion."""


@pytest.mark.parametrize(("kind", "network"), [each for each in READ_OVER if each.values[0] in ONE_TEXT])
def test_nothing_is_said_twice(kind: str, network: str, studies: dict[str, Study]) -> None:
    """No sentence of eight words or more stands twice in a body, but what is said of one region after another."""
    made, voice = read(kind, studies[network])
    ends = ("Annex", "How this document was made")
    read_on = tuple(
        block for block in made.blocks if not (isinstance(block, Section) and voice.plain(block.title).startswith(ends))
    )
    found = sentences_of(read_on, voice, Spelling.CODE)
    told = [each for each in found if len(each.split()) >= 8 and not re.search(OF_EACH, each)]
    assert sorted(each for each in set(told) if told.count(each) > 1) == []


OF_EACH = r"^(At the levels where it has records|Most others pursue, and no record of it shows|By \d{4}: continued \d)"
"""What a report says of each region that it is true of."""


@pytest.mark.parametrize(("kind", "network"), READ_OVER)
def test_ranges_and_small_numbers_read_well(kind: str, network: str, studies: dict[str, Study]) -> None:
    """No range from a number to itself; few cases are no share in per cent."""
    made, voice = read(kind, studies[network])
    for told in sentences_of(body(made, voice), voice, Spelling.NAME):
        assert not re.search(r"(?<![\d.,–-])(\d[\d.]*( %)?) (to|–|and) \1(?![\d.,–-])", told), told
        assert not re.search(r"\b([0-3] of [1-3])\b[^.;]*\((33|50|67|100) %\)", told), told


@pytest.mark.parametrize("network", ["ours", "three", "forty"])
def test_every_profile_has_the_same_boxes(network: str, studies: dict[str, Study]) -> None:
    """The same titles in the same order for the first and the last region, and at most three points in each."""
    study = studies[network]
    voice, heads = voice_of(study), []
    for region in (study.world.network.regions[0], study.world.network.regions[-1]):
        made = document("region", study, voice, code=region.code)
        sections = [block for block in walk(made.blocks) if isinstance(block, Section)]
        heads.append([voice.plain(section.title) for section in sections])
        for section in sections:
            points = [len(block.points) for block in section.blocks if isinstance(block, Listing)]
            assert all(1 <= count <= 3 for count in points), voice.plain(section.title)
        first = next(texts(made.blocks, voice, Spelling.NAME))
        assert re.match(r"In \d{4}, ", first) and re.search(rf" tells? of {re.escape(region.title)}", first), first
    assert heads[0] == heads[1] == PROFILE


PROFILE = [
    "Where it is", "Where it stands", "What changed", "Checked by the region", "Strengths", "Gaps", "Closest partners",
    "Partners with other aims", "What to do next", "What to document next", "Where this comes from",
]  # fmt: skip
"""The boxes of a profile."""


NONE_THERE = {
    ("three", "application"), ("three", "candidate"), ("league", "candidate"),
    ("forty", "candidate"), ("forty", "application"),
}  # fmt: skip
"""What a network has nothing for: no pilot that pays, no candidate."""
LIGHT = (*FIRST, "records", "criterion", "candidate", "sources")
EVERY = [
    *(
        pytest.param(
            kind,
            network,
            marks=pytest.mark.slow if network == "forty" or (network == "ours" and kind not in LIGHT) else (),
        )
        for network in ("ours", "three", "league", "forty")
        for kind in (*KINDS, *APART)
        if (network, kind) not in NONE_THERE
    ),
    *(pytest.param(kind, "wide") for kind in ("candidate", "evaluation")),
]
"""Every kind of document over every network that has something to tell in it."""


def own_sentences(kind: str, study: Study) -> list[str]:
    """The sentences of a whole document, annex and points of lists included, which no file of the data states."""
    made, voice = read(kind, study)
    data = written_in(study)
    return [each for each in sentences_of(made.blocks, voice, Spelling.NAME) if each.rstrip(".") not in data]


CAUSE = re.compile(
    r"\b(caus(e|es|ed|ing)|leads? to|led to|due to|owing to|thanks to|driv(e|es|en) by|drives|drove|results? in"
    r"|resulted in|as a result|brings? about|brought about|triggers?|triggered|boosts?|boosted|fosters?|fuels?)\b",
    re.IGNORECASE,
)
"""Verbs and turns which say that one thing makes another; nothing here was tried on a design that could show it."""


@pytest.mark.parametrize(("kind", "network"), EVERY)
def test_nothing_is_said_to_cause_another(kind: str, network: str, studies: dict[str, Study]) -> None:
    """No sentence of ours has a verb of cause: an inventory shows what goes with what."""
    told = own_sentences(kind, studies[network])
    assert told or kind == "evaluation"
    assert [each for each in told if CAUSE.search(each)] == []


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
}  # fmt: skip
"""The headings of a body in their order, without their numbers; `?` where one stands only if there is something."""


@pytest.mark.parametrize(
    ("kind", "network"),
    [each for each in EVERY if str(each.values[0]).removeprefix("briefing-") in (*ORDER, "briefing")],
)
def test_headings_stand_in_their_order(kind: str, network: str, studies: dict[str, Study]) -> None:
    """What was found, how sure, what to decide, before any method: the headings a kind of document has."""
    made, voice = read(kind, studies[network])
    heads = [
        re.sub(r"^\d+\. ", "", voice.plain(block.title))
        for block in body(made, voice)
        if isinstance(block, Section) and voice.plain(block.title) != "How this document was made"
    ]
    wanted = ORDER["briefing" if kind in APART else kind]
    places = []
    for head in heads:
        (place,) = (at for at, each in enumerate(wanted) if head in each.removesuffix("?").split("|") or head == each)
        places.append(place)
    assert places == sorted(set(places))
    assert {at for at, each in enumerate(wanted) if not each.endswith("?") or each.endswith("we?")} <= set(places)


PER_CENT = re.compile(r"\d ?%")
WHOLE = re.compile(
    r"\d of (the |all )?\d|\bof (the |all )?\d+ \w|\d ?% (to \d+ % )?of\b|\bshares? of\b|\bOf (all|these|the)\b"
    r"|\bof the codes that\b|\b(below|from|at least|at most|rate|counts nothing,|interval|\d ?% interval)\b"
)
"""What a share is of, as a count or in words; or that it is a limit or the confidence of an interval, and no share."""


@pytest.mark.parametrize(("kind", "network"), EVERY)
def test_a_share_says_of_what_it_is(kind: str, network: str, studies: dict[str, Study]) -> None:
    """A sentence with a percentage names the whole, as does at the latest the one before it.

    A whole may be counted ("of 11 regions") or named ("of the evidence"): that it is counted is not tried here.
    """
    told = ["", *own_sentences(kind, studies[network])]
    bare = [now for before, now in pairwise(told) if PER_CENT.search(now) and not WHOLE.search(f"{before} {now}")]
    assert bare == []


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
    return sum(bool(PASSIVE.search(each)) for each in own) / len(own)


def test_a_passive_is_counted() -> None:
    """By hand: three of the six sentences."""
    told = [
        "The text is signed by all.", "It was not clearly seen.", "The record may be taken again.",
        "The plans are related.", "Each member has two decisions to take.", "The table is open.",
    ]  # fmt: skip
    assert passive_share(told) == 3 / 6


@pytest.mark.parametrize(("kind", "network"), EVERY)
def test_it_is_written_in_the_active_voice(kind: str, network: str, studies: dict[str, Study]) -> None:
    """At most 15 % of the sentences of a body are passive; what stands in a file is the words of who wrote it."""
    study = studies[network]
    made, voice = read(kind, study)
    data = repr(study.world)
    told = [each for each in sentences_of(body(made, voice), voice, Spelling.NAME) if each.rstrip(".") not in data]
    share = passive_share(told)
    print(f"{kind} {network}: {share:.0%} of {len(told)} sentences")
    assert share <= 0.15, [each for each in told if PASSIVE.search(each)]


N_OF_N = re.compile(r"(?<!part )\b(\d+) of (?:the |all |these )?\1\b|\bOf (?:the |all |these )?(\d+) \w+ \2\b")
"""As many as there are, counted twice."""


def counted_twice(kind: str, study: Study) -> list[str]:
    """Sentences, and titles of tables and figures, that say "11 of 11"; table cells may say it.

    A reading of an indicator stands beside its target, which it may have reached.
    """
    made, voice = read(kind, study)
    titles = [voice.plain(each.title) for each in walk(made.blocks) if isinstance(each, Table | Figure)]
    told = [each for each in (*own_sentences(kind, study), *titles) if N_OF_N.search(each)]
    return [each for each in told if kind != "evaluation" or "of the way" not in each]


@pytest.mark.parametrize(("kind", "network"), EVERY)
def test_all_of_them_are_not_counted_twice(kind: str, network: str, studies: dict[str, Study]) -> None:
    """No sentence says "11 of 11": it says all, and how many that are. Annexes and captions count."""
    assert counted_twice(kind, studies[network]) == []
