"""The study as tidy tables for export, with a dictionary of every column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from ceecluster import frames
from ceecluster.model import Programme, Source, World

if TYPE_CHECKING:
    from ceecluster.study import Study

ASSESSMENTS = ["record", "owner", "criterion", "value", "state", "note", "sources"]
SOURCES = ["owner", "key", "title", "publisher", "year", "address"]

DICTIONARY: dict[str, str] = {
    "region": "code of the member region",
    "owner": "region or country whose file holds the record or source; transnational or network for those files",
    "partner": "code of the other region of a pair or link",
    "level": "level of the network at which the record acts",
    "programme": "identifier of the record",
    "record": "identifier of the record",
    "records": "identifiers or number of the records behind the figure",
    "title": "English name of the record",
    "kind": "what sort of thing the record is",
    "scope": "regional, national or transnational",
    "start": "first year; empty where not documented",
    "end": "last year; empty where running or not documented",
    "frame": "true for a record of the national frame",
    "dimension": "dimension of the policy profile",
    "code": "code of the vocabulary",
    "instrument": "instrument code",
    "target": "target group code",
    "crossed": "true where the record's target groups stand in for the instrument's own",
    "what": "what the link consists of",
    "first": "first year of the link",
    "last": "last year of the link",
    "criterion": "criterion of the guidelines",
    "parent": "dimension of the guidelines",
    "value": "score of the documented part (0 to 1), or the value read; empty below the minimum of evidence",
    "low": "score with every undocumented criterion at its worst",
    "high": "score with every undocumented criterion at its best",
    "coverage": "documented share of the applicable weight (0 to 1)",
    "quality_class": "class of the score; empty below the minimum of evidence",
    "z": "normalised value (0 to 1); empty where not documented",
    "raw": "value before normalising",
    "state": "documented, documented absence, not documented, not applicable",
    "weight": "effective nominal weight among what applies (0 to 1)",
    "across": "rule by which a region's value follows from its records",
    "sources": "keys of the sources",
    "note": "reason, or how the value came about",
    "gates": "criteria whose entry condition the record does not meet",
    "key": "key of the source in its file",
    "publisher": "publisher of the source",
    "year": "year of the source",
    "address": "address of the source",
    "variable": "structural variable",
    "unit": "unit of the value",
    "source": "source of the value",
    "status": "own, parent (of a larger area) or estimated",
    "similarity": "similarity of the pair (0 to 1); empty where one side has no record",
    "issue": "objective or strategic issue",
    "class": "common, wanted (by most), group, bilateral or not_proposed",
}


def tables(study: Study) -> dict[str, pd.DataFrame]:
    """Every table of the study by name, in the order of a workbook."""
    world = study.world
    return {
        "records": frames.programmes(world, national=True),
        "codes": frames.codes(world, national=True),
        "portfolio": frames.portfolio(world, national=True),
        "links": frames.links(world),
        "values_read": pd.DataFrame(_assessments(world), columns=ASSESSMENTS),
        "regions": study.scores.regions,
        "levels": study.scores.levels,
        "criteria": study.scores.criteria,
        "record_scores": study.scores.programmes,
        "pairs": study.comparison.told_pairs,
        "agreement": study.agreement.issues,
        "structure": frames.structure(world),
        "sources": pd.DataFrame(_sources(world), columns=SOURCES),
    }


def dictionary(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per table and column with its meaning."""
    rows = [
        (name, str(column), DICTIONARY.get(str(column), str(column).replace("_", " ")))
        for name, table in found.items()
        for column in table.columns
    ]
    return pd.DataFrame(rows, columns=["table", "column", "meaning"])


def _owned(world: World) -> Iterator[tuple[str, Programme]]:
    for group in (world.regions, world.national, world.candidates):
        for owner, inventory in group.items():
            for programme in inventory.programmes:
                if not programme.example:
                    yield owner, programme
    for programme in world.transnational:
        yield "transnational", programme


def _assessments(world: World) -> list[tuple[object, ...]]:
    return [
        (p.id, owner, code, str(a.value), str(a.evidence), a.note or a.reason or "", ", ".join(a.source))
        for owner, p in _owned(world)
        for code, a in p.assessments.items()
    ]


def _sources(world: World) -> list[tuple[object, ...]]:
    holders: list[tuple[str, dict[str, Source]]] = [
        ("network", dict(world.network.sources)),
        ("transnational", dict(world.transnational_sources)),
    ]
    for group in (world.regions, world.national, world.candidates):
        holders += [(owner, dict(inventory.sources)) for owner, inventory in group.items()]
    return [
        (owner, key, s.title, s.publisher or "", s.year if s.year is not None else "", s.url or s.document or "")
        for owner, sources in holders
        for key, s in sources.items()
    ]
