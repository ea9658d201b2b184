"""The network: its levels, its regions, its rules."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ceecluster.errors import unknown
from ceecluster.model.base import (
    Amount,
    CalendarYear,
    Code,
    Codes,
    Day,
    Forms,
    Frozen,
    LanguageTag,
    Number,
    PlaceCode,
    PlaceCodes,
    Quoted,
    Share,
    Slug,
    Source,
    SourceKey,
    SourceKeys,
    Text,
    Texts,
    Whole,
    Worded,
)


class Level(Frozen):
    """One of the network's levels."""

    id: Text
    name: Worded
    """Short name for tables."""
    definition: Worded
    """What belongs there."""
    weight: Amount = 1
    """Weight in a region's total."""


class Membership(Frozen):
    """How sure it is that the region belonged to the network."""

    confidence: Literal["high", "medium", "low"]
    source: SourceKeys = ()
    note: Text | None = None


Tier = Literal["country", "nuts1", "nuts2", "nuts3"]
"""How large a unit a region is: a country, or a NUTS level."""


def tier_of(code: str) -> Tier:
    """The tier that a NUTS code says by its length."""
    return ("country", "nuts1", "nuts2", "nuts3")[min(max(len(code), 2), 5) - 2]


class Body(Frozen):
    """An organisation that stands behind records: bodies have dates, other names, and successors."""

    id: Slug
    """Unique in the register."""
    name: Texts
    """Name by language; the original name in the original language."""
    forms: Forms = {}
    """Forms of the name that its language bends, for translations that ask for them."""
    aliases: tuple[Text, ...] = ()
    """Other ways the records write it: former names, short forms, names in other languages."""
    region: PlaceCode | None = None
    """Where it is at home: a region of the network, or a country."""
    level: Annotated[tuple[Text, ...], BeforeValidator(lambda v: [v] if isinstance(v, str) else v)] = ()
    """Levels of the network at which it acts."""
    founded: CalendarYear | None = None
    """Year it was founded, where a source says so."""
    ended: CalendarYear | None = None
    """Last year it existed under this name; missing for one that exists, or where no source says."""
    successor: Slug | None = None
    """The body that took its work over."""
    source: SourceKeys = ()
    """Sources, by keys of this file."""
    note: Text | None = None
    """What a reader should know."""

    @property
    def title(self) -> Worded:
        """English name, else the first one given; with its translations."""
        return Worded.of(self.name, self.id, self.forms, quoted=True)


class Region(Frozen):
    """A member region or candidate."""

    code: PlaceCode
    """Code used in the workspace."""
    name: Texts
    forms: Forms = {}
    """Forms of the name that its language bends, for translations that ask for them."""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    nuts: PlaceCodes
    """NUTS codes it covers."""
    vintage: CalendarYear
    """NUTS version of those codes."""
    tier: Tier = Field(default_factory=lambda data: tier_of(data.get("code", "")))
    """How large a unit it is; said by the length of its code where missing."""
    partner: Quoted | None = None
    """Body that took part: its name, by language where a doubt stands with it, or its id in the register of bodies."""
    membership: Membership | None = None
    neighbours: PlaceCodes = ()
    """Regions it has a land border with, members or candidates."""
    strong_sectors: Codes = ()
    """Sectors named as strong by a source."""
    centroid: tuple[Number, Number] | None = None
    """Longitude and latitude in degrees."""
    tile: tuple[Whole, Whole] | None = None
    """Column and row in the tile-grid map."""
    source: SourceKeys = ()

    @property
    def title(self) -> Worded:
        """English name, else the first one given; with its translations."""
        return Worded.of(self.name, self.code, self.forms)


class Fact(Frozen):
    """A fact about the network itself."""

    id: Slug
    statement: Worded
    value: Number | Text | None = None
    year: CalendarYear | None = None
    confidence: Literal["high", "medium", "low"] = "high"
    source: SourceKeys


class AgreementRule(Frozen):
    """When an issue is a topic of the agreement. The rule chooses topics; it binds nobody."""

    majority: Share = 2 / 3
    """Share of the regions with a position to which it must be a priority."""
    holds_at: Whole = Field(default=3, ge=0, le=4)
    """Value from which an issue counts as a priority of a region."""
    blocks_at: Whole | None = Field(default=None, ge=0, le=4)
    """Not read any more: a low priority is no objection; a region that objects declares the stance `object`."""
    min_positions: Share = 0.5
    """Share of the regions that must have a position before anything is a topic."""


