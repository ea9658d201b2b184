"""Articles 4 to 7 of the draft agreement and its annexes: criteria, issues, fields, commitments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ceecluster.agreement.agreement import ARTICLE
from ceecluster.agreement.grounds import common_criteria, fields_of_work, threshold
from ceecluster.agreement.rule import Case
from ceecluster.report.views.agreement import held, move_sentence, rule_sentence, why_not_proposed
from ceecluster.report.views.articles import Annex, Article, Clause
from ceecluster.report.views.base import MISSING, Column, Table, listed, number, percent, plural

if TYPE_CHECKING:
    from ceecluster.report.views.draft_agreement import Grounds

SHOWN = 6
"""Names listed in a sentence before the rest is counted."""


def criteria(grounds: Grounds) -> Article:
    """Article 4: the criteria with the share of regions that meet each."""
    world, names = grounds.world, grounds.names
    guidelines = world.guidelines
    table = common_criteria(world, grounds.scores)
    band, least = threshold(world)
    known = table[table["documented"] > 0]
    agreed = "" if guidelines.status == "agreed" else ", once agreed"
    texts = [
        (
            "[The Participants will read the quality of their cluster policies by the "
            f'{plural(len(table), "criterion", "criteria")} of the guidelines "{guidelines.title}", version '
            f"{guidelines.version}{agreed}.]",
            "guidelines of the workspace",
        ),
        (
            f"A criterion counts as met where its value reaches {number(least)} (band '{band}') at every level at "
            "which it is documented. What is not documented counts neither as met nor as missed.",
            "bands of the guidelines",
        ),
    ]
    members = len(grounds.agreement.regions)
    spoken = known[known["documented"] >= 2 * members / 3]
    everywhere = spoken[spoken["share"] == 1]
    if len(everywhere):
        texts.append(
            (
                f"[The Participants will keep the standard that all regions with evidence meet: "
                f"{_criteria(everywhere)}.]",
                f"{_counts(everywhere)} regions with evidence, {members} in all",
            )
        )
    low = spoken[spoken["share"] < 0.5].sort_values(["share", "documented"], ascending=[True, False], kind="stable")
    if len(low):
        texts.append(
            (
                f"[The Participants will work first on what fewer than half of the regions with evidence meet: "
                f"{_criteria(low.head(SHOWN))}.]",
                f"{_counts(low.head(SHOWN))} regions with evidence, {members} in all",
            )
        )
    nowhere = table[table["documented"] == 0]
    missing: tuple[str, ...] = ()
    if len(nowhere):
        missing = (f"No region has evidence on {_criteria(nowhere)}; each party can supply it in its inventory.",)
    thin = len(known) - len(spoken)
    if thin:
        missing += (
            f"On {plural(thin, 'criterion', 'criteria')} fewer than two thirds of the {members} regions have evidence: "
            "nothing is said of all or most regions there.",
        )
    rows = tuple(
        (
            row.criterion,
            row.name,
            ", ".join(names.level(level) for level in row.levels),
            f"{row.documented} of {members}",
            str(row.met),
            percent(row.share),
            ", ".join(row.below) or MISSING,
        )
        for row in table.itertuples(index=False)
    )
    columns = (
        Column("criterion"),
        Column("name", header=True),
        Column("levels"),
        Column("with evidence", "right"),
        Column("meet it", "right"),
        Column("share", "right"),
        Column("below"),
    )
    shown = Table("criteria", "Criteria and the regions that meet them", columns, rows)
    return Article(4, "Common quality criteria", (), _numbered(4, texts), (shown,), missing)


def _criteria(table: pd.DataFrame) -> str:
    return listed([f'"{n}" ({c})' for n, c in zip(table["name"], table["criterion"], strict=True)], SHOWN)


def _counts(table: pd.DataFrame) -> str:
    columns = (table[name] for name in ("criterion", "met", "documented"))
    return listed([f"{code}: {met} of {documented}" for code, met, documented in zip(*columns, strict=True)], SHOWN)


def _numbered(article: int, texts: list[tuple[str, str]]) -> tuple[Clause, ...]:
    return tuple(Clause(f"{article}.{k}", text, evidence) for k, (text, evidence) in enumerate(texts, start=1))


def issues(grounds: Grounds) -> Article:
    """Article 5: the issues, worded by what the regions have declared."""
    cases = [case for case in grounds.agreement.cases if case.clause]
    clauses = tuple(
        Clause(case.clause, worded(grounds, case), measured(grounds, case), records_of(grounds, case)) for case in cases
    )
    missing = []
    if grounds.silent:
        silent = grounds.names.regions(grounds.silent)
        missing.append(
            f"{silent} {'has' if len(grounds.silent) == 1 else 'have'} no position yet; it can change this article."
        )
    undeclared = sum(not case.willing and not case.holding_back for case in cases)
    if undeclared:
        missing.append(
            f"On {undeclared} of {plural(len(cases), 'clause')} no region has declared a stance: each of them stands in "
            "brackets. A region declares it under 'priorities' in its inventory (stance: support, accept, reserve or "
            "object)."
        )
    if not cases:
        missing.append("No issue is a topic, and no two regions want the same one; Annex C names them all.")
    lead = (rule_sentence(grounds.agreement),)
    return Article(ARTICLE, "Common strategic issues and objectives", lead, clauses, (), tuple(missing))


def worded(grounds: Grounds, case: Case) -> str:
    """The clause of an issue: what all will, what those named will, and the rest in brackets."""
    names = grounds.names
    if case.kind == "objective":
        what = f'pursue the objective "{case.title}" ({case.issue})'
    else:
        what = f'act on this: "{case.title.rstrip(".")}" ({case.issue})'
    if case.status == "common":
        return f"The Participants will {what}."
    parts = []
    if case.willing:
        parts.append(f"The Participants named in Annex A will {what}: {names.regions(case.willing)}.")
    if case.proposed:
        subject = "Further Participants" if case.willing else "The Participants named in Annex A"
        what = "the same" if case.willing else what
        verb = "intend" if case.willing else "intend to"
        parts.append(f"[{subject} {verb} {what}: {names.regions(case.proposed)}; their word is open.]")
    if case.status != "wanted":
        parts.append("Other Participants can join.")
    parts += [f"[{text}]" for text in _held_back(grounds, case)]
    if not case.willing and not case.proposed:
        parts.insert(0, f"[The Participants will {what}: nobody has declared so.]")
    return " ".join(parts)


def _held_back(grounds: Grounds, case: Case) -> list[str]:
    """Who reserves or objects, with the reason and, in the secretariat's copy, the fallback."""
    table = grounds.agreement.stances
    own = table[table["issue"] == case.issue]
    found = []
    for region in case.holding_back:
        (row,) = own[own["region"] == region].itertuples(index=False)
        verb = "reserves its position" if row.stance == "reserve" else "objects"
        text = (
            f"{grounds.names.region(region)} {verb}{f': {row.reason}' if row.reason else ', without a reason on file'}"
        )
        found.append(f"{text}; it could live with: {row.fallback}" if row.fallback else text)
    return found


