"""Quantities computed from records: what they count, and when they stay silent."""

from __future__ import annotations

from typing import Any

import pytest

from ceecluster.model.guidelines import Derived
from ceecluster.scoring.derived import QUANTITIES, RawValue, Setting, find_quantity
from factories import make_programme

SETTING = Setting(
    region="AT31",
    year=2026,
    families={"INS-A": "engage", "INS-B": "services", "INS-D": "frame", "FND-A": "public", "FND-B": "private"},
    ranks={"LBL-A": 4, "LBL-B": 3},
    members=frozenset({"AT31", "AT12", "CZ"}),
    priorities=frozenset({"SEC-A"}),
    supporters={"SEC-A": frozenset({"AT31", "AT12", "CZ"}), "SEC-B": frozenset({"AT31", "CZ"})},
)


def compute(name: str, *records: dict[str, Any], **options: Any) -> RawValue | None:
    """A quantity of records that differ from the factory's."""
    held = [("AT31", make_programme(f"at31-{n}", **record)) for n, record in enumerate(records)]
    measure = Derived(kind="derived", of=name, points=((0, 0), (1, 1)), **options)
    return find_quantity(name).compute(held, SETTING, measure)


def raw(name: str, *records: dict[str, Any], **options: Any) -> float | None:
    """Its raw value, None where not documented."""
    found = compute(name, *records, **options)
    return None if found is None else found.raw


MEMBERS = {"count": 40, "what": "firms", "as_of": 2010}
LATER = {"count": 30, "what": "firms", "as_of": 2020, "types": {"ACT-A": 20, "ACT-B": None, "ACT-C": 0}}
LINK = {"with": ["CZ"], "what": "x"}
STUDY = {"kind": "impact", "object": "programme", "year": 2020}
AIMED = {"code": "OBJ-A", "indicator": "jobs", "baseline": 1, "target": 2, "due": 2027}


