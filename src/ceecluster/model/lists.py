"""Which list the codes of a field are from."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from ceecluster.model.base import Code, PlaceCode
from ceecluster.model.shape import branches_at

PLACES, CRITERIA, LEVELS, ISSUES = "places", "criteria", "levels", "issues"
"""Lists that stand in the network and the guidelines; all others are code lists of the vocabulary."""
STEPS, YES_OR_NO = "steps", "yes_or_no"
"""Lists of words that answer a criterion."""
_LIST_OF = {
    "objectives": "objectives",
    "objective": "objectives",
    "priorities": "objectives",
    "instruments": "instruments",
    "targets": "target_groups",
    "target_groups": "target_groups",
    "sectors": "sectors",
    "strong_sectors": "sectors",
    "services": "services",
    "funding": "funding_sources",
    "eu_programmes": "eu_programmes",
    "eu_programme": "eu_programmes",
    "labels": "labels",
    "types": "actor_types",
    "indicators": "indicators",
    "assessments": CRITERIA,
    "criteria": CRITERIA,
    "with": PLACES,
    "open_to": PLACES,
    "pays": PLACES,
    "partners": PLACES,
    "partner": PLACES,
    "lead": PLACES,
    "neighbours": PLACES,
    "region": PLACES,
}


def _patterns(text: Any) -> set[str]:
    return {str(part.pattern) for part in text.__metadata__ if getattr(part, "pattern", None)}


_FORMS = _patterns(Code) | _patterns(PlaceCode)


def list_of(path: tuple[str | int, ...]) -> str | None:
    """The list a code at a path is from; None where no code belongs."""
    return next((_LIST_OF[step] for step in reversed(path) if isinstance(step, str) and step in _LIST_OF), None)


@lru_cache(maxsize=10_000)
def codes_at(model: type[BaseModel], path: tuple[str | int, ...]) -> str | None:
    """The list whose codes a field of a record holds, one or several; None for fields of other values.

    Where `list_of` says what a code there would be from, this tells codes from the texts and numbers beside them.
    """
    if path and path[0] == "level":
        return LEVELS
    ends = [*branches_at(model, path)]
    if any(branch.get("type") == "array" for branch in ends):
        ends += branches_at(model, (*path, 0))
    return list_of(path) if any(branch.get("pattern") in _FORMS for branch in ends) else None


def answers_list(code: str) -> str:
    """The list of the answers to a criterion that has words of its own."""
    return f"answers_{code.replace('-', '_')}"


def words_list(model: type[BaseModel], path: tuple[int | str, ...]) -> str:
    """What a form calls the list of the words that the format allows in a field."""
    return "_".join([model.__name__.lower(), *(step for step in path if isinstance(step, str))])


def words_at(model: type[BaseModel], path: tuple[int | str, ...]) -> tuple[str, ...]:
    """The lists in which a form may have the words of a field; the first that has one counts."""
    if len(path) == 3 and path[0] == "assessments" and path[2] == "value":
        return (answers_list(str(path[1])), YES_OR_NO, STEPS)
    return (words_list(model, path),)
