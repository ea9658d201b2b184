"""Results as a notebook shows them: the sentences and tables of the screen, and figures as Vega-Lite charts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ceecluster.agreement.agreement import Agreement
from ceecluster.agreement.edition import Ballot
from ceecluster.agreement.group import Groups
from ceecluster.agreement.reliability import Reliability
from ceecluster.agreement.review import Review
from ceecluster.agreement.why import IssueReasons
from ceecluster.blocks import Document, Figure, walk
from ceecluster.coherence.comparison import Comparison
from ceecluster.coherence.money import Money
from ceecluster.coherence.reader_scores import ReaderScores
from ceecluster.coherence.readers import ReaderSpread
from ceecluster.coherence.then_and_now import ThenAndNow
from ceecluster.coherence.trend import Trend
from ceecluster.coherence.why import PairReasons
from ceecluster.documents import document, voice_of
from ceecluster.errors import UsageError, unknown
from ceecluster.forms.charts import Chart
from ceecluster.forms.html import write_fragment
from ceecluster.forms.values import statements_of
from ceecluster.planning.actionplan import Plan
from ceecluster.planning.contacts import Introductions
from ceecluster.planning.critical_mass import CriticalMass
from ceecluster.planning.enlargement import Enlargement, Ranking
from ceecluster.planning.meeting import Meeting
from ceecluster.planning.monitoring import Monitoring
from ceecluster.planning.offer import FitReasons
from ceecluster.planning.programme_use import ProgrammeUse
from ceecluster.profile import Profile
from ceecluster.published import plain
from ceecluster.results import Result
from ceecluster.scenarios import Scenarios
from ceecluster.scoring.explanation import Explanation
from ceecluster.scoring.handbook import Handbook
from ceecluster.scoring.improvement import NextSteps
from ceecluster.scoring.quality import Scores
from ceecluster.scoring.robustness import Robustness
from ceecluster.sources.outlines import outlines_below
from ceecluster.words import (
    action_plan,
    agreement,
    comparison,
    contacts,
    critical_mass,
    edition,
    enlargement,
    evaluation,
    group,
    guidelines,
    issue,
    meeting,
    pairwise,
    plan,
    profile,
    programme_use,
    readers,
    reliability,
    review,
    robustness,
    scenarios,
    scores,
    then_and_now,
    trend,
    why,
)
from ceecluster.words.topic import Topic, screen
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from ceecluster.study import Study

VEGA_LITE = "application/vnd.vegalite.v5+json"

_TOPICS: dict[type[Result], Callable[[Any, Study], Topic]] = {
    Agreement: lambda found, _: agreement.agreement_topic(found),
    Ballot: lambda found, _: edition.edition_topic(found),
    Comparison: lambda found, _: comparison.comparison_topic(found),
    CriticalMass: lambda found, _: critical_mass.critical_mass_topic(found),
    Enlargement: lambda found, _: enlargement.enlargement_topic(found),
    Explanation: lambda found, _: why.why_topic(found),
    FitReasons: lambda found, study: enlargement.fit_topic(found, study.world),
    Groups: lambda found, _: group.group_topic(found),
    Introductions: lambda found, _: contacts.contacts_topic(found),
    IssueReasons: lambda found, _: issue.issue_topic(found),
    Money: lambda found, study: then_and_now.money_topic(year_head(study.world), found),
    Monitoring: lambda found, study: evaluation.evaluation_topic(study.whole, found),
    NextSteps: lambda found, _: scores.next_topic(found),
    PairReasons: lambda found, study: pairwise.reasons_topic(study.world, found),
    Plan: lambda found, study: plan.plan_topic(found, study.world),
    ProgrammeUse: lambda found, _: programme_use.programme_use_topic(found),
    Ranking: lambda found, _: enlargement.ranking_topic(found),
    ReaderScores: lambda found, _: readers.reader_scores_topic(found),
    ReaderSpread: lambda found, study: readers.readers_topic(study.world, found),
    Reliability: lambda found, study: reliability.reliability_topic(study.whole, found),
    Review: lambda found, study: review.review_topic(study.whole, found),
    Robustness: lambda found, _: robustness.robustness_topic(found),
    Scenarios: lambda found, study: scenarios.scenarios_topic(found, study.world),
    Scores: lambda found, _: scores.score_topic(found),
    ThenAndNow: lambda found, study: then_and_now.then_topic(study.world.network.title, found),
}
"""What is told of each result on a screen."""


def shown(result: Result, study: Study) -> Document:
    """What a screen shows of a result; of one that is only told in a document, the document."""
    if isinstance(result, Trend):
        return trend.trend_screen(trend.trend_words(result), result)
    if (topic := _TOPICS.get(type(result))) is not None:
        return screen(topic(result, study))
    return _document(result, study)


def statements(result: Result, study: Study) -> list[dict[str, Any]]:
    """What is told of a result, as values."""
    return [plain(each) for each in statements_of(shown(result, study), voice_of(study))]


def html(result: Result, study: Study) -> str | None:
    """What is told of a result, for a cell of a notebook; None for one that is a door to others."""
    told = shown(result, study)
    return write_fragment(told, voice_of(study)) if told.blocks else None


def figure(result: Result, study: Study | None, key: str | None) -> Drawing:
    """A figure of the document about a result, the first one without a key; UsageError where there is none."""
    drawn = [] if study is None else list(_figures(result, study))
    if study is None or not drawn:
        raise UsageError(f"{type(result).__name__} has no figure", "comparisons, scores, trends, plans and profiles do")
    by_key = {each.key: each for each in drawn}
    if key is not None and key not in by_key:
        raise unknown("figure", key, by_key)
    return Drawing(Chart(by_key[key] if key else drawn[0], voice_of(study)))


def _figures(result: Result, study: Study) -> Iterator[Figure]:
    """The figures of a result's own screen, then those of the document about it."""
    topic = _TOPICS.get(type(result))
    own = topic(result, study).figures if topic else ()
    keys = {figure.key for figure in own}
    yield from own
    drawn = (block for block in walk(_document(result, study).blocks) if isinstance(block, Figure))
    yield from (each for each in drawn if each.key not in keys)


