"""The documents: which there are, what each is made of, and how a study becomes one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ceecluster import __version__
from ceecluster.errors import UsageError, unknown
from ceecluster.report.render import Safe, render
from ceecluster.report.views.base import Column, Table, View
from ceecluster.report.views.prose import speller

if TYPE_CHECKING:
    from ceecluster.changes import Changes
    from ceecluster.report.figures import Figure
    from ceecluster.study import Study

Context = dict[str, Any]
Builder = Callable[["Study", str | None], tuple[Context, dict[str, "Figure"]]]


@dataclass(frozen=True)
class Document:
    """A document before it takes a form: Markdown with its figures."""

    name: str
    title: str
    markdown: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    footer: tuple[str, ...] = ()


def build(
    name: str,
    study: Study,
    code: str | None = None,
    templates: Path | None = None,
    changes: Changes | None = None,
) -> Document:
    """Build one document of a study; `code` is the region of a profile. UsageError for unknown names.

    `changes` since an earlier state are told in the documents that have room for them.
    """
    from ceecluster.report import contexts

    if name not in contexts.BUILDERS:
        raise unknown("document", name, contexts.BUILDERS)
    template, builder = contexts.BUILDERS[name]
    context, figures = builder(study, code)
    spell = speller(study.world)
    figures = {key: replace(figure, title=spell(figure.title), templates=templates) for key, figure in figures.items()}
    told = _changes(study, changes, code)
    full = {**common(study), **context, "changes": told, "figure": _figure_function(figures)}
    text = render(template, full, templates)
    title = str(context["title"])
    file_name = f"{name}-{code}" if name == "region" else name
    return Document(file_name, title, text, figures, footer_of(study))


def _changes(study: Study, changes: Changes | None, code: str | None) -> View | None:
    """What changed in the network, or for a profile in its region."""
    if changes is None:
        return None
    from ceecluster.documents import voice_of
    from ceecluster.report.figures import worded_table
    from ceecluster.words.changes import since_topic

    voice, topic = voice_of(study), since_topic(changes, code or "")
    lead = tuple(voice.plain(part) for part in topic.lead)
    return View("changes", voice.plain(topic.title), lead, tuple(worded_table(t, voice) for t in topic.tables))


def _figure_function(figures: Mapping[str, Figure]) -> Callable[[str], Safe]:
    def figure(key: str) -> Safe:
        if key not in figures:
            raise UsageError(f"there is no figure '{key}' in this document", f"figures: {', '.join(figures)}")
        return Safe(figures[key].markdown)

    return figure


def common(study: Study) -> Context:
    """What every template may use."""
    network = study.world.network
    guidelines = study.world.guidelines
    rows = tuple((name, digest) for name, digest in sorted(study.digests.items()))
    columns = (Column("file", header=True), Column("sha256"))
    return {
        "network": network.title,
        "as_of": network.as_of,
        "guidelines": f"{guidelines.title}, version {guidelines.version} ({guidelines.status})",
        "version": __version__,
        "inputs": Table("inputs", "Files this document was made from", columns, rows),
        "example": study.example,
        "changes": None,
        "figure": _figure_function({}),
    }


def footer_of(study: Study) -> tuple[str, ...]:
    """The lines at the foot of every page."""
    network, guidelines = study.world.network, study.world.guidelines
    return (
        f"{network.title}. State of the information: {network.as_of}. "
        f"Guidelines {guidelines.version}, {guidelines.status}.",
        f"Made by ceecluster {__version__} from {len(study.digests)} files; their sha256 sums stand at the end.",
    )
