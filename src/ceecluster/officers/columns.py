"""The columns of a form: those of the format, in the order in which people need them, with what explains each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import yaml
from pydantic import BaseModel, Field

from ceecluster import assets
from ceecluster.model import Programme, World
from ceecluster.model.base import Frozen
from ceecluster.model.guidelines import Ordinal
from ceecluster.model.lists import list_of
from ceecluster.model.shape import Kind, Schema, branches_at, described, kind_at
from ceecluster.officers.lists import Lists, criterion_of, offered
from ceecluster.officers.speech import ENGLISH, Speech
from ceecluster.sources.columns import Steps, path_of
from ceecluster.sources.plain import Content


class IntroLine(Frozen):
    """A line of the sheet a form begins with."""

    style: Literal["title", "heading", "text"]
    text: str


class ColumnGroup(Frozen):
    """Columns that stand together, in one colour; of a folded group only the first is seen at once."""

    title: str
    colour: str = Field(pattern="^[0-9A-F]{6}$")
    folded: bool = False
    fields: tuple[str, ...]


class Words(Frozen):
    """What `templates/form.yaml` says: texts of a form and the order of its columns."""

    start: tuple[IntroLine, ...]
    groups: tuple[ColumnGroup, ...]
    seldom: tuple[str, ...]
    """Fields of the sheets beside the programmes that are folded away, at the end."""
    repeat: dict[str, int]
    labels: dict[str, str]
    stems: dict[str, str]
    """What the label of a column begins with, by field."""
    findings: tuple[str, ...]
    """Heads of the sheet of findings in a copy with remarks."""
    codes_hint: str
    """Where a form has its codes."""
    examples: dict[str, str]
    about: dict[str, str]
    """What explains a column that the format has no words for."""


def words(speech: Speech = ENGLISH) -> Words:
    """The words of the form that comes with the package."""
    return Words.model_validate(speech.words(_template()))


@cache
def _template() -> Content:
    found: Content = yaml.safe_load(assets.template("form.yaml").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class FormColumn:
    """A column of a form."""

    name: str
    path: Steps
    kind: Kind
    label: str
    about: str
    example: str
    choices: str | None
    """Name of the list it offers."""
    group: int
    folded: bool

    @property
    def several(self) -> bool:
        """Whether a cell holds several values with semicolons between."""
        return self.kind in ("list", "integers")


def columns_of(framework: World, texts: Words, lists: Lists, owner: str, languages: Iterable[str]) -> list[FormColumn]:
    """The columns of an empty form. `owner` is the code of the region, `languages` those of its names."""
    names = [*_names(Programme, (), texts.repeat, _keys_of(framework, languages))]
    return made(names, framework, texts, lists, owner)


def made(
    names: Iterable[str], framework: World, texts: Words, lists: Lists, owner: str, model: type[BaseModel] = Programme
) -> list[FormColumn]:
    """Columns of the given names in the order of a form."""
    paths = {name: path_of(name, model) for name in names}
    fields = [(g, f, field) for g, group in enumerate(texts.groups) for f, field in enumerate(group.fields)]
    places = {name: _place(path, fields) for name, path in paths.items()}
    keys = _keys_of(framework, ())
    ordered = sorted(paths, key=lambda name: (places[name], _order(paths[name], model, keys)))
    found: list[FormColumn] = []
    for name in ordered:
        group = places[name][0]
        first = not found or found[-1].group != group
        folded = group < len(texts.groups) and texts.groups[group].folded and not first
        found.append(_column(name, paths[name], group, folded, framework, texts, lists, owner, model))
    return found


def plain_name(path: Steps) -> str:
    """A path without the numbers of its items: `budget.amount`."""
    return ".".join(step for step in path if isinstance(step, str))


def _keys_of(framework: World, languages: Iterable[str]) -> dict[str, list[str]]:
    """The keys of the open mappings of a record; those that only programs and readers write have none."""
    codes = {
        "funding": [term.code for term in framework.vocabulary.funding_sources],
        "types": [term.code for term in framework.vocabulary.actor_types],
        "assessments": [criterion.id for criterion in framework.guidelines.criteria],
    }
    cited = [name for name in Programme.model_fields if name not in ("id", "source", "cite", "example", "decided")]
    return {**codes, "name": [*dict.fromkeys(("en", *languages))], "cite": cited}


def _names(model: type[BaseModel], path: Steps, repeat: dict[str, int], keys: dict[str, list[str]]) -> Iterator[str]:
    """The dotted names of all columns below a place of the format."""
    kind = kind_at(model, path) if path else "record"
    if kind in ("records", "list", "integers") and (kind != "list" or len(path) == 1):
        pair = any("prefixItems" in branch for branch in branches_at(model, path))
        count = 2 if pair else repeat.get(plain_name(path), 1)
        for number in range(count):
            yield from _names(model, (*path, number), repeat, keys)
    elif kind == "record":
        fields = _in_order(model, path)
        for field in fields or keys.get(str(path[-1]), []):
            yield from _names(model, (*path, field), repeat, keys)
        if any("enum" in branch or "const" in branch for branch in branches_at(model, path)):
            yield _dotted(path)  # `end` itself may be a word
    else:
        yield _dotted(path)


def _dotted(path: Steps) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)


def _in_order(model: type[BaseModel], path: Steps) -> list[str]:
    """The fields of a record in the order of the format."""
    return [*dict.fromkeys(name for branch in branches_at(model, path) for name in branch.get("properties", {}))]


def _place(path: Steps, fields: list[tuple[int, int, str]]) -> tuple[int, int]:
    """(group, place in it) of a column: where the longest fitting field stands; the last group takes the rest."""
    name = plain_name(path)
    fitting = [(len(f), -g, -n) for g, n, f in fields if name == f or name.startswith(f"{f}.")]
    if not fitting:
        return (fields[-1][0], len(fields))
    _, group, number = max(fitting)
    return (-group, -number)


def _order(path: Steps, model: type[BaseModel], keys: dict[str, list[str]]) -> tuple[tuple[int, str], ...]:
    """Sorts columns as the format does: fields in its order, items by number, keys as the workspace lists them."""
    found: list[tuple[int, str]] = []
    for depth, step in enumerate(path):
        if isinstance(step, int):
            found.append((step, ""))
        else:
            known = _in_order(model, path[:depth]) or keys.get(str(path[depth - 1]), [])
            found.append((known.index(step), "") if step in known else (len(known), step))
    return tuple(found)


def _column(
    name: str,
    path: Steps,
    group: int,
    folded: bool,
    framework: World,
    texts: Words,
    lists: Lists,
    owner: str,
    model: type[BaseModel],
) -> FormColumn:
    kind = kind_at(model, path)
    choices = offered(model, path, framework, lists)
    return FormColumn(
        name,
        path,
        kind,
        _label(path, texts, lists),
        _about(path, framework, model, lists.speech),
        _example(path, kind, choices, texts, lists, owner, model),
        choices,
        group,
        folded,
    )


def _label(path: Steps, texts: Words, lists: Lists) -> str:
    """What a column is called: by the template, else the words of its path, keys by their name."""
    numbers = [step + 1 for step in path if isinstance(step, int)]
    facts = {"n": numbers[-1] if numbers else "", "key": path[-1]}
    for known in (plain_name(path), plain_name(path[:-1])):
        if known in texts.labels and (known == plain_name(path) or len(path) == 2):
            return texts.labels[known].format_map(facts)
    spelt: list[str] = []
    for depth, step in enumerate(path):
        if isinstance(step, int):
            spelt[-1] += f" {step + 1}"
        elif depth == 0 and step in texts.stems:
            spelt.append(texts.stems[step])
        else:
            names = next((e.names for e in lists.get(list_of(path[:depth]) or "", ()) if e.code == step), {})
            named = lists.speech.named(names)
            spelt.append(f"{step} {named}" if named else lists.speech.field(step))
    text = ": ".join(part for part in spelt if part)
    return text[:1].upper() + text[1:]


def _about(path: Steps, framework: World, model: type[BaseModel], speech: Speech) -> str:
    """What explains a column: the format's own texts from its field down; of a criterion its question and steps."""
    told: list[str] = []
    root = _described(model)
    here = [root]
    for step in path:
        found: list[dict[str, object]] = []
        for branch in here:
            if isinstance(step, int):
                found += _opened(branch.get("items", {}), root)
            elif step in branch.get("properties", {}):
                found += _opened(branch["properties"][step], root)
                told.append(branch["properties"][step].get("description", ""))
            else:
                for inner in (*branch.get("patternProperties", {}).values(), branch.get("additionalProperties")):
                    found += _opened(inner, root) if isinstance(inner, dict) else []
        here = found
    told = [speech.say(" ".join(text.split())) for text in dict.fromkeys(told) if text]
    criterion = criterion_of(framework, str(path[1])) if path[0] == "assessments" else None
    if criterion is not None and path[-1] == "value":
        told = [speech.told(criterion.question)]
        if isinstance(criterion.measure, Ordinal):
            told += [f"{step}: {speech.told(text)}" for step, text in sorted(criterion.measure.anchors.items())]
    return "\n".join(told)


