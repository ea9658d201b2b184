"""The JSON of every result keeps to its schema in docs/reference/results; `pytest --update` writes the schemas anew."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

import ceecluster.study
from ceecluster.agreement import group
from ceecluster.agreement.agreement import Agreement
from ceecluster.agreement.edition import Ballot
from ceecluster.agreement.reliability import Reliability
from ceecluster.agreement.review import Review
from ceecluster.agreement.why import IssueReasons
from ceecluster.changes import Changes
from ceecluster.cli.app import app
from ceecluster.coherence.comparison import Comparison
from ceecluster.coherence.cooperation import Cooperation
from ceecluster.coherence.groups import Groups
from ceecluster.coherence.learning import Learning
from ceecluster.coherence.money import Money
from ceecluster.coherence.questions import Chance
from ceecluster.coherence.reader_scores import ReaderScores
from ceecluster.coherence.readers import ReaderSpread
from ceecluster.coherence.reciprocity import Reciprocity
from ceecluster.coherence.structure import Plane
from ceecluster.coherence.then_and_now import ThenAndNow
from ceecluster.coherence.trend import Trend
from ceecluster.coherence.why import PairReasons
from ceecluster.forms.findings.machines import FindingsReport
from ceecluster.forms.values import ToldStatement
from ceecluster.planning.actionplan import Plan
from ceecluster.planning.application import Application
from ceecluster.planning.contacts import Introductions
from ceecluster.planning.critical_mass import CriticalMass
from ceecluster.planning.enlargement import Enlargement, Ranking
from ceecluster.planning.monitoring import Monitoring
from ceecluster.planning.offer import FitReasons
from ceecluster.planning.programme_use import ProgrammeUse
from ceecluster.planning.why import PilotWhy
from ceecluster.scenarios import Scenarios
from ceecluster.scoring.explanation import Explanation
from ceecluster.scoring.improvement import NextSteps
from ceecluster.scoring.quality import Scores
from ceecluster.scoring.robustness import Robustness
from ceecluster.study import Study
from networks import cut_frozen, write_network
from shapes import Shaper, closed, fields_in, is_told

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "reference" / "results"
CASES = ROOT / "tests" / "cases"
TYPES: dict[str, type] = {
    "findings": FindingsReport,
    "compare": Comparison,
    "compare-chance": Chance,
    "compare-groups": Groups,
    "compare-structure": Plane,
    "compare-learning": Learning,
    "compare-openness": Reciprocity,
    "compare-cooperation": Cooperation,
    "compare-readers": ReaderSpread,
    "compare-sectors": CriticalMass,
    "compare-programmes": ProgrammeUse,
    "compare-then-now": ThenAndNow,
    "compare-money": Money,
    "compare-why": PairReasons,
    "trend": Trend,
    "score": Scores,
    "score-why": Explanation,
    "score-next": NextSteps,
    "scenarios": Scenarios,
    "robustness": Robustness,
    "robustness-readers": ReaderScores,
    "agreement": Agreement,
    "agreement-groups": group.Groups,
    "agreement-why": IssueReasons,
    "agreement-review": Review,
    "guidelines-ballot": Ballot,
    "reliability": Reliability,
    "match": Introductions,
    "plan": Plan,
    "plan-why": PilotWhy,
    "application": Application,
    "evaluation": Monitoring,
    "enlargement": Enlargement,
    "enlargement-ranking": Ranking,
    "enlargement-why": FitReasons,
    "diff": Changes,
}
"""What each form is made from: its schema is read from the fields of the class."""
COMMON = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.MULTILINE)
"""A row of the table of names in results.md that mean the same everywhere."""
COMMANDS: dict[str, tuple[list[str], ...]] = {
    "findings": (["validate", "--fail-on", "never"],),
    "compare": (["compare"], ["compare", "--as-of", "2021"]),
    "compare-chance": (["compare", "--about", "chance"],),
    "compare-groups": (["compare", "--about", "groups"],),
    "compare-structure": (["compare", "--about", "structure"],),
    "compare-learning": (["compare", "--about", "learning"],),
    "compare-openness": (["compare", "--about", "openness"],),
    "compare-cooperation": (["compare", "--about", "cooperation"],),
    "compare-readers": (["compare", "--readers", "--draws", "5"],),
    "compare-sectors": (["compare", "--about", "sectors"],),
    "compare-programmes": (["compare", "--about", "programmes"],),
    "compare-then-now": (["compare", "--then", "2015", "--now", "2026"],),
    "compare-money": (["compare", "--about", "money"],),
    "compare-why": (["compare", "--why", "REGION", "OTHER", "LEVEL"],),
    "trend": (["trend", "2010:2026"],),
    "score": (["score"], ["score", "--method", "copeland"]),
    "score-why": (["score", "--why", "REGION"],),
    "score-next": (["score", "--next"],),
    "scenarios": (["score", "--scenario", "SCENARIO"], ["plan", "--scenario", "SCENARIO"]),
    "robustness": (["robustness", "--draws", "128"],),
    "robustness-readers": (["robustness", "--readers", "--draws", "3"],),
    "agreement": (["agree", "--draws", "99"], ["agree", "--draws", "0"]),
    "agreement-groups": (["agree", "--group", "REGION,OTHER", "--draws", "0"],),
    "agreement-why": (["agree", "--why", "ISSUE", "--draws", "0"],),
    "agreement-review": (["evaluate", "--agreement"],),
    "guidelines-ballot": (["agree", "--on", "guidelines"],),
    "reliability": (["reliability", "--draws", "19"],),
    "match": (["match"],),
    "plan": (["plan", "--draws", "9"],),
    "plan-why": (["plan", "--why", "P1", "--draws", "0"],),
    "application": (["plan", "--apply", "P1", "--draws", "0"],),
    "evaluation": (["evaluate"], ["evaluate", "--without-examples"]),
    "enlargement": (["enlarge", "CANDIDATE"],),
    "enlargement-ranking": (["enlarge", "--rank"],),
    "enlargement-why": (["enlarge", "--why", "CANDIDATE"],),
    "diff": (["diff", "OLD"],),
}
OURS = {"REGION": "AT31", "OTHER": "CZ", "LEVEL": "policy", "ISSUE": "OBJ-RDI"}
NAMES = {
    "small": OURS | {"CANDIDATE": "HR"},
    "frozen": OURS | {"CANDIDATE": "AT22"},
    "league": {"REGION": "FA10", "OTHER": "FA11", "LEVEL": "crown", "ISSUE": "GOAL-HARBOUR", "CANDIDATE": "none"},
}
"""What stands for the placeholders in each network: a small one, ours as it was, and one that is none of ours."""
LACKING = {
    "small": {"plan-why", "application"},
    "league": {
        "compare-readers",
        "reliability",
        "robustness-readers",
        "enlargement",
        "enlargement-why",
        "plan-why",
        "application",
    },
}
"""What cannot be asked of a network: nobody read the league a second time, nobody asks to join it, and neither it nor
the small one has enough countries for a pilot."""
LACKING_ELSEWHERE = set.intersection(*LACKING.values())
"""What only ours can be asked; the rest of it, which takes longer and is of the same form, is slow."""


@pytest.fixture(scope="module")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Three networks, and the small one without a region; every workspace is loaded once."""
    small, older, league = (tmp_path_factory.mktemp(name) for name in ("small", "older", "league"))
    for case in ("base", "good/structure", "good/pilots", "good/national-frame", "good/candidate"):
        for folder in (small, older):
            shutil.copytree(CASES / case, folder, dirs_exist_ok=True)
    (older / "data" / "regions" / "CZ-czech-republic.yaml").unlink()
    (older / "wide.yaml").write_text("method: geometric\n", encoding="utf-8")
    write_network(league, 3)
    frozen = tmp_path_factory.mktemp("frozen")
    cut_frozen(frozen / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ceecluster.study, "load", cache(partial(_loaded, ceecluster.study.load)))
        yield {"small": small, "older": older, "league": league, "frozen": frozen}


