"""What a language still lacks: the texts of the templates and the terms of a workspace, each with its file and line."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2.ext import babel_extract
from pydantic import BaseModel

from ceecluster import assets
from ceecluster.catalogue_faults import TextFault, Words, faults_of, forms_in, strings_of
from ceecluster.catalogues import SOURCE, BrokenCatalogueError, file_of, read_catalogue
from ceecluster.errors import UsageError
from ceecluster.inputs import paths
from ceecluster.model.base import QUOTED, Worded
from ceecluster.model.network import Region
from ceecluster.model.vocabulary import Term
from ceecluster.officers.speech import texts_of_forms
from ceecluster.reading import File, read_file

if TYPE_CHECKING:
    from ceecluster.sources.document import MarkedDocument

_FRAMEWORK = ("network", "vocabulary", "criteria", "actions")
_NO_DOCUMENT = (
    *("ceecluster/cli/", "ceecluster/checks/", "ceecluster/sources/", "ceecluster/forms/findings/"),
    "ceecluster/coherence/large",
)
"""Modules whose enumerations are no words of a result."""
_FIELDS = ("ceecluster/model/", "ceecluster/planning/")
"""Modules whose fields with few values are told as words."""
_CLOCK = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By')
"""Lines of a catalogue's head that change with every run."""


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
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError) as error:
        raise UsageError(f"'{language}' is no language that Babel knows", "for example: sl, cs, hr") from error
    if language != locale.language:
        cure = f"ceecluster languages {locale.language} --update; its head may say `Language: {locale}`"
        raise UsageError(f"'{language}' is not the code of a language alone, as a catalogue is called", cure)
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
    texts, terms = extracted(), [*_terms(root)]
    # The names of another network may lack a form; the packaged ones have each that our texts ask for.
    names = terms if root == assets.data() else [*terms, *_terms(assets.data())]
    forms = frozenset(form for _, text in names for form in text.forms.get(language, ()))
    unread = tuple(_unread(root))
    # Where the file of the names cannot be read, nothing is said of their forms.
    forms = forms | forms_asked(language) if unread else forms
    lacking, open_texts = faults_of(language, texts, forms) if language != SOURCE else ([], 0)
    unnamed = [(w, text) for w, text in terms if language not in text.translations and language != text.original]
    strayed = (TextFault(where, "wrong", why) for where, text in terms for why in _form_faults(language, text))
    faults = (*unread, *lacking, *(TextFault(where, "term", text) for where, text in unnamed), *strayed)
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
        texts = [string for message in read_catalogue(language) for string in strings_of(message)]
    except BrokenCatalogueError:
        return frozenset()
    return frozenset(form for text in texts for form in forms_in(text)) - {QUOTED}


def _terms(root: Path) -> Iterator[tuple[str, Worded]]:
    """The texts of a workspace's framework files that results tell, with file and line."""
    for file in _framework(root):
        if file.model is not None and file.document is not None:
            yield from _worded(file.model, (), file.document)


def _unread(root: Path) -> Iterator[TextFault]:
    """The framework files whose terms cannot be counted, each with what is wrong first."""
    for file in _framework(root):
        if file.model is None:
            first = next(iter(file.findings), None)
            where = file.shown if first is None else f"{first.where.file}:{first.where.line or 1}"
            yield TextFault(where, "wrong", f"its terms cannot be read: {first.said if first else 'it is empty'}")


def _framework(root: Path) -> Iterator[File]:
    yield from (read_file(role, path, root) for role, path in paths(root) if role in _FRAMEWORK)


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
