"""CC117: codes that must be in a list."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ceecluster.checks.records import Hit, inventory_of, records_of
from ceecluster.checks.run import Context
from ceecluster.errors import suggest
from ceecluster.findings import Severity, rule
from ceecluster.model import Programme


def _lists(programme: Programme) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    """(code list, path inside the record, code) for every code a record uses."""
    for i, objective in enumerate(programme.objectives):
        yield "objectives", ("objectives", i, "code"), objective.code
    for i, instrument in enumerate(programme.instruments):
        yield "instruments", ("instruments", i, "code"), instrument.code
        for j, code in enumerate(instrument.targets):
            yield "target_groups", ("instruments", i, "targets", j), code
        for j, code in enumerate(instrument.objectives):
            yield "objectives", ("instruments", i, "objectives", j), code
    for listing in ("target_groups", "sectors", "services"):
        for i, code in enumerate(getattr(programme, listing)):
            yield listing, (listing, i), code
    for code in programme.funding:
        yield "funding_sources", ("funding", code), code
    for i, link in enumerate(programme.eu_programmes):
        yield "eu_programmes", ("eu_programmes", i, "code"), link.code
    for i, label in enumerate(programme.labels):
        yield "labels", ("labels", i, "code"), label.code
    for i, excluded in enumerate(programme.excludes):
        yield "objectives", ("excludes", i, "objective"), excluded.objective
    for i, count in enumerate(programme.members):
        for code in count.types:
            yield "actor_types", ("members", i, "types", code), code


@rule("CC117", Severity.ERROR)
def unknown_code(context: Context) -> Iterator[Hit]:
    """A code that is in no list.

    Objectives, instruments, target groups, sectors, funding sources, services, labels, actor types and European
    programmes are named by the codes of `data/vocabulary.yaml`, criteria by those of `data/criteria.yaml`. An unknown
    code would quietly drop out of every comparison. The nearest known code is named; `ceecluster show objectives`
    lists a code list.
    """
    inventory = inventory_of(context)
    if inventory is None:
        return
    vocabulary = context.framework.vocabulary
    known = {
        name: vocabulary.terms(name)
        for name in (
            "objectives",
            "instruments",
            "target_groups",
            "sectors",
            "services",
            "funding_sources",
            "eu_programmes",
            "labels",
            "actor_types",
        )
    }
    criteria = {criterion.id for criterion in context.framework.guidelines.criteria}
    issues = {*known["objectives"], *context.framework.network.issues}
    for code in inventory.priorities:
        if code not in issues:
            yield context.at("priorities", code, key=True), *_words(code, "objectives", issues)
    for index, programme in records_of(context):
        for listing, path, code in _lists(programme):
            if code not in known[listing]:
                where = context.at("programmes", index, *path, key=isinstance(path[-1], str) and path[-1] == code)
                yield where, *_words(code, listing, known[listing])
        for code in programme.assessments:
            if code not in criteria:
                yield (
                    context.at("programmes", index, "assessments", code, key=True),
                    *_words(code, "criteria", criteria),
                )


def _words(code: str, listing: str, known: Collection[str]) -> tuple[str, str]:
    near = suggest(code, known)
    what = "criterion" if listing == "criteria" else listing.replace("_", " ").removesuffix("s")
    return f"unknown {what} '{code}'", f"did you mean '{near}'?" if near else f"'ceecluster show {listing}' lists them"
