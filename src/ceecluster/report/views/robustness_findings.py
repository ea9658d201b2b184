"""What stands out of an audit, in sentences: each with its figure, ties said as ties."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ceecluster.report.views.base import listed, number, ordinal, percent, plural, threshold
from ceecluster.scoring.robustness import Robustness
from ceecluster.scoring.sensitivity import LEAST_SAMPLE

FEWEST = 6
"""Regions from which a correlation is worth a sentence."""
ALPHA = 0.05
"""Largest p, adjusted for all looks, with which a correlation is told."""
NOISE = 0.02
"""Shares of draws closer than this are a tie."""
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


def what_stands_out(audit: Robustness) -> list[str]:
    """Findings in order of weight; nothing about shares of draws where draws are too few."""
    found = []
    if audit.enough_draws:
        found += _top(audit)
        apart = _clear_pairs(audit)
        if apart:
            found.append(f"Told apart with at least {threshold(audit.threshold)}: {listed(apart, 5)}.")
    found += _internal(audit)
    found += _drivers(audit)
    if int(audit.regions["enough"].sum()) > 1:
        if audit.enough_draws:
            found += _displaced(audit)
        found += _left_out(audit)
        found += _methods(audit)
    found += _settled(audit)
    return found


def _top(audit: Robustness) -> list[str]:
    """Who is at the top, by the share for as many first ranks as the sentence names."""
    known = audit.regions[audit.regions["enough"]].sort_values(
        ["top", "median"], ascending=[False, True], kind="stable"
    )
    scope = _scope(audit)
    top = {1: "first", 2: "among the first two", 3: "in the top three"}.get(audit.top, f"in the top {audit.top}")
    sure = [row for row in known.to_dict("records") if row["top"] >= 0.5]
    found = []
    for row in sure[:3]:
        first = "" if audit.top == 1 else f", first in {percent(row['first'])}"
        found.append(
            f"{name_of(audit, row['region'])} is {top} in {percent(row['top'], 0.5)} {scope}{first}; "
            f"in at least nine draws of ten its rank lies between {row['rank_low']} and {row['rank_high']}."
        )
    if not sure and len(known):
        near = known[known["top"] >= known["top"].max() - NOISE]
        told = [f"{name_of(audit, r['region'])} ({percent(r['top'], 0.5)})" for r in near.to_dict("records")]
        verb = "comes" if len(told) == 1 else "come"
        found.append(f"No region is {top} in half {scope}; {listed(told, 4)} {verb} nearest.")
    return found


def _internal(audit: Robustness) -> list[str]:
    """What the data say before any draw: dominance, dimensions that go against each other, weight and importance."""
    found = []
    known = set(audit.regions.loc[audit.regions["enough"], "region"])
    pairs = audit.dominance[audit.dominance["region"].isin(known) & audit.dominance["other"].isin(known)]
    told = [f"{row.region} below {row.other} ({row.shared} criteria)" for row in pairs.itertuples(index=False)]
    if audit.level is None and told:
        found.append(f"On what both document never {listed(told, 4)}: no weights can reverse that.")
    against = audit.correlations[(audit.correlations["p"] <= ALPHA) & (audit.correlations["correlation"] < 0)]
    for row in against.sort_values("p", kind="stable").head(3).to_dict("records"):
        found.append(
            f"At the level {row['level']} {_node(audit, row['node'])} and {_node(audit, row['other'])} go against each "
            f"other (correlation {number(row['correlation'])} over {row['units']} regions, "
            f"p {number(row['p'], 3)} after {len(audit.correlations)} such looks): their mean hides it."
        )
    moved = audit.importance[(audit.importance["units"] >= FEWEST) & (audit.importance["p"] <= ALPHA)]
    for row in moved.sort_values("p", kind="stable").head(3).to_dict("records"):
        found.append(
            f"{row['criterion']} at the level {row['level']} weighs {percent(row['weight'])} but shares "
            f"{percent(row['importance'])} of the variance of the totals ({row['units']} regions, "
            f"p {number(row['p'], 3)} after {len(audit.importance)} such looks)."
        )
    return found


def _drivers(audit: Robustness) -> list[str]:
    """What the shift of the ranks hangs on: shares of its variance, and the shift with each input held."""
    if not len(audit.sensitivity) or audit.mean_shift is None or audit.sample < LEAST_SAMPLE:
        return []
    table = audit.sensitivity.sort_values("total", ascending=False, kind="stable")
    first = table.iloc[0]
    if not first["total"] > 0:
        return ["Nothing that was varied moves a single rank."]
    digits = 1 if audit.mean_shift >= 1 else 2
    if len(table) == 1:
        return [
            f"A draw moves a region by {number(audit.mean_shift, digits)} ranks on average; nothing varies but "
            f"{INPUTS[first['input']]}."
        ]
    even = [row for row in table.to_dict("records") if row["total_high"] >= first["total_low"]]
    shares = [
        f"{INPUTS[row['input']]}: {percent(min(max(row['first'], 0), 1))} alone, {percent(min(row['total'], 1))} with what it "
        f"does together with the rest (95 %: {percent(max(row['total_low'], 0))} to {percent(min(row['total_high'], 1))})"
        for row in even[:3]
    ]
    tie = "" if len(even) == 1 else ". Their intervals overlap"
    told = (
        f"A draw moves a region by {number(audit.mean_shift, digits)} ranks on average. Of the variance of that shift the "
        f"largest share goes with {'; '.join(shares)}{tie}."
    )
    low = table["without"].min()
    least = [SHORT[row["input"]] for row in table.to_dict("records") if row["without"] <= low + 0.5 * 10**-digits]
    told += (
        f" The shift itself falls most with {listed(least)} held as the scores were made: to {number(low, digits)}; "
        f"with {SHORT[first['input']]} held it is {number(first['without'], digits)}."
        if SHORT[first["input"]] not in least
        else f" With {listed(least)} held as the scores were made the shift is still {number(low, digits)}."
    )
    weak = [SHORT[row["input"]] for row in table.to_dict("records") if row["total_high"] < 0.1]
    return [told + (f" Less than 10 % of the variance each: {listed(weak)}." if weak else "")]


def _displaced(audit: Robustness) -> list[str]:
    """Regions whose place by score and whose place by median rank differ, with what moves them."""
    table = audit.regions[audit.regions["enough"]]
    table = table.assign(gap=(table["place"] - table["median_place"]).abs())
    # A place inside the other order's tie is no other place.
    slack = [
        (max((table[name] == row[name]).sum() for name in ("place", "median_place")) - 1) / 2
        for row in table.to_dict("records")
    ]
    rows = table[(table["gap"] >= 1) & (table["gap"] > slack)].sort_values("gap", ascending=False, kind="stable")
    if not len(rows):
        return []
    told = [
        f"{name_of(audit, row['region'])} is {_place(table['place'], row['place'])} by score and "
        f"{_place(table['median_place'], row['median_place'])} by median rank{_cause(audit, str(row['region']))}"
        for row in rows.head(3).to_dict("records")
    ]
    more = f"; {plural(len(rows) - 3, 'region')} more" if len(rows) > 3 else ""
    return [
        f"The order by score and the order by median rank differ, of {len(table)} regions with enough evidence: "
        f"{'; '.join(told)}{more}. The score takes what is documented under the guidelines' own weights and means; the "
        f"median stands over all that was varied."
    ]


def _place(places: pd.Series, place: float) -> str:
    """`fifth`, or `seventh to eighth, tied` for a mid-rank that several share."""
    tied = int((places == place).sum())
    if tied < 2:
        return ordinal(int(place))
    return f"{ordinal(int(place - (tied - 1) / 2))} to {ordinal(int(place + (tied - 1) / 2))}, tied,"


def _cause(audit: Robustness, region: str) -> str:
    """The input that, held as built, takes back at least half a rank of the move, if there is one."""
    if audit.places is None or audit.sample < LEAST_SAMPLE:
        return ""
    row = audit.places.set_index("region").loc[region]
    moved = abs(row["all"] - row["built"])
    left = {name: abs(row[name] - row["built"]) for name in audit.inputs.on}
    best = min(left, key=lambda name: left[name])
    if moved - left[best] < 0.5:
        return " (no one input accounts for it)"
    return f" (mean rank {number(row['all'], 1)}; {number(row[best], 1)}, nearer the score, with {SHORT[best]} held)"


def _left_out(audit: Robustness) -> list[str]:
    """The largest move that leaving out one criterion makes, with all criteria and regions that share it."""
    table = audit.left_out
    if not len(table):
        return []
    largest = table["max_shift"].max()
    if largest == 0:
        return ["Leaving out any one criterion changes no rank."]
    most = [
        f"{row['criterion']} ({listed([name_of(audit, code) for code in row['most']], 3)})"
        for row in table[table["max_shift"] == largest].to_dict("records")
    ]
    still = int((table["max_shift"] == 0).sum())
    found = (
        f"Leaving out one criterion moves a region by {largest:g} "
        f"{'rank' if largest == 1 else 'ranks'} at most: {listed(most, 4)}; {still} of {len(table)} can be left out "
        "without moving anybody."
    )
    lost = [
        f"{listed(list(row['lost']))} without {row['criterion']}" for row in table.to_dict("records") if row["lost"]
    ]
    return [found + (f" No value left: {listed(lost, 3)}." if lost else "")]


def _methods(audit: Robustness) -> list[str]:
    """Who comes first under the methods that differ, ties counted for all who tie."""
    table = audit.distinct
    found = []
    if len(table):
        alone, tied = _firsts(table["first"])
        order = sorted({*alone, *tied}, key=lambda code: -(alone.get(code, 0) + tied.get(code, 0)))
        told = []
        for n, code in enumerate(order):
            name = name_of(audit, code) if n == 0 else code
            counts = [f"in {alone[code]}"] if code in alone else []
            counts += [f"tied in {tied[code]}"] if code in tied else []
            told.append(f"{name} {' and '.join(counts)}")
        line = f"First under {plural(len(table), 'method')} that differ: {listed(told, 5)}."
        same = [f"{listed(_names(row.same))} as {_names([row.method])[0]}" for row in table.itertuples() if row.same]
        found.append(line + (f" Counted once, having the same values: {'; '.join(same)}." if same else ""))
    impossible = audit.variants[audit.variants["reason"] != ""].drop_duplicates("method")
    for reason, part in impossible.groupby("reason", sort=False):
        names = listed(_names(part["method"]))
        found.append(f"Not possible with these data: {names}. {str(reason)[:1].upper()}{str(reason)[1:]}.")
    return found


def _settled(audit: Robustness) -> list[str]:
    """What holds without any draw, in the words of the order it rests on, and what the methods agree on."""
    n = len(audit.settled.evidence.ranges)
    pairs = n * (n - 1) // 2
    orders = (
        (audit.settled.evidence, "Whatever the missing evidence says, at these weights"),
        (audit.settled.weights, "Whatever the weights"),
    )
    found = []
    open_words = [words for order, words in orders if not order.settled]
    if open_words:
        both = "; w".join(words[1:] for words in open_words)
        none = f"none of {pairs} pairs is settled" if pairs > 1 else "the one pair is not settled"
        found.append(f"W{both}: {none}, so that every region can have every rank.")
    for order, words in orders:
        if not order.settled:
            continue
        sharp = order.ranges.assign(width=order.ranges["worst"] - order.ranges["best"])
        rows = sharp[sharp["width"] < n - 1].sort_values(["width", "best"], kind="stable").to_dict("records")
        told = [f"{name_of(audit, r['unit'])} {r['best']} to {r['worst']}" for r in rows]
        found.append(
            f"{words}: {order.settled} of {plural(pairs, 'pair')} {'is' if order.settled == 1 else 'are'} settled; ranks "
            f"of {n}: {listed(told, 4)}."
        )
    for consensus, whose in ((audit.consensus, "the methods that differ"), (audit.parties, "the declared weightings")):
        if consensus is not None:
            alone = {True: "", False: ", one of several as good", None: ""}[consensus.unique]
            found.append(
                f"The order with the fewest disagreements with {whose}: {', '.join(consensus.order)}{alone} "
                f"({percent(consensus.share)} of their pairs agree with it)."
            )
    return found


def _firsts(firsts: Sequence[tuple[str, ...]]) -> tuple[dict[str, int], dict[str, int]]:
    """How often each unit is first alone, and tied."""
    alone: dict[str, int] = {}
    tied: dict[str, int] = {}
    for first in firsts:
        counts = alone if len(first) == 1 else tied
        for code in first:
            counts[code] = counts.get(code, 0) + 1
    return alone, tied


def _names(methods: Sequence[str] | pd.Series) -> list[str]:
    return [str(name).replace("_", " ") for name in methods]


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


def _clear_pairs(audit: Robustness) -> list[str]:
    known = set(audit.regions.loc[audit.regions["enough"], "region"])
    pairs = audit.pairs[audit.pairs["region"].isin(known) & audit.pairs["other"].isin(known)]
    clear = pairs[pairs["above"] >= audit.threshold].sort_values("above", ascending=False, kind="stable")
    return [f"{row.region} above {row.other} ({percent(float(row.above))})" for row in clear.itertuples(index=False)]


def _node(audit: Robustness, code: str) -> str:
    nodes = audit.scores.world.guidelines.nodes if audit.scores is not None else ()
    return next((node.name for node in nodes if node.id == code), code)


def name_of(audit: Robustness, code: str) -> str:
    """Code and title of a region."""
    if audit.scores is None:
        return code
    return f"{code} {audit.scores.world.network.region(code).title}"
