"""Counts of what is in force, when it was seen, and of sources that lead nowhere, against counts by hand."""

from __future__ import annotations

from typing import Any

import pytest

from ceecluster.checks.evidence import is_copy, is_host
from ceecluster.checks.evidence_table import count, count_sources
from ceecluster.inforce import at
from ceecluster.model import Programme, Source, World
from ceecluster.model.standing import Status
from ceecluster.report.export import links
from factories import make_inventory, make_world

SOURCES = {
    "old": {"title": "Report", "publisher": "Ministry", "year": 2012, "url": "https://example.org/old"},
    "mid": {
        "title": "Page on the scheme",
        "publisher": "agency.example",
        "year": 2021,
        "url": "https://example.org/mid",
    },
    "new": {"title": "Annual report", "year": 2025, "url": "https://docplayer.example/1-report"},
    "none": {"title": "Leaflet", "year": "undated", "document": "archive"},
    "placed": {"title": "Fair", "year": "undated", "not_before": 2019, "document": "archive"},
}


def programme(identifier: str, **given: Any) -> Programme:
    """A record with these fields and no others, so that what is left out is not documented."""
    return Programme.model_validate({"id": identifier, "name": {"en": identifier}, **given})


def world() -> World:
    """Six records of one region at the network's first two levels; the year is 2026, the years asked 2020 and 2023."""
    made = [
        programme("at31-ended", level=["policy"], start=2005, end=2012, source=["old"]),
        programme("at31-running", level=["policy"], start=2010, end="running", source=["old"]),
        programme("at31-seen", level=["administrative"], kind="scheme", source=["new"]),
        programme("at31-lost", level=["administrative"], kind="scheme", source=["old"]),
        programme("at31-mid", level=["policy", "administrative"], kind="scheme", source=["mid"]),
        programme("at31-none", level=["administrative"], source=["none"]),
    ]
    return make_world(make_inventory("AT31", *made, sources=SOURCES))


def test_records_are_counted_as_by_hand() -> None:
    """Of six records one ended in 2012; of the five others two were seen in 2020 or later and one in 2023 or later."""
    whole, policy, administrative = [row for row in count(world()) if row.owner == "AT31"][:3]
    assert (whole.level, whole.records, whole.open, whole.seen) == (None, 6, 5, {2020: 2, 2023: 1})
    assert whole.statuses[Status.ENDED] == whole.statuses[Status.IN_FORCE] == whole.statuses[Status.UNDATED] == 1
    assert whole.statuses[Status.NOT_SEEN] == 1
    assert whole.statuses[Status.PRESUMED] == 2
    assert (policy.level, policy.records, policy.open, policy.seen) == ("policy", 3, 2, {2020: 1, 2023: 0})
    assert (administrative.records, administrative.open, administrative.seen) == (4, 4, {2020: 2, 2023: 1})
    assert sum(whole.statuses.values()) == whole.records


def test_a_record_seen_in_the_first_year_asked_is_counted() -> None:
    """A source of 2020 counts among those since 2020, one of 2019 does not; so does one of 2023 since 2023."""
    sources = {f"y{year}": {**SOURCES["old"], "year": year} for year in (2019, 2020, 2022, 2023)}
    made = [programme(f"at31-{key}", level=["policy"], end="running", source=[key]) for key in sources]
    row = next(row for row in count(make_world(make_inventory("AT31", *made, sources=sources))) if row.owner == "AT31")
    assert row.seen == {2020: 3, 2023: 1}


def test_a_world_cut_to_a_year_is_counted_whole() -> None:
    """What does not speak is what the table is about: cutting to the year takes nothing from it."""
    assert count(at(world(), 2026)) == count(world())
    assert count_sources(at(world(), 2026)) == count_sources(world())


def test_sources_are_counted_as_by_hand() -> None:
    """Of five one each is a placeholder, a host, a copy, placed without a date, undated; the factories have none."""
    bare = count_sources(make_world(make_inventory("AT31", sources={})))
    full = count_sources(world())
    names = ("total", "placeholders", "hosts", "copies", "bounded", "undated")
    assert [getattr(full, name) - getattr(bare, name) for name in names] == [5, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("docplayer.hu", True),
        ("www.Land-OOE.gv.at", True),
        ("oe-journal", False),
        ("PARP", False),
        ("Anteja ECG", False),
        ("portal.example (regional portal)", False),
        ("St. Gallen", False),
        ("a" * 5000 + ".", False),
    ],
)
def test_a_host_is_a_host(text: str, host: bool) -> None:
    """A host has labels with dots between and nothing else."""
    assert is_host(text) is host


@pytest.mark.parametrize(
    ("url", "copy"),
    [
        ("https://docplayer.hu/1", True),
        ("https://ja.scribd.example/doc/1", True),
        ("https://cache.example/https://example.org/a", True),
        ("https://cache.example/https/example.org/a", True),
        ("https://cache.example/http:/example.org/a", True),
        ("https://example.org/https-explained", False),
        ("https://example.org/?next=https://example.org/b", False),
        ("https://notdocplayer.example/1", False),
        ("https://host.sub.example/1", True),
        ("http://[::", False),
    ],
)
def test_a_copy_is_a_copy(url: str, copy: bool) -> None:
    """By a part of the host's name, by a domain, or as an address that holds another."""
    assert is_copy(url, ("docplayer", "scribd", "sub.example")) is copy


def test_addresses_for_a_link_checker_stand_once_in_order() -> None:
    """Each http(s) address once, one a line, whatever file names it; places without an address are left out."""
    twice = {**SOURCES, "again": {**SOURCES["old"], "title": "Again"}}
    given = make_world(make_inventory("AT31", sources=twice))
    given = given.model_copy(
        update={
            "pilot_sources": {
                "x.yaml": {"m": Source.model_validate({"title": "Minutes", "url": "https://example.org/a"})}
            }
        }
    )
    found = [url for url in links(given) if url not in links(make_world(make_inventory("AT31")))]
    assert found == [
        "https://docplayer.example/1-report",
        "https://example.org/a",
        "https://example.org/mid",
        "https://example.org/old",
    ]
