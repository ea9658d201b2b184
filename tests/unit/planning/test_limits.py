"""What the last term of an order, a limit or a default decides, where all that comes before it is equal."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace as Row
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ceecluster.agreement.agreement import Agreement
from ceecluster.errors import UsageError
from ceecluster.model import Pilot
from ceecluster.planning import actionplan, core, selection, why
from ceecluster.planning.admissible import standing
from ceecluster.planning.application import Application
from ceecluster.planning.candidates import Candidate, Candidates, _Maker
from ceecluster.planning.ended import as_a_whole
from ceecluster.planning.enlargement import Enlargement, MemberSimilarity, rank_candidates, ranking
from ceecluster.planning.lessons import undocumented
from ceecluster.planning.monitoring import Monitoring, _forecast, _indicator
from ceecluster.planning.offer import FitReasons, RecordEffect
from ceecluster.planning.picture import traceability
from ceecluster.planning.pilotplan import risks, work_packages
from ceecluster.planning.problem import Constraints, Option, Problem
from ceecluster.planning.programme_use import ProgrammeUse, Use
from ceecluster.planning.search import Search, _Run
from ceecluster.planning.selection import select
from ceecluster.planning.solvers import _solve, best_portfolios, portfolios_within
from ceecluster.planning.transregional import find_programmes
from ceecluster.planning.value import PARTS, check_weights
from factories import make_inventory, make_programme, make_world


def blank(kind: type, **parts: Any) -> Any:
    """A row of a kind with the parts that are read."""
    made = object.__new__(kind)
    for name, value in parts.items():
        object.__setattr__(made, name, value)
    return made


def held(**regions: str) -> Any:
    """A world in which each region has one record with these aims, each by an instrument of the same letter."""
    records = {
        code: make_programme(
            f"{code.lower()}-a",
            objectives=[f"OBJ-{x}" for x in aims],
            instruments=[{"code": f"INS-{x}", "objectives": [f"OBJ-{x}"]} for x in aims],
        )
        for code, aims in regions.items()
    }
    return make_world(*(make_inventory(code, record) for code, record in records.items()))


def test_of_programmes_open_to_nobody_the_one_of_more_regions_goes_first() -> None:
    """A is held by two regions of two countries, B by three."""
    found = find_programmes(held(AT31="AB", AT12="B", CZ="AB"), blank(Agreement, cases=()))
    assert [row.objective for row in found] == ["OBJ-B", "OBJ-A"]


def test_an_aim_that_nobody_took_a_position_on_is_as_one_without_a_clause() -> None:
    """Its share is 0, not more than that of an aim of which nothing is agreed."""
    clause = Row(issue="OBJ-B", clause="c1", share=None, positions=())
    found = find_programmes(held(AT31="AB", CZ="AB"), blank(Agreement, cases=(clause,)))
    assert [row.objective for row in found] == ["OBJ-A", "OBJ-B"]


def test_a_criterion_of_no_weight_need_not_be_documented() -> None:
    """Nor one that is documented, nor one of another region; of equal weights by name."""
    rows = [
        ("A", "c", 1.0, None),
        ("A", "b", 1.0, None),
        ("A", "x", 0.0, None),
        ("A", "y", 1.0, 0.5),
        ("B", "z", 9, None),
    ]
    table = pd.DataFrame(rows, columns=["region", "criterion", "weight", "z"]).astype({"z": float})
    scores: Any = Row(criteria=table)
    assert undocumented(scores, "A") == ("b", "c")


@pytest.mark.parametrize(
    ("weight", "taken"), [(0.0, True), (-0.001, False), (float("nan"), False), (float("inf"), False)]
)
def test_a_part_of_the_value_may_weigh_nothing(weight: float, taken: bool) -> None:
    """As long as another one does; less than nothing, and more than any number, are refused."""
    first, second, *_ = PARTS
    if taken:
        assert check_weights({first: weight, second: 1})[first] == weight
    else:
        with pytest.raises(UsageError, match=first):
            check_weights({first: weight, second: 1})


def test_a_pilot_without_which_no_plan_is_possible_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing is lost in value or in regions served, for there is nothing to compare with."""
    options = [Option("a", 0.5, ("A",)), Option("b", 0.4, ("A",))]
    chosen: Any = Row(
        id="a", title="t", key="a", regions=("A",), value=0.5, low=0.4, high=0.6, records={}, needs=(),
        parts=dict.fromkeys(PARTS), documented=dict.fromkeys(PARTS, 0.0),
    )  # fmt: skip
    rules = Constraints(2, 2, None, None, cover_all=True, one_per_theme=False)
    plan: Any = Row(
        pilots=[Row(number="P1", candidate=chosen)],
        rule=Row(weights=dict.fromkeys(PARTS, 1.0)),
        proposed=Row(all=(chosen,), options=lambda: options),
        evidence=Row(regions=("A",)),
        selection=Row(constraints=rules, chosen=("a", "b")),
    )
    found = why.why_pilot(plan, "P1")
    assert (found.without, found.loss, found.served_less) == (None, None, 0)
    assert [part.swing for part in found.parts] == pytest.approx([1 / len(PARTS) / 2] * len(PARTS))


