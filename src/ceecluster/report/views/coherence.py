"""The coherence report in words: findings first, then level by level, theme by theme, region by region."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from ceecluster.coherence.cells import COMPLEMENTARY, CONFLICT, GAP, OWN, SHARED
from ceecluster.coherence.chance import BEYOND
from ceecluster.coherence.comparison import Comparison
from ceecluster.coherence.partners import TIE
from ceecluster.coherence.questions import Questions
from ceecluster.coherence.rarefaction import FEW_PAIRS
from ceecluster.model import World
from ceecluster.names import Names
from ceecluster.report.figures import worded_table
from ceecluster.report.views.base import MISSING, Column, Table, View, listed, number, percent, plural
from ceecluster.report.views.comparison import regions_table, signed, term, what_stands_out
from ceecluster.report.views.prose import spelled
from ceecluster.scoring.quality import Scores
from ceecluster.wording import Voice
from ceecluster.words.questions import TOPICS

_WIDEST = 15
"""Codes of a level that are listed; all of them are in the workbook."""
_ACTIONS = 20
"""Actions of a level that are listed."""


@dataclass(frozen=True)
class LevelSection:
    """One level of the network."""

    name: str
    definition: str
    sentences: tuple[str, ...]
    common: Table
    cells: Table
    actions: Table


@dataclass(frozen=True)
class RegionSection:
    """One region in a paragraph."""

    code: str
    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class CoherenceView:
    """Everything the coherence report says."""

    findings: tuple[str, ...]
    network_facts: tuple[str, ...]
    regions: Table
    levels: tuple[LevelSection, ...]
    topics: tuple[View, ...]
    """Chance, groups, structure, learning, openness: a title, sentences and tables each."""
    sections: tuple[RegionSection, ...]
    method: tuple[str, ...]
    quality_of_data: tuple[str, ...]
    glossary: Table


def coherence_view(comparison: Comparison, scores: Scores | None = None) -> CoherenceView:
    """The coherence report of a comparison."""
    world = comparison.world
    found = [
        _level(comparison, level.id) for level in world.network.levels if level.id in set(comparison.levels["level"])
    ]
    sections = [region_section(comparison, region.code) for region in world.network.regions]
    return CoherenceView(
        spelled(world, what_stands_out(comparison)),
        tuple(f"{fact.statement} [{', '.join(fact.source)}]" for fact in world.network.facts),
        regions_table(comparison),
        tuple(replace(level, sentences=spelled(world, level.sentences)) for level in found),
        tuple(_topic(name, Questions(comparison, scores)) for name in TOPICS),
        tuple(replace(section, sentences=spelled(world, section.sentences)) for section in sections),
        _method(comparison),
        spelled(world, _data(comparison)),
        _glossary(world),
    )


def _topic(name: str, questions: Questions) -> View:
    """A topic as a view, until this document is converted."""
    voice, topic = Voice(Names(questions.comparison.world)), TOPICS[name](questions)
    tables = tuple(worded_table(table, voice) for table in topic.tables)
    return View(topic.name, voice.plain(topic.title), tuple(voice.plain(said) for said in topic.lead), tables)


def _level(comparison: Comparison, level: str) -> LevelSection:
    world = comparison.world
    defined = next(item for item in world.network.levels if item.id == level)
    row = comparison.levels.set_index("level").loc[level]
    pairs = comparison.pairs[comparison.pairs["level"] == level].dropna(subset=["similarity"])
    sentences = []
    if pairs.empty:
        sentences.append("No two regions have records at this level, so nothing can be compared.")
    else:
        ordered = pairs.sort_values(["similarity", "region", "partner"], ascending=[False, True, True])
        sentences.append(
            f"{plural(int(row['regions_with_data']), 'region')} have records here. Their mean similarity is "
            f"{number(row['index'])}{_beside(row)}, from {_end(ordered, -1)} to {_end(ordered, 0)}; it rests on "
            f"{row['pairs_with_data']} of {row['pairs']} pairs{_few(row['pairs_with_data'])}."
        )
        if row["beyond"]:
            named = [f"{a} and {b}" for a, b in row["beyond"]]
            sentences.append(
                f"More alike than the popularity of codes explains: {listed(named, 6)} (false discovery rate 5 %, "
                f"{comparison.draws} random matrices)."
            )
        elif comparison.draws and comparison.reach < BEYOND:
            sentences.append(
                "No pair is shown to be more alike than the popularity of codes explains (false discovery rate 5 % over "
                "the pairs of all levels)."
            )
        elif comparison.draws:
            sentences.append(f"{comparison.draws} random matrices are too few for any pair to stand out here.")
    if row["silent"]:
        sentences.append(
            f"No record at this level: {listed(list(row['silent']))}. That is missing evidence, not absence."
        )
    return LevelSection(
        defined.name,
        defined.definition,
        tuple(sentences),
        _common(comparison, level, defined.name),
        _cells(comparison, level, defined.name),
        _actions(comparison, level, defined.name),
    )


def _beside(row: pd.Series) -> str:
    """What chance gives, in brackets."""
    if pd.isna(row["above"]):
        return ""
    low, high = row["above_low"], row["above_high"]
    interval = ", no interval" if pd.isna(low) else f", 95 % interval {signed(low)} to {signed(high)}"
    return (
        f" ({number(row['chance'])} if the records were dealt at random among these regions; difference "
        f"{signed(row['above'])}{interval})"
    )


def _end(ordered: pd.DataFrame, at: int) -> str:
    """The least or most alike pair, or how many of them there are."""
    end = ordered.iloc[at]
    ties = int(((ordered["similarity"] - end["similarity"]).abs() < TIE).sum())
    who = f"{end['region']} and {end['partner']}" if ties == 1 else plural(ties, "pair")
    return f"{number(end['similarity'])} ({who})"


def _few(pairs: int) -> str:
    return ", which are few" if pairs <= FEW_PAIRS else ""


def _common(comparison: Comparison, level: str, name: str) -> Table:
    codes = comparison.codes[(comparison.codes["level"] == level) & (comparison.codes["holders"] >= 2)]
    codes = codes.sort_values(["holders", "dimension", "code"], ascending=[False, True, True]).head(_WIDEST)
    rows = tuple(
        (
            f"{row.code} {term(comparison.world, row.code)}",
            row.dimension.replace("_", " "),
            str(row.holders),
            percent(row.share),
            ", ".join(row.regions),
        )
        for row in codes.itertuples(index=False)
    )
    columns = (
        Column("code", header=True),
        Column("dimension"),
        Column("regions", "right"),
        Column("of those with records", "right"),
        Column("held by"),
    )
    return Table(
        "common", f"What the regions share at the level {name}: the {_WIDEST} most widely held codes", columns, rows
    )


def _cells(comparison: Comparison, level: str, name: str) -> Table:
    cells = comparison.cells[comparison.cells["level"] == level]
    wanted = (SHARED, COMPLEMENTARY, OWN, GAP, CONFLICT)
    rows = []
    for code, group in cells.groupby("objective", sort=True):
        found = {kind: list(group[group["cell"] == kind]["region"]) for kind in wanted}
        if any(found.values()):
            rows.append(
                (f"{code} {term(comparison.world, str(code))}", *(", ".join(found[kind]) or MISSING for kind in wanted))
            )
    columns = (Column("objective", header=True), *(Column(kind) for kind in wanted))
    note = (
        "shared: with an instrument in common; complementary: same objective, other instruments; own way: only here; "
        "gap: held by at least half of the others; conflict: excluded by a rule."
    )
    return Table("cells", f"Objectives at the level {name}, region by region", columns, tuple(rows), note)


def _actions(comparison: Comparison, level: str, name: str) -> Table:
    actions = comparison.actions[(comparison.actions["level"] == level) & (comparison.actions["count"] >= 2)]
    # The most widely used first, so that a reader who stops has seen what matters; then by objective.
    first = actions.sort_values(["count", "objective", "instrument"], ascending=[False, True, True]).head(_ACTIONS)
    rows = tuple(
        (
            f"{row.objective} {term(comparison.world, row.objective)}",
            f"{row.instrument} {term(comparison.world, row.instrument)}",
            str(row.count),
            ", ".join(row.regions),
            listed(list(row.records), 3),
        )
        for row in first.itertuples(index=False)
    )
    columns = (
        Column("objective", header=True),
        Column("action (instrument)"),
        Column("regions", "right"),
        Column("where"),
        Column("records"),
    )
    left = len(actions) - len(first)
    note = f"{plural(left, 'further action')} of two regions or more: sheets records and codes." if left > 0 else ""
    title = f"Objectives and actions at the level {name} that most regions use"
    return Table("actions", title, columns, rows, note)


def region_section(comparison: Comparison, code: str) -> RegionSection:
    """One region's place in the network."""
    world = comparison.world
    row = comparison.regions.set_index("region").loc[code]
    name = world.network.region(code).title
    if row["records"] == 0:
        return RegionSection(code, name, ("There is no record of this region yet, so nothing can be said of it.",))
    sentences = [
        f"{plural(int(row['records']), 'record')}. {_quality(row)} {percent(row['coverage'], world.guidelines.min_coverage)} of the applicable evidence "
        "is documented."
    ]
    if isinstance(row["closest"], str):
        sentences.append(
            f"Its policy is most like that of {listed(row['closest_ties'])} (similarity "
            f"{number(row['closest_similarity'])})"
            + (
                f" and least like that of {listed(row['farthest_ties'])} ({number(row['farthest_similarity'])})."
                if isinstance(row["farthest"], str)
                else "."
            )
        )
        sentences += _adjusted(row)
    inside = comparison.internal.set_index("region").loc[code]
    if not pd.isna(inside["inside"]):
        sentences.append(f"Its own levels resemble each other at {number(inside['inside'])}.")
    if not pd.isna(inside["traceability"]):
        sentences.append(
            f"{len(inside['traced'])} of {plural(len(inside['top']), 'objective')} of its strategies can be traced down "
            f"to every level below ({percent(inside['traceability'])})."
        )
    if inside["dropped"]:
        names = [term(world, objective) for objective in inside["dropped"]]
        sentences.append(f"Stated, but without a record below: {listed(names)}.")
    if inside["unasked"]:
        names = [term(world, objective) for objective in inside["unasked"]]
        sentences.append(
            f"Pursued by its initiatives without being stated in a strategy on record: {listed(names, 5)}."
        )
    return RegionSection(code, name, tuple(sentences))


