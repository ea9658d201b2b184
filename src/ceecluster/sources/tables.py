"""Tables (CSV files, workbooks) to the same documents that YAML gives."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from ceecluster.errors import suggest
from ceecluster.findings import Finding, Place, Severity, complain
from ceecluster.model import Datum, Inventory, Programme, Source
from ceecluster.model.lists import ISSUES, codes_at, words_at
from ceecluster.model.position import Priority
from ceecluster.model.shape import Kind, fields_at
from ceecluster.sources import wordings
from ceecluster.sources.cells import NOTHING, typed
from ceecluster.sources.columns import Steps, column_of, known_column, near_column
from ceecluster.sources.csv_reader import companions, read_csv
from ceecluster.sources.decoding import decode, read_bytes
from ceecluster.sources.document import REFUSED, FileOrSheet, MarkedDict, MarkedDocument, MarkedList, pack, unpack
from ceecluster.sources.excel_reader import CODES, read_excel
from ceecluster.sources.form_codes import code_meant, meanings_of
from ceecluster.sources.headers import find_header
from ceecluster.sources.raw_table import RawTable

IGNORE = "ignore"
"""The column of any table that lets findings of its row stand: `CC201: reason`."""
MAX_RECORDS = 5_000
"""Rows of one table of an inventory; a foreign table that is imported may have more."""
MAX_VALUES = 250_000
"""Cells of all rows of one table of an inventory."""
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def read_table(
    path: Path, shown: str, root: Path, role: str, digest: dict[str, str], encoding: str | None = None
) -> tuple[MarkedDocument, list[Finding], list[Finding]]:
    """The document of a CSV file (with its companions) or a workbook; UnreadableError where there is none."""
    notes: list[Finding] = []
    if path.suffix.lower() in WORKBOOKS:
        raw = read_bytes(path, shown, root)
        digest[shown] = hashlib.sha256(raw).hexdigest()
        grids = read_excel(raw, shown)
    else:
        grids = {}
        for name, file in companions(path).items():
            if name != "programmes" and not file.exists():
                continue
            place = shown[: -len(path.name)] + file.name
            raw = read_bytes(file, place, root)
            digest[place] = hashlib.sha256(raw).hexdigest()
            text, found = decode(raw, place, legacy=True, encoding=encoding, hints=(file.name.split(".")[0],))
            notes += found
            grids[name] = read_csv(text, place)
    if role == "structure":
        document, findings = rows_of(grids["programmes"], Datum)
    else:
        document, findings = inventory_of(grids, path)
    return document, notes, findings


def inventory_of(grids: dict[str, RawTable], path: Path) -> tuple[MarkedDocument, list[Finding]]:
    """One document of an inventory's grids."""
    if CODES in grids:
        meanings = meanings_of(grids[CODES])
        for grid in grids.values():
            grid.meanings = meanings
    order = [name for name in ("programmes", "sources", "priorities", "about") if name in grids]
    parts = [FileOrSheet(grids[n].file, grids[n].sheet, grids[n].offsets) for n in order]
    # What the head lacks is missing from the table of the head, where there is one.
    data = MarkedDict(pack(0, 0, order.index("about" if "about" in grids else "programmes")))
    if "about" in grids:
        _read_about(grids["about"], order.index("about"), order, data)
    if "region" not in data and "country" not in data and "network" not in data:
        # A table without header data says whose it is by its file name: AT33-tyrol.csv.
        code = path.name.split("-")[0].split(".")[0]
        data.put("region" if len(path.parts) < 2 or path.parent.name != "national" else "country", code, 0, 0)
    if "sources" in grids:
        grid, part = grids["sources"], order.index("sources")
        sources = MarkedDict(pack(grid.header_line, 0, part))
        find_header(grid, Source, ("key",))
        _bound(grid)
        if _needs(grid, ("key",)):
            column = grid.header.index("key")
            for (line, row), record in zip(grid.rows, _records(grid, Source, part, "sources", "key"), strict=True):
                key = str(row[column] or "").strip() if column < len(row) and row[column] is not REFUSED else ""
                mark = pack(line, column, part)
                if not key:
                    grid.tell(wordings.missing_field, line, column, "key", "the column 'key'", path=("sources",))
                elif key in sources:
                    first = grid.place(unpack(sources.keys_at[key])[0], column)
                    grid.tell(wordings.duplicate_key, line, column, key, first, path=("sources", key))
                else:
                    sources.put(key, record, mark, mark)
        data.put("sources", sources, sources.mark, sources.mark)
    if "priorities" in grids:
        _read_priorities(grids["priorities"], order.index("priorities"), data)
    grid, part = grids["programmes"], order.index("programmes")
    find_header(grid, Programme, ("id",))
    _bound(grid)
    programmes = MarkedList(pack(grid.header_line, 0, part))
    lacking = not _needs(grid, ("id",))
    for (line, _), record in zip(grid.rows, _records(grid, Programme, part, "programmes"), strict=True):
        if lacking:
            # The header is told once; what else is wrong with the records is told all the same.
            record.put("id", REFUSED, pack(line, 0, part), pack(line, 0, part))
        programmes.put(record, record.mark)
    data.put("programmes", programmes, programmes.mark, programmes.mark)
    remarks = [remark for name in order for remark in _remarks(grids[name])]
    findings = [finding for name in reversed(order) for finding in grids[name].findings]
    return MarkedDocument(parts, data, remarks=remarks), findings


