"""A second opinion from fair voting: the method of equal shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ceecluster.errors import UsageError

Floats = NDArray[np.float64]
PAID, SHORT = 1e-12, 1e-9
"""Up to which a payment is none, and up to which money that lacks for a cost of 1 does not."""


@dataclass(frozen=True)
class Round:
    """One purchase: which candidate, at which price per unit of satisfaction, and who paid what."""

    candidate: str
    rate: float | None
    """Highest price a supporter pays per unit of satisfaction; None where bought in the completion."""
    payments: dict[str, float]
    """Share of the cost by voter; the supporters with nothing left are not in it."""
    completed: bool
    """True where the voters' own money did not suffice and the round belongs to the completion."""


def equal_shares(
    satisfaction: ArrayLike,
    *,
    voters: Sequence[str],
    candidates: Sequence[str],
    seats: int,
    conflicts: Iterable[tuple[str, str]] = (),
    complete: bool = True,
) -> tuple[Round, ...]:
    """Elect `seats` candidates of equal cost; every voter holds an equal share of the money.

    `satisfaction` is voters x candidates, 0 where a voter is not interested. Each candidate costs 1, each voter has
    seats / voters. In each round the candidate that its supporters can pay at the lowest rate per unit of satisfaction
    is bought; a supporter pays rate x satisfaction, or all that is left. Candidates in conflict with a bought one
    leave. When nothing can be paid any more and seats are left, `complete` lets the remaining candidate go first whose
    supporters can pay the largest part of its cost. Ties go to the candidate listed first.

    Raises UsageError for a table that does not fit the names or holds negative values.
    Source: D. Peters, G. Pierczyński & P. Skowron 2021, Proportional participatory budgeting with additive utilities,
    arXiv:2008.13276.
    """
    table = np.asarray(satisfaction, dtype=float)
    if table.shape != (len(voters), len(candidates)) or not np.isfinite(table).all() or (table < 0).any():
        raise UsageError(
            f"the satisfaction is no table of voters x candidates ({len(voters)} x {len(candidates)})",
            "Give a row per voter and a column per candidate, with values of 0 and above.",
        )
    money = np.ones(len(voters)) * seats / len(voters)
    apart: dict[str, set[str]] = {}
    for a, b in conflicts:
        apart.setdefault(a, set()).add(b)
        apart.setdefault(b, set()).add(a)
    rest = [k for k in range(len(candidates)) if table[:, k].any()]
    rounds: list[Round] = []
    while rest and len(rounds) < seats:
        rates = {k: _rate(money, table[:, k]) for k in rest}
        payable = {k: rate for k, rate in rates.items() if rate is not None}
        rate: float | None = None
        if payable:
            k = min(payable, key=lambda c: (payable[c], c))
            rate = payable[k]
            paid = np.minimum(money, rate * table[:, k])
        elif complete:
            k = max(rest, key=lambda c: (money[table[:, c] > 0].sum(), table[:, c].sum(), -c))
            paid = np.where(table[:, k] > 0, money, 0.0)
        else:
            break
        money = money - paid
        rounds.append(
            Round(
                candidate=candidates[k],
                rate=rate,
                payments={voter: float(p) for voter, p in zip(voters, paid, strict=True) if p > PAID},
                completed=rate is None,
            )
        )
        rivals = apart.get(candidates[k], set())
        rest = [c for c in rest if c != k and candidates[c] not in rivals]
    return tuple(rounds)


def _rate(money: Floats, wish: Floats) -> float | None:
    """The lowest rate at which the supporters together pay a cost of 1; None if they cannot.

    Supporters are taken in the order in which their money runs out as the rate rises: those before pay all they have,
    the others in proportion to their satisfaction.
    """
    supporters = np.flatnonzero(wish > 0)
    if money[supporters].sum() < 1 - SHORT:
        return None
    limit = money[supporters] / wish[supporters]
    order = supporters[np.argsort(limit, kind="stable")]
    spent, remaining = 0.0, float(wish[order].sum())
    for voter in order:
        rate = (1 - spent) / remaining
        if rate * wish[voter] <= money[voter] + PAID:
            return float(rate)
        spent += money[voter]
        remaining -= float(wish[voter])
    return float(money[order[-1]] / wish[order[-1]])