def _adjusted(row: pd.Series) -> list[str]:
    """Closest and farthest once the number of records and the tier are taken out, where that makes a difference."""
    said = []
    for name, word in (("closest", "most"), ("farthest", "least")):
        plain, adjusted, tier = (row[key] for key in (f"{name}_ties", f"adjusted_{name}", f"tier_{name}"))
        parts = []
        if adjusted and set(adjusted) != set(plain):
            parts.append(f"for the number of records {listed(adjusted)}")
        if tier and set(tier) != set(plain):
            parts.append(f"among regions of its own tier {listed(tier)}")
        if parts:
            said.append(f"Adjusted, it is {word} like: {'; '.join(parts)}.")
    return said


def _quality(row: pd.Series) -> str:
    """The score of a region with its range, or why there is none."""
    low, high = number(row["low"]), number(row["high"])
    if pd.isna(row["value"]):
        return f"The evidence is not enough for a score of its quality; it would lie between {low} and {high}."
    return (
        f"Quality {number(row['value'])}, band '{row['band']}'; with what is not documented between {low} and {high}."
    )


def _method(comparison: Comparison) -> tuple[str, ...]:
    dimensions = listed([name.replace("_", " ") for name in comparison.dimensions])
    return (
        f"Each region's records are coded by {dimensions}. A profile says which share of a region's records at a level "
        f"carries which code; two profiles are compared by the {comparison.measure.replace('_', '-').capitalize()} measure "
        "(0 nothing alike, 1 the same), and dimensions in which at least one of the two has data are averaged.",
        "A pair stands out from chance where it shares more codes than random profiles in which every region keeps its "
        "number of codes and every code its popularity; the test says nothing of the network as a whole.",
        "Quality and coherence are different questions: two weak policies can be very much alike.",
    )


