"""Two readers: alpha on binary units, known error rates recovered, half of what is undecided, readings in files."""

from __future__ import annotations

import json

import numpy as np
import pytest

from ceecluster.agreement.alpha import krippendorff_alpha
from ceecluster.agreement.reliability import (
    DoubleReading,
    binary_alpha,
    compare_lists,
    predictive_values,
    reader_rates,
    reliability,
    table_of,
)
from ceecluster.model.readings import Readings
from ceecluster.reading import read_readings
from factories import make_inventory, make_programme, make_world


def test_alpha_of_krippendorffs_binary_example():
    """Krippendorff 2011, section A: two observers, ten articles, alpha = 0.095."""
    a = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    b = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    counts = [
        sum(x and y for x, y in zip(a, b, strict=True)),
        sum(x and not y for x, y in zip(a, b, strict=True)),
        sum(y and not x for x, y in zip(a, b, strict=True)),
        sum(not x and not y for x, y in zip(a, b, strict=True)),
    ]
    assert float(binary_alpha(counts)) == pytest.approx(0.095, abs=5e-4)


def test_binary_alpha_is_the_general_one():
    """The closed form equals alpha on the whole table, for any counts."""
    rng = np.random.default_rng(4)
    for counts in rng.integers(1, 9, (30, 4)):
        pairs = np.repeat([[1, 1], [1, 0], [0, 1], [0, 0]], counts, axis=0).T
        assert float(binary_alpha(counts)) == pytest.approx(krippendorff_alpha(pairs, metric="nominal").value)
    assert np.isnan(binary_alpha([0, 0, 0, 12]))


def read_with_errors(truth, codes, omission, invention, rng):
    """What a reader of known errors reads."""
    return [frozenset(c for c in codes if rng.random() < (1 - omission if c in own else invention)) for own in truth]


@pytest.mark.parametrize("seed", range(5))
def test_a_reader_of_known_errors_is_recovered(seed):
    """15 % left out and 5 % put in per code are found within 3 points, over 130 records with the truth decided."""
    rng = np.random.default_rng(seed)
    codes = [f"C-{k}" for k in range(20)]
    truth = [frozenset(c for c in codes if rng.random() < 0.25) for _ in range(130)]
    second = read_with_errors(truth, codes, 0.15, 0.05, rng)
    found = compare_lists(truth, second, codes, decided=[True] * len(truth), draws=99)
    assert found["omitted"] == pytest.approx(0.15, abs=0.03)
    assert found["invented"] == pytest.approx(0.05, abs=0.03)
    assert found["low"] < found["alpha"] < found["high"]


def test_two_equal_readers_share_the_undecided_differences():
    """Two readers of the same errors: without a decision each is charged half, and the rates come out the same."""
    rng = np.random.default_rng(8)
    codes = [f"C-{k}" for k in range(20)]
    truth = [frozenset(c for c in codes if rng.random() < 0.25) for _ in range(400)]
    one, two = (read_with_errors(truth, codes, 0.1, 0.03, rng) for _ in range(2))
    there = compare_lists(one, two, codes, draws=0)
    back = compare_lists(two, one, codes, draws=0)
    assert there["omitted"] == pytest.approx(back["omitted"], abs=0.02)
    assert there["invented"] == pytest.approx(back["invented"], abs=0.01)
    assert there["alpha"] == pytest.approx(back["alpha"])


def test_rates_by_hand():
    """8 both, 2 first only, 4 second only, 86 neither: undecided 1 of 11 and 2 of 89; decided 2 of 10 and 4 of 90."""
    counts = [8, 2, 4, 86]
    none = [0, 0, 0, 0]
    open_ = reader_rates(none, counts)
    assert (open_.omitted, open_.invented) == (pytest.approx(1 / 11), pytest.approx(2 / 89))
    sure = reader_rates(counts, none)
    assert (sure.omitted, sure.invented) == (pytest.approx(2 / 10), pytest.approx(4 / 90))
    assert reader_rates(none, none).omitted is None
    assert predictive_values(none, counts) == (pytest.approx(10.5 / 13), pytest.approx(1.5 / 89))
    assert predictive_values(counts, none) == (pytest.approx(8.5 / 13), pytest.approx(2.5 / 89))


def test_a_table_counts_every_code_of_every_record():
    """Two records, three codes: each cell is one of the four."""
    table = table_of([frozenset("ab"), frozenset()], [frozenset("a"), frozenset("c")], ["a", "b", "c"])
    assert table.sum(axis=(0, 1)).tolist() == [1, 1, 1, 3]
    assert (table.sum(axis=2) == 1).all()


OBJECTIVES = ("OBJ-A", "OBJ-B", "OBJ-C")


def world():
    """One region with two records."""
    return make_world(
        make_inventory(
            "AT31",
            make_programme("at31-a", objectives=["OBJ-A", "OBJ-B"]),
            make_programme("at31-b", objectives=["OBJ-C"], decided={"level": {"note": "both", "date": "2026"}}),
        )
    )


def readings(**records):
    """A second reading of these records."""
    return Readings.model_validate({"region": "AT31", "reader": "second reader", "as_of": "2026", "records": records})


