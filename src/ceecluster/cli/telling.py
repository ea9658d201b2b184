"""Hand a result's words to one form: a screen, a machine, or a document."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ceecluster.cli.output import UNDATED, console, leaves
from ceecluster.cli.repeating import keep_screen
from ceecluster.documents import APART, KINDS, document, files_of, voice_of
from ceecluster.report.files import is_special, write_below

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from ceecluster.blocks import Document
    from ceecluster.cli.destination import Destination
    from ceecluster.study import Study
    from ceecluster.wording import Voice


class TellableResult(Protocol):
    """What a result offers beside its words."""

    def to_dict(self) -> dict[str, object]:
        """Its rows and figures in full precision."""
        ...


@dataclass(frozen=True)
class ToldResult:
    """A result and what is told of it."""

    screen: Document
    """For a terminal; its name is that of the JSON schema, and of the document where there is one."""
    words: object
    """For a document."""
    result: TellableResult
    frame: pd.DataFrame | None = None
    """The tidy table, for CSV and a workbook; without one the result's values leaf by leaf."""
    region: str = ""
    """Of a document about one region: its code."""


def tell(told: ToldResult, study: Study, to: Destination) -> None:
    """Print what is told on standard output, or write it whole to a file; the ending may ask for a document."""
    if to.form == "table" and to.path is None:
        screen = console(sys.stdout)
        with screen.capture() as captured:
            _print(told, voice_of(study, to.language), screen)
        sys.stdout.write(captured.get())
        if to.call is not None:
            keep_screen(to.call, study, screen, captured.get())
        return
    form = "md" if to.form == "markdown" else to.form
    main, *beside = _files(
        told, study, voice_of(study, to.language), form, to.path or Path(f"{told.screen.name}.{form}")
    ).items()
    if to.path is not None and not is_special(to.path):
        write_below(to.path.parent, {name.relative_to(to.path.parent): content for name, content in beside})
    to.write(main[1])


def _files(told: ToldResult, study: Study, voice: Voice, form: str, name: Path) -> dict[Path, bytes]:
    """The file of a result in one form, and for Markdown the pictures beside it."""
    from ceecluster.report.export import dated

    if form == "json":
        from ceecluster.forms.values import statements_of
        from ceecluster.published import plain

        told_as_values = {**told.result.to_dict(), "statements": plain(statements_of(told.screen, voice))}
        body = {"schema": f"ceecluster/{told.screen.name}@1", **told_as_values}
        return {name: (json.dumps(body, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()}
    if form == "csv":
        from ceecluster.forms.cells import neutralise

        return {name: neutralise(_frame(told)).to_csv(index=False, lineterminator="\n").encode()}
    if form == "xlsx":
        from ceecluster.report.workbook import write_xlsx

        return {name: write_xlsx({told.screen.name: _frame(told)}, {}, epoch=UNDATED, voice=voice)}
    if form == "table":
        from io import StringIO

        stream = StringIO()
        _print(told, voice, console(stream))
        return {name: stream.getvalue().encode()}
    name_of = told.screen.name
    made = document(name_of, study, voice, told.words, told.region) if name_of in {**KINDS, **APART} else told.screen
    return files_of(made, form, name, voice, epoch=dated(study))


def _frame(told: ToldResult) -> pd.DataFrame:
    if told.frame is not None:
        return told.frame
    import pandas as pd

    return pd.DataFrame(list(leaves(told.result.to_dict())), columns=["field", "value"], dtype=object)


def _print(told: ToldResult, voice: Voice, to: Console) -> None:
    from ceecluster.forms.terminal import print_document

    print_document(told.screen, voice, to)
