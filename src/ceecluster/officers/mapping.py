"""The mapping of somebody else's table into an inventory: which column is which field, and by which rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ceecluster import assets
from ceecluster.errors import UsageError, suggest
from ceecluster.findings import Finding, Severity, complain
from ceecluster.model import Programme
from ceecluster.model.base import Code, Day, Flag, Frozen, Slug, SourceKey, Text, Whole
from ceecluster.parse import parse
from ceecluster.sources import wordings
from ceecluster.sources.columns import known_column, near_column
from ceecluster.sources.decoding import decode, read_bytes
from ceecluster.sources.document import MarkedDocument
from ceecluster.sources.yaml_reader import read_yaml

Several = Annotated[tuple[Text, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]


class ColumnTarget(Frozen):
    """Where a column goes."""

    field: Text
    """Dotted name of the field, as in a table: `name.en`, `bodies.owner`, `instruments`."""
    separator: Text | None = None
    """What stands between several values in a cell: `|`, `;`, `¬`."""
    codes: dict[Text, Code] = {}
    """Codes of texts that neither a name nor a published taxonomy tells."""
    words: dict[Text, Text] = {}
    """Words of the format for words of the table: {Regional: regional}."""
    scheme: Text | None = None
    """Taxonomy of the values, as the vocabulary's `maps` name it; any where it is left out."""
    where: dict[Text, tuple[Text, ...]] = {}
    """Of which rows the column is read: those with one of these texts in the other column."""


class Flags(Frozen):
    """Columns of yes and no, each for one code of a list field."""

    field: Text
    """The list field."""
    columns: dict[Text, Code]
    """Code by column."""
    yes: tuple[Text, ...] = ("1", "1.0", "x", "yes", "true", "ja")
    """What stands for yes, in small letters."""


class MoneyColumn(Frozen):
    """A column of amounts or ranges of amounts."""

    column: Text
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    kind: Text = "programme"
    take: Literal["amount", "lower", "upper"] = "amount"
    """Of a range such as 5M-20M: its lower or upper end; the range itself goes into the note."""


class IdRule(Frozen):
    """How identifiers are made: a prefix and the text of a column."""

    prefix: Slug
    column: Text = Field(alias="from")


class TableSource(Frozen):
    """The table itself as the source of every record; with `address` each record also has a page of its own."""

    key: SourceKey
    title: Text
    publisher: Text | None = None
    year: Whole | Literal["undated"] | None = None
    url: Text | None = None
    accessed: Day | None = None
    address: Text | None = None
    """Column with a record's own address."""


class Join(Frozen):
    """A second table, one row of which belongs to each row of the first."""

    file: Text | None = None
    """Its name, beside the first; the same workbook where left out."""
    sheet: Text | None = None
    """Its sheet of a workbook; the only one where left out."""
    own: Several
    """Column of the first table, or several that together tell the row."""
    other: Several
    """Columns of the second with the same values."""


Targets = Annotated[ColumnTarget, BeforeValidator(lambda value: {"field": value} if isinstance(value, str) else value)]


class TableMapping(Frozen):
    """A mapping file."""

    region: Text | None = None
    country: Text | None = None
    network: Flag = False
    as_of: Day
    sheet: Text | None = None
    """Sheet of a workbook; its only one where left out."""
    header: Whole = Field(default=1, ge=1)
    """Row that names the columns, from 1."""
    encoding: Text | None = None
    where: dict[Text, tuple[Text, ...]] = {}
    """Rows that are read: those with one of these texts in the column."""
    group: Several = ()
    """Rows with the same text in this column, or in all of several, are one record."""
    least: dict[Text, Whole] = {}
    """Records with fewer values in a field are left out: {cross_border.1.with: 2}."""
    join: Join | None = None
    id: IdRule
    source: TableSource
    constants: dict[Text, Text] = {}
    """Cells that every record has, by field: {scope: national, level: policy}."""
    columns: dict[Text, Targets]
    flags: tuple[Flags, ...] = ()
    budget: MoneyColumn | None = None

    @property
    def used(self) -> dict[str, str]:
        """Every column the mapping names, with what for."""
        found = {column: target.field for column, target in self.columns.items()}
        found |= {column: f"{flags.field} {code}" for flags in self.flags for column, code in flags.columns.items()}
        found |= dict.fromkeys(self.where, "where")
        found |= dict.fromkeys([column for target in self.columns.values() for column in target.where], "where")
        for column, use in (
            *((column, "group") for column in self.group),
            (self.id.column, "id"),
            (self.source.address, "source.address"),
            *((column, "join") for column in (self.join.own if self.join else ())),
            (self.budget.column if self.budget else None, "budget"),
        ):
            if column is not None:
                found.setdefault(column, use)
        return found


def read_mapping(given: str) -> tuple[TableMapping | None, MarkedDocument | None, list[Finding]]:
    """A mapping file, or the packaged one of that name, with everything that is wrong with it."""
    packaged = assets.templates() / "maps" / f"{given}.yaml"
    path = Path(given)
    if not path.is_file():
        if not packaged.is_file():
            known = ", ".join(sorted(each.stem for each in packaged.parent.glob("*.yaml")))
            raise UsageError(f"there is no mapping '{given}'", f"name a file, or one of {known}; draft one: --suggest")
        path = packaged
    text, notes = decode(read_bytes(path, given, path.resolve().parent), given)
    document, findings = read_yaml(text, given)
    mapping, more = parse(document, TableMapping) if document.data else (None, [])
    findings = [*notes, *findings, *more]
    return mapping, document, [*findings, *(_fields(mapping, document) if mapping is not None else ())]


def _fields(mapping: TableMapping, document: MarkedDocument) -> list[Finding]:
    """What is wrong with the fields a mapping names: none of the format, or two columns for one of them."""
    found: list[Finding] = []
    taken: dict[str, str] = {}
    for column, target in mapping.columns.items():
        name = known_column(target.field, Programme)
        where = document.at(("columns", column))
        if name is None:
            near, known = near_column(target.field, Programme)
            found.append(complain(wordings.unknown_field, where, target.field, near, ", ".join(known)))
        elif name in taken:
            why = f"'{column}' and '{taken[name]}' both go to '{name}'"
            found.append(complain(wordings.bad_table, where, why, f"number the items, {name}.1, or leave one out"))
        taken.setdefault(name or "", column)
    for name in (*mapping.constants, *mapping.least, *(flags.field for flags in mapping.flags)):
        if known_column(name, Programme) is None:
            near, known = near_column(name, Programme)
            here = next((key for key in ("constants", "least") if name in getattr(mapping, key)), None)
            where = document.at((here, name) if here else ("flags",))
            found.append(complain(wordings.unknown_field, where, name, near, ", ".join(known)))
    return found


def unknown_columns(mapping: TableMapping, document: MarkedDocument, titles: Sequence[str]) -> list[Finding]:
    """Columns that a mapping names and the table does not have."""
    found = []
    for column in mapping.used:
        if column not in titles:
            near = suggest(column, titles)
            hint = f"did you mean '{near}'?" if near else "look at its head: import table --suggest"
            where = document.at(("columns", column), key=True)
            found.append(complain(wordings.bad_table, where, f"the table has no column '{column}'", hint))
    return found


def errors_of(findings: Sequence[Finding]) -> list[Finding]:
    """The errors among findings."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]
