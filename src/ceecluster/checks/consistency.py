"""CC4xx: values of one record that cannot be true together."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ceecluster.checks.records import Hit, inventory_of, records_of, year_of
from ceecluster.checks.run import Context
from ceecluster.errors import suggest
from ceecluster.findings import Related, Severity, mean, rule, say
from ceecluster.model import Programme, Year

_TOLERANCE = 0.005
"""Shares are usually given as whole percentages."""


def _span(programme: Programme) -> tuple[int | None, int | None]:
    """First and last documented year; None where open or not documented."""
    last = programme.end.year if isinstance(programme.end, Year) else None
    return (programme.start.year if programme.start else None, last)


@rule("CC401", Severity.ERROR)
def duplicate_id(context: Context) -> Iterator[Hit]:
    """An identifier stands for two records of one file.

    Scores, links and reports refer to records by identifier; two of the same name would be mixed up.
    """
    seen: dict[str, int] = {}
    for index, programme in records_of(context):
        if programme.id in seen:
            where = context.at("programmes", index, "id")
            first = Related(context.at("programmes", seen[programme.id], "id").where, "the first stands in")
            hint = "give each record its own id"
            yield where, say("'{record}' is used twice", record=programme.id), hint, None, (programme.id,), (first,)
        else:
            seen[programme.id] = index


@rule("CC402", Severity.ERROR)
def end_before_start(context: Context) -> Iterator[Hit]:
    """A record ends before it starts.

    The years contradict each other, so the record would be active at no time at all. Look both up in the source; where
    sources disagree, keep the better one and write the other under `conflicts`.
    """
    for index, programme in records_of(context):
        first, last = _span(programme)
        if first is not None and last is not None and last < first:
            where = context.at("programmes", index, "end")
            yield (
                where,
                say("'{record}' ends in {last} but starts in {first}", record=programme.id, last=last, first=first),
                "mend one of the two years",
            )


@rule("CC403", Severity.ERROR)
def shares_do_not_sum(context: Context) -> Iterator[Hit]:
    """Funding shares that sum to more than 1.

    Shares are parts of the whole. Where a source is named without a share, leave its share empty (null).
    """
    for index, programme in records_of(context):
        total = sum(share for share in programme.funding.values() if share is not None)
        if total > 1 + _TOLERANCE:
            where = context.at("programmes", index, "funding", key=True)
            yield (
                where,
                say("the funding shares of '{record}' sum to {total}", record=programme.id, total=f"{total:.2f}"),
                "they should sum to 1",
            )


@rule("CC423", Severity.NOTE)
def shares_leave_a_rest(context: Context) -> Iterator[Hit]:
    """Funding shares that leave a part of the money unexplained.

    Every source named has a share, and together they make less than 1: somebody else pays the rest. Name that source
    too, with an empty share (null) where it is not documented.
    """
    for index, programme in records_of(context):
        shares = list(programme.funding.values())
        total = sum(share for share in shares if share is not None)
        if shares and None not in shares and total < 1 - _TOLERANCE:
            where = context.at("programmes", index, "funding", key=True)
            message = say(
                "the funding shares of '{record}' leave {total} unexplained",
                record=programme.id,
                total=f"{1 - total:.2f}",
            )
            yield where, message, "name the other source, with null for its share"


@rule("CC404", Severity.ERROR)
def types_exceed_members(context: Context) -> Iterator[Hit]:
    """More members by type than members.

    The numbers by actor type are parts of the count beside them.
    """
    for index, programme in records_of(context):
        for number, count in enumerate(programme.members):
            by_type = sum(value or 0 for value in count.types.values())
            if by_type > count.count:
                where = context.at("programmes", index, "members", number, "types")
                message = say(
                    "'{record}' has {count} members but {by_type} by type",
                    record=programme.id,
                    count=f"{count.count:g}",
                    by_type=by_type,
                )
                yield where, message, "mend the count or the types"


@rule("CC405", Severity.WARNING)
def budget_outside(context: Context) -> Iterator[Hit]:
    """A budget period outside the record's years.

    Money is rarely promised before a programme starts or after it ends; one of the years is likely wrong, or the amount
    belongs to another record.
    """
    for index, programme in records_of(context):
        first, last = _span(programme)
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
                yield (
                    where,
                    say("the period {begins}-{ends} runs backwards", begins=period[0], ends=period[1]),
                    "write the first year first",
                )


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
            first, last = link.years or _span(programme)
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


@rule("CC408", Severity.NOTE, needs=("objectives", "instruments"))
def objective_without_instrument(context: Context) -> Iterator[Hit]:
    """An objective that no instrument serves.

    Only where the record says which instrument serves which objective: then an objective left out is either served by
    none, or forgotten.
    """
    for index, programme in records_of(context):
        served = {code for instrument in programme.instruments for code in instrument.objectives}
        for number, objective in enumerate(programme.objectives):
            if served and objective.code not in served:
                where = context.at("programmes", index, "objectives", number)
                message = say("no instrument of '{record}' serves {code}", record=programme.id, code=objective.code)
                yield where, message, "add it to an instrument's objectives"


@rule("CC409", Severity.WARNING, needs=("objectives", "instruments"))
def instrument_for_unstated_objective(context: Context) -> Iterator[Hit]:
    """An instrument serves an objective that the record does not state.

    The traceability from strategy to activity would miss it. Add the objective to the record, or remove it from the
    instrument.
    """
    for index, programme in records_of(context):
        stated = {objective.code for objective in programme.objectives}
        for number, instrument in enumerate(programme.instruments):
            for place, code in enumerate(instrument.objectives):
                if code not in stated:
                    where = context.at("programmes", index, "instruments", number, "objectives", place)
                    message = say(
                        "{instrument} of '{record}' serves {objective}, which is not among its objectives",
                        instrument=instrument.code,
                        record=programme.id,
                        objective=code,
                    )
                    yield where, message, "add it to the record's objectives, or remove it here"


@rule("CC410", Severity.ERROR)
def value_off_scale(context: Context) -> Iterator[Hit]:
    """An assessed value that the criterion's measure does not know.

    Ordinal criteria take 0 to 4, booleans true or false, shares 0 to 1, numbers a number, categories one of their
    words; `never` only where the measure has a place for it.
    """
    criteria = {criterion.id: criterion for criterion in context.framework.guidelines.criteria}
    for index, programme in records_of(context):
        for code, assessment in programme.assessments.items():
            if code not in criteria or assessment.value is None or assessment.value == "not_applicable":
                continue
            wanted = _wanted(criteria[code].measure, assessment.value)
            if wanted:
                where = context.at("programmes", index, "assessments", code, "value")
                message = say(
                    "{code} of '{record}' is {value}; {wanted} is wanted",
                    code=code,
                    record=programme.id,
                    value=f"{assessment.value!r}",
                    wanted=wanted,
                )
                yield where, message, f"write {wanted}"


def _wanted(measure: object, value: object) -> str:
    """What the measure wants instead of the value; empty where the value is fine."""
    kind = getattr(measure, "kind", "")
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if value == "never" and getattr(measure, "never", None) is not None:
        return ""
    if kind == "ordinal":
        return "" if is_number and value in (0, 1, 2, 3, 4) else "a step from 0 to 4"
    if kind == "boolean":
        return "" if isinstance(value, bool) else "true or false"
    if kind == "share":
        return "" if is_number and 0 <= value <= 1 else "a share from 0 to 1"  # type: ignore[operator]  # a number
    if kind == "category":
        words = list(getattr(measure, "values", {}))
        return "" if value in words else f"one of {', '.join(words)}"
    return "" if is_number else "a number"


@rule("CC411", Severity.WARNING)
def criterion_of_other_level(context: Context) -> Iterator[Hit]:
    """A criterion assessed at a level where it does not apply.

    The value would not enter any score. Assess it with a record of the right level, or mend the record's level.
    """
    criteria = {criterion.id: criterion for criterion in context.framework.guidelines.criteria}
    for index, programme in records_of(context):
        for code in programme.assessments:
            if code in criteria and not set(criteria[code].levels) & set(programme.level):
                where = context.at("programmes", index, "assessments", code, key=True)
                levels = ", ".join(criteria[code].levels)
                message = say(
                    "{code} applies to {levels}, '{record}' is {level}",
                    code=code,
                    levels=levels,
                    record=programme.id,
                    level=", ".join(programme.level),
                )
                yield where, message, "move the value to a record of that level"


@rule("CC412", Severity.ERROR)
def label_expires_early(context: Context) -> Iterator[Hit]:
    """A label expires before it was given.

    One of the two years is wrong; look at the label's certificate or register.
    """
    for index, programme in records_of(context):
        for number, label in enumerate(programme.labels):
            if label.year is not None and label.until is not None and label.until < label.year:
                where = context.at("programmes", index, "labels", number, "until")
                yield (
                    where,
                    say("{code} of {year} expires in {until}", code=label.code, year=label.year, until=label.until),
                    "mend one of the two years",
                )


@rule("CC413", Severity.WARNING)
def target_not_measurable(context: Context) -> Iterator[Hit]:
    """A target that cannot be measured against its baseline.

    A target equal to its baseline aims at nothing; a due year before the start cannot be met.
    """
    for index, programme in records_of(context):
        first, _ = _span(programme)
        for number, objective in enumerate(programme.objectives):
            path = ("programmes", index, "objectives", number)
            if objective.target is not None and objective.target == objective.baseline:
                yield (
                    context.at(*path, "target"),
                    say("the target of {code} equals its baseline", code=objective.code),
                    "mend one",
                )
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
        first, _ = _span(programme)
        for number, evaluation in enumerate(programme.evaluations):
            year = evaluation.year
            early = year is not None and first is not None and year < first and evaluation.object != "other"
            late = year is not None and inventory is not None and year > year_of(inventory.as_of)
            if early or late:
                where = context.at("programmes", index, "evaluations", number, "year")
                limit = f"before it began in {first}" if early else "after the file's date"
                yield (
                    where,
                    say("'{record}' was evaluated in {year}, {limit}", record=programme.id, year=year, limit=limit),
                    "mend the year",
                )


@rule("CC415", Severity.WARNING, needs=("region", "country"))
def id_of_other_owner(context: Context) -> Iterator[Hit]:
    """An identifier that does not start with its owner's code.

    `hu22-panac` says at a glance whose record it is, and keeps identifiers of different files apart.
    """
    inventory = inventory_of(context)
    if inventory is None:
        return
    prefix = inventory.owner.lower()
    for index, programme in records_of(context):
        if not programme.id.startswith(prefix):
            where = context.at("programmes", index, "id")
            yield (
                where,
                say("'{record}' does not start with '{prefix}'", record=programme.id, prefix=prefix),
                f"name it {prefix}-…",
            )


@rule("CC416", Severity.WARNING, needs=("region", "country"))
def file_of_other_region(context: Context) -> Iterator[Hit]:
    """A file name that says another region than the file.

    Files are named after their owner: `AT31-upper-austria.yaml`, `AT.yaml`.
    """
    inventory = inventory_of(context)
    if inventory is None or inventory.network:
        return
    code = context.file.path.name.split(".")[0].split("-")[0]
    if code != inventory.owner:
        place = context.at("region" if inventory.region else "country")
        yield (
            place,
            say("the file is named after '{code}' and speaks for '{owner}'", code=code, owner=inventory.owner),
            "rename the file",
        )


@rule("CC417", Severity.ERROR)
def place_outside(context: Context) -> Iterator[Hit]:
    """A record's place outside its owner.

    The NUTS code of a record lies inside the region or country whose inventory holds it.
    """
    inventory = inventory_of(context)
    if inventory is None or inventory.network:
        return
    for index, programme in records_of(context):
        if programme.nuts and programme.nuts[:2] != inventory.owner[:2]:
            where = context.at("programmes", index, "nuts")
            yield (
                where,
                say(
                    "{nuts} of '{record}' is not in {owner}",
                    nuts=programme.nuts,
                    record=programme.id,
                    owner=inventory.owner,
                ),
                "mend the code",
            )


@rule("CC418", Severity.ERROR)
def no_such_field(context: Context) -> Iterator[Hit]:
    """`cite` or `conflicts` names a field that records do not have.

    Without a field of that name the citation supports nothing. Name a field of the record as the format has it
    (`start`, `objectives`, `budget`).
    """
    known = {field.alias or name for name, field in Programme.model_fields.items()}
    for index, programme in records_of(context):
        named: list[tuple[tuple[str | int, ...], str, bool]] = [(("cite", f), f, True) for f in programme.cite]
        named += [(("conflicts", n, "field"), c.field, False) for n, c in enumerate(programme.conflicts)]
        for path, field, key in named:
            if field.split(".")[0] not in known:
                near = suggest(field, known)
                hint, near = mean(near, "name a field of the record")
                yield (
                    context.at("programmes", index, *path, key=key),
                    say("records have no field '{field}'", field=field),
                    hint,
                    near,
                )


@rule("CC419", Severity.WARNING)
def excludes_own_objective(context: Context) -> Iterator[Hit]:
    """A record excludes an objective that it also states.

    It cannot aim at what its rules shut out; one of the two is a slip.
    """
    for index, programme in records_of(context):
        stated = {objective.code for objective in programme.objectives}
        for number, exclusion in enumerate(programme.excludes):
            if exclusion.objective in stated:
                where = context.at("programmes", index, "excludes", number)
                yield (
                    where,
                    say(
                        "'{record}' both states and excludes {objective}",
                        record=programme.id,
                        objective=exclusion.objective,
                    ),
                    "remove one",
                )


@rule("CC420", Severity.ERROR)
def unknown_level(context: Context) -> Iterator[Hit]:
    """A level that the network does not have.

    Levels are defined in `network.yaml`; a record at an unknown level would be in no table.
    """
    known = [level.id for level in context.framework.network.levels]
    for index, programme in records_of(context):
        for number, level in enumerate(programme.level):
            if level not in known:
                near = suggest(level, known)
                hint, near = mean(near, f"levels: {', '.join(known)}")
                yield (
                    context.at("programmes", index, "level", number),
                    say("unknown level '{level}'", level=level),
                    hint,
                    near,
                )


@rule("CC421", Severity.WARNING)
def link_with_itself(context: Context) -> Iterator[Hit]:
    """A cross-border link with the owner itself.

    A cross-border link names the others only; the record itself is the own side.
    """
    inventory = inventory_of(context)
    if inventory is None:
        return
    for index, programme in records_of(context):
        for number, link in enumerate(programme.cross_border):
            if inventory.owner in link.partners:
                where = context.at("programmes", index, "cross_border", number, "with")
                yield (
                    where,
                    say("'{record}' is linked with its own region", record=programme.id),
                    "name the other regions only",
                )


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
