"""Portfolios: which instruments are used for which target groups, and how mixed that use is.

The measures follow the policy portfolio of Fernandez-i-Marin, Knill & Steinebach 2021, doi:10.1017/S0003055421000186:
a matrix of instruments by targets whose cells say whether the instrument is used for the target. All of them are
computed for any number of portfolios at once. A portfolio without any used cell is "no record" (NaN), not 0: nobody
knows whether nothing is done or nothing was written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ceecluster import frames
from ceecluster.coherence.similarity import similarity
from ceecluster.errors import UsageError, unknown
from ceecluster.model import World
from ceecluster.published import Published

MEASURES = [
    "size",
    "cells",
    "instruments",
    "targets",
    "instruments_per_target",
    "diversity",
    "gini_simpson",
    "shannon",
    "equitability",
]
_TRUE = {"1", "1.0", "true", "yes", "y", "x"}
_FALSE = {"0", "0.0", "false", "no", "n", ""}


@dataclass(frozen=True)
class Portfolios(Published):
    """Presence of instruments by targets for many units."""

    JSON = ("units", "instruments", "targets", "measures=table")

    units: tuple[str, ...]
    instruments: tuple[str, ...]
    targets: tuple[str, ...]
    presence: np.ndarray
    """(units, instruments, targets), bool."""
    crossed: np.ndarray
    """Whether a cell is there only because the record's target groups stood in for the instrument's; same shape."""

    @property
    def table(self) -> pd.DataFrame:
        """The measures."""
        return self.measures()

    def measures(self) -> pd.DataFrame:
        """One row per unit; columns `unit` and MEASURES, NaN where a unit has no record.

        size: share of all cells used. cells: their number. instruments, targets: how many are used at all.
        instruments_per_target: mean over the targets addressed. diversity: AID, average instrument diversity.
        gini_simpson, shannon (natural logarithm), equitability: of how the cells are spread over the instruments.
        """
        values = measure(self.presence)
        return pd.DataFrame({"unit": self.units, **values})

    def similarity(self, measure: str = "jaccard") -> pd.DataFrame:
        """Similarity of all pairs of portfolios, cell by cell; NaN for two without record."""
        s = similarity(self.presence.reshape(len(self.units), -1).astype(np.float32), measure)
        return pd.DataFrame(s, index=list(self.units), columns=list(self.units))


def measure(presence: np.ndarray) -> dict[str, np.ndarray]:
    """The measures of portfolios `presence` (..., instruments, targets) -> arrays (...) by name of MEASURES.

    Diversity (AID): for a used cell, the share of the used cells of other targets that use another instrument; its mean
    over the used cells. With n_i cells of the instrument, n_t of the target and N in all that is the mean of
    1 - (n_i - 1) / (N - n_t); 0 by convention where only one target is addressed. Gini-Simpson is 1 - sum p_i squared,
    Shannon -sum p_i ln p_i, equitability Shannon over ln of the number of instruments used (NaN where only one is).
    """
    x = np.asarray(presence, bool)
    per_instrument = x.sum(axis=-1).astype(float)
    per_target = x.sum(axis=-2).astype(float)
    cells = per_instrument.sum(axis=-1)
    instruments = (per_instrument > 0).sum(axis=-1).astype(float)
    targets = (per_target > 0).sum(axis=-1).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = per_instrument / cells[..., None]
        information = -np.where(share > 0, share * np.log(share), 0.0).sum(axis=-1)
        elsewhere = 1 / (cells[..., None] - per_target)  # infinite for an only target, replaced below
        same = np.einsum("...it,...i,...t->...", x, per_instrument - 1, elsewhere) / cells
        found = {
            "size": cells / (x.shape[-1] * x.shape[-2]),
            "cells": cells,
            "instruments": instruments,
            "targets": targets,
            "instruments_per_target": cells / targets,
            "diversity": np.where(targets > 1, 1 - same, 0.0),
            "gini_simpson": 1 - np.square(share).sum(axis=-1),
            "shannon": information,
            "equitability": np.where(instruments > 1, information / np.log(instruments), np.nan),
        }
    # An empty portfolio may also be one nobody wrote down: all its measures stay open.
    return {name: np.where(cells > 0, value, np.nan) for name, value in found.items()}


def from_world(
    world: World, *, level: str | None = None, as_of: int | None = None, national: bool = False
) -> Portfolios:
    """The portfolios of the network's regions, all levels together or one of them."""
    table = frames.portfolio(world, as_of=as_of, national=national)
    if level is not None:
        known = [item.id for item in world.network.levels]
        if level not in known:
            raise unknown("level", level, known)
        table = table[table["level"] == level]
    units = tuple(region.code for region in world.network.regions)
    return _portfolios(table.rename(columns={"region": "unit"}), units, table["crossed"].to_numpy(bool))


