"""Single steps of planning on made-up rows: order, ties, denominators and dates, each worked out by hand."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ceecluster.agreement.agreement import Agreement
from ceecluster.coherence.learning import LearningPair, RegionLesson
from ceecluster.errors import UsageError
from ceecluster.model import Pilot
from ceecluster.planning import lessons
from ceecluster.planning.actionplan import _funding
from ceecluster.planning.application import CallState, _named, _together, _unsettled
from ceecluster.planning.bounds import views
from ceecluster.planning.candidates import Candidate, Candidates, _cost, _identifier, _Maker, _objectives
from ceecluster.planning.commission import _practices
from ceecluster.planning.contacts import Introduction, Introductions, _places
from ceecluster.planning.core import CoreIndex, CoreShare, draw_weights, drawn_value
from ceecluster.planning.critical_mass import CriticalMass, MemberCount, Sector, _memberships
from ceecluster.planning.earlier import chosen, keys_of, lessons_for, settled
from ceecluster.planning.ended import as_a_whole, history, last_day, learned
from ceecluster.planning.enlargement import NEAR, Enlargement, MemberSimilarity, RankedCandidate, Ranking, _less, _rank
from ceecluster.planning.equal_records import _change
from ceecluster.planning.evidence_base import EvidenceBase, open_programmes
from ceecluster.planning.followed import Fault, Lack, Remark
from ceecluster.planning.lessons import exchange_pairs
from ceecluster.planning.meeting import Item, Open, Why, _of_cells, _open, _whys, seats_of
from ceecluster.planning.monitoring import _bounds, _indicator, _money, _outdated
from ceecluster.planning.offer import CodeHeld, FitReasons, Offer, RecordEffect
from ceecluster.planning.problem import Constraints, Option, Problem
from ceecluster.planning.selection import Ranked, Selection, _dropped, relaxations, select
from ceecluster.planning.shares import equal_shares
from ceecluster.planning.solvers import best_portfolios, choose_method, rank
from ceecluster.planning.transregional import find_programmes
from ceecluster.planning.value import Theme
from factories import make_inventory, make_programme, make_world

Row = SimpleNamespace


def blank(kind: type, **parts: Any) -> Any:
    """One of these rows, as far as it is read."""
    return kind(**{**dict.fromkeys(each.name for each in fields(kind)), **parts})


def pilot(identifier: str = "p", **parts: Any) -> Pilot:
    """A pilot on file."""
    return Pilot.model_validate({"id": f"pilot-{identifier}", "title": {"en": "T"}, "status": "running", **parts})


# What happened to pilots


def test_a_stopped_pilot_is_judged_by_its_last_stop() -> None:
    """The last day it was stopped, if that has come; any other by the day of the report."""
    stops = [Row(date=day, what="stopped") for day in ("2024-05-01", "2025-03-01")]
    today = date(2025, 6, 30)
    of: Any = Row(status="stopped", history=[*stops, Row(date="2025-04-01", what="changed")])
    assert last_day(of, today) == date(2025, 3, 1) and last_day(of, date(2024, 6, 1)) == date(2024, 6, 1)
    assert last_day(Row(status="running", history=stops), today) == today  # type: ignore[arg-type]
    assert last_day(Row(status="stopped", history=[]), today) == today  # type: ignore[arg-type]


def ended(status: str, *events: tuple[str, str], end: str | None = None, **more: Any) -> Any:
    """A pilot that ended."""
    found = [Row(date=day, what=what) for day, what in events]
    rest = {"dac": {}, "lessons": (), "go_on": None, "id": "p"}
    return Row(status=status, history=found, end=end, **(rest | more))


def test_a_pilot_as_a_whole() -> None:
    """Reached from the target on, done milestones, answers but the open ones; nothing of one that ends later."""
    today = date(2025, 6, 30)
    dac = {name: Row(answer=answer) for name, answer in zip("abcd", ("yes", "open", "no", "yes"), strict=True)}
    rows: Any = [Row(progress=1.0), Row(progress=0.99), Row(progress=None), Row(progress=1.2)]
    steps: Any = [Row(done="2025-01-01"), Row(done=None)]
    of = ended("finished", ("2024-01-01", "started"), ("2025-06-30", "finished"), dac=dac, lessons=("x", "y"))
    (found,) = as_a_whole(of, rows, steps, today)
    assert (found.on, found.how, found.indicators, found.reached) == ("2025-06-30", "finished", 4, 2)
    assert (found.milestones, found.done, found.answered, found.positive, found.lessons) == (2, 1, 3, 2, 2)
    assert (found.go_on, found.reason) == ("open", None)
    said = ended("stopped", ("2025-01-01", "stopped"), go_on=Row(answer="no", evidence="too dear"))
    assert [(row.go_on, row.reason) for row in as_a_whole(said, [], [], today)] == [("no", "too dear")]
    later = ended("finished", end="2025-07-01")
    assert not [*as_a_whole(later, [], [], today)] and not [*as_a_whole(ended("running"), [], [], today)]
    assert [row.on for row in as_a_whole(ended("finished", end="2025-06"), [], [], today)] == ["2025-06"]
    assert [row.on for row in as_a_whole(ended("stopped", end="2025-06"), [], [], today)] == [None]


def test_lessons_and_events_up_to_the_day() -> None:
    """On the day they count, the day after not; a lesson without a date counts; events in their order."""
    today = date(2025, 6, 30)
    lessons = [Row(text=text, date=day) for text, day in (("a", None), ("b", "2025-06-30"), ("c", "2025-07-01"))]
    events = [
        Row(date=day, what="changed", region=None, note=None) for day in ("2025-06-30", "2025-01-01", "2025-07-01")
    ]
    of: Any = [Row(id="p", lessons=lessons, history=events)]
    assert [row.text for row in learned(of, today)] == ["a", "b"]
    assert [row.date for row in history(of, today)] == ["2025-01-01", "2025-06-30"]


def begun(identifier: str, status: str, start: str | None = None, **more: Any) -> Any:
    """A pilot of an earlier plan."""
    rest = {"example": False, "idea": f"idea-{identifier}", "theme": None, "go_on": None, "lessons": ()}
    return Row(
        id=identifier, status=status, start=start, **(rest | {"objectives": (), "sectors": (), "criteria": ()} | more)
    )


def test_what_is_settled_before_a_plan_begins() -> None:
    """One that runs since an earlier year, one that should not go on; not one of the plan's own first year."""
    no = Row(answer="no")
    world: Any = Row(
        pilots=[
            *(begun("a", "running", "2026-12"), begun("b", "running", "2027-01"), begun("c", "running")),
            *(begun("d", "finished", go_on=no, theme="T"), begun("e", "finished", go_on=Row(answer="yes"))),
            *(
                begun("f", "stopped", go_on=no, idea=None),
                begun("g", "idea", "2020"),
                begun("h", "running", "2020", example=True),
            ),
        ]
    )
    found = settled(world, 2027)
    assert {key: (each.pilot, each.running) for key, each in found.items()} == {
        **{"idea-a": ("a", True), "idea-d": ("d", False), "T": ("d", False)},
    }
    assert keys_of(begun("d", "x", theme="T")) == ("idea-d", "T") and keys_of(begun("f", "x", idea=None)) == ()


