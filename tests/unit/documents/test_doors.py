"""The same document from every door, byte for byte: `report KIND`, the command of its result, and Python."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import ceecluster.study
from ceecluster.cli.app import app
from ceecluster.documents import FORMS, KINDS, codes_of, document, files_of, voice_of
from ceecluster.report.export import dated
from ceecluster.study import Study, load
from networks import widen, write_network

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


@pytest.mark.parametrize("kind", KINDS)
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
