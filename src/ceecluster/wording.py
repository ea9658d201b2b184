"""Words for statements and documents: the one room where values meet templates.

A template yields text. What is put into it stays a value: it is rendered as a token of private-use characters, and
cut out again by its index here and nowhere else. A document's text is CommonMark, read once into blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2.runtime import Macro

from ceecluster import locales, numerals
from ceecluster.blocks import (
    Date,
    Document,
    Interval,
    Limit,
    Marked,
    Names,
    Number,
    OrdinalNumber,
    Part,
    Ref,
    Remarked,
    Share,
    Spelling,
    Statement,
    Text,
    Word,
)
from ceecluster.catalogues import SOURCE, catalogue, split
from ceecluster.citing import SOURCES, each_once, title_of, untitled
from ceecluster.commonmark import OPEN, Said, document, parts, titles
from ceecluster.errors import UsageError
from ceecluster.model.base import Worded
from ceecluster.model.brand import Brand
from ceecluster.names import QUOTED, Speller, foreign
from ceecluster.sandbox import Sandbox, guarded, rendered
from ceecluster.sandbox import environment as sandbox
from ceecluster.shown import Shown, met, shown, value_of

if TYPE_CHECKING:
    from ceecluster.model import Source
    from ceecluster.sources.logos import Logo

MISSING = "–"
"""Stands for what is not documented; never NaN, never 0."""
UNKNOWN = "und"
"""The language of a title whose source does not say it."""
NO_LANGUAGE = "zxx"
"""That of an identifier: a key, a file, the code of a record."""
_lacking: ContextVar[set[str]] = ContextVar("lacking")


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind the words before it."""

    refs: tuple[Ref, ...] = ()
    remark: Part | None = None


Leaf = str | Ref | Marked | Backing
"""What a form has to spell: everything else has become one of these."""


