"""What is wrong with a catalogue: its lines, its head, and each translation against its English."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from ceecluster import assets
from ceecluster.catalogues import COUNTS, BrokenCatalogueError, file_of, plural_rule, read_catalogue, read_lines
from ceecluster.model.base import QUOTED

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

Words = str | tuple[str, str]
"""A text, or its forms for one and for many."""
_PLACE = re.compile(r"%(?:\(([^)]*)\)(.)?|(.)?)")
_NAME = re.compile(r"\w+(?:\.\w+)?")
"""What may stand in a place: a value, or a form of its name."""
_GONE = re.compile(r'#~ msgid "(.*)"')
_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?) +)?"((?:[^"\\]|\\.)*)"')
"""A line of a catalogue that says something."""
_ESCAPE = re.compile(r'\\(?:["\\nt]|(.))')
_MARKS = re.compile(r"\*\*|[*\[\]`<>{}|#]")
"""What means something in a text: emphasis, what is open, code, headings, tables, places in braces."""
_FLAGS = frozenset({"fuzzy", "python-format", "python-brace-format"})
"""Flags that Babel writes; another would tell an editor to look for other places, or be a fuzzy that nobody sees."""
_SOFT = "\u00ad\u200c\u200d"
"""Characters without a shape that a text may hold: a place to divide a word, and joiners of letters."""


@dataclass(frozen=True, slots=True)
class TextFault:
    """A text that is missing or wrong, and where."""

    where: str
    """File and line."""
    kind: Literal["missing", "fuzzy", "wrong", "term"]
    text: str
    """The English, or what is wrong."""


def faults_of(language: str, texts: Mapping[Words, str], forms: frozenset[str]) -> tuple[list[TextFault], int]:
    """What is missing or wrong, and how many texts are open: all of them in a catalogue that cannot be read.

    `texts` are those that can be translated, each with its place; `forms` those that names have in the data.
    """
    shown = file_of(language).relative_to(assets.root()).as_posix()
    told: list[tuple[int, str]] = []
    try:
        lines = read_lines(language)
        told += _line_faults(lines)
        catalogue = read_catalogue(language)
    except BrokenCatalogueError as error:
        if error.line not in [line for line, _ in told]:
            told.append((error.line or 0, error.why))
        return [_wrong_at(shown, line, why) for line, why in sorted(told)], len(texts)
    heads = list(_head_faults(catalogue, language, lines))
    found = [_wrong_at(shown, line, why) for line, why in told + heads]
    # Without a rule nobody knows how many forms a text has.
    found += _against(catalogue, texts, shown, forms, told_forms=not heads)
    found += [_wrong_at(shown, line, why) for line, why in _beside(catalogue, texts, lines)]
    return found, sum(fault.kind in ("missing", "fuzzy") for fault in found)


def _wrong_at(shown: str, line: int, why: str) -> TextFault:
    return TextFault(f"{shown}:{line}" if line else shown, "wrong", why)


def _line_faults(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines that Babel passes over, joins to another text, or refuses without the others."""
    entries: list[tuple[int, str]] = []
    said: list[str] = []
    part, apart = "", True
    for number, line in enumerate(map(str.strip, lines), 1):
        if not line or line.startswith("#"):
            apart = True
            if line.startswith("#,") and (strange := _flags(line) - _FLAGS):
                yield number, f"no flag of a text: {', '.join(sorted(strange))}"
            continue
        told = _LINE.fullmatch(line)
        if told is None:
            yield number, f"no keyword with a text in quotation marks: {line}"
            continue
        if told[1] is None and apart:
            yield number, f"a text that belongs to none: {line}"
        if told[1] in ("msgctxt", "msgid"):
            said = []
        if told[1] in said:
            yield number, f"a second {told[1]} of one text: {line}"
        said += [told[1]] if told[1] else []
        part, apart = told[1] or part, False
        if strange := {each[1] for each in _ESCAPE.finditer(told[2]) if each[1]}:
            yield number, f"no such escape: {', '.join(f'{chr(92)}{each}' for each in sorted(strange))}"
        if told[1] == "msgid":
            entries.append((number, ""))
        if part == "msgid" and entries:
            entries[-1] = (entries[-1][0], entries[-1][1] + told[2])
    first: dict[str, int] = {}
    for number, text in entries:
        if first.setdefault(text, number) != number:
            yield number, f"a text that stands in line {first[text]} already: {text}"


