"""Chosen groups of regions in words: what each shares, turns down, and could add to the agreement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Names, Number, Part, Ref, Statement, Table, Text, Word, table
from ceecluster.words.agreement import CLASSES, regions, some
from ceecluster.words.topic import Topic
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.agreement.group import GroupIssue, Groups, RegionGroup

SHOWN = 8
"""Issues named in a sentence before the rest is counted."""


def group_topic(found: Groups) -> Topic:
    """What chosen groups of regions share."""
    world = found.network.world
    several = len(found.groups) > 1
    return Topic(
        name="agreement-groups",
        title=Statement("group.title", {"network": world.network.title, "count": len(found.groups)}),
        lead=(year_head(world),),
        tables=((_groups(found),) if several else ()) + tuple(_issues(group) for group in found.groups),
        findings=tuple(told for group in found.groups for told in _findings(group)),
        notes=(Statement("group.note"),),
        next=("agree", *(f"agree --why {row.issue}" for row in found.groups[0].adds[:1])),
    )


def _findings(group: RegionGroup) -> Iterator[Statement]:
    own = regions(group.regions)
    facts = {"regions": own, "issues": _named(group.shared), "count": len(group.shared), "total": len(group.issues)}
    yield Statement("group.shared", facts)
    if group.groups is not None and group.shared:
        yield Statement("group.as_many", {"count": group.as_many, "groups": group.groups, "size": len(group.regions)})
    yield Statement("group.adds", {"regions": own, "issues": _named(group.adds), "count": len(group.adds)})
    if group.one_short:
        short = Names(tuple(_short(row) for row in group.one_short), SHOWN)
        yield Statement("group.one_short", {"issues": short})
    if group.turned_down:
        down = group.turned_down
        counted = {"issues": _named(down), "count": len(down), "declared": group.turned_down_declared}
        yield Statement("group.turned_down", counted)
    for row in group.issues:
        if row.against:
            yield Statement("group.against", {"issue": Ref("term", row.issue), "regions": regions(row.against)})


def _named(rows: tuple[GroupIssue, ...]) -> Names | None:
    return Names(tuple(Ref("term", row.issue) for row in rows), SHOWN) if rows else None


def _short(row: GroupIssue) -> Part:
    return Text((Ref("term", row.issue), " (", Ref("region", row.lacking[0]), ")"))


def _groups(found: Groups) -> Table:
    columns: tuple[Column[RegionGroup], ...] = (
        Column(Word("group"), lambda group: regions(group.regions), header=True),
        Column(Word("shared"), lambda group: len(group.shared), "right"),
        Column(Word("could add"), lambda group: len(group.adds), "right"),
        Column(Word("one short"), lambda group: len(group.one_short), "right"),
        Column(Word("low for all"), lambda group: len(group.turned_down), "right"),
        Column(Word("alpha"), lambda group: Number(group.inside.alpha.value), "right"),
    )
    return table("groups", Statement("group.groups"), columns, found.groups)


def _issues(group: RegionGroup) -> Table:
    columns: tuple[Column[GroupIssue], ...] = (
        Column(Word("issue"), lambda row: Ref("term", row.issue), header=True),
        Column(Word("here"), lambda row: CLASSES[row.inside]),
        Column(Word("network"), lambda row: CLASSES[row.network]),
        Column(Word("A here"), lambda row: Number(row.a), "right"),
        Column(Word("A network"), lambda row: Number(row.a_network), "right"),
        Column(Word("not for"), lambda row: some(row.lacking)),
    )
    return table(
        f"issues-{'-'.join(group.regions)}",
        Statement("group.issues", {"regions": regions(group.regions)}),
        columns,
        group.issues,
    )
