"""Single questions in words: answered on any network, with the records they speak of, and never NaN."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import ceecluster as cc
from ceecluster.blocks import Document, Table, statements, walk
from ceecluster.cli.app import app
from ceecluster.coherence.comparison import compare
from ceecluster.coherence.questions import Questions
from ceecluster.errors import UsageError
from ceecluster.model import World
from ceecluster.names import Speller
from ceecluster.study import Study
from ceecluster.wording import Voice
from ceecluster.words.questions import TOPICS, question_topic
from ceecluster.words.topic import screen
from factories import make_inventory, make_programme, make_world

FROZEN = Path(__file__).parents[2] / "frozen"


def told(document: Document, world: World) -> list[str]:
    """All words of a screen."""
    voice = Voice(Speller(world))
    tables = [block for block in walk(document.blocks) if isinstance(block, Table)]
    cells = [voice.plain(cell) for table in tables for row in table.cells for cell in row]
    return [*cells, *(voice.plain(statement) for statement in statements(document))]


def plain_world(*regions: str) -> World:
    """Regions with one record each."""
    return make_world(*(make_inventory(r, make_programme(f"{r.lower()}-a")) for r in regions))


@pytest.mark.parametrize("name", TOPICS)
@pytest.mark.parametrize("regions", [("AT31", "CZ"), ("AT31", "AT12", "CZ")])
def test_every_question_is_answered_without_nan(name: str, regions: tuple[str, ...]) -> None:
    """Each has an answer in words on a small world, in full precision for machines."""
    world = plain_world(*regions)
    questions = Questions(compare(world, draws=19))
    topic = question_topic(name, questions)
    words = told(screen(topic), world)
    assert topic.lead[0].key.startswith("year.")  # type: ignore[union-attr]
    assert len(topic.lead) > 1
    assert not [text for text in words if {"nan", "None", "None."} & set(text.replace("None of", "").split())]
    json.dumps(getattr(questions, name).to_dict(), allow_nan=False, default=str)


def test_the_networks_mean_is_not_tested_against_fixed_margins() -> None:
    """The pair question speaks of pairs; what is said of the network names the regions outside it or says no test."""
    keys = [part.key for part in TOPICS["chance"](Questions(compare(plain_world("AT31", "CZ"), draws=19))).lead]  # type: ignore[union-attr]
    assert keys[0].startswith("questions.pairs")
    assert keys[1] == "questions.network_untested"


def test_unknown_question_gets_the_nearest() -> None:
    """A slip of the finger is met with the nearest topic."""
    with pytest.raises(UsageError, match="Did you mean 'groups'"):
        question_topic("group", Questions(compare(plain_world("AT31", "CZ"), draws=0)))


@pytest.fixture(scope="module")
def frozen() -> Study:
    """The frozen workspace."""
    return cc.load(FROZEN)


@pytest.mark.slow
@pytest.mark.parametrize("name", TOPICS)
def test_questions_of_eleven_regions_fit_the_page(name: str, frozen: Study) -> None:
    """On eleven regions every answer prints within 100 columns, and names its schema as JSON."""
    result = CliRunner().invoke(app, ["compare", "-w", str(FROZEN), "--about", name])
    assert result.exit_code == 0, result.output
    assert max(map(len, result.stdout.splitlines())) <= 100
    result = CliRunner().invoke(app, ["compare", "-w", str(FROZEN), "--about", name, "--format", "json"])
    assert json.loads(result.stdout)["schema"] == f"ceecluster/compare-{name}@1"


def test_what_is_said_of_groups_rests_on_equal_records(frozen: Study) -> None:
    """Pairs inside and between groups are all pairs of grouped regions; the sentence carries both means and counts."""
    found = frozen.questions().groups
    sizes = [len(group) for group in found.groups]
    inside = sum(n * (n - 1) // 2 for n in sizes)
    assert found.equal.records >= 3
    assert found.equal.within_pairs <= inside
    assert found.equal.within_pairs + found.equal.between_pairs <= sum(sizes) * (sum(sizes) - 1) // 2
    (said,) = (part for part in TOPICS["groups"](frozen.questions()).lead if part.key == "questions.groups_equal")  # type: ignore[union-attr]
    assert (said.facts["within"].value, said.facts["between"].value) == (found.equal.within, found.equal.between)  # type: ignore[union-attr]


def test_without_links_nothing_is_claimed() -> None:
    """No link on file: counted as none documented, no test, no table."""
    topic = TOPICS["cooperation"](Questions(compare(plain_world("AT31", "AT12", "CZ"), draws=0)))
    first, last = topic.lead[0], topic.lead[-1]
    assert (first.facts["linked"], first.facts["count"]) == (0, 3)  # type: ignore[union-attr]
    assert last.key == "partnership.untested"  # type: ignore[union-attr]
    assert topic.tables == ()
