"""Single questions about the coherence of a network: chance, groups, structure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Column,
    Figure,
    Interval,
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
from ceecluster.coherence import large
from ceecluster.coherence.caveats import Caveat
from ceecluster.coherence.chance import BEYOND
from ceecluster.coherence.concentration import MIN_REFERENCE
from ceecluster.coherence.groups import CLEAR, STABLE, WEAK, Group, Groups
from ceecluster.coherence.questions import COUNTRIES, NEIGHBOURS, Chance, ChanceQuestion, Questions
from ceecluster.coherence.rarefaction import FEW_PAIRS
from ceecluster.coherence.structure import Plane, PlanePair, Quadrant
from ceecluster.errors import unknown
from ceecluster.words.comparison import NAMED, both_of, left_out_words, refs
from ceecluster.words.network import pair
from ceecluster.words.partnership import cooperation_topic, learning_topic, openness_topic
from ceecluster.words.topic import Topic
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.coherence.concentration import Concentration
    from ceecluster.coherence.neighbours import LabelTest

RELATIONS = {NEIGHBOURS: Word("neighbours"), COUNTRIES: Statement("questions.countries")}
QUADRANTS: dict[Quadrant, Part] = {
    Quadrant.NATURAL: Word("near in both"),
    Quadrant.LEARNING: Statement("questions.learning_pairs"),
    Quadrant.COPIED: Statement("questions.similar_pairs"),
    Quadrant.APART: Word("far in both"),
}


def chance_topic(questions: Questions) -> Topic:
    """More than chance?"""
    found = questions.chance
    lead = [_pairs(found, questions.comparison.reach), *_network(found)]
    world = questions.comparison.world
    if large.too_many(large.ComparisonPart.RELATIONS, len(world.network.regions)):
        lead += left_out_words(world, large.ComparisonPart.RELATIONS)
    else:
        lead += [_related(found, name, test) for name, test in found.relations.items()]
    lead += left_out_words(world, large.ComparisonPart.SPLIT) or (_split(found),)
    if found.tested > 1:
        lead.append(Statement("questions.adjusted", {"count": found.tested}))
    columns: tuple[Column[ChanceQuestion], ...] = (
        Column(Word("question"), lambda row: _question(found, row.question), header=True),
        Column(Word("found"), lambda row: Number(row.found, _digits(found, row)), "right"),
        Column(Statement("questions.expected"), lambda row: _expected(found, row), "right"),
        Column(Word("p"), lambda row: Number(row.p, 3), "right"),
        Column(Word("adjusted p"), lambda row: Number(row.adjusted, 3), "right"),
    )
    told = table("chance", Statement("questions.three"), columns, found.asked, Statement("questions.note_chance"))
    return Topic("compare-chance", Statement("questions.chance"), lead=tuple(lead), tables=(told,))


def _digits(found: Chance, row: ChanceQuestion) -> int:
    return 2 if row.question in found.relations else 1


def _question(found: Chance, question: str) -> Statement:
    if question in found.relations:
        return Statement("questions.more_alike", {"name": RELATIONS[question]})
    return Statement("questions.shared_codes", {"level": Ref("level", question)})


def _expected(found: Chance, row: ChanceQuestion) -> Part:
    mean = Number(row.expected, _digits(found, row))
    return mean if row.low is None else Text((mean, " (", Interval(row.low, row.high, 1), ")"))


def _pairs(found: Chance, reach: float) -> Statement:
    """Question (a). The network's mean is fixed by the margins and therefore not tested here."""
    pairs = found.pairs
    if not found.draws:
        return Statement("questions.pairs_untested")
    if not pairs.tested:
        return Statement("questions.pairs_silent")
    if not pairs.beyond and not pairs.possible:
        facts = {"draws": found.draws, "count": pairs.tested, "reach": Number(reach)}
        return Statement("questions.pairs_unreachable", facts)
    facts = {
        "beyond": len(pairs.beyond),
        "count": pairs.tested,
        "draws": found.draws,
        "smallest": Number(pairs.smallest, 3, limits=(BEYOND,)),
        "confirmed": pairs.confirmed,
        "alone": pairs.exact_alone,
    }
    return Statement("questions.pairs", facts)


def _network(found: Chance) -> Iterator[Statement]:
    """Question (b), level by level."""
    tested = [(level, test) for level, test in found.concentration.items() if test.p is not None]
    if not tested:
        yield _untested(list(found.concentration.values()))
        return
    told = [(level, test) for level, test in tested if found.shown(level)]
    named = (
        {
            "level": Ref("level", level),
            "p": Number(found.adjusted[level], 3),
            "records": test.reference_records,
            "regions": test.reference,
        }
        for level, test in told or tested
    )
    levels = Names(tuple(Statement("questions.network_at", facts) for facts in named))
    yield Statement("questions.network", {"shown": bool(told), "levels": levels, "count": len(tested)})


