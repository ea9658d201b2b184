"""The audit in plain sentences: how far the order of the regions can be trusted, and what it hangs on."""

from __future__ import annotations

import pandas as pd

from ceecluster.report.views.base import MISSING, Column, Table, View, listed, number, percent, plural
from ceecluster.report.views.scores import LOW_EVIDENCE
from ceecluster.scoring.robustness import Robustness
from ceecluster.scoring.simulation import GROUPS

FEWEST = 6
"""Regions from which a correlation is worth a sentence."""
INPUTS = {
    "weights": "the weights",
    "exponent": "how far a weak criterion can be made up for (arithmetic, geometric, harmonic mean)",
    "normalisation": "the normalisation",
    "evidence": "what the missing evidence would show",
    "exclusion": "which criterion is left out",
    "noise": "one-step differences between assessors",
}
SHORT = {
    "weights": "weights",
    "exponent": "kind of mean",
    "normalisation": "normalisation",
    "evidence": "missing evidence",
    "exclusion": "criterion left out",
    "noise": "assessors one step off",
}
WEIGHTS = {
    "around": "weights around the guidelines' (an average weight varies by 25 %)",
    "free": "any weights at all, equally likely",
    "parties": "the weights that regions declare",
}
EVIDENCE = {
    "uniform": "undocumented values anywhere from worst to best",
    "others": "undocumented values as those of the other regions",
}


def robustness_view(audit: Robustness) -> View:
    """What the audit says about the order of the regions."""
    where = f" at the level {audit.level}" if audit.level else ""
    lead = [f"{audit.draws} draws, seed {audit.seed}, over {'; '.join(_varied(audit))}."]
    off = [SHORT[name] for name in GROUPS if name not in audit.inputs.on and name != "normalisation"]
    if off:
        lead.append(f"Not varied: {listed(off)}.")
    if audit.unranked:
        lead.append(f"Not ranked, for {LOW_EVIDENCE}: {listed([_name(audit, code) for code in audit.unranked])}.")
    lead.append(verdict(audit))
    tables = [_ranks(audit), _variants(audit)]
    if len(audit.sensitivity):
        tables.insert(1, _sensitivity(audit))
    return View(
        name="robustness",
        title=f"How far the order of the regions can be trusted{where}",
        lead=tuple(lead),
        tables=tuple(tables),
        findings=tuple(what_stands_out(audit)),
        notes=(
            "Rank 1 is best. 5–95 %: the ranks that nine in ten draws give. Told apart: one region is above the other in "
            f"at least {percent(audit.threshold)} of the draws. Band: regions of which no two are told apart; a region "
            "may belong to two. Regions below the guidelines' minimum of evidence have an interval but no place.",
        ),
        next=("ceecluster score", "ceecluster robustness --weights free", "ceecluster robustness --evidence off"),
        data=audit.to_dict(),
        frame=audit.regions.assign(bands=audit.regions["bands"].map(lambda bands: ";".join(map(str, bands)))),
    )


def verdict(audit: Robustness) -> str:
    """Whether a ranking deserves to be printed, in a sentence."""
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


def what_stands_out(audit: Robustness) -> list[str]:
    """Findings in order of weight, each with its figure."""
    known = audit.regions[audit.regions["enough"]].sort_values(
        ["top", "median"], ascending=[False, True], kind="stable"
    )
    found = []
    scope = _scope(audit)
    limit = min(audit.top, len(audit.regions) - 1)
    top = {1: "first", 2: "among the first two", 3: "in the top three"}.get(limit, f"in the top {limit}")
    sure = [row for row in known.to_dict("records") if row["top"] >= 0.5]
    for row in sure[:3]:
        found.append(
            f"{_name(audit, row['region'])} is {top} in {percent(row['top'])} {scope}, first in {percent(row['first'])}; "
            f"in nine draws of ten its rank lies between {row['rank_low']} and {row['rank_high']}."
        )
    if not sure and len(known):
        row = known.iloc[0].to_dict()
        found.append(
            f"No region is {top} in half {scope}; {_name(audit, row['region'])} comes nearest ({percent(row['top'])})."
        )
    apart = _clear_pairs(audit)
    if apart:
        found.append(f"Told apart with at least {percent(audit.threshold)}: {listed(apart, 5)}.")
    found += _internal(audit)
    found += _drivers(audit)
    found += _left_out(audit)
    found += _methods(audit)
    return found


