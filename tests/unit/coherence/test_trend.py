"""Indices over the years: worked by hand on a small world, and what is said where no trend can be drawn."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.coherence.rarefaction import Direction
from ceecluster.coherence.trend import span_of, trend
from ceecluster.errors import UsageError
from ceecluster.model import World
from ceecluster.names import Speller
from ceecluster.wording import Voice
from ceecluster.words.trend import trend_words
from factories import frozen, make_inventory, make_programme, make_world


def record(identifier: str, start: int | None, end: int | None = None, objective: str = "A"):
    """A policy record of some years with one objective and nothing else to compare."""
    years = {"start": start} if end is None else {"start": start, "end": end}
    bare = {"instruments": [], "target_groups": [], "sectors": [], "funding": {}}
    return make_programme(identifier, level=["policy"], objectives=[f"OBJ-{objective}"], **bare, **years)


@pytest.fixture
def world() -> World:
    """Three regions with A from 2000; the third turns to B for good in 2005."""
    return make_world(
        make_inventory("AT31", record("at31-a", 2000, 2020)),
        make_inventory("AT12", record("at12-a", 2001, 2020)),
        make_inventory("CZ", record("cz-a", 2001, 2004), record("cz-b", 2005, 2020, "B")),
    )


def test_indices_follow_the_records(world: World):
    """All alike until 2004 (index 1), then one pair of three (1/3); 2000 has one region and no index."""
    found = trend(world, 2000, 2006, dimensions=["objectives"])
    index = found.across[found.across["level"] == "policy"].set_index("year")["index"]
    assert index[index.isna()].index.tolist() == [2000]
    assert index[2001] == pytest.approx(1)
    assert index[2004] == pytest.approx(1)
    assert index[2005] == pytest.approx(1 / 3)
    row = found.changes.iloc[0]
    assert (row["first"], row["last"]) == (2001, 2006)
    assert row["same_change"] == pytest.approx(1 / 3 - 1)


def test_what_began_and_ended_is_named(world: World):
    """A record that alone moved the index stands with its year; one that alone leaves nothing to compare does not."""
    found = trend(world, 2001, 2006, dimensions=["objectives"])
    moves = {(row.programme, row.event) for row in found.moves.itertuples() if row.year == 2005}
    assert moves == {("cz-a", "ended")}


def test_the_span_begins_where_three_regions_speak(world: World):
    """From 2001 to the year of the network's state; without three dated regions that is said."""
    assert span_of(world) == (2001, 2026)
    with pytest.raises(UsageError, match="no year has 3 regions"):
        span_of(make_world(make_inventory("AT31", record("at31-a", 2000))))


def test_findings_say_which_way_and_what_they_rest_on(world: World):
    """One record each cannot be compared on equal records: no direction is said; nothing is NaN."""
    found = trend(world, 2001, 2006, dimensions=["objectives"])
    words, voice = trend_words(found), Voice(Speller(world))
    said = voice.plain(words.findings[0])
    assert "from 1.00 (2001) to 0.33 (2006)" in said
    assert "no earlier year has enough regions" in said
    cells = [voice.plain(cell) for table in (words.years, words.moves) for row in table.cells for cell in row]
    assert not {"nan", "None"} & set(cells)
    json.dumps(found.to_dict(), allow_nan=False)
    assert words.lines is not None
    assert "on equal records not comparable at policy" in voice.plain(words.lines.title)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2026:1998"], "write 1998:2026"),
        (["1800:1810"], "reaches beyond"),
        (["long ago"], "is no span of years"),
        (["1998:2026", "--level", "polcy"], "Did you mean 'policy'"),
        (["1998:2026", "--dimension", "sector"], "Did you mean 'sectors'"),
        (["1910:1920"], "19"),
    ],
)
def test_wrong_years_and_names_are_answered_in_words(words: list[str], said: str):
    """A usage error with the cure; years before every record are told, not drawn."""
    result = CliRunner().invoke(app, ["trend", *words])
    assert isinstance(result.exception, UsageError)
    assert said in f"{result.exception.message} {result.exception.hint}"


def test_the_shipped_trend_fits_the_page():
    """Within 100 columns, years in rows, the moving records by name; JSON names its schema."""
    result = CliRunner().invoke(app, ["trend", "2010:2020"])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    assert [line[:4] for line in lines if line[:4].isdigit() and line[:4] < "2021"][:11] == [
        str(year) for year in range(2010, 2021)
    ]
    result = CliRunner().invoke(app, ["trend", "2010:2012", "--format", "json"])
    assert json.loads(result.stdout)["schema"] == "ceecluster/trend@1"


def test_a_rise_by_records_alone_is_none():
    """Every index of the frozen data has moved; on equal records no level is called more or less alike."""
    found = trend(frozen().world, 1990, 2026)
    assert [change.direction for change in found.changed] == [Direction.UNCLEAR] * 3
    for change in found.changed:
        assert change.records_each >= 3
        assert change.low <= change.equal_end - change.equal_start <= change.high
