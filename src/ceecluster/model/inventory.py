"""Inventories: what a region, a country or the network says its cluster programmes are."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ceecluster.model.base import (
    Amount,
    CalendarYear,
    Code,
    Codes,
    Day,
    EndYear,
    FieldName,
    Flag,
    Frozen,
    Number,
    PlaceCode,
    PlaceCodes,
    Quoted,
    Scalar,
    Share,
    Slug,
    Source,
    SourceKey,
    SourceKeys,
    StartYear,
    Text,
    Texts,
    Whole,
    Worded,
    nothing,
    shared,
    written,
)
from ceecluster.model.position import Declared, Opinions


class Evidence(StrEnum):
    """The four states of evidence; nothing in the house may fold two of them into one."""

    DOCUMENTED = "documented"
    ABSENT = "documented absence"
    UNDOCUMENTED = "not documented"
    NOT_APPLICABLE = "not applicable"


class Assessment(Frozen):
    """One criterion's value for one programme, as a person read it from a source."""

    value: Scalar
    """0-4 for an ordinal criterion, a number, true or false, a category, `never`, `not_applicable`, or null."""
    source: SourceKeys = ()
    """The sources the value rests on."""
    note: Quoted | None = None
    """The reason: what in the source supports this anchor."""
    reason: Text | None = None
    """Why a criterion does not apply (with `value: not_applicable`)."""

    @property
    def evidence(self) -> Evidence:
        """Which of the four states this assessment is in."""
        if self.value is None:
            return Evidence.UNDOCUMENTED
        if self.value == "not_applicable":
            return Evidence.NOT_APPLICABLE
        if self.value == "never" or (not isinstance(self.value, str) and self.value == 0):
            return Evidence.ABSENT
        return Evidence.DOCUMENTED


class Budget(Frozen):
    """An amount of money, kept in its own currency and kind; amounts of unlike kinds are never added."""

    amount: Amount
    """The amount in `unit` of `currency`."""
    unit: Literal["one", "thousand", "million", "billion"] = "one"
    """What the amount counts."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    """ISO 4217 code, historical ones (ATS, HRK, SIT, SKK) included."""
    kind: Literal["programme", "call", "project", "annual", "grant", "turnover", "fee", "contribution"] = "programme"
    """What the money is."""
    period: tuple[CalendarYear, CalendarYear] | None = None
    """First and last year it covers."""
    source: SourceKeys = ()
    """Sources, where they differ from the record's."""
    note: Text | None = None
    """What a reader should know."""


def _bare_code(value: object) -> object:
    """Let `- INS-COLRD` stand for `- {code: INS-COLRD}`."""
    return {"code": value} if isinstance(value, str) else value


class ObjectiveFields(Frozen):
    """An objective the programme states, with its measurement where it has one."""

    code: Code
    """Objective code (OBJ-…)."""
    indicator: Text | None = None
    """How the programme measures it."""
    baseline: Number | None = None
    """Value at the start."""
    target: Number | None = None
    """Value to be reached."""
    due: CalendarYear | None = None
    """Year by which."""
    source: SourceKeys = ()
    """Sources, where they differ from the record's."""

    @property
    def measurable(self) -> bool:
        """Whether indicator, baseline, target and date are all given."""
        return None not in (self.indicator, self.baseline, self.target, self.due)


class InstrumentFields(Frozen):
    """An instrument the programme uses."""

    code: Code
    """Instrument code (INS-…)."""
    targets: Codes = ()
    """Target groups this instrument addresses (TGR-…)."""
    objectives: Codes = ()
    """Objectives it serves (OBJ-…)."""
    open_to: PlaceCodes | Literal["any"] = ()
    """Regions or countries outside whose organisations may take part; `any` where the rules say so."""
    pays: Annotated[PlaceCodes, Field(min_length=1)] | Literal["any", "inside"] | None = None
    """Regions or countries outside whose organisations are paid for taking part; `any`, or `inside` where the rules
    pay the region's own organisations only. Missing: no source says."""
    source: SourceKeys = ()
    """Sources, where they differ from the record's."""


Objective = Annotated[ObjectiveFields, shared("code", str, _bare_code)]
Instrument = Annotated[InstrumentFields, shared("code", str, _bare_code)]


class Count(Frozen):
    """A number of something, with what it counts and as of when."""

    count: Amount
    """How many."""
    what: Text
    """What is counted, in words."""
    as_of: CalendarYear | None = None
    """Year of the page that says so."""
    qualifier: Literal["about", "more than", "at least", "up to"] | None = None
    """How the source hedges the number."""
    types: dict[Code, Annotated[Whole, Field(ge=0)] | None] = nothing()
    """Members by actor type (ACT-…); null where the source names the type without a number."""
    source: SourceKeys = ()
    """Sources, where they differ from the record's."""


