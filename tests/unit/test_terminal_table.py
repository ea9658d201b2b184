"""Tables on a terminal: every word of every cell is whole, at any width."""

from __future__ import annotations

from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from typer.testing import CliRunner

from ceecluster import assets
from ceecluster.cli.app import app
from ceecluster.forms.terminal_table import Head, column_widths, print_grid

WORDS = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=50)
CELLS = st.lists(WORDS, max_size=6).map(" ".join)


def shown(heads: list[Head], rows: list[list[str]], width: int) -> str:
    """What a terminal of that width gets."""
    stream = StringIO()
    print_grid(
        Console(file=stream, width=width, height=25, force_terminal=False, highlight=False, color_system=None),
        heads,
        rows,
    )
    return stream.getvalue()


@settings(max_examples=100, deadline=None)
@given(st.data(), st.integers(1, 12), st.sampled_from((20, 60, 80, 100, 160)))
def test_no_word_is_broken_or_lost(data: st.DataObject, columns: int, width: int) -> None:
    """Each word stands whole, as often as the cells hold it; lines keep to the width unless one word is longer."""
    heads = [Head(f"c{n}", "right" if n % 3 == 2 else "left") for n in range(columns)]
    rows = data.draw(st.lists(st.lists(CELLS, min_size=columns, max_size=columns), min_size=1, max_size=4))
    text = shown(heads, rows, width)
    printed = text.split()
    for row in rows:
        for word in (word for cell in row for word in cell.split()):
            assert word in printed
    longest = max((cell_len(word) for row in rows for cell in row for word in cell.split()), default=0)
    assert all(cell_len(line) <= max(width, longest + 8) for line in text.splitlines())


def test_narrow_terminals_get_stacked_rows() -> None:
    """Where a word would break, rows stand under each other with the titles of their cells."""
    heads = [Head("id"), Head("name"), Head("figure", "right")]
    rows = [["pl-pomorskie-cluster-programme", "Pomeranian cluster programme", "0.12 (0.10–0.14)"]]
    assert column_widths(heads, rows, 100 - 4) is not None
    assert column_widths(heads, rows, 40 - 4) is None
    assert shown(heads, rows, 40).splitlines() == [
        "id:",
        "",
        "pl-pomorskie-cluster-programme",
        "  name: Pomeranian cluster programme",
        "  figure: 0.12 (0.10–0.14)",
    ]


@pytest.mark.parametrize("width", [60, 80, 100, 160])
@pytest.mark.parametrize(
    "words", [("compare", "--as-of", "2021"), ("score", "--by", "programme"), ("show", "regions", "criteria")]
)
def test_results_are_whole_at_any_width(width: int, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """COLUMNS is obeyed, and what is printed in a narrow terminal has the words of a wide one."""
    folder = ["-w", str(assets.root() / "tests" / "cases" / "base"), "-q"]

    def printed(columns: int) -> list[str]:
        monkeypatch.setenv("COLUMNS", str(columns))
        result = CliRunner().invoke(app, [*words, *folder])
        assert result.exit_code == 0
        return result.stdout.replace(":", " ").split()

    wide, narrow = printed(400), printed(width)
    assert {word for word in wide if not set(word) <= {"─"}} <= set(narrow)
    assert max(map(len, narrow)) <= width
