"""Quality: measures, normalisation, aggregation, bounds, robustness; pure functions that serve anybody's index."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    from ceecluster.scoring.tree import Tree, TreeNode, aggregate, build_tree

__all__ = [
    "Index",
    "Inputs",
    "Recipe",
    "Robustness",
    "Scores",
    "Simulation",
    "Tree",
    "TreeNode",
    "aggregate",
    "audit",
    "bounds",
    "build",
    "build_tree",
    "copeland",
    "find_improvement",
    "mazziotta_pareto",
    "mid_ranks",
    "normalise",
    "power_mean",
    "score",
    "simulate",
    "value_evidence",
    "why",
]

_MODULES = {
    "Index": "index",
    "Inputs": "simulation",
    "Recipe": "recipe",
    "Robustness": "robustness",
    "Scores": "quality",
    "Simulation": "monte_carlo",
    "Tree": "tree",
    "TreeNode": "tree",
    "aggregate": "tree",
    "audit": "robustness",
    "bounds": "aggregation",
    "build": "index",
    "build_tree": "tree",
    "copeland": "aggregation",
    "find_improvement": "improvement",
    "mazziotta_pareto": "aggregation",
    "mid_ranks": "acceptability",
    "normalise": "normalisation",
    "power_mean": "aggregation",
    "score": "quality",
    "simulate": "monte_carlo",
    "value_evidence": "improvement",
    "why": "explanation",
}


def __getattr__(name: str) -> object:
    # Who scores a network must not pay for robustness, explanations and simulations.
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
