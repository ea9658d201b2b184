"""Write a workspace of N regions with M programmes each, like the shipped one: `generate.py 300 300 /tmp/big`.

Each region is modelled on a shipped one: a random sample of its records with new identifiers, names and partners
(with `--full` in every field, else in the common ones), on the shipped vocabulary and criteria.
"""

from __future__ import annotations

import argparse
import random
import shutil
from pathlib import Path
from typing import Any

import yaml

KEPT = ("id", "name", "kind", "level", "scope", "summary", "source", "bodies", "start", "end", "objectives")
KEPT += ("instruments", "target_groups", "sectors", "funding", "members", "cross_border", "assessments")
ROOT = Path(__file__).resolve().parents[1]


class Dumper(yaml.CSafeDumper):
    """Values that stand in several records are written out in each."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def codes(count: int) -> list[tuple[str, str]]:
    """(region code, country) of made-up regions outside the known NUTS table."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    countries = [f"X{letter}" for letter in letters]
    return [(f"{countries[n % 26]}{n // 26:02d}", countries[n % 26]) for n in range(count)]


def templates() -> list[dict[str, Any]]:
    """The shipped inventories: each made region is modelled on one of them."""
    paths = sorted((ROOT / "data" / "regions").glob("*.yaml"))
    return [yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for path in paths]


def keys_in(value: Any, mention: bool = False) -> set[str]:
    """Source keys that a record mentions."""
    if isinstance(value, dict):
        return {
            key
            for name, item in value.items()
            for key in keys_in(item, name in ("source", "cite") or mention or name == "sources")
        }
    if isinstance(value, list):
        return {key for item in value for key in keys_in(item, mention)}
    return {value} if mention and isinstance(value, str) else set()


def generate(regions: int, programmes: int, folder: Path, seed: int = 1, *, full: bool = False) -> None:
    """Write the workspace; same arguments, same bytes."""
    chance = random.Random(seed)
    data = folder / "data"
    shutil.rmtree(folder, ignore_errors=True)
    (data / "regions").mkdir(parents=True)
    for name in ("vocabulary.yaml", "criteria.yaml"):
        shutil.copy(ROOT / "data" / name, data / name)
    known = codes(regions)
    network = yaml.load((ROOT / "data" / "network.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    network["candidates"], network["facts"] = [], []
    network["regions"] = [
        {"code": code, "name": {"en": f"Region {code}"}, "country": country, "nuts": [code], "vintage": 2021}
        for code, country in known
    ]
    write(data / "network.yaml", network)
    samples = templates()
    for code, _ in known:
        model = chance.choice(samples)
        cited = model["sources"]
        sources: dict[str, Any] = {}
        records = []
        for number in range(programmes):
            record = chance.choice(model["programmes"])
            record = record if full else {key: record[key] for key in KEPT if key in record}
            if not full and "assessments" in record:
                record["assessments"] = dict(list(record["assessments"].items())[:3])
            record = {**record, "id": f"{code.lower()}-{number}", "name": {"en": f"Programme {number} of {code}"}}
            record.pop("nuts", None)
            record.pop("nuts_vintage", None)
            if "cross_border" in record:
                record["cross_border"] = [{"with": [chance.choice(known)[0]], "what": "a joint project"}]
            sources |= {key: cited[key] for key in sorted(keys_in(record)) if key in cited}
            records.append(record)
        write(
            data / "regions" / f"{code}-region.yaml",
            {"region": code, "as_of": "2026-06-01", "sources": sources, "programmes": records},
        )


def write(path: Path, body: Any) -> None:
    """One YAML file."""
    text = yaml.dump(body, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=120)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("regions", type=int)
    parser.add_argument("programmes", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--full", action="store_true", help="keep every field of the shipped records")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    generate(given.regions, given.programmes, given.folder, given.seed, full=given.full)
