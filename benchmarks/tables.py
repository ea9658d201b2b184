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
from validate import Package, inventories, measure, show

from ceecluster.reading import read_file
from ceecluster.sources.tables import companions
from ceecluster.sources.writers import to_csv, to_excel

PANDAS = "import pandas, pathlib; [pandas.read_excel(p, sheet_name=None) for p in pathlib.Path('.').rglob('*.xlsx')]"
BEFORE = "import sys; sys.path.insert(0, sys.argv.pop(1)); from ceecluster.cli import main; main()"


def converted(workspace: Path, made: Path) -> list[str]:
    """Copies of a workspace with its inventories as CSV and as workbooks, and a package for frictionless.

    Each inventory is read once and written three times; what is printed is the call of frictionless.
    """
    for form in ("csv", "xlsx"):
        shutil.copytree(workspace, made / form, ignore=shutil.ignore_patterns("regions"))
        (made / form / "data" / "regions").mkdir()
    package = Package(made / "package")
    for _, path in inventories(workspace / "data"):
        model = read_file("region", path, workspace / "data").model
        tables = to_csv(model)
        names = companions(made / "csv" / "data" / "regions" / f"{path.stem}.csv")
        for name, text in tables.items():
            names[name].write_text(text, encoding="utf-8")
        package.add(path.stem, tables)
        (made / "xlsx" / "data" / "regions" / f"{path.stem}.xlsx").write_bytes(to_excel(model))
    return package.write()


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
        call = converted(workspace, Path(made))
        for form in ("csv", "xlsx"):
            folder = Path(made) / form
            words = ["validate", "-w", str(folder), "--no-table", "-f", "json"]
            rows = {"ceecluster validate": measure([ours, *words], folder, 1)}
            if given.before:
                older = [sys.executable, "-c", BEFORE, str(given.before), *words]
                rows["ceecluster validate, before"] = measure(older, folder, 1)
            if form == "csv" and given.peers:
                tool = str(given.peers / "frictionless")
                rows["frictionless validate"] = measure([tool, *call], Path(made) / "package", 1)
            if form == "xlsx":
                rows["pandas and openpyxl, read only"] = measure([sys.executable, "-c", PANDAS], folder, 1)
            show(f"{name}, {form}", rows)


if __name__ == "__main__":
    main()
