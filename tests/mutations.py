"""Broken workspaces: seeds changed by bytes, lines, tokens and values, for the fuzz test and benchmarks/fuzz.py."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from biff12 import cells_of, to_xlsb
from ceecluster.checks.catalogue import ACROSS, LOCAL, RULES
from ceecluster.checks.run import check
from ceecluster.findings import Finding
from ceecluster.forms.findings import machines, people
from ceecluster.reading import read_file
from ceecluster.sources.writers import to_csv, to_excel
from table_mutations import mutated_bytes, mutated_csv, mutated_workbook

BASE = Path(__file__).parent / "cases" / "base"
_KINDS = ("structure", "pilots", "actions", "national-frame", "transnational", "candidate")
MORE = [BASE.parent / "good" / name for name in _KINDS]
"""Good cases whose files lie beside the region's: every kind of file is broken once in a while."""
TOKENS = [
    *(b"{ } [ ] : - , # & * ! | > ' \" % @ ` ~ ? << --- ... ; = \\ \t \n \r".split(b" ")),
    *("\u202e", "\u200b", "\ufeff", "\x00", "\x1b", "\u0085", "\u2028", "é", "😀"),
    *("null", "NO", ".inf", ".nan", "1e999", "9" * 400, "0x" + "f" * 300, "-1", "2050", "true", "010", "12:30"),
    *("*a", "&a", "!!python/object", "!!int", "<<: *a", "? ", "- - - -", "{a: {b: [", '"\\ud800"', '"\\x00"', '"\\n"'),
    *(
        "id",
        "region",
        "programmes",
        "start: {year: {}}",
        "OBJ-",
        "../../etc/passwd",
        "javascript:alert(1)",
        "http://[::",
    ),
    *("level: []", "name: {}", "source: null", "value: never", "value: [1]", "not_applicable", "end: running"),
]
_TOKENS = [token if isinstance(token, bytes) else token.encode() for token in TOKENS]


def seeds() -> dict[str, bytes]:
    """A good inventory in three forms, by the ending of its file."""
    path = BASE / "data" / "regions" / "AT31-upper-austria.yaml"
    inventory = read_file("region", path, path.parent).model
    tables = to_csv(inventory)
    return {
        "yaml": path.read_bytes(),
        "csv": tables["programmes"].encode(),
        "sources.csv": tables["sources"].encode(),
        "about.csv": tables["about"].encode(),
        "xlsx": to_excel(inventory),
    }


def mutate(raw: bytes, chance: random.Random) -> bytes:
    """The bytes after one to six random changes."""
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(raw) + 1)
        lines = raw.split(b"\n")
        here = chance.randrange(len(lines))
        kind = chance.randrange(9)
        if kind == 0:
            raw = raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :]
        elif kind == 1:
            raw = raw[:at] + raw[at + chance.randint(1, 40) :]
        elif kind == 2:
            raw = raw[:at] + chance.choice(_TOKENS) + raw[at:]
        elif kind == 3:
            raw = b"\n".join([*lines[:here], *lines[here + 1 :]])
        elif kind == 4:
            raw = b"\n".join([*lines[: here + 1], *lines[here:]])
        elif kind == 5:
            other = chance.randrange(len(lines))
            lines[here], lines[other] = lines[other], lines[here]
            raw = b"\n".join(lines)
        elif kind == 6:
            lines[here] = b" " * chance.randint(0, 6) + lines[here].lstrip()
            raw = b"\n".join(lines)
        elif kind == 7:
            words = raw.split(b" ")
            words[chance.randrange(len(words))] = chance.choice(_TOKENS)
            raw = b" ".join(words)
        else:
            words = lines[here].split(b",")
            chance.shuffle(words)
            lines[here] = b",".join(words)
            raw = b"\n".join(lines)
    return raw


