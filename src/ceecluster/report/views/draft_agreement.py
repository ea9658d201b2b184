"""The draft agreement: every clause with the evidence it rests on; nothing is signed, dated or invented."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ceecluster.agreement.agreement import Agreement
from ceecluster.agreement.grounds import level_facts
from ceecluster.inforce import year_of
from ceecluster.model import World
from ceecluster.report.views.agreement import concordance_sentence, origin_sentence
from ceecluster.report.views.articles import Annex, Article, Clause, Names, small
from ceecluster.report.views.base import Column, Table, listed, number, plural, threshold

if TYPE_CHECKING:
    from ceecluster.coherence.comparison import Comparison
    from ceecluster.scoring.quality import Scores
    from ceecluster.study import Study

BANNER = (
    "DRAFT for discussion, made from the inventories by a program. It binds nobody. Words in [brackets] are open; "
    "signatures, dates and names of persons are left blank."
)

SECRET = "This copy holds positions that are not for publication."


@dataclass(frozen=True)
class DraftAgreement:
    """A draft agreement, ready to be set in any medium."""

    title: str
    banner: str
    parties: Article
    recitals: tuple[Clause, ...]
    articles: tuple[Article, ...]
    annexes: tuple[Annex, ...]


@dataclass(frozen=True)
class Grounds:
    """What the draft is worded from."""

    world: World
    agreement: Agreement
    scores: Scores
    comparison: Comparison

    @cached_property
    def names(self) -> Names:
        """Codes in words."""
        return Names(self.world)

    @property
    def silent(self) -> tuple[str, ...]:
        """Members without any position."""
        speaking = set(self.agreement.positions["region"])
        return tuple(region for region in self.agreement.regions if region not in speaking)


def draft_agreement(world: World, agreement: Agreement, scores: Scores, comparison: Comparison) -> DraftAgreement:
    """Word the draft agreement of a network."""
    from ceecluster.report.views import draft_framework, draft_substance

    grounds = Grounds(world, agreement, scores, comparison)
    return DraftAgreement(
        title=f"{world.network.title}: draft cluster agreement",
        banner=BANNER if agreement.audience == "public" else f"{BANNER} {SECRET}",
        parties=_parties(grounds),
        recitals=tuple(_recitals(grounds)),
        articles=(
            _understanding(grounds),
            draft_substance.criteria(grounds),
            draft_substance.issues(grounds),
            draft_substance.fields(grounds),
            draft_substance.commitments(grounds),
            *draft_framework.articles(grounds),
        ),
        annexes=(
            draft_substance.evidence(grounds),
            draft_substance.differences(grounds),
            draft_substance.not_proposed(grounds),
        ),
    )


def _parties(grounds: Grounds) -> Article:
    """Article 1: who would sign."""
    network, names = grounds.world.network, grounds.names
    active, year = _levels_by_region(grounds), year_of(grounds.world)
    rows = tuple(
        (
            region.code,
            region.title,
            region.country,
            network.name_at(region.partner, year) or "[to be named]",
            ", ".join(names.level(level) for level in active.get(region.code, ())) or "no record",
            f"{', '.join(region.nuts)} (NUTS {region.vintage})",
            region.membership.confidence if region.membership else "not stated",
        )
        for region in network.regions
    )
    unsure = [row[0] for row in rows if row[6] not in ("high", "not stated")]
    unstated = [row[0] for row in rows if row[6] == "not stated"]
    unnamed = [region.code for region in network.regions if not network.name_at(region.partner, year)]
    missing = []
    if unstated:
        missing.append(f"How sure the membership is of {names.regions(unstated)} is not stated in the network file.")
    if unsure:
        missing.append(
            f"The membership of {names.regions(unsure)} is not of high confidence; the secretariat confirms it before "
            "the text goes out."
        )
    if unnamed:
        missing.append(f"The body that would sign is not documented for {names.regions(unnamed)}; each names its own.")
    titles = ("code", "party", "country", "body", "levels on record", "NUTS", "membership")
    columns = tuple(Column(title, header=title == "party") for title in titles)
    countries = plural(len({region.country for region in network.regions}), "country", "countries")
    lead = f"This agreement is proposed to the {plural(len(rows), 'party', 'parties')} below, from {countries}."
    return Article(1, "Parties", (lead,), (), (Table("parties", "Parties", columns, rows),), tuple(missing))


def _levels_by_region(grounds: Grounds) -> dict[str, list[str]]:
    table = grounds.scores.levels
    found: dict[str, list[str]] = {}
    for level in (level.id for level in grounds.world.network.levels):
        for region, at, records in zip(table["region"], table["level"], table["records"], strict=True):
            if records and at == level:
                found.setdefault(str(region), []).append(level)
    return found


def _recitals(grounds: Grounds) -> list[Clause]:
    """Article 2: what the parties share, computed; lettered (a), (b), …"""
    world = grounds.world
    texts = [_records(grounds), *_recalled(world), *_coherence(grounds)]
    texts.append(
        ("Noting how they rank what matters: " + concordance_sentence(grounds.agreement), "positions of Annex A")
    )
    texts.append(("Aware that " + small(origin_sentence(grounds.agreement)), "positions of Annex A"))
    scored = int(grounds.scores.regions["value"].notna().sum())
    agreed = world.guidelines.status == "agreed"
    texts.append(
        (
            f"Aware that the evidence on quality suffices for a value in {scored} of "
            f"{plural(len(grounds.agreement.regions), 'region')}, and that the guidelines (version "
            f"{world.guidelines.version}) are {'agreed' if agreed else 'a proposal, not yet agreed'};",
            f"a value needs evidence on {threshold(world.guidelines.min_coverage)} of the weight of the criteria",
        )
    )
    texts.append(("Intending to work together as set out below:", "Articles 3 to 13"))
    return [Clause(f"({chr(97 + k)})", text, evidence) for k, (text, evidence) in enumerate(texts)]


def _records(grounds: Grounds) -> tuple[str, str]:
    facts = level_facts(grounds.world)
    total = sum(not p.example for inventory in grounds.world.regions.values() for p in inventory.programmes)
    parts = [
        f"{plural(int(records), 'record')} at the level {name} in {plural(int(regions), 'region')}"
        for name, records, regions in zip(facts["name"], facts["records"], facts["regions"], strict=True)
    ]
    first = [int(year) for year in facts["first"].dropna()]
    since = f", the earliest from {min(first)}" if first else ""
    return (
        f"Recognising that the inventories of the parties document {plural(total, 'record')} of cluster policy and "
        f"cluster practice: {listed(parts)}{since}; a record may act at several levels;",
        "counted in the inventories of the parties; national frames and transnational records are not counted",
    )


def _recalled(world: World) -> list[tuple[str, str]]:
    """Facts of the network's own that carry a full date."""
    return [
        (f"Recalling: {fact.statement}", f"{', '.join(fact.source)} (sources of the network file)")
        for fact in world.network.facts
        if isinstance(fact.value, str) and len(fact.value) == 10 and fact.value[4] == "-"
    ]


