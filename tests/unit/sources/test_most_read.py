"""How much of a file is read: what stands at a limit is, and one step beyond it is refused by name."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ceecluster import cache, findings, parse
from ceecluster.errors import UsageError
from ceecluster.findings import Finding, Place, Severity, limited
from ceecluster.model.base import Frozen, Number
from ceecluster.model.brand import Brand
from ceecluster.sandbox import Sandbox
from ceecluster.settings import check_settings
from ceecluster.sources import calamine_apart
from ceecluster.sources.csv_reader import read_csv
from ceecluster.sources.decoding import UnreadableError, decode, read_bytes
from ceecluster.sources.document import pack, unpack
from ceecluster.sources.logos import LogoError, read_logo
from ceecluster.sources.outlines import read_outlines
from ceecluster.sources.word_package import Package
from ceecluster.sources.word_tables import read_tables
from ceecluster.sources.yaml_reader import read_yaml

BOTH = pytest.mark.parametrize("beyond", [0, 1], ids=["at the limit", "beyond it"])


@BOTH
@pytest.mark.parametrize(
    ("rows", "columns", "cell", "said"),
    [(1, 2_000, "a", "columns wide"), (50_000, 1, "a", "rows long"), (500, 2_000, "a", "cells large")],
    ids=["columns", "rows", "cells"],
)
def test_a_table_of_text_is_read_up_to_its_size(rows: int, columns: int, cell: str, said: str, beyond: int) -> None:
    """2 000 columns, 50 000 rows, a million cells."""
    wide = columns + (beyond if said == "columns wide" else 0)
    text = ("a" + "," * (wide - 1) + "\n") * (rows + (beyond if said != "columns wide" else 0))
    grid = read_csv(text, "t.csv", ",")
    assert len(grid.rows) == (0 if beyond else rows)
    assert [said in finding.message for finding in grid.findings] == [True] * beyond


@BOTH
def test_a_cell_holds_a_million_letters(beyond: int) -> None:
    """In a table and in YAML; and so many digits as no number has are a text."""
    letters = 1_000_000 + beyond
    assert [f.code for f in read_csv("a,b\nx," + "y" * letters + "\n", "t.csv").findings] == ["CC103"] * beyond
    assert [f.code for f in read_yaml("a: " + "y" * letters, "x")[1]] == ["CC103"] * beyond
    value = read_yaml("a: " + "1" * (400 + beyond), "x")[0].data["a"]
    assert isinstance(value, str if beyond else int)


def test_the_delimiter_is_settled_by_ten_records() -> None:
    """Ten that a semicolon cuts, and a hundred below them that commas cut."""
    head = "a;b\n"
    assert len(read_csv(head * 6 + "a,b\n" * 100, "t.csv").rows[0][1]) == 2
    assert len(read_csv(head * 5 + "a,b,c\n" * 100, "t.csv").rows[0][1]) == 1
    assert len(read_csv("a,b,c\n" * 5 + head * 6 + "x\n" * 9, "t.csv").rows[0][1]) == 3


@BOTH
def test_yaml_is_nested_64_deep_and_repeats_ten_thousand_values(beyond: int) -> None:
    """A list in a list; an alias of a list of ten values counts as eleven."""
    deep = 64 + beyond
    assert [f.code for f in read_yaml("[" * deep + "]" * deep, "x")[1]] == ["CC103"] * beyond
    text = "a: &a x\nb: [" + ", ".join(["*a"] * (10_000 + beyond)) + "]\n"
    assert [f.code for f in read_yaml(text, "x")[1]] == ["CC103"] * beyond


@BOTH
def test_a_file_has_32_megabytes(beyond: int, tmp_path: Path) -> None:
    """One byte more is not read."""
    path = tmp_path / "a.yaml"
    path.touch()
    os.truncate(path, 32 * 1024 * 1024 + beyond)
    if beyond:
        with pytest.raises(UnreadableError):
            read_bytes(path, "a.yaml")
    else:
        assert len(read_bytes(path, "a.yaml")) == 33_554_432


def test_a_hundred_broken_words_are_named() -> None:
    """Of a text that was saved in a wrong encoding throughout."""
    _, told = decode("\n".join(f"fÃ¼r{n}" for n in range(150)).encode(), "x.yaml")
    assert [finding.code for finding in told] == ["CC132"] * 100


def _drawing(wide: float, high: float, more: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}">{more}</svg>'


def _padded(size: int) -> str:
    plain = _drawing(9, 9, "<!---->")
    return plain.replace("<!--", "<!--" + "x" * (size - len(plain)))


DRAWINGS = {
    "bytes": (_padded(300_000), _padded(300_001), "bytes, more than"),
    "width": (_drawing(10_000, 10_000), _drawing(10_001, 10_000), "wide"),
    "height": (_drawing(10_000, 10_000), _drawing(10_000, 10_001), "wide"),
    "shape": (_drawing(120, 10), _drawing(121, 10), "wide"),
    "depth": (_drawing(9, 9, "<g>" * 199 + "</g>" * 199), _drawing(9, 9, "<g>" * 200 + "</g>" * 200), "200 deep"),
}


@pytest.mark.parametrize(("taken", "refused", "said"), DRAWINGS.values(), ids=DRAWINGS)
def test_a_logo_is_taken_up_to_its_size(taken: str, refused: str, said: str, tmp_path: Path) -> None:
    """It stands in every page: bytes, dots each way, twelve times as wide as high, elements in elements."""
    path = tmp_path / "logo.svg"
    path.write_text(taken, encoding="utf-8")
    assert read_logo(path, tmp_path).kind == "svg+xml"
    path.write_text(refused, encoding="utf-8")
    with pytest.raises(LogoError, match=said):
        read_logo(path, tmp_path)


@BOTH
def test_a_map_has_eight_megabytes(beyond: int, tmp_path: Path) -> None:
    """One byte more, and it has to be simplified."""
    path = tmp_path / "map.geojson"
    text = json.dumps({"type": "FeatureCollection", "features": []})
    path.write_text(text + " " * (8_000_000 - len(text) + beyond), encoding="utf-8")
    assert [f.code for f in read_outlines(path, "map.geojson")[1]] == ["CC103"] * beyond


HEAD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
FOOT = "</w:body></w:document>"


def _word(body: str, **parts: bytes) -> bytes:
    """A Word file of one body and of whatever else."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in {"word/document.xml": (HEAD + body + FOOT).encode(), **parts}.items():
            archive.writestr(name, content)
    return stream.getvalue()