@pytest.mark.parametrize("fewest", [0, 1, 2])
def test_a_search_of_two_takes_no_more_steps_than_there_are_portfolios(fewest: int) -> None:
    """The last pilot of a portfolio is no branch: one step looks at each, and at none twice."""
    options = [Option(f"p{k}", 1 - k / 10, (region,)) for k, region in enumerate("ABCDE")]
    rules = Constraints(fewest, 2, None, None, one_per_theme=False, cover_all=False, budget_cap=None, exclusions=False)
    found = Search(Problem(options, [*"ABCDE"], rules)).run(Problem(options, [*"ABCDE"], rules), 100)
    assert len(found.portfolios) == {0: 16, 1: 15, 2: 10}[fewest]
    assert found.steps <= 15


@pytest.mark.parametrize("excludes", [(), ("b",)])
def test_the_rule_of_exclusions_has_a_price_where_somebody_excludes(excludes: tuple[str, ...]) -> None:
    """Else it binds nobody."""
    options = [Option("a", 0.9, ("A",), excludes=excludes), Option("b", 0.8, ("B",))]
    found = select(options, regions=("A", "B"), constraints=Constraints(1, 2, None, None, cover_all=False))
    prices = {row.constraint: row.gain for row in found.priced}
    assert prices.get("exclusions") == (pytest.approx(0.8) if excludes else None)
    assert {"max_pilots", "min_pilots", "one_per_theme"} <= {*prices}


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        ("2027", "2027", False),
        ("2027-05", "2027", False),
        ("2027", "2027-05", False),
        ("2027-06", "2027-05", True),
        ("2028", "2027", True),
        ("2027-05-02", "2027-05", False),
    ],
)
def test_a_pilot_may_end_when_it_starts(start: str, end: str, refused: bool) -> None:
    """In the same year, month or day, as far as both are told."""
    idea = Pilot.model_validate({"id": "idea", "title": {"en": "A"}, "start": start, "end": end, "partners": ["XX"]})
    maker: Any = Row(
        world=Row(
            network=Row(regions=[Row(code="XX", country="XX")], candidates=[], region=lambda code: Row(country=code))
        ),
        evidence=Row(regions=()),
        rule=Row(partners=(2, 3), min_countries=2),
        _country=lambda code: code,
    )
    found: Any = _Maker._of_pilot(maker, idea)
    assert (found.why.name == "REVERSED") is refused


def test_candidates_as_matrices() -> None:
    """What is not documented is no number; without candidates there are as many columns."""
    parts, documented = dict.fromkeys(PARTS, 0.25), dict.fromkeys(PARTS, 0.5)
    parts[PARTS[1]] = None  # type: ignore[assignment]
    value, known = Candidates((Row(parts=parts, documented=documented),), (), 0, 0).matrices()  # type: ignore[arg-type]
    assert value.shape == known.shape == (1, len(PARTS))
    assert np.isnan(value[0]).tolist() == [name == PARTS[1] for name in PARTS]
    assert np.nansum(value) == 0.25 * (len(PARTS) - 1) and known.tolist() == [[0.5] * len(PARTS)]
    assert [each.shape for each in Candidates((), (), 0, 0).matrices()] == [(0, len(PARTS))] * 2


def test_leads_go_by_records_then_quality_then_place() -> None:
    """Without a documented quality a region comes after one whose quality is 0; a declared lead stands alone."""
    maker: Any = Row(
        evidence=Row(quality=pd.Series({"A": None, "B": 0.0, "C": 0.9, "D": 0.9, "E": 0.1}, dtype=float)),
        place={code: at for at, code in enumerate("ABCDE")},
    )
    told = _Maker._leads(maker, (*"EDCBA",), {"E": ["r1", "r2"], "A": ["r3"]}, None)
    assert told == ("E", "A", "C", "D", "B")
    assert _Maker._leads(maker, (*"EDCBA",), {}, None) == ("C", "D", "E", "B", "A")
    assert _Maker._leads(maker, (*"AB",), {}, Row(lead="B")) == ("B",)  # type: ignore[arg-type]


def test_members_that_are_alike_in_nothing_come_before_those_without_data() -> None:
    """The mean of what is known; of equal ones in the order they come."""
    rows = [("A", None), ("B", 0.0), ("C", 0.4), ("C", None), ("D", 0.2), ("D", 0.6)]
    found: Enlargement = blank(Enlargement, likeness=tuple(MemberSimilarity(r, "top", s) for r, s in rows))
    assert found.order == ("C", "D", "B", "A")


