"""Why a declared pilot is no candidate."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RefusalReason(StrEnum):
    """Why a declared pilot cannot be a candidate."""

    STRANGER = "a region that the network does not know"
    REVERSED = "it ends before it starts"
    COUNTRIES = "partners from too few countries"
    OUTSIDERS = "no partner is a member"
    HOLDERS = "too few regions hold what it is about"


@dataclass(frozen=True)
class Refusal:
    """A declared pilot that cannot be a candidate, and why; a field that says nothing of its obstacle is None."""

    pilot: str
    title: str
    why: RefusalReason
    """The reason."""
    region: str | None = None
    """The region that the network does not know."""
    start: str | None = None
    """Its first day, where it ends before it."""
    end: str | None = None
    """Its last day."""
    countries: int | None = None
    """Countries it takes at least."""
    regions: int | None = None
    """Regions it takes at least."""
    found: int | None = None
    """Regions that hold what it is about."""
