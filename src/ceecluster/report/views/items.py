"""One thing of the world in words: a region, a record, a criterion, a code, a list, a pilot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ceecluster.errors import unknown
from ceecluster.model import Criterion, Evidence, Inventory, Pilot, Programme, Region, Source, Term, World
from ceecluster.model.position import current
from ceecluster.model.standing import Status
from ceecluster.report.views import programmes
from ceecluster.report.views.base import MISSING, Column, Table, View, lasting, plural
from ceecluster.report.views.year import partner_sentence
from ceecluster.sources.plain import plain_programme

LISTS = (
    "objectives",
    "instruments",
    "target_groups",
    "sectors",
    "funding_sources",
    "services",
    "actor_types",
    "labels",
    "eu_programmes",
    "indicators",
)


def item_view(world: World, name: str) -> View:
    """The view of whatever has this name; UsageError with the nearest name otherwise.

    Of a world that was cut to a year everything on file is shown, each record with its status in that year.
    """
    folded = name.casefold()
    if world.whole is not None:
        world = world.whole.model_copy(update={"standing": world.standing})
    for code, maker in _named(world):
        if code.casefold() == folded:
            view: View = maker()
            return view
    raise unknown("name", name, (code for code, _ in _named(world)))


def together(views: Sequence[View]) -> View:
    """Several things shown by one call: one view, whose JSON lists what each would give alone."""
    if len(views) == 1:
        return views[0]
    heads = [Table("", view.title, (), (), note=" ".join(view.lead)) for view in views]
    tables = [table for head, view in zip(heads, views, strict=True) for table in (head, *view.tables)]
    data = {"items": [{"title": view.title, **view.data} for view in views]}
    return View("items", plural(len(views), "item"), (), tuple(tables), data=data)


def _named(world: World) -> Iterator[tuple[str, Any]]:
    """(name, function that makes its view) of everything that can be shown."""
    for region in (*world.network.regions, *world.network.candidates):
        yield region.code, lambda region=region: _region(world, region)
    for country, inventory in world.national.items():
        # A country that is itself a member shows as the region.
        yield country, lambda inventory=inventory: _frame(world, inventory)
    for owner, source, programme in _all_records(world):
        yield programme.id, lambda o=owner, i=source, p=programme: _record(world, o, i, p)
    for criterion in world.guidelines.criteria:
        yield criterion.id, lambda criterion=criterion: _criterion(world, criterion)
    yield "regions", lambda: _regions(world)
    yield "criteria", lambda: _criteria(world)
    yield "pilots", lambda: _pilots(world)
    for listing in LISTS:
        yield listing, lambda listing=listing: _list(world, listing)
        for code, term in world.vocabulary.terms(listing).items():
            yield code, lambda listing=listing, term=term: _term(world, listing, term)
    for pilot in world.pilots:
        yield pilot.id, lambda pilot=pilot: _pilot(pilot)


def _all_records(world: World) -> Iterator[tuple[str, Inventory | None, Programme]]:
    for group in (world.regions, world.national, world.candidates):
        for owner, inventory in group.items():
            for programme in inventory.programmes:
                yield owner, inventory, programme
    for programme in world.transnational:
        yield "network", None, programme


def _records_table(world: World, programmes: Iterable[Programme], title: str) -> Table:
    standing = world.standing
    columns = [Column("id", header=True), Column("name"), Column("level"), Column("kind"), Column("years")]
    if standing is not None:
        columns.append(Column(f"in {standing.year}"))
    rows = tuple(
        (p.id, p.title, ", ".join(p.level), p.kind or MISSING, lasting(p), *_status(world, p, short=True))
        for p in programmes
    )
    return Table("records", title, tuple(columns), rows)


def _status(world: World, programme: Programme, *, short: bool = False) -> tuple[str, ...]:
    """The record's status in the year of the world, if it has one."""
    if world.standing is None:
        return ()
    status = world.standing.status(programme.id)
    seen = world.standing.seen.get(programme.id)
    if short and status is Status.PRESUMED:
        return ("presumed",)
    return (f"not seen since {seen}" if status is Status.NOT_SEEN and seen else str(status or MISSING),)


