"""Who should talk to whom: numbers by hand, laws of a pair, and the shipped network read as its users would."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceecluster.errors import UsageError
from ceecluster.model import Region
from ceecluster.model.network import ContactRule
from ceecluster.planning.contacts import Introduction, exchange, introduction, match, ochiai, thinned
from ceecluster.planning.organisations import Organisation, organisations
from factories import frozen

RULE = ContactRule()
REGIONS = {
    code: Region(code=code, name={"en": code}, country=code[:2], nuts=(code,), vintage=2021, neighbours=near)
    for code, near in (("AA1", ("BB1",)), ("BB1", ()), ("CC1", ()))
}


def organisation(record: str, region: str, **has: set[str]) -> Organisation:
    """An organisation that has nothing on file but what is given."""
    names = ("sectors", "objectives", "instruments", "services", "member_types", "strong", "judged", "weak", "partners")
    fields = {name: frozenset(has.get(name, ())) for name in names}
    return Organisation(record=record, region=region, kind="cluster", named_sectors=fields["sectors"], **fields)


def pair(one: Organisation, other: Organisation) -> Introduction:
    """What speaks for the two under the rules as they come."""
    return introduction(one, other, REGIONS, RULE)


WOOD = organisation("a", "AA1", sectors={"S1", "S2"}, objectives={"O1"}, instruments={"I1", "I2"})
TIMBER = organisation("b", "BB1", sectors={"S1"}, objectives={"O1", "O2"}, instruments={"I2", "I3", "I4"})


def test_a_pair_by_hand() -> None:
    """Every part worked out on paper: two sectors against one, one objective against two, two of five things alike."""
    found = pair(WOOD, TIMBER)
    assert found.common_field == pytest.approx(1 / sqrt(2))
    assert found.common_aims == pytest.approx(1 / sqrt(2))
    # Only the first: I1 and the sector S2; only the second: I3 and I4; together four instruments and two sectors.
    assert found.exchange == pytest.approx(2 * sqrt(2 * 2) / 6)
    assert (found.border, found.linked, found.road) == (True, False, 0.5)
    assert found.value == pytest.approx(0.35 / sqrt(2) + 0.25 / sqrt(2) + 0.3 * 4 / 6 + 0.1 * 0.5)
    assert found.documented == 1
    assert found.for_both


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [({"x"}, {"x"}, 1.0), ({"x"}, {"y"}, 0.0), ({"x", "y"}, {"x"}, 1 / sqrt(2)), (set(), {"x"}, None)],
)
def test_common_ground_is_ochiais(one: set[str], other: set[str], value: float | None) -> None:
    """The geometric mean of the two shares; nothing where one side has nothing on file."""
    assert ochiai(frozenset(one), frozenset(other)) == (None if value is None else pytest.approx(value))


def test_an_exchange_needs_two() -> None:
    """Where one side has all that the other has, nobody exchanges anything."""
    assert exchange([(frozenset("abc"), frozenset())], 5) == 0
    assert exchange([(frozenset("ab"), frozenset("cd"))], 4) == 1
    assert exchange([], 0) is None


def test_what_is_not_on_file_is_no_reason() -> None:
    """Services of one side only say nothing of what the other lacks, and the value falls by the whole part."""
    served = replace(WOOD, instruments=frozenset(), services=frozenset({"V1"}), sectors=frozenset({"S1"}))
    found = pair(served, replace(TIMBER, instruments=frozenset()))
    assert found.exchange == 0  # one sector, the same: nothing to give
    silent = pair(replace(served, sectors=frozenset()), replace(TIMBER, instruments=frozenset(), sectors=frozenset()))
    assert silent.exchange is None
    assert silent.documented == pytest.approx(0.35)
    assert not silent.for_both


def test_practice_is_shown_to_those_who_are_documented_to_lack_it() -> None:
    """A strong value beside a weak one is an offer; beside none on file it is not."""
    able = replace(WOOD, judged=frozenset({"C1", "C2"}), strong=frozenset({"C1", "C2"}))
    needy = replace(TIMBER, judged=frozenset({"C1", "C3"}), weak=frozenset({"C1"}))
    offers = [offer.code for offer in pair(able, needy).from_first if offer.what == "practice"]
    assert offers == ["C1"]


CODES = st.frozensets(st.sampled_from("pqrstuvw"), max_size=6)
ORGANISATIONS = st.builds(
    organisation,
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(sorted(REGIONS)),
    sectors=CODES,
    objectives=CODES,
    instruments=CODES,
    services=CODES,
    member_types=CODES,
    partners=st.frozensets(st.sampled_from(sorted(REGIONS))),
)


@given(ORGANISATIONS, ORGANISATIONS.map(lambda o: replace(o, record="z")))
def test_a_pair_has_no_first(one: Organisation, other: Organisation) -> None:
    """The same whoever is named first; every part and the value between 0 and 1."""
    if one.region == other.region:
        with pytest.raises(UsageError, match="one region"):
            pair(one, other)
        return
    found = pair(one, other)
    assert found == pair(other, one)
    parts = (found.common_field, found.common_aims, found.exchange, found.road, found.value)
    assert all(part is None or 0 <= part <= 1 + 1e-12 for part in parts)
    assert found.for_both is False or (found.from_first and found.from_second)


@given(ORGANISATIONS, ORGANISATIONS, st.integers(1, 40))
def test_length_is_no_merit(one: Organisation, other: Organisation, more: int) -> None:
    """Further sectors and objectives that the other has not never bring two closer."""
    other = replace(other, record="z")
    if one.region == other.region:
        return
    long = frozenset(f"more{n}" for n in range(more))
    longer = replace(one, sectors=one.sectors | long, objectives=one.objectives | long)
    before, after = pair(one, other), pair(longer, other)
    for part in ("common_field", "common_aims"):
        was, now = getattr(before, part), getattr(after, part)
        assert was is None or now <= was + 1e-12


def test_no_organisation_is_listed_more_often_than_the_rule_says() -> None:
    """The best pairs, each organisation twice at most."""
    found = frozen().match(limit=1000)
    records = [record for one in found.listed for record in one.records]
    assert max(map(records.count, records)) == 2
    assert [one.value for one in found.listed] == sorted((one.value for one in found.listed), reverse=True)
    assert thinned(list(found.listed), 1) != list(found.listed)


def test_only_records_in_force_are_matched_across_regions() -> None:
    """No ended record, no region with itself, no pair without a reason for each side."""
    study = frozen()
    found = study.match(limit=1000)
    speaking = study.world.programmes()
    assert found.listed
    for one in found.listed:
        assert set(one.records) <= set(speaking)
        assert one.first.region != one.second.region
        assert one.from_first and one.from_second and one.objectives


def test_a_planted_pair_is_found_first_and_moves_nobody() -> None:
    """Two clusters made for each other come first; the values of all other pairs stay as they were."""
    world = frozen().world
    here, there = [code for code, inventory in world.regions.items() if inventory.programmes][:2]
    model = next(p for p in world.regions[here].programmes if p.kind == "cluster" and p.objectives and p.instruments)
    sector, objective = world.vocabulary.sectors[0].code, world.vocabulary.objectives[-1].code
    codes = [term.code for term in world.vocabulary.instruments][:2]
    empty = {"services": (), "members": (), "assessments": {}, "cross_border": ()}

    def planted(region: str, instrument: str) -> object:
        record = model.model_copy(
            update={
                **empty,
                "id": f"{region.lower()}-planted",
                "sectors": (sector,),
                "objectives": (model.objectives[0].model_copy(update={"code": objective}),),
                "instruments": (model.instruments[0].model_copy(update={"code": instrument}),),
            }
        )
        inventory = world.regions[region]
        return inventory.model_copy(update={"programmes": (*inventory.programmes, record)})

    regions = {**world.regions, here: planted(here, codes[0]), there: planted(there, codes[1])}
    before, after = match(world, limit=1000), match(world.model_copy(update={"regions": regions}), limit=1000)
    assert after.listed[0].records == (f"{here.lower()}-planted", f"{there.lower()}-planted")
    old = {one.records: one.value for one in before.listed}
    assert all(one.value == old[one.records] for one in after.listed if one.records in old)


def test_equal_organisations_tie() -> None:
    """Two that are alike share their place with whoever they meet."""
    twins = [replace(TIMBER, record=name) for name in ("b1", "b2")]
    values = [pair(WOOD, twin).value for twin in twins]
    assert values[0] == values[1]


def test_questions_narrow_the_answer() -> None:
    """A sector, a region, two regions, a record: only what was asked for, and unknown names are refused."""
    study = frozen()
    everyone = study.match(limit=1000)
    one = everyone.listed[0]
    region, other = one.first.region, one.second.region
    assert all(region in (p.first.region, p.second.region) for p in study.match(region, limit=1000).listed)
    between = study.match(region, other, limit=1000).listed
    assert between and all({p.first.region, p.second.region} == {region, other} for p in between)
    sector = one.sectors[0]
    assert all(sector in p.sectors for p in study.match(sector, limit=1000).listed)
    mine = study.match(one.first.record, limit=1000).listed
    assert mine and all(one.first.record in p.records for p in mine)
    with pytest.raises(UsageError):
        study.match("no-such-thing")


def test_programmes_are_open_to_both() -> None:
    """Named are programmes whose area holds both regions, those that few members share first."""
    found = frozen().match(limit=20)
    terms = found.world.vocabulary.programmes()
    nuts = {region.code: region.nuts for region in found.world.network.regions}
    for one, programmes in zip(found.listed, found.programmes, strict=True):
        for code, region in ((c, r) for c in programmes for r in (one.first.region, one.second.region)):
            assert {terms[code].covers(area) for area in nuts[region]} & {"whole", "part"}


def test_organisations_without_anyone_are_named() -> None:
    """Whoever has no pair in which both would gain is named, and nobody else."""
    world = frozen().world
    found = match(world, limit=10_000)
    known = {one.record: one for one in organisations(world)}
    regions = {region.code: region for region in world.network.regions}
    rule = world.network.rules.contacts

    def has_any(mine: Organisation) -> bool:
        others = (other for other in known.values() if other.region != mine.region)
        return any(introduction(mine, other, regions, rule).for_both for other in others)

    assert set(found.alone) == {name for name, one in known.items() if not has_any(one)}
    assert found.organisations == len(known)


def test_a_border_programme_needs_both_sides() -> None:
    """Two regions of one country are no partnership across one border; in a programme of several countries they are."""
    found = frozen().match(limit=200)
    terms = found.world.vocabulary.programmes()
    country = {region.code: region.country for region in found.world.network.regions}
    inside = 0
    for one, programmes in zip(found.listed, found.programmes, strict=True):
        if country[one.first.region] == country[one.second.region]:
            inside += 1
            assert not [code for code in programmes if len(terms[code].countries) == 2]
    assert inside


def test_size_is_no_practice() -> None:
    """What is counted from entries (members, staff, fit) is nothing that one shows another; what has steps is."""
    world = frozen().world
    known = {o.record: o for o in organisations(world)}
    counted = next(c.id for c in world.guidelines.criteria if c.measure.kind == "derived")
    step = next(c.id for c in world.guidelines.criteria if c.measure.kind == "ordinal")
    record = next(iter(known))
    (one,) = (o for o in organisations(world, {(record, counted): 1.0, (record, step): 1.0}) if o.record == record)
    assert (one.strong, one.judged) == (frozenset({step}), frozenset({step}))
