"""The documents: which there are, of which words and which template, and how they become files in every form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ceecluster.blocks import (
    Document,
    Figure,
    Paragraph,
    Statement,
    Word,
    count_open,
    walk,
)
from ceecluster.catalogues import known, split
from ceecluster.errors import UsageError, unknown
from ceecluster.provenance import cover, footer, provenance
from ceecluster.sources.logos import logo_below
from ceecluster.sources.outlines import outlines_below
from ceecluster.wording import Voice

if TYPE_CHECKING:
    from ceecluster.forms.html import Menu
    from ceecluster.study import Study
    from ceecluster.words.briefings import BriefingPart
    from ceecluster.words.topic import Topic

    Made = tuple[type, Callable[[Study, str], object]]

FORMS = ("md", "html", "docx", "pdf")


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document: what it tells, and from which template."""

    title: Word
    """What a site calls it."""
    made: Callable[[], Made]
    """The type of its words, whose fields are the names of its template, and what makes them of a study and the code of
    what the document is about. Nothing is imported before a document is asked for."""
    about: Literal["", "region", "candidate", "criterion"] = ""
    """What each document of the kind is about, if it is not the network: then it is made with a code."""
    draft: bool = False
    """Whether it is a proposal that nobody has agreed to yet."""


def _briefing() -> Made:
    from ceecluster.words.briefing import BriefingWords, briefing_words

    return BriefingWords, lambda study, _: briefing_words(study.comparison, study.agreement, study.meeting())


def _part(part: BriefingPart) -> Callable[[], Made]:
    def made() -> Made:
        from ceecluster.words.briefing import BriefingWords
        from ceecluster.words.briefings import part_words

        return BriefingWords, lambda study, _: part_words(study, part)

    return made


def _commission() -> Made:
    from ceecluster.words.commission import CommissionWords, commission_words

    return CommissionWords, lambda study, _: commission_words(study.european_case())


def _coherence() -> Made:
    from ceecluster.words.coherence import CoherenceWords, coherence_words

    return CoherenceWords, lambda study, _: coherence_words(study)


def _trend() -> Made:
    from ceecluster.words.trend import TrendWords, trend_words_of

    return TrendWords, lambda study, _: trend_words_of(study)


def _agreement() -> Made:
    from ceecluster.words.memorandum import AgreementWords, agreement_words

    return AgreementWords, lambda study, _: agreement_words(study.agreement, study.grounds(), study.comparison)


def _evaluation() -> Made:
    from ceecluster.words.evaluation import EvaluationWords, evaluation_words

    return EvaluationWords, lambda study, _: evaluation_words(study.whole, study.evaluate())


def _guidelines() -> Made:
    from ceecluster.words.guidelines import GuidelinesWords, guidelines_words

    return GuidelinesWords, lambda study, _: guidelines_words(study.handbook())


def _meeting() -> Made:
    from ceecluster.words.meeting import MeetingWords, meeting_words

    return MeetingWords, lambda study, _: meeting_words(study.meeting())


def _management() -> Made:
    from ceecluster.words.guidelines import GuidelinesWords, management_words

    return GuidelinesWords, lambda study, _: management_words(study.handbook())


def _quality() -> Made:
    from ceecluster.words.quality import QualityWords, quality_words

    return QualityWords, lambda study, _: quality_words(study)


def _region() -> Made:
    from ceecluster.words.profile import ProfileWords, profile_words

    return ProfileWords, lambda study, region: profile_words(study.profile(region), outlines_below(study.root))


def _records() -> Made:
    from ceecluster.words.region_records import RecordsWords, records_words

    return RecordsWords, lambda study, region: records_words(study.profile(region))


def _candidate() -> Made:
    from ceecluster.words.candidate_page import CandidateWords, candidate_words

    return CandidateWords, lambda study, code: candidate_words(study.world, code)


def _criterion() -> Made:
    from ceecluster.words.criterion_page import CriterionPageWords, criterion_page_words

    return CriterionPageWords, lambda study, code: criterion_page_words(study.handbook(), code)


def _sources() -> Made:
    from ceecluster.words.sources_page import SourcesWords, sources_words

    return SourcesWords, lambda study, _: sources_words(study.world)


def _plan() -> Made:
    from ceecluster.words.action_plan import PlanWords, plan_words

    return PlanWords, lambda study, _: plan_words(study, study.plan())


def _application() -> Made:
    from ceecluster.words.application import ApplicationWords, application_words

    def words(study: Study, number: str) -> ApplicationWords:
        return application_words(study.application(number), study.plan(), study.world)

    return ApplicationWords, words


def _slides() -> Made:
    from ceecluster.words.slides import SlidesWords, slides_words

    return SlidesWords, lambda study, _: slides_words(study)


def _legacy() -> Made:
    from ceecluster.words.legacy import LegacyWords, legacy_words

    return LegacyWords, lambda study, _: legacy_words(study.remains())


