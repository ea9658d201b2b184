"""An option that a call would ignore is refused: every pair of the table, and every option without its file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.cli.ignored import IGNORED, refuse_empty
from ceecluster.errors import UsageError

COMMANDS = get_command(app).commands  # type: ignore[attr-defined]
VALUES = {
    "regions": ["AT31", "CZ"],
    "region": ["AT31"],
    "country": ["AT"],
    "code": ["AT31"],
    "paths": ["a.yaml"],
    "output": ["x.html"],
    "weights": ["objectives=2"],
    "level": ["policy"],
    "dimension": ["sectors"],
    "measure": ["jaccard"],
    "draws": ["10"],
    "seed": ["2"],
    "by": ["level"],
    "what_if": ["r.C-01=2"],
    "document": ["plan"],
    "since": ["main"],
    "templates": ["."],
    "reference_doc": ["x.docx"],
    "workspace": ["."],
    "directory": ["."],
    "sheet": ["data"],
    "format": ["html"],
    "name": ["Styria"],
    "title": ["Alps"],
    "then": ["2010"],
    "now": ["2020"],
    "check": ["H[policy] >= 0.3"],
    "exponents": ["1"],
    "evidence": ["off"],
    "noise": ["0.2"],
    "threshold": ["0.9"],
    "sensitivity": ["8"],
    "why": ["AT31", "CZ", "policy"],
    "on": ["guidelines"],
    "mapping": ["cordis"],
    "date": ["2027-03-01"],
    "sign": ["1.0"],
    "audience": ["network"],
    "group": ["AT31,CZ"],
    "reader": ["commission"],
    "language": ["de"],
}
"""Something to give to each parameter that takes a value."""
CALLS = {
    "compare": [
        *[["--about", t] for t in ("chance", "groups", "structure", "learning", "openness")],
        *(["--draws", "0"], ["AT31", "CZ"], ["--then", "2010"]),
    ],
    "robustness": [["AT31", "CZ"], ["--readers"]],
    "score": [["--why", "HU22"], ["--next"]],
    "agree": [["--draws", "0"], ["--sign", "1.0"], ["--on", "guidelines"]],
    "plan": [["--draws", "0"], ["--start", "P1"]],
    "evaluate": [["--agreement"]],
    "validate": [[], ["-f", "json"], ["-o", "x.sarif"], ["a.yaml"]],
    "report": [["coherence"], ["plan", "-o", "x.pdf"], ["region"], ["--list-templates"]],
    "init": [
        ["workspace"],
        ["templates"],
        ["region"],
        ["form"],
        ["form", "AT22", "-o", "x.xlsx"],
        ["decisions", "-o", "x.xlsx"],
    ],
    "diff": [[".", "."]],
    "import": [["table", "x.csv", "--map", "cordis"], ["decisions", "x.xlsx"]],
}
"""Calls that leave something unread, one of each kind at least."""


def typed(command: str, name: str) -> list[str]:
    """The words that give a parameter."""
    parameter = next(each for each in COMMANDS[command].params if each.name == name)
    if parameter.param_type_name == "argument":
        return VALUES[name]
    if parameter.is_flag:
        return [max(parameter.opts, key=len)]
    given = ["json"] if name == "format" and command in ("agree", "plan", "evaluate") else VALUES[name]
    return [max(parameter.opts, key=len), *given[: parameter.nargs]]


def pairs() -> list[tuple[str, list[str], str]]:
    """(command, call, parameter) of every rule with every call it speaks of."""
    found = []
    for command, rules in IGNORED.items():
        for call in CALLS[command]:
            context = COMMANDS[command].make_context(command, [*call])
            for rule in rules:
                if rule.when(context.params):
                    found += [(command, call, name) for name in rule.ignores]
    return found


def test_every_rule_has_a_call() -> None:
    """The calls above try every rule, and the table names commands and parameters that exist."""
    tried = {(command, name) for command, _, name in pairs()}
    for command, rules in IGNORED.items():
        known = {each.name for each in COMMANDS[command].params}
        for rule in rules:
            assert {(command, name) for name in rule.ignores} & tried, rule.words
            assert set(rule.ignores) <= known


@pytest.mark.parametrize(("command", "call", "name"), pairs(), ids=str)
def test_what_would_be_ignored_is_refused(
    command: str, call: list[str], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 2 before any work, naming what does nothing."""
    monkeypatch.chdir(tmp_path)
    words = [*call, *typed(command, name)]
    if name == "document":
        words = ["plan", *call]
    if name == "code":
        words = ["plan", "AT31", *call] if call == ["--list-templates"] else [call[0], "AT31", *call[1:]]
    result = CliRunner().invoke(app, [command, *words])
    assert isinstance(result.exception, UsageError), result.output
    assert "does nothing" in result.exception.message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command", [name for name, each in COMMANDS.items() if {"force", "output"} <= {p.name for p in each.params}]
)
def test_force_needs_a_file(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--force` without a file to write is refused in every command that has it, but where a file is written anyway."""
    monkeypatch.chdir(tmp_path)
    if command in ("export", "desk"):
        pytest.skip("it always writes a file")
    words = ["AT31"] if command in ("show", "diff", "enlarge") else []
    result = CliRunner().invoke(app, [command, *words, "--force"])
    assert isinstance(result.exception, UsageError), result.output
    assert "--force does nothing" in result.exception.message


def test_an_empty_word_is_refused_by_every_command() -> None:
    """Whatever takes a value: an unset variable of a script must not widen what is looked at or written."""
    tried = 0
    for name, command in COMMANDS.items():
        options = [each for each in command.params if each.param_type_name == "option" and not each.is_flag]
        names = [max(each.opts, key=len) for each in options]
        for words, of in [([""], "a word of the call"), *(([long, ""], f"the value of {long}") for long in names)]:
            with pytest.raises(UsageError) as refused:
                command.make_context(name, [*words])
            assert refused.value.message == f"{of} is empty", (name, words)
            tried += 1
    assert tried > 100


@pytest.mark.parametrize(
    ("words", "of"),
    [
        (["--select", " , "], "the value of --select"),
        (["--select="], "the value of --select"),
        (["-o", "\u00a0"], "the value of -o"),
        (["x", "-q", "y", "\t"], "a word of the call"),
        (["--", ""], "the value of --"),
    ],
)
def test_blanks_and_commas_are_empty(words: list[str], of: str) -> None:
    """In every way to type them."""
    with pytest.raises(UsageError, match=re.escape(f"{of} is empty")):
        refuse_empty(words)


def test_a_comma_is_a_delimiter() -> None:
    """The one value that a sign alone can be."""
    for words in (["--delimiter", ","], ["--delimiter=,"], ["-", "--x=a=", "a,b", "-w", "."], []):
        refuse_empty(words)
