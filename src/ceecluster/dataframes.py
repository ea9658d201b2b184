"""A workspace from DataFrames: for a network that so far lives in a notebook."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ceecluster.errors import UsageError

if TYPE_CHECKING:
    from ceecluster.study import Study
    from ceecluster.workspace import AsOf

_KEPT: list[tempfile.TemporaryDirectory[str]] = []
"""Folders nobody named; they live as long as the program, since findings name lines in their files."""


def from_frames(
    network: Mapping[str, object],
    vocabulary: Mapping[str, object],
    criteria: Mapping[str, object],
    programmes: pd.DataFrame,
    sources: pd.DataFrame,
    about: pd.DataFrame | None = None,
    *,
    folder: str | Path | None = None,
    as_of: AsOf = None,
) -> Study:
    """The study of a network that is given as mappings and DataFrames, checked like any other.

    `network`, `vocabulary` and `criteria` say what network.yaml, vocabulary.yaml and criteria.yaml say; any list in
    them may be a DataFrame, one row for each item, with dotted columns for what lies deeper (`name.en`). `programmes`
    has one row for each record and the columns of an inventory table (`objectives`, with `;` or lists;
    `assessments.STR-01.value`), and a column `region`; so has `sources`, with `key`, `title`, `year`, `url`: without
    `region` every region may cite every source. `about` has the columns `region`, `field`, `value` for what is said of
    a region as a whole (`as_of`, `priorities.OBJ-INTL.value`); without it a region's state is the network's.

    The files are written into `folder` (its `data` must not exist), or into a temporary one; results, `findings` and
    reports follow as from `load`. Raises UsageError, before a file is written, for what is no mapping or DataFrame, for
    a missing column, for rows without a region or of one that the network does not list; and where `load` would.
    OSError where the folder cannot be written.
    """
    from ceecluster.study import load
    from ceecluster.workspace import year_of_result

    year_of_result(as_of)
    for name, mapping in (("network", network), ("vocabulary", vocabulary), ("criteria", criteria)):
        if not isinstance(mapping, Mapping):
            raise UsageError(f"{name} is a {type(mapping).__name__}, no mapping", f"give what {name}.yaml would hold")
    written = _listed(network)
    regions = written.get("regions", [])
    if not isinstance(regions, list) or not all(isinstance(region, Mapping) for region in regions):
        raise UsageError("the regions of the network are no list of mappings", "give each its code and name")
    codes = [str(region.get("code", "")) for region in regions]
    _refuse(programmes, "programmes", ["region"], codes)
    _refuse(sources, "sources", [], codes)
    if about is not None:
        _refuse(about, "about", ["region", "field", "value"], codes)
    data = _folder(folder) / "data"
    if data.exists():
        raise UsageError(f"{data} exists already", "name another folder, or load it: ceecluster.load(folder)")
    (data / "regions").mkdir(parents=True)
    for name, content in (("network", written), ("vocabulary", _listed(vocabulary)), ("criteria", _listed(criteria))):
        # JSON is YAML.
        text = json.dumps(content, ensure_ascii=False, indent=1, default=_plain)
        (data / f"{name}.yaml").write_text(text + "\n", encoding="utf-8")
    for code in codes:
        said = [] if about is None else about[about["region"] == code][["field", "value"]].to_numpy().tolist()
        stated = {str(field) for field, _ in said}
        heads = [("region", code), *([] if "as_of" in stated else [("as_of", written.get("as_of"))]), *said]
        own = sources[sources["region"] == code].drop(columns="region") if "region" in sources else sources
        records = programmes[programmes["region"] == code].drop(columns="region")
        _write(data / "regions" / f"{code}.about.csv", ["field", "value"], heads)
        _write(data / "regions" / f"{code}.sources.csv", own.columns, own.to_numpy().tolist())
        _write(data / "regions" / f"{code}.csv", records.columns, records.to_numpy().tolist())
    return load(data.parent, as_of=as_of)


def _refuse(frame: pd.DataFrame, name: str, columns: Iterable[str], codes: Iterable[str]) -> None:
    """UsageError for what is no table of the network's regions: every row must find its file."""
    if not hasattr(frame, "columns"):
        raise UsageError(f"{name} is a {type(frame).__name__}, no DataFrame", "make one of it: pandas.DataFrame(…)")
    held = list(map(str, frame.columns))
    for column in columns:
        if column not in held:
            cure = f"it is the index: {name}.reset_index()" if column in frame.index.names else None
            raise UsageError(f"{name} has no column '{column}'", cure or f"it has: {', '.join(held)}")
    if "region" not in held:
        return
    if held.count("region") > 1:
        raise UsageError(f"{name} has the column 'region' twice", "leave one of them out")
    named = frame["region"].tolist()
    empty = [str(row) for row, code in enumerate(named) if _is_missing(code)]
    if empty:
        raise UsageError(f"{name} names no region in row {', '.join(empty)}", "rows count from 0, as in iloc")
    strangers = sorted({str(code) for code in named} - {*codes})
    if strangers:
        raise UsageError(f"{name} of {', '.join(strangers)}, which the network does not list", "add the regions to it")


def _folder(named: str | Path | None) -> Path:
    if named is not None:
        return Path(named)
    _KEPT.append(tempfile.TemporaryDirectory(prefix="ceecluster-"))
    return Path(_KEPT[-1].name)


def _listed(given: Mapping[str, object]) -> dict[str, Any]:
    """A mapping whose DataFrames have become lists of mappings."""
    return {key: _items(value) if hasattr(value, "to_dict") else value for key, value in given.items()}


def _items(frame: pd.DataFrame) -> list[dict[str, object]]:
    """One mapping for each row; missing cells are left out, dotted columns lie deeper."""
    made = []
    for row in frame.to_dict("records"):
        item: dict[str, Any] = {}
        for column, value in row.items():
            if _is_missing(value):
                continue
            *above, last = str(column).split(".")
            inner = item
            for step in above:
                inner = inner.setdefault(step, {})
            inner[last] = value
        made.append(item)
    return made


def _write(path: Path, columns: Iterable[object], rows: Iterable[Iterable[object]]) -> None:
    """A table as an inventory's CSV: lists with `;`, missing cells empty, a day without an hour as its date."""
    frame = pd.DataFrame([[_cell(value) for value in row] for row in rows], columns=list(columns), dtype=object)
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _cell(value: object) -> str:
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(map(str, sorted(value) if isinstance(value, set | frozenset) else value))
    if _is_missing(value):
        return ""
    # A year that pandas keeps as 2014.0 because another is missing.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else _day(value)


def _day(value: object) -> str:
    """What pandas keeps as the midnight of a day is that day."""
    return str(value).removesuffix(" 00:00:00") if isinstance(value, date) else str(value)


def _is_missing(value: object) -> bool:
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def _plain(value: object) -> object:
    """A number, an array or a date of numpy's as Python's."""
    return value.tolist() if hasattr(value, "tolist") else _day(value)
