"""Where the regions agree: positions, measures of agreement, and the decision rule."""

from ceecluster.agreement.agreement import Agreement, agree
from ceecluster.agreement.alpha import bootstrap_alpha, krippendorff_alpha
from ceecluster.agreement.coefficient import Coefficient
from ceecluster.agreement.concordance import kendall_w, mid_ranks
from ceecluster.agreement.dispersion import dividing_step, shape, tastle_wierman, van_der_eijk_a
from ceecluster.agreement.positions import derive_priority, read_positions, read_stances
from ceecluster.agreement.rule import Case, Move, classify, is_topic, smallest_move

__all__ = [
    "Agreement",
    "Case",
    "Coefficient",
    "Move",
    "agree",
    "bootstrap_alpha",
    "classify",
    "derive_priority",
    "dividing_step",
    "is_topic",
    "kendall_w",
    "krippendorff_alpha",
    "mid_ranks",
    "read_positions",
    "read_stances",
    "shape",
    "smallest_move",
    "tastle_wierman",
    "van_der_eijk_a",
]
