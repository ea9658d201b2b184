"""In which language a form speaks: what is told in it is asked here, and what it carries stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import yaml

from ceecluster import assets
from ceecluster.locales import signs
from ceecluster.model import Pilot, Programme, Source
from ceecluster.model.base import Worded
from ceecluster.model.position import Priority
from ceecluster.model.shape import described, schema_of

FORMS = ("form.yaml", "idea-form.yaml")
"""Templates of forms."""
_KEPT = ("findings", "codes_hint")
"""What stands there of findings, which are English."""
SHEETS = ("programmes", "sources", "priorities", "about", "codes", "start")
"""Sheets of the form for Excel: they may have any title, a name that the workbook defines says which they are."""
ANSWERED = ("meeting", "options", "positions", "commitments", "idea", "costs", "selfcheck", "form", "review")
"""Sheets of the forms for answers, which their columns tell apart."""
HEADS = (
    *("option", "pilots", "chosen", "region", "issue", "stance", "reason", "who", "what", "until", "paragraph"),
    *(
        "question",
        "hint",
        "partner",
        "amount",
        "currency",
        "list",
        "code",
        "choice",
        "name",
        "criterion",
        "answer",
        "note",
    ),
    *("wanted", "evidence", "record", "network", "date", "priority", "objectives", "sectors", "regions"),
    *("title of the minutes", "number or address of the minutes", "step 0", "step 1", "step 2", "step 3", "step 4"),
)
"""What stands over the columns of the forms for answers, and before their first lines."""
FIELDS, VALUES = ("object", "by"), ("agreement", "one")
"""Fields and words of the format that mean something else elsewhere: they have a text of their own."""
WORDS = (
    *(f"field {name}" for name in FIELDS),
    *(f"form {word}" for word in VALUES),
    *(f"sheet {name}" for name in (*SHEETS, *ANSWERED)),
    *HEADS,
    "Example",
    "field",
    "value",
    "meaning",
    "true",
    "false",
    "never",
    "not_applicable",
)
"""What a form says beside its templates."""


@dataclass(frozen=True)
class Speech:
    """A language, and its texts by their English."""

    language: str = "en"
    say: Callable[[str], str] = str

    def told(self, text: str) -> str:
        """A text of the workspace, in the language where it has it."""
        return text.told(self.language)[0] if isinstance(text, Worded) else text

    def named(self, names: Mapping[str, str]) -> str:
        """The name in the language, else the English, else the first one given."""
        return names.get(self.language) or names.get("en") or next(iter(names.values()), "")

    def words(self, texts: object) -> Any:
        """What a template of a form says, in the language."""
        match texts:
            case dict():
                return {key: one if _kept(key, texts) else self.words(one) for key, one in texts.items()}
            case list():
                return [self.words(one) for one in texts]
            case str() if _is_text(texts):
                return self.say(texts)
        return texts

    def field(self, name: str) -> str:
        """What a field of the format is called."""
        told = name.replace("_", " ")
        return self.say(f"field {told}" if told in FIELDS and self.language != ENGLISH.language else told)

    def word(self, word: str) -> str:
        """What a word of the format is called."""
        return self.say(f"form {word}" if word in VALUES and self.language != ENGLISH.language else word)

    def decimal(self, digits: str) -> str:
        """Digits with the decimal sign of the language, as its Excel takes them into a cell."""
        return digits if self.language == ENGLISH.language else digits.translate(signs(self.language))

    def title(self, name: str) -> str:
        """The title of a sheet, of letters that Excel takes there."""
        told = name if self.language == ENGLISH.language else self.say(f"sheet {name}")
        return "".join(letter for letter in told if letter not in "[]:*?/\\'")[:31]

    def headed(self, name: str, label: str = "") -> str:
        """How a column or line is called, and below it its name, by which it is read; in English the name alone."""
        told = name if self.language == ENGLISH.language else self.say(label or name)
        return name if told == name else f"{told}\n{name}"


ENGLISH = Speech()


def speeches() -> Iterator[Speech]:
    """Every language that forms speak."""
    from ceecluster.catalogues import catalogue, languages

    for language in languages():
        yield Speech(language, partial(catalogue(language).gettext, lacking=len))


def spoken(words: Collection[str]) -> dict[str, str]:
    """Words of the format by themselves and by what every language there is calls them, in small letters."""
    told = {word.casefold(): word for word in words}
    for speech in speeches():
        told = {speech.say(word).casefold(): word for word in words} | told
    return told


@cache
def words_of_files() -> tuple[frozenset[str], frozenset[str]]:
    """The fields of records, sources, positions and pilots, and the words that some of them allow."""
    schemas = [schema_of(model) for model in (Programme, Source, Priority, Pilot)]
    parts = [part for schema in schemas for part in (schema, *schema.get("$defs", {}).values())]
    fields = {field for part in parts for field in part.get("properties", {})}
    return frozenset(fields), frozenset(word for part in parts for word in _words_in(part))


def texts_of_forms() -> Iterator[tuple[str, str]]:
    """Every text that forms say, and where it stands: templates, fields of the format, words of the program."""
    for name in FORMS:
        for line, text in _texts_in(yaml.compose(assets.template(name).read_text(encoding="utf-8"))):
            yield text, f"templates/{name}:{line}"
    for model in (Programme, Source, Priority):
        schema = described(model)
        where = f"src/{model.__module__.replace('.', '/')}.py:1"
        for part in (schema, *schema.get("$defs", {}).values()):
            for field, about in part.get("properties", {}).items():
                yield field.replace("_", " "), where
                if "description" in about:
                    yield " ".join(about["description"].split()), where
        for word in _words_in(schema):
            yield word, where
    for found in words_of_files():
        for word in sorted(found):
            yield word.replace("_", " ") if found is words_of_files()[0] else word, "src/ceecluster/model/pilots.py:1"
    for word in WORDS:
        yield word, "src/ceecluster/officers/speech.py:1"


def _texts_in(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    match node:
        case yaml.MappingNode(value=pairs):
            for key, value in pairs:
                if not _kept(key.value, {each.value for each, _ in pairs}):
                    yield from _texts_in(value)
        case yaml.SequenceNode(value=items):
            for item in items:
                yield from _texts_in(item)
        case yaml.ScalarNode(value=text, tag="tag:yaml.org,2002:str") if _is_text(text):
            yield node.start_mark.line + 1, text


def _words_in(schema: object) -> Iterator[str]:
    """The words that the format allows in some place."""
    if isinstance(schema, dict):
        for word in (*schema.get("enum", ()), schema.get("const")):
            if isinstance(word, str):
                yield word
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _words_in(part)


def _kept(key: str, beside: Collection[str]) -> bool:
    """Whether what stands under a key is no text: findings, and the names of fields beside their questions."""
    return key in _KEPT or (key == "name" and "question" in beside)


def _is_text(text: str) -> bool:
    """Whether it says something: a capital or a blank; codes, addresses and words of the format have neither."""
    return " " in text or (text[:1].isupper() and not text.isupper())
