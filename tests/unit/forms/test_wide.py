"""Tables wider than a page: turned or in parts, and every cell is still there."""

from __future__ import annotations

import pytest

from ceecluster.blocks import Column, Table, Word, table
from ceecluster.forms import wide as wide_tables
from ceecluster.forms.wide import LINE, WIDEST, _Cell, is_code, lines, narrow, widths


def wide(rows: int, columns: int, heads: int = 1) -> Table:
    """A table whose cells say where they stand."""
    made = [Column(Word(f"c{c}"), lambda r, c=c: f"{r}/{c}", header=c < heads) for c in range(columns)]  # type: ignore[misc]
    return table("t", "T", made, range(rows))


@pytest.mark.parametrize(("rows", "columns", "heads"), [(11, 31, 1), (40, 41, 1), (3, 30, 2), (13, 15, 1)])
def test_every_part_fits_and_nothing_is_lost(rows: int, columns: int, heads: int) -> None:
    """No part has more columns than fit; each cell stands in one of them, beside what names its row."""
    parts = list(narrow(wide(rows, columns, heads)))
    assert all(len(part.columns) <= WIDEST for part in parts)
    cells = {cell for part in parts for row in part.cells for cell in row if isinstance(cell, str)}
    bodies = {f"{r}/{c}" for r in range(rows) for c in range(heads, columns)}
    assert bodies <= cells
    turned = heads == 1 and rows < WIDEST
    assert len(parts) == 1 if turned else all(part.headers == heads for part in parts)
    if turned:
        assert [column.label for column in parts[0].columns][1:] == [f"{r}/0" for r in range(rows)]
        assert parts[0].cells[0][0] == Word("c1") and parts[0].cells[0][1] == "0/1"


def test_columns_share_the_line() -> None:
    """The shares never exceed the line, and a long text gets what short ones leave."""
    found = widths([["a", "b" * 200], ["c", "d e f"]])
    assert sum(found) <= 1.0001 and found[1] > found[0]


def test_a_date_and_a_long_word_are_not_divided() -> None:
    """Where no column has long texts: a date is one word, and a word of thirteen letters stands in its line."""
    rows = [
        ["name", "kind", "unit", "due", "counts"],
        ["Pilot actions", "output", "organisations", "2029-12-31", "one per pilot"],
    ]
    found = dict(zip(rows[0], widths(rows), strict=True))
    assert found["unit"] * LINE >= 13 and found["due"] * LINE >= 10


def test_two_numbers_that_are_read_as_one_stand_in_one_line() -> None:
    """`11 of 11` beside a long text is not divided: the row is as high as the text anyway."""
    found = widths(
        [["option", "pilots", "serves"], *[["A", "Meetings in Wood (AT12, ITH1, SI). " * 8, "11 of 11"]] * 3]
    )
    assert found[2] * LINE >= 6.8


def test_a_written_date_is_not_divided_before_its_year() -> None:
    """A space at which no line ends holds day and month together: they are one word."""
    row = ["Gemeinsam entwickelte und durchgeführte Pilotmaßnahmen", "31.\u00a0Dezember 2029", "mindestens eine " * 9]
    found = widths([["Name", "fällig", "Zielwert zählt"], row, row])
    assert found[1] * LINE >= 11 + 1.5


def test_a_head_of_one_word_is_not_divided_where_the_line_has_room() -> None:
    """Seven columns of an indicator, in German: the head of twelve letters stands in one line."""
    heads = ["Name", "Art", "Ausgangswert", "Zielwert", "Einheit", "fällig", "Zielwert zählt"]
    row = ["Grenzübergreifend zusammenarbeitende Organisationen", "Ergebnis", "0", "1", "Organisationen"]
    row += ["31.\u00a0Dezember 2029", "mindestens eine Organisation je Partner"]
    found = widths([heads, row, row, row])
    assert found[2] * LINE >= 12 * 1.08


def test_a_checksum_stands_in_one_line() -> None:
    """A word of 64 digits beside names of files: digits are as wide as letters, and the line has room for both."""
    found = widths([["file", "sha256"], ["candidates/XX-somewhere.yaml", "e90b3739" * 8]])
    assert found[1] * LINE >= 64 * 1.05 and sum(found) <= 1.0001


def test_a_date_beside_long_texts_is_not_divided() -> None:
    """Nor is the name of the row pressed together where many columns with long heads hold short numbers."""
    texts = ["Count the joint solutions that two partners apply, and name the page. " * 2] * 5
    found = widths([["name", "due", "unit", "a", "b", "c", "d", "e"], ["x " * 20, "2028-12-31", "pilots", *texts]])
    assert found[1] * 110 >= 11.5
    many = widths([["criterion", *["Transdanubia"] * 11], ["Coordination across levels of government", *["0.5"] * 11]])
    assert many[0] * 110 >= 14 and sum(many) <= 1.0001


def test_no_room_is_left_beside_a_cell_of_two_lines() -> None:
    """Costs by partner: each name and amount stands in one line, and the body of long name gets what is left."""
    rows = [
        ["partner", "amount", "own contribution", "source", "supplied by"],
        ["Tyrol (AT33)", "[to be agreed]", "[to be named]", "–", "Tyrol"],
        [
            "Croatia (HR)",
            "[to be agreed]",
            "[to be named]",
            "–",
            "Croatian Employers' Association (HUP), National Centre for Clusters (probable)",
        ],
        ["Poland (PL)", "[to be agreed]", "[to be named]", "–", "Poland"],
    ]
    found = widths(rows)
    assert sum(found) >= 0.99 and lines(rows, found) == 5


