"""Which words of a text are English that German texts do not use, and what of a page is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, reduce
from html.parser import HTMLParser
from pathlib import Path

import yaml

from ceecluster.catalogues import read_catalogue
from ceecluster.study import Study
from ceecluster.translation import _terms

GLUE = frozenset(
    re.findall(
        r"\w+",
        "the of and for with by from that this these those which who whose are is be been has have had not no nor or "
        "if than then there their they it its to on at as into over under between about per each every other more "
        "less most least first last only both all any some none one two three four five few many yes when where how "
        "why neither either such same different common own new part whole",
    )
)
"""Words that hardly an English sentence does without."""
SKIPPED = ("script", "style", "code")
VOID = ("meta", "link", "br", "hr", "img", "input", "col", "wbr", "path", "rect")
SPOKEN = ("title", "alt", "aria-label", "placeholder")
"""Attributes that are read out or shown."""


class Reader(HTMLParser):
    """What a page says: its own texts, and those it marks as of another language."""

    def __init__(self) -> None:
        super().__init__()
        self.own: list[str] = []
        self.quoted: list[str] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        state = self._open[-1][1] if self._open else "own"
        if tag in SKIPPED:
            state = "skipped"
        elif given.get("lang") and tag != "html" and state != "skipped":
            # A title in the language of the page is a quotation as well; a code inside it is a part of it.
            self.quoted += [""] if state != "quoted" else []
            state = "quoted"
        if state == "own":
            self.own += [str(given[name]) for name in SPOKEN if given.get(name)]
        if tag not in VOID:
            self._open.append((tag, state))

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        state = self._open[-1][1] if self._open else "skipped"
        if state == "quoted":
            self.quoted[-1] += data
        elif state == "own" and data.strip():
            self.own.append(data.strip())


def words_of(texts: Iterable[str]) -> set[str]:
    """The words of texts, in small letters."""
    return {word for text in texts for word in re.findall(r"[^\W\d_]+", text.lower())}


def english_words(study: Study) -> frozenset[str]:
    """Words of English texts that no German text uses: those of the catalogue, and the small words of any sentence."""
    asked, given = set(), set()
    for message in read_catalogue("de"):
        if message.id:
            asked |= words_of([re.sub(r"%\([^)]*\)s", " ", part) for part in strings_of(message.id)])
            given |= words_of([re.sub(r"%\([^)]*\)s", " ", part) for part in strings_of(message.string)])
    for _, term in _terms(study.root):
        given |= words_of([term.translations.get("de", str(term))])
    for region in (*study.world.network.regions, *study.world.network.candidates):
        given |= words_of([region.title.told("de")[0]])
    return frozenset((asked - given) | GLUE)


def strings_of(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The forms of a message."""
    return (text,) if isinstance(text, str) else tuple(text)


def english_in(text: str, english: frozenset[str]) -> list[str]:
    """The English words of a text."""
    # Codes are capitals, or have a digit.
    text = re.sub(r"\S*\d\S*", " ", text)
    return sorted(word for word in re.findall(r"[^\W\d_]+", text) if not word.isupper() and word.lower() in english)


@cache
def short_names(folder: Path) -> frozenset[str]:
    """What the titles of the files have in brackets at their ends, where it is one name of two parts."""
    return frozenset(name for text in texts_of_files(folder) for name in re.findall(r"\(([A-Z]\w+-[a-z]\w+)\)$", text))


def left_in(texts: Iterable[str], study: Study, english: frozenset[str]) -> dict[str, list[str]]:
    """The texts with English words. The German name of a record may have some, or a project's short name."""
    titles = {each.title.told("de")[0] for each in study.world.programmes().values()}
    names = sorted(titles | short_names(study.root), key=len, reverse=True)
    own = [reduce(lambda text, name: text.replace(name, ""), names, text) for text in texts]
    return {text: words for text in own if (words := english_in(text, english))}


def texts_of_files(folder: Path) -> set[str]:
    """Every text in the files of a workspace, values and keys: what a result may quote."""
    found: set[str] = set()
    for path in folder.rglob("*.yaml"):
        left = [yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))]
        while left:
            each = left.pop()
            if isinstance(each, dict):
                left += [*each, *each.values()]
                # How a source is named.
                left.append(", ".join(str(each[key]) for key in ("title", "publisher") if each.get(key)))
            elif isinstance(each, list):
                left += each
            elif isinstance(each, str):
                found.add(plain(each))
    return found


def plain(text: str) -> str:
    """A text in one line, with one kind of quotation marks."""
    return re.sub("[„“”«»]", '"', " ".join(text.split()))
