"""Steadiness: many commands in a row, commands killed at random, and commands side by side in one workspace.

    python benchmarks/steadiness.py
    python benchmarks/steadiness.py --kills 5 --commands 60 --processes 6      a small run

Made-up networks only. Killed is `report all -o site`, with SIGKILL, at points drawn over the whole of its processor
time and, every other one, over its last fifth, where files are written: so they lie in the work, however busy the
machine is. An older site of other data lies there: each file
must then be whole, old or new. Exit 1 where anything was not as it should be. POSIX only.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from networks import change, widen, write_league

START = [sys.executable, "-m", "ceecluster"]
COMMANDS = (
    *(("validate", "--no-table"), ("compare", "--draws", "0"), ("compare", "FA10", "FA11"), ("score",)),
    *(("score", "--by", "level", "-f", "json"), ("show", "FA10"), ("match",), ("trend",), ("explain", "CC301")),
    *(("robustness", "--draws", "20", "--sensitivity", "0"), ("agree", "--draws", "0"), ("evaluate",)),
    *(("enlarge", "--rank"), ("diff", "data", "data"), ("schema", "inventory"), ("export", "-f", "csv", "-o", "out/")),
    *(("report", "quality", "-o", "quality.html"), ("report", "region", "FA10", "-o", "region.md")),
    *(("compare", "QQ"), ("score", "--bogus"), ("report", "bogus")),
)
"""What is asked, right and wrong, one after another."""
WAITED = os.WEXITED | os.WNOHANG | os.WNOWAIT


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def company(session: int) -> set[int]:
    """The processes of a session that still run (Linux; elsewhere none are seen)."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, _, theirs = stat.read_text().rpartition(")")[2].split()[:4]
            if theirs == str(session) and state != "Z":
                found.add(int(stat.parent.name))
    return found


