"""Small worlds for tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from ceecluster.documents import document, files_of, voice_of
from ceecluster.model import Guidelines, Inventory, Network, Programme, Vocabulary, World
from ceecluster.report.export import dated
from ceecluster.study import Study, load

FROZEN = Path(__file__).parent / "frozen"
"""The example data as of 2026-11-24: figures pinned in tests are figures of this copy, `data/` goes on."""


@cache
def frozen() -> Study:
    """The frozen workspace, read once for all tests of a process; it is never written to."""
    return load(FROZEN)


NETWORK = {
    "title": "Test network",
    "as_of": "2026-11-23",
    "levels": [
        {"id": "policy", "name": "policy", "definition": "laws and strategies"},
        {"id": "administrative", "name": "administrative", "definition": "calls and schemes"},
        {"id": "initiative", "name": "agencies, initiatives", "definition": "clusters"},
    ],
    "regions": [
        {
            "code": "AT31",
            "name": {"en": "Upper Austria"},
            "country": "AT",
            "nuts": ["AT31"],
            "vintage": 2021,
            "neighbours": ["AT12", "CZ"],
        },
        {
            "code": "AT12",
            "name": {"en": "Lower Austria"},
            "country": "AT",
            "nuts": ["AT12"],
            "vintage": 2021,
            "neighbours": ["AT31", "CZ"],
        },
        {
            "code": "CZ",
            "name": {"en": "Czech Republic"},
            "country": "CZ",
            "nuts": ["CZ0"],
            "vintage": 2021,
            "neighbours": ["AT31", "AT12"],
        },
    ],
}
VOCABULARY = {
    "version": "test",
    "objectives": [{"code": f"OBJ-{x}", "name": {"en": f"Objective {x}"}} for x in "ABCDE"],
    "instruments": [
        {"code": f"INS-{x}", "name": {"en": f"Instrument {x}"}, "family": family}
        for x, family in zip("ABCD", ("engage", "services", "collab_rd", "frame"), strict=True)
    ],
    "target_groups": [{"code": f"TGR-{x}", "name": {"en": f"Target {x}"}} for x in "ABC"],
    "sectors": [{"code": f"SEC-{x}", "name": {"en": f"Sector {x}"}} for x in "ABC"],
    "funding_sources": [
        {"code": "FND-A", "name": {"en": "Public"}, "family": "public"},
        {"code": "FND-B", "name": {"en": "Private"}, "family": "private"},
    ],
    "eu_programmes": [{"code": "EUP-A", "name": {"en": "EU A"}, "opens": 2021, "closes": 2027}],
    "labels": [{"code": "LBL-A", "name": {"en": "Label"}, "rank": 4}],
    "services": [{"code": f"SRV-{x}", "name": {"en": f"Service {x}"}} for x in "ABCDE"],
    "actor_types": [{"code": f"ACT-{x}", "name": {"en": f"Actor {x}"}} for x in "ABCD"],
}
GUIDELINES = {
    "version": "test",
    "title": "Test guidelines",
    "status": "proposed",
    "min_coverage": 0.3,
    "bands": [{"id": "strong", "min": 0.8}, {"id": "developing", "min": 0.4}, {"id": "weak", "min": 0}],
    "nodes": [{"id": "STR", "name": "Strategy", "weight": 0.6}, {"id": "OPS", "name": "Operations", "weight": 0.4}],
    "criteria": [
        {
            "id": "STR-01",
            "parent": "STR",
            "name": "Framework",
            "question": "?",
            "weight": 3,
            "evidence": "a document",
            "levels": ["policy", "administrative"],
            "across": "best",
            "national": True,
            "measure": {"kind": "ordinal", "anchors": {i: f"step {i}" for i in range(5)}},
            "next_steps": {i: f"climb to {i}" for i in range(1, 5)},
        },
        {
            "id": "OPS-01",
            "parent": "OPS",
            "name": "Members",
            "question": "?",
            "weight": 2,
            "evidence": "a register",
            "levels": ["initiative"],
            "across": "mean",
            "gate": {"min": 15},
            "measure": {"kind": "derived", "of": "members", "points": [[0, 0], [15, 0.4], [51, 1]]},
        },
    ],
}


def make_programme(identifier: str = "at31-a", **change: Any) -> Programme:
    """A record with a little of everything; `change` replaces fields."""
    record: dict[str, Any] = {
        "id": identifier,
        "name": {"en": identifier},
        "level": ["policy"],
        "source": ["s1"],
        "start": 2010,
        "end": None,
        "objectives": ["OBJ-A"],
        "instruments": ["INS-A"],
        "target_groups": ["TGR-A"],
        "sectors": ["SEC-A"],
    }
    return Programme.model_validate({**record, **change})


def make_inventory(region: str = "AT31", *programmes: Programme, **change: Any) -> Inventory:
    """An inventory of the given records."""
    body = {
        "region": region,
        "as_of": "2026-11-23",
        "sources": {"s1": {"title": "T", "year": 2020, "url": "https://x.example"}},
    }
    return Inventory.model_validate({**body, **change}).model_copy(update={"programmes": programmes})


LEVELS = [str(level["id"]) for level in NETWORK["levels"]]


def judged(code: str, step: int | None, members: int | None = None, **more: Any) -> Inventory:
    """A region with one record at all levels: its step of the first criterion and its members, None where unknown."""
    found = {} if step is None else {"STR-01": {"value": step, "source": ["s1"]}}
    counts = [] if members is None else [{"count": members, "what": "firms", "as_of": 2020}]
    record = make_programme(f"{code.lower()}-a", level=LEVELS, assessments=found, members=counts, **more)
    return make_inventory(code, record)


def make_world(*inventories: Inventory, **change: Any) -> World:
    """A world of the given inventories on the small test framework."""
    return World(
        network=Network.model_validate({**NETWORK, **change.pop("network", {})}),
        vocabulary=Vocabulary.model_validate({**VOCABULARY, **change.pop("vocabulary", {})}),
        guidelines=Guidelines.model_validate({**GUIDELINES, **change.pop("guidelines", {})}),
        regions={inventory.owner: inventory for inventory in inventories},
        **change,
    )


def written(
    kind: str, study: Study, form: str = "md", *, region: str = "", templates: Path | None = None, **more: Any
) -> bytes:
    """A document of a study in one form, as `report` writes it."""
    voice = voice_of(study, templates=templates)
    made = document(kind, study, voice, code=region, **more)
    return next(iter(files_of(made, form, Path(f"{made.name}.{form}"), voice, epoch=dated(study)).values()))


def markdown_of(kind: str, study: Study, region: str = "", **more: Any) -> str:
    """A document of a study as Markdown."""
    return written(kind, study, region=region, **more).decode()
