"""Right of reply: the form on which a region checks its record, and what comes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceecluster.officers.reviewing import ReviewLine
    from ceecluster.study import Study
    from ceecluster.wording import Voice


def review_form_of(study: Study, region: str, form: str, voice: Voice) -> bytes:
    """The form of a region in Word or as a workbook."""
    from ceecluster.cli.answer_forms import form_in
    from ceecluster.officers.reviewing import review_book
    from ceecluster.words.reviewing import head_table, line_table, review_form

    return form_in(
        form,
        study,
        voice,
        lambda: review_form(study.world, region),
        lambda: (head_table(study.world, region), line_table(study.world, region)),
        review_book,
    )


def lines_of(study: Study) -> dict[str, dict[str, ReviewLine]]:
    """What the forms of today say, by region and code."""
    from ceecluster.catalogues import languages
    from ceecluster.documents import voice_of
    from ceecluster.officers.answer_form import folded
    from ceecluster.officers.reviewing import ReviewLine
    from ceecluster.words.reviewing import check_lines

    voices = [voice_of(study, language) for language in languages()]
    regions = (*study.world.network.regions, *study.world.network.candidates)
    return {
        region.code: {
            line.code: ReviewLine(
                line.code, line.seen, frozenset(folded(voice.plain(line.on_file)) for voice in voices)
            )
            for line in check_lines(study.world, region.code)
        }
        for region in regions
    }


def import_review(file: Path, workspace: Path | None) -> None:
    """Read a region's check of its record back into `reviews/<REGION>-<date>.yaml`.

    UsageError where that of the day is on file; DataError where the form has errors, all of which are told.
    """
    from ceecluster.cli.answer_forms import labels_of
    from ceecluster.cli.answering import place_of, write
    from ceecluster.cli.output import load_study, say
    from ceecluster.officers.reviewing import COLUMNS, HEAD, read_review

    study = load_study(workspace, quiet=True, required=True)
    found = read_review(file, file.as_posix(), study.world, labels_of(study, (*HEAD, *COLUMNS)), lines_of(study))
    path = place_of(
        study,
        file,
        found,
        lambda: "reviews/{region}-{date}".format(**found.body),
        "a region checks its record once a day",
    )
    write(study, path, found.body)
    states = [reply["state"] for reply in found.body["replies"]]
    say(f"{found.body['region']}: {states.count('confirmed')} confirmed, {states.count('disputed')} disputed")
