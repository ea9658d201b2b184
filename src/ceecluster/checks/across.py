"""CC5xx: what only the whole network shows."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from ceecluster.checks import nuts
from ceecluster.checks.run import Address, NetworkContext, OwnedFile, owner_of
from ceecluster.errors import suggest
from ceecluster.findings import Severity, mean, rule, say
from ceecluster.inputs import Role
from ceecluster.model import Inventory, Pilot, Programme

_COUNTRY = re.compile(r"^[A-Z]{2}$")


Hit = tuple[object, ...]
"""An address to look the place up, and what `findings.Told` holds: message, hint, suggestion …"""


def inventories(context: NetworkContext) -> Iterator[tuple[str, Inventory]]:
    """(owner, inventory) of members, frames and candidates."""
    world = context.world
    groups: tuple[tuple[Role, dict[str, Inventory]], ...] = (
        ("region", world.regions),
        ("national", world.national),
        ("candidate", world.candidates),
    )
    for role, group in groups:
        for code, inventory in group.items():
            yield owner_of(role, code), inventory


def _known(context: NetworkContext) -> list[str]:
    network = context.world.network
    return [region.code for region in (*network.regions, *network.candidates)]


@rule("CC501", Severity.ERROR)
def region_in_no_register(context: NetworkContext) -> Iterator[Hit]:
    """An inventory of a region that the network does not list.

    Regions are listed in `network.yaml` as members or candidates. The records of an unlisted region enter no result.
    """
    world = context.world
    known = _known(context)
    members = [region.code for region in world.network.regions]
    countries = {region.country for region in (*world.network.regions, *world.network.candidates)}
    for owned in (owned for owned_files in context.owned_files.values() for owned in owned_files):
        code = owned.code
        if (owned.role == "region" and code not in members) or (owned.role == "candidate" and code not in known):
            if code in known:
                hint = "move the file to data/candidates, or list the region under regions"
                told = say("'{code}' of {name} is a candidate, not a member", code=code, name=owned.path.name)
                yield Address(owned, ("region",)), told, hint
                continue
            near = suggest(code, known)
            hint, near = mean(near, "list it in network.yaml under regions or candidates")
            told = say("'{code}' of {name} is no listed region", code=code, name=owned.path.name)
            yield Address(owned, ("region",)), told, hint, near
        elif owned.role == "national" and code not in countries:
            told = say("no region of the network is in '{code}'", code=code)
            yield Address(owned, ("country",)), told, "mend the country"


@rule("CC502", Severity.WARNING)
def partner_unknown(context: NetworkContext) -> Iterator[Hit]:
    """A cross-border partner that is no known place.

    Partners are members, candidates, NUTS codes of any vintage, or countries.
    """
    known = _known(context)
    for owner, inventory in inventories(context):
        for programme in inventory.programmes:
            for number, link in enumerate(programme.cross_border):
                for place, code in enumerate(link.partners):
                    if code not in known and not _COUNTRY.match(code) and not nuts.is_plausible(code):
                        near = suggest(code, known)
                        hint, near = mean(near, "name a region by its NUTS or country code")
                        where = context.at(owner, "programmes", programme.id, "cross_border", number, "with", place)
                        told = say("'{record}' is linked with unknown '{code}'", record=programme.id, code=code)
                        yield where, told, hint, near


@rule("CC503", Severity.NOTE)
def link_not_returned(context: NetworkContext) -> Iterator[Hit]:
    """A link that only one side records.

    A names B as partner, but no record of B (nor a transnational one) names A. Often the other side's inventory is
    just less complete; the link counts for both in the network's picture, and is worth a question.
    """
    world = context.world
    linked: dict[str, set[str]] = defaultdict(set)
    for owner, inventory in inventories(context):
        for programme in inventory.programmes:
            linked[owner] |= {code for link in programme.cross_border for code in link.partners}
    for programme in world.transnational:
        for link in programme.cross_border:
            for code in link.partners:
                linked[code] |= set(link.partners)
    for owner in world.regions:
        for partner in sorted(linked[owner]):
            if (
                partner in world.regions
                and partner not in context.broken
                and owner not in linked[partner]
                and partner != owner
            ):
                found = _first_link(world.regions[owner], partner)
                if found is not None:
                    programme_id, number = found
                    where = context.at(owner, "programmes", programme_id, "cross_border", number)
                    told = say(
                        "{owner} records a link with {partner}, {partner} none with {owner}",
                        owner=owner,
                        partner=partner,
                    )
                    yield where, told, "ask the partner"


def _first_link(inventory: Inventory, partner: str) -> tuple[str, int] | None:
    for programme in inventory.programmes:
        for number, link in enumerate(programme.cross_border):
            if partner in link.partners:
                return programme.id, number
    return None


@rule("CC504", Severity.WARNING)
def near_duplicate(context: NetworkContext) -> Iterator[Hit]:
    """Two files seem to record the same programme.

    The names in one language agree but for spelling, and so do level and start. What several regions share is
    recorded once: in `data/national/`, or in `data/transnational.yaml`.
    """
    groups: dict[tuple[str, str], dict[str, Programme]] = defaultdict(dict)
    told: set[tuple[str, str]] = set()
    for owner, inventory in inventories(context):
        for programme in inventory.programmes:
            for language, name in programme.name.items():
                folded = _folded(name)
                if len(folded) < 8:
                    continue
                # One record per owner and name is enough to compare with.
                found = groups[language, folded]
                for other_owner, other in found.items():
                    pair = (programme.id, other.id)
                    if other_owner == owner or pair in told or not _alike(programme, other):
                        continue
                    told.add(pair)
                    where = context.at(owner, "programmes", programme.id)
                    message = say(
                        "'{record}' seems to be the same as '{other}' of {other_owner}",
                        record=programme.id,
                        other=other.id,
                        other_owner=other_owner,
                    )
                    yield where, message, "record it once, where it belongs"
                found.setdefault(owner, programme)


def _folded(name: str) -> str:
    """A name without accents, case, punctuation and order of words."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return " ".join(sorted(re.findall(r"[a-z0-9]+", plain)))


