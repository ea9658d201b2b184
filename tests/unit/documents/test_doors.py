"""The same document from every door, byte for byte: `report KIND`, the command of its result, and Python."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

import ceecluster.study
from ceecluster.blocks import Figure, Spelling, walk
from ceecluster.cli.app import app
from ceecluster.documents import FORMS, KINDS, SHOWN, codes_of, document, files_of, voice_of
from ceecluster.forms.charts import Chart
from ceecluster.report.export import dated
from ceecluster.report.site import Settings, write_site
from ceecluster.study import Study, load
from ceecluster.words.candidates import title_of
from networks import widen, write_league, write_network

COMMANDS = {"agreement": "agree", "plan": "plan", "evaluation": "evaluate", "trend": "trend"}
"""Commands whose result is a document, too."""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """A small network, which every door is given as it was loaded once."""
    loaded = load(widen(write_network(tmp_path_factory.mktemp("league"), 3)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ceecluster.study, "load", lambda *_, **__: loaded)
        yield loaded


def written(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def called(*words: str) -> None:
    """A call that writes; a plan without pilots, which is a result, ends with 1."""
    result = CliRunner().invoke(app, [*words, "--quiet"])
    assert result.exit_code == 0 or (words[0] == "plan" and isinstance(result.exception, SystemExit)), result.exception


ALWAYS = {"agreement", "plan", "region", "quality"}
"""Kinds that are tried by default: with a command of their own, of one region, of none; the others are slow."""


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=() if kind in ALWAYS else pytest.mark.slow) for kind in KINDS]
)
def test_every_door_gives_the_same_bytes(kind: str, study: Study, tmp_path: Path) -> None:
    """In every form, with the pictures beside it."""
    region = codes_of(kind, study)[:1]
    called("report", kind, *region, *(word for form in FORMS for word in ("-f", form)), "-o", f"{tmp_path / 'report'}/")
    voice = voice_of(study)
    made = document(kind, study, voice, code="".join(region))
    asked = {
        path.as_posix(): content
        for form in FORMS
        for path, content in files_of(made, form, Path(f"{made.name}.{form}"), voice, epoch=dated(study)).items()
    }
    assert {*asked} >= {f"{made.name}.{form}" for form in FORMS}
    assert [name for name in asked if written(tmp_path / "report").get(name) != asked[name]] == []
    for form in FORMS if kind in COMMANDS else ():
        (tmp_path / form).mkdir()
        called(COMMANDS[kind], "-o", str(tmp_path / form / f"{kind}.{form}"))
        own = written(tmp_path / form)
        assert own and [name for name in own if asked.get(name) != own[name]] == [], form


def test_slides_are_the_same_from_the_command_and_from_python(study: Study, tmp_path: Path) -> None:
    """The briefing as slides."""
    path = tmp_path / "briefing.pptx"
    called("report", "briefing", "-o", str(path))
    voice = voice_of(study)
    asked = files_of(document(SHOWN["briefing"], study, voice), "pptx", path, voice, epoch=dated(study))
    assert {name: name.read_bytes() for name in asked} == asked and path in asked


def test_a_site_has_the_documents_that_the_report_gives(tmp_path: Path) -> None:
    """In Markdown byte for byte; the text of an HTML page is the same but for the menu of the site."""
    study, site = load(write_network(tmp_path / "league", 2)), tmp_path / "site"
    names = {path.name for path in write_site(study, site, Settings(forms=("html", "md")))}
    voice = voice_of(study)
    for kind in KINDS:
        for code in codes_of(kind, study)[:1] if KINDS[kind].about else ("",):
            made = document(kind, study, voice, code=code)
            assert {f"{made.name}.md", f"{made.name}.html"} <= names
            asked = {
                form: files_of(made, form, Path(f"{made.name}.{form}"), voice, epoch=dated(study)) for form in FORMS[:2]
            }
            assert {path: (site / path).read_bytes() for path in asked["md"]} == asked["md"], kind
            page = Path(f"{made.name}.html")
            assert body_of((site / page).read_text("utf-8")) == body_of(asked["html"][page].decode()), kind


def body_of(page: str) -> str:
    """The text of the main part of a page, without the list of the forms and the links to pages that a site has."""
    assert page.count("<main") == page.count("</main>") == 1
    main = re.sub(r'<p class="beside">.*?</p>', "", page[page.index("<main") : page.index("</main>")])
    before, _, listed = main.partition('<p class="forms">')
    return " ".join(re.sub(r"<[^>]*>", "", before + listed.partition("</p>")[2]).split())


@pytest.fixture
def decided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """A league whose meeting chose the second option of the plan."""
    folder = write_league(tmp_path / "league", 3)
    plan = load(folder).plan(draws=0)
    chosen = {"plan": str(plan.start.year), "option": "B", "pilots": list(plan.choices["B"].pilots)}
    minutes = {"sources": {"minutes": {"title": "Minutes", "year": 2025}}, "source": ["minutes"]}
    meetings = folder / "data" / "agreement" / "decisions"
    meetings.mkdir(parents=True)
    meeting = {"network": "Fjord League", "date": "2025-05-01", "choice": chosen, **minutes}
    (meetings / "2025-05-01.yaml").write_text(json.dumps(meeting), encoding="utf-8")
    loaded = load(folder)
    monkeypatch.setattr(ceecluster.study, "load", lambda *_, **__: loaded)
    return loaded


@pytest.mark.slow
def test_every_door_keeps_to_the_option_that_a_meeting_chose(decided: Study, tmp_path: Path) -> None:
    """The command, the report, Python, the concept note and the pilots that candidates are fitted to."""
    plan, voice = decided.plan(), voice_of(decided)
    assert plan.option == "B" and decided.plan(option="a", draws=0).option == "A"
    assert [(pick.number, pick.candidate) for pick in decided.pick()] == [(p.number, p.candidate) for p in plan.pilots]
    for kind, code, form in (("plan", "", "md"), *(("application", "P1", form) for form in FORMS)):
        made = document(kind, decided, voice, code=code)
        for words in [["plan", "--apply", code]] if code else [["plan"], ["report", "plan"]]:
            path = tmp_path / words[0] / f"{kind}.{form}"
            path.parent.mkdir(exist_ok=True)
            called(*words, "-o", str(path))
            asked = files_of(made, form, path, voice, epoch=dated(decided))
            assert {name: name.read_bytes() for name in asked} == asked, words


@pytest.mark.slow
def test_a_plan_under_a_rule_of_the_call_has_its_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In Word, those of that plan: four pilots where its own rule allows two, each by its title, with its pictures."""
    folder = write_league(tmp_path / "league", 4)
    (folder / "data" / "pilots").mkdir()
    ideas = [
        {"id": name, "title": {"en": f"A {name}"}, "objectives": [goal], "criteria": ["SAIL-01"]}
        for name, goal in (("net", "GOAL-HARBOUR"), ("sail", "GOAL-TIMBER"))
    ]
    kept = json.dumps({"as_of": "2025-05-01", "pilots": ideas})
    (folder / "data" / "pilots" / "ideas.yaml").write_text(kept, encoding="utf-8")
    loaded, path = load(folder), tmp_path / "p.docx"
    monkeypatch.setattr(ceecluster.study, "load", lambda *_, **__: loaded)
    called("plan", "--set", "plan.max_pilots=4", "-o", str(path))
    rules = loaded.whole.network.rules
    more = loaded.with_rules(rules.model_copy(update={"plan": rules.plan.model_copy(update={"max_pilots": 4})}))
    figures = [block for block in walk(document("plan", more, voice_of(more)).blocks) if isinstance(block, Figure)]
    with ZipFile(path) as word:
        pictures = [name for name in word.namelist() if name.startswith("word/media/") and name.endswith(".png")]
        text = word.read("word/document.xml").decode()
    assert figures and len(pictures) == len(figures)
    pilots = more.plan().pilots
    assert (len(loaded.plan(draws=0).pilots), len(pilots)) == (2, 4)
    names = [voice_of(more).plain(title_of(pilot.candidate), Spelling.NAME) for pilot in pilots]
    assert all(name in text for name in names)


def test_a_notebook_draws_what_the_document_draws(tmp_path: Path) -> None:
    """The figures of a profile, where the region lies among them, are those of its page."""
    folder = write_network(tmp_path / "league", 3)
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    drawn = {"features": [{"type": "Feature", "properties": {"code": "FA10"}, "geometry": shape}]}
    (folder / "data" / "map.geojson").write_text(json.dumps(drawn), encoding="utf-8")
    study = load(folder)
    voice, profile = voice_of(study), study.profile("FA10")
    figures = [each for each in walk(document("region", study, voice, code="FA10").blocks) if isinstance(each, Figure)]
    assert "place" in {each.chart for each in figures}
    for each in figures:
        assert profile.figure(each.key).to_dict() == Chart(each, voice).specification
