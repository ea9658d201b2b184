"""What is in force in a year: statuses by hand, ageing of judgements, and one world for one year."""

from __future__ import annotations

from typing import Any

import pytest

from ceecluster.inforce import READ_BY, at, counts, spans, speaks_in
from ceecluster.model import Criterion, Programme, World
from ceecluster.model.standing import Status
from ceecluster.scoring.derived import QUANTITIES
from factories import GUIDELINES, make_inventory, make_programme, make_world

SOURCES = {
    "s1": {"title": "T", "year": 2020, "url": "https://x.example"},
    "old": {"title": "Old", "year": 2003, "url": "https://x.example/old"},
    "none": {"title": "No year", "year": "undated", "url": "https://x.example/none", "accessed": "2026-01-01"},
    "placed": {
        "title": "No year",
        "year": "undated",
        "not_before": 2018,
        "url": "https://x.example/placed",
        "accessed": "2021-01-01",
    },
}


def record(identifier: str = "at31-a", **change: Any) -> Programme:
    """A record whose end is not documented unless `end` is given; a field given as None is left out."""
    fields = {**make_programme(identifier).model_dump(include={"level", "source", "start"}), **change}
    body = {name: value for name, value in fields.items() if value is not None or name == "end"}
    return Programme.model_validate({"id": identifier, "name": {"en": identifier}, **body})


def world(*records: Programme, **change: Any) -> World:
    """A world with these records in AT31, cited from sources of 2020, of 2003, and of no year."""
    return make_world(make_inventory("AT31", *records, sources=SOURCES), **change)


@pytest.mark.parametrize(
    ("fields", "year", "status"),
    [
        ({"start": 2010, "end": 2015}, 2015, Status.IN_FORCE),
        ({"start": 2010, "end": 2015}, 2016, Status.ENDED),
        ({"start": 2010, "end": 2015}, 2009, Status.LATER),
        ({"start": 2010, "end": None}, 2099, Status.IN_FORCE),
        ({"start": 2010}, 2025, Status.PRESUMED),
        ({"start": 2010}, 2026, Status.NOT_SEEN),
        ({"start": 2010, "kind": "law"}, 2099, Status.PRESUMED),
        ({"start": 2010, "source": ["old"]}, 2015, Status.PRESUMED),
        ({"start": 2010, "source": ["old"]}, 2016, Status.NOT_SEEN),
        ({"start": None}, 2019, Status.LATER),
        ({"start": None}, 2020, Status.PRESUMED),
        ({"start": None, "source": ["none"]}, 2026, Status.UNDATED),
        ({"start": None, "source": ["none"], "end": 2012}, 2026, Status.ENDED),
        ({"start": None, "source": ["none"], "staff": [{"fte": 2, "as_of": 2024}]}, 2026, Status.PRESUMED),
        (
            {"start": 2010, "source": ["old"], "members": [{"count": 9, "what": "m", "as_of": 2023}]},
            2028,
            Status.PRESUMED,
        ),
        ({"start": 2010, "source": ["old"], "cite": {"start": ["s1"]}}, 2025, Status.PRESUMED),
        ({"start": 2010, "source": ["placed"]}, 2023, Status.PRESUMED),
        ({"start": 2010, "source": ["placed"]}, 2024, Status.NOT_SEEN),
        ({"start": None, "source": ["placed"]}, 2020, Status.LATER),
        ({"start": None, "source": ["placed"]}, 2021, Status.PRESUMED),
        ({"start": None, "source": ["placed"]}, 2024, Status.NOT_SEEN),
    ],
)
def test_status_in_a_year(fields: dict[str, Any], year: int, status: Status) -> None:
    """Documented ends and running records; without an end five years after the last sighting; undated on its own."""
    assert spans(world(record(**fields)))["at31-a"].status(year) is status


@pytest.mark.parametrize(("year", "status"), [(2027, Status.PRESUMED), (2028, Status.NOT_SEEN)])
def test_a_strategy_is_presumed_for_its_period(year: int, status: Status) -> None:
    """The last year its budgets or targets name, not the years after it was last seen."""
    objective = {"code": "OBJ-A", "due": 2027}
    strategy = record(kind="strategy", objectives=[objective])
    assert spans(world(strategy))["at31-a"].status(year) is status


def test_the_years_of_presumption_are_a_rule_of_the_network() -> None:
    """By kind; a kind not named has the years of `other`."""
    rules = {"rules": {"presumed_years": {"cluster": 1, "other": 3}}}
    found = spans(world(record("at31-a", kind="cluster"), record("at31-b", kind="agency"), network=rules))
    assert (found["at31-a"].presumed, found["at31-b"].presumed) == (2021, 2023)


def test_a_record_without_an_end_ended_when_its_successor_began() -> None:
    """A documented end goes before; a record documented to run is not ended by another's claim."""
    later = record("at31-b", start=2018, follows=["at31-a", "at31-c", "at31-d"])
    found = spans(world(record("at31-a"), later, record("at31-c", end=2021), record("at31-d", end=None)))
    status = {name: span.status(2020) for name, span in found.items()}
    assert status == {
        "at31-a": Status.ENDED,
        "at31-b": Status.PRESUMED,
        "at31-c": Status.IN_FORCE,
        "at31-d": Status.IN_FORCE,
    }
    assert found["at31-a"].status(2017) is Status.IN_FORCE


