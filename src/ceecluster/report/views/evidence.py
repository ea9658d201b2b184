"""How current the evidence is, in words."""

from __future__ import annotations

from ceecluster.checks.evidence_table import Row, count, count_sources
from ceecluster.inforce import year_of
from ceecluster.model import World
from ceecluster.model.standing import Status
from ceecluster.report.views.base import MISSING, Column, Table

_SHOWN = {
    Status.IN_FORCE: "in force",
    Status.PRESUMED: "pres.",
    Status.NOT_SEEN: "not seen",
    Status.ENDED: "ended",
    Status.UNDATED: "undated",
    Status.LATER: "later",
}


def evidence_table(world: World) -> Table:
    """Records by owner and level: what is in force, and what was seen how lately; the state of sources in the note."""
    rows = [row for row in count(world) if row.records]
    since = sorted({year for row in rows for year in row.seen})
    columns = (
        Column("owner and level", header=True),
        Column("rec.", "right"),
        *(Column(title, "right") for title in _SHOWN.values()),
        Column("open", "right"),
        *(Column(f"seen {year}+", "right") for year in since),
    )
    sources = count_sources(world)
    note = (
        f"State of {year_of(world)}: in force = begun and documented to run; pres. = without a documented end and seen "
        f"lately enough; not seen = not seen since; undated = neither start nor dated source; later = not yet begun. "
        f"open = no documented end before {since[0] if since else year_of(world)}, the base of the shares seen. "
        f"Sources: {sources.total}; {_of(sources.placeholders, sources.total)} have a placeholder for a title, "
        f"{_of(sources.hosts, sources.total)} a host for a publisher, {_of(sources.copies, sources.total)} lie on a "
        f"host of copies. {_of(sources.bounded + sources.undated, sources.total)} show no year: of "
        f"these {_of(sources.bounded, sources.total)} cannot be older than a year given, "
        f"{_of(sources.undated, sources.total)} are undated altogether."
    )
    cells = tuple(_cells(row, since) for row in rows)
    return Table("evidence", "What is in force, and when it was last seen", columns, cells, note)


def _cells(row: Row, since: list[int]) -> tuple[str, ...]:
    shares = (f"{row.seen[year] / row.open:.0%}".replace("%", " %") if row.open else MISSING for year in since)
    statuses = (str(row.statuses.get(status, 0)) for status in _SHOWN)
    return (f"{row.owner} {row.level or 'all levels'}", str(row.records), *statuses, str(row.open), *shares)


def _of(part: int, whole: int) -> str:
    """A number with its share."""
    share = f" ({100 * part / whole:.0f} %)" if whole else ""
    return f"{part}{share}"
