"""What regions pursue together, and what most pursue and some do not."""

from __future__ import annotations

from pathlib import Path

from ceecluster.coherence.ground import MOST, lacks, pursuits
from ceecluster.study import load
from networks import write_network


def test_pursuits_and_lacks_are_counted_from_the_records(tmp_path: Path) -> None:
    """Every figure is counted again from the records: who pursues an aim, at which level, and who of most does not."""
    study = load(write_network(tmp_path, 3, records=4))
    world = study.world
    held: dict[tuple[str, str], set[str]] = {}
    speaking: dict[str, set[str]] = {}
    for region, inventory in world.regions.items():
        for record in inventory.programmes:
            for level in record.level:
                speaking.setdefault(level, set()).add(region)
                for objective in record.objectives:
                    held.setdefault((objective.code, level), set()).add(region)
    aims = {aim.objective: aim for aim in pursuits(study.comparison)}
    assert set(aims) == {objective for objective, _ in held}
    for (objective, level), regions in held.items():
        assert {region for region, levels in aims[objective].levels.items() if level in levels} == regions
    assert [len(aim.levels) for aim in aims.values()] == sorted((len(a.levels) for a in aims.values()), reverse=True)
    expected = {
        (objective, level): speaking[level] - regions
        for (objective, level), regions in held.items()
        if speaking[level] - regions and len(regions) >= MOST * len(speaking[level]) and len(regions) > 1
    }
    found = {(lack.objective, lack.level): set(lack.missing) for lack in lacks(study.comparison)}
    assert found == expected
    assert found
