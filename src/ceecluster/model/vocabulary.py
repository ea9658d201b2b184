"""Code lists: the words inventories may use, each mapped to a published taxonomy."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ceecluster.model.base import CalendarYear, Code, Flag, Frozen, Source, SourceKey, SourceKeys, Text, Texts, Whole


class Mapping(Frozen):
    """Where a code stands in a published taxonomy, and how well it fits."""

    scheme: Text
    """Name of the taxonomy."""
    code: Text
    """Its code or label there."""
    edition: Text | None = None
    """Edition of the taxonomy."""
    fit: Literal["exact", "close", "broad", "narrow"] = "exact"
    """How well the two meet."""


class Term(Frozen):
    """One code of a list."""

    code: Code
    """The code."""
    name: Texts
    """Its name by language."""
    definition: Texts = {}
    """What it means."""
    maps: tuple[Mapping, ...] = ()
    """Published equivalents; empty where the code is the network's own."""
    family: Text | None = None
    """Family of instruments, class of funding, field of label."""
    source: SourceKeys = ()
    """Where the code comes from."""
    named_2007: Flag = False
    """Objectives: named by the network's partners in the press of 2007-2009."""
    opens: CalendarYear | None = None
    """EU programmes: first year."""
    closes: CalendarYear | None = None
    """EU programmes: last year."""
    fund: Code | None = None
    """EU programmes: the funding source it belongs to."""
    kind: Literal["output", "result"] | None = None
    """Indicators: output or result."""
    unit: Text | None = None
    """Indicators: what is counted."""
    rule: Text | None = None
    """Indicators: how to count."""
    max_of: Code | None = None
    """Indicators: the output indicator this result cannot exceed."""
    lag_years: Whole | None = None
    """Indicators: years after the end at which the result is read."""
    rank: Whole | None = Field(default=None, ge=0, le=4)
    """Labels: the step of the quality-scheme criterion that holding it supports."""

    @property
    def title(self) -> str:
        """English name, else the first one given."""
        return self.name.get("en") or next(iter(self.name.values()), self.code)


class Vocabulary(Frozen):
    """All code lists."""

    version: Text
    """Version of the lists."""
    sources: dict[SourceKey, Source] = {}
    """Sources by key."""
    objectives: tuple[Term, ...] = ()
    """What programmes aim at (OBJ-…)."""
    instruments: tuple[Term, ...] = ()
    """What they do (INS-…)."""
    target_groups: tuple[Term, ...] = ()
    """For whom (TGR-…)."""
    sectors: tuple[Term, ...] = ()
    """In which fields (SEC-…)."""
    funding_sources: tuple[Term, ...] = ()
    """With whose money (FND-…)."""
    services: tuple[Term, ...] = ()
    """Service fields of a cluster management (SRV-…)."""
    actor_types: tuple[Term, ...] = ()
    """Kinds of members (ACT-…)."""
    labels: tuple[Term, ...] = ()
    """Quality labels (LBL-…)."""
    eu_programmes: tuple[Term, ...] = ()
    """European programmes (EUP-…) with the years in which they were open."""
    indicators: tuple[Term, ...] = ()
    """Indicators of the action plan (RCO…, RCR…)."""

    def terms(self, listing: str) -> dict[str, Term]:
        """The terms of one list by code; KeyError for an unknown list."""
        if listing not in type(self).model_fields or listing in ("version", "sources"):
            raise KeyError(listing)
        return {term.code: term for term in getattr(self, listing)}

    def find(self, code: str) -> Term | None:
        """The term with this code, from whichever list."""
        for name in type(self).model_fields:
            if name not in ("version", "sources"):
                for term in getattr(self, name):
                    if term.code == code:
                        return term  # type: ignore[no-any-return]  # getattr over known fields
        return None
