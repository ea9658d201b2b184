"""What is written reads back: YAML, CSV and Excel lose nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from ceecluster.model import Inventory
from ceecluster.reading import read_file
from ceecluster.sources.plain import plain_inventory
from ceecluster.sources.tables import companions
from ceecluster.sources.writers import to_csv, to_excel, to_yaml
from strategies import inventories

RELAXED = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
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
        assert read_back == inventory, form


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
    assert Inventory.model_validate(plain_inventory(inventory)) == inventory
