"""Ways to walk an inventory that several families of rules share."""

from __future__ import annotations

from collections.abc import Iterator

from ceecluster.checks.run import Context
from ceecluster.findings import Place
from ceecluster.model import Inventory, Programme

Hit = tuple[Place, str, str]
"""(place, message, hint)."""


def inventory_of(context: Context) -> Inventory | None:
    """The file's inventory, if it is one."""
    return context.file.model if isinstance(context.file.model, Inventory) else None


def records_of(context: Context) -> Iterator[tuple[int, Programme]]:
    """(index in the file, record) for every record that was read; examples included."""
    inventory = inventory_of(context)
    if inventory is None:
        return
    listed = context.document.data.get("programmes", [])
    positions: dict[object, list[int]] = {}
    for index, record in enumerate(listed):
        if isinstance(record, dict) and isinstance(record.get("id"), str):
            positions.setdefault(record["id"], []).append(index)
    for programme in inventory.programmes:
        found = positions.get(programme.id, [0])
        # Records that share an identifier are met in the order of the file.
        yield (found.pop(0) if len(found) > 1 else found[0]), programme


def year_of(day: str) -> int:
    """The year of a date."""
    return int(day[:4])
