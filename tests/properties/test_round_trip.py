"""What is written reads back: YAML, CSV and Excel lose nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from ceecluster.model import Inventory
from ceecluster.reading import read_file
from ceecluster.sources.plain import plain_inventory
from ceecluster.sources.tables import companions
from ceecluster.sources.writers import to_csv, to_excel, to_yaml
from examples import drawn
from factories import make_inventory, make_programme
from strategies import inventories, whole

RELAXED = settings(
    max_examples=drawn(12), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def read(path: Path) -> Inventory:
    """The inventory in a file; it must read without any error."""
    file = read_file("region", path, path.parent)
    assert [str(finding) for finding in file.findings if finding.severity == "error"] == []
    assert isinstance(file.model, Inventory)
    return file.model


def through(inventory: Inventory, form: str) -> Inventory:
    """The inventory after it was written in a form and read again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"AT31-x.{form}"
        if form == "yaml":
            path.write_text(to_yaml(inventory), encoding="utf-8", newline="")
        elif form == "xlsx":
            path.write_bytes(to_excel(inventory))
        else:
            names = companions(path)
            for name, text in to_csv(inventory).items():
                names[name].write_text(text, encoding="utf-8", newline="")
        return read(path)


@given(inventories)
@RELAXED
def test_yaml_csv_excel_yaml_loses_nothing(inventory: Inventory) -> None:
    """An inventory is the same after YAML, CSV, Excel and YAML again."""
    read_back = inventory
    for form in ("yaml", "csv", "xlsx", "yaml"):
        read_back = through(read_back, form)
        assert whole(read_back) == whole(inventory), form


@given(inventories)
@RELAXED
def test_the_text_is_settled_after_one_writing(inventory: Inventory) -> None:
    """Writing what was read gives the same text: a conversion can be repeated without a diff."""
    text = to_yaml(inventory)
    assert to_yaml(through(inventory, "yaml")) == text


@given(inventories)
@RELAXED
def test_plain_data_is_the_inventory(inventory: Inventory) -> None:
    """The plain form validates to the very same inventory."""
    assert whole(Inventory.model_validate(plain_inventory(inventory))) == whole(inventory)


@pytest.mark.parametrize("form", ["csv", "xlsx", "yaml"])
@pytest.mark.parametrize(
    "text",
    [
        *(
            "a\u0085b",
            "a\u2028=b",
            "a\u2029b",
            "\t=1",
            "a\tb",
            "a\n\nb\n",
            "\n=1",
            'a"b',
            '"a"',
            "a;b,c",
            "'",
            "''=",
            "=",
        ),
        *(
            "\u00a0a",
            " a",
            "null",
            "running",
            "a\u0303",
            "a\ufeffb",
            "1.200",
            "01",
            "1e5",
            "true",
            "#N/A",
            "- a",
            "a: b",
        ),
    ],
)
def test_odd_texts_stay_as_they_are(text: str, form: str) -> None:
    """Texts that another reader would take for something else; blanks around them go when a record is read."""
    inventory = make_inventory("AT31", make_programme(summary=text))
    assert through(inventory, form) == inventory


@pytest.mark.parametrize("ends", ["\r", "\r\n"])
def test_a_carriage_return_in_a_cell_is_a_line_break(ends: str) -> None:
    """It would end its row for many readers of CSV; workbooks and YAML keep it."""
    inventory = make_inventory("AT31", make_programme(summary=f"a{ends}=b"))
    assert through(inventory, "csv").programmes[0].summary == "a\n=b"
    for form in ("xlsx", "yaml"):
        assert through(inventory, form) == inventory
