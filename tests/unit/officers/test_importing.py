"""Tables of others: what becomes of each column and row, and what a second import does."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.errors import DataError, UsageError
from ceecluster.officers.foreign import text_of
from ceecluster.officers.merging import Difference, merged
from ceecluster.reading import read_file
from factories import FROZEN

HEAD = [
    "Initiative ID",
    "English name",
    "Start date",
    "Country",
    "Target group(s)",
    "Type code",
    "Budget",
    "Firms",
    "Tags",
]
ROWS: list[list[Any]] = [
    ["i1", "Grants for clusters", "2016", "Austria", "SMEs|Aliens", "PI021", "5M-20M", "1", "a¬b"],
    ["i1", "Grants for clusters", "2016", "Austria", "TGR-HEI", "PI008", "5M-20M", "0", "c"],
    ["i2", "Strategy", "2020-03-01", "Austria", None, "PI999", "Unknown", None, None],
    ["i3", "Elsewhere", "2010", "Denmark", "SMEs", "PI021", "1M-5M", "1", None],
    [None, "Nameless row", "2010", "Austria", "SMEs", None, None, None, None],
]
MAPPING: dict[str, Any] = {
    "country": "AT",
    "as_of": "2026-11-01",
    "where": {"Country": ["Austria"]},
    "group": "Initiative ID",
    "id": {"prefix": "at-s", "from": "English name"},
    "source": {"key": "survey", "title": "A survey", "year": 2021, "url": "https://example.org/survey"},
    "constants": {"scope": "national", "level": "administrative"},
    "columns": {
        "English name": "name.en",
        "Start date": "start",
        "Target group(s)": {"field": "target_groups", "separator": "|"},
        "Type code": {"field": "instruments", "scheme": "STIP Compass policy instruments"},
    },
    "flags": [{"field": "sectors", "columns": {"Firms": "SEC-AUTO"}}],
    "budget": {"column": "Budget", "currency": "EUR", "kind": "annual", "take": "lower"},
}


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a foreign table and its mapping in it."""
    shutil.copytree(FROZEN, tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    table(ROWS)
    Path("map.yaml").write_text(yaml.safe_dump(MAPPING, allow_unicode=True), encoding="utf-8")
    return tmp_path


def table(rows: list[list[Any]], head: list[str] | None = None, name: str = "survey.xlsx") -> None:
    """Write a foreign table."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [head or HEAD, *rows]:
        sheet.append(row)
    book.save(name)


def run(*words: str) -> str:
    """The report of an import; its errors are raised."""
    result = CliRunner().invoke(app, ["import", "table", *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def records(path: str = "AT.yaml") -> dict[str, Any]:
    """The records of an inventory by identifier; it must read without an error."""
    file = read_file("national", Path(path), Path.cwd())
    assert [str(finding) for finding in file.findings if finding.severity == "error"] == []
    return {record.id: record for record in file.model.programmes}


def test_a_table_becomes_an_inventory_and_a_report() -> None:
    """Rows are grouped and filtered, codes found by taxonomy and name, ranges taken as told, and the rest is named."""
    said = run("survey.xlsx", "--map", "map.yaml", "-o", "AT.yaml")
    found = records()
    assert [*found] == ["at-s-grants-for-clusters", "at-s-strategy"]
    first = found["at-s-grants-for-clusters"]
    assert [each.code for each in first.instruments] == ["INS-NETW", "INS-RDGR"]
    assert (first.target_groups, first.sectors) == (("TGR-SME", "TGR-HEI"), ("SEC-AUTO",))
    assert (first.start.year, first.budget[0].amount, first.budget[0].note) == (
        2016,
        5_000_000,
        "given as 5M-20M; the lower end",
    )
    assert found["at-s-strategy"].start.year == 2020
    for line in (
        "5 rows, 2 records",
        "One row left out by 'where'",
        "row 6 lost: 'Initiative ID' is empty",
        "left: Aliens (1)",
        "left: PI999 (1)",
        "left: Unknown (1)",
        "guessed: 5M-20M as 5000000, the lower end (1)",
        "1 year of a date",
        "not used: Tags",
    ):
        assert line in said, said


def test_a_second_import_keeps_what_was_changed_by_hand() -> None:
    """Hand edits, added and removed records stay; the table's news come in; every difference is told."""
    run("survey.xlsx", "--map", "map.yaml", "-o", "AT.yaml")
    assert "by hand" not in run("survey.xlsx", "--map", "map.yaml", "-o", "AT.yaml")
    body = yaml.safe_load(Path("AT.yaml").read_text(encoding="utf-8"))
    first = body["programmes"][0]
    first["summary"], first["sectors"] = "Added by hand.", ["SEC-MECH"]
    body["programmes"][1]["name"]["en"] = "Strategy, corrected"
    body["programmes"].append({"id": "at-own", "name": {"en": "Our own"}, "level": ["policy"], "source": ["survey"]})
    Path("AT.yaml").write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    changed = [[*row] for row in ROWS]
    for row in changed[:2]:
        row[2] = "2017"
    changed[2][1] = "Strategy"
    changed.append(["i9", "A new one", "2024", "Austria", "SMEs", "PI021", None, None, None])
    table(changed)
    said = run("survey.xlsx", "--map", "map.yaml", "-o", "AT.yaml")
    found = records()
    first = found["at-s-grants-for-clusters"]
    assert (first.summary, first.sectors, first.start.year) == ("Added by hand.", ("SEC-MECH",), 2017)
    assert found["at-s-strategy"].title == "Strategy, corrected"
    assert {*found} == {"at-s-grants-for-clusters", "at-s-strategy", "at-own", "at-s-a-new-one"}
    for line in (
        "changed by hand, kept: at-s-grants-for-clusters sectors",
        "changed by hand, kept: at-s-strategy name",
        "changed in the table: at-s-grants-for-clusters start",
        "new in the table: at-s-a-new-one",
    ):
        assert line in said, said
    # A third run of the same table changes nothing more, and a record removed by hand stays away.
    before = Path("AT.yaml").read_bytes()
    run("survey.xlsx", "--map", "map.yaml", "-o", "AT.yaml")
    assert Path("AT.yaml").read_bytes() == before
    body = yaml.safe_load(before)
    body["programmes"] = [record for record in body["programmes"] if record["id"] != "at-s-strategy"]
    Path("AT.yaml").write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    assert "removed by hand, left out: at-s-strategy" in run("survey.xlsx", "--map", "map.yaml", "-o", "AT.yaml")
    assert "at-s-strategy" not in records()


def test_three_sides_are_put_together_field_by_field() -> None:
    """What people left alone follows the table, what they touched does not, and both are told."""
    before = {"as_of": "2025", "programmes": [{"id": "a", "x": 1, "y": 1, "z": 1}, {"id": "b"}, {"id": "c"}]}
    now = {"as_of": "2025", "programmes": [{"id": "a", "x": 2, "y": 1, "z": 2}, {"id": "b"}]}
    newer = {"as_of": "2026", "programmes": [{"id": "a", "x": 1, "y": 3, "z": 3}, {"id": "c"}, {"id": "d"}]}
    result = merged(before, now, newer)
    assert result.body == {
        "as_of": "2026",
        "sources": {},
        "programmes": [{"id": "a", "x": 2, "y": 3, "z": 2}, {"id": "b"}, {"id": "d"}],
    }
    assert result.differences == [
        Difference("changed", "", "as_of", "2026", "2026"),
        Difference("kept", "a", "x", 2, 1),
        Difference("changed", "a", "y", 3, 3),
        Difference("both", "a", "z", 2, 3),
        Difference("gone", "b"),
        Difference("removed", "c"),
        Difference("new", "d"),
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"columns": {"Englisch name": "name.en"}}, "no column 'Englisch name'"),
        ({"columns": {"English name": "nam.en"}}, "unknown field 'nam.en'"),
        ({"columns": {"English name": "name.en", "Tags": "name.en"}}, "both go to 'name.en'"),
        ({"as_of": None}, "as_of"),
        ({"budgets": 1}, "unknown field 'budgets'"),
        ({"constants": {"scoop": "x"}}, "unknown field 'scoop'"),
    ],
)
def test_a_wrong_mapping_is_named_and_nothing_is_written(change: dict[str, Any], expected: str) -> None:
    """Unknown columns and fields, and two columns for one field, are findings of the mapping."""
    Path("map.yaml").write_text(yaml.safe_dump({**MAPPING, **change}, allow_unicode=True), encoding="utf-8")
    result = CliRunner().invoke(app, ["import", "table", "survey.xlsx", "--map", "map.yaml", "-o", "AT.yaml"])
    assert isinstance(result.exception, DataError)
    assert expected in result.output, result.output
    assert not Path("AT.yaml").exists()


