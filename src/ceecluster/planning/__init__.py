"""From coherence to action: choosing pilots, drafting the plan, following it, and who might join."""

from ceecluster.planning.actionplan import Plan, plan, plan_rule
from ceecluster.planning.admissible import standing
from ceecluster.planning.choices import different_plans
from ceecluster.planning.core import core_index
from ceecluster.planning.enlargement import Enlargement, enlarge, ranking
from ceecluster.planning.monitoring import Monitoring, evaluate
from ceecluster.planning.problem import Constraints, Option
from ceecluster.planning.selection import Selection, select
from ceecluster.planning.shares import equal_shares
from ceecluster.planning.why import why_pilot

__all__ = [
    "Constraints",
    "Enlargement",
    "Monitoring",
    "Option",
    "Plan",
    "Selection",
    "core_index",
    "different_plans",
    "enlarge",
    "equal_shares",
    "evaluate",
    "plan",
    "plan_rule",
    "ranking",
    "select",
    "standing",
    "why_pilot",
]
