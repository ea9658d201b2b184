"""The draft agreement as a memorandum: what its text, in templates/documents/agreement.md.j2, is filled with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Date,
    Limit,
    Marked,
    Names,
    Number,
    Part,
    Ref,
    Remarked,
    Statement,
    Table,
    Text,
)
from ceecluster.numerals import decimal
from ceecluster.words import agreement as told
from ceecluster.words.memorandum_tables import (
    about_table,
    coherence_table,
    criteria_table,
    evidence_table,
    listed,
    participants_table,
    refs,
    signatures_table,
)
from ceecluster.words.pairwise import DIMENSIONS
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.agreement.agreement import Agreement
    from ceecluster.agreement.grounds import CommonCriterion, Field, Grounds
    from ceecluster.agreement.positions import RegionStance
    from ceecluster.agreement.rule import Case
    from ceecluster.coherence.comparison import Comparison
    from ceecluster.model import World
    from ceecluster.model.network import Fact

SHOWN = 6
"""Names in a sentence before the rest is counted."""
FEWEST, SECTORS = 3, 7
"""Common fields of an agreement that can be kept."""
INSTRUMENTS = 8
"""Instruments named in a sentence."""
IN_A_NOTE = 3
"""Records that a note names; the annex has the first of each region."""
OF_A_KIND = 4
"""Names of one kind in a sentence of several kinds."""


@dataclass(frozen=True)
class Clause:
    """What a clause names; the figures behind it are a comment, since no statistic binds anybody."""

    names: Names
    evidence: Remarked
    """How many Participants each name rests on."""


@dataclass(frozen=True)
class LevelText:
    """What the draft says of a level."""

    level: Ref
    definition: str
    """What belongs there."""
    records: int
    regions: int
    """Regions with records there."""
    shared: Clause | None
    """What at least three quarters of the regions whose records say anything of the kind have; none without any."""
    aims: Clause | None
    """Criteria that most regions with evidence miss there, those that tie with the third included; none where none is
    missed."""
    unknown: Clause | None
    """Criteria on which most regions have no evidence there, with the number of regions; none where all have it."""


@dataclass(frozen=True)
class IssueText:
    """What a clause says of an issue."""

    number: str
    """Number of the clause."""
    objective: bool
    """Whether it is an objective of the vocabulary; else it is an issue of the network's own."""
    issue: Ref
    """The issue."""
    all: bool
    """Whether all Participants have declared support or acceptance."""
    willing: Names | None
    """Participants that declared support or acceptance; none without any."""
    proposed: Names | None
    """Participants to which it is a priority and whose word is open; none without any."""
    wanted: bool
    """Whether it is a topic of all; else others can join."""
    held_back: tuple[Remarked, ...]
    """Who reserves or objects, and why; a comment or a footnote says who, why and what it could live with, as far as
    the audience may see it."""
    evidence: Remarked
    """Whose word is open and why, and what the clause rests on: a comment, or a footnote."""


@dataclass(frozen=True)
class AgreementWords:
    """What the text of the draft agreement is filled with."""

    title: str
    """The network."""
    secret: bool
    """Whether the copy may hold what is not for publication."""
    records: Statement
    """The year, and how many records speak in it."""
    record_count: int
    """Records of the participants that speak in the year."""
    count: int
    """Participants."""
    participants: Table
    """Who would sign: participant, country, body."""
    secretariat: str | None
    """Body that stands for the secretariat; none where none is named."""
    recalled: tuple[Part, ...]
    """Dated facts about the network, with their sources."""
    levels: tuple[LevelText, ...]
    """The levels of the network."""
    topics: int
    """Issues that are a priority of most."""
    undeclared: int
    """Clauses of issues on which no participant has declared a stance."""
    clauses: tuple[IssueText, ...]
    """The issues, in the order of their clauses."""
    silent: Names | None
    """Participants without any position; none where all have one."""
    rule: Statement
    """The rule by which topics are chosen."""
    guidelines_agreed: bool
    """Whether the quality guidelines are agreed."""
    criteria_count: int
    """Criteria of the guidelines."""
    band: Marked
    """Band from which a criterion counts as met."""
    least: Number
    """Its lower end."""
    kept_by_all: Clause | None
    """Criteria that all with evidence meet, where two thirds of the participants have evidence; none without any."""
    missed_by_most: Clause | None
    """Criteria that fewer than half of those with evidence meet, under the same condition; none without any."""
    sectors: Clause | None
    """Up to seven fields that most often stand in records of two or more participants, with their number; more only
    where they tie, none without any."""
    instruments: Clause | None
    """Instruments of two or more participants, with their number; none without any."""
    strengths: Clause | None
    """Sectors that several count among their strongest; none without any."""
    european: bool
    """Whether the vocabulary lists programmes of the European Union."""
    candidates: int
    """Regions that may join."""
    ready: Names | None
    """Those with an inventory; none without any."""
    signatures: Table
    """Participant and body, and room for office, place, date and signature."""
    evidence: Table
    """Positions and records behind each clause."""
    differences: tuple[Statement, ...]
    """Where participants differ, by name."""
    dropped: tuple[Statement, ...]
    """Issues without a clause, and why."""
    criteria: Table
    """Criteria with those that meet them."""
    unknown_criteria: Names | None
    """Criteria on which no participant has evidence; none where each has some."""
    thin_criteria: int
    """Criteria on which some have evidence, and fewer than two thirds."""
    about: Table
    """What is on file about each participant: levels with records, NUTS codes, how sure its membership is."""
    unnamed: Names | None
    """Participants whose signing body is not documented; none where each is."""
    unsure: Names | None
    """Participants whose membership is not of high confidence; none without any."""
    unstated: Names | None
    """Participants of which the network file does not say how sure their membership is; none without any."""
    concordance: tuple[Statement, ...]
    """How alike the regions order the issues."""
    origin: Statement
    """How many positions are declared, how many derived."""
    coherence: Table
    """How alike the policies are, by level."""
    with_value: int
    """Participants whose evidence on quality suffices for a value."""
    min_coverage: Limit
    """Share of the evidence that suffices."""


