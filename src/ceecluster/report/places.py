"""Where everything that has a name or a key stands in a site: its page, or its line on one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ceecluster.forms.html import anchor_of
from ceecluster.profile import cited_sources
from ceecluster.words.candidate_page import candidate_sources
from ceecluster.words.sources_page import common_sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ceecluster.model import Programme, Source
    from ceecluster.profile import CitedSource
    from ceecluster.study import Study


@dataclass
class Places:
    """Where everything stands."""

    named: dict[tuple[str, str], str] = field(default_factory=dict)
    """Kind and code to page, or page and anchor; a national record stands with its first region."""
    sources: dict[tuple[str, str], tuple[str, Source, str]] = field(default_factory=dict)
    """File and key to key, source and place; a source of a national record stands with its first region, too."""

    def add(self, page: str, records: Iterable[Programme], sources: Iterable[CitedSource]) -> None:
        """What stands on a page line by line."""
        for record in records:
            if not record.example:
                self.named.setdefault(("record", record.id), f"{page}#{anchor_of(record.id)}")
        for cited in sources:
            # A key is one of its file; that of a region is known by its page.
            place = f"{page}#{anchor_of(cited.label)}"
            self.sources.setdefault((cited.file or page, cited.key), (cited.label, cited.source, place))


def places(study: Study) -> Places:
    """Every place of a site of a study."""
    world = study.world
    found = Places({("criterion", each.id): f"criterion-{each.id}.html" for each in world.guidelines.criteria})
    for region in world.network.regions:
        inventory, page = world.regions.get(region.code), f"records-{region.code}.html"
        found.named["region", region.code] = f"region-{region.code}.html"
        records = (*(inventory.programmes if inventory else ()), *world.frames_of(region.code))
        found.add(page, records, cited_sources(world, region.code))
    for region in world.network.candidates:
        inventory, page = world.candidates.get(region.code), f"candidate-{region.code}.html"
        found.named["region", region.code] = page
        found.add(page, inventory.programmes if inventory else (), candidate_sources(world, region.code))
    found.add("sources.html", world.transnational, common_sources(world))
    return found