def _coherence(grounds: Grounds) -> list[tuple[str, str]]:
    names = grounds.names
    levels = grounds.comparison.levels.dropna(subset=["index"])
    if levels.empty:
        text = "Noting that no two regions have records at the same level, so that coherence cannot be stated;"
        return [(text, "ceecluster compare")]
    columns = [levels[name] for name in ("level", "index", "pairs_with_data", "pairs")]
    parts = [
        f"{number(index)} at the level {names.level(level)} ({known} of {pairs} pairs of regions with data)"
        for level, index, known, pairs in zip(*columns, strict=True)
    ]
    texts = [
        (
            "Noting how alike their policies are on average, from 0 (nothing in common) to 1 (everything): "
            f"{listed(parts)};",
            "mean similarity of all pairs with records; ceecluster compare",
        )
    ]
    common = [
        f"at the level {names.level(level)} {names.terms(list(codes), 6)}"
        for level, codes in zip(levels["level"], levels["common"], strict=True)
        if codes
    ]
    if common:
        held = f"Noting what at least three quarters of the regions with records hold already: {'; '.join(common)};"
        texts.append((held, "codes by level; ceecluster compare --format json"))
    return texts


def _understanding(grounds: Grounds) -> Article:
    """Article 3: words and levels."""
    holds_at = grounds.agreement.rule.holds_at
    words = [
        (
            "Cluster",
            "firms, research and education bodies and public bodies in related fields and near each other, which "
            "compete and work together",
        ),
        ("Cluster initiative", "an organised effort, with members and a management, to develop a cluster"),
        (
            "Cluster programme",
            "money or rules of a public body by which cluster initiatives are founded, run or improved",
        ),
        (
            "Record",
            "one documented law, strategy, call, programme, agency, cluster or network, with its sources",
        ),
        (
            "Priority",
            f"an issue that a Participant gives {holds_at} or more on the scale from 0 to 4; less is no objection",
        ),
    ]
    clauses = [Clause(f"3.{k}", f"{w}: {text}.", "definition") for k, (w, text) in enumerate(words, start=1)]
    for level in grounds.world.network.levels:
        text = f"The level {level.name}: {small(level.definition.rstrip('.'))}."
        clauses.append(Clause(f"3.{len(clauses) + 1}", text, "levels of the network file"))
    return Article(3, "Common understanding", ("In this agreement the parties use these words.",), tuple(clauses))


def context(study: Study, agreement: Agreement | None = None) -> dict[str, Any]:
    """The variables of `agreement.md.j2`."""
    draft = draft_agreement(study.world, agreement or study.agreement, study.scores, study.comparison)
    return {"title": draft.title, "draft": draft}