def test_a_candidate_without_an_inventory_has_no_records() -> None:
    """It is listed last, with the reason and without any figure."""
    code = {"name": {"en": "X"}, "nuts": ["HR0"], "vintage": 2021}
    world = make_world(
        make_inventory("AT31", make_programme()),
        make_inventory("CZ", make_programme("cz-a")),
        candidates={
            "HR": make_inventory("HR", make_programme("hr-a")),
            "ME": make_inventory("ME", make_programme("me-a", objectives=["OBJ-E"])),
            "RS": make_inventory("RS"),
        },
        network={"candidates": [{**code, "code": each, "country": each} for each in ("ME", "BA", "RS", "HR")]},
    )
    rows = ranking(world).rows
    assert [(row.candidate, row.rank, row.records, row.why_not) for row in rows] == [
        *(("HR", 1, 1, ""), ("ME", 2, 1, ""), ("BA", None, 0, "no inventory"), ("RS", None, 0, "no records")),
    ]
    assert rows[1].fit == 0, "it holds nothing that most members hold"
    action, _ = rank_candidates(world)
    told = [(reason.ref, reason.value) for reason in action.because if reason.kind == "figure"]
    assert told == [("common", 1.0)] and [row.ref for row in action.because if row.kind == "record"] == ["hr-a"] * 3
    assert [row.closest for row in rows] == [("AT31", "CZ"), ("AT31", "CZ"), (), ()]


def test_what_is_decisive_for_a_fit() -> None:
    """The record of the largest change with its ties; none where none changes anything, or where there is none."""

    def of(*effects: float) -> list[str]:
        rows = tuple(RecordEffect(f"r{k}", None, effect) for k, effect in enumerate(effects))
        return [row.record for row in blank(FitReasons, records=rows).decisive]

    assert of(0.2, -0.2, 0.1) == ["r0", "r1"] and of(0.0, 0.0) == [] and of() == [] and of(1e-10) == []


def test_a_target_that_is_its_baseline_is_reached_on_no_day() -> None:
    """There is nothing to reach; nor where the pace leads away, or does not move."""
    start, when, until = date(2026, 1, 1), date(2026, 1, 11), date(2026, 1, 21)
    assert _forecast(5.0, 5.0, 6.0, start, when, until) == (7.0, None)
    assert _forecast(5.0, 4.0, 6.0, start, when, until) == (7.0, None)
    assert _forecast(5.0, 9.0, 5.0, start, when, until) == (5.0, None)
    assert _forecast(5.0, 8.0, 6.0, start, when, until) == (7.0, "2026-01-31")
    assert _forecast(5.0, 8.0, 6.0, when, when, until) == (None, None)


def test_two_regions_of_one_country_are_no_transregional_programme() -> None:
    """It takes two countries; two regions are enough."""
    assert not find_programmes(held(AT31="A", AT12="A"), blank(Agreement, cases=()))
    assert len(find_programmes(held(AT31="A", CZ="A"), blank(Agreement, cases=()))) == 1


def test_a_note_without_a_programme_or_a_call_has_no_code_and_no_title() -> None:
    """And with one it has that of the programme and of the call."""
    bare, full = (
        blank(Application, programme=programme, call=call)
        for programme, call in ((None, None), (Row(code="EUP-A"), Row(title="Call 1")))
    )
    assert (bare.programme_code, bare.call_title) == (None, None)
    assert (full.programme_code, full.call_title) == ("EUP-A", "Call 1")


@pytest.mark.parametrize(
    ("values", "floor", "hopeful"),
    [
        ((-0.5, -2.0), -1.5, (True, False)),
        ((1.0, -0.5, -2.0), 0.5, (True, True, False)),
        ((1.0, -0.5, -2.0), -1.0, (True, True, True)),
        ((), -1.0, ()),
    ],
)
def test_what_may_still_be_good_enough(values: tuple[float, ...], floor: float, hopeful: tuple[bool, ...]) -> None:
    """Beside the best others, and beside none where these are worth less than nothing."""
    options = [Option(f"p{k}", value, ("A",)) for k, value in enumerate(values)]
    rules = Constraints(0, 2, None, None, one_per_theme=False, cover_all=False, budget_cap=None, exclusions=False)
    problem = Problem(options, ["A"], rules)
    run = _Run(Search(problem), problem, 1, (), floor)
    found = dict(zip(run.search.order.tolist(), run._hopeful().tolist(), strict=True))
    assert tuple(found[k] for k in range(len(values))) == hopeful


def test_the_last_end_of_a_pilot_counts() -> None:
    """It was stopped twice."""
    events = [Row(date=day, what="stopped") for day in ("2024-01-01", "2024-06-01", "2025-03-01")]
    pilot: Any = Row(id="p", status="stopped", history=events, end=None, dac={}, lessons=(), go_on=None)
    assert [row.on for row in as_a_whole(pilot, [], [], date(2025, 6, 30))] == ["2025-03-01"]


def test_one_possible_lead_has_a_place() -> None:
    """None where there is a choice, where nobody is named, or where the one named is no member."""
    leads = [("B",), ("A", "B"), (), ("X",)]
    options = [Option(f"p{k}", 1.0, ("A", "B"), leads=found) for k, found in enumerate(leads)]
    assert Problem(options, ["A", "B"], Constraints(1, 2)).fixed_leads.tolist() == [1, -1, -1, -1]


