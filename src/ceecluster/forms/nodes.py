"""Nodes of pandoc's document tree: how they are made, and what they measure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from ceecluster.forms.wide import is_code

Node = dict[str, Any]
"""A node of pandoc's tree: `t` is its type, `c` its content."""
_DAY = re.compile(r"\b(\d\d?\.) (?=[^\W\d_]+ \d{4}\b)")
"""The day of a written date, `23. November 2026`, with the space that must not end a line."""
_ADDRESS = re.compile(r"[\w.-]+\.\w+/\S+")
_JOINT = re.compile(r"(?<=[/_?&=])(?=\w)")
"""Where an address may be parted: Typst knows those of addresses that begin with their scheme alone."""
_RUN = re.compile(r"(?:[^\u200b-]|-(?=\d)){25,}")
"""What is left of an address in which no line could end, as long as a column is wide: print would run over its edge."""
_WITHIN = re.compile(r"\w{16}(?=\w{4})|[.-](?=\w)")
_FOOT = 300
"""Letters of the longest note that stands at the foot of its page: three lines."""
_NUMBERS = len('("2026-11-23",')
"""Letters of the longest word of numbers: a date with its marks."""


def element(kind: str, *content: object) -> Node:
    """A node of the tree: one thing is its content, several are a list."""
    return {"t": kind, "c": content[0] if len(content) == 1 else list(content)} if content else {"t": kind}


def attr(name: str = "", classes: Sequence[str] = (), **pairs: str) -> list[object]:
    """What a node is called, its classes and its further pairs."""
    return [name, list(classes), [[key.replace("_", "-"), value] for key, value in pairs.items()]]


def words_of(text: str, form: str = "") -> Iterator[Node]:
    """The words of a text; Typst would take an ordinal that begins a line or a cell (31. December) for a list.

    A number stays with its percent sign; in Word, which ends lines at hyphens, a date, a range of years or a code is
    whole. Its mark for that is read and copied as the hyphen that it is.
    """
    text = text.replace(" %", "\N{NO-BREAK SPACE}%")
    if form == "docx":
        text = _DAY.sub("\\1\N{NO-BREAK SPACE}", text)
    words = text.split(" ")
    if form == "docx":
        words = [_whole(word) for word in words]
    elif form == "typst":
        words = [_parted(word) if _ADDRESS.fullmatch(word) else word for word in words]
    for index, word in enumerate(words):
        ordinal = form == "typst" and word.endswith(".") and word[:-1].isdecimal()
        day = ordinal and len(word) <= len("31.") and index + 1 < len(words)
        if word:
            yield element("RawInline", "typst", f"{word[:-1]}\\." + "~" * day) if ordinal else element("Str", word)
        if index + 1 < len(words) and not day:
            yield element("Space")


def _parted(address: str) -> str:
    """An address with the places where its line may end."""
    parted = _JOINT.sub("\N{ZERO WIDTH SPACE}", address)
    return _RUN.sub(lambda run: _WITHIN.sub("\\g<0>\N{ZERO WIDTH SPACE}", run[0]), parted)


def _whole(word: str) -> str:
    """A date, a range of numbers or a code with hyphens at which no line ends; an address stays as it is."""
    if is_code(word):
        return word.replace("-", "\N{NON-BREAKING HYPHEN}")
    if word[0:1] == "-" and word[1:2].isalpha():
        # What a word before it begins: `Clusterpolitik und -praxis`.
        return "\N{NON-BREAKING HYPHEN}" + word[1:]
    if len(word) > _NUMBERS or "-" not in word or "/" in word:
        return word
    within = [before.isdigit() and after.isdigit() for before, after in zip(word, word[2:], strict=False)]
    return "".join(
        "\N{NON-BREAKING HYPHEN}" if letter == "-" and inside else letter
        for letter, inside in zip(word, (False, *within, False), strict=False)
    )


def undivided(node: Node) -> Node:
    """A word that begins with a digit, a date above all, with hyphens at which no line ends."""
    dated = node["t"] == "Str" and node["c"][:1].isdigit()
    return element("Str", node["c"].replace("-", "\N{NON-BREAKING HYPHEN}")) if dated else node


def tight(node: Node) -> Node:
    """A paragraph as a line of a list or cell."""
    return {**node, "t": "Plain"} if node["t"] == "Para" else node


def row_of(cells: Sequence[list[Node]]) -> list[object]:
    """A row of a table."""
    return [attr(), [[attr(), element("AlignDefault"), 1, 1, [element("Plain", cell)]] for cell in cells]]


def notes_at_end(blocks: Sequence[Node]) -> list[Node]:
    """Where footnotes are long, the notes for the end of the document, each once; their places then lead to them.

    At the foot of pages they would take more of these than the text, and push it apart.
    """
    notes = list(_notes(blocks))
    if max((len(letters_of(note["c"][0]["c"])) for note in notes), default=0) <= _FOOT:
        return []
    numbers: dict[str, int] = {}
    told: list[Node] = []
    for note in notes:
        content = note["c"][0]["c"]
        number = numbers.setdefault(json.dumps(content), len(numbers) + 1)
        if number > len(told):
            begin = element("Span", attr(f"note-{number}"), [element("Strong", [element("Str", str(number))])])
            told.append(element("Para", [begin, element("Space"), *content]))
        link = element("Link", attr(), [element("Str", str(number))], [f"#note-{number}", ""])
        note.update(element("Superscript", [link]))
    for mark in _kind(blocks, "RawInline"):
        if mark["c"][1].startswith("<note-"):
            mark.update(element("Str", ""))  # the place at the end is what is led to
    return [element("RawBlock", "typst", "#[#set text(9pt)"), *told, element("RawBlock", "typst", "]")]


def notes_once(blocks: Sequence[Node]) -> None:
    """Footnotes at the foot of pages: one that is said again refers to the first by its label."""
    seen: dict[str, int] = {}
    for note in list(_notes(blocks)):
        said = json.dumps(note["c"])
        if said in seen:
            note.update(element("RawInline", "typst", f"#footnote(<note-{seen[said]}>)"))
        seen.setdefault(said, len(seen) + 1)


def _notes(part: object) -> Iterator[Node]:
    """The footnotes in the order of the text."""
    return _kind(part, "Note")


def _kind(part: object, kind: str) -> Iterator[Node]:
    if isinstance(part, dict) and part.get("t") == kind:
        yield part
    elif isinstance(part, dict | list | tuple):
        for each in part.values() if isinstance(part, dict) else part:
            yield from _kind(each, kind)


def letters_of(inlines: Sequence[Node]) -> str:
    """The text of inline nodes, to measure it."""
    out = []
    for node in inlines:
        match node["t"]:
            case "Space":
                out.append(" ")
            case "Str" | "Code":
                out.append(node["c"][-1] if node["t"] == "Code" else node["c"])
            case "Span" if "comment-start" in node["c"][0][1]:
                pass  # what a comment says stands beside the text
            case "Span" | "Link" | "Emph" | "Strong":
                out.append(letters_of(node["c"][1] if node["t"] in ("Span", "Link") else node["c"]))
    return "".join(out)
