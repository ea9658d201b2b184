"""What many results say of regions and records: who stands for a region, how long a record lasts."""

from __future__ import annotations

from ceecluster.blocks import Date, Part, Ref, Statement, Text, Word
from ceecluster.inforce import year_of
from ceecluster.model import Programme, Region, World
from ceecluster.model.base import Running, Year


def partner_body(world: World, region: Region) -> Statement | None:
    """The body that took part, and who stands for it in the world's year; None where none is named."""
    if not region.partner:
        return None
    year = year_of(world)
    today = world.network.name_at(region.partner, year)
    if today == region.partner:
        return Statement("network.partner", {"body": region.partner})
    if today is None:
        return Statement("network.partner_gone", {"body": region.partner, "year": year})
    return Statement("network.partner_today", {"body": region.partner, "year": year, "today": today})


def lasting(programme: Programme) -> Part | None:
    """`2013 to 2020`, `2013 to today`, `from 2013`, `until 2020`: what is documented of the years of a record."""
    first, end = programme.start, programme.end
    begun = None if first is None else _year(first)
    if end is None:
        return None if begun is None else Statement("network.lasts_from", {"first": begun})
    if isinstance(end, Running):
        return Statement("network.lasts_today", {"first": begun}) if begun else Statement("network.lasts")
    last = _year(end)
    if begun is None:
        return Statement("network.lasts_until", {"last": last})
    return Statement("network.lasts_between", {"first": begun, "last": last})


def _year(year: Year) -> Part:
    if year.status == "documented":
        return str(year.year)
    return Statement("network.year_status", {"year": str(year.year), "status": Word(year.status)})


def dated(day: object) -> Date | None:
    """A day, a month or a year as the files have it; None where none is given."""
    return None if day is None else Date(str(day))


def pair(region: str, partner: str) -> Text:
    """Two regions as a pair."""
    return Text((Ref("region", region), "-", Ref("region", partner)))