def _document(result: Result, study: Study) -> Document:
    """The document that is about a result; an empty one where no document is."""
    kind, region = "", ""
    words: object | None = None
    if isinstance(result, Comparison):
        kind, study = "coherence", study.given(comparison=result)
    elif isinstance(result, Scores | Robustness):
        kind, study = "quality", study.given(scores=result) if isinstance(result, Scores) else study
    elif isinstance(result, Trend):
        kind, words = "trend", trend.trend_words(result)
    elif isinstance(result, Plan):
        kind, words = "plan", action_plan.plan_words(study, result)
    elif isinstance(result, Profile):
        kind, words, region = "region", profile.profile_words(result, outlines_below(study.root)), result.region.code
    elif isinstance(result, Handbook):
        kind, words = "guidelines", guidelines.guidelines_words(result)
    elif isinstance(result, Meeting):
        kind, words = "meeting", meeting.meeting_words(result)
    return document(kind, study, voice_of(study), words, region) if kind else Document("", "", ())


@dataclass(frozen=True)
class Drawing:
    """A figure of a result: its chart, its words and its data."""

    chart: Chart

    def __repr__(self) -> str:
        """Its key and its caption."""
        return f"<figure {self.chart.figure.key}: {self.chart.caption}>"

    @property
    def caption(self) -> str:
        """The finding, and how to read the marks."""
        return self.chart.caption

    @property
    def alt(self) -> str:
        """What the chart shows, in words."""
        return self.chart.alt

    def to_dict(self) -> dict[str, Any]:
        """The Vega-Lite specification with the data in it, in full precision."""
        return self.chart.specification

    @property
    def svg(self) -> str:
        """The chart as SVG."""
        return self.chart.svg

    @property
    def png(self) -> bytes:
        """The chart as PNG, on white."""
        return self.chart.png

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {VEGA_LITE: self.to_dict(), "image/svg+xml": self.svg, "text/plain": repr(self)}
