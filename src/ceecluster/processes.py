"""Work shared out among processes: each takes the next job as soon as it is done with one."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

Job = TypeVar("Job", bound=Hashable)
Result = TypeVar("Result")

MOST = 4
"""More processes than this bring little: what they find has to come back."""
_LAST = 2
"""So many jobs for each process are not given out ahead: the last go to whoever is free."""


def processors() -> int:
    """How many jobs are done side by side: as many as there are processors, up to MOST."""
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), MOST)
    return min(os.cpu_count() or 1, MOST)


def prepare(modules: Sequence[str]) -> None:
    """Begin to import what helpers need, in a process beside this one; helpers are made from it.

    Nothing happens where the system has no such processes (Windows): there each helper imports for itself.
    """
    from multiprocessing import forkserver, get_all_start_methods

    if "forkserver" not in get_all_start_methods():
        return
    forkserver.set_forkserver_preload([*modules])
    forkserver.ensure_running()


def share(
    jobs: Sequence[Job],
    work: Callable[..., Result],
    given: tuple[object, ...],
    *,
    processes: int,
    done: Callable[[int], None] = lambda count: None,
) -> dict[Job, Result]:
    """`work(job, *given)` of every job, made by this process and `processes` - 1 helpers.

    `work` is a function of a module, and it, the jobs, what is given and the results can be pickled. `done` is told how
    many jobs are done. An error ends all of it. Helpers import the main program again: a script that asks for them
    must guard its doings by `if __name__ == "__main__"`.
    """
    waiting, made = deque(jobs), dict[Job, Result]()

    def drain(make: Callable[[Job], Result], least: int = 0) -> None:
        while len(waiting) > least:
            try:
                job = waiting.popleft()
            except IndexError:
                return
            try:
                made[job] = make(job)
            except BaseException:
                waiting.clear()  # nobody need go on
                raise
            done(len(made))

    helpers = min(processes, len(jobs)) - 1
    if helpers < 1:
        drain(lambda job: work(job, *given))
    else:
        _with_helpers(helpers, drain, work, given)
    return made


def _with_helpers(
    helpers: int, drain: Callable[..., None], work: Callable[..., object], given: tuple[object, ...]
) -> None:
    """Let this process and so many helpers drain what is waiting."""
    import pickle
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
    from multiprocessing import active_children, get_all_start_methods, get_context

    # Never by a bare fork, which is unsafe beside threads.
    context = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")
    with (
        # As bytes, made before anybody works: what is given may keep results while a helper is being started.
        ProcessPoolExecutor(helpers, context, _begin, (pickle.dumps((work, given)),)) as executor,
        ThreadPoolExecutor(2 * helpers) as threads,
    ):
        try:
            # Two jobs for each helper: with one it would wait for this process, which is busy, after each.
            others = [
                threads.submit(drain, lambda job: executor.submit(_help, job).result(), least)
                for least in (0, _LAST * (helpers + 1))
                for _ in range(helpers)
            ]
            drain(lambda job: work(job, *given))
            for other in others:
                other.result()
        except (KeyboardInterrupt, Exception):
            raise
        except BaseException:
            # We are asked to end: so are the helpers, in the midst of their jobs.
            for child in active_children():
                child.terminate()
            raise
        finally:
            executor.shutdown(wait=False, cancel_futures=True)


_TASK: list[tuple[Callable[..., object], tuple[object, ...]]] = []
"""In a helper: what it does, and what it works from."""


def _begin(task: bytes) -> None:
    """Prepare a helper of pickled work and what it works from.

    An interrupt is for the process that started it, and garbage is left where it is.
    """
    import gc
    import pickle
    import signal
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    Thread(target=_end_with_parent, daemon=True).start()
    _TASK.append(pickle.loads(task))


def _end_with_parent() -> None:
    """End a helper, in the midst of its job, when the process that started it is gone: a killed one cannot ask."""
    from multiprocessing import parent_process

    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _help(job: object) -> Any:
    work, given = _TASK[0]
    return work(job, *given)
