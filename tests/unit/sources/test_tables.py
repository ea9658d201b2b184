"""CSV files and cells."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from ceecluster import parse
from ceecluster.findings import MAX_ALIKE
from ceecluster.reading import File, read_file
from ceecluster.sources import tables
from ceecluster.sources.cells import join, split, typed
from ceecluster.sources.csv_reader import read_csv
from ceecluster.sources.decoding import UnreadableError
from ceecluster.sources.document import REFUSED

ABOUT = "field,value\nas_of,2026\n"
SOURCES = "key,title\ns1,A page\n"


def read(folder: Path, programmes: str | bytes, *, about: str = ABOUT, sources: str = SOURCES) -> File:
    """An inventory of three CSV texts."""
    path = folder / "HR-croatia.csv"
    path.write_bytes(programmes if isinstance(programmes, bytes) else programmes.encode())
    (folder / "HR-croatia.about.csv").write_text(about)
    (folder / "HR-croatia.sources.csv").write_text(sources)
    return read_file("region", path, folder)


def told(file: File) -> list[str]:
    """The findings of a file, without its folder."""
    return [str(finding).split("/")[-1] for finding in file.findings]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_dialect_reads_alike(tmp_path: Path, delimiter: str, ends: str) -> None:
    """Comma, semicolon and tab, and any line end, give the same inventory."""
    rows = [["id", "name.en", "level", "start"], ["hr-a", '"One; two, three"', "policy", "2000"]]
    file = read(tmp_path, ends.join(delimiter.join(row) for row in rows) + ends)
    assert told(file) == []
    programme = file.model.programmes[0]
    assert (programme.name["en"], programme.start.year) == ("One; two, three", 2000)
    assert file.model.region == "HR"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1250"])
def test_encodings_of_tables(tmp_path: Path, encoding: str) -> None:
    """UTF-8 with a mark, UTF-16 and Windows-1250 give the same letters."""
    file = read(tmp_path, "id,name.en,level\nhr-a,Županija Šibenik,policy\n".encode(encoding))
    assert file.model.programmes[0].name["en"] == "Županija Šibenik"


@pytest.mark.parametrize(
    ("programmes", "expected"),
    [
        ("id,name.en,level\nhr-a,N\n", ["HR-croatia.csv:2:1: error CC121 this row has 2 cells, the header 3"]),
        ("name.en,level\nN,policy\n", ["HR-croatia.csv:1:1: error CC121 the header lacks id"]),
        (
            'id,name.en,level\nhr-a,"N,policy\n',
            ["HR-croatia.csv:2:1: error CC121 a quotation mark opens in this row and never closes"],
        ),
        (
            "id,name.en,level,level\nhr-a,N,policy,x\n",
            ["HR-croatia.csv:1:18: error CC121 the column 'level' appears twice"],
        ),
        (
            "id,name.en,level,\nhr-a,N,policy,x\n",
            ["HR-croatia.csv:1:18: error CC121 a column with values has no header"],
        ),
        ("id,name.en,level,strat\nhr-a,N,policy,1\n", ["HR-croatia.csv:1:18: error CC111 unknown field 'strat'"]),
        (
            "id,name.en,level,start,start.year\nhr-a,N,policy,2000,2001\n",
            ["HR-croatia.csv:2:20: error CC121 'start.year' and 'start' both have a value"],
        ),
        (
            ",".join(["id", *(f"c{n}" for n in range(10_000))]) + "\n",
            ["HR-croatia.csv:1:1: error CC103 the table is 10,001 columns wide, more than the limit of 2,000"],
        ),
    ],
)
def test_shape_faults_are_named(tmp_path: Path, programmes: str, expected: list[str]) -> None:
    """Ragged rows, missing headers and the like are one finding each, at their place."""
    assert told(read(tmp_path, programmes)) == expected


def test_embedded_newlines_keep_places(tmp_path: Path) -> None:
    """A cell may run over lines; what follows it is still found."""
    file = read(tmp_path, 'id,name.en,summary,level,start\nhr-a,N,"one\ntwo",policy,soon\nhr-b,N,x,policy,late\n')
    assert told(file) == [
        "HR-croatia.csv:3:13: error CC113 'start' is 'soon'; a year (2010) is wanted",
        "HR-croatia.csv:4:17: error CC113 'start' is 'late'; a year (2010) is wanted",
    ]
    assert file.model.programmes[0].summary == "one\ntwo"


def test_a_gap_in_the_numbers_closes_up(tmp_path: Path) -> None:
    """`members.2` without `members.1` is one item, not two halves."""
    file = read(tmp_path, "id,name.en,level,members.2.count,members.2.what\nhr-a,N,policy,3,firms\n")
    assert told(file) == []
    assert [(count.count, count.what) for count in file.model.programmes[0].members] == [(3, "firms")]


def test_companions_may_be_ragged(tmp_path: Path) -> None:
    """Short rows and doubled lines of the companions are findings, too."""
    file = read(
        tmp_path,
        "id,name.en,level\nhr-a,N,policy\n",
        about="value,field\n2026,as_of\n2027,as_of\nx\n1,programmes.1.id\n",
        sources="title,key\nA\nB,s1\nC,s1\n",
    )
    assert told(file) == [
        "HR-croatia.about.csv:3:1: error CC121 'as_of' has a value, and so has another row or column for the same "
        "field",
        "HR-croatia.about.csv:5:3: error CC111 unknown field 'programmes.1.id'",
        "HR-croatia.sources.csv:2:1: error CC121 this row has 1 cells, the header 2",
        "HR-croatia.sources.csv:4:3: error CC106 key 's1' appears twice; the first stands in line 3",
    ]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("0.7", 0.7),
        ("0,7", 0.7),
        ("12,5", 12.5),
        ("0.125", 0.125),
        ("1 234", 1234),
        ("1\u00a0234\u202f567", 1234567),
        ("1'234", 1234),
        ("1e3", 1000.0),
        ("-4", -4),
        (7, 7),
        ("null", None),
    ],
)
def test_numbers_are_understood(cell: object, value: object) -> None:
    """Decimal point or comma, and blanks between thousands."""
    assert typed(cell, "number", "x") == (value, None)


@pytest.mark.parametrize("cell", ["1,234", "1.234", "1.234,5", "1,234,567", "1.2.3"])
def test_ambiguous_numbers_are_named(cell: str) -> None:
    """What may be read in two ways is not guessed."""
    value, problem = typed(cell, "number", "x")
    assert value is None
    assert problem is not None
    assert problem[0].code == "CC122"


@pytest.mark.parametrize("word", ["NA", "None", "NaN", "n/a", "#N/A", "NULL", "TRUE", "010"])
def test_texts_stay_as_typed(word: str) -> None:
    """No word in a text column is taken for something else."""
    assert typed(word, "text", "name") == (word, None)


def test_dates_of_spreadsheets() -> None:
    """A date is read where a date is wanted, and named elsewhere."""
    day = datetime.datetime(2026, 11, 1)
    assert typed(day, "day", "as_of") == ("2026-11-01", None)
    value, problem = typed(day, "text", "id")
    assert value is None
    assert problem is not None
    assert problem[0].code == "CC127"


def test_refused_cells_stay_refused() -> None:
    """What the reader named once is not typed."""
    assert typed(REFUSED, "number", "x") == (REFUSED, None)


@pytest.mark.parametrize("items", [["a"], ["a", "b c"], ["a;b", "c\\d"], ["\\;", ";"]])
def test_lists_split_as_they_were_joined(items: list[str]) -> None:
    """Separators inside an item are escaped."""
    assert split(join(items)) == items


def test_a_header_may_follow_empty_lines() -> None:
    """The dialect is told from the first lines that say anything."""
    grid = read_csv("\n\na;b\n1;2\n", "x")
    assert grid.rows == [(2, ["a", "b"]), (3, ["1", "2"])]
    assert str(grid.place(3, 1)) == "x:4:3"


def test_a_superscript_is_no_number_of_a_column() -> None:
    """`³` is a digit to Unicode and no number to read: a column of that name is unknown, not a crash."""
    from ceecluster.model import Inventory
    from ceecluster.sources.columns import _step

    assert _step("³", ("programmes",), Inventory) is None
    assert _step("3", ("programmes",), Inventory) == "3"


HOSTILE = {
    "repeated headers": ("id,kind,level,source\n" * 20_000, "CC134"),
    "rows longer than the header": ("id,kind\n" + "a,b,c,d\n" * 3_000, "CC121"),
    "a rectangle of gaps": (f"id{',x' * 1_900}\n" + "a\n" * 49_000, "CC103"),
    "very many rows": ("id\n" + "a\n" * 60_000, "CC103"),
    "a thousand wrong cells in one row": (
        "id," + ",".join(f"members.{n}.count" for n in range(1, 1_000)) + "\nhr-a" + ",x y" * 999 + "\n",
        "CC113",
    ),
    "blanks in a list": (f"id,objectives\nhr-a,x{' ' * 200_000}é\n", "CC116"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_size_costs_no_more_than_it_should(tmp_path: Path, name: str) -> None:
    """Each of these took minutes or a gigabyte once; what is told of it is bounded."""
    text, code = HOSTILE[name]
    file = read(tmp_path, text)
    codes = [finding.code for finding in file.findings]
    assert code in codes
    assert len(codes) <= 3 * (MAX_ALIKE + 1)


def test_many_findings_of_one_row_stand_where_their_cells_do() -> None:
    """The places of one row's fields are found together."""
    grid = read_csv('id,a,b\n"x\ny","p,q",z\n', "t.csv")
    places = [(grid.place(1, column).line, grid.place(1, column).column) for column in (2, 1, 0, 9)]
    assert places == [(3, 10), (3, 4), (2, 1), (2, 1)]


