"""A region's profile in words: where it stands, its strengths and gaps, partners, next steps, records."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ceecluster.coherence.cells import GAP
from ceecluster.coherence.comparison import Comparison
from ceecluster.errors import unknown
from ceecluster.model import Source, World
from ceecluster.report.views.base import MISSING, Column, Table, interval, lasting, listed, number, percent
from ceecluster.report.views.coherence import region_section
from ceecluster.report.views.comparison import quality, term
from ceecluster.report.views.prose import spelled
from ceecluster.report.views.year import partner_sentence
from ceecluster.scoring.quality import Scores

_AWAY = 0.1
"""Distance from the median below which a criterion is neither strength nor gap."""


@dataclass(frozen=True)
class ProfileView:
    """Everything a region's profile says."""

    code: str
    name: str
    facts: tuple[str, ...]
    summary: tuple[str, ...]
    strengths: tuple[str, ...]
    gaps: tuple[str, ...]
    levels: Table
    partners: Table
    learning: tuple[str, ...]
    next_steps: Table
    to_document: Table
    records: Table
    sources: Table


def profile_view(scores: Scores, comparison: Comparison, code: str) -> ProfileView:
    """The profile of a member region; UsageError for an unknown one."""
    world = scores.world
    known = [region.code for region in world.network.regions]
    if code not in known:
        raise unknown("region", code, known)
    region = world.network.region(code)
    facts = [f"Country {region.country}; NUTS {region.vintage}: {', '.join(region.nuts)}."]
    if region.partner:
        facts.append(partner_sentence(world, region))
    if region.membership is not None:
        note = f" {region.membership.note}" if region.membership.note else ""
        facts.append(f"How sure the membership is: {region.membership.confidence}.{note}")
    if region.strong_sectors:
        facts.append(f"Sectors named as strong: {listed([term(world, s) for s in region.strong_sectors])}.")
    strengths, gaps = _against_median(scores, code)
    return ProfileView(
        code,
        region.title,
        tuple(facts),
        spelled(world, region_section(comparison, code).sentences),
        strengths,
        gaps,
        _levels(scores, code),
        _partners(comparison, code),
        spelled(world, _learning(comparison, code)),
        _next_steps(scores, code),
        _to_document(scores, code),
        _records(world, code),
        _sources(world, code),
    )


