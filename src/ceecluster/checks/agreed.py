"""CC336 and CC337: signed versions and commitments that cannot be followed."""

from __future__ import annotations

from collections.abc import Iterator

from ceecluster.checks.records import Hit
from ceecluster.checks.run import Context
from ceecluster.errors import suggest
from ceecluster.findings import Severity, mean, rule, say
from ceecluster.model.agreed import CommitmentFile, DecisionFile, VersionFile


@rule("CC336", Severity.WARNING)
def commitment_without_date(context: Context) -> Iterator[Hit]:
    """A commitment without a date.

    Nobody can say whether it is kept. Add `until`; what is done every year is a commitment for each year.
    """
    model = context.file.model
    if isinstance(model, CommitmentFile | DecisionFile):
        for index, commitment in enumerate(model.commitments):
            if commitment.until is None and commitment.done is None:
                where = context.at("commitments", index)
                told = say("'{commitment}' does not say until when", commitment=commitment.id)
                yield where, told, "add until: YYYY-MM-DD"


@rule("CC337", Severity.ERROR)
def signed_by_nobody(context: Context) -> Iterator[Hit]:
    """A version or a commitment of a region that the network does not know, or the same one twice.

    Parties are regions of `network.yaml`, members or candidates. A version is signed once, a commitment has an id of
    its own, and who joins is no party yet.
    """
    model, network = context.file.model, context.framework.network
    known = [region.code for region in (*network.regions, *network.candidates)]
    named: list[tuple[tuple[str | int, ...], str]] = []
    keys: list[tuple[tuple[str | int, ...], str]] = []
    if isinstance(model, VersionFile):
        for index, version in enumerate(model.versions):
            named += [(("versions", index, "parties", n), code) for n, code in enumerate(version.parties)]
            keys.append((("versions", index, "version"), version.version))
        named += [(("changes", n, "region"), change.region) for n, change in enumerate(model.changes)]
        keys += [(("changes", n), f"{c.region} {c.what} on {c.date}") for n, c in enumerate(model.changes)]
    elif isinstance(model, CommitmentFile | DecisionFile):
        for index, commitment in enumerate(model.commitments):
            named += [(("commitments", index, "who", n), code) for n, code in enumerate(commitment.who)]
            keys.append((("commitments", index, "id"), commitment.id))
    for path, code in named:
        if code not in known:
            hint, near = mean(suggest(code, known), f"known: {', '.join(known)}")
            yield context.at(*path), say("'{code}' is no region of the network", code=code), hint, near
    seen: set[str] = set()
    for path, key in keys:
        if key in seen:
            yield context.at(*path), say("'{key}' stands here twice", key=key), "keep one of the two"
        seen.add(key)


@rule("CC342", Severity.ERROR)
def decision_of_another(context: Context) -> Iterator[Hit]:
    """A decision that this network cannot have taken.

    The minutes are of another network, or speak of an option of the plan, a region, an issue or a stance that there is
    not. `ceecluster import decisions` finds it in the form, before anything is written.
    """
    model, network = context.file.model, context.framework.network
    if not isinstance(model, DecisionFile):
        return
    if model.network.casefold() != network.title.casefold():
        told = say("minutes of '{network}', and this is '{title}'", network=model.network, title=network.title)
        yield context.at("network"), told, "move the file to the workspace of that network"
    if model.choice is not None and not (len(model.choice.option) == 1 and model.choice.option.isupper()):
        told = say("there is no option '{option}'", option=model.choice.option)
        yield context.at("choice", "option"), told, "options have the letters A, B, C"
