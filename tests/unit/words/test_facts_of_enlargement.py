"""What is said of candidates and of introductions, counted again from records and scores."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from statistics import fmean

import pytest
from pandas import isna

from ceecluster.notebook import shown
from ceecluster.planning.enlargement import Enlargement
from ceecluster.study import Study
from ceecluster.words.enlargement import enlargement_topic
from recounting import Facts, facts_in

BROUGHT = ("objectives", "instruments", "sectors")


def codes_of(programmes: tuple, dimensions: tuple[str, ...] = BROUGHT) -> set[str]:
    """The codes that records carry."""
    found: set[str] = set()
    for programme in programmes:
        for dimension in dimensions if not programme.example else ():
            found |= {getattr(each, "code", each) for each in getattr(programme, dimension)}
    return found


@pytest.fixture(scope="module")
def joined(counted: Study) -> tuple[Study, Enlargement, Facts]:
    """The first candidate with an inventory among the members."""
    if not counted.world.candidates:
        pytest.skip("this network has no candidate")
    found = counted.enlarge(sorted(counted.world.candidates)[0])
    return counted, found, facts_in(enlargement_topic(found))


def test_a_candidate_stands_and_brings_what_its_records_say(joined: tuple[Study, Enlargement, Facts]) -> None:
    """Its records, its shares in common, what few or no members have."""
    study, found, said = joined
    programmes = study.world.candidates[found.candidate].programmes
    (fact,) = said["enlargement.stands"]
    assert fact["count"] == len([p for p in programmes if not p.example])
    assert (fact["coverage"], fact["value"]) == (found.quality.coverage, found.quality.value)
    assert fact["range"] == [found.quality.low, found.quality.high]
    own = codes_of(programmes)
    held = {code: codes_of(inventory.programmes) for code, inventory in study.world.regions.items()}
    held = {code: codes for code, codes in held.items() if codes}
    likeness = {code: len(own & codes) / len(own | codes) for code, codes in held.items()}
    for fact in said.get("enlargement.closest", ()):
        told = [each["facts"] for each in fact["members"]]
        assert {each["region"]: (each["common"], each["either"]) for each in told} == {
            each["region"]: (len(own & held[each["region"]]), len(own | held[each["region"]])) for each in told
        }
        named = {each["region"]: each["common"] / each["either"] for each in told}
        assert all(named[code] == pytest.approx(likeness[code]) for code in named)
        assert min(named.values()) >= max((v for c, v in likeness.items() if c not in named), default=0) - 1e-9
    holders = Counter(code for codes in held.values() for code in codes)
    few = {code for code in own if 0 < holders[code] < len(held) / 2}
    for key, codes in (("enlargement.fills", few), ("enlargement.brings", {c for c in own if not holders[c]})):
        assert {each["facts"]["code"] for fact in said.get(key, ()) for each in fact["codes"]} == codes
    for fact in said.get("enlargement.joins", ()):
        assert fact["count"] == len(fact["pilots"]) == len(found.offer.joins)


def test_indices_and_classes_change_as_the_tables_say(joined: tuple[Study, Enlargement, Facts]) -> None:
    """Coherence on equal records without and with it; issues that turn, with the candidate's own priority."""
    study, found, said = joined
    equal = {row.level: row for row in found.equal}
    for fact in said.get("enlargement.coherence", ()):
        row = equal[fact["level"]]
        assert [fact[name] for name in ("records", "members", "before", "after", "low", "high")] == [
            row.m, row.regions, row.before, row.after, row.low, row.high,
        ]  # fmt: skip
        assert (fact["chance_before"], fact["chance_after"]) == (row.chance_before, row.chance_after)
        clear = "more alike" if (row.low or 0) > 0 else "less alike" if (row.high or 0) < 0 else "no clear difference"
        assert fact["direction"] in (clear, "too few regions")
    agreed = study.agreement
    for fact in said.get("enlargement.turns", ()):
        assert fact["before"] != fact["after"]
        assert fact["priority"] == {row.issue: row.priority for row in found.priorities}.get(fact["issue"])
    turned = {fact["issue"] for fact in said.get("enlargement.turns", ())}
    assert turned == {change.issue for change in found.classes} <= {case.issue for case in agreed.cases}
    assert ("enlargement.turns_none" in said) == (not turned)


