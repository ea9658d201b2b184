"""Names for codes: what the list of codes that a form carries says a picked or typed name stands for."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from ceecluster.sources.raw_table import Meanings, RawTable
from ceecluster.sources.sheet_events import local_name

OWN = b"ceecluster"
"""Author of the comments that this program writes."""
OWN_SHEET = "ceecluster_"
"""What the names begin with that point at a sheet of this program's own making: `ceecluster_codes`."""

_CHOICE = re.compile(r".*\[([^\[\]]+)\]\s*", re.DOTALL)
"""What a drop-down of a form offers: a name, and the code in brackets."""
_CODE = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*")
LIST, CODE, CHOICE, NAME = "list", "code", "choice", "name."
"""Columns of the sheet of codes; names have a column for each language, `name.de`."""


def own_sheets_in(workbook: ElementTree.Element) -> dict[str, str]:
    """The sheets of this program's own making by what they are, from the names that a workbook defines.

    A copied sheet brings names of its own, which do not count.
    """
    found = {}
    for name in workbook.iter():
        title = name.attrib.get("name", "")
        if local_name(name.tag) == "definedName" and title.startswith(OWN_SHEET) and "localSheetId" not in name.attrib:
            sheet, _, cell = (name.text or "").rpartition("!")
            if cell == "$A$1":
                plain = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
                found[title.removeprefix(OWN_SHEET)] = plain
    return found


def choice(name: str, code: str) -> str:
    """What a drop-down offers for a code; the code alone where it has no other name."""
    return f"{name} [{code}]" if name and name != code else code


def folded(name: str) -> str:
    """A name as it is looked up: capitals and blanks do not matter."""
    return " ".join(name.split()).casefold()


def meanings_of(grid: RawTable) -> Meanings:
    """The code of every name of a form's own lists; a name that two codes of one list share stands for neither."""
    if not grid.rows:
        return {}
    # What a head says in the language of the form stands above its name.
    header = [cell.rpartition("\n")[2].strip() if isinstance(cell, str) else "" for cell in grid.rows[0][1]]
    if LIST not in header or CODE not in header:
        return {}
    found: Meanings = {}
    shared: dict[str, set[str]] = {}
    named = [at for at, title in enumerate(header) if title in (CODE, CHOICE) or title.startswith(NAME)]
    for _, row in grid.rows[1:]:
        cells = [str(cell).strip() if cell is not None else "" for cell in row] + [""] * len(header)
        listing, code = cells[header.index(LIST)], cells[header.index(CODE)]
        names = found.setdefault(listing, {})
        for at in named:
            name = folded(cells[at])
            if name and names.setdefault(name, code) != code:
                shared.setdefault(listing, set()).add(name)
    for listing, doubled in shared.items():
        for name in doubled:
            del found[listing][name]
    return found


def code_meant(text: str, names: dict[str, str]) -> str:
    """The code that a name, a choice or a code stands for; the text itself where the list does not have it."""
    if (known := names.get(folded(text))) is not None:
        return known
    bracketed = _CHOICE.fullmatch(text)
    if not names or bracketed is None:
        return text
    # A code that the list does not have is one of other lists: which it is, is told when it is checked.
    return names.get(folded(bracketed[1])) or (bracketed[1] if _CODE.fullmatch(bracketed[1]) else text)