def _flags(line: str) -> set[str]:
    return {flag.strip() for flag in line.removeprefix("#,").split(",")}


def _head_faults(catalogue: Catalog, language: str, lines: list[str]) -> Iterator[tuple[int, str]]:
    at = {
        name: next((n for n, line in enumerate(lines, 1) if line.strip().startswith(f'"{name}:')), 0)
        for name in ("Language", "Plural-Forms", "Content-Type")
    }
    top = next(
        (n for n, pair in enumerate(pairwise(lines), 1) if [*map(str.strip, pair)] == ['msgid ""', 'msgstr ""']), 1
    )
    for name in ("Language", "Plural-Forms"):
        if not at[name]:
            yield top, f"the head has no {name}"
    if str(catalogue.locale).partition("_")[0] != language:
        yield at["Language"] or top, f"the head names another language than the folder: {language}"
    if (charset := catalogue.charset.lower()) not in ("utf-8", "utf8"):
        yield at["Content-Type"] or top, f"the head says {charset}; a catalogue is in UTF-8"
    if at["Plural-Forms"] and (why := _rule_fault(catalogue, language)):
        yield at["Plural-Forms"], why


def _rule_fault(catalogue: Catalog, language: str) -> str:
    """What is wrong with the rule for plural forms, which CLDR has for each language."""
    from babel.messages.plurals import get_plural

    usual = get_plural(language)
    if catalogue.num_plurals != usual.num_plurals:
        return f"the head says {catalogue.num_plurals} plural forms; the language has {usual.num_plurals}"
    rule, known = (
        plural_rule(expression, usual.num_plurals) for expression in (catalogue.plural_expr, usual.plural_expr)
    )
    if rule is None or known is None:
        return f"the head's Plural-Forms is no rule for {catalogue.num_plurals} forms: {catalogue.plural_expr}"
    strange = [count for count in COUNTS if rule(count) != known(count)]
    return f"the head's Plural-Forms has another form for {strange[0]} than: {usual.plural_forms}" if strange else ""


def _against(
    catalogue: Catalog, texts: Mapping[Words, str], shown: str, forms: frozenset[str], *, told_forms: bool
) -> Iterator[TextFault]:
    """Each text that can be translated, as the catalogue has it."""
    by_text = {message.id if isinstance(message.id, str) else message.id[0]: message for message in catalogue}
    for words, where in texts.items():
        message = by_text.get(words if isinstance(words, str) else words[0])
        if message is None or not any(strings_of(message)):
            yield TextFault(where, "missing", _shown(words))
        elif message.fuzzy:
            yield TextFault(f"{shown}:{message.lineno}", "fuzzy", _shown(words))
        else:
            # A label of the program is told as it stands, without places.
            label = where.startswith("src/") or ".vl.json" in where
            wrong = [] if label else [*_wrong(catalogue, message, words, forms)] if told_forms else []
            wrong += _unseen(strings_of(message))
            yield from (_wrong_at(shown, message.lineno or 0, text) for text in wrong)


def _beside(catalogue: Catalog, texts: Mapping[Words, str], lines: list[str]) -> Iterator[tuple[int, str]]:
    """What a catalogue holds that no text asks for: it would be passed over in silence."""
    said = {words if isinstance(words, str) else words[0]: words for words in texts}
    for message in catalogue:
        first, *more = (message.id,) if isinstance(message.id, str) else message.id
        words = said.get(first)
        why = "nobody says this any more" if first and words is None else ""
        if isinstance(words, tuple) and more and more != [words[1]]:
            first, why = more[0], "the English for many is another"
        if message.context:
            why = "no text has a context (msgctxt)"
        if why:
            yield message.lineno or 0, f"{why}: {first}"
    for number, line in enumerate(lines, 1):
        if told := _GONE.fullmatch(line.strip()):
            yield number, f"nobody says this any more: {told[1]}"


