"""The page of what belongs to no region: records of several countries, and the sources of the common files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import Statement, Table, Word
from ceecluster.profile import CitedSource
from ceecluster.words.cited import records_table, sources_table
from ceecluster.words.values import joined

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
    """The sources of the network, its guidelines, its actions, its pilots and those records, each once, and whose."""
    examples: Table
    """What pilots that are made up as examples cite."""


def sources_words(world: World) -> SourcesWords:
    """The words of that page."""
    records = [record for record in world.transnational if not record.example]
    cited: dict[str, list[CitedSource]] = {}
    for each in common_sources(world):
        cited.setdefault(each.label, []).append(each)
    made_up = _made_up(world)
    rows = {key: found for key, found in cited.items() if any(each.file not in made_up for each in found)}
    owners = {key: joined(list(dict.fromkeys(_owner(each.file) for each in found))) for key, found in cited.items()}
    return SourcesWords(
        title=Statement("places.sources"),
        records=records_table(world, "", records),
        sources=sources_table([found[0] for found in rows.values()], owners),
        examples=sources_table([found[0] for key, found in cited.items() if key not in rows]),
    )


def _made_up(world: World) -> set[str | None]:
    """The files of pilots that are examples, all of them."""
    real = {world.pilot_files.get(pilot.id) for pilot in world.pilots if not pilot.example}
    return {file for file in world.pilot_sources if file not in real}


OWNERS = {
    "network.yaml": Word("network"),
    "criteria.yaml": Word("guidelines"),
    "actions.yaml": Word("activities"),
    "transnational.yaml": Word("several countries"),
}
"""Whose sources those of a common file are."""


def _owner(file: str | None) -> Word:
    return OWNERS.get(file or "", Word("pilots and ideas"))


def common_sources(world: World) -> Iterator[CitedSource]:
    """The sources that stand in no region's file; of the records of several countries those that one cites.

    One page stands once, under the key that it has first; another page with the same key gets a number.
    """
    cited = {key for record in world.transnational if not record.example for key in record.source}
    files = {
        "network.yaml": world.network.sources,
        "criteria.yaml": world.guidelines.sources,
        "actions.yaml": world.action_sources,
        "transnational.yaml": {k: s for k, s in world.transnational_sources.items() if k in cited},
        **world.pilot_sources,
    }
    shown: dict[object, str] = {}
    for file, sources in files.items():
        for key, source in sources.items():
            page = source.url or (source.title, source.publisher, source.year)
            if page not in shown:
                taken = sum(each == key or each.startswith(f"{key} (") for each in shown.values())
                shown[page] = f"{key} ({taken + 1})" if taken else key
            yield CitedSource(file, key, source, shown[page])