def test_the_newest_decision_on_the_plan_of_the_year() -> None:
    """By its pilots, whatever the letter was then; none where the plan has no such option any more."""
    told = [
        ("2025-01-01", "2026", "ab"),
        ("2025-02-01", "2027", "c"),
        ("2025-03-01", "2026", "ba"),
        ("2025-04-01", None, ""),
    ]
    decisions = [
        Row(date=day, choice=Row(plan=plan, pilots=list(pilots)) if plan else None) for day, plan, pilots in told
    ]
    world: Any = Row(decisions=decisions)
    found = chosen(world, 2026, {"A": ["c"], "B": ["a", "b"]})
    assert found is not None and (found.date, found.letter) == ("2025-03-01", "B")
    other = chosen(world, 2027, {"A": ["a"]})
    assert other is not None and (other.date, other.letter) == ("2025-02-01", None)
    assert chosen(world, 2028, {"A": ["a"]}) is None


def test_lessons_of_pilots_that_share_something() -> None:
    """An objective, a sector, a criterion or the idea; pilots that only are ideas taught nothing."""
    theme = Theme("t", ("O",), ("S",), ("C",))
    shared: list[dict[str, Any]] = [
        {"objectives": ("O",)},
        {"sectors": ("S",)},
        {"criteria": ("C",)},
        {"theme": "t"},
        {"sectors": ("X",)},
    ]
    pilots = [begun(f"p{k}", "finished", lessons=(f"l{k}",), **more) for k, more in enumerate(shared)]
    world: Any = Row(pilots=[*pilots, begun("q", "planned", lessons=("no",), objectives=("O",))])
    assert [(each.pilot, each.lesson) for each in lessons_for(world, theme)] == [(f"p{k}", f"l{k}") for k in range(4)]


# Monitoring


def followed(*observations: tuple[str, float], **more: Any) -> Any:
    """An indicator as far as it is read."""
    seen = [Row(date=day, value=value) for day, value in observations]
    return Row(**({"code": "I", "baseline": 0.0, "target": 10.0, "due": "2026-12-31", "observations": seen} | more))


def read(
    indicator: Any, start: str | None = "2025-01-01", end: str | None = None, kind: str = "result"
) -> tuple[Any, list[Any]]:
    """What is told of it on the first of January 2026, and what is wrong."""
    term = Row(kind=kind, title="T", unit="u", max_of=None)
    world: Any = Row(vocabulary=Row(terms=lambda _: {"I": term}))
    problems: list[Any] = []
    of: Any = Row(id="p", start=start, end=end)
    return _indicator(world, of, indicator, date(2026, 1, 1), problems), problems


def test_an_indicator_half_way() -> None:
    """365 of 729 days and half of the way: on track; carried on at that pace it is a little short of twice as much."""
    found, problems = read(followed(("2025-07-02", 2), ("2026-01-01", 5)))
    assert (found.progress, found.light, found.lacking, found.remarks, problems) == (0.5, "on track", (), (), [])
    assert found.elapsed == pytest.approx(365 / 729) and found.forecast == pytest.approx(5 * 729 / 365)
    assert (found.observed, found.observed_on, found.reached_on) == (5, "2026-01-01", "2027-01-01")
    whole, _ = read(followed(("2025-12-01", 0), target=1.0))
    assert (whole.light, whole.remarks) == ("on track", (Remark.WHOLE,))
    bare, _ = read(followed(("2025-12-01", 0), target=1.0, baseline=None), kind="output")
    assert (bare.light, bare.remarks) == ("on track", (Remark.WHOLE, Remark.FROM_NOUGHT))
    two, _ = read(followed(("2025-12-01", 0), target=2.0))
    assert (two.light, two.remarks) == ("off track", ())
    done, said = read(followed(("2025-12-01", 11)))
    assert (done.remarks, [p.what for p in said]) == ((Remark.BEYOND,), [Fault.BEYOND])
    exact, none = read(followed(("2025-12-01", 10)))
    assert (exact.remarks, none, exact.light) == ((), [], "on track")


@pytest.mark.parametrize(
    ("change", "kind", "lacking"),
    [
        ({"baseline": None}, "result", (Lack.BASELINE,)),
        ({"baseline": None}, "output", ()),
        ({"target": None}, "result", (Lack.TARGET,)),
        ({"due": None}, "result", (Lack.DUE,)),
        ({"target": 0.0}, "result", (Lack.CHANGE,)),
        ({"due": "2024-12-31"}, "result", (Lack.TIME,)),
        ({"observations": []}, "result", (Lack.READING,)),
        ({"observations": [Row(date="2024-12-30", value=1)]}, "result", (Lack.RECENT,)),
        ({"observations": [Row(date="2026-01-02", value=1)]}, "result", (Lack.READING,)),
    ],
)
def test_what_an_indicator_lacks(change: dict[str, Any], kind: str, lacking: tuple[Lack, ...]) -> None:
    """Each by itself; an output starts at nought, and that is said."""
    found, problems = read(followed(("2025-12-01", 5), **change), kind=kind)
    assert found.lacking == lacking and (found.light == "no data") == bool(lacking)
    assert (Remark.FROM_NOUGHT in found.remarks) == (kind == "output")
    told = [each.what for each in problems]
    assert told == ([Fault.EARLY] if Lack.TIME in lacking else [Fault.FUTURE] if "2026-01-02" in str(change) else [])


@pytest.mark.parametrize(
    ("when", "end", "old"),
    [
        *((date(2024, 12, 31), None, False), (date(2024, 12, 30), None, True)),
        *(
            (date(2023, 6, 30), "2024-06", False),
            (date(2023, 6, 29), "2024-06", True),
            (date(2024, 12, 30), "2027", True),
        ),
    ],
)
def test_a_reading_of_a_year_ago_still_counts(when: date, end: str | None, old: bool) -> None:
    """366 days before the report, or before the end of a pilot that has ended."""
    assert _outdated(Row(end=end), when, date(2026, 1, 1)) is old  # type: ignore[arg-type]


