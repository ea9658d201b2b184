"""All nineteen measures of the R package PolicyPortfolios, for any number of portfolios at once.

Fernandez-i-Marin, Knill & Steinebach 2021, doi:10.1017/S0003055421000186 (average instrument diversity); Adam, Knill &
Fernandez-i-Marin 2017, doi:10.1007/s11077-016-9265-x (size). The users' table of names is in `PACKAGE_NAMES`. A
portfolio without any used cell is "no record" here (NaN; the package says 0); only its space is known.
"""

from __future__ import annotations

import numpy as np

from ceecluster.coherence.portfolio import measure

PACKAGE_NAMES = {
    "space": "Space",
    "size": "Size",
    "instruments": "n.Instruments",
    "instrument_share": "p.Instruments",
    "targets": "n.Targets",
    "target_share": "p.Targets",
    "unique_configurations": "Unique",
    "configuration_equality": "C.eq",
    "diversity": "Div.aid",
    "gini_simpson": "Div.gs",
    "shannon_bits": "Div.sh",
    "evenness": "Eq.sh",
    "instruments_per_target": "In.Prep",
    "burden_continuous": "Burden.continuous",
    "burden_steep": "Burden.steep",
    "burden_capped": "Burden.capped",
    "burden_targets_continuous": "Burden.targets.continuous",
    "burden_targets_steep": "Burden.targets.steep",
    "burden_targets_capped": "Burden.targets.capped",
}
"""Our name of a measure, and the package's."""


@np.errstate(invalid="ignore", divide="ignore")  # without any room or cell a measure is NaN
def all_measures(presence: np.ndarray) -> dict[str, np.ndarray]:
    """Nineteen measures of portfolios `presence` (..., instruments, targets) -> arrays (...) by our names.

    space: cells there are; size: share of them used. instrument_share, target_share: of those there are.
    unique_configurations: how many ways of using an instrument over the targets (rows, an unused instrument's included)
    occur once; configuration_equality: 1 - Gini of how often each occurs. shannon_bits: Shannon with logarithm to base
    2; evenness: that over the logarithm of the number of instruments there are. burden_*: size where a further use of
    the same instrument (of the same target: burden_targets_*) costs less: by 1/T each (continuous), 1/k for the k-th
    (steep), half from the second on (capped).
    """
    x = np.asarray(presence, bool)
    count_instruments, count_targets = x.shape[-2:]
    plain = measure(x)
    cells = x.sum(axis=(-2, -1))
    room_of_all = count_instruments * count_targets
    unique, equality = _configurations(x)
    bits = plain["shannon"] / np.log(2)
    found = {
        "space": np.full(cells.shape, float(room_of_all)),
        "size": plain["size"],
        "instruments": plain["instruments"],
        "instrument_share": plain["instruments"] / count_instruments,
        "targets": plain["targets"],
        "target_share": plain["targets"] / count_targets,
        "unique_configurations": unique,
        "configuration_equality": equality,
        "diversity": plain["diversity"],
        "gini_simpson": plain["gini_simpson"],
        "shannon_bits": bits,
        "evenness": bits / np.log2(count_instruments),
        "instruments_per_target": plain["instruments_per_target"],
    }
    for prefix, uses, room in (
        ("burden", x.sum(axis=-1), count_targets),
        ("burden_targets", x.sum(axis=-2), count_instruments),
    ):
        for learning in ("continuous", "steep", "capped"):
            found[f"{prefix}_{learning}"] = burden(uses, room, learning).sum(axis=-1) / room_of_all
    return {name: value if name == "space" else np.where(cells > 0, value, np.nan) for name, value in found.items()}


def burden(uses: np.ndarray, room: int, learning: str) -> np.ndarray:
    """What `uses` of one instrument weigh, same shape; `room` is how many there could be.

    continuous: the k-th use weighs 1 - (k - 1) / room; steep: 1 / k; capped: 1 for the first, a half for each further.
    """
    k = np.arange(1, room + 1)
    weight = {"continuous": 1 - (k - 1) / room, "steep": 1 / k, "capped": np.where(k == 1, 1.0, 0.5)}[learning]
    return np.asarray(np.concatenate([[0.0], np.cumsum(weight)])[np.asarray(uses, int)])


def gini(amounts: np.ndarray) -> float:
    """Gini coefficient of amounts (n,), not corrected for small n; 0 for one amount. Gini 1912."""
    x = np.sort(np.asarray(amounts, float))
    n = len(x)
    return float(((2 * np.arange(1, n + 1) - n - 1) * x).sum() / (n * x.sum())) if n and x.sum() else 0.0


def _configurations(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    flat = x.reshape(-1, *x.shape[-2:])
    unique, equality = np.zeros(len(flat)), np.zeros(len(flat))
    for n, portfolio in enumerate(flat):
        _, times = np.unique(portfolio, axis=0, return_counts=True)
        unique[n], equality[n] = (times == 1).sum(), 1 - gini(times)
    return unique.reshape(x.shape[:-2]), equality.reshape(x.shape[:-2])
