"""CC2xx, on request: codes that records and definitions like a record without codes have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ceecluster.checks.across import Hit, owned_records
from ceecluster.checks.likeness import Likeness
from ceecluster.checks.run import NetworkContext
from ceecluster.findings import Severity, rule, say
from ceecluster.model import Programme, World

LISTS = ("objectives", "instruments")
"""Fields of codes that are suggested."""
MOST = 3
"""Codes that are suggested for a field."""
_NEAREST = 10
"""Records that speak for their codes, each by its cosine."""
_DEFINITION = 3.0
"""A code's own name and definition count as much as so many records as like the text as they are."""
_WORDS = 3
"""Words that are shown for a code."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code that may be missing."""

    code: str
    words: tuple[str, ...]
    """Words of the record that its definition, or records that have it, share."""
    like: str | None
    """The nearest record that has it; None where only the definition speaks for it."""


class Coded:
    """The records that have codes of a list, and the definitions of the list."""

    def __init__(self, records: Sequence[Programme], world: World, listing: str) -> None:
        self._records = [(record, codes_of(record, listing)) for record in records if codes_of(record, listing)]
        self._terms = world.vocabulary.terms(listing)
        definitions = [" ".join([*term.name.values(), *term.definition.values()]) for term in self._terms.values()]
        self._texts = Likeness([*(text_of(record) for record, _ in self._records), *definitions])

    def suggested(self, record: Programme) -> list[Suggestion]:
        """The codes that speak loudest, at most `MOST`; a record says nothing about itself."""
        text = text_of(record)
        shares = self._texts.shares(text)
        own = {number for number, (other, _) in enumerate(self._records) if other.id == record.id}
        cosines = {number: sum(words.values()) for number, words in shares.items() if number not in own}
        near = sorted((n for n in cosines if n < len(self._records)), key=lambda n: (-cosines[n], n))[:_NEAREST]
        speaking: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        like: dict[str, str] = {}
        for number in near:
            for code in self._records[number][1]:
                like.setdefault(code, self._records[number][0].id)
                for word, share in shares[number].items():
                    speaking[code][word] += share
        for number, code in enumerate(self._terms, start=len(self._records)):
            for word, share in shares.get(number, {}).items():
                speaking[code][word] += _DEFINITION * share
        best = sorted(speaking, key=lambda code: (-sum(speaking[code].values()), code))[:MOST]
        told = [(code, self._texts.telling(text, speaking[code], _WORDS)) for code in best]
        return [Suggestion(code, words, like.get(code)) for code, words in told if words]


def codes_of(record: Programme, listing: str) -> tuple[str, ...]:
    """The codes of a list that a record has, each once."""
    return tuple(dict.fromkeys(each.code for each in getattr(record, listing)))


def text_of(record: Programme) -> str:
    """What is compared: the names of a record in all its languages, and its summary."""
    return " ".join([*record.name.values(), record.summary or ""])


@rule("CC213", Severity.NOTE)
def codes_to_consider(context: NetworkContext) -> Iterator[Hit]:
    """Codes that a record without codes may be missing.

    Asked for with `validate --suggest`. For a record without objectives, or below the topmost level without
    instruments, the ten records of the workspace whose names and summaries share most with its own speak for their
    codes, and so do the names and definitions of the codes (tf-idf, on this computer, nothing is sent). Shown are the
    words that made the match and the nearest record. It is a question, not an answer: nothing is filled in, and what
    counts is what the record's source says.
    """
    top = context.world.network.levels[0].id
    known = [*owned_records(context)]
    asked = known if context.guest is None else [(context.guest[0], p) for p in context.guest[1].programmes]
    owned_files = [owned for each in context.owned_files.values() for owned in each]
    spoilt = {(each.record, name) for owned in owned_files for each in owned.unread for name in each.fields}
    for listing in LISTS:
        coded: Coded | None = None
        for owner, record in asked:
            here = codes_of(record, listing) or (record.id, listing) in spoilt
            if here or (listing == "instruments" and record.level == (top,)):
                continue
            coded = coded or Coded([record for _, record in known if not record.example], context.world, listing)
            if told := "; ".join(_said(each, listing, context.world) for each in coded.suggested(record)):
                where = context.at(owner, "programmes", record.id)
                hint = "look at its source: which of them does it name?"
                message = say(
                    "'{record}' has no {listing}; to consider: {codes}", record=record.id, listing=listing, codes=told
                )
                yield where, message, hint


def _said(each: Suggestion, listing: str, world: World) -> str:
    """The code with its name, the words that speak for it, and the nearest record that has it."""
    name = world.vocabulary.terms(listing)[each.code].title
    record = f", as in {each.like}" if each.like else ""
    return f"{each.code} {name} ({', '.join(each.words)}{record})"