class Staff(Frozen):
    """People working for the cluster management."""

    fte: Amount
    """Full-time equivalents."""
    as_of: CalendarYear | None = None
    """Year."""
    source: SourceKeys = ()
    """Sources, where they differ from the record's."""
    note: Text | None = None
    """E.g. `head count, not full-time equivalents`."""


class Label(Frozen):
    """A quality label or accreditation the organisation holds or held."""

    code: Code
    """Label code (LBL-…)."""
    year: CalendarYear | None = None
    """Year of the award, or of the page that names it."""
    until: CalendarYear | None = None
    """Year it expires."""
    source: SourceKeys = ()
    """Sources, where they differ from the record's."""
    note: Text | None = None
    """What a reader should know."""


class Evaluation(Frozen):
    """A study of the record; only impact, process or peer reviews of the record itself are scored."""

    kind: Literal["impact", "process", "audit", "peer_review", "benchmarking", "ranking", "survey", "academic"]
    """What kind of study."""
    object: Literal["programme", "policy", "agency", "cluster", "other"]
    """What was evaluated."""
    by: Literal["external", "internal"] | None = None
    """Who did it, where the source says."""
    year: CalendarYear | None = None
    """Year of completion."""
    source: SourceKeys = ()
    """Sources, where they differ from the record's."""
    note: Text | None = None
    """Title, author, finding."""

    @property
    def of_record(self) -> bool:
        """Whether it looked at the record itself; no audit, ranking or survey does, and no study of something else."""
        return self.kind in ("impact", "process", "peer_review") and self.object != "other"


class Link(Frozen):
    """A cross-border link: an agreement or joint project with named partners."""

    partners: PlaceCodes = Field(alias="with", min_length=1)
    """Partner regions or countries."""
    what: Text
    """What is done together."""
    kind: Literal["agreement", "project", "membership", "exchange"] | None = None
    """What kind of link."""
    years: tuple[CalendarYear, CalendarYear] | None = None
    """First and last year."""
    source: SourceKeys = ()
    """Sources, where they differ from the record's."""


class Exclusion(Frozen):
    """A rule that shuts an objective out, e.g. money only inside the region."""

    objective: Code
    """The objective excluded (OBJ-…)."""
    reason: Text
    """The rule in words."""
    source: SourceKeys = ()
    """Sources, where they differ from the record's."""


class Conflict(Frozen):
    """Another source's value for a field; both stay visible."""

    field: Text
    """The field, e.g. `start`."""
    value: Scalar
    """What the other source says."""
    source: Annotated[SourceKeys, Field(min_length=1)]
    """That source."""
    note: Text | None = None
    """What a reader should know."""


class EUProgramme(Frozen):
    """A European programme that paid for or framed the record."""

    code: Code
    """EU programme code (EUP-…)."""
    years: tuple[CalendarYear, CalendarYear] | None = None
    """Years of use, where the source says."""
    note: Text | None = None
    """Name of the project or operational programme as the source has it."""
    source: SourceKeys = ()
    """Sources, where they differ from the record's."""


EULink = Annotated[EUProgramme, shared("code", str, _bare_code)]


class Bodies(Frozen):
    """Who stands behind a record; roles are not mixed, and what no source says is left out."""

    owner: Quoted | None = None
    """Politically answerable body."""
    payer: Quoted | None = None
    """Who pays."""
    operator: Quoted | None = None
    """Who runs it day by day."""
    lead: Quoted | None = None
    """Lead partner of a project."""
    founder: Quoted | None = None
    """Who founded it."""


class Decision(Frozen):
    """What two readers of a field agreed on after they had read it differently."""

    note: Text
    """What was decided, and why."""
    date: Day
    """When."""
    by: Text | None = None
    """Who decided: an office or the readers together."""


DecidedField = Annotated[str, written(r"^([a-z][a-z_]*|[A-Z][A-Z0-9]*(-[A-Z0-9]+)*)$")]
"""A field of a record (objectives), or a criterion assessed (STR-06)."""


