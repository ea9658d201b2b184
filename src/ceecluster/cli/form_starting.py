"""`ceecluster init form`: forms for Excel, empty or filled with what is on file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceecluster.model import Inventory, World
    from ceecluster.officers.speech import Speech


def forms(
    code: str | None,
    name: str | None,
    workspace: Path | None,
    output: Path | None,
    directory: Path,
    *,
    empty: bool,
    language: str | None = None,
) -> Iterator[tuple[Path, bytes]]:
    """The forms asked for with their files: of one region, or of every member.

    Raises UsageError for a code that is none, and where a framework file cannot be used; DataError where an inventory
    has errors, since a form filled with the rest would lose what they hide.
    """
    from ceecluster.cli.naming import refuse_no_code, slug_of
    from ceecluster.errors import UsageError
    from ceecluster.officers.form import form_of

    root, framework = framework_around(workspace)
    speech = speech_of(framework, language)
    listed = {region.code: region for region in (*framework.network.regions, *framework.network.candidates)}
    if code is None and not framework.network.regions:
        raise UsageError("the network lists no region yet", "name one: ceecluster init form CODE")
    for each in [code.upper()] if code is not None else [region.code for region in framework.network.regions]:
        known = listed.get(each)
        title = name or (known.title if known is not None else each)
        refuse_no_code(each)
        inventory = None if empty else _on_file(root, each)
        names = () if known is None else known.name
        languages = dict.fromkeys([*names, *_official(each[:2])])
        path = output if output is not None else directory / f"{each}-{slug_of(title)}.xlsx"
        yield path, form_of(framework, each, title, inventory, languages, speech)


def speech_of(framework: World, language: str | None) -> Speech:
    """The language in which forms speak: the one asked for, else that of the network; what it lacks is marked."""
    from ceecluster.catalogues import catalogue, known
    from ceecluster.officers.speech import Speech

    texts = catalogue(known(language or framework.network.language))
    return Speech(texts.language, lambda text: texts.gettext(text, len))


def framework_around(workspace: Path | None) -> tuple[Path, World]:
    """The folder and the framework of the workspace given or around; that it is the example is said."""
    from ceecluster.cli.output import say
    from ceecluster.inputs import find_workspace

    root, example = find_workspace(workspace)
    if example:
        say("There is no workspace here: codes, criteria and regions are those of the packaged example.")
    return root, framework_of(root)


def framework_of(root: Path) -> World:
    """Network, code lists and criteria of a workspace; UsageError where one of them cannot be used."""
    from ceecluster.errors import UsageError
    from ceecluster.inputs import paths
    from ceecluster.model import World
    from ceecluster.reading import read_file

    wanted = ("network", "vocabulary", "criteria")
    models = {role: read_file(role, path, root).model for role, path in paths(root) if role in wanted}
    if None in models.values():
        lacking = next(role for role, model in models.items() if model is None)
        raise UsageError(f"{lacking}.yaml of this workspace cannot be used", "see: ceecluster validate")
    return World(network=models["network"], vocabulary=models["vocabulary"], guidelines=models["criteria"])


def _on_file(root: Path, code: str) -> Inventory | None:
    """The inventory that a workspace has of a region, as a member or candidate."""
    from ceecluster.errors import DataError, UsageError
    from ceecluster.findings import Severity
    from ceecluster.inputs import paths, show
    from ceecluster.reading import read_file

    found = []
    for role, path in paths(root):
        if role in ("region", "candidate") and path.name.split(".")[0].split("-")[0] == code:
            file = read_file(role, path, root)
            if file.model is None or any(finding.severity is Severity.ERROR for finding in file.findings):
                shown = show(path, root)
                raise DataError(f"'{shown}' has errors; mend them, or ask for an --empty form: validate {shown}")
            found.append(file)
    if len(found) > 1:
        names = " and ".join(f"'{file.shown}'" for file in found)
        raise UsageError(f"{code} has two inventories: {names}", "put them into one, or ask for an --empty form")
    return found[0].model if found else None


def _official(country: str) -> tuple[str, ...]:
    """Languages in which names in a country are at home."""
    from babel.languages import get_official_languages

    return tuple(language for language in get_official_languages(country) if len(language) in (2, 3))
