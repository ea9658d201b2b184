"""Documents to files, and all documents to a small site that works from a USB stick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ceecluster.errors import UsageError
from ceecluster.report.documents import Document, build, footer_of
from ceecluster.report.export import dated
from ceecluster.report.files import write_whole
from ceecluster.report.html import Page, write_html
from ceecluster.report.render import Safe, render

if TYPE_CHECKING:
    from ceecluster.study import Study

TITLES = {
    "coherence": "Coherence report",
    "quality": "Quality report",
    "agreement": "Draft agreement",
    "plan": "Draft action plan",
    "evaluation": "Follow-up of the pilots",
}
FORMS = ("html", "md", "docx", "pdf")


def content_of(
    document: Document,
    form: str,
    study: Study,
    templates: Path | None = None,
    reference_doc: Path | None = None,
    navigation: Sequence[tuple[str, str]] = (),
) -> bytes:
    """A document in one form; UsageError where the form needs an extra that is not installed."""
    if form == "md":
        return document.markdown.encode()
    if form == "html":
        page = Page(document.title, document.markdown, document.footer, navigation)
        return write_html(page, document.figures, templates).encode()
    from ceecluster.report.pandoc import write_docx, write_pdf

    if form == "docx":
        return write_docx(document.markdown, document.figures, epoch=dated(study), reference=reference_doc)
    if form == "pdf":
        return write_pdf(document.markdown, document.figures, epoch=dated(study), user=templates)
    raise UsageError(f"'{form}' is no form of a document", f"forms: {', '.join(FORMS)}")


def write_site(
    study: Study,
    folder: Path,
    forms: Sequence[str],
    templates: Path | None = None,
    reference_doc: Path | None = None,
    progress: Callable[[float], None] = lambda share: None,
) -> list[Path]:
    """Every document in every form, an index, and the tables to download; the files written."""
    from ceecluster.report.contexts import BUILDERS
    from ceecluster.report.export import addresses
    from ceecluster.report.tables import tables
    from ceecluster.report.workbook import write_xlsx

    documents: list[tuple[str, str, str | None]] = [(name, TITLES[name], None) for name in TITLES if name in BUILDERS]
    documents += [("region", f"{r.code} {r.title}", r.code) for r in study.world.network.regions]
    navigation = [("Overview", "index.html"), *((title, f"{name}.html") for name, title, code in documents if not code)]
    written: list[Path] = []

    def write(path: Path, content: bytes) -> None:
        write_whole(path, content)
        written.append(path)

    for number, (name, _, code) in enumerate(documents):
        made = build(name, study, code, templates)
        for form in forms:
            write(folder / f"{made.name}.{form}", content_of(made, form, study, templates, reference_doc, navigation))
        if "md" in forms:
            for figure in made.figures.values():
                write(folder / "figures" / f"{figure.key}.svg", figure.svg.encode())
        progress((number + 1) / (len(documents) + 1))
    write(folder / "data.xlsx", write_xlsx(tables(study), addresses(study.world), epoch=dated(study)))
    if "html" in forms:
        write(folder / "index.html", _index(study, documents, forms, templates, navigation))
    progress(1.0)
    return written


def _index(
    study: Study,
    documents: Sequence[tuple[str, str, str | None]],
    forms: Sequence[str],
    templates: Path | None,
    navigation: Sequence[tuple[str, str]],
) -> bytes:
    from ceecluster.report.views.comparison import regions_table, what_stands_out

    def entry(name: str, title: str, code: str | None) -> tuple[Safe, list[Safe]]:
        stem = f"{name}-{code}" if code else name
        others = [Safe(f"[{form}]({stem}.{form})") for form in forms if form != "html"]
        return Safe(f"[{title}]({stem}.html)"), others

    context = {
        "title": study.world.network.title,
        "findings": what_stands_out(study.comparison),
        "regions": regions_table(study.comparison),
        "documents": [entry(*document) for document in documents if document[2] is None],
        "profiles": [entry(*document) for document in documents if document[2] is not None],
    }
    text = render("index.md.j2", context, templates)
    return write_html(Page(study.world.network.title, text, footer_of(study), navigation), {}, templates).encode()
