"""Forms for answers in German: they say nothing in English, and what comes back is what an English form brings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.officers.decisions import read_decisions
from ceecluster.officers.idea import read_idea
from ceecluster.officers.selfcheck import read_selfcheck
from ceecluster.study import Study, load
from networks import write_league

RUN = CliRunner()
FORMS = {"decisions": ("decisions",), "selfcheck": ("selfcheck", "fa10-rec-1"), "idea": ("idea", "--name", "Regatta")}
ENGLISH = re.compile(r"\b(the|of|and|which|what|who|with|or|is|are|it|to|by|from|this|that|be|answer|step)\b", re.I)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A league with its forms in both languages beside its data."""
    league = write_league(tmp_path_factory.mktemp("league"))
    for name, what in FORMS.items():
        for language in ("en", "de"):
            told = ["-o", str(league / f"{name}.{language}.xlsx"), "-w", str(league), "--language", language]
            result = RUN.invoke(app, ["init", *what, *told])
            assert result.exit_code == 0, result.output
    return load(league)


def book(study: Study, name: str, language: str) -> Workbook:
    """A form as it went out."""
    return load_workbook(study.root.parent / f"{name}.{language}.xlsx")


def words(study: Study, text: str) -> list[str]:
    """English words in what a form says; the last line of a head is the name by which it is read."""
    own = [study.world.network.title, *(p.id for p in study.world.programmes().values())]
    for each in own:
        text = text.replace(each, "")
    return ENGLISH.findall(text.rpartition("\n")[0] or text)


@pytest.mark.parametrize("name", FORMS)
def test_a_german_form_says_nothing_in_english(study: Study, name: str):
    """Titles of sheets, heads, questions, hints: but for names, and what the league says in English only."""
    lead = {"decisions": "Sitzung", "selfcheck": "Selbsteinschätzung", "idea": "Idee"}
    form = book(study, name, "de")
    assert form.worksheets[0].title == lead[name]
    for sheet in form:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "[EN]" not in cell.value:
                    assert not words(study, cell.value) or name == "selfcheck", f"{sheet.title}!{cell.coordinate}"
    heads = [cell.value for sheet in form for cell in sheet[1]]
    assert all("\n" in head or head.casefold() in ("code", "name", "region") for head in heads if head), heads


def filled(form: Workbook, cells: dict[str, Any], path: Path) -> Path:
    """A form with answers in cells, `1!B2`, counted from its first sheet."""
    for place, value in cells.items():
        sheet, _, cell = place.partition("!")
        form.worksheets[int(sheet)][cell].value = value
    form.save(path)
    return path


def test_decisions_come_back_alike(study: Study, tmp_path: Path):
    """A stance may be called in any language, and the sheets are told apart by their columns."""
    plan = study.plan(draws=0)
    options = {option.letter: option.pilots for option in plan.choices.options}
    said = {"en": "reserve", "de": "Vorbehalt"}
    bodies = []
    for language, stance in said.items():
        cells = {"0!B3": "2027-03-01", "0!B4": "Protokoll", "2!D2": stance, "2!E2": 3, "1!C2": "x"}
        path = filled(book(study, "decisions", language), cells, tmp_path / f"{language}.xlsx")
        found = read_decisions(path, path.name, study.world, options, str(plan.start.year))
        assert not found.findings
        bodies.append(found.body)
    assert bodies[0] == bodies[1]
    assert "reserve" in str(bodies[0]["positions"])


def test_a_self_check_comes_back_alike(study: Study, tmp_path: Path):
    """Steps are numbers; never, true and false are understood in German."""
    bodies = []
    for language, never in (("en", "never"), ("de", "nie")):
        form = book(study, "selfcheck", language)
        line = len(list(form.worksheets[0].iter_rows()))
        cells = {"0!D4": "2027-03-01", f"0!D{line}": never}
        path = filled(form, cells, tmp_path / f"{language}.xlsx")
        found = read_selfcheck(path, path.name, study.world)
        assert not found.findings
        bodies.append(found.body)
    assert bodies[0] == bodies[1]
    assert [answer["value"] for answer in bodies[0]["answers"].values()] == ["never"]


def test_an_idea_comes_back_alike(study: Study, tmp_path: Path):
    """Objectives and regions may be called by their names in any language."""
    objective = study.world.vocabulary.objectives[0]
    bodies = []
    for language in ("en", "de"):
        form = book(study, "idea", language)
        fields = {cell.value.splitlines()[-1]: cell.row for cell in form.worksheets[0]["A"] if cell.value}
        told = objective.title.told(language)[0]
        cells = {f"0!C{fields['date']}": "2027-03-01", f"0!C{fields['objectives']}": told}
        path = filled(form, cells, tmp_path / f"{language}.xlsx")
        found = read_idea(path, path.name, study.world)
        assert not found.findings
        bodies.append(found.body)
    assert bodies[0]["pilots"] == bodies[1]["pilots"]
    assert bodies[0]["pilots"][0]["objectives"] == [objective.code]


def test_an_idea_as_a_file_of_the_workspace_takes_no_language(tmp_path: Path):
    """Its remarks are English, so that a language would say nothing."""
    result = RUN.invoke(app, ["init", "idea", "--name", "Regatta", "--language", "de"])
    assert "does nothing" in str(result.exception)
