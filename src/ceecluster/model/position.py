"""Declared positions: how important an issue is to a region, and whether it goes along."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ceecluster.model.base import Amount, Code, Day, Frozen, PlaceCode, Source, SourceKey, SourceKeys, Text, Whole

Stance = Literal["support", "accept", "reserve", "object"]
Audience = Literal["secretariat", "network", "public"]


class Priority(Frozen):
    """A region's declared position on an issue: how important it is to it, and whether it goes along."""

    value: Whole | None = Field(default=None, ge=0, le=4)
    """How important the issue is: 0 not at all, 1 low, 2 medium, 3 high, 4 highest. No objection follows from a 0."""
    stance: Stance | None = None
    """Whether the region goes along: support, accept, reserve or object. Never derived; missing is open."""
    reason: Text | None = None
    """Why, above all for `reserve` and `object`."""
    fallback: Text | None = None
    """What it could live with instead; for the secretariat's eyes alone, whatever the visibility."""
    visibility: Audience | None = None
    """Who may see the entry; `public` where it is left out, but `secretariat` for `reserve` and `object`."""
    date: Day | None = None
    """When it was declared. Of several entries on an issue the latest counts; the others stay on file."""
    source: SourceKeys = ()
    """Where the region says so."""
    note: Text | None = None
    """The words it uses."""

    @property
    def visible(self) -> Audience:
        """Who may see the entry."""
        return self.visibility or ("secretariat" if self.stance in ("reserve", "object") else "public")


def _one_or_more(value: object) -> object:
    """Let a single entry stand for a list of one."""
    return value if isinstance(value, list | tuple) else [value]


Declared = Annotated[tuple[Priority, ...], BeforeValidator(_one_or_more), Field(min_length=1)]


class PositionFile(Frozen):
    """Answers of the partners to a draft: positions that came back, by region and issue.

    They stand beside the priorities of the inventories; of all entries of a region on an issue the latest counts.
    """

    note: Text | None = None
    """What a reader should know."""
    sources: dict[SourceKey, Source] = {}
    """Sources by key: the letters and forms in which the answers came."""
    positions: dict[PlaceCode, dict[Code, Declared]] = {}
    """Positions by region and issue, one or several of each."""


class Opinion(Frozen):
    """What a region says of a criterion of the guidelines; a bare `keep`, `change` or `drop` will do."""

    verdict: Literal["keep", "change", "drop"]
    """Whether the criterion should stay as it is, be changed, or go."""
    weight: Amount | None = None
    """The weight it should have among its siblings; as it is without one."""
    note: Text | None = None
    """Why, and what is to be changed."""


Opinions = dict[Code, Annotated[Opinion, BeforeValidator(lambda v: {"verdict": v} if isinstance(v, str) else v)]]

AUDIENCES: tuple[Audience, ...] = ("secretariat", "network", "public")
"""From the one that sees everything to the one that sees least."""


def current(entries: Iterable[Priority], audience: Audience = "public", *, year: int | None = None) -> Priority | None:
    """The entry that counts, the latest, if the audience may see it; None where it may not, or without one.

    An entry without a date is older than any with one; of the same date, the later in the file counts. With `year`
    no later entry counts. Where the latest is kept from the audience no older one stands in for it: it would be told
    what the region no longer says.
    """
    known = [entry for entry in entries if year is None or entry.date is None or int(entry.date[:4]) <= year]
    if not known:
        return None
    latest = max(enumerate(known), key=lambda pair: (pair[1].date or "", pair[0]))[1]
    return latest if AUDIENCES.index(latest.visible) >= AUDIENCES.index(audience) else None