def _data(comparison: Comparison) -> tuple[str, ...]:
    world = comparison.world
    doubtful = [r.code for r in world.network.regions if r.membership is not None and r.membership.confidence != "high"]
    total = int(comparison.regions["records"].sum())
    sentences = [
        f"{plural(total, 'record')} of the members {'speaks' if total == 1 else 'speak'} here. What is not documented is "
        "missing, which is not the same as absent.",
        "Codes are the compilers' reading. Numbers are those of the source cited and as old as that source.",
    ]
    said: dict[str, list[str]] = {}
    for code, inventory in world.regions.items():
        if inventory.note:
            said.setdefault(inventory.note.strip(), []).append(code)
    sentences += [f"Of the inventories of {listed(codes)} the compilers say: {note}" for note, codes in said.items()]
    if doubtful:
        sentences.append(f"How sure the membership is differs; it is less than high for {listed(doubtful)}.")
    return tuple(sentences)


def _glossary(world: World) -> Table:
    rows = [(level.name, level.definition) for level in world.network.levels]
    rows += [
        ("index", "mean similarity of the regions at a level, over the pairs with data"),
        ("inside", "mean similarity between a region's own levels"),
        ("evidence", "share of the applicable weight of the guidelines for which a source was found"),
        ("traceable", "an objective of a strategy that every level below also pursues"),
        ("already common", "held by at least three quarters of the regions with records at that level"),
        ("national frame", "programmes of a country that count inside each of its regions, not between them"),
    ]
    return Table("glossary", "Words used", (Column("word", header=True), Column("meaning")), tuple(rows))
