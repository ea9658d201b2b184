"""What people read of scores and audits: sentences, withheld ranks, and commands that name their slips."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.errors import UsageError
from ceecluster.model import World
from ceecluster.scoring import audit, score, why
from ceecluster.scoring.improvement import next_steps
from ceecluster.scoring.quality import Scores
from ceecluster.scoring.robustness import Robustness
from ceecluster.study import Study
from ceecluster.words.robustness import robustness_topic
from ceecluster.words.scores import By, next_topic, score_topic
from ceecluster.words.why import why_topic
from factories import FROZEN, frozen, make_inventory, make_programme, make_world
from worded import Told, told

RUN = CliRunner()
LOW_EVIDENCE = "insufficient evidence"
DATA = str(FROZEN)
LEVELS = ["policy", "administrative", "initiative"]


def region(code: str, step: int, members: int) -> Any:
    """A region with one record at all levels."""
    seen = {"STR-01": {"value": step, "source": ["s1"]}}
    held = [{"count": members, "what": "firms", "as_of": 2020}]
    return make_inventory(code, make_programme(f"{code.lower()}-a", level=LEVELS, assessments=seen, members=held))


@pytest.fixture
def world() -> World:
    """A strong region, a weak one, and one that says nothing."""
    return make_world(region("AT31", 4, 60), region("AT12", 1, 10), make_inventory("CZ", make_programme("cz-a")))


@pytest.fixture(scope="module")
def study() -> Study:
    """The frozen example, read once."""
    return frozen()


@pytest.fixture
def shipped(study: Study) -> World:
    """Its data."""
    return study.world


@pytest.fixture
def loaded(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that find the packaged example already read."""
    monkeypatch.setattr("ceecluster.cli.output.load_study", lambda *_, **__: study)


def scored(scores: Scores, by: By = "region", base: Scores | None = None) -> Told:
    """Scores in words."""
    return told(score_topic(scores, by, base), scores.world)


def audited(found: Robustness) -> Told:
    """An audit in words."""
    return told(robustness_topic(found), found.scores.world)


def test_no_value_without_evidence(world: World) -> None:
    """A region with too little evidence shows its interval and the words, no value and no class."""
    rows = scored(score(world)).rows("regions")
    assert rows["CZ Czech Republic"][1:5] == ["–", "0.00–1.00", "0 %", LOW_EVIDENCE]
    assert rows["AT31 Upper Austria"][1:5] == ["1.00", "1.00–1.00", "100 %", "strong"]


@pytest.mark.parametrize("by", ["region", "level", "programme", "criterion"])
def test_every_table_has_a_frame_and_full_data(world: World, by: str) -> None:
    """Each way of looking gives worded rows, a table for CSV and the whole result for JSON."""
    scores = score(world)
    (table,) = scored(scores, by).tables.values()  # type: ignore[arg-type]  # one of the four
    assert len(table) == len(scores.frame(by))
    assert json.dumps(scores.to_dict(), allow_nan=False)


def test_sentences_state_what_is_certain(world: World) -> None:
    """What no missing evidence can reverse is said; so is who falls short of an entry condition."""
    text = scored(score(world)).text
    assert "Whatever the missing evidence turns out to be: Upper Austria (AT31) is above Lower Austria (AT12)." in text
    assert "One record falls short of an entry condition: " in text and "(OPS-01): 10 of 15." in text
    assert "2 of 3 regions document at least 30 %" in text


def test_what_if_is_told_as_a_change(world: World) -> None:
    """A what-if says from where to where, and names a new class; one without effect says so."""
    base = score(world)
    lead = scored(score(world, what_if=["at12-a.STR-01=4"]), base=base).lead
    assert "Lower Austria (AT12) goes from 0.256 (0.256–0.256) to 0.756 (0.756–0.756), now developing." in lead[-1]
    same = scored(score(world, what_if=["at12-a.STR-01=1"]), base=base).lead[-1]
    assert same.endswith("none of 3 regions' scores changes.")


