"""A workspace as read and checked; imported without the model, so that what was kept of a check is told at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ceecluster.checks.ignores import Ignore
from ceecluster.checks.unread import Unread
from ceecluster.errors import UsageError
from ceecluster.findings import Finding

if TYPE_CHECKING:
    from ceecluster.model import Inventory, Programme, World


@dataclass(frozen=True)
class Counts:
    """A table of counts; the first column names the row."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


@dataclass
class Checked:
    """A workspace as read and checked."""

    root: Path
    world: World | None
    findings: list[Finding]
    digests: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    """Files read, as findings show them."""
    ignores: list[Ignore] = field(default_factory=list)
    """Comments and cells that let findings stand."""
    unread: list[Unread] = field(default_factory=list)
    """Records that errors keep out, wholly or in part."""
    counted: tuple[Counts, ...] | None = None
    """The tables of counts, where they were made before; else `kept.counts` makes them."""

    def of(self, shown: Collection[str]) -> Checked:
        """The same with the findings of some files alone, by the names that findings show."""
        findings = [finding for finding in self.findings if finding.where.file in shown]
        return replace(self, findings=findings, files=[name for name in self.files if name in shown])

    def complete(self) -> World:
        """The world; UsageError where a framework file could not be read."""
        if self.world is None:
            errors = [str(finding) for finding in self.findings if finding.severity == "error"][:3]
            raise UsageError("the workspace's network, vocabulary or criteria cannot be used", "; ".join(errors))
        return _each_once(self.world)


def _each_once(world: World) -> World:
    """The world with every identifier once: a second record of the same id, in whichever file, is left out.

    The rules name it as an error; counted twice it would move every result.
    """
    seen: set[str] = set()

    def first(records: Iterable[Programme]) -> tuple[Programme, ...]:
        kept = []
        for record in records:
            if record.id not in seen:
                seen.add(record.id)
                kept.append(record)
        return tuple(kept)

    groups = {}
    for name in ("regions", "national", "candidates"):
        group: dict[str, Inventory] = getattr(world, name)
        groups[name] = {c: i.model_copy(update={"programmes": first(i.programmes)}) for c, i in group.items()}
    return world.model_copy(update={**groups, "transnational": first(world.transnational)})