class Voice:
    """Statements in words, and codes in names, in one language; `templates` is a user's folder that goes first.

    `brand` and `logo` are how documents of the workspace look, which every form asks for here.
    """

    def __init__(
        self,
        names: Speller,
        language: str = "en",
        templates: Path | None = None,
        brand: Brand | None = None,
        logo: Logo | None = None,
    ) -> None:
        self.names = names
        self.language = split(language)[0]
        self.tag = language
        """The language as it was asked for, with its region: `de-AT`."""
        self.templates = templates
        self.brand = brand or Brand()
        self.logo = logo
        self.lacking: set[str] = set()
        """Texts that were told in English because the language lacks them."""

    @property
    def _locale(self) -> str:
        """Whose numbers, dates and lists the language uses, as its catalogue says."""
        return catalogue(self.tag).locale

    def in_english(self) -> Voice:
        """The same voice in the language of the templates."""
        if self.language == SOURCE:
            return self
        names = copy(self.names)
        names.language = SOURCE
        return Voice(names, SOURCE, self.templates)

    def say(self, statement: Statement) -> Text:
        """The words of a statement: one macro per key; UsageError names the template and line of what is wrong."""
        topic, _, name = statement.key.partition(".")
        macro = _macro(f"words/{topic}.j2", name, self.templates, self.language)
        with _rendering(file := f"words/{topic}.j2", self.templates, self.lacking) as values:
            told = str(macro(**{fact: shown(value) for fact, value in statement.facts.items()}))
            return Text(tuple(parts(" ".join(told.split()), values, file)))

    def read(self, template: str, context: object, name: str = "", **more: object) -> Document:
        """A document from its template; `context` is a dataclass whose fields are the template's names.

        In another language than that of the templates its headings keep their places by those of the English text.
        """
        given = {f.name: getattr(context, f.name) for f in fields(context)} if is_dataclass(context) else {}
        given = {key: shown(value) for key, value in {**given, **more}.items()}
        places: tuple[Part, ...] = ()
        if self.language != SOURCE:
            with _rendering(template, self.templates) as values:
                places = titles(self._told(template, SOURCE, given), values, template)
        with _rendering(template, self.templates, self.lacking) as values:
            return document(name, self._told(template, self.language, given), values, template, places)

    def _told(self, template: str, language: str, given: dict[str, Any]) -> str:
        return rendered(_environment(self.templates, language).get_template(template), given)

    def rendering(self, template: str) -> AbstractContextManager[list[Any]]:
        """A rendering of a template that is no document: what its language lacks counts as lacking here."""
        return _rendering(template, self.templates, self.lacking)

    # Branched because every kind of part has one line here, and nowhere else.
    def flat(self, part: Part | None) -> Iterator[Leaf]:  # noqa: C901
        """A part as what a form spells: texts, codes, marks, and the evidence behind them."""
        match part:
            case None:
                yield MISSING
            case Said():
                yield str(part)
            case Worded():
                yield from self._worded(part)
            case str():
                yield from self._quoted(part, self._of_data(part))
            case int():
                yield str(part)
            case Word(english=english):
                yield catalogue(self.language).gettext(english, self.lacking.add)
            case Date(day=day, short=short):
                yield self.date(day, short=short)
            case Number(value=value, digits=digits, signed=signed, limits=limits):
                yield self.number(value, digits, signed=signed, limits=limits)
            case Share(value=value, limits=limits):
                yield self.share(value, limits)
            case Limit(value=value):
                yield self._limit(value)
            case OrdinalNumber(place=place):
                yield from self.flat(Statement("lists.place", {"place": place}))
            case Interval(low=low, high=high, digits=digits):
                yield f"{self.number(low, digits)}–{self.number(high, digits)}"
            case Ref():
                yield from self._named(part)
            case Marked():
                yield part
            case Text(parts=parts):
                yield from self._stopped_once(leaf for one in parts for leaf in self.flat(one))
            case Names():
                yield from self._listed(part)
            case Statement(evidence=evidence):
                yield from self.flat(self.say(part))
                if evidence:
                    yield Backing(evidence)
            case Remarked(text=text, remark=remark):
                yield from self.flat(text)
                yield Backing(remark=remark)

    def plain(self, part: Part | None, spelling: Spelling = Spelling.NAME) -> str:
        """A part as plain text, without its evidence."""
        out = []
        for leaf in self.flat(part):
            match leaf:
                case Ref():
                    out.append(self.names.spell(leaf, spelling))
                case Marked(how="quoted", text=Ref() as ref):
                    out.append(self.names.spell(ref, spelling))
                case Marked(how=how, text=text):
                    told = self.plain(text, spelling)
                    out.append(f"[{told}]" if how == "open" else told)
                case str():
                    out.append(leaf)
        return Said("".join(out))

    def cited(self, evidence: Backing, earlier: Mapping[Ref, Part] | None = None) -> Part | None:
        """What a footnote says of evidence: the records with their sources; None where there is none to name.

        The sources of a record that an earlier note has are not told again: it says which.
        """
        told: list[Part] = [] if evidence.remark is None else [evidence.remark]
        stopped = False
        for ref in evidence.refs:
            # A command is for a screen.
            if ref.kind != "command":
                known = sorted(each_once(self.names.sources(ref)), key=untitled)
                listed: Part | None = Names(tuple(map(self._source, known)), SOURCES) if known else None
                told += [". " if stopped else "; "] if told else []
                stopped = bool(listed)
                if ref.kind == "source" and listed:
                    told.append(listed)
                    continue
                told.append(self.names.spell(ref, Spelling.BOTH))
                told += [": ", (earlier or {}).get(ref, listed)] if listed else []
        return Text(tuple(told)) if told else None

    def number(
        self, value: float | None, digits: int | None = 2, *, signed: bool = False, limits: tuple[float, ...] = ()
    ) -> str:
        """A number as the language writes it; the missing sign for None."""
        if value is None:
            return MISSING
        text = self._written(numerals.amount(value) if digits is None else numerals.decimal(value, digits, limits))
        if text.startswith("-"):
            return f"−{text[1:]}"
        return f"+{text}" if signed and value > 0 else text

    def share(self, value: float | None, limits: tuple[float, ...] = ()) -> str:
        """A share as a whole percentage, `<1 %` and `>99 %` where it is not quite none or all."""
        return MISSING if value is None else self._percent(self._written(numerals.percentage(value, limits)))

    def chart_locale(self) -> dict[str, Any]:
        """How a chart writes numbers and months; nothing for English."""
        return {} if self.language == SOURCE else {"locale": locales.chart_locale(self._locale)}

    def _limit(self, value: float) -> str:
        told = numerals.limit(value)
        digits, percent, _ = told.partition(" %")
        return self._percent(self._written(digits)) if percent else told

    def date(self, day: str, *, short: bool = False) -> str:
        """A day, a month or a year as the language writes it; English as the files have it."""
        written = self.language == SOURCE or len(day) < len("2026-11")
        return day if written else locales.dated(day, self._locale, short=short)

    def _percent(self, digits: str) -> str:
        before, after = ("", " %") if self.language == SOURCE else locales.percents(self._locale)
        return f"{before}{digits}{after}"

    def _written(self, digits: str) -> str:
        return digits if self.language == SOURCE else digits.translate(locales.signs(self._locale))

    def _stopped_once(self, leaves: Iterator[Leaf]) -> Iterator[Leaf]:
        """The leaves of a sentence; a name that ends with a full stop (`e. V.`) has that of the sentence with it."""
        last: Leaf = ""
        for leaf in leaves:
            if isinstance(leaf, str) and leaf[:1] == "." != leaf[1:2] and self._ends_with_stop(last):
                last = leaf[1:] or last
                yield leaf[1:]
            else:
                last = leaf or last
                yield leaf

    def _ends_with_stop(self, leaf: Leaf) -> bool:
        return not isinstance(leaf, Backing) and self.plain(leaf).endswith(".")

    def _worded(self, text: Worded) -> Iterator[Leaf]:
        """A text of the data; one that is not in this language is given, and counted as lacking."""
        told, language = text.told(self.language)
        if language != self.language and not text.quoted:
            self.lacking.add(told)
            told += foreign(language)
        yield from self._quoted(told, language)

    def _named(self, ref: Ref) -> Iterator[Leaf]:
        told, language = self.names.told(ref)
        if language == self.language:
            yield ref
            return
        if ref.kind not in QUOTED:
            self.lacking.add(told)
        yield Marked("quoted", ref, language)

    def _of_data(self, text: str) -> str:
        """The language of what data say beside their names: English, if it is not a number, a code or a key."""
        if self.language == SOURCE or not any(map(str.islower, text)):
            return self.language
        return NO_LANGUAGE if text[0].islower() and not any(map(str.isspace, text)) else SOURCE

    def _quoted(self, text: str, language: str) -> Iterator[Leaf]:
        """A text, marked where it is in a language of its own."""
        yield str(text) if language == self.language else Marked("quoted", Said(text), language)

    def _source(self, source: Source) -> Part:
        named = (None if untitled(source) else source.title, source.publisher)
        told = Said(", ".join(part for part in named if part))
        language = source.language or (None if self.language == SOURCE else UNKNOWN)
        whole: Part = told if language is None else Marked("quoted", told, language)
        if named[0] is None:
            whole = Text((title_of(source), *((", ", whole) if told else ())))
        if year := source.year:
            whole = Text((whole, ", ", Word(year) if isinstance(year, str) else year))
        return Marked("link", whole, source.url) if source.url else whole

    def _listed(self, names: Names) -> Iterator[Leaf]:
        listed: list[Part] = list(names.items)
        left = 0 if names.limit is None else max(0, len(listed) - names.limit)
        if left:
            listed = [*listed[: names.limit], Statement("lists.more", {"count": left})]
        told = [list(self.flat(item)) for item in listed]
        between = locales.separators(len(listed), self._locale, OPEN)
        last = between[-1] if between else ""
        if len(told) > 1 and any(_holds_list(leaves, last) or self._parted(leaves) for leaves in told):
            # English writes `; and` before the last; elsewhere the word stands only before a count of the rest.
            joined = last.lstrip(" ,") if left or self.language == SOURCE else ""
            between = (*("; " for _ in between[1:]), f"; {joined}")
        for index, (before, leaves) in enumerate(zip(between, told, strict=True)):
            if index:
                yield before
            yield from leaves

    def _parted(self, leaves: list[Leaf]) -> bool:
        """Whether a name in a list has a comma of its own (`Strategy, agenda or plan`) and no quotation marks."""
        for before, leaf in zip([None, *leaves], leaves, strict=False):
            inner = leaf.text if isinstance(leaf, Marked) else leaf
            quoted = isinstance(before, str) and before.endswith(OPENING)
            if isinstance(inner, Ref) and not quoted and ", " in _outside(self.names.spell(inner, Spelling.NAME)):
                return True
        return False


