"""One door to the data and templates that come with the package."""

from __future__ import annotations

from difflib import get_close_matches
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


def languages() -> tuple[str, ...]:
    """The languages that results can be told in: that of the templates, and each with a catalogue."""
    return ("en", *sorted(path.parts[-3] for path in (root() / "locale").glob("*/LC_MESSAGES/ceecluster.po")))


def template_folders(user: Path | None = None) -> list[Path]:
    """Where templates are looked for: a user's folder goes before the packaged one, file by file."""
    return [templates()] if user is None else [user, templates()]


def template(name: str, user: Path | None = None) -> Path:
    """The file of a template: the user's copy, else the packaged one."""
    return next((f / name for f in template_folders(user) if (f / name).is_file()), templates() / name)


def unread(user: Path) -> dict[str, str | None]:
    """Files of a user's folder that look like templates and replace none of ours, each with the one that is meant."""
    known = {path.relative_to(templates()).as_posix() for path in templates().rglob("*") if path.is_file()}
    endings = {"".join(Path(name).suffixes[-2:]) for name in known}
    found = {}
    for path in sorted(user.rglob("*")):
        name = path.relative_to(user).as_posix()
        if path.is_file() and name not in known and "".join(path.suffixes[-2:]) in endings:
            same = sorted(other for other in known if Path(other).name == path.name)
            found[name] = same[0] if same else next(iter(get_close_matches(name, known, n=1)), None)
    return found
