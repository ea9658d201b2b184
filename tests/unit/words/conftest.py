"""Three networks in which every figure of a sentence is counted again."""

from __future__ import annotations

import pytest

from ceecluster.study import Study, load
from ceecluster.words.coherence import coherence_words
from networks import cut_frozen, widen, write_league, write_network
from recounting import Facts, facts_in


@pytest.fixture(scope="session", params=["league", "frozen", "many"])
def counted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A league of three fjords and two levels with candidates and pilots, some of ours as they were, and eight fjords.

    All of it as on file: so there is something to count on each.
    """
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "frozen":
        cut_frozen(folder / "data")
        return load(folder, as_of="all")
    if request.param == "league":
        return load(widen(write_league(folder)), as_of="all")
    return load(write_network(folder, 8, records=3), as_of="all")


@pytest.fixture(scope="session")
def report(counted: Study) -> tuple[Study, Facts]:
    """The coherence report."""
    return counted, facts_in(coherence_words(counted))
