"""The audit in plain sentences: how far the order of the regions can be trusted, and what it hangs on."""

from __future__ import annotations

import math

import pandas as pd

from ceecluster.report.views.base import MISSING, Column, Table, View, listed, number, percent, plural, threshold
from ceecluster.report.views.robustness_findings import EVIDENCE, SHORT, WEIGHTS, name_of, what_stands_out
from ceecluster.report.views.scores import LOW_EVIDENCE
from ceecluster.scoring.robustness import LEAST_DRAWS, Robustness
from ceecluster.scoring.simulation import GROUPS


def robustness_view(audit: Robustness) -> View:
    """What the audit says about the order of the regions."""
    where = f" at the level {audit.level}" if audit.level else ""
    lead = [f"{plural(audit.draws, 'draw')}, seed {audit.seed}, over {'; '.join(_varied(audit))}."]
    off = [SHORT[name] for name in GROUPS if name not in audit.inputs.on and name != "normalisation"]
    if off:
        lead.append(f"Not varied: {listed(off)}.")
    if audit.unranked:
        lead.append(f"Not ranked, for {LOW_EVIDENCE}: {listed([name_of(audit, code) for code in audit.unranked])}.")
    lead.append(verdict(audit))
    tables = [_ranks(audit)] if audit.enough_draws else []
    if len(audit.sensitivity):
        tables.append(_sensitivity(audit))
    ranked = int(audit.regions["enough"].sum()) > 1
    tables += [_variants(audit), _orders(audit)] if ranked else [_orders(audit)]
    return View(
        name="robustness",
        title=f"How far the order of the regions can be trusted{where}",
        lead=tuple(lead),
        tables=tuple(tables),
        findings=tuple(what_stands_out(audit)),
        notes=(
            "Rank 1 is best. 5–95 %: the ranks that nine in ten draws give. Told apart: one region is above the other in "
            f"at least {threshold(audit.threshold)} of the draws. Band: regions of which no two are told apart; a region "
            "may belong to two. Regions below the guidelines' minimum of evidence have an interval but no place. "
            f"{plural(audit.draws, 'draw')}: a share is known to within {percent(1 / math.sqrt(audit.draws))} (95 %); "
            f"below {LEAST_DRAWS} draws nothing is said of shares.",
            *_looks(audit),
        ),
        next=("ceecluster score", "ceecluster robustness --weights free", "ceecluster robustness --evidence off")
        if ranked
        else ("ceecluster score --next", "ceecluster robustness --as-of all"),
        data=audit.to_dict(),
        frame=audit.regions.assign(bands=audit.regions["bands"].map(lambda bands: ";".join(map(str, bands)))),
    )


def verdict(audit: Robustness) -> str:
    """Whether a ranking deserves to be printed, in a sentence."""
    if not audit.enough_draws:
        return f"{plural(audit.draws, 'draw')} {'is' if audit.draws == 1 else 'are'} too few to say anything of shares: it takes {LEAST_DRAWS}."
    pairs, apart = _told_apart(audit)
    known = audit.regions[audit.regions["enough"]]
    if len(known) < 2:
        return f"{_count(len(known))} enough evidence for a place: there is no ranking to print."
    share = f"{apart} of {plural(pairs, 'pair')} of regions with enough evidence"
    if apart == pairs:
        return f"The ranking can be printed: {share} are told apart."
    if apart == 0:
        return f"No ranking deserves to be printed: 0 of {plural(pairs, 'pair')} of regions are told apart."
    return f"No ranking deserves to be printed, bands do: {share} are told apart."


def _looks(audit: Robustness) -> list[str]:
    """What was looked at in the data, and how little of it stands out from as many looks."""
    told = []
    for table, what in (
        (audit.correlations, "correlations between dimensions"),
        (audit.importance, "criteria's shares of the variance of the totals"),
    ):
        p = table["p"].dropna()
        if len(p) and p.min() > 0.05:
            told.append(
                f"None of {len(p)} {what} stands out from what chance gives to as many looks "
                f"(smallest p {number(float(p.min()), 2, [0.05])}): none is told."
            )
    return told


def _ranks(audit: Robustness) -> Table:
    rows = []
    least = audit.scores.min_coverage if audit.scores is not None else 0.0
    ordered = audit.regions.sort_values(
        ["enough", "median", "rank_low", "rank_high"], ascending=[False, True, True, True]
    )
    for row in ordered.to_dict("records"):
        span = f"{row['rank_low']}–{row['rank_high']}"
        rows.append(
            (
                name_of(audit, row["region"]),
                str(row["median"]) if row["enough"] else MISSING,
                span,
                f"{row['place']:g}" if row["enough"] else MISSING,
                percent(row["first"]),
                percent(row["top"]),
                percent(row["coverage"], least),
                listed([str(band) for band in row["bands"]]) if row["enough"] else LOW_EVIDENCE,
            )
        )
    columns = (
        Column("region", header=True),
        Column("median rank", "right"),
        Column("5–95 %", "right"),
        Column("by score", "right"),
        Column("first", "right"),
        Column(f"top {audit.top}", "right"),
        Column("evidence", "right"),
        Column("band"),
    )
    return Table("ranks", f"Ranks over {audit.draws} draws", columns, tuple(rows))


