"""What `show` tells of whatever has a name: one row type for each kind of thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ceecluster.model import Action, Criterion, Inventory, Pilot, Programme, Region, Source, Term
from ceecluster.model.inventory import Assessment
from ceecluster.model.position import Priority
from ceecluster.model.selfcheck import SelfCheck
from ceecluster.model.standing import Status

Overview = Literal["regions", "criteria", "pilots"]
Inside = Literal["whole", "part", "none", "unknown"]


@dataclass(frozen=True)
class RecordStanding:
    """What the sources say of a record in the year of the world."""

    year: int
    status: Status | None
    """None for a record that is not counted."""
    seen: int | None
    """Last year it was seen in, where it is not seen since."""
    followers: tuple[str, ...] = ()
    """Records that follow it."""


@dataclass(frozen=True)
class HeldObjective:
    """An objective that a region holds at a level, with the records that say so and speak for the year."""

    objective: str
    level: str
    own: tuple[str, ...]
    """Records of the region."""
    national: tuple[str, ...]
    """Records of its country's frame, which count for the region, too."""


@dataclass(frozen=True)
class RegionItem:
    """A member or candidate."""

    region: Region
    member: bool
    inventory: Inventory | None
    """None where there is no file."""
    frames: tuple[Programme, ...]
    """National records that count for it."""
    objectives: tuple[HeldObjective, ...]
    positions: tuple[tuple[str, Priority], ...]
    """What it states in public: objective and position."""

    @property
    def name(self) -> str:
        """Code and name."""
        return f"{self.region.code} {self.region.title}"

    def to_dict(self) -> dict[str, object]:
        """As the network file has it."""
        return self.region.model_dump(mode="json")


@dataclass(frozen=True)
class FrameItem:
    """The national frame of a country."""

    inventory: Inventory

    @property
    def name(self) -> str:
        """Code of the country."""
        return self.inventory.owner

    def to_dict(self) -> dict[str, object]:
        """The country."""
        return {"country": self.inventory.owner}


@dataclass(frozen=True)
class RecordItem:
    """A record."""

    owner: str
    """Region or country whose file holds it, or `network`."""
    record: Programme
    fields: dict[str, object]
    """What is documented, as plain data."""
    sources: dict[str, Source]
    """The sources it cites, by key, as its own file has them."""
    standing: RecordStanding | None
    """None where no year is asked for."""
    selfcheck: SelfCheck | None = None
    """What it says of itself, the newest."""

    @property
    def name(self) -> str:
        """Identifier and name."""
        return f"{self.record.id}  {self.record.title}"

    def to_dict(self) -> dict[str, object]:
        """What is documented."""
        return self.fields


@dataclass(frozen=True)
class AssessedValue:
    """A criterion's value that a person read from sources for a record."""

    owner: str
    record: str
    assessment: Assessment


@dataclass(frozen=True)
class CriterionItem:
    """A criterion."""

    criterion: Criterion
    readings: tuple[AssessedValue, ...]

    @property
    def name(self) -> str:
        """Code and name."""
        return f"{self.criterion.id} {self.criterion.name}"

    def to_dict(self) -> dict[str, object]:
        """As the guidelines have it."""
        return self.criterion.model_dump(mode="json")


@dataclass(frozen=True)
class Holder:
    """A record that carries a code."""

    owner: str
    record: Programme


@dataclass(frozen=True)
class TermItem:
    """A code of the vocabulary."""

    listing: str
    term: Term
    holders: tuple[Holder, ...]
    areas: tuple[tuple[str, Inside], ...]
    """Of a programme with areas: how much of each region lies inside."""
    action: Action | None
    """Of an objective: what a pilot can consist of."""

    @property
    def name(self) -> str:
        """Code and name."""
        return f"{self.term.code} {self.term.title}"

    def to_dict(self) -> dict[str, object]:
        """As the vocabulary has it, with the records that carry it."""
        return {**self.term.model_dump(mode="json"), "records": [holder.record.id for holder in self.holders]}


@dataclass(frozen=True)
class ListItem:
    """A code list."""

    listing: str
    terms: tuple[Term, ...]

    @property
    def name(self) -> str:
        """Name of the list."""
        return self.listing

    def to_dict(self) -> dict[str, object]:
        """Its codes as the vocabulary has them."""
        return {"list": self.listing, "terms": [term.model_dump(mode="json") for term in self.terms]}


Row = dict[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class OverviewItem:
    """All regions, criteria or pilots."""

    name: Overview
    rows: tuple[Row, ...]

    def to_dict(self) -> dict[str, object]:
        """A row for each."""
        rows = [{k: list(v) if isinstance(v, tuple) else v for k, v in row.items()} for row in self.rows]
        return {"list": self.name, "items": rows}


@dataclass(frozen=True)
class PilotItem:
    """A declared pilot."""

    pilot: Pilot
    fields: dict[str, object]
    """What is documented, as plain data."""

    @property
    def name(self) -> str:
        """Identifier and title."""
        return f"{self.pilot.id}  {self.pilot.called}"

    def to_dict(self) -> dict[str, object]:
        """What is documented."""
        return self.fields


Item = RegionItem | FrameItem | RecordItem | CriterionItem | TermItem | ListItem | OverviewItem | PilotItem


@dataclass(frozen=True)
class Items:
    """Several things asked for by one call."""

    items: tuple[Item, ...]

    def to_dict(self) -> dict[str, object]:
        """What each would give alone; a list where there are several."""
        if len(self.items) == 1:
            return self.items[0].to_dict()
        return {"items": [{"title": item.name, **item.to_dict()} for item in self.items]}