KINDS = {
    "briefing": DocumentKind(Word("Briefing"), _briefing),
    "coherence": DocumentKind(Word("Coherence report"), _coherence),
    "agreement": DocumentKind(Word("Draft agreement"), _agreement, draft=True),
    "plan": DocumentKind(Word("Draft action plan"), _plan, draft=True),
    "evaluation": DocumentKind(Word("Follow-up of the pilots"), _evaluation),
    "quality": DocumentKind(Word("Quality"), _quality),
    "trend": DocumentKind(Word("Trend"), _trend),
    "legacy": DocumentKind(Word("What remains"), _legacy),
    "guidelines": DocumentKind(Word("Quality guidelines"), _guidelines),
    "management": DocumentKind(Word("Cluster management"), _management),
    "meeting": DocumentKind(Word("Meeting"), _meeting),
    "commission": DocumentKind(Word("For the Commission"), _commission, draft=True),
    "region": DocumentKind(Word("Profile"), _region, about="region"),
    "records": DocumentKind(Word("Records"), _records, about="region"),
    "candidate": DocumentKind(Word("Candidate"), _candidate, about="candidate"),
    "criterion": DocumentKind(Word("Criterion"), _criterion, about="criterion"),
    "sources": DocumentKind(Word("Common sources"), _sources),
}
"""Every kind of document, in the order of a site; the template of each is `documents/<kind>.md.j2`."""
BRIEFED: tuple[BriefingPart, ...] = ("coherence", "agreement", "plan")
"""Kinds of documents that have a briefing of their own."""
BRIEFINGS = {f"briefing-{part}": DocumentKind(Word("Briefing"), _part(part)) for part in BRIEFED}
"""The briefing of one result, `report briefing --of`; the document of that result leads to it in a site."""
APART = {
    **BRIEFINGS,
    "application": DocumentKind(Word("Concept note"), _application, draft=True),
    "slides": DocumentKind(Word("Slides"), _slides),
}
"""Documents which the command of a result makes of a part of it, or for a form of its own."""
SHOWN = {"briefing": "slides"}
"""What a document becomes where it is made as slides (pptx)."""


def template_of(kind: str) -> str:
    """The template of a kind of document."""
    return f"documents/{'briefing' if kind in BRIEFINGS else kind}.md.j2"


def voice_of(study: Study, language: str | None = None, templates: Path | None = None) -> Voice:
    """The voice for a study: in a language (default: that of its network), with a user's templates before ours.

    UsageError where the language has no catalogue.
    """
    language = known(language or study.world.network.language)
    brand = study.whole.brand
    logo = logo_below(study.root, brand.logo) if brand is not None and brand.logo else None
    return Voice(study.names(split(language)[0]), language, templates, brand, logo)


def codes_of(kind: str, study: Study) -> list[str]:
    """The codes that a kind of document can be made with, in the order of the files; none of one about the network."""
    network = study.world.network
    known = {
        "region": [region.code for region in network.regions],
        "candidate": [region.code for region in network.candidates],
        "criterion": [criterion.id for criterion in study.world.guidelines.criteria],
    }
    return known.get(KINDS[kind].about, [])


def document(
    kind: str,
    study: Study,
    voice: Voice,
    words: object | None = None,
    code: str = "",
    changes: Topic | None = None,
) -> Document:
    """A document of a study; `words` are those of a result that a command has made with rules of its own.

    Raises UsageError for an unknown kind, and for one about a region, a candidate or a criterion without its code.
    """
    found = KINDS.get(kind) or APART.get(kind)
    if found is None:
        raise unknown("document", kind, KINDS)
    if found.about:
        codes = codes_of(kind, study)
        if not code:
            example = f"ceecluster report {kind} {codes[0] if codes else 'CODE'}"
            raise UsageError(f"'{kind}' needs its {found.about}", f"for example: {example} (known: {', '.join(codes)})")
        if code not in codes:
            raise unknown(found.about, code, codes)
    told = found.made()[1](study, code) if words is None else words
    origin = provenance(study)
    made = voice.read(template_of(kind), told, **{**vars(origin), "changes": changes})
    blocks = made.blocks
    if count := count_open(blocks):
        blocks = (Paragraph(Statement("page.open", {"count": count})), *blocks)
    name = f"{kind}-{code}" if found.about else kind
    return Document(name, made.title, blocks, footer(study), cover(study, made.title, draft=found.draft), found.draft)


def _pictures(made: Document, voice: Voice, name: Path) -> dict[Path, bytes]:
    """The figures of a document as files beside its page."""
    from ceecluster.forms.charts import Chart

    charts = [Chart(block, voice) for block in walk(made.blocks) if isinstance(block, Figure)]
    stems = [(chart, name.parent / "figures" / chart.figure.key) for chart in charts]
    return {stem.with_suffix(".svg"): chart.svg.encode() for chart, stem in stems} | {
        stem.with_suffix(".png"): chart.png for chart, stem in stems
    }


def files_of(
    made: Document,
    form: str,
    name: Path,
    voice: Voice,
    *,
    epoch: int,
    reference: Path | None = None,
    menu: Menu | None = None,
) -> dict[Path, bytes]:
    """A document in one form, and for Markdown the pictures beside it.

    `epoch` (seconds) dates the files; `reference` is a Word file whose styles are used; `menu` has the other pages
    of a site. UsageError for an unknown form, and where a form needs an extra that is not installed.
    """
    if form == "md":
        from ceecluster.forms.charts import Chart
        from ceecluster.forms.markdown import write_markdown

        figures = (block for block in walk(made.blocks) if isinstance(block, Figure))
        pictures = {name.parent / "figures" / f"{f.key}.svg": Chart(f, voice).svg.encode() for f in figures}
        return {name: write_markdown(made, voice).encode(), **pictures}
    if form == "html":
        from ceecluster.forms.html import write_html

        files = {name: write_html(made, voice, menu, name.name).encode()}
        return files | (_pictures(made, voice, name) if menu is not None and menu.downloads else {})
    if form == "docx":
        from ceecluster.forms.pandoc import write_docx

        return {name: write_docx(made, voice, epoch=epoch, reference=reference)}
    if form == "pdf":
        from ceecluster.forms.pandoc import write_pdf

        return {name: write_pdf(made, voice, epoch=epoch)}
    if form == "pptx":
        from ceecluster.forms.slides import write_pptx

        return {name: write_pptx(made, voice, epoch=epoch)}
    raise UsageError(f"'{form}' is no form of a document", f"forms: {', '.join(FORMS)}")
