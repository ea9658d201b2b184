"""The lists a form offers: code lists, regions, levels, words of the format, steps of criteria."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel

from ceecluster.model import World
from ceecluster.model.base import Worded
from ceecluster.model.guidelines import Boolean, Category, Criterion, Ordinal
from ceecluster.model.lists import (
    CRITERIA,
    ISSUES,
    LEVELS,
    PLACES,
    STEPS,
    YES_OR_NO,
    answers_list,
    codes_at,
    words_list,
)
from ceecluster.model.shape import branches_at
from ceecluster.officers.speech import ENGLISH, Speech
from ceecluster.sources.columns import Steps
from ceecluster.sources.form_codes import choice

SOURCE_KEYS = "source_keys"
"""The list of what stands in the sheet of sources."""


@dataclass(frozen=True)
class ListEntry:
    """What a list offers: a code or word with its names by language, and what it means."""

    code: str
    names: dict[str, str]
    meaning: str = ""


class Lists(dict[str, tuple[ListEntry, ...]]):
    """What a form offers, by the name of the list, in the language it speaks."""

    def __init__(self, speech: Speech = ENGLISH) -> None:
        super().__init__()
        self.speech = speech

    def shown(self, name: str, code: str) -> str:
        """A code with its name, as the drop-down of its list offers it."""
        return next((self.choice(entry) for entry in self.get(name, ()) if entry.code == code), code)

    def choice(self, entry: ListEntry) -> str:
        """What a drop-down offers for an entry: its name with its code."""
        return choice(self.speech.named(entry.names), entry.code)

    def word(self, word: str) -> ListEntry:
        """A word of the format, which is English, with its name in the language of the form."""
        language = self.speech.language
        return ListEntry(word, {} if language == "en" or word.isdecimal() else {language: self.speech.word(word)})


def lists_of(framework: World, speech: Speech = ENGLISH) -> Lists:
    """Every list of a workspace by its name; words of the format are added by `offered`."""
    vocabulary, network = framework.vocabulary, framework.network
    found = Lists(speech)
    for name in type(vocabulary).model_fields:
        if name not in ("version", "sources"):
            terms = vocabulary.terms(name).values()
            found[name] = tuple(ListEntry(t.code, dict(t.name), speech.named(t.definition)) for t in terms)
    issues = (ListEntry(code, _names(text)) for code, text in network.issues.items())
    found[ISSUES] = (*found["objectives"], *issues)
    found[PLACES] = tuple(ListEntry(r.code, dict(r.name)) for r in (*network.regions, *network.candidates))
    found[LEVELS] = tuple(
        ListEntry(level.id, _names(level.name), speech.told(level.definition)) for level in network.levels
    )
    found[CRITERIA] = tuple(
        ListEntry(c.id, _names(c.name), speech.told(c.question)) for c in framework.guidelines.criteria
    )
    found[STEPS] = tuple(found.word(word) for word in ("0", "1", "2", "3", "4", "never", "not_applicable"))
    found[YES_OR_NO] = tuple(found.word(word) for word in ("true", "false", "never", "not_applicable"))
    return found


def _names(text: str) -> dict[str, str]:
    """A text of the workspace by language."""
    return dict(text.translations) if isinstance(text, Worded) and text.translations else {"en": text}


def offered(model: type[BaseModel], path: Steps, framework: World, lists: Lists) -> str | None:
    """The name of the list that a column offers; None where it offers none. Words of the format join `lists`."""
    if path[-1:] == ("value",) and path[0] == "assessments":
        return _answers(str(path[1]), framework, lists)
    listing = codes_at(model, path)
    if listing is not None:
        return listing
    if "source" in path and isinstance(path[-1], int):
        return SOURCE_KEYS
    words = [word for branch in branches_at(model, path) for word in branch.get("enum", [branch.get("const")])]
    words = [str(word) for word in words if word is not None]
    if "boolean" in {branch.get("type") for branch in branches_at(model, path)}:
        words = ["true", "false"]
    if len(words) < 1 or any(branch.get("type") in ("integer", "array") for branch in branches_at(model, path)):
        return None
    name = words_list(model, path)
    lists[name] = tuple(lists.word(word) for word in words)
    return name


def _answers(code: str, framework: World, lists: Lists) -> str | None:
    """The answers to a criterion, where they are a list."""
    criterion = criterion_of(framework, code)
    match criterion.measure if criterion is not None else None:
        case Ordinal():
            return STEPS
        case Boolean():
            return YES_OR_NO
        case Category(values=values):
            name = answers_list(code)
            lists[name] = tuple(lists.word(word) for word in (*values, "never", "not_applicable"))
            return name
    return None


def criterion_of(framework: World, code: str) -> Criterion | None:
    """A criterion by its code."""
    return next((each for each in framework.guidelines.criteria if each.id == code), None)
