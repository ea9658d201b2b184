"""Tables (CSV files, Excel workbooks) to the same documents that YAML gives."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ceecluster.errors import suggest
from ceecluster.findings import Finding, complain
from ceecluster.model import Datum, Inventory, Programme, Source
from ceecluster.model.shape import Kind, branches_at, fields_at, is_list_at, kind_at
from ceecluster.sources import wordings
from ceecluster.sources.csv_reader import read_csv
from ceecluster.sources.decoding import decode, read_bytes
from ceecluster.sources.document import REFUSED, Document, MarkedDict, MarkedList, Part, pack, unpack
from ceecluster.sources.excel_reader import read_excel
from ceecluster.sources.grid import Grid
from ceecluster.sources.yaml_reader import resolve

Steps = tuple[str | int, ...]
_BLANKS = str.maketrans("", "", "\u00a0\u202f\u2009 '\u2019")
_PLAIN = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?\Z")
# A leading 0 groups no thousands: 0.125 is one number, 1.125 may be two.
_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}([.,])\d{3}(\1\d{3})*\Z")
_COMMA = re.compile(r"[-+]?\d+,\d+\Z")
_WORDS = {"true": True, "yes": True, "false": False, "no": False}


def read_table(
    path: Path, shown: str, root: Path, role: str, digest: dict[str, str]
) -> tuple[Document, list[Finding], list[Finding]]:
    """The document of a CSV file (with its companions) or a workbook; UnreadableError where there is none."""
    notes: list[Finding] = []
    if path.suffix.lower() == ".csv":
        grids = {}
        for name, file in companions(path).items():
            if name != "programmes" and not file.exists():
                continue
            place = shown[: -len(path.name)] + file.name
            raw = read_bytes(file, place, root)
            digest[place] = hashlib.sha256(raw).hexdigest()
            text, found = decode(raw, place, legacy=True)
            notes += found
            grids[name] = read_csv(text, place)
    else:
        raw = read_bytes(path, shown, root)
        digest[shown] = hashlib.sha256(raw).hexdigest()
        grids = read_excel(raw, shown)
    if role == "structure":
        document, findings = _rows(grids["programmes"], Datum)
    else:
        document, findings = inventory_of(grids, path)
    return document, notes, findings


def companions(path: Path) -> dict[str, Path]:
    """The files of a CSV inventory: its programmes, sources and header data."""
    stem = path.name[: -len(path.suffix)]
    return {
        "programmes": path,
        "sources": path.with_name(f"{stem}.sources.csv"),
        "about": path.with_name(f"{stem}.about.csv"),
    }


def inventory_of(grids: dict[str, Grid], path: Path) -> tuple[Document, list[Finding]]:
    """One document of an inventory's grids."""
    order = [name for name in ("programmes", "sources", "about") if name in grids]
    parts = [Part(grids[n].file, grids[n].sheet, grids[n].offsets) for n in order]
    findings = [finding for name in order for finding in grids[name].findings]
    data = MarkedDict()
    items: dict[Steps, int] = {}
    if "about" in grids:
        grid, part = grids["about"], order.index("about")
        if _needs(grid, ("field", "value"), findings):
            name_at, value_at = grid.header.index("field"), grid.header.index("value")
            for line, row in grid.rows:
                name = str(row[name_at] or "").strip() if name_at < len(row) else ""
                if not name or value_at >= len(row) or row[value_at] in (None, ""):
                    continue
                if name.split(".")[0] in order:
                    # Records and sources have tables of their own.
                    known = ", ".join(sorted({*fields_at(Inventory, ())} - {*order}))
                    findings.append(complain(wordings.unknown_field, grid.place(line, name_at), name, None, known))
                else:
                    _put(data, Inventory, name, row[value_at], grid, (line, value_at, part), findings, items)
    if "region" not in data and "country" not in data and "network" not in data:
        # A table without header data says whose it is by its file name: AT33-tyrol.csv.
        code = path.name.split("-")[0].split(".")[0]
        data.put("region" if len(path.parts) < 2 or path.parent.name != "national" else "country", code, 0, 0)
    if "sources" in grids:
        grid, part = grids["sources"], order.index("sources")
        sources = MarkedDict(pack(grid.header_line, 0, part))
        if _needs(grid, ("key",), findings):
            column = grid.header.index("key")
            for (line, row), record in zip(grid.rows, _records(grid, Source, part, findings, skip="key"), strict=True):
                key = str(row[column] or "").strip() if column < len(row) and row[column] is not REFUSED else ""
                mark = pack(line, column, part)
                if not key:
                    findings.append(complain(wordings.missing_field, grid.place(line, column), "key"))
                elif key in sources:
                    first = unpack(sources.keys_at[key])[0]
                    findings.append(complain(wordings.duplicate_key, grid.place(line, column), key, first + 1))
                else:
                    sources.put(key, record, mark, mark)
        data.put("sources", sources, sources.mark, sources.mark)
    grid = grids["programmes"]
    programmes = MarkedList(pack(grid.header_line, 0, order.index("programmes")))
    if _needs(grid, ("id",), findings):
        for record in _records(grid, Programme, order.index("programmes"), findings):
            programmes.put(record, record.mark)
    data.put("programmes", programmes, programmes.mark, programmes.mark)
    return Document(parts, data), findings


