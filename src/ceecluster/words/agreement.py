"""Where the regions agree, issue by issue, on a screen; and the sentences that documents take from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ceecluster.agreement.rule import CLASSES as ORDER
from ceecluster.blocks import Column, Limit, Names, Number, Part, Ref, Statement, Table, Word, table
from ceecluster.words.topic import Topic
from ceecluster.words.values import MANY
from ceecluster.words.year import year_head

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ceecluster.agreement.agreement import Agreement
    from ceecluster.agreement.positions import RegionStance
    from ceecluster.agreement.rule import Case, Class

SIGNIFICANT = 0.05
"""Up to this p a likeness of order is told."""
SHOWN = 6
"""Sentences of one kind on a screen."""
CLASSES: Mapping[Class, Word] = {
    "common": Word("common"),
    "wanted": Word("wanted by most"),
    "group": Word("group"),
    "bilateral": Word("bilateral"),
    "not_proposed": Word("not proposed"),
}


WORDINGS = {
    "will": Word("will"),
    "named will": Word("named will"),
    "[intend]": Word("[intend]"),
    "none": Word("none"),
}
"""How far a clause binds."""
SHAPES = {"agree": Word("agree"), "split camps": Word("split camps"), "no pattern": Word("no pattern")}


def agreement_topic(agreement: Agreement) -> Topic:
    """The issues with class and wording, the concordance over all, and what stands between."""
    lead: list[Part] = [
        year_head(agreement.world), counts(agreement), *concordance(agreement), origin(agreement),
    ]  # fmt: skip
    if agreement.silent:
        lead.append(Statement("agreement.silent", {"regions": regions(agreement.silent)}))
    if agreement.audience != "public":
        lead.append(Statement("agreement.copy", {"audience": agreement.audience}))
    further = ("agree --for secretariat",) if agreement.kept else ()
    notes: list[Part] = [rule(agreement), Statement("agreement.note_measures")]
    if agreement.kept:
        notes.append(Statement("agreement.note_kept", {"count": agreement.kept}))
    asked = tuple(f"agree --why {case.issue}" for case in agreement.cases[:1])
    return Topic(
        name="agreement",
        title=Statement("agreement.title", {"network": agreement.world.network.title, "count": len(agreement.cases)}),
        lead=tuple(lead),
        tables=(_issues(agreement),),
        heading=Statement("agreement.heading"),
        findings=tuple(moves(agreement)),
        notes=tuple(notes),
        next=("agree --format markdown -o agreement.md", *further, *asked, "plan"),
    )


def regions(codes: tuple[str, ...]) -> Names:
    """Regions as a list."""
    return Names(tuple(Ref("region", code) for code in codes))


def some(codes: tuple[str, ...]) -> Names | None:
    """Regions as a list; None without any."""
    return regions(codes) if codes else None


def few(codes: tuple[str, ...]) -> Names | None:
    """Regions as a sentence names them, the rest counted; None without any."""
    return Names(regions(codes).items, MANY) if codes else None


def _issues(agreement: Agreement) -> Table:
    columns: tuple[Column[Case], ...] = (
        Column(Word("issue"), lambda case: Ref("term", case.issue), header=True),
        Column(Word("clause"), lambda case: case.clause or None),
        Column(Word("class"), lambda case: CLASSES[case.status]),
        Column(Word("wording"), lambda case: WORDINGS[case.wording]),
        Column(Word("priority of"), held, "right"),
        Column(Word("median"), lambda case: Number(case.median, 1), "right"),
        Column(Word("A"), lambda case: Number(case.a), "right"),
        Column(Word("Cns"), lambda case: Number(case.consensus), "right"),
        Column(Word("shape"), lambda case: SHAPES[case.shape] if case.shape else None),
        Column(Word("go along"), lambda case: of(len(case.willing), case.regions), "right"),
        Column(Word("hold back"), lambda case: some(case.holding_back)),
    )
    return table("issues", Statement("agreement.issues"), columns, agreement.cases, Statement("agreement.note_columns"))


def of(count: int, total: int) -> Statement:
    """`8 of 10`."""
    return Statement("agreement.of", {"count": count, "total": total})


def held(case: Case) -> Part:
    """Regions to which it is a priority, of those with a position."""
    return of(len(case.holders), case.positions) if case.positions else Word("no position")


def counts(agreement: Agreement) -> Statement:
    """How many issues fall in each class."""
    found = [(len(agreement.of_class(status)), status) for status in ORDER]
    majority = Limit(agreement.rule.majority)
    parts = Names(
        tuple(
            Statement("agreement.counted", {"n": count, "status": status, "majority": majority})
            for count, status in found
            if count
        )
    )
    return Statement("agreement.counts", {"count": len(agreement.cases), "classes": parts})


def concordance(agreement: Agreement) -> Iterator[Statement]:
    """Kendall's W and Krippendorff's alpha with what they rest on, or why they are undefined."""
    w, alpha = agreement.w, agreement.alpha
    if w.value is None:
        yield Statement("agreement.w_undefined", {"why": w.why_not})
    else:
        yield Statement(
            "agreement.w",
            {
                "w": Number(w.value),
                "chance": Number(w.chance),
                "regions": w.observers,
                "issues": w.units,
                "p": None if w.p is None else Number(w.p, 3, limits=(SIGNIFICANT,)),
                "alike": w.p is not None and w.p <= SIGNIFICANT,
            },
        )
    if alpha.value is None:
        yield Statement("agreement.alpha_undefined", {"why": alpha.why_not})
        return
    low, high = agreement.alpha_range or (None, None)
    facts = {
        "alpha": Number(alpha.value),
        "low": None if alpha.low is None else Number(alpha.low),
        "high": Number(alpha.high),
        "least": None if low is None else Number(low),
        "most": Number(high),
    }
    yield Statement("agreement.alpha", facts)


def origin(agreement: Agreement) -> Statement:
    """How many priorities the regions declared, how many are derived from records; how many stances there are."""
    facts = {
        "count": len(agreement.priorities),
        "declared": agreement.stated,
        "derived": agreement.derived,
        "stances": len(agreement.declared),
    }
    return Statement("agreement.origin", facts)


def rule(agreement: Agreement) -> Statement:
    """The decision rule."""
    rule = agreement.rule
    facts = {
        "holds_at": rule.holds_at,
        "majority": Limit(rule.majority),
        "least": Limit(rule.min_positions),
    }
    return Statement("agreement.rule", facts)


def moves(agreement: Agreement) -> Iterator[Statement]:
    """Whose word is missing for the topics, and who would have to move by one step for the issues nearest to one."""
    for case in agreement.begun[:SHOWN]:
        yield missing(case)
    if agreement.untouched:
        facts = {
            "count": len(agreement.untouched),
            "topics": len(agreement.of_class("wanted")),
            "regions": len(agreement.regions),
        }
        yield Statement("agreement.untouched", facts)
    for case in agreement.nearest[:SHOWN]:
        yield move(case)
    if agreement.turned_down:
        down = agreement.turned_down
        told = {
            "count": len(down),
            "issues": Names(tuple(Ref("term", case.issue) for case in down)),
            "declared": agreement.turned_down_declared,
        }
        yield Statement("agreement.turned_down", told)


def missing(case: Case) -> Statement:
    """Whose declaration a topic still lacks to be common."""
    facts = {
        "issue": Ref("term", case.issue),
        "open": some(case.open),
        "every": len(case.open) == case.regions,
        "back": some(case.holding_back),
    }
    return Statement("agreement.missing", facts, (Ref("command", f"agree --why {case.issue}"),))


def move(case: Case) -> Statement:
    """Who would have to move by one step for an issue with moves to become a topic; where several could, how many."""
    assert case.moves is not None
    facts = {
        "issue": Ref("term", case.issue),
        "count": len(case.moves.regions),
        "pool": len(case.moves.pool),
        "regions": regions(case.moves.pool),
    }
    return Statement("agreement.move", facts)


def not_proposed(case: Case) -> Statement:
    """Why an issue is not proposed."""
    facts = {
        "issue": Ref("term", case.issue),
        "positions": case.positions,
        "holders": len(case.holders),
        "willing": len(case.willing),
        "back": len(case.holding_back),
    }
    return Statement("agreement.not_proposed", facts)


def held_back(stance: RegionStance) -> Statement:
    """Who reserves or objects, with the reason and, where the audience may see it, the fallback."""
    facts: dict[str, object] = {
        "region": Ref("region", stance.region),
        "objects": stance.stance == "object",
        "reason": stance.reason or None,
        "fallback": stance.fallback or None,
    }
    return Statement("agreement.held_back", facts)


def difference(agreement: Agreement, case: Case) -> Statement | None:
    """Where regions differ on an issue, by name; None where those with a position do not."""
    back = tuple(held_back(stance) for stance in agreement.holding_back(case.issue))
    lower, upper = case.camps or ((), ())
    if not back and not lower and not (case.holders and case.below):
        return None
    facts = {
        "clause": case.clause or None,
        "issue": Ref("term", case.issue),
        "camps": case.camps is not None,
        "upper": some(upper or case.holders),
        "lower": some(lower or case.below),
        "back": Names(back) if back else None,
        "pool": some(case.moves.pool) if case.moves else None,
        "needed": len(case.moves.regions) if case.moves else 0,
    }
    return Statement("agreement.difference", facts)
