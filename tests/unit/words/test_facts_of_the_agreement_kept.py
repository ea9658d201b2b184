"""What the review, the forms and the ballot say of an agreement, counted again in its files, on three networks."""

from __future__ import annotations

from datetime import date
from statistics import median

from ceecluster.agreement.edition import ballot
from ceecluster.agreement.review import review
from ceecluster.documents import voice_of
from ceecluster.model import Inventory, World
from ceecluster.model.agreed import Accession, Commitment, Version
from ceecluster.model.reply import Review as Check
from ceecluster.planning.meeting import meeting
from ceecluster.study import Study
from ceecluster.words.edition import edition_topic
from ceecluster.words.meeting import meeting_words
from ceecluster.words.memorandum import agreement_words
from ceecluster.words.positions import position_form
from ceecluster.words.replies import network_checked
from ceecluster.words.review import review_topic
from recounting import Facts, facts_in

TODAY = "2026-05-17"


def members(world: World) -> list[str]:
    """Codes of the members."""
    return [region.code for region in world.network.regions]


def signed(world: World, *, strangers: bool = True) -> World:
    """All but the last signed; the first left, a stranger joined; six commitments of every state, two of them late."""
    codes = members(world)
    promised = [
        {"id": "kept", "who": codes[:1], "what": "A", "until": "2025-03-01", "done": "2025-02-01"},
        {"id": "late", "who": codes[:2], "what": "B", "until": "2025-03-01", "done": "2025-03-11"},
        {"id": "missed", "who": codes[1:2], "what": "C", "until": "2026-05-16"},
        {"id": "long-missed", "who": codes[:2], "what": "D", "until": "2025-05"},
        {"id": "to-come", "who": codes[:1], "what": "E", "until": "2027-01-01"},
        {"id": "when", "who": codes[1:2], "what": "F"},
    ]
    moves = [{"date": "2025-06-01", "what": "left", "region": codes[0]}]
    if strangers:
        moves += [{"date": "2025-09-01", "what": "joined", "region": "XX99"}]
    version = {"version": "1.0", "signed": "2025-01-01", "parties": codes[:-1], "until": "2027-03-31"}
    return world.model_copy(
        update={
            "versions": (Version.model_validate(version),),
            "accessions": tuple(Accession.model_validate(move) for move in moves),
            "commitments": tuple(Commitment.model_validate(one) for one in promised),
        }
    )


def told_of(world: World, when: str = TODAY) -> Facts:
    """The facts of the yearly review."""
    return facts_in(review_topic(world, review(world, when)))


def test_a_review_counts_parties(counted: Study) -> None:
    """Who signed, who is party today, members that are none, parties that are no members."""
    world = signed(counted.whole)
    codes = members(world)
    said = told_of(world)
    now = [*codes[1:-1], "XX99"]
    (version,) = said["review.version"]
    assert (version["signed"], version["count"]) == (len(codes) - 1, len(now))
    (none,) = said["review.members"]
    assert (none["count"], none["regions"]) == (2, [codes[0], codes[-1]])
    (stranger,) = said["review.strangers"]
    assert (stranger["count"], stranger["regions"]) == (1, ["XX99"])
    assert "review.strangers" not in told_of(signed(counted.whole, strangers=False))
    assert [(fact["region"], fact["what"]) for fact in said["review.moved"]] == [(codes[0], "left"), ("XX99", "joined")]
    (gone,) = said["review.gone"]  # still open and promised by who left; of what is overdue only what was due after
    assert (gone["who"], gone["what"]) == ([codes[0]], "E")


def test_a_review_counts_commitments(counted: Study) -> None:
    """By state, with the days since their dates; the states add up."""
    world = signed(counted.whole)
    said = told_of(world)
    (all_of_them,) = said["review.commitments"]
    states = {fact["state"]: fact["count"] for fact in said["review.so_many"]}
    assert states == {"overdue": 2, "undated": 1, "open": 1, "late": 1, "done": 1}
    assert all_of_them["count"] == len(world.commitments) == sum(states.values())
    late = {fact["what"]: fact["days"] for fact in said["review.overdue"]}
    today = date.fromisoformat(TODAY)
    assert late == {"C": (today - date(2026, 5, 16)).days, "D": (today - date(2025, 5, 31)).days}
    (undated,) = said["review.undated"]
    assert (undated["count"], undated["what"]) == (1, ["when"])
    days = {(fact["state"], fact["days"]) for fact in said["review.state"]}
    assert days == {("overdue", 1), ("overdue", late["D"]), ("undated", 0), ("open", 0), ("late", 10), ("done", 0)}


