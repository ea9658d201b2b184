"""`ceecluster evaluate`: how the running pilots stand."""

from __future__ import annotations

from typing import Annotated

import typer

from ceecluster.cli.options import ForceOption, FormatOption, LanguageOption, OutputOption, QuietOption, WorkspaceOption


def evaluate(
    context: typer.Context,
    workspace: WorkspaceOption = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DATE", show_default=False, help="Date of the report; default: the network's as_of."
        ),
    ] = None,
    without_examples: Annotated[
        bool, typer.Option("--without-examples", help="Leave worked examples out instead of showing them marked.")
    ] = False,
    agreement: Annotated[
        bool, typer.Option("--agreement", help="Review the signed agreement: parties, commitments, what to renew.")
    ] = False,
    format: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    language: LanguageOption = None,
    quiet: QuietOption = False,
) -> None:
    """Follow the running pilots, or with **--agreement** what the parties to the agreement promised.

    Examples:

    - **ceecluster evaluate** the pilots and their indicators
    - **ceecluster evaluate --as-of 2027-06 -o follow-up.docx** the follow-up report
    - **ceecluster evaluate --agreement** the yearly review: state by party, what coherence has done, what to renew
    """
    from ceecluster.cli.destination import TOLD, destination
    from ceecluster.cli.output import load_study
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.words.evaluation import evaluation_topic, evaluation_words
    from ceecluster.words.topic import screen

    to = destination(context, TOLD)
    study = load_study(workspace, quiet=quiet)
    if agreement:
        from ceecluster.words.review import review_topic

        reviewed = study.review(as_of)
        tell(ToldResult(screen(review_topic(study.whole, reviewed)), None, reviewed, reviewed.table), study, to)
        return
    found = study.evaluate(as_of, examples=not without_examples)
    topic, words = evaluation_topic(study.whole, found), evaluation_words(study.whole, found)
    tell(ToldResult(screen(topic), words, found, found.indicators), study, to)
