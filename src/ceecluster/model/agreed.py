"""What was agreed: signed versions, who joined and left, commitments, and decisions of meetings."""

from typing import Annotated, Literal

from pydantic import Field

from ceecluster.model.base import Code, Day, Frozen, PlaceCode, PlaceCodes, Slug, Source, SourceKey, SourceKeys, Text
from ceecluster.model.position import Declared

Parties = Annotated[PlaceCodes, Field(min_length=1)]


class Version(Frozen):
    """A version of the agreement that was signed."""

    version: Text
    """Its number."""
    signed: Day
    """The day on which the last of its parties signed."""
    parties: Parties
    """Who signed."""
    until: Day | None = None
    """Until when it is to hold; without it no end is agreed."""
    source: SourceKeys = ()
    note: Text | None = None


class Accession(Frozen):
    """A party that joined or left after the signature."""

    date: Day
    what: Literal["joined", "left"]
    """What it did."""
    region: PlaceCode
    source: SourceKeys = ()
    note: Text | None = None


class VersionFile(Frozen):
    """The versions of the agreement that were signed, and who joined and left since."""

    note: Text | None = None
    sources: dict[SourceKey, Source] = {}
    versions: tuple[Version, ...] = ()
    changes: tuple[Accession, ...] = ()
    """Who joined and left, in any order."""


class Commitment(Frozen):
    """Who does what until when."""

    id: Slug
    who: Parties
    what: Text
    until: Day | None = None
    """Without a date nothing can be said of it, and `validate` asks for one."""
    version: Text | None = None
    """Version of the agreement it stands in."""
    paragraph: Text | None = None
    done: Day | None = None
    source: SourceKeys = ()
    note: Text | None = None


class CommitmentFile(Frozen):
    """What the parties promised."""

    note: Text | None = None
    sources: dict[SourceKey, Source] = {}
    commitments: tuple[Commitment, ...] = ()


class Choice(Frozen):
    """An option of the plan that a meeting chose."""

    plan: Text
    """The plan, by the year in which it starts."""
    option: Text
    """The letter of the option."""
    pilots: tuple[Text, ...] = ()
    """What was on the table under that letter: the pilots by their ids, so that a later plan is not mistaken for it."""


class DecisionFile(Frozen):
    """What a meeting decided; the meeting is the source of all of it."""

    network: Text
    """Title of the network that met."""
    date: Day
    sources: dict[SourceKey, Source] = {}
    source: SourceKeys = ()
    """The minutes."""
    choice: Choice | None = None
    positions: dict[PlaceCode, dict[Code, Declared]] = {}
    """Positions that were declared, by region and issue."""
    commitments: tuple[Commitment, ...] = ()
    note: Text | None = None
