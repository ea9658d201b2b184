"""CC52x: what follows what: records and the bodies behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ceecluster.checks.across import Hit, owned_records
from ceecluster.checks.run import NetworkContext
from ceecluster.errors import suggest
from ceecluster.findings import Severity, rule, say
from ceecluster.model.network import folded


def _in_circle(start: str, steps: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether following the steps leads back to the start."""
    seen: set[str] = set()
    ahead = [*steps.get(start, ())]
    while ahead:
        here = ahead.pop()
        if here == start:
            return True
        if here not in seen:
            seen.add(here)
            ahead += steps.get(here, ())
    return False


@rule("CC522", Severity.ERROR)
def follows_itself(context: NetworkContext) -> Iterator[Hit]:
    """A record follows itself, directly or by a detour.

    Each would have to end before the other begins. Keep the direction that the sources give.
    """
    steps = {programme.id: programme.follows for _, programme in owned_records(context)}
    for owner, programme in owned_records(context):
        if _in_circle(programme.id, steps):
            where = context.at(owner, "programmes", programme.id, "follows")
            yield where, say("'{record}' follows itself", record=programme.id), "remove the wrong one of 'follows'"


@rule("CC523", Severity.WARNING)
def follows_a_later_one(context: NetworkContext) -> Iterator[Hit]:
    """A record starts before the one it follows.

    A successor begins when its predecessor is there. Look both years up, or turn the two around.
    """
    starts = {p.id: p.start.year for _, p in owned_records(context) if p.start is not None}
    for owner, programme in owned_records(context):
        for number, earlier in enumerate(programme.follows):
            own, before = starts.get(programme.id), starts.get(earlier)
            if own is not None and before is not None and own < before:
                where = context.at(owner, "programmes", programme.id, "follows", number)
                message = say(
                    "'{record}' of {own} follows '{earlier}', which starts in {before}",
                    record=programme.id,
                    own=own,
                    earlier=earlier,
                    before=before,
                )
                yield where, message, "mend a year, or turn the two around"


@rule("CC524", Severity.ERROR)
def register_of_bodies_broken(context: NetworkContext) -> Iterator[Hit]:
    """The register of bodies does not hold together.

    An identifier or a name that stands for two bodies, a successor that is not registered, a body that succeeds itself,
    or one that ended before it was founded. Names in the records are resolved through the register.
    """
    bodies = context.world.network.bodies
    ids = {body.id for body in bodies}
    steps = {body.id: (body.successor,) if body.successor else () for body in bodies}
    owners: dict[str, int] = {}
    for index, body in enumerate(bodies):
        if body.successor is not None and body.successor not in ids:
            near = suggest(body.successor, ids)
            hint = f"did you mean '{near}'?" if near else "register the successor"
            where = context.at("network", "bodies", index, "successor")
            told = say(
                "the successor '{successor}' of '{body}' is not registered", successor=body.successor, body=body.id
            )
            yield where, told, hint
        elif _in_circle(body.id, steps):
            where = context.at("network", "bodies", index, "successor")
            yield where, say("'{body}' succeeds itself", body=body.id), "remove the wrong successor"
        if body.founded is not None and body.ended is not None and body.ended < body.founded:
            where = context.at("network", "bodies", index, "ended")
            message = say(
                "'{body}' ended in {ended} but was founded in {founded}",
                body=body.id,
                ended=body.ended,
                founded=body.founded,
            )
            yield where, message, "mend one of the two years"
        for name in dict.fromkeys(folded(name) for name in (body.id, *body.name.values(), *body.aliases)):
            first = owners.setdefault(name, index)
            if first != index:
                where = context.at("network", "bodies", index)
                message = say(
                    "'{name}' stands for '{body}' and for '{other}'", name=name, body=body.id, other=bodies[first].id
                )
                yield where, message, "give it to one of the two"
