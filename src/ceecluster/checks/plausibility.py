"""CC424-CC426: values that cannot be true, whatever a source says."""

from __future__ import annotations

from collections.abc import Iterator

from ceecluster.checks.records import Hit, inventory_of, records_of, year_of
from ceecluster.checks.run import Context
from ceecluster.findings import Severity, rule, say


@rule("CC424", Severity.ERROR)
def count_not_whole(context: Context) -> Iterator[Hit]:
    """A number of members or of those reached that is not whole.

    1.2 members are most likely 1 200, typed with a point between the thousands. Write the number without one.
    """
    for index, programme in records_of(context):
        for name in ("members", "reach"):
            for number, count in enumerate(getattr(programme, name)):
                if not float(count.count).is_integer():
                    where = context.at("programmes", index, name, number, "count")
                    thousands = count.count * 1000
                    guess = f"{thousands:.0f} if thousands were meant, else " if thousands.is_integer() else ""
                    message = say(
                        "'{record}' counts {count} {what}",
                        record=programme.id,
                        count=f"{count.count:g}",
                        what=count.what,
                    )
                    yield where, message, f"write {guess}a whole number"


@rule("CC425", Severity.WARNING, needs=("start",))
def counted_before_start(context: Context) -> Iterator[Hit]:
    """Members or staff of a year before the record began.

    What did not exist had no members and no staff: the start is later than a source says, or the count belongs to
    something that came before.
    """
    for index, programme in records_of(context):
        if programme.start is None or programme.start.status != "documented":
            continue
        for name in ("members", "staff"):
            for number, item in enumerate(getattr(programme, name)):
                year = item.as_of
                if year is not None and year < programme.start.year:
                    where = context.at("programmes", index, name, number, "as_of")
                    message = say(
                        "'{record}' has {name} of {year}, before its start in {start_year}",
                        record=programme.id,
                        name=name,
                        year=year,
                        start_year=programme.start.year,
                    )
                    yield where, message, "mend one of the two years"


@rule("CC426", Severity.WARNING, needs=("as_of",))
def counted_after_date(context: Context) -> Iterator[Hit]:
    """Members, staff or those reached as of a year after the file's date.

    Nobody has counted them yet. What is hoped for is a target, in `objectives`.
    """
    inventory = inventory_of(context)
    last = year_of(inventory.as_of) if inventory else 2100
    for index, programme in records_of(context):
        for name in ("members", "staff", "reach"):
            for number, item in enumerate(getattr(programme, name)):
                if item.as_of is not None and item.as_of > last:
                    where = context.at("programmes", index, name, number, "as_of")
                    told = "'{record}' has {name} of {year}, after the file's date"
                    yield where, say(told, record=programme.id, name=name, year=item.as_of), "mend the year"
