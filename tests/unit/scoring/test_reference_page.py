"""The reference page of derived measures is written from the registry, and stays what the code says."""

from __future__ import annotations

import inspect
from pathlib import Path

from ceecluster.scoring.derived import QUANTITIES

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "derived-measures.md"
HEAD = """# Derived measures

<!-- Written from the code by `pytest tests/unit/scoring/test_reference_page.py --update`. -->

A criterion with `measure: {kind: derived, of: NAME, points: [...]}` is computed from the fields of the records. A
person's assessment of the criterion, where there is one, goes first and is a raw value in the unit given here. `pooled`
takes the records of a level together; an assessment among them joins in as said. Each value carries the records and
sources it rests on.
"""
MERGED = {
    "sum": "is added",
    "max": "counts where it is higher",
    "min": "counts where it is lower",
    "mean": "is averaged",
}


def test_page_is_current(update: bool) -> None:
    """Every quantity is on the page with its unit and its definition."""
    parts = [HEAD]
    for name, quantity in sorted(QUANTITIES.items()):
        text = inspect.cleandoc(quantity.description)
        parts.append(f"## {name}\n\nUnit: {quantity.unit}. An assessment {MERGED[quantity.merge]}.\n\n{text}\n")
    page = "\n".join(parts)
    if update:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
