"""A foreign table to the records of an inventory by a mapping, with a report of what was mapped, guessed, and left."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ceecluster.checks.meanings import exact_code, names_in, near_code
from ceecluster.findings import Finding
from ceecluster.model import Inventory, Programme, World
from ceecluster.model.lists import CRITERIA, LEVELS, PLACES, codes_at, list_of
from ceecluster.model.shape import is_list_at, kind_at
from ceecluster.officers.foreign import ForeignRow, ForeignTable
from ceecluster.officers.mapping import ColumnTarget, MoneyColumn, TableMapping
from ceecluster.parse import parse_inventory
from ceecluster.sources.cells import NOTHING, join
from ceecluster.sources.columns import known_column, path_of
from ceecluster.sources.raw_table import RawTable
from ceecluster.sources.tables import inventory_of

_YEAR = re.compile(r"(\d{4})(?:\.0|-\d{2}(?:-\d{2})?(?:[T ].*)?)?|\d{1,2}[./]\d{1,2}[./](\d{4})")
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(K|M|B|bn|thousand|million|billion)?\b", re.IGNORECASE)
_TIMES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9}
_NO_AMOUNT = NOTHING | {"unknown", "not applicable"}


@dataclass
class Used:
    """What became of the values of a column."""

    column: str
    into: str
    filled: int = 0
    """Rows with a value."""
    mapped: Counter[str] = field(default_factory=Counter)
    """Values taken, by how: as they are, by the mapping, by a published taxonomy, by name."""
    guessed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(value, what it was taken for) where the two meet roughly."""
    left: Counter[str] = field(default_factory=Counter)
    """Values that were not taken."""


@dataclass
class Imported:
    """What a table gave."""

    inventory: Inventory | None
    findings: list[Finding]
    columns: list[Used]
    unused: list[str]
    """Columns that the mapping does not name."""
    rows: int
    elsewhere: int
    """Rows that `where` leaves out."""
    few: int
    """Records that `least` leaves out."""
    lost: list[tuple[int, str]]
    """(row from 1, why) of rows that gave no record."""
    differing: Counter[str]
    """By column: records whose rows differ in it; the first counts."""


class _Translator:
    """Values as codes: by the mapping, the vocabulary's maps, and names; nothing is taken for being near."""

    def __init__(self, framework: World) -> None:
        self._framework = framework
        self._names: dict[str, dict[str, str]] = {}

    def code(self, text: str, listing: str, target: ColumnTarget) -> tuple[str | None, str]:
        """(code, how it was found); (None, what it may mean) where it was not."""
        if text in target.codes:
            return target.codes[text], "by the mapping"
        if listing == PLACES:
            return self._place(text)
        if listing not in self._names and listing != LEVELS:
            self._names[listing] = names_in(self._framework, listing)
        names = self._names.get(listing, {level.id: level.id for level in self._framework.network.levels})
        if text in names.values():
            return text, "as they are"
        if listing not in (LEVELS, CRITERIA) and (mapped := self._mapped(text, listing, target.scheme)):
            return mapped
        if (named := exact_code(text, names)) is not None:
            return named, "by name"
        near = near_code(text, names)
        return None, f"perhaps {near}" if near else ""

    def _mapped(self, text: str, listing: str, scheme: str | None) -> tuple[str | None, str] | None:
        """By the published taxonomies the vocabulary names; two codes for one text are no answer."""
        found = {}
        for term in self._framework.vocabulary.terms(listing).values():
            for each in term.maps:
                if text == each.code and (scheme is None or each.scheme == scheme):
                    found[term.code] = each.fit
        exact = [code for code, fit in found.items() if fit == "exact"]
        if len(found) > 1 and len(exact) != 1:
            return None, f"perhaps {' or '.join(sorted(found))}"
        if found:
            code = exact[0] if exact else next(iter(found))
            return code, "by taxonomy" if found[code] == "exact" else f"roughly {found[code]}"
        return None

    def _place(self, text: str) -> tuple[str | None, str]:
        """The region of the network around a NUTS code, else its country where the network has that."""
        network = self._framework.network
        regions = (*network.regions, *network.candidates)
        if text in {region.code for region in regions}:
            return text, "as they are"
        for region in regions:
            if any(text.startswith(nuts) for nuts in region.nuts) and re.fullmatch(r"[A-Z]{2}[0-9A-Z]{0,3}", text):
                return region.code, "by its NUTS code"
        code = exact_code(text, names_in(self._framework, PLACES))
        return (code, "by name") if code else (None, "")