def _alike(a: Programme, b: Programme) -> bool:
    same_start = a.start is None or b.start is None or a.start.year == b.start.year
    return same_start and bool(set(a.level) & set(b.level))


@rule("CC505", Severity.ERROR)
def id_in_two_files(context: NetworkContext) -> Iterator[Hit]:
    """An identifier stands in two files.

    Records are referred to by identifier across the whole workspace. Two files of one region (an old form left beside
    the new one, say) count as one inventory, so their records would be counted twice.
    """
    seen: dict[str, OwnedFile] = {}
    for owned in (owned for owned_files in context.owned_files.values() for owned in owned_files):
        for identifier in owned.ids:
            first = seen.setdefault(identifier, owned)
            if first is not owned:
                what = say("'{identifier}' is also a record of {name}", identifier=identifier, name=first.path.name)
                yield Address(owned, ("programmes", identifier, "id")), what, "keep it in one file, or rename one"


@rule("CC506", Severity.ERROR)
def code_not_of_vintage(context: NetworkContext) -> Iterator[Hit]:
    """A NUTS code that its vintage does not have.

    NUTS is revised every few years: South Tyrol was ITD1 until 2010 and is ITH1 since; HR02 existed in 2006, was gone
    from 2010 to 2016, and is back since 2021. Code and vintage must belong together. Known are the level-2 codes of
    the network's countries from 2006 to 2024.
    """
    network = context.world.network
    for owner, inventory in inventories(context):
        registered = (r for r in (*network.regions, *network.candidates) if r.code == inventory.owner)
        default = next((region.vintage for region in registered), None)
        for programme in inventory.programmes:
            code, vintage = programme.nuts, programme.nuts_vintage or default
            if code is None or vintage is None:
                continue
            if vintage not in nuts.VINTAGES:
                where = context.at(owner, "programmes", programme.id, "nuts_vintage")
                years = ", ".join(map(str, nuts.VINTAGES))
                yield where, say("there is no NUTS version of {vintage}", vintage=vintage), f"versions: {years}"
            elif nuts.is_known(code, vintage) is False:
                where = context.at(owner, "programmes", programme.id, "nuts")
                others = [str(year) for year in nuts.VINTAGES if nuts.is_known(code, year)]
                hint = f"it belongs to NUTS {', '.join(others)}" if others else "look the code up"
                yield where, say("NUTS {vintage} has no code {code}", vintage=vintage, code=code), hint


@rule("CC507", Severity.WARNING)
def silent_level(context: NetworkContext) -> Iterator[Hit]:
    """A member region without any record at one of the network's levels.

    Comparisons leave the pair out at that level: it is no record, not incoherence. National frames count as records
    of their regions here.
    """
    world = context.world
    for region in world.network.regions:
        frame = owner_of("national", region.country)
        if region.code not in world.regions or not context.broken.isdisjoint((region.code, frame)):
            continue
        programmes = (*world.regions[region.code].programmes, *world.frames_of(region.code))
        for level in world.network.levels:
            if not any(level.id in programme.level for programme in programmes):
                where = context.at(region.code, "programmes")
                told = say("{code} has no record at level '{level}'", code=region.code, level=level.id)
                yield where, told, "look for one"


@rule("CC508", Severity.WARNING)
def member_without_inventory(context: NetworkContext) -> Iterator[Hit]:
    """A member region without an inventory.

    It appears in the reports with 'no record' throughout.
    """
    for index, region in enumerate(context.world.network.regions):
        if region.code not in context.world.regions and region.code not in context.broken:
            where = context.at("network", "regions", index)
            message = say("{code} {title} has no inventory", code=region.code, title=region.title)
            yield where, message, f"start one with 'ceecluster init region {region.code}'"


