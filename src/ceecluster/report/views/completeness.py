"""The completeness table in words."""

from __future__ import annotations

from ceecluster.checks.completeness_table import count
from ceecluster.model import World
from ceecluster.report.views.base import MISSING, Column, Table

_SHOWN = {
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


def completeness_table(world: World) -> Table:
    """Records by region and level, and in how many of them each field says something; who has none, in the note."""
    rows = []
    counted = count(world)
    told = {row.owner for row in counted if row.records}
    silent = list(dict.fromkeys(row.owner for row in counted if row.owner not in told))
    for row in (row for row in counted if row.owner in told):
        filled = [str(row.filled[field]) if row.records else MISSING for field in _SHOWN]
        rows.append(
            (f"{row.owner} {row.level}", str(row.records), *filled, str(row.assessed) if row.records else MISSING)
        )
    columns = (
        Column("owner and level", header=True),
        *(Column(title, "right") for title in ("rec.", *_SHOWN.values(), "val.")),
    )
    note = "Number of records in which the field says something; val. = criteria read from a source by a person."
    if silent:
        note += f" No record yet: {', '.join(silent)}."
    return Table("completeness", "What is documented, by owner and level", columns, tuple(rows), note)
