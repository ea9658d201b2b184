"""Who can learn from whom, who is open to whom, and who works together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.blocks import Column, Interval, Names, Number, Part, Ref, Spelling, Statement, Text, Word, table
from ceecluster.coherence import large
from ceecluster.coherence.caveats import Caveat
from ceecluster.coherence.cooperation import Cooperation, LinkKind, LinkYear, PairLinks
from ceecluster.words.comparison import NAMED, both_of, left_out_words, refs
from ceecluster.words.network import pair
from ceecluster.words.topic import Topic

if TYPE_CHECKING:
    from ceecluster.coherence.learning import LearningPair, RegionLesson
    from ceecluster.coherence.questions import Questions
    from ceecluster.coherence.reciprocity import LinkedPair, OpenSet, Reciprocity

SHOWN = 8
"""Pairs whose lessons are listed."""
ALPHA = 0.05
KINDS: dict[LinkKind, Part] = {kind: Statement("partnership.kind", {"kind": kind}) for kind in LinkKind}


def learning_topic(questions: Questions) -> Topic:
    """Who can learn what from whom."""
    found = questions.learning
    if found.remark is Caveat.TOO_MANY:
        return _left_out("learning", questions, large.ComparisonPart.LEARNING)
    if not found.pairs:
        return Topic("compare-learning", Statement("partnership.learning"), lead=(Statement("partnership.nothing"),))
    columns: tuple[Column[tuple[LearningPair, RegionLesson]], ...] = (
        Column(Word("from whom"), lambda row: _direction(row[1]), header=True, spelling=Spelling.CODE),
        Column(Word("gain"), lambda row: Number(row[0].gains[row[1].learner != row[0].region]), "right"),
        Column(Word("what"), lambda row: Ref("criterion", row[1].criterion), spelling=Spelling.LABEL),
        Column(Word("level"), lambda row: Ref("level", row[1].level)),
        Column(Statement("partnership.values"), lambda row: _values(row[1]), "right"),
        Column(Word("look at"), lambda row: refs("record", row[1].records, 2), spelling=Spelling.CODE),
    )
    rows = [
        (one, lesson)
        for one in found.pairs[:SHOWN]
        for learner in (one.region, one.partner)
        for lesson in one.lessons_for(learner)[:2]
    ]
    best = found.nearest
    facts = {
        "pairs": Names(tuple(both_of(one.region, one.partner) for one in best), NAMED),
        "several": len(best) > 1,
        "gain": Number(best[0].mutual),
        "count": len(best[0].lessons),
        "all": len(found.pairs),
    }
    lead = [Statement("partnership.most", facts)]
    if found.one_sided:
        lead.append(Statement("partnership.one_sided", {"count": found.one_sided}))
    note = Statement("partnership.note_learning")
    told = table("learning", Statement("partnership.lessons"), columns, rows, note)
    return Topic("compare-learning", Statement("partnership.learning"), lead=tuple(lead), tables=(told,))


def _left_out(name: str, questions: Questions, part: large.ComparisonPart) -> Topic:
    told = left_out_words(questions.comparison.world, part)
    return Topic(f"compare-{name}", Statement(f"partnership.{name}"), lead=told)


def _direction(lesson: RegionLesson) -> Statement:
    facts = {"learner": Ref("region", lesson.learner), "teacher": Ref("region", lesson.teacher)}
    return Statement("partnership.direction", facts)


def _values(lesson: RegionLesson) -> Text:
    return Text((Number(lesson.learner_value), " / ", Number(lesson.teacher_value)))


def openness_topic(questions: Questions) -> Topic:
    """Whose instruments are open to whom, and which links both sides know of."""
    found = questions.openness
    if found.remark is Caveat.TOO_MANY:
        return _left_out("openness", questions, large.ComparisonPart.OPENNESS)
    columns: tuple[Column[OpenSet], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True),
        Column(Word("instruments"), lambda row: refs("term", row.instruments, 3), spelling=Spelling.NAME),
        Column(Word("open to"), lambda row: refs("region", row.partners), spelling=Spelling.CODE),
        Column(
            Word("open in return"),
            lambda row: refs("region", row.returned) if row.returned else Word("none"),
            spelling=Spelling.CODE,
        ),
        Column(Word("paid"), lambda row: None if row.paid is None else Word("yes") if row.paid else Word("no")),
        Column(Word("records"), lambda row: refs("record", row.records, 3), spelling=Spelling.CODE),
    )
    sided: tuple[Column[LinkedPair], ...] = (
        Column(Word("pair"), lambda row: pair(row.region, row.partner), header=True, spelling=Spelling.CODE),
        Column(Word("named by"), lambda row: refs("region", row.named_by), spelling=Spelling.CODE),
        Column(Word("records"), lambda row: refs("record", row.records, 3), spelling=Spelling.CODE),
    )
    tables = [table("opened", Statement("partnership.opened"), columns, found.sets)] if found.openings else []
    tables += [table("one-sided", Statement("partnership.sided"), sided, found.one_sided)] if found.one_sided else []
    lead = tuple(_opened(found))
    return Topic("compare-openness", Statement("partnership.openness"), lead=lead, tables=tuple(tables))


def _opened(found: Reciprocity) -> Iterator[Statement]:
    yield Statement("partnership.unstated", {"count": found.instruments, "unstated": found.unstated})
    if found.opening:
        facts = {
            "count": len(found.opening),
            "regions": refs("region", found.opening),
            "mutual": Names(tuple(both_of(*names) for names in found.mutual)) if found.mutual else None,
        }
        yield Statement("partnership.opening", facts)
        unpaid = refs("region", found.unpaid) if found.unpaid else None
        yield Statement("partnership.unpaid", {"count": len(found.unpaid), "regions": unpaid})
    yield Statement("partnership.links", {"count": len(found.links), "sided": len(found.one_sided)})


def cooperation_topic(questions: Questions, since: int | None = None) -> Topic:
    """Joint projects, memberships and cross-border entries of every pair beside the similarity of their policies."""
    found = questions.cooperation
    if found.remark is Caveat.TOO_MANY:
        return _left_out("cooperation", questions, large.ComparisonPart.COOPERATION)
    columns: tuple[Column[PairLinks], ...] = (
        Column(Word("pair"), lambda row: pair(row.region, row.partner), header=True, spelling=Spelling.CODE),
        Column(Word("similarity"), lambda row: Number(row.similarity), "right"),
        Column(Word("joint"), lambda row: row.joint, "right"),
        Column(Word("own"), lambda row: row.own, "right"),
        Column(Word("years"), _years),
        Column(Word("records"), lambda row: refs("record", row.records, 2), spelling=Spelling.CODE),
        Column(Word("reading"), lambda row: KINDS[row.kind] if row.kind else None),
    )
    years: tuple[Column[LinkYear], ...] = (
        Column(Word("year"), lambda row: row.year, header=True),
        Column(Word("pairs linked"), lambda row: row.pairs, "right"),
        Column(Word("records"), lambda row: row.records, "right"),
    )
    note = Statement("partnership.note_links", {"cut": Number(found.cut)})
    tables = (
        [table("cooperation", Statement("partnership.linked"), columns, found.linked, note)] if found.linked else []
    )
    if found.by_year:
        about = Statement("partnership.note_years")
        tables.append(table("years", Statement("partnership.by_year"), years, found.by_year, about))
    return Topic(
        "compare-cooperation",
        Statement("partnership.cooperation"),
        lead=tuple(_linked(found, since)),
        tables=tuple(tables),
    )


def _years(row: PairLinks) -> Part | None:
    if row.first is None:
        return None
    return str(row.first) if row.last in (None, row.first) else Interval(row.first, row.last, 0)


def _linked(found: Cooperation, since: int | None) -> Iterator[Statement]:
    facts = {"linked": len(found.linked), "count": len(found.by_pair), "records": found.records}
    yield Statement("partnership.documented", {**facts, "undated": found.undated})
    if since is not None:
        yield from _before_after(found, since)
    for kind in (LinkKind.STRANGERS, LinkKind.PARTNERS, LinkKind.BOTH, LinkKind.NEITHER):
        pairs = found.of_kind(kind)
        if pairs:
            named = Names(tuple(both_of(row.region, row.partner) for row in pairs), NAMED)
            yield Statement("partnership.of_kind", {"kind": kind, "count": len(pairs), "pairs": named})
    if found.r is None or found.p is None:
        yield Statement("partnership.untested")
    else:
        shown = found.p < ALPHA and found.r > 0
        figures = {"shown": shown, "r": Number(found.r), "regions": found.regions, "p": Number(found.p, 3)}
        yield Statement("partnership.associated", figures)


def _before_after(found: Cooperation, year: int) -> Iterator[Statement]:
    told = found.before_after(year)
    sides = {
        name: Names(tuple(both_of(*names) for names in pairs), NAMED) if pairs else None
        for name, pairs in (("before", told.before), ("after", told.after))
    }
    yield Statement(
        "partnership.before_after",
        {
            "year": year,
            "before": sides["before"],
            "before_count": len(told.before),
            "after": sides["after"],
            "after_count": len(told.after),
            "both": len(told.both),
            "undated": told.undated,
        },
    )
