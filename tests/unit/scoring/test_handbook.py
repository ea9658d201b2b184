"""The guidelines as a handbook: standings counted again, practices that qualify."""

from __future__ import annotations

import pytest

from ceecluster.documents import document, voice_of
from ceecluster.forms.markdown import write_markdown
from ceecluster.model.guidelines import Derived, Interpolated
from ceecluster.scoring.handbook import GOOD, SHOWN, WEAK, handbook, measured
from ceecluster.scoring.measures import ends_of, z_of
from ceecluster.words.guidelines import guidelines_words
from factories import frozen, make_programme, markdown_of


def test_every_criterion_has_its_chapter_in_order() -> None:
    """One chapter each, with a standing for every level at which it is asked."""
    found = frozen().handbook()
    criteria = found.world.guidelines.criteria
    assert [chapter.criterion for chapter in found.chapters] == list(criteria)
    for chapter in found.chapters:
        assert {s.level for s in chapter.standings} == set(chapter.criterion.levels)


def test_standings_are_counted_from_the_scores() -> None:
    """Regions with records, with a value, with a good one and with a weak one, by a plain loop."""
    scores = frozen().score()
    with_records = {(r.region, r.level) for r in scores.levels.itertuples() if r.records > 0}
    checked = 0
    for chapter in handbook(scores).chapters:
        for standing in chapter.standings:
            values = [
                row.z
                for row in scores.criteria.itertuples()
                if (row.criterion, row.level) == (chapter.criterion.id, standing.level)
                and (row.region, row.level) in with_records
                and row.z == row.z
            ]
            assert standing.documented == len(values)
            assert standing.good == sum(value >= GOOD for value in values)
            assert standing.weak == sum(value <= WEAK for value in values)
            assert standing.good + standing.weak <= standing.documented <= standing.regions
            checked += len(values)
    assert checked > 50


def test_practices_are_in_force_measured_and_from_different_regions() -> None:
    """No example without a measured result or an evaluation, none twice from a region, none that is weak."""
    assert (GOOD, WEAK, SHOWN) == (0.75, 0.25, 3)  # three steps of four, one of four, and as many as a page bears
    found = frozen().handbook()
    speaking = {p.id: p for inventory in found.world.regions.values() for p in inventory.programmes}
    shown = [practice for chapter in found.chapters for practice in chapter.practices]
    assert shown
    for chapter in found.chapters:
        regions = [practice.region for practice in chapter.practices]
        assert len(regions) == len(set(regions)) <= SHOWN
        assert [p.value for p in chapter.practices] == sorted((p.value for p in chapter.practices), reverse=True)
    assert all(p.value >= GOOD and measured(speaking[p.record]) for p in shown)


@pytest.mark.parametrize(
    ("points", "ends"),
    [
        ([[0.0, 0.0], [0.5, 0.5], [0.8, 1.0]], (0.0, 0.8)),
        ([[0, 1.0], [3, 1.0], [5, 0.6], [8, 0.0]], (8, 3)),
        ([[0, 0.0], [2, 0.0], [6, 1.0], [9, 1.0]], (2, 6)),
    ],
)
def test_a_measure_says_where_it_counts_nothing_and_in_full(points, ends) -> None:
    """Also where less is better, and where a stretch of values counts the same."""
    assert ends_of(Interpolated(kind="number", points=points)) == ends


def test_every_end_of_a_measure_counts_what_is_said() -> None:
    """In the guidelines on file: nothing at the one end, all at the other; shares are told in per cent."""
    criteria = frozen().world.guidelines.criteria
    measures = [c.measure for c in criteria if isinstance(c.measure, Interpolated | Derived)]
    assert len(measures) > 5
    for criterion in criteria:
        if criterion.measure in measures:
            least, most = ends_of(criterion.measure)
            assert (z_of(criterion, least), z_of(criterion, most)) == (0.0, 1.0)
    text = markdown_of("guidelines", frozen())
    assert "share of fields: 0 % counts nothing, 80 % counts in full" in text
    assert "years: 8 counts nothing, 3 counts in full" in text


def test_every_requirement_of_a_scheme_stands_with_its_criteria() -> None:
    """The crosswalk read the other way round: each requirement once, with exactly the criteria that name it."""
    found = frozen().handbook()
    world = found.world
    words = guidelines_words(found)
    assert [scheme.name for scheme in words.schemes] == [scheme.name for scheme in world.guidelines.schemes]
    for scheme, told in zip(world.guidelines.schemes, words.schemes, strict=True):
        assert [row[0] for row in told.requirements.cells] == list(scheme.items.values())
        for item, (_, criteria) in zip(scheme.items, told.requirements.cells, strict=True):
            wanted = [
                c.id
                for c in world.guidelines.criteria
                for r in c.requirements
                if (r.scheme, r.item) == (scheme.id, item)
            ]
            assert [one.facts["criterion"].id for one in (criteria.items if criteria else ())] == wanted


def test_a_ranking_is_no_evaluation_of_the_record() -> None:
    """Only reviews of the record itself count as an evaluation; outputs and full objectives are measured results."""
    evaluation = {"object": "programme", "by": "external"}
    assert not measured(make_programme(evaluations=[{**evaluation, "kind": "ranking"}]))
    assert not measured(make_programme(evaluations=[{**evaluation, "kind": "audit"}]))
    assert not measured(make_programme(evaluations=[{"object": "other", "kind": "impact"}]))
    assert measured(make_programme(evaluations=[{**evaluation, "kind": "impact"}]))
    assert measured(make_programme(outputs=[{"count": 3, "what": "projects"}]))


def test_the_part_for_managers_holds_their_criteria_only() -> None:
    """The last level of the network: all its criteria, and no other; the whole handbook has every one."""
    study = frozen()
    voice = voice_of(study)
    texts = {kind: write_markdown(document(kind, study, voice), voice) for kind in ("guidelines", "management")}
    last = study.world.network.levels[-1].id
    for criterion in study.world.guidelines.criteria:
        heading = f"\n### {criterion.name}\n"
        assert heading in texts["guidelines"]
        assert (heading in texts["management"]) == (last in criterion.levels)
