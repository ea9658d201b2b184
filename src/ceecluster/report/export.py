"""Tables to files for other programs."""

from __future__ import annotations

import calendar
import io
import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from ceecluster.errors import UsageError
from ceecluster.forms.cells import neutralise
from ceecluster.model import World
from ceecluster.report.tables import dictionary

if TYPE_CHECKING:
    from ceecluster.study import Study


def dated(study: Study) -> int:
    """Seconds of the moment a document is of: SOURCE_DATE_EPOCH, else the network's `as_of`; never the clock."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdecimal():
        return int(given)
    parts = [int(part) for part in study.world.network.as_of.split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    return calendar.timegm((year, month, day, 0, 0, 0))


def addresses(world: World) -> dict[str, str]:
    """The sources of each record in words, by record."""
    found = {}
    inventories = [i for group in (world.regions, world.national, world.candidates) for i in group.values()]
    files = [(i.programmes, i.sources) for i in inventories] + [(world.transnational, world.transnational_sources)]
    for programmes, sources in files:
        for programme in programmes:
            known = [sources[key] for key in programme.source if key in sources]
            lines = [f"{s.title} ({s.year or 'undated'}) {s.url or s.document or ''}".strip() for s in known]
            if lines:
                found[programme.id] = "\n".join(lines)
    return found


def links(world: World) -> list[str]:
    """Every http(s) address that a source of the workspace or a structural value names, once each, in order of text.

    One address a line is what a link checker reads.
    """
    inventories = [i for group in (world.regions, world.national, world.candidates) for i in group.values()]
    files = [
        *(inventory.sources for inventory in inventories),
        world.transnational_sources,
        world.action_sources,
        world.network.sources,
        world.vocabulary.sources,
        world.guidelines.sources,
        *world.pilot_sources.values(),
    ]
    named = [source.url for sources in files for source in sources.values() if source.url]
    named += [datum.source for datum in world.structure]
    return sorted({url for url in named if url.startswith(("http://", "https://"))})


def write_tables(found: Mapping[str, pd.DataFrame], format: str) -> dict[str, bytes]:
    """File contents by name; UsageError where a format needs an extra."""
    sheets = {"dictionary": dictionary(dict(found)), **found}
    return {f"{name}.{format}": _write(table, format) for name, table in sheets.items()}


def write_together(found: Mapping[str, pd.DataFrame]) -> bytes:
    """Every table in one JSON file, the dictionary first: a list of rows under each table's name."""
    sheets = {"dictionary": dictionary(dict(found)), **found}
    rows = {name: json.loads(_write(table, "json")) for name, table in sheets.items()}
    return (json.dumps({"schema": "ceecluster/tables@1", **rows}, ensure_ascii=False, indent=1) + "\n").encode()


def _write(table: pd.DataFrame, format: str) -> bytes:
    flat = table.map(lambda value: ", ".join(map(str, value)) if isinstance(value, tuple | list) else value)
    if format == "csv":
        return str(neutralise(flat).to_csv(index=False, lineterminator="\n")).encode()
    if format == "json":
        plain = table.astype(object).where(table.notna(), None)
        return (json.dumps(plain.to_dict("records"), ensure_ascii=False, indent=1, default=str) + "\n").encode()
    stream = io.BytesIO()
    for column in flat.columns:
        if flat[column].dtype == object:
            # A column of numbers and words has no type in Parquet; as text nothing is lost.
            flat[column] = flat[column].astype("string")
    try:
        flat.to_parquet(stream, index=False)
    except ImportError as error:
        raise UsageError(
            "Parquet needs the extra 'parquet'",
            "install it with: pip install 'ceecluster[parquet]', in a checkout '.[parquet]'",
        ) from error
    return stream.getvalue()
