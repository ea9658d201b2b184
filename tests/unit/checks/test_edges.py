"""Edges of checks: what is still known, and what is no longer."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest

from ceecluster.checks import completeness, consistency, plausibility, years
from ceecluster.checks.across import _alike, _folded, _same
from ceecluster.checks.consistency import _wanted, shares_do_not_sum, shares_leave_a_rest
from ceecluster.checks.evidence import is_copy
from ceecluster.checks.evidence_table import count
from ceecluster.checks.framework import rule_without_sense
from ceecluster.checks.likeness import Likeness
from ceecluster.checks.nuts import _VALID, is_known, is_plausible
from ceecluster.checks.selfchecks import wrong_value
from ceecluster.checks.succession import _in_circle
from ceecluster.model import Network
from factories import GUIDELINES, NETWORK, make_inventory, make_programme, make_world


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


def hits(rule: Any, file: Any, framework: Any = None) -> int:
    """How many findings a rule has in a file."""
    records = [*enumerate(getattr(file, "programmes", ()))]
    document = SimpleNamespace(is_table=False)
    file = SimpleNamespace(model=file)
    context = SimpleNamespace(
        file=file,
        records=records,
        framework=framework,
        document=document,
        at=lambda *_, **__: None,
        add=lambda *_, **__: "",
    )
    return len([*rule(context)])


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


def told(rule: Any, **fields: Any) -> int:
    """How many findings a rule has of a record that begins in 2010, unless said."""
    record = make_programme("at31-a", **{"start": 2010, **fields})
    return hits(rule, make_inventory("AT31", record), make_world())


BUDGET = {"amount": 1, "currency": "EUR"}
EVALUATION = {"kind": "impact", "object": "programme"}


COUNT, STAFF = {"what": "m", "count": 5}, {"fte": 5}
BESIDE = [
    *(
        (years.end_before_start, {"end": 2010}, {"end": 2009}),
        (years.end_before_start, {"end": None}, {"end": 1999}),
    ),
    (
        years.budget_outside,
        {"budget": [{**BUDGET, "period": [2010, 2011]}]},
        {"budget": [{**BUDGET, "period": [2009, 2011]}]},
    ),
    (
        years.budget_outside,
        {"end": 2011, "budget": [{**BUDGET, "period": [2010, 2011]}]},
        {"end": 2011, "budget": [{**BUDGET, "period": [2010, 2012]}]},
    ),
    (
        years.period_reversed,
        {"budget": [{**BUDGET, "period": [2011, 2011]}]},
        {"budget": [{**BUDGET, "period": [2011, 2010]}]},
    ),
    # EUP-A is open from 2021 to 2027, and pays for three years more.
    *(
        (
            years.eu_programme_closed,
            {"eu_programmes": [{"code": "EUP-A", "years": fine}]},
            {"eu_programmes": [{"code": "EUP-A", "years": wrong}]},
        )
        for fine, wrong in (([2030, 2031], [2031, 2031]), ([2019, 2021], [2019, 2020]))
    ),
    (
        years.label_expires_early,
        {"labels": [{"code": "LBL-A", "year": 2015, "until": 2015}]},
        {"labels": [{"code": "LBL-A", "year": 2015, "until": 2014}]},
    ),
    (
        years.target_not_measurable,
        {"objectives": [{"code": "OBJ-A", "baseline": 1, "target": 2, "due": 2010}]},
        {"objectives": [{"code": "OBJ-A", "baseline": 1, "target": 2, "due": 2009}]},
    ),
    (
        years.target_not_measurable,
        {"objectives": [{"code": "OBJ-A", "target": 2}]},
        {"objectives": [{"code": "OBJ-A", "baseline": 2, "target": 2}]},
    ),
    (
        years.evaluation_out_of_time,
        {"evaluations": [{**EVALUATION, "year": 2010}]},
        {"evaluations": [{**EVALUATION, "year": 2009}]},
    ),
    (
        years.evaluation_out_of_time,
        {"evaluations": [{**EVALUATION, "year": 2026}]},
        {"evaluations": [{**EVALUATION, "year": 2027}]},
    ),
    (years.start_in_the_future, {"start": 2026}, {"start": 2027}),
    (
        consistency.types_exceed_members,
        {"members": [{"count": 5, "what": "m", "types": {"ACT-A": 5}}]},
        {"members": [{"count": 5, "what": "m", "types": {"ACT-A": 3, "ACT-B": 3}}]},
    ),
    (
        consistency.excludes_own_objective,
        {"excludes": [{"objective": "OBJ-B", "reason": "r"}]},
        {"excludes": [{"objective": "OBJ-A", "reason": "r"}]},
    ),
    (consistency.unknown_level, {"level": ["policy"]}, {"level": ["polcy"]}),
    (consistency.place_outside, {"nuts": "AT31"}, {"nuts": "CZ01"}),
    (completeness.no_start, {}, {"start": None}),
    (completeness.no_objective, {}, {"objectives": []}),
    (
        completeness.no_target,
        {"target_groups": [], "instruments": [{"code": "INS-A", "targets": ["TGR-A"]}]},
        {"target_groups": []},
    ),
    (
        completeness.no_money,
        {"level": ["administrative"], "funding": {"FND-A": None}},
        {"level": ["administrative"]},
    ),
    (completeness.no_instrument, {"instruments": []}, {"instruments": [], "level": ["policy", "initiative"]}),
    (completeness.no_summary, {"summary": "What it is."}, {}),
    (
        plausibility.counted_before_start,
        {"members": [{**COUNT, "as_of": 2010}]},
        {"members": [{**COUNT, "as_of": 2009}]},
    ),
    (plausibility.counted_before_start, {"staff": [{**STAFF, "as_of": 2010}]}, {"staff": [{**STAFF, "as_of": 2009}]}),
    *(
        (plausibility.counted_after_date, {name: [{**one, "as_of": 2026}]}, {name: [{**one, "as_of": 2027}]})
        for name, one in (("members", COUNT), ("staff", STAFF), ("reach", COUNT))
    ),
]
"""A rule of records, fields of a record at its bound, and fields one step beside it."""


@pytest.mark.parametrize(("rule", "fine", "wrong"), BESIDE)
def test_one_step_beside_a_year_or_a_count(rule: Any, fine: dict[str, Any], wrong: dict[str, Any]) -> None:
    """Exactly at the bound nothing is said, one beside it one thing."""
    assert (told(rule, **fine), told(rule, **wrong)) == (0, 1)


@pytest.mark.parametrize(("rule", "fine", "wrong"), BESIDE)
def test_what_stands_beside_a_fault_hides_nothing(rule: Any, fine: dict[str, Any], wrong: dict[str, Any]) -> None:
    """Records without a fault before and after it, among them one that says little; and entries of the same list."""
    plain = [{"start": None, "level": ["policy"]}, {"start": 2010}, {"start": 2010, **fine}]
    silent = [fields for fields in plain if told(rule, **fields) == 0]
    others = [make_programme(f"at31-{n}", **fields) for n, fields in enumerate(silent)]
    record = make_programme("at31-a", **{"start": 2010, **wrong})
    for records in ([*others, record], [record, *others]):
        assert hits(rule, make_inventory("AT31", *records), make_world()) == 1
    lists = [name for name, value in wrong.items() if isinstance(value, list) and value and fine.get(name)]
    for name in lists if "level" not in wrong else ():
        assert told(rule, **{**wrong, name: [*fine[name], *wrong[name]]}) == 1
        assert told(rule, **{**wrong, name: [*wrong[name], *fine[name]]}) == 1


def test_a_number_that_is_counted_from_nothing_is_not_below_it() -> None:
    """Answers of a self-check: steps, yes or no, words, and numbers within their scale."""

    def wanted(measure: dict[str, Any], value: Any) -> bool:
        criterion = make_world(
            guidelines={"criteria": [{**GUIDELINES["criteria"][0], "measure": measure}]}
        ).guidelines.criteria[0]
        return wrong_value(criterion, value) is None

    ordinal = GUIDELINES["criteria"][0]["measure"]
    assert [value for value in (-1, 0, 4, 5, 2.5, True, "never") if wanted(ordinal, value)] == [0, 4, "never"]
    number = {"kind": "number", "unit": "x", "points": [[0, 0], [10, 1]]}
    assert [wanted(number, value) for value in (-0.1, 0, 99, True, float("inf"))] == [False, True, True, False, False]
    below = {"kind": "number", "unit": "x", "points": [[-5, 0], [10, 1]]}
    assert wanted(below, -99)


def test_who_follows_whom_in_a_circle() -> None:
    """Directly, by a detour, or not at all; a circle of others is none of one's own."""
    steps = {"a": ("a",), "b": ("c", "x"), "c": ("b",), "d": ("b",), "e": ("f",)}
    assert [name for name in "abcdef" if _in_circle(name, steps)] == ["a", "b", "c"]