def test_a_second_header_may_begin_with_a_word_for_the_identifier(tmp_path: Path) -> None:
    """`identifier` has the form of an identifier; beside other titles it is one more title."""
    file = read(tmp_path, "id,name.en,level,start\nidentifier,Name,Level,From\nhr-a,A,policy,2000\n")
    assert [(finding.code, finding.where.line) for finding in file.findings] == [("CC134", 2)]
    file = read(tmp_path, "id,name.en,level,start\nidentifier-office,A,policy,2000\n")
    assert [programme.id for programme in file.model.programmes] == ["identifier-office"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("\n <!DOCTYPE html><html><table><tr><td>id</td></tr></table></html>", "a web page (HTML)"),
        ("<html><body>Not found</body></html>", "a web page (HTML)"),
        ('<?xml version="1.0"?><Workbook/>', "a file of XML"),
        ("{\\rtf1 id;name}", "a document (RTF)"),
    ],
)
def test_what_is_no_table_is_named_for_what_it_is(text: str, what: str) -> None:
    """A download that failed, or a file with a wrong ending, is not read as a table of one odd column."""
    with pytest.raises(UnreadableError) as error:
        read_csv(text, "regions/PL.csv")
    assert str(error.value.finding) == f"regions/PL.csv: error CC104 this is {what}, not a table"
    assert ".csv" in error.value.finding.hint


