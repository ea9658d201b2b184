"""Regions as people type them: any case, and a candidate is told to be one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ceecluster.errors import UsageError, unknown

if TYPE_CHECKING:
    from ceecluster.study import Study


def members(study: Study, typed: Iterable[str]) -> list[str]:
    """The codes of the member regions that were typed, in any case or by their English names, each once.

    UsageError for a candidate, which is no member yet, and for what is neither, with the nearest that is.
    """
    network = study.world.network
    known = {name.casefold(): region.code for region in network.regions for name in (region.title, region.code)}
    candidates = {name.casefold(): region for region in network.candidates for name in (region.title, region.code)}
    found = []
    for text in typed:
        folded = text.strip().casefold()
        if folded in candidates and folded not in known:
            region = candidates[folded]
            raise UsageError(
                f"{region.code} {region.title} is a candidate, no member",
                f"See what it would bring: ceecluster enlarge {region.code}",
            )
        if folded not in known:
            titles = {str(region.title): region.code for region in network.regions}
            raise unknown("region", text, titles.values(), titles)
        found.append(known[folded])
    return list(dict.fromkeys(found))


def candidate_of(study: Study, typed: str) -> str:
    """The code of a candidate (or member) typed in any case or by its English name; other words as they are."""
    folded = typed.strip().casefold()
    known = (*study.world.network.candidates, *study.world.network.regions)
    return next((region.code for region in known if folded in (region.code.casefold(), region.title.casefold())), typed)


def part(
    study: Study,
    regions: Iterable[str] | None = None,
    countries: Iterable[str] | None = None,
    sectors: Iterable[str] | None = None,
) -> Study:
    """The study of the part of the network that the options name, in any case, by code or English name.

    UsageError for what the network does not have, with the nearest that it has.
    """
    world = study.whole
    there = {region.country for region in world.network.regions}
    terms = {
        name.casefold(): term.code for term in world.vocabulary.sectors for name in (*term.name.values(), term.code)
    }
    return study.of(
        members(study, _items(regions)),
        [_known("country of a member", text, {code.casefold(): code for code in there}) for text in _items(countries)],
        [_known("sector", text, terms) for text in _items(sectors)],
    )


def _items(typed: Iterable[str] | None) -> list[str]:
    return [item.strip() for text in typed or () for item in text.split(",") if item.strip()]


def _known(what: str, text: str, known: Mapping[str, str]) -> str:
    if text.casefold() not in known:
        raise unknown(what, text, set(known.values()))
    return known[text.casefold()]


def unit(study: Study, typed: str) -> str:
    """A region, a region at a level (`REGION/LEVEL`) or a record, in any case, as the results name it."""
    name, slash, level = typed.partition("/")
    levels = {each.id.casefold(): each.id for each in study.world.network.levels}
    records = {
        programme.id.casefold(): programme.id
        for inventory in study.world.regions.values()
        for programme in inventory.programmes
    }
    found = records.get(name.strip().casefold()) or _region(study, name)
    return found + slash + levels.get(level.strip().casefold(), level)


def _region(study: Study, name: str) -> str:
    network = study.world.network
    folded = name.strip().casefold()
    if any(folded in (r.code.casefold(), r.title.casefold()) for r in (*network.regions, *network.candidates)):
        return members(study, [name])[0]
    return name.strip()
