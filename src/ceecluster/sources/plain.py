"""Models back to plain data, as an officer would write it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from ceecluster.model import Inventory, Programme, Running, Year
from ceecluster.model.base import Worded

Content = dict[str, Any]
"""What a file holds, by its fields: texts, numbers, lists and mappings, as YAML has them."""
_SHORT = ("objectives", "instruments", "eu_programmes")


def plain_inventory(inventory: Inventory) -> Content:
    """An inventory as the mapping its file would hold."""
    head: dict[str, object] = _plain(inventory.model_copy(update={"programmes": ()}))
    head.pop("programmes", None)
    head["programmes"] = [plain_programme(programme) for programme in inventory.programmes]
    return head


def plain_programme(programme: Programme) -> dict[str, object]:
    """A record as the mapping its file would hold; codes without more are written short."""
    record: Content = _plain(programme)
    for field in _SHORT:
        if field in record:
            record[field] = [item["code"] if set(item) == {"code"} else item for item in record[field]]
    return record


def _plain(value: object) -> Any:
    """Only what says something: a field left out stays out, and so does a null that means the same."""
    if isinstance(value, Running):
        return None
    if isinstance(value, Year) and value.model_fields_set == {"year"}:
        return value.year
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {
            (field.alias or name): _plain(getattr(value, name))
            for name, field in fields.items()
            if name in value.model_fields_set and (getattr(value, name) is not None or field.is_required())
        }
    if isinstance(value, Worded):
        return dict(value.translations) or str(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)  # 40 members, not 40.0
    return value
