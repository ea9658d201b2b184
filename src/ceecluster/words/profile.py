"""The profile of a region on two pages: the same boxes for every region, in the same places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Column,
    Figure,
    Interval,
    Marked,
    Names,
    Number,
    Part,
    Ref,
    Share,
    Spelling,
    Statement,
    Table,
    Word,
    table,
)
from ceecluster.words.comparison import refs
from ceecluster.words.maps import placed_region
from ceecluster.words.quality import whole
from ceecluster.words.region_records import profile_head
from ceecluster.words.replies import region_checked, withheld
from ceecluster.words.scores import INSUFFICIENT

if TYPE_CHECKING:
    from ceecluster.profile import Complement, Distance, Partner, Profile, Rung, Unknown
    from ceecluster.scoring.rows import LevelScore
    from ceecluster.sources.outlines import Outline

SHOWN = 3
"""Strengths, gaps, partners, steps and aims that are named."""


@dataclass(frozen=True)
class ProfileWords:
    """What is told of one region on two pages."""

    title: Statement
    """The region."""
    does: Statement
    """What the region does, in which year, beside the others."""
    head: Part
    """The year, and which records of the region and its country's frame speak."""
    place: Figure | Table
    """Where it lies, with its codes: a small map, or a table where there is no outline of it."""
    levels: Figure
    """What is possible at each level, whatever the missing evidence says."""
    strengths: tuple[Statement, ...]
    """Criteria clearly above the median of the others, three at most."""
    gaps: tuple[Statement, ...]
    """Criteria clearly below it, three at most."""
    closest: tuple[Statement, ...]
    """The regions with most in common, and what."""
    complements: tuple[Statement, ...]
    """The regions whose aims complete its own."""
    next_steps: tuple[Statement, ...]
    """What to do next, three at most, from records in force."""
    to_document: tuple[Statement, ...]
    """What to document next, three at most."""
    checked: Statement
    """Whether the region has checked its record."""
    annex: Marked
    """Where all criteria, records and sources stand."""


def profile_words(found: Profile, outlines: Sequence[Outline] = ()) -> ProfileWords:
    """The words of a profile."""
    region = Ref("region", found.region.code)
    return ProfileWords(
        title=Statement("profile.title", {"region": region, "code": found.region.code}),
        does=_does(found),
        head=profile_head(found),
        place=_place(found, outlines),
        levels=_levels(found),
        strengths=tuple(_distance(each) for each in found.strengths[:SHOWN]),
        gaps=tuple(_distance(each) for each in found.gaps[:SHOWN]),
        closest=tuple(_closest(each) for each in found.partners[:SHOWN]),
        complements=tuple(_complement(each) for each in found.complements[:SHOWN]),
        next_steps=tuple(_step(each) for each in found.steps[:SHOWN]),
        to_document=tuple(_unknown(each) for each in found.unknown[:SHOWN]),
        checked=region_checked(found.world, found.region.code),
        annex=Marked("link", Statement("profile.annex"), f"records-{found.region.code}.html"),
    )


def _does(found: Profile) -> Statement:
    middle = found.median_records
    facts = {
        "region": Ref("region", found.region.code),
        "count": found.place.records,
        "aims": refs("term", found.pursued[:SHOWN]) if found.pursued else None,
        "others": len(found.others),
        "median": None if middle is None else Number(middle, 0 if middle.is_integer() else 1),
        "year": found.world.standing.year if found.world.standing else None,
    }
    return Statement("profile.does", facts)


def _place(found: Profile, outlines: Sequence[Outline]) -> Figure | Table:
    region = found.region
    columns: tuple[Column[tuple[Part, Part]], ...] = (
        Column(Word("what"), lambda row: row[0], header=True),
        Column(region.title, lambda row: row[1], spelling=Spelling.NAME),
    )
    rows: list[tuple[Part, Part]] = [
        (Word("country"), Ref("country", region.country)),
        (Statement("profile.nuts", {"vintage": region.vintage}), Names(region.nuts)),
    ]
    if region.strong_sectors:
        rows.append((Statement("profile.sectors"), refs("term", region.strong_sectors, SHOWN)))
    facts = table("place", "", columns, rows)
    drawn = placed_region(found.world, outlines, region.code)
    if drawn is None:
        return facts
    told = {"region": Ref("region", region.code)}
    return Figure(
        f"place-{region.code}",
        "place",
        Statement("profile.place", told),
        Statement("profile.place_alt", told),
        facts,
        *drawn,
    )


def _levels(found: Profile) -> Figure:
    columns: tuple[Column[LevelScore], ...] = (
        Column(Word("level"), lambda row: Ref("level", row.level), header=True, spelling=Spelling.NAME),
        Column(Word("records"), lambda row: row.records, "right"),
        Column(Word("range"), lambda row: Interval(row.standing.low, row.standing.high), "right"),
        Column(Word("evidence"), lambda row: Share(row.standing.coverage, (found.min_coverage,)), "right"),
    )
    rows = tuple(
        {
            "label": Ref("level", row.level),
            "low": row.standing.low,
            "high": row.standing.high,
            "value": withheld(found.world, row).standing.value,
            "note": _note(row),
        }
        for row in found.levels
        if row.standing.low is not None
    )
    return Figure(
        f"levels-{found.region.code}",
        "intervals",
        Statement("profile.bars", {"count": len(rows), "levels": len(found.levels)}),
        Statement("profile.bars_alt", {"region": Ref("region", found.region.code)}),
        table("levels", "", columns, found.levels),
        rows,
        note=Statement(
            "profile.bars_note",
            {"marked": any(row["value"] is not None for row in rows), "whole": whole(rows)},
        ),
    )


def _note(row: LevelScore) -> Part | None:
    return None if row.standing.enough else INSUFFICIENT


def _distance(each: Distance) -> Statement:
    facts = {"criterion": Ref("criterion", each.criterion), "own": Number(each.own), "median": Number(each.median)}
    return Statement("profile.beside", {**facts, "count": each.others})


def _closest(each: Partner) -> Statement:
    shared = refs("term", each.objectives, SHOWN) if each.objectives else None
    return Statement("profile.closest", {"region": Ref("region", each.region), "shared": shared})


def _complement(each: Complement) -> Statement:
    facts = {
        "region": Ref("region", each.region),
        "brings": refs("term", each.brings, SHOWN),
        "takes": refs("term", each.takes, SHOWN) if each.takes else None,
    }
    return Statement("profile.complement", facts)


def _step(each: Rung) -> Statement:
    facts = {
        "criterion": Ref("criterion", each.criterion),
        "level": Ref("level", each.level),
        "action": each.action,
        "records": refs("record", each.records, 2) if each.records else None,
    }
    return Statement("profile.step", facts)


def _unknown(each: Unknown) -> Statement:
    facts = {"criterion": Ref("criterion", each.criterion), "level": Ref("level", each.level)}
    return Statement("profile.wanted", {**facts, "evidence": each.evidence})
