"""A screen is told again only while it would be told alike: by what a call reads, by its words, and by its look."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import ceecluster.checks.kept
import ceecluster.study
from ceecluster import assets, cache
from ceecluster.cli.app import app
from ceecluster.cli.repeating import COMMANDS

pytestmark = pytest.mark.fresh

BASE = Path(__file__).parents[2] / "cases" / "base"
CALLS: list[list[str]] = [
    ["compare", "--as-of", "all"],
    ["compare", "AT31", "CZ", "--as-of", "all"],
    ["compare", "--as-of", "2008"],
    ["compare", "--as-of", "2008", "--seed", "2"],
    ["compare", "--as-of", "2008", "--language", "de"],
    ["score"],
    ["score", "--by", "criterion"],
    ["robustness", "--draws", "200"],
    ["trend", "2006:2010"],
    ["match"],
    ["enlarge", "--rank"],
]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small workspace that may be changed, with an empty cache of its own."""
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "100")
    shutil.copytree(BASE / "data", tmp_path / "workspace" / "data")
    return tmp_path / "workspace" / "data"


def call(words: Sequence[str], root: Path, **variables: str) -> Result:
    """A call in this process."""
    return CliRunner().invoke(app, [*words, "-w", str(root)], env=variables)


def anew(words: Sequence[str], root: Path, **variables: str) -> tuple[str, str, int]:
    """What the call tells where nothing is kept."""
    return said(call(words, root, **variables, **{cache.VARIABLE: "off"}))


def said(result: Result) -> tuple[str, str, int]:
    """All that a caller hears of it."""
    return result.stdout, result.stderr, result.exit_code


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """A workspace for each that was loaded."""
    made: list[object] = []
    load = ceecluster.study.load

    def counting(*given: Any, **named: Any) -> Any:
        made.append(given)
        return load(*given, **named)

    monkeypatch.setattr(ceecluster.study, "load", counting)
    return made


def test_each_command_is_tried() -> None:
    """At least one call of each that may be told again."""
    assert {words[0] for words in CALLS} == {*COMMANDS}


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_told_again_is_told_alike(words: list[str], root: Path, loads: list[object]) -> None:
    """To the byte, on both streams, and no workspace is loaded for it."""
    expected = anew(words, root)
    assert expected[2] == 0
    assert said(call(words, root)) == expected
    before = len(loads)
    assert said(call(words, root)) == expected
    assert len(loads) == before


def test_other_words_are_another_screen(root: Path) -> None:
    """Each call beside the others: nobody is told what another asked."""
    asked = [["score", *more] for more in ([], ["--by", "level"], ["--as-of", "2008"], ["--region", "CZ"], ["--next"])]
    expected = [anew(words, root) for words in asked]
    assert [said(call(words, root)) for words in asked] == expected
    assert [said(call(words, root)) for words in asked] == expected
    assert len({*expected}) == len(asked)


