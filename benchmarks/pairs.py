"""The exact pair test beside the bicm package: margins, tails, and the time both take.

    python -m venv .venv-bicm
    .venv-bicm/bin/pip install -r benchmarks/bicm.txt
    python benchmarks/pairs.py

1 200 rows by 60 columns are 719 400 pairs. The package has an environment of its own and sees the same matrix. Prints
Markdown table rows.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from ceecluster.coherence.null_model import curveball, pairs_of
from ceecluster.coherence.pairs import ExactPairs, exact_pairs

SIZES = ((11, 90), (300, 60), (1200, 60))
PLACE = Path(__file__).resolve().parents[1] / ".venv-bicm" / "bin" / "python"
# The package skips pairs without a shared code, and with one process finds nothing unless it shows its progress.
PEER = """
import contextlib, io, sys, time
import numpy as np
from bicm import BipartiteGraph
held = np.load(sys.argv[1])
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    small = BipartiteGraph(held[:40, :20])
    small.solve_tool(method="newton", tol=1e-12, verbose=False)
    small.compute_projection(rows=True, approx_method="poibin", threads_num=1)
    started = time.perf_counter()
    graph = BipartiteGraph(held)
    graph.solve_tool(method="newton", tol=1e-12, verbose=False)
    graph.compute_projection(rows=True, approx_method="poibin", threads_num=1)
    taken = time.perf_counter() - started
p = graph.get_projected_pvals_mat()
chances = graph.get_bicm_matrix()
error = max(abs(chances.sum(axis=axis) - held.sum(axis=axis)).max() for axis in (0, 1))
np.savez(sys.argv[2], p=p, error=error, taken=taken)
"""


def made(rows: int, columns: int, seed: int = 1) -> np.ndarray:
    """Codes held by rows: some are popular and some rows hold many; no row or column empty or full."""
    rng = np.random.default_rng(seed)
    chance = rng.beta(2, 4, rows)[:, None] + rng.beta(2, 4, columns)[None, :]
    held = (rng.random((rows, columns)) < np.clip(chance / 1.6, 0.02, 0.9)).astype(int)
    held[np.arange(rows), np.arange(rows) % columns] = 1
    held[np.arange(rows), (np.arange(rows) + 1) % columns] = 0
    return np.asarray(held)


def ours(held: np.ndarray) -> tuple[ExactPairs, float]:
    """The test and its seconds, the best of three."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        found = exact_pairs(held)
        times.append(time.perf_counter() - started)
    return found, min(times)


def theirs(held: np.ndarray, python: Path) -> dict[str, np.ndarray]:
    """What the package finds, run by the interpreter of its own environment."""
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder) / "held.npy", Path(folder) / "found.npz"
        np.save(given, held)
        subprocess.run([str(python), "-c", PEER, str(given), str(found)], check=True)
        with np.load(found) as made:
            return dict(made)


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    there = PLACE if PLACE.exists() else None
    parser.add_argument("--peer", type=Path, default=there, help="Python of an environment with bicm.")
    given = parser.parse_args()
    print("| matrix | pairs | test | seconds | largest miss of a margin | largest difference of p |")
    print("|---|--:|---|--:|--:|--:|")
    for rows, columns in SIZES:
        held = made(rows, columns)
        found, seconds = ours(held)
        head = f"| {rows} x {columns} | {len(found.p)}"
        print(f"{head} | ceecluster, exact | {seconds:.3f} | {found.margin_error:.1e} | |", flush=True)
        if given.peer:
            peer = theirs(held, given.peer)
            first, second = np.triu_indices(rows, 1)
            apart = np.abs(np.where(found.shared > 0, found.p - peer["p"][first, second], 0)).max()
            told = f"{float(peer['taken']):.3f} | {float(peer['error']):.1e} | {apart:.1e}"
            print(f"{head} | bicm, Poisson-binomial | {told} |", flush=True)
    held = made(11, 90).astype(bool)
    started = time.perf_counter()
    for _ in curveball(held, 9_999, 1):
        pass
    print(f"| 11 x 90 | {len(pairs_of(11))} | ceecluster, 9 999 matrices | {time.perf_counter() - started:.3f} | 0 | |")


if __name__ == "__main__":
    main()