def test_the_ranking_counts_candidates_and_ties(joined: tuple[Study, Enlargement, Facts]) -> None:
    """How many are listed and have records; nobody within the near-tie of the first is left out."""
    study = joined[0]
    found = study.rank_candidates()
    said = facts_in(shown(found, study))
    table = found.candidates.set_index("candidate")
    fits = table["fit"].dropna()
    (fact,) = said["enlargement.known"]
    assert (fact["count"], fact["known"]) == (len(study.world.network.candidates), len(fits))
    for row in table.loc[fits.index].itertuples():
        shares = [value for value in (row.common, row.fills, row.pilots) if not isna(value)]
        assert row.fit == pytest.approx(fmean(shares))
        assert row.rank == 1 + (fits > row.fit + 0.05).sum()
    (fact,) = said["enlargement.ahead"]
    named = {each["candidate"]: each for each in said["enlargement.ranked"]}
    assert set(named) == set(fits.index[fits >= fits.max() - 0.05]) and fact["count"] == len(named)
    assert fact["near"] == 0.05 and fact["alone"] == (len(fits) == 1)
    assert all((row["fit"], row["count"]) == (fits[c], table.loc[c, "records"]) for c, row in named.items())
    (note,) = said["enlargement.note_fit"]
    assert note["near"] == 0.05
    for fact in said.get("enlargement.silent", ()):
        assert set(fact["candidates"]) == set(table.index) - set(fits.index)


def test_why_a_fit_is_what_it_is(joined: tuple[Study, Enlargement, Facts]) -> None:
    """The mean of its shares, the record without which it would change most, the code that would add most."""
    study, found, _ = joined
    reasons = study.why_candidate(found.candidate)
    said = facts_in(shown(reasons, study))
    (fact,) = said["enlargement.why"]
    shares = [fact[name] for name in ("common", "fills", "pilots") if fact[name] is not None]
    assert fact["fit"] == pytest.approx(fmean(shares)) and fact["count"] == found.offer.records
    changes = {row.record: abs((row.without or 0) - (reasons.offer.fit or 0)) for row in reasons.records}
    for fact in said.get("enlargement.why_record", ()):
        most = max(changes.values())
        assert set(fact["records"]) == {record for record, change in changes.items() if change >= most - 1e-9}
        assert fact["count"] == len(fact["records"]) and fact["before"] == reasons.offer.fit
        assert abs(fact["after"] - fact["before"]) == pytest.approx(most)
    lacking = {row.code: row.gain for row in reasons.codes if not row.records}
    for fact in said.get("enlargement.why_code", ()):
        assert fact["gain"] == pytest.approx(max(lacking.values()))
        assert set(fact["codes"]) == {code for code, gain in lacking.items() if gain >= fact["gain"] - 1e-9}
        assert fact["count"] == len(fact["codes"])
    for fact in said.get("enlargement.why_lacking", ()):
        assert fact["count"] == len(lacking) and fact["shown"] == min(len(lacking), 12)


def test_introductions_are_counted(counted: Study) -> None:
    """Organisations, pairs across regions, pairs that would gain; nobody more often than said, nobody left unsaid."""
    found = counted.match()
    said = facts_in(shown(found, counted))
    kinds = ("cluster", "network", "agency", "platform")
    at = {
        programme.id: code
        for code, inventory in counted.world.regions.items()
        for programme in inventory.programmes
        if not programme.example and programme.kind in kinds
    }
    if not at:
        assert said.get("contacts.nobody") is not None and not len(found.frame)
        return
    (fact,) = said["contacts.counted"]
    across = sum(a != b for a, b in combinations(at.values(), 2))
    assert (fact["organisations"], fact["pairs"]) == (len(at), across)
    assert fact["listed"] == len(found.frame) <= fact["count"]
    named = Counter([*found.frame["first"], *found.frame["second"]]) if len(found.frame) else Counter()
    for fact in said.get("contacts.note_each", ()):
        assert max(named.values(), default=0) <= fact["each"]
    for fact in said.get("contacts.note_alone", ()):
        assert fact["count"] == len(fact["alone"]) and not set(fact["alone"]) & set(named)
    weights = counted.world.network.rules.contacts.weights
    (note,) = said["contacts.note_value"]
    assert note == {part: weights.get(part, 0.0) for part in ("field", "aims", "exchange", "road")}
    values = list(found.frame["value"]) if len(found.frame) else []
    assert values == sorted(values, reverse=True)
