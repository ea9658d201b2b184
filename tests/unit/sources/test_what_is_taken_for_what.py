"""What a cell, a word or a text is taken for: the last that is, and the first beyond it that is not."""

from __future__ import annotations

from typing import Any

import pytest

from ceecluster.sources import excel_reader, headers
from ceecluster.sources.cells import NOTHING, typed
from ceecluster.sources.contents import content_of_text
from ceecluster.sources.encodings import broken_words, mended
from ceecluster.sources.raw_table import RawTable
from ceecluster.sources.yaml_reader import MAX_READ_AGAIN, read_yaml, resolve


@pytest.mark.parametrize(
    ("cell", "value"),
    [("true", True), ("Yes", True), ("FALSE", False), ("no", False), ("y", "y"), ("1", "1"), ("on", "on")],
)
def test_four_words_are_yes_or_no(cell: str, value: object) -> None:
    """Under a column of yes and no; whatever else stands there stays a text, which its field then refuses."""
    assert typed(cell, "boolean", "x") == (value, None)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.125", None),
        ("999,999", None),
        ("+12.345", None),
        ("-1.234.567", None),
        ("1,234,567,890", None),
        ("0.125", 0.125),
        ("00.125", 0.125),
        ("1234.567", 1234.567),
        ("1234,567", 1234.567),
        ("1.1234", 1.1234),
        ("12.34", 12.34),
        ("1,5", 1.5),
    ],
)
def test_three_digits_behind_one_to_three_may_be_thousands(cell: str, value: float | None) -> None:
    """Then nobody can tell them from decimals, and the cell is asked about; all others are one number."""
    found, problem = typed(cell, "number", "x")
    assert (found, problem is None) == (value, value is not None)


@pytest.mark.parametrize("word", ["n/a", "na", "n.a.", "-", "–", "—", "--", "nan", "none", "null", "nil", "#n/a", "?"])
def test_words_that_stand_for_nothing(word: str) -> None:
    """As people and programs write them; a word that says something is none of them."""
    assert word in NOTHING
    assert not NOTHING & {"", "0", "no", "open", "unknown", "x"}


@pytest.mark.parametrize(("letters", "told"), [(1_500, True), (1_501, False)])
def test_a_page_is_known_behind_a_comment_of_fifteen_hundred_letters(letters: int, told: bool) -> None:
    """A longer one stands before something we do not look for."""
    assert (content_of_text("<!--" + "x" * letters + "-->\n<html>") is not None) is told


def letter(lines: int, name: str = "Received") -> str:
    """An e-mail whose head has so many lines, with MIME-Version as its last."""
    return f"{name}: x\n" + "To: x\n" * (lines - 2) + "MIME-Version: 1.0\n\ntext"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (letter(40), True),
        (letter(41), False),
        (letter(3, "To"), True),
        (letter(3, "X"), False),
        (letter(3, "X" * 40), True),
        (letter(3, "X" * 41), False),
        (letter(3).replace("x\n", "x\n\tfolded\n"), True),
        (letter(3).replace("MIME", "Mine"), False),
    ],
)
def test_an_e_mail_is_known_by_its_head(text: str, told: bool) -> None:
    """Forty lines of names of two to forty letters, one of them MIME-Version: no inventory begins so."""
    found = content_of_text(text)
    assert (found is not None and found.what == "an e-mail") is told


@pytest.mark.parametrize(("times", "meant"), [(1, "für"), (2, "für"), (3, "für"), (4, "fÃ¼r")])
def test_a_word_may_have_been_decoded_wrongly_three_times(times: int, meant: str) -> None:
    """Programs in a row do that; what went wrong oftener is mended as far as three steps go."""
    word = "für"
    for _ in range(times):
        word = word.encode().decode("cp1252")
    assert list(broken_words(word)) == [(0, word, meant)]


