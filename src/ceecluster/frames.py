"""The only door between the model and pandas, and sole owner of column names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from enum import Enum
from math import inf
from typing import TypeVar, get_args, get_type_hints

import pandas as pd

from ceecluster.errors import UsageError, unknown
from ceecluster.inforce import at
from ceecluster.model import Programme, Running, World

Kind = TypeVar("Kind")

DIMENSIONS = ("objectives", "instruments", "target_groups", "sectors", "funding_sources")
"""The dimensions of a policy profile, in the order of reports."""

CODES = ["region", "level", "programme", "dimension", "code", "frame"]
PORTFOLIO = ["region", "level", "programme", "instrument", "target", "crossed", "frame"]
PROGRAMMES = ["region", "level", "programme", "title", "kind", "scope", "start", "end", "frame"]
LINKS = ["region", "partner", "level", "programme", "what", "first", "last"]
STRUCTURE = ["region", "variable", "value", "unit", "year", "source", "status"]


def years_of(programme: Programme) -> tuple[int | None, int | None]:
    """First and last year; a running or undocumented end is None."""
    end = None if programme.end is None or isinstance(programme.end, Running) else programme.end.year
    return (programme.start.year if programme.start else None, end)


def codes_of(programme: Programme, dimension: str) -> tuple[str, ...]:
    """The codes a record carries in one dimension, without repeats, in file order."""
    found: Iterable[str]
    if dimension == "objectives":
        found = (objective.code for objective in programme.objectives)
    elif dimension == "instruments":
        found = (instrument.code for instrument in programme.instruments)
    elif dimension == "target_groups":
        found = (*programme.target_groups, *(t for i in programme.instruments for t in i.targets))
    elif dimension == "sectors":
        found = programme.sectors
    elif dimension == "funding_sources":
        found = programme.funding
    else:
        raise unknown("dimension", dimension, DIMENSIONS)
    return tuple(dict.fromkeys(found))


def weights_of(world: World, given: Mapping[str, float] | None) -> dict[str, float]:
    """The weight of each dimension: as `given`, else the network's own; UsageError for weights that cannot be."""
    for name in given or {}:
        if name not in DIMENSIONS:
            raise unknown("dimension", name, DIMENSIONS)
    weights = {**world.network.rules.dimension_weights, **dict(given or {})}
    is_all_zero = not any(weights.get(name, 1) for name in DIMENSIONS)
    if is_all_zero or not all(0 <= weight < inf for weight in weights.values()):
        raise UsageError("weights must be finite, not negative and not all 0", "write for example: objectives=2")
    return weights


def records(world: World, *, as_of: int | None = None, national: bool = False) -> Iterator[tuple[str, Programme, bool]]:
    """(region, record, is a national frame) for each member region in the network's order; examples left out.

    With a year: the records that speak in it, as `inforce.at` has them.
    """
    world = at(world, as_of)
    for region in world.network.regions:
        inventory = world.regions.get(region.code)
        own = inventory.programmes if inventory else ()
        frames = world.frames_of(region.code) if national else ()
        for frame, group in ((False, own), (True, frames)):
            for programme in group:
                if not programme.example:
                    yield region.code, programme, frame


def programmes(world: World, *, as_of: int | None = None, national: bool = False) -> pd.DataFrame:
    """One row per region, level and record; columns PROGRAMMES."""
    rows = []
    for region, programme, frame in records(world, as_of=as_of, national=national):
        first, last = years_of(programme)
        rows += [
            (region, level, programme.id, programme.title, programme.kind, programme.scope, first, last, frame)
            for level in programme.level
        ]
    return pd.DataFrame(rows, columns=PROGRAMMES)


def codes(world: World, *, as_of: int | None = None, national: bool = False) -> pd.DataFrame:
    """One row per region, level, record, dimension and code; columns CODES."""
    rows = [
        (region, level, programme.id, dimension, code, frame)
        for region, programme, frame in records(world, as_of=as_of, national=national)
        for dimension in DIMENSIONS
        for code in codes_of(programme, dimension)
        for level in programme.level
    ]
    return pd.DataFrame(rows, columns=CODES)


def portfolio(world: World, *, as_of: int | None = None, national: bool = False) -> pd.DataFrame:
    """One row per region, level, record, instrument and target group; columns PORTFOLIO.

    `crossed` is true where the instrument names no target group of its own and the record's target
    groups stand in for it.
    """
    rows = []
    for region, programme, frame in records(world, as_of=as_of, national=national):
        for instrument in programme.instruments:
            crossed = not instrument.targets
            for target in instrument.targets or programme.target_groups:
                rows += [
                    (region, level, programme.id, instrument.code, target, crossed, frame) for level in programme.level
                ]
    return pd.DataFrame(rows, columns=PORTFOLIO)


def links(world: World, *, as_of: int | None = None) -> pd.DataFrame:
    """One row per region, partner and record of a cross-border link; columns LINKS.

    A transnational record links every two of its participants that are members or candidates. With a year: the links
    of that year, by their own years, else by those of their record.
    """
    table = _links(at(world, as_of))
    if as_of is None:
        return table
    begun = table["first"].isna() | (table["first"].astype(float) <= as_of)
    return table[begun & (table["last"].isna() | (table["last"].astype(float) >= as_of))].reset_index(drop=True)


def _links(world: World) -> pd.DataFrame:
    known = {region.code for region in (*world.network.regions, *world.network.candidates)}
    rows = []
    for region, programme, _ in records(world):
        for link in programme.cross_border:
            first, last = link.years or years_of(programme)
            rows += [
                (region, partner, level, programme.id, link.what, first, last)
                for partner in dict.fromkeys(link.partners)
                if partner != region
                for level in programme.level
            ]
    for programme in world.transnational:
        for link in programme.cross_border:
            first, last = link.years or years_of(programme)
            members = [code for code in dict.fromkeys(link.partners) if code in known]
            rows += [
                (region, partner, level, programme.id, link.what, first, last)
                for region in members
                for partner in members
                if partner != region
                for level in programme.level
            ]
    return pd.DataFrame(rows, columns=LINKS)


def structure(world: World) -> pd.DataFrame:
    """One row per region and structural variable; columns STRUCTURE."""
    rows = [(d.region, d.variable, d.value, d.unit, d.year, d.source, d.status) for d in world.structure]
    return pd.DataFrame(rows, columns=STRUCTURE)


def columns_of(kind: type) -> list[str]:
    """The columns of a table whose rows are values of a dataclass."""
    return [field.name for field in fields(kind)]


def framed(kind: type, rows: Sequence[object]) -> pd.DataFrame:
    """Rows of one dataclass as a table: a column per field; None is missing."""
    known = fields(kind)
    table = pd.DataFrame([[getattr(row, f.name) for f in known] for row in rows], columns=[f.name for f in known])
    return table.astype({f.name: float for f in known if str(f.type) in ("float", "float | None")})


def typed(kind: type[Kind], table: pd.DataFrame) -> tuple[Kind, ...]:
    """The rows of a table as values of a dataclass whose fields are its columns; NaN is None."""
    columns = []
    for name, hint in get_type_hints(kind).items():
        wanted = {hint, *get_args(hint)} - {type(None)}
        # A column with gaps holds whole numbers as floats, and states as texts.
        make = next((one for one in wanted if one is int or (isinstance(one, type) and issubclass(one, Enum))), None)
        values = (None if v is None or v != v else v for v in table[name].tolist())  # noqa: PLR0124  # NaN
        columns.append([v if v is None or make is None else make(v) for v in values])
    return tuple(kind(*values) for values in zip(*columns, strict=True))
