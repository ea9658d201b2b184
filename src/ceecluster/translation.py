"""What a language still lacks: the texts of the templates and the terms of a workspace, each with its file and line."""

from __future__ import annotations

import ast
import gettext
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jinja2.ext import babel_extract
from pydantic import BaseModel

from ceecluster import assets
from ceecluster.catalogues import SOURCE, BrokenCatalogueError, file_of, read_catalogue
from ceecluster.errors import UsageError
from ceecluster.inputs import paths
from ceecluster.model.base import QUOTED, Worded
from ceecluster.model.network import Region
from ceecluster.model.vocabulary import Term
from ceecluster.officers.speech import texts_of_forms
from ceecluster.reading import read_file

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

    from ceecluster.sources.document import MarkedDocument

Words = str | tuple[str, str]
"""A text, or its forms for one and for many."""
_PLACE = re.compile(r"%(?:\(([^)]*)\)(.)?|(.)?)")
_FORM = re.compile(r"%\(\w+\.(\w+)\)s")
_GONE = re.compile(r'#~ msgid "(.*)"')
_QUOTED = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?) +)?"((?:[^"\\]|\\.)*)"')
"""A line of a catalogue that says something."""
_FRAMEWORK = ("network", "vocabulary", "criteria", "actions")
_NO_DOCUMENT = ("ceecluster/cli/", "ceecluster/checks/", "ceecluster/sources/", "ceecluster/forms/findings/")
"""Modules whose enumerations are no words of a result."""
_FIELDS = ("ceecluster/model/", "ceecluster/planning/")
"""Modules whose fields with few values are told as words."""
_CLOCK = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By')
"""Lines of a catalogue's head that change with every run."""


@dataclass(frozen=True, slots=True)
class TextFault:
    """A text that is missing or wrong, and where."""

    where: str
    """File and line."""
    kind: Literal["missing", "fuzzy", "wrong", "term"]
    text: str
    """The English, or what is wrong."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a language is."""

    language: str
    texts: int
    translated: int
    terms: int
    named: int
    """Terms of the workspace that have a text in the language."""
    faults: tuple[TextFault, ...] = ()


@cache
def extracted() -> Mapping[Words, str]:
    """Every text that can be translated, with the file and line where it stands first."""
    found: dict[Words, str] = {}
    root = assets.templates()
    for path in sorted([*root.rglob("*.j2"), root / "page.js"]):
        options = {"newstyle_gettext": "true", "trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true"}
        with path.open("rb") as stream:
            for line, _, words, _ in babel_extract(stream, ("gettext", "ngettext"), (), options):
                texts = [words] if isinstance(words, str) else [str(each) for each in words or () if each]
                forms: Words = texts[0] if len(texts) == 1 else (texts[0], texts[1])
                found.setdefault(forms, f"templates/{path.relative_to(root).as_posix()}:{line}")
    for path in sorted(root.rglob("*.vl.json")):
        for title in _titles_in(json.loads(path.read_text(encoding="utf-8"))):
            found.setdefault(title, f"templates/{path.relative_to(root).as_posix()}:1")
    for text, where in texts_of_forms():
        found.setdefault(text, where)
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        shown = f"ceecluster/{path.relative_to(Path(__file__).parent).as_posix()}"
        text = path.read_text(encoding="utf-8")
        # Most modules have none of them, and parsing them all takes seconds.
        if not shown.startswith(_NO_DOCUMENT) and any(sign in text for sign in ("Word(", "Literal[", "Enum)")):
            for line, word in _words_in(ast.parse(text), fields=shown.startswith(_FIELDS)):
                found.setdefault(word, f"src/{shown}:{line}")
    return found


def _titles_in(part: object) -> Iterator[str]:
    """The titles of a chart's axes and legends."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "title" and value:
                yield from [value] if isinstance(value, str) else value
            else:
                yield from _titles_in(value)
    elif isinstance(part, list):
        for each in part:
            yield from _titles_in(each)


def _words_in(tree: ast.AST, *, fields: bool) -> Iterator[tuple[int, str]]:
    """Labels, and the values of enumerations and of fields with few values, which are words of results."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Word"), args=[ast.Constant(value=str(word))]):
                yield node.lineno, word
            case ast.Subscript(value=ast.Name(id="Literal"), slice=states) if fields:
                for each in states.elts if isinstance(states, ast.Tuple) else [states]:
                    if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value:
                        yield each.lineno, each.value
            case ast.ClassDef(bases=[ast.Name(id="Enum" | "StrEnum")], body=body):
                for part in body:
                    match part:
                        case ast.Assign(value=ast.Constant(value=str(word))):
                            yield part.lineno, word


