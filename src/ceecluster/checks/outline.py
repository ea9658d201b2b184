"""What rules across the network may point at of a file."""

from __future__ import annotations

from collections.abc import Sequence

from ceecluster.inputs import INVENTORIES, Role
from ceecluster.sources.document import MarkedDict, MarkedDocument, MarkedList


def outline_of(document: MarkedDocument, role: Role) -> MarkedDocument:
    """A document without what no rule across the network points at, so that large networks fit in memory."""
    if role not in INVENTORIES or not isinstance(document.data, MarkedDict):
        return MarkedDocument(document.parts, document.data)
    outline = _only(document.data, ("region", "country", "programmes"))
    records = MarkedList()
    listed = document.data.get("programmes")
    if isinstance(listed, MarkedList):
        for record, mark in zip(listed, listed.items_at, strict=True):
            records.put(_only(record, _POINTED_AT) if isinstance(record, MarkedDict) else MarkedDict(mark), mark)
    outline["programmes"] = records
    return MarkedDocument(document.parts, outline)


_POINTED_AT = ("id", "follows", "nuts", "nuts_vintage", "cross_border")


def _only(data: MarkedDict, keys: Sequence[str]) -> MarkedDict:
    kept = MarkedDict(data.mark)
    for key in keys:
        if key in data:
            kept.put(key, data[key], data.keys_at[key], data.values_at[key])
    return kept
