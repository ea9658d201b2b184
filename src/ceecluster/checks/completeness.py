"""CC2xx: what a record of its level should have. Notes, because a gap is a fact and not a fault."""

from __future__ import annotations

from collections.abc import Iterator

from ceecluster.checks.records import Hit, records_of
from ceecluster.checks.run import Context
from ceecluster.findings import Severity, rule, say
from ceecluster.model import Guidelines, Programme, Vocabulary


def _levels(context: Context) -> list[str]:
    return [level.id for level in context.framework.network.levels]


def _acts_only_at(programme: Programme, level: str) -> bool:
    return programme.level == (level,)


@rule("CC201", Severity.NOTE)
def no_body(context: Context) -> Iterator[Hit]:
    """No body is named.

    Without owner, payer, operator, lead or founder nobody can be asked, and a draft agreement has no addressee.
    Name at least one under `bodies`, in the role the source gives it.
    """
    for index, programme in records_of(context):
        if not programme.bodies.model_fields_set:
            told = say("'{record}' names no body", record=programme.id)
            yield (
                context.at("programmes", index),
                told,
                context.add("bodies: {owner: …}", "programmes", index, "bodies", "owner"),
            )


@rule("CC202", Severity.NOTE)
def no_start(context: Context) -> Iterator[Hit]:
    """The first year is not documented.

    A record without `start` is left out wherever a year is asked for (`--as-of`, `trend`).
    """
    for index, programme in records_of(context):
        if programme.start is None:
            told = say("'{record}' has no start year", record=programme.id)
            yield context.at("programmes", index), told, context.add("start: YEAR", "programmes", index, "start")


@rule("CC203", Severity.NOTE)
def no_objective(context: Context) -> Iterator[Hit]:
    """No objective is coded.

    Objectives are what regions are compared and agreed on; a record without one is missing from every count of them.
    """
    for index, programme in records_of(context):
        if not programme.objectives:
            told = say("'{record}' has no objective", record=programme.id)
            yield (
                context.at("programmes", index),
                told,
                context.add("objectives: [OBJ-…]", "programmes", index, "objectives"),
            )


@rule("CC204", Severity.NOTE)
def no_instrument(context: Context) -> Iterator[Hit]:
    """A record below the topmost level has no instrument coded.

    What is done is what makes an objective traceable from strategy to activity.
    """
    top = _levels(context)[0]
    for index, programme in records_of(context):
        if not programme.instruments and not _acts_only_at(programme, top):
            told = say("'{record}' has no instrument", record=programme.id)
            yield (
                context.at("programmes", index),
                told,
                context.add("instruments: [INS-…]", "programmes", index, "instruments"),
            )


@rule("CC205", Severity.NOTE)
def no_target(context: Context) -> Iterator[Hit]:
    """Instruments without target group.

    A portfolio is instruments by target groups; without them the record adds nothing to it. Name the target groups
    of the record, or better of each instrument.
    """
    for index, programme in records_of(context):
        if programme.instruments and not programme.target_groups and not any(i.targets for i in programme.instruments):
            where = context.at("programmes", index, "instruments", key=True)
            told = say("'{record}' says not for whom", record=programme.id)
            yield where, told, context.add("target_groups: [TGR-…]", "programmes", index, "target_groups")


@rule("CC206", Severity.NOTE)
def no_money(context: Context) -> Iterator[Hit]:
    """A record of a middle level names neither budget nor funding source.

    A call or scheme is money or rules; where a source gives an amount or a payer, record it with kind and currency.
    """
    middle = _levels(context)[1:-1]
    for index, programme in records_of(context):
        if set(programme.level) & set(middle) and not programme.budget and not programme.funding:
            where = context.at("programmes", index)
            told = say("'{record}' names neither budget nor funding source", record=programme.id)
            yield where, told, context.add("budget: or funding:", "programmes", index, "budget", 0, "amount")


@rule("CC207", Severity.NOTE)
def no_members(context: Context) -> Iterator[Hit]:
    """A cluster without a number of members.

    Committed members are the first thing quality labels ask for. Firms that merely took part belong under `reach`.
    """
    for index, programme in records_of(context):
        if programme.kind == "cluster" and not programme.members:
            where = context.at("programmes", index)
            told = say("'{record}' has no number of members", record=programme.id)
            yield (
                where,
                told,
                context.add("members: [{count: …, what: …, as_of: …}]", "programmes", index, "members", 0, "count"),
            )


@rule("CC208", Severity.WARNING)
def no_english(context: Context) -> Iterator[Hit]:
    """No English name.

    The network's reports are in English; without an English name (a translation will do) the original stands there.
    """
    for index, programme in records_of(context):
        if "en" not in programme.name:
            told = say("'{record}' has no English name", record=programme.id)
            yield (
                context.at("programmes", index, "name"),
                told,
                context.add("name: {en: …}", "programmes", index, "name", "en"),
            )


@rule("CC209", Severity.NOTE)
def no_summary(context: Context) -> Iterator[Hit]:
    """No summary.

    One or two sentences of your own on what the record is make `show` and the region profile readable.
    """
    for index, programme in records_of(context):
        if not programme.summary:
            told = say("'{record}' has no summary", record=programme.id)
            yield context.at("programmes", index), told, context.add("summary: …", "programmes", index, "summary")


@rule("CC211", Severity.WARNING)
def steps_missing(context: Context) -> Iterator[Hit]:
    """An ordinal criterion lacks an anchor or a next step.

    Anchors 0 to 4 say what each step means, `next_steps` 1 to 4 what a programme does to reach it; the action plan
    quotes them.
    """
    if not isinstance(context.file.model, Guidelines):
        return
    for index, criterion in enumerate(context.file.model.criteria):
        if criterion.measure.kind != "ordinal":
            continue
        where = context.at("criteria", index)
        lacking = [str(step) for step in range(5) if step not in criterion.measure.anchors]
        if lacking:
            told = say("{criterion} has no anchor for {lacking}", criterion=criterion.id, lacking=", ".join(lacking))
            yield where, told, "add the anchor"
        lacking = [str(step) for step in range(1, 5) if step not in criterion.next_steps]
        if lacking:
            told = say("{criterion} has no next step to {lacking}", criterion=criterion.id, lacking=", ".join(lacking))
            yield where, told, "add it under next_steps"


@rule("CC212", Severity.NOTE)
def term_without_definition(context: Context) -> Iterator[Hit]:
    """A code without definition.

    Two officers code alike only if the list says what a code means.
    """
    if not isinstance(context.file.model, Vocabulary):
        return
    for listing in ("objectives", "instruments", "target_groups", "sectors"):
        for index, term in enumerate(getattr(context.file.model, listing)):
            if not term.definition:
                told = say("{code} has no definition", code=term.code)
                yield context.at(listing, index), told, "add definition: {en: …}"
