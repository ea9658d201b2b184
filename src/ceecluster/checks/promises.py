"""CC338, CC344, CC346: commitments of those who are no party, self-checks and reviews that do not fit the records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ceecluster.checks.across import Hit
from ceecluster.checks.run import Address, NetworkContext, OwnedFile
from ceecluster.errors import suggest
from ceecluster.findings import Severity, mean, rule, say
from ceecluster.model.agreed import Commitment
from ceecluster.model.dates import day
from ceecluster.parties import gone, parties_at

APART = 2
"""Steps from which a self-declared value contradicts a sourced one."""


@rule("CC338", Severity.ERROR)
def commitment_of_no_party(context: NetworkContext) -> Iterator[Hit]:
    """A commitment of somebody who is no party, in a version that nobody signed, or that stands in two files.

    Who left the agreement keeps no promises of it: an open commitment needs another owner, or is taken out. One that
    was done before stays. And who leaves must have been a party, who joins must not.
    """
    world = context.world
    today = day(world.network.as_of, last=True)
    signed = [version.version for version in world.versions]
    known = {region.code for region in (*world.network.regions, *world.network.candidates)}
    seen: dict[str, OwnedFile] = {}
    for owned, index, commitment in _commitments(context):
        at = ("commitments", index)
        first = seen.setdefault(commitment.id, owned)
        if first is not owned:
            told = say("'{commitment}' is also a commitment of {name}", commitment=commitment.id, name=first.path.name)
            yield Address(owned, (*at, "id")), told, "keep it in one file, or rename one"
        if commitment.version is not None and commitment.version not in signed:
            hint, near = mean(suggest(commitment.version, signed), f"signed: {', '.join(signed) or 'none'}")
            told = say(
                "'{commitment}' stands in version {version}, which nobody signed",
                commitment=commitment.id,
                version=commitment.version,
            )
            yield Address(owned, (*at, "version")), told, hint, near
        if commitment.done is None:
            for region in (each for each in gone(world, commitment, today) if each in known):
                place = Address(owned, (*at, "who", commitment.who.index(region)))
                told = say(
                    "'{commitment}' was promised by {region}, which is no party to the agreement",
                    commitment=commitment.id,
                    region=region,
                )
                yield place, told, "name another, or take it out"
    for owned in context.owned_files.get("versions", ()):
        yield from _moves(context, owned)


def _commitments(context: NetworkContext) -> Iterator[tuple[OwnedFile, int, Commitment]]:
    """Every commitment with its file and place."""
    left = list(context.world.commitments)
    for role in ("commitments", "decisions"):
        for owned in context.owned_files.get(role, ()):
            listed = owned.outline.data.get("commitments") if owned.outline is not None else None
            for index, entry in enumerate(listed if isinstance(listed, list) else ()):
                identifier = entry.get("id") if isinstance(entry, dict) else None
                found = next((each for each in left if each.id == identifier), None)
                if found is not None:
                    left.remove(found)
                    yield owned, index, found


def _moves(context: NetworkContext, owned: OwnedFile) -> Iterator[Hit]:
    """Who left without being a party, or joined as one."""
    world = context.world
    for index, change in enumerate(world.accessions):
        before = date.fromordinal(day(change.date).toordinal() - 1)
        there = change.region in parties_at(world, before)
        if there is not (change.what == "left"):
            gone = "{region} left, and was no party on {date}"
            come = "{region} joined, and was a party already on {date}"
            told = say(gone if change.what == "left" else come, region=change.region, date=change.date)
            yield Address(owned, ("changes", index)), told, "mend the date or the entry"


@rule("CC344", Severity.WARNING)
def selfcheck_of_nobody(context: NetworkContext) -> Iterator[Hit]:
    """A self-check that does not fit the records.

    No record has its id; another file has a self-check of the same record and day; or it answers two steps or more away
    from what a source says. The sourced value counts, and the two stand side by side.
    """
    world = context.world
    records = {p.id: p for inventory in world.regions.values() for p in inventory.programmes}
    seen: dict[tuple[str, str], str] = {}
    for owned in context.owned_files.get("selfchecks", ()):
        data = owned.outline.data if owned.outline is not None else {}
        check = next(
            (c for c in world.selfchecks if (c.record, c.date) == (data.get("record"), str(data.get("date")))), None
        )
        if check is None:
            continue
        first = seen.setdefault((check.record, check.date), owned.path.name)
        if first != owned.path.name:
            told = say(
                "a second self-check of '{record}' on {date}, beside {first}",
                record=check.record,
                date=check.date,
                first=first,
            )
            yield Address(owned, ("record",)), told, "keep one of the two"
        if check.record not in records:
            hint, near = mean(suggest(check.record, records), "name the id of a record")
            yield Address(owned, ("record",)), say("no record is called '{record}'", record=check.record), hint, near
            continue
        for code, answer in check.answers.items():
            sourced = records[check.record].assessments.get(code)
            pair = (answer.value, None if sourced is None else sourced.value)
            steps = [each for each in pair if isinstance(each, int) and not isinstance(each, bool)]
            if len(steps) == len(pair) and abs(steps[0] - steps[1]) >= APART:
                told = say(
                    "{code} of '{record}' is {own} by itself and {sourced} by its source",
                    code=code,
                    record=check.record,
                    own=steps[0],
                    sourced=steps[1],
                )
                yield Address(owned, ("answers", code)), told, "ask what the source does not know"


@rule("CC346", Severity.WARNING)
def review_of_nothing(context: NetworkContext) -> Iterator[Hit]:
    """A region's check of its record that does not fit the records.

    The region is no member or candidate, the file is for another network, or it speaks of a record or a value that is
    not on file any more. A disputed value without a reply is told as well: nobody could print what the region says.
    What is on file otherwise than it was when the region checked it is proposed again; that is no fault.
    `ceecluster import review` names what is wrong in a form by its cell under this code.
    """
    world = context.world
    members = [region.code for region in (*world.network.regions, *world.network.candidates)]
    inventories = {**world.candidates, **world.regions}
    records = {code: {p.id: p for p in inventory.programmes} for code, inventory in inventories.items()}
    for owned in context.owned_files.get("reviews", ()):
        data = owned.outline.data if owned.outline is not None else {}
        named = (data.get("region"), str(data.get("date")))
        review = next((each for each in world.reviews if (each.region, each.date) == named), None)
        if review is None:
            continue
        if review.network.casefold() != world.network.title.casefold():
            told = say(
                "a check for '{network}', and this is '{title}'", network=review.network, title=world.network.title
            )
            yield Address(owned, ("network",)), told, "move it to the workspace of that network"
        if review.region not in members:
            hint, near = mean(suggest(review.region, members), f"members: {', '.join(members)}")
            told = say("'{region}' is no member of the network", region=review.region)
            yield Address(owned, ("region",)), told, hint, near
            continue
        own = records.get(review.region, {})
        for index, reply in enumerate(review.replies):
            where = Address(owned, ("replies", index))
            programme = own.get(reply.record)
            if programme is None:
                hint, near = mean(suggest(reply.record, own), "name the id of a record of the region")
                told = say("{region} has no record '{record}'", region=review.region, record=reply.record)
                yield where, told, hint, near
            elif reply.criterion is not None and reply.criterion not in programme.assessments:
                told = say("'{record}' has no value on {criterion}", record=reply.record, criterion=reply.criterion)
                yield where, told, "take the reply out, or add the value"
            elif reply.state == "disputed" and not reply.reply:
                told = say("what '{record}' should say instead is not told", record=reply.record)
                yield where, told, "add reply: …"