def spent(session: int) -> float:
    """Seconds of processor time of a session, with what its processes waited for (Linux)."""
    ticks = 0
    for process in company(session):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, words[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def begun_here(folder: Path, words: list[str]) -> int:
    """The command in a process of its own, forked from this one, which has loaded its libraries: the process.

    So the points lie in what a command does, and not in how Python starts.
    """
    import ceecluster.report.site  # noqa: F401
    from ceecluster.cli import main

    child = os.fork()
    if child:
        return child
    os.setsid()
    os.chdir(folder)
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    sys.argv = ["ceecluster", *words]
    code = 1
    try:
        main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        os._exit(code)


def killed(folder: Path, points: int, minutes: float, regions: int, seed: int) -> list[str]:
    """Kill `report all -o site` at random points; what was wrong."""
    write_league(folder, regions)
    call = [*START, "report", "all", "-q", "-o", "site"]
    site, wrong, found, lived = folder / "site", list[str](), Counter[str](), 0
    subprocess.run(call, cwd=folder, check=True)
    old = files(site)
    for path in (folder / "data" / "regions").iterdir():
        change(path, as_of="2025-05-02")
    change(folder / "data" / "network.yaml", title="Fjord League of today")
    begun = time.perf_counter()
    _, _, usage = os.wait4(begun_here(folder, call[3:]), 0)
    whole = usage.ru_utime + usage.ru_stime
    new = files(site)
    drawn = random.Random(seed)
    for point in range(points):
        if time.perf_counter() - begun > minutes * 60:
            points = point
            break
        shutil.rmtree(site)
        for name, content in old.items():
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_bytes(content)
        process = begun_here(folder, call[3:])
        ends = drawn.uniform(0.8 if point % 2 else 0, 1.05) * whole
        while spent(process) < ends and not os.waitid(os.P_PID, process, WAITED):
            time.sleep(0.01)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        left = {name: content for name, content in files(site).items() if ".ceecluster-" not in name}
        found["left"] += len(files(site)) - len(left)
        states = {"old" if old.get(n) == c else "new" if new.get(n) == c else "broken" for n, c in left.items()}
        states = {"old"} if left == old else {"new"} if left == new else states
        if "broken" in states or not {*old} <= {*left}:
            wrong.append(f"point {point}: a file is neither old nor new, or gone")
        state = " and ".join(sorted(states))
        found[state] += 1
        print(f"kill {point + 1} of {points}: {state}", file=sys.stderr, flush=True)
        for _ in range(100):
            if not company(process):
                break
            time.sleep(0.1)
        lived += len(company(process))
        for each in company(process):
            os.kill(each, signal.SIGKILL)
    subprocess.run(call, cwd=folder, check=True)
    after = files(site)
    if {name for name in after if ".ceecluster-" in name} or {n: after.get(n) for n in new} != new:
        wrong.append("the run after the kills left something, or wrote something else")
    if lived:
        wrong.append(f"{lived} processes went on without the one that started them")
    print(
        f"| `report all` of {regions} region{'s' * (regions > 1)} killed at {points} points of {whole:.1f} s of work "
        f"| old site whole {found['old']}, new site whole {found['new']}, "
        f"each file whole but some old and some new {found['new and old']}, broken {len(wrong)}; "
        f"{found['left']} files half written, all gone after the next run; {lived} processes went on |"
    )
    return wrong


def memory() -> float:
    """Megabytes this process holds."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def holding() -> tuple[float, int, int]:
    """Megabytes, open files, and things in memory that nobody can throw away."""
    gc.collect()
    return memory(), len([*Path("/proc/self/fd").iterdir()]), len(gc.get_objects())


def asked(words: tuple[str, ...]) -> None:
    """A command in this process."""
    from ceecluster.cli import main

    before = sys.argv
    sys.argv = ["ceecluster", *words]
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            main()
    except SystemExit as ended:
        if ended.code not in (0, 1, 2):
            raise RuntimeError(f"{words} ended with {ended.code}") from ended
    finally:
        sys.argv = before


def soaked(folder: Path, commands: int, processes: int) -> list[str]:
    """Many commands one after another; what grew or was left behind."""
    data, wrong = widen(write_league(folder)) / "data", list[str]()
    known, temporary = files(data), Path(tempfile.gettempdir())
    os.chdir(folder)
    held: list[tuple[float, int, int]] = []
    # Once round: each command's libraries, and the drawing library with its pipes and sockets, are loaded and stay.
    for words in COMMANDS[: commands - 1]:
        asked(words)
    held.append(holding())
    for number in range(len(COMMANDS), commands):
        asked(COMMANDS[number % len(COMMANDS)])
        if number == commands // 2:
            held.append(holding())
    held.append(holding())
    made = {name for name in files(folder) if not name.startswith("data/")}
    expected = {"quality.html", "region.md"}
    left = {name for name in made if name not in expected and not name.startswith(("out/", "figures/"))}
    (once, descriptors, things), (last, at_last, things_at_last) = held[0], held[-1]
    if files(data) != known or left or at_last > descriptors:
        wrong.append(f"soak: data changed {files(data) != known}, left {sorted(left)}, {descriptors} -> {at_last} open")
    if things_at_last > things * 1.01 or last > once * 1.1:
        wrong.append(f"soak: {once:.0f} -> {last:.0f} MB, {things} -> {things_at_last} things in memory")
    peaks = []
    for number in range(processes):
        process = subprocess.Popen(
            [*START, *COMMANDS[number % len(COMMANDS)]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, _, usage = os.wait4(process.pid, 0)
        peaks.append(usage.ru_maxrss / 1024)
    # The same command in the first and the last round.
    cycle = len(COMMANDS)
    grown = (
        max(
            (late - early for early, late in zip(peaks[:cycle], peaks[-cycle:][: len(peaks[:cycle])], strict=False)),
            default=0.0,
        )
        if processes % cycle == 0 and processes > cycle
        else float("nan")
    )
    rest = [path.name for path in temporary.iterdir()]
    if rest or files(data) != known:
        wrong.append(f"temporary files left: {rest[:5]}")
    print(
        f"| {commands} commands in one process | once round, half-way and at the end "
        f"{', '.join(f'{each[0]:.0f}' for each in held)} MB, {', '.join(f'{each[1]}' for each in held)} open files, "
        f"{', '.join(f'{each[2]:,}' for each in held)} things in memory; "
        f"nothing left behind: {not left and not rest} |\n"
        f"| {processes} commands as processes | peak grows by at most {grown:.1f} MB from the first round to the last; "
        f"{len(rest)} temporary files left |"
    )
    return wrong


def beside(folder: Path, rounds: int) -> list[str]:
    """Commands side by side in one workspace, three of them into one site; and one with other seeds and processors."""
    write_league(folder)
    wrong, calls = list[str](), [("report", "all", "-q", "-o", "site")] * 3
    calls += [
        ("export", "-f", "csv", "-o", "out/"),
        ("report", "quality", "-o", "quality.html"),
        ("validate", "--no-table"),
    ]
    subprocess.run([*START, *calls[0]], cwd=folder, check=True)
    alone = files(folder / "site")
    for number in range(rounds):
        shutil.rmtree(folder / "site")
        environment = {**os.environ, "PYTHONHASHSEED": str(number)}
        running = [
            subprocess.Popen([*START, *words], cwd=folder, env=environment, stdout=subprocess.DEVNULL)
            for words in calls
        ]
        codes = [process.wait() for process in running]
        if any(codes) or files(folder / "site") != alone:
            wrong.append(
                f"side by side, round {number}: exit codes {codes}, same bytes {files(folder / 'site') == alone}"
            )
    few = {min(os.sched_getaffinity(0))}
    subprocess.run([*START, *calls[0]], cwd=folder, check=True, preexec_fn=lambda: os.sched_setaffinity(0, few))
    if files(folder / "site") != alone:
        wrong.append("one processor gives other bytes than all")
    print(
        f"| {len(calls)} commands side by side, {rounds} times, other seeds; one processor | same bytes: {not wrong} |"
    )
    return wrong


def main() -> int:
    """Run all three, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="after which no further kill is begun")
    parser.add_argument("--commands", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2 * len(COMMANDS))
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--regions", type=int, default=3, help="of the network whose reports are killed")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    here = Path.cwd()
    wrong = []
    print("| what | found |\n|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "tmp").mkdir()
        tempfile.tempdir = os.environ["TMPDIR"] = str(place / "tmp")
        if given.kills:
            wrong += killed(place / "killed", given.kills, given.minutes, given.regions, given.seed)
            shutil.rmtree(place / "tmp")  # what a killed command was working with is the system's to clear
            (place / "tmp").mkdir()
        if given.rounds:
            wrong += beside(place / "beside", given.rounds)
        if given.commands:
            wrong += soaked(place / "soaked", given.commands, given.processes)
        os.chdir(here)
    for each in wrong:
        print(each, file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
