"""A network from DataFrames, without a file of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ceecluster as cc
from ceecluster.documents import document, voice_of
from ceecluster.errors import UsageError
from ceecluster.findings import Severity
from ceecluster.forms.markdown import write_markdown

CODES = ["KE01", "UG01", "TZ01"]
NETWORK = {
    "title": "Coffee belt",
    "as_of": "2026-03-01",
    "levels": [
        {"id": "law", "name": "law", "definition": "A law."},
        {"id": "coop", "name": "cooperatives", "definition": "What they do."},
    ],
    "regions": pd.DataFrame(
        {
            "code": CODES,
            "name.en": ["Rift", "Lakes", "Usambara"],
            "country": ["KE", "UG", "TZ"],
            "nuts": [[code] for code in CODES],
            "vintage": 2024,
        }
    ),
}
VOCABULARY = {
    "version": "1",
    "objectives": pd.DataFrame(
        {
            "code": ["OBJ-SHADE", "OBJ-WATER"],
            "name.en": ["Shade", "Water"],
            "definition.en": ["Trees above.", "Less of it."],
        }
    ),
    "instruments": pd.DataFrame(
        {"code": ["INS-LOAN"], "name.en": ["Loans"], "definition.en": ["Credit."], "family": ["services"]}
    ),
    "target_groups": [],
    "sectors": [],
    "funding_sources": [],
}
STEPS = {0: "nothing", 1: "a word", 2: "a page", 3: "a plan", 4: "a plan kept"}
CRITERIA = {
    "version": "1",
    "title": "Rules of the belt",
    "status": "proposed",
    "min_coverage": 0.3,
    "bands": [{"id": "good", "min": 0.5}, {"id": "poor", "min": 0}],
    "nodes": [{"id": "AIM", "name": "Aims", "weight": 1}],
    "criteria": [
        {
            "id": "AIM-01",
            "parent": "AIM",
            "name": "Plan",
            "question": "Is there a plan?",
            "weight": 1,
            "evidence": "a plan",
            "levels": ["law", "coop"],
            "across": "best",
            "measure": {"kind": "ordinal", "anchors": STEPS},
            "next_steps": {step: f"write {text}" for step, text in STEPS.items() if step},
        }
    ],
}
PROGRAMMES = pd.DataFrame(
    [
        {
            "region": code,
            "id": f"{code.lower()}-{number}",
            "name.en": f"Undertaking {number} of {code}",
            "kind": "programme",
            "level": ("law", "coop")[number % 2],
            "summary": "What is undertaken.",
            "source": "gazette",
            "start": 2018 + number,
            "end": float("nan") if number else 2030,
            "objectives": ["OBJ-SHADE", "OBJ-WATER"][: 1 + (number + at) % 2],
            "instruments": "INS-LOAN",
            "assessments.AIM-01.value": (number + at) % 5,
            "assessments.AIM-01.source": "gazette",
        }
        for at, code in enumerate(CODES)
        for number in range(4)
    ]
)
SOURCES = pd.DataFrame({"key": ["gazette"], "title": ["Gazette"], "year": [2025], "url": ["https://gazette.example/1"]})


def built(**changes: Any) -> cc.Study:
    """The study of the coffee belt, with changes."""
    given: dict[str, Any] = {
        "network": NETWORK,
        "vocabulary": VOCABULARY,
        "criteria": CRITERIA,
        "programmes": PROGRAMMES,
        "sources": SOURCES,
    }
    return cc.from_frames(**{**given, **changes})


def test_frames_give_scores_coherence_agreement_plan_and_reports(tmp_path: Path) -> None:
    """All records are there without an error, and the whole road stands on them; the files can be read again."""
    study = built(folder=tmp_path)
    assert [finding for finding in study.findings if finding.severity is Severity.ERROR] == []
    assert {code: len(study.inventory[code].programmes) for code in CODES} == dict.fromkeys(CODES, 4)
    assert study.inventory["KE01"].programmes[0].objectives[0].code == "OBJ-SHADE"
    # The best record of a level speaks: of 0 and 2 at 'law', of 1 and 3 at 'coop'; 4 is full.
    rows = study.score().levels.set_index(["region", "level"])["value"]
    assert rows["KE01", "law"] == pytest.approx(2 / 4) and rows["KE01", "coop"] == pytest.approx(3 / 4)
    assert set(study.compare().levels["level"]) == {"law", "coop"}
    assert len(study.agree().issues) >= 2
    assert not study.plan(draws=0).candidates.shape[0]  # nothing crosses a border yet, and a plan can be asked for
    voice = voice_of(study)
    assert "Coffee belt" in write_markdown(document("coherence", study, voice), voice)
    again = cc.load(tmp_path)
    assert again.score().levels.equals(study.score().levels)


def test_what_is_said_of_a_region_comes_with_a_frame() -> None:
    """Priorities and the region's own state."""
    rows = [("UG01", "as_of", "2024-01-01"), ("UG01", "priorities.OBJ-WATER.value", 4)]
    rows.append(("UG01", "priorities.OBJ-WATER.source", "gazette"))
    study = built(about=pd.DataFrame(rows, columns=["region", "field", "value"]))
    assert study.inventory["UG01"].priorities["OBJ-WATER"][0].value == 4
    assert str(study.inventory["UG01"].as_of) == "2024-01-01"
    assert str(study.inventory["KE01"].as_of) == "2026-03-01"


