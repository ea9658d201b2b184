"""The annex of a profile: everything the profile of a region rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Column,
    Figure,
    Names,
    Number,
    Part,
    Ref,
    Share,
    Spelling,
    Statement,
    Table,
    Text,
    Word,
    table,
)
from ceecluster.inforce import speaking
from ceecluster.words.cited import records_table, sources_table
from ceecluster.words.comparison import refs
from ceecluster.words.network import partner_body
from ceecluster.words.regions import region_words
from ceecluster.words.replies import region_checked, replies_table, withheld
from ceecluster.words.scores import stands
from ceecluster.words.year import year_words

if TYPE_CHECKING:
    from ceecluster.model import Region, World
    from ceecluster.profile import Distance, NamedAims, Partner, Profile, ProfileGap, Rung, Unknown
    from ceecluster.scoring.rows import LevelScore

SHOWN = 4
"""Shared objectives named of a partner."""
ABREAST = 16
"""Criteria in one figure."""
EXAMPLES = 3
"""Records named to learn from."""
HOLDERS = 20
"""Regions that pursue an objective, named before the rest is counted."""


@dataclass(frozen=True)
class RecordsWords:
    """What one region's profile rests on."""

    title: Statement
    """The region."""
    head: Part
    """The year, and which records of the region and its country's frame speak."""
    summary: tuple[Statement, ...]
    """Its place in the network."""
    facts: tuple[Statement, ...]
    """Country, NUTS codes, partner body, sectors."""
    levels: Table
    """Quality and evidence by level."""
    criteria: tuple[Figure, ...]
    """Its criteria against the median of the others, as many in a figure as a page holds."""
    strengths: tuple[Statement, ...]
    """Criteria clearly above the median of the others."""
    gaps: tuple[Statement, ...]
    """Criteria clearly below it."""
    partners: Table
    """The closest regions and what is shared."""
    abreast: Figure | None
    """Its frequent aims beside those of its closest partners, a panel each; none without aims or partners."""
    learning: tuple[Statement, ...]
    """What it can learn, and from whom."""
    next_steps: Table
    """Next steps of the guidelines, the weightiest first."""
    to_document: Table
    """Evidence to collect first."""
    checked: Statement
    """Whether the region has checked its record."""
    replies: Table
    """What it has said value by value."""
    records: Table
    """The records."""
    sources: Table
    """What they cite."""


def records_words(found: Profile) -> RecordsWords:
    """The words of the annex of a profile."""
    return RecordsWords(
        title=Statement("profile.annex_title", {"region": Ref("region", found.region.code), "code": found.region.code}),
        head=profile_head(found),
        summary=tuple(region_words(found.world, found.place, found.inside)),
        facts=region_facts(found.world, found.region),
        levels=levels_table(found),
        criteria=tuple(_criteria(found, start) for start in range(0, len(found.distances), ABREAST)),
        strengths=tuple(_distance(each) for each in found.strengths),
        gaps=tuple(_distance(each) for each in found.gaps),
        partners=_partners(found.partners),
        abreast=_abreast(found),
        learning=tuple(_lesson(each) for each in found.lessons),
        next_steps=_steps(found.steps),
        to_document=_unknown(found.unknown),
        checked=region_checked(found.world, found.region.code),
        replies=replies_table(found.world, found.region.code),
        records=records_table(found.world, found.region.code, found.own, found.frames),
        sources=sources_table(found.sources),
    )


def profile_head(found: Profile) -> Part:
    """The year, and the records of the region and of its country that speak."""
    own, country = found.region.code, found.region.country
    if not found.frames:
        return year_words(speaking(found.world, (own,)))
    both = speaking(found.world, (own, country))
    national = {"count": speaking(found.world, (country,)).records, "whole": both.records}
    return Text((year_words(both), " ", Statement("profile.of_country", national)))


def region_facts(world: World, region: Region) -> tuple[Statement, ...]:
    """Where a region is, who stands for it, and what is known of its part in the network."""
    where = {"country": Ref("country", region.country), "vintage": region.vintage, "nuts": Names(region.nuts)}
    told = [Statement("profile.country", where)]
    if (body := partner_body(world, region)) is not None:
        told.append(body)
    if (membership := region.membership) is not None:
        sure = {"confidence": Word(membership.confidence), "note": membership.note}
        told.append(Statement("profile.membership", sure))
    if region.strong_sectors:
        told.append(Statement("items.strong", {"sectors": refs("term", region.strong_sectors)}))
    return tuple(told)


def _distance(each: Distance) -> Statement:
    facts = {"criterion": Ref("criterion", each.criterion), "own": Number(each.own), "median": Number(each.median)}
    return Statement("profile.distance", {**facts, "count": each.others})


def _lesson(lesson: ProfileGap) -> Statement:
    facts = {
        "objective": Ref("term", lesson.objective),
        "level": Ref("level", lesson.level),
        "holders": refs("region", lesson.holders, HOLDERS),
    }
    evidence = tuple(Ref("record", record) for record in lesson.records[:EXAMPLES])
    return Statement("profile.lesson", facts, evidence)


