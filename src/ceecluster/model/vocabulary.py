"""Code lists: the words inventories may use, each mapped to a published taxonomy."""

from typing import Literal

from pydantic import Field

from ceecluster.errors import unknown
from ceecluster.model.base import (
    Amount,
    CalendarYear,
    Code,
    Day,
    Flag,
    Forms,
    Frozen,
    Number,
    PlaceCode,
    PlaceCodes,
    Quoted,
    Source,
    SourceKey,
    SourceKeys,
    Text,
    Texts,
    Whole,
    Worded,
)


class Mapping(Frozen):
    """Where a code stands in a published taxonomy, and how well it fits."""

    scheme: Text
    """Name of the taxonomy."""
    code: Text
    """Its code or label there."""
    edition: Text | None = None
    """Edition of the taxonomy."""
    fit: Literal["exact", "close", "broad", "narrow"] = "exact"
    """How well the two meet."""


class Term(Frozen):
    """One code of a list."""

    code: Code
    """The code."""
    name: Texts
    """Its name by language."""
    forms: Forms = {}
    """Forms of the name that its language bends, for translations that ask for them."""
    definition: Texts = {}
    """What it means."""
    maps: tuple[Mapping, ...] = ()
    """Published equivalents; empty where the code is the network's own."""
    family: Text | None = None
    """Family of instruments, class of funding, field of label."""
    source: SourceKeys = ()
    """Where the code comes from."""
    named_2007: Flag = False
    """Objectives: named by the network's partners in the press of 2007-2009."""
    opens: CalendarYear | None = None
    """EU programmes: first year."""
    closes: CalendarYear | None = None
    """EU programmes: last year."""
    fund: Code | None = None
    """EU programmes: the funding source it belongs to."""
    kind: Literal["output", "result"] | None = None
    """Indicators: output or result."""
    unit: Worded | None = None
    """Indicators: what is counted."""
    rule: Worded | None = None
    """Indicators: how to count."""
    read_from: Worded | None = None
    """Indicators: the document or list their value is read from."""
    max_of: Code | None = None
    """Indicators: the output indicator this result cannot exceed."""
    lag_years: Whole | None = None
    """Indicators: years after the end at which the result is read."""
    baseline: Number | None = None
    """Indicators: what they start from by rule; cooperation that does not exist yet starts at 0."""
    rank: Number | None = Field(default=None, ge=0, le=4)
    """Labels: the step of the quality-scheme criterion that holding it supports; between two steps where it proves
    more than the one and less than the other."""

    @property
    def title(self) -> Worded:
        """English name, else the first one given; with its translations."""
        return Worded.of(self.name, self.code, self.forms)


class Issuer(Frozen):
    """A body that gives a label, and when it did."""

    body: Text
    """Its name."""
    since: CalendarYear | None = None
    """First year."""
    until: CalendarYear | None = None
    """Last year; missing where none is documented."""
    source: SourceKeys = ()
    note: Text | None = None
    """What a reader should know."""


class LabelTerm(Term):
    """A quality label of cluster managements."""

    scheme: Text | None = None
    """The scheme it belongs to; within one scheme no two labels stand on the same step."""
    issuer: tuple[Issuer, ...] = ()
    """Who gives it, with years where bodies followed each other."""
    since: CalendarYear | None = None
    """First year in which it was given."""
    until: CalendarYear | None = None
    """Last year in which it was given; missing where it is still given or no end is documented."""
    term_years: Number | None = Field(default=None, gt=0)
    """Years for which a first award holds, where a source says so."""
    renewal_years: Number | None = Field(default=None, gt=0)
    """Years that a renewal adds, where a source says so."""


class Area(Frozen):
    """Where a programme may be used: NUTS codes, each with all that lies below it."""

    nuts: PlaceCodes = Field(min_length=1)
    """NUTS codes of any level: DE2 is all of Bavaria, AT311 a part of AT31, a country's two letters all of it."""
    basis: Literal["stated", "read_off", "unknown"] = "stated"
    """`stated` where the source lists the codes or whole regions, `read_off` where it names districts and the codes are
    this network's reading, `unknown` where no source says whether the place is inside."""
    source: SourceKeys = ()
    note: Text | None = None
    """What a reader should know."""


class Envelope(Frozen):
    """An amount a source gives for a programme; amounts of unlike kinds are never added."""

    amount: Amount
    currency: Text
    kind: Quoted
    """What the money is, in the words of the source."""
    source: SourceKeys = ()
    note: Quoted | None = None
    """What a reader should know."""


class Call(Frozen):
    """A documented call or cut-off date of a programme."""

    title: Text
    topic: Quoted | None = None
    """What it is about."""
    opens: Day | None = None
    closes: Day | None = None
    """Last day; missing for a standing call, or where it was not seen."""
    budget: tuple[Envelope, ...] = ()
    """Its money."""
    source: SourceKeys
    note: Quoted | None = None
    """What a reader should know."""


class CallsOver(Frozen):
    """The statement of a source that no further call will come in the period."""

    source: SourceKeys
    note: Quoted | None = None
    """What a reader should know."""


class SpecificObjective(Frozen):
    """A specific objective a programme has chosen."""

    code: Text
    """RSO1.1, ISO1 …, or the programme's own number."""
    text: Quoted
    """What it is about."""
    basis: Literal["stated", "read_off"] = "stated"
    """`read_off` where the source gives the text and the number is this network's reading."""
    source: SourceKeys = ()
    note: Quoted | None = None
    """What a reader should know."""