def strings_of(message: Message) -> tuple[str, ...]:
    """The forms of a translation."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _shown(words: Words) -> str:
    return words if isinstance(words, str) else words[0]


def _wrong(catalogue: Catalog, message: Message, words: Words, forms: frozenset[str]) -> Iterator[str]:
    """What is wrong with a translated text: its plural forms, its places, its marks."""
    strings, originals = strings_of(message), (words,) if isinstance(words, str) else words
    count = catalogue.num_plurals if len(originals) > 1 else 1
    rule = plural_rule(catalogue.plural_expr, catalogue.num_plurals)
    # A form for one count alone may leave the number out.
    counts = Counter(rule(n) for n in COUNTS) if rule and len(originals) > 1 else Counter()
    alone = {form for form, times in counts.items() if times == 1}
    if len(strings) != count or not all(strings):
        yield f"{sum(map(bool, strings))} of {count} plural forms: {originals[0]}"
    least = set.intersection(*(set(_places(text)[0]) for text in originals)) - {"count"}
    allowed = set.union(*(set(_places(text)[0]) for text in originals))
    for form, string in enumerate(strings):
        if not string:
            continue
        places, broken = _places(string)
        if broken:
            yield f"'{broken}' is no place for a value: {string}"
            continue
        if strange := sorted(places.keys() - allowed):
            yield f"the English has no {_listed(strange)}: {string}"
        if lost := sorted((least if form in alone else _places(originals[-1])[0].keys()) - places.keys()):
            yield f"{_listed(lost)} is lost: {string}"
        if twice := sorted(
            name for name, times in places.items() if times > max(_places(o)[0][name] for o in originals) > 0
        ):
            yield f"{_listed(twice)} stands more often than in the English: {string}"
        if unknown := sorted(forms_in(string) - forms - {QUOTED}):
            yield f"no name in the data has the form {', '.join(map(repr, unknown))}: {string}"
        if _fields_of(string) not in [_fields_of(text) for text in originals]:
            yield f"places in braces differ from the English: {string}"
        elif _marks(string) not in [_marks(text) for text in originals]:
            yield f"marks {_told(string, originals)} differ from the English: {string}"
        if _ends(string) not in [_ends(text) for text in originals]:
            yield f"space at an end differs from the English: {string!r}"


def _told(string: str, originals: Iterable[str]) -> str:
    """The marks that differ from the English that is nearest."""
    least = min(((_marks(string) - _marks(o)) + (_marks(o) - _marks(string)) for o in originals), key=Counter.total)
    return " ".join(sorted(least))


def _unseen(strings: Iterable[str]) -> Iterator[str]:
    """Characters that nobody sees, among them those that the templates set values with."""
    for string in strings:
        found = {each for each in string if each != "\n" and each not in _SOFT and unicodedata.category(each)[0] == "C"}
        found |= {each for each in string if unicodedata.category(each) in ("Zl", "Zp")}
        if found:
            codes = ", ".join(f"U+{ord(each):04X}" for each in sorted(found))
            yield f"characters that nobody sees, {codes}: {string!r}"


def _places(text: str) -> tuple[Counter[str], str]:
    """The names of the values in a text, and the first piece that is none."""
    names: Counter[str] = Counter()
    for found in _PLACE.finditer(text):
        name, kind, other = found.groups()
        if name is not None and kind == "s" and _NAME.fullmatch(name):
            names[name.partition(".")[0]] += 1
        elif name is not None or other != "%":
            return names, found[0]
    return names, ""


def forms_in(text: str) -> set[str]:
    """The forms of names that a text asks for."""
    return set(re.findall(r"%\(\w+\.(\w+)\)s", text))


def _marks(text: str) -> Counter[str]:
    return Counter(_MARKS.findall(text))


def _ends(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _fields_of(text: str) -> set[str]:
    """Places for values in the texts of forms: `{region}`."""
    return set(re.findall(r"\{\w+\}", text))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"%({name})s" for name in names)