def _rows(grid: Grid, model: type[BaseModel]) -> tuple[Document, list[Finding]]:
    """A document {rows: [...]} of a flat table."""
    findings = list(grid.findings)
    rows = MarkedList()
    if _needs(grid, tuple(sorted(n for n, f in model.model_fields.items() if f.is_required())), findings):
        for record in _records(grid, model, 0, findings):
            rows.put(record, record.mark)
    data = MarkedDict()
    data.put("rows", rows, 0, 0)
    return Document([Part(grid.file, grid.sheet, grid.offsets)], data), findings


def _needs(grid: Grid, wanted: tuple[str, ...], findings: list[Finding]) -> bool:
    missing = [name for name in wanted if name not in grid.header]
    if missing and not any(finding.severity == "error" for finding in grid.findings):
        why = f"the header lacks {', '.join(missing)}"
        place = grid.place(grid.header_line, 0)
        findings.append(complain(wordings.bad_table, place, why, "the first row names the columns"))
    return not missing


def _records(
    grid: Grid, model: type[BaseModel], part: int, findings: list[Finding], skip: str = ""
) -> list[MarkedDict]:
    """The record of each row; unknown and doubled columns are named once, in the header."""
    usable: list[int] = []
    seen: set[str] = set()
    for column, name in enumerate(grid.header):
        place = partial(grid.place, grid.header_line, column)
        if not name:
            if any(column < len(row) and row[column] not in (None, "") for _, row in grid.rows):
                findings.append(complain(wordings.bad_table, place(), "a column with values has no header"))
        elif name in seen:
            findings.append(complain(wordings.bad_table, place(), f"the column '{name}' appears twice"))
        elif name == skip:
            continue
        elif _column(name, model)[1] == "unknown":
            known = fields_at(model, ())
            near = suggest(name.split(".")[0], known) if "." not in name else None
            findings.append(complain(wordings.unknown_field, place(), name, near, ", ".join(known)))
        else:
            usable.append(column)
        seen.add(name)
    records = []
    for line, row in grid.rows:
        extra = [cell for cell in row[len(grid.header) :] if cell not in (None, "")]
        if extra or (grid.sheet is None and len(row) != len(grid.header)):
            why = f"this row has {len(row)} cells, the header {len(grid.header)}"
            findings.append(complain(wordings.bad_table, grid.place(line, 0), why))
        record = MarkedDict(pack(line, 0, part))
        items: dict[Steps, int] = {}
        for column in usable:
            if column < len(row) and row[column] is not None and row[column] != "":
                _put(record, model, grid.header[column], row[column], grid, (line, column, part), findings, items)
            elif column >= len(row) and grid.sheet is None:
                # The short row is named above; what it lacks is no second finding.
                _put(record, model, grid.header[column], REFUSED, grid, (line, 0, part), findings, items)
        records.append(record)
    return records


def _path(name: str, model: type[BaseModel]) -> Steps:
    """The steps of a dotted column name; a number under a list is an index, counted from 1 in the table."""
    steps: list[str | int] = []
    for step in name.split("."):
        steps.append(int(step) - 1 if step.isdigit() and is_list_at(model, tuple(steps)) else step)
    return tuple(steps)


def _put(
    record: MarkedDict,
    model: type[BaseModel],
    name: str,
    cell: Any,
    grid: Grid,
    at: tuple[int, int, int],
    findings: list[Finding],
    items: dict[Steps, int],
) -> None:
    """Set a cell's value at its place in a record, making the mappings and lists on the way.

    `items` tells which item of a list each number stands for: a gap in the numbers closes up.
    """
    steps, kind, constants = _column(name, model)
    mark = pack(*at)
    value, problem = typed(cell, kind, name, mark, constants=constants)

    def refuse(why: str) -> None:
        findings.append(complain(wordings.bad_table, grid.place(at[0], at[1]), why, "keep one of the two"))

    if problem is not None:
        wording, words = problem
        findings.append(complain(wording, grid.place(at[0], at[1]), *words))
        value = REFUSED
    here: Any = record
    for depth, (step, following) in enumerate(zip(steps, (*steps[1:], None), strict=True), start=1):
        if isinstance(step, int):
            if steps[:depth] not in items:
                items[steps[:depth]] = len(here)
                here.put(MarkedDict(mark), mark)
            here = here[items[steps[:depth]]]
        elif following is None and step in here:
            return refuse(f"'{name}' has a value, and so has another row or column for the same field")
        elif following is None:
            here.put(step, value, mark, mark)
        else:
            if step not in here:
                here.put(step, MarkedList(mark) if isinstance(following, int) else MarkedDict(mark), mark, mark)
            here = here[step]
            if here is REFUSED:
                return None
            if not isinstance(here, MarkedList if isinstance(following, int) else MarkedDict):
                return refuse(f"'{name}' and '{step}' both have a value")
            if isinstance(following, int) and not all(isinstance(item, MarkedDict) for item in here):
                return refuse(f"'{name}' and '{step}' both have a value")
    return None


