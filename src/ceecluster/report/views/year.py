"""The head of a result: of which year it speaks, and which records do."""

from __future__ import annotations

from ceecluster.inforce import counts, year_of
from ceecluster.model import Region, World
from ceecluster.model.standing import SPEAKING
from ceecluster.report.views.base import listed, plural


def year_lead(world: World) -> str:
    """One sentence: the year, and how many of the members' records are in force, presumed, ended, unseen, undated."""
    if world.standing is None:
        total = sum(not p.example for inventory in world.regions.values() for p in inventory.programmes)
        return f"All {plural(total, 'record')} on file, whatever their year.{_part(world)}"
    found = counts(world)
    speak = {status: n for status, n in found.items() if status in SPEAKING}
    rest = [f"{n} {status}" for status, n in found.items() if status not in SPEAKING]
    told = listed([f"{n} {status}" for status, n in speak.items()]) or "none"
    aside = f"; set aside: {', '.join(rest)}" if rest else ""
    return f"As of {world.standing.year}: {sum(speak.values())} of {sum(found.values())} records ({told}){aside}.{_part(world)}"


def _part(world: World) -> str:
    part = world.part
    return f" Of a part of the network: {listed([*part.regions, *part.countries, *part.sectors])}." if part else ""


def partner_sentence(world: World, region: Region) -> str:
    """The body that took part, and who stands for it in the world's year."""
    year = year_of(world)
    today = world.network.name_at(region.partner, year)
    if today == region.partner:
        return f"Partner body: {region.partner}."
    return f"Partner body: {region.partner}; in {year}: {today or 'ended, no successor on file'}."