def test_money_and_results_beyond_their_limits() -> None:
    """All that was planned is not too much; no plan is no share; a result as large as its output is none too large."""
    costs = [
        Row(partner=name, amount=amount, spent=spent, currency="EUR", source=())
        for name, amount, spent in (("A", 100, 100), ("B", 100, 101), ("C", 0, 5), ("D", 50, None))
    ]
    problems: list[Any] = []
    found = [*_money(Row(id="p", costs=costs), problems)]  # type: ignore[arg-type]
    assert [row.share for row in found] == [1, 1.01, None, None]
    assert [(p.what, p.other, p.value, p.limit) for p in problems] == [(Fault.OVERSPENT, "B", 101, 100)]
    terms = {"R": Row(max_of="O"), "O": Row(max_of=None), "X": Row(max_of="?")}
    world: Any = Row(vocabulary=Row(terms=lambda _: terms))

    def told(result: float | None, output: float | None) -> int:
        rows: Any = [Row(indicator=k, observed=v) for k, v in (("R", result), ("O", output), ("X", 9), ("?", 9))]
        return len([*_bounds(world, Row(id="p"), rows)])  # type: ignore[arg-type]

    assert [told(*pair) for pair in ((5, 5), (5.1, 5), (5, None), (None, 5))] == [0, 1, 0, 0]


# The problem, its solvers and the choice


def problem(*options: Option, regions: str = "ABC", **rules: Any) -> Problem:
    """A choice among options; without any rule that is not given."""
    free: dict[str, Any] = {
        "cap_per_region": None,
        "leads_per_region": None,
        "one_per_theme": False,
        "cover_all": False,
    }
    return Problem(options, [*regions], Constraints(**({"min_pilots": 0, "max_pilots": 3} | free | rules)))


def option(name: str, value: float = 1.0, regions: str = "A", **more: Any) -> Option:
    """One candidate."""
    return Option(name, value, tuple(regions), **more)


@pytest.mark.parametrize(
    ("rules", "good", "bad"),
    [
        ({"min_pilots": 1, "max_pilots": 1}, "a", "ab"),
        ({"min_pilots": 2}, "ab", "a"),
        ({"cap_per_region": 1}, "ac", "ab"),
        ({"one_per_theme": True}, "ab", "ac"),
        ({"budget_cap": 3.0}, "ab", "ac"),
        ({"leads_per_region": 1}, "ab", "bc"),
    ],
)
def test_each_rule_alone_admits_and_refuses(rules: dict[str, Any], good: str, bad: str) -> None:
    """a and b share region A, a and c a theme; a costs 1, b 2 and c 2.5; b and c can be led by B alone."""
    of = problem(
        option("a", regions="A", theme="t", cost=1.0, leads=("A",)),
        option("b", regions="AB", theme="u", cost=2.0, leads=("B",)),
        option("c", regions="BC", theme="t", cost=2.5, leads=("B",)),
        **rules,
    )
    assert of.feasible(tuple("abc".index(x) for x in good)) and not of.feasible(tuple("abc".index(x) for x in bad))


def test_what_serves_more_goes_first_and_each_region_counts_once() -> None:
    """One region more is worth more than any value; without coverage it is worth nothing."""
    options = option("a", 0.9, "A"), option("b", 0.1, "BC"), option("c", -0.5, "A", synergies={"b": 0.25})
    of = problem(*options, cover_all=True, max_pilots=2)
    assert of.reward == pytest.approx(1 + 2 * 0.9 + 0.25)
    assert (of.served((0, 1)), of.served((0, 2)), of.served(())) == (3, 1, 0)
    assert of.value((1, 2)) == pytest.approx(-0.4 + 0.25) and of.objective((0, 2)) == pytest.approx(of.reward + 0.4)
    assert problem(*options).reward == 0 and problem(cover_all=True).reward == 0
    assert best_portfolios(problem(*options, cover_all=True, max_pilots=1)).portfolios == ((1,),)


def test_of_two_words_on_a_synergy_the_stronger_counts() -> None:
    """0.2 and 0.3 are 0.3; 0.2 and -0.2 the warning; with itself or with nobody there is none."""

    def between(one: float, two: float) -> dict[tuple[int, int], float]:
        return problem(option("a", synergies={"b": one, "a": 9, "z": 9}), option("b", synergies={"a": two})).synergies

    assert (
        between(0.2, 0.3) == {(0, 1): 0.3}
        and between(0.2, -0.2) == {(0, 1): -0.2}
        and between(-0.4, 0.3) == {(0, 1): -0.4}
    )
    assert between(0, 0) == {}


def test_leads_are_found_by_going_back() -> None:
    """a could be led by A or B, b by A alone: A leads b. With one lead more each keeps its first; without any, none."""
    of = problem(option("a", leads=("A", "B")), option("b", leads=("A",)), leads_per_region=1)
    assert of.leads((0, 1)) == {1: "A", 0: "B"} and of.fixed_leads.tolist() == [-1, 0]
    none = problem(option("a", leads=("A",)), option("b", leads=("A",)), leads_per_region=1)
    assert none.leads((0, 1)) is None
    two = problem(option("a", leads=("A",)), option("b", leads=("A",)), leads_per_region=2)
    assert two.leads((0, 1)) == {0: "A", 1: "A"}
    # The third of three must take what the others leave: found only by going back on both.
    three = [option("x", leads=("A", "B")), option("y", leads=("B", "C")), option("z", leads=("A", "B"))]
    found = problem(*three, leads_per_region=1).leads((0, 1, 2))
    assert found is not None and sorted(found.values()) == ["A", "B", "C"]
    assert problem(option("a", regions=""), leads_per_region=1).leads((0,)) == {}


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        *(({"min_pilots": 2, "max_pilots": 1}, "at least 2"), ({"min_pilots": -1}, "at least -1")),
        *(({"cap_per_region": 0}, "cap_per_region is 0"), ({"leads_per_region": 0}, "leads_per_region is 0")),
        ({"budget_cap": -1.0}, "budget cap"),
    ],
)
def test_rules_that_contradict_themselves(rules: dict[str, Any], said: str) -> None:
    """Said in words; the edges themselves are fine."""
    with pytest.raises(UsageError, match=said):
        problem(**rules)
    assert problem(min_pilots=0, max_pilots=0, cap_per_region=1, leads_per_region=1, budget_cap=0.0).reward == 0


def test_options_are_told_apart_and_have_a_value() -> None:
    """An id twice, or a value that is none, is named."""
    with pytest.raises(UsageError, match="share the id 'b'"):
        problem(option("b"), option("a"), option("b"))
    with pytest.raises(UsageError, match="value of 'b'"):
        problem(option("a"), option("b", float("nan")))