@lru_cache(maxsize=10_000)
def _column(name: str, model: type[BaseModel]) -> tuple[Steps, Kind, tuple[str, ...]]:
    """The steps of a column name, the kind of value that belongs there, and the words it may be instead."""
    steps = _path(name, model)
    branches = branches_at(model, steps)
    constants = [word for branch in branches for word in (branch.get("enum") or [branch.get("const")])]
    return steps, kind_at(model, steps), tuple(word for word in constants if word is not None)


def typed(
    cell: Any, kind: Kind, name: str, mark: int = 0, constants: tuple[str, ...] = ()
) -> tuple[Any, tuple[Any, tuple[str, ...]] | None]:
    """The value a cell stands for under the kind its column has, or what is wrong with it."""
    if cell is REFUSED:
        return REFUSED, None
    if isinstance(cell, datetime.date | datetime.datetime):
        day = cell.date() if isinstance(cell, datetime.datetime) else cell
        if kind == "day":
            return day.isoformat(), None
        return None, (wordings.spreadsheet_date, (name, day.isoformat()))
    if isinstance(cell, datetime.time | datetime.timedelta):
        return None, (wordings.spreadsheet_date, (name, str(cell)))
    if isinstance(cell, bool):
        return (cell, None) if kind in ("boolean", "scalar") else (str(cell).lower(), None)
    if isinstance(cell, int | float):
        if kind in ("number", "integer", "scalar", "record"):
            whole = isinstance(cell, float) and cell.is_integer() and kind != "number"
            return (int(cell) if whole else cell), None
        cell = str(int(cell)) if float(cell).is_integer() else repr(cell)
    text = str(cell)
    bare = text.strip()
    if kind in ("text", "day", "unknown"):
        return text, None
    if kind in ("number", "integer"):
        return (None, None) if bare == "null" else _number(bare, name)
    if kind == "boolean":
        return _WORDS.get(bare.lower(), text), None
    if kind in ("scalar", "record"):
        return (json.loads(bare) if _quoted(bare) else resolve(bare)), None
    if bare in constants:
        return bare, None
    items = MarkedList(mark)
    for item in split(text):
        items.put(int(item) if kind == "integers" and item.isdigit() else item, mark)
    return items, None


def _quoted(text: str) -> bool:
    if not (len(text) > 1 and text[0] == text[-1] == '"'):
        return False
    try:
        return isinstance(json.loads(text), str)
    except json.JSONDecodeError:
        return False


def _number(text: str, name: str) -> tuple[Any, tuple[Any, tuple[str, ...]] | None]:
    """A number with a decimal point or comma and blanks between thousands; what can be read in two ways is named."""
    bare = text.translate(_BLANKS)
    if _PLAIN.match(bare) and not _GROUPED.match(bare):
        value = float(bare)
        exact = not any(c in bare for c in ".eE")
        return (int(bare) if exact else value), None
    if _GROUPED.match(bare):
        mark = "," if "," in bare else "."
        return None, (
            wordings.ambiguous_number,
            (name, f"'{text}'", f"which may mean {bare.replace(mark, '')} or {bare.replace(',', '.')}"),
        )
    if _COMMA.match(bare):
        return float(bare.replace(",", ".")), None
    if re.fullmatch(r"[-+]?[\d.,]+", bare) and any(c.isdigit() for c in bare):
        return None, (
            wordings.ambiguous_number,
            (name, f"'{text}'", "whose points and commas mean different things in different countries"),
        )
    return text, None


def split(text: str) -> list[str]:
    """The items of a list cell: separated by `;`, a `\\;` belongs to its item."""
    items, current, escaped = [], "", False
    for character in text:
        if escaped:
            current += character
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == ";":
            items.append(current.strip())
            current = ""
        else:
            current += character
    items.append(current.strip())
    return [item for item in items if item]


def join(items: list[str]) -> str:
    """The cell of a list; the reverse of `split`."""
    return "; ".join(item.replace("\\", "\\\\").replace(";", "\\;") for item in items)
