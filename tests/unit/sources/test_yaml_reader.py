"""The YAML reader: core scalars, marks, and every refusal at its place."""

from __future__ import annotations

import random

import pytest

from ceecluster.sources.document import REFUSED
from ceecluster.sources.yaml_reader import read_yaml, resolve


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("010", "010"),
        ("0o10", 8),
        ("0x1F", 31),
        ("1e3", 1000.0),
        ("-7", -7),
        ("+7", 7),
        (".5", 0.5),
        ("1.", 1.0),
        (".inf", float("inf")),
        ("-.INF", float("-inf")),
        ("~", None),
        ("null", None),
        ("", None),
        ("true", True),
        ("TRUE", True),
        ("tRUE", "tRUE"),
        ("2026-11-01", "2026-11-01"),
        ("2026-11-01T10:00:00Z", "2026-11-01T10:00:00Z"),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        ("٣", "٣"),
    ],
)
def test_plain_scalars_follow_the_core_schema(typed: str, value: object) -> None:
    """A plain scalar is what YAML 1.2's core schema says, and otherwise what the officer typed."""
    document, findings = read_yaml(f"a: {typed}\n", "x.yaml")
    assert findings == []
    assert document.data == {"a": value}
    assert type(document.data["a"]) is type(value)


def test_nan_is_a_number() -> None:
    """`.nan` is read as YAML has it; whether a field may hold it is not the reader's matter."""
    assert resolve(".nan") != resolve(".nan")


def test_quoted_scalars_stay_text() -> None:
    """Quotes make anything text."""
    assert read_yaml("a: '1'\nb: \"true\"\n", "x")[0].data == {"a": "1", "b": "true"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "x: error CC102 the file is empty"),
        ("# only a remark\n", "x: error CC102 the file is empty"),
        ("a: 'open\nb: 1\n", "x:1:4: error CC105 a quotation mark opens here and never closes"),
        ("a:\n\tb: 1\n", "x:2:1: error CC105 a tab is used to indent"),
        ("a: b\tc: d\n", "x:1:7: error CC105 a second ': ' stands in this line"),
        ("a: 1\n  b: 2\n", "x:2:4: error CC105 a key is out of place here"),
        (
            'a: "x\nb: "y"\n',
            "x:1:4: error CC105 the quotation mark that opens here closes before 'y\"'; it closes in line 2",
        ),
        (
            "a: {b: 'x, c: 'y'}\n",
            "x:1:8: error CC105 the quotation mark that opens here closes before 'y'}'; it closes in line 1",
        ),
        (
            'a: {b: "x\nc: "y"}\n',
            "x:1:8: error CC105 the quotation mark that opens here closes before 'y\"}'; it closes in line 2",
        ),
        ("a: {b: 1\nc: 2\nd: 3\n", "x:1:4: error CC105 a bracket opens here and never closes"),
        ("a: [1, 2\n", "x:1:4: error CC105 a bracket opens here and never closes"),
        ("a: [1 2}\n", "x:1:8: error CC105 a comma or ']' is missing before this"),
        ("a: b\nfoo bar\nc: d\n", "x:2:1: error CC105 a line without ': '"),
        ("a: 'x' 'y'\n", "x:1:8: error CC105 more text follows a value that has ended"),
        ("a:\n  - 1\n b: 2\n", "x:3:2: error CC105 this line is indented otherwise than its neighbours"),
        ("a:\n  - b: 1\n   c: 2\n", "x:3:4: error CC105 this line is indented otherwise than the list"),
        ("a: @x\n", "x:1:4: error CC105 a value cannot begin with '@'"),
        ("a: - b\n", "x:1:4: error CC105 a list item ('- ') cannot begin in the middle of a line"),
        ("a: ]\n", "x:1:4: error CC105 a value is expected here"),
        ('a: "C:\\Data"\n', "x:1:7: error CC105 '\\D' means nothing between double quotation marks"),
        ('a: "\\ud800"\n', "x:1:5: error CC105 '\\u' means nothing between double quotation marks"),
        ("%YAML 3.0\n---\na: 1\n", "x:1:1: error CC105 found incompatible YAML document"),
        ("a: 1\n---\nb: 2\n", "x:2:1: error CC107 a second document ('---') is not allowed in an inventory"),
        ("a: *b\n", "x:1:4: error CC105 the alias '*b' has no anchor before it"),
        ("a: &a [*a]\n", "x:1:8: error CC105 the alias '*a' has no anchor before it"),
        ("---\n---\nb: 2\n", "x:2:1: error CC107 a second document ('---') is not allowed in an inventory"),
        ("? [a]\n: b\n", "x:1:3: error CC107 a key that is not a text is not allowed in an inventory"),
        ("a: 1\na: 2\n", "x:2:1: error CC106 key 'a' appears twice; the first stands in line 1"),
        ("a: &a {b: 1}\nc:\n  <<: *a\n", "x:3:3: error CC107 the merge key '<<' is not allowed in an inventory"),
        ("a: !!python/object:os.system x\n", "x:1:4: error CC107 the tag '!!python/object:os.system'"),
        ("a: !include secret.txt\n", "x:1:4: error CC107 the tag '!include'"),
        ('a: "\\e[31m"\n', "x:1:4: error CC104 control character U+001B"),
        ('a: "\\u202e"\n', "x:1:4: note CC109 the text holds U+202E (right-to-left override)"),
        ("[" * 50_000, "x:1:65: error CC103 the nesting is over 64 levels"),
        ("- " * 50_000, "x:1:129: error CC103 the nesting is over 64 levels"),
        ("a: " + "x" * 1_000_001, "x:1:4: error CC103 a value is 1,000,001 characters"),
    ],
)
def test_refusals_name_their_place(text: str, expected: str) -> None:
    """What cannot be read is one finding at the line and column where it begins."""
    _, findings = read_yaml(text, "x")
    assert [str(finding)[: len(expected)] for finding in findings] == [expected]