def test_rows_whose_records_cannot_be_read_are_lost_by_name() -> None:
    """A word the format does not have costs its value, an empty name its row; both are told."""
    mapping = {**MAPPING, "columns": {**MAPPING["columns"], "Tags": "kind"}}
    Path("map.yaml").write_text(yaml.safe_dump(mapping, allow_unicode=True), encoding="utf-8")
    rows = [[*ROWS[2]], ["i5", None, "2010", "Austria", None, None, None, None, None]]
    rows[0][8] = "thing"
    table(rows)
    said = run("survey.xlsx", "--map", "map.yaml", "-o", "AT.yaml")
    assert "'kind' is 'thing', not one of" in said
    assert "row 3 lost: 'English name' is empty" in said
    assert records()["at-s-strategy"].kind is None


def test_wrong_calls_are_refused() -> None:
    """No mapping, no file to write, a file no import made, a packaged mapping that is not there."""
    Path("mine.yaml").write_text("region: AT31\n", encoding="utf-8")
    for words in (
        ["survey.xlsx", "-o", "AT.yaml"],
        ["survey.xlsx", "--map", "map.yaml"],
        ["survey.xlsx", "--map", "map.yaml", "-o", "AT.csv"],
        ["survey.xlsx", "--map", "map.yaml", "-o", "mine.yaml"],
        ["survey.xlsx", "--map", "nothing", "-o", "AT.yaml"],
        ["nothing.xlsx", "--map", "map.yaml", "-o", "AT.yaml"],
        ["map.yaml", "--suggest", "--map", "map.yaml"],
    ):
        with pytest.raises(UsageError):
            run(*words)
    assert Path("mine.yaml").read_text(encoding="utf-8") == "region: AT31\n"


