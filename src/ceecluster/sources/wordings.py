"""The CC1xx rules of reading: each function words a finding, its docstring is its manual page."""

from __future__ import annotations

from ceecluster.findings import Place, Related, Severity, Told, mean, rule, say

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@rule("CC101", ERROR)
def unreadable(why: str) -> tuple[str, str]:
    """The file cannot be read.

    It does not exist, is a folder, may not be opened, or is a link that leads nowhere or out of the workspace.
    Mend it by putting a readable, ordinary file in its place.
    """
    return "{why}", "put an ordinary, readable file here"


@rule("CC102", ERROR)
def empty() -> tuple[str, str]:
    """The file is empty.

    A file without content says nothing, so it is not taken for an inventory without programmes.
    `ceecluster init region CODE` writes one to start from.
    """
    return "the file is empty", "fill it in, or remove it; 'ceecluster init region CODE' starts an inventory"


@rule("CC103", ERROR)
def too_large(what: str, size: str, limit: str) -> Told:
    """Something is larger than a region's inventory can reasonably be.

    Files, values, nesting, aliases, rows and columns are bounded so that a broken or hostile file cannot
    stop the check of the others. Split the file, or remove what does not belong in it.
    """
    bound = "" if size.startswith("over ") else f", more than the limit of {limit}"
    message = say("{what} is {size}{bound}", what=what, size=size, bound=bound)
    return Told(message, "split the file or remove what does not belong in it")


@rule("CC104", ERROR)
def not_text(why: str, hint: str = "") -> tuple[str, str]:
    """The bytes are not the text they should be.

    The file is of another kind than its name says (a PDF, a web page, a workbook called .csv, YAML called .csv), has
    NUL bytes or control characters, is in an encoding that cannot be told with certainty, or git left two versions in
    it. Inventories are UTF-8 (with or without byte order mark) or UTF-16 with byte order mark.
    """
    return "{why}", hint or "save the file as UTF-8 text"


@rule("CC105", ERROR)
def not_yaml(why: str, hint: str = "", related: tuple[Related, ...] = ()) -> Told:
    """The text is not YAML.

    The place is where the trouble begins: an unclosed quotation mark is reported where it opens, a tab
    where it stands. Nothing below that place could be read.
    """
    return Told("{why}", hint or "mend the line; nothing after it was read", related=related)


@rule("CC106", ERROR)
def duplicate_key(key: str, first: Place) -> Told:
    """A key appears twice in one mapping.

    YAML tools differ on which one wins, so one of the two values would be lost in silence. The first is kept.
    """
    return Told(
        "key '{key}' appears twice",
        "keep one of the two",
        values=(key,),
        related=(Related(first, "the first stands in"),),
    )


@rule("CC107", ERROR)
def forbidden_yaml(what: str) -> tuple[str, str]:
    """A YAML feature that inventories do not use.

    Tags (`!!python/object`, `!include`), merge keys (`<<`), complex keys, and several documents in one file make
    a file mean different things to different programs. Write the values out.
    """
    return "{what} is not allowed in an inventory", "write the values out in plain YAML"


@rule("CC108", WARNING)
def legacy_encoding(name: str) -> tuple[str, str]:
    """A table was read in an old encoding.

    The bytes are not UTF-8 but make sense as the encoding named, so they were read as that. Look at letters with
    accents, then save the file as UTF-8.
    """
    return "the file is not UTF-8; it was read as {name}", "check the accented letters, then save as UTF-8"


@rule("CC109", NOTE)
def odd_characters(what: str) -> tuple[str, str]:
    """Invisible or direction-changing characters.

    Zero-width characters and right-to-left overrides make a text look other than it is. They are kept as typed
    and shown harmlessly in reports; remove them unless the language needs them.
    """
    return "the text holds {what}", "remove it unless the language needs it"


@rule("CC111", ERROR)
def unknown_field(name: str, near: str | None, known: str) -> Told:
    """A field that the format does not have.

    Most often a slip of the pen; the nearest known field is named. Nothing under an unknown field is read.
    """
    hint, near = mean(near, f"fields here: {known}")
    return Told("unknown field '{name}'", hint, near, (name,))


@rule("CC112", ERROR)
def missing_field(names: str, column: str = "") -> tuple[str, str]:
    """A required field is missing.

    The place is that of the record which lacks it. Without the field the record cannot be used, so it is left out.
    """
    what = "required field '{names}' is missing" if "' and '" not in names else "required fields '{names}' are missing"
    return what, f"fill {column}" if column else f"add '{names}:'"


