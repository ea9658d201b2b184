"""Files for the desk, and what the command finds in them: the seeded cases, and inventories broken at random."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from biff12 import cells_of, to_xlsb
from ceecluster.checks.catalogue import ACROSS, LOCAL
from ceecluster.checks.run import check
from ceecluster.forms.findings.machines import to_json
from ceecluster.inputs import paths, together
from mutations import BASE, MORE, graft, mutate, seeds
from table_mutations import mutated_bytes, mutated_csv, mutated_workbook

CASES = BASE.parent
DROPPED = ("region", "national", "candidate")


@dataclass(frozen=True)
class Drop:
    """A workspace, the files of it that are dropped, and what the command prints of them."""

    name: str
    root: Path
    files: dict[str, bytes]
    expected: str


def command(root: Path, only: list[Path]) -> str:
    """What `ceecluster validate FILE… --format json` prints beside the workspace."""
    here = Path.cwd()
    os.chdir(root.parent)
    try:
        checked = check(root, local=LOCAL, across=ACROSS, only=only)
    finally:
        os.chdir(here)
    return to_json(checked.findings, checked.digests)


def seeded(folder: Path) -> Iterator[Drop]:
    """Every case of tests/cases with all of its inventories dropped at once; what is no file cannot be dropped."""
    cases = [BASE, *sorted((CASES / "good").glob("*/")), *sorted((CASES / "bad").glob("*/"))]
    for case in cases:
        workspace = folder / case.name
        shutil.copytree(BASE, workspace)
        for name in (case / "remove.txt").read_text().split() if (case / "remove.txt").exists() else ():
            (workspace / name).unlink()
        if (case / "data").exists():
            shutil.copytree(case / "data", workspace / "data", dirs_exist_ok=True)
        root = workspace / "data"
        tables = [p for role, p in paths(root) if role in DROPPED and p.is_file() and not p.is_symlink()]
        only = [each for path in tables for each in together(path)]
        names = [path.name for path in only]
        if only and len(names) == len({*names}):
            files = {path.name: path.read_bytes() for path in only}
            yield Drop(case.name, root, files, command(root, only))


class Broken:
    """A small workspace, and in place of one inventory files broken at random: every form, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "data"
        for case in (BASE, *MORE):
            shutil.copytree(case, folder, dirs_exist_ok=True)
        self.seeds = seeds()
        cases = CASES / "bad"
        self.others = {e: next(cases.glob(f"CC131-{e}-*/data/regions/*.{e}")).read_bytes() for e in ("xls", "ods")}
        self.others["xlsb"] = to_xlsb(cells_of(self.seeds["xlsx"]))

    def drop(self, seed: int) -> Drop:
        """One broken inventory: half of them YAML, a quarter CSV, most of the rest .xlsx."""
        chance = random.Random(seed)
        kind = chance.choices(["yaml", "csv", "xlsx", "other"], [10, 5, 4, 1])[0]
        if kind == "yaml":
            raw = self.seeds["yaml"]
            files = {"yaml": graft(raw, chance) if chance.random() < 0.4 else mutate(raw, chance)}
        elif kind == "csv":
            broken = chance.choice(("csv", "csv", "sources.csv", "about.csv"))
            files = {form: self.seeds[form] for form in ("csv", "sources.csv", "about.csv")}
            files[broken] = mutated_csv(files[broken], chance)
        elif kind == "xlsx":
            files = {"xlsx": mutated_workbook(self.seeds["xlsx"], chance)}
        else:
            ending, raw = chance.choice([*self.others.items()])
            files = {ending: mutated_bytes(raw, chance)}
        named = {f"AT31-x.{ending}": raw for ending, raw in files.items()}
        region = self.root / "regions"
        kept = {path: path.read_bytes() for path in region.glob("AT31*")}
        for path in kept:
            path.unlink()
        for name, raw in named.items():
            (region / name).write_bytes(raw)
        try:
            main = next(region / name for name in named if name.count(".") == 1)
            expected = command(self.root, together(main))
        finally:
            for name in named:
                (region / name).unlink()
            for path, raw in kept.items():
                path.write_bytes(raw)
        return Drop(f"{kind} {seed}", self.root, named, expected)
