"""The quality guidelines: a tree of criteria with measures, anchors and next steps."""

from typing import Annotated, Literal

from pydantic import Field

from ceecluster.errors import unknown
from ceecluster.model.base import (
    Amount,
    Code,
    Codes,
    Day,
    Flag,
    Frozen,
    Number,
    PlaceCodes,
    Share,
    Source,
    SourceKey,
    SourceKeys,
    Text,
    Whole,
    Worded,
)

Points = Annotated[tuple[tuple[Number, Share], ...], Field(min_length=2)]
"""[[raw, z], …] in rising raw order; linear between, clipped outside."""


class Goalposts(Frozen):
    """Where the points come from."""

    provenance: Literal["published", "proposed"] = "proposed"
    """Published somewhere, or the guidelines' own proposal."""
    source: SourceKeys = ()
    """Source of a published value."""
    note: Text | None = None
    """What a reader should know."""


class Ordinal(Frozen):
    """Anchored steps 0 to 4; z = value / 4."""

    kind: Literal["ordinal"]
    anchors: dict[Annotated[int, Field(ge=0, le=4)], Worded]
    """What each step means."""


class Boolean(Frozen):
    """Yes or no; z is 1 or 0."""

    kind: Literal["boolean"]


class Interpolated(Frozen):
    """A number or share mapped to z by points."""

    kind: Literal["number", "share", "count"]
    points: Points
    unit: Worded | None = None
    """Unit of the raw value."""
    never: Share | None = None
    """z of the value `never`."""


class Category(Frozen):
    """Categories, each with its z."""

    kind: Literal["category"]
    values: dict[Text, Share]


class Derived(Frozen):
    """Computed from the record; a person's assessment of the criterion, where given, goes first."""

    kind: Literal["derived"]
    of: Text
    """Name of the quantity computed (see the reference page of derived measures)."""
    among: tuple[Text, ...] = ()
    """Which families or kinds count, where the quantity counts some of several."""
    points: Points
    unit: Worded | None = None
    never: Share | None = None
    """z where the quantity is documented as never having happened."""
    only: tuple[Text, ...] = ()
    """Families or codes that count; all where empty."""
    within: Annotated[int, Field(ge=0)] | None = None
    """For links: how many years back they count; all where missing."""


Measure = Annotated[Ordinal | Boolean | Interpolated | Category | Derived, Field(discriminator="kind")]


class Gate(Frozen):
    """An entry condition: below it the unit is flagged whatever its score."""

    min: Number
    """Smallest raw value that passes."""
    provenance: Literal["published", "proposed"] = "published"
    source: SourceKeys = ()


class Node(Frozen):
    """A dimension, or any inner node of the tree."""

    id: Code
    name: Worded
    weight: Amount
    """Weight among its siblings; siblings are normalised to 1."""
    parent: Code | None = None
    """Node above; none for a child of the root."""
    exponent: Number = 1
    """Power mean at this node: 1 arithmetic, 0 geometric, -1 harmonic."""
    description: Worded | None = None


class Scheme(Frozen):
    """A published set of requirements that criteria are mapped to."""

    id: Code
    name: Worded
    items: dict[Text, Worded]
    """Its requirements by number or name, in the guidelines' own words."""
    source: SourceKeys = ()
    note: Worded | None = None
    """What a reader should know."""


class Requirement(Frozen):
    """A requirement of a published scheme that a criterion speaks to."""

    scheme: Code
    """Identifier of the scheme."""
    item: Text
    """Its number or name there."""
    fit: Literal["exact", "close", "broad", "narrow"] = "close"
    """How well the two meet; `broad` where the requirement is wider than the criterion."""


class Criterion(Frozen):
    """A leaf of the tree."""

    id: Code
    parent: Code
    name: Worded
    question: Worded
    levels: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Levels at which it applies."""
    weight: Amount
    measure: Measure
    across: Literal["best", "mean", "pooled"]
    """How a region's value follows from its programmes'."""
    national: Flag = False
    """Whether a national frame's evidence counts for its regions."""
    ages: Literal["with_record"] | Annotated[Whole, Field(ge=0)] = 5
    """How long a judgement speaks: what a document lays down holds while its record is in force (`with_record`),
    practice for so many years after its newest dated source."""
    gate: Gate | None = None
    goalposts: Goalposts = Goalposts.model_construct()
    next_steps: dict[Annotated[int, Field(ge=1, le=4)], Worded] = {}
    """What a programme does to climb to that step."""
    improve: Worded | None = None
    """What a programme does to improve, for criteria without steps."""
    evidence: Worded
    """What to put on the table."""
    requirements: tuple[Requirement, ...] = ()
    """Requirements of published schemes it speaks to; meeting one is not meeting the other."""
    sources: SourceKeys = ()


class Band(Frozen):
    """A named range of the score."""

    id: Worded
    min: Share
    provenance: Literal["published", "proposed"] = "proposed"


class Weighed(Frozen):
    """The weight of a criterion before and after."""

    before: Number
    after: Number


class Edition(Frozen):
    """What an agreed version of the guidelines changed."""

    version: Text
    date: Day
    voices: PlaceCodes
    """Regions that had commented."""
    dropped: Codes = ()
    """Criteria that were taken out; what records say of them stays and counts for nothing."""
    weights: dict[Code, Weighed] = {}
    undecided: Codes = ()
    """Criteria on which the rule decided nothing; they stay as they were."""


class Guidelines(Frozen):
    """The quality guidelines."""

    version: Text
    title: Worded
    status: Literal["proposed", "agreed"]
    note: Worded | None = None
    bands: tuple[Band, ...]
    """From best to worst."""
    min_coverage: Share
    """Below this share of documented weight no value and no band are shown."""
    exponent: Number = 1
    """Power mean at the root."""
    sources: dict[SourceKey, Source] = {}
    schemes: tuple[Scheme, ...] = ()
    """Published sets of requirements that criteria are mapped to."""
    nodes: tuple[Node, ...]
    criteria: tuple[Criterion, ...]
    changelog: tuple[Edition, ...] = ()
    """What earlier versions became, the newest last."""

    @property
    def dropped(self) -> frozenset[str]:
        """Criteria that earlier versions had."""
        return frozenset(code for edition in self.changelog for code in edition.dropped)

    def criterion(self, code: str) -> Criterion:
        """The criterion with this id; UsageError if there is none."""
        for criterion in self.criteria:
            if criterion.id == code:
                return criterion
        raise unknown("criterion", code, (criterion.id for criterion in self.criteria))