def _region(world: World, region: Region) -> View:
    inventory = world.regions.get(region.code) or world.candidates.get(region.code)
    member = region.code in {r.code for r in world.network.regions}
    lead = [
        f"{'Member' if member else 'Candidate'}, {region.country}; NUTS {region.vintage}: {', '.join(region.nuts)}."
    ]
    if region.partner:
        lead.append(partner_sentence(world, region))
    if region.membership:
        keys = ", ".join(region.membership.source)
        lead.append(f"Membership is {region.membership.confidence} confidence: {region.membership.note or ''} [{keys}]")
    if region.neighbours:
        lead.append(f"Neighbours: {', '.join(region.neighbours)}.")
    if region.strong_sectors:
        lead.append(f"Sectors named as strong: {', '.join(region.strong_sectors)}.")
    tables = []
    if inventory is None:
        lead.append("No inventory: no record.")
    else:
        lead.append(f"State of information: {inventory.as_of}. {inventory.note or ''}".strip())
        tables.append(_records_table(world, inventory.programmes, plural(len(inventory.programmes), "record")))
        if stated := {code: entry for code, entries in inventory.priorities.items() if (entry := current(entries))}:
            rows = tuple(
                (
                    code,
                    MISSING if p.value is None else str(p.value),
                    p.stance or MISSING,
                    "; ".join(text for text in (p.note, p.reason) if text) or MISSING,
                    p.date or MISSING,
                    ", ".join(p.source),
                )
                for code, p in stated.items()
            )
            titles = ("priority", "stance", "words", "date", "source")
            columns = (
                Column("objective", header=True),
                *(Column(title, "right" if title == "priority" else "left") for title in titles),
            )
            tables.append(Table("priorities", "Positions it states in public (priority 0-4)", columns, rows))
    frames = world.frames_of(region.code) if member else ()
    if frames:
        tables.append(
            _records_table(world, frames, f"National frame of {region.country}: {plural(len(frames), 'record')}")
        )
    return View(
        "item",
        f"{region.code} {region.title}",
        tuple(lead),
        tuple(tables),
        data=region.model_dump(mode="json"),
        next=(f"ceecluster score --why {region.code}", f"ceecluster report region {region.code}"),
    )


def _frame(world: World, inventory: Inventory) -> View:
    count = plural(len(inventory.programmes), "record")
    return View(
        "item",
        f"{inventory.owner} national frame",
        (inventory.note or "Programmes that frame the country's regions.",),
        (_records_table(world, inventory.programmes, count),),
        data={"country": inventory.owner},
    )


def _record(world: World, owner: str, inventory: Inventory | None, programme: Programme) -> View:
    sources = dict(inventory.sources if inventory else world.transnational_sources)
    fields = plain_programme(programme)
    lead = [programme.summary] if programme.summary else []
    if world.standing is not None:
        followers = [p.id for _, _, p in _all_records(world) if programme.id in p.follows]
        after = f"; followed by {', '.join(followers)}" if followers else ""
        lead.append(f"In {world.standing.year}: {_status(world, programme)[0]}{after}.")
    if programme.example:
        lead.insert(0, "A made-up example; never counted.")
    shown = {
        k: v for k, v in fields.items() if k not in ("id", "summary", "source", "cite", "assessments", "conflicts")
    }
    cite = programme.cite
    rows = [
        (field, text, ", ".join(cite.get(field, programme.source)))
        for field, value in shown.items()
        for text in _texts(world, field, value)
    ]
    rows += [
        (f"{c.field} (another source)", f"{c.value}{f': {c.note}' if c.note else ''}", ", ".join(c.source))
        for c in programme.conflicts
    ]
    tables = [
        Table(
            "fields",
            "What is documented",
            (Column("field", header=True), Column("value"), Column("source")),
            tuple(rows),
        )
    ]
    if programme.assessments:
        values = tuple(
            (code, _value(a.value, a.evidence), a.note or a.reason or MISSING, ", ".join(a.source))
            for code, a in programme.assessments.items()
        )
        columns = (Column("criterion", header=True), Column("value", "right"), Column("reason"), Column("source"))
        tables.append(Table("assessments", "Criteria read from sources", columns, values))
    keys = [key for key in sources if key in _cited(fields)]
    if keys:
        tables.append(_sources_table({key: sources[key] for key in keys}))
    title = f"{programme.id}  {programme.title}"
    return View("item", title, (*lead, f"Record of {owner}, {', '.join(programme.level)}."), tuple(tables), data=fields)


