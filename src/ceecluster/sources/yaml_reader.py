"""YAML to a document with marks: libyaml's event stream, YAML 1.2 core scalars, bounded.

What libyaml refuses is read once more without it (`yaml_scanner`), so that findings of errors do not depend on whether
a machine has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from sys import intern
from typing import Any

import yaml

from ceecluster.findings import Finding, Place, complain
from ceecluster.sources import wordings
from ceecluster.sources.decoding import control_in, named, odd_in
from ceecluster.sources.document import (
    COLUMN_BITS,
    MAX_COLUMN,
    REFUSED,
    FileOrSheet,
    MarkedDict,
    MarkedDocument,
    MarkedList,
    Path,
    pack,
    unpack,
)
from ceecluster.sources.yaml_scanner import PlainScanner
from ceecluster.sources.yaml_syntax import explain

MAX_DEPTH = 64
MAX_ALIASED = 10_000
"""Values that aliases may stand for, all together."""
MAX_SCALAR = 1_000_000
MAX_NODES = 4_000_000
"""Values of a file; the largest file allowed holds half as many if it is an inventory."""

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE"))
_FALSE = frozenset(("false", "False", "FALSE"))
# A leading zero is what an officer typed as a code (010), never octal and never 10.
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z|[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z"
)
_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2}\.[0-9]{2}0\Z")
"""Decimals that end in a nought are hardly ever typed, thousands with a point often."""
_WORD = 40
"""Texts up to this length come again and again (codes, keys, words of the field): one copy serves all."""
_CORE_TAGS = ("tag:yaml.org,2002:str", "!")
_MAX_DIGITS = 400

MAX_READ_AGAIN = 2_000_000
"""Characters of a text in error that are read again; of longer ones libyaml's own words are taken."""
_FAST: object = getattr(yaml, "CSafeLoader", None)
"""libyaml's parser; None where there is none."""


