"""Forms that go out and come back: decisions of a meeting, self-checks, ideas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ceecluster.findings import Finding
    from ceecluster.study import Study


def decisions_form(workspace: Path | None, language: str | None = None) -> bytes:
    """The form for the decisions of the next meeting: options of the plan, and every word that is open."""
    from ceecluster.cli.form_starting import speech_of
    from ceecluster.cli.output import load_study
    from ceecluster.officers.decisions import decision_form

    study = load_study(workspace, quiet=True)
    cases = study.agreement.cases
    names = {case.issue: case.title for case in cases}
    members = [region.code for region in study.world.network.regions]
    asked = [(region, case.issue) for region in members for case in cases if case.clause and region in case.open]
    options = study.plan(draws=0).choices.pilots
    return decision_form(study.world, options, asked, names, speech_of(study.world, language))


def import_decisions(file: Path, workspace: Path | None) -> None:
    """Read the form of a meeting back into `agreement/decisions/<date>.yaml`.

    UsageError where that meeting is on file; DataError where the form has errors, all of which are told.
    """
    from ceecluster.cli.output import load_study
    from ceecluster.officers.decisions import read_decisions

    study = load_study(workspace, quiet=True, required=True)
    plan = study.plan(draws=0)
    names = {case.issue: case.title for case in study.agreement.cases}
    found = read_decisions(file, file.as_posix(), study.world, plan.choices.pilots, str(plan.start.year), names)
    path = place_of(
        study, file, found, lambda: f"agreement/decisions/{found.body['date']}", "a meeting is imported once"
    )
    write(study, path, found.body)


class ReturnedForm(Protocol):
    """A form that came back, as read."""

    findings: list[Finding]
    body: dict[str, object]
    """What the workspace keeps of it; empty where it has errors."""


def tell_errors(file: Path, found: ReturnedForm) -> None:
    """What is wrong with a form; DataError where nothing of it can be taken."""
    from ceecluster.cli.output import tell_findings
    from ceecluster.errors import DataError

    tell_findings(found.findings)
    if not found.body:
        raise DataError(f"'{file}' has errors; nothing was written")


def place_of(study: Study, file: Path, found: ReturnedForm, name: Callable[[], str], once: str) -> Path:
    """Where a form is kept, by a name that it has once it is sound; UsageError where one is kept already."""
    from ceecluster.errors import UsageError

    tell_errors(file, found)
    path = study.root / f"{name()}.yaml"
    if path.exists():
        raise UsageError(f"'{path}' exists already", f"{once}; change the file by hand")
    return path


def write(study: Study, path: Path, body: dict[str, object]) -> None:
    """Write a new file of the workspace, with its folder."""
    from ceecluster.cli.output import say
    from ceecluster.report.files import write_below
    from ceecluster.sources.writers import yaml_text

    write_below(study.root, {path.relative_to(study.root): yaml_text(body).encode()})
    say(f"Written: {path}")


def selfcheck_form_of(record: str | None, output: Path, workspace: Path | None, language: str | None = None) -> bytes:
    """The self-check of a record as a workbook or, where the file ends in .html, as a page."""
    from ceecluster.cli.form_starting import speech_of
    from ceecluster.cli.output import load_study
    from ceecluster.documents import voice_of
    from ceecluster.errors import UsageError, unknown
    from ceecluster.forms.selfcheck import selfcheck_page
    from ceecluster.officers.selfcheck import selfcheck_form
    from ceecluster.scoring.selfprofile import questions_of

    study = load_study(workspace, quiet=True)
    if record is None:
        raise UsageError("a self-check needs its record", "for example: ceecluster init selfcheck ID -o check.xlsx")
    known = study.world.programmes()
    if record.lower() not in known:
        raise unknown("record", record, known)
    questions = questions_of(study.scores, study.handbook())
    network = study.world.network.title
    if output.suffix.lower() == ".html":
        return selfcheck_page(network, record.lower(), questions, voice_of(study, language))
    return selfcheck_form(study.world, record.lower(), questions, speech_of(study.world, language))


def import_selfcheck(file: Path, workspace: Path | None) -> None:
    """Read a self-check back into `selfchecks/<record>-<date>.yaml`, and print it beside the network."""
    import sys

    from ceecluster.cli.output import console, load_study
    from ceecluster.documents import voice_of
    from ceecluster.forms.terminal import print_document
    from ceecluster.model.selfcheck import SelfCheck
    from ceecluster.officers.selfcheck import read_selfcheck
    from ceecluster.scoring.selfprofile import is_share, questions_of, self_profile
    from ceecluster.words.selfcheck import selfcheck_topic
    from ceecluster.words.topic import screen

    study = load_study(workspace, quiet=True, required=True)
    shares = [criterion.id for criterion in study.world.guidelines.criteria if is_share(criterion)]
    questions = questions_of(study.scores, study.handbook())
    found = read_selfcheck(file, file.as_posix(), study.world, shares, questions)
    path = place_of(
        study, file, found, lambda: "selfchecks/{record}-{date}".format(**found.body), "a cluster answers once a day"
    )
    profile = self_profile(study.world, SelfCheck.model_validate(found.body), questions, study.scores)
    print_document(screen(selfcheck_topic(profile)), voice_of(study), console(sys.stdout))
    write(study, path, found.body)


def idea_of(title: str | None, workspace: Path | None) -> tuple[Path, str]:
    """(file, text) of an idea for a pilot, in the codes of the workspace."""
    from ceecluster import assets
    from ceecluster.cli.form_starting import framework_around
    from ceecluster.cli.naming import slug_of
    from ceecluster.errors import UsageError

    if title is None or not slug_of(title):
        raise UsageError("an idea needs a name", 'for example: ceecluster init idea --name "Joint trade fairs"')
    root, framework = framework_around(workspace)
    network, lists = framework.network, framework.vocabulary
    marks = {
        "AS_OF": f'"{network.as_of}"',
        "YEAR": network.as_of[:4],
        "ID": slug_of(title)[:60],
        "TITLE": title.replace('"', "'"),
        "OBJECTIVE": lists.objectives[0].code if lists.objectives else "",
        "SECTOR": lists.sectors[0].code if lists.sectors else "",
    }
    text = (assets.templates() / "idea.yaml").read_text(encoding="utf-8")
    for mark, value in marks.items():
        text = text.replace(f"@{mark}@", value)
    return root / "pilots" / f"{marks['ID']}.yaml", text


def idea_form_of(title: str | None, workspace: Path | None, language: str | None = None) -> bytes:
    """The same page as a workbook, for those who have Excel."""
    from ceecluster.cli.form_starting import framework_around, speech_of
    from ceecluster.officers.idea import idea_form

    framework = framework_around(workspace)[1]
    return idea_form(framework, title, speech_of(framework, language))


def import_idea(file: Path, workspace: Path | None) -> None:
    """Read an idea back into `pilots/<its name>.yaml`.

    UsageError where a pilot is called that already; DataError where the form has errors, all of which are told.
    """
    from ceecluster.cli.naming import slug_of
    from ceecluster.cli.output import load_study
    from ceecluster.errors import UsageError
    from ceecluster.officers.idea import read_idea

    study = load_study(workspace, quiet=True, required=True)
    found = read_idea(file, file.as_posix(), study.world)
    tell_errors(file, found)
    name = slug_of(found.title)[:60]
    path = study.root / "pilots" / f"{name}.yaml"
    if path.exists() or name in {pilot.id for pilot in study.whole.pilots}:
        raise UsageError(f"a pilot is called '{name}' already", "an idea is imported once; another needs another name")
    pilots = [{"id": name, **pilot} for pilot in found.body["pilots"]]
    write(study, path, {**found.body, "pilots": pilots})