@BOTH
@pytest.mark.parametrize(("what", "said"), [("parts", "2000 parts"), ("bytes", "16 MB")])
def test_a_word_file_is_read_up_to_its_size(what: str, said: str, beyond: int) -> None:
    """2 000 parts, each of 16 megabytes at most, unpacked."""
    parts = {f"a{n}": b"" for n in range(1_999 + beyond)} if what == "parts" else {"a": bytes(2**24 + beyond)}
    content = _word("", **parts)
    if beyond:
        with pytest.raises(UsageError, match=said):
            Package(content)
    else:
        assert Package(content).body.tagName == "w:body"


def test_of_a_word_file_two_hundred_tables_and_fifty_thousand_cells_are_read() -> None:
    """What is beyond is left out; a cell may span 64 columns at most, whatever it says."""
    one = "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    assert len(read_tables(_word(one * 201), "x").tables) == 200
    row = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="{}"/></w:tcPr><w:p/></w:tc></w:tr>'
    found = read_tables(_word("<w:tbl>" + row.format(50) * 1_001 + "</w:tbl>" + one), "x").tables
    cells = [sum(map(len, table.rows)) for table in found]  # by name: pytest would explain fifty thousand cells
    assert cells == [50_000]
    wide = [len(line) for line in read_tables(_word(f"<w:tbl>{row.format(65)}</w:tbl>"), "x").tables[0].rows]
    assert wide == [64]


def test_a_place_is_told_up_to_a_million_columns_and_four_thousand_million_lines() -> None:
    """The last column stands for those beyond; the part is not touched by the greatest line."""
    assert unpack(pack(2**32 - 1, 2**20 - 2, 3)) == (2**32 - 1, 2**20 - 2, 3)
    assert unpack(pack(7, 2**21, 1)) == (7, 2**20 - 1, 1)


