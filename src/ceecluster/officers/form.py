"""The form for Excel: a workbook to fill in, made from a workspace's own words, that reads back as an inventory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from pydantic import BaseModel

from ceecluster.model import Inventory, Programme, Source, World
from ceecluster.model.position import Priority
from ceecluster.officers import columns as form_columns
from ceecluster.officers.columns import ColumnGroup, FormColumn, Words
from ceecluster.officers.filling import Cells, cells_of, head_of, priorities_of, sources_of
from ceecluster.officers.limits import LIST_NAME, limit_of
from ceecluster.officers.lists import SOURCE_KEYS, Lists, lists_of
from ceecluster.officers.speech import ENGLISH, SHEETS, Speech
from ceecluster.sources.form_codes import CHOICE, CODE, LIST, NAME, OWN, OWN_SHEET
from ceecluster.sources.workbook_writer import across, fit, font, packed, put

EMPTY_ROWS = 200
"""Rows that a form has room for below those filled in; more may be added."""
_WIDTHS = {"summary": 70, "name": 32, "id": 24, "note": 40, "title": 44, "url": 44}
_LONG = ("summary", "name", "note", "title", "meaning", "what", "reason")
"""Columns of texts that are longer than a line."""
_WRAPPED, _TOP = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top")
_PAGE_ROWS = "1:1"


def form_of(
    framework: World,
    code: str,
    region: str,
    inventory: Inventory | None = None,
    languages: Iterable[str] = (),
    speech: Speech = ENGLISH,
) -> bytes:
    """The form of a region as a workbook, with what its inventory holds filled in, or empty.

    `framework` gives the lists, the criteria and the levels; `code` and `region` are the region's, `languages` those
    that names may have beside English, `speech` that in which the form speaks. The same arguments give the same bytes.
    """
    filled = head_of(inventory) if inventory is not None else {"region": code}
    if inventory is None:
        inventory = Inventory(region=code, as_of="2000")
    texts, lists = form_columns.words(speech), lists_of(framework, speech)
    book = Workbook()
    start: Any = book.active
    start.title = speech.title("start")
    standard = form_columns.columns_of(framework, texts, lists, inventory.owner, languages)
    # What the format allows in a column is among the lists now.
    rows = [cells_of(record, lists) for record in inventory.programmes]
    names = dict.fromkeys([*(column.name for column in standard), *(name for row in rows for name in row)])
    columns = form_columns.made(names, framework, texts, lists, inventory.owner)
    _sheet(book, "programmes", columns, rows, texts.groups, Programme, lists)
    group = ColumnGroup(title="", colour="0B5566", fields=())
    shown = _side_columns(Source, "key", framework, texts, lists, inventory.owner)
    _sheet(book, "sources", shown, sources_of(inventory), (group,), Source, lists)
    shown = _side_columns(Priority, "issue", framework, texts, lists, inventory.owner)
    _sheet(book, "priorities", shown, priorities_of(inventory, lists), (group,), Priority, lists)
    _about(book, filled, texts, speech)
    ends = _codes(book, lists)
    titles = {name: _quoted(speech.title(name)) for name in SHEETS}
    for name, (first, last) in ends.items():
        _name(book, f"{LIST_NAME}{name}", f"{titles['codes']}!$C${first}:$C${last}")
    _name(book, f"{LIST_NAME}{SOURCE_KEYS}", f"{titles['sources']}!$A$2:$A${len(inventory.sources) + EMPTY_ROWS + 1}")
    _start(start, texts, framework, region, speech)
    for name in SHEETS:
        _name(book, f"{OWN_SHEET}{name}", f"{titles[name]}!$A$1")
    for name in ("start", "codes"):
        sheet = book[speech.title(name)]
        sheet.protection.sheet = True
        sheet.protection.autoFilter = False
        sheet.protection.formatColumns = False
    book.active = 0
    return packed(book)


def _quoted(title: str) -> str:
    """The title of a sheet in a formula."""
    return title if title.isascii() and title.isidentifier() else quote_sheetname(title)


def _name(book: Workbook, name: str, target: str) -> None:
    book.defined_names[name] = DefinedName(name, attr_text=target)


def _side_columns(
    model: type[BaseModel], key: str, framework: World, texts: Words, lists: Lists, owner: str
) -> list[FormColumn]:
    """The columns of a sheet beside the programmes; the first is the key of its rows."""
    issue = key == "issue"
    first = FormColumn(
        key,
        (key,),
        "text",
        texts.labels[key],
        texts.about[key],
        lists.choice(lists["issues"][0]) if issue and lists["issues"] else texts.examples[key],
        "issues" if issue else None,
        0,
        False,
    )
    own = form_columns.made(model.model_fields, framework, texts, lists, owner, model)
    by_name = {column.name: replace(column, group=0, folded=column.name in texts.seldom) for column in own}
    return [first, *sorted((by_name[field] for field in model.model_fields), key=lambda column: column.folded)]


def _sheet(
    book: Workbook,
    name: str,
    columns: Sequence[FormColumn],
    rows: Sequence[Cells],
    groups: Sequence[ColumnGroup],
    model: type[BaseModel],
    lists: Lists,
) -> None:
    """A sheet to fill in: heads with comments, drop-downs, limits, groups, print set-up."""
    sheet = book.create_sheet(lists.speech.title(name))
    last = len(rows) + EMPTY_ROWS + 1
    limits: dict[tuple[object, ...], Any] = {}
    for at, column in enumerate(columns, start=1):
        letter = get_column_letter(at)
        head = sheet.cell(1, at)
        put(head, f"{column.label}\n{column.name}")
        colour = groups[min(column.group, len(groups) - 1)].colour
        head.fill = PatternFill("solid", fgColor=colour)
        head.font = font(bold=True, color="FFFFFF")
        head.alignment = Alignment(wrap_text=True, vertical="top")
        _comment(head, f"{column.about}\n\n{lists.speech.say('Example')}: {column.example}")
        dimension = sheet.column_dimensions[letter]
        dimension.width = _WIDTHS.get(form_columns.plain_name(column.path).split(".")[0], _width(column, lists))
        dimension.alignment = _wrap(column)
        if column.kind not in ("number", "integer", "scalar"):
            dimension.number_format = "@"  # Excel makes no dates and numbers of what is typed here
        if column.folded:
            dimension.outlineLevel = 1
            dimension.hidden = True
        key, make = limit_of(column, model, f"{letter}2")
        if key:
            if key not in limits:
                limits[key] = make()
                sheet.add_data_validation(limits[key])
            limits[key].add(f"{letter}2:{letter}{last}")
    for line, row in enumerate(rows, start=2):
        for at, column in enumerate(columns, start=1):
            if column.name in row:
                cell = sheet.cell(line, at)
                put(cell, row[column.name])
                cell.alignment = _wrap(column)
                if isinstance(row[column.name], str):
                    cell.number_format = "@"
        fit(sheet, line)
    sheet.row_dimensions[1].height = 64
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    sheet.sheet_properties.outlinePr.summaryRight = False
    _print(sheet, wide=name == "programmes")


def _wrap(column: FormColumn) -> Alignment:
    return _WRAPPED if {*_LONG} & {*form_columns.plain_name(column.path).split(".")} else _TOP


def _width(column: FormColumn, lists: Lists) -> int:
    if column.choices is not None and not column.several:
        longest = max((len(lists.choice(entry)) for entry in lists.get(column.choices, ())), default=16)
        return min(max(longest + 2, 14), 34)
    return 12 if column.kind in ("number", "integer", "day") else 24


def _comment(cell: Any, text: str) -> None:
    lines = sum(1 + len(line) // 48 for line in text.splitlines())
    cell.comment = Comment(text, OWN.decode(), height=min(24 + 17 * lines, 420), width=340)


def _print(sheet: Any, *, wide: bool = False) -> None:
    """Landscape, one page wide where that can be read, the head on every page; else with the name of each row, too."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.page_setup.fitToWidth = across(sheet) if wide else 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = _PAGE_ROWS
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    if wide:
        sheet.print_title_cols, sheet.print_options.gridLines = "A:A", True
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "&P / &N"


