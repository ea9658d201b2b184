"""A workspace from DataFrames: for a network that so far lives in a notebook."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ceecluster.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

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
    reports follow as from `load`. Raises UsageError for a missing column, for records of a region that the network does
    not list, and where `load` would.
    """
    from ceecluster.study import load

    written = dict(_listed(network))
    codes = [str(region.get("code", "")) for region in written.get("regions", [])]
    wanted = {"programmes": (programmes, ["region"]), "about": (about, ["region", "field", "value"])}
    for name, (frame, columns) in wanted.items():
        for column in columns if frame is not None else ():
            if column not in frame:
                raise UsageError(f"{name} has no column '{column}'", f"it has: {', '.join(map(str, frame.columns))}")
    strangers = sorted({str(code) for code in programmes["region"]} - {*codes})
    if strangers:
        raise UsageError(f"records of {', '.join(strangers)}, which the network does not list", "add the regions to it")
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
    """A table as an inventory's CSV: lists with `;`, missing cells empty."""
    import pandas as pd

    frame = pd.DataFrame([[_cell(value) for value in row] for row in rows], columns=list(columns), dtype=object)
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _cell(value: object) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(map(str, sorted(value) if isinstance(value, set | frozenset) else value))
    if _is_missing(value):
        return ""
    # A year that pandas keeps as 2014.0 because another is missing.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _is_missing(value: object) -> bool:
    import pandas as pd

    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def _plain(value: object) -> object:
    """A number or a date of numpy's as Python's."""
    return value.item() if hasattr(value, "item") else str(value)
