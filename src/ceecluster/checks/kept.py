"""A check whose outcome is kept: as long as nothing it follows from changed, it is told without being made again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ceecluster import assets, cache
from ceecluster.checks.checked import Checked, Counts
from ceecluster.checks.ignores import Ignore
from ceecluster.checks.strays import strays
from ceecluster.checks.unread import Unread
from ceecluster.findings import Finding, Place, Related, Severity
from ceecluster.inputs import names_of, paths, show, together
from ceecluster.sources import outlines
from ceecluster.sources.decoding import UnreadableError, read_bytes

FINDINGS, WORLD = "findings", "world"
"""What is kept of a check, each by itself: most commands need one of them."""


def checked(
    root: Path, *, world: bool = True, only: Sequence[Path] = (), encoding: str | None = None, processes: int = 1
) -> Checked:
    """`checks.run.check` of a workspace by all rules but those on request, made anew only where something changed.

    Without `world` that of the outcome may be missing. `only` leaves out the findings of other files.
    """
    before = _inputs(root)
    key = None if before is None else _key(root, before, encoding)
    found = None if key is None else _recalled(root, key, world=world)
    if found is None:
        from ceecluster.checks.catalogue import ACROSS, LOCAL
        from ceecluster.checks.run import check

        found = check(root, local=LOCAL, across=ACROSS, encoding=encoding, processes=processes)
        if key is not None and before is not None:
            _keep(found, key, before)
    return found.of(names_of(only, root)) if only else found


def unchanged(root: Path) -> tuple[str, Checked] | None:
    """The key of a check that was kept and still holds, and its outcome without the world; None where there is none."""
    inputs = _inputs(root)
    key = None if inputs is None else _key(root, inputs, None)
    found = None if key is None else _recalled(root, key, world=False)
    return None if key is None or found is None else (key, found)


def counts(made: Checked) -> tuple[Counts, ...]:
    """What the data of a check hold, in tables; none where no member has a file."""
    if made.counted is None:
        from ceecluster.checks.counts import counts_of

        made.counted = counts_of(made.world) if made.world is not None and made.world.regions else ()
    return made.counted


def _inputs(root: Path) -> dict[str, str] | None:
    """sha256 of every file that is read, by the name that findings show; None where one cannot be read."""
    if cache.folder() is None:
        return None
    found = {}
    try:
        for _, path in paths(root):
            shown = show(path, root)
            for each in together(path):
                if each == path or each.exists():
                    name = shown[: -len(path.name)] + each.name
                    found[name] = hashlib.sha256(read_bytes(each, name, root)).hexdigest()
    except (OSError, UnreadableError):
        return None
    return found


def _key(root: Path, inputs: dict[str, str], encoding: str | None) -> str | None:
    """All that a check follows from: files, their roles and names, the place they are seen from, what lies astray."""
    listed = [(role, os.fspath(path)) for role, path in paths(root)]
    places = [os.getcwd(), os.fspath(root), os.path.realpath(root)]  # noqa: PTH109  # as text
    lost = [_of_finding(finding) for finding in strays(root)]
    try:
        return cache.key_of(places, encoding, listed, inputs, _map_of(root), lost, assets.languages())
    except OSError:  # the map, or our own modules
        return None


def _map_of(root: Path) -> str:
    """sha256 of the map; empty without one."""
    path = root / outlines.NAME
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _keep(made: Checked, key: str, inputs: dict[str, str]) -> None:
    """Keep the outcome of a check of exactly these bytes; one of a workspace that cannot be used is not kept."""
    # A file may have changed between the two looks at it: what was read counts.
    if made.world is None or made.digests != inputs:
        return
    logo = _logo_of(made.root, made.world.brand.logo if made.world.brand is not None else None)
    if logo is None:
        return
    told = {
        "findings": [_of_finding(finding) for finding in made.findings],
        "digests": made.digests,
        "files": made.files,
        "ignores": [[_of_place(i.where), *i.lines, i.codes, i.reason] for i in made.ignores],
        "unread": [[u.owner, u.record, u.title, sorted(u.fields)] for u in made.unread],
        "counts": [[c.title, c.heads, c.rows, c.note] for c in counts(made)],
        "logo": logo,
    }
    cache.keep(key, FINDINGS, told, apart_from=[made.root])
    from ceecluster.model.base import WHOLE

    world = made.world.model_dump_json(exclude_unset=True, by_alias=True, context=WHOLE)
    cache.keep(key, WORLD, world, apart_from=[made.root])


def _logo_of(root: Path, name: str | None) -> list[str] | None:
    """Name and sha256 of a logo, which is read as well; nothing without one, None for one that cannot be used."""
    if name is None:
        return []
    from ceecluster.sources.logos import LogoError, read_logo

    try:
        return [name, hashlib.sha256(read_logo(root / name, root).content).hexdigest()]
    except LogoError:
        return None


def _recalled(root: Path, key: str, *, world: bool) -> Checked | None:
    """What was kept of a check; None where nothing was, or something else lies in its place."""
    told = cache.recall(key, FINDINGS)
    try:
        name = next(iter(told["logo"]), None)
        if _logo_of(root, None if name is None else _text(name)) != told["logo"]:
            return None
        found = Checked(
            root,
            None,
            [*map(_finding, told["findings"])],
            {_text(name): _text(digest) for name, digest in told["digests"].items()},
            [*map(_text, told["files"])],
            [Ignore(_place(w), (_whole(a), _whole(z)), _texts(c), _text(r)) for w, a, z, c, r in told["ignores"]],
            [Unread(_text(o), _or_none(r), _text(t), frozenset(_texts(f))) for o, r, t, f in told["unread"]],
            tuple(Counts(_text(t), _texts(h), tuple(map(_texts, r)), _text(n)) for t, h, r, n in told["counts"]),
        )
        if world:
            from ceecluster.model import World

            found.world = World.model_validate_json(_text(cache.recall(key, WORLD)))
    except (AttributeError, KeyError, TypeError, ValueError):  # no entry, or none of ours
        return None
    return found


def _of_place(where: Place) -> list[object]:
    return [where.file, where.line, where.column, where.sheet, where.cell]


def _place(kept: Any) -> Place:
    file, line, column, sheet, cell = kept
    at = None if line is None else _whole(line), None if column is None else _whole(column)
    return Place(_text(file), *at, _or_none(sheet), _or_none(cell))


def _of_finding(finding: Finding) -> list[object]:
    """A finding as plain data, field by field in their order."""
    related = [[_of_place(other.where), other.words] for other in finding.related]
    told = [finding.severity.value, finding.code, finding.message, finding.hint, finding.path, finding.values]
    return [_of_place(finding.where), *told, finding.suggestion, related, finding.arguments, finding.template]


def _finding(kept: Any) -> Finding:
    where, severity, code, message, hint, path, values, suggestion, related, arguments, template = kept
    return Finding(
        _place(where),
        Severity(severity),
        _text(code),
        _text(message),
        _text(hint),
        None if path is None else tuple(_steps(path)),
        _texts(values),
        _or_none(suggestion),
        tuple(Related(_place(place), _text(words)) for place, words in related),
        tuple((_text(name), _text(value)) for name, value in arguments),
        _text(template),
    )


def _text(kept: object) -> str:
    if type(kept) is not str:
        raise TypeError(kept)
    return kept


def _whole(kept: object) -> int:
    if type(kept) is not int:
        raise TypeError(kept)
    return kept


def _or_none(kept: object) -> str | None:
    return None if kept is None else _text(kept)


def _texts(kept: object) -> tuple[str, ...]:
    if type(kept) is not list:
        raise TypeError(kept)
    return tuple(map(_text, kept))


def _steps(kept: Any) -> Iterator[str | int]:
    for step in kept:
        yield step if type(step) is int else _text(step)
