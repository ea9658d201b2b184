"""What the parts of an .xlsx file hold beside its values, in one bounded pass; nothing is unpacked unbounded.

The values come from calamine, which shows neither formulas nor hidden rows nor comments, and takes the memory that a
file asks for. So every part is streamed first, whichever name it has: what it would cost is known before it is paid.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

from ceecluster.findings import Place, complain
from ceecluster.sources import wordings
from ceecluster.sources.decoding import UnreadableError
from ceecluster.sources.form_codes import OWN, own_sheets_in
from ceecluster.sources.raw_table import MAX_CELLS
from ceecluster.sources.sheet_events import SheetEvents, area_of, local_name, number_of

MAX_PARTS = 2_000
MAX_UNPACKED = 128 * 1024 * 1024
MAX_OTHER = 16 * 1024 * 1024
"""Bytes of an XML part that is neither a sheet nor shared texts: styles, drawings."""
MAX_SHARED = 32 * 1024 * 1024
"""Bytes of the part that holds the shared texts."""
MAX_LIST = 2 * 1024 * 1024
"""Bytes of a part that lists others: the workbook's, relations."""
MAX_SHEETS = 255
MAX_MERGED = 1_000_000
"""Cells of all merged areas."""
MAX_MERGES = 20_000
MAX_STYLES = 100_000
MAX_FORMULAS = 10_000
"""Cells with a formula in one sheet."""
MAX_TEXT = 256 * 1024 * 1024
"""Bytes of all texts, each counted as often as a cell shows it."""
_CHUNK = 1 << 20
_LONGEST_TAG = 4 << 20