def test_aliases_are_bounded() -> None:
    """A billion laughs ends in a finding, not in memory."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{c}: &{c} [{', '.join(['*' + chr(ord(c) - 1)] * 10)}]" for c in "bcdefghi"]
    document, findings = read_yaml("\n".join(lines), "x")
    assert [finding.code for finding in findings] == ["CC103"]
    assert document.data is None


def test_values_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of endless small values ends in a finding where the bound is passed."""
    monkeypatch.setattr("ceecluster.sources.yaml_reader.MAX_NODES", 5)
    assert read_yaml("a: [1, 2, 3]\n", "x")[1] == []
    assert [str(finding) for finding in read_yaml("a: [1, 2, 3, 4]\n", "x")[1]] == [
        "x:1:14: error CC103 the number of values is over 5"
    ]


_VALUES = (
    "x",
    "1",
    "1.5",
    "1.200",
    "~",
    "true",
    "010",
    "''",
    "'1'",
    '"1"',
    "! 1",
    "!!str 1",
    "!!int 1",
    "&a 1",
    "<<",
    "|\n   t",
)


@pytest.mark.parametrize("seed", range(20))
def test_a_value_means_the_same_whatever_came_before(seed: int) -> None:
    """Each of many values is read, and complained of at its own place, as it is alone: in a list and behind a key."""
    order = random.Random(seed).choices(_VALUES, k=40)
    alone = {text: read_yaml(f"- {text}\n", "x") for text in _VALUES}
    lines = [f"- {text}\n" if number % 2 else f"- k: {text}\n" for number, text in enumerate(order)]
    document, findings = read_yaml("".join(lines), "x")
    values = [each["k"] if isinstance(each, dict) else each for each in document.data]
    expected = [alone[text][0].data[0] for text in order]
    assert [(type(value), value) for value in values] == [(type(value), value) for value in expected]
    told = [(finding.code, finding.message, (finding.path or ())[0]) for finding in findings]
    of_each = [[(f.code, f.message, number) for f in alone[text][1]] for number, text in enumerate(order)]
    assert told == [each for several in of_each for each in several]


def test_few_aliases_are_fine() -> None:
    """An anchor used a few times saves an officer typing."""
    document, findings = read_yaml("a: &s [k]\nb: *s\n", "x")
    assert findings == []
    assert document.data == {"a": ["k"], "b": ["k"]}


def test_what_a_merge_key_brings_is_not_missed() -> None:
    """The merge key is one finding; the fields that it brings are read, so that none is told to be missing."""
    document, findings = read_yaml("- &a {b: 1, c: 2}\n- {<<: *a, c: 3}\n- {<<: [*a], d: 4}\n", "x")
    assert [finding.code for finding in findings] == ["CC107", "CC107"]
    assert document.data == [{"b": 1, "c": 2}, {"c": 3, "b": 1}, {"d": 4, "b": 1, "c": 2}]
    assert str(document.at((1, "b"))) == "x:2:8"


def test_a_tagged_value_is_left_out_without_a_second_finding() -> None:
    """The parser cuts what the reader refused."""
    assert read_yaml("a: !!int 3\n", "x")[0].data["a"] is REFUSED


def test_the_first_of_two_values_is_kept() -> None:
    """A doubled key keeps its first value and its first place."""
    document, _ = read_yaml("a: 1\nb: 2\na: 3\n", "x")
    assert document.data == {"a": 1, "b": 2}
    assert str(document.at(("a",))) == "x:1:4"


def test_an_anchored_key_does_not_confuse() -> None:
    """Aliases as keys are read like the text they stand for; `<<` by alias is a merge key all the same."""
    document, findings = read_yaml('- &a "<<"\n- {*a : 1}\n', "x")
    assert [finding.code for finding in findings] == ["CC107"]
    assert document.data == ["<<", {}]


def test_every_value_remembers_its_place() -> None:
    """Line and column from 1, of keys and of values, in block and flow style."""
    document, _ = read_yaml("a:\n  - {b: 1, č: [x, y]}\n", "x")
    assert str(document.at(("a", 0, "b"))) == "x:2:9"
    assert str(document.at(("a", 0, "č"), key=True)) == "x:2:12"
    assert str(document.at(("a", 0, "č", 1))) == "x:2:19"
    assert str(document.at(("a", 0, "missing"))) == "x:2:5"
