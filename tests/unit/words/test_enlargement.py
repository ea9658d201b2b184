"""Enlargement in words: near-ties are ties, records are counted, and only equal records are compared."""

from __future__ import annotations

import pytest

from ceecluster.documents import voice_of
from ceecluster.planning.enlargement import RankedCandidate, Ranking
from ceecluster.words.enlargement import enlargement_topic, fit_topic, ranking_lead, ranking_topic
from ceecluster.words.topic import screen
from factories import frozen


def ranked(*fits: float) -> Ranking:
    """Candidates with these fits on four records each."""
    rows = [
        RankedCandidate(1 + sum(other > fit + 0.05 for other in fits), code, code, "AT", 4, fit, fit, fit, None, (), "")
        for code, fit in zip("XY", fits, strict=False)
    ]
    return Ranking(tuple(rows), frozen().world)


@pytest.mark.parametrize(
    ("fits", "said"),
    [
        ((0.44, 0.41), "Too close to be told apart at the top: X (0.44, 4 records) and Y (0.41, 4 records); "),
        ((0.44, 0.21), "The largest fit is that of X (0.44, 4 records), by more than 0.05; "),
        ((0.44,), "Only X (0.44, 4 records) can be looked at."),
    ],
)
def test_only_a_clear_first_is_told_as_first(fits: tuple[float, ...], said: str) -> None:
    """Fits of .44 and .41 on four records are a near-tie."""
    lead = [voice_of(frozen()).plain(sentence) for sentence in ranking_lead(ranked(*fits))]
    assert lead[1].startswith(said)


def test_all_screens_are_worded() -> None:
    """Every sentence of the three screens is worded, and nothing is left over of a missing value."""
    study = frozen()
    voice, code = voice_of(study), study.world.network.candidates[0].code
    topics = (
        enlargement_topic(study.enlarge(code)),
        ranking_topic(study.rank_candidates()),
        fit_topic(study.why_candidate(code), study.world),
    )
    for topic in topics:
        assert screen(topic).blocks
        for part in (topic.title, *topic.lead, *topic.findings, *topic.notes):
            told = voice.plain(part)
            assert told and "None" not in told and "nan" not in told


@pytest.mark.slow
def test_a_change_of_the_index_is_told_on_equal_records_only() -> None:
    """Whatever is said of more or less alike comes with the number of records, chance, and the interval."""
    study = frozen()
    for region in study.world.network.candidates[:3]:
        topic = enlargement_topic(study.enlarge(region.code))
        facts = [f.facts for f in topic.findings if f.key == "enlargement.coherence"]  # type: ignore[union-attr]
        assert all(fact["records"] >= 3 and fact["chance_before"].value is not None for fact in facts)
        thin = [f for f in topic.findings if f.key == "enlargement.thin"]  # type: ignore[union-attr]
        assert len(facts) + sum(len(f.facts["levels"].items) for f in thin) == len(study.world.network.levels)  # type: ignore[union-attr]