class PlanRule(Frozen):
    """Constraints and weights of the pilot selection."""

    min_pilots: Whole = Field(default=2, ge=0)
    """Fewest pilots."""
    max_pilots: Whole = Field(default=3, ge=0)
    """Most pilots."""
    min_countries: Whole = Field(default=2, ge=1)
    """Countries in a partnership."""
    partners: tuple[Whole, Whole] = (3, 5)
    """Smallest and largest partnership generated."""
    cap_per_region: Whole = Field(default=2, ge=1)
    """Most pilots a region may join."""
    leads_per_region: Whole = Field(default=1, ge=1)
    """Most pilots a region may lead."""
    one_per_theme: bool = True
    """No two pilots on one theme."""
    cover_all: bool = True
    """Each region in at least one pilot, where feasible."""
    budget_cap: Number | None = None
    """In EUR; none where no cap is set."""
    near_optimal: Share = 0.05
    """Portfolios within this share of the optimum are reported."""
    weight_box: Share = 0.5
    """How far each weight may lie from the agreed one, as a share of it, to be admissible."""
    start_year: CalendarYear | None = None
    """First year of the plan; default is the year after `as_of`."""
    duration_years: Whole = Field(default=3, ge=1)
    """Length of the plan."""
    max_candidates: Whole = Field(default=500, ge=1)
    """Most candidates generated; the best of each theme stay."""
    weak_below: Share = 0.5
    """A criterion value below this is a need a pilot can answer."""
    mass_records: Number = Field(default=3, gt=0)
    """Records of the theme per partner that count as full critical mass."""
    mass_members: Number = Field(default=100, gt=0)
    """Members in clusters of the theme per partner that count as full critical mass."""
    pilot_indicators: dict[Code, Literal["one", "partners", "needs", "agree"]] = {}
    """Indicators of every pilot, and what its target counts: one per pilot, its partners, the needs it answers; or
    still to be agreed."""
    plan_indicators: dict[Code, Literal["one", "partners", "needs", "agree"]] = {}
    """Indicators of the plan as a whole."""
    weights: dict[Text, Number] = {
        "fit": 0.25,
        "need": 0.2,
        "mass": 0.15,
        "readiness": 0.15,
        "pairing": 0.1,
        "coherence": 0.15,
    }
    """Weight of each part of the value of a pilot."""


class ContactRule(Frozen):
    """Which clusters and agencies should talk."""

    weights: dict[Literal["field", "aims", "exchange", "road"], Amount] = {
        "field": 0.35,
        "aims": 0.25,
        "exchange": 0.3,
        "road": 0.1,
    }
    """What a pair is weighed by: common sectors, common objectives, what each has that the other lacks, and a border
    or an earlier link between their regions. A part that is left out weighs nothing."""
    no_reason: Codes = ()
    """Codes that are no reason to talk: what every organisation does, and remainders of a list."""
    each: Whole = Field(default=2, ge=1)
    """Most contacts listed for one organisation when the whole network is asked about."""


class MeetingRule(Frozen):
    """How the network meets."""

    minutes: Annotated[Whole, Field(ge=10, le=2880)] = 180
    """Minutes of a meeting, over which the items of its agenda are shared out."""


class SourceRule(Frozen):
    """What is said of sources that a reader cannot follow to the original."""

    placeholders: tuple[Text, ...] = ("page on", "page about", "website of", "web page of", "untitled")
    """Beginnings of titles that describe a page instead of naming it, in small letters."""
    copies: tuple[Text, ...] = (
        "docplayer",
        "docstoc",
        "doczz",
        "dokumen",
        "cupdf",
        "expydoc",
        "hosted-temp",
        "paperzz",
        "pdfslide",
        "scribd",
        "slideshare",
        "studylib",
        "vdocuments",
        "yumpu",
        "9lib",
    )
    """Hosts that keep copies of other people's documents: a part of the host's name between dots, or a whole domain."""