def test_a_name_that_many_rows_share_stands_in_one_line() -> None:
    """Records by region: few rows have a long record, most a region of two words and a fate of three."""
    rows = [["record", "region", "fate", "related"]]
    rows += [["x" * (70 if n % 5 == 0 else 40), "West Transdanubia", "not seen since", "–"] for n in range(40)]
    assert lines(rows, widths(rows)) <= 41 + 8


@pytest.mark.parametrize(
    ("word", "whole"),
    [
        ("OBJ-KTT", True),
        ("(EUP-SKAT27),", True),
        ("AT12-HU22", True),
        ("STR-01", True),
        ("pl-rsi-malopolska-2030", False),
        ("cross-border", False),
        ("RIS3-STRATEGY-OF-SOUTH", False),
    ],
)
def test_no_line_ends_within_a_code(word: str, whole: bool) -> None:
    """A column has room for the whole of it."""
    assert is_code(word) == whole
    texts = [["name", "code", *"abc"], ["Long text " * 30, word, *["more text " * 20] * 3]]
    assert not whole or widths(texts)[1] * LINE >= len(word)


def rooms(rows: list[list[str]]) -> list[float]:
    """Letters of the line that each column gets, where it has so many."""
    return [round(share * LINE, 1) for share in widths(rows)]


@pytest.mark.parametrize(
    ("head", "cell", "letters"),
    [
        ("x", "a" * 50, 52),
        ("a" * 50, "x", 56),
        ("x", "A" * 40, 52),
        ("x", "m" * 20, 33),
        ("x", "1" * 50, 55),
        ("x", "i" * 50, 23),
    ],
)
def test_a_cell_in_one_line_gets_its_letters_and_the_edges(head: str, cell: str, letters: float) -> None:
    """Two letters of room between columns; heads are 8 % wider, capitals a quarter, and an m is no i."""
    assert rooms([[head], [cell]]) == [letters]


def test_a_column_to_be_filled_in_has_room_for_a_name() -> None:
    """Fourteen letters, however long the text beside it is; of a short one it gets what is left."""
    assert rooms([["a", "b"], ["a " * 100, ""]]) == [90, 14]
    assert rooms([["a", "b"], ["a" * 40, ""]]) == [42, 62]


def test_a_cell_of_more_than_two_hundred_letters_asks_for_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between its longest and its usual cell a column asks for two hundred letters at most."""
    monkeypatch.setattr(wide_tables, "_shortened", lambda found, *_: list(found))  # what is asked for, not what is got
    found = {n: widths([["a", "b", "c"], ["a " * (n // 2), "a " * 50, ""]]) for n in (338, 346, 348, 500)}
    assert found[338] < found[346] < found[348] == found[500]


@pytest.mark.parametrize(("text", "number"), [("11 of 2029", 9), ("11 of 20299", 5.3)])
def test_a_number_of_ten_letters_stands_in_one_line(text: str, number: float) -> None:
    """`11 of 11` is one number; what is longer is divided at its blanks."""
    assert wide_cell(text) == pytest.approx(number, abs=0.2)


def test_a_written_date_is_as_long_as_the_31st_of_september() -> None:
    """A longer word that begins with a digit is no date."""
    day = "31.\N{NO-BREAK SPACE}December"
    assert wide_cell(f"{day}s in {day}sxx") == wide_cell(f"{day}s") > 10


@pytest.mark.parametrize(("word", "whole"), [("ABCDEFG-HIJKLM", True), ("ABCDEFG-HIJKLMN", False)])
def test_a_code_of_fourteen_letters_is_not_divided(word: str, whole: bool) -> None:
    """A longer one may be, at its hyphens."""
    assert is_code(word) is whole


def wide_cell(text: str) -> float:
    """What the widest number of a cell needs."""
    return _Cell(text, 1.0).number


def test_lines_are_counted_word_by_word() -> None:
    """Three words of which no two fit a line take three lines, though their letters would fill two."""
    rows = [["level"], ["agencies initiatives networks"]]
    assert lines(rows, [14 / LINE]) == 1 + 3
    assert lines([["x"], ["a" * 20]], [14 / LINE]) == 1 + 2  # a longer word is divided


def test_a_column_is_not_too_narrow_by_a_letter() -> None:
    """`Agenturen und Initiativen` takes two lines and not three, where the long texts beside it can give a letter."""
    row = [
        "Slowenien (Podravje, SI)",
        "Partner",
        "Agenturen und Initiativen",
        "Ministry of Economy and Science",
        "si-a",
    ]
    found = widths([["Partner", "Rolle", "Ebene", "Einrichtung", "Eintrag"], *[row] * 4], 97)
    assert lines([row], found, 97) == 2


def test_who_signs_is_named_in_the_lines_a_hand_needs() -> None:
    """A row that is filled in by hand has room for two lines: names and bodies share what the blank ones leave."""
    row = ["West-Transdanubien (HU22)", "Land Niederösterreich und ecoplus; welche der beiden es war, ist unbekannt"]
    rows = [["Region", "Einrichtung", "Datum", "Unterschrift", "Stempel"], *[[*row, "", "", ""]] * 4]
    found = widths(rows)
    assert lines(rows[1:2], found) == 2 and min(found[2:]) * LINE >= 13.9
