"""The page of what belongs to no region: records of several countries, and the sources of the common files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Statement, Table
from ceecluster.profile import CitedSource
from ceecluster.words.cited import records_table, sources_table

if TYPE_CHECKING:
    from ceecluster.model import World


@dataclass(frozen=True)
class SourcesWords:
    """What is told of the common files."""

    title: Statement
    """What the page is."""
    records: Table
    """Records of the network's own file, which reach over several countries."""
    sources: Table
    """The sources of the network, its guidelines, its actions, its pilots and those records, by file and key."""


def sources_words(world: World) -> SourcesWords:
    """The words of that page."""
    records = [record for record in world.transnational if not record.example]
    return SourcesWords(
        title=Statement("places.sources"),
        records=records_table(world, "", records),
        sources=sources_table(list(common_sources(world))),
    )


def common_sources(world: World) -> Iterator[CitedSource]:
    """The sources that stand in no region's file; of the records of several countries those that one cites."""
    cited = {key for record in world.transnational if not record.example for key in record.source}
    files = {
        "network.yaml": world.network.sources,
        "criteria.yaml": world.guidelines.sources,
        "actions.yaml": world.action_sources,
        "transnational.yaml": {k: s for k, s in world.transnational_sources.items() if k in cited},
        **world.pilot_sources,
    }
    for file, sources in files.items():
        for key, source in sources.items():
            yield CitedSource(file, key, source)
