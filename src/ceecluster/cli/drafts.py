"""The next draft of the agreement in Word, with what moved since an earlier one as revisions."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceecluster.cli.destination import Destination
    from ceecluster.study import Study


def tell_moved(made: Callable[[Study], bytes], study: Study, since: str, to: Destination) -> None:
    """Write a draft with revisions since an earlier one, and beside it `<name>-clean.docx` without.

    `made` gives the Word file of a study; `since` is such a file, a folder or a git revision. UsageError where nothing
    can be compared, or the earlier draft would be written over.
    """
    from ceecluster.cli.output import say
    from ceecluster.errors import UsageError
    from ceecluster.forms.revisions import revised
    from ceecluster.report.export import dated
    from ceecluster.report.files import is_special, write_below

    if to.path is None or to.form != "docx":
        raise UsageError("--since marks what moved in a Word file", "for example: -o next.docx")
    if is_special(to.path):
        raise UsageError(f"'{to.path}' has no room for the clean copy beside it", "for example: -o next.docx")
    clean = to.path.with_name(f"{to.path.stem}-clean.docx")
    if Path(since).resolve() in (to.path.resolve(), clean.resolve()):
        raise UsageError(f"'{since}' would be written over", "give the next draft another name")
    old = _earlier(made, study, since)
    new = made(study)
    moment = datetime.datetime.fromtimestamp(dated(study), datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = revised(old, new, study.grounds().secretariat or study.world.network.title, moment)
    write_below(clean.parent, {Path(clean.name): new})
    say(f"Written: {clean}")
    to.write(told)


def _earlier(made: Callable[[Study], bytes], study: Study, since: str) -> bytes:
    """The Word file of the earlier draft: as it was sent, or made again from an earlier state of the workspace."""
    from ceecluster.cli.diff import loaded, state_of
    from ceecluster.errors import UsageError
    from ceecluster.sources.decoding import UnreadableError, read_bytes

    if Path(since).suffix.lower() != ".docx":
        with state_of(since, study.root) as folder:
            return made(loaded(folder, since))
    try:
        return read_bytes(Path(since), since)
    except UnreadableError as error:
        raise UsageError(error.finding.message, error.finding.hint) from error