_PREFIXED = re.compile(rb"<[^\s<>/:!?=\"']+:")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What is counted in the bytes of a part; nothing is tried twice (possessive and atomic groups), so that a tag made
    to be looked at from every place costs as any other."""

    cell: re.Pattern[bytes]
    filled: re.Pattern[bytes]
    empty: re.Pattern[bytes]
    text: re.Pattern[bytes]
    style: re.Pattern[bytes]
    merge: re.Pattern[bytes]
    special: re.Pattern[bytes]
    note: re.Pattern[bytes]
    author: re.Pattern[bytes]


def _patterns(name: bytes) -> _Patterns:
    """The patterns for tags that begin with `name`."""
    place, end = rb"[\"']\$?([A-Za-z]{1,6})\$?(\d{1,9})", rb"(?::\$?([A-Za-z]{1,6})\$?(\d{1,9}))?[\"']"
    return _Patterns(
        cell=re.compile(name + rb"c(?=[\s/>])"),
        filled=re.compile(name + rb"(?>c\s(?:[^<>]*?\s)?r\s*=\s*[\"']([A-Za-z]{1,4})(\d{1,9})[\"'])[^<>]*+(?<!/)>"),
        empty=re.compile(name + rb"c(?=[\s/>])[^<>]*+(?<=/)>"),
        text=re.compile(name + rb"si(?=[\s/>])"),
        style=re.compile(name + rb"(?:xf|numFmt)(?=[\s/>])"),
        merge=re.compile(name + rb"mergeCell\s[^<>]*?ref\s*=\s*" + place + end),
        special=re.compile(name + rb"f[\s/>]|\st\s*=\s*[\"']e[\"']|\shidden\s*=\s*[\"'](?!0[\"']|false)"),
        note=re.compile(
            name + rb"(?:comment|threadedComment)\s[^<>]*?ref\s*=\s*" + place + rb"[\"']"
            rb"(?:[^<>]*?authorId\s*=\s*[\"'](\d{1,9})[\"'])?"
        ),
        author=re.compile(name + rb"author>([^<]{0,200})<"),
    )


_PLAIN, _WITH_PREFIX = _patterns(b"<"), _patterns(rb"<(?:[^\s<>/:!?=\"']+:)?")
"""Most programs write tags without a prefix, which are found several times faster."""
# A plain search for what a pattern needs is many times faster than the pattern.
_SPECIAL = (b"<f", b":f", b"hidden", b'"e"', b"'e'")
_SHARED = re.compile(rb"\st\s*=\s*[\"']s[\"']")

Cell = tuple[int, int]
"""Row and column from 0."""


@dataclass(slots=True)
class SheetParts:
    """What stands around the values of one sheet."""

    formulas: dict[Cell, str] = field(default_factory=dict)
    errors: dict[Cell, str] = field(default_factory=dict)
    merges: list[tuple[Cell, str]] = field(default_factory=list)
    """(first cell, area as `A1:B2`)."""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """(first, last)."""
    comments: list[Cell] = field(default_factory=list)


@dataclass(slots=True)
class _Part:
    """What a part was seen to hold."""

    size: int = 0
    cells: int = 0
    told: int = 0
    """Cells whose place the fast look understood."""
    shared: int = 0
    texts: bool = False
    """Whether it holds the shared texts."""
    last_row: int = 0
    last_column: int = 0
    special: bool = False
    merges: list[tuple[bytes, bytes, bytes, bytes]] = field(default_factory=list)
    notes: list[tuple[bytes, bytes, bytes]] = field(default_factory=list)
    """(column, row, number of its author) of each comment."""
    authors: list[bytes] = field(default_factory=list)
    is_xml: bool = False


class Parts:
    """The parts of an .xlsx file, looked at once; UnreadableError where a limit is passed or it is no such file."""

    def __init__(self, raw: bytes, shown: str) -> None:
        self._raw = raw
        self._place = Place(shown)
        try:
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                listed = archive.infolist()
                self._items = {_spelt(item.filename): item for item in listed}
                if len({name.lower() for name in self._items}) != len(listed):
                    raise self._broken("a part stands in it twice")
        except UnreadableError:
            raise
        except Exception as error:  # zipfile raises whatever its bytes meet
            raise self._broken("its zip directory cannot be read") from error
        if len(self._items) > MAX_PARTS:
            raise self._too_large("the workbook", f"{len(self._items):,} parts", f"{MAX_PARTS:,}")
        self.names = [*self._items]
        self._cased = {name.lower(): name for name in self._items}
        self._left = MAX_UNPACKED
        self._texts: list[int] = []
        """Bytes of each shared text."""
        self._styles = 0
        self._merges = 0
        self._merged = 0
        self._cells = 0
        self._seen: dict[str, _Part] = {}

    def look(self) -> None:
        """Stream every part once, and stop where a limit is passed."""
        for name in self.names:
            self._seen[name] = self._look_at(name)
        longest = max(self._texts, default=0)
        for name, part in self._seen.items():
            if part.cells and (part.told < part.cells or longest * part.shared > MAX_TEXT):
                self._look_closely(name, part)

    def doubtful(self, too_large: Callable[[tuple[int, int]], bool]) -> bool:
        """Whether a reader that resolves paths or finds the archive's directory otherwise could meet a sheet of a size
        that is refused: some part holds one, or the archive has more than one end."""
        return any(too_large(self.extent(name)) for name in self._seen) or self._raw.count(b"PK\x05\x06") != 1

    def extent(self, name: str) -> tuple[int, int]:
        """(rows, columns) of the rectangle that the filled cells of a part span from its first cell."""
        part = self._seen.get(name)
        return (part.last_row, part.last_column) if part is not None else (0, 0)

    def sheets(self) -> dict[str, str]:
        """The part of each sheet by its name, in the order of the workbook, as the relations say."""
        book = self._book()
        root = self._tree(book)
        count = sum(local_name(sheet.tag) == "sheet" for sheet in root.iter())
        if count > MAX_SHEETS:
            raise self._too_large("the workbook", f"{count:,} sheets", f"{MAX_SHEETS}")
        relations = self._relations(book)
        found: dict[str, str] = {}
        for sheet in root.iter():
            if local_name(sheet.tag) == "sheet":
                key = next((value for name, value in sheet.attrib.items() if local_name(name) == "id"), "")
                found[sheet.attrib.get("name", "")] = relations.get(key, ("", ""))[1]
        return found

    def own_sheets(self) -> dict[str, str]:
        """The sheets of this program's own making by what they are (`codes`), whatever they are called now."""
        return own_sheets_in(self._tree(self._book()))

    def _book(self) -> str:
        top = self._relations("")
        book = next((target for kind, target in top.values() if kind.endswith("/officeDocument")), "xl/workbook.xml")
        book = self._cased.get(book.lower(), book)
        if book not in self._items:
            raise self._broken("there is no workbook in the archive")
        return book

    def around(self, name: str) -> SheetParts:
        """What stands around the values of the sheet in a part."""
        found, part = SheetParts(), self._seen.get(name)
        if part is None:
            raise self._broken("a sheet has no part of its own")
        for left, top, right, bottom in part.merges:
            area = f"{left.decode()}{top.decode()}:{(right or left).decode()}{(bottom or top).decode()}".upper()
            if (right or left, bottom or top) != (left, top):
                found.merges.append(((int(top) - 1, number_of(left)), area))
        if part.special:
            self._read_closely(name, found)
        for kind, target in self._relations(name).values():
            if kind.endswith(("/comments", "/threadedComment")) and target in self._seen:
                seen = self._seen[target]
                ours = {b"%d" % number for number, author in enumerate(seen.authors) if author == OWN}
                found.comments += [
                    (int(row) - 1, number_of(column)) for column, row, by in seen.notes if by not in ours
                ]
        found.comments = sorted(set(found.comments))
        return found

    def _look_at(self, name: str) -> _Part:
        part, rest, begun = _Part(), b"", False
        for chunk in self._stream(name):
            part.size += len(chunk)
            if not begun:
                begun = True
                part.is_xml = chunk.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
            if not part.is_xml:
                continue
            buffer = rest + chunk
            cut = buffer.rfind(b">") + 1
            buffer, rest = buffer[:cut], buffer[cut:]
            if len(rest) > _LONGEST_TAG:
                raise self._too_large("a text of the workbook", "over 4 MB", "4 MB")
            if b"<!DOCTYPE" in buffer or b"<!ENTITY" in buffer:
                raise self._broken("it declares entities of its own")
            self._count(part, buffer)
            limit = MAX_SHARED if part.texts else MAX_OTHER
            if part.size > limit and not part.cells:
                raise self._too_large(f"the part '{name}'", f"over {limit // 2**20} MB", f"{limit // 2**20} MB")
        return part

    def _count(self, part: _Part, buffer: bytes) -> None:
        """Add what stands in a piece of a part; whole tags only."""
        seen = _WITH_PREFIX if _PREFIXED.search(buffer) else _PLAIN
        cells = len(seen.cell.findall(buffer))
        if cells:
            part.cells += cells
            filled = seen.filled.findall(buffer)
            part.told += len(filled) + len(seen.empty.findall(buffer))
            part.shared += len(_SHARED.findall(buffer))
            if filled:
                part.last_row = max(part.last_row, *map(int, {row for _, row in filled}))
                part.last_column = max(
                    part.last_column, *(number_of(column) + 1 for column in {column for column, _ in filled})
                )
            self._cells += cells
            if self._cells > MAX_CELLS:
                raise self._too_large("the workbook", f"over {MAX_CELLS:,} cells", f"{MAX_CELLS:,}")
        if not part.special and any(sign in buffer for sign in _SPECIAL):
            part.special = seen.special.search(buffer) is not None
        if b"mergeCell" in buffer:
            merges = seen.merge.findall(buffer)
            self._merges += len(merges)
            self._merged += sum(area_of(*merge) for merge in merges)
            if self._merges > MAX_MERGES:
                raise self._too_large("the number of merged areas", f"over {MAX_MERGES:,}", f"{MAX_MERGES:,}")
            if self._merged > MAX_MERGED:
                raise self._too_large("the merged area", f"{self._merged:,} cells", f"{MAX_MERGED:,}")
            part.merges += merges
        if b"xf" in buffer or b"numFmt" in buffer:
            self._styles += len(seen.style.findall(buffer))
        if self._styles > MAX_STYLES:
            raise self._too_large("the number of styles", f"over {MAX_STYLES:,}", f"{MAX_STYLES:,}")
        if b"omment" in buffer:
            part.notes += seen.note.findall(buffer)[: MAX_MERGES - len(part.notes)]
            part.authors += seen.author.findall(buffer)[: MAX_MERGES - len(part.authors)]
        holds = b"<si" in buffer or b":si" in buffer
        starts = [match.start() for match in seen.text.finditer(buffer)] if holds else []
        if starts:
            part.texts = True
            self._texts += [after - before for before, after in zip(starts, [*starts[1:], len(buffer)], strict=True)]
            if len(self._texts) > MAX_CELLS:
                raise self._too_large("the number of shared texts", f"over {MAX_CELLS:,}", f"{MAX_CELLS:,}")
        elif part.texts and not cells:
            self._texts[-1] += len(buffer)

    def _look_closely(self, name: str, part: _Part) -> None:
        """The true extent of a sheet whose cells are written unusually, and the bytes of the texts it shows."""
        extent, shown = [0, 0], 0

        def cell(at: Cell, attributes: dict[str, str], formula: str | None, value: str) -> None:
            nonlocal shown
            extent[0], extent[1] = max(extent[0], at[0] + 1), max(extent[1], at[1] + 1)
            if attributes.get("t") == "s" and value.strip().isdecimal() and int(value) < len(self._texts):
                shown += self._texts[int(value)]
                if shown > MAX_TEXT:
                    raise self._too_large("the text of the workbook", "over 256 MB", "256 MB")

        self._walk(name, cell, lambda kind, attributes, at: None)
        part.last_row, part.last_column = extent

    def _read_closely(self, name: str, found: SheetParts) -> None:
        """Formulas, errors and what is hidden."""

        def cell(at: Cell, attributes: dict[str, str], formula: str | None, value: str) -> None:
            if formula is not None:
                found.formulas[at] = formula
                if len(found.formulas) > MAX_FORMULAS:
                    raise self._too_large("the number of formulas", f"over {MAX_FORMULAS:,}", f"{MAX_FORMULAS:,}")
            elif attributes.get("t") == "e":
                found.errors[at] = value or "#N/A"

        def other(kind: str, attributes: dict[str, str], at: int) -> None:
            if attributes.get("hidden", "0") in ("0", "false"):
                return
            if kind == "row":
                found.hidden_rows.add(at)
            elif attributes.get("outlineLevel", "0") != "0":
                return  # folded into a group, whose sign shows above the columns
            elif attributes.get("min", "").isdecimal() and attributes.get("max", "").isdecimal():
                found.hidden_columns.append((int(attributes["min"]) - 1, min(int(attributes["max"]), 16_384) - 1))

        self._walk(name, cell, other)

    def _walk(self, name: str, cell: object, other: object) -> None:
        reader = SheetEvents(cell, other)
        try:
            for chunk in self._stream(name, again=True):
                reader.feed(chunk)
        except ExpatError as error:
            raise self._broken("the XML of a sheet is broken") from error

    def _stream(self, name: str, *, again: bool = False) -> Iterator[bytes]:
        """The bytes of a part, a megabyte at a time; `again` where they were counted before."""
        item = self._items[name]
        if item.flag_bits & 1:
            raise UnreadableError(complain(wordings.locked, self._place))
        raw, at = self._raw, item.header_offset
        if raw[at : at + 4] != b"PK\x03\x04" or item.compress_type not in (0, 8):
            raise self._broken(f"its part '{name}' cannot be unpacked")
        lengths = struct.unpack("<HH", raw[at + 26 : at + 30])
        begin = at + 30 + sum(lengths)
        packed = memoryview(raw)[begin : begin + item.compress_size]
        if item.compress_type == 0:
            pieces: Iterator[bytes] = (bytes(packed[i : i + _CHUNK]) for i in range(0, len(packed), _CHUNK))
        else:
            pieces = _inflate(packed)
        unpacked = 0
        try:
            for piece in pieces:
                unpacked += len(piece)
                self._left -= 0 if again else len(piece)
                if self._left < 0:
                    raise self._too_large("the unpacked workbook", "over 128 MB", "128 MB")
                yield piece
        except zlib.error as error:
            raise self._broken(f"its part '{name}' cannot be unpacked") from error
        if unpacked != item.file_size:
            raise self._broken(f"its part '{name}' is not of the size it says")

    def _tree(self, name: str) -> ElementTree.Element:
        if name not in self._items:
            raise self._broken(f"its part '{name}' is missing")
        if self._items[name].file_size > MAX_LIST:
            size = f"{self._items[name].file_size / 2**20:.0f} MB"
            raise self._too_large(f"the part '{name}'", size, f"{MAX_LIST // 2**20} MB")
        try:
            return ElementTree.fromstring(b"".join(self._stream(name, again=True)))
        except ElementTree.ParseError as error:
            raise self._broken(f"the XML of its part '{name}' is broken") from error

    def _relations(self, name: str) -> dict[str, tuple[str, str]]:
        """(kind, part) of each relation of a part, by its key."""
        folder, file = posixpath.split(name)
        where = self._cased.get(posixpath.join(folder, "_rels", f"{file}.rels").lower())
        if where is None:
            return {}
        found = {}
        for relation in self._tree(where).iter():
            target = relation.attrib.get("Target", "")
            if local_name(relation.tag) == "Relationship" and relation.attrib.get("TargetMode") != "External":
                path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                part = posixpath.normpath(_spelt(path))
                part = self._cased.get(part.lower(), part)
                found[relation.attrib.get("Id", "")] = relation.attrib.get("Type", ""), part
        return found

    def _too_large(self, what: str, size: str, limit: str) -> UnreadableError:
        return UnreadableError(complain(wordings.too_large, self._place, what, size, limit))

    def _broken(self, why: str) -> UnreadableError:
        hint = "open it in the program that made it and save it again as .xlsx"
        return UnreadableError(complain(wordings.not_text, self._place, f"the workbook is damaged: {why}", hint))


def _inflate(packed: memoryview) -> Iterator[bytes]:
    engine = zlib.decompressobj(-15)
    data: bytes | memoryview = packed
    while not engine.eof:
        piece = engine.decompress(data, _CHUNK)
        data = engine.unconsumed_tail
        if piece:
            yield piece
        elif not data:
            break


def _spelt(name: str) -> str:
    """A part's name with the slashes of the standard; some programs for Windows write their own."""
    return name.replace("\\", "/")
