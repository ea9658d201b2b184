"""What `validate` says of the data as a whole: what is documented, and what was seen how lately.

Like the rules, these tables are English and need no template: `validate` starts without the libraries for documents.
"""

from __future__ import annotations

from ceecluster.checks import completeness_table, evidence_table
from ceecluster.checks.checked import Counts
from ceecluster.inforce import year_of
from ceecluster.model import World
from ceecluster.model.standing import Status

MISSING = "–"
_FIELDS = {
    "start": "start",
    "bodies": "body",
    "budget": "money",
    "objectives": "obj.",
    "instruments": "inst.",
    "target_groups": "targ.",
    "sectors": "sect.",
    "funding": "fund.",
    "members": "memb.",
    "evaluations": "eval.",
    "cross_border": "links",
}
_STATUSES = {
    Status.IN_FORCE: "in force",
    Status.PRESUMED: "pres.",
    Status.NOT_SEEN: "not seen",
    Status.ENDED: "ended",
    Status.UNDATED: "undated",
    Status.LATER: "later",
}


def counts_of(world: World) -> tuple[Counts, Counts]:
    """What is documented, and what is in force."""
    return _completeness(world), _evidence(world)


def _completeness(world: World) -> Counts:
    """Records by region and level, and in how many of them each field says something; who has none, in the note."""
    counted = completeness_table.count(world)
    told = {row.owner for row in counted if row.records}
    silent = list(dict.fromkeys(row.owner for row in counted if row.owner not in told))
    rows = []
    for row in (row for row in counted if row.owner in told):
        filled = [row.filled[field] for field in _FIELDS] + [row.assessed]
        rows.append(
            (f"{row.owner} {row.level}", str(row.records), *(str(n) if row.records else MISSING for n in filled))
        )
    note = "Number of records in which the field says something; val. = criteria read from a source by a person."
    if silent:
        note += f" No record yet: {', '.join(silent)}."
    heads = ("owner and level", "rec.", *_FIELDS.values(), "val.")
    return Counts("What is documented, by owner and level", heads, tuple(rows), note)


def _evidence(world: World) -> Counts:
    """Records by owner and level: what is in force, and what was seen how lately; the state of sources in the note."""
    rows = [row for row in evidence_table.count(world) if row.records]
    since = sorted({year for row in rows for year in row.seen})
    heads = ("owner and level", "rec.", *_STATUSES.values(), "open", *(f"seen {year}+" for year in since))
    sources = evidence_table.count_sources(world)
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
    return Counts("What is in force, and when it was last seen", heads, cells, note)


def _cells(row: evidence_table.EvidenceRow, since: list[int]) -> tuple[str, ...]:
    shares = (f"{row.seen[year] / row.open:.0%}".replace("%", " %") if row.open else MISSING for year in since)
    statuses = (str(row.statuses.get(status, 0)) for status in _STATUSES)
    return (f"{row.owner} {row.level or 'all levels'}", str(row.records), *statuses, str(row.open), *shares)


def _of(part: int, whole: int) -> str:
    """A number with its share."""
    share = f" ({100 * part / whole:.0f} %)" if whole else ""
    return f"{part}{share}"