def _edit(name: str, old: str, new: str) -> Callable[[Path], object]:
    def edit(root: Path) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert old in text
        (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


CHANGES: list[Callable[[Path], object]] = [
    _edit("network.yaml", "title:", "title: {en: Another name}\nold_title:"),
    _edit("regions/AT31-upper-austria.yaml", "start:", "strat:"),
    lambda root: (root / "regions" / "CZ-czech-republic.yaml").unlink(),
    lambda root: (root / "structure.csv").write_text("region,variable,value\n", encoding="utf-8"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_told(root: Path, change: Callable[[Path], object]) -> None:
    """A file that is edited, goes or comes: the result and its remarks are those of today, and again."""
    call(["score"], root)
    call(["score"], root)
    change(root)
    expected = anew(["score"], root)
    assert [said(call(["score"], root)) for _ in range(2)] == [expected, expected]


def test_errors_in_the_data_are_remarked_each_time(root: Path, loads: list[object]) -> None:
    """On standard error, unless a call is to be quiet, which is the same screen."""
    CHANGES[1](root)
    first, again, quiet = (call(["score", *more], root) for more in ([], [], ["--quiet"]))
    assert "was found in the data" in first.stderr and again.stderr == first.stderr
    assert quiet.stderr == "" and quiet.stdout == first.stdout
    assert len(loads) == 1


def test_another_look_is_another_screen(root: Path) -> None:
    """As wide as the screen is, and in colours where they are asked for."""
    wide = call(["compare", "--as-of", "all"], root).stdout
    narrow = call(["compare", "--as-of", "all"], root, COLUMNS="60").stdout
    assert max(map(len, wide.splitlines())) > 60 >= max(map(len, narrow.splitlines()))
    coloured = call(["compare", "--as-of", "all"], root, FORCE_COLOR="1", TERM="xterm-256color").stdout
    assert "\x1b[" in coloured and "\x1b[" not in call(["compare", "--as-of", "all"], root).stdout


@pytest.mark.parametrize(
    "words",
    [
        ["score", "--weights", "FILE"],
        ["score", "--scenario", "FILE"],
        ["compare", "--as-of", "all", "--check", "H[policy] >= 0"],
        ["compare", "--as-of", "all", "-f", "json"],
        ["agree"],
    ],
    ids=" ".join,
)
def test_some_calls_are_made_anew(words: list[str], root: Path, tmp_path: Path, loads: list[object]) -> None:
    """A file that an option names, an exit code, another form than the screen: nothing of it is kept."""
    (tmp_path / "given.yaml").write_text("rules: {}\n" if "--scenario" in words else "STR: 2\n", encoding="utf-8")
    given = [str(tmp_path / "given.yaml") if word == "FILE" else word for word in words]
    first, again = call(given, root), call(given, root)
    assert said(first) == said(again)
    assert len(loads) == 2 and not [*(tmp_path / "cache").glob("*-screen.json")]


def test_a_screen_that_is_no_text_is_none(root: Path, tmp_path: Path) -> None:
    """Something else in its place is not printed."""
    expected = said(call(["score"], root))
    (file,) = (tmp_path / "cache").glob("*-screen.json")
    cache.keep(file.name.removesuffix("-screen.json"), "screen", ["no text"])
    assert said(call(["score"], root)) == expected


def test_a_workspace_that_changes_under_way_is_not_kept(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the reading and the telling: what was told is of other bytes."""
    load = ceecluster.study.load

    def slow(*given: Any, **named: Any) -> Any:
        made = load(*given, **named)
        CHANGES[0](root)
        ceecluster.checks.kept.checked(root)
        return made

    monkeypatch.setattr(ceecluster.study, "load", slow)
    call(["score"], root)
    assert not [*(tmp_path / "cache").glob("*-screen.json")]


def test_programs_templates_and_catalogues_are_in_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word of a template or a catalogue changed: another key; the key of a check does not ask for them."""
    keys = [cache.key_of("a test", whole=True)]
    for folder in ("templates/words", "locale/de"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "some.txt").write_text("text", encoding="utf-8")
        monkeypatch.setattr(assets, "root", lambda: tmp_path)
        cache._programs.cache_clear()
        keys.append(cache.key_of("a test", whole=True))
    monkeypatch.undo()
    cache._programs.cache_clear()
    assert len({*keys}) == 3 and cache.key_of("a test") not in keys


def test_a_call_reads_nothing_else(root: Path) -> None:
    """Whatever of ours a call opens is in its key: files that a check reads, our modules, templates and catalogues."""
    opened: set[str] = set()
    watching = [True]

    def watch(event: str, given: tuple[Any, ...]) -> None:
        if watching and event == "open" and isinstance(given[0], str):
            opened.add(os.path.realpath(given[0]))

    sys.addaudithook(watch)
    try:
        for words in {words[0]: words for words in CALLS}.values():
            assert call(words, root, **{cache.VARIABLE: "off"}).exit_code == 0, words
    finally:
        watching.clear()
    home = Path(cache.__file__).parents[2]
    ours = [Path(path).relative_to(home) for path in opened if Path(path).is_relative_to(home)]
    ours = [path for path in ours if path.parts[0] != ".venv" and path.suffix != ".pyc"]
    assert {path.parts[0] for path in ours} <= {"src", "templates", "locale", "tests"}
    package = {path.parts[:2] for path in ours if path.parts[0] == "src"}
    assert package <= {("src", "ceecluster")}
    assert {path.parts[0] for path in ours if path.suffix != ".py"} <= {"templates", "locale"}
    base = Path(os.path.realpath(root))
    read = {Path(path).relative_to(base).as_posix() for path in opened if Path(path).is_relative_to(base)}
    assert "network.yaml" in read and read <= {*ceecluster.study.load(root).digests}
