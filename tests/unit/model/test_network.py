"""The register of bodies and the tier of a region."""

from __future__ import annotations

import pytest

from ceecluster.model import Body, Network, Region

BODIES = (
    Body(id="old", name={"en": "Old Agency"}, aliases=("O.A.",), founded=1990, ended=2012, successor="middle"),
    Body(id="middle", name={"en": "Middle Agency"}, founded=2013, ended=2018, successor="new"),
    Body(id="new", name={"en": "New Agency", "xx": "Nova"}, founded=2019),
    Body(id="gone", name={"en": "Gone Office"}, ended=2010),
    Body(id="round", name={"en": "Round A"}, ended=2000, successor="about"),
    Body(id="about", name={"en": "Round B"}, ended=2000, successor="round"),
)
LEVELS = ({"id": "only", "name": "only", "definition": "All."},)
NETWORK = Network.model_validate(
    {"title": "Net", "as_of": "2026", "levels": LEVELS, "regions": [], "bodies": [b.model_dump() for b in BODIES]}
)


@pytest.mark.parametrize(
    ("name", "year", "stands"),
    [
        ("Old Agency", 2012, "old"),
        ("Old Agency", 2013, "middle"),
        ("o.a.", 2026, "new"),
        ('"Old  AGENCY"', 2026, "new"),
        ("Nova", 1990, "new"),
        ("gone", 2010, "gone"),
        ("gone", 2011, None),
        ("round", 2001, None),
        ("nobody", 2026, None),
    ],
)
def test_a_body_is_followed_to_the_one_that_existed_then(name: str, year: int, stands: str | None) -> None:
    """By id, name or alias; over several successors; to nobody where there is none, or only a circle."""
    body = NETWORK.body_at(name, year)
    assert (body.id if body else None) == stands


def test_an_id_goes_before_another_bodys_alias() -> None:
    """What is an identifier cannot be taken over by somebody's other name."""
    thief = Body(id="thief", name={"en": "Thief"}, aliases=("new",))
    changed = NETWORK.model_copy(update={"bodies": (thief, *NETWORK.bodies)})
    found = changed.body("new")
    assert found is not None
    assert found.id == "new"


@pytest.mark.parametrize(("code", "tier"), [("AT", "country"), ("AT3", "nuts1"), ("AT31", "nuts2"), ("AT311", "nuts3")])
def test_the_tier_is_said_by_the_code_unless_given(code: str, tier: str) -> None:
    """Two letters are a country; every further character a NUTS level; the file goes first."""
    body = {"code": code, "name": {"en": "X"}, "country": "AT", "nuts": [code], "vintage": 2021}
    assert Region.model_validate(body).tier == tier
    assert Region.model_validate({**body, "tier": "nuts1"}).tier == "nuts1"


def test_who_signs_is_a_body_that_exists() -> None:
    """The successor for one that ended, nobody where there is none, and a name nobody registered for itself."""
    assert NETWORK.name_at("O.A.", 2027) == "New Agency"
    assert NETWORK.name_at("Gone Office", 2027) is None
    assert NETWORK.name_at("Land of Somewhere", 2027) == "Land of Somewhere"
    assert NETWORK.name_at(None, 2027) is None


def test_a_body_that_took_part_has_its_name_by_language():
    """A doubt that stands with the name is told in each language; a bare name stands in its own, unmarked."""
    doubt = {"en": "The Land or its agency; which is not stated", "de": "Das Land oder seine Agentur; nicht angegeben"}
    given = {"code": "AT11", "name": {"en": "One"}, "country": "AT", "nuts": ["AT11"], "vintage": 2024}
    both, bare = (Region.model_validate(given | {"partner": name}) for name in (doubt, "Tourism Board"))
    assert both.partner is not None
    assert bare.partner is not None
    assert both.partner.told("de") == (doubt["de"], "de")
    assert bare.partner.told("de") == ("Tourism Board", "en")
    assert both.partner.quoted
    assert bare.partner.quoted
    assert NETWORK.name_at(both.partner, 2027) is both.partner