def _unnamed(part: Part | Backing | None) -> str:
    """The text of a leaf; a name of a code (`Energy and climate`) is a whole, and is left out."""
    match part:
        case str():
            return part
        case Marked(text=text):
            return _unnamed(text)
        case Text(parts=parts):
            return "".join(map(_unnamed, parts))
    return ""


def _holds_list(leaves: list[Leaf], last: str) -> bool:
    """Whether what stands in a list looks like one itself: a bracket keeps its commas, but not the language's `and`."""
    text = "".join(map(_unnamed, leaves))
    return last in text or ", " in _outside(text)


def _outside(text: str) -> str:
    """What of a text stands in no bracket."""
    first, *later = text.split("(")
    return first + "".join(part.rpartition(")")[2] if ")" in part else "" for part in later)


def told_in(quoted: Marked, spelling: Spelling) -> str:
    """The language of a quotation as it is spelled: the code of a name is of none."""
    return NO_LANGUAGE if isinstance(quoted.text, Ref) and spelling is Spelling.CODE else quoted.target


OPENING = ("'", "\N{LEFT SINGLE QUOTATION MARK}", "\N{DOUBLE LOW-9 QUOTATION MARK}", "\N{LEFT DOUBLE QUOTATION MARK}")
"""What stands before a name in quotation marks."""

