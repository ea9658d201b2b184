"""JSON Schemas for editors: the model's own, with the short forms and the workspace's codes."""

from __future__ import annotations

import copy
from typing import get_args

from pydantic import BaseModel

from ceecluster.model import ActionFile, Guidelines, Inventory, Network, PilotFile, Vocabulary, World
from ceecluster.model.agreed import CommitmentFile, DecisionFile, VersionFile
from ceecluster.model.base import Bounds, Day
from ceecluster.model.brand import Brand
from ceecluster.model.position import PositionFile
from ceecluster.model.reply import Review
from ceecluster.model.selfcheck import SelfCheck
from ceecluster.model.shape import Schema, described

MODELS: dict[str, type[BaseModel]] = {
    "inventory": Inventory,
    "network": Network,
    "criteria": Guidelines,
    "vocabulary": Vocabulary,
    "pilots": PilotFile,
    "actions": ActionFile,
    "brand": Brand,
    "positions": PositionFile,
    "versions": VersionFile,
    "commitments": CommitmentFile,
    "decisions": DecisionFile,
    "selfcheck": SelfCheck,
    "review": Review,
}
_DATE = next(part.pattern for part in get_args(Day) if isinstance(part, Bounds))
_SHORT = ("ObjectiveFields", "InstrumentFields", "EUProgramme")
_LISTS = {
    "ObjectiveFields": ("code", "objectives"),
    "InstrumentFields": ("code", "instruments"),
    "EUProgramme": ("code", "eu_programmes"),
    "Label": ("code", "labels"),
}


def editor_schema(kind: str, world: World) -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of one kind of file, with the codes of this workspace's vocabulary."""
    schema = described(MODELS[kind])
    definitions = schema.get("$defs", {})
    for definition in (schema, *definitions.values()):
        for name, field in definition.get("properties", {}).items():
            _allow_single(field)
            if any(option.get("pattern") == _DATE for option in field.get("anyOf", [field])):
                _also(field, {"type": "integer", "minimum": 1000, "maximum": 9999})
            if name == "start":
                _also(field, {"type": "integer"})
            elif name == "end":
                _also(field, {"type": ["integer", "null"]})
    for name, (field, listing) in _LISTS.items():
        if name in definitions:
            definitions[name]["properties"][field] |= {"enum": sorted(world.vocabulary.terms(listing))}
    programme = definitions.get("Programme", {}).get("properties", {})
    for listing in ("target_groups", "sectors", "services"):
        if listing in programme:
            programme[listing] = {
                "type": "array",
                "items": {"enum": sorted(world.vocabulary.terms(listing))},
                "description": programme[listing].get("description", ""),
            }
    if programme:
        criteria = sorted(criterion.id for criterion in world.guidelines.criteria)
        programme["assessments"]["propertyNames"] = {"enum": criteria}
        programme["level"] = {
            "anyOf": [
                {"enum": [level.id for level in world.network.levels]},
                {"type": "array", "minItems": 1, "items": {"enum": [level.id for level in world.network.levels]}},
            ],
            "description": programme["level"].get("description", ""),
        }
        # A bare code stands for {code: …}; only where the file writes it, so the definitions stay as they are.
        for field, name in zip(("objectives", "instruments", "eu_programmes"), _SHORT, strict=True):
            codes = definitions[name]["properties"]["code"]["enum"]
            programme[field]["items"] = {"anyOf": [{"enum": codes}, {"$ref": f"#/$defs/{name}"}]}
    # One declared position may stand for a list of them.
    for words in ("additionalProperties", "patternProperties"):
        entries = schema.get("properties", {}).get("priorities", {}).get(words)
        for option in (entries or {}).values() if words == "patternProperties" else [entries] if entries else []:
            _also(option, copy.deepcopy(option["items"]))
    schema["title"] = f"ceecluster {kind}"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _allow_single(field: Schema) -> None:
    """Lists of keys and codes may be a single text."""
    items = field.get("items", {})
    if field.get("type") == "array" and items.get("type") == "string" and "prefixItems" not in field:
        single = dict(items)
        array = {key: field.pop(key) for key in ("type", "items", "minItems") if key in field}
        field["anyOf"] = [single, array]


def _also(field: Schema, option: Schema) -> None:
    """Let the field also be something else."""
    own = {key: field.pop(key) for key in tuple(field) if key not in ("anyOf", "description", "default", "title")}
    field["anyOf"] = [*field.get("anyOf", [own]), option]