def test_equal_portfolios_go_by_assurance_and_then_by_name() -> None:
    """Worth within a thousand-millionth is the same worth."""
    of = problem(option("a", 1.0), option("b", 1.0 + 1e-10, assurance=0.1), option("c", 1.0), option("d", 2.0))
    assert [of.ids(p) for p in rank(of, [(2,), (0,), (1,), (3,), (0,)])] == [("d",), ("b",), ("a",), ("c",)]


@pytest.mark.parametrize(
    ("options", "size", "method"), [(14, 3, "enumerate"), (15, 3, "search"), (499, 1, "enumerate"), (500, 1, "search")]
)
def test_few_portfolios_are_listed_many_are_searched(options: int, size: int, method: str) -> None:
    """1 + 14 + 91 + 364 = 470 and 1 + 499 = 500 are few; 1 + 15 + 105 + 455 = 576 and 501 are many."""
    of = problem(*(option(f"o{k:03}") for k in range(options)), max_pilots=size)
    assert choose_method(of) == method


def test_rules_one_step_looser() -> None:
    """What is not in force is not loosened; dropped altogether where nothing is feasible."""
    rules = Constraints(min_pilots=1, max_pilots=2, cap_per_region=2, leads_per_region=1, budget_cap=5.0)
    found = {name: (now, then) for name, (now, then, _) in relaxations(rules).items()}
    assert found == {
        **{"max_pilots": (2, 3), "min_pilots": (1, 0), "cap_per_region": (2, 3), "leads_per_region": (1, 2)},
        **{
            "budget_cap": (5.0, None),
            "one_per_theme": (True, False),
            "cover_all": (True, False),
            "exclusions": (True, False),
        },
    }
    free = Constraints(0, 2, None, None, one_per_theme=False, cover_all=False, exclusions=False)
    assert list(relaxations(free)) == ["max_pilots"] and _dropped(free) == {}
    assert list(_dropped(rules)) == [
        "min_pilots",
        "cap_per_region",
        "leads_per_region",
        "one_per_theme",
        "budget_cap",
        "exclusions",
    ]


def test_a_selection_by_hand() -> None:
    """Near-optimal within a tenth, that serve as many; prices by what is gained; each region's pilots."""
    options = [
        option("a", 1.0, "AB"),
        option("b", 0.9, "AB"),
        option("c", 0.89, "BC"),
        option("d", 0.95, "A", cost=3.0),
    ]
    rules = Constraints(1, 1, None, None, cover_all=False, one_per_theme=False, budget_cap=9.0)
    found = select(options, regions=[*"ABCD"], constraints=rules, near_optimal=0.1, listed=2)
    assert [(row.rank, row.pilots, row.loss) for row in found.ranked] == [
        (1, ("a",), 0),
        (2, ("b",), pytest.approx(0.1)),
    ]
    assert (found.more, found.served, found.unserved, found.out_of_reach) == (False, 2, ("C", "D"), ("D",))
    wider = select(options, regions=[*"ABCD"], constraints=rules, near_optimal=0.11, listed=2)
    assert [row.pilots for row in wider.ranked] == [("a",), ("b",)] and wider.more
    prices = {row.constraint: (row.now, row.relaxed, row.gain, row.served, row.pilots) for row in found.priced}
    assert prices["max_pilots"] == (1, 2, pytest.approx(0.95), 0, ("a", "d")) and prices["budget_cap"][2] == 0
    assert "exclusions" not in prices and found.priced[0].constraint == "max_pilots"
    assert [(s.region, s.pilots, s.leads, s.value, s.candidates) for s in found.services] == [
        *(("A", 1, 1, 1.0, 3), ("B", 1, 0, 1.0, 3), ("C", 0, 0, 0.0, 1), ("D", 0, 0, 0.0, 0)),
    ]
    assert found.unpriced == ("a",) and found.leads == {"a": "A"} and found.proven and found.feasible


def test_nothing_feasible_names_what_to_loosen() -> None:
    """Two pilots of one theme: the theme or the number; with a cap of money besides, both together."""
    options = [option("a", 1.0, "A", theme="t", cost=2.0), option("b", 0.5, "B", theme="t", cost=2.0)]
    rules = Constraints(2, 2, None, None, cover_all=False)
    found = select(options, regions=[*"AB"], constraints=rules)
    assert (found.feasible, found.value, found.chosen) == (False, None, ())
    assert [(row.constraints, row.relaxed, row.pilots) for row in found.blocked] == [
        (("one_per_theme",), (False,), ("a", "b")),
        (("min_pilots",), (1,), ("a",)),
    ]
    both = select(options, regions=[*"AB"], constraints=replace(rules, budget_cap=1.0))
    assert {row.constraints for row in both.blocked} == {("min_pilots",), ("one_per_theme", "budget_cap")} or {
        row.constraints for row in both.blocked
    } == {("min_pilots",)}


def test_ties_of_a_selection() -> None:
    """Below nine tenths of the draws the first is not told apart; nine tenths are; none where nothing was drawn."""
    rows = tuple(Ranked(k, (), 0, 0, 0, ahead) for k, ahead in enumerate((0.5, 0.89, 0.9, None), start=1))
    found: Selection = blank(Selection, ranked=rows)
    assert found.ties == (2,) and len(found.portfolios) == 4


def test_equal_shares_by_hand() -> None:
    """Two seats, four voters with a half each: x is paid by three at a third each, then y has too little left."""
    table = [[1, 0], [1, 1], [1, 0], [0, 1]]
    found = equal_shares(table, voters=[*"ABCD"], candidates=["x", "y"], seats=2)
    assert [(r.candidate, r.completed) for r in found] == [("x", False), ("y", True)]
    assert found[0].rate == pytest.approx(1 / 3) and found[0].payments == pytest.approx(dict.fromkeys("ABC", 1 / 3))
    assert found[1].rate is None and found[1].payments == pytest.approx({"B": 0.5 - 1 / 3, "D": 0.5})
    assert len(equal_shares(table, voters=[*"ABCD"], candidates=["x", "y"], seats=2, complete=False)) == 1
    apart = equal_shares(table, voters=[*"ABCD"], candidates=["x", "y"], seats=2, conflicts=[("y", "x")])
    assert [r.candidate for r in apart] == ["x"]
    # One runs out of money: A has 1/2 and wants 3 parts of 4, so B pays the other half at rate 1/2.
    uneven = equal_shares([[3], [1]], voters=["A", "B"], candidates=["x"], seats=1)
    assert uneven[0].payments == pytest.approx({"A": 0.5, "B": 0.5}) and uneven[0].rate == pytest.approx(0.5)
    for wrong in ([[1.0]], [[-1.0, 0]] * 4, [[float("nan"), 0]] * 4):
        with pytest.raises(UsageError, match="voters x candidates"):
            equal_shares(wrong, voters=[*"ABCD"], candidates=["x", "y"], seats=1)


