"""Further processes for a site's documents, ready by the time the data is read."""

from __future__ import annotations

from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext

_NEEDED = [
    "ceecluster.report.site",
    "ceecluster.report.contexts",
    "ceecluster.report.views.draft_plan",
    "ceecluster.study",
    "scipy.cluster.hierarchy",
    "scipy.optimize",
]
"""What a helper imports before it is given anything."""


def prepare() -> None:
    """Begin to import what helpers need, in a process beside this one; helpers are made from it.

    Nothing happens where the system has no such processes (Windows): there each helper imports for itself.
    """
    if "forkserver" not in get_all_start_methods():
        return
    from multiprocessing import forkserver

    forkserver.set_forkserver_preload(_NEEDED)
    forkserver.ensure_running()


def context() -> BaseContext:
    """How helpers are started; never by a bare fork, which is unsafe beside threads."""
    return get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")
