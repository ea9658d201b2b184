"""`reliability` in words: where two readers of the same records differ."""

from __future__ import annotations

from ceecluster.agreement.reliability import Reliability
from ceecluster.frames import rows as plain_rows
from ceecluster.model import World
from ceecluster.report.views.articles import Names
from ceecluster.report.views.base import MISSING, Column, Table, View, interval, listed, number, percent, plural

WORDS = {
    "level": "level",
    "objectives": "objectives",
    "instruments": "instruments",
    "target_groups": "target groups",
    "sectors": "sectors",
    "assessments": "criteria",
}
MOST = 12


def reliability_view(world: World, result: Reliability) -> View:
    """Agreement by field, the codes read differently most often, and how much is to be decided."""
    names = Names(world)
    if not len(result.fields):
        return View(
            name="reliability",
            title=f"{world.network.title}   two readers",
            lead=("No second reading of any record on file. One is written to data/readings/READER/CODE.yaml.",),
            data=result.to_dict(),
            frame=result.differences,
        )
    open_ = int((~result.differences["decided"].astype(bool)).sum())
    records = int(result.fields["records"].max())
    lead = [
        f"{plural(records, 'record')} read a second time ({listed(list(result.readers))}). Fields of records read "
        f"differently: {len(result.differences)}, of which {open_} are not decided.",
    ]
    if result.unknown:
        lead.append(f"Read a second time but not on file: {listed(list(result.unknown), 8)}.")
    return View(
        name="reliability",
        title=f"{world.network.title}   two readers",
        lead=tuple(lead),
        tables=tuple(filter(None, (_fields(result), _codes(names, result), _levels(names, result)))),
        notes=(
            "alpha is Krippendorff's (1 full agreement, 0 what chance gives), nominal on every code of every record, pooled; "
            "ordinal for criteria; its interval is from resampling records.",
            "left out, put in: shares of the true codes a reader left out and of the others it put in, against what was "
            "decided; an undecided difference counts half as either reader's error. Two readings do not say who is right.",
        ),
        next=("ceecluster reliability --format csv -o differences.csv",),
        data=result.to_dict(),
        frame=result.differences,
    )


def _fields(result: Reliability) -> Table:
    columns = (
        Column("field", header=True),
        Column("records", "right"),
        Column("read the same", "right"),
        Column("alpha", "right"),
        Column("95 % interval", "right"),
        Column("first left out", "right"),
        Column("put in", "right"),
        Column("second left out", "right"),
        Column("put in", "right"),
    )
    rows = tuple(
        (
            WORDS[row["field"]],
            str(row["records"]),
            percent(row["identical"]),
            number(row["alpha"]),
            MISSING if row["low"] is None else interval(row["low"], row["high"]),
            percent(row["first_omitted"]),
            percent(row["first_invented"]),
            percent(row["omitted"]),
            percent(row["invented"]),
        )
        for row in plain_rows(result.fields)
    )
    return Table("fields", "Agreement by field", columns, rows)


def _codes(names: Names, result: Reliability) -> Table | None:
    table = result.codes.assign(apart=result.codes["first_only"] + result.codes["second_only"])
    table = table[(table["apart"] > 0) & (table["field"] != "level")]
    table = table.sort_values(["apart", "code"], ascending=[False, True], kind="stable").head(MOST)
    if not len(table):
        return None
    columns = (
        Column("code", header=True),
        Column("name"),
        Column("both", "right"),
        Column("first only", "right"),
        Column("second only", "right"),
        Column("alpha", "right"),
    )
    rows = tuple(
        (
            row["code"], names.term(row["code"]), str(row["both"]), str(row["first_only"]), str(row["second_only"]),
            number(row["alpha"]),
        )
        for row in plain_rows(table)
    )  # fmt: skip
    return Table("codes", "Codes read differently most often", columns, rows)


def _levels(names: Names, result: Reliability) -> Table | None:
    if not len(result.levels):
        return None
    columns = (Column("first reader", header=True), Column("second reader"), Column("records", "right"))

    def words(cell: str) -> str:
        return listed([names.level(level) for level in cell.split("+") if level]) or "none"

    rows = tuple((words(a), words(b), str(n)) for a, b, n in result.levels.head(MOST).itertuples(index=False))
    return Table("levels", "Levels read differently", columns, rows)