def _internal(audit: Robustness) -> list[str]:
    """What the data say before any draw: dominance, dimensions that go against each other, weight and importance."""
    found = []
    known = set(audit.regions.loc[audit.regions["enough"], "region"])
    pairs = audit.dominance[audit.dominance["region"].isin(known) & audit.dominance["other"].isin(known)]
    told = [f"{row.region} below {row.other} ({row.shared} criteria)" for row in pairs.itertuples(index=False)]
    if audit.level is None and told:
        found.append(f"On what both document never {listed(told, 4)}: no weights can reverse that.")
    against = audit.correlations[(audit.correlations["units"] >= FEWEST) & (audit.correlations["correlation"] < -0.3)]
    if len(against):
        row = against.sort_values("correlation", kind="stable").iloc[0]
        found.append(
            f"At the level {row['level']} {_node(audit, row['node'])} and {_node(audit, row['other'])} go against each other (correlation "
            f"{number(row['correlation'])} over {row['units']} regions): their mean hides it."
        )
    moved = audit.importance[audit.importance["units"] >= FEWEST]
    if len(moved):
        row = moved.sort_values("importance", ascending=False, kind="stable").iloc[0]
        if row["importance"] > 0.5:
            found.append(
                f"{row['criterion']} at the level {row['level']} weighs {percent(row['weight'])} but shares "
                f"{percent(row['importance'])} of the variance of the totals ({row['units']} regions: a hint, not an estimate)."
            )
    return found


def _drivers(audit: Robustness) -> list[str]:
    if not len(audit.sensitivity) or audit.mean_shift is None:
        return []
    table = audit.sensitivity.sort_values("total", ascending=False, kind="stable")
    first = table.iloc[0]
    if not first["total"] > 0:
        return ["Nothing that was varied moves a single rank."]
    told = (
        f"A draw moves a region by {number(audit.mean_shift, 1)} ranks on average. Most of it hangs on "
        f"{INPUTS[first['input']]}: {percent(max(first['first'], 0))} of the variance alone, {percent(min(first['total'], 1))} "
        f"with what it does together with the rest (95 %: {percent(max(first['total_low'], 0))} to "
        f"{percent(min(first['total_high'], 1))})."
    )
    weak = [SHORT[row["input"]] for row in table.to_dict("records") if row["total_high"] < 0.1]
    return [told + (f" {listed(weak).capitalize()} hardly matter." if weak else "")]


def _left_out(audit: Robustness) -> list[str]:
    if not len(audit.left_out):
        return []
    first = audit.left_out.iloc[0]
    if first["max_shift"] == 0:
        return ["Leaving out any one criterion changes no rank."]
    still = int((audit.left_out["max_shift"] == 0).sum())
    return [
        f"Leaving out {first['criterion']} moves {_name(audit, first['most'])} by {plural(_whole(first['max_shift']), 'rank')}, "
        f"more than any other criterion does; {still} of {len(audit.left_out)} can be left out without moving anybody."
    ]


def _methods(audit: Robustness) -> list[str]:
    table = audit.variants
    ranked = table.dropna(subset=["rank"])
    found = []
    firsts = ranked.loc[ranked.groupby("method", sort=False)["rank"].idxmin()]
    if len(firsts):
        counts = firsts["region"].value_counts(sort=False)
        leader = str(counts.idxmax())
        others = sorted({str(code) for code in firsts["region"]} - {leader})
        line = f"{_name(audit, leader)} comes first under {int(counts.max())} of {len(firsts)} methods"
        found.append(line + (f", {listed(others)} under the others." if others else "."))
    impossible = table[table["reason"] != ""].drop_duplicates("method")
    if len(impossible):
        names = [str(name).replace("_", " ") for name in impossible["method"]]
        found.append(f"Not possible with these data: {listed(names)}. {_reason(str(impossible['reason'].iloc[0]))}")
    return found


