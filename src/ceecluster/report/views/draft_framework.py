"""Articles 8 to 13 of the draft agreement: how the parties work together. Mostly proposals, and marked as such."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceecluster.inforce import year_of
from ceecluster.report.views.articles import Article, Clause
from ceecluster.report.views.base import Column, Table, listed, number, plural, threshold

if TYPE_CHECKING:
    from ceecluster.report.views.draft_agreement import Grounds

PROPOSAL = "proposal of this draft, for the parties to decide"


def articles(grounds: Grounds) -> tuple[Article, ...]:
    """Coordination, resources, monitoring, nature, duration, signatures."""
    return (
        _coordination(grounds),
        _resources(),
        _monitoring(grounds),
        _nature(),
        _duration(grounds),
        _signatures(grounds),
    )


def _article(
    number: int, title: str, texts: list[tuple[str, str]], missing: tuple[str, ...] = (), tables: tuple[Table, ...] = ()
) -> Article:
    clauses = tuple(Clause(f"{number}.{k}", text, why) for k, (text, why) in enumerate(texts, start=1))
    return Article(number, title, (), clauses, tables, missing)


def _coordination(grounds: Grounds) -> Article:
    network, rule, year = grounds.world.network, grounds.agreement.rule, year_of(grounds.world)
    levels = listed([level.name for level in network.levels])
    texts = [
        (f"The secretariat is [{network.name_at(network.secretariat, year) or 'to be named'}].", "network file"),
        (
            "The steering group has one member and one deputy of each party. It meets [twice] a year; its chair goes "
            "round.",
            PROPOSAL,
        ),
        (f"There is one working group for each level: {levels}.", "levels of the network file"),
        (
            "Decisions are taken by consensus. The steering group talks about what is a priority of at least "
            f"{threshold(rule.majority)} of the parties with a position; no party is outvoted by it, and a party "
            "that objects can have its reason written down.",
            "decision rule of the network file",
        ),
    ]
    missing = ("Contact persons are kept in no inventory; each party names one to the secretariat.",)
    return _article(8, "Coordination", texts, missing)


def _resources() -> Article:
    texts = [
        ("Each party bears its own costs, unless the parties to a project agree otherwise in writing.", PROPOSAL),
        (
            "This agreement creates no joint budget and promises no money. Pilots are paid from the sources that the "
            "action plan names.",
            PROPOSAL,
        ),
        (
            "Where public money supports a joint action, its partners document the state-aid basis before it starts.",
            "action plan: each pilot asks for it",
        ),
    ]
    return _article(9, "Resources", texts)


def _monitoring(grounds: Grounds) -> Article:
    levels = grounds.comparison.levels.dropna(subset=["index"])
    today = listed(
        [
            f"{grounds.names.level(level)} {number(index)}"
            for level, index in zip(levels["level"], levels["index"], strict=True)
        ]
    )
    common = len(grounds.agreement.of_class("common"))
    texts = [
        (
            "Each party brings its inventory up to date once a year; the state of this draft is "
            f"{grounds.world.network.as_of}.",
            "network file",
        ),
        (
            f"The secretariat then computes again how alike the policies are (today: {today or 'not computable'}), "
            f"how many issues are common (today: {common} of {len(grounds.agreement.cases)}) and how many regions meet "
            "each criterion (Article 4).",
            "ceecluster compare, ceecluster agree, ceecluster score",
        ),
        ("The steering group reviews this agreement and its action plan every [two] years on that basis.", PROPOSAL),
    ]
    return _article(10, "Monitoring and review", texts)


def _nature() -> Article:
    texts = [
        (
            "This agreement states what the parties intend. It creates no legal right or obligation under national "
            "or international law.",
            PROPOSAL,
        ),
        ("It changes no competence of a party and no rule of a funding programme.", PROPOSAL),
    ]
    return _article(11, "Nature of this agreement", texts)


def _duration(grounds: Grounds) -> Article:
    network = grounds.world.network
    listed_today = plural(len(network.candidates), "candidate")
    known = [region.code for region in network.candidates if region.code in grounds.world.candidates]
    who = f" ({grounds.names.regions(known)})" if known else ""
    texts = [
        (
            "It takes effect on the day of the last signature and lasts for [three] years. The steering group can "
            "decide to go on for the same time.",
            PROPOSAL,
        ),
        (
            "A region can join by a written declaration and an inventory that passes the checks. "
            f"Listed today: {listed_today}, {len(known)} with an inventory{who}.",
            "candidates of the network file; ceecluster enlarge --rank",
        ),
        ("A party can withdraw by written notice to the secretariat of [three] months.", PROPOSAL),
    ]
    return _article(12, "Duration, accession, withdrawal", texts)


def _signatures(grounds: Grounds) -> Article:
    titles = ("party", "body", "name and function", "place and date", "signature")
    columns = tuple(Column(title, header=title == "party") for title in titles)
    network, year = grounds.world.network, year_of(grounds.world)
    rows = tuple((region.title, network.name_at(region.partner, year) or "", "", "", "") for region in network.regions)
    table = Table("signatures", "Signatures, left blank in this draft", columns, rows)
    return _article(13, "Signatures", [], (), (table,))
