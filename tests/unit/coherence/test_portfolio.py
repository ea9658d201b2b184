"""Portfolios of regions and of anybody's table."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pandas as pd
import pytest

from ceecluster.coherence.portfolio import from_table, from_world
from ceecluster.errors import UsageError
from factories import make_inventory, make_programme, make_world

GUIDE = Path(__file__).parents[3] / "docs" / "how-to" / "compare-your-own-table.md"


def table(**columns: list) -> pd.DataFrame:
    """A long presence table of two units."""
    long = {
        "unit": ["a", "a", "a", "b", "b", "b"],
        "instrument": ["tax", "tax", "rule", "tax", "rule", "rule"],
        "target": ["air", "sea", "air", "air", "air", "sea"],
        "covered": [1, 1, 0, 1, 1, 0],
    }
    return pd.DataFrame({**long, **columns})


def test_a_long_table_becomes_portfolios():
    """Covered cells are present, the others only tell what there could be."""
    found = from_table(table())
    assert (found.units, found.instruments, found.targets) == (("a", "b"), ("rule", "tax"), ("air", "sea"))
    measures = found.measures().set_index("unit")
    assert measures.loc["a", "size"] == pytest.approx(0.5)
    assert measures.loc["b", "instruments_per_target"] == pytest.approx(2)
    # a has tax-air and tax-sea, b tax-air and rule-air.
    assert found.similarity().loc["a", "b"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("yes", ["1", "TRUE", "yes", " x ", True, 1.0])
def test_covered_may_be_written_in_many_ways(yes: object):
    """Numbers, booleans and words all say yes."""
    found = from_table(table(covered=[yes, 0, "no", "", None, False]))
    assert found.presence.sum() == 1


def test_a_unit_may_be_several_columns():
    """Country and year together name a portfolio; one never covered is 'no record'."""
    found = from_table(table(year=[1, 1, 1, 2, 2, 2], covered=[1, 1, 1, 0, 0, 0]), unit=["unit", "year"])
    assert found.units == ("a 1", "b 2")
    assert math.isnan(found.measures()["diversity"][1])
    assert found.to_dict()["measures"][1]["diversity"] is None
    json.dumps(found.to_dict(), allow_nan=False)


def test_a_table_that_cannot_be_read_is_refused_in_words():
    """A missing column is named with the nearest, and so is a value that is neither yes nor no."""
    with pytest.raises(UsageError, match="Did you mean 'Target'"):
        from_table(table().rename(columns={"target": "Target"}))
    with pytest.raises(UsageError, match="'perhaps'"):
        from_table(table(covered=["perhaps", 1, 1, 1, 1, 1]))


def test_rows_that_contradict_each_other_are_refused():
    """The same cell covered in one row and not in another has no answer; the same row twice, or an empty one, has."""
    twice = pd.concat([table(), table().iloc[[0]]])
    assert from_table(twice).presence.sum() == from_table(table()).presence.sum()
    empty = pd.concat([table(), table().iloc[[0]].assign(covered=None)])
    assert from_table(empty).presence.sum() == from_table(table()).presence.sum()
    with pytest.raises(UsageError, match="'a', 'tax', 'air' is covered in one row and not in another"):
        from_table(pd.concat([table(), table().iloc[[0]].assign(covered="no")]))


def test_regions_have_portfolios_from_their_records():
    """An instrument's own target groups count; where it names none the record's stand in, and that is marked."""
    world = make_world(
        make_inventory(
            "AT31",
            make_programme(
                "at31-a",
                instruments=[{"code": "INS-A", "targets": ["TGR-B"]}, "INS-B"],
                target_groups=["TGR-A", "TGR-B"],
            ),
        )
    )
    found = from_world(world)
    at = found.units.index("AT31")
    assert found.presence[at].sum() == 3
    assert found.crossed[at].sum() == 2
    assert math.isnan(found.measures().set_index("unit").loc["CZ", "size"])
    with pytest.raises(UsageError, match="Did you mean 'policy'"):
        from_world(world, level="polcy")
    assert from_world(world, level="initiative").presence.sum() == 0


def test_the_guide_runs_as_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    """The Python in the how-to runs in five lines on the table it shows, and prints what it shows."""
    blocks = dict(re.findall(r"```(csv|python|text)\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL))
    assert len([line for line in blocks["python"].splitlines() if line.strip()]) == 5
    monkeypatch.chdir(tmp_path)
    Path("presence.csv").write_text(blocks["csv"], encoding="utf-8")
    exec(compile(blocks["python"], str(GUIDE), "exec"), {})
    assert capsys.readouterr().out.strip() == blocks["text"].strip()
