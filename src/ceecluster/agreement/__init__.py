"""Where the regions agree: positions, measures of agreement, and the decision rule."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceecluster.agreement.agreement import Agreement, agree
    from ceecluster.agreement.alpha import bootstrap_alpha, krippendorff_alpha
    from ceecluster.agreement.coefficient import Coefficient
    from ceecluster.agreement.concordance import ascending_ranks, kendall_w
    from ceecluster.agreement.correlation import intraclass, rank_agreement, rank_correlations
    from ceecluster.agreement.dispersion import dividing_step, shape, tastle_wierman, van_der_eijk_a
    from ceecluster.agreement.kappa import (
        agreement_weights,
        brennan_prediger,
        cohen_kappa,
        conger_kappa,
        fleiss_by_category,
        fleiss_kappa,
        gwet_ac1,
        gwet_ac2,
        kappa_of_table,
        percent_agreement,
        scott_pi,
    )
    from ceecluster.agreement.positions import derive_priority, read_positions, read_stances
    from ceecluster.agreement.rule import Case, Move, classify, is_topic, smallest_move

__all__ = [
    "Agreement",
    "Case",
    "Coefficient",
    "Move",
    "agree",
    "agreement_weights",
    "ascending_ranks",
    "bootstrap_alpha",
    "brennan_prediger",
    "classify",
    "cohen_kappa",
    "conger_kappa",
    "derive_priority",
    "dividing_step",
    "fleiss_by_category",
    "fleiss_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "intraclass",
    "is_topic",
    "kappa_of_table",
    "kendall_w",
    "krippendorff_alpha",
    "percent_agreement",
    "rank_agreement",
    "rank_correlations",
    "read_positions",
    "read_stances",
    "scott_pi",
    "shape",
    "smallest_move",
    "tastle_wierman",
    "van_der_eijk_a",
]

_MODULES = {
    "Agreement": "agreement",
    "Case": "rule",
    "Coefficient": "coefficient",
    "Move": "rule",
    "agree": "agreement",
    "agreement_weights": "kappa",
    "ascending_ranks": "concordance",
    "bootstrap_alpha": "alpha",
    "brennan_prediger": "kappa",
    "classify": "rule",
    "cohen_kappa": "kappa",
    "conger_kappa": "kappa",
    "derive_priority": "positions",
    "dividing_step": "dispersion",
    "fleiss_by_category": "kappa",
    "fleiss_kappa": "kappa",
    "gwet_ac1": "kappa",
    "gwet_ac2": "kappa",
    "intraclass": "correlation",
    "is_topic": "rule",
    "kappa_of_table": "kappa",
    "kendall_w": "concordance",
    "krippendorff_alpha": "alpha",
    "percent_agreement": "kappa",
    "rank_agreement": "correlation",
    "rank_correlations": "correlation",
    "read_positions": "positions",
    "read_stances": "positions",
    "scott_pi": "kappa",
    "shape": "dispersion",
    "smallest_move": "rule",
    "tastle_wierman": "dispersion",
    "van_der_eijk_a": "dispersion",
}


def __getattr__(name: str) -> object:
    # Who agrees on aims must not pay for measures of raters.
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