def test_twenty_thousand_broken_pieces_are_tried_and_two_hundred_letters_around_one() -> None:
    """A text that is broken throughout costs no more; the word of a piece is what stands around it."""
    assert len(list(broken_words("fÃ¼r\n" * 20_001))) == 20_000
    ((offset, word, meant),) = broken_words("x" * 250 + "Ã¼" + "y" * 250)
    assert (offset, word, meant) == (50, "x" * 200 + "Ã¼" + "y" * 200, "x" * 200 + "ü" + "y" * 200)


@pytest.mark.parametrize("whole", ["ü", "–", "𝐀"])
def test_letters_of_two_to_four_bytes_are_put_together(whole: str) -> None:
    """UTF-8 has no longer ones."""
    assert mended("a" + whole.encode().decode("latin-1") + "b") == f"a{whole}b"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("&nu;", "ν"),
        ("&thetasym;", "ϑ"),
        ("&varepsilon;", None),
        ("&#65;", "A"),
        ("&#65313;", "Ａ"),
        ("&#119808;", None),
        ("&#xe4;", "ä"),
        ("&#X00E4;", "ä"),
        ("&#x000e4;", None),
        ("&amp;", "&"),
        ("&lt;", None),
    ],
)
def test_letters_written_for_the_web(written: str, meant: str | None) -> None:
    """By a name of two to eight letters, two to five digits, or two to four of base 16; marks of a page stay."""
    assert list(broken_words(f"a{written}b")) == ([(0, f"a{written}b", f"a{meant}b")] if meant else [])


@pytest.mark.parametrize(("digits", "number"), [(400, True), (401, False)])
def test_so_many_digits_are_a_number(digits: int, number: bool) -> None:
    """No number of a record has four hundred."""
    assert isinstance(resolve("1" * digits), int) is number


def test_a_broken_text_of_two_million_letters_is_read_again() -> None:
    """For a finding in our words, which takes time; beyond, libyaml's are as good."""
    assert MAX_READ_AGAIN == 2_000_000
    for more, said in ((0, 1), (1, 1)):
        text = "a: [\n" + "#" * (MAX_READ_AGAIN - 5 + more)
        assert len(read_yaml(text, "x")[1]) == said


@pytest.mark.parametrize(("rows", "found"), [(9, True), (10, False)])
def test_a_header_stands_among_the_first_ten_rows(rows: int, found: bool) -> None:
    """Of those that hold anything; titles of a form stand above it."""
    grid = RawTable("x", None)
    grid.rows = [(line, ["A title"]) for line in range(rows)] + [(rows, ["key", "title"]), (rows + 1, ["a", "b"])]
    headers.find_header(grid, None, ("key", "title"))
    assert (grid.header == ["key", "title"]) is found


@pytest.mark.parametrize(("letters", "found"), [(2_000, True), (2_001, False)])
def test_a_title_of_a_column_has_two_thousand_letters(letters: int, found: bool) -> None:
    """Most are explanations above the name in the last line."""
    grid = RawTable("x", None)
    grid.rows = [(0, ["x" * (letters - 4) + "\nkey", "title"]), (1, ["a", "b"])]
    headers.find_header(grid, None, ("key", "title"))
    assert (grid.header[0] == "key") is found


def test_of_a_sheet_five_hundred_merged_cells_and_comments_are_named() -> None:
    """More say no more; formulas and errors are named until the list has three times as many."""
    around: Any = excel_reader.SheetParts(
        merges=[((line, 0), "A1:B1") for line in range(600)],
        comments=[(line, 0) for line in range(1, 700)],
        formulas={(line, 1): "=1" for line in range(1_600)},
    )
    sheet = excel_reader._Sheet("s", True, [["a", None]], (1, 2), around, True)
    codes = [finding.code for finding in excel_reader._grid(sheet, "x").findings]
    assert [codes.count(code) for code in ("CC124", "CC123", "CC129")] == [500, 1_000, 500]
