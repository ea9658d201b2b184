"""What a newcomer changes, compared on equal terms."""

from __future__ import annotations

import json

import numpy as np
import pytest

from ceecluster.agreement import kendall_w
from ceecluster.planning import enlarge, ranking
from ceecluster.planning.enlargement import NEAR
from factories import frozen, make_inventory, make_programme, make_world


def order(*values):
    """An inventory's declared priorities of the five objectives."""
    return {f"OBJ-{code}": {"value": value} for code, value in zip("ABCDE", values, strict=True)}


def record(code):
    """A record that names no objective."""
    return make_programme(f"{code.lower()}-a", objectives=[])


def world(newcomer):
    """Three members of one order, and a candidate that declares these priorities."""
    return make_world(
        *(make_inventory(code, record(code), priorities=order(0, 1, 2, 3, 4)) for code in ("AT31", "AT12", "CZ")),
        candidates={"HR": make_inventory("HR", record("HR"), priorities=newcomer)},
        network={
            "candidates": [{"code": "HR", "name": {"en": "Croatia"}, "country": "HR", "nuts": ["HR0"], "vintage": 2021}]
        },
    )


def w_of(result):
    """W without and with the candidate, as compared."""
    return result.indices.set_index("index").loc["w", ["before", "after"]].tolist()


def test_w_is_compared_above_chance():
    """A newcomer with the opposite order: (W - 1/m) / (1 - 1/m), the mean correlation of two regions' orders."""
    opposite = np.array([[0, 1, 2, 3, 4]] * 3 + [[4, 3, 2, 1, 0]])
    # Of six pairs three agree fully and three are opposite: the mean correlation is 0, where W itself is 1/4.
    assert kendall_w(opposite).value == pytest.approx(0.25)
    assert w_of(enlarge(world(order(4, 3, 2, 1, 0)), "HR")) == pytest.approx([1, 0])


def test_w_is_compared_over_the_same_issues():
    """A newcomer without a position on an issue takes it out of both sides, not of one."""
    some = order(0, 1, 2, 3, 4)
    del some["OBJ-A"]
    assert w_of(enlarge(world(some), "HR")) == pytest.approx([1, 1])


def test_enlargement_says_what_changes_and_what_is_missing():
    """Before and after for each level, its similarity to each member, what to document first; all of it as JSON."""
    study = frozen()
    code = study.world.network.candidates[0].code
    result = enlarge(study.world, code, comparison=study.comparison, agreement=study.agreement)
    levels = [level.id for level in study.world.network.levels]
    assert [row.level for row in result.changes if row.index == "coherence"] == levels
    assert {row.region for row in result.likeness} == {region.code for region in study.world.network.regions}
    assert result.to_document and result.offer.records
    assert list(result.indices["level"].dropna()) == levels
    json.dumps(result.to_dict(), allow_nan=False)


def test_ranking_lists_every_candidate_best_first():
    """All candidates are there; fit falls; those without records stand last with the reason."""
    study = frozen()
    found = ranking(study.world)
    assert {row.candidate for row in found.rows} == {region.code for region in study.world.network.candidates}
    fits = [row.fit for row in found.known]
    assert fits == sorted(fits, reverse=True)
    assert found.rows == (*found.known, *found.silent)
    assert all(row.why_not for row in found.silent)


def test_near_fits_share_a_rank():
    """A rank is one more than the candidates clearly ahead: whoever is nearer than NEAR to the first is first, too."""
    found = ranking(frozen().world).known
    for row in found:
        assert row.rank == 1 + sum(other.fit > row.fit + NEAR for other in found)
    assert len({row.rank for row in found}) < len(found)