def test_why_goes_down_to_sources(world: World) -> None:
    """The decomposition names records and sources, the way up, and what to document."""
    topic = why_topic(why(score(world), "AT12"))
    view = told(topic, world)
    text = json.dumps(view.tables, ensure_ascii=False)
    assert "at12-a" in text and "T, 2020, x.example" in text
    assert "smallest improvement to the class developing" in view.lead[-1]
    assert topic.next[1] == 'score --what-if "at12-a.STR-01=4"'
    silent = told(why_topic(why(score(world), "CZ")), world)
    assert LOW_EVIDENCE in silent.lead[-2]
    assert "documenting comes before improving" in silent.lead[-1]


def test_why_at_a_level_and_under_a_method_without_classes(world: World) -> None:
    """A level is named beside its region; where a method has no classes there is none to rise to."""
    level = told(why_topic(why(score(world), "AT12/policy")), world)
    assert level.lead[1].startswith("Lower Austria (AT12), policy: ")
    plain = told(why_topic(why(score(world, method="copeland"), "AT12")), world)
    assert "None" not in plain.text and "there is none to rise to" in plain.lead[-1]
    assert told(next_topic(next_steps(score(world, method="copeland"))), world).rows("next")["AT12 Lower Austria"][
        1
    ] == ("no classes")


def test_next_steps_by_region(world: World) -> None:
    """Each region has an aim or a reason, and what to document first."""
    rows = told(next_topic(next_steps(score(world))), world).rows("next")
    assert rows["CZ Czech Republic"][1] == LOW_EVIDENCE
    assert rows["AT12 Lower Austria"][1].startswith("developing")
    assert rows["AT31 Upper Austria"][1] == "highest class"


def test_audit_withholds_places_without_evidence(world: World) -> None:
    """No rank without its interval, and none at all below the minimum of evidence."""
    found = audit(world, draws=256, sensitivity=64)
    rows = audited(found).rows("ranks")
    assert rows["CZ Czech Republic"][1] == "–"
    assert rows["CZ Czech Republic"][-1] == LOW_EVIDENCE
    assert all("–" in row[2] for row in rows.values())
    assert json.dumps(found.to_dict(), allow_nan=False)


def test_verdicts(world: World) -> None:
    """A ranking is printed only where every pair is told apart."""
    clear = audit(world, draws=128, sensitivity=0, evidence=None, noise=0)
    assert audited(clear).lead[-1] == (
        "The ranking can be printed: the one pair of regions with enough evidence is told apart."
    )
    alike = make_world(region("AT31", 2, 20), region("AT12", 2, 20))
    even = audit(alike, draws=128, sensitivity=0, evidence=None, noise=0)
    assert audited(even).lead[-1].startswith("No ranking deserves")
    mixed = make_world(region("AT31", 2, 20), region("AT12", 2, 20), region("CZ", 0, 0))
    groups = audit(mixed, draws=128, sensitivity=0, evidence=None, noise=0)
    assert "tie groups do: 2 of 3 pairs" in audited(groups).lead[-1]


def test_weights_alone_speak_of_weightings(world: World) -> None:
    """Where only weights vary, shares are shares of weightings; what is not varied is listed."""
    found = audit(world, draws=128, weights="free", exponents=(), evidence=None, exclusion=False, noise=0)
    view = audited(found)
    assert "of all possible weightings" in view.text
    assert any(line.startswith("Not varied: kind of mean, missing evidence") for line in view.lead)
    assert any(f"Not ranked, for {LOW_EVIDENCE}: Czech Republic (CZ)" in line for line in view.lead)


def test_shipped_scores_hold_together(shipped: World) -> None:
    """On the packaged network: bounds ordered, every documented value has records and sources that can be found."""
    scores = score(shipped)
    assert len(scores.regions) == len(shipped.network.regions)
    assert (scores.regions["low"] <= scores.regions["high"]).all()
    known = scores.criteria.dropna(subset="z")
    assert known["records"].map(len).min() >= 1
    assert known["sources"].map(len).min() >= 1
    records = shipped.programmes()
    assert {record for held in known["records"] for record in held} <= set(records)
    keys = {key for held in known["sources"] for key in held}
    from ceecluster.scoring.explanation import find_sources

    assert set(find_sources(scores, keys)) == keys


