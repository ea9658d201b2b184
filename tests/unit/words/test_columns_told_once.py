"""A column that says the same in every row is a sentence under its table."""

from __future__ import annotations

import pytest

from ceecluster.blocks import Column, Number, Table, Word, table, walk
from ceecluster.documents import document, voice_of
from ceecluster.study import Study
from ceecluster.words.values import told_once
from recounting import facts_in

COLUMNS: tuple[Column[tuple[str | None, ...]], ...] = (
    Column(Word("name"), lambda row: row[0], header=True),
    Column(Word("state"), lambda row: row[1]),
    Column(Word("will"), lambda row: row[2]),
)


def made(*rows: tuple[str | None, ...], note: str | None = None) -> Table:
    """A table of three columns, the first of which names the row."""
    return told_once(table("t", "T", COLUMNS, rows, note))


def test_what_every_row_says_is_said_once() -> None:
    """The column goes with its cells."""
    found = made(("a", "proposed", "x"), ("b", "proposed", "y"))
    assert [column.label for column in found.columns] == [Word("name"), Word("will")]
    assert found.cells == (("a", "x"), ("b", "y"))


def test_the_sentence_follows_the_note(study: Study) -> None:
    """Heads and values stand in it, in the language of the document."""
    kept: Column[tuple[str | None, ...]] = Column(Word("years"), lambda row: row[0])
    rows = (("a", "proposed", None), ("b", "proposed", None))
    both = told_once(table("t", "T", (*COLUMNS, kept), rows, "A note.")).note
    assert voice_of(study).plain(both) == "A note. The same in every row: state (proposed). In no row: will."
    one = made(("a", "x", None), ("b", "y", None)).note
    assert voice_of(study, "de").plain(one).startswith("In keiner Zeile: ")
    assert voice_of(study).plain(made(("a", "x", "y"), ("b", "x", "z")).note) == "The same in every row: state (x)."


def test_a_number_that_no_row_has_is_nothing(study: Study) -> None:
    """What would be a dash in every row is in no row, and no value that all rows share."""
    columns = (*COLUMNS[:1], Column(Word("value"), lambda row: Number(None)), COLUMNS[2])
    found = told_once(table("t", "T", columns, (("a", None, "x"), ("b", None, "y"))))
    assert voice_of(study).plain(found.note) == "In no row: value."


def test_a_column_that_tells_rows_apart_stays() -> None:
    """So does one whose cells are empty in part, what names the row, and everything of a single row."""
    assert len(made(("a", "x", None), ("a", "y", "z")).columns) == 3
    assert len(made(("a", "x", None), ("b", "x", None)).columns) == 2  # else no row would say a thing
    single = made(("a", "x", None))
    assert len(single.columns) == 3 and single.note is None


@pytest.mark.parametrize(("kind", "key", "code"), [("quality", "regions", ""), ("candidate", "records", "AT13")])
def test_no_table_of_such_a_kind_repeats_itself(study: Study, kind: str, key: str, code: str) -> None:
    """The regions' quality that none has checked, and the records of a candidate, whose state is the same for all."""
    blocks = walk(document(kind, study, voice_of(study), code=code).blocks)
    found = next(block for block in blocks if isinstance(block, Table) and block.key == key)
    assert len(found.cells) > 1
    for place, column in enumerate(found.columns):
        assert column.header or any(row[place] != found.cells[0][place] for row in found.cells)
    assert "page.once" in facts_in((found.note,))


def test_a_whole_sentence_stands_for_itself(study: Study) -> None:
    """What each row asks in a sentence of its own is no word in brackets; what tells rows apart stays in the table."""
    rows = (("a", "Do it, and write it down.", "x"), ("b", "Do it, and write it down.", "y"))
    found = made(*rows)
    assert voice_of(study).plain(found.note) == "In every row, state: Do it, and write it down."
    assert [column.label for column in found.columns] == [Word("name"), Word("will")]
