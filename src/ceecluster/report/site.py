"""All documents as a small site that works from a USB stick."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ceecluster.blocks import Marked, Names, Ref, Statement, Word
from ceecluster.documents import BRIEFED, BRIEFINGS, KINDS, codes_of, document, files_of, template_of, voice_of
from ceecluster.errors import UsageError
from ceecluster.forms.html import Menu
from ceecluster.locales import own_name
from ceecluster.processes import share
from ceecluster.provenance import footer, provenance
from ceecluster.report.export import dated
from ceecluster.report.files import check_folder, write_below
from ceecluster.report.places import places
from ceecluster.words.changes import since_topic

if TYPE_CHECKING:
    from ceecluster.blocks import Document
    from ceecluster.changes import Changes
    from ceecluster.study import Study
    from ceecluster.wording import Voice

FORMS = {"md": "Markdown", "docx": "Word", "pdf": "PDF"}
"""Forms of a document beside HTML, with their names."""
WORKBOOK = "data.xlsx"
MOST_IN_MENU = 100
"""Pages of one kind that the menu of every page lists; the front page and the page to find things lead to more."""
SHOWN = 5
"""So many lacking texts are named where a document is refused for them."""
SLOW = ("plan", "coherence", "quality", WORKBOOK)
"""Parts of a site that are begun first, because they take longest."""
GROUPS = {"region": Word("Regions"), "candidate": Word("Candidates"), "criterion": Word("Criteria")}
"""Kinds of pages about one thing each, of which the menu lists every page."""
SitePart = tuple[str, str, str | None]
"""(kind, title, code) of a document; the code is that of what it is about."""
Job = tuple[str, str | None, str]
"""A part of a site: a kind of document, for one that is about something its code, and the language."""


@dataclass(frozen=True)
class Settings:
    """How the documents of one run are made."""

    forms: tuple[str, ...] = ("html", "md")
    templates: Path | None = None
    """A user's folder of templates."""
    reference_doc: Path | None = None
    """A Word file whose styles are used."""
    menu: Menu = field(default_factory=Menu)
    """The pages of a site."""
    changes: Changes | None = None
    """What changed since an earlier state."""
    language: str | None = None
    """The language; that of the network where none is named."""
    languages: tuple[str, ...] = ()
    """The languages of a site; the first stands in its folder, each other one in a folder of its own below it."""
    complete: bool = False
    """Whether a document is refused whose language lacks a text."""


@dataclass(frozen=True)
class Made:
    """A document, and what writes it in any form."""

    name: str
    files: Callable[[str, Path], dict[Path, bytes]]
    """A form and the path of its file to the contents: the file first, then the pictures beside it."""


def make(kind: str, study: Study, settings: Settings, code: str | None = None) -> Made:
    """A document of a study; UsageError for an unknown kind, or one about a region and the like without its code."""
    since = None if settings.changes is None else since_topic(settings.changes, code or "")
    voice = voice_of(study, settings.language, settings.templates)
    return _made(document(kind, study, voice, code=code or "", changes=since), study, settings, voice)


def _made(told: Document, study: Study, settings: Settings, voice: Voice) -> Made:
    def files(form: str, name: Path) -> dict[Path, bytes]:
        made = files_of(
            told,
            form,
            name,
            voice,
            epoch=dated(study),
            reference=settings.reference_doc,
            menu=settings.menu,
        )
        if settings.complete and voice.lacking:
            first = "; ".join(f"'{text}'" for text in sorted(voice.lacking)[:SHOWN])
            raise UsageError(
                f"{told.name} lacks {len(voice.lacking)} texts in the language '{voice.language}': {first}",
                "translate them, or leave --complete out for a draft in which they stand in English",
            )
        return made

    return Made(told.name, files)


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
    languages = settings.languages or (settings.language or study.world.network.language,)
    sites = {language: _site(study, settings, language, languages) for language in languages}
    jobs: list[Job] = [(name, code, language) for language in languages for name, _, code in sites[language].parts]
    jobs += [(name, None, language) for language in languages for name in BRIEFINGS]
    jobs.append((WORKBOOK, None, languages[0]))
    jobs.sort(key=lambda job: SLOW.index(job[0]) if job[0] in SLOW else len(SLOW))
    if processes > 1:
        # What every document needs is computed once, before it is handed over.
        _ = study.scores, study.comparison, study.agreement
    made = share(
        jobs,
        _part,
        (study, {language: site.settings for language, site in sites.items()}),
        processes=processes,
        done=lambda count: progress(count / (len(jobs) + 1)),
    )
    files = {sites[job[2]].folder / path: content for job in jobs for path, content in made[job].items()}
    if "html" in settings.forms:
        for site in sites.values():
            files |= {site.folder / path: content for path, content in _index(study, site).items()}
    write_below(folder, files)
    progress(1.0)
    return [folder / path for path in files]


@dataclass(frozen=True)
class _Site:
    """The pages of one language."""

    settings: Settings
    folder: Path
    """Where they stand, below the folder of the site."""
    parts: tuple[SitePart, ...]
    """Its documents."""