def test_a_review_says_early_only_in_the_year_of_the_signature(counted: Study) -> None:
    """Signed a year before, what became of coherence is either told or not asked for."""
    world = signed(counted.whole)
    assert [fact["year"] for fact in told_of(world, "2025-12-31")["review.early"]] == [2025]
    assert "review.early" not in told_of(world)
    assert ("review.renew" in told_of(world), "review.renew" in told_of(world, "2026-03-30")) == (True, False)
    bare = world.model_copy(update={"versions": (), "commitments": ()})
    assert "review.unsigned" in told_of(bare) and "review.version" not in told_of(bare)
    assert "review.no_commitment" in told_of(world.model_copy(update={"commitments": ()}))


def test_the_meeting_asks_for_what_is_behind(counted: Study) -> None:
    """A word about each of a region's commitments that is overdue, without a date, or left alone; of no other."""
    world = signed(counted.whole)
    codes = members(world)
    wanted = dict.fromkeys(codes, 0) | {codes[0]: 2, codes[1]: 3}  # D, E; C, D, F
    followed = counted.evaluate(examples=False)
    found = meeting(counted.scores, counted.comparison, counted.agreement, None, followed, review(world, TODAY))
    said = {sheet.region.id: facts_in(sheet.promised) for sheet in meeting_words(found).sheets}
    for code, fact in said.items():
        assert [each["count"] for each in fact.get("meeting.promised", ())] == ([wanted[code]] if wanted[code] else [])


def voted(world: World) -> World:
    """Opinions on the criteria: dropped by most, weighed otherwise in two camps, one voice alone, silence."""
    first, *rest = [criterion.id for criterion in world.guidelines.criteria]
    weight = world.guidelines.criterion(first).weight
    regions: dict[str, Inventory] = dict(world.regions)
    for place, code in enumerate(members(world)[: max(3, len(members(world)) - 1)]):
        heavier = {
            "verdict": "change",
            "weight": (weight / 4, weight + 0.25, weight + 0.25)[place % 3],
            "note": f"n{place}",
        }
        opinions = {first: heavier, **({rest[0]: ("drop", "drop", "keep")[place % 3]} if rest else {})}
        if place == 0 and len(rest) > 1:
            opinions[rest[1]] = {"verdict": "keep"}
        own = regions[code]
        regions[code] = type(own).model_validate({**own.model_dump(mode="json", by_alias=True), "guidelines": opinions})
    return world.model_copy(update={"regions": regions})


def test_the_ballot_is_counted_again(counted: Study) -> None:
    """Voices by criterion, what the rule makes of them, what a majority needs, the weight as a median."""
    world = voted(counted.whole)
    said = facts_in(edition_topic(ballot(world)))
    opinions = {code: world.regions[code].guidelines for code in members(world)}
    rule, criteria = world.network.rules.agreement, world.guidelines.criteria
    speaking = [code for code, own in opinions.items() if own]
    (voices,) = said["edition.voices"]
    assert (voices["count"], voices["members"], voices["regions"]) == (len(speaking), len(opinions), speaking)
    (told,) = said["edition.rule"]
    assert (told["majority"], told["least"]) == (rule.majority, rule.min_positions)
    outcomes = {"kept": 0, "changed": 0, "dropped": 0, "open": 0}
    keys = ("edition.dropped", "edition.weighed", "edition.camps", "edition.open")
    by_name = {key.split(".")[1]: {fact["criterion"]: fact for fact in said.get(key, ())} for key in keys}
    for criterion in criteria:
        on_it = [own[criterion.id] for own in opinions.values() if criterion.id in own]
        staying = [each for each in on_it if each.verdict != "drop"]
        weights = [criterion.weight if each.weight is None else each.weight for each in staying]
        enough = bool(on_it) and len(on_it) >= rule.min_positions * len(opinions)
        if enough and len(on_it) - len(staying) >= rule.majority * len(on_it) - 1e-9:
            outcome = "dropped"
        elif enough and len(staying) >= rule.majority * len(on_it) - 1e-9:
            outcome = "changed" if median(weights) != criterion.weight else "kept"
        else:
            outcome = "open"
        outcomes[outcome] += 1
        assert (criterion.id in by_name["dropped"]) == (outcome == "dropped")
        if outcome == "dropped":
            fact = by_name["dropped"][criterion.id]
            assert (fact["count"], fact["voices"]) == (len(on_it) - len(staying), len(on_it))
        assert (criterion.id in by_name["weighed"]) == (outcome == "changed")
        if outcome == "changed":
            fact = by_name["weighed"][criterion.id]
            assert (fact["before"], fact["after"]) == (criterion.weight, median(weights))
        assert (criterion.id in by_name["open"]) == (outcome == "open" and bool(on_it))
        if criterion.id in by_name["open"]:
            fact = by_name["open"][criterion.id]
            assert fact["voices"] == len(on_it)
            assert fact["needed"] - 1 < rule.majority * len(on_it) + 1e-9 <= fact["needed"] + 2e-9
        lighter = [
            code
            for code, own in opinions.items()
            if criterion.id in own and (own[criterion.id].weight or criterion.weight) < criterion.weight
        ]
        if criterion.id in by_name["camps"]:
            assert by_name["camps"][criterion.id]["lighter"] == lighter
    (contents,) = said["edition.contents"]
    assert {name: contents[name] for name in outcomes} == outcomes and contents["count"] == len(criteria)
    notes = [
        (code, own[c.id].note) for c in criteria for code, own in opinions.items() if c.id in own and own[c.id].note
    ]
    assert [(fact["region"], fact["note"]) for fact in said.get("edition.note", ())] == notes


