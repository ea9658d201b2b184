"""YAML's events without libyaml, for files in error and for machines that have no libyaml.

PyYAML's own scanner, made to read all that libyaml reads, with the same events: blanks between tokens may be tabs,
plain scalars may hold tabs and question marks, and an escape that is no character is refused. Most files are read by
libyaml, which is many times faster; what it refuses is read again here, so that an error is placed and worded the same
on every machine. Follows the scanner of libyaml 0.2.5 (https://github.com/yaml/libyaml, src/scanner.c).
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote_to_bytes

from yaml.events import ScalarEvent
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import ScalarToken, TagToken

_BREAKS = "\r\n\x85\u2028\u2029"
_BLANKZ = "\0 \t" + _BREAKS
_PLAIN_IN_BLOCK = re.compile(rf"(?:[^:{_BLANKZ}]|:(?![{_BLANKZ}]))*")
_PLAIN_IN_FLOW = re.compile(rf"(?:[^:,\[\]{{}}{_BLANKZ}]|:(?![{_BLANKZ}]))*")
_SPACES = re.compile(" *")
_BLANKS = re.compile(r"[ \t]*")
_LINE = re.compile(f"[^\0{_BREAKS}]*")
_HEADER = re.compile(r"([-+]?)([0-9]?)([-+]?)")
_URI = r"0-9A-Za-z\-_;/?:@&=+$.!~*'()%"
_TAG = re.compile(rf"!(?:<([{_URI},\[\]]+)>|([0-9A-Za-z_-]*!)([{_URI}]+)|([{_URI}]*))")
_NO_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_SURROGATE = re.compile("[\ud800-\udfff]")


class PlainScanner(Reader, Scanner, Parser):
    """A parser of the text given: `get_event` yields what libyaml's yields, YAMLError where there is no reading on."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def forward(self, length: int = 1) -> None:
        """Go on by some characters."""
        passed = self.buffer[self.pointer : self.pointer + length]
        if any(sign in passed for sign in _BREAKS):
            super().forward(length)
            return
        self.pointer += len(passed)
        self.index += len(passed)
        self.column += len(passed)

    def scan_to_next_token(self) -> None:
        """Pass blanks, remarks and line ends; tabs too where no key may begin."""
        while True:
            blanks = _BLANKS if self.flow_level or not self.allow_simple_key else _SPACES
            self.forward(self._length(blanks))
            if self.peek() == "#":
                self.forward(self._length(_LINE))
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_plain(self) -> ScalarToken:
        """A plain scalar with the blanks and line ends inside it."""
        start = end = self.get_mark()
        indent = self.indent + 1
        pattern = _PLAIN_IN_FLOW if self.flow_level else _PLAIN_IN_BLOCK
        chunks: list[str] = []
        between = ""
        broken = False
        while not self._at_document() and self.peek() != "#":
            length = self._length(pattern)
            if self.flow_level and self.prefix(length + 1)[-1:] in (",", "?", "[", "]", "{", "}"):
                colon = self.prefix(length)[-1:] == ":"
                if colon:
                    raise ScannerError("while scanning a plain scalar", start, "found unexpected ':'", self.get_mark())
            if length:
                chunks += (between, self.prefix(length))
                self.forward(length)
                end = self.get_mark()
                self.allow_simple_key = broken = False
            if self.peek() not in " \t" + _BREAKS:
                break
            between, broken = self._between(start, indent, broken)
            if not self.flow_level and self.column < indent:
                break
        if broken:
            self.allow_simple_key = True
        return ScalarToken("".join(chunks), True, start, end)

    def scan_flow_scalar(self, style: str) -> Any:
        """A quoted scalar; an escape that stands for no character is refused."""
        start = self.get_mark()
        try:
            token = super().scan_flow_scalar(style)
        except (ValueError, OverflowError):
            token = None
        if token is None or _SURROGATE.search(token.value):
            why = "found invalid Unicode character escape code"
            raise ScannerError("while scanning a double-quoted scalar", start, why, self.get_mark())
        return token

    def scan_block_scalar_indicators(self, start_mark: Any) -> tuple[bool | None, int | None]:
        """What follows `|` or `>`: whether line ends at its end are kept, and how far it is indented."""
        length = self._length(_HEADER)
        first, digit, last = _HEADER.fullmatch(self.prefix(length)).groups()  # type: ignore[union-attr]  # it did match
        self.forward(length)
        if digit == "0" or (first and last) or self.peek() not in "#" + _BLANKZ:
            why = f"expected chomping or indentation indicators, but found {self.peek()!r}"
            raise ScannerError("while scanning a block scalar", start_mark, why, self.get_mark())
        self.forward(self._length(_BLANKS))
        return {"+": True, "-": False}.get(first or last), int(digit) if digit else None

    def scan_tag(self) -> TagToken:
        """A tag; in brackets it may end before a comma."""
        start = self.get_mark()
        found = _TAG.match(self.buffer, self.pointer)
        self.forward(found.end() - self.pointer if found else 1)
        if self.peek() not in (_BLANKZ + "," if self.flow_level else _BLANKZ):
            why = f"did not find expected whitespace or line break, but {self.peek()!r}"
            raise ScannerError("while scanning a tag", start, why, self.get_mark())
        verbatim, handle, suffix, short = found.groups() if found else (None, None, None, "")
        try:
            text = unquote_to_bytes(verbatim or suffix or short or "!").decode()
        except UnicodeDecodeError:
            text = "%"
        if _NO_ESCAPE.search(text):
            raise ScannerError("while scanning a tag", start, "found an escape that is none", self.get_mark())
        whole = f"!{handle}" if handle else "!" if short else None
        return TagToken((whole, text), start, self.get_mark())

    def parse_node(self, block: bool = False, indentless_sequence: bool = False) -> object:
        """The event of a value; the tag `!` on nothing makes a text of it."""
        event = super().parse_node(block, indentless_sequence)
        if type(event) is ScalarEvent and event.tag == "!" and not event.value and event.style is None:
            event.implicit = (False, False)
        return event

    def parse_flow_mapping_value(self) -> object:
        """The value of a key in braces."""
        return self._empty_before_next(super().parse_flow_mapping_value())  # type: ignore[no-untyped-call]  # not in the stubs

    def parse_flow_sequence_entry_mapping_value(self) -> object:
        """The value of a key in square brackets."""
        return self._empty_before_next(super().parse_flow_sequence_entry_mapping_value())  # type: ignore[no-untyped-call]  # nor this

    def _empty_before_next(self, event: object) -> object:
        """The event; that of an empty value stands where the next thing begins."""
        if type(event) is ScalarEvent and not event.value and event.implicit[0] and not (event.anchor or event.tag):
            event.start_mark = event.end_mark = self.peek_token().start_mark
        return event

    def _length(self, pattern: re.Pattern[str]) -> int:
        """How many characters from here on fit a pattern."""
        found = pattern.match(self.buffer, self.pointer)
        return found.end() - self.pointer if found else 0

    def _at_document(self) -> bool:
        return self.column == 0 and self.prefix(3) in ("---", "...") and self.peek(3) in _BLANKZ

    def _between(self, start: Any, indent: int, broken: bool) -> tuple[str, bool]:
        """The blanks and line ends inside a plain scalar as they are folded, and whether there was a line end."""
        blanks, breaks = "", []
        while self.peek() in " \t" + _BREAKS:
            if self.peek() in _BREAKS:
                breaks.append(self.scan_line_break())
                broken = True
                continue
            length = self._length(_BLANKS)
            tab = self.prefix(length).find("\t")
            if breaks and tab >= 0 and self.column + tab < indent:
                self.forward(tab)
                why = "found a tab character that violates indentation"
                raise ScannerError("while scanning a plain scalar", start, why, self.get_mark())
            blanks += "" if breaks else self.prefix(length)
            self.forward(length)
        if not breaks:
            return blanks, broken
        first = "" if breaks[0] == "\n" else breaks[0]
        return first + ("".join(breaks[1:]) or ("" if first else " ")), broken