def test_readings_are_set_against_the_records():
    """Codes by field, levels confused, what is to be decided, and a record that is not on file."""
    found = reliability(
        world(),
        [
            readings(
                **{
                    "at31-a": {"level": ["policy"], "objectives": ["OBJ-A", "OBJ-D"]},
                    "at31-b": {"level": ["administrative"], "objectives": ["OBJ-C"]},
                    "at31-x": {"level": ["policy"]},
                }
            )
        ],
        draws=49,
    )
    fields = found.fields.set_index("field")
    assert list(fields.index) == ["level", "objectives"]
    assert fields.loc["objectives", ["records", "units", "identical"]].tolist() == [2, 10, 0.5]
    assert found.unknown == ("at31-x",)
    assert found.readers == ("second reader",)
    # Codes read alike are not listed, and levels stand in a table of their own.
    assert [row.code for row in found.by_code] == ["OBJ-B", "OBJ-D"]
    assert [*map(list, found.levels.itertuples(index=False))] == [[("policy",), ("administrative",), 1]]
    todo = found.differences.set_index("record")
    assert todo.loc["at31-a", ["first_only", "second_only", "decided"]].tolist() == [("OBJ-B",), ("OBJ-D",), False]
    assert bool(todo.loc["at31-b", "decided"])
    json.dumps(found.to_dict(), allow_nan=False)


def test_no_reading_is_no_result():
    """Without readings there are empty tables, not figures."""
    assert not len(reliability(world(), []).fields)


def test_readings_are_read_from_files_and_faults_are_named(tmp_path):
    """A good file is read; one with a wrong step says where; one that is no YAML stops nothing."""
    folder = tmp_path / "readings" / "second"
    folder.mkdir(parents=True)
    head = "region: AT31\nreader: second reader\nas_of: 2026-11\nrecords:\n"
    (folder / "AT31.yaml").write_text(head + "  at31-a: {level: policy, assessments: {STR-01: 7}}\n")
    (folder / "CZ.yaml").write_text("{")
    found, findings = read_readings(tmp_path)
    assert [list(each.records) for each in found] == [["at31-a"]]
    assert sorted(finding.code for finding in findings)[-1] == "CC114"
    assert len(findings) == 2
    assert read_readings(tmp_path / "none") == ((), [])


def test_a_decision_for_the_second_reader_charges_the_first() -> None:
    """Alpha is of the readings as they were read; the rates are against what the record says now."""
    first = Readings.model_validate(
        {
            "region": "AT31",
            "reader": "first reader",
            "first": True,
            "as_of": "2026",
            "records": {"at31-b": {"level": ["policy"], "objectives": ["OBJ-A", "OBJ-C"]}},
        }
    )
    decided = {"objectives": {"note": "the second reading", "date": "2026"}}
    given = make_world(
        make_inventory("AT31", make_programme("at31-b", level=["policy"], objectives=["OBJ-C"], decided=decided))
    )
    second = readings(**{"at31-b": {"level": ["policy"], "objectives": ["OBJ-C"]}})
    field = reliability(given, [first, second], draws=0).fields.set_index("field").loc["objectives"]
    assert field["identical"] == 0
    assert (field["omitted"], field["invented"]) == (0, 0)
    assert field["first_omitted"] == 0
    assert field["first_invented"] == pytest.approx(1 / 4)
    row = reliability(given, [first, second], draws=0).codes.set_index("code").loc["OBJ-A"]
    assert row["true_if_coded"] == pytest.approx(0.5 / 2)


def test_a_record_is_settled_where_it_was_decided_or_nothing_differs() -> None:
    """Equal readings have a known truth, as decided ones have; an open difference has none."""
    a, b = frozenset("a"), frozenset("b")
    found = DoubleReading(first=(a, a, a), second=(a, b, b), truth=(a, b, a), decided=np.array([False, True, False]))
    assert found.settled().tolist() == [True, True, False]


def test_differences_stand_with_the_open_ones_first() -> None:
    """What is still to be decided comes before what was; among them by record."""
    given = readings(
        **{
            "at31-b": {"level": ["administrative"], "objectives": ["OBJ-C"]},
            "at31-a": {"level": ["administrative"], "objectives": ["OBJ-A", "OBJ-B"]},
        }
    )
    rows = reliability(world(), [given], draws=0).differences
    assert rows[["record", "decided"]].to_numpy().tolist() == [["at31-a", False], ["at31-b", True]]
    # What was chosen moves nothing: the settled one, with nothing put in, stays last.
    given = readings(**{"at31-b": {"level": []}, "at31-a": {"objectives": [*OBJECTIVES]}})
    rows = reliability(world(), [given], draws=0).differences
    assert rows[["record", "decided"]].to_numpy().tolist() == [["at31-a", False], ["at31-b", True]]


def test_assessments_read_twice_have_an_interval() -> None:
    """Steps given by both readers: alpha is the general one, and lies within its interval over records."""
    steps = {"at31-a": (0, 0), "at31-b": (1, 1), "at31-c": (2, 3), "at31-d": (4, 4), "at31-e": (3, 3), "at31-f": (1, 2)}
    own = [
        make_programme(name, assessments={"STR-01": {"value": first, "source": ["s1"]}})
        for name, (first, _) in steps.items()
    ]
    second = readings(**{name: {"level": ["policy"], "assessments": {"STR-01": b}} for name, (_, b) in steps.items()})
    found = reliability(make_world(make_inventory("AT31", *own)), [second], draws=99).fields.set_index("field")
    row = found.loc["assessments"]
    assert row["units"] == 6
    assert row["identical"] == pytest.approx(4 / 6)
    assert row["alpha"] == pytest.approx(krippendorff_alpha(np.array([*steps.values()]).T, metric="ordinal").value)
    assert row["low"] < row["alpha"] <= row["high"]