def _ranks(audit: Robustness) -> Table:
    rows = []
    ordered = audit.regions.sort_values(
        ["enough", "median", "rank_low", "rank_high"], ascending=[False, True, True, True]
    )
    for row in ordered.to_dict("records"):
        span = f"{row['rank_low']}–{row['rank_high']}"
        rows.append(
            (
                _name(audit, row["region"]),
                str(row["median"]) if row["enough"] else MISSING,
                span,
                percent(row["first"]),
                percent(row["top"]),
                percent(row["coverage"]),
                listed([str(band) for band in row["bands"]]) if row["enough"] else LOW_EVIDENCE,
            )
        )
    columns = (
        Column("region", header=True),
        Column("median rank", "right"),
        Column("5–95 %", "right"),
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
            percent(max(row["first"], 0)),
            f"{percent(max(row['first_low'], 0))} to {percent(max(row['first_high'], 0))}",
            percent(row["total"]),
            f"{percent(max(row['total_low'], 0))} to {percent(row['total_high'])}",
        )
        for row in audit.sensitivity.to_dict("records")
    )
    columns = (
        Column("uncertain input", header=True),
        Column("alone", "right"),
        Column("95 %", "right"),
        Column("with the rest", "right"),
        Column("95 %", "right"),
    )
    return Table("inputs", "What the ranks hang on: shares of the variance of the mean rank shift", columns, rows)


def _variants(audit: Robustness) -> Table:
    table = audit.variants
    codes = [code for code in audit.regions["region"] if code in set(table["region"])]
    rows = []
    for method, part in table.groupby("method", sort=False):
        ranks = part.set_index("region")["rank"]
        cells = [MISSING if pd.isna(ranks[code]) else f"{float(ranks[code]):g}" for code in codes]
        rows.append((str(method).replace("_", " "), *cells))
    columns = (Column("method", header=True), *(Column(code, "right") for code in codes))
    note = "Ranks of the documented values, among the regions with enough evidence."
    return Table("methods", "The same evidence under other methods", columns, tuple(rows), note)


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


def _scope(audit: Robustness) -> str:
    """What a share is a share of."""
    if audit.inputs.on == ("weights",):
        kinds = {
            "around": "of the weightings near the guidelines'",
            "free": "of all possible weightings",
            "parties": "of the weightings the partners declare",
        }
        return kinds[audit.inputs.weights or "free"]
    return "of the draws"


def _told_apart(audit: Robustness) -> tuple[int, int]:
    known = set(audit.regions.loc[audit.regions["enough"], "region"])
    pairs = audit.pairs[audit.pairs["region"].isin(known) & audit.pairs["other"].isin(known)]
    return len(pairs) // 2, int((pairs["above"] >= audit.threshold).sum())


def _clear_pairs(audit: Robustness) -> list[str]:
    known = set(audit.regions.loc[audit.regions["enough"], "region"])
    pairs = audit.pairs[audit.pairs["region"].isin(known) & audit.pairs["other"].isin(known)]
    clear = pairs[pairs["above"] >= audit.threshold].sort_values("above", ascending=False, kind="stable")
    return [f"{row.region} above {row.other} ({percent(float(row.above))})" for row in clear.itertuples(index=False)]


def _reason(text: str) -> str:
    return text[0].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _whole(value: float) -> int:
    return int(-(-value // 1))


def _count(number_of: int) -> str:
    return {0: "No region has", 1: "One region has"}[number_of]


def _node(audit: Robustness, code: str) -> str:
    nodes = audit.scores.world.guidelines.nodes if audit.scores is not None else ()
    return next((node.name for node in nodes if node.id == code), code)


def _name(audit: Robustness, code: str) -> str:
    if audit.scores is None:
        return code
    return f"{code} {audit.scores.world.network.region(code).title}"