def _value(value: object, evidence: Evidence) -> str:
    return (
        MISSING if evidence is Evidence.UNDOCUMENTED else str(value).lower() if isinstance(value, bool) else str(value)
    )


def _cited(data: Any) -> set[str]:
    """Every source key that stands anywhere in a record."""
    if isinstance(data, dict):
        found: set[str] = set()
        for key, value in data.items():
            if key in ("source", "cite"):
                found |= _leaves(value)
            else:
                found |= _cited(value)
        return found
    if isinstance(data, list):
        return set().union(*(_cited(item) for item in data))
    return set()


def _leaves(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set().union(*(_leaves(item) for item in value.values()))
    return set(value) if isinstance(value, list) else {value}


def _texts(world: World, field: str, value: Any) -> list[str]:
    """A field's value as lines: codes with their names, small records as `key value` pairs."""
    if isinstance(value, dict):
        return [f"{_code(world, key)}: {'–' if item is None else item}" for key, item in value.items()]
    if isinstance(value, list):
        if all(isinstance(item, str) for item in value):
            return [", ".join(_code(world, item) for item in value)]
        return [_code(world, item) if isinstance(item, str) else _pairs(world, item) for item in value]
    if value is None:
        return ["running" if field == "end" else MISSING]
    return [str(value)]


def _pairs(world: World, item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    parts = []
    for key, value in item.items():
        if isinstance(value, list):
            text = "-".join(map(str, value)) if key in ("period", "years") else ", ".join(map(str, value))
        else:
            text = _code(world, value) if isinstance(value, str) else str(value)
        parts.append(text if key in ("code", "count", "amount", "what") else f"{key} {text}")
    return "; ".join(parts)


def _code(world: World, text: str) -> str:
    term = world.vocabulary.find(text) if "-" in text and text.isupper() else None
    return f"{text} {term.title}" if term else text


def _sources_table(sources: dict[str, Source]) -> Table:
    rows = tuple((key, s.title, str(s.year or MISSING), s.url or s.document or MISSING) for key, s in sources.items())
    return Table(
        "sources", "Sources", (Column("key", header=True), Column("title"), Column("year"), Column("address")), rows
    )


def _criterion(world: World, criterion: Criterion) -> View:
    measure = criterion.measure
    tables = []
    if measure.kind == "ordinal":
        rows = tuple(
            (str(step), text, criterion.next_steps.get(step, MISSING)) for step, text in sorted(measure.anchors.items())
        )
        columns = (Column("step", "right", header=True), Column("means"), Column("how to get there"))
        tables.append(Table("anchors", "Steps", columns, rows))
    elif hasattr(measure, "points"):
        unit = getattr(measure, "unit", None) or "value"
        points = tuple((f"{raw:g}", f"{z:.2f}") for raw, z in measure.points)
        tables.append(Table("points", "From value to score", (Column(unit, "right"), Column("score", "right")), points))
    held = [
        (owner, programme.id, _value(a.value, a.evidence), a.note or a.reason or MISSING)
        for owner, _, programme in _all_records(world)
        for code, a in programme.assessments.items()
        if code == criterion.id
    ]
    if held:
        wide = (Column("owner"), Column("record", header=True), Column("value", "right"), Column("reason"))
        tables.append(Table("values", f"Read from sources: {plural(len(held), 'value')}", wide, tuple(held)))
    how = f"computed from records ({measure.of})" if measure.kind == "derived" else measure.kind
    lead = (
        criterion.question,
        f"Levels: {', '.join(criterion.levels)}. Measure: {how}. Across a region's records: {criterion.across}.",
        f"Evidence wanted: {criterion.evidence}.",
    )
    return View("item", f"{criterion.id} {criterion.name}", lead, tuple(tables), data=criterion.model_dump(mode="json"))


def _term(world: World, listing: str, term: Term) -> View:
    holders = [
        (owner, programme.id, programme.title, ", ".join(programme.level))
        for owner, _, programme in _all_records(world)
        if term.code in _codes(plain_programme(programme))
    ]
    lead = [f"{listing.replace('_', ' ').capitalize()}. {term.definition.get('en', '')}".strip()]
    if len(term.name) > 1:
        lead.append("; ".join(f"{language}: {name}" for language, name in term.name.items()))
    if term.opens:
        lead.append(f"Open {term.opens} to {term.closes or 'today'}.")
    lead += [f"{m.scheme}{f' {m.edition}' if m.edition else ''}: {m.code} ({m.fit})" for m in term.maps]
    lead += programmes.told(term)
    columns = (Column("owner"), Column("record", header=True), Column("name"), Column("level"))
    table = Table("holders", f"Carried by {plural(len(holders), 'record')}", columns, tuple(holders))
    data = {**term.model_dump(mode="json"), "records": [row[1] for row in holders]}
    return View("item", f"{term.code} {term.title}", tuple(lead), (*programmes.tables(world, term), table), data=data)


def _codes(data: Any) -> set[str]:
    if isinstance(data, dict):
        return set(data) | set().union(*(_codes(value) for value in data.values()))
    if isinstance(data, list):
        return set().union(*(_codes(value) for value in data))
    return {data} if isinstance(data, str) else set()


def _list(world: World, listing: str) -> View:
    terms = world.vocabulary.terms(listing)
    rows = tuple((code, term.title, term.definition.get("en", MISSING)) for code, term in terms.items())
    columns = (Column("code", header=True), Column("name"), Column("means"))
    title = listing.replace("_", " ").capitalize()
    data = {"list": listing, "terms": [term.model_dump(mode="json") for term in terms.values()]}
    return View("item", title, (), (Table("terms", plural(len(rows), "code"), columns, rows),), data=data)


def _regions(world: World) -> View:
    members = {region.code for region in world.network.regions}
    rows = tuple(
        (r.code, r.title, r.country, "member" if r.code in members else "candidate")
        for r in (*world.network.regions, *world.network.candidates)
    )
    columns = (Column("code", header=True), Column("name"), Column("country"), Column("is"))
    return _listed("regions", "Regions", columns, rows)


def _criteria(world: World) -> View:
    rows = tuple((c.id, c.name, ", ".join(c.levels), c.measure.kind) for c in world.guidelines.criteria)
    columns = (Column("criterion", header=True), Column("name"), Column("levels"), Column("measure"))
    return _listed("criteria", "Criteria", columns, rows)


def _pilots(world: World) -> View:
    rows = tuple(
        (p.id, p.title.get("en") or p.id, p.status, ", ".join(p.partners) or "open to all") for p in world.pilots
    )
    columns = (Column("id", header=True), Column("title"), Column("status"), Column("partners"))
    return _listed("pilots", "Pilots", columns, rows)


def _listed(name: str, title: str, columns: tuple[Column, ...], rows: tuple[tuple[str, ...], ...]) -> View:
    keys = [column.title for column in columns]
    data = {"list": name, "items": [dict(zip(keys, row, strict=True)) for row in rows]}
    return View("item", title, (), (Table(name, f"{len(rows)} {name}", columns, rows),), data=data)


def _pilot(pilot: Pilot) -> View:
    fields = pilot.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    rows = tuple((key, "; ".join(_plain_lines(value))) for key, value in fields.items() if key not in ("id", "title"))
    title = pilot.title.get("en") or pilot.id
    table = Table("fields", "What is documented", (Column("field", header=True), Column("value")), rows)
    lead = ("A worked example; never selected or counted.",) if pilot.example else ()
    return View("item", f"{pilot.id}  {title}", lead, (table,), data=fields)


def _plain_lines(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{key} {', '.join(_plain_lines(item))}" for key, item in value.items()]
    if isinstance(value, list):
        return [", ".join(_plain_lines(item)) for item in value]
    return [str(value)]
