"""`agree` in words: where the regions agree, issue by issue."""

from __future__ import annotations

from ceecluster.agreement.agreement import Agreement
from ceecluster.agreement.rule import CLASSES, Case
from ceecluster.model import World
from ceecluster.report.views.articles import Names
from ceecluster.report.views.base import MISSING, Column, Table, View, listed, number, plural, threshold
from ceecluster.report.views.year import year_lead

SIGNIFICANT = 0.05
"""From this p on a likeness of order is told."""
CLASS = {
    "common": "common",
    "wanted": "wanted by most",
    "group": "group",
    "bilateral": "bilateral",
    "not_proposed": "not proposed",
}


def agreement_view(world: World, agreement: Agreement) -> View:
    """The table of issues with class and wording, the concordance over all, and what stands between."""
    names = Names(world)
    silent = [code for code in agreement.regions if code not in set(agreement.positions["region"])]
    lead = [year_lead(world), counts_sentence(agreement), concordance_sentence(agreement), origin_sentence(agreement)]
    if silent:
        lead.append(f"Without any position, because without records or declarations: {names.regions(silent)}.")
    if agreement.audience != "public":
        lead.append(f"This is the {agreement.audience}'s copy: it may hold what is not for publication.")
    return View(
        name="agreement",
        title=f"{world.network.title}   agreement on {plural(len(agreement.cases), 'issue')}",
        lead=tuple(lead),
        tables=(_issues_table(agreement),),
        heading="What would make more of it a topic, or common",
        findings=tuple(_moves(names, agreement)),
        notes=(
            rule_sentence(agreement),
            "A is van der Eijk's agreement (1 all on one step, 0 evenly spread, -1 half at each end), Cns Tastle and "
            "Wierman's consensus. The regions are the whole network: intervals speak of a re-scoring, not of others.",
        ),
        next=(
            "ceecluster agree --format markdown -o agreement.md",
            *(
                (f"ceecluster agree --for secretariat ({plural(agreement.kept, 'position')} not for this copy)",)
                if agreement.kept
                else ()
            ),
            "ceecluster plan",
        ),
        data=agreement.to_dict(),
        frame=agreement.issues,
    )


def _issues_table(agreement: Agreement) -> Table:
    columns = (
        Column("clause"),
        Column("issue", header=True),
        Column("class"),
        Column("wording"),
        Column("priority of", "right"),
        Column("median", "right"),
        Column("A", "right"),
        Column("Cns", "right"),
        Column("shape"),
        Column("go along", "right"),
        Column("hold back"),
    )
    rows = tuple(
        (
            case.clause or MISSING,
            case.issue,
            CLASS[case.status],
            case.wording,
            held(case),
            MISSING if case.median is None else f"{case.median:g}",
            number(case.a),
            number(case.consensus),
            case.shape or MISSING,
            f"{len(case.willing)} of {case.regions}",
            ", ".join(case.holding_back) or MISSING,
        )
        for case in agreement.cases
    )
    note = (
        "priority of: regions to which it is a priority, of those with a position; go along: regions that declared "
        "support or acceptance, of all; hold back: regions that declared a reservation or an objection."
    )
    return Table("issues", "Issues by class", columns, rows, note)


def held(case: Case) -> str:
    """`8 of 10`: regions to which it is a priority, of those with a position."""
    return f"{len(case.holders)} of {case.positions}" if case.positions else "no position"


def counts_sentence(agreement: Agreement) -> str:
    """How many issues fall in each class."""
    parts = [f"{len(cases)} {CLASS[status]}" for status in CLASSES if (cases := agreement.of_class(status))]
    return f"Of {plural(len(agreement.cases), 'issue')}: {listed(parts)}."


