"""How long it takes to compare regions: cold on the shipped data, at three sizes, and many portfolios at once.

Run by hand: python benchmarks/compare.py; the R package PolicyPortfolios is not run here.
Prints Markdown tables; times are wall times of one run in a process of its own.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent))

from generate import generate

ROOT = Path(__file__).resolve().parents[1]
SIZES = ((30, 30), (100, 100), (300, 300))


def peak() -> float:
    """Largest memory of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def cold(runs: int = 5) -> str:
    """The command as a user starts it for the first time."""
    words = [str(Path(sys.executable).with_name("ceecluster")), "compare", "-w", str(ROOT)]
    nothing_kept = {**os.environ, "CEECLUSTER_CACHE": "off"}
    took = []
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run(words, stdout=subprocess.DEVNULL, check=True, env=nothing_kept)
        took.append(time.perf_counter() - begun)
    return f"| ceecluster compare, cold, nothing kept, 11 regions | {min(took):.2f} | – |"


def portfolios(count: int = 690, targets: int = 13, instruments: int = 48) -> str:
    """Tables built from a long table of cells, all similarities by two measures, all portfolio measures."""
    from ceecluster.coherence.portfolio import from_table

    rng = np.random.default_rng(1)
    unit, instrument, target = (axis.ravel() for axis in np.indices((count, instruments, targets)))
    table = pd.DataFrame(
        {
            "unit": np.char.add("u", unit.astype(str)),
            "instrument": np.char.add("i", instrument.astype(str)),
            "target": np.char.add("t", target.astype(str)),
            "covered": (rng.random(len(unit)) < 0.1).astype(int),
        }
    )
    begun = time.perf_counter()
    found = from_table(table)
    found.measures()
    for measure in ("jaccard", "ruzicka"):
        found.similarity(measure)
    took = time.perf_counter() - begun
    return f"| {count} portfolios of {targets} x {instruments} cells | {took:.2f} | {peak():.0f} |"


def pair_tests(regions: int = 1_200, codes: int = 60) -> str:
    """All pairs of a large network by the test without draws."""
    from ceecluster.coherence.pairs import exact_pairs

    rng = np.random.default_rng(1)
    data = rng.random((regions, codes)) < rng.beta(0.6, 1.2, codes) * rng.uniform(0.2, 1.0, (regions, 1))
    begun = time.perf_counter()
    found = exact_pairs(data)
    took = time.perf_counter() - begun
    return f"| exact pair test, {regions} x {codes} codes, {len(found.p)} pairs | {took:.2f} | {peak():.0f} |"


def processor_seconds() -> float:
    """Processor seconds of this process, and on Linux of its helpers: of all processes of its session.

    Helpers are made by a server that nobody waits for, so the system does not add their time to ours.
    """
    own = os.times()
    if sys.platform != "linux" or os.getsid(0) != os.getpid():
        return own.user + own.system
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            told = stat.read_text().rpartition(")")[2].split()
            if int(told[3]) == os.getpid():
                ticks += sum(map(int, told[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def timed(
    regions: int, programmes: int
) -> tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float]]:
    """Reading, scoring and comparing a generated network.

    Seconds, processor seconds of all processes, and the largest memory of this one, MB: until all is read, and at the
    end.
    """
    import ceecluster as cc
    from ceecluster.coherence.comparison import compare
    from ceecluster.processes import processors
    from ceecluster.scoring.quality import score

    if hasattr(os, "setsid"):
        with contextlib.suppress(PermissionError):  # it leads a group already
            os.setsid()

    def now() -> np.ndarray:
        return np.array([time.perf_counter(), processor_seconds()])

    with tempfile.TemporaryDirectory() as folder:
        generate(regions, programmes, Path(folder))
        marks = [now()]
        # As the command does.
        world = cc.load(folder, processes=processors()).world
        gc.freeze()
        marks.append(now())
        read = peak()
    scores = score(world)
    marks.append(now())
    compare(world, scores=scores)
    marks.append(now())
    walls, processor = np.diff(np.array(marks), axis=0).T.tolist()
    return tuple(walls), tuple(processor), (read, peak())


def sized(regions: int, programmes: int) -> str:
    """A row of what `timed` finds."""
    walls, _, (_, memory) = timed(regions, programmes)
    return f"| {regions} x {programmes} | {' | '.join(f'{wall:.2f}' for wall in walls)} | {memory:.0f} |"


def main() -> None:
    """Print the tables, each row measured in a process of its own."""
    if len(sys.argv) > 1:
        name, *given = json.loads(sys.argv[1])
        if name == "timed":
            print(json.dumps(timed(*given)))
            return
        print({"cold": cold, "portfolios": portfolios, "pair_tests": pair_tests, "sized": sized}[name](*given))
        return
    print("| what | seconds | peak MB |\n|---|---:|---:|", flush=True)
    for part in (["cold"], ["portfolios"], ["pair_tests"]):
        subprocess.run([sys.executable, __file__, json.dumps(part)], check=True)
    header = "| regions x programmes | read s | score s | compare s | peak MB |\n|---|---:|---:|---:|---:|"
    print(f"\n{header}", flush=True)
    for size in SIZES:
        subprocess.run([sys.executable, __file__, json.dumps(["sized", *size])], check=True)


if __name__ == "__main__":
    main()
