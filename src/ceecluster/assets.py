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


def template_folders(user: Path | None = None) -> list[Path]:
    """Where templates are looked for: a user's folder goes before the packaged one, file by file."""
    return [templates()] if user is None else [user, templates()]


def template(name: str, user: Path | None = None) -> Path:
    """The file of a template: the user's copy, else the packaged one."""
    return next((f / name for f in template_folders(user) if (f / name).is_file()), templates() / name)
