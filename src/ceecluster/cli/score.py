"""`ceecluster score`: quality against the guidelines, with what it rests on."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ceecluster.cli.options import AsOfOption, ForceOption, FormatOption, OutputOption, QuietOption, WorkspaceOption

if TYPE_CHECKING:
    from ceecluster.scoring.quality import Scores


class By(StrEnum):
    """What a row of the table is."""

    region = "region"
    level = "level"
    programme = "programme"
    criterion = "criterion"


def score(
    context: typer.Context,
    by: Annotated[By, typer.Option("--by", help="What a row is.")] = By.region,
    why: Annotated[
        str | None,
        typer.Option(
            "--why",
            metavar="ID",
            show_default=False,
            help="Decompose one score down to records and sources: a region (HU22), a region at a level (HU22/policy) "
            "or a record.",
        ),
    ] = None,
    next_: Annotated[
        bool, typer.Option("--next", help="Each region's smallest improvement and the evidence worth collecting.")
    ] = False,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    weights: Annotated[
        Path | None,
        typer.Option(
            "--weights",
            metavar="FILE",
            show_default=False,
            help="Weights of levels, dimensions or criteria to use instead: YAML (STR: 2) or CSV (id,weight).",
        ),
    ] = None,
    method: Annotated[
        str, typer.Option("--method", help="power_mean, geometric, harmonic, copeland or mazziotta_pareto.")
    ] = "power_mean",
    normalisation: Annotated[
        str, typer.Option("--normalisation", help="goalposts, min_max, rank, percentile or distance_to_best.")
    ] = "goalposts",
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            "--what-if",
            metavar="RECORD.CRITERION=VALUE",
            show_default=False,
            help='Score as if: "hu22-panac.STR-06=4"; may be repeated.',
        ),
    ] = None,
    format: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
) -> None:
    """Score the regions against the guidelines, each value with the range that missing evidence leaves.

    Examples:

    - **ceecluster score** the regions
    - **ceecluster score --why HU22** one score, down to its sources
    - **ceecluster score --by criterion** what each criterion weighs, and what it moves
    - **ceecluster score --what-if "hu22-panac.STR-06=4"**
    - **ceecluster score --next** the way up, and what to document first
    """
    from ceecluster.cli.destination import destination
    from ceecluster.cli.output import emit, load_study
    from ceecluster.cli.regions import unit
    from ceecluster.report.views.scores import next_view, scores_view
    from ceecluster.report.views.why import why_view
    from ceecluster.scoring.quality import METHODS

    to = destination(context)
    study = load_study(workspace, quiet=quiet, as_of=as_of)
    exponent = {"geometric": 0.0, "harmonic": -1.0}.get(method)
    name = "power_mean" if exponent is not None else method
    if name not in METHODS:
        from ceecluster.errors import unknown

        raise unknown("method", method, (*METHODS, "geometric", "harmonic"))
    given = _read_weights(weights) if weights is not None else None

    def run(texts: list[str]) -> Scores:
        return study.score(
            weights=given,
            exponent=exponent,
            method=name,
            normalisation=normalisation,
            what_if=texts,
        )

    scores = run(what_if or [])
    if why is not None:
        view = why_view(scores, unit(study, why))
    elif next_:
        view = next_view(scores)
    else:
        view = scores_view(scores, by.value, run([]) if what_if else None)
    emit(view, to)


def _read_weights(path: Path) -> dict[str, float]:
    """Weights by identifier from a YAML mapping or a CSV file with the columns id and weight."""
    from ceecluster.errors import UsageError
    from ceecluster.sources.decoding import UnreadableError, decode
    from ceecluster.sources.tables import pairs_in
    from ceecluster.sources.yaml_reader import read_yaml

    form = "YAML with lines like 'STR: 2', or CSV with the columns id,weight"
    try:
        text, _ = decode(path.read_bytes(), str(path), legacy=path.suffix.lower() == ".csv")
    except UnreadableError as error:
        raise UsageError(f"'{path}' cannot be read: {error.finding.message}", form) from None
    rows: dict[str, object]
    if path.suffix.lower() == ".csv":
        rows, wrong = pairs_in(text, str(path), "id", "weight")
        if wrong:
            first = wrong[0]
            why = f"{first.where}: {first.said}"
            raise UsageError(f"'{path}' is no list of weights: {why}", first.hint or form)
    else:
        document, findings = read_yaml(text, str(path))
        if findings or not isinstance(document.data, dict):
            what = findings[0].message if findings else "it is no mapping"
            raise UsageError(f"'{path}' is no list of weights: {what}", form)
        rows = dict(document.data)
    found = {}
    for name, value in rows.items():
        try:
            found[str(name)] = float(str(value))
        except ValueError:
            raise UsageError(f"the weight of '{name}' in '{path}' is {value!r}, not a number", form) from None
    return found