def _bound(grid: RawTable) -> None:
    """Tell of more rows or cells than an inventory can have, and read none of them."""
    cells = sum(len(row) for _, row in grid.rows)
    for size, what, limit in ((len(grid.rows), "records", MAX_RECORDS), (cells, "cells", MAX_VALUES)):
        if size > limit:
            told = ("the table", f"{size:,} {what} long", f"{limit:,}")
            grid.findings.append(complain(wordings.too_large, grid.place(grid.header_line, 0), *told))
            grid.rows = []
            return


def _remarks(grid: RawTable) -> Iterator[tuple[Place, int, int, str]]:
    """(place, first and last line of the row, text) of each filled cell of the column that lets findings stand."""
    columns = [at for at, title in enumerate(grid.titles) if title.casefold() == IGNORE]
    for line, row in grid.rows if columns else ():
        for column in columns:
            text = row[column] if column < len(row) else None
            if isinstance(text, str):
                lines = 0 if grid.sheet is not None else sum(cell.count("\n") for cell in row if isinstance(cell, str))
                yield grid.place(line, column), line + 1, line + 1 + lines, text


def _read_about(grid: RawTable, part: int, order: Sequence[str], data: MarkedDict) -> None:
    """Put the fields of an inventory's head into its data."""
    find_header(grid, None, ("field", "value"))
    if not _needs(grid, ("field", "value")):
        return
    apart = {*order} - {"priorities"}
    name_at, value_at = grid.header.index("field"), grid.header.index("value")
    items: dict[Steps, int] = {}
    for line, row in grid.rows:
        title = str(row[name_at] or "").strip() if name_at < len(row) else ""
        if not title or value_at >= len(row) or row[value_at] is None:
            continue
        name = known_column(title, Inventory)
        if name is None or name.split(".")[0] in apart:
            # Records and sources have tables of their own.
            near, known = near_column(title, Inventory)
            listed = ", ".join(sorted({*known} - {*apart}))
            grid.tell(wordings.unknown_field, line, name_at, title, near, listed, path=(title,))
        else:
            _put(data, _column(name, Inventory), row[value_at], grid, (line, value_at, part), (), items)


def _read_priorities(grid: RawTable, part: int, data: MarkedDict) -> None:
    """Put the declared positions of a sheet of their own into an inventory's data: one entry in each row."""
    find_header(grid, Priority, ("issue",))
    _bound(grid)
    if not _needs(grid, ("issue",)):
        return
    column = grid.header.index("issue")
    head = data.get("priorities")
    found = MarkedDict(pack(grid.header_line, 0, part))
    for (line, row), record in zip(grid.rows, _records(grid, Priority, part, "priorities", "issue"), strict=True):
        typed_in = str(row[column] or "").strip() if column < len(row) and row[column] is not REFUSED else ""
        issue, mark = code_meant(typed_in, grid.meanings.get(ISSUES, {})), pack(line, column, part)
        if not issue:
            grid.tell(wordings.missing_field, line, column, "issue", "the column 'issue'", path=("priorities",))
        elif head is not None and (not isinstance(head, MarkedDict) or issue in head):
            why = f"'{issue}' has a priority here, and in the sheet 'about'"
            grid.tell(wordings.bad_table, line, column, why, "keep one of the two", path=("priorities", issue))
        else:
            if issue not in found:
                found.put(issue, MarkedList(mark), mark, mark)
            found[issue].put(record, record.mark)
    for issue, entries in found.items():
        if head is None:
            data.put("priorities", head := MarkedDict(found.mark), found.mark, found.mark)
        head.put(issue, entries, entries.mark, entries.mark)


def rows_of(grid: RawTable, model: type[BaseModel]) -> tuple[MarkedDocument, list[Finding]]:
    """A document {rows: [...]} of a flat table."""
    wanted = tuple(sorted(name for name, field in model.model_fields.items() if field.is_required()))
    find_header(grid, model, wanted)
    rows = MarkedList()
    if _needs(grid, wanted):
        for record in _records(grid, model, 0, "rows"):
            rows.put(record, record.mark)
    data = MarkedDict()
    data.put("rows", rows, 0, 0)
    return MarkedDocument(
        [FileOrSheet(grid.file, grid.sheet, grid.offsets)], data, remarks=[*_remarks(grid)]
    ), grid.findings


