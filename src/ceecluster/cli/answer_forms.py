"""Forms that go to regions in Word and as a workbook: which are written, and what their labels are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceecluster.blocks import Document, Table
    from ceecluster.study import Study
    from ceecluster.wording import Voice

FORMS = (".docx", ".xlsx")
Made = Callable[["Study", str, str, "Voice"], bytes]


def region_forms(
    what: str,
    make: Made,
    code: str | None,
    output: Path | None,
    directory: Path,
    workspace: Path | None,
    language: str | None,
) -> dict[Path, bytes]:
    """The forms of a region, or of every member, as Word and workbook; with `output` one, by its ending.

    `what` is how they are asked for, and `make` gives the form of a region in a form of file.
    """
    from ceecluster.cli.output import load_study
    from ceecluster.cli.regions import members
    from ceecluster.documents import voice_of
    from ceecluster.errors import UsageError

    if output is not None and (code is None or output.suffix.lower() not in FORMS):
        why = "-o names the file of one form" if code is None else f"'{output}' does not end in .docx or .xlsx"
        raise UsageError(why, f"for example: ceecluster init {what} CODE -o CODE.docx, or -d DIR for all members")
    study = load_study(workspace, quiet=True)
    voice = voice_of(study, language)
    asked = members(study, [code]) if code is not None else [region.code for region in study.world.network.regions]
    return {
        path: make(study, region, path.suffix.lower(), voice)
        for region in asked
        for path in ([output] if output else [directory / f"{region}-{what}{end}" for end in FORMS])
    }


def form_in(
    form: str,
    study: Study,
    voice: Voice,
    made: Callable[[], Document],
    tables: Callable[[], Iterable[Table]],
    book: Callable[[Sequence[tuple[str, list[list[str]]]]], bytes],
) -> bytes:
    """A form in Word, from its document, or as a workbook, from its tables."""
    from ceecluster.cli.form_starting import speech_of
    from ceecluster.documents import files_of
    from ceecluster.report.export import dated

    if form == ".docx":
        name = Path("form.docx")
        return files_of(made(), "docx", name, voice, epoch=dated(study))[name]
    speech = speech_of(study.world, voice.tag)
    return book([(speech.title(each.key), list(rows_of(each, voice))) for each in tables()])


def rows_of(table: Table, voice: Voice) -> Iterator[list[str]]:
    """A table as rows of texts, its labels first; what is room to write in is empty."""
    yield [str(voice.plain(column.label)) for column in table.columns]
    for cells in table.cells:
        yield [str(voice.plain(cell)).strip("…☐") for cell in cells]


def labels_of(study: Study, words: Sequence[str]) -> dict[str, str]:
    """Labels of forms by their folded words, in every language that forms are written in."""
    from ceecluster.blocks import Word
    from ceecluster.catalogues import languages
    from ceecluster.documents import voice_of
    from ceecluster.officers.answer_form import folded

    voices = [voice_of(study, language) for language in reversed(languages())]
    return {folded(voice.plain(Word(word))): word for voice in voices for word in words}
