"""Every (region, level, objective): shared, complementary, gap, own way, conflict, or no evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

import numpy as np
import pandas as pd

from ceecluster.coherence.profiles import DimensionProfile

CELLS = ["region", "level", "objective", "cell", "holders"]


class Cell(StrEnum):
    """What an objective is to a region at a level."""

    SHARED = "shared"
    """Held with an instrument in common with another region."""
    COMPLEMENTARY = "complementary"
    """Held by others with other instruments only."""
    GAP = "gap"
    """Held by at least half of the regions with records, not here."""
    OWN = "own way"
    """Held only here."""
    CONFLICT = "conflict"
    """Excluded by a rule of a record, and pursued by others."""
    SILENT = "no evidence"
    """The region has no record at the level."""
    ABSENT = "not held"


SHARED, COMPLEMENTARY, GAP, OWN, CONFLICT, SILENT, ABSENT = Cell


def classify(
    objectives: DimensionProfile,
    instruments: Mapping[tuple[str, str, str], frozenset[str]],
    exclusions: frozenset[tuple[str, str, str]] = frozenset(),
) -> pd.DataFrame:
    """One row per region, level and objective; columns CELLS.

    `instruments` gives the instruments used for an objective by (region, level, objective), `exclusions` the
    objectives whose pursuit a record's rules shut out. An objective is *shared* where another region holds it with an
    instrument in common (or neither names one), *complementary* where others hold it with other instruments only,
    *own way* where nobody else holds it, a *gap* where at least half of the regions with records hold it and this one
    does not, *conflict* where a region's rules exclude what others pursue.
    """
    rows = []
    for level_index, level in enumerate(objectives.levels):
        speaking = objectives.records[:, level_index] > 0
        for code_index, code in enumerate(objectives.codes):
            held = objectives.presence[:, level_index, code_index]
            holders = tuple(np.array(objectives.regions, dtype=object)[held])
            used = {region: instruments.get((region, level, code), frozenset()) for region in holders}
            users = Counter(instrument for own in used.values() for instrument in own)
            naming = sum(map(bool, used.values()))
            for r, region in enumerate(objectives.regions):
                others = len(holders) - bool(held[r])
                if (region, level, code) in exclusions and others:
                    cell = CONFLICT
                elif not speaking[r]:
                    cell = SILENT
                elif held[r]:
                    own = used[region]
                    if not others:
                        cell = OWN
                    elif not own or naming == 1 or any(users[instrument] > 1 for instrument in own):
                        cell = SHARED
                    else:
                        cell = COMPLEMENTARY
                else:
                    cell = GAP if held.sum() * 2 >= speaking.sum() and held.any() else ABSENT
                rows.append((region, level, code, cell, holders))
    return pd.DataFrame(rows, columns=CELLS)
