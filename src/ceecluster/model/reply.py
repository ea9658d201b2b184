"""Right of reply: what a region says of its own record after it was asked to check it."""

from typing import Literal

from ceecluster.model.base import Code, Day, Frozen, PlaceCode, Slug, Text


class Reply(Frozen):
    """What a region says of one value, or of the facts of one record."""

    record: Slug
    """The record."""
    criterion: Code | None = None
    """The criterion whose value is meant; left out for the facts: names, kind, levels, years, body."""
    seen: Text
    """What was on file when it was checked; what has changed since is proposed again."""
    state: Literal["confirmed", "disputed"]
    reply: Text | None = None
    """What the region says instead; printed beside the value."""


class Review(Frozen):
    """A region's check of its record on one day; of several the newest that speaks of a value counts for it."""

    region: PlaceCode
    network: Text
    """Title of the network that asked."""
    date: Day
    office: Text
    """Who checked it: an office, not a person."""
    replies: tuple[Reply, ...] = ()
    note: Text | None = None
    """What the region says of its record as a whole."""
