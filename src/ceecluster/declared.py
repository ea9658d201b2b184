"""What clusters declared of themselves, and the world in which it counts."""

from __future__ import annotations

from datetime import date

from ceecluster.model import Assessment, Evidence, Inventory, Programme, Source, World
from ceecluster.model.dates import day
from ceecluster.model.selfcheck import SelfCheck


def newest(world: World, today: date | None = None) -> dict[str, SelfCheck]:
    """The newest self-check of each record, up to a day."""
    found: dict[str, SelfCheck] = {}
    for check in sorted(world.selfchecks, key=lambda check: check.date):
        if today is None or day(check.date) <= today:
            found[check.record] = check
    return found


def counted(world: World) -> World:
    """The world with self-declared values where no source documents one; a sourced value is never replaced.

    Each has a source of its own that says what it is, with its date.
    """
    checks = newest(world, day(world.network.as_of, last=True))
    regions = {code: _with(inventory, checks) for code, inventory in world.regions.items()}
    return world.model_copy(update={"regions": regions}) if checks else world


def added(before: World, after: World) -> dict[str, int]:
    """By record: how many of its values are self-declared in the second of two worlds and were not in the first."""
    old = before.programmes()
    counts = {
        name: sum(value != old[name].assessments.get(code) for code, value in record.assessments.items())
        for name, record in after.programmes().items()
        if name in old
    }
    return {name: count for name, count in counts.items() if count}


def _with(inventory: Inventory, checks: dict[str, SelfCheck]) -> Inventory:
    own = {programme.id: checks[programme.id] for programme in inventory.programmes if programme.id in checks}
    if not own:
        return inventory
    sources = {
        _key(check): Source(
            title=f"self-check of {check.record}", year=int(check.date[:4]), document=f"{check.record}, {check.date}"
        )
        for check in own.values()
    }
    programmes = tuple(
        _declaring(programme, own[programme.id]) if programme.id in own else programme
        for programme in inventory.programmes
    )
    return inventory.model_copy(update={"programmes": programmes, "sources": {**inventory.sources, **sources}})


def _key(check: SelfCheck) -> str:
    return f"self-declared-{check.record}"[:80]


def _declaring(programme: Programme, check: SelfCheck) -> Programme:
    """A record with the answers on criteria that no source documents."""
    known = {code for code, own in programme.assessments.items() if own.evidence is not Evidence.UNDOCUMENTED}
    declared = {
        code: Assessment(value=answer.value, source=(_key(check),), note=answer.note)
        for code, answer in check.answers.items()
        if code not in known
    }
    return programme.model_copy(update={"assessments": {**programme.assessments, **declared}})
