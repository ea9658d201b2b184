"""Broken tables: CSV files and workbooks changed in structure, encoding, headers, merges and sizes, for the fuzz."""

from __future__ import annotations

import csv
import io
import random
import zipfile

_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1250", "cp1252", "iso8859-2", "iso8859-15", "cp852")
_CELLS = (
    *("", " ", "\u00a0", "n/a", "-", "=1+1", "'=1", "@x", "1.200", "1 200", "1,5", "70%", "2026-02-30", "1e308", "-1"),
    *("fÃ¼r", "žluťoučký", "città", "Größe", "őű", "a;b", "OBJ-RDI, OBJ-SKIL", "SMEs", "Automotive", "Upper Austria"),
    *("one\ntwo", 'a "quoted" word', "running", "null", "\u2028", "\u0085", "\u202e", "x" * 300, "#REF!", "TRUE"),
)
_TITLES = ("ID", "Name.EN", " kind ", "Title", "members.99.count", "instruments.1.cod", "", "id", "a.b.c")
_INSERTS = (
    *('<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>', '<mergeCell ref="B2:C3"/>', "<f>1+1</f>"),
    *('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', '<c r="A1" t="s"><v>99999999</v></c>'),
    *("<c><v>1</v></c>", '<c r="B2" t="e"><v>#DIV/0!</v></c>', '<row r="3" hidden="1"/>', "&#0;", "<x:c/>"),
    "<!DOCTYPE x [<!ENTITY a 'b'>]>",
    *('<c r="A0"><v>1</v></c>', '<c r="ZZZZ9"><v>1</v></c>', '<c r="A2" t="inlineStr"><is><t>x</t></is></c>', "</row>"),
    *('<cols><col min="1" max="16384" hidden="1"/></cols>', '<c r="C2" t="d"><v>2026-01-01</v></c>', "<row/>", "\x00"),
)
_FLOODS = (
    *(
        "<c/>",
        "<row/>",
        '<row hidden="1"/>',
        '<c r="A1"><v>1</v></c>',
        '<c r="A1"><f>1</f></c>',
        '<c t="s"><v>0</v></c>',
    ),
    *('<mergeCell ref="A1:B2"/>', "<xf/>", "<font/>", "<si><t>a</t></si>", "<r><t>a</t></r>", '<comment ref="A1"/>'),
    *('<sheet name="a" sheetId="1"/>', '<Relationship Id="a" Target="b"/>', "<a>", "a", " ", '<c r="ZZ9', 'r="A1" '),
)
"""What is put into a workbook a hundred to a million times."""


def mutated_csv(raw: bytes, chance: random.Random) -> bytes:
    """A CSV file of good rows written in another dialect and encoding, with rows, titles and cells changed."""
    rows = [row for row in csv.reader(io.StringIO(raw.decode("utf-8"), newline="")) if row]
    for _ in range(chance.randint(0, 4)):
        row = chance.choice(rows)
        at = chance.randrange(len(row) + 1)
        kind = chance.randrange(6)
        if kind == 0 and row:
            row[min(at, len(row) - 1)] = chance.choice(_CELLS)
        elif kind == 1:
            here = chance.randrange(max(len(rows[0]), 1))
            rows[0][here : here + 1] = [chance.choice(_TITLES)]
        elif kind == 2:
            rows.insert(0, [chance.choice(_CELLS), *[""] * chance.randint(0, 40)])
        elif kind == 3:
            rows.append([chance.choice(("Total", "Summe:", "id", "")), *[chance.choice(_CELLS) for _ in range(3)]])
        elif kind == 4:
            rows.insert(chance.randrange(len(rows) + 1), [*rows[0]])
        else:
            del row[at:]
    if chance.random() < 0.02:  # sizes
        flooded = chance.choice(rows)
        kind = chance.randrange(3)
        if kind == 0:
            rows += [flooded] * 10 ** chance.randint(2, 5)
        elif kind == 1:
            flooded += ["x"] * 10 ** chance.randint(2, 5)
        elif flooded:
            flooded[-1] = chance.choice(("x", " ", '"', "a\n", "b;", ",")) * 10 ** chance.randint(3, 6)
    stream = io.StringIO()
    style = chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    ends = chance.choice(("\n", "\r\n", "\r"))
    csv.writer(stream, delimiter=chance.choice(",;\t|"), quoting=style, lineterminator=ends).writerows(rows)
    text = ("sep=;\n" if chance.random() < 0.1 else "") + stream.getvalue()
    if chance.random() < 0.3:
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(('"', "\n", ";", "\x00", "\x1b", '"\n"')) + text[at:]
    return text.encode(chance.choice(_ENCODINGS), errors="replace")


def mutated_workbook(raw: bytes, chance: random.Random) -> bytes:
    """A workbook whose parts were changed, renamed, repeated or taken away, or cut and mixed as bytes."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(chance.randint(1, 4)):
        if not parts:
            break
        # Sheets are where most is read: they are broken twice as often.
        name = chance.choice([*parts, *(part for part in parts if "sheet" in part)])
        content = parts[name]
        kind = chance.randrange(8)
        if chance.random() < 0.02:  # sizes
            at = content.find(b">", chance.randrange(len(content) + 1)) + 1
            parts[name] = content[:at] + chance.choice(_FLOODS).encode() * 10 ** chance.randint(2, 6) + content[at:]
        elif kind <= 2:
            at = content.find(b">", chance.randrange(len(content) + 1)) + 1
            parts[name] = content[:at] + chance.choice(_INSERTS).encode() + content[at:]
        elif kind == 3:
            at = chance.randrange(len(content) + 1)
            parts[name] = content[:at] + bytes([chance.randrange(256)]) + content[at + chance.randint(0, 30) :]
        elif kind == 4 and len(parts) > 1:
            del parts[name]
        elif kind == 5:
            parts[name.replace("xl/", "parts/")] = parts.pop(name)
        elif kind == 6:
            parts[name] = content.replace(b"schemas.openxmlformats.org/spreadsheetml/2006", b"purl.oclc.org/ooxml")
        else:
            parts[name] = content + content[: chance.randrange(len(content) + 1)] * chance.randint(1, 20)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    made = stream.getvalue()
    if chance.random() < 0.2:
        at = chance.randrange(len(made))
        made = made[:at] + bytes([chance.randrange(256)]) + made[at + chance.randint(0, 8) :]
    return made


def mutated_bytes(raw: bytes, chance: random.Random) -> bytes:
    """The bytes of a workbook of another format after one to six changes: bytes set, cut, repeated."""
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randrange(len(raw) + 1), chance.choice((1, 1, 2, 4, 60, 500))
        kind = chance.randrange(4)
        if kind == 0:
            raw = raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :]
        elif kind == 1:
            raw = raw[:at] + b"\xff" * length + raw[at + length :]
        elif kind == 2:
            raw = raw[:at] + raw[at + length :]
        else:
            raw = raw[: at + length] + raw[at:]
    return raw
