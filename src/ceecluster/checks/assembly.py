"""The world of the files of a workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ceecluster.inputs import INVENTORIES
from ceecluster.model import Datum, Inventory, Legacy, Pilot, Source, World
from ceecluster.model.agreed import DecisionFile
from ceecluster.model.brand import Brand
from ceecluster.model.position import PositionFile, Priority
from ceecluster.reading import File


# Long because each kind of file has its own place in a world, and nothing else happens here.
def assemble(framework: World, files: Sequence[File]) -> World:
    """The world of the files read. Two files of one owner are one inventory."""
    by_role: dict[str, dict[str, Inventory]] = {role: {} for role in INVENTORIES}
    pilots: list[Pilot] = []
    legacy: list[Legacy] = []
    cited: dict[str, dict[str, Source]] = {}
    pilot_files: dict[str, str] = {}
    actions: dict[str, object] = {}
    brand: Brand | None = None
    answers: list[PositionFile | DecisionFile] = []
    agreed: dict[str, list[Any]] = {"versions": [], "accessions": [], "commitments": [], "decisions": []}
    agreed |= {"selfchecks": [], "reviews": []}
    structure: tuple[Datum, ...] = ()
    for file in files:
        if file.model is None:
            continue
        if file.role == "pilots":
            pilots += file.model.pilots
            legacy += file.model.legacy
            cited[file.path.name] = file.model.sources
            pilot_files |= {each.id: file.path.name for each in (*file.model.pilots, *file.model.legacy)}
        elif file.role == "actions":
            actions = {"actions": file.model.actions, "action_sources": file.model.sources}
        elif file.role == "brand":
            brand = file.model
        elif file.role == "positions":
            answers.append(file.model)
        elif file.role == "versions":
            agreed["versions"] += file.model.versions
            agreed["accessions"] += file.model.changes
        elif file.role == "commitments":
            agreed["commitments"] += file.model.commitments
        elif file.role in ("selfchecks", "reviews"):
            agreed[file.role].append(file.model)
        elif file.role == "decisions":
            answers.append(file.model)
            agreed["commitments"] += file.model.commitments
            agreed["decisions"].append(file.model)
        elif file.role == "structure":
            structure = file.model
        elif file.role in INVENTORIES:
            owners = by_role[file.role]
            known = owners.get(file.model.owner)
            owners[file.model.owner] = _merged(known, file.model) if known else file.model
    members = [region.code for region in framework.network.regions]
    regions = by_role["region"]
    for answer in answers:
        for code, positions in answer.positions.items():
            own = regions.get(code) or Inventory(region=code, as_of=framework.network.as_of)
            regions[code] = _answered(own, positions, answer.sources)
    agreed["versions"].sort(key=lambda version: version.signed)
    agreed["reviews"].sort(key=lambda review: review.date)
    agreed["decisions"].sort(key=lambda decision: decision.date)
    transnational = [p for inventory in by_role["transnational"].values() for p in inventory.programmes]
    return framework.model_copy(
        update={
            "regions": {code: regions[code] for code in members if code in regions},
            "national": by_role["national"],
            "candidates": by_role["candidate"],
            "transnational": tuple(transnational),
            "transnational_sources": {k: s for i in by_role["transnational"].values() for k, s in i.sources.items()},
            "pilots": tuple(pilots),
            "legacy": tuple(legacy),
            "pilot_sources": cited,
            "pilot_files": pilot_files,
            "structure": structure,
            "brand": brand,
            **{name: tuple(found) for name, found in agreed.items()},
            **actions,
        }
    )


def _merged(first: Inventory, second: Inventory) -> Inventory:
    """One inventory of two files; the first one's header data count."""
    return first.model_copy(
        update={
            "programmes": (*first.programmes, *second.programmes),
            "sources": {**second.sources, **first.sources},
            "guidelines": {**second.guidelines, **first.guidelines},
            # Of entries of the same date the last counts: the first file's.
            "priorities": {
                code: (*second.priorities.get(code, ()), *first.priorities.get(code, ()))
                for code in {**first.priorities, **second.priorities}
            },
        }
    )


def _answered(
    own: Inventory, positions: Mapping[str, tuple[Priority, ...]], sources: Mapping[str, Source]
) -> Inventory:
    """An inventory with the answers of its region beside its priorities; of entries of one date the answer counts.

    Their source keys are those of the file of answers: a key that the inventory uses for another source gets a number.
    """
    keys: dict[str, str] = {}
    for key, source in sources.items():
        name, number = key, 1
        while name in own.sources and own.sources[name] != source:
            number += 1
            name = f"{key}-{number}"
        keys[key] = name
    answered = {
        code: tuple(
            entry.model_copy(update={"source": tuple(keys.get(key, key) for key in entry.source)}) for entry in entries
        )
        for code, entries in positions.items()
    }
    return own.model_copy(
        update={
            "sources": {**own.sources, **{keys[key]: source for key, source in sources.items()}},
            "priorities": {
                code: (*own.priorities.get(code, ()), *answered.get(code, ()))
                for code in {**own.priorities, **answered}
            },
        }
    )