TRANSLATING = "jinja2.ext.i18n"
"""The extension of an environment that `translated` takes."""


def translated(environment: Sandbox, language: str) -> Sandbox:
    """An environment whose templates speak a language; what it lacks is noted by the rendering that asks for it."""
    texts = catalogue(language)

    def lacking(text: str) -> None:
        _lacking.get().add(text)

    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        lambda text: texts.gettext(text, lacking),
        lambda one, many, count: texts.ngettext(one, many, count, lacking),
        newstyle=True,
    )
    return environment


@cache
def _environment(templates: Path | None, language: str) -> Sandbox:
    environment = translated(sandbox(templates, extensions=[TRANSLATING]), language)
    environment.filters["link"] = lambda text, target: Shown(Marked("link", value_of(text), str(value_of(target))))
    environment.filters["listed"] = lambda items, limit=None: Shown(Names(tuple(value_of(items)), limit))
    environment.filters["table"] = lambda table: table
    return environment


@cache
def _macro(file: str, name: str, templates: Path | None, language: str) -> Macro:
    """The macro of a statement: from the user's copy, which may hold only those that it changes, else from ours."""
    for folder in dict.fromkeys((templates, None)):
        with _rendering(file, folder):
            macro = getattr(_environment(folder, language).get_template(file).module, name, None)
        if isinstance(macro, Macro):
            return macro
    raise UsageError(f"template {file} has no macro '{name}'")


@contextmanager
def _rendering(template: str, templates: Path | None, lacking: set[str] | None = None) -> Iterator[list[Any]]:
    """One rendering: the list of the values it meets; what its language lacks is added to `lacking`."""
    values: list[Any] = []
    token, told = met.set(values), _lacking.set(lacking if lacking is not None else set())
    try:
        with guarded(template, limited=templates is not None):
            yield values
    finally:
        met.reset(token)
        _lacking.reset(told)
