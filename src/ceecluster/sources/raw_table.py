"""A table as read from a file: its rows, and where each cell stood."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ceecluster.findings import MAX_ALIKE, Finding, Path, Place, Rule, complain
from ceecluster.sources.document import CellPlaces, letters

MAX_COLUMNS = 2_000
MAX_ROWS = 50_000
MAX_CELLS = 1_000_000
"""Cells of the rectangle that a table fills: rows as they are, and as wide as the widest."""
_NOTHING = "\u200b\u2060\ufeff"
"""Characters of no width; a cell of nothing else is as empty as one of blanks."""


Meanings = dict[str, dict[str, str]]
"""By list: the code of each folded name, choice and code."""


def is_blank(text: str) -> bool:
    """Whether a text is nothing but blanks: spaces of any width, tabs, line ends."""
    return not text.strip() or not (text.isascii() or text.strip(_NOTHING + " \t\r\n\u00a0\u202f\u2007\u2009"))


@dataclass(slots=True)
class RawTable:
    """One CSV file or sheet. Cells are texts, or what a spreadsheet made of them; None is an empty cell."""

    file: str
    sheet: str | None = None
    header: list[str] = field(default_factory=list)
    """The names of the columns as the format spells them, once the header is found; empty where it has none such."""
    titles: list[str] = field(default_factory=list)
    """The header as typed."""
    header_line: int = 0
    rows: list[tuple[int, list[Any]]] = field(default_factory=list)
    """(line from 0, cells); rows without any value are left out."""
    offsets: CellPlaces | None = None
    findings: list[Finding] = field(default_factory=list)
    meanings: Meanings = field(default_factory=dict)
    """For a sheet of a form: what its own list of codes says that names stand for."""

    _told: Counter[str] = field(default_factory=Counter)

    def tell(
        self, about: Rule[..., tuple[object, ...]], line: int, column: int, *words: object, path: Path = ()
    ) -> None:
        """Add the finding of a rule at a cell; of a rule that fails everywhere only as many as are listed.

        Equal places are told once later on, so that twice as many are kept.
        """
        self._told[about.code] += 1
        if self._told[about.code] <= 2 * MAX_ALIKE:
            self.findings.append(complain(about, self.place(line, column), *words, path=path or None))

    def place(self, line: int, column: int) -> Place:
        """The place of a cell, line and field counted from 0."""
        if self.sheet is not None:
            return Place(self.file, line + 1, column + 1, self.sheet, f"{letters(column)}{line + 1}")
        at = self.offsets.get((line, column), (line, 0)) if self.offsets is not None else (line, column)
        return Place(self.file, at[0] + 1, at[1] + 1)