@pytest.mark.parametrize(
    ("name", "records", "options", "expected"),
    [
        ("members", [{"members": [MEMBERS, LATER]}], {}, 30),
        ("members", [{"members": [MEMBERS]}, {"members": [LATER]}], {}, 70),
        ("members", [{}], {}, None),
        ("members", [{"members": [{**MEMBERS, "as_of": 2030}]}], {}, None),
        ("actor_types", [{"members": [MEMBERS, LATER]}], {}, 2),
        ("actor_types", [{"members": [MEMBERS]}], {}, None),
        ("staff", [{"staff": [{"fte": 2.5, "as_of": 2019}, {"fte": 1, "as_of": 2015}]}], {}, 2.5),
        ("services", [{"services": ["SRV-A", "SRV-B"]}, {"services": ["SRV-B"]}], {}, 2),
        ("services", [{}], {}, None),
        ("instrument_families", [{"instruments": ["INS-A", "INS-B", "INS-D"]}], {}, 3),
        ("instrument_families", [{"instruments": ["INS-A", "INS-D"]}], {"only": ("engage", "services")}, 1),
        ("instrument_families", [{"instruments": ["INS-D"]}], {"only": ("engage", "services")}, None),
        ("instrument_families", [{"instruments": ["INS-C"]}], {}, None),
        ("private_share", [{"funding": {"FND-A": 0.7, "FND-B": 0.3}}], {}, 0.3),
        ("private_share", [{"funding": {"FND-A": 0.995}}], {}, 0),
        ("private_share", [{"funding": {"FND-A": 0.99}}], {}, None),
        ("private_share", [{"funding": {"FND-B": 0.4}}], {}, 0.4),
        ("private_share", [{"funding": {"FND-A": 1.0}}], {}, 0.0),
        ("private_share", [{"funding": {"FND-A": 0.7}}], {}, None),
        ("private_share", [{"funding": {"FND-A": None, "FND-B": None}}], {}, None),
        ("private_share", [{"funding": {"FND-A": 0.7, "FND-B": 0.3}}], {"only": ("public",)}, 0.7),
        ("funding_horizon", [{"start": 2010, "end": 2016}], {}, 7),
        ("funding_horizon", [{"start": 2010, "end": None}], {}, None),
        (
            "funding_horizon",
            [{"start": 2010, "end": 2012, "budget": [{"amount": 1, "currency": "EUR", "period": [2010, 2014]}]}],
            {},
            5,
        ),
        ("measurable_objectives", [{"objectives": [AIMED, {"code": "OBJ-B"}]}], {}, 0.5),
        ("measurable_objectives", [{"objectives": ["OBJ-A", "OBJ-B"]}], {}, None),
        ("quality_label", [{"labels": [{"code": "LBL-B", "year": 2020}, {"code": "LBL-A", "year": 2022}]}], {}, 4),
        ("quality_label", [{"labels": [{"code": "LBL-A", "year": 2012, "until": 2015}]}], {}, None),
        ("quality_label", [{"labels": [{"code": "LBL-X"}]}], {}, None),
        ("partner_regions", [{"cross_border": [{"with": ["AT12", "CZ", "DE2"], "what": "x"}]}], {}, 2),
        ("partner_regions", [{"cross_border": [{"with": ["AT31"], "what": "x"}]}], {}, None),
        ("partner_regions", [{"cross_border": [{**LINK, "years": [2005, 2008]}]}], {"within": 10}, None),
        ("partner_regions", [{"cross_border": [{**LINK, "years": [2005, 2016]}]}], {"within": 10}, 1),
        ("partner_regions", [{"start": None, "cross_border": [LINK]}], {"within": 10}, None),
        ("shared_sectors", [{"sectors": ["SEC-A", "SEC-B"]}], {}, 0.5),
        ("shared_sectors", [{"sectors": []}], {}, None),
        ("specialised_sectors", [{"sectors": ["SEC-A", "SEC-B"]}], {}, 0.5),
        ("specialised_sectors", [{"sectors": []}], {}, None),
        ("years_since_evaluation", [{"evaluations": [STUDY]}], {}, 6),
        ("years_since_evaluation", [{"evaluations": [{**STUDY, "year": 2030}]}], {}, None),
        ("years_since_evaluation", [{"evaluations": [{**STUDY, "kind": "ranking"}]}], {}, None),
        ("years_since_evaluation", [{"evaluations": [{**STUDY, "object": "other"}]}], {}, None),
        ("years_since_evaluation", [{"evaluations": [{**STUDY, "by": "internal"}]}], {}, None),
    ],
)
def test_quantity(name: str, records: list[dict[str, Any]], options: dict[str, Any], expected: float | None) -> None:
    """What a record says gives the value; what no source says is not documented, never zero."""
    found = raw(name, *records, **options)
    assert found == (None if expected is None else pytest.approx(expected))


def test_evidence_names_records_and_sources() -> None:
    """A derived value carries the records it rests on and the sources of the very items, else of the field."""
    found = compute(
        "members",
        {"members": [{**MEMBERS, "source": ["own"]}]},
        {"members": [LATER], "cite": {"members": ["cited"]}},
        {"members": [LATER]},
        {},
    )
    assert found == RawValue(100, ("at31-0", "at31-1", "at31-2"), ("AT31:own", "AT31:cited", "AT31:s1"))


def test_priorities_come_from_other_strategies() -> None:
    """The sectors of the region's strategies are its priorities, but no strategy is measured by itself."""
    strategy = ("AT31", make_programme("at31-s", kind="strategy", sectors=["SEC-B"]))
    programme = ("AT31", make_programme("at31-p", sectors=["SEC-B", "SEC-C"]))
    setting = Setting("AT31", 2026, {}, {}, strategies=(strategy,))
    measure = Derived(kind="derived", of="specialised_sectors", points=((0, 0), (1, 1)))
    compute_it = find_quantity("specialised_sectors").compute
    of_programme = compute_it([programme], setting, measure)
    assert of_programme is not None and of_programme.raw == 0.5
    assert set(of_programme.records) == {"at31-p", "at31-s"}
    assert compute_it([strategy], setting, measure) is None


def test_every_quantity_is_described() -> None:
    """The registry is its own reference page: a name, a unit and a sentence each."""
    assert len(QUANTITIES) >= 13
    for name, quantity in QUANTITIES.items():
        assert quantity.name == name
        assert quantity.unit
        assert quantity.description.endswith(".")
