"""The reference pages are what the code and the data say."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ceecluster.checks.catalogue import RULES
from ceecluster.checks.editor_schema import MODELS
from ceecluster.cli.app import CALLED, COMMANDS, app
from ceecluster.model import Datum
from ceecluster.study import load
from reference import cli_page, criteria_page, data_counts, findings_page, format_page, templates_page

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
FILES = {
    "inventory": "Inventories (`data/regions`, `national`, `candidates`, `transnational.yaml`)",
    "network": "The network (`data/network.yaml`)",
    "criteria": "Quality guidelines (`data/criteria.yaml`)",
    "vocabulary": "Code lists (`data/vocabulary.yaml`)",
    "pilots": "Pilots (`data/pilots/*.yaml`)",
    "brand": "How documents look (`data/brand.yaml`)",
    "actions": "Actions (`data/actions.yaml`)",
    "positions": "Answers of the partners (`data/agreement/positions.yaml`)",
    "versions": "Signed versions (`data/agreement/versions.yaml`)",
    "commitments": "Commitments (`data/agreement/commitments.yaml`)",
    "selfcheck": "Self-checks (`data/selfchecks/<record>-<date>.yaml`)",
    "review": "A region's check of its record (`data/reviews/<REGION>-<date>.yaml`)",
    "decisions": "Decisions of a meeting (`data/agreement/decisions/<date>.yaml`)",
}


def command(called: str) -> Any:
    """The function of a command."""
    return getattr(import_module(f"ceecluster.cli.{called}"), called)


def commands() -> dict[str, dict[str, Callable[..., Any]]]:
    """The functions of the commands under their headings."""
    return {heading: {name: command(CALLED.get(name, name)) for name in names} for heading, names in COMMANDS.items()}


PAGES: dict[str, Callable[[], str]] = {
    "findings.md": lambda: findings_page(RULES),
    "cli.md": lambda: cli_page(commands()),
    "format.md": lambda: format_page(
        {**{FILES[name]: model for name, model in MODELS.items()}, "Structure (`data/structure.csv`), by row": Datum}
    ),
    "criteria.md": lambda: criteria_page(load(ROOT / "data").world.guidelines),
    "templates.md": templates_page,
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_up_to_date(name: str, update: bool) -> None:
    """A page differs from its source only until `pytest --update` is run."""
    made = PAGES[name]()
    path = REFERENCE / name
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8"), f"run: pytest tests/house --update ({name})"


def test_counts_of_the_data_are_up_to_date(update: bool) -> None:
    """The page on the data quotes what the data holds today."""
    path = ROOT / "docs" / "explanation" / "data.md"
    text = path.read_text(encoding="utf-8")
    before, rest = text.split("<!-- generated: data-counts -->\n")
    after = rest.split("<!-- /generated -->", 1)[1]
    made = f"{before}<!-- generated: data-counts -->\n{data_counts(load(ROOT / 'data'))}\n<!-- /generated -->{after}"
    if update:
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8"), "run: pytest tests/house --update"


def test_agreement_of_the_readers_is_up_to_date(update: bool) -> None:
    """The page on the data quotes the table that `ceecluster reliability` prints."""
    words = ["reliability", "-w", str(ROOT / "data"), "--quiet", "--format", "markdown"]
    printed = CliRunner().invoke(app, words).stdout
    table = re.search(r"(?m)^\| field .*\n(?:\|.*\n)+", printed)
    assert table, printed
    path = ROOT / "docs" / "explanation" / "data.md"
    before, rest = path.read_text(encoding="utf-8").split("<!-- generated: two-readers -->\n")
    after = rest.split("<!-- /generated -->", 1)[1]
    made = f"{before}<!-- generated: two-readers -->\n{table[0]}<!-- /generated -->{after}"
    if update:
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8"), "run: pytest tests/house --update"


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_is_in_the_reference(code: str) -> None:
    """The page of findings lists each code with every sentence of its manual page."""
    page = (REFERENCE / "findings.md").read_text(encoding="utf-8")
    section = page.partition(f"### {code} ")[2].partition("\n### ")[0]
    assert section, f"{code} is not listed"
    for line in RULES[code].manual.splitlines():
        assert line.strip().removesuffix(".") in section


def test_every_command_exists_and_is_told() -> None:
    """The commands promised by their headings exist, and each has its section."""
    assert [name for names in COMMANDS.values() for name in names] == [
        n for names in commands().values() for n in names
    ]


@pytest.mark.parametrize("heading", COMMANDS)
def test_the_list_of_commands_says_what_each_says(heading: str) -> None:
    """The list is told without importing the commands; it is the first paragraph of the help of each."""
    for name, function in commands()[heading].items():
        first = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())
        assert COMMANDS[heading][name] == first.replace("**", "").replace("`", "")


def test_every_field_has_a_meaning() -> None:
    """The fields of inventories are all described; the page is their manual."""
    from ceecluster.model.shape import described

    schema = described(MODELS["inventory"])
    fields = {("Inventory", name): field for name, field in schema["properties"].items()}
    for title, definition in schema["$defs"].items():
        fields |= {(title, name): field for name, field in definition.get("properties", {}).items()}
    assert [name for name, field in fields.items() if not field.get("description")] == []


def protocol() -> set[str]:
    """What has a row of its own in the coding protocol, with all four cells filled."""
    page = (REFERENCE / "coding.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line[2:-2].split(" | ")] for line in page.splitlines() if line[:2] == "| "]
    named = [row[0] for row in rows if row[1] != "counts"]
    assert all(len(row) == 4 and all(any(map(str.isalnum, cell)) for cell in row) for row in rows), "an empty cell"
    assert len(named) == len(set(named)), "two rows for one code"
    return set(named)


def test_protocol_speaks_of_every_level_code_and_anchor() -> None:
    """What a reader may write down, the protocol explains."""
    world = load(ROOT / "data").world
    wanted = {level.id for level in world.network.levels}
    coded = ("objectives", "instruments", "target_groups", "sectors", "funding_sources", "services", "actor_types")
    for listing in (*coded, "labels"):
        wanted |= set(world.vocabulary.terms(listing))
    for criterion in world.guidelines.criteria:
        anchors = getattr(criterion.measure, "anchors", None)
        wanted |= {criterion.id} if anchors is None else {f"{criterion.id} {step}" for step in anchors}
    assert wanted - protocol() == set()


def test_high_values_are_not_excused() -> None:
    """The protocol's rule: a value of 3 or more whose reason reads "not seen" contradicts itself."""
    world = load(ROOT / "data").whole
    excused = [
        (programme, criterion)
        for programme, record in world.programmes().items()
        for criterion, value in record.assessments.items()
        if not isinstance(value.value, bool) and value.value is not None
        if 3 <= value.value <= 4 and "not seen" in (value.note or "")
    ]
    assert excused == []


def test_protocol_quotes_no_record() -> None:
    """The second reader stays blind: no identifier of a record of a member is an example."""
    page = (REFERENCE / "coding.md").read_text(encoding="utf-8")
    world = load(ROOT / "data").whole
    assert [programme for programme in world.programmes() if re.search(rf"\b{programme}\b", page)] == []