@rule("CC113", ERROR)
def wrong_type(name: str, shown: str, wanted: str, hint: str = "") -> tuple[str, str]:
    """A value of the wrong kind.

    For example a word where a number belongs. Values are never guessed: quoted numbers are text, `010` and `12:30`
    stay text, and `NO` is a word. The value is left out, which counts as not documented.
    """
    return "'{name}' is {shown}; {wanted} is wanted", hint or f"write {wanted}"


@rule("CC114", ERROR)
def out_of_range(name: str, shown: str, wanted: str) -> tuple[str, str]:
    """A number outside the range the field allows.

    Shares run from 0 to 1, priorities from 0 to 4, years from 1900 to 2100, counts and amounts from 0.
    """
    return (
        "'{name}' is {shown}, outside the range: {wanted}",
        f"write {'' if wanted.startswith('a ') else 'a number that is '}{wanted}",
    )


@rule("CC115", ERROR)
def bad_word(name: str, shown: str, near: str | None, known: str, *values: str) -> Told:
    """A word that is not among the words the field allows.

    The nearest allowed word is named. The value is left out, which counts as not documented.
    """
    hint, near = mean(near, f"choose one of {known}")
    return Told("'{name}' is {shown}, not one of {known}", hint, near, values)


@rule("CC116", ERROR)
def bad_form(name: str, shown: str, wanted: str, *values: str) -> Told:
    """A text that does not have the form the field needs.

    Identifiers are small letters, digits and hyphens (`hu22-panac`), so that no identifier can be a path;
    codes are capitals (`OBJ-RDI`), dates are `2026`, `2026-11` or `2026-11-01`, currencies three capitals.
    """
    return Told("'{name}' is {shown}; its form is {wanted}", f"write it as {wanted}", values=values)


@rule("CC121", ERROR)
def bad_table(why: str, hint: str = "") -> tuple[str, str]:
    """The table's shape is wrong.

    A header is missing or appears twice, a row has more cells than the header, a quotation mark is not closed.
    """
    return "{why}", hint or "give every column one header and every row as many cells"


@rule("CC122", ERROR)
def ambiguous_number(name: str, shown: str, why: str) -> tuple[str, str]:
    """A number that could be read in two ways.

    `1,234` is one thousand or one point two depending on the country; `1.234,5` mixes both. Nothing is guessed:
    write a decimal point, and no thousands separator other than a blank.
    """
    return "'{name}' is {shown}, {why}", "write a decimal point and no thousands separator"


@rule("CC123", ERROR)
def formula(cell: str) -> tuple[str, str]:
    """A spreadsheet cell holds a formula, or the error of one.

    Its value depends on the program that last saved it, so it is not read. Paste the value instead.
    """
    return "the cell holds {cell}", "replace it by its value"


@rule("CC124", ERROR)
def merged(cells: str) -> tuple[str, str]:
    """Merged cells.

    Only the first of them has a value, and which rows the others belong to would be a guess. Unmerge and fill them.
    """
    return "cells {cells} are merged", "unmerge them and fill every cell"


@rule("CC125", WARNING)
def ignored_part(what: str, hint: str = "") -> tuple[str, str]:
    """A part of a workbook, or a file beside the inventories, that is not read.

    Hidden sheets, sheets with other names and macros of a workbook do not enter the results; nor do files that are
    neither YAML nor CSV nor a workbook, a `.sources.csv` without its table, folders inside the folders of inventories,
    or files and folders of a workspace whose names say nothing to it (`transnational.yml`, `region/`).
    """
    return "{what} is not read", hint or "move what belongs to an inventory to where it is read, or remove it"


@rule("CC126", ERROR)
def locked() -> tuple[str, str]:
    """The workbook is protected by a password.

    Protected workbooks are encrypted as a whole and cannot be read without the password.
    """
    return "the workbook is encrypted with a password", "save it unprotected as .xlsx"


@rule("CC127", ERROR)
def spreadsheet_date(name: str, shown: str) -> tuple[str, str]:
    """A spreadsheet turned the value into a date.

    Where a date is wanted it is read; elsewhere (an identifier, a code, a number) what was typed is lost. Format the
    column as text and type the value again.
    """
    return "'{name}' became the date {shown}", "format the column as text and type the value again"


@rule("CC128", WARNING)
def hidden_cells(which: str) -> tuple[str, str]:
    """Hidden rows or columns that hold values.

    They are read like all others, although whoever looks at the sheet does not see them. Show them and look whether
    they are meant, or delete them.
    """
    return "{which} hidden, and read all the same", "show what is hidden, or delete what does not belong"


