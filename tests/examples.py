"""How many examples a law is tried on: a part by default, all where CI runs the laws once more."""

from __future__ import annotations

import os

ALL = os.environ.get("CEECLUSTER_EXAMPLES") == "all"


def drawn(count: int) -> int:
    """Of so many examples a third by default, and three at least; all with `CEECLUSTER_EXAMPLES=all`."""
    return count if ALL else max(3, count // 3)