def agreement_words(agreement: Agreement, grounds: Grounds, comparison: Comparison) -> AgreementWords:
    """What the text of the draft agreement is filled with."""
    world = grounds.world
    network, parties = world.network, grounds.parties
    issues = tuple(case for case in agreement.cases if case.clause)
    ready = tuple(region.code for region in network.candidates if region.code in world.candidates)
    differing = (told.difference(agreement, case) for case in agreement.cases)
    return AgreementWords(
        title=network.title,
        secret=agreement.audience != "public",
        records=year_head(world),
        record_count=grounds.records,
        count=len(parties),
        participants=participants_table(parties),
        secretariat=grounds.secretariat,
        recalled=tuple(_recalled(fact) for fact in grounds.recalled),
        levels=tuple(_levels(grounds, comparison)),
        topics=len(agreement.of_class("common", "wanted")),
        undeclared=sum(not case.willing and not case.holding_back for case in issues),
        clauses=tuple(_issue(agreement, case) for case in issues),
        silent=told.some(agreement.silent),
        rule=told.rule(agreement),
        guidelines_agreed=world.guidelines.status == "agreed",
        criteria_count=len(grounds.criteria),
        band=Marked("emphasis", grounds.band),
        least=Number(grounds.least),
        kept_by_all=_criteria(grounds.kept_by_all, "met"),
        missed_by_most=_criteria(grounds.missed_by_most, "missed"),
        sectors=_fields(common_fields(grounds.fields("sectors")), SECTORS),
        instruments=_fields(grounds.fields("instruments"), INSTRUMENTS),
        strengths=_fields(grounds.strengths, SHOWN),
        european=bool(world.vocabulary.eu_programmes),
        candidates=len(network.candidates),
        ready=told.some(ready),
        signatures=signatures_table(parties),
        evidence=evidence_table(agreement),
        differences=tuple(found for found in differing if found is not None),
        dropped=tuple(told.not_proposed(case) for case in agreement.of_class("not_proposed")),
        criteria=criteria_table(grounds),
        unknown_criteria=listed(refs("criterion", (row.criterion for row in grounds.unknown)), SHOWN),
        thin_criteria=len(grounds.thin),
        about=about_table(parties),
        unnamed=told.few(tuple(party.region for party in parties if not party.body)),
        unsure=told.some(tuple(party.region for party in parties if party.confidence not in ("high", None))),
        unstated=told.few(tuple(party.region for party in parties if party.confidence is None)),
        concordance=tuple(told.concordance(agreement)),
        origin=told.origin(agreement),
        coherence=coherence_table(comparison),
        with_value=grounds.with_value,
        min_coverage=Limit(world.guidelines.min_coverage),
    )


def _recalled(fact: Fact) -> Part:
    return Statement("memorandum.recalled", {"fact": fact.statement}, refs("source", fact.source))


def _levels(grounds: Grounds, comparison: Comparison) -> Iterable[LevelText]:
    common = {row.level: row.common for row in comparison.by_level}
    texts = {level.id: level.definition for level in grounds.world.network.levels}
    for row in grounds.levels:
        yield LevelText(
            level=Ref("level", row.level),
            definition=texts[row.level],
            records=row.records,
            regions=row.regions,
            shared=_shared(grounds.world, common.get(row.level, ())),
            aims=_criteria(grounds.weakest(row.level), "met"),
            unknown=_criteria(grounds.least_documented(row.level), "silent"),
        )


