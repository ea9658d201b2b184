"""Workbooks that are no .xlsx: what LibreOffice wrote as .xls and .ods, and a written .xlsb."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from biff12 import cells_of, to_xlsb
from ceecluster.reading import read_file

CASES = Path(__file__).resolve().parents[2] / "cases"
BASE = CASES / "base" / "data" / "regions" / "AT31-upper-austria.yaml"
FORM = CASES / "good" / "excel-form" / "data" / "regions" / "AT31-upper-austria.xlsx"
SEEN = "cannot be seen"


@pytest.mark.parametrize("ending", ["xls", "ods", "xlsb"])
def test_the_inventory_is_the_one_in_yaml(ending: str, tmp_path: Path) -> None:
    """Every value of the inventory comes back; one note says what the format does not show."""
    path = tmp_path / f"AT31-upper-austria.{ending}"
    if ending == "xlsb":
        path.write_bytes(to_xlsb(cells_of(FORM.read_bytes())))
    else:
        shutil.copy(next((CASES / "bad" / f"CC131-{ending}-of-libreoffice").rglob(f"*.{ending}")), path)
    file = read_file("region", path, tmp_path)
    assert [(finding.code, SEEN in finding.message) for finding in file.findings] == [("CC131", True)]
    assert file.model == read_file("region", BASE, BASE.parent).model


def test_a_chart_in_a_workbook_does_not_stop_it(tmp_path: Path) -> None:
    """What cannot be read of a sheet that is not asked for leaves the rest as it is."""
    path = tmp_path / "AT31-x.xlsb"
    rows = cells_of(FORM.read_bytes())
    path.write_bytes(to_xlsb({**rows, "Notes": [["a far cell"]]}))
    file = read_file("region", path, tmp_path)
    assert [finding.code for finding in file.findings] == ["CC131", "CC125"]
    assert file.model is not None
