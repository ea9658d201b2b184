"""What a study may be told by name: what the functions below it take, and a wrong word is told, not raised at."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ceecluster import keywords
from ceecluster.agreement.agreement import agree
from ceecluster.coherence.comparison import compare
from ceecluster.coherence.reader_scores import reader_scores
from ceecluster.coherence.readers import reader_spread
from ceecluster.coherence.then_and_now import then_and_now
from ceecluster.coherence.trend import trend
from ceecluster.coherence.why import explain_pair
from ceecluster.errors import UsageError
from ceecluster.frames import DIMENSIONS
from ceecluster.scoring.quality import score
from ceecluster.scoring.robustness import audit
from ceecluster.settings import check_settings
from ceecluster.study import Study, load
from networks import write_league


@pytest.mark.parametrize(
    ("told", "function", "given"),
    [
        (keywords.Score, score, {"as_of"}),
        (keywords.Compare, compare, {"as_of"}),
        (keywords.Pair, explain_pair, set()),
        (keywords.Reader, reader_spread, {"as_of"}),
        (keywords.Draws, reader_scores, set()),
        (keywords.ThenAndNow, then_and_now, set()),
        (keywords.Trend, trend, set()),
        (keywords.Agree, agree, {"as_of"}),
        (keywords.Audit, audit, {"draws", "seed", "scores"}),
    ],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_keywords_are_those_of_the_function(told: type, function: Callable[..., Any], given: set[str]) -> None:
    """Names and types, as both are written."""
    taken = {
        name: parameter.annotation
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY and name not in given
    }
    assert {name: note.__forward_arg__ for name, note in told.__annotations__.items()} == taken


@pytest.fixture(scope="module")
def league(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Three regions."""
    return load(write_league(tmp_path_factory.mktemp("league")))


YEARS = ["2015", "ALL", "", 1899, 2101, -1, 2015.0, True]


@pytest.mark.parametrize("year", YEARS)
def test_a_year_that_is_none_is_told(league: Study, year: Any) -> None:
    """With what can be written instead, whatever is asked."""
    for ask in (league.score, league.compare, league.agree, league.plan, league.money, league.at):
        with pytest.raises(UsageError, match=r"is no year of a result.*1900 to 2100, or 'all'"):
            ask(as_of=year)


def test_a_wrong_year_is_told_before_anything_is_read() -> None:
    """The folder is not even looked for."""
    with pytest.raises(UsageError, match="3000 is no year of a result"):
        load("no/such/folder", as_of=3000)


def test_the_first_and_the_last_year_can_be_asked(league: Study) -> None:
    """Both ends of the calendar, everything, and the network's own."""
    assert [league.at(year).as_of for year in (1900, 2100, "all", None)] == [1900, 2100, None, league.as_of]


def test_names_that_are_none_are_told(league: Study) -> None:
    """No KeyError reaches a notebook."""
    with pytest.raises(UsageError, match="unknown measure 'nope'"):
        league.compare(measure="nope")
    for name in ("SEC-NOPE", ""):
        with pytest.raises(UsageError, match=f"unknown sector, region or organisation '{name}'"):
            league.match(name)


NAN = float("nan")
NONE_OF_ITS_KIND: list[tuple[Callable[[Study], object], str]] = [
    (lambda s: s.compare(draws=-1), "draws cannot be -1"),
    (lambda s: s.plan(draws=-1), "draws cannot be -1"),
    # The most is asked of the check itself: with a higher limit a study would set to work on all of it.
    (lambda _: check_settings({"draws": 1_000_001}), "draws cannot be 1000001.*from 0 to 1000000"),
    (lambda _: check_settings({"sensitivity": 131_072}), "sensitivity cannot be 131072.*from 0 to 65536"),
    (lambda s: s.agree(draws=1.5), "draws cannot be 1.5"),  # type: ignore[arg-type]
    (lambda s: s.reliability(True), "draws cannot be True"),
    (lambda s: s.robustness(seed=-1), "seed cannot be -1"),
    (lambda s: s.robustness(sensitivity=-1), "sensitivity cannot be -1"),
    (lambda s: s.robustness(exponents=[1.0, NAN]), "one of exponents cannot be nan"),
    (lambda s: s.score(floor=1.5), "floor cannot be 1.5.*from 0 to 1"),
    (lambda s: s.score(exponent={"STR": NAN}), "exponent of 'STR' cannot be nan"),
    (lambda s: s.score(exponent="x"), "exponent cannot be 'x'"),  # type: ignore[arg-type]
    (lambda s: s.score(weights={"STR": "x"}), "weights of 'STR' cannot be 'x'"),  # type: ignore[dict-item]
    (lambda s: s.compare(weights={"objectives": -1}), "weights of 'objectives' cannot be -1"),
    (lambda s: s.compare(weights={"nope": 1}), "unknown dimension 'nope'"),
    (lambda s: s.compare(weights=dict.fromkeys(DIMENSIONS, 0)), "not all 0"),
    (lambda s: s.compare(least=-1), "least cannot be -1"),
    (lambda s: s.match(limit=0), "limit cannot be 0"),
    (lambda s: s.trend(last=99_999), "last cannot be 99999.*from 1900 to 2100"),
    (lambda s: s.then_and_now(1899), "then cannot be 1899"),
    (lambda s: s.agree(audience="nobody"), "unknown audience 'nobody'"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(
    ("ask", "said"), NONE_OF_ITS_KIND, ids=[f"{n} {said}" for n, (_, said) in enumerate(NONE_OF_ITS_KIND)]
)
def test_a_number_that_a_setting_cannot_be_is_told_before_the_work(
    league: Study, ask: Callable[[Study], object], said: str
) -> None:
    """No ValueError of numpy, and no work without an end."""
    with pytest.raises(UsageError, match=said):
        ask(league)


def test_what_a_setting_can_be_goes_through(league: Study) -> None:
    """Both ends, numbers of numpy, one weight of nought beside others."""
    assert league.agree(draws=np.int64(1), seed=np.int64(0)).seed == 0  # type: ignore[arg-type]
    assert league.score(floor=1.0, exponent={"HULL": -1.0}).floor == 1.0
    assert len(league.compare(draws=0, weights={"objectives": 0}).pairs)
