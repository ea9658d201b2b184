"""More than chance? Three questions with three tests, and where the differences lie."""

from __future__ import annotations

import pandas as pd

from ceecluster.coherence.chance import BEYOND
from ceecluster.coherence.comparison import Comparison
from ceecluster.coherence.concentration import Concentration, concentration
from ceecluster.coherence.groups import mean_similarity
from ceecluster.coherence.neighbours import LabelTest, country_matrix, neighbour_matrix, test_relation
from ceecluster.coherence.null_model import holm
from ceecluster.coherence.profiles import profiles
from ceecluster.coherence.rarefaction import FEW_PAIRS
from ceecluster.coherence.variance import Variance, split_variance
from ceecluster.report.views.base import MISSING, Column, Table, View, listed, number, percent, plural
from ceecluster.scoring.quality import Scores

ALPHA = 0.05


def chance_view(comparison: Comparison, scores: Scores | None = None) -> View:
    """More than chance? Three questions with three tests, and where the differences lie."""
    world = comparison.world
    names = {level.id: level.name for level in world.network.levels}
    concentrated = {
        level: concentration(
            world, level=level, dimensions=comparison.dimensions, as_of=comparison.as_of, seed=comparison.seed
        )
        for level in comparison.levels["level"]
    }
    found = profiles(world, dimensions=comparison.dimensions, as_of=comparison.as_of, national=comparison.national)
    similarity = mean_similarity(found, world.network.rules.dimension_weights, comparison.measure)
    related = {
        "neighbours": test_relation(similarity, neighbour_matrix(world), seed=comparison.seed),
        "regions of one country": test_relation(similarity, country_matrix(world), seed=comparison.seed),
    }
    split = split_variance(
        world,
        dimensions=comparison.dimensions,
        as_of=comparison.as_of,
        measure=comparison.measure,
        seed=comparison.seed,
    )
    asked = adjusted(concentrated, related, split)
    lead = [_pairs_sentence(comparison), *_concentrated(concentrated, names, asked)]
    lead += [_related(name, test, asked[name]) for name, test in related.items()]
    lead.append(_split(split, asked))
    told = sum(p == p for p in asked.values())  # noqa: PLR0124  # NaN is the one value unlike itself
    if told > 1:
        lead.append(f"The p values of these {told} questions are adjusted together (Holm).")
    rows = [
        _asked("shared codes at the level " + names[level], test, asked[level]) for level, test in concentrated.items()
    ]
    rows += [
        (
            f"{name} more alike than others",
            number(test.related),
            number(test.others),
            number(test.p, 3),
            number(asked[name], 3),
            test.remark or MISSING,
        )
        for name, test in related.items()
    ]
    columns = (
        Column("question", header=True),
        Column("found", "right"),
        Column("to be expected", "right"),
        Column("p", "right"),
        Column("adjusted p", "right"),
        Column("remark"),
    )
    note = (
        "Found and expected: mean number of codes two regions share, against what they would share if records with "
        "equally many codes were exchanged between the network and its candidates; for neighbours the mean similarity of such "
        "pairs and of all others. p: one-sided, by random matrices or relabelling."
    )
    data = {
        "pairs": {
            "tested": int(comparison.pairs["q"].notna().sum()),
            "beyond": int((comparison.pairs["q"] < BEYOND).sum()),
        },
        "concentration": {level: test.to_dict() for level, test in concentrated.items()},
        "relations": {name: test.to_dict() for name, test in related.items()},
        "variance": split.to_dict(),
        "adjusted": {name: None if p != p else p for name, p in asked.items()},  # noqa: PLR0124  # NaN
    }
    table = Table("chance", "Three questions about chance", columns, tuple(rows), note)
    frame = pd.DataFrame(rows, columns=["question", "found", "expected", "p", "adjusted", "remark"])
    return View("compare-chance", "More than chance?", tuple(lead), (table,), data=data, frame=frame)


