"""Broken files, and what checking them raises, takes and finds; with `--tables` CSV files and workbooks only.

    python benchmarks/fuzz.py --tables --runs 20000 --seed 1

Exit 1 if anything was raised. A run that is stopped (Ctrl-C or SIGTERM) prints what it did. `.xls`, `.xlsb` and `.ods`
files are read in a child process, whose memory is named too. The slowest file is told in processor time (user and
system, children too; making the file included): other programs hardly move it.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from mutations import Laboratory


def processor() -> float:
    """Seconds of processor time so far, of this process and its children."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> int:
    """Run the fuzz and print one Markdown table row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tables", action="store_true", help="CSV files and workbooks only, broken in their structure")
    given = parser.parse_args()
    raised: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    done, clean, slowest, largest, begun = 0, 0, 0.0, 0, time.perf_counter()
    stopped: list[int] = []
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda number, _: stopped.append(number))
    with tempfile.TemporaryDirectory() as folder:
        laboratory = Laboratory(Path(folder))
        os.chdir(folder)
        for seed in range(given.seed * 10**9, given.seed * 10**9 + given.runs):
            if stopped:
                break
            before = processor()
            try:
                findings = laboratory.examine_table(seed) if given.tables else laboratory.examine(seed)
            except Exception as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                what = f"{type(error).__name__} at {Path(where.filename).name}:{where.lineno}"
                if what not in raised:
                    print(f"seed {seed}: {what}: {error}", file=sys.stderr)
                raised[what] += 1
            else:
                clean += not findings
                codes.update({finding.code for finding in findings})
            largest = max(largest, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
            if (took := processor() - before) > slowest:
                slowest = took
                print(f"seed {seed}: {took:.2f} s of processor time", file=sys.stderr)
            done += 1
            if done % 1000 == 0:
                print(f"{done:,} files, {time.perf_counter() - begun:.0f} s, slowest {slowest:.2f} s", file=sys.stderr)
    apart = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print("| broken files | raised | without finding | codes | slowest, s | memory | of a child | all, s |")
    print("|---|---|---|---|---|---|---|---|")
    took = processor()
    counted = f"{done:,} | {raised.total()} | {clean:,} | {len(codes)}"
    memory = f"{largest / 1024:.0f} MB | {apart / 1024:.0f} MB"
    print(f"| {counted} | {slowest:.2f} s | {memory} | {took:.0f} s |")
    return 1 if raised else 0


if __name__ == "__main__":
    sys.exit(main())