def _loaded(load: Callable[..., Study], where: Path, **how: Any) -> Study:
    return load(where, **how)


def results(name: str, workspaces: dict[str, Path], place: str) -> Iterator[Any]:
    """What the commands of one format print as JSON in a workspace."""
    words = {
        **NAMES[place],
        "OLD": str(workspaces["older"] / "data"),
        "SCENARIO": str(workspaces["older"] / "wide.yaml"),
    }
    for command in COMMANDS[name]:
        # Hardly anything in the small workspaces is dated, so that no single year has two regions.
        undated = place == "small" and command[0] not in ("evaluate", "diff", "validate", "reliability")
        year = ["--as-of", "all"] if undated else []
        call = [_filled(word, words) for word in command]
        result = CliRunner().invoke(app, [*call, *year, "-w", str(workspaces[place]), "-f", "json"])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        yield json.loads(result.stdout)


def _filled(word: str, words: dict[str, str]) -> str:
    return ",".join(words.get(each, each) for each in word.split(","))


@cache
def schema_of(name: str) -> dict[str, Any]:
    """The schema of a form, from the types of what is published."""
    shaper = Shaper(dict(COMMON.findall((FOLDER.parent / "results.md").read_text(encoding="utf-8"))))
    body = shaper.body(TYPES[name])
    told = {} if name == "findings" else {"statements": shaper.of(tuple[ToldStatement, ...])}
    told = {key: shape | {"description": "What is told of it, in reading order."} for key, shape in told.items()}
    fields = {"schema": {"const": f"ceecluster/{name}@1"}, **body["properties"], **told}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"ceecluster/{name}@1"}
    return {**head, **body, "properties": fields, "required": list(fields), "$defs": shaper.defs}


@pytest.mark.parametrize("name", COMMANDS)
def test_schema_is_that_of_the_types(name: str, update: bool) -> None:
    """The page has the schema that follows from the types."""
    path, text = FOLDER / f"{name}@1.json", json.dumps(schema_of(name), indent=1, ensure_ascii=False) + "\n"
    if update:
        path.write_text(text, encoding="utf-8")
    jsonschema.Draft202012Validator.check_schema(json.loads(text))
    assert path.read_text(encoding="utf-8") == text, "pytest --update tests/house/test_results.py"


@pytest.mark.parametrize(
    ("place", "name"),
    [
        pytest.param(place, name, marks=() if place != "frozen" or name in LACKING_ELSEWHERE else pytest.mark.slow)
        for place in NAMES
        for name in COMMANDS
        if name not in LACKING.get(place, ())
    ],
)
def test_result_keeps_to_its_schema(place: str, name: str, workspaces: dict[str, Path]) -> None:
    """What is printed is of the form that the types promise, no field more or less."""
    strict = jsonschema.Draft202012Validator(closed(schema_of(name)))
    for result in results(name, workspaces, place):
        errors = [f"{e.json_path}: {e.message[:160]}" for e in strict.iter_errors(result)]
        assert errors == []


def test_every_result_has_a_schema() -> None:
    """No schema without a command, no command without a schema, and the page leads to each."""
    page = (FOLDER.parent / "results.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"(results/{name}@1.json)" not in page] == []
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == sorted(f"{name}@1" for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_field_is_told(name: str) -> None:
    """Every field says what it means: by its docstring, or in the table of names that mean the same everywhere."""
    schema = schema_of(name)
    assert sorted({field for field, shape in fields_in(schema) if not is_told(shape, schema["$defs"])}) == []