def test_drawn_weights_vary_as_they_should() -> None:
    """Their mean is the agreed weights; an average one varies by a quarter; one alone, or of nothing, does not."""
    drawn = draw_weights(np.array([2.0, 1, 0, 1]), 20_000, np.random.default_rng(1))
    assert drawn.mean(axis=0) == pytest.approx([0.5, 0.25, 0, 0.25], abs=0.005) and drawn[:, 2].max() == 0
    even = draw_weights(np.ones(4), 20_000, np.random.default_rng(2))
    assert (even.std(axis=0) / even.mean(axis=0)) == pytest.approx([0.25] * 4, rel=0.03)
    assert draw_weights(np.array([0.0, 2]), 3, np.random.default_rng(1)).tolist() == [[0, 1]] * 3
    parts = np.array([[0.8, np.nan], [0.2, 0.4]])
    value = drawn_value(parts, np.array([[1, 1], [0.5, 1]]), np.array([3.0, 1]), np.array([[0, 0.6], [1, 0]]))
    assert value.tolist() == pytest.approx([(3 * 0.8 + 0.6) / 4, (3 * (0.1 + 0.5) + 0.4) / 4])


def test_shares_of_a_core_index_are_found_by_name() -> None:
    """None of what was not drawn."""
    found = CoreIndex((CoreShare("a", 1.0, "core", 1.0),), 5, 0)
    assert found.of("a") is found.shares[0] and found.of("b") is None and found.table["class"].tolist() == ["core"]


def test_many_regions_are_bounded_by_those_in_fewest_and_in_most_options() -> None:
    """Twelve are one table; of thirteen the rarest and the most frequent twelve; regions in no option are left out."""
    joins = np.tril(np.ones((13, 13), bool))
    (one,) = views(joins[:, 1:], 2)
    assert one.each and one.full == 2**12 - 1 and len(one.others) == 0
    rare, often = views(joins, 2)
    assert (rare.others.tolist(), often.others.tolist(), rare.each, often.each) == ([0], [12], False, True)
    (empty,) = views(np.zeros((3, 4), bool), 1)
    assert empty.full == 0 and [len(rest) for rest in empty.rests] == [1, 1]


# Candidates


def candidate(name: str, value: float = 0.5, regions: str = "A", theme: str = "t", **more: Any) -> Candidate:
    """A candidate, as far as it is read."""
    rest: dict[str, Any] = {"value": value, "low": value, "regions": tuple(regions), "key": theme, "leads": ()}
    return blank(Candidate, id=name, theme=Theme(theme, (), ()), **(rest | more))


def test_exclusions_and_synergies_of_pilots_are_those_of_all_their_variants() -> None:
    """A pilot named by another stands for each partnership that was formed for it."""
    other = Row(id="q", excludes=(), synergies={})
    naming = Row(id="p", excludes=("q", "nobody"), synergies={"q": 0.2})
    found = Candidates(
        (candidate("a", pilot=naming), candidate("q1", pilot=other), candidate("q2", pilot=other)), (), 0, 0
    )
    first, second, _ = found.options()
    assert first.excludes == ("q1", "q2") and first.synergies == {"q1": 0.2, "q2": 0.2} and second.excludes == ()
    assert (first.assurance, first.theme) == (0.5, "t")


def test_costs_are_known_in_euro_alone_and_names_tell_the_partners() -> None:
    """One amount in another currency leaves the sum open; no cost is no sum."""
    euro, crown = Row(currency="EUR", amount=2.0), Row(currency="CZK", amount=1.0)
    told = [_cost(Row(costs=costs)) for costs in ([euro, euro], [euro, crown], [])]  # type: ignore[arg-type]
    assert told == [4.0, None, None] and _cost(None) is None
    theme = Theme("SEC+AIM", (), ())
    assert _identifier(theme, ["AT31", "CZ"], None) == "sec-aim-at31-cz"
    assert _identifier(theme, ["CZ"], Row(id="p")) == "p-cz"  # type: ignore[arg-type]


def test_common_and_wanted_aims_go_before_those_of_a_group() -> None:
    """Requirements are no aims; where nothing is agreed there is none."""
    cases = {
        "common": [("a", "objective"), ("r", "requirement")],
        "wanted": [("b", "objective")],
        "group": [("c", "objective")],
    }

    def of(**classes: list[tuple[str, str]]) -> Any:
        return Row(of_class=lambda *names: [Row(issue=i, kind=k) for n in names for i, k in classes.get(n, [])])

    assert _objectives(of(**cases)) == ("a", "b") and _objectives(of(group=cases["group"])) == ("c",)
    assert _objectives(of(common=[("r", "requirement")])) == ()


def trimmed(most: int, *found: Candidate) -> list[str]:
    """What stays of candidates."""
    maker: Any = Row(rule=Row(max_candidates=most), evidence=Row(regions=("A", "B")))
    return [each.id for each in _Maker._trimmed(maker, list(found))]


def test_the_best_of_each_theme_and_with_each_region_stay() -> None:
    """First themes, then regions (eight each), then by value; in the order they came; as many as allowed stay all."""
    found = [
        *(candidate("a", 0.9, "A", "t"), candidate("b", 0.8, "A", "t"), candidate("c", 0.7, "A", "t")),
        *(candidate("d", 0.1, "A", "u"), candidate("e", 0.2, "B", "t")),
    ]
    assert trimmed(5, *found) == [*"abcde"] and trimmed(2, *found) == ["a", "d"]
    assert trimmed(3, *found) == ["a", "b", "d"] and trimmed(4, *found) == ["a", "b", "c", "d"]
    many = [candidate(f"x{k:02}", 0.9 - k / 100, "A", "t") for k in range(12)]
    # Eight with A, then the only one with B, and what is left goes by value.
    assert trimmed(10, *many, candidate("y", 0.01, "B", "t")) == [*(f"x{k:02}" for k in range(9)), "y"]


# Contacts, sectors, enlargement, offers


def test_equal_values_share_a_place() -> None:
    """One more than the number of higher values; a hair is not higher."""
    assert _places([0.9, 0.5, 0.5 - 1e-10, 0.1]) == (1, 2, 2, 4) and _places([]) == ()
    pair = blank(
        Introduction,
        **{"first": Row(record="r", region="A"), "second": Row(record="s", region="B"), "road": 0.5, "value": 0.25},
        **{
            "from_first": (Row(code="x"),),
            "from_second": (Row(code="y"), Row(code="z")),
            "sectors": ("S",),
            "objectives": (),
        },
    )
    (row,) = blank(Introductions, listed=(pair,), places=(1,)).rows
    assert (row.place, row.first, row.second_region, row.from_first, row.from_second) == (
        1,
        "r",
        "B",
        ("x",),
        ("y", "z"),
    )


