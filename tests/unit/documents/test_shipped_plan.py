"""The plan on a full network: the example data as frozen for tests."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from ceecluster.blocks import Section, Spelling, walk
from ceecluster.documents import document, files_of, voice_of
from ceecluster.study import Study, load
from ceecluster.words.action_plan import plan_words
from ceecluster.words.candidates import title_of
from factories import FROZEN, frozen, markdown_of

UNWORDED = re.compile(r"\b(None|nan|NaN)\b")


@pytest.fixture(scope="module")
def study() -> Study:
    """The frozen workspace."""
    return frozen()


@pytest.fixture(scope="module")
def plan(study):
    """Its plan, with a few draws."""
    return study.plan(draws=5)


def test_every_action_has_reasons_that_exist(study, plan):
    """Each reason names a clause of the agreement, a record of the inventories, a figure with its value, or a rule."""
    clauses = {case.clause for case in study.agreement.cases}
    records = set(study.world.programmes())
    candidates = {p.id for inventory in study.world.candidates.values() for p in inventory.programmes}
    assert plan.actions
    for action in plan.actions:
        assert action.because
        for reason in action.because:
            if reason.kind == "clause":
                assert reason.ref in clauses
            elif reason.kind == "record":
                assert reason.ref in records | candidates, action.number
            else:
                assert reason.value is not None


def test_pilots_keep_to_the_rules(study, plan):
    """Number, countries, cap, one lead per region, one pilot per theme, nobody left out where feasible."""
    rule = study.world.network.rules.plan
    assert rule.min_pilots <= len(plan.pilots) <= rule.max_pilots
    leads = [pilot.lead for pilot in plan.pilots]
    assert len(set(leads)) == len(leads)
    keys = [pilot.candidate.key for pilot in plan.pilots]
    assert len(set(keys)) == len(keys)
    for pilot in plan.pilots:
        assert pilot.lead in pilot.candidate.regions
        assert len(pilot.candidate.countries) >= rule.min_countries
        assert pilot.candidate.origin == "declared" or not pilot.missing_levels
    counts = [sum(region in pilot.regions for pilot in plan.pilots) for region in plan.evidence.regions]
    assert max(counts) <= rule.cap_per_region
    assert set(plan.selection.unserved) <= set(plan.selection.out_of_reach)


def test_funding_is_open_when_a_pilot_starts(study, plan):
    """No pilot rests on a programme that is closed at its start."""
    terms = study.world.vocabulary.terms("eu_programmes")
    for pilot in plan.pilots:
        term = terms[pilot.funding.code]
        assert term.opens <= pilot.start.year <= (term.closes or pilot.start.year)


def test_indicators_have_baseline_target_and_date(plan):
    """Outputs start at 0, results come no earlier than the pilot's end and never exceed the output they are part of."""
    for pilot in plan.pilots:
        targets = {target.code: target for target in pilot.indicators}
        assert {"output", "result"} <= {target.kind for target in targets.values()}
        for target in targets.values():
            assert target.due
            if target.kind == "output":
                assert target.baseline == 0
            else:
                assert target.due >= pilot.end.isoformat()
            if target.limit in targets and target.target is not None:
                assert target.target <= targets[target.limit].target


def test_time_plan_lies_inside_the_pilot(plan):
    """Work packages and milestones start and end with the pilot, and every partner leads something or takes part."""
    for pilot in plan.pilots:
        assert pilot.start < pilot.end
        for work in pilot.work:
            assert pilot.start <= work.start <= work.end <= pilot.end
        assert all(pilot.start <= step.due <= pilot.end for step in pilot.steps)


def test_no_section_of_the_plan_is_empty(study, plan):
    """Under every heading stands something, and every action says what it rests on."""
    words = plan_words(study, plan)
    made = document("plan", study, voice_of(study), words)
    assert all(block.blocks for block in walk(made.blocks) if isinstance(block, Section))
    entries = (*words.programmes, *words.exchange, *words.funding, *words.quality, *words.enlargement)
    assert entries
    assert all(entry.because for entry in entries)


def test_the_plan_says_where_the_options_differ(study, plan):
    """A, B and C side by side and region by region."""
    side, by_region = plan_words(study, plan).options
    assert [row[0] for row in side.cells] == [option.letter for option in plan.choices.options]
    assert len(by_region.cells) == len(study.world.network.regions)


@pytest.mark.slow
def test_the_plan_has_its_figures_in_every_form(study, plan):
    """The map, the grid and the time plan; Word brings three pictures along."""
    voice = voice_of(study)
    made = document("plan", study, voice, plan_words(study, plan))
    files = files_of(made, "md", Path("plan.md"), voice, epoch=0)
    assert {path.stem for path in files} == {"plan", "options", "links", "matrix", "gantt"}
    (word,) = files_of(made, "docx", Path("plan.docx"), voice, epoch=0).values()
    pictures = [name for name in ZipFile(BytesIO(word)).namelist() if name.startswith("word/media/")]
    assert len(pictures) >= 3


@pytest.mark.fresh
def test_the_evaluation_is_the_same_bytes_every_time(study):
    """The same input gives the same document."""
    first = markdown_of("evaluation", study)
    again = markdown_of("evaluation", load(FROZEN))
    assert first == again
    assert not UNWORDED.search(first)


def test_the_plan_document_leaves_nothing_unworded(study, plan):
    """No None, no NaN in the rendered action plan, and every pilot by its title."""
    voice = voice_of(study)
    made = document("plan", study, voice, plan_words(study, plan))
    text = files_of(made, "md", Path("plan.md"), voice, epoch=0)[Path("plan.md")].decode()
    assert not UNWORDED.search(text)
    assert all(voice.plain(title_of(pilot.candidate), Spelling.NAME) in text.replace("\\", "") for pilot in plan.pilots)


@pytest.mark.slow
def test_hash_randomisation_changes_nothing(study, plan):
    """An interpreter with another hash seed makes the same plan and the same draft agreement."""
    code = (
        "import json, sys; from ceecluster.study import load;"
        "from ceecluster.documents import document, voice_of; from ceecluster.forms.markdown import write_markdown;"
        "s = load(sys.argv[1]); v = voice_of(s);"
        "print(json.dumps(s.plan(draws=5).to_dict()) + write_markdown(document('agreement', s, v), v))"
    )
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "4242"
    elsewhere = subprocess.run(
        [sys.executable, "-c", code, str(FROZEN)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert elsewhere == json.dumps(plan.to_dict()) + markdown_of("agreement", study) + "\n"


def test_the_plan_is_plain_json(plan):
    """JSON without NaN that reads back as it was."""
    body = plan.to_dict()
    assert json.loads(json.dumps(body, allow_nan=False)) == body


@pytest.mark.slow
def test_four_pilots_are_one_option_away(study):
    """The historical network ran four: the rule is data."""
    four = study.plan(draws=0, min_pilots=4, max_pilots=4)
    assert len(four.pilots) == 4