def _sensitivity(audit: Robustness) -> Table:
    rows = tuple(
        (
            SHORT[row["input"]],
            _share(row["first"]),
            f"{_share(row['first_low'])} to {_share(row['first_high'])}",
            _share(row["total"]),
            f"{_share(row['total_low'])} to {_share(row['total_high'])}",
            number(row["without"], 1),
        )
        for row in audit.sensitivity.to_dict("records")
    )
    columns = (
        Column("uncertain input", header=True),
        Column("alone", "right"),
        Column("95 %", "right"),
        Column("with the rest", "right"),
        Column("95 %", "right"),
        Column("shift without it", "right"),
    )
    note = (
        f"With everything varied a draw moves a region by {number(audit.mean_shift, 1)} ranks on average; without it: "
        "while that input stays as the scores were made. Shares split the variance of the shift, not the shift."
    )
    title = "What the ranks hang on: shares of the variance of the mean rank shift"
    return Table("inputs", title, columns, rows, note)


def _variants(audit: Robustness) -> Table:
    table = audit.variants
    codes = [code for code in audit.regions["region"] if code in set(table["region"])]
    rows = []
    for method, part in table.groupby("method", sort=False):
        ranks = part.set_index("region")["rank"]
        cells = [MISSING if pd.isna(ranks[code]) else f"{float(ranks[code]):g}" for code in codes]
        rows.append((_starred(str(method), part), *cells))
    columns = (Column("method", header=True), *(Column(code, "right") for code in codes))
    note = "Ranks of the documented values, among the regions with enough evidence."
    for criteria, part in table[table["without"].map(bool).astype(bool)].groupby("without", sort=False):
        names = listed([str(name).replace("_", " ") for name in dict.fromkeys(part["method"])])
        note += (
            f" Without {listed(list(criteria), 6)}, on which all have one value and {names} can go by no difference: *."
        )
    return Table("methods", "The same evidence under other methods", columns, tuple(rows), note)


def _orders(audit: Robustness) -> Table:
    """Exact ranks without draws, under both partial orders, and the consensus of the methods."""
    evidence, weights = (order.ranges.set_index("unit") for order in (audit.settled.evidence, audit.settled.weights))
    consensus = {} if audit.consensus is None else audit.consensus.ranks.set_index("unit").to_dict("index")
    rows = tuple(
        (
            name_of(audit, str(code)),
            *(f"{ranges.loc[code, 'best']}–{ranges.loc[code, 'worst']}" for ranges in (evidence, weights)),
            _span(consensus[code]) if code in consensus else MISSING,
        )
        for code in evidence.index
    )
    columns = (
        Column("region", header=True),
        Column("any evidence", "right"),
        Column("any weights", "right"),
        Column("consensus", "right"),
    )
    note = (
        "Exact. Any evidence: ranks whatever the missing evidence says, at these weights. Any weights: ranks whatever "
        "the weights, and whatever the missing evidence says. Consensus: the order with the fewest pairwise "
        "disagreements with the methods that differ (Kemeny), among regions with enough evidence."
    )
    return Table("orders", "Ranks that need no draws", columns, rows, note)


def _share(estimate: float) -> str:
    """A share of a variance: its estimate may fall outside 0 to 1, the share cannot."""
    return percent(min(max(estimate, 0.0), 1.0))


def _span(place: dict[str, float]) -> str:
    """A place in the consensus, or the places of all orders that are as good."""
    if place["best"] != place["best"] or place["best"] == place["worst"]:  # NaN
        return f"{place['rank']:g}"
    return f"{place['best']:g}–{place['worst']:g}"


def _starred(method: str, part: pd.DataFrame) -> str:
    """The name of a method, with a star where it had to do without a criterion."""
    return method.replace("_", " ") + ("*" if part["without"].map(bool).any() else "")


def _varied(audit: Robustness) -> list[str]:
    inputs = audit.inputs
    said = []
    if inputs.weights:
        said.append(WEIGHTS[inputs.weights])
    if inputs.exponents:
        names = {1: "arithmetic", 0: "geometric", -1: "harmonic"}
        kinds = [names.get(int(q), f"{q:g}") if float(q).is_integer() else f"{q:g}" for q in inputs.exponents]
        said.append(f"{listed(kinds)} means")
    if inputs.evidence:
        said.append(EVIDENCE[inputs.evidence])
    if inputs.exclusion:
        said.append("one criterion left out at a time, or none")
    if inputs.noise:
        said.append(f"assessed steps one off with a chance of {percent(inputs.noise)}")
    return said


def _told_apart(audit: Robustness) -> tuple[int, int]:
    known = set(audit.regions.loc[audit.regions["enough"], "region"])
    pairs = audit.pairs[audit.pairs["region"].isin(known) & audit.pairs["other"].isin(known)]
    return len(pairs) // 2, int((pairs["above"] >= audit.threshold).sum())


def _count(number_of: int) -> str:
    return {0: "No region has", 1: "One region has"}[number_of]
