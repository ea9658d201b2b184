"""Figures and tables on phones and tablets: whole, and with letters that can be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ceecluster.study import Study, load
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
    page = opened(browser, tmp_path / f"{kind}.html", kind, 320, region)
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


def opened(
    browser: Any, path: Path, kind: str, width: int, region: str = "", study: Study | None = None, **context: Any
) -> Any:
    """The page of a document in a tab of its own."""
    path.write_bytes(written(kind, study or frozen(), "html", region=region))
    page = browser.new_page(viewport={"width": width, "height": 900}, **context)
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("kind", ["agreement", "plan"])
def test_paper_gives_a_hand_room_to_sign(browser: Any, tmp_path: Path, kind: str) -> None:
    """Where somebody is to sign, a field is two and a half centimetres wide and nine millimetres high."""
    page = opened(browser, tmp_path / "sign.html", kind, 657)
    page.emulate_media(media="print")
    names = page.locator("table.form").evaluate_all("all => all.map(t => t.tHead.textContent)")
    signed = page.locator("table.form").nth(next(at for at, heads in enumerate(names) if "signature" in heads))
    fields = signed.locator("td:empty").evaluate_all("all => all.map(c => [c.offsetWidth, c.offsetHeight])")
    assert fields
    assert min(width for width, _ in fields) >= 94 and min(height for _, height in fields) >= 34, fields
    page.close()


def test_ticks_of_the_evaluation_touch_no_label(browser: Any, tmp_path: Path) -> None:
    """The tick of the time that has gone stands beside the bar of its row, below its label and above the next."""
    page = opened(browser, tmp_path / "evaluation.html", "evaluation", 1440)
    boxes = "all => all.map(m => { const b = m.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })"
    ticks = page.locator("#figure-progress path[fill='var(--c2)']").evaluate_all(boxes)
    told = page.locator("#figure-progress text").evaluate_all(boxes)
    assert ticks and len(told) > len(ticks)
    touching = [(t, w) for t in ticks for w in told if t[0] < w[2] and w[0] < t[2] and t[1] < w[3] and w[1] < t[3]]
    assert touching == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_regions_of_the_map_have_an_outline(browser: Any, tmp_path: Path, scheme: Any) -> None:
    """The outline of each region has three to one against the ground it lies on."""
    study = load(Path(__file__).parents[2] / "data")
    page = opened(browser, tmp_path / "map.html", "region", 1440, "AT33", study, color_scheme=scheme)
    outlines = page.locator("#figure-place-AT33 svg path[stroke='var(--soft)']")
    light = """path => {
      const luminance = (colour) => {
        const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map(v => v / 255)
          .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ground = getComputedStyle(path.closest('.figure')).backgroundColor;
      const [one, other] = [luminance(getComputedStyle(path).stroke), luminance(ground)].sort((a, b) => b - a);
      return (one + 0.05) / (other + 0.05);
    }"""
    assert outlines.count() >= 1
    assert min(outline.evaluate(light) for outline in outlines.all()) >= 3
    page.close()
