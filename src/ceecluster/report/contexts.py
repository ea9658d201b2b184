"""What each document's template is given. docs/reference/templates.md describes every name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceecluster.documents import voice_of
from ceecluster.errors import UsageError
from ceecluster.report.documents import Builder, Context
from ceecluster.report.figures import Figure, worded
from ceecluster.report.views import charts
from ceecluster.report.views.coherence import coherence_view
from ceecluster.words.quality import evidence_figure, intervals_figure
from ceecluster.words.trend import trend_words

if TYPE_CHECKING:
    from ceecluster.study import Study

Built = tuple[Context, dict[str, Figure]]


def coherence(study: Study, code: str | None) -> Built:
    """The full coherence report."""
    view = coherence_view(study.comparison, study.scores)
    figures = [
        charts.tile_map(study.comparison),
        charts.pair_heatmap(study.comparison),
        worded(intervals_figure(study.scores), voice_of(study)),
        worded(evidence_figure(study.scores), voice_of(study)),
    ]
    shown = [figure.key for figure in figures if figure is not None]
    followed, lines = _trend(study)
    aside = {"trend": lines, "compare-structure": _plane(study)}
    kept = {figure.key: figure for figure in (*figures, *aside.values()) if figure is not None}
    context = {
        "title": f"{study.world.network.title}: where the cluster policies cohere",
        "view": view,
        "figures": shown,
        "trend": followed,
        "beside": {name: figure.key for name, figure in aside.items() if figure is not None},
    }
    return context, kept


def _plane(study: Study) -> Figure | None:
    from ceecluster.words.questions import structure_topic

    figure = structure_topic(study.questions()).figure
    return worded(figure, voice_of(study)) if figure else None


def _trend(study: Study) -> tuple[tuple[str, ...], Figure | None]:
    """The sentences and the figure of the trend, or why there is none."""
    try:
        found = study.trend()
    except UsageError as why:
        return (f"There is no trend: {why.message}.",), None
    voice, followed = voice_of(study), trend_words(found)
    lines = worded(followed.lines, voice) if followed.lines else None
    return tuple(voice.plain(finding) for finding in followed.findings), lines


def plan(study: Study, code: str | None) -> Built:
    """The draft action plan."""
    from ceecluster.report.views.draft_plan import context
    from ceecluster.report.views.plan_charts import plan_figures

    made = study.plan()
    kept = {figure.key: figure for figure in plan_figures(study.world, made)}
    told = context(study, made)
    return {"title": f"{study.world.network.title}: draft cluster action plan", **told, "figures": list(kept)}, kept


def evaluation(study: Study, code: str | None) -> Built:
    """The follow-up report on the pilots."""
    from ceecluster.report.views.evaluation import context

    return context(study), {}


BUILDERS: dict[str, tuple[str, Builder]] = {
    "coherence": ("coherence.md.j2", coherence),
    "plan": ("plan.md.j2", plan),
    "evaluation": ("evaluation.md.j2", evaluation),
}
"""Template and context of each document."""
