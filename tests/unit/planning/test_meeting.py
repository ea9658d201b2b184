"""The pack of a meeting: minutes that add up, answers counted again, seats and questions from records."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceecluster.coherence.cells import Cell
from ceecluster.errors import UsageError
from ceecluster.planning.meeting import SHORTEST, STEP, WHYS, Meeting, Open, Why, shared_minutes
from factories import frozen


@pytest.fixture(scope="module")
def pack() -> Meeting:
    """The meeting of the frozen network."""
    return frozen().meeting()


def test_minutes_by_hand() -> None:
    """Four times the answers, twice the time above the shortest: 100 and 25 answers over 10 + 10 + 60 minutes."""
    assert shared_minutes([100, 25], 80) == [10 + 40, 10 + 20]
    assert shared_minutes([9], 47) == [47]
    assert shared_minutes([], 180) == []


@given(st.lists(st.integers(1, 500), min_size=1, max_size=8), st.integers(10, 600))
def test_minutes_add_up(answers: list[int], minutes: int) -> None:
    """To the length given, none under the shortest, and never more for fewer answers; else a refusal with a cure."""
    answers = sorted(answers, reverse=True)
    if minutes < SHORTEST * len(answers):
        with pytest.raises(UsageError, match="do not hold"):
            shared_minutes(answers, minutes)
        return
    shares = shared_minutes(answers, minutes)
    assert sum(shares) == minutes
    assert min(shares) >= SHORTEST
    assert shares == sorted(shares, reverse=True)
    assert all((share - SHORTEST) % STEP == 0 for share in shares[1:])


def test_answers_are_counted_from_the_results(pack: Meeting) -> None:
    """Open stances, gaps and undocumented regions by plain loops; the agenda is in their order."""
    study = frozen()
    items = {item.kind: item for item in pack.agenda}
    assert sum(item.minutes for item in pack.agenda) == pack.minutes == study.world.network.rules.meeting.minutes
    assert [i.answers for i in pack.agenda] == sorted((i.answers for i in pack.agenda), reverse=True)
    assert items[Open.STANCES].answers == sum(len(case.open) for case in study.agree().cases if case.clause)
    assert items[Open.GAPS].answers == sum(row.cell is Cell.GAP for row in study.comparison.by_cell)
    thin = [row.region for row in study.comparison.by_region if row.records and row.value is None]
    assert set(items[Open.EVIDENCE].regions) == set(thin)
    assert set(items[Open.OPTIONS].regions) <= set(study.world.regions)


def test_seats_are_those_of_records(pack: Meeting) -> None:
    """A seat for every region at every level with records in force; a body is one that a record there names."""
    world = pack.world
    for seat in pack.seats:
        there = [p for p in world.regions[seat.region].programmes if seat.level in p.level]
        named = {name for p in there for name in (p.bodies.operator, p.bodies.owner, p.bodies.lead) if name}
        assert there
        assert bool(seat.bodies) <= bool(named)
    places = {(seat.region, seat.level) for seat in pack.seats}
    records = {(code, level) for code, i in world.regions.items() for p in i.programmes for level in p.level}
    assert places == records


def test_questions_start_from_what_is_on_file(pack: Meeting) -> None:
    """Five at most for a region, several kinds first, and each subject is where it says."""
    world = pack.world
    records = world.programmes()
    for sheet in pack.sheets:
        assert len(sheet.questions) <= WHYS
        kinds = [question.kind for question in sheet.questions]
        assert len(set(kinds[: len(set(kinds))])) == len(set(kinds))
        own = {p.id for p in world.regions[sheet.region].programmes}
        assert set(sheet.brings) <= own
        for question in sheet.questions:
            if question.kind is Why.FOLLOWED:
                assert question.subject in own and question.other in records[question.subject].follows
            if question.kind is Why.UNEVALUATED:
                assert not records[question.subject].evaluations
            if question.kind is Why.MISSING:
                cell = next(
                    row
                    for row in frozen().comparison.by_cell
                    if (row.region, row.level, row.objective) == (sheet.region, question.level, question.subject)
                )
                assert cell.cell is Cell.GAP and len(cell.holders) == question.count
