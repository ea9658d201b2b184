"""Edges of checks: what is still known, and what is no longer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ceecluster.checks.consistency import _wanted, shares_do_not_sum, shares_leave_a_rest
from ceecluster.checks.evidence_table import count
from ceecluster.checks.framework import rule_without_sense
from ceecluster.checks.nuts import _VALID, is_known, is_plausible
from ceecluster.model import Network
from factories import NETWORK, make_inventory, make_programme, make_world


def test_a_code_is_known_in_its_first_and_its_last_vintage() -> None:
    """Both ends of every span, and not one step outside all spans of the code."""
    assert _VALID
    for stem, spans in _VALID.items():
        for first, last in spans:
            assert is_known(stem, first) and is_known(stem, last), stem
        assert is_known(stem, min(first for first, _ in spans) - 1) is False, stem
        assert is_known(stem, max(last for _, last in spans) + 1) is False, stem


@pytest.mark.parametrize(
    ("code", "known"),
    [
        # docs/reference/nuts.md: Italian codes changed in 2010, Slovenia's in 2013, Hungary's and Poland's in 2016.
        *(("ITD5", [2006]), ("ITH5", [2010, 2013, 2016, 2021, 2024]), ("SI02", [2006, 2010])),
        *(("SI04", [2013, 2016, 2021, 2024]), ("HU10", [2006, 2010, 2013]), ("HU12", [2016, 2021, 2024])),
        *(("PL12", [2006, 2010, 2013]), ("PL92", [2016, 2021, 2024]), ("HR04", [2010, 2013, 2016])),
        *(("HR02", [2006, 2021, 2024]), ("HR06", [2021, 2024]), ("HU32", [2006, 2010, 2013, 2016, 2021, 2024])),
        *(("HR01", [2006]), ("CZ08", [2006, 2010, 2013, 2016, 2021, 2024]), ("CZ09", [])),
    ],
)
def test_recodings_of_the_reference_page(code: str, known: list[int]) -> None:
    """The vintages that have a code, and those alone."""
    assert [vintage for vintage in (2006, 2010, 2013, 2016, 2021, 2024) if is_known(code, vintage)] == known
    assert is_known(code + "1", 2021) is is_known(code, 2021) and is_plausible(code) is bool(known)


def test_what_the_table_cannot_tell() -> None:
    """Other countries and levels are neither known nor unknown."""
    assert is_known("DE21", 2021) is None and is_known("AT3", 2021) is None and is_known("ITC1", 2021) is None
    assert is_plausible("DE21") and is_plausible("AT3") and not is_plausible("at31") and not is_plausible("AT3111")


def measure(kind: str, **more: Any) -> Any:
    """A measure as far as its values are judged."""
    return SimpleNamespace(kind=kind, **more)


def test_values_that_a_measure_takes() -> None:
    """Steps 0 to 4, all of them and no others; yes and no; shares with both ends; `never` where it says so."""
    fine = [
        value
        for value in (-1, 0, 1, 2, 3, 4, 5, 0.5, 2.0, True, "2", float("nan"))
        if not _wanted(measure("ordinal"), value)
    ]
    assert fine == [0, 1, 2, 3, 4, 2.0]
    assert [_wanted(measure("boolean"), value) == "" for value in (True, False, 1, 0, "yes")] == [
        True,
        True,
        *[False] * 3,
    ]
    shares = [_wanted(measure("share"), value) == "" for value in (0, 1, 0.5, -0.01, 1.01, True)]
    assert shares == [True, True, True, False, False, False]
    assert [_wanted(measure("number", never=n), "never") == "" for n in (0.0, None)] == [True, False]


def hits(rule: Any, file: Any) -> int:
    """How many findings a rule has in a file."""
    records = [*enumerate(getattr(file, "programmes", ()))]
    return len([*rule(SimpleNamespace(file=SimpleNamespace(model=file), records=records, at=lambda *_, **__: None))])


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        *(
            ({}, 0),
            ({"plan": {"min_pilots": 3, "max_pilots": 3}}, 0),
            ({"plan": {"min_pilots": 4, "max_pilots": 3}}, 1),
        ),
        *(({"plan": {"partners": [3, 3]}}, 0), ({"plan": {"partners": [4, 3]}}, 1)),
        *(({"dimension_weights": {"objectives": 0, "sectors": 1}}, 0), ({"dimension_weights": {"objectives": 0}}, 1)),
        ({"dimension_weights": {"objectives": 2, "sectors": -1}}, 1),
    ],
)
def test_rules_that_cannot_be_met(rules: dict[str, Any], found: int) -> None:
    """As many at least as at most can be met; one weight of 0 can, all of them and one below cannot."""
    network = Network.model_validate(NETWORK)
    plan = network.rules.plan.model_copy(update={"partners": (2, 3), **rules.get("plan", {})})
    own = network.rules.model_copy(
        update={"plan": plan, "dimension_weights": rules.get("dimension_weights", {"a": 1.0})}
    )
    assert hits(rule_without_sense, network.model_copy(update={"rules": own})) == found


@pytest.mark.parametrize(
    ("shares", "over", "under"),
    [
        *(({"FND-A": 0.5, "FND-B": 0.505}, 0, 0), ({"FND-A": 0.5, "FND-B": 0.506}, 1, 0)),
        *(({"FND-A": 0.5, "FND-B": 0.495}, 0, 0), ({"FND-A": 0.5, "FND-B": 0.494}, 0, 1)),
        *(({"FND-A": 0.5, "FND-B": None}, 0, 0), ({}, 0, 0)),
    ],
)
def test_shares_add_up_to_half_a_hundredth(shares: dict[str, float | None], over: int, under: int) -> None:
    """Half a hundredth is rounding, more is not; an open share explains the rest."""
    file = make_inventory("AT31", make_programme(funding=shares))
    assert (hits(shares_do_not_sum, file), hits(shares_leave_a_rest, file)) == (over, under)


def test_a_record_is_alive_from_the_first_year_looked_at() -> None:
    """One that ended in the first of the years counts among the living, one that ended before it does not."""
    since = 2026 - max(make_world(make_inventory()).network.rules.seen_within)
    records = [make_programme(f"at31-{n}", start=2001, end=since - n) for n in range(2)]
    rows = count(make_world(make_inventory("AT31", *records, make_programme("at31-x", example=True))))
    row = next(row for row in rows if row.owner == "AT31" and row.level is None)
    assert (row.records, row.open) == (2, 1)