def test_more_records_than_an_inventory_can_have_are_one_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every record costs time, a broken one the more: the bound stands before the work, for records and for cells."""
    rows = "".join(f"hr-{n},A,policy,x\n" for n in range(6))
    monkeypatch.setattr(tables, "MAX_RECORDS", 5)
    (finding,) = [f for f in read(tmp_path, f"id,name.en,level,start\n{rows}").findings if f.code == "CC103"]
    assert finding.message == "the table is 6 records long, more than the limit of 5"
    monkeypatch.setattr(tables, "MAX_RECORDS", 6)
    monkeypatch.setattr(tables, "MAX_VALUES", 23)
    file = read(tmp_path, f"id,name.en,level,start\n{rows}")
    assert [f.message for f in file.findings] == ["the table is 24 cells long, more than the limit of 23"]
    monkeypatch.setattr(tables, "MAX_VALUES", 24)
    assert {f.code for f in read(tmp_path, f"id,name.en,level,start\n{rows}").findings} == {"CC113"}


def test_more_records_than_an_inventory_can_have_in_yaml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bound for the same records in YAML."""
    monkeypatch.setattr(parse, "MAX_RECORDS", 2)
    path = tmp_path / "HR.yaml"
    path.write_text("region: HR\nas_of: 2026\nprogrammes:\n" + "  - {id: hr-a, level: []}\n" * 3)
    (finding,) = read_file("region", path, tmp_path).findings
    assert finding.message == "the list of programmes is 3 records long, more than the limit of 2"
    assert finding.where.line == 4  # where the list begins


def test_the_limits_are_those_of_the_changelog():
    """In tables as in YAML, so that a file that is refused in one form is not taken in the other."""
    assert (tables.MAX_RECORDS, tables.MAX_VALUES) == (5_000, 250_000)
    assert parse.MAX_RECORDS == tables.MAX_RECORDS
