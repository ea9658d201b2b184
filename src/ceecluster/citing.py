"""How a source is named: by its title, or by whose page it is where nobody has seen one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from ceecluster.blocks import Marked, Part, Statement
from ceecluster.model import Source

SOURCES = 2
"""Sources of a record that a footnote names; the page of the record has them all."""
FEWEST = 3
"""Words of a title below which its address may spell it by chance."""
_WORD = re.compile(r"[a-z0-9]+")
_PLAIN = re.compile(r".[a-z0-9 ]*", re.DOTALL)


def untitled(source: Source) -> bool:
    """Whether what stands as its title is the words of its address, in small letters without a sign of their own.

    A page whose language is on file was seen: what is its title may well be spelt by its address.
    """
    if not source.url or source.language or not _PLAIN.fullmatch(source.title):
        return False
    words = _WORD.findall(source.title.lower())
    spelt = iter(_WORD.findall(unquote(_path(source.url)).lower()))
    return len(words) >= FEWEST and all(word in spelt for word in words)


def title_of(source: Source) -> Part:
    """The title of a source in the language that it is in, or that none was seen."""
    if untitled(source):
        return Statement("page.untitled", {"host": urlsplit(source.url or "").netloc.removeprefix("www.")})
    return Marked("quoted", source.title, source.language) if source.language else source.title


def each_once(sources: Iterable[Source]) -> Iterator[Source]:
    """Sources without those that name the same page again: a press release on file under two addresses is one."""
    seen = set()
    for source in sources:
        named = (source.url if untitled(source) else source.title, source.publisher, source.year)
        if named not in seen:
            seen.add(named)
            yield source


def _path(url: str) -> str:
    return url.partition("//")[2].partition("/")[2]
