"""The published weights, and what a page needs to move them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Number, Part, Ref, Share, Slider, Statement, Table, Weighing, Word, table
from ceecluster.replies import checked

if TYPE_CHECKING:
    from ceecluster.scoring.kernel import Kernel
    from ceecluster.scoring.quality import Scores

KINDS = {"level": Word("level"), "dimension": Word("dimension"), "criterion": Word("criterion")}


def weights_table(scores: Scores) -> Table | None:
    """The weights of levels, dimensions and criteria, to be moved in a page; None where a page cannot reckon them."""
    kernel = scores.kernel
    if kernel is None:
        return None
    dimensions = {node.id: node for node in scores.world.guidelines.nodes}
    kinds = {
        key: "level" if key in kernel.levels else "dimension" if key in dimensions else "criterion"
        for key in kernel.keys
    }
    parents = {criterion.id: criterion.parent for criterion in scores.world.guidelines.criteria}
    sliders = _sliders(kernel, kinds, parents | {name: node.parent or "" for name, node in dimensions.items()})
    levels = tuple(slider for key, slider in sliders.items() if kinds[key] == "level")
    groups: list[tuple[Part, tuple[Slider, ...]]] = [(Word("Levels"), levels)]
    for name in dimensions:
        if name in sliders:
            inside = tuple(replace(sliders[key], within=True) for key in kernel.keys if parents.get(key) == name)
            groups.append((Ref("dimension", name), (sliders[name], *inside)))
    rows = [slider for _, group in groups for slider in group]
    share = dict(zip(kernel.keys, kernel.shares, strict=True))
    columns: tuple[Column[Slider], ...] = (
        Column(Word("name"), lambda row: row.name, header=True),
        Column(Word("kind"), lambda row: KINDS[kinds[row.key]]),
        Column(Word("weight"), lambda row: Number(row.weight), "right"),
        Column(Word("share"), lambda row: Share(share[row.key]), "right"),
    )
    ids = [joint.id for joint in kernel.joints]
    places: list[tuple[int, Part]] = [
        (len(ids) - 1, Word("all levels")),
        *((ids.index(i), Ref("level", i)) for i in kernel.levels),
    ]
    units = tuple(Ref("region", unit) for unit in kernel.units)
    found = table("weights", Statement("quality.weights"), columns, rows, Statement("quality.weights_note"))
    withheld = tuple(not checked(scores.world, unit) for unit in kernel.units)
    return replace(found, weighing=Weighing(tuple(groups), units, tuple(places), kernel, withheld))


def _sliders(kernel: Kernel, kinds: dict[str, str], parents: dict[str, str]) -> dict[str, Slider]:
    """A slider for each weight, up to twice the largest of those it competes with."""
    most: dict[tuple[str, str], float] = {}
    for key, weight in zip(kernel.keys, kernel.weights, strict=True):
        group = (kinds[key], parents.get(key, ""))
        most[group] = max(most.get(group, 0.0), 2 * weight)
    return {
        key: Slider(key, Ref(kinds[key], key), weight, most[kinds[key], parents.get(key, "")] or 1.0)
        for key, weight in zip(kernel.keys, kernel.weights, strict=True)
    }
