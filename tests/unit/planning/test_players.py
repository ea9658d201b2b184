"""Who acts for a partner: the body of the record, as it is in the year of the plan."""

from __future__ import annotations

from ceecluster.model.inventory import Bodies
from ceecluster.model.network import Body
from ceecluster.planning.pilotplan import body_of
from factories import frozen, make_programme


def test_a_body_that_ended_acts_through_its_successor_or_not_at_all():
    """In 2004 the old agency, in 2027 the one that followed; without a successor the next role, then the record."""
    bodies = tuple(
        Body.model_validate({"id": i, "name": {"en": name}, **more, "source": ["s"]})
        for i, name, more in (
            ("old", "Old agency", {"ended": 2005, "successor": "new"}),
            ("new", "New agency", {"founded": 2006}),
            ("gone", "Lost office", {"ended": 2010}),
        )
    )
    network = frozen().world.network.model_copy(update={"bodies": bodies})
    record = make_programme(bodies=Bodies(operator="Old agency", owner="Land"))
    assert body_of(record, network, 2004) == "Old agency"
    assert body_of(record, network, 2027) == "New agency"
    assert body_of(make_programme(bodies=Bodies(operator="Lost office", owner="Land")), network, 2027) == "Land"
    nameless = make_programme(bodies=Bodies(operator="Lost office"))
    assert body_of(nameless, network, 2027) == nameless.title