def levels_table(found: Profile) -> Table:
    """Records, quality and evidence at each level."""
    columns: tuple[Column[LevelScore], ...] = (
        Column(Word("level"), lambda row: Ref("level", row.level), header=True),
        Column(Word("records"), lambda row: row.records, "right"),
        Column(Statement("profile.quality"), lambda row: stands(withheld(found.world, row).standing, found.limits)),
        Column(Word("evidence"), lambda row: Share(row.standing.coverage, (found.min_coverage,)), "right"),
    )
    return table("levels", Statement("profile.levels"), columns, found.levels)


def _criteria(found: Profile, start: int) -> Figure:
    """The figure of some criteria."""
    shown = found.distances[start : start + ABREAST]
    code = found.region.code
    columns: tuple[Column[Distance], ...] = (
        Column(Word("criterion"), lambda row: Ref("criterion", row.criterion), header=True),
        Column(code, lambda row: Number(row.own), "right"),
        Column(Statement("profile.median"), lambda row: Number(row.median), "right"),
        Column(Statement("profile.others"), lambda row: row.others, "right"),
    )
    rows = tuple(
        {
            "label": Text((row.criterion, " ", Ref("criterion", row.criterion))),
            "own": row.own,
            "median": row.median,
        }
        for row in shown
    )
    region = Ref("region", code)
    part, parts = start // ABREAST + 1, -(-len(found.distances) // ABREAST)
    beside = sum(each.median is not None for each in found.distances)
    facts = {"region": region, "above": found.above, "count": beside, "own": len(found.distances)}
    return Figure(
        f"dumbbells-{code}" if parts == 1 else f"dumbbells-{code}-{part}",
        "dumbbells",
        Statement("profile.figure", {**facts, "part": part, "parts": parts}),
        Statement("profile.figure_alt", {"region": region}),
        table("dumbbells", Statement("profile.figure_data"), columns, shown),
        rows,
        {"datasets": {"names": [{"code": code}]}},
        note=Statement("profile.figure_note", {"beside": any(row["median"] is not None for row in rows)}),
    )


def _partners(partners: Sequence[Partner]) -> Table:
    columns: tuple[Column[Partner], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True),
        Column(Word("similarity"), lambda row: Number(row.similarity), "right"),
        Column(Word("objectives both pursue"), _shared, spelling=Spelling.NAME),
    )
    return table("partners", Statement("profile.partners"), columns, partners)


def _abreast(found: Profile) -> Figure | None:
    if not found.frequent or len(found.abreast) < 2 or found.abreast[0].region != found.region.code:
        return None
    columns: list[Column[int]] = [Column(Word("aim"), lambda n: Ref("term", found.frequent[n]), header=True)]
    columns += [
        # One accessor per region: it is bound now, not when the table is made.
        Column(Ref("region", each.region), lambda n, each=each: _of(each, n))  # type: ignore[misc]
        for each in found.abreast
    ]
    rows = tuple(
        {
            "region": Ref("region", each.region),
            "order": order,
            "aim": Ref("term", aim),
            "share": each.counts[n] / each.records,
            "text": _of(each, n),
            "own": order == 0,
        }
        for order, each in enumerate(found.abreast)
        for n, aim in enumerate(found.frequent)
    )
    common = sum(all(each.counts[n] for each in found.abreast) for n in range(len(found.frequent)))
    region = Ref("region", found.region.code)
    facts = {"region": region, "common": common, "aims": len(found.frequent), "count": len(found.abreast) - 1}
    return Figure(
        f"aims-{found.region.code}",
        "panels",
        Statement("profile.abreast", facts),
        Statement("profile.abreast_alt", {"region": region}),
        table("aims", Statement("profile.abreast_data"), columns, range(len(found.frequent))),
        rows,
        note=Statement("profile.abreast_note"),
    )


def _of(each: NamedAims, n: int) -> Statement:
    return Statement("profile.of", {"named": each.counts[n], "records": each.records})


def _shared(partner: Partner) -> Part | None:
    return refs("term", partner.objectives, SHOWN) if partner.objectives else None


def _steps(steps: Sequence[Rung]) -> Table:
    columns: tuple[Column[Rung], ...] = (
        Column(Word("criterion"), lambda row: Ref("criterion", row.criterion), header=True),
        Column(Word("level"), lambda row: Ref("level", row.level)),
        Column(Word("from"), _from),
        Column(Statement("profile.what"), lambda row: row.action),
    )
    return table("next", Statement("profile.next"), columns, steps)


def _from(rung: Rung) -> Statement:
    if rung.at is None:
        return Statement("profile.from_value", {"value": Number(rung.z)})
    return Statement("profile.from_step", {"step": rung.at, "next": rung.at + 1})


def _unknown(wanted: Sequence[Unknown]) -> Table:
    columns: tuple[Column[Unknown], ...] = (
        Column(Word("criterion"), lambda row: Ref("criterion", row.criterion), header=True),
        Column(Word("level"), lambda row: Ref("level", row.level)),
        Column(Statement("profile.weight"), lambda row: Share(row.weight), "right"),
        Column(Word("evidence wanted"), lambda row: row.evidence),
    )
    return table("document", Statement("profile.document"), columns, wanted)