def test_who_leads_the_work() -> None:
    """Those named as possible leads, in their order; else the partners after the first in theirs."""
    theme = Row(objectives=())
    named: Candidate = blank(Candidate, leads=("A", "C", "X", "B"), theme=theme, work=())
    start, end = date(2027, 1, 1), date(2028, 12, 31)
    assert [work.lead for work in work_packages(named, ("A", "B", "C"), start, end)] == [*"ACBB"]
    silent: Candidate = blank(Candidate, leads=(), theme=theme, work=())
    assert [work.lead for work in work_packages(silent, ("A", "B", "C"), start, end)] == [*"ABCC"]


@pytest.mark.parametrize(
    ("outlives", "calls", "told"),
    [
        (True, ("c",), []),
        (False, ("c",), ["fundingends"]),
        (True, (), ["nocall"]),
        (False, (), ["fundingends", "nocall"]),
    ],
)
def test_what_funding_warns_of(outlives: bool, calls: tuple[str, ...], told: list[str]) -> None:
    """That it ends before the pilot does, and that no call is on file."""
    inputs: Any = Row(
        agreement=Row(positions=pd.DataFrame(columns=["issue", "region", "origin", "priority"]), rule=Row(holds_at=4)),
        evidence=Row(linked=pd.DataFrame(True, ["A"], ["A"])),
        world=Row(network=Row(levels=()), vocabulary=Row(eu_programmes=())),
    )
    candidate: Candidate = blank(
        Candidate, pilot=None, theme=Row(objectives=()), regions=("A",), levels=(), records={"A": ("r",)}, cost=1.0
    )
    funding: Any = Row(outlives=outlives, calls=calls)
    assert [risk.key for risk in risks(inputs, candidate, funding=funding)] == told
    assert risks(inputs, candidate, funding=None) == ()


def test_readings_that_are_yet_to_come_are_one_fault() -> None:
    """With the day of the first of them."""
    seen = [Row(date=day, value=1.0) for day in ("2027-05-02", "2026-03-01", "2028-01-01")]
    indicator: Any = Row(code="I", baseline=0.0, target=10.0, due="2029-12-31", observations=seen)
    world: Any = Row(vocabulary=Row(terms=lambda _: {}))
    problems: list[Any] = []
    _indicator(world, Row(id="p", start="2026-01-01", end=None), indicator, date(2026, 6, 1), problems)  # type: ignore[arg-type]
    assert [(each.what.name, each.when) for each in problems] == [("FUTURE", "2027-05-02")]


def test_of_two_pilots_each_has_its_own_rows() -> None:
    """In every table."""
    tables = [tuple(Row(pilot=name, at=at) for name in "ABA") for at in range(9)]
    whole = Monitoring(date(2026, 1, 1), *tables)  # type: ignore[arg-type]
    for name, count in (("A", 2), ("B", 1), ("C", 0)):
        part = whole.of(name)
        found = (
            *(part.by_pilot, part.by_indicator, part.by_milestone, part.by_partner, part.by_criterion),
            *(part.problems, part.by_event, part.by_lesson, part.by_ended),
        )
        assert [[(row.pilot, row.at) for row in rows] for rows in found] == [[(name, at)] * count for at in range(9)]
        assert part.as_of == whole.as_of


def test_the_next_steps_of_a_region_name_one_record_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of those a step starts from; then how much of the region is documented."""
    steps = [
        Row(criterion="C1", now=0.5, level="top", records=("r1", "r2")),
        Row(criterion="C2", now=0, level="low", records=()),
    ]
    monkeypatch.setattr(actionplan, "steps_of", lambda *_: steps)
    monkeypatch.setattr(actionplan, "undocumented", lambda scores, region: ("C9",))
    inputs: Any = Row(evidence=Row(regions=("A", "B")), world=Row(guidelines=None), values=())
    regions = pd.DataFrame({"region": ["A", "B"], "value": [0.5, None], "coverage": [0.7, 0.2]})
    first, second = actionplan._quality(inputs, Row(regions=regions))  # type: ignore[arg-type]
    assert [(reason.kind, reason.ref, reason.value) for reason in first.because] == [
        *(("figure", "C1", 0.5), ("figure", "C2", 0), ("record", "r1", None), ("figure", "coverage", 0.7)),
    ]
    assert (first.number, first.value, first.coverage, first.evidence) == ("E1", 0.5, 0.7, ("C9",))
    assert (second.number, second.value, second.coverage) == ("E2", None, 0.2)


def test_themes_are_made_of_sectors_named_and_aims_that_are_free() -> None:
    """What an idea covers or is settled is passed over, the next aim is not; unmapped sectors only where all are."""

    def made(covered: set[tuple[str, str]], settled: str = "", **maps: tuple[str, ...]) -> list[str]:
        terms = {code: Row(maps=found) for code, found in ({"S": (), "T": ()} | maps).items()}
        maker: Any = Row(
            world=Row(vocabulary=Row(terms=lambda _: terms)),
            evidence=Row(records=[Row(sectors=("S", "T"))]),
            rule=Row(partners=(2, 3)),
            themes=0,
            _is_settled=lambda key: key == settled,
            _holders=lambda theme: (),
            _partnerships=lambda *_, **__: np.ones((0 if settled == "nobody" else 1, 1), bool),
            _kept=lambda theme, groups, **_: [theme.id],
            _trimmed=lambda found: found,
        )
        found: Any = _Maker.generated(maker, ("A", "B"), covered)
        assert maker.themes == len(found)
        return found

    assert made(set()) == ["S+A", "S+B", "T+A", "T+B"]
    assert made({("S", "A")}) == ["S+B", "T+A", "T+B"] and made(set(), "S+A") == ["S+B", "T+A", "T+B"]
    assert made(set(), T=("x",), U=("y",)) == ["T+A", "T+B"] and made(set(), "nobody") == []


def test_of_equal_plans_without_a_pilot_the_first_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what it is worth and whom it serves."""
    options = [Option("a", 0.5, ("A",)), Option("b", 0.4, ("A", "B")), Option("c", 0.4, ("A",))]
    monkeypatch.setattr(why, "best_portfolios", lambda problem: Row(portfolios=((0,), (1,))))
    chosen: Any = Row(
        id="a", title="t", key="a", regions=("A",), value=0.5, low=0.4, high=0.6, records={}, needs=(),
        parts=dict.fromkeys(PARTS), documented=dict.fromkeys(PARTS, 0.0),
    )  # fmt: skip
    plan: Any = Row(
        pilots=[Row(number="P1", candidate=chosen)],
        rule=Row(weights=dict.fromkeys(PARTS, 1.0)),
        proposed=Row(all=(chosen,), options=lambda: options),
        evidence=Row(regions=("A", "B")),
        selection=Row(constraints=Constraints(1, 1, cover_all=True), chosen=("a",)),
    )
    found = why.why_pilot(plan, "P1")
    assert (found.without, found.loss, found.served_less) == (("b",), pytest.approx(0.1), -1)


