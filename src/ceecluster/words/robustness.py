"""The audit: how far the order of the regions can be trusted, and what it hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.blocks import (
    Column,
    Figure,
    Interval,
    Limit,
    Names,
    Number,
    Part,
    Ref,
    Share,
    Statement,
    Table,
    Word,
    table,
)
from ceecluster.scoring.audit_rows import Verdict
from ceecluster.scoring.audited import ALPHA, LIKELY, WEAK
from ceecluster.scoring.monte_carlo import LEAST_DRAWS
from ceecluster.scoring.simulation import Uncertain
from ceecluster.words.robustness_findings import audit_findings, input_name, method_name, spanned
from ceecluster.words.scores import INSUFFICIENT
from ceecluster.words.topic import Topic
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.scoring.audit_rows import AuditedRegion, Effect, Looks, Method, Settled, Settlement
    from ceecluster.scoring.robustness import Robustness

STEP, WIDEST = 90, 810
"""Pixels between two neighbours of a diagram, and between the outermost at most."""


def robustness_topic(audit: Robustness) -> Topic:
    """What the audit says about the order of the regions."""
    rows = audit.rows
    tables = [_ranks(audit)] if audit.enough_draws else []
    tables += [_inputs(audit)] if rows.effects else []
    tables += [_methods(audit), _orders(audit)] if rows.known > 1 else [_orders(audit)]
    following = ("score", "robustness --weights free", "robustness --evidence off")
    return Topic(
        name="robustness",
        title=Statement("robustness.title", {"level": Ref("level", audit.level) if audit.level else None}),
        lead=(year_head(audit.scores.world), *_lead(audit)),
        tables=tuple(tables),
        figures=tuple(_diagrams(audit)),
        findings=tuple(audit_findings(audit)),
        notes=(_note(audit), *_nothing_found(audit), *with_and_without(audit)),
        next=following if rows.known > 1 else ("score --next", "robustness --as-of all"),
    )


def _diagrams(audit: Robustness) -> Iterator[Figure]:
    """The Hasse diagram of each partial order that settles any pair."""
    for key, order in (("evidence", audit.rows.evidence), ("weights", audit.rows.weights)):
        if order.edges:
            yield _hasse(key, order, len(audit.rows.settled))


def _hasse(key: str, order: Settlement, regions: int) -> Figure:
    nodes = order.diagram
    at = {node.unit: {"x": node.place, "y": node.layer} for node in nodes}
    rows = tuple({**at[upper], "x2": at[lower]["x"], "y2": at[lower]["y"]} for upper, lower in order.edges)
    wide = max(node.place for node in nodes) * 2
    step = min(STEP, WIDEST / max(wide, 1))
    units = [{**at[node.unit], "unit": node.unit, "size": (step / 2) ** 2} for node in nodes]
    columns: tuple[Column[tuple[str, str]], ...] = (
        Column(Word("region"), lambda row: Ref("region", row[0]), header=True),
        Column(Word("right above"), lambda row: Ref("region", row[1])),
    )
    facts = {"which": key, "settled": order.settled, "count": order.pairs}
    return Figure(
        f"hasse-{key}",
        "hasse",
        Statement("robustness.hasse", facts),
        Statement("robustness.hasse_alt"),
        table(f"hasse-{key}", Statement("robustness.hasse_data", {"which": key}), columns, order.edges),
        rows,
        {
            "datasets": {"units": units},
            "width": STEP + step * wide,
            "height": STEP + STEP * max(node.layer for node in nodes),
        },
        Statement("robustness.hasse_note", {"open": regions - len(nodes)}),
    )


def verdict(audit: Robustness) -> Statement:
    """Whether a ranking deserves to be printed."""
    rows = audit.rows
    match rows.verdict:
        case Verdict.FEW_DRAWS:
            return Statement("robustness.few_draws", {"count": audit.draws, "least": LEAST_DRAWS})
        case Verdict.NO_PLACES:
            return Statement("robustness.no_places", {"known": rows.known, "count": len(audit.regions)})
        case Verdict.RANKING:
            return Statement("robustness.ranking", {"apart": rows.apart, "count": rows.pairs})
        case Verdict.NOTHING:
            return Statement("robustness.nothing", {"count": rows.pairs})
    return Statement("robustness.groups", {"apart": rows.apart, "count": rows.pairs})


def _lead(audit: Robustness) -> Iterator[Statement]:
    varied = Names(tuple(_varied(audit)))
    yield Statement("robustness.draws", {"count": audit.draws, "seed": audit.seed, "varied": varied})
    off = [each for each in Uncertain if each not in audit.inputs.on and each is not Uncertain.NORMALISATION]
    if off:
        yield Statement("robustness.not_varied", {"inputs": Names(tuple(input_name(each) for each in off))})
    if audit.unranked:
        regions = Names(tuple(Ref("region", code) for code in audit.unranked))
        yield Statement("robustness.unranked", {"count": len(audit.unranked), "regions": regions})
    yield verdict(audit)


def _varied(audit: Robustness) -> Iterator[Statement]:
    inputs = audit.inputs
    if inputs.weights:
        yield Statement("robustness.varied_weights", {"how": inputs.weights})
    if inputs.exponents:
        kinds = tuple(
            Statement("robustness.mean", {"exponent": float(q), "power": Number(q, None)}) for q in inputs.exponents
        )
        yield Statement("robustness.varied_means", {"kinds": Names(kinds)})
    if inputs.evidence:
        yield Statement("robustness.varied_evidence", {"how": inputs.evidence})
    if inputs.exclusion:
        yield Statement("robustness.varied_exclusion")
    if inputs.noise:
        yield Statement("robustness.varied_noise", {"chance": Share(inputs.noise)})


def with_and_without(audit: Robustness) -> Iterator[Statement]:
    """What is told with weights and dice, without dice, and without either; nothing from too few draws or places."""
    rows = audit.rows
    if audit.enough_draws and rows.pairs:
        facts = {
            "apart": rows.apart,
            "count": rows.pairs,
            "threshold": Limit(audit.threshold),
            "draws": audit.draws,
            "all": rows.evidence.pairs,
            "at_these": rows.evidence.settled,
            "at_any": rows.weights.settled,
        }
        yield Statement("robustness.with_and_without", facts)


def _note(audit: Robustness) -> Statement:
    facts = {
        "threshold": Limit(audit.threshold),
        "count": audit.draws,
        "within": Share(audit.rows.within),
        "least": LEAST_DRAWS,
    }
    return Statement("robustness.note", facts)


def _nothing_found(audit: Robustness) -> Iterator[Statement]:
    """What was looked at in the data, and how little of it stands out from as many looks."""
    looks: tuple[tuple[Looks, str], ...] = ((audit.rows.against, "correlations"), (audit.rows.moving, "importance"))
    for found, what in looks:
        if found.least is not None and found.least > ALPHA:
            facts = {"count": found.tested, "what": what, "least": Number(found.least, limits=(ALPHA,))}
            yield Statement("robustness.no_look", facts)


def _ranks(audit: Robustness) -> Table:
    columns: tuple[Column[AuditedRegion], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True),
        Column(Word("median rank"), lambda row: row.median if row.enough else None, "right"),
        Column("5–95 %", lambda row: Interval(row.rank_low, row.rank_high, 0), "right"),
        Column(Word("by score"), lambda row: _place(row.place), "right"),
        Column(Word("first"), lambda row: Share(row.first), "right"),
        Column(Statement("robustness.top", {"count": audit.top}), lambda row: Share(row.top, (LIKELY,)), "right"),
        Column(Word("evidence"), lambda row: Share(row.coverage, (audit.scores.min_coverage,)), "right"),
        Column(Word("tie group"), lambda row: Names(row.tie_groups) if row.enough else INSUFFICIENT),
    )
    return table("ranks", Statement("robustness.ranks", {"count": audit.draws}), columns, audit.rows.regions)


def _place(rank: float | None) -> Part | None:
    """A rank; a half where two share it."""
    return None if rank is None else Number(rank, None)


def _inputs(audit: Robustness) -> Table:
    columns: tuple[Column[Effect], ...] = (
        Column(Word("uncertain input"), lambda row: input_name(row.input), header=True),
        Column(Word("alone"), lambda row: share(row.first), "right"),
        Column("95 %", lambda row: _shares(row.first_low, row.first_high), "right"),
        Column(Word("with the rest"), lambda row: share(row.total), "right"),
        Column("95 %", lambda row: _shares(row.total_low, row.total_high), "right"),
        Column(Word("shift without it"), lambda row: Number(row.without, 1), "right"),
    )
    note = Statement("robustness.note_inputs", {"shift": Number(audit.mean_shift, 1)})
    return table("inputs", Statement("robustness.inputs"), columns, audit.rows.effects, note)


def share(estimate: float) -> Share:
    """A share of a variance: its estimate may fall outside 0 to 1, the share cannot."""
    return Share(min(max(estimate, 0.0), 1.0), (WEAK,))


def _shares(low: float, high: float) -> Statement:
    return Statement("robustness.shares", {"low": share(low), "high": share(high)})


def _methods(audit: Robustness) -> Table:
    methods = audit.rows.methods
    columns: list[Column[Method]] = [
        Column(Word("method"), lambda row: method_name(row.name, row.party, bool(row.without)), header=True)
    ]
    for place, (region, _) in enumerate(methods[0].ranks if methods else ()):
        columns.append(Column(region, lambda row, place=place: _place(row.ranks[place][1]), "right"))  # type: ignore[misc]
    without = [row for row in methods if row.without]
    places = {place: None for row in without for place in row.without}
    facts = {
        "criteria": Names(tuple(_at(level, code) for level, code in places), 6) if places else None,
        "methods": Names(tuple(method_name(row.name, row.party) for row in without)),
    }
    return table(
        "methods", Statement("robustness.methods"), columns, methods, Statement("robustness.note_methods", facts)
    )


def _at(level: str, criterion: str) -> Statement:
    return Statement("scores.place", {"criterion": Ref("criterion", criterion), "level": Ref("level", level)})


def _orders(audit: Robustness) -> Table:
    """Exact ranks without draws, under both partial orders, and the consensus of the methods."""
    columns: tuple[Column[Settled], ...] = (
        Column(Word("region"), lambda row: Ref("region", row.region), header=True),
        Column(Word("any evidence"), lambda row: spanned(row.evidence), "right"),
        Column(Word("any weights"), lambda row: spanned(row.weights), "right"),
        Column(Word("consensus"), lambda row: None if row.consensus is None else spanned(row.consensus), "right"),
    )
    return table(
        "orders", Statement("robustness.orders"), columns, audit.rows.settled, Statement("robustness.note_orders")
    )
