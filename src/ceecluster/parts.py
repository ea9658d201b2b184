"""A world cut to a part of its network, so that every result of the part rests on the same regions and records."""

from __future__ import annotations

from collections.abc import Iterable

from ceecluster.errors import UsageError
from ceecluster.model import Inventory, Programme, World
from ceecluster.model.part import NetworkPart


def part_of(world: World, part: NetworkPart) -> World:
    """The whole world with the members and records of a part; candidates stay, for whom it is another network.

    Members are those that are named or lie in a named country. With sectors, a record stays if it has one of them;
    records without a sector go. Pilots stay whose partners all do. UsageError where no member is left.
    """
    world = world.whole or world
    named, countries, sectors = set(part.regions), set(part.countries), set(part.sectors)
    members = tuple(
        region
        for region in world.network.regions
        if not (named or countries) or region.code in named or region.country in countries
    )
    if not members:
        raise UsageError("no member of the network lies in that part", "see: ceecluster show regions")
    codes = {region.code for region in members}
    left = codes | {region.code for region in world.network.candidates}
    regions = tuple(r.model_copy(update={"neighbours": tuple(n for n in r.neighbours if n in left)}) for r in members)

    def records(given: Iterable[Programme]) -> tuple[Programme, ...]:
        return tuple(record for record in given if not sectors or sectors & {*record.sectors})

    def cut(inventories: dict[str, Inventory], keep: set[str]) -> dict[str, Inventory]:
        return {
            code: inventory.model_copy(update={"programmes": records(inventory.programmes)})
            for code, inventory in inventories.items()
            if code in keep
        }

    return world.model_copy(
        update={
            "network": world.network.model_copy(update={"regions": regions}),
            "regions": cut(world.regions, codes),
            "national": cut(world.national, {region.country for region in members}),
            "candidates": cut(world.candidates, {*world.candidates}),
            "transnational": records(world.transnational),
            "pilots": tuple(p for p in world.pilots if {*p.partners, *((p.lead,) if p.lead else ())} <= codes),
            "structure": tuple(datum for datum in world.structure if datum.region in left),
            "part": part,
        }
    )
