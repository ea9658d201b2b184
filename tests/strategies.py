"""Hypothesis strategies: inventories with every field of the format, as an officer might write them."""

from __future__ import annotations

from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

from ceecluster.model import Inventory
from ceecluster.model.base import WHOLE, Bounds, Scalar, Worded

_LETTERS = st.characters(
    codec="utf-8",
    exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp"),
    include_characters="\n=+-@;\\'\",:#|&*!%{}[]<>~ ",
)
_ODD = ["NA", "None", "null", "~", "true", "yes", "NO", "010", "1e3", "12:30", "2026-01-01", "=1+1", "0.5", "any"]
texts = st.one_of(st.sampled_from(_ODD), st.text(_LETTERS, min_size=1, max_size=20)).filter(
    lambda text: text == text.strip() and text != ""
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(-5, 10**6), st.floats(-1e6, 1e6, allow_nan=False), texts)
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    NoneType: st.none(),
    bool: st.booleans(),
    Worded: st.one_of(texts, st.fixed_dictionaries({"de": texts}, optional={"en": texts, "sl": texts})),
}
_MOST = 3
"""Items of a list or a mapping."""


@cache
def of(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping with the fields of a model: those it needs, and any of the others."""
    needed, others = {}, {}
    for name, field in model.model_fields.items():
        values = _of(field.annotation, list(field.metadata))
        (needed if field.is_required() else others)[field.alias or name] = values
    return st.fixed_dictionaries(needed, optional=others)


def _of(kind: Any, limits: list[Any]) -> st.SearchStrategy[Any]:
    """The values of an annotation within its limits."""
    if (kind, *limits) == (Any, *Scalar.__metadata__):
        return scalars
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _of(inner[0], [*inner[1:], *limits])
    if origin in (Union, UnionType):
        return st.one_of([_of(option, limits) for option in inner if not _is_constant(option)])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple:
        if inner[-1] is not ...:
            return st.tuples(*[_of(each, []) for each in inner]).map(list)
        return st.lists(_of(inner[0], []), min_size=_limit(limits, "min_length", 0), max_size=_MOST)
    if origin is dict:
        least = _limit(limits, "min_length", 0)
        return st.dictionaries(_of(inner[0], []), _of(inner[1], []), min_size=least, max_size=_MOST)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind is str:
        pattern = next((limit.pattern for limit in limits if getattr(limit, "pattern", None)), None)
        if pattern and pattern.startswith(r"^\d{4}("):
            # A day that the calendar has, as precise as people write it.
            days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
            return st.builds(lambda day, length: day.isoformat()[:length], days, st.sampled_from((4, 7, 10)))
        return st.from_regex(pattern, fullmatch=True, alphabet=st.characters(codec="ascii")) if pattern else texts
    if kind is int:
        return st.integers(_limit(limits, "ge", -(10**6)), _limit(limits, "le", 10**9))
    if kind is float:
        low, high = _limit(limits, "ge", -1e6), _limit(limits, "le", 10**9)
        return st.one_of(st.integers(int(low), int(high)), st.floats(low, high, allow_nan=False))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return of(kind)
    # A new kind of field must not slip through the round trip untested: whoever adds one adds its values above.
    raise NotImplementedError(f"no values for {kind}")


def _is_constant(kind: Any) -> bool:
    """A word of the model's own, which a file says otherwise."""
    return isinstance(kind, type) and issubclass(kind, Enum)


def _limit(limits: list[Any], name: str, otherwise: Any) -> Any:
    """The strictest of the limits of a name: a field may narrow what its type allows."""
    parts = [part for limit in limits for part in (limit, *getattr(limit, "metadata", ()))]
    said = [part.schema.get(name) if isinstance(part, Bounds) else getattr(part, name, None) for part in parts]
    found = [each for each in said if each is not None]
    return {"ge": max, "le": min}.get(name, lambda each: each[0])(found) if found else otherwise


def _owned(body: dict[str, Any]) -> dict[str, Any]:
    """An inventory as a file of a region has it: its identifiers differ, nothing else says whose it is,
    and no priority is an entry that says nothing."""
    records = {record["id"]: record for record in body.get("programmes", ())}
    return {
        **{name: value for name, value in body.items() if name not in ("country", "network")},
        "region": "AT31",
        "programmes": list(records.values()),
        "priorities": {
            code: said
            for code, entries in body.get("priorities", {}).items()
            if (said := [entry for entry in entries if any(value not in (None, []) for value in entry.values())])
        },
    }


inventories = of(Inventory).map(_owned).map(Inventory.model_validate)


def whole(inventory: Inventory) -> dict[str, Any]:
    """All that an inventory says, in every language: two of them are equal by their English alone."""
    return inventory.model_dump(context=WHOLE)
