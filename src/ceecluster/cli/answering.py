"""Forms that go out and come back: decisions of a meeting, self-checks, ideas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceecluster.findings import Finding
    from ceecluster.planning.actionplan import Plan
    from ceecluster.study import Study


def decisions_form(workspace: Path | None) -> bytes:
    """The form for the decisions of the next meeting: options of the plan, and every word that is open."""
    from ceecluster.cli.output import load_study
    from ceecluster.officers.decisions import decision_form

    study = load_study(workspace, quiet=True)
    cases = study.agreement.cases
    names = {case.issue: case.title for case in cases}
    members = [region.code for region in study.world.network.regions]
    asked = [(region, case.issue) for region in members for case in cases if case.clause and region in case.open]
    return decision_form(study.world, options_of(study.plan(draws=0)), asked, names)


def options_of(plan: Plan) -> dict[str, tuple[str, ...]]:
    """The pilots of each option by its letter."""
    return {option.letter: option.pilots for option in plan.choices.options}


def import_decisions(file: Path, workspace: Path | None) -> None:
    """Read the form of a meeting back into `agreement/decisions/<date>.yaml`.

    UsageError where that meeting is on file; DataError where the form has errors, all of which are told.
    """
    from ceecluster.cli.output import load_study
    from ceecluster.errors import DataError, UsageError
    from ceecluster.officers.decisions import read_decisions
    from ceecluster.sources.writers import yaml_text

    study = load_study(workspace, quiet=True, required=True)
    plan = study.plan(draws=0)
    found = read_decisions(file, file.as_posix(), study.world, options_of(plan), str(plan.start.year))
    tell_findings(found.findings)
    if not found.body:
        raise DataError(f"'{file}' has errors; nothing was written")
    path = study.root / "agreement" / "decisions" / f"{found.body['date']}.yaml"
    if path.exists():
        raise UsageError(f"'{path}' exists already", "a meeting is imported once; change the file by hand")
    write(study, path, yaml_text(found.body))


def write(study: Study, path: Path, text: str) -> None:
    """Write a new file of the workspace, with its folder."""
    from ceecluster.cli.output import say
    from ceecluster.report.files import write_below

    write_below(study.root, {path.relative_to(study.root): text.encode()})
    say(f"Written: {path}")


def tell_findings(findings: list[Finding]) -> None:
    """Each finding with its cure, on standard error."""
    import typer

    from ceecluster.forms.findings.people import visible

    for finding in findings:
        typer.echo(visible(str(finding)), err=True)
        typer.echo(visible(f"  {finding.hint}"), err=True)
