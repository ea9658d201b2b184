"""One thing of a workspace: a region, a record, a criterion, a code, a list, a pilot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ceecluster.blocks import (
    Block,
    Column,
    Date,
    Document,
    Names,
    Number,
    Part,
    Ref,
    Section,
    Spelling,
    Statement,
    Table,
    Text,
    Word,
    table,
)
from ceecluster.item_rows import (
    AssessedValue,
    CriterionItem,
    FrameItem,
    Holder,
    Item,
    Items,
    ListItem,
    OverviewItem,
    PilotItem,
    RecordItem,
    RecordStanding,
    RegionItem,
    TermItem,
)
from ceecluster.items import status_of
from ceecluster.model import Evidence, Programme, Source, Term, World
from ceecluster.model.standing import Status
from ceecluster.replies import reviews_of
from ceecluster.words.network import lasting, partner_body
from ceecluster.words.replies import region_checked, replies_table
from ceecluster.words.terms import LISTS, meaning_of, term_lead, term_tables
from ceecluster.words.topic import Topic, screen
from ceecluster.words.values import field_called, joined, nested, single, written

if TYPE_CHECKING:
    from ceecluster.item_rows import HeldObjective
    from ceecluster.model.inventory import Assessment
    from ceecluster.model.position import Priority
    from ceecluster.model.selfcheck import Answer

_NOT_FIELDS = ("id", "summary", "source", "cite", "assessments", "conflicts")
"""What of a record stands elsewhere on its page."""


def items_screen(items: Items, world: World) -> Document:
    """What was asked for: alone, or one under the other."""
    topics = [item_topic(item, world) for item in items.items]
    if len(topics) == 1:
        return screen(topics[0])
    sections: list[Block] = [Section(topic.title, screen(topic).blocks) for topic in topics]
    return Document("items", Statement("items.several", {"count": len(topics)}), tuple(sections))


def item_topic(item: Item, world: World) -> Topic:
    """One thing in words."""
    match item:
        case RegionItem():
            return _region(item, world)
        case FrameItem(inventory=inventory):
            return Topic(
                "item",
                Statement("items.frame_of", {"country": Ref("country", inventory.owner)}),
                lead=(inventory.note or Statement("items.frame"),),
                tables=(records_table(world, inventory.programmes, _counted(len(inventory.programmes))),),
            )
        case RecordItem():
            return _record(item, world)
        case CriterionItem():
            return _criterion(item)
        case TermItem():
            return _term(item)
        case ListItem():
            return _list(item)
        case OverviewItem():
            return _overview(item)
        case PilotItem():
            return _pilot(item)


def _counted(count: int) -> Statement:
    return Statement("items.records", {"count": count})


def records_table(world: World, records: Iterable[Programme], title: Part) -> Table:
    """Records with their years, and their status in the year of the world where it has one."""
    columns: list[Column[Programme]] = [
        Column(Word("id"), lambda p: p.id, header=True),
        Column(Word("name"), lambda p: p.title),
        Column(Word("level"), lambda p: joined(_refs("level", p.level))),
        Column(Word("kind"), lambda p: Word(p.kind) if p.kind else None),
        Column(Word("years"), lasting),
    ]
    if world.standing is not None:
        heading = Statement("items.in_year", {"year": world.standing.year})
        columns.append(Column(heading, lambda p: status_words(status_of(world, p), short=True)))
    return table("records", title, columns, records)


def status_words(standing: RecordStanding | None, *, short: bool = False) -> Part | None:
    """A record's status in its year; `short` for a narrow column."""
    if standing is None or standing.status is None:
        return None
    if short and standing.status is Status.PRESUMED:
        return Word("presumed")
    if standing.status is Status.NOT_SEEN and standing.seen:
        return Statement("items.not_seen", {"seen": standing.seen})
    return Word(standing.status.value)


