"""The pack of a meeting: minutes that add up, answers counted again, seats and questions from records."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceecluster.blocks import Section
from ceecluster.coherence.cells import Cell
from ceecluster.documents import document, voice_of
from ceecluster.errors import UsageError
from ceecluster.forms.markdown import write_markdown
from ceecluster.planning.meeting import (
    SHORTEST,
    STEP,
    WHYS,
    Attendee,
    Meeting,
    Open,
    Seat,
    Why,
    seats_of,
    shared_minutes,
)
from ceecluster.planning.organisations import ORGANISATIONS
from ceecluster.study import load
from factories import frozen, make_inventory, make_programme, make_world, written
from networks import write_network
from pages import pdf_pages


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
    """A seat for every region at every level; a body is one that a record there names, or a record that is one."""
    world = pack.world
    records = world.programmes()
    levels = [level.id for level in world.network.levels]
    assert [(seat.region, seat.level) for seat in pack.seats] == [(r, level) for r in world.regions for level in levels]
    for seat in pack.seats:
        there = [p for p in world.regions[seat.region].programmes if seat.level in p.level]
        assert seat.records == len(there)
        for body in seat.bodies:
            record = records[body.record]
            named = (record.bodies.operator, record.bodies.owner, record.bodies.lead)
            assert record in there
            assert any(named) if body.name else record.kind in ORGANISATIONS and seat.level != levels[0]


def test_a_body_speaks_where_it_answers() -> None:
    """The owner where policy is laid down, elsewhere who runs it; a cluster for itself; nobody named is said."""
    scheme = {"kind": "scheme", "bodies": {"owner": "Council", "operator": "Agency"}}
    programmes = (
        make_programme("at31-law", level=["policy"], **scheme),
        make_programme("at31-call", level=["administrative"], **scheme),
        make_programme("at31-cluster", level=["initiative"], kind="cluster"),
    )
    world = make_world(make_inventory("AT31", *programmes), make_inventory("CZ"))
    seats = {(seat.region, seat.level): seat for seat in seats_of(world)}
    assert [body.name for body in seats["AT31", "policy"].bodies] == ["Council"]
    assert [body.name for body in seats["AT31", "administrative"].bodies] == ["Agency"]
    assert seats["AT31", "initiative"].bodies == (Attendee(None, "at31-cluster"),)
    assert all(seats["CZ", level] == Seat("CZ", level, 0, ()) for level in ("policy", "administrative", "initiative"))


def test_overdue_commitments_are_on_the_agenda(tmp_path: Path) -> None:
    """An answer for everybody who promised; each region finds its own on its sheet, and nobody another's."""
    write_network(tmp_path, 3)
    promises = [
        {"id": "late", "who": ["FA10", "FA11"], "what": "Open the quay", "until": "2010-01-01"},
        {"id": "undated", "who": ["FA11"], "what": "Count the boats"},
        {"id": "later", "who": ["FA12"], "what": "Sail on", "until": "2050-01-01"},
    ]
    (tmp_path / "data" / "agreement").mkdir()
    (tmp_path / "data" / "agreement" / "commitments.yaml").write_text(json.dumps({"commitments": promises}))
    pilot = {
        **{"id": "boats", "title": {"en": "Boats"}, "status": "running", "start": "2024-01-01", "end": "2026-01-01"},
        **{"lead": "FA11", "partners": ["FA11", "FA12"], "milestones": [{"title": "Quay", "due": "2024-06-30"}]},
    }
    (tmp_path / "data" / "pilots").mkdir()
    file = {"as_of": "2025-05-17", "pilots": [pilot]}
    (tmp_path / "data" / "pilots" / "boats.yaml").write_text(json.dumps(file))
    pack = load(tmp_path).meeting()
    item = next(item for item in pack.agenda if item.kind is Open.COMMITMENTS)
    assert (item.answers, item.subjects) == (3, ("late", "undated"))
    promised = {sheet.region: [row.id for row in sheet.promised] for sheet in pack.sheets}
    assert promised == {"FA10": ["late"], "FA11": ["late", "undated"], "FA12": []}
    assert sum(item.minutes for item in pack.agenda) == pack.minutes
    behind = next(item for item in pack.agenda if item.kind is Open.OVERDUE)
    assert (behind.answers, behind.subjects, behind.regions) == (1, ("boats",), ("FA11", "FA12"))
    study = load(tmp_path)
    voice = voice_of(study)
    text = write_markdown(document("meeting", study, voice), voice)
    assert '"Open the quay" (due 2010-01-01)' in text
    assert '"Count the boats" (without a date)' in text
    assert "Sail on" not in text


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


def test_each_sheet_begins_a_page(tmp_path: Path) -> None:
    """In Word and PDF, so that a region can be handed its own; what made the pack comes after the last."""
    study = load(write_network(tmp_path, 3))
    voice = voice_of(study)
    made = document("meeting", study, voice)
    alone = [voice.plain(block.title) for block in made.blocks if isinstance(block, Section) and block.own_page]
    assert alone == ["Fjord 0", "Fjord 1", "Fjord 2", "How this document was made"]
    word = written("meeting", study, "docx")
    assert ZipFile(BytesIO(word)).read("word/document.xml").count(b"<w:pageBreakBefore") == len(alone)
    assert pdf_pages(written("meeting", study, "pdf")) >= 1 + len(alone)
