"""Rules of the draft agreement: a memorandum that binds nobody (research, part 1 and 6)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeGuard

from ceecluster.blocks import Block, Document, Marked, Paragraph, Section, Spelling, Table, Text, walk
from document_rules.reading import Reading, sentences_of, texts
from document_rules.rule import Plant, rule

ONLY = ("agreement",)


def _sections(read: Reading) -> dict[str, Section]:
    return {read.voice.plain(each.title): each for each in read.made.blocks if isinstance(each, Section)}


def _clauses(read: Reading) -> tuple[Section, ...]:
    return tuple(each for title, each in _sections(read).items() if re.match(r"\d+\. ", title))


def _operative(read: Reading) -> str:
    blocks = tuple(each for title, each in _sections(read).items() if not title.startswith("Annex"))
    return " ".join(texts(blocks, read.voice, Spelling.NAME))


def _recitals(read: Reading) -> list[str]:
    blocks = _sections(read)["Recitals"].blocks
    return [read.voice.plain(each.text) for each in blocks if isinstance(each, Paragraph)]


def _is(block: Block, title: str) -> TypeGuard[Section]:
    return isinstance(block, Section) and title in str(block.title)


def into(title: str, *told: str) -> Plant:
    """A paragraph at the end of the section with this in its title."""

    def planted(made: Document) -> Document:
        grown = tuple(
            replace(each, blocks=(*each.blocks, *map(Paragraph, told))) if _is(each, title) else each
            for each in made.blocks
        )
        assert grown != made.blocks
        return replace(made, blocks=grown)

    return planted


def without(title: str) -> Plant:
    """The document without the section that has this in its title."""

    def planted(made: Document) -> Document:
        kept = tuple(each for each in made.blocks if not _is(each, title))
        assert len(kept) < len(made.blocks)
        return replace(made, blocks=kept)

    return planted


@rule("research 1.1", into("Recitals", "The members work together."), kinds=ONLY)
def recitals_begin_with_a_participle(read: Reading) -> list[str]:
    """Each recital begins with a participle; there are four or more, and none has a number."""
    recitals = _recitals(read)
    wrong = [each for each in recitals[1:] if not re.match(r"[a-z]\w+ing\b", each)]
    return wrong if len(recitals) >= 4 else [*wrong, f"{len(recitals)} recitals"]


@rule("research 1.2", into("Purpose", "A paragraph without its number."), kinds=ONLY)
def clauses_are_numbered(read: Reading) -> list[str]:
    """Each paragraph of a clause has its number; clauses are numbered from 1 without a gap."""
    found = []
    for at, section in enumerate(_clauses(read), 1):
        if not read.voice.plain(section.title).startswith(f"{at}. "):
            found.append(read.voice.plain(section.title))
        told = [read.voice.plain(each.text) for each in section.blocks if isinstance(each, Paragraph)]
        numbered = [each for each in told if re.match(rf"{at}\.\d+ ", each)]
        # The lists of Participants and of clauses have a line that says how to read them.
        if at not in (1, 5, 16) and numbered != told:
            found += [each for each in told if each not in numbered]
    return found


def _ours(read: Reading) -> list[str]:
    return [each for each in _recitals(read) if not each.startswith("recalling:")]  # those are facts with sources


DAY = re.compile(r"paragraph \d|\d{4}-\d\d-\d\d")


@rule(
    "research 1.3", into("Recitals", "noting that 5 of 7 regions have 3 records;", "noting 8;", "noting 9;"), kinds=ONLY
)
def few_statistics_in_recitals(read: Reading) -> list[str]:
    """At most two recitals have a statistic, one each; what is recalled is a fact with its source."""
    counted = [each for each in _ours(read) if re.search(r"\d", DAY.sub("", each))]
    return [
        *(counted if len(counted) > 2 else []),
        *(each for each in counted if len(re.findall(r"\d+", DAY.sub("", each))) > 1),
    ]


SETS = re.compile(r"^\d+\.\d+ |\[\d+\]|\d{4}-\d\d-\d\d|version \d[\d.]*|\b[A-Z][A-Z-]*\d+\b|and \d+ more\b")
"""What may be counted there: a clause, a term to be agreed, a day, an edition, a code, what a list leaves out."""


@rule("research 1.3", into("Purpose", "2.3 They note that half of the regions have records."), kinds=ONLY)
def no_statistic_in_a_clause(read: Reading) -> list[str]:
    """Figures and shares stand in recitals, comments and annexes; a clause has its number and the terms it sets."""
    told = texts(_clauses(read), read.voice, Spelling.CODE)
    return [
        each for each in told if re.search(r"\d|\b(thirds?|quarters?|half|mean|median|average)\b", SETS.sub("", each))
    ]


@rule("research 1.4", into("Recitals", "noting that each member will pay, because it has to;"), kinds=ONLY)
def no_duty_in_a_recital(read: Reading) -> list[str]:
    """No recital puts a duty on anybody, and no clause gives a reason."""
    duties = [each for each in _recitals(read) if re.search(r"\b(will|must|shall|has to|have to)\b", each)]
    reasons = [
        each
        for each in texts(_clauses(read), read.voice, Spelling.NAME)
        if re.search(r"\b(because|therefore|whereas|in order to)\b", each)
    ]
    return [*duties, *reasons]


BINDING = re.compile(r"\b(Parties|shall|should|agree|agreed|undertakes?|Article|enters? into force)\b")


@rule("Draft agreement; research 1.5", into("Purpose", "2.3 The Parties shall undertake this."), kinds=ONLY)
def words_bind_nobody(read: Reading) -> list[str]:
    """Participants, will, paragraph, comes into effect; never Parties, shall, agree, undertake, Article, in force."""
    told = _operative(read)
    wanted = [each for each in ("Participants will", "comes into effect") if each not in told]
    return [*BINDING.findall(told), *wanted]


@rule("research 1.7", into("Legal status", "15.2 This memorandum creates no right or obligation."), kinds=ONLY)
def one_sentence_on_legal_status(read: Reading) -> list[str]:
    """Exactly one sentence says that the text creates no right or obligation."""
    status = tuple(each for title, each in _sections(read).items() if "Legal status" in title)
    told = sentences_of(status, read.voice, Spelling.NAME)
    return [] if len(told) == 1 and _operative(read).count("right or obligation") == 1 else [f"{len(told)} sentences"]


TERMS = {
    "research 1.8: a lead office per side of each field": r"names one office that leads its side of each common field",
    "research 1.9: who pays": r"bears its own costs",
    "research 1.10: duration": r"lasts for \[three\] years",
    "research 1.10: review": r"every \[two\] years",
    "research 1.10: leaving with notice": r"can leave by written notice",
    "research 1.11: differences, with a limit of days": r"within \[60\] days by consultation",
    "joining": r"can join by",
    "a chair that rotates": r"chair goes round",
    "by consensus": r"by consensus",
    "languages": r"equal validity",
}
"""What a memorandum settles, and the words that settle it."""


@rule("Draft agreement; research 1.8 to 1.11", without("Review, changes"), kinds=ONLY)
def every_term_is_settled(read: Reading) -> list[str]:
    """Lead offices, costs, duration, review, changes, differences, joining, leaving, chair, languages are settled."""
    told = _operative(read)
    return [name for name, words in TERMS.items() if not re.search(words, told)]


@rule("research 1.13", into("Recitals", "recalling: The Cluster Act was passed."), kinds=ONLY)
def what_is_recalled_has_its_date(read: Reading) -> list[str]:
    """What a recital recalls has its date."""
    return [each for each in _recitals(read) if each.startswith("recalling:") and not re.search(r"\b\d{4}\b", each)]


def _signed(read: Reading) -> list[Table]:
    return [block for block in walk(read.made.blocks) if isinstance(block, Table) and block.key == "signatures"]


@rule("Draft agreement: signature blocks", without("Signatures"), kinds=ONLY)
def signatures_have_office_and_place(read: Reading) -> list[str]:
    """The block of signatures has Participant, body, office, place and date, signature, and nothing else."""
    heads = [[read.voice.plain(column.label) for column in block.columns] for block in _signed(read)]
    return [] if heads == [["participant", "body", "office", "place, date", "signature"]] else [str(heads)]


def _brackets(made: Document) -> Document:
    text = Paragraph(Text(("They meet ", Marked("open", "twice"), " a year.")))
    return replace(made, blocks=(*made.blocks, text))


COUNTED: Callable[[str], list[str]] = re.compile(r"what is open: (one|\d+) passages?").findall


@rule("Draft agreement; research 6.3", _brackets, kinds=("agreement", "plan", "application"))
def brackets_are_counted(read: Reading) -> list[str]:
    """The number of passages in brackets stands on the first page, and is that of the text."""
    from ceecluster.blocks import count_open

    told = next(texts(read.made.blocks, read.voice, Spelling.NAME), "")
    rest = read.made.blocks[1:] if COUNTED(told) else read.made.blocks
    counted, stated = count_open(rest), COUNTED(told)
    wanted = [] if not counted else ["one" if counted == 1 else str(counted)]
    return [] if stated == wanted else [f"{stated} stated, {counted} there"]
