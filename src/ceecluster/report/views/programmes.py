"""What `show` tells of a European programme, a label or an objective beyond name and records."""

from __future__ import annotations

from ceecluster.model import Action, LabelTerm, ProgrammeTerm, Term, World
from ceecluster.model.actions import Comparable
from ceecluster.report.views.base import MISSING, Column, Table

_ROLES = {
    "joint_secretariat": "joint secretariat",
    "contact_point": "contact point",
    "managing_authority": "managing authority",
    "agency": "agency",
}


def told(term: Term) -> list[str]:
    """Sentences on status, time, money and bodies, as far as documented."""
    if isinstance(term, LabelTerm):
        return _label(term)
    return _programme(term) if isinstance(term, ProgrammeTerm) else []


def _label(term: LabelTerm) -> list[str]:
    said = [f"Given by {issuer.body}{_years(issuer.since, issuer.until)}." for issuer in term.issuer]
    if term.term_years is not None:
        renewed = f", renewed for {term.renewal_years:g}" if term.renewal_years is not None else ""
        said.append(f"Holds for {term.term_years:g} years{renewed}.")
    return said


def _programme(term: ProgrammeTerm) -> list[str]:
    said = []
    if term.frame:
        said.append("A frame without money of its own: nothing can be applied for.")
    if term.collective:
        said.append("A family of programmes: nothing can be applied for in its name.")
    if term.status == "proposed":
        said.append("Proposed, not law as far as documented.")
    if term.eligible_until:
        said.append(f"Costs count until {term.eligible_until}.")
    if term.calls_over:
        said.append("No further call, says a source.")
    for objective in term.specific_objectives:
        read = ", number read off the text" if objective.basis == "read_off" else ""
        said.append(f"Pays for {objective.code}: {objective.text}{read}.")
    said += [f"{e.kind}: {e.currency} {e.amount:,.0f}." for e in term.budget]
    said += [f"Rate: {rate.text}." for rate in term.cofinancing]
    said += [f"Ask: {c.body} ({_ROLES[c.role]}{f', {c.city}' if c.city else ''})." for c in term.contact]
    said += [f"Sources disagree on {d.about}: {'; '.join(d.values)}." for d in term.conflicts]
    return [*said, *([f"Note: {term.note}."] if term.note else [])]


def _years(since: int | None, until: int | None) -> str:
    return f" ({since or ''}-{until or ''})" if since or until else ""


def tables(world: World, term: Term) -> list[Table]:
    """Of a programme its calls and who lies inside; of an objective what a pilot can consist of; else nothing."""
    action = next((action for action in world.actions if action.objective == term.code), None)
    if action is not None:
        return _action(action)
    if not isinstance(term, ProgrammeTerm) or term.collective:
        return []
    made = []
    if term.areas:
        regions = (*world.network.regions, *world.network.candidates)
        rows = tuple((region.code, region.title, _inside(term, region.nuts)) for region in regions)
        made.append(
            Table("areas", "Who lies inside", (Column("region", header=True), Column("name"), Column("inside")), rows)
        )
    if not term.frame and term.status == "adopted":
        calls = tuple((c.title, c.topic or MISSING, c.opens or MISSING, c.closes or MISSING) for c in term.calls)
        columns = (Column("call", header=True), Column("topic"), Column("opens"), Column("closes"))
        made.append(Table("calls", "Documented calls" if calls else "No call known", columns, calls))
    return made


def _inside(term: ProgrammeTerm, nuts: tuple[str, ...]) -> str:
    """The cover of a region of one or several codes: whole or none only where all of them are."""
    covers = {term.covers(code) for code in nuts}
    if len(covers) == 1:
        return covers.pop()
    return "part" if covers & {"whole", "part"} else "unknown"


def _action(action: Action) -> list[Table]:
    parts = [("problem", action.problem)]
    parts += [("activity", text) for text in action.activities]
    parts += [("output", text) for text in action.outputs]
    parts += [(f"indicator {aim.code}", aim.counts) for aim in action.indicators]
    parts += [(f"role, {level}", text) for level, text in action.roles.items()]
    made = [Table("action", "What a pilot can consist of", (Column("part", header=True), Column("text")), tuple(parts))]
    if action.comparable:
        rows = tuple((project.title, _cost(project), project.record or MISSING) for project in action.comparable)
        columns = (Column("project", header=True), Column("cost as published"), Column("record"))
        note = "Amounts of unlike kinds are not added up, and none is a tariff."
        made.append(Table("comparable", "Projects that did such a thing", columns, rows, note))
    return made


def _cost(project: Comparable) -> str:
    if isinstance(project.budget, str):
        return project.budget
    units = {"one": "", "thousand": " thousand", "million": " million", "billion": " billion"}
    return "; ".join(f"{c.currency} {c.amount:,.10g}{units[c.unit]} ({c.kind})" for c in project.budget)