class Programme(Frozen):
    """One record: a law, strategy, call, scheme, programme, agency, cluster or network."""

    id: Slug
    """Unique in the whole workspace; starts with the owner's code in small letters."""
    name: Texts
    """Name by language; the original name in the original language."""
    kind: (
        Literal[
            "law",
            "strategy",
            "programme",
            "call",
            "scheme",
            "project",
            "agency",
            "cluster",
            "network",
            "platform",
            "study",
        ]
        | None
    ) = None
    """What sort of thing the record is."""
    level: Annotated[tuple[Text, ...], BeforeValidator(lambda v: [v] if isinstance(v, str) else v), Field(min_length=1)]
    """Levels of the network at which the record acts (see the network's own definitions)."""
    scope: Literal["regional", "national", "transnational"] = "regional"
    """How far it reaches."""
    nuts: PlaceCode | None = None
    """NUTS code of the place, where it is a part of the region or country."""
    nuts_vintage: CalendarYear | None = None
    """NUTS version of `nuts` (2006, 2010, 2013, 2016, 2021, 2024); default is the region's."""
    summary: Text | None = None
    """One or two sentences on what it is and does."""
    source: SourceKeys = ()
    """Sources that cover the record."""
    cite: dict[FieldName, Annotated[SourceKeys, Field(min_length=1)]] = nothing()
    """Sources by field where they differ from `source`."""
    conflicts: tuple[Conflict, ...] = ()
    """Values on which sources disagree."""
    bodies: Bodies = Bodies.model_construct()
    """Bodies by role."""
    start: StartYear = None
    """First year."""
    end: EndYear = None
    """Last year; null in the file means running, a missing field means not documented."""
    follows: Annotated[tuple[Slug, ...], BeforeValidator(lambda v: [v] if isinstance(v, str) else v)] = ()
    """Records it succeeds, by id: what is said of an ended record goes to the one that follows it."""
    budget: tuple[Budget, ...] = ()
    """Money, each amount with kind, currency and period."""
    objectives: tuple[Objective, ...] = ()
    """Objectives (OBJ-…)."""
    instruments: tuple[Instrument, ...] = ()
    """Instruments (INS-…)."""
    target_groups: Codes = ()
    """Target groups of the whole record (TGR-…)."""
    sectors: Codes = ()
    """Sectors supported (SEC-…)."""
    services: Codes = ()
    """Service fields delivered (SRV-…)."""
    funding: dict[Code, Share | None] = nothing()
    """Funding sources (FND-…) with their share; null where the share is not documented."""
    eu_programmes: tuple[EULink, ...] = ()
    """European programmes (EUP-…)."""
    members: tuple[Count, ...] = ()
    """Committed members only."""
    reach: tuple[Count, ...] = ()
    """Whom it reached: participants, users, firms in projects."""
    outputs: tuple[Count, ...] = ()
    """What it produced."""
    staff: tuple[Staff, ...] = ()
    """Management capacity."""
    labels: tuple[Label, ...] = ()
    """Quality labels and accreditations."""
    evaluations: tuple[Evaluation, ...] = ()
    """Studies of the record."""
    cross_border: tuple[Link, ...] = ()
    """Links with other regions; in a transnational record, its participants."""
    excludes: tuple[Exclusion, ...] = ()
    """Objectives its rules shut out."""
    assessments: dict[Code, Assessment] = nothing()
    """Criteria read from sources by a person."""
    decided: dict[DecidedField, Decision] = nothing()
    """Fields two readers read differently, with the decision that was taken."""
    example: Flag = False
    """True for a made-up record that only shows the format; never counted."""
    note: Text | None = None
    """What a reader should know."""

    @property
    def title(self) -> Worded:
        """English name, else the first one given; with its translations."""
        return Worded.of(self.name, self.id, quoted=True)


class Inventory(Frozen):
    """What one file says: a region's, a country's, or the network's programmes."""

    region: PlaceCode | None = None
    """Code of the region, as in the network file."""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    """Two-letter code, for national frames."""
    network: Flag = False
    """True for the transnational file."""
    as_of: Day
    """State of the information."""
    note: Quoted | None = None
    """What a reader should know about the whole file."""
    sources: dict[SourceKey, Source] = nothing()
    """The sources, by key."""
    priorities: dict[Code, Declared] = nothing()
    """The region's declared positions by issue: one entry, or a list of entries of different dates."""
    weights: dict[Code, Number] = nothing()
    """The weights this region would give the guidelines' dimensions, if it declared any."""
    guidelines: Opinions = nothing()
    """What it says of the criteria of the guidelines: keep, change or drop, with the weight each should have."""
    programmes: tuple[Programme, ...] = ()
    """The records."""

    @property
    def owner(self) -> str:
        """Region code, country code, or `XX` for the transnational file."""
        return self.region or self.country or "XX"