def graft(raw: bytes, chance: random.Random) -> bytes:
    """The YAML with one to three of its values replaced by values of any other shape, or by each other."""
    data: Any = yaml.load(raw, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for _ in range(chance.randint(1, 3)):
        places = [*_places(data)]
        if not places:
            break
        within, key = chance.choice(places)
        holder, other = chance.choice(places)
        strange = [None, 5, -1.5, True, "text", "", [], {}, [5], [[]], [{}], {"a": None}, {"a": {"id": "x"}}]
        within[key] = chance.choice(
            [*strange, [within[key]], {"en": within[key]}, yaml.safe_load(yaml.dump(holder[other]))]
        )
    return yaml.safe_dump(data, allow_unicode=True).encode()


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    """(mapping or list, key or index) of every value."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield data, key
        yield from _places(value)


class Laboratory:
    """A small workspace in which broken files are checked, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "data"
        for case in (BASE, *MORE):
            shutil.copytree(case, folder, dirs_exist_ok=True)
        self.seeds = seeds()
        self.region = self.root / "regions"
        cases = BASE.parent / "bad"
        made = {ending: next(cases.glob(f"CC131-{ending}-*/data/regions/*.{ending}")) for ending in ("xls", "ods")}
        self.others_of_workbooks = {ending: path.read_bytes() for ending, path in made.items()}
        self.others_of_workbooks["xlsb"] = to_xlsb(cells_of(self.seeds["xlsx"]))
        self.others = {path: path.read_bytes() for path in sorted(self.root.rglob("*.*")) if "AT31" not in path.name}

    def examine_table(self, seed: int) -> list[Finding]:
        """The findings of one broken CSV file or workbook, printed in every form."""
        chance = random.Random(seed)
        for path in self.region.glob("AT31*"):
            path.unlink()
        kind = chance.random()
        if kind < 0.04:
            # Read in a process of their own, which takes its time.
            ending, raw = chance.choice([*self.others_of_workbooks.items()])
            (self.region / f"AT31-x.{ending}").write_bytes(mutated_bytes(raw, chance))
        elif kind < 0.5:
            (self.region / "AT31-x.xlsx").write_bytes(mutated_workbook(self.seeds["xlsx"], chance))
        else:
            broken = chance.choice(("csv", "csv", "sources.csv", "about.csv"))
            for form in ("csv", "sources.csv", "about.csv"):
                raw = self.seeds[form]
                (self.region / f"AT31-x.{form}").write_bytes(mutated_csv(raw, chance) if form == broken else raw)
        return self._checked()

    def examine(self, seed: int) -> list[Finding]:
        """The findings of one broken file, printed in every form; raises whatever our code raises."""
        chance = random.Random(seed)
        kind = chance.choices([*self.seeds], [8, 3, 1, 1, 1])[0]
        for path in self.region.glob("AT31*"):
            path.unlink()
        for path, raw in self.others.items():
            path.write_bytes(raw)
        if chance.random() < 0.3:
            path = chance.choice([*self.others])
            path.write_bytes(self._broken(self.others[path], path.suffix, chance))
            kind = ""
        forms = ["yaml"] if not kind else [kind] if kind in ("yaml", "xlsx") else ["csv", "sources.csv", "about.csv"]
        for form in forms:
            raw = self.seeds[form]
            (self.region / f"AT31-x.{form}").write_bytes(self._broken(raw, f".{form}", chance) if form == kind else raw)
        return self._checked()

    def _checked(self) -> list[Finding]:
        checked = check(self.root, local=LOCAL, across=ACROSS)
        machines.to_json(checked.findings, {})
        machines.to_sarif(checked.findings, RULES)
        machines.to_junit(checked.findings, checked.files)
        machines.to_github(checked.findings)
        machines.to_gitlab(checked.findings)
        people.to_markdown(checked.findings, "")
        return checked.findings

    def _broken(self, raw: bytes, ending: str, chance: random.Random) -> bytes:
        return graft(raw, chance) if ending == ".yaml" and chance.random() < 0.5 else mutate(raw, chance)
