"""Findings for machines: JSON, SARIF, JUnit, GitHub and GitLab annotations."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from ceecluster import __version__
from ceecluster.checks.ignores import fingerprints
from ceecluster.findings import Finding, Place, Rule, Severity
from ceecluster.published import plain

_SARIF_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_GITHUB_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_GITLAB_LEVEL = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}
_NOT_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


@dataclass(frozen=True)
class FindingsReport:
    """What `validate` finds."""

    summary: dict[Severity, int]
    """Number of findings by severity."""
    files: Mapping[str, str]
    """The files that were read, each with its sha256."""
    findings: tuple[Finding, ...]


def to_json(findings: Sequence[Finding], files: Mapping[str, str]) -> str:
    """All findings, with their number by severity."""
    summary = {level: sum(f.severity == level for f in findings) for level in reversed(Severity)}
    body = {"schema": "ceecluster/findings@1", **plain(FindingsReport(summary, files, tuple(findings)))}
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def to_github(findings: Sequence[Finding]) -> str:
    """Workflow commands that annotate the lines of a pull request."""
    lines = []
    for finding in findings:
        where = finding.where
        properties = {"file": where.file}
        if where.sheet is None and where.line is not None:
            properties |= {"line": str(where.line), "col": str(where.column or 1)}
        properties["title"] = finding.code
        text = finding.said + (f" ({_cell(finding)})" if where.sheet else "")
        text += f"\n{finding.hint}" if finding.hint else ""
        shown = ",".join(f"{key}={_github_property(value)}" for key, value in properties.items())
        lines.append(f"::{_GITHUB_LEVEL[finding.severity]} {shown}::{_github_data(text)}")
    return "".join(line + "\n" for line in lines)


def _github_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github_data(text).replace(":", "%3A").replace(",", "%2C")


def to_gitlab(findings: Sequence[Finding]) -> str:
    """GitLab's Code Quality report; a fingerprint does not change when lines move."""
    items = []
    for fingerprint, finding in fingerprints(findings):
        cell = f"{_cell(finding)}: " if finding.where.sheet else ""
        items.append(
            {
                "description": f"{cell}{_whole(finding)}",
                "check_name": finding.code,
                "fingerprint": fingerprint,
                "severity": _GITLAB_LEVEL[finding.severity],
                "location": {"path": finding.where.file, "lines": {"begin": finding.where.line or 1}},
            }
        )
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def to_sarif(findings: Sequence[Finding], rules: Mapping[str, Rule[..., object]]) -> str:
    """SARIF 2.1.0; each rule carries its manual page."""
    used = sorted({finding.code for finding in findings})
    results = [
        {
            "ruleId": finding.code,
            "ruleIndex": used.index(finding.code),
            "level": _SARIF_LEVEL[finding.severity],
            "message": {"text": _whole(finding)},
            "locations": [_sarif_location(finding.where)],
            **(
                {
                    "relatedLocations": [
                        {**_sarif_location(other.where), "message": {"text": other.words}} for other in finding.related
                    ]
                }
                if finding.related
                else {}
            ),
        }
        for finding in findings
    ]
    driver = {
        "name": "ceecluster",
        "semanticVersion": __version__,
        "rules": [_sarif_rule(code, rules[code]) for code in used],
    }
    log = {
        "$schema": _SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _sarif_rule(code: str, rule: Rule[..., object]) -> dict[str, object]:
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in rule.name.split("_")),
        "shortDescription": {"text": rule.manual.partition("\n")[0]},
        "fullDescription": {"text": rule.manual},
        "help": {"text": rule.manual},
        "defaultConfiguration": {"level": _SARIF_LEVEL[rule.severity]},
    }


def _whole(finding: Finding) -> str:
    """Message and cure."""
    return f"{finding.said}. {finding.hint}" if finding.hint else finding.said


def _cell(finding: Finding) -> str:
    where = finding.where
    return f"{where.sheet}!{where.cell}" if where.cell else str(where.sheet)


def _sarif_location(where: Place) -> dict[str, object]:
    from urllib.parse import quote

    physical: dict[str, object] = {"artifactLocation": {"uri": quote(where.file), "uriBaseId": "%SRCROOT%"}}
    location: dict[str, object] = {"physicalLocation": physical}
    if where.sheet:
        # A workbook has no lines; the cell is a logical place.
        name = f"{where.sheet}!{where.cell}" if where.cell else where.sheet
        location["logicalLocations"] = [{"fullyQualifiedName": name}]
    elif where.line:
        physical["region"] = {"startLine": where.line, "startColumn": where.column or 1}
    return location


def to_junit(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """JUnit XML: one test case per file, a failure per finding that counts as an error or warning."""
    suites = ElementTree.Element("testsuites")
    by_file: dict[str, list[Finding]] = {name: [] for name in files}
    for finding in findings:
        by_file.setdefault(finding.where.file, []).append(finding)
    failing = sum(any(f.severity != Severity.NOTE for f in group) for group in by_file.values())
    suite = ElementTree.SubElement(
        suites, "testsuite", name="ceecluster validate", tests=str(len(by_file)), failures=str(failing), errors="0"
    )
    for name, group in by_file.items():
        case = ElementTree.SubElement(suite, "testcase", name=_xml(name), classname="ceecluster.validate")
        bad = [finding for finding in group if finding.severity != Severity.NOTE]
        if bad:
            failure = ElementTree.SubElement(case, "failure", message=_xml(f"{len(bad)} findings"), type=bad[0].code)
            failure.text = "\n".join(_xml(_with_cure(finding)) for finding in bad)
        notes = [finding for finding in group if finding.severity == Severity.NOTE]
        if notes:
            ElementTree.SubElement(case, "system-out").text = "\n".join(_xml(str(finding)) for finding in notes)
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"


def _with_cure(finding: Finding) -> str:
    return f"{finding}\n    {finding.hint}" if finding.hint else str(finding)


def _xml(text: str) -> str:
    """Only characters that XML 1.0 knows; the file that is quoted may hold others."""
    return _NOT_XML.sub("\ufffd", text)
