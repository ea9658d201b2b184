"""Critical mass by sector: counted again from the records, one by one."""

from __future__ import annotations

import pytest

from ceecluster.planning.critical_mass import critical_mass
from ceecluster.planning.organisations import ORGANISATIONS
from factories import frozen


def test_every_sector_is_counted_from_its_records() -> None:
    """Organisations, regions and memberships of each sector by a plain loop over the inventories."""
    world = frozen().world
    found = critical_mass(world)
    assert len(found.sectors) > 5
    for sector in found.sectors:
        inside = [
            (region, record)
            for region, inventory in world.regions.items()
            for record in inventory.programmes
            if record.kind in ORGANISATIONS and sector.code in record.sectors and not record.example
        ]
        assert sorted(o.record for o in sector.organisations) == sorted(record.id for _, record in inside)
        assert set(sector.regions) == {region for region, _ in inside}
        newest = [
            max((c for c in record.members if c.as_of is not None), key=lambda c: (c.as_of, c.count)).count
            for _, record in inside
            if any(c.as_of is not None for c in record.members)
        ]
        assert sector.memberships == (pytest.approx(sum(newest)) if newest else None)
        assert len(sector.members) == len(newest) <= len(sector.organisations)


def test_borders_have_an_organisation_on_both_sides() -> None:
    """Each border once, between neighbours."""
    world = frozen().world
    near = {(r.code, other) for r in world.network.regions for other in r.neighbours}
    for sector in critical_mass(world).sectors:
        assert len({frozenset(border) for border in sector.borders}) == len(sector.borders)
        for one, other in sector.borders:
            assert {one, other} <= set(sector.regions)
            assert (one, other) in near or (other, one) in near


def test_who_is_alone_and_who_is_not_served() -> None:
    """One region with all organisations is alone; strong without any on file is unserved."""
    for sector in critical_mass(frozen().world).sectors:
        assert (sector.alone is not None) == (len({o.region for o in sector.organisations}) == 1)
        assert set(sector.unserved) == set(sector.strong_in) - {o.region for o in sector.organisations}


def test_the_widest_sectors_tie_openly() -> None:
    """All sectors with as many regions as the first, and no other."""
    found = critical_mass(frozen().world)
    most = max(len(sector.regions) for sector in found.sectors)
    assert {s.code for s in found.widest} == {s.code for s in found.sectors if len(s.regions) == most}


def test_location_quotients_are_told_where_they_are_on_file() -> None:
    """A variable named after the sector is its specialisation."""
    world = frozen().world
    datum, sector = world.structure[0], critical_mass(world).sectors[0].code
    region = world.network.regions[0].code
    quotient = datum.model_copy(update={"variable": f"lq_{sector}", "region": region, "value": 1.7})
    with_it = critical_mass(world.model_copy(update={"structure": (*world.structure, quotient)}))
    told = {s.code: [(q.region, q.value) for q in s.specialisations] for s in with_it.sectors}
    assert told.pop(sector) == [(region, 1.7)]
    assert not any(told.values())