def pilot(identifier: str = "p", **parts: Any) -> Any:
    """A pilot, as far as it is compared with another."""
    return SimpleNamespace(
        **(
            {"id": identifier, "example": False, "status": "running", "idea": None, "theme": None, "partners": ()}
            | parts
        )
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        *((pilot(), pilot(status="idea"), True), (pilot(), pilot("q"), False)),
        *(
            (pilot(idea="i"), pilot("q", idea="i"), True),
            (pilot(idea="i"), pilot("q", idea="i", status="finished"), False),
        ),
        *(
            (pilot(theme="t", partners="AB"), pilot("q", theme="t", partners="BC"), True),
            (pilot(theme="t", partners="A"), pilot("q", theme="t", partners="B"), False),
        ),
        (pilot(idea="i", example=True), pilot("q", idea="i"), False),
    ],
)
def test_two_entries_of_one_pilot(one: Any, other: Any, same: bool) -> None:
    """One id, one idea, or one theme with a partner in common; examples and what does not run are no twins."""
    assert (_same(one, other) is not None) is same


def test_records_that_may_be_the_same() -> None:
    """Words in any order and spelling; the same start, or none on one side; a level in common."""
    assert _folded("Švejk: the Cluster-Plan") == _folded("plan cluster THE svejk")
    base = make_programme("ra", start=2010)
    told_alike = [
        _alike(base, make_programme("rb", **fields))
        for fields in ({"start": 2010}, {"start": 2011}, {"start": None}, {"start": 2010, "level": ["initiative"]})
    ]
    assert told_alike == [True, False, True, False]


