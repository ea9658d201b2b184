"""Introductions in words: both sides, and what is on file of each."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from ceecluster.blocks import statements
from ceecluster.cli.app import app
from ceecluster.documents import voice_of
from ceecluster.forms.markdown import write_markdown
from ceecluster.words.contacts import contacts_topic, introduction_sheet
from ceecluster.words.topic import screen
from factories import frozen
from networks import write_network


def test_every_reason_names_both_and_what_each_has() -> None:
    """A sentence for each of the first introductions, resting on the two records."""
    study = frozen()
    found = study.match()
    told = [s for s in statements(screen(contacts_topic(found))) if s.key == "contacts.reasons"]
    assert len(told) == min(5, len(found.listed)) > 1
    voice = voice_of(study)
    for statement, one in zip(told, found.listed, strict=False):
        assert tuple(ref.id for ref in statement.evidence) == one.records
        text = voice.plain(statement)
        assert all(voice.plain(statement.facts[name]) in text for name in ("first", "second", "objectives"))
        assert "  " not in text and ".O" not in text


def test_the_sheet_asks_what_is_on_file_with_one_side() -> None:
    """One question per offer, addressed to who has it."""
    study = frozen()
    first, second = study.match().listed[0].records
    found = study.match(first, second)
    sheet = introduction_sheet(found, study.world.programmes())
    asked = [s for s in statements(sheet) if s.key == "contacts.question"]
    one = found.listed[0]
    assert len(asked) == len(one.from_first) + len(one.from_second)
    assert write_markdown(sheet, voice_of(study)).count(" asks ") == len(asked)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (["match"], "The regions say of each record what it is (kind)."),
        (
            ["compare", "--about", "sectors"],
            "sectors of a record, and strong sectors with a source in the network file.",
        ),
        (["compare", "--about", "programmes"], "The secretariat can add them, with their areas and dates"),
    ],
)
def test_an_empty_answer_says_who_can_fill_it(tmp_path: Path, call: list[str], told: str) -> None:
    """A network without organisations, sectors or programmes gets a sentence, and no table without rows."""
    write_network(tmp_path, 3)
    result = CliRunner().invoke(app, [*call, "-w", str(tmp_path), "-q"], terminal_width=200)
    assert result.exit_code == 0, result.output
    assert told in " ".join(result.stdout.split())
    assert "──" not in result.stdout