def test_a_draft_of_the_mapping_can_be_imported_after_a_look() -> None:
    """The draft names what it is sure of; with an owner and a source it goes through."""
    table(ROWS[:4])
    draft = yaml.safe_load(run("survey.xlsx", "--suggest"))
    assert draft["columns"]["English name"] == "name.en"
    assert draft["columns"]["Target group(s)"] == {"field": "target_groups", "separator": "|"}
    assert draft["columns"]["Type code"] == "instruments"
    Path("draft.yaml").write_text(yaml.safe_dump({**draft, "region": "AT31"}), encoding="utf-8")
    run("survey.xlsx", "--map", "draft.yaml", "-o", "AT31.yaml")
    assert len(records("AT31.yaml")) == 3


ORGANIZATION = (
    "projectID;projectAcronym;organisationID;vatNumber;name;shortName;SME;activityType;street;postCode;city;country;nutsCode;"
    "geolocation;organizationURL;contactForm;contentUpdateDate;rcn;order;role;ecContribution;netEcContribution;totalCost;"
    "endOfParticipation;active"
)
PROJECT = (
    "id;acronym;status;title;startDate;endDate;totalCost;ecMaxContribution;legalBasis;topics;ecSignatureDate;"
    "frameworkProgramme;masterCall;subCall;fundingScheme;nature;objective;contentUpdateDate;rcn;grantDoi"
)


def semicolons(head: str, *rows: dict[str, str]) -> str:
    """A table as CORDIS writes it, with the columns of the head."""
    return "\n".join([head, *(";".join(row.get(name, "") for name in head.split(";")) for row in rows), ""])


def cordis() -> str:
    """The two tables of a made-up extract, with the columns of the public archives."""
    partners = [("101", "ACME", "A firm", "AT312", "coordinator"), ("101", "ACME", "A school", "CZ064", "participant")]
    partners += [
        ("101", "ACME", "Far away", "FR101", "participant"),
        ("102", "ALONE", "A firm", "AT312", "coordinator"),
    ]
    names = ("projectID", "projectAcronym", "name", "nutsCode", "role")
    rows = [dict(zip(names, row, strict=True)) for row in partners]
    dates = {
        "startDate": "2019-01-01",
        "endDate": "2021-12-31",
        "totalCost": "2073781,25",
        "objective": "To work together.",
    }
    Path("organization.csv").write_text(semicolons(ORGANIZATION, *rows), encoding="utf-8")
    projects = [{"id": "101", "title": "Clusters together", **dates}, {"id": "102", "title": "Alone", **dates}]
    Path("project.csv").write_text(semicolons(PROJECT, *projects), encoding="utf-8")
    return "organization.csv"