def concordance_sentence(agreement: Agreement) -> str:
    """Kendall's W and Krippendorff's alpha in words, with what they rest on, or why they are undefined."""
    w, alpha = agreement.w, agreement.alpha
    if w.value is None:
        first = f"Whether the regions put the issues in the same order cannot be said (Kendall's W {w.why_not})."
    else:
        figures = (
            f"Kendall's W {number(w.value)}, where chance gives {number(w.chance)} on average, {w.observers} regions and "
            f"{w.units} issues"
        )
        if w.p is None:
            first = f"How alike the regions order the issues: {figures}."
        else:
            chance = f"{figures}, p {'<' if w.p < 0.001 else '='} {max(w.p, 0.001):.3f} by permutation within regions"
            first = (
                f"The regions put the issues in a more similar order than chance explains ({chance})."
                if w.p <= SIGNIFICANT
                else f"Nothing shows that the regions put the issues in a similar order ({chance})."
            )
    if alpha.value is None:
        return f"{first} Krippendorff's alpha is {alpha.why_not}."
    spread = ""
    if alpha.low is not None and alpha.high is not None:
        spread = f", {number(alpha.low)} to {number(alpha.high)} when the regions are resampled"
    if agreement.alpha_range is not None:
        spread += (
            f", {number(agreement.alpha_range[0])} to {number(agreement.alpha_range[1])} with any one region left out"
        )
    return f"{first} Krippendorff's alpha (ordinal) is {number(alpha.value)}{spread}."


def origin_sentence(agreement: Agreement) -> str:
    """How many positions the regions declared, and how many were derived from their records."""
    table = agreement.positions
    declared = int((table["origin"] == "declared").sum())
    if not len(table):
        return "No region has a position: no priority is declared and no record names an objective."
    stances = len(agreement.stances)
    told = (
        f"{plural(stances, 'stance')} {'is' if stances == 1 else 'are'} declared"
        if stances
        else "No region has declared whether it goes along with any issue"
    )
    return (
        f"{declared} of {plural(len(table), 'priority', 'priorities')} {'is' if declared == 1 else 'are'} declared by "
        f"the regions; the other {len(table) - declared} are derived from the objectives their records name. {told}."
    )


def rule_sentence(agreement: Agreement) -> str:
    """The decision rule in words."""
    rule = agreement.rule
    return (
        f"Rule: an issue is a topic if it is a priority ({rule.holds_at} or more) of at least "
        f"{threshold(rule.majority)} of the regions with a position, and at least "
        f"{threshold(rule.min_positions)} of all regions have one. The rule chooses topics and binds nobody; a low "
        "priority is no objection. Common: all regions have declared support or acceptance. Wanted by most: a topic on "
        "which some have not. Group: a priority of, or accepted by, three or more that do not hold back; bilateral: two. "
        "The rest is not proposed."
    )


def _moves(names: Names, agreement: Agreement) -> list[str]:
    """Whose word is missing for the topics, and who would have to move by one step for the issues nearest to one."""
    near = [case for case in agreement.cases if case.moves is not None]
    near.sort(key=lambda case: len(case.moves.regions) if case.moves else 0)
    topics = agreement.of_class("wanted")
    begun = [case for case in topics if len(case.open) < case.regions]
    found = [missing_sentence(names, case) for case in begun[:6]]
    if untouched := len(topics) - len(begun):
        found.append(
            f"On {untouched} of {plural(len(topics), 'topic')} no region has declared a stance: each needs the word of "
            f"all {len(agreement.regions)}."
        )
    return [*found, *(move_sentence(names, case) for case in near[:6])]


def missing_sentence(names: Names, case: Case, *, name: bool = True) -> str:
    """Whose declaration a topic still lacks to be common; empty where it is common."""
    if case.status == "common":
        return ""
    subject = f"{case.issue} ({names.term(case.issue)})" if name else "It"
    parts = []
    if case.open:
        every = len(case.open) == case.regions
        parts.append(f"{'all regions' if every else names.regions(case.open)} would have to declare support")
    if case.holding_back:
        parts.append(f"{names.regions(case.holding_back)} would have to be won over")
    return f"{subject} would be common, but {listed(parts)}."


def move_sentence(names: Names, case: Case, *, name: bool = True) -> str:
    """Who would have to move by one step for the issue to become a topic; empty where nothing is suggested."""
    if case.moves is None:
        return ""
    others = [region for region in case.moves.pool if region not in case.moves.regions]
    choice = f" ({names.regions(others)} could stand in)" if others else ""
    subject = f"{case.issue} ({names.term(case.issue)})" if name else "It"
    return f"{subject} would be a topic if {names.regions(case.moves.regions)} moved up by one step{choice}."


def why_not_proposed(case: Case) -> str:
    """Why an issue is not proposed."""
    if not case.positions and not case.willing:
        return "no region has a position on it"
    if not case.holders and not case.willing:
        return f"a priority of none of the {plural(case.positions, 'region')} with a position"
    if case.holding_back:
        return "fewer than two regions that do not hold back want it"
    return "one region alone wants it"
