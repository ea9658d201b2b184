"""What each document's template is given. docs/reference/templates.md describes every name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceecluster.report.documents import Builder, Context
from ceecluster.report.figures import Figure

if TYPE_CHECKING:
    from ceecluster.study import Study

Built = tuple[Context, dict[str, Figure]]


def plan(study: Study, code: str | None) -> Built:
    """The draft action plan."""
    from ceecluster.report.views.draft_plan import context
    from ceecluster.report.views.plan_charts import plan_figures

    made = study.plan()
    kept = {figure.key: figure for figure in plan_figures(study.world, made)}
    told = context(study, made)
    return {"title": f"{study.world.network.title}: draft cluster action plan", **told, "figures": list(kept)}, kept


BUILDERS: dict[str, tuple[str, Builder]] = {
    "plan": ("plan.md.j2", plan),
}
"""Template and context of each document."""