def _region(item: RegionItem, world: World) -> Topic:
    region = item.region
    facts = {"country": Ref("country", region.country), "vintage": region.vintage, "nuts": Names(region.nuts)}
    lead: list[Part] = [Statement("items.member", facts) if item.member else Statement("items.candidate", facts)]
    if (body := partner_body(world, region)) is not None:
        lead.append(body)
    if membership := region.membership:
        told = {"confidence": Word(membership.confidence), "note": membership.note, "sources": Names(membership.source)}
        lead.append(Statement("items.membership", told))
    if item.member:
        lead.append(region_checked(world, region.code))
    if region.neighbours:
        lead.append(Statement("items.neighbours", {"regions": Names(_refs("region", region.neighbours))}))
    if region.strong_sectors:
        lead.append(Statement("items.strong", {"sectors": Names(_refs("term", region.strong_sectors))}))
    tables = []
    if item.inventory is None:
        lead.append(Statement("items.no_inventory"))
    else:
        state = {"as_of": Date(item.inventory.as_of), "note": item.inventory.note}
        lead.append(Statement("items.state", state))
        own = item.inventory.programmes
        tables.append(records_table(world, own, _counted(len(own))))
    if item.objectives:
        tables.append(_objectives(item, world))
    if item.positions:
        tables.append(_positions(item))
    if reviews_of(world, region.code):
        tables.append(replies_table(world, region.code))
    if item.frames:
        caption = Statement("items.frames", {"country": Ref("country", region.country), "count": len(item.frames)})
        tables.append(records_table(world, item.frames, caption))
    return Topic(
        "item",
        Text((f"{region.code} ", region.title)),
        lead=tuple(lead),
        tables=tuple(tables),
        next=(f"score --why {region.code}", f"report region {region.code}"),
    )


def _refs(kind: str, codes: Iterable[str]) -> tuple[Ref, ...]:
    return tuple(Ref(kind, code) for code in codes)


def _objectives(item: RegionItem, world: World) -> Table:
    """What it holds at which level, and which of that comes from national records alone."""
    columns: list[Column[HeldObjective]] = [
        Column(Word("objective"), lambda row: Ref("term", row.objective), header=True),
        Column(Word("level"), lambda row: Ref("level", row.level), header=True, spelling=Spelling.NAME),
        Column(Word("records"), lambda row: joined(row.own) if row.own else None),
    ]
    if item.frames:
        columns.append(Column(Word("national frame"), lambda row: joined(row.national) if row.national else None))
    year = world.standing.year if world.standing else None
    caption = Statement("items.held_in", {"year": year}) if year else Statement("items.held")
    return table("objectives", caption, columns, item.objectives)


def _positions(item: RegionItem) -> Table:
    columns: tuple[Column[tuple[str, Priority]], ...] = (
        Column(Word("objective"), lambda row: Ref("term", row[0]), header=True),
        Column(Word("priority"), lambda row: row[1].value, "right"),
        Column(Word("stance"), lambda row: row[1].stance),
        Column(Word("words"), lambda row: _either(row[1].note, row[1].reason)),
        Column(Word("date"), lambda row: Date(row[1].date) if row[1].date else None),
        Column(Word("source"), lambda row: joined(row[1].source) if row[1].source else None),
    )
    return table("priorities", Statement("items.positions"), columns, item.positions)


def _either(*texts: str | None) -> Part | None:
    found: list[Part] = [text for text in texts if text]
    return joined(found, "; ") if found else None


def _record(item: RecordItem, world: World) -> Topic:
    record, standing = item.record, item.standing
    lead: list[Part] = [Statement("items.example")] if record.example else []
    if record.summary:
        lead.append(record.summary)
    if standing is not None:
        status = status_words(standing) or Statement("items.not_counted")
        facts: dict[str, object] = {"year": standing.year, "status": status}
        if standing.followers:
            lead.append(Statement("items.followed", {**facts, "records": Names(standing.followers)}))
        else:
            lead.append(Statement("items.standing", facts))
    levels = Names(_refs("level", record.level))
    lead.append(Statement("items.of_record", {"owner": item.owner, "network": _of_all(item.owner), "levels": levels}))
    tables = [_fields(item, world)]
    if record.assessments:
        columns: tuple[Column[tuple[str, Assessment]], ...] = (
            Column(Word("criterion"), lambda row: Ref("criterion", row[0]), header=True),
            Column(Word("value"), lambda row: _value(row[1]), "right"),
            Column(Word("reason"), lambda row: row[1].note or row[1].reason),
            Column(Word("source"), lambda row: joined(row[1].source)),
        )
        tables.append(table("assessments", Statement("items.readings"), columns, record.assessments.items()))
    if item.selfcheck is not None:
        own: tuple[Column[tuple[str, Answer]], ...] = (
            Column(Word("criterion"), lambda row: Ref("criterion", row[0]), header=True),
            Column(Word("value"), lambda row: str(row[1].value), "right"),
            Column(Word("reason"), lambda row: row[1].note),
        )
        caption = Statement("selfcheck.shown", {"date": item.selfcheck.date})
        tables.append(table("self-declared", caption, own, item.selfcheck.answers.items()))
    if item.sources:
        tables.append(sources_table(item.sources))
    return Topic("item", Text((f"{record.id}  ", record.title)), lead=tuple(lead), tables=tuple(tables))


