"""Scores under the readers' error: nothing moves where the readers never err, and only codes move where they do."""

from __future__ import annotations

from itertools import islice

from ceecluster.coherence.reader_scores import REDRAWN, reader_scores, redrawn_worlds
from factories import frozen

SURE, POOR = (1e9, 0.0), (6.0, 4.0)


def trust(how: tuple[float, float]) -> dict[str, tuple[float, float]]:
    """The same trust in every code."""
    vocabulary = frozen().world.vocabulary
    return {term.code: how for name in REDRAWN for term in getattr(vocabulary, name)}


def test_readers_who_never_err_move_nothing() -> None:
    """Every draw gives the scores as read, and every order holds."""
    found = reader_scores(frozen().world, trust(SURE), frozenset(), draws=3)
    assert len(found.scores) == 11
    for row in found.scores:
        assert abs(row.low - row.value) < 1e-9 > abs(row.high - row.value)
    assert found.firm == found.pairs > 0


def test_poor_readers_move_scores_and_not_the_number_of_codes() -> None:
    """Some score moves; codes come and go, their number stays near what was read, and nothing else changes."""
    world = frozen().world
    found = reader_scores(world, trust(POOR), frozenset(), draws=6)
    assert any(row.high - row.low > 1e-6 for row in found.scores)
    assert found.firm < found.pairs

    def carried(one: object) -> int:
        return sum(len(p.objectives) for i in one.regions.values() for p in i.programmes)  # type: ignore[attr-defined]

    drawn = list(islice(redrawn_worlds(world, trust(POOR), frozenset(), draws=6, seed=1), 6))
    mean = sum(carried(one) for one in drawn) / len(drawn)
    assert abs(mean / carried(world) - 1) < 0.1
    for one in drawn:
        for code, inventory in one.regions.items():
            before = world.regions[code].programmes
            assert [(p.id, p.assessments, p.start) for p in inventory.programmes] == [
                (p.id, p.assessments, p.start) for p in before
            ]


def test_settled_codes_stay() -> None:
    """What two readers decided does not move, in whatever draw."""
    world = frozen().world
    settled = frozenset((p.id, name) for i in world.regions.values() for p in i.programmes for name in REDRAWN)
    drawn = next(redrawn_worlds(world, trust(POOR), settled, draws=1, seed=1))
    for code, inventory in drawn.regions.items():
        for before, after in zip(world.regions[code].programmes, inventory.programmes, strict=True):
            assert {o.code for o in before.objectives} == {o.code for o in after.objectives}
            assert set(before.sectors) == set(after.sectors)