class Rules(Frozen):
    """What the partners decide, as data."""

    agreement: AgreementRule = AgreementRule.model_construct()
    plan: PlanRule = PlanRule.model_construct()
    contacts: ContactRule = ContactRule.model_construct()
    meeting: MeetingRule = MeetingRule.model_construct()
    sources: SourceRule = SourceRule.model_construct()
    """What is said of sources."""
    seen_within: tuple[Whole, ...] = (6, 3)
    """Years back from `as_of` over which the table of evidence counts records as seen."""
    dimension_weights: dict[Text, Number] = {
        "objectives": 1,
        "instruments": 1,
        "target_groups": 1,
        "sectors": 1,
        "funding_sources": 1,
    }
    """Weights of the profile dimensions in coherence."""
    presumed_years: dict[Text, Annotated[Whole, Field(ge=0)] | Literal["until_repealed", "period"]] = {
        "law": "until_repealed",
        "strategy": "period",
        "other": 5,
    }
    """By kind of record: for how many years after it was last seen a record without a documented end is presumed in
    force. `until_repealed`: always; `period`: to the last year its budgets and targets name; `other`: every kind not
    named, and a strategy that names no year."""
    stale_after_years: Whole = Field(default=10, ge=1)
    """Evidence older than this at `as_of` is named."""


FORMAT = 2
"""The format of workspaces that this version writes; `ceecluster upgrade` brings earlier ones to it."""


class Network(Frozen):
    """The network file."""

    format: Annotated[Whole, Field(ge=1)] | None = None
    """Number of the format the workspace is written in; files of before there was one have none."""
    title: Worded
    language: LanguageTag = "en"
    """The language of results and documents where a call names none (`--language`); with a region its numbers and
    months are written as there: `de-AT`."""
    secretariat: Worded | None = None
    as_of: Day
    note: Text | None = None
    sources: dict[SourceKey, Source] = {}
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    facts: tuple[Fact, ...] = ()
    regions: tuple[Region, ...]
    """The members."""
    candidates: tuple[Region, ...] = ()
    """Regions that may join."""
    bodies: tuple[Body, ...] = ()
    """Register of the bodies behind the records, with their dates and successors."""
    issues: dict[Code, Worded] = {}
    """Strategic issues beyond the objectives of the vocabulary."""
    variables: dict[Text, Worded] = {}
    """What the variables of `structure.csv` are called in results; one without a name is told as it stands there."""
    rules: Rules = Rules.model_construct()

    def region(self, code: str) -> Region:
        """The member or candidate with this code; UsageError if there is none."""
        for region in (*self.regions, *self.candidates):
            if region.code == code:
                return region
        raise unknown("region", code, (region.code for region in (*self.regions, *self.candidates)))

    def body(self, name: str) -> Body | None:
        """The registered body of this id, name or alias; None where the register does not have it."""
        return self.register().get(folded(name))

    def body_at(self, name: str, year: int) -> Body | None:
        """The body that stands for `name` in `year`: itself, or the successor that existed then.

        None where the register does not know the name, and where the body had ended without a successor.
        """
        register, seen = self.register(), set()
        body = register.get(folded(name))
        while body is not None and body.ended is not None and body.ended < year:
            seen.add(body.id)
            body = register.get(body.successor) if body.successor and body.successor not in seen else None
        return body

    def name_at(self, name: str | None, year: int) -> str | None:
        """Who signs, leads or is assigned work for `name` in `year`: the body that stands for it then.

        A name that the register does not know stands for itself; None without a name, and for a body that had ended
        without a successor.
        """
        if name is None or self.body(name) is None:
            return name
        body = self.body_at(name, year)
        return body.title if body else None

    def register(self) -> dict[str, Body]:
        """Bodies by everything they are called; an id goes before a name, a name before an alias."""
        found: dict[str, Body] = {}
        for names in (lambda b: (b.id,), lambda b: b.name.values(), lambda b: b.aliases):
            for body in self.bodies:
                for name in names(body):
                    found.setdefault(folded(name), body)
        return found


def folded(name: str) -> str:
    """A name as it is looked up: without regard to case, blanks and quotation marks."""
    return " ".join(name.casefold().translate(_QUOTES).split())


_QUOTES = str.maketrans("", "", "\"'„“”‚‘’«»")
