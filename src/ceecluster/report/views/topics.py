"""Single questions about the coherence of a network, each a view: chance, groups, structure, learning, openness."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from ceecluster.coherence.comparison import Comparison
from ceecluster.coherence.groups import CLEAR, STABLE, WEAK, Groups, find_groups
from ceecluster.coherence.learning import documented_values, learning_pairs
from ceecluster.coherence.reciprocity import reciprocity
from ceecluster.coherence.structure import COPIED, LEARNING, NATURAL, structure_and_policy
from ceecluster.errors import unknown
from ceecluster.report.views.base import MISSING, Column, Table, View, listed, number, plural
from ceecluster.report.views.chance import chance_view
from ceecluster.report.views.comparison import term
from ceecluster.report.views.cooperation import cooperation_view
from ceecluster.scoring.quality import Scores, score

SHOWN = 8
NEAR = 0.1
"""Gains within this share of the largest are told as ties."""
ALPHA = 0.05


def topic_view(topic: str, comparison: Comparison, scores: Scores | None = None) -> View:
    """One question about a comparison; UsageError for an unknown one."""
    if topic not in TOPICS:
        raise unknown("topic", topic, TOPICS)
    return TOPICS[topic](comparison, scores)


def groups_view(comparison: Comparison, scores: Scores | None = None) -> View:
    """Which regions form groups, and whether other code lists would give the same ones."""
    found = find_groups(
        comparison.world,
        dimensions=comparison.dimensions,
        as_of=comparison.as_of,
        measure=comparison.measure,
        seed=comparison.seed,
    )
    rows = tuple(
        (
            str(n),
            ", ".join(group),
            number(within),
            number(stability),
            "alone" if len(group) == 1 else "recurs" if (stability or 0) >= STABLE else "does not recur",
        )
        for n, (group, within, stability) in enumerate(
            zip(found.groups, found.within, found.stability, strict=True), start=1
        )
    )
    columns = (
        Column("group", header=True),
        Column("regions"),
        Column("similarity inside", "right"),
        Column("stability", "right"),
        Column("verdict"),
    )
    note = (
        f"Average linkage on 1 - similarity, cut where the silhouette is widest. Stability: how much of a group comes "
        f"back when the codes are drawn again, 0 to 1; it recurs from {STABLE}. A silhouette up to {WEAK} is no substantial "
        f"structure, one up to {CLEAR} a weak one (Kaufman & Rousseeuw 1990)."
    )
    table = Table("groups", "Groups of regions with alike policies", columns, rows, note)
    frame = pd.DataFrame(rows, columns=["group", "regions", "within", "stability", "verdict"])
    return View(
        "compare-groups", "Groups", tuple(_grouped(found)), (table,) if rows else (), data=found.to_dict(), frame=frame
    )


def _grouped(found: Groups) -> list[str]:
    said = []
    if not found.groups:
        said.append(f"No groups can be formed: {found.remark}.")
    else:
        width = number(found.silhouette)
        width_ = found.silhouette or 0
        weak = "clearly apart" if width_ > CLEAR else "weakly apart" if width_ > WEAK else "not substantially apart"
        said.append(
            f"{plural(len(found.groups), 'group')} of regions, {weak} (mean silhouette width {width}, at most 1)."
        )
        firm = [
            ", ".join(g)
            for g, s in zip(found.groups, found.stability, strict=True)
            if len(g) > 1 and (s or 0) >= STABLE
        ]
        loose = [
            ", ".join(g) for g, s in zip(found.groups, found.stability, strict=True) if len(g) > 1 and (s or 0) < STABLE
        ]
        if firm:
            beside = "" if width_ > WEAK else "; at this silhouette the tree is cut, but no groups stand apart"
            said.append(f"Coming back when the codes are drawn again: {'; '.join(firm)}{beside}.")
        if loose:
            said.append(f"Not coming back, so not to be quoted as a group: {'; '.join(loose)}.")
        if found.remark:
            said.append(f"{found.remark[0].upper()}{found.remark[1:]}.")
    if found.left_out:
        said.append(f"Left out, because they share no level with some other region: {listed(found.left_out)}.")
    return said


def structure_view(comparison: Comparison, scores: Scores | None = None) -> View:
    """What regions are beside what their policies do."""
    world = comparison.world
    plane = structure_and_policy(world, as_of=comparison.as_of, measure=comparison.measure, seed=comparison.seed)
    if plane.pairs.empty:
        lead = [f"Structure and policy cannot be set side by side: {plane.remark}."]
        return View("compare-structure", "Structure and policy", tuple(lead), data=plane.to_dict(), frame=plane.pairs)
    lead = []
    if plane.r is not None:
        seen = "tend to have" if (plane.p or 1) < ALPHA and plane.r > 0 else "are not shown to have"
        low = f"; {plane.remark}" if plane.remark else ""
        lead.append(
            f"Regions with alike structures {seen} alike policies (Mantel r {number(plane.r)}, p {number(plane.p, 3)}, "
            f"{plural(len(plane.variables), 'variable')}{low})."
        )
    kinds = {kind: plane.pairs[plane.pairs["quadrant"] == kind] for kind in (NATURAL, LEARNING, COPIED)}
    said = {
        NATURAL: "Nearer than the median pair in structure and in policy: {}.",
        LEARNING: "Nearer than the median in structure, farther in policy: {}.",
        COPIED: "Similar in policy, different in structure: {}.",
    }
    for kind, pairs in kinds.items():
        ordered = pairs.sort_values(["structure", "region", "partner"], ascending=[kind != COPIED, True, True])
        words = [f"{row.region} and {row.partner}" for row in ordered.itertuples(index=False)]
        if words:
            lead.append(
                said[kind].format("; ".join(words[:4]) + (f" and {len(words) - 4} more" if len(words) > 4 else ""))
            )
    rows = tuple(
        (f"{row.region}-{row.partner}", number(row.structure), number(row.policy), str(row.variables), row.quadrant)
        for row in plane.pairs.sort_values(["structure", "region", "partner"]).itertuples(index=False)
    )
    columns = (
        Column("pair", header=True),
        Column("structural distance", "right"),
        Column("policy distance", "right"),
        Column("variables", "right"),
        Column("reading"),
    )
    note = (
        f"Gower's distance over {listed([name.replace('_', ' ') for name in plane.variables])}. Near and far are told "
        f"apart at this network's medians ({number(plane.structure_cut)} and {number(plane.policy_cut)}), so about a quarter of "
        "the pairs lies in each field by construction: no claim about why."
    )
    table = Table("plane", "Structure and policy, pair by pair", columns, rows, note)
    return View(
        "compare-structure", "Structure and policy", tuple(lead), (table,), data=plane.to_dict(), frame=plane.pairs
    )


def learning_view(comparison: Comparison, scores: Scores | None = None) -> View:
    """Who can learn what from whom."""
    world = comparison.world
    pairs = learning_pairs(world, documented_values(scores or score(world)))
    levels = {level.id: level.name for level in world.network.levels}
    titles = {criterion.id: criterion.name for criterion in world.guidelines.criteria}
    rows = []
    for pair in pairs[:SHOWN]:
        for way, learner in ((pair.gains[0], pair.region), (pair.gains[1], pair.partner)):
            lessons = [lesson for lesson in pair.lessons if lesson.learner == learner][:2]
            teacher = pair.partner if learner == pair.region else pair.region
            for lesson in lessons:
                rows.append(
                    (
                        f"{learner} from {teacher}",
                        number(way),
                        f"{titles[lesson.criterion]} ({lesson.criterion})",
                        levels[lesson.level],
                        f"{number(lesson.learner_value)} / {number(lesson.teacher_value)}",
                        listed(lesson.records, 1),
                    )
                )
    columns = (
        Column("who from whom", header=True),
        Column("gain", "right"),
        Column("what"),
        Column("level"),
        Column("learner / teacher", "right"),
        Column("look at"),
    )
    note = (
        "Gain: weight of the criterion times the learner's way to the top times the teacher's lead, summed over the "
        "criteria both have documented at the same level. Pairs in order of the harmonic mean of both gains."
    )
    if pairs:
        best = pairs[0]
        ties = [f"{p.region} and {p.partner}" for p in pairs if p.mutual >= (1 - NEAR) * best.mutual]
        lead = [
            f"Most to learn from each other have {listed(ties, 4)} (mutual gain {number(best.mutual)}"
            f"{'' if len(ties) == 1 else ' at most, the others within a tenth of it'}; "
            f"{plural(len(best.lessons), 'lesson')}, on documented criteria alone)."
        ]
        alone = sum(pair.mutual == 0 for pair in pairs)
        if alone:
            lead.append(f"In {plural(alone, 'pair')} only one side could learn on the evidence at hand.")
    else:
        lead = [
            "No pair has a criterion documented on both sides with a lead of one rung; nothing can be learnt from it."
        ]
    tables = (Table("learning", "Who can learn what from whom", columns, tuple(rows), note),) if rows else ()
    frame = pd.DataFrame(
        [(p.region, p.partner, p.mutual, *p.gains, len(p.lessons)) for p in pairs],
        columns=["region", "partner", "mutual", "region_learns", "partner_learns", "lessons"],
    )
    data = {"pairs": [pair.to_dict() for pair in pairs]}
    return View("compare-learning", "Who can learn from whom", tuple(lead), tables, data=data, frame=frame)


def _paid(known: list[bool | None]) -> str:
    """Whether outside partners are paid, in a word."""
    if any(paid is True for paid in known):
        return "yes"
    return "no" if all(paid is False for paid in known) else MISSING


def openness_view(comparison: Comparison, scores: Scores | None = None) -> View:
    """Whose instruments are open to whom, and which links both sides know of."""
    world = comparison.world
    found = reciprocity(world, as_of=comparison.as_of)
    names = {region.code: region.title for region in world.network.regions}
    lead = [
        f"Of {plural(found.instruments, 'instrument')} on record {found.unstated} say nothing about partners from outside: "
        "mostly not documented, which is not the same as closed."
    ]
    opening = list(dict.fromkeys(found.opened["region"]))
    mutual = sorted({(min(r.region, r.partner), max(r.region, r.partner)) for r in found.opened.itertuples() if r.back})
    if opening:
        lead.append(
            f"{listed([names[code] for code in opening])} {'opens' if len(opening) == 1 else 'open'} instruments to partners "
            f"elsewhere; open in both directions: {listed([f'{a} and {b}' for a, b in mutual]) or 'no pair'}."
        )
        unpaid = [code for code, rows in found.opened.groupby("region") if all(paid is False for paid in rows["paid"])]
        lead.append(
            "Open means that partners may take part, which is not to be paid for it: "
            + (
                f"{listed([names[str(code)] for code in unpaid])} pay{'s' * (len(unpaid) == 1)} them nothing; "
                if unpaid
                else ""
            )
            + "where nothing is said, it is not documented."
        )
    one = found.linked[found.linked["named_by"].map(len) == 1]
    lead.append(
        f"{plural(len(found.linked), 'pair')} of members have a documented link"
        + (f"; in {len(one)} of them one side alone names it." if len(one) else "; each is known to both sides.")
        if len(found.linked)
        else "No link between members is documented."
    )
    rows = []
    for (region, codes), group in found.opened.groupby(["region", "instruments"], sort=True):
        back = list(group[group["back"]]["partner"])
        rows.append(
            (
                f"{region} {names[str(region)]}",
                listed([term(world, code) for code in codes], 3),
                ", ".join(group["partner"]),
                ", ".join(back) or "none",
                _paid(list(group["paid"])),
                listed(sorted({i for ids in group["records"] for i in ids}), 3),
            )
        )
    columns = (
        Column("region", header=True),
        Column("instruments"),
        Column("open to"),
        Column("open in return"),
        Column("paid"),
        Column("records"),
    )
    tables = [Table("opened", "Instruments open to other members", columns, tuple(rows))] if rows else []
    if len(one):
        tables.append(
            Table(
                "one-sided",
                "Links that one side alone names",
                (Column("pair", header=True), Column("named by"), Column("records")),
                tuple((f"{r.region}-{r.partner}", r.named_by[0], listed(r.records, 3)) for r in one.itertuples()),
            )
        )
    return View(
        "compare-openness", "Open to each other", tuple(lead), tuple(tables), data=found.to_dict(), frame=found.opened
    )


TOPICS: dict[str, Callable[[Comparison, Scores | None], View]] = {
    "chance": chance_view,
    "groups": groups_view,
    "structure": structure_view,
    "learning": learning_view,
    "openness": openness_view,
    "cooperation": cooperation_view,
}


def topic_views(comparison: Comparison, scores: Scores | None = None, topics: Sequence[str] = ()) -> tuple[View, ...]:
    """All questions, or the ones named."""
    return tuple(topic_view(topic, comparison, scores) for topic in topics or TOPICS)