class Contact(Frozen):
    """A body of a programme."""

    role: Literal["joint_secretariat", "contact_point", "managing_authority", "agency"]
    """An applicant asks the joint secretariat or national contact point first."""
    body: Text
    city: Text | None = None
    source: SourceKeys = ()
    note: Text | None = None
    """What a reader should know."""


class Stated(Frozen):
    """A rule of a programme as a source states it."""

    text: Quoted
    source: SourceKeys = ()
    note: Text | None = None
    """What a reader should know."""


class Disputed(Frozen):
    """What sources say differently."""

    about: Text
    """What they disagree on."""
    values: tuple[Text, ...] = Field(min_length=2)
    """What they say, each with who says it."""
    kept: Text | None = None
    """Which one this file uses; missing where none."""
    source: SourceKeys = ()
    note: Text | None = None
    """What a reader should know."""


Cover = Literal["whole", "part", "none", "unknown"]


class ProgrammeTerm(Term):
    """A European programme, or a strategy that frames some."""

    status: Literal["adopted", "proposed", "closed"] | None = None
    """`proposed` for what is not law yet, `closed` for periods that are over."""
    frame: Flag = False
    """True for a strategy that sets aims and has no money of its own: nothing can be applied for."""
    collective: Flag = False
    """True for a family of programmes, used by records whose source names no single one: nothing can be applied for
    in its name."""
    part_of: Code | None = None
    """The family it belongs to."""
    follows: Code | None = None
    """The programme of the period before."""
    decision: Text | None = None
    """Number and date of the act that adopted or proposed it."""
    eligible_from: Day | None = None
    """First day on which costs count."""
    eligible_until: Day | None = None
    """Last day on which costs count, which may lie years after the last call."""
    areas: tuple[Area, ...] = ()
    """Where it may be used; empty where no source was found."""
    calls: tuple[Call, ...] = ()
    """Documented calls; empty reads `no call known`."""
    calls_over: CallsOver | None = None
    """Given where a source says that no further call will come."""
    specific_objectives: tuple[SpecificObjective, ...] = ()
    """What it pays for."""
    contact: tuple[Contact, ...] = ()
    """Whom to ask."""
    budget: tuple[Envelope, ...] = ()
    """Its money as documented."""
    cofinancing: tuple[Stated, ...] = ()
    """Shares it pays."""
    simplified_costs: tuple[Stated, ...] = ()
    """Flat rates, unit costs and lump sums."""
    conflicts: tuple[Disputed, ...] = ()
    """What sources say differently."""
    note: Text | None = None
    """What a reader should know."""

    @property
    def countries(self) -> frozenset[str]:
        """Countries in which its areas lie."""
        return frozenset(code[:2] for area in self.areas for code in area.nuts)

    def for_pair(self, here: str, there: str) -> bool:
        """Whether two partners of these countries are enough: a programme across one border needs both its sides."""
        return here != there or len(self.countries) != 2

    def covers(self, nuts: PlaceCode) -> Cover:
        """How much of a NUTS area lies inside: `whole`, `part`, `none`; `unknown` where no source says.

        A programme without areas covers `unknown`. `part` says that an area inside the one asked for is listed.
        """
        sure = [code for area in self.areas if area.basis != "unknown" for code in area.nuts]
        unsure = [code for area in self.areas if area.basis == "unknown" for code in area.nuts]
        if any(nuts.startswith(code) for code in sure):
            return "whole"
        if any(code.startswith(nuts) for code in sure):
            return "part"
        if not self.areas or any(nuts.startswith(code) or code.startswith(nuts) for code in unsure):
            return "unknown"
        return "none"


class Vocabulary(Frozen):
    """All code lists."""

    version: Text
    """Version of the lists."""
    sources: dict[SourceKey, Source] = {}
    """Sources by key."""
    objectives: tuple[Term, ...] = ()
    """What programmes aim at (OBJ-…)."""
    instruments: tuple[Term, ...] = ()
    """What they do (INS-…)."""
    target_groups: tuple[Term, ...] = ()
    """For whom (TGR-…)."""
    sectors: tuple[Term, ...] = ()
    """In which fields (SEC-…)."""
    funding_sources: tuple[Term, ...] = ()
    """With whose money (FND-…)."""
    services: tuple[Term, ...] = ()
    """Service fields of a cluster management (SRV-…)."""
    actor_types: tuple[Term, ...] = ()
    """Kinds of members (ACT-…)."""
    labels: tuple[LabelTerm, ...] = ()
    """Quality labels (LBL-…)."""
    eu_programmes: tuple[ProgrammeTerm, ...] = ()
    """European programmes (EUP-…) with their years, areas and calls."""
    indicators: tuple[Term, ...] = ()
    """Indicators of the action plan (RCO…, RCR…)."""

    def terms(self, listing: str) -> dict[str, Term]:
        """The terms of one list by code; UsageError for an unknown list."""
        listings = type(self).model_fields.keys() - {"version", "sources"}
        if listing not in listings:
            raise unknown("list of the vocabulary", listing, listings)
        return {term.code: term for term in getattr(self, listing)}

    def programmes(self) -> dict[str, ProgrammeTerm]:
        """The European programmes by code."""
        return {term.code: term for term in self.eu_programmes}

    def find(self, code: str) -> Term | None:
        """The term with this code, from whichever list."""
        for name in type(self).model_fields:
            if name not in ("version", "sources"):
                for term in getattr(self, name):
                    if term.code == code:
                        return term  # type: ignore[no-any-return]  # getattr over known fields
        return None
