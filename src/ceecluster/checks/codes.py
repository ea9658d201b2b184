"""CC117: codes that must be in a list."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from ceecluster.checks.meanings import names_in, near_code
from ceecluster.checks.records import Hit, inventory_of, records_of
from ceecluster.checks.run import Context, Spot
from ceecluster.findings import Place, Severity, Told, mean, rule, say
from ceecluster.model import Inventory, Programme, World
from ceecluster.model.agreed import DecisionFile
from ceecluster.model.position import PositionFile
from ceecluster.model.readings import Readings
from ceecluster.model.selfcheck import SelfCheck


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
    others = isinstance(context.file.model, PositionFile | DecisionFile | SelfCheck | Readings)
    model = context.file.model if others else inventory_of(context)
    if model is None:
        return
    known = _Known(context.framework)
    told: dict[tuple[Place, str], tuple[Spot, list[str]]] = {}
    for path, key, listing, code in _mentions(context, model, known):
        if code in known[listing] or (listing == "objectives" and code in _issues(context, path)):
            continue
        if listing == "criteria" and code in context.framework.guidelines.dropped:
            continue
        spot = context.at(*path, key=key)
        # The codes of one list stand in one cell of a table, and are told as one.
        own = spot.where if context.document.is_table else replace(spot.where, cell=f"{path}")
        told.setdefault((own, listing), (spot, []))[1].append(code)
    for (_, listing), (spot, codes) in told.items():
        yield spot, *_words(codes, listing, known.names[listing])


class _Known(dict[str, frozenset[str]]):
    """The codes of each code list that is asked for."""

    def __init__(self, framework: World) -> None:
        self.framework = framework
        self.names: dict[str, dict[str, str]] = {}

    def __missing__(self, listing: str) -> frozenset[str]:
        self.names[listing] = names_in(self.framework, listing)
        self[listing] = frozenset(self.names[listing].values())
        return self[listing]


def _issues(context: Context, path: tuple[str | int, ...]) -> Collection[str]:
    """What priorities may be about beside the objectives."""
    return context.framework.network.issues if path[0] in ("priorities", "positions") else ()


def _mentions(
    context: Context, model: Inventory | PositionFile | DecisionFile | SelfCheck | Readings, known: _Known
) -> Iterator[tuple[tuple[str | int, ...], bool, str, str]]:
    """(path, whether its key is the code, code list, code) for every code of an inventory, of answers, of a reading.

    Of an inventory's records those that are not known.
    """
    if isinstance(model, Readings):
        for record, read in model.records.items():
            for listing in ("objectives", "instruments", "target_groups", "sectors"):
                for index, code in enumerate(getattr(read, listing) or ()):
                    yield ("records", record, listing, index), False, listing, code
            for code in read.assessments:
                yield ("records", record, "assessments", code), True, "criteria", code
        return
    if isinstance(model, SelfCheck):
        yield from ((("answers", code), True, "criteria", code) for code in model.answers)
        return
    if isinstance(model, PositionFile | DecisionFile):
        for region, answers in model.positions.items():
            yield from ((("positions", region, code), True, "objectives", code) for code in answers)
        return
    for code in model.priorities:
        yield ("priorities", code), True, "objectives", code
    for code in model.guidelines:
        yield ("guidelines", code), True, "criteria", code
    yield from _unknown_in_records(context, known)


def _unknown_in_records(context: Context, known: _Known) -> Iterator[tuple[tuple[str | int, ...], bool, str, str]]:
    """The same for the codes of records that no list knows: large networks have millions that one does."""
    for index, programme in records_of(context):
        for listing, path, code in _lists(programme):
            if code not in known[listing]:
                yield ("programmes", index, *path), isinstance(path[-1], str) and path[-1] == code, listing, code
        for code in programme.assessments:
            if code not in known["criteria"]:
                yield ("programmes", index, "assessments", code), True, "criteria", code


def _words(codes: list[str], listing: str, names: dict[str, str]) -> Told:
    what = "criterion" if listing == "criteria" else listing.replace("_", " ").removesuffix("s")
    near = [near_code(code, names) for code in codes]
    whole = "; ".join(code for code in near if code)
    hint, meant = mean(whole if None not in near else None, f"'ceecluster show {listing}' lists them")
    shown = " and ".join(f"'{code}'" for code in codes)
    return Told(say("unknown {what} {codes}", what=what, codes=shown), hint, meant, tuple(codes))
