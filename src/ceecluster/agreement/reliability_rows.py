"""Rows of two readings set against each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldRead:
    """How alike two readers read one field; rates are missing where there is nothing to go by."""

    field: str
    records: int
    units: int
    identical: float | None
    """Share of the records read the same."""
    alpha: float | None
    """Krippendorff's alpha."""
    low: float | None
    high: float | None
    omitted: float | None
    """Share of true codes that the second reader left out; an undecided difference counts half."""
    invented: float | None
    """Share of false codes that the second reader put in."""
    first_omitted: float | None
    """The same of the first reader."""
    first_invented: float | None
    """The same of the first reader."""
    decided: int
    """Differences that were decided."""


@dataclass(frozen=True)
class CodeRead:
    """A code in both readings."""

    field: str
    code: str
    both: int
    """Records with the code in both readings."""
    first_only: int
    """Records with it in the first reading alone."""
    second_only: int
    """In the second alone."""
    neither: int
    """Records without it in either reading."""
    alpha: float | None
    """Krippendorff's alpha of the code."""
    true_if_coded: float | None
    """Share of the records with it in the first reading that have it by decision."""
    true_if_not: float | None
    """Share of those without it that have it by decision."""


@dataclass(frozen=True)
class LevelsRead:
    """Levels of records as the first and as the second reader gave them."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    records: int


@dataclass(frozen=True)
class DifferenceRow:
    """A field of a record that was read differently."""

    record: str
    field: str
    first_only: tuple[str, ...]
    """What the first reading alone has."""
    second_only: tuple[str, ...]
    """What the second alone has."""
    decided: bool
    """Whether the record says what was decided."""