def _about(book: Workbook, filled: Cells, texts: Words, speech: Speech) -> None:
    """The head of the inventory: a field in each row, with what it means beside it."""
    sheet = book.create_sheet(speech.title("about"))
    field, value = (speech.headed(name) for name in ("field", "value"))
    for at, (title, width) in enumerate(((field, 22), (value, 40), (texts.labels["what_it_is"], 70)), start=1):
        cell = sheet.cell(1, at)
        put(cell, title)
        cell.font, cell.fill = font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="0B5566")
        sheet.column_dimensions[get_column_letter(at)].width = width
    for line, field in enumerate(dict.fromkeys(("region", "as_of", "note", *filled)), start=2):
        put(sheet.cell(line, 1), field)
        value = sheet.cell(line, 2)
        if field in filled:
            put(value, filled[field])
        value.number_format = "@" if not isinstance(filled.get(field), int | float) else "General"
        value.alignment = Alignment(wrap_text=True, vertical="top")
        put(sheet.cell(line, 3), texts.about.get(field, ""))
    sheet.freeze_panes = "A2"
    column = FormColumn("as_of", ("as_of",), "day", "", "", "", None, 0, False)
    limit = limit_of(column, Inventory, "B3")[1]()
    sheet.add_data_validation(limit)
    limit.add("B3")
    _print(sheet)


