"""`ceecluster validate` beside frictionless and check-jsonschema, in one run on the same content.

    python benchmarks/validate.py --peers /path/to/venv/bin  the shipped data, and three sizes of a made network
    python benchmarks/validate.py --peers … --large                    300 regions x 300 programmes as well

`--peers` is the bin folder of an environment with `frictionless` and `check-jsonschema`. Each figure is the best of
`--runs` whole processes: wall time, processor time (user and system; other programs on the machine hardly move it),
and the largest memory the process ever held. At the end, what it costs to start at all: `ceecluster --help`
beside the help of the smallest program that typer can make.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from generate import generate

from ceecluster.inputs import INVENTORIES, Role, paths
from ceecluster.reading import read_file
from ceecluster.sources.writers import to_csv, to_yaml

ROOT = Path(__file__).resolve().parents[1]
HELLO = """import typer

app = typer.Typer()


@app.command()
def hello(name: str) -> None:
    \"\"\"Say hello.\"\"\"
    print(f"Hello {name}")


app()
"""


@dataclass
class Figure:
    seconds: float
    processor: float
    megabytes: float
    code: int


STOPWATCH = """import ctypes, json, os, subprocess, sys, time

if sys.platform == "linux":
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: what outlives the command is ours to wait for
begun = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used, took, memory, code = 0.0, 0.0, 0, 0
while True:
    try:
        pid, status, usage = os.wait4(-1, 0)
    except ChildProcessError:
        break
    used += usage.ru_utime + usage.ru_stime
    memory = max(memory, usage.ru_maxrss)
    if pid == process.pid:
        took, code = time.perf_counter() - begun, os.waitstatus_to_exitcode(status)
print(json.dumps([took, used, memory, code]))
"""
"""A process of its own and small: a child's largest memory is never less than its parent's when it was started.

Helpers of a command are made by a server that the command never waits for. Their time counts where the system lets us
wait for them (Linux); memory is that of the largest process.
"""


def measure(words: list[str], folder: Path, runs: int) -> Figure:
    """The best of some runs of a command as a process of its own."""
    scale = 1024 if sys.platform != "darwin" else 1024**2
    figures = []
    for _ in range(runs):
        printed = subprocess.run(
            [sys.executable, "-S", "-c", STOPWATCH, *words], cwd=folder, stdout=subprocess.PIPE, text=True, check=True
        ).stdout
        took, processor, memory, code = json.loads(printed)
        figures.append(Figure(took, processor, memory / scale, code))
    return Figure(
        min(figure.seconds for figure in figures),
        min(figure.processor for figure in figures),
        min(figure.megabytes for figure in figures),
        figures[-1].code,
    )


def show(content: str, rows: dict[str, Figure]) -> None:
    """A table row for each tool."""
    for tool, figure in rows.items():
        print(
            f"| {content} | {tool} | {figure.seconds:.2f} | {figure.processor:.2f} | {figure.megabytes:.0f} "
            f"| {figure.code} |",
            flush=True,
        )


def inventories(data: Path) -> list[tuple[Role, Path]]:
    """The inventories of a workspace with their roles, as `ceecluster validate` finds them."""
    return [(role, path) for role, path in paths(data) if role in INVENTORIES]


def in_yaml(data: Path, folder: Path) -> list[str]:
    """The inventories in YAML form; those that are tables are converted."""
    folder.mkdir(parents=True)
    files = []
    for role, path in inventories(data):
        if path.suffix == ".yaml":
            files.append(str(path))
        else:
            made = folder / f"{path.stem}.yaml"
            made.write_text(to_yaml(read_file(role, path, data).model), encoding="utf-8")
            files.append(str(made))
    return files


class Package:
    """Inventories in CSV form, with a table schema each that says what frictionless can say."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._resources: list[dict[str, object]] = []

    def add(self, stem: str, tables: dict[str, str]) -> None:
        """Write the tables of one inventory."""
        for name, text in tables.items():
            file = self._folder / f"{stem}.{name}.csv"
            file.write_text(text, encoding="utf-8")
            fields: list[dict[str, object]] = [
                {"name": column.strip('"'), "type": "string"} for column in text.split("\n", 1)[0].split(",")
            ]
            for field in fields:
                if field["name"] == "id":
                    field["constraints"] = {"required": True, "unique": True, "pattern": "[a-z0-9-]+"}
            self._resources.append({"name": file.stem.lower(), "path": file.name, "schema": {"fields": fields}})

    def write(self) -> list[str]:
        """Write what lists the tables; the words to call frictionless with, from the package's folder."""
        body = json.dumps({"name": "network", "resources": self._resources})
        (self._folder / "datapackage.json").write_text(body)
        return ["validate", "datapackage.json"]


def in_csv(data: Path, folder: Path) -> list[str]:
    """A package of the inventories of a workspace; the call of frictionless on it."""
    package = Package(folder)
    for role, path in inventories(data):
        package.add(path.stem, to_csv(read_file(role, path, data).model))
    return package.write()


def compare(name: str, workspace: Path, peers: Path, runs: int, *, frictionless: bool = True) -> None:
    """Print a table row for each tool on one workspace."""
    data = workspace / "data"
    size = sum(path.stat().st_size for path in data.rglob("*.yaml")) / 2**20
    ours = shutil.which("ceecluster", path=str(Path(sys.executable).parent)) or "ceecluster"
    rows = {"ceecluster validate": measure([ours, "validate", "-w", str(workspace)], data, runs)}
    with tempfile.TemporaryDirectory() as folder:
        schema = Path(folder) / "inventory.schema.json"
        subprocess.run([ours, "schema", "inventory", "-w", str(workspace), "-o", str(schema)], check=True)
        words = [str(peers / "check-jsonschema"), "--schemafile", str(schema), *in_yaml(data, Path(folder) / "yaml")]
        rows["check-jsonschema"] = measure(words, data, runs)
        if frictionless:
            made = in_csv(data, Path(folder) / "csv")
            rows["frictionless validate (CSV)"] = measure(
                [str(peers / "frictionless"), *made], Path(folder) / "csv", runs
            )
    show(f"{name}, {size:.1f} MB", rows)


def start(runs: int) -> None:
    """Print what starting costs."""
    ours = shutil.which("ceecluster", path=str(Path(sys.executable).parent)) or "ceecluster"
    with tempfile.TemporaryDirectory() as folder:
        hello = Path(folder) / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        rows = {
            "ceecluster --help": measure([ours, "--help"], ROOT, runs),
            "a typer program of one command, --help": measure([sys.executable, str(hello), "--help"], ROOT, runs),
        }
    show("help", rows)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--large", action="store_true")
    given = parser.parse_args()
    print("| content | tool | wall s | processor s | peak MB | exit |\n|---|---|---|---|---|---|")
    compare("shipped data", ROOT, given.peers, given.runs)
    sizes = [(30, 75), (30, 150), (30, 300)]
    with tempfile.TemporaryDirectory() as folder:
        for regions, programmes in sizes:
            workspace = Path(folder) / f"{regions}x{programmes}"
            generate(regions, programmes, workspace)
            compare(f"{regions} x {programmes}", workspace, given.peers, 1, frictionless=False)
        if given.large:
            workspace = Path(folder) / "large"
            generate(300, 300, workspace)
            compare("300 x 300", workspace, given.peers, 1, frictionless=False)
    start(2 * given.runs)


if __name__ == "__main__":
    main()