def measured(grounds: Grounds, case: Case) -> str:
    """The figures behind a clause."""
    parts = [
        f"{len(case.willing)} of {plural(case.regions, 'region')} declared support or acceptance, {len(case.open)} open"
    ]
    if not case.positions:
        return f"{parts[0]}; no priorities on file"
    parts += [
        f"a priority of {held(case)} regions with a position",
        f"median priority {case.median:g}",
        f"agreement A {number(case.a)}, consensus {number(case.consensus)}",
    ]
    if case.a_range is not None:
        parts.append(f"A {number(case.a_range[0])} to {number(case.a_range[1])} with any one region left out")
    parts.append(f"priorities: {case.declared} declared, {case.positions - case.declared} derived")
    if case.pivots:
        parts.append(f"the class hangs on {grounds.names.regions(case.pivots)}")
    return "; ".join(parts)


def records_of(grounds: Grounds, case: Case) -> tuple[str, ...]:
    """The first record of each region behind a clause."""
    table = grounds.agreement.positions
    cells = table[(table["issue"] == case.issue) & (table["records"] != "")]["records"]
    return tuple(str(cell).split(";")[0] for cell in cells)


def fields(grounds: Grounds) -> Article:
    """Article 6: fields of cooperation."""
    texts = []
    for dimension, what, limit in (
        ("sectors", "work together first in the fields", 10),
        ("instruments", "compare, and where useful open to each other, the instruments", 8),
    ):
        table = fields_of_work(grounds.world, dimension)
        shared = [row for row in table.itertuples(index=False) if len(row.regions) >= 2]
        if shared:
            shown = listed([f"{row.title} ({len(row.regions)})" for row in shared[:limit]])
            texts.append(
                (
                    f"[The Participants will {what} on which two or more of them have records (number of regions): "
                    f"{shown}.]",
                    f"{plural(len(shared), 'code')} held by two regions or more; "
                    + "; ".join(f"{row.code} in {', '.join(row.regions)}" for row in shared[:3]),
                )
            )
    strong = _strong(grounds)
    if strong:
        texts.append(
            (
                f"[The Participants will start common work from the fields that several regions count among their "
                f"strongest: {strong}.]",
                "strong sectors of the regions, with their sources in the network file",
            )
        )
    missing = () if texts else ("No field is held by two regions; each party can code the sectors of its records.",)
    return Article(6, "Fields of cooperation", (), _numbered(6, texts), (), missing)


