"""How much is shown before the rest is left out: front page, menus, pictures and tables stop where they say."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace as Row
from typing import Any

import pytest

from ceecluster.blocks import Document
from ceecluster.errors import UsageError
from ceecluster.forms.html import Menu, write_html
from ceecluster.names import Speller
from ceecluster.report import site
from ceecluster.report.site import Settings
from ceecluster.scoring.audit_rows import Settlement
from ceecluster.wording import Voice
from ceecluster.words import coherence_body, index, plan_tables
from ceecluster.words.comparison import refs
from ceecluster.words.find import find_words
from ceecluster.words.plan_tables import core_table, portfolios_table
from ceecluster.words.robustness import _hasse
from factories import make_world


def test_the_front_page_tells_three_findings_and_of_a_region_its_three_closest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first that the body of the comparison tells; of four regions that are as close the fourth is counted."""
    monkeypatch.setattr(index, "body_words", lambda _: Row(alike=(1, 2), differ=(3,), sure=(4, 5)))
    for name in ("map_figure", "overview", "year_head", "_regions"):
        monkeypatch.setattr(index, name, lambda *_: None)
    monkeypatch.setattr(index, "left_out_words", lambda *_: ())
    study: Any = Row(world=Row(network=Row(title="N", secretariat=None)), comparison=Row(left_out=()))
    assert index.index_words(study, (), (), "x").findings == (1, 2, 3)
    row: Any = Row(closest_ties=("AT11", "AT12", "AT13", "AT31"))
    assert index._closest(row) == refs("region", row.closest_ties, 3)


def test_the_plan_shows_five_portfolios_and_ten_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    """The best of seven, and of a dozen that are in some best portfolio those most often in one."""
    monkeypatch.setattr(plan_tables, "title_of", lambda _: "T")
    monkeypatch.setattr(plan_tables, "regions", lambda _: "R")
    proposals = [Row(id=f"c{n}", regions=()) for n in range(14)]
    shares = [Row(id=f"c{n}", core=max(0.0, 0.6 - n / 20), kind="core", theme_core=0.1) for n in range(14)]
    ranked = tuple(Row(rank=n, pilots=(), value=0.5, loss=0.0, ahead=0.5) for n in range(1, 8))
    plan: Any = Row(
        proposed=Row(all=proposals), selection=Row(ranked=ranked), core=Row(shares=shares), pilots=(), draws=9, seed=1
    )
    table, core = portfolios_table(plan), core_table(plan)
    assert [row[0] for row in table.cells] == [1, 2, 3, 4, 5]
    assert core is not None and len(core.cells) == 10
    plan.core.shares = shares[12:]
    assert core_table(plan) is None


@pytest.mark.parametrize(("below", "width"), [(2, 90 + 90), (10, 90 + 810), (12, 90 + 810)])
def test_a_diagram_is_at_most_nine_steps_of_ninety_wide(below: int, width: float) -> None:
    """Steps of 90 points, narrower where more than ten stand side by side; so high as it has layers."""
    edges = tuple(("A", f"B{n:02d}") for n in range(below))
    picture = _hasse("weights", Settlement(1, len(edges), (), edges), below + 1)
    assert (picture.settings["width"], picture.settings["height"]) == (pytest.approx(width), 180)
    size = min(90, 810 / (below - 1)) / 2
    assert [unit["size"] for unit in picture.settings["datasets"]["units"]] == pytest.approx([size**2] * (below + 1))


def test_the_grid_of_objectives_has_twenty_two_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more objectives the first 22."""
    for name in ("lacks", "_alike", "_differ", "_sure", "_decisions", "_codes", "_chance", "_records"):
        monkeypatch.setattr(coherence_body, name, lambda *_: ())
    aims = tuple(Row(wide=False, objective=f"O{n}") for n in range(30))
    monkeypatch.setattr(coherence_body, "pursuits", lambda _: aims)
    monkeypatch.setattr(coherence_body, "grids", lambda _, shown, most: shown[:most])
    comparison: Any = Row()
    assert [aim.objective for aim in coherence_body.body_words(comparison).grids] == [f"O{n}" for n in range(22)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("pages", "listed"), [(100, True), (101, False)])
def test_a_menu_lists_a_hundred_pages_of_a_kind(pages: int, listed: bool) -> None:
    """One more, and the front page leads there instead."""
    world = make_world()
    study: Any = Row(world=world)
    parts = [("region", f"R{n}", f"R{n}") for n in range(pages)]
    found = site._menu(study, parts, Voice(Speller(world)), Settings())
    assert [len(group) for _, group in found.groups] == ([pages] if listed else [])


def test_five_lacking_texts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the alphabet, with their number."""
    monkeypatch.setattr(site, "files_of", lambda *_, **__: {})
    monkeypatch.setattr(site, "dated", lambda _: 0)
    voice: Any = Row(language="xx", lacking={*"gfedcba"})
    told: Any = Row(name="plan")
    study: Any = Row()
    with pytest.raises(UsageError, match=r"plan lacks 7 texts in the language 'xx': 'a'; 'b'; 'c'; 'd'; 'e'\."):
        site._made(told, study, Settings(complete=True), voice).files("html", Path("x"))


class Open(HTMLParser):
    """Which of the folded lists of a page's menu stand open."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A list that can be folded."""
        if tag == "details" and ("class", "menu") not in attrs:
            self.found.append(("open", None) in attrs)


@pytest.mark.parametrize(("pages", "opened"), [(15, True), (16, False)])
def test_the_list_of_a_page_of_few_is_open(pages: int, opened: bool) -> None:
    """Fifteen pages beside the one that is read are seen at once; of more the list is folded."""
    group = ("Regions", tuple((f"R{n}", f"r{n}.html") for n in range(pages)))
    other = ("Criteria", (("C", "c.html"),))
    reader = Open()
    menu = Menu((("Overview", "index.html"),), (group, other))
    reader.feed(write_html(Document("x", "T", ()), Voice(Speller(make_world())), menu, "r0.html"))
    assert reader.found[:2] == [opened, False]


@pytest.mark.parametrize(("sources", "left_out"), [(2_400, 0), (2_401, 2_401)])
def test_sources_are_found_on_one_page_up_to_2400(sources: int, left_out: int) -> None:
    """One more, and none of them is on it: a page of a site has a limit, and they stand with their records."""
    world = make_world()
    source: Any = Row(title="A title", url=None, authors=(), year=None, language=None)
    places: Any = {("region", region.code): "r.html" for region in world.network.regions}
    places |= {("criterion", criterion.id): "c.html" for criterion in world.guidelines.criteria}
    found = find_words(world, places, [(f"s{n}", source, "p.html") for n in range(sources)])
    known = len(world.network.regions) + len(world.guidelines.criteria)
    assert (found.left_out, len(found.things.cells)) == (left_out, known + sources - left_out)