@pytest.mark.parametrize(
    ("years", "year", "ages", "speaks"),
    [
        ([2020], 2020, 5, True),
        ([2020], 2025, 5, True),
        ([2020], 2026, 5, False),
        ([2003, 2022], 2026, 5, True),
        ([2027], 2026, 5, False),
        ([2027], 2026, None, False),
        ([2003, 2027], 2026, None, True),
        ([2003, 2027], 2026, 5, False),
        ([None], 2026, 5, False),
        ([None], 2026, None, True),
        ([], 2026, None, True),
        ([2020], 2021, 0, False),
    ],
)
def test_how_long_a_judgement_speaks(years: list[int | None], year: int, ages: int | None, speaks: bool) -> None:
    """Practice for so many years after its newest source not later than the year; documents with their record."""
    assert speaks_in(years, year, ages) is speaks


def test_judgements_age_each_in_its_way() -> None:
    """What a document lays down stays with its record, practice of 2003 is gone, what does not apply is no practice."""
    criteria = [
        {**GUIDELINES["criteria"][0], "id": "STR-01", "ages": "with_record"},  # type: ignore[index]
        {**GUIDELINES["criteria"][0], "id": "STR-02", "ages": 5},  # type: ignore[index]
        {**GUIDELINES["criteria"][0], "id": "STR-03", "ages": 5},  # type: ignore[index]
    ]
    judged = {
        "STR-01": {"value": 3, "source": "old"},
        "STR-02": {"value": 3, "source": "old"},
        "STR-03": {"value": "not_applicable", "reason": "no such thing", "source": "old"},
    }
    cut = at(world(record(end=None, assessments=judged), guidelines={"criteria": criteria}), 2026)
    assert set(cut.regions["AT31"].programmes[0].assessments) == {"STR-01", "STR-03"}
    assert cut.standing is not None
    assert cut.standing.dropped == 1


def test_figures_of_a_record_are_those_of_the_year() -> None:
    """Counts, labels, evaluations, links and services: neither later ones nor, where practice ages, older ones."""
    told = record(
        end=None,
        members=[{"count": n, "what": "m", "as_of": y} for n, y in ((10, 2012), (20, 2019), (30, 2025))],
        labels=[
            {"code": "LBL-A", "year": 2019, "until": 2021},
            {"code": "LBL-A", "year": 2012, "until": 2013},
            {"code": "LBL-A", "year": 2022},
        ],
        evaluations=[{"kind": "impact", "object": "cluster", "year": y} for y in (2005, 2024)],
        cross_border=[{"with": ["CZ"], "what": "x", "years": [y, y + 1]} for y in (2015, 2023)],
        services=["SRV-A"],
        cite={"services": ["old"]},
        funding={"FND-A": 0.5},
    )
    services = {**GUIDELINES["criteria"][1], "id": "OPS-02"}  # type: ignore[index]
    services["measure"] = {"kind": "derived", "of": "services", "points": [[0, 0], [5, 1]]}
    criteria = [*GUIDELINES["criteria"], services]  # type: ignore[misc]
    (cut,) = at(world(told, guidelines={"criteria": criteria}), 2020).regions["AT31"].programmes
    assert [count.count for count in cut.members] == [20]
    assert [label.year for label in cut.labels] == [2019]
    assert [study.year for study in cut.evaluations] == [2005]
    assert [link.years for link in cut.cross_border] == [(2015, 2016)]
    assert cut.services == ()
    assert cut.funding == {"FND-A": 0.5}


def test_shares_of_money_age_without_taking_their_codes_along() -> None:
    """The funding sources belong to the record's profile; that so much came from them is a figure of a year."""
    share = {**GUIDELINES["criteria"][1], "id": "OPS-02", "ages": 3}  # type: ignore[index]
    share["measure"] = {"kind": "derived", "of": "private_share", "points": [[0, 0], [1, 1]]}
    whole = world(record(end=None, funding={"FND-B": 0.5}), guidelines={"criteria": [share]})
    assert at(whole, 2023).regions["AT31"].programmes[0].funding == {"FND-B": 0.5}
    assert at(whole, 2024).regions["AT31"].programmes[0].funding == {"FND-B": None}


def test_every_derived_quantity_of_practice_has_its_field() -> None:
    """The fields that age name quantities there are; those that only read documents are named here."""
    documents = {
        "specialised_sectors",
        "measurable_objectives",
        "funding_horizon",
        "instrument_families",
        "shared_sectors",
    }
    named = {quantity for quantities in READ_BY.values() for quantity in quantities}
    assert named | documents == set(QUANTITIES)
    assert not named & documents


def test_a_cut_world_keeps_what_it_set_aside() -> None:
    """Records that do not speak are counted by status and kept by id; the year is said."""
    example = record("at31-x", end=2012, example=True)
    whole = world(record("at31-a", end=None), record("at31-b", end=2012), example)
    cut = at(whole, 2026)
    assert [programme.id for programme in cut.regions["AT31"].programmes] == ["at31-a"]
    assert counts(cut) == {Status.IN_FORCE: 1, Status.ENDED: 1}
    assert counts(cut, ["CZ"]) == {}
    assert cut.whole is whole
    assert counts(whole) == {}


def test_a_world_is_cut_once() -> None:
    """The same year again changes nothing; another year starts from the whole."""
    whole = world(record(end=None))
    cut = at(whole, 2026)
    assert at(whole, None) is whole
    assert at(cut, 2026) is cut
    assert at(cut, 2020) == at(whole, 2020)


def test_ages_default_to_five_years() -> None:
    """A criterion that says nothing is practice."""
    assert Criterion.model_validate(GUIDELINES["criteria"][0]).ages == 5  # type: ignore[index]
