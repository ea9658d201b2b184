"""Prints the lowest versions that pyproject.toml allows, one `name==version` a line: constraints for a CI job."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

EXTRAS = ("docx", "pdf", "parquet")
"""Extras that people install; tools of the tests may be as new as they like."""
_BOUND = re.compile(r"([A-Za-z0-9_.-]+)\s*>=\s*([0-9][0-9a-z.]*)")


def lowest(pyproject: Path) -> list[str]:
    """The lowest version of each library that the package needs."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(each for extra in EXTRAS for each in project["optional-dependencies"][extra])]
    found = [_BOUND.match(each) for each in wanted]
    unbound = [each for each, match in zip(wanted, found, strict=True) if match is None]
    if unbound:
        raise SystemExit(f"without a lower bound: {', '.join(unbound)}")
    return [f"{match[1]}=={match[2]}" for match in found if match is not None]


if __name__ == "__main__":
    print("\n".join(lowest(Path(__file__).resolve().parents[1] / "pyproject.toml")))
