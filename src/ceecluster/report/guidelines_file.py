"""The file of the guidelines as an agreed version would have it: what is not decided keeps every line."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from ceecluster.agreement.edition import edition_of, emptied
from ceecluster.errors import DataError, UsageError
from ceecluster.sources.appending import appended, plain
from ceecluster.sources.plain import Content
from ceecluster.sources.writers import yaml_text
from ceecluster.sources.yaml_reader import read_yaml

if TYPE_CHECKING:
    from ceecluster.agreement.edition import Ballot
    from ceecluster.model.guidelines import Edition
    from ceecluster.sources.document import MarkedDocument

_SCALAR = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s,}#]+)""")


def guidelines_file(found: Ballot, text: str, name: str, date: str) -> str:
    """The text of `criteria.yaml` with what was agreed, and a changelog.

    The version is agreed where the rule has decided on every criterion, else still proposed. Comments and order stay;
    a file that cannot be changed line by line (as JSON) is written anew. UsageError where no region has commented.
    """
    if not found.voices:
        raise UsageError("no region has commented on the guidelines", "see: ceecluster agree --on guidelines")
    edition = edition_of(found, date)
    document = read_yaml(text, name)[0]
    gone = emptied(found.world.guidelines, edition.dropped)
    wanted = _changed(plain(document.data), edition, gone)
    entry = edition.model_dump(mode="json", exclude_defaults=True)
    made = ""
    with suppress(DataError):
        made = appended(_edited(text, document, edition, gone), {"changelog": [entry]}, name)
    if not made or plain(read_yaml(made, name)[0].data) != {**wanted, "changelog": [*wanted["changelog"], entry]}:
        made = yaml_text({**wanted, "changelog": [*wanted["changelog"], entry]})
    return made


def _status(edition: Edition) -> str:
    return "proposed" if edition.undecided else "agreed"


def _changed(body: Content, edition: Edition, gone: tuple[str, ...]) -> Content:
    """The file's content with what was agreed, its changelog as it was."""
    criteria = [dict(each) for each in body["criteria"] if each["id"] not in edition.dropped]
    for each in criteria:
        if each["id"] in edition.weights:
            each["weight"] = _number(edition.weights[each["id"]].after)
    nodes = [each for each in body["nodes"] if each["id"] not in gone]
    head = {"version": edition.version, "status": _status(edition), "nodes": nodes, "criteria": criteria}
    return {**body, **head, "changelog": body.get("changelog") or []}


def _number(value: float) -> float:
    return int(value) if value == int(value) else value


def _edited(text: str, document: MarkedDocument, edition: Edition, gone: tuple[str, ...]) -> str:
    """The text with scalars replaced and whole entries taken out, from the end on."""
    lines = text.splitlines()
    scalars: dict[tuple[str | int, ...], str] = {("version",): f'"{edition.version}"', ("status",): _status(edition)}
    cut: list[tuple[int, int]] = []
    for listing, out in (("nodes", gone), ("criteria", edition.dropped)):
        entries = document.data[listing]
        for index, entry in enumerate(entries):
            if listing == "criteria" and entry["id"] in edition.weights:
                scalars["criteria", index, "weight"] = f"{_number(edition.weights[entry['id']].after)}"
            if entry["id"] in out:
                first = _line(document, listing, index)
                after = _line(document, listing, index + 1) if index + 1 < len(entries) else _end(lines, first)
                cut.append((first, after))
    for path, value in scalars.items():
        place = document.at(path)
        line, column = (place.line or 1) - 1, (place.column or 1) - 1
        lines[line] = lines[line][:column] + _SCALAR.sub(value, lines[line][column:], count=1)
    for first, after in sorted(cut, reverse=True):
        del lines[first:after]
    return "\n".join(lines) + "\n"


def _line(document: MarkedDocument, listing: str, index: int) -> int:
    return (document.at((listing, index)).line or 1) - 1


def _end(lines: list[str], first: int) -> int:
    """The line after the last entry of a list: the next one that begins in the first column with a name."""
    return next((k for k in range(first + 1, len(lines)) if re.match(r"[A-Za-z_]", lines[k])), len(lines))
