"""Alike, and working together, in words."""

from __future__ import annotations

import pandas as pd

from ceecluster.coherence.comparison import Comparison
from ceecluster.coherence.cooperation import BOTH, NEITHER, PARTNERS, STRANGERS, cooperation
from ceecluster.coherence.groups import mean_similarity
from ceecluster.coherence.profiles import profiles
from ceecluster.report.views.base import MISSING, Column, Table, View, listed, number, plural
from ceecluster.scoring.quality import Scores

ALPHA = 0.05
NAMED = 4
"""Pairs named in a sentence."""


def cooperation_view(comparison: Comparison, scores: Scores | None = None) -> View:
    """Joint projects, memberships and cross-border entries of every pair beside the similarity of their policies."""
    world = comparison.world
    profile = profiles(world, dimensions=comparison.dimensions, as_of=comparison.as_of, national=comparison.national)
    similarity = mean_similarity(profile, world.network.rules.dimension_weights, comparison.measure)
    found = cooperation(world, similarity, seed=comparison.seed)
    linked = found.pairs[found.pairs["records"].map(len) > 0]
    lead = [
        f"{len(linked)} of {plural(len(found.pairs), 'pair')} of members have a documented link on file, whatever its year "
        f"({plural(len({i for ids in linked['records'] for i in ids}), 'record')}"
        + (f", {found.undated} without a year" if found.undated else "")
        + "). What is not documented is not proved absent."
    ]
    for name, words in (
        (STRANGERS, "Alike, but without a documented link"),
        (PARTNERS, "Linked, though less alike than the median pair"),
        (BOTH, "Alike and linked"),
        (NEITHER, "Neither"),
    ):
        pairs = found.pairs[found.pairs["kind"] == name].sort_values(
            ["similarity", "region", "partner"], ascending=[name == PARTNERS, True, True]
        )
        if len(pairs):
            named = listed([f"{row.region} and {row.partner}" for row in pairs.itertuples(index=False)], NAMED)
            lead.append(f"{words}: {plural(len(pairs), 'pair')} ({named}).")
    if found.r is None or found.p is None:
        lead.append("Whether alike regions work together more is not tested: similarity or links do not vary.")
    else:
        seen = "have more links" if found.p < ALPHA and found.r > 0 else "are not shown to have more links"
        lead.append(
            f"Alike regions {seen}: r {number(found.r)} over the pairs of {plural(found.regions, 'region')}, p "
            f"{number(found.p, 3)} by relabelling. Which came first, this does not say."
        )
    ordered = linked.assign(n=linked["records"].map(len)).sort_values(
        ["n", "region", "partner"], ascending=[False, True, True]
    )
    rows = tuple(
        (
            f"{row.region}-{row.partner}",
            number(row.similarity),
            str(row.joint),
            str(row.own),
            _span(row.first, row.last),
            listed(list(row.records), 2),
            row.kind or MISSING,
        )
        for row in ordered.itertuples(index=False)
    )
    columns = (
        Column("pair", header=True),
        Column("similarity", "right"),
        Column("joint", "right"),
        Column("own", "right"),
        Column("years"),
        Column("records"),
        Column("reading"),
    )
    note = (
        "Joint: transnational records that list both; own: records of one side that name the other. Alike: above the "
        f"median similarity of all pairs ({number(found.cut)}), so half of the pairs are by construction."
    )
    tables = [Table("cooperation", "Documented links, pair by pair", columns, rows, note)] if rows else []
    if len(found.years):
        by_year = tuple(
            (str(row.year), str(row.pairs), str(row.records)) for row in found.years.itertuples(index=False)
        )
        heads = (Column("year", header=True), Column("pairs linked", "right"), Column("records", "right"))
        about = "A link without a documented end counts for its first year only."
        tables.append(Table("years", "Links year by year", heads, by_year, about))
    return View(
        "compare-cooperation", "Alike, and working together", tuple(lead), tuple(tables), data=found.to_dict(),
        frame=found.pairs,
    )  # fmt: skip


def _span(first: float | None, last: float | None) -> str:
    if first is None or pd.isna(first):
        return MISSING
    return f"{first:.0f}" if last is None or pd.isna(last) or last == first else f"{first:.0f} to {last:.0f}"
