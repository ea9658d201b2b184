"""The kernel of a page: its script scores like Python: 1 000 random weight vectors, to 1e-12."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ceecluster as cc
from ceecluster import assets, numerals
from ceecluster.cli.score import _read_weights
from ceecluster.scoring.aggregation import Bounds
from ceecluster.scoring.kernel import Kernel, find_kernel
from ceecluster.scoring.quality import Scores, score, slot_bounds
from ceecluster.scoring.tidy import class_of
from factories import frozen
from networks import write_network

SCRIPT = """
const fs = require("fs");
const {script, tasks} = JSON.parse(fs.readFileSync(0, "utf-8"));
const weighing = new Function(script + "; return weighing;")();
console.log(JSON.stringify(tasks.map((task) => weighing[task.call](...task.with))));
"""
BATCH = """
const fs = require("fs");
const {script, kernel, vectors} = JSON.parse(fs.readFileSync(0, "utf-8"));
const weighing = new Function(script + "; return weighing;")();
const slots = kernel.joints.map((_, index) => kernel.z[0].length + index);
console.log(JSON.stringify(vectors.map((weights) => weighing.empty(kernel, weights) ? null : kernel.units.map(
  (_, unit) => slots.map((slot) => weighing.standing(kernel, weights, unit, slot))))));
"""


def run(program: str, **given: Any) -> Any:
    """What the script of the page answers in Node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node on this machine; on Debian: apt-get install nodejs")
    script = (assets.templates() / "weighing.js").read_text(encoding="utf-8")
    done = subprocess.run(
        [node, "-e", program],
        input=json.dumps({"script": script, **given}),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def bent(tmp_path: Path) -> Scores:
    """A small network with geometric, harmonic, arithmetic and cubic means, and criteria that nobody documents."""
    world = cc.load(write_network(tmp_path, 4)).world
    names = ["total", *(level.id for level in world.network.levels), *(node.id for node in world.guidelines.nodes)]
    exponents = (1, 0, -1, 3, 0.5)
    return score(world, exponent={name: exponents[i % len(exponents)] for i, name in enumerate(names)})


def vectors(kernel: Kernel, count: int, seed: int) -> list[list[float]]:
    """Random weights; every third vector has some zeros, and one weight of it is a thousand times the others."""
    random = np.random.default_rng(seed)
    found = random.gamma(0.7, size=(count, len(kernel.keys)))
    for row in found[::3]:
        row[random.random(len(row)) < 0.3] = 0
        row[random.integers(len(row))] = 1000
    return found.tolist()


def same(mine: float | None, theirs: float) -> bool:
    """Whether both are missing, or differ by at most 1e-12."""
    return np.isnan(theirs) if mine is None else abs(mine - theirs) <= 1e-12


@pytest.mark.parametrize(("made", "count"), [("frozen", 100), ("bent", 900)])
def test_a_thousand_weight_vectors_agree(made: str, count: int, tmp_path: Path) -> None:
    """Low, value, high, coverage and class of every unit at every inner node, under 1 000 vectors in all."""
    scores = frozen().scores if made == "frozen" else bent(tmp_path)
    kernel = find_kernel(scores)
    assert kernel is not None
    drawn = vectors(kernel, count, 7)
    answers = run(BATCH, kernel=dataclasses.asdict(kernel), vectors=drawn)
    tree, compared = scores.grid.tree, 0
    for weights, answer in zip(drawn, answers, strict=True):
        w = np.array(weights)
        refused = any(not w[tree.key_of[node.children]].sum() > 0 for node in tree.inner)
        assert (answer is None) is refused
        if refused:
            continue
        bounds = slot_bounds(scores.grid, w, floor=scores.floor)
        for unit, places in enumerate(answer):
            for node, place in zip(tree.inner, places, strict=True):
                low, value, high, coverage = (float(part[unit, node.slot]) for part in Bounds(*bounds))
                shown = value if coverage >= scores.min_coverage - 1e-9 else float("nan")
                assert same(place["low"], low) and same(place["high"], high)
                assert same(place["partial"], value) and same(place["value"], shown)
                assert same(place["coverage"], coverage)
                assert place["quality_class"] == class_of(shown, scores.classes)
                compared += place["value"] is not None
    assert compared > count


def test_numbers_are_written_as_everywhere() -> None:
    """Two digits, or as many as keep a number on its side of a limit; ties to the even digit, none and all kept."""
    values = [
        0.125,
        0.375,
        0.5,
        0.005,
        0.015,
        0.745,
        0.7499999,
        0.75,
        0.2,
        0.0001,
        0.9999,
        0.0,
        1.0,
        0.004,
        0.996,
        0.595,
    ]
    limits = [0.75, 0.6]
    tasks = [
        {"call": call, "with": [v, *more, limits]} for call, *more in (("decimal", 2), ("percentage",)) for v in values
    ]
    told = [numerals.decimal(v, 2, limits) for v in values] + [numerals.percentage(v, limits) for v in values]
    assert run(SCRIPT, tasks=tasks) == told


def test_who_has_not_checked_its_record_has_no_place_among_the_others() -> None:
    """Of two ranges that do not touch one lies above; a region whose answer is out stands beside nobody."""
    ranges = [{"low": 0.7, "high": 0.9}, {"low": 0.1, "high": 0.3}, {"low": 0.2, "high": 0.4}]
    all_known, one_out = run(
        SCRIPT, tasks=[{"call": "apart", "with": [ranges, out]} for out in ([], [False, False, True])]
    )
    assert all_known == [{"below": [1, 2], "above": []}, {"below": [], "above": [0]}, {"below": [], "above": [0]}]
    assert one_out == [{"below": [1], "above": []}, {"below": [], "above": [0]}, {"below": [], "above": []}]


def test_weights_taken_away_are_read_by_the_command(tmp_path: Path) -> None:
    """The file of the page gives `score --weights` the same weights, to the last digit."""
    kernel = find_kernel(frozen().scores)
    assert kernel is not None
    weights = vectors(kernel, 1, 3)[0]
    task = {"call": "file", "with": [dataclasses.asdict(kernel), weights, "Weights taken from a page"]}
    (tmp_path / "weights.yaml").write_text(run(SCRIPT, tasks=[task])[0], encoding="utf-8")
    assert _read_weights(tmp_path / "weights.yaml") == dict(zip(kernel.keys, weights, strict=True))


def test_no_kernel_where_a_page_cannot_reckon() -> None:
    """Copeland scores and relative normalisations stay with the command."""
    assert find_kernel(frozen().score(method="copeland")) is None
    assert find_kernel(dataclasses.replace(frozen().scores, normalisation="rank")) is None
