"""Right of reply: the form out and back, the states of values, and what is withheld before a region has answered."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ceecluster.cli.answer_forms import labels_of
from ceecluster.cli.reviews import lines_of, review_form_of
from ceecluster.documents import KINDS, voice_of
from ceecluster.forms.markdown import write_markdown
from ceecluster.item_rows import Items
from ceecluster.items import find
from ceecluster.officers.reviewing import COLUMNS, HEAD, ReturnedReview, read_review
from ceecluster.replies import ReplyState, checked, replies_of
from ceecluster.sources.writers import yaml_text
from ceecluster.study import Study, load
from ceecluster.words.items import items_screen
from ceecluster.words.profile import profile_words
from ceecluster.words.reviewing import review_form
from factories import markdown_of
from networks import write_league

Fill = Callable[[Any, Any], None]


@pytest.fixture
def league(tmp_path: Path) -> Study:
    """A network of two levels and three regions."""
    write_league(tmp_path / "league")
    return load(tmp_path / "league")


def first(study: Study) -> str:
    """The first member."""
    return study.world.network.regions[0].code


def answered(study: Study, folder: Path, fill: Fill, form: bytes | None = None) -> ReturnedReview:
    """What comes back in a workbook that was filled in by hand."""
    made = form or review_form_of(study, first(study), ".xlsx", voice_of(study))
    book = openpyxl.load_workbook(io.BytesIO(made))
    head, sheet = book.worksheets
    head["B4"], head["B5"] = "2025-06-01", "Office of Fjords"
    fill(head, sheet)
    path = folder / "answer.xlsx"
    book.save(path)
    return read_review(path, path.name, study.world, labels_of(study, (*HEAD, *COLUMNS)), lines_of(study))


def keep(study: Study, found: ReturnedReview) -> Study:
    """The workspace with the answer on file."""
    folder = study.root / "reviews"
    folder.mkdir(exist_ok=True)
    (folder / f"{found.body['region']}-{found.body['date']}.yaml").write_text(yaml_text(found.body), encoding="utf-8")
    return load(study.root)


def all_right(head: Any, sheet: Any) -> None:
    """Everything is right."""
    head["B6"] = "x"


def test_show_says_whether_a_region_has_checked(league: Study, tmp_path: Path) -> None:
    """Before: not checked; afterwards by whom, when, and what it disputes."""

    def told(study: Study) -> str:
        return write_markdown(items_screen(Items((find(study.world, first(study)),)), study.world), voice_of(study))

    def fill(head: Any, sheet: Any) -> None:
        sheet["D2"], sheet["E3"], sheet["F3"] = "x", "X", "it is 4, see the act of 2024"

    assert "Not checked: " in told(league)
    after = told(keep(league, answered(league, tmp_path, fill)))
    assert "Checked by Office of Fjords, 2025-06-01: 1 values and facts confirmed, 1 disputed" in after
    assert "it is 4, see the act of 2024" in after


def test_states_of_values_come_from_the_form(league: Study, tmp_path: Path) -> None:
    """A line that is wrong is disputed with its reply, one that is right confirmed, the rest proposed."""

    def fill(head: Any, sheet: Any) -> None:
        sheet["D2"], sheet["E3"], sheet["F3"] = "x", "X", "it is 4, see the act of 2024"

    found = answered(league, tmp_path, fill)
    assert not found.findings
    states = list(replies_of(keep(league, found).world, first(league)))
    assert [each.state for each in states[:3]] == [
        ReplyState.CONFIRMED, ReplyState.DISPUTED, ReplyState.PROPOSED,
    ]  # fmt: skip
    assert (states[1].reply, states[1].office, states[1].date) == (
        "it is 4, see the act of 2024", "Office of Fjords", "2025-06-01",
    )  # fmt: skip


def test_what_changes_after_the_check_is_proposed_again(league: Study, tmp_path: Path) -> None:
    """A region confirmed what was on file then, nothing else."""
    study = keep(league, answered(league, tmp_path, all_right))
    region = first(league)
    assert {each.state for each in replies_of(study.world, region)} == {ReplyState.CONFIRMED}
    (path,) = (study.root / "regions").glob(f"{region}-*")
    text = path.read_text(encoding="utf-8")
    value = next(each for each in replies_of(study.world, region) if each.criterion and each.seen.isdecimal())
    other = str(int(value.seen) + (1 if value.seen == "0" else -1))
    before, _, rest = text.partition(f'"{value.record}"')
    changed = rest.replace(f'"value": {value.seen}', f'"value": {other}', 1)
    path.write_text(f'{before}"{value.record}"{changed}', encoding="utf-8")
    states = [each for each in replies_of(load(study.root).world, region) if each.state is ReplyState.PROPOSED]
    assert [(each.record, each.seen) for each in states] == [(value.record, other)]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"D2": "x", "E2": "x"}, "review!E2: error CC346"),
        ({"E2": "x"}, "review!A2: error CC346"),
        ({"F2": "no"}, "review!F2: error CC346"),
        ({"D2": "hm"}, "review!D2: error CC346 'hm' is no mark"),
        ({"D2": "x", "A99": "other", "F99": "new"}, "review!A99: error CC346 a line that the form does not have"),
        ({}, "nothing is marked"),
    ],
)
def test_what_is_wrong_is_named_by_its_cell(league: Study, tmp_path: Path, cells: dict[str, str], said: str) -> None:
    """And nothing is taken."""
    found = answered(
        league, tmp_path, lambda head, sheet: [sheet.__setitem__(*each) for each in cells.items()] and None
    )
    assert any(said in str(finding) for finding in found.findings), found.findings
    assert not found.body


def test_a_line_that_changed_since_the_form_was_sent_is_left_out(league: Study, tmp_path: Path) -> None:
    """The region did not see what is on file now."""

    def fill(head: Any, sheet: Any) -> None:
        sheet["D2"], sheet["D3"], sheet["C3"] = "x", "x", "what stood there before"

    found = answered(league, tmp_path, fill)
    assert [str(each).split(": ", 1)[0] for each in found.findings] == ["answer.xlsx:review!C3"]
    assert len(found.body["replies"]) == 1


def test_no_class_or_order_is_printed_of_a_region_that_has_not_checked(league: Study, tmp_path: Path) -> None:
    """In the documents that tell of quality; what is documented and its intervals stay."""
    bands = [band.id for band in league.world.guidelines.bands]
    region = first(league)
    assert not checked(league.world, region)
    for kind in ("quality", "briefing", "region", "records"):
        text = markdown_of(kind, league, region if KINDS[kind].about else "")
        for band in bands:
            assert f"| {band} |" not in text and f"class '{band}'" not in text, (kind, band)
    quality = markdown_of("quality", league)
    assert "No region of 3 has checked" in quality and quality.count("not checked |") >= 3
    assert "Ranks over" not in quality and "median rank" not in quality
    assert "Not checked" in markdown_of("region", league, region)


def test_a_region_that_has_checked_is_told_with_its_class(league: Study, tmp_path: Path) -> None:
    """Its own line alone; where its evidence does not suffice that is said."""
    study = keep(league, answered(league, tmp_path, all_right))
    after = markdown_of("quality", study)
    row = next(line for line in after.splitlines() if f"({first(study)})" in line)
    assert "not checked" not in row
    marked = [line for line in after.splitlines() if "not checked |" in line]
    assert len(marked) == 3 * 2 and not any(f"({first(study)})" in line for line in marked)
    assert "One of 3 regions has checked its records" in after
    # The mark of its profile's bar is drawn for it alone, where its evidence suffices.
    bars = [row["value"] for row in profile_words(study.profile(first(study))).levels.rows]
    known = study.profile(first(study)).levels
    assert bars == [row.standing.value for row in known if row.standing.low is not None] and any(bars)
    other = study.world.network.regions[1].code
    assert not any(row["value"] for row in profile_words(study.profile(other)).levels.rows)
    profile = markdown_of("region", study, first(study))
    assert "Checked by Office of Fjords" in profile and "Not checked" not in profile


def test_a_disputed_value_is_printed_with_its_reply(league: Study, tmp_path: Path) -> None:
    """In the annex that lists the records."""

    def fill(head: Any, sheet: Any) -> None:
        sheet["E3"], sheet["F3"] = "x", "the act of 2024 says four"

    study = keep(league, answered(league, tmp_path, fill))
    told = markdown_of("records", study, first(study))
    assert "the act of 2024 says four" in told and "disputed" in told


def test_a_region_has_thirty_days_to_answer(league: Study) -> None:
    """The form names them, and the day they end: counted from the day of the network's file."""
    text = write_markdown(review_form(league.world, first(league)), voice_of(league))
    until = date.fromisoformat(league.world.network.as_of) + timedelta(days=30)
    assert f"within 30 days, by {until.isoformat()}" in text
