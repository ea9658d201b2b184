"""The sheet of a pilot: name, decision, activities, what failure is, costs of like projects, where values are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from ceecluster.blocks import Listing, Paragraph, Quote, Section, Spelling, Table, walk
from ceecluster.documents import document, voice_of
from ceecluster.study import Study, load
from ceecluster.words.action_plan import plan_words
from networks import change, write_league

FIELDS = (
    "Background",
    "Action",
    "Players",
    "Timeframe",
    "Costs",
    "Funding sources",
    "State aid",
    "What failure would be",
)


def action(goal: str, *budgets: tuple[float, str, str, str]) -> dict[str, object]:
    """What a pilot on a goal can consist of, with a project for each budget: amount, unit, currency, kind."""
    return {
        "objective": f"GOAL-{goal}",
        "title": {"en": f"Shared {goal.lower()}"},
        "failure": {"en": f"no {goal.lower()} is shared by the middle of the term"},
        "problem": {"en": f"Each fjord builds its own {goal.lower()}."},
        "activities": [{"en": f"A plan for one {goal.lower()}"}, {"en": "Two meetings a year"}],
        "outputs": [{"en": f"One {goal.lower()} for all"}],
        "roles": {"crown": {"en": "decides on the money"}, "quay": {"en": "does the work"}},
        "comparable": [
            {
                "title": f"Voyage {number}",
                "budget": [{"amount": amount, "unit": unit, "currency": currency, "kind": {"en": kind}}],
                "source": ["log"],
            }
            for number, (amount, unit, currency, kind) in enumerate(budgets)
        ],
    }


@pytest.fixture(scope="module", params=["with actions", "without"])
def study(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The league, with what a pilot can consist of on file and without."""
    folder: Path = write_league(tmp_path_factory.mktemp("league"))
    if request.param == "with actions":
        log = {"title": "Log of the voyage", "year": 2025, "url": "https://saga.example/log"}
        budgets = ((1.2, "million", "FJD", "total"), (700, "thousand", "FJD", "total"), (9000, "one", "FJD", "gifts"))
        listed = [action(goal, *budgets) for goal in ("HARBOUR", "TIMBER", "SAUNA", "MUSIC")]
        known = {term["code"] for term in _vocabulary(folder)["objectives"]}
        made = {"version": "1", "sources": {"log": log}, "actions": [a for a in listed if a["objective"] in known]}
        (folder / "data" / "actions.yaml").write_text(yaml.safe_dump(made), encoding="utf-8")
        marks = _vocabulary(folder)["indicators"]
        change(folder / "data" / "vocabulary.yaml", indicators=[{**marks[0], "read_from": {"en": "the log"}}, marks[1]])
    return load(folder)


def _vocabulary(folder: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = yaml.safe_load((folder / "data" / "vocabulary.yaml").read_text())
    return found


def test_a_pilot_has_a_name_people_would_use(study: Study) -> None:
    """What the work is called and where; the objective only where no action names the work. Nothing is left unsaid."""
    voice, plan = voice_of(study), study.plan()
    called = {each.objective: each.title for each in study.world.actions}
    assert plan.pilots
    for pilot, words in zip(plan.pilots, plan_words(study, plan).pilots, strict=True):
        name, theme = voice.plain(words.title, Spelling.NAME), pilot.candidate.theme
        work = [called.get(code) or study.world.vocabulary.find(code).title for code in theme.objectives]
        assert all(part in name for part in work)
        assert " in " in name and ": " not in name
        made = document("plan", study, voice, plan_words(study, plan))
        assert not any("work together on" in voice.plain(b.text) for b in walk(made.blocks) if isinstance(b, Paragraph))


def test_no_field_of_a_pilot_is_blank(study: Study) -> None:
    """Each has text, or a bracket or remark that names who fills it; and what is to be decided stands before them."""
    voice, plan = voice_of(study), study.plan()
    made = document("plan", study, voice, plan_words(study, plan))
    told = [b for b in walk(made.blocks) if isinstance(b, Section) and voice.plain(b.title).startswith("Pilot P")]
    sheets, reasons = told[: len(plan.pilots)], told[len(plan.pilots) :]
    assert [voice.plain(b.title) for b in reasons] == [voice.plain(b.title) for b in sheets]
    for sheet, pilot in zip(sheets, plan.pilots, strict=True):
        head = next(voice.plain(b.text) for b in sheet.blocks if isinstance(b, Paragraph))
        assert head.startswith("To decide:") and f"before {pilot.start}" in head and "do nothing" in head
        parts = {voice.plain(b.title).split(" ", 1)[1]: b for b in walk(sheet.blocks) if isinstance(b, Section)}
        for field in FIELDS:
            assert any(isinstance(b, Paragraph | Table | Listing) for b in walk(parts[field].blocks)), field
        for quote in (b for b in walk(sheet.blocks) if isinstance(b, Quote)):
            told = " ".join(voice.plain(b.text) for b in walk(quote.blocks) if isinstance(b, Paragraph))
            assert re.search(r"\b(supplies|names? |drafts|looks for|adds|asks|sets?|measures|proposes"
                             r"|says|Question to|brings|has taken on|at the level)", told), told  # fmt: skip


def test_what_like_projects_cost_is_told_by_kind(study: Study) -> None:
    """From the cheapest to the dearest of one kind in one currency, counted from the file; else: not costed."""
    plan = study.plan()
    for pilot, words in zip(plan.pilots, plan_words(study, plan).pilots, strict=True):
        listed = [a for a in study.world.actions if a.objective in pilot.candidate.theme.objectives]
        units = {"one": 1, "thousand": 1_000, "million": 1_000_000}
        by_kind: dict[str, dict[str, float]] = {}
        for project in (p for a in listed for p in a.comparable):
            for cost in project.budget:
                by_kind.setdefault(str(cost.kind), {})[project.title] = float(cost.amount) * units[cost.unit]
        said = [each.facts for each in words.money.ranges]
        assert [each.key for each in words.money.ranges] == ["pilot.cost_range"] * len(by_kind)
        for fact in said:
            found = by_kind[str(fact["kind"])]
            unit = 1e6 if max(found.values()) >= 1e6 else 1e3
            assert fact["count"] == len(found) and fact["million"] == (unit == 1e6)
            assert [fact["low"].value * unit, fact["high"].value * unit] == pytest.approx(
                [min(found.values()), max(found.values())]
            )
            assert fact["one"] == (len(set(found.values())) == 1)


def test_each_indicator_says_where_it_is_read(study: Study) -> None:
    """From the vocabulary, else a bracket; and each partner has a column for its basis of state aid by activity."""
    voice, plan = voice_of(study), study.plan()
    words = plan_words(study, plan)
    cells = {row[0]: voice.plain(row[-1] or "") for row in words.counting.cells}
    named = {str(term.title): term.read_from for term in study.world.vocabulary.indicators}
    assert cells
    for name, cell in cells.items():
        assert cell == (str(named[str(name)]) if named[str(name)] else "[to be named]")
    for pilot, told in zip(plan.pilots, words.pilots, strict=True):
        assert len(told.money.aid.columns) == 1 + len(pilot.regions)
        assert len(told.money.costs.cells) == len(pilot.regions)
        assert told.failures or not study.world.actions