def test_what_costs_nobody_knows_what_takes_no_money() -> None:
    """A cap of the budget lets it pass."""
    options = [Option("a", 0.9, ("A",)), Option("b", 0.8, ("A",), cost=0.5), Option("c", 0.7, ("A",), cost=0.6)]
    of = Problem(options, ["A"], Constraints(1, 3, None, None, one_per_theme=False, cover_all=False, budget_cap=0.5))
    assert of.feasible((0, 1)) and not of.feasible((0, 2)) and of.costs.tolist() == [0.0, 0.5, 0.6]


def test_the_one_theme_there_is_is_taken_once() -> None:
    """By the exact solver too; as often as wanted where the rule is off."""
    options = [Option("a", 0.9, ("A",), theme="t"), Option("b", 0.8, ("B",), theme="t"), Option("c", 0.1, ("C",))]
    rules = {"cover_all": False, "cap_per_region": None, "leads_per_region": None}
    once = Problem(options, [*"ABC"], Constraints(2, 2, **rules))  # type: ignore[arg-type]
    assert _solve(once, 1) == [(0, 2)]
    often = Problem(options, [*"ABC"], Constraints(2, 2, **rules, one_per_theme=False))  # type: ignore[arg-type]
    assert _solve(often, 1) == [(0, 1)]


def test_themes_that_stand_as_often_are_told_by_name() -> None:
    """One portfolio of three: each theme is in all that stand."""
    options = [Option(f"p{k}", 0.5, ("A",), theme=theme) for k, theme in enumerate("cab")]
    rules = Constraints(3, 3, None, None, cover_all=False)
    parts, documented = np.full((3, len(PARTS)), 0.5), np.ones((3, len(PARTS)))
    found = standing(options, parts, documented, [1.0] * len(PARTS), regions=["A"], constraints=rules)
    assert list(found.themes.items()) == [("a", 1.0), ("b", 1.0), ("c", 1.0)]
    assert (found.core, found.exterior) == (("p0", "p1", "p2"), 0)


def test_objectives_that_nobody_has_and_nothing_serves_are_not_traced() -> None:
    """What is served is, whoever has it; the most common first."""
    world = held(AT31="AB", CZ="A")
    pilot = Row(number="P1", candidate=Row(theme=Row(objectives=("OBJ-D",))))
    shares = pd.Series({"OBJ-A": 1.0, "OBJ-B": 0.5, "OBJ-C": 0.0, "OBJ-D": 0.0, "OBJ-E": None}, dtype=float)
    plan: Any = Row(pilots=[pilot], programmes=[], evidence=Row(holding=shares))
    found = traceability(world, plan)
    assert [(row.objective, row.share, row.actions) for row in found] == [
        *(("OBJ-A", 1.0, ()), ("OBJ-B", 0.5, ()), ("OBJ-D", 0.0, ("P1",))),
    ]
    assert found[0].instruments == (("INS-A", 2), ("INS-B", 1)) and found[1].instruments == (("INS-A", 1), ("INS-B", 1))


def test_what_a_member_could_use_and_never_did() -> None:
    """Its own, not that of others, and not what it used."""
    rows = [
        ("A", "p", Use.OPEN),
        ("A", "q", Use.USED),
        ("B", "p", Use.USED),
        ("B", "r", Use.OPEN),
        ("A", "s", Use.OUTSIDE),
    ]
    found: ProgrammeUse = blank(
        ProgrammeUse, standings=tuple(Row(region=region, programme=code, use=use) for region, code, use in rows)
    )
    assert (found.never("A"), found.never("B"), found.used_by("p"), found.named) == (("p",), ("r",), ("B",), ("q", "p"))