@cache
def _described(model: type[BaseModel]) -> Schema:
    return described(model)


def _opened(schema: Schema, root: Schema) -> list[Schema]:
    if "$ref" in schema:
        return _opened(root["$defs"][schema["$ref"].rsplit("/", 1)[-1]], root)
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return [branch for option in schema[word] for branch in _opened(option, root)]
    return [schema]


def _example(
    path: Steps, kind: Kind, choices: str | None, texts: Words, lists: Lists, owner: str, model: type[BaseModel]
) -> str:
    """What may stand in a column: by the template, else the first of its list, else a value of its kind."""
    name = plain_name(path)
    known = next((texts.examples[key] for key in (name, name.rsplit(".", 1)[-1]) if key in texts.examples), None)
    own = next((texts.examples[key] for key in (name.split(".")[0],) if key in texts.examples and len(path) > 1), None)
    if entries := lists.get(choices or ""):
        words = {entry.code for entry in entries}
        if known in words:
            return lists.shown(choices or "", str(known))
        shown = [lists.choice(entry) for entry in entries[: 2 if kind == "list" else 1]]
        return "; ".join(shown)
    low = [b["maximum"] for b in branches_at(model, path) if "maximum" in b]
    if kind == "integer":
        years = ("year", "due", "until", "as_of", "nuts_vintage", "not_before", 0, 1)
        return "2024" if path[-1] in years else str(min(12, *low)) if low else "12"
    if kind == "number":
        return lists.speech.decimal("0.5" if low and low[0] == 1 else "12.5")
    if kind == "list":
        known = texts.examples["source"]
    if kind == "day":
        return "2026-11-01"
    text = known or own or ""
    return text.format(code=owner.lower(), region=owner)