def pairs_in(text: str, shown: str, name: str, value: str) -> tuple[dict[str, object], list[Finding]]:
    """The numbers of a CSV table of two columns by name, and everything wrong with it; read like every other table."""
    grid = read_csv(text, shown)
    find_header(grid, None, (name, value))
    found: dict[str, object] = {}
    if _needs(grid, (name, value)):
        name_at, value_at = grid.header.index(name), grid.header.index(value)
        lines: dict[str, int] = {}
        for line, row in grid.rows:
            key = str(row[name_at] or "").strip() if name_at < len(row) else ""
            number, problem = typed(row[value_at] if value_at < len(row) else "", "number", value)
            if key in found:
                first = grid.place(lines[key], name_at)
                grid.tell(wordings.duplicate_key, line, name_at, key, first)
            elif problem is not None:
                grid.tell(problem[0], line, value_at, *problem[1])
            else:
                found[key] = number
                lines[key] = line
    return found, [finding for finding in grid.findings if finding.severity is Severity.ERROR]


def _needs(grid: RawTable, wanted: tuple[str, ...]) -> bool:
    missing = [name for name in wanted if name not in grid.header]
    if missing and not any(f.severity is Severity.ERROR and f.path is None for f in grid.findings):
        near = [suggest(name, grid.titles) for name in missing]
        why = f"the header lacks {', '.join(missing)}"
        place = grid.place(grid.header_line, 0)
        hint = f"is '{near[0]}' meant for it?" if len(missing) == 1 and near[0] else "one row names the columns"
        grid.findings.append(complain(wordings.bad_table, place, why, hint))
    return not missing


def _records(grid: RawTable, model: type[BaseModel], part: int, base: str, skip: str = "") -> list[MarkedDict]:
    """The record of each row; unknown and doubled columns are named once, in the header.

    `base` is the field of the document the records stand in, `skip` a column that is no field of theirs.
    """
    usable = _usable(grid, model, base, skip)
    # A field whose column was misspelt is told once, in the header.
    meant = {f.suggestion.split(".")[0] for f in grid.findings if f.code == "CC111" and f.suggestion}
    findings = grid.findings
    told = {(f.where.line, f.where.column): n for n, f in enumerate(findings) if f.where.cell and f.path is None}
    columns = [(column, _column(grid.header[column], model)) for column in usable]
    skipped = grid.header.index(skip) if skip else 0
    records = []
    for index, (line, row) in enumerate(grid.rows):
        home: Steps = (base, str(row[skipped] if skipped < len(row) else index)) if skip else (base, index)
        width = len(row)
        if width > len(grid.header) or (grid.sheet is None and width != len(grid.header)):
            extra = any(cell is not None for cell in row[len(grid.header) :])
            if extra or grid.sheet is None:
                why = f"this row has {width} cells, the header {len(grid.header)}"
                grid.tell(wordings.bad_table, line, 0, why, path=home)
        record = MarkedDict(pack(line, 0, part))
        items: dict[Steps, int] = {}
        for column, about in columns:
            if column < width and (cell := row[column]) is not None:
                if cell is REFUSED and (line + 1, column + 1) in told:
                    # The reader named the cell; now it is known what it stands for.
                    at = told[line + 1, column + 1]
                    findings[at] = replace(findings[at], path=(*home, *about.steps))
                _put(record, about, cell, grid, (line, column, part), home, items)
            elif column >= width and grid.sheet is None:
                # The short row is named above; what it lacks is no second finding.
                _put(record, about, REFUSED, grid, (line, 0, part), home, items)
        for name in meant - {*record} if meant else ():
            record.put(name, REFUSED, record.mark, record.mark)
        records.append(record)
    return records


class _Column(NamedTuple):
    """A column of a table: its name, the steps to its place in a record, and what belongs there."""

    name: str
    steps: Steps
    kind: Kind
    constants: tuple[str, ...]
    listing: str | None
    """The list its codes are from."""
    words: tuple[str, ...]
    """The lists that its words may be from."""


@lru_cache(maxsize=10_000)
def _column(name: str, model: type[BaseModel]) -> _Column:
    steps, kind, constants = column_of(name, model)
    return _Column(name, steps, kind, constants, codes_at(model, steps), words_at(model, steps))


