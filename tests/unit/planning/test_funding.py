"""Which European programmes can pay: open, with money, for the areas of the partners, on their own evidence."""

from __future__ import annotations

import pytest

from ceecluster.planning.funding import funding_sources, why_closed
from factories import make_inventory, make_programme, make_world

OPEN = {"name": {"en": "P"}, "opens": 2021, "closes": 2027, "status": "adopted"}
NARROW = [{"nuts": ["AT31", "CZ03"], "basis": "stated", "source": ["x"]}]
WIDE = [{"nuts": ["AT", "CZ"], "basis": "stated", "source": ["x"]}]


def sources(*programmes, records=(), start=2027, end=2029, **options):
    """Sources for Upper and Lower Austria and the Czech Republic under these programmes."""
    world = make_world(
        make_inventory("AT31", *records),
        vocabulary={"eu_programmes": [{**OPEN, "code": f"EUP-{k}", **change} for k, change in enumerate(programmes)]},
    )
    return funding_sources(world, ("AT31", "AT12", "CZ"), start=start, end=end, **options)


def test_every_partner_must_lie_in_the_area():
    """A border programme that leaves one partner out is no route; one for whole countries is."""
    found = sources({"areas": NARROW}, {"areas": WIDE})
    assert [source.code for source in found] == ["EUP-1"]
    assert found[0].eligible == ("AT31", "AT12", "CZ")
    some = sources({"areas": NARROW}, all_of_them=False)[0]
    assert some.eligible == ("AT31", "CZ")


def test_an_area_that_is_not_on_file_is_said_to_be_unknown_and_comes_last():
    """Not documented is not eligible: the regions are named."""
    found = sources({}, {"areas": WIDE})
    assert [(source.code, source.unknown) for source in found] == [("EUP-1", ()), ("EUP-0", ("AT31", "AT12", "CZ"))]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"frame": True}, "without money"),
        ({"collective": True}, "several programmes"),
        ({"status": "proposed"}, "only proposed"),
        ({"status": "closed"}, "is closed"),
        ({"calls_over": {"source": ["x"]}}, "no further call"),
        ({"opens": 2028}, "opens only in 2028"),
        ({"closes": 2025}, "closed in 2025"),
    ],
)
def test_what_cannot_pay_says_why(change, why):
    """Frames, proposals, what is over: no route, each with its reason."""
    assert sources({"areas": WIDE, **change}) == ()
    world = make_world(vocabulary={"eu_programmes": [{**OPEN, "code": "EUP-0", **change}]})
    assert why in why_closed(world, "EUP-0", 2027)


def test_costs_count_until_the_documented_day():
    """Closed for decisions in 2027, costs count until the end of 2029: it outlives a plan of 2027-2029."""
    (source,) = sources({"areas": WIDE, "eligible_until": "2029-12-31"})
    assert source.outlives
    assert not sources({"areas": WIDE})[0].outlives
    assert sources({"areas": WIDE, "eligible_until": "2029-12-31"}, start=2028)[0].outlives


def test_open_calls_are_those_not_over_at_the_start():
    """A call that closed before the start is none; without one there is no open call known."""
    calls = [
        {"title": "Old", "closes": "2025-05-01", "source": ["x"]},
        {"title": "New", "closes": "2027-03-01", "source": ["x"]},
    ]
    assert sources({"areas": WIDE, "calls": calls})[0].calls == ("New",)
    assert sources({"areas": WIDE})[0].calls == ()
    assert sources({"areas": WIDE, "calls": [{"title": "2021", "opens": "2021", "source": ["x"]}]})[0].calls == ()


def test_evidence_of_another_programme_is_not_reused():
    """A record in a programme of the same fund, or of the one before, is no experience with this one."""
    record = make_programme("at31-a", eu_programmes=["EUP-0"])
    found = sources(
        {"fund": "FND-A", "areas": WIDE}, {"fund": "FND-A", "follows": "EUP-0", "areas": WIDE}, records=[record]
    )
    assert {source.code: dict(source.experience) for source in found} == {"EUP-0": {"AT31": ("at31-a",)}, "EUP-1": {}}
