"""Then and now, and public money: recounted by hand on small worlds and on the frozen data."""

from __future__ import annotations

import json

import pytest

from ceecluster.coherence.money import money
from ceecluster.coherence.then_and_now import Fate, then_and_now
from ceecluster.errors import UsageError
from ceecluster.inforce import spans
from ceecluster.model import Datum
from factories import frozen, make_inventory, make_programme, make_world


def test_every_record_of_either_year_has_its_fate():
    """One of each: continuing, succeeded by a follower, ended, not seen since, new; one of neither year is not told."""
    world = make_world(
        make_inventory(
            "AT31",
            make_programme("at31-stays", start=2000, end="running"),
            make_programme("at31-old", start=2000, end=2012),
            make_programme("at31-heir", start=2013, end="running", follows=["at31-old"]),
            make_programme("at31-over", start=2001, end=2010),
            make_programme("at31-between", start=2011, end=2014),
        ),
        make_inventory(
            "CZ",
            # `end: null` is running; a record without the field says nothing of its end.
            make_programme("cz-quiet", start=2003, kind="cluster", source=["s0"]).model_copy(update={"end": None}),
            make_programme("cz-new", start=2019, end="running"),
            sources={"s0": {"title": "T", "year": 2005, "url": "https://x.example"}},
        ),
    )
    found = then_and_now(world, 2007, 2025)
    assert {row.record: (row.fate, row.related) for row in found.fates} == {
        "at31-stays": (Fate.CONTINUES, ()),
        "at31-old": (Fate.SUCCEEDED, ("at31-heir",)),
        "at31-heir": (Fate.FOLLOWS, ("at31-old",)),
        "at31-over": (Fate.ENDED, ()),
        "cz-quiet": (Fate.NOT_SEEN, ()),
        "cz-new": (Fate.NEW, ()),
    }
    first = found.regions[0]
    assert (first.then, first.continues, first.succeeded, first.ended, first.new, first.now) == (3, 1, 1, 1, 1, 2)
    json.dumps(found.to_dict(), allow_nan=False)


def test_the_frozen_network_is_recounted():
    """Records in force in each year are those whose spans say so; levels without enough records say nothing."""
    world = frozen().world
    found = then_and_now(world, 2008, 2026)
    whole = world.whole or world
    known = spans(whole)
    members = [p.id for r in whole.network.regions if r.code in whole.regions for p in whole.regions[r.code].programmes]
    for year, kinds in (
        (2008, (Fate.CONTINUES, Fate.SUCCEEDED, Fate.ENDED, Fate.NOT_SEEN)),
        (2026, (Fate.CONTINUES, Fate.NEW, Fate.FOLLOWS)),
    ):
        assert found.number(*kinds) == sum(known[name].speaks(year) for name in members)
    for row in found.levels:
        assert (row.then is None) == (row.pairs == 0)


@pytest.mark.parametrize(("then", "now", "words"), [(2026, 2008, "not before"), (1901, 1902, "no record is in force")])
def test_years_that_say_nothing_are_refused(then: int, now: int, words: str):
    """The later year first, or years before every record."""
    with pytest.raises(UsageError, match=words):
        then_and_now(frozen().world, then, now)


def test_money_keeps_kinds_and_currencies_apart():
    """Two programmes add up, a call and another currency stand alone, fees are not public; the rest by hand."""
    world = make_world(
        make_inventory(
            "AT31",
            make_programme(
                "at31-a", budget=[{"amount": 6, "unit": "million", "currency": "EUR", "period": [2021, 2023]}]
            ),
            make_programme("at31-b", budget=[{"amount": 500, "unit": "thousand", "currency": "EUR"}]),
            make_programme(
                "at31-c",
                budget=[
                    {"amount": 3, "unit": "million", "currency": "EUR", "kind": "call"},
                    {"amount": 9, "currency": "ATS"},
                    {"amount": 100, "currency": "EUR", "kind": "fee"},
                ],
            ),
            make_programme("at31-d"),
        )
    )
    people = Datum(region="AT31", variable="population", value=1_000_000, unit="persons", year=2020, source="s")
    found = money(world.model_copy(update={"structure": (people,)}))
    told = {(row.kind, row.currency): row for row in found.sums}
    assert set(told) == {("programme", "EUR"), ("call", "EUR"), ("programme", "ATS")}
    both = told["programme", "EUR"]
    assert (both.amount, both.amounts, both.records, both.of) == (6_500_000, 2, 2, 4)
    assert (both.yearly, both.with_period, both.per_head) == (2_000_000, 1, 2.0)
    assert told["call", "EUR"].yearly is None
    assert (found.records, found.of, found.regions) == (3, 4, 1)


def test_an_annual_amount_is_one_of_each_year():
    """A budget of 2 a year for three years is 2 per year, not two thirds, and an older one does not add to it."""
    annual = {"currency": "EUR", "kind": "annual"}
    budget = [{"amount": 2, "period": [2020, 2022], **annual}, {"amount": 3, "period": [2019, 2019], **annual}]
    (row,) = money(make_world(make_inventory("AT31", make_programme("at31-a", budget=budget)))).sums
    assert (row.yearly, row.with_period, row.amounts, row.amount) == (2, 1, 2, 5)