class _StopError(Exception):
    """Reading cannot go on; the finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.finding = finding


def resolve(text: str) -> object:
    """A plain scalar's value under the YAML 1.2 core schema; what is no core scalar stays text."""
    if text in _NULL:
        return None
    first = text[0]
    if first in "tTfF":
        if text in _TRUE:
            return True
        if text in _FALSE:
            return False
        return text
    if first not in "0123456789.+-" or len(text) > _MAX_DIGITS:
        return text
    if _INT.match(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.match(text):
        folded = text.lower()
        return float(folded.replace(".inf", "inf").replace(".nan", "nan"))
    return text


def read_yaml(text: str, shown: str) -> tuple[MarkedDocument, list[Finding]]:
    """The document in a text, and everything wrong with its YAML; `data` is None where nothing could be read."""
    plain, restored = _without_breaks(text)
    builder, error = _built(plain, shown, restored, _FAST or PlainScanner)
    if error is not None and _FAST is not None and len(plain) <= MAX_READ_AGAIN:
        builder, error = _built(plain, shown, restored, PlainScanner)
    if error is not None:
        builder.findings.append(explain(error, plain, shown))
    document = MarkedDocument([FileOrSheet(shown)], builder.root, text)
    if builder.root is None and not builder.findings:
        builder.findings.append(complain(wordings.empty, Place(shown)))
    return document, builder.findings


def _built(plain: str, shown: str, restored: dict[int, str], parser: Any) -> tuple[_Builder, yaml.YAMLError | None]:
    """What a parser's events were built into, and the error where they ended; after one there is no root."""
    builder = _Builder(shown, plain, restored)
    try:
        builder.build(parser(plain))
        return builder, None
    except _StopError as stop:
        builder.findings.append(stop.finding)
        error = None
    except yaml.YAMLError as syntax:
        error = syntax
    builder.root = None
    return builder, error


def _without_breaks(text: str) -> tuple[str, dict[int, str]]:
    """The text with a stand-in for each line end of YAML 1.1 that is none in YAML 1.2, and how to put them back.

    libyaml counts U+0085, U+2028 and U+2029 as line ends and folds them; no editor does.
    """
    found = [] if text.isascii() else [sign for sign in "\x85\u2028\u2029" if sign in text]
    if not found:
        return text, {}
    unused = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
    pairs = [(sign, next(unused)) for sign in found]
    return text.translate({ord(sign): own for sign, own in pairs}), {ord(own): sign for sign, own in pairs}


class _Open:
    """A container whose end has not been read."""

    __slots__ = ("container", "key", "key_mark", "mapping")

    def __init__(self, container: Any) -> None:
        self.container = container
        self.mapping = type(container) is MarkedDict
        self.key: str | None = None
        """A key that waits for its value."""
        self.key_mark = 0


class _Builder:
    """Puts events together, one call within the other for each level, of which there are at most MAX_DEPTH.

    Events come by the million: the way of an ordinary key and of an ordinary scalar is kept short, the rest has
    functions of its own.
    """

    next_event: Callable[[], Any]

    def __init__(self, shown: str, text: str, restored: dict[int, str]) -> None:
        self.shown = shown
        self.text = text
        self.restored = restored
        self.findings: list[Finding] = []
        self.root: object = None
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[object, int]] = {}
        self.known: dict[str, object] = {}
        """The values of plain scalars by their text: words and numbers come again and again."""
        self.nodes = 0
        self.aliased = 0

    def build(self, parser: Any) -> None:
        """Take all events of a parser. Raises _StopError where reading cannot go on."""
        self.next_event = self.restoring(parser.get_event) if self.restored else parser.get_event
        documents = 0
        while type(event := self.next_event()) is not yaml.StreamEndEvent:
            if type(event) is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    stop = complain(wordings.forbidden_yaml, self.at(event.start_mark), "a second document ('---')")
                    raise _StopError(stop)
            elif type(event) is not yaml.StreamStartEvent and type(event) is not yaml.DocumentEndEvent:
                self.value(event)

    def restoring(self, get_event: Callable[[], Any]) -> Callable[[], Any]:
        """The events, with the line ends in texts that `_without_breaks` took out."""

        def next_event() -> Any:
            event = get_event()
            if type(event) is yaml.ScalarEvent:
                event.value = str(event.value).translate(self.restored)
            return event

        return next_event

    def value(self, event: Any) -> None:
        """Put the value that begins with an event where it belongs, with all that is in it."""
        kind, at = type(event), pack(event.start_mark.line, event.start_mark.column)
        if kind is yaml.ScalarEvent:
            self.add(self.scalar(event, is_key=False), at, event)
        elif kind is yaml.AliasEvent:
            self.alias(event)
        else:
            before = self.nodes
            container = MarkedDict(at) if kind is yaml.MappingStartEvent else MarkedList(at)
            here = self.open(container, event)
            (self.mapping if here.mapping else self.sequence)(here)
            self.stack.pop()
            if event.anchor:
                self.anchors[event.anchor] = (container, self.nodes - before)

    def mapping(self, here: _Open) -> None:
        """Take the events of a mapping up to its end."""
        next_event, known = self.next_event, self.known
        scalar: Any = yaml.ScalarEvent
        container, keys_at, values_at = here.container, here.container.keys_at, here.container.values_at
        while True:
            event = next_event()
            if type(event) is scalar:
                mark, text = event.start_mark, event.value
                at = (mark.line << COLUMN_BITS) | (mark.column if mark.column < MAX_COLUMN else MAX_COLUMN)
                if event.tag is None and event.anchor is None and event.style != '"' and text != "<<":
                    here.key, here.key_mark = intern(text), at
                else:
                    self.key(self.scalar(event, is_key=True), at, event)
            elif type(event) is yaml.MappingEndEvent:
                break
            else:
                self.value(event)
            event, key = next_event(), here.key
            if type(event) is not scalar or key in container or self.nodes >= MAX_NODES:
                self.value(event)
                continue
            mark, text = event.start_mark, event.value
            if text in known and event.implicit[0] and event.tag is None and event.anchor is None:
                container[key] = known[text]
            else:
                container[key] = self.scalar(event, is_key=False)
            keys_at[key] = here.key_mark
            values_at[key] = (mark.line << COLUMN_BITS) | (mark.column if mark.column < MAX_COLUMN else MAX_COLUMN)
            self.nodes += 1
            here.key = None
        if "<<" in container:
            _merge(container)

    def sequence(self, here: _Open) -> None:
        """Take the events of a list up to its end."""
        next_event, known = self.next_event, self.known
        scalar: Any = yaml.ScalarEvent
        container, items_at = here.container, here.container.items_at
        while type(event := next_event()) is not yaml.SequenceEndEvent:
            if type(event) is not scalar or self.nodes >= MAX_NODES:
                self.value(event)
                continue
            mark, text = event.start_mark, event.value
            if text in known and event.implicit[0] and event.tag is None and event.anchor is None:
                container.append(known[text])
            else:
                container.append(self.scalar(event, is_key=False))
            items_at.append((mark.line << COLUMN_BITS) | (mark.column if mark.column < MAX_COLUMN else MAX_COLUMN))
            self.nodes += 1

    def path(self) -> Path:
        """The way from the root to the value that is read now, or to the mapping whose key is."""
        # What is open lies, as the last thing put there, in what is open around it.
        steps: list[str | int] = [
            next(reversed(here.container), "") if here.mapping else len(here.container) - 1 for here in self.stack[:-1]
        ]
        if self.stack and not self.stack[-1].mapping:
            steps.append(len(self.stack[-1].container))
        elif self.stack and self.stack[-1].key is not None:
            steps.append(self.stack[-1].key)
        return tuple(steps)

    def at(self, mark: Any) -> Place:
        return Place(self.shown, mark.line + 1, mark.column + 1)

    def scalar(self, event: Any, *, is_key: bool) -> object:
        """The value of a scalar; keys stay text."""
        value: Any = event.value
        mark = event.start_mark
        if len(value) > MAX_SCALAR:
            what = ("a value", f"{len(value):,} characters", f"{MAX_SCALAR:,}")
            raise _StopError(complain(wordings.too_large, self.at(mark), *what))
        if event.tag is not None and event.tag not in _CORE_TAGS:
            self.findings.append(
                complain(wordings.forbidden_yaml, self.at(mark), f"the tag '{_shorthand(event.tag)}'", path=self.path())
            )
            value = value if is_key else REFUSED
        elif event.implicit[0]:
            value = value if is_key else resolve(value)
            if type(value) is float and _THOUSANDS.match(event.value):
                told = complain(wordings.like_thousands, self.at(mark), event.value, f"{value:g}", path=self.path())
                self.findings.append(told)
            elif len(event.value) <= _WORD:
                value = intern(value) if type(value) is str else value
                if not is_key:
                    self.known[event.value] = value
        elif event.style == '"':
            value = self.unescaped(value, mark, is_key=is_key)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        return value

    def unescaped(self, value: str, mark: Any, *, is_key: bool) -> object:
        """What escapes made of a quoted text is looked at like any other text."""
        if control := control_in(value):
            self.findings.append(complain(wordings.not_text, self.at(mark), named(control), path=self.path()))
            return value if is_key else REFUSED
        if (odd := odd_in(value)) and odd not in self.text[mark.index : mark.index + 6 * len(value)]:
            self.findings.append(complain(wordings.odd_characters, self.at(mark), named(odd)))
        return value

    def open(self, container: Any, event: Any) -> _Open:
        if event.tag is not None and event.tag not in ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"):
            place = self.at(event.start_mark)
            tag = f"the tag '{_shorthand(event.tag)}'"
            self.findings.append(complain(wordings.forbidden_yaml, place, tag, path=self.path()))
        if len(self.stack) >= MAX_DEPTH:
            what = ("the nesting", f"over {MAX_DEPTH} levels", f"{MAX_DEPTH} levels")
            raise _StopError(complain(wordings.too_large, self.at(event.start_mark), *what))
        self.add(container, container.mark, event)
        here = _Open(container)
        self.stack.append(here)
        return here

    def alias(self, event: Any) -> None:
        place = self.at(event.start_mark)
        if event.anchor not in self.anchors:
            why = f"the alias '*{event.anchor}' has no anchor before it"
            raise _StopError(complain(wordings.not_yaml, place, why))
        value, size = self.anchors[event.anchor]
        self.aliased += size
        if self.aliased > MAX_ALIASED:
            what = ("the number of values that aliases repeat", f"over {MAX_ALIASED:,}", f"{MAX_ALIASED:,}")
            raise _StopError(complain(wordings.too_large, place, *what))
        self.nodes += size
        self.add(value, pack(event.start_mark.line, event.start_mark.column), event)

    def add(self, value: object, mark: int, event: Any) -> None:
        """Put a value where it belongs: the root, the list that is open, or behind the key that waits."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            what = ("the number of values", f"over {MAX_NODES:,}", f"{MAX_NODES:,}")
            raise _StopError(complain(wordings.too_large, self.at(event.start_mark), *what))
        if not self.stack:
            self.root = value
            return
        here = self.stack[-1]
        container = here.container
        if not here.mapping:
            container.append(value)
            container.items_at.append(mark)
            return
        key = here.key
        if key is None:
            self.key(value, mark, event)
            return
        here.key = None
        if key in container:
            line, at, _ = unpack(container.keys_at[key])
            again, column, _ = unpack(here.key_mark)
            place = Place(self.shown, again + 1, column + 1)
            first = Place(self.shown, line + 1, at + 1)
            self.findings.append(complain(wordings.duplicate_key, place, key, first, path=self.path()))
        else:
            container[key] = value
            container.keys_at[key] = here.key_mark
            container.values_at[key] = mark

    def key(self, value: object, mark: int, event: Any) -> None:
        """Remember a key until its value comes."""
        if type(value) is not str:
            raise _StopError(complain(wordings.forbidden_yaml, self.at(event.start_mark), "a key that is not a text"))
        if value == "<<" and not getattr(event, "style", None):
            place = self.at(event.start_mark)
            self.findings.append(complain(wordings.forbidden_yaml, place, "the merge key '<<'", path=self.path()))
        here = self.stack[-1]
        here.key, here.key_mark = intern(value), mark


def _shorthand(tag: str) -> str:
    """A tag as the officer typed it."""
    return tag.replace("tag:yaml.org,2002:", "!!", 1)


def _merge(mapping: MarkedDict) -> None:
    """Take in what a merge key brings: it is named as a finding, the fields it would leave missing are not."""
    brought = mapping.pop("<<")
    for other in brought if isinstance(brought, MarkedList) else [brought]:
        if isinstance(other, MarkedDict):
            for key, value in other.items():
                if key not in mapping:
                    mapping.put(key, value, mapping.keys_at["<<"], mapping.values_at["<<"])