def test_an_error_in_a_frame_is_a_finding_with_its_line() -> None:
    """A code that no list has is named where it was written."""
    wrong = PROGRAMMES.assign(instruments=["INS-LON", *["INS-LOAN"] * (len(PROGRAMMES) - 1)])
    found = [finding for finding in built(programmes=wrong).findings if finding.code == "CC117"]
    assert [(finding.where.file, finding.where.line) for finding in found] == [("data/regions/KE01.csv", 2)]
    assert "INS-LOAN" in str(found[0].hint)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"programmes": PROGRAMMES.drop(columns="region")}, "programmes has no column 'region'"),
        ({"programmes": PROGRAMMES.set_index("region")}, r"no column 'region'.*programmes.reset_index\(\)"),
        ({"programmes": PROGRAMMES.to_dict("records")}, "programmes is a list, no DataFrame"),
        ({"programmes": PROGRAMMES.replace({"region": {"TZ01": "ET01"}})}, "programmes of ET01"),
        ({"programmes": PROGRAMMES.replace({"region": {"UG01": None}})}, "names no region in row 4, 5, 6, 7"),
        ({"programmes": pd.concat([PROGRAMMES, PROGRAMMES[["region"]]], axis=1)}, "the column 'region' twice"),
        ({"sources": None}, "sources is a NoneType"),
        ({"sources": pd.DataFrame({"region": ["ET01"], "key": ["gazette"]})}, "sources of ET01"),
        ({"about": pd.DataFrame({"region": ["KE01"], "field": ["note"]})}, "about has no column 'value'"),
        ({"about": pd.DataFrame({"region": ["ET01"], "field": ["note"], "value": ["x"]})}, "about of ET01"),
        ({"network": {**NETWORK, "regions": ["KE01"]}}, "no list of mappings"),
        ({"vocabulary": "vocabulary.yaml"}, "vocabulary is a str, no mapping"),
        ({"as_of": 3000}, "3000 is no year"),
    ],
)
def test_what_cannot_be_a_workspace_is_refused(changes: dict[str, Any], said: str, tmp_path: Path) -> None:
    """Before anything is written, and nothing that was given is dropped in silence."""
    with pytest.raises(UsageError, match=said):
        built(folder=tmp_path, **changes)
    assert not list(tmp_path.iterdir())


def test_days_and_arrays_of_numpy_are_days_and_lists() -> None:
    """In a cell and in a mapping."""
    records = PROGRAMMES.assign(objectives=[np.array(["OBJ-WATER"])] * len(PROGRAMMES))
    dated = {
        "network": {**NETWORK, "as_of": pd.Timestamp("2026-03-01")},
        "sources": SOURCES.assign(accessed=pd.Timestamp("2025-06-30")),
    }
    study = built(programmes=records, **dated)
    assert [f for f in study.findings if f.severity is Severity.ERROR] == []
    kept = study.inventory["KE01"]
    assert (str(kept.as_of), [aim.code for aim in kept.programmes[0].objectives]) == ("2026-03-01", ["OBJ-WATER"])
    assert str(kept.sources["gazette"].accessed) == "2025-06-30"


def test_a_folder_with_data_stays(tmp_path: Path) -> None:
    """Nothing that exists is written over."""
    (tmp_path / "data").mkdir()
    with pytest.raises(UsageError, match="exists already"):
        built(folder=tmp_path)
    assert [*(tmp_path / "data").iterdir()] == []