def sector(code: str, regions: str, strong: str = "", counts: tuple[tuple[int, int], ...] = ()) -> Sector:
    """A sector with an organisation per region."""
    members = tuple(MemberCount(f"r{k}", "A", count, year) for k, (count, year) in enumerate(counts))
    acting: Any = tuple(Row(region=region, record=f"r{k}") for k, region in enumerate(regions))
    return Sector(code, tuple(strong), acting, members, (("A", "B"),), ())


def test_sectors_as_rows() -> None:
    """Alone where one region has all of them; the widest tie; years from the oldest to the newest."""
    found: CriticalMass = blank(
        CriticalMass,
        sectors=(
            sector("s", "AAB", "AC", ((10, 2020), (5, 2018))),
            sector("t", "BC"),
            sector("u", "AA"),
            sector("v", "", "A"),
        ),
    )
    s, _, u, v = found.rows
    assert (s.memberships, s.counted, s.first_year, s.last_year, s.unserved, s.alone) == (
        15,
        2,
        2018,
        2020,
        ("C",),
        None,
    )
    assert (u.alone, u.regions, u.memberships, u.first_year) == ("A", ("A",), None, None)
    assert (v.alone, v.unserved, s.borders) == (None, ("A",), (["A", "B"],))
    assert [each.code for each in found.widest] == ["s", "t"]
    assert blank(CriticalMass, sectors=(sector("v", ""),)).widest == () and blank(CriticalMass, sectors=()).widest == ()


def test_the_newest_number_of_members() -> None:
    """Of two of one year the larger; without a year none; an example is none."""
    counts = [
        {"what": "members", "count": n, **({"as_of": year} if year else {})}
        for n, year in ((7, 0), (5, 2019), (9, 2021), (8, 2021))
    ]
    world = make_world(
        make_inventory("AT31", make_programme("ra", members=counts), make_programme("rb", members=counts[:1])),
        make_inventory("CZ", make_programme("rc", members=counts).model_copy(update={"example": True})),
    )
    assert [(m.record, m.region, m.count, m.year) for m in _memberships(world)] == [("ra", "AT31", 9, 2021)]


def test_candidates_near_each_other_share_a_rank() -> None:
    """Only who is ahead by more than a twentieth counts."""
    fits = [0.5, 0.5 + NEAR, 0.8]
    assert [_rank(fit, fits) for fit in fits] == [2, 2, 1] and _rank(0.5, [0.5 + NEAR + 1e-6]) == 2
    assert (_less(0.5, 0.2), _less(None, 0.2), _less(0.5, None)) == (pytest.approx(0.3), None, None)
    rows = tuple(
        blank(RankedCandidate, rank=r, fit=f, candidate=c)
        for r, f, c in ((1, 0.5, "a"), (1, 0.4, "b"), (3, 0.1, "c"), (None, None, "d"))
    )
    found: Ranking = blank(Ranking, rows=rows)
    assert [r.candidate for r in found.ahead] == ["a", "b"] and [r.candidate for r in found.silent] == ["d"]
    assert len(found.known) == 3


def test_members_by_their_mean_likeness() -> None:
    """Over the levels with data; those without any last."""
    rows = tuple(
        MemberSimilarity(region, level, s)
        for region, level, s in (("A", "x", None), ("B", "x", 0.2), ("B", "y", 0.4), ("C", "x", 0.35), ("A", "y", None))
    )
    found: Enlargement = blank(Enlargement, likeness=rows, changes=())
    assert found.order == ("C", "B", "A") and found.equal == () and len(found.pairs) == 5


def offered(**shares: float | None) -> Offer:
    """An offer with these shares."""
    return blank(Offer, **shares)


def test_the_fit_is_the_mean_of_what_has_a_base() -> None:
    """None without any."""
    assert offered(common=0.5, fills=0.1).fit == pytest.approx(0.3) and offered().fit is None


def test_what_is_easiest_and_what_is_decisive() -> None:
    """Ties within a hair count; what is held is not lacking; a record that changes nothing decides nothing."""
    codes = tuple(
        CodeHeld("common", code, 1, tuple(records), gain)
        for code, records, gain in (("a", "r", 0.9), ("b", "", 0.1), ("c", "", 0.2), ("d", "", 0.2 - 1e-10))
    )
    records = (RecordEffect("x", 0.1, -0.3), RecordEffect("y", 0.5, 0.3), RecordEffect("z", 0.4, 0.1))
    found = FitReasons(offered(), 3, codes, records)
    assert [r.code for r in found.held] == ["a"] and [r.code for r in found.lacking] == ["c", "d", "b"]
    assert [r.code for r in found.easiest] == ["c", "d"] and [r.record for r in found.decisive] == ["x", "y"]
    assert FitReasons(offered(), 3, (), (RecordEffect("x", 1, 0.0),)).decisive == ()
    assert FitReasons(offered(), 3, (), ()).easiest == ()


def test_a_newcomer_moves_the_index_by_twice_its_lead_over_one_more_than_the_members() -> None:
    """As alike to all as 0.8 where they are to each other 0.5: 2 x 0.3 over 5, without any width."""
    pairs = np.full((4, 4), 0.5)
    assert _change(pairs, np.full(4, 0.8), 4, 1) == pytest.approx((0.12, 0.12))


# Calls, practices, meetings


def test_how_much_of_a_region_lies_inside() -> None:
    """One answer is the answer; several with a part inside are a part; else it is not known."""
    for parts, told in (
        ({"whole"}, "whole"),
        ({"none"}, "none"),
        ({"whole", "none"}, "part"),
        ({"unknown", "none"}, "unknown"),
    ):
        assert _together(parts) == told  # type: ignore[arg-type]


def call(title: str) -> Any:
    """A call that is on file."""
    return Row(title=title, opens=None, closes=None)


def test_calls_are_found_by_a_part_of_their_name() -> None:
    """A code first, then the full name, then a part that means one call alone."""
    terms: Any = {
        "E": Row(code="E", calls=(call("First call"), call("First call of all"))),
        "F": Row(code="F", calls=()),
        "G": Row(code="G", calls=(call("Second"),)),
    }
    assert _named(terms, "g", "2025-01-01") == (terms["G"], terms["G"].calls[0])
    assert (
        _named(terms, "first CALL", "2025-01-01")[1].title == "First call" and _named(terms, "sec", "x")[0].code == "G"
    )
    for name, said, hint in (
        ("first", "2 documented calls", "First call (E); First call of all (E)"),
        ("third", "no documented call", "E, G"),
    ):
        with pytest.raises(UsageError, match=said) as caught:
            _named(terms, name, "2025-01-01")
        assert hint in str(caught.value.hint)


