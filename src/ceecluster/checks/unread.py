"""Records that errors keep out of every result, wholly or in part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.findings import Severity
from ceecluster.sources.document import MarkedList

if TYPE_CHECKING:
    from ceecluster.reading import File


@dataclass(frozen=True, slots=True)
class Unread:
    """A record, or what it says in some fields, that errors keep out of every result."""

    owner: str
    """Code of the region or country, or `network`; of a file that cannot be read at all as its name says."""
    record: str | None = None
    """Its identifier, as far as it can be read; None for a whole file."""
    title: str = ""
    """Its English or first name, as far as it can be read."""
    fields: frozenset[str] = frozenset()
    """Fields with an error of a record that can be used without them; empty where the whole is out."""


def unread_in(file: File, owner: str) -> Iterator[Unread]:
    """The records of an inventory's file that errors keep out, wholly or in some fields."""
    if file.document is None or file.model is None:
        yield Unread(owner)
        return
    ids = {programme.id for programme in file.model.programmes}
    spoilt: dict[int, set[str]] = {}
    for finding in file.findings:
        match finding.path:
            case ("programmes", int(index), str(name), *_) if finding.severity is Severity.ERROR:
                spoilt.setdefault(index, set()).update({name, finding.suggestion or name})
    listed = file.document.data.get("programmes")
    for index, record in enumerate(listed if isinstance(listed, MarkedList) else ()):
        known, names = (record.get("id"), record.get("name")) if isinstance(record, dict) else (None, None)
        texts = [str(names[key]) for key in ("en", *names) if key in names] if isinstance(names, dict) else [""]
        identifier, title = known if isinstance(known, str) else "", next(iter(texts), "")
        if identifier not in ids:
            yield Unread(owner, identifier, title)
        elif index in spoilt:
            yield Unread(owner, identifier, title, frozenset(spoilt[index]))
