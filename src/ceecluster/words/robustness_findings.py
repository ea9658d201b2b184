"""What stands out of an audit: each with its figure, ties said as ties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.blocks import Interval, Limit, Names, Number, Part, Ref, Share, Statement
from ceecluster.scoring.audited import LIKELY, WEAK
from ceecluster.scoring.simulation import Uncertain

if TYPE_CHECKING:
    from ceecluster.scoring.audit_rows import Agreed, AuditedRegion, Displaced, Drivers, Effect, Look, Settlement, Span
    from ceecluster.scoring.robustness import Robustness


def audit_findings(audit: Robustness) -> Iterator[Statement]:
    """Findings in order of weight; nothing about shares of draws where draws are too few."""
    rows = audit.rows
    yield from _top(audit)
    if rows.clear:
        pairs = tuple(
            Statement(
                "robustness.pair", {**_pair(row.region, row.other), "share": Share(row.above, (audit.threshold,))}
            )
            for row in rows.clear
        )
        facts = {
            "apart": len(pairs),
            "count": rows.pairs,
            "pairs": Names(pairs, 5),
            "threshold": Limit(audit.threshold),
        }
        yield Statement("robustness.told_apart", facts)
    yield from _internal(audit)
    if rows.drivers is not None:
        yield from _shift(rows.drivers, rows.effects)
    if rows.displaced:
        told = tuple(_displaced(row) for row in rows.displaced)
        yield Statement("robustness.displaced", {"count": rows.known, "regions": Names(told, 3)})
    if rows.known > 1:
        yield from _left_out(audit)
        yield from _methods(audit)
    yield from _settled(audit)


def _top(audit: Robustness) -> Iterator[Statement]:
    """Who is at the top, by the share for as many first ranks as the sentence names."""
    scope = audit.inputs.weights if audit.inputs.on == (Uncertain.WEIGHTS,) else None
    leaders = audit.rows.leaders
    for row in leaders:
        if row.top >= LIKELY:
            facts = {
                "region": Ref("region", row.region),
                "top": audit.top,
                "share": Share(row.top, (LIKELY,)),
                "scope": scope,
                "first": Share(row.first),
                "ranks": Interval(row.rank_low, row.rank_high, 0),
            }
            yield Statement("robustness.leader", facts)
    if leaders and leaders[0].top < LIKELY:
        near = tuple(_near(row) for row in leaders)
        facts = {"count": len(near), "regions": Names(near, 4), "top": audit.top, "scope": scope}
        yield Statement("robustness.no_leader", facts)


def _near(row: AuditedRegion) -> Statement:
    return Statement("robustness.near", {"region": Ref("region", row.region), "share": Share(row.top, (LIKELY,))})


def _internal(audit: Robustness) -> Iterator[Statement]:
    """What the data say before any draw: dominance, dimensions that go against each other, weight and importance."""
    rows = audit.rows
    if rows.dominated:
        told = tuple(
            Statement("robustness.below", {**_pair(above, below), "shared": shared})
            for above, below, shared in rows.dominated
        )
        yield Statement("robustness.dominated", {"count": len(told), "pairs": Names(told, 4)})
    for look in rows.against.told:
        facts = {
            **_look(look, rows.against.looks),
            "what": Ref("dimension", look.what),
            "other": Ref("dimension", look.other),
            "correlation": Number(look.value),
        }
        yield Statement("robustness.against", facts)
    for look in rows.moving.told:
        facts = {
            **_look(look, rows.moving.looks),
            "criterion": Ref("criterion", look.what),
            "weight": Share(look.weight),
            "share": Share(look.value),
        }
        yield Statement("robustness.moves", facts)


def _look(look: Look, looks: int) -> dict[str, Part]:
    return {"level": Ref("level", look.level), "regions": look.units, "p": Number(look.p, 3), "looks": looks}


def _shift(drivers: Drivers, effects: tuple[Effect, ...]) -> Iterator[Statement]:
    """What the shift of the ranks hangs on: shares of its variance, and the shift with each input held."""
    first = effects[0]
    digits = 1 if drivers.shift >= 1 else 2
    shift = Number(drivers.shift, digits)
    if not drivers.shift > 0:
        yield Statement("robustness.no_shift")
    elif len(effects) == 1:
        yield Statement("robustness.one_input", {"shift": shift, "input": first.input})
    elif not first.total > 0:
        yield Statement("robustness.every_shift", {"shift": shift})
    else:
        leading = tuple(_effect(effect) for effect in drivers.leading)
        yield Statement("robustness.shift", {"shift": shift, "count": len(leading), "inputs": Names(leading, 3)})
        facts = {
            "inputs": Names(tuple(input_name(each) for each in drivers.held)),
            "held": Number(drivers.held_shift, digits),
            "other": None if first.input in drivers.held else input_name(first.input),
            "other_shift": Number(first.without, digits),
        }
        yield Statement("robustness.held", facts)
        if drivers.weak:
            weak = Names(tuple(input_name(each) for each in drivers.weak))
            yield Statement("robustness.weak", {"limit": Limit(WEAK), "inputs": weak})


def _effect(effect: Effect) -> Statement:
    shares = {name: Share(min(max(getattr(effect, name), 0.0), 1.0)) for name in ("first", "total")}
    ends = {name: Share(min(max(getattr(effect, name), 0.0), 1.0)) for name in ("total_low", "total_high")}
    return Statement("robustness.effect", {"input": effect.input, **shares, **ends})


def _displaced(row: Displaced) -> Statement:
    facts = {
        "region": Ref("region", row.region),
        "score": spanned(row.by_score),
        "median": spanned(row.by_median),
        "cause": None if row.cause is None else input_name(row.cause),
        "looked": row.mean_rank is not None,
        "mean": Number(row.mean_rank, 1),
        "held": Number(row.held_rank, 1),
    }
    return Statement("robustness.elsewhere", facts)


def _left_out(audit: Robustness) -> Iterator[Statement]:
    """The largest move that leaving out one criterion makes, with all criteria and regions that share it."""
    rows = audit.rows.left_out
    if not rows:
        return
    # The rows come with the largest move first.
    largest = rows[0].shift
    if largest == 0:
        yield Statement("robustness.no_move", {"count": len(rows)})
        return
    most = tuple(
        Statement(
            "robustness.moved_by", {"criterion": Ref("criterion", row.criterion), "regions": _regions(row.most, 3)}
        )
        for row in rows
        if row.shift == largest
    )
    facts = {
        "ranks": Number(largest, None),
        "one": largest == 1,
        "criteria": Names(most, 4),
        "still": sum(row.shift == 0 for row in rows),
        "count": len(rows),
    }
    yield Statement("robustness.left_out", facts)
    lost = tuple(
        Statement(
            "robustness.lost_without", {"regions": _regions(row.lost), "criterion": Ref("criterion", row.criterion)}
        )
        for row in rows
        if row.lost
    )
    if lost:
        yield Statement("robustness.lost", {"told": Names(lost, 3)})


def _methods(audit: Robustness) -> Iterator[Statement]:
    """Who comes first under the methods that differ, ties counted for all who tie."""
    rows = audit.rows
    if rows.firsts:
        firsts = tuple(
            Statement("robustness.first", {"region": Ref("region", row.region), "alone": row.alone, "tied": row.tied})
            for row in rows.firsts
        )
        yield Statement("robustness.firsts", {"count": len(audit.distinct), "regions": Names(firsts, 5)})
        same = tuple(
            Statement(
                "robustness.same_as",
                {
                    "others": Names(tuple(method_name(*names[other]) for other in row.same)),
                    "method": method_name(row.name, row.party),
                },
            )
            for names in ({each.name: (each.name, each.party) for each in rows.methods},)
            for row in rows.methods
            if row.same
        )
        if same:
            yield Statement("robustness.same", {"told": Names(same)})
    for reason in dict.fromkeys(row.reason for row in rows.methods if row.reason):
        failed = tuple(method_name(row.name, row.party) for row in rows.methods if row.reason == reason)
        yield Statement("robustness.impossible", {"methods": Names(failed), "reason": reason})


def _settled(audit: Robustness) -> Iterator[Statement]:
    """What holds without any draw, in the words of the order it rests on, and what the methods agree on."""
    rows = audit.rows
    orders: tuple[tuple[Settlement, str], ...] = ((rows.evidence, "evidence"), (rows.weights, "weights"))
    neither = [order for order, _ in orders if not order.settled]
    if len(neither) == len(orders):
        yield Statement("robustness.unsettled", {"count": rows.evidence.pairs, "order": None})
    for order, name in orders:
        if not order.settled and len(neither) < len(orders):
            yield Statement("robustness.unsettled", {"count": order.pairs, "order": name})
        if order.settled:
            ranges = tuple(
                Statement("robustness.range", {"region": Ref("region", region), "ranks": spanned(span)})
                for region, span in order.ranges
            )
            facts = {
                "order": name,
                "settled": order.settled,
                "count": order.pairs,
                "regions": len(rows.settled),
                "ranges": Names(ranges, 4),
            }
            yield Statement("robustness.settled", facts)
    for agreed, whose in ((rows.consensus, "methods"), (rows.parties, "parties")):
        if agreed is not None:
            yield _agreed(agreed, whose)


def _agreed(agreed: Agreed, whose: str) -> Statement:
    facts = {
        "whose": whose,
        "order": _regions(agreed.order),
        "several": agreed.unique is False,
        "share": Share(agreed.share),
    }
    return Statement("robustness.consensus", facts)


def _regions(codes: tuple[str, ...], limit: int | None = None) -> Names:
    return Names(tuple(Ref("region", code) for code in codes), limit)


def _pair(region: str, other: str) -> dict[str, Part]:
    return {"region": Ref("region", region), "other": Ref("region", other)}


def spanned(span: Span) -> Part:
    """A rank, or the ranks from the best to the worst."""
    return span.best if span.best == span.worst else Interval(span.best, span.worst, 0)


def input_name(which: Uncertain) -> Statement:
    """An uncertain input in short."""
    return Statement("robustness.input", {"which": which})


def method_name(name: str, party: str, starred: bool = False) -> Statement:
    """A method, with a star where it had to do without a criterion."""
    facts = {"name": name, "party": Ref("region", party) if party else None, "starred": starred}
    return Statement("robustness.method", facts)