def open_points(**parts: Any) -> list[str]:
    """What a note lacks whose pilot has everything but this."""
    line, target = Row(partner="A", amount=1.0), Row(target=1.0, baseline=0.0)
    of = Row(
        lead="A",
        regions=("A", "B"),
        costs=[line],
        indicators=[target],
        state_aid="x",
        follow_up="y",
        risks=[],
        candidate=Row(pilot=None),
    )
    vars(of).update(parts.pop("pilot", {}))
    programme = Row(specific_objectives=["o"], cofinancing="85 %")
    given: dict[str, Any] = {
        "programme": programme,
        "call": call("c"),
        "state": CallState.OPEN,
        "partners": (Row(region="A", cover="whole", body="b"),),
        "described": True,
    }
    given |= parts
    names = ("programme", "call", "state", "partners")
    return [row.key for row in _unsettled(of, *(given[name] for name in names), described=given["described"])]  # type: ignore[arg-type]


def test_each_thing_that_a_note_lacks_is_asked_for() -> None:
    """One at a time, and nothing where nothing is lacking."""
    assert open_points() == []
    assert open_points(programme=None) == ["programme"] and open_points(call=None, state=None) == ["call"]
    assert open_points(state=CallState.OVER) == ["next_call"] and open_points(state=CallState.AHEAD) == ["dates"]
    for cover, told in (("none", "outside"), ("unknown", "area"), ("part", "area")):
        assert open_points(partners=(Row(region="A", cover=cover, body="b"),)) == [told]
    assert open_points(partners=(Row(region="A", cover="whole", body=None),)) == ["body"]
    assert open_points(described=False) == ["activities"]
    assert open_points(described=False, pilot={"candidate": Row(pilot=Row(action="do"))}) == []
    for many in ([], ["o", "p"]):
        assert open_points(programme=Row(specific_objectives=many, cofinancing="x")) == ["objective"]
    assert open_points(programme=Row(specific_objectives=["o"], cofinancing=None)) == ["rate"]
    changes: tuple[tuple[dict[str, Any], str], ...] = (
        *(({"costs": [Row(partner="B", amount=None)]}, "amounts"), ({"indicators": []}, "targets")),
        *(
            ({"indicators": [Row(target=None, baseline=0)]}, "targets"),
            ({"indicators": [Row(target=1, baseline=None)]}, "targets"),
        ),
        *(
            ({"state_aid": None}, "aid"),
            ({"follow_up": None}, "follow_up"),
            ({"risks": [Row(key="silent", regions=("B",))]}, "will"),
        ),
    )
    for change, told in changes:
        assert open_points(pilot=change) == [told], change


def test_good_practices_of_different_regions_and_criteria() -> None:
    """Evaluated ones first, then by value; no region, criterion or record twice; two at most; without a note none."""

    def practice(region: str, record: str, value: float, evaluated: bool = False, note: str = "n") -> Any:
        return Row(region=region, record=record, value=value, evaluated=evaluated, note=note)

    chapters = {
        "C1": [practice("A", "a1", 1.0), practice("B", "b1", 0.8, True), practice("D", "d1", 1.0, True, "")],
        "C2": [practice("B", "b2", 1.0, True), practice("C", "c1", 0.9)],
        "C3": [practice("B", "b2", 0.9), practice("D", "d2", 0.75), practice("E", "e1", 0.7)],
    }
    handbook: Any = Row(chapters=[Row(criterion=Row(id=name), practices=found) for name, found in chapters.items()])
    records = {
        r: [Row(id=f"{r.lower()}{k}", assessments={}, source=["s", "t", "u", "v"]) for k in (1, 2)] for r in "ABCDE"
    }
    world: Any = Row(
        regions={r: Row(programmes=found, sources={"s": 1, "u": 2, "v": 3}) for r, found in records.items()}
    )
    told = _practices(handbook, world)
    assert [(each.criterion, each.practice.record, each.sources) for each in told] == [
        ("C2", "b2", (1, 2)),
        ("C1", "a1", (1, 2)),
    ]


def compared(region: str = "A") -> Any:
    """A comparison with gaps and aims of one region."""
    from ceecluster.coherence.cells import Cell

    def cell(objective: str, what: Cell, holders: str, level: str = "top", of: str = region) -> Any:
        return Row(objective=objective, cell=what, holders=tuple(holders), level=level, region=of)

    return Row(
        by_level=[Row(level="top", regions_with_data=4), Row(level="low", regions_with_data=2)],
        by_inside=[Row(region="A", dropped=("d1", "d2")), Row(region="B", dropped=("d3",))],
        by_cell=[
            *(cell("g1", Cell.GAP, "BC"), cell("g2", Cell.GAP, "BCD"), cell("o1", Cell.OWN, "A", "low")),
            *(cell("s1", Cell.SHARED, "AB"), cell("g9", Cell.GAP, "ACD", of="B")),
        ],
    )


def test_questions_of_a_region_take_turns() -> None:
    """One of every kind first, then the second ones: at most five rounds; the widest gap goes first."""
    own = [row for row in compared().by_cell if row.region == "A"]
    told = [(q.kind, q.subject, q.count, q.of) for q in _of_cells(compared(), "A", own)]
    assert told == [
        *((Why.DROPPED, "d1", 0, 0), (Why.DROPPED, "d2", 0, 0), (Why.MISSING, "g2", 3, 4), (Why.MISSING, "g1", 2, 4)),
        (Why.ALONE, "o1", 1, 2),
    ]
    world = make_world()
    follower = make_programme("ra", follows=["rb"], start=2020).model_copy(update={"kind": "scheme"})
    found = [(q.kind, q.subject) for q in _whys(world, compared(), "A", [follower], own)]
    assert found == [
        *((Why.DROPPED, "d1"), (Why.ALONE, "o1"), (Why.MISSING, "g2"), (Why.FOLLOWED, "ra"), (Why.UNEVALUATED, "ra")),
        *((Why.DROPPED, "d2"), (Why.MISSING, "g1")),
    ]


def test_who_could_sit_at_the_table() -> None:
    """Named by most records first, three at most; an organisation for itself; examples are not counted."""
    named = ["X", "Y", "Y", "Z", "W"]
    records = [make_programme(f"r{k}", bodies={"owner": name}) for k, name in enumerate(named)]
    records += [make_programme("rx", bodies={"owner": "Q"}).model_copy(update={"example": True}), make_programme("rn")]
    cluster = make_programme("ro", level=["initiative"]).model_copy(update={"kind": "cluster"})
    seats = {seat.level: seat for seat in seats_of(make_world(make_inventory("AT31", *records, cluster)))}
    top = seats["policy"]
    assert top.records == 6 and [(b.name, b.record) for b in top.bodies] == [("Y", "r1"), ("X", "r0"), ("Z", "r3")]
    assert [(b.name, b.record) for b in seats["initiative"].bodies] == [(None, "ro")]
    assert seats["administrative"].bodies == () and seats["administrative"].records == 0


