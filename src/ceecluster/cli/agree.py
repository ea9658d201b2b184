"""`ceecluster agree`: where the regions agree, and the draft agreement."""

from __future__ import annotations

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
    QuietOption,
    SeedOption,
    WorkspaceOption,
)
from ceecluster.cli.settings import SetOption
from ceecluster.settings import MOST_DRAWS

if TYPE_CHECKING:
    from ceecluster.agreement.agreement import Agreement
    from ceecluster.cli.destination import Destination
    from ceecluster.study import Study
    from ceecluster.words.memorandum import AgreementWords

DOCUMENTS = ("markdown", "html", "docx", "pdf")
"""Forms in which the draft agreement is written."""


class On(StrEnum):
    """What the regions agree on."""

    policies = "policies"
    guidelines = "guidelines"


class CopyReader(StrEnum):
    """Who reads the copy."""

    public = "public"
    network = "network"
    secretariat = "secretariat"


# Long by its options: each is declared where typer reads it.
def agree(
    context: typer.Context,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    region: PartRegionOption = None,
    country: PartCountryOption = None,
    settings: SetOption = None,
    with_national: Annotated[
        bool, typer.Option("--with-national", help="Let national frames count for the positions of their regions.")
    ] = False,
    audience: Annotated[
        CopyReader,
        typer.Option("--for", help="Whose copy it is: what it may not see does not enter.", case_sensitive=False),
    ] = CopyReader.public,
    draws: Annotated[
        int,
        typer.Option(
            "--draws", min=0, max=MOST_DRAWS, help="Resamples for alpha and permutations for W; 0 leaves them out."
        ),
    ] = 999,
    on: Annotated[
        On, typer.Option("--on", help="What to agree on: policies, or the criteria of the guidelines.")
    ] = On.policies,
    why: Annotated[
        str | None,
        typer.Option(
            "--why", metavar="ISSUE", help="The regions and records behind an issue's place.", show_default=False
        ),
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(
            "--group",
            metavar="A,B,...",
            help="What these regions share, turn down and could add; repeat it for groups side by side.",
            show_default=False,
        ),
    ] = None,
    sign: Annotated[
        str | None,
        typer.Option(
            "--sign",
            metavar="VERSION",
            help="Record a signed version, and what its paragraphs promise, in data/agreement.",
            show_default=False,
        ),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option("--date", metavar="DATE", help="With --sign: the day of the signature.", show_default=False),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="A,B,...", help="With --sign: who signed; all members without it."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="FILE|DIR|REV",
            help="With -o DRAFT.docx: mark what moved since an earlier draft (a Word file, a folder, a git revision).",
            show_default=False,
        ),
    ] = None,
    seed: SeedOption = 1,
    format: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    language: LanguageOption = None,
    quiet: QuietOption = False,
) -> None:
    """Show where the regions agree; with **--format markdown** draft the agreement.

    Examples:

    - **ceecluster agree** the issues with class and wording
    - **ceecluster agree -o agreement.docx** the draft agreement, also as .md, .html, .pdf
    - **ceecluster agree --since last.docx -o next.docx** the next draft with what moved as revisions, and a clean copy
    - **ceecluster agree --for secretariat** with the positions that are not for publication
    - **ceecluster agree --why CODE** the records behind an issue's place, and what would change it most
    - **ceecluster agree --group ONE,OTHER,THIRD** what three regions share, and could add
    - **ceecluster agree --set agreement.majority=0.75** under another majority
    - **ceecluster agree --on guidelines** support for each criterion, and what an agreed version has
    - **ceecluster agree --on guidelines -o criteria.yaml** the criteria as agreed, with a changelog
    - **ceecluster agree --sign 1.0 --date 2027-03-01** the version that was signed, with its commitments
    """
    from ceecluster.cli.destination import TOLD, destination
    from ceecluster.cli.output import load_study
    from ceecluster.cli.regions import part
    from ceecluster.cli.settings import with_rules
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.errors import UsageError
    from ceecluster.words.agreement import agreement_topic
    from ceecluster.words.topic import screen

    if sign is not None:
        _sign(with_rules(load_study(workspace, quiet=quiet, as_of=as_of, required=True), settings), sign, date, by)
        return
    if why and group:
        raise UsageError("--why and --group do not go together", "ask for one of the two")
    to = destination(context, {**TOLD, "yaml": (".yaml", ".yml")} if on is On.guidelines else TOLD)
    study = with_rules(part(load_study(workspace, quiet=quiet, as_of=as_of), region, country), settings)
    if on is On.guidelines:
        _guidelines(study, to)
        return
    chosen: dict[str, Any] = {"national": with_national, "audience": audience.value, "draws": draws, "seed": seed}
    if group:
        from ceecluster.cli.regions import members
        from ceecluster.words.group import group_topic

        found = study.groups([members(study, text.split(",")) for text in group], **chosen)
        tell(ToldResult(screen(group_topic(found)), None, found, found.table), study, to)
        return
    if why:
        from ceecluster.words.issue import issue_topic

        reasons = study.why_issue(why.upper(), **chosen)
        tell(ToldResult(screen(issue_topic(reasons)), None, reasons), study, to)
        return
    if since is not None:
        from ceecluster.cli.drafts import tell_moved

        tell_moved(
            lambda state: _draft(with_rules(part(state, region, country), settings), chosen, to), study, since, to
        )
        return
    agreement = study.agree(**chosen)
    words = _memorandum(study, agreement) if to.form in DOCUMENTS else None
    tell(ToldResult(screen(agreement_topic(agreement)), words, agreement, agreement.issues), study, to)


def _memorandum(study: Study, agreement: Agreement) -> AgreementWords:
    """The words of the draft agreement; they rest on more than the screen does."""
    from ceecluster.words.memorandum import agreement_words

    return agreement_words(agreement, study.grounds(), study.comparison)


def _draft(study: Study, chosen: dict[str, Any], to: Destination) -> bytes:
    """The draft agreement of a study as a Word file."""
    from ceecluster.documents import document, files_of, voice_of
    from ceecluster.report.export import dated

    voice = voice_of(study, to.language)
    made = document("agreement", study, voice, _memorandum(study, study.agree(**chosen)))
    name = to.path or Path("agreement.docx")
    return files_of(made, "docx", name, voice, epoch=dated(study))[name]


def _sign(study: Study, version: str, date: str | None, by: str | None) -> None:
    """Record a signed version; files that are there keep every line."""
    from ceecluster.cli.output import say
    from ceecluster.cli.regions import members
    from ceecluster.errors import UsageError
    from ceecluster.model.dates import day
    from ceecluster.report.files import write_below
    from ceecluster.report.signing import signed

    if date is None:
        raise UsageError("a signature needs its day", "for example: --date 2027-03-01")
    parties = members(study, by.split(",")) if by else tuple(region.code for region in study.world.network.regions)
    made = signed(study, version, day(date), parties)
    write_below(study.root / "agreement", {Path(path.name): text.encode() for path, text in made.items()})
    for path in made:
        say(f"Written: {path}")


def _guidelines(study: Study, to: Destination) -> None:
    """What the regions say of the criteria; as YAML, the criteria of the next version."""
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.report.guidelines_file import guidelines_file
    from ceecluster.words.edition import edition_topic
    from ceecluster.words.topic import screen

    found = study.ballot()
    if to.form != "yaml":
        tell(ToldResult(screen(edition_topic(found)), None, found, found.table), study, to)
        return
    text = (study.root / "criteria.yaml").read_text(encoding="utf-8")
    made = guidelines_file(found, text, "criteria.yaml", study.world.network.as_of)
    to.write(made.encode())
