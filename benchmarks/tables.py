"""`ceecluster validate` on tables: one network as CSV and as workbooks, beside frictionless and pandas with openpyxl.

    python benchmarks/tables.py --regions 300 --programmes 300 [--peers /path/to/venv/bin] [--before /path/to/older/src]

frictionless checks the CSV files against a table schema; pandas only reads the workbooks, cell by cell, and checks
nothing. `--before` is the source folder of an older version, run on the same files. Each figure is one whole process.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from generate import generate
from validate import in_csv, measure, show

from ceecluster.reading import INVENTORIES, paths, read_file
from ceecluster.sources.tables import companions
from ceecluster.sources.writers import to_csv, to_excel

PANDAS = "import pandas, pathlib; [pandas.read_excel(p, sheet_name=None) for p in pathlib.Path('.').rglob('*.xlsx')]"
BEFORE = "import sys; sys.path.insert(0, sys.argv.pop(1)); from ceecluster.cli import main; main()"


def converted(workspace: Path, folder: Path, ending: str) -> Path:
    """A copy of a workspace with its inventories in another form."""
    shutil.copytree(workspace, folder)
    for role, path in [*paths(folder / "data")]:
        if role in INVENTORIES and path.suffix == ".yaml" and role != "transnational":
            model = read_file(role, path, folder / "data").model
            if ending == ".csv":
                names = companions(path.with_suffix(".csv"))
                for name, text in to_csv(model).items():
                    names[name].write_text(text, encoding="utf-8")
            else:
                path.with_suffix(".xlsx").write_bytes(to_excel(model))
            path.unlink()
    return folder


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--regions", type=int, default=30)
    parser.add_argument("--programmes", type=int, default=300)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--before", type=Path)
    given = parser.parse_args()
    name = f"{given.regions} x {given.programmes}"
    ours = shutil.which("ceecluster", path=str(Path(sys.executable).parent)) or "ceecluster"
    print("| content | tool | wall s | processor s | peak MB | exit |\n|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as made:
        workspace = Path(made) / "yaml"
        generate(given.regions, given.programmes, workspace)
        for ending in (".csv", ".xlsx"):
            folder = converted(workspace, Path(made) / ending[1:], ending)
            words = ["validate", "-w", str(folder), "--no-table", "-f", "json"]
            rows = {"ceecluster validate": measure([ours, *words], folder, 1)}
            if given.before:
                older = [sys.executable, "-c", BEFORE, str(given.before), *words]
                rows["ceecluster validate, before"] = measure(older, folder, 1)
            if ending == ".csv" and given.peers:
                call = in_csv(workspace / "data", Path(made) / "package")
                tool = str(given.peers / "frictionless")
                rows["frictionless validate"] = measure([tool, *call], folder.parent / "package", 1)
            if ending == ".xlsx":
                rows["pandas and openpyxl, read only"] = measure([sys.executable, "-c", PANDAS], folder, 1)
            show(f"{name}, {ending}", rows)


if __name__ == "__main__":
    main()