def _of_all(owner: str) -> bool:
    return owner == "network"


def _owner(owner: str) -> Part:
    return Word("network") if _of_all(owner) else owner


def _fields(item: RecordItem, world: World) -> Table:
    cite = item.record.cite
    rows: list[tuple[Part, Part | None, tuple[str, ...]]] = [
        (field_called(field), value, tuple(cite.get(field, item.record.source)))
        for field, told in item.fields.items()
        if field not in _NOT_FIELDS
        for value in _lines(world, field, told)
    ]
    for conflict in item.record.conflicts:
        value = str(conflict.value) if conflict.note is None else Text((str(conflict.value), ": ", conflict.note))
        rows.append(
            (Statement("items.disputed", {"field": field_called(conflict.field)}), value, tuple(conflict.source))
        )
    columns: tuple[Column[tuple[Part, Part | None, tuple[str, ...]]], ...] = (
        Column(Word("field"), lambda row: row[0], header=True),
        Column(Word("value"), lambda row: row[1], spelling=Spelling.LABEL),
        Column(Word("source"), lambda row: joined(row[2])),
    )
    return table("fields", Statement("items.documented"), columns, rows)


def _value(assessment: Assessment) -> Part | None:
    return None if assessment.evidence is Evidence.UNDOCUMENTED else written(assessment.value)


def _lines(world: World, field: str, value: Any) -> Iterator[Part | None]:
    """A field's value line by line: codes with their names, small records as `key value` pairs."""
    code = partial(_code, world)
    if field == "level":
        yield joined(_refs("level", value))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield Text((_key(world, key), ": ", written(each) or "–"))
    elif isinstance(value, list) and all(isinstance(each, str) for each in value):
        yield joined([code(each) for each in value], ", ")
    elif isinstance(value, list):
        for each in value:
            yield code(each) if isinstance(each, str) else _pairs(world, each)
    elif value is None:
        yield Word("running") if field == "end" else None
    else:
        yield single(value)


def _pairs(world: World, value: object) -> Part:
    """A small record as `key value; key value`; what needs no key stands alone."""
    if not isinstance(value, dict):
        return single(value)
    told: list[Part] = []
    for key, each in value.items():
        if isinstance(each, list):
            text: Part = ("-" if key in ("period", "years") else ", ").join(map(str, each))
        else:
            text = _code(world, each) if isinstance(each, str) else single(each)
        told.append(text if key in ("code", "count", "amount", "what") else Text((field_called(key), " ", text)))
    return joined(told, "; ")


def _code(world: World, text: str) -> Part:
    return Ref("term", text) if _is_code(world, text) else single(text)


def _key(world: World, text: str) -> Part:
    return Ref("term", text) if _is_code(world, text) else field_called(text)


def _is_code(world: World, text: str) -> bool:
    return "-" in text and text.isupper() and world.vocabulary.find(text) is not None


def sources_table(sources: Mapping[str, Source]) -> Table:
    """Sources by key."""
    columns: tuple[Column[tuple[str, Source]], ...] = (
        Column(Word("key"), lambda row: row[0], header=True),
        Column(Word("title"), lambda row: row[1].title),
        Column(Word("year"), lambda row: single(row[1].year) if row[1].year else None),
        Column(Word("address"), lambda row: row[1].url or row[1].document),
    )
    return table("sources", Word("Sources"), columns, sources.items())