def test_a_changed_weight_is_told_as_it_is(counted: Study) -> None:
    """A median that differs by less than a tenth is not printed as the weight it had."""
    found, voice = ballot(voted(counted.whole)), voice_of(counted)
    told = [voice.plain(each) for each in edition_topic(found).findings if each.key == "edition.weighed"]
    moved = [row for row in found.by_criterion if row.agreed != row.weight]
    assert len(told) == len(moved) > 0
    assert all(f"{row.agreed:g} in place of {row.weight:g}." in text for row, text in zip(moved, told, strict=True))


def test_the_form_for_answers_counts_issues_and_records(counted: Study) -> None:
    """Every issue of the draft; of each the region's priority, the records that name it, who holds it."""
    agreement = counted.agreement
    code = members(counted.world)[0]
    said = facts_in(position_form(agreement, code, "draft"))
    assert [fact["count"] for fact in said["positions.asked"]] == [len(agreement.cases)]
    records = [p for p in counted.world.regions[code].programmes if not p.example]
    coded = [p for p in records if p.objectives]
    for case, fact in zip(agreement.cases, said["positions.known"], strict=True):
        naming = [p.id for p in coded if case.issue in {o.code for o in p.objectives}]
        priority = {row.region: row.priority for row in agreement.priorities if row.issue == case.issue}
        assert fact["priority"] == priority.get(code)
        if fact["priority"] is not None and not fact["declared"]:
            assert (fact["named"], fact["coded"]) == (len(naming), len(coded))
            assert fact["records"] is None or set(fact["records"]) <= set(naming)
        assert fact["holders"] == sum(value >= 3 for value in priority.values())


def test_regions_that_have_checked_are_counted(counted: Study) -> None:
    """None, some, all of the members."""
    codes = members(counted.world)
    for known in ([], codes[:2], codes):
        checks = tuple(
            Check.model_validate({"region": code, "date": "2024-01-01", "office": "Office", "network": "N"})
            for code in known
        )
        (fact,) = facts_in(network_checked(counted.whole.model_copy(update={"reviews": checks})))["replies.network"]
        assert (fact["checked"], fact["count"], fact["regions"]) == (len(known), len(codes), known)


def test_criteria_in_the_draft_count_who_has_no_evidence(counted: Study) -> None:
    """Regions without a value, of the members."""
    said = facts_in(agreement_words(counted.agreement, counted.grounds(), counted.comparison))
    silent = {
        criterion.id: sum(
            not any(criterion.id in p.assessments for p in counted.world.regions[code].programmes if not p.example)
            for code in members(counted.world)
        )
        for criterion in counted.world.guidelines.criteria
    }
    for fact in said.get("memorandum.without", ()):
        assert fact["count"] in silent.values()