@rule("CC129", NOTE)
def comment_unread() -> tuple[str, str]:
    """A comment on a cell of a workbook.

    Comments are for people and enter no result. What belongs to the record goes into its `note` or `summary`.
    """
    return "the comment on this cell is not read", "put what matters into a cell"


@rule("CC131", WARNING)
def unseen(ending: str, what: str) -> tuple[str, str]:
    """A workbook in a format of which not everything can be seen.

    Values of .xls, .xlsb and .ods files are read, but not whether a cell holds a formula (its last result is read),
    whether a row or column is hidden, and (.xlsb, .ods) whether cells are merged. Saved as .xlsx, all that is checked.
    """
    return "of an {ending} file {what} cannot be seen", "save it as .xlsx to have them checked"


@rule("CC132", WARNING)
def mojibake(shown: str, meant: str) -> Told:
    """Letters that were read in the wrong encoding before: `fÃ¼r` for `für`.

    Somewhere on its way a UTF-8 text was opened as Latin-1 or Windows-1252 and saved again, or letters were written as
    for a web page (`f&uuml;r`). `validate --fix` puts the letters right.
    """
    web, read = "'{shown}' has letters written as for a web page", "'{shown}' was read in the wrong encoding"
    return Told(web if shown.isascii() else read, f"did you mean '{meant}'?", meant, (shown,))


@rule("CC139", WARNING)
def lost_letters(shown: str) -> tuple[str, str]:
    """Letters that are lost: `F?rderung`, `f�r`.

    A program saved the text in an encoding that does not have them, and put a question mark or U+FFFD in their place.
    Which letters they were is nowhere in the file.
    """
    return "'{shown}' has lost a letter", "type the word again, and save as UTF-8"


@rule("CC133", WARNING)
def swallowed(lines: int, rows: int) -> Told:
    """A cell that runs over lines which look like rows of the table.

    A quotation mark that opens in one row and closes in a later one takes everything between into one cell.
    """
    what = "of which one looks like a row" if rows == 1 else f"of which {rows} look like rows"
    message = say("the cell runs over {lines} lines, {what} of the table", lines=lines + 1, what=what)
    return Told(message, "close the quotation mark where the text ends")


@rule("CC134", WARNING)
def no_record(what: str, text: str) -> Told:
    """A row of a table that is no record.

    Titles and group headings above the header, a second header below it, totals, remarks, column numbers and lines
    between rows are left out. Remove them, so that the table is one header and one row for each record.
    """
    shown = text if len(text) <= 40 else f"{text[:39]}…"
    where = "stands above the header" if what == "above the header" else f"is {what}"
    message = say("this row ('{shown}') {where}; it is not read", shown=shown, where=where)
    return Told(message, "remove it: a table is one header and its records")


@rule("CC135", WARNING)
def word_for_nothing(name: str, shown: str) -> Told:
    """A word that says that there is nothing, where a text belongs.

    `n/a`, `-` and the like are read as the text they are, and count as documented. Leave the cell empty instead.
    """
    return Told("'{name}' is '{shown}', and is read as that text", "leave the cell empty", values=(shown,))


@rule("CC136", WARNING)
def like_thousands(typed: str, read: str) -> tuple[str, str]:
    """A number with three decimals of which the last is 0, as thousands are typed in many countries.

    `1.200` is one point two in YAML. Write `1200` where thousands are meant, and `1.2` where not.
    """
    return "{typed} is read as {read}", f"write {typed.replace('.', '')} for thousands, {read} otherwise"


@rule("CC137", WARNING)
def idle_ignore(why: str, cure: str) -> tuple[str, str]:
    """A comment or a cell that is to silence a finding, and does not.

    `# ceecluster: ignore[CC304] why it may stand` in YAML, and `CC304: why it may stand` in the column `ignore` of a
    table, need a reason, so that the next reader knows it; one whose finding is gone goes, too.
    """
    return "this 'ignore' {why}", cure


@rule("CC138", WARNING)
def no_outline(why: str) -> tuple[str, str]:
    """A feature of the map that cannot be drawn, or a map that is none.

    `map.geojson` is GeoJSON: a collection of features, each a Polygon or MultiPolygon in degrees with the property
    `code`. A region without an outline is drawn as a tile beside the map.
    """
    return "{why}", "write features of the kind Polygon or MultiPolygon with a property 'code', in degrees"