def _criterion(item: CriterionItem) -> Topic:
    criterion = item.criterion
    measure = criterion.measure
    tables = []
    if measure.kind == "ordinal":
        columns: tuple[Column[tuple[int, str]], ...] = (
            Column(Word("step"), lambda row: row[0], "right", header=True),
            Column(Word("means"), lambda row: row[1]),
            Column(Statement("items.get_there"), lambda row: criterion.next_steps.get(row[0])),
        )
        tables.append(table("anchors", Word("Steps"), columns, sorted(measure.anchors.items())))
    elif points := getattr(measure, "points", None):
        unit = getattr(measure, "unit", None) or Word("value")
        curve: tuple[Column[tuple[float, float]], ...] = (
            Column(unit, lambda row: Number(row[0], None), "right", header=True),
            Column(Word("score"), lambda row: Number(row[1]), "right"),
        )
        tables.append(table("points", Statement("items.points"), curve, points))
    if item.readings:
        wide: tuple[Column[AssessedValue], ...] = (
            Column(Word("record"), lambda row: row.record, header=True),
            Column(Word("owner"), lambda row: _owner(row.owner)),
            Column(Word("value"), lambda row: _value(row.assessment), "right"),
            Column(Word("reason"), lambda row: row.assessment.note or row.assessment.reason),
        )
        tables.append(table("values", Statement("items.values", {"count": len(item.readings)}), wide, item.readings))
    of = measure.of if measure.kind == "derived" else None
    facts = {"levels": Names(_refs("level", criterion.levels)), "across": Word(criterion.across), "of": of}
    lead = (
        criterion.question,
        Statement("items.measured", {**facts, "kind": Word(measure.kind)}),
        Statement("items.wanted", {"evidence": criterion.evidence}),
    )
    return Topic("item", Text((f"{criterion.id} ", criterion.name)), lead=lead, tables=tuple(tables))


def _term(item: TermItem) -> Topic:
    columns: tuple[Column[Holder], ...] = (
        Column(Word("record"), lambda row: row.record.id, header=True),
        Column(Word("owner"), lambda row: _owner(row.owner)),
        Column(Word("name"), lambda row: row.record.title),
        Column(Word("level"), lambda row: joined(_refs("level", row.record.level))),
    )
    holders = table("holders", Statement("items.carried", {"count": len(item.holders)}), columns, item.holders)
    title = Text((f"{item.term.code} ", item.term.title))
    return Topic("item", title, lead=term_lead(item), tables=(*term_tables(item), holders))


def _list(item: ListItem) -> Topic:
    columns: tuple[Column[Term], ...] = (
        Column(Word("code"), lambda term: term.code, header=True),
        Column(Word("name"), lambda term: term.title),
        Column(Word("means"), meaning_of),
    )
    caption = Statement("items.codes", {"count": len(item.terms)})
    return Topic("item", LISTS[item.listing], tables=(table("terms", caption, columns, item.terms),))


_HEADS = {"is": Word("kind"), "measure": Word("measured"), "status": Word("state")}
"""How the columns of an overview are called that tell words of the format."""


def _overview(item: OverviewItem) -> Topic:
    keys = list(item.rows[0]) if item.rows else []
    # One accessor per column: the key is bound now, not when the table is made.
    columns: list[Column[dict[str, str | tuple[str, ...]]]] = [
        Column(_HEADS.get(key, Word(key)), lambda row, key=key: _cell(key, row[key]), header=key == keys[0])  # type: ignore[misc]
        for key in keys
    ]
    made = table(item.name, Statement("items.overview", {"count": len(item.rows), "of": item.name}), columns, item.rows)
    return Topic("item", Word(item.name.capitalize()), tables=(made,))


def _cell(key: str, value: str | tuple[str, ...]) -> Part | None:
    if isinstance(value, str):
        return Word(value) if key in _HEADS else value
    if not value:
        return Statement("items.open_to_all") if key == "partners" else None
    return joined(_refs("level", value) if key == "levels" else value)


def _pilot(item: PilotItem) -> Topic:
    rows = [(key, value) for key, value in item.fields.items() if key not in ("id", "title")]
    columns: tuple[Column[tuple[str, object]], ...] = (
        Column(Word("field"), lambda row: field_called(row[0]), header=True),
        Column(Word("value"), lambda row: nested(row[1])),
    )
    lead = (Statement("items.worked_example"),) if item.pilot.example else ()
    title = Text((f"{item.pilot.id}  ", item.pilot.called))
    return Topic("item", title, lead=lead, tables=(table("fields", Statement("items.documented"), columns, rows),))
