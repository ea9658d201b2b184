"""CC343: self-checks that cannot be counted."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from ceecluster.checks.records import Hit
from ceecluster.checks.run import Context
from ceecluster.findings import Severity, rule, say
from ceecluster.model import Criterion
from ceecluster.model.guidelines import Boolean, Category, Ordinal
from ceecluster.model.selfcheck import SelfCheck


def wrong_value(criterion: Criterion, value: object) -> str | None:
    """What is wanted, where a value is none that the criterion can have."""
    measure = criterion.measure
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if value == "never":
        return None
    if isinstance(measure, Ordinal):
        return None if number in (0, 1, 2, 3, 4) else "a step from 0 to 4"
    if isinstance(measure, Boolean):
        return None if isinstance(value, bool) else "true or false"
    if isinstance(measure, Category):
        return None if value in measure.values else f"one of {', '.join(map(str, measure.values))}"
    if number is None or not isfinite(number):
        return "a number"
    # What is counted from nothing on is never less.
    return "a number, not below 0" if number < 0 <= measure.points[0][0] else None


@rule("CC343", Severity.ERROR)
def answer_cannot_be(context: Context) -> Iterator[Hit]:
    """An answer of a self-check that its criterion cannot have, one that contradicts another, or a check for another
    network.

    Steps run from 0 to 4. A form in which one criterion has two different answers is sent back: which of the two is
    meant only the cluster knows.
    """
    model, framework = context.file.model, context.framework
    if not isinstance(model, SelfCheck):
        return
    if model.network.casefold() != framework.network.title.casefold():
        told = say(
            "a self-check for '{network}', and this is '{title}'", network=model.network, title=framework.network.title
        )
        yield context.at("network"), told, "move it to the workspace of that network"
    criteria = {criterion.id: criterion for criterion in framework.guidelines.criteria}
    for code, answer in model.answers.items():
        wanted = wrong_value(criteria[code], answer.value) if code in criteria else None
        if wanted is not None:
            told = say("{code} is answered with '{value}'", code=code, value=answer.value)
            yield context.at("answers", code, "value"), told, f"give {wanted}"