@rule("CC509", Severity.ERROR)
def structure_of_unknown_region(context: NetworkContext) -> Iterator[Hit]:
    """A structural value of a region that the network does not list, or two values of one variable.

    The value would appear on no map, or hide the other one. List the region in `network.yaml`, or keep one value.
    """
    known = _known(context)
    seen: set[tuple[str, str]] = set()
    for index, datum in enumerate(context.world.structure):
        where = context.at("structure", "rows", index)
        if datum.region not in known:
            near = suggest(datum.region, known)
            hint, near = mean(near, "list the region in network.yaml")
            yield where, say("a value for unknown region '{region}'", region=datum.region), hint, near
        if (datum.region, datum.variable) in seen:
            told = say("{variable} stands twice for {region}", variable=datum.variable, region=datum.region)
            yield where, told, "keep one value"
        seen.add((datum.region, datum.variable))


@rule("CC510", Severity.ERROR)
def reference_to_no_record(context: NetworkContext) -> Iterator[Hit]:
    """A record is named that does not exist.

    `follows` of a record, `records` of what became of earlier ideas, `record` of a comparable project and the records
    of a second reading name identifiers of the workspace. The nearest known one is named.
    """
    world = context.world
    known = {programme.id for _, inventory in inventories(context) for programme in inventory.programmes}
    known |= {programme.id for programme in world.transnational}
    named: list[tuple[Address, str]] = []
    for owner, programme in owned_records(context):
        for number, code in enumerate(programme.follows):
            named.append((context.at(owner, "programmes", programme.id, "follows", number), code))
    for owned in context.owned_files.get("pilots", ()):
        listed = owned.outline.data.get("legacy") if owned.outline is not None else None
        entries = {entry.id: entry.records for entry in world.legacy}
        for index, entry in enumerate(listed if isinstance(listed, list) else ()):
            identifier = str(entry.get("id")) if isinstance(entry, dict) else ""
            for number, code in enumerate(entries.get(identifier, ())):
                named.append((Address(owned, ("legacy", index, "records", number)), code))
    for owned in context.owned_files.get("readings", ()):
        data = owned.outline.data if owned.outline is not None else None
        records = data.get("records") if isinstance(data, dict) else None
        named += [(Address(owned, ("records", code)), code) for code in (records if isinstance(records, dict) else ())]
    for index, action in enumerate(world.actions):
        for number, project in enumerate(action.comparable):
            if project.record is not None:
                named.append((context.at("actions", "actions", index, "comparable", number, "record"), project.record))
    for where, code in named:
        if code not in known and not context.broken:
            near = suggest(code, known)
            hint, near = mean(near, "name the id of a record")
            yield where, say("no record is called '{code}'", code=code), hint, near


@rule("CC511", Severity.ERROR)
def pilot_started_twice(context: NetworkContext) -> Iterator[Hit]:
    """A pilot is on file twice.

    Two entries have one id, or two pilots that run come from one idea, or work on one theme with a partner in common.
    Readings would be kept in two places, and the pilot would be counted twice.
    """
    seen: list[tuple[Pilot, OwnedFile]] = []
    left = list(context.world.pilots)
    for owned in context.owned_files.get("pilots", ()):
        listed = owned.outline.data.get("pilots") if owned.outline is not None else None
        for index, entry in enumerate(listed if isinstance(listed, list) else ()):
            identifier = entry.get("id") if isinstance(entry, dict) else None
            pilot = next((pilot for pilot in left if pilot.id == identifier), None)
            if pilot is None:  # it was not read
                continue
            left.remove(pilot)
            why = ((_same(pilot, other), other, place) for other, place in seen)
            for words, other, place in (found for found in why if found[0]):
                told = say(
                    "'{pilot}' {words}: '{other}' in {name}",
                    pilot=pilot.id,
                    words=words,
                    other=other.id,
                    name=place.path.name,
                )
                yield Address(owned, ("pilots", index, "id")), told, "keep one of the two, with the readings of both"
                break
            seen.append((pilot, owned))


def _same(pilot: Pilot, other: Pilot) -> str | None:
    """In what two entries are one pilot; None where they are two."""
    if pilot.id == other.id:
        return "is on file twice"
    if pilot.example or other.example or {pilot.status, other.status} != {"running"}:
        return None
    if pilot.idea is not None and pilot.idea == other.idea:
        return "runs, and another of the same idea does, too"
    if pilot.theme is not None and pilot.theme == other.theme and {*pilot.partners} & {*other.partners}:
        return "runs, and another on its theme with some of its partners does, too"
    return None


def owned_records(context: NetworkContext) -> Iterator[tuple[str, Programme]]:
    """(owner, record) of every inventory and of the network's own file."""
    for owner, inventory in inventories(context):
        for programme in inventory.programmes:
            yield owner, programme
    for programme in context.world.transnational:
        yield "XX", programme