def imported(table: ForeignTable, mapping: TableMapping, framework: World, shown: str) -> Imported:
    """The inventory of a table, with what became of every column and row."""
    used = {column: Used(column, target.field) for column, target in mapping.columns.items()}
    for flags in mapping.flags:
        used |= {column: Used(column, f"{flags.field} {code}") for column, code in flags.columns.items()}
    if mapping.budget is not None:
        used[mapping.budget.column] = Used(mapping.budget.column, "budget")
    wanted = [row for row in table.rows if all(row.cells.get(c, "") in texts for c, texts in mapping.where.items())]
    groups: dict[tuple[str, ...], list[ForeignRow]] = {}
    lost: list[tuple[int, str]] = []
    for number, row in enumerate(wanted):
        key = tuple(row.cells.get(column, "") for column in mapping.group) or (str(number),)
        if not any(key):
            lost.append((row.line + 1, f"'{', '.join(mapping.group)}' is empty"))
        else:
            groups.setdefault(key, []).append(row)
    translator, differing = _Translator(framework), Counter[str]()
    records: list[tuple[int, dict[str, str]]] = []
    sources: dict[str, dict[str, str]] = {mapping.source.key: _source(mapping)}
    ids: Counter[str] = Counter()
    few = 0
    for rows in groups.values():
        cells = _record(rows, mapping, translator, used, differing)
        name = rows[0].cells.get(mapping.id.column, "")
        if not name:
            lost += [(row.line + 1, f"'{mapping.id.column}' is empty") for row in rows]
            continue
        if any(len(_items(cells, name)) < least for name, least in mapping.least.items()):
            few += 1
            continue
        identifier = f"{mapping.id.prefix}-{_slug(name)}"[:76].rstrip("-")
        ids[identifier] += 1
        identifier += f"-{ids[identifier]}" if ids[identifier] > 1 else ""
        address = rows[0].cells.get(mapping.source.address or "", "")
        if address.startswith(("http://", "https://")):
            sources[identifier] = {"title": name[:200], "url": address, "year": "undated"}
        keys = join([*([identifier] if identifier in sources else []), mapping.source.key])
        records.append((rows[0].line, {"id": identifier, **cells, "source": keys}))
    inventory, findings = _inventory(records, sources, mapping, shown)
    made = {p.id for p in inventory.programmes} if inventory is not None else set()
    lost += [(line + 1, "its record has errors") for line, cells in records if cells["id"] not in made]
    unused = [title for title in table.titles if title not in mapping.used]
    elsewhere = len(table.rows) - len(wanted)
    rows_lost = sorted(lost)
    return Imported(
        inventory, findings, [*used.values()], unused, len(table.rows), elsewhere, few, rows_lost, differing
    )


def _items(cells: dict[str, str], field: str) -> list[str]:
    """The values that a list field of a record has."""
    return [*filter(None, cells.get(known_column(field, Programme) or field, "").split("; "))]


def _record(
    rows: Sequence[ForeignRow],
    mapping: TableMapping,
    translator: _Translator,
    used: dict[str, Used],
    differing: Counter[str],
) -> dict[str, str]:
    """The cells of one record, by field."""
    cells = dict(mapping.constants)
    for column, target in mapping.columns.items():
        read = [r for r in rows if all(r.cells.get(other, "") in texts for other, texts in target.where.items())]
        texts = [row.cells[column] for row in read if column in row.cells]
        used[column].filled += len(texts)
        name = known_column(target.field, Programme) or target.field
        values = _values(texts, target, name, translator, used[column])
        several = is_list_at(Programme, path_of(name, Programme))
        if not several and len(dict.fromkeys(values)) > 1:
            differing[column] += 1
        if values:
            cells[name] = join([*dict.fromkeys(values)]) if several else values[0]
    for flags in mapping.flags:
        name = known_column(flags.field, Programme) or flags.field
        for column, code in flags.columns.items():
            texts = [row.cells[column] for row in rows if column in row.cells]
            used[column].filled += len(texts)
            if any(text.casefold() in flags.yes for text in texts):
                used[column].mapped["by the mapping"] += 1
                cells[name] = join([*dict.fromkeys([*_items(cells, name), code])])
    if mapping.budget is not None:
        column = mapping.budget.column
        texts = [row.cells[column] for row in rows if column in row.cells]
        used[column].filled += len(texts)
        cells |= _budget(texts[:1], mapping.budget, used[column])
    return cells


