"""A first draft of a mapping, from the head of a table and what its cells look like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ceecluster.checks.meanings import exact_code, names_in
from ceecluster.model import Programme, World
from ceecluster.model.lists import codes_at
from ceecluster.officers.foreign import ForeignTable
from ceecluster.sources.columns import known_column, near_column, path_of
from ceecluster.sources.plain import Content

_LISTS = ("instruments", "target_groups", "objectives", "sectors", "services", "funding_sources", "labels")
_SEPARATORS = ("¬", "|", ";")
_ENOUGH = 0.3
"""Share of a column's values that must be of one list before it is suggested."""
_YES_NO = ({"0", "1"}, {"true", "false"}, {"yes", "no"}, {"x"})


def suggested(table: ForeignTable, framework: World) -> Content:
    """The draft of a mapping as plain data; what it leaves open is for a person to say."""
    columns: dict[str, object] = {}
    taken: set[str] = set()
    names = {listing: names_in(framework, listing) for listing in _LISTS}
    maps = {
        listing: {each.code for term in framework.vocabulary.terms(listing).values() for each in term.maps}
        for listing in _LISTS
    }
    for title, values in _values(table):
        separator = next((sign for sign in _SEPARATORS if sum(sign in v for v in values) > len(values) / 10), None)
        parts = [part.strip() for value in values for part in (value.split(separator) if separator else [value])]
        shares = {
            listing: sum(exact_code(p, names[listing]) is not None or p in maps[listing] for p in parts) / len(parts)
            for listing in _LISTS
        }
        best = max(_LISTS, key=lambda listing: shares[listing])
        field: str | None = best if shares[best] >= _ENOUGH else _by_title(title)
        if field is None or field in taken or {v.casefold() for v in values} in _YES_NO:
            continue
        taken.add(field)
        columns[title] = {"field": field, "separator": separator} if separator else field
    named = next((title for title, field in columns.items() if field == "name.en"), next(iter(table.titles), ""))
    counts = Counter({title: len(set(values)) for title, values in _values(table)})
    group = next(
        (t for t, v in _values(table) if len(v) == len(table.rows) and counts[t] < len(v) and t == named), None
    )
    draft: dict[str, object] = {
        "region": "XX",
        "as_of": "2026",
        "id": {"prefix": "xx", "from": named},
        "source": {"key": "table", "title": "say what this table is, and who publishes it", "year": "undated"},
        "constants": {"level": framework.network.levels[0].id},
        "columns": columns,
    }
    return {**draft, "group": group} if group else draft


def _by_title(title: str) -> str | None:
    """The field a title speaks of; fields of codes are told by what stands below, not by their title."""
    plain = title.replace("(s)", "").strip()
    field = known_column(plain, Programme) or near_column(plain, Programme)[0]
    if field is None and plain.casefold().split()[-1:] == ["name"]:
        field = "name.en"
    if field is None or codes_at(Programme, path_of(field, Programme)) or field in ("id", "source", "url", *_LISTS):
        return None
    return "name.en" if field == "name" else None if field.startswith("budget") else field


def flags_of(table: ForeignTable) -> list[str]:
    """Columns of yes and no, which stand for one code each."""
    return [title for title, values in _values(table) if {v.casefold() for v in values} in _YES_NO]


def _values(table: ForeignTable) -> Iterator[tuple[str, list[str]]]:
    """The values of each column that has any."""
    for title in table.titles:
        values = [row.cells[title] for row in table.rows if title in row.cells]
        if values:
            yield title, values