def test_five_hundred_findings_of_a_kind_are_listed() -> None:
    """Of one rule; and one more stands for the rest. A document is told as much of one record."""
    every = [Finding(Place("x", line), Severity.ERROR, "CC103", "m", "h") for line in range(1, 600)]
    kept = limited(every)
    assert (len(limited(every[:500])), len(kept), kept[500].message) == (
        500,
        501,
        "more findings of CC103; 500 are listed",
    )
    assert kept[500].where.line == 501 and findings.limited([*every, *every[:1]]) == kept
    fields = {f"f{n}": 1 for n in range(600)}
    assert len(parse.parse_plain(fields, Brand)[1]) == 500


class _Held(Frozen):
    number: Number


@pytest.mark.parametrize(("number", "faults"), [(1e15, 0), (-1e15, 0), (1.01e15, 1), (-1.01e15, 1)])
def test_no_number_of_a_record_is_larger_than_a_thousand_million_million(number: float, faults: int) -> None:
    """In either direction: what is was typed wrongly."""
    assert len(parse.parse_plain({"number": number}, _Held)[1]) == faults


@BOTH
def test_a_line_of_a_brand_has_two_hundred_letters(beyond: int) -> None:
    """It stands on every page."""
    assert len(parse.parse_plain({"footer": "x" * (200 + beyond)}, Brand)[1]) == beyond


@pytest.mark.parametrize(
    ("name", "taken", "refused"),
    [
        ("draws", 1_000_000, 1_000_001),
        ("sensitivity", 65_536, 65_537),
        ("first", 1900, 1899),
        ("last", 2100, 2101),
        ("floor", 1, 1.01),
        ("limit", 1, 0),
    ],
)
def test_a_setting_is_taken_up_to_its_limit(name: str, taken: float, refused: float) -> None:
    """And no further."""
    check_settings({name: taken})
    with pytest.raises(UsageError, match=name):
        check_settings({name: refused})


@BOTH
def test_a_template_makes_twenty_million_letters_at_once(beyond: int) -> None:
    """By a product; a power is no larger than the thousandth."""
    box = Sandbox()
    for text, size in (("{{ ('x' * n) | length }}", 20_000_000 + beyond), ("{{ 2 ** n }}", 1_000 + beyond)):
        template = box.from_string(text)
        if beyond:
            with pytest.raises(Exception, match="larger than a document"):
                template.render(n=size)
        else:
            assert template.render(n=size) in ("20000000", str(2**1_000))


def test_a_workbook_of_another_kind_is_read_with_little_memory_and_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a gigabyte and twenty seconds, by the system and by whoever waits."""
    resource = pytest.importorskip("resource")
    asked: dict[int, Any] = {}
    monkeypatch.setattr(resource, "setrlimit", lambda what, limits: asked.update({what: limits}))
    monkeypatch.setattr(calamine_apart, "_found", lambda *_: {})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    calamine_apart._main(1, None)
    assert asked == {resource.RLIMIT_AS: (2**29, 2**29), resource.RLIMIT_CPU: (20, 20)}


@BOTH
def test_the_cache_keeps_an_entry_of_24_megabytes(beyond: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A larger one is not kept."""
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "kept")
    head = len(cache._head("k", "x", b"")) + 1
    cache.keep("k", "x", "x" * (24_000_000 - head - 2 + beyond))
    assert [path.stat().st_size for path in tmp_path.rglob("*.json")] == [24_000_000] * (1 - beyond)


def test_the_cache_has_room_for_64_megabytes_and_lets_the_unfinished_stand_for_an_hour(tmp_path: Path) -> None:
    """The oldest entry goes where one byte more is wanted; what nobody finished goes after an hour."""
    for age, name in ((3, "a.json"), (2, "b.json"), (3_700, ".new-old"), (3_500, ".new-young")):
        path = tmp_path / name
        path.touch()
        os.truncate(path, 32_000_000 if path.suffix else 0)
        then = path.stat().st_mtime - age
        os.utime(path, (then, then))
    cache._make_room(tmp_path, 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".new-young", "a.json", "b.json"]
    cache._make_room(tmp_path, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".new-young", "b.json"]
