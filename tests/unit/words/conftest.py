"""Three networks in which every figure of a sentence is counted again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from ceecluster.model.vocabulary import LabelTerm, ProgrammeTerm
from ceecluster.study import Study, load
from ceecluster.words.coherence import CoherenceWords, coherence_words
from networks import cut_frozen, widen, write_league, write_network, write_varied
from recounting import Facts, facts_in

ONLY_OURS = {
    "test_facts_of_claims.py": "chapters.known chapters.open enlargement.document profile.of_country "
    "regions.by_records regions.by_tier",
    "test_facts_of_enlargement.py": "enlargement.coherence enlargement.fills",
    "test_facts_of_evaluation.py": "evaluation.examples",
    "test_facts_of_items.py": "items.frames trend.note_undated",
    "test_facts_of_single_sentences.py": "scores.shortfall",
    "test_facts_of_the_agreement_kept.py": "edition.open",
    "test_facts_of_what_comes_back.py": "selfcheck.open",
    "test_statements_of_groups_and_issues.py": "issue.furthest",
    "test_facts_of_documents.py": "coherence.map_title profile.from_value",
    "test_facts_of_the_comparison.py": "scores.aim scores.steps why.from_to why.improve",
    "test_facts_of_the_questions.py": "partnership.opening partnership.unpaid questions.mantel questions.network "
    "questions.note_structure questions.plane_title",
}
"""Statements that of the networks counted only ours makes: they are looked for where it is read, among the slow."""

_LEFT: dict[str, set[str]] = defaultdict(set)
"""The tests of each file that are still to come."""
_ASKED: dict[str, dict[str, bool]] = defaultdict(dict)
"""By file the statements its tests looked for, and whether one was there."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Note what belongs to each file, where whole files are run: all of their tests, the slow or the others."""
    whole = not config.option.keyword and config.option.markexpr in ("", "slow", "not slow")
    if whole and not any("::" in each for each in config.args):
        for item in items:
            _LEFT[str(item.path)].add(item.nodeid)


@pytest.fixture(autouse=True)
def _what_is_looked_for_is_there(request: pytest.FixtureRequest) -> Iterator[None]:
    """After the last test of a file: no loop over `said.get(key, ())` that none of its cases ever entered.

    Without the slow cases, what only ours says may be missing; with them alone, nothing else is asked for.
    """
    Facts.asked.clear()
    yield
    file = str(request.node.path)
    for key, there in Facts.asked.items():
        _ASKED[file][key] = _ASKED[file].get(key, False) or there
    if request.node.nodeid in _LEFT[file]:
        _LEFT[file].remove(request.node.nodeid)
        if not _LEFT[file]:
            missed = {key for key, there in _ASKED[file].items() if not there}
            ours = {*ONLY_OURS.get(request.node.path.name, "").split()}
            missed &= {"": missed, "slow": ours, "not slow": missed - ours}[request.config.option.markexpr]
            assert not missed, "counted again by no case of the file"


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Study]:
    """The networks that are counted, by name, each loaded once: all of it as on file, so that there is something.

    `league`: three fjords and two levels with candidates and pilots; `frozen`: some of ours as they were; `varied`:
    eight fjords in which what is rare happens once; `many`: eight fjords as they come.
    """

    @cache
    def named(name: str) -> Study:
        folder = tmp_path_factory.mktemp(name)
        if name == "frozen":
            cut_frozen(folder / "data")
            return load(folder, as_of="all")
        if name == "many":
            return load(write_network(folder, 8, records=3), as_of="all")
        return load(widen(write_league(folder)) if name == "league" else write_varied(folder), as_of="all")

    return named


@pytest.fixture(scope="session", params=["league", pytest.param("frozen", marks=pytest.mark.slow), "varied"])
def counted(request: pytest.FixtureRequest, network: Callable[[str], Study]) -> Study:
    """Each of the three networks."""
    return network(request.param)


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