def _pairs_sentence(comparison: Comparison) -> str:
    """Question (a). The network's mean is fixed by the margins and therefore not tested here."""
    if not comparison.draws:
        return "Which pairs are closer than the popularity of codes explains was not tested."
    tested = comparison.pairs.dropna(subset=["q"])
    if tested.empty:
        return "Single pairs: none can be tested, as no two regions have records at the same level."
    beyond = tested[tested["q"] < BEYOND]
    if beyond.empty and comparison.reach >= BEYOND:
        return (
            f"Single pairs: with {comparison.draws} random matrices none of {len(tested)} pairs could have stood out "
            f"(adjusted p of {number(comparison.reach)} at best): nothing is said of them."
        )
    which = (
        f"{len(beyond)} of {len(tested)} pairs share more codes than the popularity of codes explains"
        if len(beyond)
        else f"none of {len(tested)} pairs is shown to share more codes than the popularity of codes explains"
    )
    agreed = int(((tested["q"] < BEYOND) & (tested["q_exact"] < BEYOND)).sum())
    alone = int((tested["q_exact"] < BEYOND).sum()) - agreed
    return (
        f"Single pairs: {which} (false discovery rate 5 % over all levels, at least {comparison.draws} random matrices, "
        f"adjusted p from {number(tested['q'].min(), 3)}). The test without draws, in which each region's number of codes "
        f"and each code's number of holders are kept on average, confirms {agreed} of them and finds {alone} more; where "
        "the two differ the random matrices decide."
    )


def _concentrated(found: dict[str, Concentration], names: dict[str, str], asked: dict[str, float]) -> list[str]:
    """Question (b), level by level."""
    tested = {level: test for level, test in found.items() if test.p is not None}
    if not tested:
        said = [test for test in found.values() if test.regions > 1] or list(found.values())
        return [f"The network as a whole: {said[0].remark}."]
    adjusted = {level: asked[level] for level in tested}
    above = [level for level in tested if adjusted[level] < ALPHA]
    one = next(iter(tested.values()))
    start = (
        f"The network as a whole, beside {plural(one.reference_records, 'record')} of {plural(one.reference, 'region')} "
        "outside it: "
    )
    if above:
        ps = ", ".join(number(adjusted[level], 3) for level in above)
        return [
            f"{start}at the level {listed([names[level] for level in above])} the members concentrate on the same codes "
            f"more than if records had been exchanged (adjusted p {ps})."
        ]
    return [
        f"{start}it is not shown that the members concentrate on the same codes more than if records had been "
        f"exchanged (smallest adjusted p {number(min(adjusted.values()))} of {plural(len(tested), 'level')}). So thin a "
        "comparison sees only a strong concentration."
    ]


def _asked(question: str, test: Concentration, p: float) -> tuple[str, str, str, str, str, str]:
    expected = (
        MISSING
        if test.expected is None
        else f"{number(test.expected, 1)} ({number(test.low, 1)}–{number(test.high, 1)})"
    )
    return question, number(test.shared, 1), expected, number(test.p, 3), number(p, 3), test.remark or MISSING


def _related(name: str, test: LabelTest, p: float) -> str:
    """Question (c)."""
    title = name[0].upper() + name[1:]
    if test.p is None:
        return f"{title}: {test.remark}."
    verdict = "are more alike than others" if p < ALPHA else "are not shown to be more alike than others"
    few = f", {plural(test.pairs, 'pair')}{', few' if test.pairs <= FEW_PAIRS else ''}"
    low = f"; {test.remark}" if test.remark and p >= ALPHA else ""
    return f"{title} {verdict}: {number(test.related)} against {number(test.others)} (adjusted p {number(p, 3)}{few}){low}."


def _split(split: Variance, asked: dict[str, float]) -> str:
    """Where the differences lie: shares and their p speak of what each factor explains beyond the other."""
    if split.region is None:
        return f"Differences between regions and levels: {split.remark}."
    tested = f" (adjusted p {number(asked['regions'], 3)} and {number(asked['levels'], 3)})" if split.p_region else ""
    both = f", {percent(split.overlap)} either" if abs(split.overlap or 0) >= 0.005 else ""
    return (
        f"Of all differences between the profiles regions alone explain {percent(split.region)} and levels alone "
        f"{percent(split.level)}{tested}{both}; {percent(split.residual)} are the regions' own ways at single levels."
    )


def adjusted(
    concentrated: dict[str, Concentration], related: dict[str, LabelTest], split: Variance
) -> dict[str, float]:
    """p of every question of this page, adjusted together (Holm); NaN where it was not tested."""
    asked = {
        **{level: test.p for level, test in concentrated.items()},
        **{name: test.p for name, test in related.items()},
        "regions": split.p_region,
        "levels": split.p_level,
    }
    found = holm([float("nan") if p is None else p for p in asked.values()])
    return {name: float(p) for name, p in zip(asked, found, strict=True)}
