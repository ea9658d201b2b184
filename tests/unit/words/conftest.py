"""Three networks in which every figure of a sentence is counted again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from ceecluster.model.vocabulary import LabelTerm, ProgrammeTerm
from ceecluster.study import Study, load
from ceecluster.words.coherence import CoherenceWords, coherence_words
from networks import cut_frozen, widen, write_league, write_network
from recounting import Facts, facts_in

NEVER = {
    "test_facts_of_claims.py": {"agreement.missing", "chapters.no_step", "trend.silent"},
    "test_facts_of_documents.py": {
        "body.nothing_alike",
        "body.pairs",
        "coherence.level_beyond",
        "legacy.counts",
        "quality.bars_part",
        "regions.closest",
        "regions.insufficient",
        "regions.quality",
    },
    "test_facts_of_superlatives.py": {"coherence.level_missing", "coherence.level_silent"},
    "test_facts_of_the_audit.py": {
        "robustness.against",
        "robustness.effect",
        "robustness.few_draws",
        "robustness.held",
        "robustness.lost",
        "robustness.moves",
        "robustness.no_leader",
        "robustness.no_places",
        "robustness.one_input",
        "robustness.ranking",
        "robustness.shift",
        "robustness.unranked",
        "robustness.weak",
    },
    "test_facts_of_the_comparison.py": {
        "comparison.clear",
        "comparison.nothing",
        "comparison.on_file",
        "comparison.pairs_beyond",
        "comparison.pairs_unreachable",
        "scores.with_interval",
    },
    "test_facts_of_the_questions.py": {"questions.left_out", "questions.loose"},
    "test_facts_of_what_comes_back.py": {"readers.beyond"},
    "test_statements_of_groups_and_issues.py": {"agreement.note_kept", "issue.deciding"},
    "test_statements_of_the_plan.py": {
        "chapters.candidate",
        "figures.busy",
        "figures.costed",
        "plan.note_core",
        "plan.note_portfolios",
        "plan.settled",
        "plan.unpriced",
    },
}
"""Statements that are looked for, and that none of the networks of these tests brings out. May only shrink."""
_LEFT: dict[str, set[str]] = defaultdict(set)
"""The tests of each file that are still to come."""
_ASKED: dict[str, dict[str, bool]] = defaultdict(dict)
"""By file the statements its tests looked for, and whether one was there."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Note what belongs to each file, where whole files are run."""
    if not config.option.keyword and not any("::" in each for each in config.args):
        for item in items:
            _LEFT[str(item.path)].add(item.nodeid)


@pytest.fixture(autouse=True)
def _what_is_looked_for_is_there(request: pytest.FixtureRequest) -> Iterator[None]:
    """After the last test of a file: no loop over `said.get(key, ())` that none of its cases ever entered."""
    Facts.asked.clear()
    yield
    file = str(request.node.path)
    for key, there in Facts.asked.items():
        _ASKED[file][key] = _ASKED[file].get(key, False) or there
    if request.node.nodeid in _LEFT[file]:
        _LEFT[file].remove(request.node.nodeid)
        if not _LEFT[file]:
            missed = {key for key, there in _ASKED[file].items() if not there}
            assert missed <= NEVER.get(request.node.path.name, set()), "counted again by no case of the file"


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
def coherence(counted: Study) -> CoherenceWords:
    """The words of the coherence report."""
    return coherence_words(counted)


@pytest.fixture(scope="session")
def report(counted: Study, coherence: CoherenceWords) -> tuple[Study, Facts]:
    """The coherence report."""
    return counted, facts_in(coherence)


@pytest.fixture(scope="session")
def funded(counted: Study) -> Study:
    """The network with programmes of its own: for all, for the first member, of an area that is not on file."""
    all_of_them = [{"nuts": [area]} for region in counted.world.network.regions for area in region.nuts]
    made = [
        {
            "code": "EUP-ALL",
            "areas": all_of_them,
            "calls": [{"title": "A call", "closes": "2031-05-01", "source": ["s"]}],
        },
        {"code": "EUP-ONE", "areas": all_of_them[:1]},
        {"code": "EUP-WHERE"},
    ]
    terms = tuple(
        ProgrammeTerm.model_validate(
            {"name": {"en": each["code"]}, "opens": 2021 + k, "closes": 2032, **each,
             "budget": [{"amount": 1234567.4, "currency": "EUR", "kind": "total"}]}
        )
        for k, each in enumerate(made)
    )  # fmt: skip
    label = LabelTerm.model_validate(
        {"code": "LBL-X", "name": {"en": "Label"}, "term_years": 2, "renewal_years": 1.5, "rank": 4}
    )
    lists = counted.whole.vocabulary
    vocabulary = lists.model_copy(update={"eu_programmes": terms, "labels": (*lists.labels, label)})
    return counted.with_world(counted.whole.model_copy(update={"vocabulary": vocabulary}))