def _untested(tests: list[Concentration]) -> Statement:
    told = next((test for test in tests if test.regions > 1), None)
    if told is None:
        return Statement("questions.network_silent")
    return Statement("questions.network_untested", {"count": told.reference, "least": MIN_REFERENCE})


def _related(found: Chance, name: str, test: LabelTest) -> Statement:
    """Question (c)."""
    if test.p is None:
        return Statement("questions.unrelated", {"name": RELATIONS[name], "some": test.related is not None})
    facts = {
        "name": RELATIONS[name],
        "shown": found.shown(name),
        "related": Number(test.related),
        "others": Number(test.others),
        "p": Number(found.adjusted[name], 3),
        "count": test.pairs,
        "few": test.pairs <= FEW_PAIRS,
        "regions": test.regions,
        "low_power": test.remark is Caveat.LOW_POWER,
    }
    return Statement("questions.related", facts)


def _split(found: Chance) -> Statement:
    """Where the differences lie: shares and their p speak of what each factor explains beyond the other."""
    split = found.variance
    if split.region is None:
        return Statement("questions.no_split", {"few": split.units < 3})
    facts = {
        "region": Share(split.region),
        "level": Share(split.level),
        "overlap": Share(split.overlap) if abs(split.overlap or 0) >= 0.005 else None,
        "residual": Share(split.residual),
        "tested": split.p_region is not None,
        "p_region": Number(found.adjusted["regions"], 3),
        "p_level": Number(found.adjusted["levels"], 3),
    }
    return Statement("questions.split", facts)


def groups_topic(questions: Questions) -> Topic:
    """Which regions form groups, and whether other code lists would give the same ones."""
    found = questions.groups
    if found.remark is Caveat.TOO_MANY:
        told = left_out_words(questions.comparison.world, large.ComparisonPart.GROUPS)
        return Topic("compare-groups", Word("Groups"), lead=told)
    columns: tuple[Column[Group], ...] = (
        Column(Word("group"), lambda row: row.number, header=True),
        Column(Word("regions"), lambda row: refs("region", row.regions), spelling=Spelling.CODE),
        Column(Word("similarity inside"), lambda row: Number(row.within), "right"),
        Column(Word("stability"), lambda row: Number(row.stability, limits=(STABLE,)), "right"),
        Column(Word("verdict"), _verdict),
    )
    limits = {"stable": Number(STABLE), "weak": Number(WEAK), "clear": Number(CLEAR)}
    note = Statement("questions.note_groups", limits)
    tables = (table("groups", Statement("questions.groups_caption"), columns, found.members, note),)
    lead = tuple(_grouped(found))
    return Topic("compare-groups", Word("Groups"), lead=lead, tables=tables if found.members else ())


def _verdict(row: Group) -> Part:
    return (
        Word("alone")
        if len(row.regions) == 1
        else Word("recurs")
        if row.recurs
        else Statement("questions.not_recurring")
    )


def _grouped(found: Groups) -> Iterator[Statement]:
    if not found.groups:
        yield Statement("questions.no_groups")
    else:
        width = Number(found.silhouette, limits=(WEAK, CLEAR))
        yield Statement("questions.groups", {"count": len(found.groups), "apart": found.apart, "width": width})
        several = [group for group in found.members if len(group.regions) > 1]
        firm = Names(tuple(_named(group) for group in several if group.recurs))
        loose = Names(tuple(_named(group) for group in several if not group.recurs))
        if firm.items:
            yield Statement("questions.firm", {"groups": firm, "apart": found.apart})
        if loose.items:
            yield Statement("questions.loose", {"groups": loose})
        yield _equal(found)
        if found.remark is Caveat.UNDIVIDED:
            yield Statement("questions.better_none")
    if found.left_out:
        yield Statement("questions.left_out", {"regions": refs("region", found.left_out)})


def _named(group: Group) -> Statement:
    return Statement("questions.group", {"number": group.number, "regions": refs("region", group.regions)})


def _equal(found: Groups) -> Statement:
    equal = found.equal
    if equal.within is None or equal.between is None:
        return Statement("questions.groups_unequal")
    facts = {
        "records": equal.records,
        "within": Number(equal.within),
        "within_pairs": equal.within_pairs,
        "between": Number(equal.between),
        "between_pairs": equal.between_pairs,
    }
    return Statement("questions.groups_equal", facts)


