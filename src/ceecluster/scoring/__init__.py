"""Quality: measures, normalisation, aggregation, bounds, robustness; pure functions that serve anybody's index."""

from ceecluster.scoring.acceptability import mid_ranks
from ceecluster.scoring.aggregation import bounds, copeland, mazziotta_pareto, power_mean
from ceecluster.scoring.explanation import why
from ceecluster.scoring.improvement import find_improvement, value_evidence
from ceecluster.scoring.index import Index, build
from ceecluster.scoring.monte_carlo import Simulation, simulate
from ceecluster.scoring.normalisation import normalise
from ceecluster.scoring.quality import Scores, score
from ceecluster.scoring.recipe import Recipe
from ceecluster.scoring.robustness import Robustness, audit
from ceecluster.scoring.simulation import Inputs
from ceecluster.scoring.tree import Part, Tree, fold, plant

__all__ = [
    "Index",
    "Inputs",
    "Part",
    "Recipe",
    "Robustness",
    "Scores",
    "Simulation",
    "Tree",
    "audit",
    "bounds",
    "build",
    "copeland",
    "find_improvement",
    "fold",
    "mazziotta_pareto",
    "mid_ranks",
    "normalise",
    "plant",
    "power_mean",
    "score",
    "simulate",
    "value_evidence",
    "why",
]