def updated(language: str) -> bytes:
    """The catalogue of a language brought to today's texts: what changed is fuzzy, what is gone is left out."""
    from babel import Locale, UnknownLocaleError
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError) as error:
        raise UsageError(f"'{language}' is no language that Babel knows", "for example: sl, cs, hr") from error
    texts = Catalog(project="ceecluster", charset="utf-8", header_comment="# Texts of ceecluster; see translate.md.")
    for words, where in extracted().items():
        texts.add(words, locations=[(where.rpartition(":")[0], 0)])
    known = file_of(language)
    catalogue = read_catalogue(language) if known.is_file() else Catalog(locale=language, project="ceecluster")
    catalogue.header_comment = texts.header_comment
    catalogue.update(texts)
    for message in catalogue:
        # Earlier texts of several lines come back from Babel as remarks.
        message.user_comments = [line for line in message.user_comments if not line.startswith("|")]
    catalogue.obsolete.clear()
    stream = BytesIO()
    write_po(stream, catalogue, width=100, include_lineno=False, include_previous=True, sort_by_file=False)
    lines = stream.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_CLOCK))


def coverage(language: str, root: Path) -> Coverage:
    """How far a language is: of the texts of the templates, and of the terms of a workspace."""
    texts = extracted()
    lacking, open_texts = _faults(language, texts) if language != SOURCE else ([], 0)
    terms = [(where, text) for where, text in _terms(root)]
    unnamed = [(w, text) for w, text in terms if language not in text.translations and language != text.original]
    strayed = (TextFault(where, "wrong", why) for where, text in terms for why in _form_faults(language, text))
    faults = (*lacking, *(TextFault(where, "term", text) for where, text in unnamed), *strayed)
    return Coverage(language, len(texts), len(texts) - open_texts, len(terms), len(terms) - len(unnamed), faults)


def _form_faults(language: str, text: Worded) -> Iterator[str]:
    """What is wrong with the forms of a name: a sentence that asks for another would tell the name itself."""
    if language == SOURCE:
        for other in text.forms.keys() - text.translations.keys():
            yield f"forms in '{other}', in which it has no name: {text}"
        return
    for form in text.forms.get(language, {}):
        if (asked := forms_asked(language)) and form not in asked:
            yield f"no text asks for the form '{form}', they ask for {', '.join(sorted(asked))}: {text}"


@cache
def forms_asked(language: str) -> frozenset[str]:
    """The forms of names that the texts of a language ask for, but for quotation marks; none of a broken catalogue."""
    try:
        texts = [string for message in read_catalogue(language) for string in _strings(message)]
    except BrokenCatalogueError:
        return frozenset()
    return frozenset(form for text in texts for form in _FORM.findall(text)) - {QUOTED}


def _faults(language: str, texts: Mapping[Words, str]) -> tuple[list[TextFault], int]:
    """What is missing or wrong, and how many texts are open: all of them in a catalogue that cannot be read."""
    shown = file_of(language).relative_to(assets.root()).as_posix()
    try:
        found = [*_file_faults(language, shown), *_lacking(language, texts), *_beside(language, texts, shown)]
    except BrokenCatalogueError as error:
        return [TextFault(f"{shown}:{error.line}" if error.line else shown, "wrong", error.why)], len(texts)
    return found, sum(fault.kind in ("missing", "fuzzy") for fault in found)


def _file_faults(language: str, shown: str) -> Iterator[TextFault]:
    """What is wrong with a catalogue's lines and head, which Babel reads as well as it can."""
    catalogue = read_catalogue(language)
    lines = file_of(language).read_text(encoding=catalogue.charset).splitlines()
    found: list[tuple[int, str]] = []
    part = ""
    for number, line in enumerate(map(str.strip, lines), 1):
        if not line or line.startswith("#"):
            continue
        told = _QUOTED.fullmatch(line)
        if told is None:
            yield TextFault(f"{shown}:{number}", "wrong", f"no text in quotation marks: {line}")
            continue
        part = told[1] or part
        if told[1] == "msgid":
            found.append((number, ""))
        if part == "msgid":
            found[-1] = (found[-1][0], found[-1][1] + told[2])
    first: dict[str, int] = {}
    for number, text in found:
        if first.setdefault(text, number) != number:
            yield TextFault(f"{shown}:{number}", "wrong", f"a text that stands in line {first[text]} already: {text}")
    yield from (
        TextFault(f"{shown}:{first.get('', 1)}", "wrong", why) for why in _head_faults(catalogue, language, lines)
    )


def _head_faults(catalogue: Catalog, language: str, lines: list[str]) -> Iterator[str]:
    from babel.messages.plurals import get_plural

    for name in ("Language", "Plural-Forms"):
        if not any(line.startswith(f'"{name}:') for line in lines):
            yield f"the head has no {name}"
    if str(catalogue.locale).partition("_")[0] != language:
        yield f"the head names another language than the folder: {language}"
    if catalogue.num_plurals != (told := get_plural(language).num_plurals):
        yield f"the head says {catalogue.num_plurals} plural forms; the language has {told}"
    if max(_forms(catalogue).values(), default=catalogue.num_plurals) >= catalogue.num_plurals:
        yield f"the head's Plural-Forms is no rule for {catalogue.num_plurals} forms: {catalogue.plural_expr}"


def _forms(catalogue: Catalog) -> dict[int, int]:
    """The plural form of each count; nothing where the rule is none."""
    try:
        rule = gettext.c2py(catalogue.plural_expr)
        return {count: int(rule(count)) for count in range(200)}
    except ValueError:
        return {}