def test_programmes_open_in_a_year() -> None:
    """From the year it opens through the one it closes; one without an end goes on, one without a beginning is none."""

    def term(code: str, opens: int | None, closes: int | None, **more: Any) -> Any:
        return Row(code=code, opens=opens, closes=closes, frame=more.get("frame"), status=more.get("status"))

    terms = [
        *(term("a", 2021, 2027), term("b", 2021, None), term("c", None, 2027), term("d", 2021, 2027, frame=True)),
        *(term("e", 2021, 2027, status="proposed"), term("f", 2021, 2027, status="closed")),
    ]
    world: Any = Row(vocabulary=Row(eu_programmes=terms))
    told = ["".join(open_programmes(world, year)) for year in (2020, 2021, 2027, 2028)]
    assert told == ["", "ab", "ab", "b"]


def test_a_value_that_is_not_documented_is_none() -> None:
    """Unknown criterion, missing value, value."""
    table = pd.DataFrame({"C": [0.5, np.nan]}, index=["A", "B"])
    found: EvidenceBase = blank(EvidenceBase, criteria=table)
    assert (found.value_of("A", "C"), found.value_of("B", "C"), found.value_of("A", "D")) == (0.5, None, None)


def test_one_sided_exchange_only_where_there_are_few_others() -> None:
    """Three mutual pairs leave no room for a pair in which one side learns; two do; alone it is listed."""
    regions = tuple("ABCDEF")
    linked = pd.DataFrame(False, regions, regions)
    lesson = RegionLesson("", "", "policy", "STR-01", 0.0, 1.0, 1.0, ())
    evidence = blank(EvidenceBase, regions=regions, countries=tuple("abcdef"), linked=linked)

    def listed(*mutual: str) -> list[str]:
        pairs = [LearningPair(a, b, 0.5, (0.5, 0.5), (replace(lesson, learner=a, teacher=b),)) for a, b in mutual]
        pairs.append(LearningPair("A", "F", 0.0, (0.5, 0.0), (replace(lesson, learner="A", teacher="F"),)))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lessons, "learning_pairs", lambda *_: pairs)
            found = exchange_pairs(make_world(), evidence, ())
        return ["".join(row.regions) for row in found]

    assert listed() == ["AF"] and listed("BC", "DE") == ["BC", "DE", "AF"]
    assert listed("BC", "DE", "BD") == ["BC", "DE", "BD"]
    assert listed("BC", "DE", "BD", "CE") == ["BC", "DE", "BD", "CE"]
    # Nobody is in more than two.
    assert listed("AB", "AC", "AD", "CE") == ["AB", "AC", "CE"] and listed("BE", "CE", "DE", "BC") == ["BE", "CE", "BC"]


def test_of_programmes_open_alike_an_agreed_aim_goes_first() -> None:
    """Both aims are held in two countries and open to nobody; a clause on B stands before no clause on A."""
    both = [{"code": "INS-A", "objectives": ["OBJ-A"]}, {"code": "INS-B", "objectives": ["OBJ-B"]}]
    world = make_world(
        *(
            make_inventory(code, make_programme(f"{code.lower()}-a", objectives=["OBJ-A", "OBJ-B"], instruments=both))
            for code in ("AT31", "CZ")
        )
    )

    def aims(*cases: Any) -> list[str]:
        return [row.objective for row in find_programmes(world, blank(Agreement, cases=cases))]

    assert aims() == ["OBJ-A", "OBJ-B"]
    assert aims(Row(issue="OBJ-B", clause="c1", share=0.75, positions=())) == ["OBJ-B", "OBJ-A"]
    assert aims(Row(issue="OBJ-B", clause="", share=0.75)) == ["OBJ-A", "OBJ-B"]


@pytest.mark.parametrize(("end", "held"), [(2025, False), (2026, True), (2030, True), (None, True)])
def test_programmes_that_ended_before_the_year_of_the_network_are_left_out(end: int | None, held: bool) -> None:
    """The network is as of 2026: what ended in 2025 is over, what ends in 2026 still counts."""
    means = [{"code": "INS-A", "objectives": ["OBJ-A"]}]
    told = (make_programme(f"{code.lower()}-a", instruments=means, end=end) for code in ("AT31", "CZ"))
    world = make_world(*(make_inventory(code, record) for code, record in zip(("AT31", "CZ"), told, strict=True)))
    assert world.network.as_of.startswith("2026")
    assert bool(find_programmes(world, blank(Agreement, cases=()))) is held


def test_each_programme_that_can_pay_is_an_action_of_those_who_know_it() -> None:
    """Numbered from D1; the record of the region that used it is the reason, the others are newcomers."""
    area = [{"nuts": ["AT", "CZ"], "basis": "stated", "source": ["x"]}]
    open_now = {"name": {"en": "P"}, "opens": 2021, "closes": 2027, "status": "adopted", "areas": area}
    world = make_world(
        make_inventory("AT31", make_programme("at31-a", eu_programmes=["EUP-B"])),
        vocabulary={"eu_programmes": [{**open_now, "code": code} for code in ("EUP-A", "EUP-B")]},
    )
    regions = blank(EvidenceBase, regions=("AT31", "CZ"))
    found = _funding(world, regions, date(2027, 1, 1), date(2028, 12, 31))
    assert [(row.number, row.source.code, row.regions, row.newcomers) for row in found] == [
        *(("D1", "EUP-B", ("AT31",), ("CZ",)), ("D2", "EUP-A", (), ("AT31", "CZ"))),
    ]
    told = [[(each.kind, each.ref, each.about) for each in row.because] for row in found]
    assert told == [
        [("rule", "EUP-B", ("EUP-B",)), ("record", "at31-a", ("AT31",))],
        [("rule", "EUP-A", ("EUP-A",))],
    ]


def test_regions_with_records_and_no_value_are_an_item_without_minutes_of_its_own() -> None:
    """Minutes are given when all items are known; one without records has nothing to document."""
    rows = [Row(region=code, records=count, value=value) for code, count, value in (("A", 2, None), ("B", 0, None))]
    rows.append(Row(region="C", records=2, value=0.5))
    found = _open(Row(by_cell=(), by_region=rows), blank(Agreement, cases=()), None)  # type: ignore[arg-type]
    assert list(found) == [Item(Open.EVIDENCE, 1, 0, (), ("A",))]