def _against_median(scores: Scores, code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Criteria clearly above and below the median of the other regions."""
    table = scores.criteria.dropna(subset=["z"])
    mean = table.groupby(["criterion", "region"])["z"].mean().unstack("region")
    strengths: list[str] = []
    gaps: list[str] = []
    names = {criterion.id: criterion.name for criterion in scores.world.guidelines.criteria}
    if code not in mean:
        return (), ()
    others = mean.drop(columns=code)
    found = pd.DataFrame({"own": mean[code], "median": others.median(axis=1), "known": others.notna().sum(axis=1)})
    found["away"] = found["own"] - found["median"]
    for row in found.dropna().sort_values("away", ascending=False, kind="stable").itertuples():
        sentence = (
            f"{row.Index} {names[str(row.Index)]}: {number(row.own)} against a median of {number(row.median)} of "
            f"{row.known} others with evidence."
        )
        if row.away >= _AWAY:
            strengths.append(sentence)
        elif row.away <= -_AWAY:
            gaps.insert(0, sentence)
    return tuple(strengths[:5]), tuple(gaps[:5])


def _levels(scores: Scores, code: str) -> Table:
    names = {level.id: level.name for level in scores.world.network.levels}
    own = scores.levels[scores.levels["region"] == code]
    rows = tuple(
        (
            names[row.level],
            str(row.records),
            quality(row.low, row.value, row.high, row.quality_class),
            percent(row.coverage, scores.min_coverage),
        )
        for row in own.itertuples(index=False)
    )
    columns = (
        Column("level", header=True),
        Column("records", "right"),
        Column("quality (range)"),
        Column("evidence", "right"),
    )
    return Table("levels", "Quality and evidence by level", columns, rows)


def _partners(comparison: Comparison, code: str) -> Table:
    """The closest regions, with the objectives both pursue."""
    pairs = comparison.pairs
    mine = pairs[(pairs["region"] == code) | (pairs["partner"] == code)].dropna(subset=["similarity"])
    mean: dict[str, list[float]] = {}
    for row in mine.itertuples(index=False):
        mean.setdefault(row.partner if row.region == code else row.region, []).append(row.similarity)
    objectives = comparison.codes[comparison.codes["dimension"] == "objectives"]
    held: dict[str, set[str]] = {}
    for row in objectives.itertuples(index=False):
        for region in row.regions:
            held.setdefault(region, set()).add(row.code)
    averages = {other: sum(values) / len(values) for other, values in mean.items()}
    ordered = sorted(averages, key=lambda other: (-averages[other], other))[:5]
    rows = tuple(
        (
            f"{other} {comparison.world.network.region(other).title}",
            number(averages[other]),
            listed([term(comparison.world, c) for c in sorted(held.get(code, set()) & held.get(other, set()))], 4)
            or MISSING,
        )
        for other in ordered
    )
    columns = (Column("region", header=True), Column("similarity", "right"), Column("objectives both pursue"))
    return Table("partners", "Closest partners and why", columns, rows)


def _learning(comparison: Comparison, code: str) -> tuple[str, ...]:
    """Gaps of this region with the regions that hold the objective."""
    cells = comparison.cells[(comparison.cells["region"] == code) & (comparison.cells["cell"] == GAP)]
    names = {level.id: level.name for level in comparison.world.network.levels}
    actions = comparison.actions.set_index(["objective", "level"])
    found = []
    for row in cells.head(6).itertuples(index=False):
        key = (row.objective, row.level)
        example = ""
        if key in actions.index:
            records = [r for rs in actions.loc[[key], "records"] for r in rs]
            example = f" See {listed(list(dict.fromkeys(records))[:3])}."
        found.append(
            f"{term(comparison.world, row.objective)} at the level {names[row.level]}: held by {listed(list(row.holders))}.{example}"
        )
    return tuple(found)


def _next_steps(scores: Scores, code: str) -> Table:
    """The next rung of the ladder for the region's lowest documented criteria."""
    own = scores.criteria[(scores.criteria["region"] == code) & scores.criteria["z"].notna()]
    names = {level.id: level.name for level in scores.world.network.levels}
    rows = []
    ordered = own.assign(gain=own["weight"] * (1 - own["z"])).sort_values(
        ["gain", "criterion"], ascending=[False, True], kind="stable"
    )
    for row in ordered.itertuples(index=False):
        criterion = scores.world.guidelines.criterion(row.criterion)
        if criterion.measure.kind == "ordinal" and isinstance(row.raw, int | float) and row.raw < 4:
            step = criterion.next_steps.get(int(row.raw) + 1)
            aim = f"step {int(row.raw)} to {int(row.raw) + 1}"
        else:
            step, aim = (criterion.improve, f"{number(row.z)} to more") if row.z < 1 else (None, "")
        if step:
            rows.append((f"{criterion.id} {criterion.name}", names[row.level], aim, step))
    columns = (Column("criterion", header=True), Column("level"), Column("from"), Column("what to do"))
    return Table("next", "Next steps, the weightiest first", columns, tuple(rows[:6]))


def _to_document(scores: Scores, code: str) -> Table:
    """What to document next: the weightiest criteria without evidence."""
    own = scores.criteria[(scores.criteria["region"] == code) & (scores.criteria["state"] == "not documented")]
    names = {level.id: level.name for level in scores.world.network.levels}
    ordered = own.sort_values(["weight", "criterion"], ascending=[False, True], kind="stable").head(6)
    rows = tuple(
        (
            f"{row.criterion} {scores.world.guidelines.criterion(row.criterion).name}",
            names[row.level],
            percent(row.weight),
            scores.world.guidelines.criterion(row.criterion).evidence,
        )
        for row in ordered.itertuples(index=False)
    )
    columns = (
        Column("criterion", header=True),
        Column("level"),
        Column("weight at its level", "right"),
        Column("evidence wanted"),
    )
    return Table("document", "Evidence worth collecting next", columns, rows)


def _records(world: World, code: str) -> Table:
    inventory = world.regions.get(code)
    own = inventory.programmes if inventory else ()
    rows = []
    for programme, frame in [*((p, False) for p in own), *((p, True) for p in world.frames_of(code))]:
        if programme.example:
            continue
        place = f"{', '.join(programme.level)}{' (national frame)' if frame else ''}"
        rows.append(
            (
                programme.id,
                programme.title,
                place,
                lasting(programme),
                programme.summary or MISSING,
                ", ".join(f"{world.network.region(code).country}: {key}" if frame else key for key in programme.source),
            )
        )
    columns = (
        Column("record", header=True),
        Column("name"),
        Column("level"),
        Column("years"),
        Column("what it is"),
        Column("sources"),
    )
    return Table("records", "The records", columns, tuple(rows))


def _sources(world: World, code: str) -> Table:
    """Every source that the listed records may cite; keys of the country's file are marked as in the table of records."""
    inventory, frame = world.regions.get(code), world.national.get(world.network.region(code).country)
    rows = tuple(
        (
            f"{owner}{key}",
            source.title,
            source.publisher or MISSING,
            str(source.year or MISSING),
            source.url or source.document or MISSING,
        )
        for owner, sources in (
            ("", inventory.sources if inventory else {}),
            (f"{frame.owner}: " if frame else "", _frame_sources(world, code) if frame else {}),
        )
        for key, source in sources.items()
    )
    columns = (
        Column("key", header=True),
        Column("title"),
        Column("publisher"),
        Column("year"),
        Column("address"),
    )
    return Table("sources", "The sources", columns, rows)


def _frame_sources(world: World, code: str) -> dict[str, Source]:
    """Sources of the country's file that a record of its frame cites as a whole."""
    cited = {key for programme in world.frames_of(code) if not programme.example for key in programme.source}
    known = world.national[world.network.region(code).country].sources
    return {key: source for key, source in known.items() if key in cited}


def range_of(scores: Scores, code: str) -> str:
    """A region's range of scores in a cell."""
    row = scores.regions.set_index("region").loc[code]
    return interval(row["low"], row["high"]) if not pd.isna(row["low"]) else MISSING
