"""A form filled in by its own means reads back as the inventory that was meant, field by field."""

from __future__ import annotations

import io
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl import Workbook, load_workbook

from ceecluster.catalogues import catalogue
from ceecluster.model import Inventory, Programme
from ceecluster.officers.columns import columns_of, words
from ceecluster.officers.filling import cells_of, head_of, priorities_of, sources_of
from ceecluster.officers.form import form_of
from ceecluster.officers.lists import lists_of
from ceecluster.officers.speech import ENGLISH, Speech
from ceecluster.reading import read_file
from ceecluster.sources.workbook_writer import put
from examples import drawn
from factories import make_world
from strategies import inventories, whole

RELAXED = settings(
    max_examples=drawn(6),
    deadline=None,
    # A form takes half a second: what fails is shown as it was drawn.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


SPOKEN = catalogue("de")
GERMAN = Speech("de", lambda text: SPOKEN.gettext(text, len))


@cache
def empty(speech: Speech = ENGLISH) -> bytes:
    """An empty form of the small world."""
    return form_of(make_world(), "AT31", "Upper Austria", None, ["de"], speech)


def fill(raw: bytes, inventory: Inventory, speech: Speech = ENGLISH) -> bytes:
    """A form after somebody typed an inventory into it: cells under their heads, further heads at the end."""
    book = load_workbook(io.BytesIO(raw))
    framework, lists = make_world(), lists_of(make_world(), speech)
    columns_of(framework, words(speech), lists, "AT31", ["de"])
    for name, rows in (
        ("programmes", [cells_of(record, lists) for record in inventory.programmes]),
        ("sources", sources_of(inventory)),
        ("priorities", priorities_of(inventory, lists)),
    ):
        sheet = book[titled(book, name)]
        heads = {str(cell.value).splitlines()[-1]: cell.column for cell in sheet[1]}
        for line, row in enumerate(rows, start=2):
            for key, value in row.items():
                if key not in heads:
                    heads[key] = len(heads) + 1
                    put(sheet.cell(1, heads[key]), key)
                put(sheet.cell(line, heads[key]), value)
    about = book[titled(book, "about")]
    for row in about.iter_rows(min_row=2):
        row[0].value = None
    for line, (key, value) in enumerate(head_of(inventory).items(), start=2):
        put(about.cell(line, 1), key)
        put(about.cell(line, 2), value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def titled(book: Workbook, name: str) -> str:
    """What a sheet of a form is called in it."""
    return str(book.defined_names[f"ceecluster_{name}"].attr_text).rpartition("!")[0].strip("'")


def read(raw: bytes) -> Any:
    """The inventory in a form; it must read without an error."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "AT31-x.xlsx"
        path.write_bytes(raw)
        file = read_file("region", path, path.parent)
    assert [str(finding) for finding in file.findings if finding.severity == "error"] == []
    return file.model


@given(inventories)
@RELAXED
def test_a_filled_form_reads_back(inventory: Inventory) -> None:
    """Every field of the format, typed into an empty form or filled in beforehand, is read as it was meant."""
    assert whole(read(form_of(make_world(), "AT31", "Upper Austria", inventory))) == whole(inventory)
    assert whole(read(fill(empty(), inventory))) == whole(inventory)


@given(inventories)
@settings(parent=RELAXED, max_examples=drawn(3))
def test_a_german_form_reads_back(inventory: Inventory) -> None:
    """Sheets, heads and drop-downs are German; the codes it carries say what is meant."""
    assert whole(read(form_of(make_world(), "AT31", "Upper Austria", inventory, (), GERMAN))) == whole(inventory)
    assert whole(read(fill(empty(GERMAN), inventory, GERMAN))) == whole(inventory)


@pytest.mark.parametrize(
    ("column", "typed", "meant"),
    [
        ("kind", "Gesetz [law]", "law"),
        ("kind", "gesetz", "law"),
        ("kind", "law", "law"),
        ("scope", "grenzüberschreitend [transnational]", "transnational"),
    ],
)
def test_words_of_the_format_are_read_by_their_german_names(column: str, typed: str, meant: str) -> None:
    """As the drop-down offers them, or as somebody types them."""
    book = load_workbook(io.BytesIO(empty(GERMAN)))
    sheet = book["Programme"]
    heads = {str(cell.value).splitlines()[-1]: cell.column for cell in sheet[1]}
    for name, text in {"id": "at31-x", "name.en": "X", "level.1": "policy", "kind": "law", column: typed}.items():
        put(sheet.cell(2, heads[name]), text)
    put(book["Angaben"].cell(3, 2), "2026-11-01")
    stream = io.BytesIO()
    book.save(stream)
    assert getattr(read(stream.getvalue()).programmes[0], column) == meant


def test_a_german_form_says_nothing_in_english() -> None:
    """Titles, heads, notes and drop-downs: what a form says beside the texts of its workspace is German."""
    book = load_workbook(io.BytesIO(empty(GERMAN)))
    assert book.sheetnames == ["Anleitung", "Programme", "Quellen", "Prioritäten", "Angaben", "Codes"]
    told = [str(cell.value).splitlines()[0] for sheet in book.worksheets[1:5] for cell in sheet[1] if cell.value]
    told += [cell.comment.text for sheet in book.worksheets for cell in sheet[1] if cell.comment]
    told += [str(cell.value) for row in book["Anleitung"].iter_rows() for cell in row if cell.value]
    assert [text for text in told if "[EN]" in text] == []
    small = re.compile(r"\b(the|of|and|which|with|where|who|how|is|are)\b")
    assert [text for text in told if small.search(text.replace("`seen as an excerpt only`", ""))] == []


def test_an_empty_form_has_a_column_for_every_field() -> None:
    """All fields of a record but the decisions of readers stand in an empty form, with a text and an example."""
    framework = make_world()
    columns = columns_of(framework, words(), lists_of(framework), "AT31", ["de"])
    assert {str(column.path[0]) for column in columns} == {*Programme.model_fields} - {"decided"}
    assert [column.name for column in columns if not column.about or not column.example] == []


FIELDS = sorted({*Programme.model_fields} - {"decided", "id"})


@cache
def exemplary() -> dict[str, Programme]:
    """The record of each field whose examples were typed together, all in one form, which is read without an error."""
    framework = make_world()
    columns = columns_of(framework, words(), lists_of(framework), "AT31", ["de"])
    book = load_workbook(io.BytesIO(empty()))
    heads = {str(cell.value).splitlines()[-1]: cell.column for cell in book["programmes"][1]}
    for row, field in enumerate(FIELDS, start=2):
        # `end` is the word for what runs on, and has no year then.
        shown = {c.name: c.example for c in columns if c.path[0] == field and not c.name.startswith("end.")}
        shown |= {c.name: c.example for c in columns if c.name in ("name.en", "level.1")}
        for name, text in (shown | {"id": f"at31-example-{row}"}).items():
            put(book["programmes"].cell(row, heads[name]), text)
    put(book["sources"].cell(2, 1), "annual2024")
    put(book["sources"].cell(2, 2), "Annual report")
    put(book["about"].cell(3, 2), "2026-11-01")
    stream = io.BytesIO()
    book.save(stream)
    return dict(zip(FIELDS, read(stream.getvalue()).programmes, strict=True))


@pytest.mark.parametrize("field", FIELDS)
def test_the_examples_are_good_entries(field: str) -> None:
    """The examples of a field's columns, typed together, read without an error and are found in the record."""
    assert field in exemplary()[field].model_fields_set