def test_shipped_audit_reads_well(shipped: World) -> None:
    """Each region of the network has an interval of ranks; those short of evidence have no place."""
    found = audit(shipped, draws=512, sensitivity=64)
    rows = {name.split()[0]: row for name, row in audited(found).rows("ranks").items()}
    short = set(found.regions.loc[~found.regions["enough"], "region"])
    assert set(rows) == {region.code for region in shipped.network.regions}
    assert {code for code, row in rows.items() if row[-1] == LOW_EVIDENCE} == short
    assert set(found.sensitivity["input"]) == {"weights", "exponent", "evidence", "exclusion", "noise"}
    assert found.variants.loc[found.variants["rank"].isna(), "reason"].ne("").all()


def test_commands_read_the_workspace() -> None:
    """The commands work from the files, too."""
    for words in (["score"], ["robustness", "--draws", "64", "--sensitivity", "0"]):
        assert RUN.invoke(app, [*words, "-w", DATA, "-q"], catch_exceptions=False).exit_code == 0


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    "words",
    [
        ["score", "--by", "level"],
        ["score", "--why", "HU22"],
        ["score", "--next"],
        ["score", "--method", "copeland"],
        ["score", "--method", "geometric"],
        ["robustness", "--draws", "64", "--sensitivity", "0"],
        ["robustness", "HU22", "SI", "--draws", "64", "--sensitivity", "0", "--level", "policy"],
    ],
)
@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown"])
def test_commands_print_every_format(words: list[str], format: str) -> None:
    """Each command works in each format on the packaged network."""
    result = RUN.invoke(app, [*words, "-w", DATA, "-q", "--format", format])
    assert result.exit_code == 0, result.output
    if format == "json":
        assert json.loads(result.stdout)["schema"].startswith("ceecluster/")
    assert "nan" not in result.stdout.lower().replace("finan", "").split()


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["score", "--method", "copelan"], "Did you mean 'copeland'"),
        (["score", "--why", "HU2"], "Did you mean 'HU22'"),
        (["score", "--what-if", "x"], "is no what-if"),
        (["robustness", "--weights", "fre"], "Did you mean 'free'"),
        (["robustness", "--exponents", "one"], "are no exponents"),
        (["robustness", "HU22"], "one region only"),
    ],
)
def test_commands_name_their_slips(words: list[str], message: str) -> None:
    """A wrong word is a usage error with the nearest right one."""
    with pytest.raises(UsageError) as caught:
        RUN.invoke(app, [*words, "-w", DATA, "-q"], catch_exceptions=False)
    assert message in str(caught.value)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("w.yaml", "STR: 2\nOPS: 1\n", None),
        ("w.csv", "id,weight\nSTR,2\n", None),
        ("w.yaml", "STR: heavy\n", "not a number"),
        ("w.yaml", "STR: -1\n", "weights of 'STR' cannot be -1"),
        ("w.yaml", "STRX: 1\n", "Did you mean 'STR'"),
        ("w.yaml", "- STR\n", "no list of weights"),
        ("w.csv", "name,value\nSTR,2\n", "no list of weights"),
        ("w.yaml", "", "cannot be read"),
    ],
)
def test_weights_from_a_file(tmp_path: Path, name: str, text: str, message: str | None) -> None:
    """Weights come from YAML or CSV; what is wrong with them is said with the file's name or the weight's."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    words = ["score", "--weights", str(path), "-w", DATA, "-q", "--format", "csv"]
    if message is None:
        assert RUN.invoke(app, words, catch_exceptions=False).exit_code == 0
    else:
        with pytest.raises(UsageError) as caught:
            RUN.invoke(app, words, catch_exceptions=False)
        assert message in str(caught.value)
