"""`ceecluster match`: which clusters and agencies should talk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ceecluster.cli.options import (
    AsOfOption,
    ForceOption,
    FormatOption,
    LanguageOption,
    OutputOption,
    QuietOption,
    WorkspaceOption,
)

if TYPE_CHECKING:
    from ceecluster.study import Study


def match(
    context: typer.Context,
    about: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SECTOR|REGION|RECORD]...",
            help="A sector, a region or an organisation; two organisations give a sheet that introduces them.",
            show_default=False,
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most introductions listed.")] = 20,
    format: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    language: LanguageOption = None,
    quiet: QuietOption = False,
) -> None:
    """Find the clusters and agencies of different regions that should talk, with the reasons.

    Examples:

    - **ceecluster match** the whole network
    - **ceecluster match REGION** one region's organisations; a sector or an organisation likewise
    - **ceecluster match ORGANISATION ORGANISATION -o sheet.docx** a sheet that introduces two of them
    """
    from ceecluster.cli.destination import TOLD, destination
    from ceecluster.cli.output import load_study
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.errors import UsageError
    from ceecluster.words.contacts import contacts_topic, introduction_sheet
    from ceecluster.words.topic import screen

    to = destination(context, TOLD)
    study = load_study(workspace, quiet=quiet, as_of=as_of)
    asked = _asked(study, about or [])
    found = study.match(*asked, limit=limit)
    records = study.world.programmes()
    if len(asked) == 2 and all(name in records for name in asked):
        if not found.listed:
            raise UsageError(
                f"nothing on file says what {asked[0]} and {asked[1]} could give each other",
                f"see whom each could talk to: ceecluster match {asked[0]}",
            )
        tell(ToldResult(introduction_sheet(found, records), None, found, found.frame), study, to)
        return
    topic = contacts_topic(found)
    tell(ToldResult(screen(topic), topic, found, found.frame), study, to)


def _asked(study: Study, typed: list[str]) -> tuple[str, ...]:
    """Sectors, members and organisations in force as they were typed, in any case or by their names."""
    from ceecluster.cli.regions import members
    from ceecluster.errors import UsageError, unknown
    from ceecluster.planning.organisations import organisations

    world = study.world
    named = {organisation.record: organisation.record for organisation in organisations(world)}
    named |= {term.code: term.code for term in world.vocabulary.sectors}
    named |= {term.title: term.code for term in world.vocabulary.sectors}
    named |= {name: region.code for region in world.network.regions for name in (region.title, region.code)}
    known = {name.casefold(): code for name, code in named.items()}
    candidates = {name.casefold() for region in world.network.candidates for name in (region.title, region.code)}
    on_file = {record.casefold() for record in (world.whole or world).programmes()}
    found = []
    for text in typed:
        folded = text.strip().casefold()
        if folded in known:
            found.append(known[folded])
        elif folded in candidates:
            members(study, [text])
        elif folded in on_file:
            raise UsageError(
                f"'{text}' is no organisation in force that could be introduced",
                f"see what it is: ceecluster show {text}; clusters, networks, agencies and platforms can be matched",
            )
        else:
            raise unknown("sector, region or organisation", text, named)
    return tuple(dict.fromkeys(found))
