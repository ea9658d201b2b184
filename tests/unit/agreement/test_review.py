"""A signed agreement: parties on a day, commitments from its paragraphs, the yearly review."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from ceecluster.agreement.review import State, renewal_due, review
from ceecluster.blocks import walk
from ceecluster.checks.catalogue import ACROSS, LOCAL
from ceecluster.checks.run import check
from ceecluster.cli.app import app
from ceecluster.documents import document, voice_of
from ceecluster.errors import DataError, UsageError
from ceecluster.model.agreed import Accession, Commitment, Version
from ceecluster.parties import parties_at
from ceecluster.report.signing import STANDING
from ceecluster.sources.appending import appended
from ceecluster.study import load
from ceecluster.words.review import review_topic
from factories import make_world
from networks import write_league

RUN = CliRunner()


def agreed(**more):
    """A world whose three members signed, one left, a stranger joined; four commitments."""
    moves = [
        {"date": "2025-06-01", "what": "left", "region": "CZ"},
        {"date": "2025-09-01", "what": "joined", "region": "HR"},
    ]
    promised = [
        {"id": "kept", "who": ["AT31"], "what": "A", "until": "2025-03-01", "done": "2025-02-01"},
        {"id": "late", "who": ["AT31", "CZ"], "what": "B", "until": "2025-03-01", "done": "2025-03-11"},
        {"id": "missed", "who": ["AT12"], "what": "C", "until": "2026-06"},
        {"id": "orphan", "who": ["CZ"], "what": "D", "until": "2027-01-01"},
        {"id": "when", "who": ["HR"], "what": "E"},
    ]
    version = {"version": "1.0", "signed": "2025-01-01", "parties": ["AT31", "AT12", "CZ"], "until": "2027-06-30"}
    fields = {
        "versions": (Version.model_validate(version),),
        "accessions": tuple(Accession.model_validate(move) for move in moves),
        "commitments": tuple(Commitment.model_validate(one) for one in promised),
    }
    return make_world().model_copy(update={**fields, **more})


@pytest.mark.parametrize(
    ("when", "parties"),
    [
        ("2024-12-31", ()),
        ("2025-01-01", ("AT31", "AT12", "CZ")),
        ("2025-06-01", ("AT31", "AT12")),
        ("2025-12-31", ("AT31", "AT12", "HR")),
    ],
)
def test_parties_of_a_day(when, parties):
    """Who signed, with those who joined and without those who left up to the day."""
    assert parties_at(agreed(), date.fromisoformat(when)) == parties


def test_state_of_commitments_and_parties():
    """Each commitment by its date; each party by its commitments; what needs a new owner or a date."""
    found = review(agreed(), "2026-11-23")
    assert {row.id: (row.state, row.days) for row in found.commitments} == {
        "missed": (State.OVERDUE, 146),
        "when": (State.UNDATED, 0),
        "orphan": (State.OPEN, 0),
        "late": (State.LATE, 10),
        "kept": (State.DONE, 0),
    }
    assert [row.id for row in found.to_renew] == ["missed", "when", "orphan"]
    states = {row.region: row for row in found.parties}
    assert (states["CZ"].party, states["CZ"].left, states["CZ"].promised, states["CZ"].done) == (
        False, "2025-06-01", 2, 1,
    )  # fmt: skip
    assert (states["HR"].party, states["HR"].since, states["HR"].undated) == (True, "2025-09-01", 1)
    assert (found.unsigned, found.strangers) == (("CZ",), ("HR",))
    assert found.ends == 219
    assert renewal_due(found)
    assert not renewal_due(review(agreed(), "2025-11-23"))


def test_without_a_signature_nobody_is_bound():
    """No version: no parties, and no commitment is called an orphan."""
    found = review(agreed(versions=()), "2026-11-23")
    assert (found.version, found.ends, found.to_renew[0].left) == (None, None, ())
    assert not any(row.party for row in found.parties)


def test_nothing_signed_shows_no_empty_table():
    """Before a version there is nothing of parties, before a commitment no table of them; the lead says who can act."""
    world = agreed(versions=(), commitments=(), accessions=())
    found = review_topic(world, review(world, "2026-11-23"))
    assert found.tables == ()
    assert [statement.key for statement in found.lead] == ["review.unsigned"]
    assert len(review_topic(agreed(), review(agreed(), "2026-11-23")).tables) == 2


def test_a_signature_is_recorded_with_what_the_paragraphs_promise(tmp_path: Path) -> None:
    """`agree --sign` writes both files; a second version is added below; `evaluate --agreement` tells of it."""
    write_league(tmp_path)
    path = tmp_path / "data" / "agreement" / "commitments.yaml"

    def sign(*more: str):
        return RUN.invoke(app, ["agree", "-w", str(tmp_path), "--sign", *more])

    assert sign("1.0", "--date", "2024-03-01").exit_code == 0
    study = load(tmp_path)
    (version,) = study.world.versions
    assert version.parties == ("FA10", "FA11", "FA12")
    clauses = {case.clause: case.willing for case in study.agreement.cases if case.clause and case.willing}
    promised = {one.paragraph: one for one in study.world.commitments}
    assert clauses
    assert set(promised) == {*clauses, *STANDING}
    assert {number: promised[number].who for number in clauses} == clauses
    memorandum = document("agreement", study, voice_of(study))
    paragraphs = "".join(voice_of(study).plain(b.text) for b in walk(memorandum.blocks) if hasattr(b, "text"))
    assert all(number in paragraphs for number in STANDING)

    path.write_text(path.read_text() + "# a remark of the secretariat\n")
    before = path.read_text()
    assert sign("1.1", "--date", "2025-03-01", "--by", "FA10,Fjord 1").exit_code == 0
    lines = path.read_text().splitlines()
    left = iter(lines)
    assert all(line in left for line in before.splitlines()), "every line is there, in the old order"
    assert [v.parties for v in load(tmp_path).world.versions][1] == ("FA10", "FA11")
    assert isinstance(sign("1.1", "--date", "2025-03-01").exception, UsageError)
    codes = {f.code for f in check(tmp_path / "data", local=LOCAL, across=ACROSS).findings if f.severity == "error"}
    assert codes == {"CC338"}, "what Fjord 2 promised in 1.0 needs another owner"
    told = RUN.invoke(app, ["evaluate", "-w", str(tmp_path), "--agreement", "-f", "markdown"])
    assert told.exit_code == 0, told.output
    assert "One member of the network is no party: Fjord 2." in told.stdout
    assert "from the next year on" in told.stdout
    later = review(study.whole, "2026-05-17", lambda first, last: study.at(last).trend(first, last))
    assert later.trend is not None
    assert later.trend.years == (2024, 2026)


def test_what_is_added_leaves_every_line():
    """Comments and order stay; a new key comes last; an empty list is replaced; what cannot be added to is refused."""
    text = "# head\nsources:\n  a: {title: A}\n  # about b\nitems:\n- one\n\n# tail\n"
    made = appended(text, {"sources": {"b": {"title": "B"}}, "items": ["two"], "more": [{"x": 1}]}, "f.yaml")
    assert [line for line in made.splitlines() if line in text.splitlines()] == text.splitlines()
    assert "- one\n- two\n" in made
    assert made.endswith("more:\n  - {x: 1}\n")
    assert appended("items: []\n", {"items": ["a"]}, "f.yaml") == "items:\n  - a\n"
    with pytest.raises(DataError, match=r"f\.yaml"):
        appended("items: [one]\n", {"items": ["two"]}, "f.yaml")


@pytest.mark.parametrize(("ends", "due"), [(None, False), (-1, True), (0, True), (365, True), (366, False)])
def test_renewal_is_due_within_a_year(ends: int | None, due: bool) -> None:
    """A version that has ended, or ends in 365 days or fewer; one without an end never."""
    assert renewal_due(SimpleNamespace(ends=ends)) is due  # type: ignore[arg-type]
