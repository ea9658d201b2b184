"""Alike and working together: links by pair and year, and what is said where nothing is documented."""

from __future__ import annotations

import json

import numpy as np
import pytest

from ceecluster.coherence.cooperation import BOTH, NEITHER, PARTNERS, STRANGERS, cooperation, kind
from factories import frozen, make_inventory, make_programme, make_world

SIMILAR = np.array([[1, 0.8, 0.2], [0.8, 1, 0.4], [0.2, 0.4, 1]])


def link(partners: list[str], years: list[int] | None = None):
    """A cross-border entry."""
    return {"with": partners, "what": "joint project", **({"years": years} if years else {})}


def test_links_are_counted_by_pair_and_year():
    """A joint project of all, an entry of one side, and a pair without either."""
    world = make_world(
        make_inventory("AT31", make_programme("at31-a", cross_border=[link(["CZ"], [2010, 2011])])),
        make_inventory("AT12", make_programme("at12-a")),
        make_inventory("CZ", make_programme("cz-a")),
        transnational=(make_programme("net-a", cross_border=[link(["AT31", "CZ"], [2011, 2012])]),),
    )
    found = cooperation(world, SIMILAR, draws=99)
    pairs = found.pairs.set_index(["region", "partner"])
    row = pairs.loc[("AT31", "CZ")]
    assert (row["joint"], row["own"], row["records"], row["first"], row["last"]) == (
        1, 1, ("at31-a", "net-a"), 2010, 2012,
    )  # fmt: skip
    assert row["kind"] == PARTNERS
    assert pairs.loc[("AT31", "AT12"), "kind"] == STRANGERS
    assert found.years.to_dict("list") == {"year": [2010, 2011, 2012], "pairs": [1, 1, 1], "records": [1, 2, 1]}
    json.dumps(found.to_dict(), allow_nan=False, default=float)


@pytest.mark.parametrize(
    ("similarity", "links", "said"),
    [(0.5, 1, BOTH), (0.5, 0, STRANGERS), (0.3, 2, PARTNERS), (0.4, 0, NEITHER), (float("nan"), 1, None)],
)
def test_a_pair_lies_where_its_figures_say(similarity: float, links: int, said: str | None):
    """Above the median is alike; a similarity that is not known makes no claim."""
    assert kind(similarity, links, 0.4) == said


def test_a_record_that_links_twice_keeps_both_spans():
    """Two projects of one network between the same regions: both years count, the record counts once."""
    twice = make_programme(
        "net-a", cross_border=[link(["AT31", "CZ"], [2004, 2005]), link(["AT31", "CZ"], [2015, 2016])]
    )
    world = make_world(
        make_inventory("AT31", make_programme("at31-a")), make_inventory("CZ", make_programme("cz-a")),
        transnational=(twice,),
    )  # fmt: skip
    found = cooperation(world, SIMILAR, draws=9)
    (linked,) = found.linked
    assert (linked.joint, linked.first, linked.last) == (1, 2004, 2016)
    assert [row.year for row in found.by_year] == [2004, 2005, 2015, 2016]
    assert found.before_after(2010).both == (("AT31", "CZ"),)


def test_pairs_before_and_after_a_year_are_recounted():
    """Every dated link on the side of its years: by hand for three pairs, by recount for the frozen data."""
    world = make_world(
        make_inventory("AT31", make_programme("at31-a", cross_border=[link(["CZ"], [2008, 2009])])),
        make_inventory("AT12", make_programme("at12-a", cross_border=[link(["CZ"], [2013, 2014])])),
        make_inventory("CZ", make_programme("cz-a")),
        transnational=(
            make_programme("net-a", cross_border=[link(["AT31", "AT12"], [2009, 2013])]),
            make_programme("net-b", start=None, cross_border=[link(["AT31", "CZ"])]),
        ),
    )
    told = cooperation(world, SIMILAR, draws=9).before_after(2010)
    assert (told.before, told.after, told.both) == ((("AT31", "CZ"),), (("AT12", "CZ"),), (("AT31", "AT12"),))
    found = cooperation(frozen().world, np.full((11, 11), 0.3) + np.eye(11), draws=9)
    told = found.before_after(2015)
    early = {(x.region, x.partner) for x in found.links if x.first is not None and x.first < 2015}
    late = {
        (x.region, x.partner)
        for x in found.links
        if x.first is not None and max(x.first, x.last if x.last is not None else x.first) >= 2015
    }
    assert set(told.before) == early - late
    assert set(told.after) == late - early
    assert set(told.both) == early & late
    assert told.undated == len({(x.region, x.partner) for x in found.links} - early - late)


def test_a_network_that_worked_together_on_file():
    """In the frozen data pairs are linked, every link names records that exist, and the view holds its counts."""
    world = frozen().world
    found = cooperation(world, np.full((11, 11), 0.3) + np.eye(11))
    known = set((world.whole or world).programmes())
    assert {i for ids in found.pairs["records"] for i in ids} <= known
    assert (found.pairs["joint"] + found.pairs["own"] == found.pairs["records"].map(len)).all()
    assert len(found.years)