def _codes(book: Workbook, lists: Lists) -> dict[str, tuple[int, int]]:
    """The sheet of all lists; the first and last row of each."""
    sheet = book.create_sheet(lists.speech.title("codes"))
    meaning = lists.speech.say("meaning")
    languages = [
        "en",
        *sorted({key for entries in lists.values() for entry in entries for key in entry.names} - {"en"}),
    ]
    header = [LIST, CODE, CHOICE, meaning, *(f"{NAME}{language}" for language in languages)]
    for at, title in enumerate(header, start=1):
        cell = sheet.cell(1, at)
        put(cell, lists.speech.headed(title) if title in (LIST, CODE, CHOICE) else title)
        cell.font, cell.fill = font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="0B5566")
        cell.alignment = _WRAPPED
        width = {LIST: 24, CODE: 16, meaning: 90}.get(title, 44)
        sheet.column_dimensions[get_column_letter(at)].width = width
    line, ends = 1, {}
    for name, entries in sorted(lists.items()):
        for entry in entries:
            line += 1
            shown: str | int = int(entry.code) if entry.code.isdecimal() else lists.choice(entry)
            names = (entry.names.get(language, "") for language in languages)
            for at, value in enumerate((name, entry.code, shown, entry.meaning, *names), start=1):
                if value != "":
                    put(sheet.cell(line, at), value)
                    sheet.cell(line, at).alignment = _WRAPPED if header[at - 1] == meaning else _TOP
            fit(sheet, line)
        if entries:
            ends[name] = (line - len(entries) + 1, line)
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{line}"
    _print(sheet)
    sheet.print_area = f"A1:D{line}"
    return ends


def _start(sheet: Any, texts: Words, framework: World, region: str, speech: Speech) -> None:
    """The sheet a form begins with."""
    network = framework.network
    facts = {
        "region": speech.told(region),
        "network": speech.told(network.title),
        "version": framework.vocabulary.version,
        "secretariat": speech.told(network.secretariat or network.title),
    }
    fonts = {
        "title": font(bold=True, size=18, color="0B5566"),
        "heading": font(bold=True, size=13),
        "text": font(size=11),
    }
    sheet.column_dimensions["A"].width = 110
    line = 0
    for told in texts.start:
        line += 1 + (told.style == "heading")
        cell = sheet.cell(line, 1)
        put(cell, told.text.format_map(facts))
        cell.font = fonts[told.style]
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[line].height = 16 * (1 + len(str(cell.value)) // 105) + (
            10 if told.style == "title" else 4
        )
    for group in texts.groups:
        line += 1
        cell = sheet.cell(line, 1)
        put(cell, group.title)
        cell.fill, cell.font = PatternFill("solid", fgColor=group.colour), font(bold=True, color="FFFFFF")
    for row in sheet.iter_rows():
        for cell in row:
            cell.protection = Protection(locked=True)
    sheet.sheet_view.showGridLines = False
    _print(sheet)