def _lacking(language: str, texts: Mapping[Words, str]) -> Iterator[TextFault]:
    catalogue = read_catalogue(language)
    path = file_of(language)
    shown = path.relative_to(assets.root()).as_posix()
    by_text = {message.id if isinstance(message.id, str) else message.id[0]: message for message in catalogue}
    for words, where in texts.items():
        message = by_text.get(words if isinstance(words, str) else words[0])
        if message is None or not any(_strings(message)):
            yield TextFault(where, "missing", _shown(words))
        elif message.fuzzy:
            yield TextFault(f"{shown}:{message.lineno}", "fuzzy", _shown(words))
        else:
            # A label of the program is told as it stands, without places.
            wrong = [] if where.startswith("src/") or ".vl.json" in where else [*_wrong(catalogue, message, words)]
            yield from (TextFault(f"{shown}:{message.lineno}", "wrong", text) for text in wrong)


def _beside(language: str, texts: Mapping[Words, str], shown: str) -> Iterator[TextFault]:
    """What a catalogue holds that no text asks for: it would be passed over in silence."""
    catalogue = read_catalogue(language)
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
            yield TextFault(f"{shown}:{message.lineno}", "wrong", f"{why}: {first}")
    for number, line in enumerate(file_of(language).read_text(encoding=catalogue.charset).splitlines(), 1):
        if told := _GONE.fullmatch(line.strip()):
            yield TextFault(f"{shown}:{number}", "wrong", f"nobody says this any more: {told[1]}")


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _shown(words: Words) -> str:
    return words if isinstance(words, str) else words[0]


def _wrong(catalogue: Catalog, message: Message, words: Words) -> Iterator[str]:
    """What is wrong with a translated text: its plural forms, its places, its marks."""
    strings, originals = _strings(message), (words,) if isinstance(words, str) else words
    forms = catalogue.num_plurals if len(originals) > 1 else 1
    # A form for one count alone may leave the number out.
    alone = {form for form, counts in Counter(_forms(catalogue).values()).items() if counts == 1 and len(originals) > 1}
    if len(strings) != forms or not all(strings):
        yield f"{sum(map(bool, strings))} of {forms} plural forms: {originals[0]}"
    least = set.intersection(*(_places(text)[0] for text in originals)) - {"count"}
    allowed = set.union(*(_places(text)[0] for text in originals))
    for form, string in enumerate(strings):
        if not string:
            continue
        places, broken = _places(string)
        if broken:
            yield f"'{broken}' is no place for a value: {string}"
            continue
        if strange := sorted(places - allowed):
            yield f"the English has no {_listed(strange)}: {string}"
        lost = sorted((least if form in alone else _places(originals[-1])[0]) - places)
        if lost:
            yield f"{_listed(lost)} is lost: {string}"
        if _fields_of(string) not in [_fields_of(text) for text in originals]:
            yield f"places in braces differ from the English: {string}"
        if _marks(string) not in [_marks(text) for text in originals]:
            yield f"marks ** [ ] ` differ from the English: {string}"


def _places(text: str) -> tuple[set[str], str]:
    """The names of the values in a text, and the first piece that is none."""
    names: set[str] = set()
    for found in _PLACE.finditer(text):
        name, kind, other = found.groups()
        if name is not None and kind == "s":
            names.add(name.partition(".")[0])
        elif name is not None or other != "%":
            return names, found[0]
    return names, ""


def _marks(text: str) -> Counter[str]:
    return Counter(re.findall(r"\*\*|[\[\]`]", text))


def _fields_of(text: str) -> set[str]:
    """Places for values in the texts of forms: `{region}`."""
    return set(re.findall(r"\{\w+\}", text))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"%({name})s" for name in names)


def _terms(root: Path) -> Iterator[tuple[str, Worded]]:
    """The texts of a workspace's framework files that results tell, with file and line."""
    for role, path in paths(root):
        if role in _FRAMEWORK:
            file = read_file(role, path, root)
            if file.model is not None and file.document is not None:
                yield from _worded(file.model, (), file.document)


def _worded(value: object, path: tuple[str | int, ...], document: MarkedDocument) -> Iterator[tuple[str, Worded]]:
    match value:
        # A name that nobody needs to translate is quoted as it is.
        case Worded() if not value.quoted:
            place = document.at(path)
            yield f"{place.file}:{place.line}", value
        case Term() | Region():
            place = document.at((*path, "name"))
            yield f"{place.file}:{place.line}", value.title
            if isinstance(value, Term) and value.definition:
                yield f"{place.file}:{document.at((*path, 'definition')).line}", Worded.of(value.definition)
            yield from _fields(value, path, document)
        case BaseModel():
            yield from _fields(value, path, document)
        case dict():
            for key, one in value.items():
                yield from _worded(one, (*path, str(key)), document)
        case tuple():
            for index, one in enumerate(value):
                yield from _worded(one, (*path, index), document)


def _fields(value: BaseModel, path: tuple[str | int, ...], document: MarkedDocument) -> Iterator[tuple[str, Worded]]:
    for name in type(value).model_fields:
        yield from _worded(getattr(value, name), (*path, name), document)
