"""CC312 and CC33x: declared positions that cannot be used as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ceecluster.checks.records import Hit, inventory_of
from ceecluster.checks.run import Context
from ceecluster.errors import suggest
from ceecluster.findings import Severity, mean, rule, say
from ceecluster.model.agreed import DecisionFile
from ceecluster.model.position import PositionFile, Priority

Declaration = tuple[tuple[str | int, ...], str, int, int, Priority]
"""(path of the issue, its code, number of the entry, entries on the issue, entry)."""


def _declared(context: Context) -> Iterator[Declaration]:
    """Every declared position: those of an inventory, or of the file of answers."""
    inventory, model = inventory_of(context), context.file.model
    found: list[tuple[tuple[str, ...], Mapping[str, tuple[Priority, ...]]]]
    if isinstance(model, PositionFile | DecisionFile):
        found = [(("positions", region), answers) for region, answers in model.positions.items()]
    else:
        found = [(("priorities",), inventory.priorities if inventory else {})]
    for above, positions in found:
        for code, entries in positions.items():
            for index, entry in enumerate(entries):
                yield (*above, code), code, index, len(entries), entry


def _path(issue: tuple[str | int, ...], index: int, of: int) -> tuple[str | int, ...]:
    return issue if of == 1 else (*issue, index)


@rule("CC312", Severity.ERROR)
def priority_without_source(context: Context) -> Iterator[Hit]:
    """A priority without a source.

    Priorities are positions in the agreement: a region must have stated them somewhere. Without a declared priority a
    position is derived from the region's programmes and marked as derived.
    """
    for issue, code, index, of, entry in _declared(context):
        if not entry.source:
            where = context.at(*_path(issue, index, of), key=of == 1)
            yield where, say("the priority of {code} names no source", code=code), "add source: [key], or leave it out"


@rule("CC331", Severity.ERROR)
def position_says_nothing(context: Context) -> Iterator[Hit]:
    """A declared position with neither a priority nor a stance.

    It would take the place of the derived priority and say nothing. Give `value` (0-4), `stance` (support, accept,
    reserve, object) or both, or leave the entry out.
    """
    for issue, code, index, of, entry in _declared(context):
        if entry.value is None and entry.stance is None:
            where = context.at(*_path(issue, index, of), key=of == 1)
            told = say("the position on {code} has neither value nor stance", code=code)
            yield where, told, "add value: 0-4 or stance: …"


@rule("CC332", Severity.WARNING)
def reservation_without_reason(context: Context) -> Iterator[Hit]:
    """A reservation or an objection that gives no reason.

    The others cannot answer what they do not know. Add `reason`, and who may read it (`visibility`).
    """
    for issue, code, index, of, entry in _declared(context):
        if entry.stance in ("reserve", "object") and not entry.reason:
            where = context.at(*_path(issue, index, of), "stance")
            told = say("the stance '{stance}' on {code} gives no reason", stance=entry.stance, code=code)
            yield where, told, "add reason: …"


@rule("CC333", Severity.WARNING)
def position_not_dated(context: Context) -> Iterator[Hit]:
    """Two positions of one region on one issue that nothing puts in order.

    The latest counts. Entries of the same date, or without one, are taken in the order of the file: give each its
    `date`.
    """
    seen: set[tuple[object, str | None]] = set()
    for issue, code, index, of, entry in _declared(context):
        if of > 1 and ((issue, entry.date) in seen or entry.date is None):
            where = context.at(*issue, index)
            why = f"of {entry.date} too" if entry.date else "without a date"
            told = say("one of {of} positions on {code} is {why}", of=of, code=code, why=why)
            yield where, told, "add the date of each"
        seen.add((issue, entry.date))


@rule("CC334", Severity.ERROR)
def answer_of_nobody(context: Context) -> Iterator[Hit]:
    """An answer of a region that is no member of the network.

    `data/agreement/positions.yaml` holds what the members answered to a draft. A code that is none of theirs would
    speak for nobody; the nearest member is named.
    """
    if not isinstance(context.file.model, PositionFile | DecisionFile):
        return
    members = [region.code for region in context.framework.network.regions]
    for region in context.file.model.positions:
        if region not in members:
            near = suggest(region, members)
            hint, near = mean(near, f"members: {', '.join(members)}")
            told = say("'{region}' is no member of the network", region=region)
            yield context.at("positions", region, key=True), told, hint, near


@rule("CC335", Severity.WARNING)
def answer_without_date(context: Context) -> Iterator[Hit]:
    """An answer without a date.

    The latest position counts, and an entry without a date is older than any with one: an answer that came back does
    not replace what the inventory says before it has its `date`.
    """
    if not isinstance(context.file.model, PositionFile | DecisionFile):
        return
    for issue, code, index, of, entry in _declared(context):
        if entry.date is None and of == 1:
            where = context.at(*_path(issue, index, of), key=True)
            told = say("the answer of {issue} on {code} has no date", issue=issue[1], code=code)
            yield where, told, "add date: YYYY-MM-DD"


@rule("CC345", Severity.ERROR)
def answers_of_another(context: Context) -> Iterator[Hit]:
    """A form of answers that cannot be taken as it stands, or a file of answers that is not what its name says.

    `agreement/positions/<REGION>-<date>.yaml` holds what one region answered on one day: answers of another region in
    it would be overlooked. `ceecluster import positions` writes the file from the form, and names what is wrong in the
    form by its cell: a mark that is none, two marks in a line, a line or heading that was added, issues that were
    changed, a form of another network. A form of an earlier draft is taken, and said to be one.
    """
    model = context.file.model
    if not isinstance(model, PositionFile) or context.file.path.parent.name != "positions":
        return
    named = context.file.path.stem.split("-")[0]
    for region in model.positions:
        if region != named:
            told = say("answers of '{region}' in the file '{name}'", region=region, name=context.file.path.name)
            yield context.at("positions", region, key=True), told, f"move them to positions/{region}-<date>.yaml"


@rule("CC341", Severity.WARNING)
def change_says_nothing(context: Context) -> Iterator[Hit]:
    """A comment on a criterion that cannot be acted on.

    `change` without a weight and without a note does not say what to change, and a criterion that is to be dropped
    needs no weight.
    """
    inventory = inventory_of(context)
    for code, opinion in (inventory.guidelines if inventory else {}).items():
        where = context.at("guidelines", code, key=True)
        if opinion.verdict == "change" and opinion.weight is None and opinion.note is None:
            yield where, say("what to change of {code} is not said", code=code), "add weight: NUMBER, or note: what"
        if opinion.verdict == "drop" and opinion.weight is not None:
            yield where, say("{code} is to be dropped, and given a weight", code=code), "take one of the two out"