def structure_topic(questions: Questions) -> Topic:
    """What regions are beside what their policies do."""
    found = questions.structure
    title = Statement("questions.structure")
    if found.remark is Caveat.TOO_MANY:
        return Topic(
            "compare-structure", title, lead=left_out_words(questions.comparison.world, large.ComparisonPart.STRUCTURE)
        )
    if not found.by_pair:
        reason = Statement("questions.no_structure", {"given": bool(found.variables)})
        return Topic("compare-structure", title, lead=(reason,))
    columns: tuple[Column[PlanePair], ...] = (
        Column(Word("pair"), lambda row: pair(row.region, row.partner), header=True, spelling=Spelling.CODE),
        Column(Word("structural distance"), lambda row: Number(row.structure), "right"),
        Column(Word("policy distance"), lambda row: Number(row.policy), "right"),
        Column(Word("variables"), lambda row: row.variables, "right"),
        Column(Word("reading"), lambda row: QUADRANTS[row.quadrant]),
    )
    cuts = {"structure": Number(found.structure_cut), "policy": Number(found.policy_cut)}
    told = questions.comparison.world.network.variables
    variables = Names(tuple(told.get(name) or name.replace("_", " ") for name in found.variables))
    note = Statement("questions.note_structure", {"variables": variables, **cuts})
    plane = table("plane", Statement("questions.plane"), columns, found.by_pair, note)
    lead = tuple(_structured(found))
    return Topic("compare-structure", title, lead=lead, tables=(plane,), figures=(_plane(found, plane),))


def _structured(found: Plane) -> Iterator[Statement]:
    if found.r is not None:
        facts = {
            "related": found.related,
            "r": Number(found.r),
            "p": Number(found.p, 3),
            "count": len(found.variables),
            "low_power": found.low_power,
        }
        yield Statement("questions.mantel", facts)
    for quadrant in (Quadrant.NATURAL, Quadrant.LEARNING, Quadrant.COPIED):
        pairs = found.of_quadrant(quadrant)
        if pairs:
            named = Names(tuple(both_of(row.region, row.partner) for row in pairs), NAMED)
            yield Statement("questions.quadrant", {"quadrant": quadrant, "pairs": named})


SPOT = (0.2, 0.06)
"""Parts of the width and the height of the plane that the name of a pair takes."""


def _told_apart(found: Plane) -> list[PlanePair]:
    """The ends of each quadrant, at most two of each: fifty names would hide the points, two on one spot each other."""
    wide, high = (
        (max(values) - min(values)) or 1.0
        for values in ([row.structure for row in found.by_pair], [row.policy for row in found.by_pair])
    )
    named: list[PlanePair] = []
    for quadrant in QUADRANTS:
        for row in found.of_quadrant(quadrant)[:2] if quadrant is not Quadrant.APART else ():
            near = (
                abs(row.structure - o.structure) < SPOT[0] * wide and abs(row.policy - o.policy) < SPOT[1] * high
                for o in named
            )
            if not any(near):
                named.append(row)
    return named


def _plane(found: Plane, data: Table) -> Figure:
    order = [*QUADRANTS]
    named = _told_apart(found)
    rows = tuple(
        {
            "structure": round(row.structure, 4),
            "policy": round(row.policy, 4),
            "quadrant": QUADRANTS[row.quadrant],
            "label": f"{row.region}-{row.partner}" if row in named else "",
            "structure_cut": found.structure_cut,
            "policy_cut": found.policy_cut,
        }
        # The legend follows the order of the rows.
        for row in sorted(found.by_pair, key=lambda row: order.index(row.quadrant))
    )
    facts = {
        "natural": len(found.of_quadrant(Quadrant.NATURAL)),
        "learning": len(found.of_quadrant(Quadrant.LEARNING)),
        "count": len(rows),
    }
    return Figure(
        "plane", "plane", Statement("questions.plane_title", facts), Statement("questions.plane_alt"), data, rows
    )


TOPICS: dict[str, Callable[[Questions], Topic]] = {
    "chance": chance_topic,
    "groups": groups_topic,
    "structure": structure_topic,
    "learning": learning_topic,
    "openness": openness_topic,
    "cooperation": cooperation_topic,
}


def question_topic(name: str, questions: Questions, since: int | None = None) -> Topic:
    """One question in words, with the records it speaks of; UsageError for an unknown one.

    Cooperation is told before and after the year `since`.
    """
    if name not in TOPICS:
        raise unknown("topic", name, TOPICS)
    topic = cooperation_topic(questions, since) if name == "cooperation" else TOPICS[name](questions)
    return replace(topic, lead=(year_head(questions.comparison.world), *topic.lead))