def _usable(grid: RawTable, model: type[BaseModel], base: str, skip: str) -> list[int]:
    """The columns that can be read; the others are named in the header."""
    usable: list[int] = []
    seen: set[str] = set()
    for column, (name, title) in enumerate(zip(grid.header, grid.titles, strict=True)):
        place: Callable[[], Any] = partial(grid.place, grid.header_line, column)
        if not title:
            if any(column < len(row) and row[column] is not None for _, row in grid.rows):
                why = "a column with values has no header"
                grid.findings.append(complain(wordings.bad_table, place(), why, path=(base,)))
        elif name in seen and name:
            why = f"the column '{name}' appears twice"
            grid.findings.append(complain(wordings.bad_table, place(), why, "keep one of the two", path=(base,)))
        elif title.casefold() == IGNORE:
            continue
        elif not name:
            near, known = near_column(title, model)
            listed = ", ".join(known or fields_at(model, ()))
            grid.findings.append(complain(wordings.unknown_field, place(), title, near, listed, path=(base,)))
        elif name != skip:
            usable.append(column)
        if name:
            seen.add(name)
    # Wherever columns were moved to: the first item of a list comes before the second.
    return sorted(usable, key=lambda column: _numbers(grid.header[column], model))


def _numbers(name: str, model: type[BaseModel]) -> tuple[int, ...]:
    return tuple(step for step in column_of(name, model)[0] if isinstance(step, int))


def _meant(value: object, names: dict[str, str]) -> object:
    """A value with the codes that its names stand for."""
    if isinstance(value, MarkedList):
        codes = MarkedList(value.mark)
        for item, at in zip(value, value.items_at, strict=True):
            codes.put(code_meant(item, names) if isinstance(item, str) else item, at)
        return codes
    return code_meant(value, names) if isinstance(value, str) else value


def _put(
    record: MarkedDict,
    column: _Column,
    cell: object,
    grid: RawTable,
    at: tuple[int, int, int],
    home: Steps,
    items: dict[Steps, int],
) -> None:
    """Set a cell's value at its place in a record; what is wrong with the cell, or with setting it, is a finding."""
    mark = pack(*at)
    if grid.meanings and column.listing is None and isinstance(cell, str):
        # Only a form has lists of words, and only columns of words have one.
        cell = code_meant(cell, next((grid.meanings[name] for name in column.words if name in grid.meanings), {}))
    value, problem = typed(cell, column.kind, column.name, mark, constants=column.constants)
    if problem is not None:
        wording, words = problem
        grid.tell(wording, at[0], at[1], *words, path=(*home, *column.steps))
        value = REFUSED
    elif column.kind == "text" and isinstance(value, str) and len(value) < 20 and value.strip().casefold() in NOTHING:
        words = (column.name, value.strip())
        grid.tell(wordings.word_for_nothing, at[0], at[1], *words, path=(*home, *column.steps))
    elif grid.meanings and column.listing is not None:
        value = _meant(value, grid.meanings.get(column.listing, {}))
    steps = column.steps
    if len(steps) == 1 and isinstance(steps[0], str) and steps[0] not in record:
        record.put(steps[0], value, mark, mark)
        return
    if why := _set(record, column.name, steps, value, mark, items):
        grid.tell(wordings.bad_table, at[0], at[1], why, "keep one of the two", path=(*home, *steps))


def _set(record: MarkedDict, name: str, steps: Steps, value: object, mark: int, items: dict[Steps, int]) -> str:
    """Set a value at its place, making the mappings and lists on the way; why it cannot be set, empty where it was.

    `items` tells which item of a list each number stands for: a gap in the numbers closes up.
    """
    here: Any = record
    for depth, (step, following) in enumerate(zip(steps, (*steps[1:], None), strict=True), start=1):
        if isinstance(step, int) and following is None:
            # A list of plain values may have a column for each item.
            here.put(value, mark)
        elif isinstance(step, int):
            if steps[:depth] not in items:
                items[steps[:depth]] = len(here)
                here.put(MarkedDict(mark), mark)
            here = here[items[steps[:depth]]]
        elif following is None and step in here:
            return f"'{name}' has a value, and so has another row or column for the same field"
        elif following is None:
            here.put(step, value, mark, mark)
        else:
            if step not in here:
                here.put(step, MarkedList(mark) if isinstance(following, int) else MarkedDict(mark), mark, mark)
                if depth + 1 == len(steps):
                    items[steps[:depth]] = 0
            here = here[step]
            if here is REFUSED:
                return ""
            is_list = isinstance(following, int)
            fits = isinstance(here, MarkedList if is_list else MarkedDict)
            if fits and is_list and depth + 1 == len(steps):
                fits = steps[:depth] in items
            elif fits and is_list:
                fits = all(isinstance(item, MarkedDict) for item in here)
            if not fits:
                return f"'{name}' and '{step}' both have a value"
    return ""
