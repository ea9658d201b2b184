"""Figures and tables on phones and tablets: whole, and with letters that can be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from factories import frozen, written

pytestmark = pytest.mark.browser
LEAST_PX = 12
"""Size of the smallest letters on a screen."""
DRAWN = """all => all.filter(chart => chart.offsetWidth).map(chart => {
  const svg = chart.querySelector('svg'), box = svg.getBoundingClientRect(), frame = chart.getBoundingClientRect();
  const scale = box.width / svg.viewBox.baseVal.width;
  const letters = [...svg.querySelectorAll('text')].map(t => parseFloat(getComputedStyle(t).fontSize) * scale);
  return [chart.closest('figure').id, box.width - frame.width, Math.min(...letters)];
})"""


@pytest.mark.parametrize(
    ("kind", "region"),
    [
        ("coherence", ""),
        ("plan", ""),
        ("quality", ""),
        ("evaluation", ""),
        ("trend", ""),
        ("records", "CZ"),
        ("region", "AT33"),
    ],
)
def test_a_figure_is_whole_on_a_phone(browser: Any, tmp_path: Path, kind: str, region: str) -> None:
    """No chart is wider than its frame on phones or tablets, and none has letters below twelve dots of the screen."""
    text = written(kind, frozen(), "html", **({"region": region} if region else {}))
    path = tmp_path / f"{kind}.html"
    path.write_bytes(text)
    page = browser.new_page(viewport={"width": 320, "height": 900})
    page.goto(path.as_uri())
    seen = 0
    for width in (320, 390, 768):
        page.set_viewport_size({"width": width, "height": 900})
        drawn = page.locator(".chart").evaluate_all(DRAWN)
        figures = page.locator("figure").count()
        assert len(drawn) == figures, "each figure is drawn once"
        wide = [(width, name, over) for name, over, _ in drawn if over > 1]
        small = [(width, name, least) for name, _, least in drawn if least < LEAST_PX - 0.05]
        assert (wide, small) == ([], [])
        seen += len(drawn)
    assert seen
    page.close()
