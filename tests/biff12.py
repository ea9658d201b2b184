"""A writer of .xlsb workbooks (BIFF12) for tests: texts and numbers, nothing else. No free program writes them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_BEGIN_BOOK, _END_BOOK, _BEGIN_SHEETS, _END_SHEETS, _SHEET = 131, 132, 143, 144, 156
_BEGIN, _END, _BEGIN_DATA, _END_DATA, _SIZE, _ROW, _NUMBER, _TEXT = 129, 130, 145, 146, 148, 0, 5, 6


def to_xlsb(sheets: Mapping[str, Sequence[Sequence[str | float | None]]]) -> bytes:
    """The workbook of these sheets."""
    listed = b"".join(
        _record(_SHEET, struct.pack("<II", 0, n) + _text(f"rId{n}") + _text(name)) for n, name in _counted(sheets)
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.bin" ContentType="application/vnd.ms-excel.worksheet"/>'
        for n, _ in _counted(sheets)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATION}/worksheet" Target="worksheets/sheet{n}.bin"/>'
        for n, _ in _counted(sheets)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>'.encode(),
        "_rels/.rels": _relations(f'<Relationship Id="r" Type="{_RELATION}/officeDocument" Target="xl/workbook.bin"/>'),
        "xl/_rels/workbook.bin.rels": _relations(related),
        "xl/workbook.bin": b"".join(
            [*map(_record, (_BEGIN_BOOK, _BEGIN_SHEETS)), listed, *map(_record, (_END_SHEETS, _END_BOOK))]
        ),
        **{f"xl/worksheets/sheet{n}.bin": _sheet(sheets[name]) for n, name in _counted(sheets)},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def cells_of(raw: bytes) -> dict[str, list[list[str | float | None]]]:
    """The cells of an .xlsx workbook by sheet."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(raw))
    return {sheet.title: [[*row] for row in sheet.iter_rows(values_only=True)] for sheet in book}


def _counted(sheets: Mapping[str, object]) -> list[tuple[int, str]]:
    return [*enumerate(sheets, start=1)]


def _relations(text: str) -> bytes:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{text}</Relationships>'.encode()


def _sheet(rows: Sequence[Sequence[str | float | None]]) -> bytes:
    size = struct.pack("<IIII", 0, max(len(rows) - 1, 0), 0, max(max(map(len, rows), default=1) - 1, 0))
    written = [_record(_BEGIN), _record(_SIZE, size), _record(_BEGIN_DATA)]
    for line, row in enumerate(rows):
        written.append(_record(_ROW, struct.pack("<IIHBBBI", line, 0, 300, 0, 0, 0, 0)))
        for column, value in enumerate(row):
            at = struct.pack("<II", column, 0)
            if isinstance(value, str):
                written.append(_record(_TEXT, at + _text(value)))
            elif value is not None:
                written.append(_record(_NUMBER, at + struct.pack("<d", value)))
    return b"".join([*written, _record(_END_DATA), _record(_END)])


def _text(text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<I", len(raw) // 2) + raw


def _record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(content)
    while size >= 128:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + content
