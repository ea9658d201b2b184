"""One door to the data and templates that come with the package."""

from __future__ import annotations

from pathlib import Path


def root() -> Path:
    """The folder that holds `data/` and `templates/`: the checkout, else the packaged copy.

    A checkout goes first, because an editable install may carry a stale copy.
    """
    here = Path(__file__).resolve().parent
    checkout = here.parents[1]
    if (checkout / "templates").is_dir() and (checkout / "pyproject.toml").is_file():
        return checkout
    return here / "_assets"


def data() -> Path:
    """The packaged example workspace: the CEE-ClusterNetwork."""
    return root() / "data"


def templates() -> Path:
    """The packaged templates."""
    return root() / "templates"
