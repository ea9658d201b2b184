"""How long exact rank distributions over all orders take: 18 units of width 9, antichains, and what is too large.

Run by hand: python benchmarks/orders.py. Prints Markdown table rows.
"""

from __future__ import annotations

import time

import numpy as np

from ceecluster.scoring.orders import find_orders


def layered(width: int, layers: int, seed: int) -> np.ndarray:
    """Layers of `width` units; each unit above two of the next layer, its own successor among them: width `width`."""
    rng = np.random.default_rng(seed)
    n = width * layers
    above = np.zeros((n, n), bool)
    for layer in range(layers - 1):
        for k in range(width):
            unit = layer * width + k
            above[unit, unit + width] = True
            above[unit, (layer + 1) * width + int(rng.integers(width))] = True
            above[unit, (layer + 1) * width + (k + 1) % width] = True
    return above


def row(what: str, above: np.ndarray) -> None:
    started = time.perf_counter()
    found = find_orders([str(n) for n in range(len(above))], above)
    seconds = time.perf_counter() - started
    count = "too many to count" if found.count is None else f"{float(found.count):.3g}"
    print(f"| {what} | {len(above)} | {found.ranges['component'].nunique()} | {count} | {seconds:.3f} |", flush=True)


def main() -> None:
    """Print the rows."""
    print("| order | units | components | orders | seconds |\n|---|--:|--:|--:|--:|")
    row("two layers of 9, connected", layered(9, 2, 1))
    row("three layers of 6, connected", layered(6, 3, 1))
    star = np.zeros((20, 20), bool)
    star[0, 1:] = True
    row("one above 19 that are open to each other", star)
    row("nothing settled", np.zeros((40, 40), bool))
    star = np.zeros((40, 40), bool)
    star[0, 1:] = True
    row("one above 39 that are open to each other", star)
    row("two layers of 20, connected", layered(20, 2, 1))


if __name__ == "__main__":
    main()