def _shared(world: World, codes: tuple[str, ...]) -> Clause | None:
    # By their kind: an aim and an instrument may have the same name.
    kinds = [
        (label, [code for code in codes if code in world.vocabulary.terms(kind)]) for kind, label in DIMENSIONS.items()
    ]
    told_of = [
        Statement("memorandum.of_kind", {"kind": label, "names": Names(refs("term", own), OF_A_KIND)})
        for label, own in kinds
        if own
    ]
    return Clause(Names(tuple(told_of)), Remarked("", Statement("memorandum.shared"))) if told_of else None


def _clause(kind: str, rows: Sequence[tuple[Ref, Part]], most: int) -> Clause | None:
    """The names of a clause, and how many Participants are behind each."""
    if not rows:
        return None
    told_of = [Statement("memorandum.behind_one", {"name": name, "figure": figure}) for name, figure in rows]
    figures = Names(tuple(told_of), most)
    behind = Statement("memorandum.behind", {"kind": kind, "figures": figures})
    return Clause(Names(tuple(name for name, _ in rows), most), Remarked("", behind))


def _criteria(rows: tuple[CommonCriterion, ...], kind: str) -> Clause | None:
    told_of = _silent if kind == "silent" else _met
    return _clause(kind, [(Ref("criterion", row.criterion), told_of(row)) for row in rows], SHOWN)


def _met(row: CommonCriterion) -> Statement:
    return Statement("memorandum.met_of", {"part": len(row.meets), "of": row.documented})


def _silent(row: CommonCriterion) -> Statement:
    return Statement("memorandum.without", {"count": len(row.silent)})


def common_fields(rows: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields of most participants: as many as can be kept without parting those that tie, where three can."""
    cut = max((n for n in range(SECTORS + 1) if n == len(rows) or _parts(rows, n)), default=0)
    if cut < min(FEWEST, len(rows)):
        cut = next((n for n in range(SECTORS + 1, len(rows)) if _parts(rows, n)), len(rows))
    return rows[:cut]


def _parts(rows: tuple[Field, ...], n: int) -> bool:
    """Whether the first rows so many have more participants than the next."""
    return 0 < n < len(rows) and len(rows[n - 1].regions) > len(rows[n].regions)


def _fields(rows: tuple[Field, ...], most: int) -> Clause | None:
    return _clause("fields", [(Ref("term", row.code), len(row.regions)) for row in rows], most)


def _issue(agreement: Agreement, case: Case) -> IssueText:
    return IssueText(
        number=case.clause,
        objective=case.kind == "objective",
        issue=Ref("term", case.issue),
        all=case.status == "common",
        willing=told.some(case.willing),
        proposed=told.some(case.proposed),
        wanted=case.status in ("common", "wanted"),
        held_back=tuple(
            Remarked(told.held_back(stance), _asks(stance, agreement)) for stance in agreement.holding_back(case.issue)
        ),
        evidence=Remarked("", Text((*_open(case), _measured(agreement, case)))),
    )


def _open(case: Case) -> tuple[Part, ...]:
    """Whose word is open at a clause; nothing where nobody's is."""
    waits = {"proposed": told.few(case.proposed)}
    return (Statement("memorandum.waits", waits), " ") if case.proposed or not case.willing else ()


def _asks(stance: RegionStance, agreement: Agreement) -> Statement:
    """Who holds back, since when, why, and what it could live with where the copy is the secretariat's."""
    facts = {
        "region": Ref("region", stance.region),
        "objects": stance.stance == "object",
        "date": Date(stance.date) if stance.date else None,
        "reason": stance.reason or None,
        "fallback": stance.fallback or None,
        "secretariat": agreement.audience == "secretariat",
    }
    return Statement("memorandum.asks", facts)


def _measured(agreement: Agreement, case: Case) -> Statement:
    """The figures behind a clause."""
    low, high = case.a_range or (None, None)
    records = tuple(row.records[0] for row in agreement.on(case.issue) if row.records)
    facts = {
        "willing": len(case.willing),
        "regions": case.regions,
        "open": len(case.open),
        "holders": len(case.holders),
        "positions": case.positions,
        "declared": case.declared,
        "median": Number(case.median, 1),
        "a": Number(case.a),
        "consensus": Number(case.consensus),
        "low": None if low is None else Number(low),
        "high": Number(high),
        "same": low is not None and decimal(low) == decimal(high or 0),
        "pivots": told.few(case.pivots),
        "records": listed(refs("record", records), IN_A_NOTE),
    }
    return Statement("memorandum.measured", facts)
