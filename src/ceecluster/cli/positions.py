"""Forms for the partners' answers to the draft agreement: out as Word and workbook, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceecluster.officers.positions import Terms
    from ceecluster.study import Study
    from ceecluster.wording import Voice


def form_of(study: Study, region: str, form: str, voice: Voice) -> bytes:
    """One form in Word or as a workbook."""
    from ceecluster.cli.answer_forms import form_in
    from ceecluster.officers.positions import position_book
    from ceecluster.words.positions import head_table, issue_table, position_form

    agreement, draft = study.agreement, mark_of(study)
    return form_in(
        form,
        study,
        voice,
        lambda: position_form(agreement, region, draft),
        lambda: (head_table(agreement, region, draft), issue_table(agreement, region, whole=True)),
        position_book,
    )


def mark_of(study: Study) -> str:
    """The mark of today's draft."""
    from ceecluster.officers.positions import draft_mark

    cases = study.agreement.cases
    return draft_mark(study.world.network.as_of, ((case.issue, case.clause, case.status) for case in cases))


def terms_of(study: Study) -> Terms:
    """What forms can say, in every language they are written in."""
    from ceecluster.catalogues import languages
    from ceecluster.cli.answer_forms import labels_of
    from ceecluster.documents import voice_of
    from ceecluster.officers.answer_form import folded
    from ceecluster.officers.positions import COLUMNS, HEAD, Terms
    from ceecluster.words.positions import questions

    voices = [voice_of(study, language) for language in languages()]
    words = (*HEAD, *COLUMNS, "public", "network", "secretariat")
    asked = {
        issue: frozenset(folded(voice.plain(part)) for voice in voices) for issue, part in questions(study.agreement)
    }
    return Terms(labels_of(study, words), asked, mark_of(study))


def import_positions(file: Path, workspace: Path | None) -> None:
    """Read the answers of a region back into `agreement/positions/<REGION>-<date>.yaml`.

    UsageError where those of that day are on file; DataError where the form has errors, all of which are told.
    """
    from ceecluster.cli.answering import place_of, write
    from ceecluster.cli.output import load_study, say
    from ceecluster.errors import UsageError
    from ceecluster.officers.positions import STANCES, read_positions
    from ceecluster.sources.decoding import UnreadableError

    study = load_study(workspace, quiet=True, required=True)
    try:
        found = read_positions(file, file.as_posix(), study.world, terms_of(study))
    except UnreadableError as error:
        raise UsageError(str(error.finding), error.finding.hint) from error
    path = place_of(
        study, file, found, lambda: f"agreement/positions/{found.region}-{found.date}", "a region answers once a day"
    )
    write(study, path, found.body)
    answers = [answer.get("stance") for answer in found.body["positions"][found.region].values()]
    counted = ", ".join(f"{answers.count(stance)} {word}" for word, stance in STANCES.items())
    say(f"{found.region}: {counted}; without an answer: {', '.join(found.missing) or 'none'}")
    say("Next: ceecluster agree --since LAST.docx -o NEXT.docx")
