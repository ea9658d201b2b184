"""Where a document comes from: network, guidelines and input files with their sums; its cover and its footer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ceecluster import __version__
from ceecluster.blocks import Column, Date, Part, Statement, Table, Word, table
from ceecluster.model.brand import Brand
from ceecluster.words.replies import network_checked

if TYPE_CHECKING:
    from ceecluster.study import Study
    from ceecluster.words.topic import Topic


@dataclass(frozen=True)
class Provenance:
    """What every template may use beside its own names."""

    network: str
    """Name of the network."""
    as_of: Date
    """Date of the information, as the network file states it."""
    guidelines: Statement
    """Name, version and status of the guidelines."""
    version: str
    """Version of ceecluster."""
    inputs: Table
    """The input files with their sha256 sums, those of a folder as one."""
    example: bool
    """Whether the results are those of the packaged example."""
    reviewed: Statement
    """How many regions have checked what is said of them."""
    changes: Topic | None = None
    """What changed since an earlier state; none without `report --since`."""


@dataclass(frozen=True)
class Checksum:
    """The sha256 sum of a file, or of all files of a folder."""

    name: str
    """Path from the folder of the data; that of a folder ends in `/*`."""
    files: int
    digest: str


def checksums(digests: Mapping[str, str]) -> list[Checksum]:
    """Each file of the top folder, and of each folder below it one sum.

    It is that of the lines `<sum>  <path>` of its files, ordered by the bytes of their paths: what
    `LC_ALL=C sha256sum folder/* | sha256sum` prints where the folder holds nothing else.
    """
    found: list[Checksum] = []
    for folder, group in groupby(sorted(digests, key=_place), key=lambda name: str(PurePosixPath(name).parent)):
        files = list(group)
        if folder == "." or len(files) == 1:
            found += (Checksum(name, 1, digests[name]) for name in files)
            continue
        lines = "".join(f"{digests[name]}  {name}\n" for name in files)
        found.append(Checksum(f"{folder}/*", len(files), hashlib.sha256(lines.encode()).hexdigest()))
    return found


def _place(name: str) -> tuple[str, bytes]:
    """Folder by folder, in a folder by the bytes of the path."""
    return str(PurePosixPath(name).parent), name.encode()


def provenance(study: Study) -> Provenance:
    """Where a document of a study comes from."""
    network, guidelines = study.world.network, study.world.guidelines
    columns: tuple[Column[Checksum], ...] = (
        Column(Word("file"), lambda row: row.name, header=True),
        Column(Word("files"), lambda row: row.files, "right"),
        Column(Word("sha256"), lambda row: row.digest),
    )
    facts = {"title": guidelines.title, "version": str(guidelines.version), "status": Word(guidelines.status)}
    return Provenance(
        network=network.title,
        as_of=Date(network.as_of),
        guidelines=Statement("page.guidelines", facts),
        version=__version__,
        inputs=replace(
            table("inputs", Statement("page.inputs"), columns, checksums(study.digests), Statement("page.joint")),
            folded=True,
        ),
        example=study.example,
        reviewed=network_checked(study.world),
    )


def cover(study: Study, title: Part, *, draft: bool) -> tuple[Part, ...]:
    """What stands under the title: whose document, of which day, how far it is agreed, whom to ask, how to cite it."""
    network, brand = study.world.network, study.whole.brand or Brand()
    found = [Statement("page.about", {"network": network.title, "as_of": Date(network.as_of)})]
    if draft:
        found.append(Statement("page.draft"))
    if contact := brand.contact or network.secretariat:
        found.append(Statement("page.contact", {"contact": contact}))
    # A briefing has the day in its title.
    dated = isinstance(title, Statement) and "date" in title.facts
    as_of = None if dated else Date(network.as_of)
    cited = {"publisher": brand.publisher or network.title, "title": title, "as_of": as_of, "version": __version__}
    return (*found, Statement("page.cite", cited))


def footer(study: Study) -> tuple[Part, ...]:
    """The lines at the foot of a page."""
    network, guidelines = study.world.network, study.world.guidelines
    facts = {"network": network.title, "as_of": Date(network.as_of), "version": str(guidelines.version)}
    return (
        *((study.whole.brand.footer,) if study.whole.brand and study.whole.brand.footer else ()),
        Statement("page.state", {**facts, "status": Word(guidelines.status)}),
        Statement("page.made", {"version": __version__, "count": len(study.digests)}),
        network_checked(study.world),
    )
