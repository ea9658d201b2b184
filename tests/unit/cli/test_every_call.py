"""Every command in every form with every kind of argument, from the command tree itself, on three networks."""

from __future__ import annotations

import functools
import inspect
import json
import re
import shutil
from io import StringIO
from pathlib import Path
from typing import get_type_hints

import pytest
from rich.console import Console
from typer.main import get_command
from typer.testing import CliRunner

from calls import SMALL, calls
from ceecluster import study as study_module
from ceecluster.blocks import Document
from ceecluster.cli.app import app
from ceecluster.cli.export import ExportFormat
from ceecluster.cli.options import Format
from ceecluster.cli.report import DocumentFormat
from ceecluster.cli.validate import FindingFormat
from ceecluster.errors import CeeclusterError, DataError, UsageError
from ceecluster.forms import terminal
from ceecluster.forms.terminal import print_document
from ceecluster.inputs import find_workspace
from ceecluster.study import load
from ceecluster.wording import Voice
from networks import write_network
from widths import faults

TESTS = Path(__file__).parents[2]
COMMANDS = get_command(app).commands  # type: ignore[attr-defined]
NETWORKS = (
    "fjords",
    *(pytest.param(name, marks=pytest.mark.slow) for name in ("two regions", "the network as frozen")),
)


@pytest.fixture(scope="module", params=NETWORKS)
def workspace(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network's folder."""
    folder = tmp_path_factory.mktemp("network")
    if request.param == "fjords":
        return write_network(folder, 3)
    source = TESTS / "cases" / "base" / "data" if request.param == "two regions" else TESTS / "frozen"
    shutil.copytree(source, folder / "data")
    return folder


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each network is read once."""
    monkeypatch.setattr(study_module, "load", lambda where=None, **_: _LOAD(find_workspace(where)[0]))


_LOAD = functools.lru_cache(load)
_TOLD: list[tuple[Document, Voice]] = []
"""What the last call printed on its terminal."""


@pytest.fixture(autouse=True)
def documents_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed can be printed again, at another width."""

    def kept(document: Document, voice: Voice, to: Console) -> None:
        _TOLD.append((document, voice))
        print_document(document, voice, to)

    monkeypatch.setattr(terminal, "print_document", kept)


def _at_width(width: int) -> str:
    """What the last call printed, on a terminal of that width."""
    stream = StringIO()
    for document, voice in _TOLD:
        print_document(
            document,
            voice,
            Console(file=stream, width=width, height=25, force_terminal=False, highlight=False, color_system=None),
        )
    return stream.getvalue()


def forms(command: str) -> list[str | None]:
    """The forms a command offers in its own option; None, the default, always."""
    hint = get_type_hints(inspect.unwrap(COMMANDS[command].callback)).get("format")
    found = re.findall(r"[\w.]+\.(\w+Format|Format)\b", str(hint))
    if not found:
        return [None]
    kinds = {each.__name__: each for each in (Format, FindingFormat, DocumentFormat, ExportFormat)}
    return [None, *(form.value for form in kinds[found[0]])]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_form_of_every_call_runs(
    command: str, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A documented form either gives the result or says in a sentence why the network is too small for it."""
    monkeypatch.chdir(workspace)
    study = _LOAD(find_workspace(workspace)[0])
    big = len(study.world.regions) > 3
    for words in calls(command, study):
        # The large network is tried in the forms that small ones can hide faults of.
        for form in forms(command) if not big else (None, "csv") if "csv" in forms(command) else (None,):
            asked = [command, *words, *SMALL.get(command, ())]
            binary = form in ("xlsx", "docx", "pdf")
            if form in ("docx", "pdf"):
                continue  # their makers are tried in the tests of the reports
            output = tmp_path / f"out.{form}" if binary else None
            asked += [] if form is None else ["-f", form]
            asked += [] if output is None else ["-o", str(output)]
            asked += ["-q"] if any(p.name == "quiet" for p in COMMANDS[command].params) else []
            _TOLD.clear()
            result = CliRunner().invoke(app, asked)
            told = result.exception
            if isinstance(told, CeeclusterError):
                assert isinstance(told, UsageError | DataError), asked
                if "does nothing" in str(told):
                    continue  # a form that leaves an option unread
                assert len(study.world.regions) < 4, (asked, str(told))
                assert told.exit_code in (1, 2), (asked, str(told))
                continue
            assert told is None or (isinstance(told, SystemExit) and told.code == 1), (asked, repr(told))
            _check(form, result.stdout, output, asked)
            if _TOLD and form is None:
                assert faults(_at_width) == [], asked
            if "-q" in asked:
                assert output is not None or result.stderr == "", asked
            if output is not None:
                output.unlink()


def _check(form: str | None, text: str, output: Path | None, asked: list[str]) -> None:
    if output is not None:
        assert output.read_bytes().startswith(b"PK"), asked
        return
    if form in (None, "text", "table", "markdown", "md"):
        assert not re.search(r"\b(nan|NaN)\b", text), asked
    if form in ("json", "gitlab", "sarif"):
        json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} in {asked}"))
    if form == "csv":
        head = text.splitlines()[0]
        assert "," in head, asked
    assert "nan" not in text.lower().split(), asked
    assert form != "csv" or ",None" not in text, asked


def test_several_things_are_one_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`show` of several names gives one JSON document and one table, in a file too."""
    write_network(tmp_path, 3)
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["show", "fa10", "hull-01", "-o", "x.json"]).exit_code == 0
    body = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert body["schema"] == "ceecluster/items@1"
    assert [item.get("code", item.get("id")) for item in body["items"]] == ["FA10", "HULL-01"]
