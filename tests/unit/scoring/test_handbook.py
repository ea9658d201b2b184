"""The guidelines as a handbook: standings counted again, practices that qualify."""

from __future__ import annotations

from ceecluster.documents import document, voice_of
from ceecluster.forms.markdown import write_markdown
from ceecluster.scoring.handbook import GOOD, SHOWN, WEAK, handbook, measured
from factories import frozen, make_programme


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
