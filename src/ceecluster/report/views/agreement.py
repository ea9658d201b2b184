"""`agree` in words: where the regions agree, issue by issue."""

from __future__ import annotations

from ceecluster.agreement.agreement import Agreement
from ceecluster.agreement.rule import Case
from ceecluster.model import World
from ceecluster.report.views.articles import Names
from ceecluster.report.views.base import MISSING, Column, Table, View, listed, number, plural, threshold

CLASS = {
    "common": "common",
    "reservations": "with reservations",
    "group": "group",
    "bilateral": "bilateral",
    "open": "open",
}


def agreement_view(world: World, agreement: Agreement) -> View:
    """The table of issues with class and wording, the concordance over all, and what stands between."""
    names = Names(world)
    silent = [code for code in agreement.regions if code not in set(agreement.positions["region"])]
    lead = [counts_sentence(agreement), concordance_sentence(agreement), origin_sentence(agreement)]
    if silent:
        lead.append(f"Without any position, because without records or declarations: {names.regions(silent)}.")
    return View(
        name="agreement",
        title=f"{world.network.title}   agreement on {plural(len(agreement.cases), 'issue')}",
        lead=tuple(lead),
        tables=(_issues_table(agreement),),
        heading="What would make more of it common",
        findings=tuple(_moves(names, agreement)),
        notes=(
            rule_sentence(agreement),
            "A is van der Eijk's agreement (1 all on one step, 0 evenly spread, -1 half at each end), Cns Tastle and "
            "Wierman's consensus. The regions are the whole network: intervals speak of a re-scoring, not of others.",
        ),
        next=("ceecluster agree --format markdown -o agreement.md", "ceecluster plan"),
        data=agreement.to_dict(),
        frame=agreement.issues,
    )


def _issues_table(agreement: Agreement) -> Table:
    columns = (
        Column("clause"),
        Column("issue", header=True),
        Column("class"),
        Column("wording"),
        Column("held", "right"),
        Column("median", "right"),
        Column("A", "right"),
        Column("Cns", "right"),
        Column("shape"),
        Column("object"),
    )
    rows = tuple(
        (
            case.clause,
            case.issue,
            CLASS[case.status],
            case.wording,
            held(case),
            MISSING if case.median is None else f"{case.median:g}",
            number(case.a),
            number(case.consensus),
            case.shape or MISSING,
            ", ".join(case.objectors) or MISSING,
        )
        for case in agreement.cases
    )
    note = "held: regions at the priority that counts as holding, of those with a position."
    return Table("issues", "Issues by class", columns, rows, note)


def held(case: Case) -> str:
    """`8 of 10`: holders of those with a position."""
    return f"{len(case.holders)} of {case.positions}" if case.positions else "no position"


def counts_sentence(agreement: Agreement) -> str:
    """How many issues fall in each class."""
    parts = [
        f"{len(cases)} {CLASS[status]}"
        for status in ("common", "reservations", "group", "bilateral", "open")
        if (cases := agreement.of_class(status))
    ]
    return f"Of {plural(len(agreement.cases), 'issue')}: {listed(parts)}."


def concordance_sentence(agreement: Agreement) -> str:
    """Kendall's W and Krippendorff's alpha in words, with what they rest on, or why they are undefined."""
    w, alpha = agreement.w, agreement.alpha
    if w.value is None:
        first = f"Whether the regions put the issues in the same order cannot be said (Kendall's W {w.why_not})."
    else:
        chance = ""
        if w.p is not None:
            chance = f", p {'<' if w.p < 0.001 else '='} {max(w.p, 0.001):.3f} by permutation within regions"
        first = (
            f"The regions put the issues in {_strength(w.value)} order: Kendall's W {number(w.value)}"
            f" ({w.observers} regions, {w.units} issues{chance})."
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


def _strength(w: float) -> str:
    return "much the same" if w >= 0.7 else "a similar" if w >= 0.5 else "a loosely similar" if w >= 0.3 else "unlike"


def origin_sentence(agreement: Agreement) -> str:
    """How many positions the regions declared, and how many were derived from their records."""
    table = agreement.positions
    declared = int((table["origin"] == "declared").sum())
    if not len(table):
        return "No region has a position: no priority is declared and no record names an objective."
    return (
        f"{declared} of {plural(len(table), 'position')} {'is' if declared == 1 else 'are'} declared by the regions; "
        f"the other {len(table) - declared} are derived from the objectives their records name, and await their word."
    )


def rule_sentence(agreement: Agreement) -> str:
    """The decision rule in one sentence."""
    rule = agreement.rule
    return (
        f"Rule: common if at least {threshold(rule.majority)} of the regions with a position hold it (priority "
        f"{rule.holds_at} or more) and none objects (priority {rule.blocks_at}); with reservations if some object; "
        f"group if three or more hold it, bilateral if two; open otherwise, and wherever fewer than "
        f"{threshold(rule.min_positions)} of the regions have a position."
    )


def _moves(names: Names, agreement: Agreement) -> list[str]:
    """For the issues nearest to common: who would have to move by one step."""
    near = [case for case in agreement.cases if case.moves is not None]
    near.sort(key=lambda case: len(case.moves.regions) if case.moves else 0)
    return [move_sentence(names, case) for case in near[:6]]


def move_sentence(names: Names, case: Case, *, name: bool = True) -> str:
    """Who would have to move by one step for the issue to become common; empty where nothing is suggested."""
    if case.moves is None:
        return ""
    others = [region for region in case.moves.pool if region not in case.moves.regions]
    choice = f" ({names.regions(others)} could stand in)" if others else ""
    subject = f"{case.issue} ({names.term(case.issue)})" if name else "It"
    return f"{subject} would become common if {names.regions(case.moves.regions)} moved up by one step{choice}."


def why_open(case: Case, agreement: Agreement) -> str:
    """Why an issue is open."""
    if not case.positions:
        return "no region has a position on it"
    if case.positions < agreement.rule.min_positions * case.regions:
        return f"only {case.positions} of {case.regions} regions have a position on it"
    return "no region holds it" if not case.holders else "one region alone holds it"
