"""Every command in every form with every kind of argument, from the command tree itself, on three networks."""

from __future__ import annotations

import functools
import inspect
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from ceecluster import study as study_module
from ceecluster.cli.app import app
from ceecluster.cli.export import ExportFormat
from ceecluster.cli.options import Format
from ceecluster.cli.report import DocumentFormat
from ceecluster.cli.validate import FindingFormat
from ceecluster.errors import CeeclusterError, DataError, UsageError
from ceecluster.reading import find_workspace
from ceecluster.study import Study, load
from networks import write_network

TESTS = Path(__file__).parents[2]
COMMANDS = get_command(app).commands  # type: ignore[attr-defined]
SMALL = {
    "agree": ("--draws", "0"),
    "compare": ("--draws", "0"),
    "plan": ("--draws", "0"),
    "robustness": ("--draws", "5", "--sensitivity", "0"),
}
"""What makes a call fast."""
NETWORKS = ("two regions", "fjords", "the network as frozen")


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


ABOUT = ("structure", "learning", "openness", "sectors", "programmes")
"""Topics of `compare` that need no draws."""


def of_each_kind(study: Study) -> Iterator[tuple[str, ...]]:
    """Names that `show` knows, one of each kind."""
    world = study.world
    first = next(iter(world.regions))
    yield (first,)
    yield (world.regions[first].programmes[0].id.upper(),)
    yield (world.guidelines.criteria[0].id.lower(), first)
    yield from ((name,) for name in ("regions", "criteria", "pilots", "objectives", "instruments"))
    yield (next(iter(world.vocabulary.terms("objectives"))),)
    yield from ((region.code,) for region in world.network.candidates[:1])
    yield from ((country,) for country in [*world.national][:1])
    yield from ((pilot.id,) for pilot in world.pilots[:1])


def calls(command: str, study: Study) -> list[tuple[str, ...]]:
    """Arguments and modes of a command on a network, small enough for a test."""
    codes = [*study.world.regions]
    level = study.world.network.levels[0].id
    big = len(codes) > 3
    found: dict[str, list[tuple[str, ...]]] = {
        "validate": [(), ("--notes",)],
        "explain": [("CC301",), ("cc3",)],
        "show": [*of_each_kind(study)],
        "schema": [("inventory",), ("network",)],
        "score": [
            *((), ("--by", "level"), ("--by", "programme"), ("--by", "criterion"), ("--next",)),
            *(("--why", name) for name in (codes[0].lower(), f"{codes[0]}/{level}", *_one_of_each_level(study))),
        ],
        "compare": [(), tuple(code.lower() for code in codes[:2]), ("--level", level)]
        + (
            []
            if big
            else [("--about", topic) for topic in ("structure", "learning", "openness", "sectors", "programmes")]
        ),
        "robustness": [(), ("--level", level)],
        "trend": [(), ("2015:2020",)],
        "agree": [(), ("--with-national",)],
        "match": [(), (codes[0].lower(),)],
        "plan": [] if big else [()],
        "evaluate": [(), ("--without-examples",)],
        "enlarge": [] if big else [("--rank",)],
        # None of these networks has second readings; tests/house/test_results.py calls it where there are some.
        "reliability": [],
        "diff": [] if big else [("data", "data")],
        "report": [("quality",)],
        "export": [],
        "convert": [],
        "init": [],
        "import": [],
        "languages": [(), ("de",)],
        # It needs an empty desk; tests/unit/desk has one.
        "desk": [],
        # A workspace of today has nothing to bring up to date; tests/unit/cli/test_upgrade.py has older ones.
        "upgrade": [("--check",)],
    }
    return [tuple(words) for words in found[command]]


def _one_of_each_level(study: Study) -> dict[str, None]:
    """A record at each level that any region has one at."""
    held = {level: p.id for region in study.world.regions.values() for p in region.programmes for level in p.level}
    return dict.fromkeys(held.values())


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
