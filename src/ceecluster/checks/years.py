"""CC4xx: whether the years of a record go together."""

from __future__ import annotations

from collections.abc import Iterator

from ceecluster.checks.records import Hit, inventory_of, records_of, year_of
from ceecluster.checks.run import Context
from ceecluster.findings import Severity, rule, say
from ceecluster.model import Programme, Year


def span_of(programme: Programme) -> tuple[int | None, int | None]:
    """First and last documented year; None where open or not documented."""
    last = programme.end.year if isinstance(programme.end, Year) else None
    return (programme.start.year if programme.start else None, last)


@rule("CC402", Severity.ERROR)
def end_before_start(context: Context) -> Iterator[Hit]:
    """A record ends before it starts.

    The years contradict each other, so the record would be active at no time at all. Look both up in the source; where
    sources disagree, keep the better one and write the other under `conflicts`.
    """
    for index, programme in records_of(context):
        first, last = span_of(programme)
        if first is not None and last is not None and last < first:
            where = context.at("programmes", index, "end")
            told = say("'{record}' ends in {last} but starts in {first}", record=programme.id, last=last, first=first)
            yield where, told, "mend one of the two years"


@rule("CC405", Severity.WARNING)
def budget_outside(context: Context) -> Iterator[Hit]:
    """A budget period outside the record's years.

    Money is rarely promised before a programme starts or after it ends; one of the years is likely wrong, or the amount
    belongs to another record.
    """
    for index, programme in records_of(context):
        first, last = span_of(programme)
        for number, budget in enumerate(programme.budget):
            if budget.period is None:
                continue
            begins, ends = budget.period
            if first is not None and last is not None and last < first:
                continue
            if (first is not None and begins < first) or (last is not None and ends > last):
                where = context.at("programmes", index, "budget", number, "period")
                years = f"{first or '?'}-{last or 'open'}"
                message = say(
                    "the budget period {begins}-{ends} of '{record}' leaves its years {years}",
                    begins=begins,
                    ends=ends,
                    record=programme.id,
                    years=years,
                )
                yield where, message, "mend the period or the years"


@rule("CC406", Severity.ERROR)
def period_reversed(context: Context) -> Iterator[Hit]:
    """A period whose last year is before its first.

    Write the first year first; a single year stands twice: `[2008, 2008]`.
    """
    for index, programme in records_of(context):
        periods = [(("budget", n, "period"), b.period) for n, b in enumerate(programme.budget)]
        periods += [(("cross_border", n, "years"), link.years) for n, link in enumerate(programme.cross_border)]
        periods += [(("eu_programmes", n, "years"), link.years) for n, link in enumerate(programme.eu_programmes)]
        for path, period in periods:
            if period is not None and period[1] < period[0]:
                where = context.at("programmes", index, *path)
                told = say("the period {begins}-{ends} runs backwards", begins=period[0], ends=period[1])
                yield where, told, "write the first year first"


@rule("CC407", Severity.WARNING)
def eu_programme_closed(context: Context) -> Iterator[Hit]:
    """A European programme that was closed at the time.

    The years of the link (else of the record) do not meet the years in which the vocabulary says the programme was
    open. Payments may run on for three years after the close.
    """
    grace = 3
    terms = context.framework.vocabulary.terms("eu_programmes")
    for index, programme in records_of(context):
        for number, link in enumerate(programme.eu_programmes):
            term = terms.get(link.code)
            if term is None or term.opens is None or term.closes is None:
                continue
            first, last = link.years or span_of(programme)
            if (first is not None and first > term.closes + grace) or (last is not None and last < term.opens):
                where = context.at("programmes", index, "eu_programmes", number)
                message = say(
                    "{code} was open {opens}-{closes}, '{record}' is of {first}",
                    code=link.code,
                    opens=term.opens,
                    closes=term.closes,
                    record=programme.id,
                    first=first,
                )
                yield where, message, "name the programme of the right period"


@rule("CC412", Severity.ERROR)
def label_expires_early(context: Context) -> Iterator[Hit]:
    """A label expires before it was given.

    One of the two years is wrong; look at the label's certificate or register.
    """
    for index, programme in records_of(context):
        for number, label in enumerate(programme.labels):
            if label.year is not None and label.until is not None and label.until < label.year:
                where = context.at("programmes", index, "labels", number, "until")
                told = say("{code} of {year} expires in {until}", code=label.code, year=label.year, until=label.until)
                yield where, told, "mend one of the two years"


@rule("CC413", Severity.WARNING)
def target_not_measurable(context: Context) -> Iterator[Hit]:
    """A target that cannot be measured against its baseline.

    A target equal to its baseline aims at nothing; a due year before the start cannot be met.
    """
    for index, programme in records_of(context):
        first, _ = span_of(programme)
        for number, objective in enumerate(programme.objectives):
            path = ("programmes", index, "objectives", number)
            if objective.target is not None and objective.target == objective.baseline:
                told = say("the target of {code} equals its baseline", code=objective.code)
                yield context.at(*path, "target"), told, "mend one"
            if objective.due is not None and first is not None and objective.due < first:
                message = say(
                    "{code} is due in {due}, before the start in {first}",
                    code=objective.code,
                    due=objective.due,
                    first=first,
                )
                yield context.at(*path, "due"), message, "mend one of the two years"


@rule("CC414", Severity.WARNING, needs=("as_of",))
def evaluation_out_of_time(context: Context) -> Iterator[Hit]:
    """An evaluation before the record began, or after the file's date.

    An evaluation of something that had not begun evaluates something else (write `object: other`), and one dated after
    the file cannot have been read for it.
    """
    inventory = inventory_of(context)
    for index, programme in records_of(context):
        first, _ = span_of(programme)
        for number, evaluation in enumerate(programme.evaluations):
            year = evaluation.year
            early = year is not None and first is not None and year < first and evaluation.object != "other"
            late = year is not None and inventory is not None and year > year_of(inventory.as_of)
            if early or late:
                where = context.at("programmes", index, "evaluations", number, "year")
                limit = f"before it began in {first}" if early else "after the file's date"
                told = say("'{record}' was evaluated in {year}, {limit}", record=programme.id, year=year, limit=limit)
                yield where, told, "mend the year"


@rule("CC422", Severity.WARNING, needs=("as_of",))
def start_in_the_future(context: Context) -> Iterator[Hit]:
    """A start after the file's date that is not marked as announced.

    What has not begun cannot be documented as begun. Mark it: `start: {year: 2027, status: announced}`.
    """
    inventory = inventory_of(context)
    for index, programme in records_of(context):
        start = programme.start
        if start and inventory and start.status == "documented" and start.year > year_of(inventory.as_of):
            where = context.at("programmes", index, "start")
            message = say("'{record}' starts in {year}, after the file's date", record=programme.id, year=start.year)
            hint = f"write start: {{year: {start.year}, status: announced}}"
            if context.document.is_table:
                status = context.document.column(("programmes", index, "start", "status"))
                hint = f"use the column 'start.year', and write 'announced' in {status}"
            yield where, message, hint