@pytest.mark.parametrize(("most", "apart"), [(1, True), (2, False), (None, False)])
def test_who_can_only_be_led_by_the_same_region_cannot_run_together(most: int | None, apart: bool) -> None:
    """Where a region leads once at most; where it may lead twice the leads are counted at the end."""
    leads = (("A",), ("A",), ("A", "B"), ("B",))
    options = [Option(f"p{k}", 1.0, ("A", "B"), leads=found) for k, found in enumerate(leads)]
    rules = Constraints(1, 2, None, most, one_per_theme=False, cover_all=False)
    found = Search(Problem(options, ["A", "B"], rules))
    told = {
        int(found.order[k]): {int(found.order[j]) for j in np.flatnonzero(found.conflicts(k))} - {int(found.order[k])}
        for k in range(4)
    }
    assert told == ({0: {1}, 1: {0}, 2: set(), 3: set()} if apart else {key: set() for key in range(4)})


@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("seed", range(8))
def test_the_search_finds_the_least_bad(seed: int, size: int) -> None:
    """Where all that can be chosen is worth less than nothing, and as many must be chosen."""
    rng = np.random.default_rng(seed)
    options = [Option(f"p{k}", -float(rng.integers(1, 20)) / 4, (str(rng.choice([*"ABC"])),)) for k in range(7)]
    rules = Constraints(size, size, 2, None, one_per_theme=False, cover_all=bool(seed % 2))
    of = Problem(options, [*"ABC"], rules)
    found, listed = (best_portfolios(of, method=method, count=4) for method in ("search", "enumerate"))  # type: ignore[arg-type]
    assert {*found.portfolios} == {*listed.portfolios} and found.whole


