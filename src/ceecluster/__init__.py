"""Policy analysis for cluster networks: inventories in, coherence reports and drafts out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceecluster.dataframes import from_frames
    from ceecluster.study import Study, load

__version__ = "0.1.0"
__all__ = ["Study", "__version__", "from_frames", "load"]


def __dir__() -> list[str]:
    return sorted(__all__)


def __getattr__(name: str) -> object:
    # `ceecluster --help` must not pay for what `load` imports.
    if name in ("Study", "load"):
        from ceecluster import study

        return getattr(study, name)
    if name == "from_frames":
        from ceecluster.dataframes import from_frames

        return from_frames
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
