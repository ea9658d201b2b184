"""Where the regions agree: positions, measures of agreement, and the decision rule."""

from ceecluster.agreement.agreement import Agreement, agree
from ceecluster.agreement.alpha import bootstrap_alpha, krippendorff_alpha
from ceecluster.agreement.coefficient import Coefficient
from ceecluster.agreement.concordance import kendall_w, mid_ranks
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
    "mid_ranks",
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