def _values(texts: Iterable[str], target: ColumnTarget, name: str, translator: _Translator, used: Used) -> list[str]:
    """The values of a field in the words of the format."""
    path = path_of(name, Programme)
    listing = codes_at(Programme, path)
    if listing is None and kind_at(Programme, path) == "records":
        listing = list_of(path)
    year = kind_at(Programme, path) == "integer" or path in (("start",), ("end",))
    found = []
    for text in texts:
        parts = text.split(target.separator) if target.separator else [text]
        for part in filter(None, (each.strip() for each in parts)):
            if part in target.words:
                used.mapped["by the mapping"] += 1
                found.append(target.words[part])
            elif part.casefold() in NOTHING:
                used.left[part] += 1
            elif listing is not None:
                code, how = translator.code(part, listing, target)
                if code is None:
                    used.left[f"{part} ({how})" if how else part] += 1
                    continue
                found.append(code)
                if how.startswith("roughly"):
                    used.guessed[part, f"{code}, {how}"] += 1
                else:
                    used.mapped[how] += 1
            elif year:
                match = _YEAR.fullmatch(part)
                if match is None:
                    used.left[part] += 1
                    continue
                used.mapped["as they are" if part == match[1] else "year of a date"] += 1
                found.append(str(match[1] or match[2]))
            else:
                used.mapped["as they are"] += 1
                found.append(part)
    return found


def _budget(texts: Sequence[str], money: MoneyColumn, used: Used) -> dict[str, str]:
    """The cells of an amount or of an end of a range, which its note says."""
    for text in texts:
        amounts = [float(n.replace(",", ".")) * _TIMES.get(unit.lower(), 1) for n, unit in _AMOUNT.findall(text)]
        chosen = {"amount": amounts[:1] if len(amounts) == 1 else [], "lower": amounts[:1], "upper": amounts[-1:]}
        one_sided = len(amounts) == 1 and not text[:1].isdigit()
        if text.casefold() in _NO_AMOUNT or not chosen[money.take] or (one_sided and money.take != "amount"):
            used.left[text] += 1
            return {}
        cells = {"amount": f"{chosen[money.take][0]:.15g}", "currency": money.currency, "kind": money.kind}
        if len(amounts) > 1:
            cells["note"] = f"given as {text}; the {money.take} end"
            used.guessed[text, f"{cells['amount']}, the {money.take} end"] += 1
        else:
            used.mapped["as they are"] += 1
        return {f"budget.1.{name}": value for name, value in cells.items()}
    return {}


def _source(mapping: TableMapping) -> dict[str, str]:
    rule = mapping.source.model_dump(exclude={"key", "address"}, exclude_none=True)
    return {name: str(value) for name, value in rule.items()}


class _Lines:
    """Where a cell of the records stands in the foreign table: on the first row of its record."""

    def get(self, cell: tuple[int, int], default: tuple[int, int], /) -> tuple[int, int]:
        """The line of the record; its columns are others."""
        return cell[0], 0


def _inventory(
    records: Sequence[tuple[int, dict[str, str]]],
    sources: dict[str, dict[str, str]],
    mapping: TableMapping,
    shown: str,
) -> tuple[Inventory | None, list[Finding]]:
    """The inventory of the cells, read as any other table."""
    from pathlib import Path

    def grid(rows: Sequence[tuple[int, dict[str, str]]], first: Sequence[str]) -> RawTable:
        names = [*dict.fromkeys([*first, *(name for _, cells in rows for name in cells)])]
        made = RawTable(shown, offsets=_Lines())
        made.rows = [(0, [*names]), *((line, [cells.get(name) for name in names]) for line, cells in rows)]
        return made

    owner = {"region": mapping.region, "country": mapping.country, "network": "true" if mapping.network else None}
    head = {**{name: value for name, value in owner.items() if value}, "as_of": mapping.as_of}
    grids: dict[str, Any] = {
        "programmes": grid(records, ["id"]),
        "sources": grid([(0, {"key": key, **cells}) for key, cells in sources.items()], ["key"]),
        "about": grid([(0, {"field": name, "value": value}) for name, value in head.items()], ["field", "value"]),
    }
    document, findings = inventory_of(grids, Path(shown))
    inventory, _, more = parse_inventory(document)
    return inventory, [*findings, *more]


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    folded = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:60].rstrip("-") or "record"
