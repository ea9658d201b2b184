"""CC47x: second readings that do not fit the network they are of."""

from __future__ import annotations

from collections.abc import Iterator

from ceecluster.checks.records import Hit
from ceecluster.checks.run import Context
from ceecluster.errors import suggest
from ceecluster.findings import Severity, mean, rule, say
from ceecluster.model.readings import Readings


@rule("CC471", Severity.ERROR)
def reading_of_what_is_not_there(context: Context) -> Iterator[Hit]:
    """A second reading of a region or at a level that the network does not have.

    `data/readings/<reader>/<CODE>.yaml` holds what somebody else read of the records of a region, or of the national
    records of a country. What names neither, or a level that is none of the network's, would be compared with nothing.
    """
    model, network = context.file.model, context.framework.network
    if not isinstance(model, Readings):
        return
    places = (*network.regions, *network.candidates)
    known = {region.code for region in places} | {region.country for region in places}
    if model.region not in known:
        hint, near = mean(suggest(model.region, known), "name a region or a country of network.yaml")
        told = say("'{region}' is no region or country of the network", region=model.region)
        yield context.at("region"), told, hint, near
    levels = [level.id for level in network.levels]
    for record, read in model.records.items():
        for number, level in enumerate(read.level or ()):
            if level not in levels:
                hint, near = mean(suggest(level, levels), f"levels: {', '.join(levels)}")
                told = say("unknown level '{level}'", level=level)
                yield context.at("records", record, "level", number), told, hint, near
