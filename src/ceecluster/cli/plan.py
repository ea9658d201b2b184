"""`ceecluster plan`: the pilots and the draft action plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ceecluster.cli.options import (
    AsOfOption,
    ForceOption,
    FormatOption,
    LanguageOption,
    OutputOption,
    PartCountryOption,
    PartRegionOption,
    QuietOption,
    ScenarioOption,
    SeedOption,
    WorkspaceOption,
)
from ceecluster.cli.settings import SetOption
from ceecluster.settings import MOST_DRAWS

if TYPE_CHECKING:
    from ceecluster.cli.destination import Destination
    from ceecluster.planning.actionplan import Plan
    from ceecluster.study import Study


# Long by its options: each is declared where typer reads it.
def plan(
    context: typer.Context,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    region: PartRegionOption = None,
    country: PartCountryOption = None,
    settings: SetOption = None,
    option: Annotated[
        str | None,
        typer.Option(
            "--option",
            help="Plan option B or C, nearly as good and as different as can be; what a meeting chose, else A.",
            show_default=False,
        ),
    ] = None,
    why: Annotated[str | None, typer.Option("--why", help="Why a pilot is in the plan: its number, e.g. P2.")] = None,
    apply: Annotated[
        str | None,
        typer.Option(
            "--apply", help="A concept note for a pilot and a documented call: its number, e.g. P1.", show_default=False
        ),
    ] = None,
    call: Annotated[
        str | None,
        typer.Option(
            "--call",
            metavar="TEXT",
            help="For --apply: a part of the call's title, or a programme's code. Default: what the plan names.",
            show_default=False,
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--start", help="Start a pilot: write its file into data/pilots. Its number, e.g. P1.", show_default=False
        ),
    ] = None,
    scenario: ScenarioOption = None,
    draws: Annotated[
        int,
        typer.Option(
            "--draws", min=0, max=MOST_DRAWS, help="Weight and evidence draws of the core index; 0 leaves it out."
        ),
    ] = 200,
    seed: SeedOption = 1,
    format: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    language: LanguageOption = None,
    quiet: QuietOption = False,
) -> None:
    """Choose the pilots, proven best; with **--format markdown** draft the action plan.

    Exit code 1 where no portfolio keeps to every constraint: the output then says which one to relax.

    Examples:

    - **ceecluster plan** the pilots, how firm the choice is, what each constraint costs
    - **ceecluster plan --format markdown -o plan.md** the draft action plan
    - **ceecluster plan --option B** another plan, nearly as good and as different as can be
    - **ceecluster plan --why P2** the parts, rivals and records of a pilot
    - **ceecluster plan --option B --start P1** the file of a pilot that runs from now on
    - **ceecluster plan --apply P1 -o note.docx** a concept note for the call of its programme
    - **ceecluster plan --scenario wide.yaml --scenario south.yaml** which pilots stay, and which do not
    - **ceecluster plan --set plan.min_pilots=4 --set plan.max_pilots=4** exactly four pilots
    - **ceecluster plan --format csv** every candidate with every part of its value
    """
    from ceecluster.cli.destination import TOLD, destination
    from ceecluster.cli.output import progress
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.errors import UsageError
    from ceecluster.words.plan import plan_topic
    from ceecluster.words.plan_why import why_topic
    from ceecluster.words.topic import screen

    to = destination(context, TOLD)
    if call is not None and apply is None:
        raise UsageError("--call is for a concept note", "for example: ceecluster plan --apply P1 --call TEXT")
    if start is not None:
        _start(_study(workspace, as_of, region, country, settings, quiet=quiet, required=True), start, option)
        return
    study = _study(workspace, as_of, region, country, settings, quiet=quiet)
    if scenario:
        from ceecluster.scenarios import read_scenario
        from ceecluster.words.scenarios import scenarios_topic

        together = study.scenarios(*(read_scenario(path) for path in scenario), plan=True)
        topic = scenarios_topic(together, study.world)
        tell(ToldResult(screen(topic), topic, together, together.frame), study, to)
        return
    with progress("Choosing pilots", quiet=quiet) as advance:
        made = study.plan(option=option, draws=draws, seed=seed, progress=advance)
    if apply is not None:
        _tell_application(study, made, apply.upper(), call, to)
    elif why is not None:
        from ceecluster.planning.why import why_pilot

        reasons = why_pilot(made, why.upper())
        tell(ToldResult(screen(why_topic(reasons, study.world)), None, reasons), study, to)
    else:
        words = None
        if to.form not in ("table", "json", "csv", "xlsx"):
            from ceecluster.words.action_plan import plan_words

            words = plan_words(study, made)
        tell(ToldResult(screen(plan_topic(made, study.world)), words, made, made.candidates), study, to)
    if not made.selection.feasible:
        raise typer.Exit(1)


def _tell_application(study: Study, made: Plan, number: str, call: str | None, to: Destination) -> None:
    """The concept note for a pilot."""
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.planning.application import application
    from ceecluster.words.application import application_topic, application_words
    from ceecluster.words.topic import screen

    found = application(study.world, made, number, call)
    words = None if to.form in ("table", "json", "csv", "xlsx") else application_words(found, made, study.world)
    tell(ToldResult(screen(application_topic(found, study.world)), words, found, found.table), study, to)


def _study(
    workspace: Path | None,
    as_of: str | None,
    region: list[str] | None,
    country: list[str] | None,
    settings: list[str] | None,
    *,
    quiet: bool,
    required: bool = False,
) -> Study:
    from ceecluster.cli.output import load_study
    from ceecluster.cli.regions import part
    from ceecluster.cli.settings import with_rules

    study = load_study(workspace, quiet=quiet, as_of=as_of, required=required)
    return with_rules(part(study, region, country), settings)


def _start(study: Study, number: str, option: str | None) -> None:
    """Write the file of a pilot; nothing that exists is touched."""
    from ceecluster.cli.output import say
    from ceecluster.errors import UsageError
    from ceecluster.report.files import write_below
    from ceecluster.report.pilot_file import pilot_file

    identifier, text = pilot_file(study, study.plan(option=option, draws=0), number.upper())
    path = study.root / "pilots" / f"{identifier}.yaml"
    if path.exists():
        raise UsageError(f"'{path}' exists already", "nothing was written")
    write_below(path.parent, {Path(path.name): text.encode()})
    say(f"Written: {path}")
