"""Documents to files, and all documents to a small site that works from a USB stick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ceecluster.documents import KINDS, footer, voice_of
from ceecluster.documents import document as made_of_words
from ceecluster.documents import files_of as written
from ceecluster.errors import UsageError
from ceecluster.processes import share
from ceecluster.report.documents import Document, build
from ceecluster.report.export import dated
from ceecluster.report.files import check_folder, write_below
from ceecluster.report.html import Page, write_html
from ceecluster.words.changes import since_topic

if TYPE_CHECKING:
    from ceecluster.changes import Changes
    from ceecluster.study import Study
    from ceecluster.words.topic import Topic

TITLES = {
    "quality": "Quality report",
    "plan": "Draft action plan",
}
FORMS = ("html", "md", "docx", "pdf")
WORDS = {"md": "Markdown", "docx": "Word", "pdf": "PDF"}
WORKBOOK = "data.xlsx"
SLOW = ("plan", "coherence", "quality", WORKBOOK)
"""Parts of a site that are begun first, because they take longest."""
Job = tuple[str, str | None]
"""A part of a site: a document's name and, for a profile, the region."""


@dataclass(frozen=True)
class Settings:
    """How the documents of one run are made."""

    forms: tuple[str, ...] = ("html", "md")
    templates: Path | None = None
    """A user's folder of templates."""
    reference_doc: Path | None = None
    """A Word file whose styles are used."""
    navigation: tuple[tuple[str, str], ...] = ()
    """(text, file) of the pages of a site."""
    changes: Changes | None = None
    """What changed since an earlier state."""


def content_of(document: Document, form: str, study: Study, settings: Settings | None = None) -> bytes:
    """A document in one form; UsageError where the form needs an extra that is not installed."""
    settings = settings or Settings()
    if form == "md":
        return document.markdown.encode()
    if form == "html":
        page = Page(document.title, document.markdown, document.footer, settings.navigation)
        return write_html(page, document.figures, settings.templates).encode()
    from ceecluster.report.pandoc import write_docx, write_pdf

    if form == "docx":
        return write_docx(
            document.markdown,
            document.figures,
            epoch=dated(study),
            user=settings.templates,
            reference=settings.reference_doc,
        )
    if form == "pdf":
        return write_pdf(document.markdown, document.figures, epoch=dated(study), user=settings.templates)
    raise UsageError(f"'{form}' is no form of a document", f"forms: {', '.join(FORMS)}")


def files_of(document: Document, form: str, name: Path, study: Study, settings: Settings) -> dict[Path, bytes]:
    """The file of a document in one form and, for Markdown, the pictures beside it."""
    files = {name: content_of(document, form, study, settings)}
    if form == "md":
        for figure in document.figures.values():
            files[name.parent / "figures" / f"{figure.key}.svg"] = figure.svg.encode()
    return files


def write_site(
    study: Study,
    folder: Path,
    settings: Settings | None = None,
    progress: Callable[[float], None] = lambda share: None,
    processes: int = 1,
) -> list[Path]:
    """Every document in every form, an index, and the tables to download; the files written.

    Nothing is written before everything is made, so that an error leaves an older site whole. With more than one
    process the documents are made side by side; the bytes are the same.
    """
    settings = settings or Settings()
    check_folder(folder)
    titles = {**TITLES, **{name: kind.title.english for name, kind in KINDS.items() if not kind.about_region}}
    parts: list[tuple[str, str, str | None]] = [(name, title, None) for name, title in titles.items()]
    parts += [("region", f"{r.code} {r.title}", r.code) for r in study.world.network.regions]
    pages = [("Overview", "index.html"), *((title, f"{name}.html") for name, title, code in parts if not code)]
    settings = replace(settings, navigation=tuple(pages))
    jobs: list[Job] = [(name, code) for name, _, code in parts] + [(WORKBOOK, None)]
    jobs.sort(key=lambda job: SLOW.index(job[0]) if job[0] in SLOW else len(SLOW))
    if processes > 1:
        # What every document needs is computed once, before it is handed over.
        _ = study.scores, study.comparison, study.agreement
    made = share(
        jobs,
        _made,
        (study, settings),
        processes=processes,
        done=lambda count: progress(count / (len(jobs) + 1)),
    )
    files = {path: content for job in jobs for path, content in made[job].items()}
    if "html" in settings.forms:
        files |= _index(study, parts, settings)
    write_below(folder, files)
    progress(1.0)
    return [folder / path for path in files]


def _made(job: Job, study: Study, settings: Settings) -> dict[Path, bytes]:
    """The files of one part of a site."""
    name, code = job
    if name == WORKBOOK:
        from ceecluster.report.export import addresses
        from ceecluster.report.tables import tables
        from ceecluster.report.workbook import write_xlsx

        return {Path(WORKBOOK): write_xlsx(tables(study), addresses(study.world), epoch=dated(study))}
    files: dict[Path, bytes] = {}
    if name in KINDS:
        voice = voice_of(study, templates=settings.templates)
        told = made_of_words(name, study, voice, region=code or "", changes=changed(settings, code or ""))
        for form in settings.forms:
            files |= written(
                told,
                form,
                Path(f"{told.name}.{form}"),
                voice,
                epoch=dated(study),
                reference=settings.reference_doc,
                navigation=settings.navigation,
            )
        return files
    document = build(name, study, code, settings.templates, settings.changes)
    for form in settings.forms:
        files |= files_of(document, form, Path(f"{document.name}.{form}"), study, settings)
    return files


def changed(settings: Settings, region: str = "") -> Topic | None:
    """What changed since an earlier state, in the network or for a profile in its region."""
    return None if settings.changes is None else since_topic(settings.changes, region)


def _index(study: Study, parts: Sequence[tuple[str, str, str | None]], settings: Settings) -> dict[Path, bytes]:
    """The front page."""
    from ceecluster.words.index import entry, index_words

    forms = [(WORDS[form], form) for form in settings.forms if form != "html"]
    entries = [(code, entry(title, f"{name}-{code}" if code else name, forms)) for name, title, code in parts]
    documents, profiles = ([each for code, each in entries if bool(code) is about] for about in (False, True))
    voice = voice_of(study, templates=settings.templates)
    made = voice.read("documents/index.md.j2", index_words(study, documents, profiles, WORKBOOK), "index")
    page = replace(made, footer=footer(study))
    return written(page, "html", Path("index.html"), voice, epoch=dated(study), navigation=settings.navigation)
