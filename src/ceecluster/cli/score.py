"""`ceecluster score`: quality against the guidelines, with what it rests on."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ceecluster.cli.options import (
    AsOfOption,
    ForceOption,
    FormatOption,
    LanguageOption,
    OutputOption,
    PartCountryOption,
    PartRegionOption,
    PartSectorOption,
    QuietOption,
    ScenarioOption,
    WorkspaceOption,
)

if TYPE_CHECKING:
    import pandas as pd

    from ceecluster.blocks import Statement
    from ceecluster.cli.telling import TellableResult
    from ceecluster.study import Study
    from ceecluster.words.topic import Topic


class By(StrEnum):
    """What a row of the table is."""

    region = "region"
    level = "level"
    programme = "programme"
    criterion = "criterion"


# Long by its options: each is declared where typer reads it.
def score(
    context: typer.Context,
    by: Annotated[By, typer.Option("--by", help="What a row is.")] = By.region,
    why: Annotated[
        str | None,
        typer.Option(
            "--why",
            metavar="ID",
            show_default=False,
            help="Decompose one score down to records and sources: a region, a region at a level (REGION/LEVEL) or a "
            "record.",
        ),
    ] = None,
    next_: Annotated[
        bool, typer.Option("--next", help="Each region's smallest improvement and the evidence worth collecting.")
    ] = False,
    self_declared: Annotated[
        bool,
        typer.Option("--self-declared", help="Count what clusters say of themselves, where no source does."),
    ] = False,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    region: PartRegionOption = None,
    country: PartCountryOption = None,
    sector: PartSectorOption = None,
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
            help='Score as if: "RECORD.CRITERION=4"; may be repeated.',
        ),
    ] = None,
    scenario: ScenarioOption = None,
    format: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    language: LanguageOption = None,
    quiet: QuietOption = False,
) -> None:
    """Score the regions against the guidelines, each value with the range that missing evidence leaves.

    Examples:

    - **ceecluster score** the regions
    - **ceecluster score --why REGION** one score, down to its sources
    - **ceecluster score --by criterion** what each criterion weighs, and what it moves
    - **ceecluster score --what-if "RECORD.CRITERION=4"** as if a record had another value
    - **ceecluster score --self-declared** with what clusters say of themselves, which counts in nothing else
    - **ceecluster score --next** the way up, and what to document first
    - **ceecluster score --scenario wide.yaml --scenario south.yaml** what moves, and what does not
    """
    from ceecluster.cli.destination import TOLD, destination
    from ceecluster.cli.output import load_study
    from ceecluster.cli.regions import part, unit
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.scenarios import read_scenario
    from ceecluster.words.scenarios import scenarios_topic
    from ceecluster.words.scores import next_topic, score_topic
    from ceecluster.words.topic import screen
    from ceecluster.words.why import why_topic

    to = destination(context, TOLD)
    study = part(load_study(workspace, quiet=quiet, as_of=as_of), region, country, sector)
    beside: tuple[Statement, ...] = ()
    if self_declared:
        study, sentence = _with_declared(study)
        beside = (sentence,)
    settings: dict[str, Any] = {**_means(method), "normalisation": normalisation}
    if weights is not None:
        settings["weights"] = _read_weights(weights)

    def told(topic: Topic, result: TellableResult, frame: pd.DataFrame) -> ToldResult:
        topic = replace(topic, lead=(*topic.lead, *beside))
        return ToldResult(screen(topic), topic, result, frame)

    if scenario:
        together = study.scenarios(*(read_scenario(path) for path in scenario))
        tell(told(scenarios_topic(together, study.world), together, together.frame), study, to)
        return
    changed = what_if or []
    if why is not None:
        found = study.why(unit(study, why), what_if=changed, **settings)
        tell(told(why_topic(found), found, found.parts), study, to)
    elif next_:
        steps = study.next_steps(what_if=changed, **settings)
        tell(told(next_topic(steps), steps, steps.frame), study, to)
    else:
        scores = study.score(what_if=changed, **settings)
        base = study.score(what_if=[], **settings) if changed else None
        tell(told(score_topic(scores, by.value, base), scores, scores.frame(by.value)), study, to)


def _with_declared(study: Study) -> tuple[Study, Statement]:
    """The study in which self-declared values count, and the sentence that says so."""
    from ceecluster.declared import added, counted
    from ceecluster.words.selfcheck import counted as said

    whole = counted(study.whole)
    answers = added(study.whole, whole)
    return study.with_world(whole), said(len(answers), sum(answers.values()))


def _means(method: str) -> dict[str, object]:
    """What a method of the command line is called inside: geometric and harmonic are power means."""
    from ceecluster.errors import unknown
    from ceecluster.scoring.quality import METHODS

    exponents = {"geometric": 0.0, "harmonic": -1.0}
    if method not in (*METHODS, *exponents):
        raise unknown("method", method, (*METHODS, *exponents))
    return {"method": "power_mean" if method in exponents else method, "exponent": exponents.get(method)}


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
