"""Names of columns as people type them: `ID`, `Name.EN`, ` kind `; and what a foreign name may mean."""

from __future__ import annotations

import re
from functools import lru_cache

from pydantic import BaseModel

from ceecluster.errors import suggest
from ceecluster.model.shape import Kind, Schema, branches_at, fields_at, is_list_at, kind_at

Steps = tuple[str | int, ...]

_FOREIGN = {
    "title": "name.en",
    "name": "name.en",
    "identifier": "id",
    "code": "id",
    "type": "kind",
    "category": "kind",
    "description": "summary",
    "abstract": "summary",
    "start year": "start",
    "start date": "start",
    "year": "start",
    "begin": "start",
    "end year": "end",
    "end date": "end",
    "reference": "source",
    "references": "source",
    "target": "target_groups",
    "target group": "target_groups",
    "beneficiaries": "target_groups",
    "policy instrument": "instruments",
    "policy instruments": "instruments",
    "sector": "sectors",
    "objective": "objectives",
    "instrument": "instruments",
    "responsible organisation": "bodies.owner",
    "organisation": "bodies.operator",
    "budget": "budget.1.amount",
    "amount": "budget.1.amount",
    "currency": "budget.1.currency",
    "members": "members.1.count",
    "number of members": "members.1.count",
    "comment": "note",
    "comments": "note",
    "remarks": "note",
    "link": "url",
    "website": "url",
}
"""Names that inventories of others use for a column of ours; they are suggested, never taken for it."""


@lru_cache(maxsize=10_000)
def column_of(name: str, model: type[BaseModel]) -> tuple[Steps, Kind, tuple[str, ...]]:
    """The steps of a column name, the kind of value that belongs there, and the words it may be instead."""
    steps = path_of(name, model)
    branches = branches_at(model, steps)
    constants = [word for branch in branches for word in (branch.get("enum") or [branch.get("const")])]
    return steps, kind_at(model, steps), tuple(word for word in constants if word is not None)


def path_of(name: str, model: type[BaseModel]) -> Steps:
    """The steps of a dotted column name; a number under a list is an index, counted from 1 in the table."""
    steps: list[str | int] = []
    for step in name.split("."):
        is_index = step.isdecimal() and int(step) > 0 and is_list_at(model, tuple(steps))
        steps.append(int(step) - 1 if is_index else step)
    return tuple(steps)


@lru_cache(maxsize=10_000)
def known_column(title: str, model: type[BaseModel]) -> str | None:
    """The column a title stands for, whatever its capitals and blanks; None where the format has no such column."""
    steps: list[str] = []
    here: Steps = ()
    for step in _plain(title).split("."):
        right = _step(step, here, model)
        if right is None:
            return None
        steps.append(right)
        here = path_of(".".join(steps), model)
    return ".".join(steps) if kind_at(model, here) != "unknown" else None


def near_column(title: str, model: type[BaseModel]) -> tuple[str | None, list[str]]:
    """(the column that a title may mean, the names known at the step that went wrong)."""
    name = _plain(title)
    folded = re.sub(r"[\s_-]+", " ", name).casefold()
    known = fields_at(model, ())
    if folded in _FOREIGN and known_column(_FOREIGN[folded], model):
        return _FOREIGN[folded], known
    steps: list[str] = []
    here: Steps = ()
    parts = name.split(".")
    for number, step in enumerate(parts):
        right = _step(step, here, model)
        if right is None:
            known = [".".join([*steps, field]) for field in fields_at(model, here)]
            near = suggest(step, fields_at(model, here))
            whole = ".".join([*steps, near, *parts[number + 1 :]]) if near else None
            return (whole if whole and known_column(whole, model) else None), known
        steps.append(right)
        here = path_of(".".join(steps), model)
    return None, known


def _plain(title: str) -> str:
    """A title without blanks around its steps."""
    return ".".join(" ".join(step.split()) for step in title.replace("\u200b", "").replace("\ufeff", "").split("."))


def _step(step: str, here: Steps, model: type[BaseModel]) -> str | None:
    """A step of a column as the format spells it; None where nothing there is called so."""
    if step.isdecimal() and int(step) > 0 and is_list_at(model, here):
        return step
    folded = re.sub(r"[\s-]+", "_", step).casefold()
    # One record may stand where a list of them belongs: `priorities.OBJ-RDI.value`.
    homes = (here, (*here, 0)) if is_list_at(model, here) else (here,)
    for field in (name for home in homes for name in fields_at(model, home)):
        if folded == field.casefold():
            return field
    for branch in branches_at(model, here):
        pattern = _key_pattern(branch)
        if pattern is None:
            continue
        for spelt in (step, step.lower(), step.upper(), re.sub(r"[\s_]+", "-", step.upper())):
            if re.search(pattern, spelt):
                return spelt
        if step and not pattern:
            return step
    return None


def _key_pattern(branch: Schema) -> str | None:
    """The form of the keys of an open mapping; empty where any will do, None where it is no mapping."""
    if isinstance(branch.get("patternProperties"), dict):
        return next(iter(branch["patternProperties"]), "")
    if isinstance(branch.get("additionalProperties"), dict):
        return str(branch.get("propertyNames", {}).get("pattern", ""))
    return None
