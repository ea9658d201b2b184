"""Texts that are alike, by the words they share: cosines of tf-idf vectors, without any language's own rules.

Weights are (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), vectors of length 1 (Salton and Buckley 1988, with the smoothed
idf that is usual today).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

_WORD = re.compile(r"[^\W\d_]{3,}")
_COMMON = 0.2
"""A word of more than this share of the texts, and of more than three, is not shown as a reason; it is weighed."""


def words_of(text: str) -> Iterator[tuple[str, str]]:
    """(folded, as written) of each word of three letters or more."""
    for match in _WORD.finditer(unicodedata.normalize("NFC", text)):
        plain = unicodedata.normalize("NFKD", match[0].casefold())
        yield "".join(letter for letter in plain if not unicodedata.combining(letter)), match[0]


class Likeness:
    """Texts that others are compared with."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(word for word, _ in words_of(text)) for text in texts]
        holding = Counter(word for count in counts for word in count)
        self._idf = {word: 1 + math.log((1 + len(texts)) / (1 + held)) for word, held in holding.items()}
        self._common = {word for word, held in holding.items() if held > max(_COMMON * len(texts), 3)}
        self._by_word: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, count in enumerate(counts):
            for word, weight in self._vector(count).items():
                self._by_word[word].append((number, weight))

    def _vector(self, count: Counter[str]) -> dict[str, float]:
        raw = {word: (1 + math.log(times)) * self._idf[word] for word, times in count.items() if word in self._idf}
        length = math.sqrt(sum(weight * weight for weight in raw.values()))
        return {word: weight / length for word, weight in raw.items()}

    def shares(self, text: str) -> dict[int, dict[str, float]]:
        """What each word adds to the cosine of a text with each of the texts (by number) that share a word with it."""
        found: dict[int, dict[str, float]] = defaultdict(dict)
        for word, weight in self._vector(Counter(word for word, _ in words_of(text))).items():
            for number, other in self._by_word[word]:
                found[number][word] = weight * other
        return dict(found)

    def telling(self, text: str, shares: dict[str, float], most: int) -> tuple[str, ...]:
        """The words of a text that add most, as the text first writes them; words of many texts are left out."""
        written = dict(reversed([*words_of(text)]))
        best = sorted((word for word in shares if word not in self._common), key=lambda word: (-shares[word], word))
        return tuple(written[word] for word in best[:most])
