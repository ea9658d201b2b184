"""What-if values: `RECORD.CRITERION=4` as an assessment that goes before the files."""

from __future__ import annotations

from collections.abc import Iterable

from ceecluster.errors import UsageError, unknown
from ceecluster.model import Assessment, World
from ceecluster.scoring.measures import Overrides, z_of

FORM = "write RECORD.CRITERION=VALUE, with the identifier of a record and the code of a criterion"


def parse_what_if(texts: Iterable[str], world: World) -> Overrides:
    """Assessments by (record, criterion).

    Raises UsageError for another form, an unknown record or criterion (with the nearest name), a criterion that does
    not apply at the record's levels, and a value the criterion cannot take.
    """
    records = world.programmes()
    criteria = {criterion.id: criterion for criterion in world.guidelines.criteria}
    found: dict[tuple[str, str], Assessment] = {}
    for text in texts:
        place, sign, typed = text.partition("=")
        record, dot, code = place.strip().rpartition(".")
        if not sign or not dot or not typed.strip():
            raise UsageError(f"'{text}' is no what-if", FORM)
        if record not in records:
            raise unknown("record", record, records)
        if code not in criteria:
            raise unknown("criterion", code, criteria)
        criterion = criteria[code]
        if not set(criterion.levels) & set(records[record].level):
            raise UsageError(
                f"{code} does not apply to '{record}'",
                f"it is for {', '.join(criterion.levels)}; the record is {', '.join(records[record].level)}",
            )
        value = _value(typed.strip())
        if value is not None and value != "not_applicable":
            z_of(criterion, value)
        found[record, code] = Assessment(value=value, note="what if", reason="what if")
    return found


def _value(typed: str) -> object:
    words: dict[str, object] = {"null": None, "true": True, "false": False}
    if typed in words:
        return words[typed]
    for kind in (int, float):
        try:
            return kind(typed)
        except ValueError:
            continue
    return typed
