"""CC437 and CC438: pilots whose state, partners and history do not fit, or that ended and taught nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ceecluster.checks.records import Hit
from ceecluster.checks.run import Context
from ceecluster.findings import Severity, rule, say
from ceecluster.model import Pilot, PilotFile

ENDS = ("finished", "stopped")


def _pilots(context: Context) -> Iterator[tuple[int, Pilot]]:
    if isinstance(context.file.model, PilotFile):
        yield from enumerate(context.file.model.pilots)


@rule("CC437", Severity.ERROR)
def history_against_state(context: Context) -> Iterator[Hit]:
    """What happened to a pilot does not fit what is said of it.

    `history` says who joined and left and how it ended; `partners`, `lead` and `status` say how it is now. A region
    that left is no partner, one that joined is, a pilot that was stopped is not running, and nothing but its start
    happens before it starts.
    """
    for index, pilot in _pilots(context):
        now = {*pilot.partners, *((pilot.lead,) if pilot.lead else ())}
        last: dict[str, tuple[int, str]] = {}
        order = sorted(range(len(pilot.history)), key=lambda n: pilot.history[n].date)
        for number in order:
            event = pilot.history[number]
            where = context.at("pilots", index, "history", number)
            if event.what in ("joined", "left"):
                if event.region is None:
                    told = say("'{pilot}': who {what} is not said", pilot=pilot.id, what=event.what)
                    yield where, told, "add region: CODE"
                else:
                    last[event.region] = (number, event.what)
            if pilot.start and event.what != "started" and event.date < pilot.start[: len(event.date)]:
                told = say(
                    "'{pilot}': {what} on {date}, before its start on {start}",
                    pilot=pilot.id,
                    what=event.what,
                    date=event.date,
                    start=pilot.start,
                )
                yield context.at("pilots", index, "history", number, "date"), told, "mend one of the two dates"
            if event.what in ENDS and event.what != pilot.status:
                told = say(
                    "'{pilot}' was {what} on {date}, and its status is '{status}'",
                    pilot=pilot.id,
                    what=event.what,
                    date=event.date,
                    status=pilot.status,
                )
                yield where, told, f"write status: {event.what}, or take the entry out"
        for region, (number, what) in last.items():
            if (what == "joined") != (region in now):
                told = say(
                    "'{pilot}': {region} {what}, and is {article} partner",
                    pilot=pilot.id,
                    region=region,
                    what=what,
                    article="a" if region in now else "no",
                )
                cure = f"{'add it to' if what == 'joined' else 'take it out of'} partners, or mend the history"
                yield context.at("pilots", index, "history", number), told, cure
        if pilot.status == "stopped" and not any(event.what == "stopped" for event in pilot.history):
            told = say("'{pilot}' is stopped, and its history does not say when", pilot=pilot.id)
            yield context.at("pilots", index, "status"), told, "add history: {date: …, what: stopped, note: why}"


@rule("CC438", Severity.WARNING)
def pilot_without_lessons(context: Context) -> Iterator[Hit]:
    """A pilot ended, and what it taught or whether it should go on is not recorded.

    The next plan shows lessons beside pilots on the same theme, and does not propose again what should not go on.
    """
    for index, pilot in _pilots(context):
        if pilot.status not in ENDS or pilot.example:
            continue
        lacking = [n for n in ("lessons", "go_on") if not getattr(pilot, n)]
        if lacking:
            where = context.at("pilots", index, "status")
            told = say("'{pilot}' ended, and has no {lacking}", pilot=pilot.id, lacking=" and no ".join(lacking))
            yield where, told, "its partners add them"
