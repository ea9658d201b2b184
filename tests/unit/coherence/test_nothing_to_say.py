"""Where there is nothing to compare: numbers are 0 or missing, the tables are empty, and the reason is there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ceecluster.coherence import cooperation as links
from ceecluster.coherence import reciprocity as openness
from ceecluster.coherence import structure, variance
from ceecluster.coherence.caveats import Caveat
from ceecluster.coherence.cooperation import cooperation
from ceecluster.coherence.dissimilarity import partition, tree
from ceecluster.coherence.neighbours import relation_test
from ceecluster.coherence.rarefaction import NOT_COMPARED, Direction, RecordCodes, deal
from ceecluster.coherence.reciprocity import reciprocity
from ceecluster.coherence.structure import structure_and_policy
from ceecluster.coherence.variance import split_variance
from factories import make_inventory, make_world


def test_no_common_number_of_records_is_no_contrast() -> None:
    """Nothing of either side."""
    assert (NOT_COMPARED.m, NOT_COMPARED.regions, NOT_COMPARED.pairs) == (0, 0, 0)
    numbers = ("start", "end", "chance_start", "chance_end", "low", "high", "difference")
    assert all(np.isnan(getattr(NOT_COMPARED, name)) for name in numbers)
    assert NOT_COMPARED.verdict is Direction.NOT_COMPARABLE


@pytest.mark.parametrize(
    ("module", "asked"), [(openness, reciprocity), (links, lambda world: cooperation(world, np.eye(3), draws=9))]
)
def test_a_network_too_large_for_pairs_says_so(module: Any, asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No table has a row, nothing is counted, and the remark is that there are too many."""
    monkeypatch.setattr(module, "too_many", lambda *_: True)
    found = asked(make_world(make_inventory()))
    assert found.remark is Caveat.TOO_MANY and len(found.table) == 0 and len(found.table.columns) > 0
    if asked is reciprocity:
        assert (found.unstated, found.instruments) == (0, 0)
        assert found.openings == found.mutual == found.sets == ()
    else:
        assert (found.cut, found.draws, found.undated, found.seed) == (None, 0, 0, 1)
        assert found.records == 0 == len(found.years) and found.linked == ()


@pytest.mark.parametrize(("module", "asked"), [(variance, split_variance), (structure, structure_and_policy)])
def test_questions_of_pairs_are_not_asked_of_too_many(module: Any, asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No figure but 0 draws, no region, and the seed that was given."""
    monkeypatch.setattr(module, "too_many", lambda *_: True)
    found = asked(make_world(make_inventory()), seed=7)
    numbers = {name: value for name, value in vars(found).items() if isinstance(value, int | float)}
    assert numbers == {name: 7 if name == "seed" else 0 for name in numbers} and "draws" in numbers
    assert found.remark is Caveat.TOO_MANY


@pytest.mark.parametrize(("related", "remark"), [(True, Caveat.ALL_RELATED), (False, Caveat.NO_RELATED)])
def test_all_or_none_related_leaves_nothing_to_relabel(related: bool, remark: Caveat) -> None:
    """The mean of those there are, no difference and no draw."""
    alike = np.array([[1, 0.2, 0.4], [0.2, 1, 0.6], [0.4, 0.6, 1]])
    found = relation_test(alike, np.full((3, 3), related), draws=99, seed=7)
    means = (pytest.approx(0.4), None) if related else (None, pytest.approx(0.4))
    assert (found.related, found.others) == means
    assert (found.difference, found.p, found.draws, found.seed, found.remark) == (None, None, 0, 7, remark)
    assert (found.pairs, found.regions) == (3 if related else 0, 3)


def test_a_tree_does_not_hang_on_the_unit_of_its_distances() -> None:
    """1, 2 and 3 apart, or a hundredth of it: heights 1, 2.5 and 2.5 either way."""
    apart = np.array([[0, 1, 3], [1, 0, 2], [3, 2, 0]], float)
    expected = np.corrcoef([1, 3, 2], [1, 2.5, 2.5])[0, 1]
    assert [tree(apart * unit).cophenetic for unit in (0.01, 1, 100)] == pytest.approx([expected] * 3)


def test_swaps_that_gain_nothing_are_not_made() -> None:
    """Four units as far apart: any two medoids cost 2, and the first two stay."""
    found = partition(1 - np.eye(4), 2, exact=0)
    assert (found.medoids, found.cost, found.method) == ((0, 1), 2, "swaps")
    line = np.abs(np.subtract.outer([0.0, 1, 2, 10, 11, 12], [0.0, 1, 2, 10, 11, 12]))
    assert partition(line, 2, exact=0).medoids == partition(line, 2).medoids == (1, 4)


def test_a_distance_below_nothing_is_none() -> None:
    """What rounding takes below 0 makes no group better than a perfect one."""
    apart = np.array([[0, -1e-9, 1], [-1e-9, 0, 1], [1, 1, 0]])
    assert partition(apart, 2).cost == partition(apart, 2, exact=0).cost == 0
    assert partition(apart, 2).medoids == (0, 2)


def test_records_that_are_all_alike_are_as_alike_however_they_are_dealt() -> None:
    """Every deal gives 1, and so does their mean over as many deals as were made."""
    records = RecordCodes(np.ones((6, 1), bool), np.repeat(np.arange(3), 2), 3, ((0, 1, 1.0),))
    found = deal(records)
    assert found[np.triu_indices(3, 1)].tolist() == [1, 1, 1] and np.isnan(np.diag(found)).all()
