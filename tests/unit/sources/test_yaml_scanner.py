"""The scanner without libyaml reads what libyaml reads; findings do not depend on which of them is there."""

from __future__ import annotations

import random
from typing import Any

import pytest
import yaml

from ceecluster.sources import yaml_reader
from ceecluster.sources.decoding import UnreadableError, decode
from ceecluster.sources.yaml_reader import read_yaml
from ceecluster.sources.yaml_scanner import PlainScanner
from mutations import mutate, seeds

needs_libyaml = pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML without libyaml")
TEXTS = [
    *("{?a: b}", "{a?: b}", "{a? b: c}", "{? a: b}", "[a?,b]", "[a ?b]", "[a:b]", "? a\n: b\n", "?a: b\n"),
    *("a:\tb\n", "a: b\tc\n", "a: b\n \tc\n", "a: b\n\n\n  c\n", "[? a, b]", "a: |\n  x\n\n  y\n"),
    *("a: >-\n  x\n   y\n  z\n", "&a b: c\n", "!t a: b\n", "{a: b\tc}", "[\t]", "[a\t,\tb]", "a: !t\n"),
    *("a: &b\tc\n", "[!t,a]", "[&a,b]", "{a, b: }\n", "[a: b, {c}]", "{'a':b}", "[-]", "a: b\r\nc: d\r"),
    *("x: \u3000y\n", "a: |1\n  b\n", "a:  |\t\n b\n", "a: > #c\n b\n\n\n c\n", "a: |+\n b\n\n", "[a: ,b]"),
    *("[a: ]", "{a: !x }", "{a: &x }", "a: !!str\tb\n", "a: !<x>\n", "a: !x%20y\n", "[!x ]"),
    *("a: |2-\n   b\n", "a: |-2\n   b\n", "a: |# x\n b\n", 'a: "x\\\n  y"\n', "a: b \t # c\n"),
    *("a:\t# c\n b: c\n", "[a\n\t,b]", "a: b\n...\n", "a:  \n\n  b\n\n\n   c\n", "a: x y\t z\n"),
    *("a#b: c\n", "a\tb: c\n", "&b\na: c\n", "a: -1\n", "a: --- b\n", "---\ta\n", "---a\n"),
    *("%YAML 1.1\n---\na\n", '"a\tb": c\n', "-\n  a\n-\n"),
]


def _events(text: str, parser: Any) -> list[tuple[Any, ...]] | None:
    """What the events of a text say that a document is built from; None where it is in error."""
    found: list[tuple[Any, ...]] = []
    try:
        events = parser(text)
        while (event := events.get_event()) is not None:
            place = event.start_mark.line, event.start_mark.column
            ends = isinstance(event, yaml.CollectionEndEvent | yaml.DocumentEndEvent | yaml.StreamEndEvent)
            told = [getattr(event, name, None) or None for name in ("value", "style", "tag", "anchor", "implicit")]
            found.append((type(event).__name__, None if ends else place, *told))
    except yaml.YAMLError:
        return None
    return found


@needs_libyaml
@pytest.mark.parametrize("text", TEXTS)
def test_the_events_are_those_of_libyaml(text: str) -> None:
    """What libyaml reads is read with the same events, tabs and question marks among them."""
    theirs = _events(text, yaml.CSafeLoader)
    assert theirs is not None
    assert _events(text, PlainScanner) == theirs


@needs_libyaml
def test_broken_files_that_libyaml_reads_are_read_alike() -> None:
    """The same on files broken at random, most of which are still YAML or nearly so."""
    seed = seeds()["yaml"]
    read = 0
    for number in range(60):
        try:
            text, _ = decode(mutate(seed, random.Random(number)), "x.yaml")
        except UnreadableError:
            continue
        theirs = _events(text, yaml.CSafeLoader)
        if theirs is not None:
            read += 1
            assert _events(text, PlainScanner) == theirs, number
    assert read > 5


@needs_libyaml
def test_findings_do_not_depend_on_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents and findings of broken files are the same with libyaml and without."""

    def read(text: str) -> tuple[Any, str]:
        document, findings = read_yaml(text, "x.yaml")
        return repr(document.data), repr(findings)

    texts = [mutate(seeds()["yaml"], random.Random(number)).decode(errors="ignore") for number in range(40)]
    texts += [
        "a: [b\n",
        "a: 'b\n",
        'a: "\\ud800"\n',
        'a: "\\U99999999"\n',
        "a: \ufffe\n",
        "a:\n\tb: 1\n",
        "{a:[b]}",
        "a: !\n",
    ]
    with_it = [read(text) for text in texts]
    assert sum("CC105" in findings for _, findings in with_it) > 10
    monkeypatch.setattr(yaml_reader, "_FAST", None)
    assert [read(text) for text in texts] == with_it


@pytest.mark.parametrize("escape", ["\\ud800", "\\U00110000", "\\U99999999"])
def test_an_escape_that_is_no_character_is_refused(escape: str) -> None:
    """Half a character, or one beyond the last, is an error at its place; it reaches no text."""
    document, findings = read_yaml(f'a: "x{escape}"\n', "x.yaml")
    assert document.data is None
    assert [finding.code for finding in findings] == ["CC105"]


def test_a_character_that_yaml_forbids_is_named_at_its_place() -> None:
    """What no YAML file may hold is said where it stands."""
    _, findings = read_yaml("a: 1\nb: x\ufffe\n", "x.yaml")
    assert [str(finding) for finding in findings] == [
        "x.yaml:2:5: error CC105 U+FFFE (an invisible character) stands here"
    ]


@needs_libyaml
def test_long_texts_in_error_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow scanner is for files that people write; a hostile one costs no minutes."""
    monkeypatch.setattr(yaml_reader, "MAX_READ_AGAIN", 10)
    monkeypatch.setattr(yaml_reader, "PlainScanner", None)
    _, findings = read_yaml("a: " + "b" * 20 + "\n'", "x.yaml")
    assert [finding.code for finding in findings] == ["CC105"]