def from_table(
    table: pd.DataFrame,
    *,
    unit: str | Sequence[str] = "unit",
    instrument: str = "instrument",
    target: str = "target",
    covered: str = "covered",
) -> Portfolios:
    """Portfolios of anybody's long presence table: one row per unit, instrument and target, `covered` 0/1 or yes/no.

    `unit` may be several columns (e.g. country and year). Rows that are not covered still say which instruments and
    targets there could be; an empty `covered` counts as not covered. The same row twice is one row; raises UsageError
    where it is covered in one and not in the other, for missing columns, and for values of `covered` that are neither.
    """
    names = [unit] if isinstance(unit, str) else list(unit)
    for name in (*names, instrument, target, covered):
        if name not in table.columns:
            raise unknown("column", name, [str(column) for column in table.columns])
    words = table[covered].astype(object).map(lambda value: "" if pd.isna(value) else str(value).strip().lower())
    kinds = pd.unique(words)
    wrong = sorted(set(kinds) - _TRUE - _FALSE)
    if wrong:
        raise UsageError(f"column '{covered}' holds '{wrong[0]}'", "it may hold 0 and 1, yes and no, true and false")
    if len(names) == 1:
        labels = table[names[0]].astype(str)
    else:
        labels = table[names[0]].astype(str).str.cat([table[name].astype(str) for name in names[1:]], sep=" ")
    long = pd.DataFrame({"unit": labels, "instrument": table[instrument], "target": table[target]})
    _refuse_conflicts(long.assign(covered=words.isin(_TRUE), silent=words == ""))
    units = tuple(dict.fromkeys(labels))
    return _portfolios(long.astype(str), units, np.zeros(len(long), bool), words.isin(_TRUE).to_numpy(bool))


def _refuse_conflicts(long: pd.DataFrame) -> None:
    """UsageError where a unit has an instrument for a target in one row and has it not in another."""
    said = long[~long["silent"]].groupby(["unit", "instrument", "target"], sort=False)["covered"].nunique()
    torn = said[said > 1]
    if len(torn):
        unit, instrument, target = torn.index[0]
        more = f" (and {len(torn) - 1} more)" if len(torn) > 1 else ""
        raise UsageError(
            f"'{unit}', '{instrument}', '{target}' is covered in one row and not in another{more}",
            "keep the row that is right, or tell the years apart: unit may be several columns",
        )


def _portfolios(
    long: pd.DataFrame, units: tuple[str, ...], crossed: np.ndarray, covered: np.ndarray | None = None
) -> Portfolios:
    instruments = tuple(sorted(pd.unique(long["instrument"])))
    targets = tuple(sorted(pd.unique(long["target"])))
    shape = (len(units), len(instruments), len(targets))
    presence, own = np.zeros(shape, bool), np.zeros(shape, bool)
    at = tuple(
        pd.Categorical(long[name], categories=list(known)).codes
        for name, known in (("unit", units), ("instrument", instruments), ("target", targets))
    )
    held = np.ones(len(long), bool) if covered is None else covered
    presence[tuple(index[held] for index in at)] = True
    own[tuple(index[held & ~crossed] for index in at)] = True
    return Portfolios(units, instruments, targets, presence, presence & ~own)
