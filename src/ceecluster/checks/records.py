"""Ways to walk an inventory that several families of rules share."""

from __future__ import annotations

from ceecluster.checks.run import Context
from ceecluster.model import Inventory, Programme

Hit = tuple[object, ...]
"""A `Spot`, and what `findings.Told` holds: message, hint, suggestion …"""


def inventory_of(context: Context) -> Inventory | None:
    """The file's inventory, if it is one."""
    return context.file.model if isinstance(context.file.model, Inventory) else None


def records_of(context: Context) -> list[tuple[int, Programme]]:
    """(index in the file, record) for every record that was read; examples included."""
    return context.records


def year_of(day: str) -> int:
    """The year of a date."""
    return int(day[:4])