def test_likeness_by_hand() -> None:
    """Two texts, two words each, one shared: idf 1 + ln(3/3) and 1 + ln(3/2); words of two letters are none."""
    found = Likeness(["Wind farm, of it", "wind park"])
    rare = 1 + math.log(1.5)
    length = math.sqrt(1 + rare**2)
    shares = found.shares("WIND")
    assert shares == {0: {"wind": pytest.approx(1 / length)}, 1: {"wind": pytest.approx(1 / length)}}
    twice = found.shares("farm farm wind")[0]
    both = math.sqrt(((1 + math.log(2)) * rare) ** 2 + 1)
    assert twice["farm"] == pytest.approx((1 + math.log(2)) * rare / both * rare / length)
    assert found.telling("Farm wind", twice, 1) == ("Farm",) and found.telling("Farm wind", twice, 5) == (
        "Farm",
        "wind",
    )
    # In four of five texts a word is no reason; in three of five it is.
    many = Likeness(["wind", "wind", "wind", "wind farm", "farm", "farm"])
    assert many.telling("wind farm", {"wind": 1.0, "farm": 0.5}, 5) == ("farm",)


@pytest.mark.parametrize(
    ("url", "copy"),
    [
        *(
            ("https://docplayer.hu/x", True),
            ("https://mydocplayer.hu/x", False),
            ("https://web.archive.org/web/2001", True),
        ),
        *(
            ("https://archive.org.example/x", False),
            ("https://a.example/https://b.example", True),
            ("https://a.example/x/https", False),
        ),
    ],
)
def test_hosts_that_keep_copies(url: str, copy: bool) -> None:
    """A part of the name between dots, or the end of it; an address in an address."""
    assert is_copy(url, ("docplayer", "archive.org")) is copy