def keep() -> str:
    """A made-up export of a search on keep.eu: sheets and columns as the public export has them."""
    book = Workbook()
    book.active.title = "Search criteria"
    partner = ("Programme", "Project acronym", "Organisation in English", "Lead partner", "Country code")
    partner += ("NUTS3 code (or equivalent)", "Participant Identification Code", "Type of Organisation")
    project = ("Period", "Programme", "Project acronym", "Project name in English", "Description in English")
    project += ("Project start", "Project end", "Project's total budget / expenditure", "Theme 1")
    sheet = book.create_sheet("Search results, projects")
    sheet.append(project)
    text = ("Clusters together", "To work together.", "2019-01-01", "2021-12-31", 2073781.25, "SME")
    sheet.append(("2014-2020", "Interreg A", "CLUSTERS", *text))
    sheet.append(("2014-2020", "Interreg B", "CLUSTERS", "Another of that acronym", *text[1:3], "N.a.", None, "SME"))
    sheet = book.create_sheet("Search results, partners")
    sheet.append(partner)
    sheet.append(("Interreg A", "CLUSTERS", "A school", "No", "CZ", "CZ064"))
    sheet.append(("Interreg A", "CLUSTERS", "A firm", "Yes", "AT", "AT312"))
    sheet.append(("Interreg A", "CLUSTERS", "Far away", "No", "FR", "FR101"))
    sheet.append(("Interreg B", "CLUSTERS", "A firm", "Yes", "AT", "AT312"))
    book.save("keep_eu_project_search_results.xlsx")
    return "keep_eu_project_search_results.xlsx"


@pytest.mark.parametrize("which", ["cordis", "keep-eu"])
def test_exports_of_projects_become_joint_projects(which: str) -> None:
    """Regions by NUTS code, years, lead, cost; one partner in the network is too few; edits by hand stay."""
    file = cordis() if which == "cordis" else keep()
    said = run(file, "--map", which, "-o", "projects.yaml")
    assert "left: FR101 (1)" in said
    assert "One record left out by 'least'" in said
    read = read_file("transnational", Path("projects.yaml"), Path.cwd())
    assert [finding for finding in read.findings if finding.severity == "error"] == []
    (record,) = read.model.programmes
    assert set(record.cross_border[0].partners) == {"AT31", "CZ"}
    assert (record.title, record.start.year, record.end.year) == ("Clusters together", 2019, 2021)
    assert (record.bodies.lead, record.summary) == ("A firm", "To work together.")
    assert [(each.amount, each.currency, each.kind) for each in record.budget] == [(2073781.25, "EUR", "project")]
    text = Path("projects.yaml").read_text(encoding="utf-8").replace("To work together.", "Firms and schools.")
    Path("projects.yaml").write_text(text, encoding="utf-8")
    again = run(file, "--map", which, "-o", "projects.yaml")
    assert "changed by hand, kept" in again and "summary" in again
    (record,) = read_file("transnational", Path("projects.yaml"), Path.cwd()).model.programmes
    assert record.summary == "Firms and schools."


@pytest.mark.parametrize("which", ["cordis", "keep-eu", "stip-export"])
def test_packaged_mappings_have_at_most_forty_lines(which: str) -> None:
    """And they name fields that there are."""
    from ceecluster.officers.mapping import read_mapping

    mapping, _, findings = read_mapping(which)
    assert mapping is not None and findings == []
    file = Path(__file__).parents[3] / "templates" / "maps" / f"{which}.yaml"
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 40


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (3.0, "3"),
        (0.25, "0.25"),
        (7, "7"),
        (datetime.datetime(2026, 11, 1, 12), "2026-11-01"),
        (" a ", "a"),
    ],
)
def test_a_cell_as_a_text(cell: object, text: str) -> None:
    """Whole numbers without a point, dates as year-month-day, yes and no as YAML has them."""
    assert text_of(cell) == text
