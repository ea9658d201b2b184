"""Edges of planning: what counts exactly at a threshold and one step beside it."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from ceecluster.planning import core
from ceecluster.planning.commission import european_case
from ceecluster.planning.equal_records import on_equal_records
from ceecluster.planning.evidence_base import is_alive
from ceecluster.planning.funding import funding_sources
from ceecluster.planning.offer import RecordEffect, _Codes, _codes, _effects
from ceecluster.planning.organisations import _organisation
from ceecluster.planning.problem import Constraints, Option
from ceecluster.planning.programme_use import ProgrammeUse
from factories import VOCABULARY, make_inventory, make_programme, make_world


@pytest.mark.parametrize(("end", "year", "alive"), [(2020, 2020, True), (2020, 2021, False), (None, 2099, True)])
def test_a_record_is_alive_in_its_last_year(end: int | None, year: int, alive: bool) -> None:
    """Through the year it ends in; one without a documented end goes on."""
    assert is_alive(make_programme(start=2010, end=end), year) is alive


def test_an_organisation_is_strong_from_three_quarters_and_weak_to_a_quarter() -> None:
    """Both ends count; between them it is neither."""
    found = _organisation("AT31", make_programme(), {"A": 0.75, "B": 0.74, "C": 0.25, "D": 0.26}, frozenset())
    assert (found.strong, found.weak) == ({"A"}, {"C"})


@pytest.mark.parametrize(
    ("best", "kinds"),
    [(9, ("core", "borderline")), (8, ("borderline", "borderline")), (10, ("core", "exterior"))],
)
def test_nine_tenths_of_the_draws_are_core_and_a_tenth_is_not_exterior(
    best: int, kinds: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ends belong to the better class: 9 of 10 draws are core, 1 of 10 is borderline, none is exterior."""

    def drawn(*_: Any, draws: int, **__: Any) -> Iterator[np.ndarray]:
        yield from (np.array([1.0, 0.5]) if k < best else np.array([0.5, 1.0]) for k in range(draws))

    monkeypatch.setattr(core, "drawn_values", drawn)
    options = [Option("a", 1, ("R0",)), Option("b", 1, ("R1",))]
    found = core.core_index(
        *(options, np.ones((2, 1)), np.ones((2, 1)), {"x": 1.0}),
        **{"regions": ["R0", "R1"], "constraints": Constraints(1, 1, None, None, cover_all=False), "draws": 10},
    )
    assert [(row.id, row.core) for row in found.shares] == [("a", best / 10), ("b", pytest.approx(1 - best / 10))]
    assert tuple(row.kind for row in found.shares) == kinds


def test_members_with_exactly_the_common_number_of_records_count() -> None:
    """Three records each: two members and the newcomer are compared on three."""
    world = make_world(
        *(
            make_inventory(code, *(make_programme(f"{code.lower()}-{n}") for n in range(3)))
            for code in ("AT31", "AT12", "CZ")
        )
    )
    found = on_equal_records(world, "CZ", "policy")
    assert (found.m, found.own, found.regions) == (3, 3, 2)


def test_half_of_the_members_make_a_code_usual() -> None:
    """One of two members is half: usual, and not rare; the candidate's own does not count."""
    world = make_world(
        make_inventory("AT31", make_programme("at31-a", objectives=["OBJ-A", "OBJ-B"])),
        make_inventory("AT12", make_programme("at12-a", objectives=["OBJ-A"])),
        make_inventory("CZ", make_programme("cz-a", objectives=["OBJ-C"])),
    )
    found = _codes(world, "CZ")
    assert found.usual == ("OBJ-A", "OBJ-B") and not {"OBJ-A", "OBJ-B", "OBJ-C"} & set(found.rare)


@pytest.mark.parametrize(
    ("own", "fit", "without", "effects"),
    [
        ({}, 0.0, (0.0, 0.0), (0.0, 0.0)),
        ({"X": ("r-a",)}, 0.5, (0.0, 0.5), (0.5, 0.0)),
        ({"X": ("r-a", "r-b"), "Y": ("r-a", "r-b")}, 1.0, (1.0, 1.0), (0.0, 0.0)),
    ],
)
def test_a_record_counts_for_what_the_candidate_alone_has_by_it(
    own: dict[str, tuple[str, ...]], fit: float, without: tuple[float, float], effects: tuple[float, float]
) -> None:
    """Two codes that most hold, two records: what both carry hangs on neither, and where nothing is shared it is 0."""
    joined = make_world(make_inventory("CZ", make_programme("r-a"), make_programme("r-b")))
    codes = _Codes(own, {}, {}, ("X", "Y"), ())
    offer: Any = SimpleNamespace(candidate="CZ", fit=fit)
    found = _effects(joined, codes, offer, [])
    assert found == tuple(RecordEffect(f"r-{r}", w, e) for r, w, e in zip("ab", without, effects, strict=True))


def test_the_only_record_of_a_candidate_has_the_whole_fit() -> None:
    """Without it there is no share; a candidate without a base has no effect either."""
    joined = make_world(make_inventory("CZ", make_programme("r-a")))
    codes = _Codes({"X": ("r-a",)}, {}, {}, ("X",), ())
    fits: list[Any] = [SimpleNamespace(candidate="CZ", fit=fit) for fit in (1.0, None)]
    assert [_effects(joined, codes, fit, []) for fit in fits] == [
        (RecordEffect("r-a", None, 1.0),),
        (RecordEffect("r-a", None, 0.0),),
    ]


@pytest.mark.parametrize(("end", "outlives"), [(2027, True), (2028, False)])
def test_a_programme_that_closes_in_the_last_year_outlives_the_action(end: int, outlives: bool) -> None:
    """Costs count through the year it closes."""
    world = make_world(make_inventory("AT31", make_programme()))
    assert VOCABULARY["eu_programmes"][0]["closes"] == 2027
    (source,) = funding_sources(world, ("AT31",), start=2026, end=end)
    assert source.outlives is outlives


@pytest.mark.parametrize(("members", "holders", "shared"), [(3, 2, 1), (3, 1, 0), (4, 2, 1), (5, 3, 0)])
def test_two_thirds_of_the_positions_make_an_aim_shared(members: int, holders: int, shared: int) -> None:
    """Exactly two of three is wide enough for the page, where exactly two thirds of the members have a position."""
    cases = [SimpleNamespace(positions=3, holders=range(holders)), SimpleNamespace(positions=0, holders=())]
    network = SimpleNamespace(regions=[SimpleNamespace(code=f"R{n}") for n in range(members)])
    agreement: Any = SimpleNamespace(world=SimpleNamespace(network=network), cases=cases)
    use: Any = SimpleNamespace(openings=[], start=2026)
    found = european_case(agreement, SimpleNamespace(opening=()), use, SimpleNamespace(chapters=()))  # type: ignore[arg-type]
    assert len(found.shared) == shared


@pytest.mark.parametrize(("members", "told"), [(2, ("ALL",)), (0, ())])
def test_a_programme_for_all_has_every_member_in_its_area(members: int, told: tuple[str, ...]) -> None:
    """Both of two members, not one of them; a network without members has none for all."""
    openings = [SimpleNamespace(code=code, eligible=range(n)) for code, n in (("ALL", members), ("ONE", 1))]
    world: Any = SimpleNamespace(network=SimpleNamespace(regions=range(members)))
    found = ProgrammeUse(world, 2026, (), tuple(openings), ())  # type: ignore[arg-type]
    assert found.for_all == told
