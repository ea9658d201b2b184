"""Readings: what a person read in the sources of records, without having seen what others read."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from ceecluster.model.base import Code, Codes, Day, Flag, Frozen, PlaceCode, Slug, Text, Whole

ScaleStep = Annotated[Whole, Field(ge=0, le=4)]


class Read(Frozen):
    """What a reader read of one record; a field that is left out was not read, an empty list is nothing found."""

    level: Annotated[tuple[Text, ...], BeforeValidator(lambda v: [v] if isinstance(v, str) else v)] | None = None
    """Levels it acts at."""
    objectives: Codes | None = None
    instruments: Codes | None = None
    target_groups: Codes | None = None
    sectors: Codes | None = None
    assessments: dict[Code, ScaleStep] = {}
    """Steps of criteria, 0 to 4."""


class Readings(Frozen):
    """One file of a reading."""

    region: PlaceCode
    """Region or country whose records were read."""
    reader: Text
    """Who read: an office or a role, never a person's name."""
    first: Flag = False
    """What the inventory said before differences were decided; without it the inventory is the first reading."""
    reread: Codes = ()
    """Codes read anew in all records after the differences were decided: there the inventory is the first reading."""
    as_of: Day
    """When."""
    note: Text | None = None
    """How the reader was kept blind."""
    records: dict[Slug, Read] = {}
    """By record."""