def _site(study: Study, settings: Settings, language: str, languages: Sequence[str]) -> _Site:
    voice = voice_of(study, language, settings.templates)
    parts = tuple(_parts(study, voice))
    menu = _menu(study, parts, voice, settings)
    first = languages[0]
    up = "" if language == first else "../"
    ways = [(one, own_name(one), up if one == first else f"{up}{one}/") for one in languages]
    # From a page to itself there is no way.
    switch = tuple((one, name, "" if one == language else way) for one, name, way in ways) if len(ways) > 1 else ()
    menu = replace(menu, languages=switch)
    return _Site(replace(settings, menu=menu, language=language), Path("" if not up else language), parts)


def _parts(study: Study, voice: Voice) -> Iterator[SitePart]:
    """Every document of a site: its kind, what the site calls it, and the code of what it is about."""
    for kind, entry in KINDS.items():
        if not entry.about:
            yield kind, voice.plain(entry.title), None
    for kind, entry in KINDS.items():
        for code in codes_of(kind, study):
            name = voice.plain(Ref("criterion" if entry.about == "criterion" else "region", code))
            yield kind, f"{name}: {voice.plain(entry.title)}" if kind == "records" else name, code


def _menu(study: Study, parts: Sequence[SitePart], voice: Voice, settings: Settings) -> Menu:
    """The pages of a site, and where everything has its place."""
    pages = [
        (voice.plain(Word("Overview")), "index.html"),
        *((title, f"{kind}.html") for kind, title, code in parts if not code),
        (voice.plain(Word("Find")), "find.html"),
    ]
    found = [
        (voice.plain(GROUPS[group]), tuple((title, f"{kind}-{code}.html") for kind, title, code in pages))
        for group, pages in _grouped(parts).items()
        if len(pages) <= MOST_IN_MENU
    ]
    forms = tuple((form, FORMS[form]) for form in settings.forms if form != "html")
    return Menu(
        pages=tuple(pages),
        groups=tuple(found),
        places=places(study).named,
        forms=forms,
        beside={
            page: other
            for part in BRIEFED
            for page, other in (
                (f"{part}.html", (f"briefing-{part}.html", Statement("page.short"))),
                (f"briefing-{part}.html", (f"{part}.html", Statement("page.whole"))),
            )
        },
        downloads=settings.menu.downloads,
    )


def _briefed(kind: str) -> tuple[Marked, ...]:
    """The way to the briefing of a document that has one of its own."""
    return (Marked("link", Word("Briefing"), f"briefing-{kind}.html"),) if kind in BRIEFED else ()


def _grouped(parts: Sequence[SitePart]) -> dict[str, list[SitePart]]:
    """The pages about one thing each, by what they are about."""
    found = {group: [part for part in parts if part[0] == group] for group in GROUPS}
    return {group: pages for group, pages in found.items() if pages}


def _part(job: Job, study: Study, by_language: Mapping[str, Settings]) -> dict[Path, bytes]:
    """The files of one part of a site."""
    kind, code, language = job
    settings = by_language[language]
    if kind == WORKBOOK:
        from ceecluster.report.export import addresses
        from ceecluster.report.tables import tables
        from ceecluster.report.workbook import write_xlsx

        voice = voice_of(study, settings.language, settings.templates)
        return {Path(WORKBOOK): write_xlsx(tables(study), addresses(study.world), epoch=dated(study), voice=voice)}
    made = make(kind, study, settings, code)
    return {
        path: content
        for form in settings.forms
        for path, content in made.files(form, Path(f"{made.name}.{form}")).items()
    }


def _index(study: Study, site: _Site) -> dict[Path, bytes]:
    """The front page, and the page to find things by name and code."""
    from ceecluster.words.find import find_words
    from ceecluster.words.index import entry, index_words

    settings, parts = site.settings, site.parts
    forms = [(FORMS[form], form) for form in settings.forms if form != "html"]
    documents = [entry(title, kind, forms, _briefed(kind)) for kind, title, code in parts if not code]
    profiles = [
        entry(title, f"region-{code}", forms, (Marked("link", Word("Records"), f"records-{code}.html"),))
        for kind, title, code in parts
        if kind == "region"
    ]
    large = [GROUPS[group] for group, pages in _grouped(parts).items() if len(pages) > MOST_IN_MENU]
    left_out = (Statement("index.left_out", {"groups": Names(tuple(large)), "most": MOST_IN_MENU}),) if large else ()
    words = index_words(study, documents, profiles, f"../{WORKBOOK}" if site.folder.name else WORKBOOK, left_out)
    voice = voice_of(study, settings.language, settings.templates)
    settings = replace(settings, menu=replace(settings.menu, forms=()))
    found = places(study)
    told = (
        voice.read(template_of("index"), words, "index", **vars(provenance(study))),
        voice.read(template_of("find"), find_words(study.world, found.named, list(found.sources.values())), "find"),
    )
    return {
        path: content
        for page in told
        for path, content in _made(replace(page, footer=footer(study)), study, settings, voice)
        .files("html", Path(f"{page.name}.html"))
        .items()
    }