def _strong(grounds: Grounds) -> str:
    by_sector: dict[str, list[str]] = {}
    for region in grounds.world.network.regions:
        for code in region.strong_sectors:
            by_sector.setdefault(code, []).append(region.code)
    several = sorted(
        (pair for pair in by_sector.items() if len(pair[1]) >= 2), key=lambda pair: (-len(pair[1]), pair[0])
    )
    return listed([f"{grounds.names.term(code)} ({', '.join(who)})" for code, who in several], SHOWN)


def commitments(grounds: Grounds) -> Article:
    """Article 7: what each level takes on, from the criteria that are met least there."""
    texts: list[tuple[str, str]] = []
    for level in grounds.world.network.levels:
        table = common_criteria(grounds.world, grounds.scores, levels=[level.id])
        table = table.assign(silence=[len(who) for who in table["silent"]], missed=[len(who) for who in table["below"]])
        head = f"[At the level {level.name} the Participants will"
        weak = table[table["missed"] > 0].sort_values(["missed", "met"], ascending=[False, True], kind="stable").head(3)
        if len(weak):
            named = [
                f'"{name}" (below in {", ".join(who)})' for name, who in zip(weak["name"], weak["below"], strict=True)
            ]
            texts.append((f"{head} raise {listed(named)}.]", f"regions that meet it: {_counts(weak)}"))
        else:
            why = "no criterion with evidence is missed" if len(table) else "no criterion applies"
            texts.append((f"{head} keep what they have reached.]", f"{why} at this level"))
        silent = table[table["silence"] > 0].sort_values("silence", ascending=False, kind="stable").head(3)
        if len(silent):
            gaps = [f'"{name}" ({n})' for name, n in zip(silent["name"], silent["silence"], strict=True)]
            texts.append(
                (
                    f"{head} document what is not on record yet, first {listed(gaps)}.]",
                    "in brackets: regions without evidence at this level",
                )
            )
    return Article(7, "Commitments by level", (), _numbered(7, texts))


def evidence(grounds: Grounds) -> Annex:
    """Annex A: positions and records behind each clause of the issues."""
    columns = (
        Column("clause"),
        Column("issue", header=True),
        Column("will"),
        Column("priorities"),
        Column("records (first of each region)"),
    )
    table = grounds.agreement.positions
    rows = []
    for case in grounds.agreement.cases:
        own = table[table["issue"] == case.issue]
        cells = [
            f"{region} {priority}{'' if origin == 'declared' else '*'}"
            for region, priority, origin in zip(own["region"], own["priority"], own["origin"], strict=True)
        ]
        records = ", ".join(records_of(grounds, case))
        willing = ", ".join(case.willing) or MISSING
        rows.append((case.clause or MISSING, case.issue, willing, ", ".join(cells) or MISSING, records or MISSING))
    note = "* derived from the objectives the region's records name; without a star declared by the region."
    lead = (
        "Priorities run from 0 (none) to 4 (highest); a low one is no objection. The column 'will' names who declared "
        "support or acceptance. ceecluster show ID prints a record with its sources, "
        "ceecluster agree --format json all positions with all their records.",
    )
    return Annex(
        "A", "Evidence", lead, (Table("evidence", "Positions and records by clause", columns, tuple(rows), note),)
    )


def differences(grounds: Grounds) -> Annex:
    """Annex B: where regions differ, by name."""
    points = [text for case in grounds.agreement.cases if (text := _difference(grounds, case))]
    lead = "Each point names the regions, so that those concerned can talk to each other."
    return Annex(
        "B",
        "Where the regions differ",
        (lead if points else "The regions with a position differ on no point.",),
        (),
        tuple(points),
    )


def not_proposed(grounds: Grounds) -> Annex:
    """Annex C: issues without a clause."""
    points = tuple(
        f"{case.title.rstrip('.')} ({case.issue}): {why_not_proposed(case)}."
        for case in grounds.agreement.of_class("not_proposed")
    )
    return Annex("C", "Not proposed", () if points else ("Every issue has a clause.",), (), points)


def _difference(grounds: Grounds, case: Case) -> str:
    names = grounds.names
    parts = []
    if case.camps is not None:
        lower, upper = case.camps
        parts.append(f"two camps of priority, {names.regions(upper)} above and {names.regions(lower)} below")
    elif case.holders and case.below:
        parts.append(f"a priority of {names.regions(case.holders)}")
        parts.append(f"lower for {names.regions(case.below)}")
    parts += _held_back(grounds, case)
    if not parts:
        return ""
    move = move_sentence(names, case, name=False)
    where = f"{case.clause} " if case.clause else ""
    return f"{where}{case.title.rstrip('.')} ({case.issue}): {'; '.join(parts)}. {move}".strip()
