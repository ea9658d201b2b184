"""CC4xx: values of one record that cannot be true together."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ceecluster.checks.records import Hit, inventory_of, records_of
from ceecluster.checks.run import Context
from ceecluster.errors import suggest
from ceecluster.findings import Related, Severity, mean, rule, say
from ceecluster.model import Programme

_TOLERANCE = 0.005
"""Shares are usually given as whole percentages."""


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


@rule("CC403", Severity.ERROR)
def shares_do_not_sum(context: Context) -> Iterator[Hit]:
    """Funding shares that sum to more than 1.

    Shares are parts of the whole. Where a source is named without a share, leave its share empty (null).
    """
    for index, programme in records_of(context):
        total = sum(share for share in programme.funding.values() if share is not None)
        if total > 1 + _TOLERANCE:
            where = context.at("programmes", index, "funding", key=True)
            told = say("the funding shares of '{record}' sum to {total}", record=programme.id, total=f"{total:.2f}")
            yield where, told, "they should sum to 1"


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
            told = say("'{record}' does not start with '{prefix}'", record=programme.id, prefix=prefix)
            yield where, told, f"name it {prefix}-…"


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
        told = say("the file is named after '{code}' and speaks for '{owner}'", code=code, owner=inventory.owner)
        yield place, told, "rename the file"


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
            told = say(
                "{nuts} of '{record}' is not in {owner}",
                nuts=programme.nuts,
                record=programme.id,
                owner=inventory.owner,
            )
            yield where, told, "mend the code"


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
                told = say("records have no field '{field}'", field=field)
                yield context.at("programmes", index, *path, key=key), told, hint, near


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
                told = say(
                    "'{record}' both states and excludes {objective}",
                    record=programme.id,
                    objective=exclusion.objective,
                )
                yield where, told, "remove one"


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
                told = say("unknown level '{level}'", level=level)
                yield context.at("programmes", index, "level", number), told, hint, near


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
                told = say("'{record}' is linked with its own region", record=programme.id)
                yield where, told, "name the other regions only"
