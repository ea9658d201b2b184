"""Catalogues: the texts of a language by their English, read from `locale/<language>/LC_MESSAGES/ceecluster.po`."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ceecluster import assets
from ceecluster.errors import UsageError, unknown
from ceecluster.names import foreign

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

SOURCE = "en"
"""The language of the templates, which needs no catalogue."""


_FORMS = re.compile(r"nplurals\s*=\s*(\d+)")
COUNTS = (*range(200), 1000, 10**6)
"""Counts that a rule for plural forms is tried on."""


class BrokenCatalogueError(UsageError):
    """A catalogue that cannot be read: its file, the line where that is known, and why."""

    def __init__(self, path: Path, line: int | None, why: str) -> None:
        where = f"{path}:{line}" if line else str(path)
        super().__init__(f"catalogue {where}: {why}", "mend it, or take it from the original")
        self.line = line
        self.why = why


class Sentence(str):
    """A translated text; a place in it may ask for a form of a name: `%(region.locative)s`."""

    __slots__ = ()

    def __mod__(self, values: object) -> str:
        """The text with its values."""
        return str.__mod__(self, _Formed(values) if isinstance(values, Mapping) else values)


class _Formed(dict[str, object]):
    """Values that can be asked for in a form."""

    def __missing__(self, key: str) -> object:
        name, dot, form = key.partition(".")
        if not dot:
            raise KeyError(key)
        value = self[name]
        return value.formed(form) if hasattr(value, "formed") else value


class Catalogue:
    """The texts of one language; what it lacks stays English and is given to `lacking`."""

    def __init__(
        self,
        language: str,
        texts: Mapping[str, str | tuple[str, ...]],
        plural: Callable[[int], int] = lambda n: n != 1,
        locale: str = "",
    ) -> None:
        self.language = language
        self.locale = locale or language
        """Whose numbers, dates and lists go with the texts: `de_AT` has Jänner, `de` Januar."""
        self._texts = texts
        self._plural = plural

    def gettext(self, english: str, lacking: Callable[[str], object]) -> str:
        """A text of the language."""
        found = self._texts.get(english)
        return self._lacking(english, lacking) if not isinstance(found, str) else Sentence(found)

    def ngettext(self, one: str, many: str, count: int, lacking: Callable[[str], object]) -> str:
        """The text for a count, in as many plural forms as the language has."""
        found = self._texts.get(one)
        if isinstance(found, tuple):
            return Sentence(found[self._plural(count)])
        return self._lacking(one if count == 1 else many, lacking)

    def _lacking(self, english: str, lacking: Callable[[str], object]) -> str:
        if self.language == SOURCE or not english.strip():
            return english
        lacking(english)
        return f"{english}{foreign(SOURCE)}"


def file_of(language: str) -> Path:
    """Where the catalogue of a language stands."""
    return assets.root() / "locale" / language / "LC_MESSAGES" / "ceecluster.po"


def languages() -> tuple[str, ...]:
    """The languages that results can be told in: that of the templates, and each with a catalogue."""
    return assets.languages()


def known(language: str) -> str:
    """The language, with its region where one is given; UsageError where it has no catalogue, or not the region."""
    base, region = split(language)
    if base not in languages() or language.endswith(("-", "_")):
        raise unknown("language", language, languages())
    if region and region not in (there := regions_of(base)):
        raise unknown("region", region, there)
    return f"{base}-{region}" if region else base


def split(language: str) -> tuple[str, str]:
    """A language and its region: `de-AT`, and `de_AT` as Babel has it; no region where none is given."""
    base, _, region = language.replace("_", "-").partition("-")
    return base, region


def regions_of(language: str) -> tuple[str, ...]:
    """The regions that Babel knows a language in."""
    from babel.localedata import locale_identifiers

    parts = [name.split("_") for name in locale_identifiers()]
    return tuple(sorted(each[1] for each in parts if len(each) == 2 and each[0] == language and each[1].isupper()))


@cache
def catalogue(language: str) -> Catalogue:
    """The texts of a language as they stand in its file; what is fuzzy counts as missing.

    With a region, numbers, months and lists are those of the region: `de-DE` has Januar where `de` has Jänner.
    """
    base, region = split(known(language))
    if base == SOURCE:
        return Catalogue(SOURCE, {})
    read = read_catalogue(base)
    texts: dict[str, str | tuple[str, ...]] = {}
    for message in read:
        if message.id and not message.fuzzy and message.string and all(_several(message.string)):
            english = message.id if isinstance(message.id, str) else message.id[0]
            texts[english] = message.string if isinstance(message.string, str) else tuple(message.string)
    rule = plural_rule(read.plural_expr, read.num_plurals)
    if rule is None or read.locale is None:
        raise BrokenCatalogueError(file_of(base), None, f"see `ceecluster languages {base}`: its head is wrong")
    return Catalogue(base, texts, rule, f"{base}_{region}" if region else str(read.locale))


def read_catalogue(language: str) -> Catalog:
    """The catalogue of a language with comments and flags; BrokenCatalogueError names the line that cannot be read."""
    from babel.messages.pofile import PoFileError, read_po  # English is told without it

    lines = read_lines(language)
    path = file_of(language)
    for number, line in enumerate(lines, 1):
        # Babel would make room for as many forms as the head says.
        if (told := _FORMS.search(line)) and len(told[1]) > 1:
            raise BrokenCatalogueError(path, number, f"no language has {told[1]} plural forms")
    try:
        with path.open("rb") as stream:
            return read_po(stream, locale=language, abort_invalid=True)
    except PoFileError as error:
        why = str(error).rpartition(" on ")[0] or str(error)
        raise BrokenCatalogueError(path, error.lineno + 1 if error.lineno >= 0 else None, why) from error
    except (ValueError, LookupError) as error:
        raise BrokenCatalogueError(path, _line_with(lines, str(error)), str(error)) from error


def read_lines(language: str) -> list[str]:
    """The lines of a catalogue; BrokenCatalogueError where it is no UTF-8, or has lines that no tool reads."""
    path = file_of(language)
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BrokenCatalogueError(path, line, f"no UTF-8, which catalogues are written in: {error}") from error
    if text.startswith("\ufeff"):
        raise BrokenCatalogueError(path, 1, "begins with a byte order mark: save it as UTF-8 without one")
    lines = text.replace("\r\n", "\n").split("\n")
    if found := [number for number, line in enumerate(lines, 1) if "\r" in line]:
        raise BrokenCatalogueError(path, found[0], "a line ends with CR alone: save it with LF")
    return lines


def _line_with(lines: list[str], why: str) -> int | None:
    """The line that an error of Babel speaks of: it quotes what it could not read."""
    words = [word for word in re.findall(r"'([^']+)'", why) or [why.rpartition(" ")[2]] if word]
    return next((n for n, line in enumerate(lines, 1) if any(word in line for word in words)), None)


def plural_rule(expression: str, forms: int) -> Callable[[int], int] | None:
    """The rule of a head for the form of a count; None where it is no rule, or gives a form that there is not."""
    try:
        rule = gettext.c2py(expression)
        return rule if all(0 <= rule(count) < forms for count in COUNTS) else None
    except (ValueError, ArithmeticError, RecursionError):
        return None


def _several(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)