@pytest.mark.parametrize(
    ("method", "chosen", "draws", "made"),
    [
        ("auto", "search", 3, 1),
        ("auto", "enumerate", 3, 0),
        ("search", "enumerate", 3, 1),
        ("enumerate", "search", 3, 0),
        ("search", "search", 0, 0),
    ],
)
def test_a_search_is_made_ready_once_for_all_draws(
    method: str, chosen: str, draws: int, made: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not at all where nothing is searched."""
    ready: list[object] = []
    used: list[object] = []
    shares: list[int] = []

    def solve(problem: Problem, *, prepared: object, work: int, **_: object) -> object:
        used.append(prepared)
        shares.append(work)
        return Row(portfolios=(), steps=0, whole=True)

    monkeypatch.setattr(core, "choose_method", lambda problem: chosen)
    monkeypatch.setattr(core, "Search", lambda problem: ready.append(problem) or "ready")
    monkeypatch.setattr(core, "best_portfolios", solve)
    parts = np.full((1, len(PARTS)), 0.5)
    core.core_index(
        [Option("a", 1.0, ("A",))], parts, parts, dict.fromkeys(PARTS, 1.0), regions=["A"],
        constraints=Constraints(1, 1), draws=draws, method=method,  # type: ignore[arg-type]
    )  # fmt: skip
    assert len(ready) == made and used == ["ready" if made else None] * draws
    assert shares == [core.WORK // left for left in range(draws, 0, -1)], "each draw has its share of what is left"


def test_the_sheet_of_a_region_brings_what_began_last() -> None:
    """Three at most, those without a beginning last; of equal ones in the order of the file."""
    from ceecluster.planning import meeting

    told = {"kind": "impact", "object": "programme", "year": 2020, "source": ["s1"]}

    def record(name: str, start: int | None, able: bool = True) -> Any:
        return make_programme(name, start=start, evaluations=[told] if able else [])

    records = [
        record("r1", None),
        record("r2", 2010),
        record("r3", 2015),
        record("r4", 2010),
        record("r5", 2020, False),
    ]
    world = make_world(make_inventory("AT31", *records))
    scores: Any = Row(
        world=world, criteria=pd.DataFrame(columns=["region", "criterion", "weight", "z"]).astype({"weight": float})
    )
    agreement: Any = Row(cases=())
    comparison: Any = Row(by_level=(), by_inside=())
    found = meeting._sheet(scores, comparison, agreement, (), "AT31", [])
    assert found.brings == ("r3", "r2", "r4")


@pytest.mark.parametrize(("priority", "told"), [(3, ["cool"]), (4, []), (5, []), (None, [])])
def test_a_position_below_the_rule_is_cool(priority: int | None, told: list[str]) -> None:
    """At what the rule asks for a region holds the aim; a derived one is a warning of its own."""
    position = {"issue": "OBJ-A", "region": "A", "origin": "declared", "priority": priority}
    inputs: Any = Row(
        agreement=Row(positions=pd.DataFrame([position]).astype({"priority": float}), rule=Row(holds_at=4)),
        evidence=Row(linked=pd.DataFrame(True, ["A"], ["A"])),
        world=Row(network=Row(levels=()), vocabulary=Row(eu_programmes=())),
    )
    candidate: Candidate = blank(
        Candidate, pilot=None, theme=Row(objectives=("OBJ-A",)), regions=("A",), levels=(), records={"A": ()}, cost=1.0
    )
    assert [risk.key for risk in risks(inputs, candidate, funding=None)] == told


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)])
def test_the_best_others_are_the_largest_of_all(order: tuple[int, ...]) -> None:
    """Of three pilots two others: 1.0 and 0.8, wherever they stand; 0.7 beside them reaches the floor, 0.6 does not."""
    values = [(1.0, 0.8, 0.7, 0.6)[k] for k in order]
    rules = Constraints(0, 3, None, None, one_per_theme=False, cover_all=False, budget_cap=None, exclusions=False)
    problem = Problem([Option(f"p{k}", value, ("A",)) for k, value in enumerate(values)], ["A"], rules)
    run = _Run(Search(problem), problem, 1, (), 2.45)
    found = dict(zip(run.search.order.tolist(), run._hopeful().tolist(), strict=True))
    assert [found[k] for k in range(4)] == [value > 0.65 for value in values]


def test_what_is_open_both_ways_goes_before_what_is_open_one_way() -> None:
    """And that before what is open to nobody, however many regions hold it; more such pairs go first."""
    ways = {"A": ("any", "any"), "B": ("any", None), "C": (None, None), "D": ("any", ["AT31"])}

    def record(code: str, at: int, aims: str) -> Any:
        instruments = [
            {"code": f"INS-{x}", "objectives": [f"OBJ-{x}"], **({"open_to": ways[x][at]} if ways[x][at] else {})}
            for x in aims
        ]
        return make_inventory(
            code, make_programme(f"{code.lower()}-a", objectives=[f"OBJ-{x}" for x in aims], instruments=instruments)
        )

    world = make_world(record("AT31", 0, "ABC"), record("CZ", 1, "ABC"), record("AT12", 0, "C"))
    found = find_programmes(world, blank(Agreement, cases=()))
    assert [row.objective for row in found] == ["OBJ-A", "OBJ-B", "OBJ-C"]
    three = make_world(*(record(code, 0, "AB") for code in ("AT31", "AT12")), record("CZ", 1, "AB"))
    assert [row.objective for row in find_programmes(three, blank(Agreement, cases=()))] == ["OBJ-A", "OBJ-B"]
    one = make_world(record("AT31", 0, "BC"), record("CZ", 1, "BC"))
    assert [row.objective for row in find_programmes(one, blank(Agreement, cases=()))] == ["OBJ-B", "OBJ-C"]


def test_what_positions_warn_of() -> None:
    """Who has none, whose was derived, and whose does not hold the aim; of what the pilot is about alone."""
    rows = [
        *(("A", "OBJ-A", "declared", 5), ("A", "OBJ-B", "derived", 1), ("B", "OBJ-A", "derived", 5)),
        *(("C", "OBJ-A", "declared", 1), ("D", "OBJ-B", "declared", 5), ("X", "OBJ-A", "derived", 1)),
    ]
    regions = tuple("ABCD")
    linked = pd.DataFrame(False, regions, regions)
    linked.loc["A", "B"] = True
    inputs: Any = Row(
        agreement=Row(
            positions=pd.DataFrame(rows, columns=["region", "issue", "origin", "priority"]), rule=Row(holds_at=4)
        ),
        evidence=Row(linked=linked),
        world=Row(network=Row(levels=(Row(id="top"), Row(id="low"))), vocabulary=Row(eu_programmes=("EUP-A",))),
    )
    candidate: Candidate = blank(
        Candidate, pilot=Row(risks=("It may rain.",)), theme=Row(objectives=("OBJ-A",)), regions=regions,
        levels=("top",), records={"A": ("r",), "B": ("s",), "D": ("t",)}, cost=None,
    )  # fmt: skip
    told = [(risk.key, risk.regions, risk.codes) for risk in risks(inputs, candidate, funding=None)]
    assert told == [
        *(("declared", (), ()), ("silent", ("D",), ("OBJ-A",)), ("cool", ("C",), ()), ("derived", ("B",), ())),
        *(("unlinked", ("B", "C", "D"), ()), ("thin", ("C",), ()), ("levels", (), ("low",))),
        *(("nofunding", (), ()), ("nocost", (), ())),
    ]


@pytest.mark.parametrize("method", ["search", "enumerate", "milp"])
def test_no_portfolio_is_worth_more_than_the_ceiling(method: Any) -> None:
    """It is that of the first where there is one; where nothing reaches the least there is nothing below it."""
    options = [Option(f"p{k}", 1 - k / 10, ("A",)) for k in range(4)]
    of = Problem(options, ["A"], Constraints(1, 2, None, None, one_per_theme=False, cover_all=False))
    found = portfolios_within(of, 1.75, limit=9, method=method)
    assert found.portfolios == ((0, 1), (0, 2)) and found.whole and found.ceiling == pytest.approx(1.9)
    (first,) = (part := portfolios_within(of, 1.75, limit=1, method=method)).portfolios
    assert first == (0, 1) and not part.whole, "there is one more"
    none = portfolios_within(of, 2.0, limit=9, method=method)
    assert none.portfolios == () and none.ceiling <= 2.0


@pytest.mark.parametrize(("cover_all", "asked"), [(True, 0), (False, 1)])
def test_where_all_are_to_be_served_the_best_are_not_looked_for_once_more(
    cover_all: bool, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else those that serve fewer regions would take places among the best."""
    calls: list[float] = []

    def within(problem: Problem, floor: float, **_: object) -> object:
        calls.append(floor)
        return portfolios_within(problem, floor, limit=9)

    monkeypatch.setattr(selection, "portfolios_within", within)
    options = [Option("a", 1.0, ("A",)), Option("b", 0.9, ("A",))]
    found = select(options, regions=["A"], constraints=Constraints(1, 1, cover_all=cover_all), near_optimal=0.2)
    assert len(calls) == asked and [row.pilots for row in found.ranked] == [("a",), ("b",)]


@pytest.mark.parametrize("cover_all", [True, False])
@pytest.mark.parametrize(("listed", "more"), [(1, True), (2, True), (3, False), (4, False)])
def test_as_many_plans_are_listed_as_are_asked_for(listed: int, more: bool, cover_all: bool) -> None:
    """And whether there are others as good is said."""
    options = [Option(name, value, ("A",)) for name, value in (("a", 1.0), ("b", 0.95), ("c", 0.9), ("d", 0.1))]
    rules = Constraints(1, 1, cover_all=cover_all)
    found = select(options, regions=["A"], constraints=rules, near_optimal=0.2, listed=listed)
    assert [row.pilots for row in found.ranked] == [("a",), ("b",), ("c",)][:listed]
    assert found.more is more


def test_an_option_without_a_theme_is_its_own() -> None:
    """The share of its theme is that of itself."""
    options = [Option("a", 1.0, ("A",), theme="t"), Option("b", 1.0, ("A",), theme="t"), Option("c", 1.0, ("A",))]
    parts, known = np.array([[0.9], [0.1], [0.8]]).repeat(len(PARTS), 1), np.ones((3, len(PARTS)))
    found = core.core_index(
        options, parts, known, dict.fromkeys(PARTS, 1.0), regions=["A"], draws=9,
        constraints=Constraints(2, 2, None, None, cover_all=False),
    )  # fmt: skip
    assert {row.id: (row.core, row.theme_core) for row in found.shares} == {"a": (1, 1), "b": (0, 1), "c": (1, 1)}


@pytest.mark.parametrize("status", [1, 2, 4])
def test_what_the_solver_did_not_prove_is_no_portfolio(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though it has something in hand."""
    import scipy.optimize

    monkeypatch.setattr(scipy.optimize, "milp", lambda *_, **__: Row(x=np.ones(3), status=status))
    assert _solve(Problem([Option("a", 1.0, ("A",))], ["A"], Constraints(1, 1, cover_all=False)), 1) == []


def test_a_rule_of_the_plan_that_is_none_gets_the_nearest() -> None:
    """By name."""
    with pytest.raises(UsageError, match=r"rule of the plan.*max_pilot") as caught:
        actionplan.plan_rule(make_world().network.rules.plan, {"max_pilot": 4})
    assert "max_pilots" in f"{caught.value} {caught.value.hint}"


def test_where_there_is_one_level_whoever_runs_a_record_sits_at_the_table() -> None:
    """The owner goes first where policy is laid down above others."""
    from ceecluster.planning.meeting import seats_of

    law = make_programme("at31-a", bodies={"owner": "Council", "operator": "Agency"})
    level = {"id": "policy", "name": "policy", "definition": "all"}
    one = make_world(make_inventory("AT31", law), network={"levels": [level]})
    assert [body.name for seat in seats_of(one) for body in seat.bodies] == ["Agency"]
    several = make_world(make_inventory("AT31", law))
    assert [body.name for seat in seats_of(several) for body in seat.bodies] == ["Council"]


def test_parts_of_a_contact_without_a_weight_weigh_nothing() -> None:
    """Where none has one the value is 0, and nothing of it is documented."""
    from ceecluster.planning.contacts import introduction

    regions: Any = {code: Row(code=code, neighbours=()) for code in ("A", "B")}
    names = ("sectors", "objectives", "instruments", "services", "member_types", "strong", "judged", "weak", "partners")
    blanks = dict.fromkeys(names, frozenset())
    one, other = (
        Row(**{**blanks, "sectors": frozenset(sectors), "region": code, "record": code})
        for code, sectors in (("A", ("s", "t")), ("B", ("s", "u")))
    )
    found = introduction(one, other, regions, Row(weights={"field": 2.0}))  # type: ignore[arg-type]
    assert (found.value, found.documented, found.road) == (pytest.approx(0.5), 1.0, 0.0)
    none = introduction(one, other, regions, Row(weights={}))  # type: ignore[arg-type]
    assert (none.value, none.documented) == (0.0, 0.0)
