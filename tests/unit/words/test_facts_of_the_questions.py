"""What single questions say of a network, counted again in their tables and in the records, on three networks."""

from __future__ import annotations

import random
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from ceecluster.coherence.questions import Questions
from ceecluster.coherence.rarefaction import FEW_PAIRS
from ceecluster.inforce import spans
from ceecluster.notebook import shown
from ceecluster.study import Study, load
from ceecluster.words.questions import TOPICS
from networks import change, write_network
from recounting import Facts, facts_in


@pytest.fixture(scope="module")
def asked(counted: Study) -> tuple[Questions, Facts]:
    """All questions at once."""
    questions = counted.questions(draws=199)
    return questions, facts_in(tuple(make(questions) for make in TOPICS.values()))


def test_pairs_beyond_chance_are_counted(asked: tuple[Questions, Facts]) -> None:
    """How many pairs of how many, the smallest adjusted p, and what the test without draws confirms."""
    questions, said = asked
    table = questions.comparison.pairs
    tested = table[table["q"].notna()]
    beyond = tested[tested["q"] < 0.05]
    for fact in said.get("questions.pairs", ()):
        assert (fact["beyond"], fact["count"]) == (len(beyond), len(tested))
        assert fact["smallest"] == pytest.approx(tested["q"].min())
        assert fact["confirmed"] == (beyond["q_exact"] < 0.05).sum()
        assert fact["alone"] == ((tested["q_exact"] < 0.05) & (tested["q"] >= 0.05)).sum()
    for fact in said.get("questions.pairs_unreachable", ()):
        assert fact["count"] == len(tested) and beyond.empty
        assert fact["reach"] >= 0.05 and fact["draws"] == 199
    assert ("questions.pairs_silent" in said) == tested.empty


def test_the_network_and_the_related_are_told_with_their_p(asked: tuple[Questions, Facts]) -> None:
    """Reference regions and records of the levels it speaks of; means of related pairs and others."""
    questions, said = asked
    found, world = questions.chance, questions.comparison.world
    for fact in said.get("questions.network", ()):
        tested = {level: test for level, test in found.concentration.items() if test.p is not None}
        shown = [level for level in tested if (found.adjusted[level] or 1) < 0.05]
        assert (fact["count"], fact["shown"]) == (len(tested), bool(shown))
        assert [each["facts"]["level"] for each in fact["levels"]] == (shown or list(tested))
        for each in said["questions.network_at"]:
            test = tested[each["level"]]
            assert (each["records"], each["regions"]) == (test.reference_records, test.reference)
            assert each["p"] == found.adjusted[each["level"]]
    for fact in said.get("questions.network_untested", ()):
        assert fact["count"] < fact["least"]
    similarity = questions.similarity
    codes = [region.code for region in world.network.regions]
    neighbours = {region.code: set(region.neighbours) for region in world.network.regions}
    country = {region.code: region.country for region in world.network.regions}
    related = {
        "neighbours": lambda a, b: b in neighbours[a] or a in neighbours[b],
        "questions.countries": lambda a, b: country[a] == country[b],
    }
    for fact in said.get("questions.related", ()):
        name = fact["name"] if isinstance(fact["name"], str) else fact["name"]["key"]
        sides: dict[bool, list[float]] = {True: [], False: []}
        for (i, a), (j, b) in combinations(enumerate(codes), 2):
            if similarity[i, j] == similarity[i, j]:
                sides[related[name](a, b)].append(float(similarity[i, j]))
        assert fact["count"] == len(sides[True])
        assert fact["related"] == pytest.approx(sum(sides[True]) / len(sides[True]))
        assert fact["others"] == pytest.approx(sum(sides[False]) / len(sides[False]))
        assert fact["shown"] == (fact["p"] < 0.05) and (not fact["shown"] or fact["related"] > fact["others"])
    for fact in said.get("questions.split", ()):
        parts = [fact[name] or 0 for name in ("region", "level", "overlap", "residual")]
        assert sum(parts) == pytest.approx(1, abs=0.006)  # an overlap of less than half a percent is not told
    for fact in said.get("questions.adjusted", ()):
        assert fact["count"] == sum(p is not None for p in found.adjusted.values())


def test_groups_hold_whom_they_name(asked: tuple[Questions, Facts]) -> None:
    """How many groups, who recurs, the mean similarity inside."""
    questions, said = asked
    found = questions.groups
    codes = [region.code for region in questions.comparison.world.network.regions]
    stable = dict(zip(found.groups, found.stability, strict=True))
    for fact in said.get("questions.groups", ()):
        assert fact["count"] == len(stable) and fact["width"] == found.silhouette
        width = found.silhouette or 0
        assert fact["apart"] == ("clearly" if width > 0.5 else "weakly" if width > 0.25 else "not")
    (note,) = said.get("questions.note_groups", [{"stable": 0.75, "weak": 0.25, "clear": 0.5}])
    assert (note["stable"], note["weak"], note["clear"]) == (0.75, 0.25, 0.5)
    for key, recurs in (("questions.firm", True), ("questions.loose", False)):
        named = {tuple(each["facts"]["regions"]) for fact in said.get(key, ()) for each in fact["groups"]}
        assert named == {g for g, s in stable.items() if len(g) > 1 and ((s or 0) >= 0.75) == recurs}
    for group, within in zip(found.groups, found.within, strict=True):
        pairs = [questions.similarity[codes.index(a), codes.index(b)] for a, b in combinations(group, 2)]
        assert within is None if not pairs else within == pytest.approx(sum(pairs) / len(pairs))
    for fact in said.get("questions.groups_equal", ()):
        inside = sum(len(group) * (len(group) - 1) // 2 for group in found.groups)
        whole = sum(map(len, found.groups))
        assert fact["within_pairs"] <= inside and fact["between_pairs"] <= whole * (whole - 1) // 2 - inside
        assert (fact["records"], fact["within"], fact["between"]) == (
            found.equal.records,
            found.equal.within,
            found.equal.between,
        )
    for fact in said.get("questions.left_out", ()):
        assert set(fact["regions"]) == set(codes) - {code for group in found.groups for code in group}


def test_groups_that_do_not_come_back_are_loose(tmp_path: Path) -> None:
    """Five regions whose aims are drawn from one urn, each from the same ten."""
    urn = random.Random(1)  # of these draws the groups come back in fewer than three of four resamples
    write_network(tmp_path, 5, records=2)
    names = [f"GOAL-URN-{letter}" for letter in "ABCDEFGHIJKL"]
    vocabulary = yaml.safe_load((tmp_path / "data" / "vocabulary.yaml").read_text(encoding="utf-8"))
    goals = [vocabulary["objectives"][0] | {"code": name, "name": {"en": name}} for name in names]
    change(tmp_path / "data" / "vocabulary.yaml", objectives=[*vocabulary["objectives"], *goals])
    alike = {"level": ["quay"], "instruments": ["TOOL-MEET"], "sectors": ["TRADE-FISH"], "assessments": {}}
    for path in sorted((tmp_path / "data" / "regions").iterdir()):
        records = yaml.safe_load(path.read_text(encoding="utf-8"))["programmes"]
        change(
            path,
            programmes=[
                record | alike | {"target_groups": ["CREW-SAILOR"], "objectives": urn.sample(names, 5)}
                for record in records
            ],
        )
    questions = load(tmp_path, as_of="all").questions(draws=19)
    said = facts_in(tuple(make(questions) for make in TOPICS.values()))
    assert said["questions.loose"]
    test_groups_hold_whom_they_name((questions, Facts(said)))


def test_structure_beside_policy_is_counted(asked: tuple[Questions, Facts]) -> None:
    """Quadrants by the medians of both distances; the correlation of the two."""
    questions, said = asked
    found, table = questions.structure, questions.structure.pairs
    near = (table["structure"] <= found.structure_cut, table["policy"] <= found.policy_cut) if len(table) else None
    for fact in said.get("questions.plane_title", ()):
        assert near is not None and fact["count"] == len(table)
        assert (fact["natural"], fact["learning"]) == ((near[0] & near[1]).sum(), (near[0] & ~near[1]).sum())
    for fact in said.get("questions.note_structure", ()):
        assert fact["structure"] == pytest.approx(table["structure"].median())
        assert fact["policy"] == pytest.approx(table["policy"].median())
    for fact in said.get("questions.mantel", ()):
        assert fact["r"] == pytest.approx(table["structure"].corr(table["policy"]))
        assert fact["count"] == len(found.variables) and fact["p"] == found.p
        assert fact["related"] == (fact["p"] < 0.05 and fact["r"] > 0)


def test_who_learns_most_does(asked: tuple[Questions, Facts]) -> None:
    """Gains from the scores' table: weight, need and lead; every pair within a tenth of the largest is named."""
    questions, said = asked
    world = questions.comparison.world
    assert questions.scores is not None
    z = questions.scores.criteria.dropna(subset=["z"]).set_index(["region", "criterion", "level"])["z"].to_dict()
    weight = {criterion.id: criterion.weight for criterion in world.guidelines.criteria}
    gains: dict[tuple[str, str], float] = {}
    for a, b in combinations([region.code for region in world.network.regions], 2):
        sides = []
        for learner, teacher in ((a, b), (b, a)):
            leads = [(at, z[teacher, *at] - z[learner, *at]) for who, *rest in z if who == learner
                     for at in [tuple(rest)] if (teacher, *at) in z]  # fmt: skip
            sides.append(sum(weight[at[0]] * (1 - z[learner, *at]) * lead for at, lead in leads if lead >= 0.25))
        if sum(sides) > 0:
            gains[a, b] = 2 * sides[0] * sides[1] / sum(sides)
    for fact in said.get("partnership.most", ()):
        named = [(each["facts"]["one"], each["facts"]["other"]) for each in fact["pairs"]]
        assert fact["gain"] == pytest.approx(max(gains.values())) and fact["all"] == len(gains)
        assert set(named) == {pair for pair, gain in gains.items() if gain >= 0.9 * max(gains.values())}
        assert fact["several"] == (len(named) > 1)
    for fact in said.get("partnership.one_sided", ()):
        assert fact["count"] == sum(gain == 0 for gain in gains.values())
    assert ("partnership.nothing" in said) == (not gains)


def test_openness_and_links_are_those_of_the_records(asked: tuple[Questions, Facts]) -> None:
    """Instruments without a word on partners; who opens any, to whom, and who pays; links one side names alone."""
    questions, said = asked
    world, found = questions.comparison.world, questions.openness
    instruments = [
        (code, instrument)
        for code, inventory in world.regions.items()
        for programme in inventory.programmes
        if not programme.example
        for instrument in programme.instruments
    ]
    (fact,) = said["partnership.unstated"]
    assert (fact["count"], fact["unstated"]) == (len(instruments), sum(not i.open_to for _, i in instruments))
    opened = {(row.region, row.partner): row for row in found.opened.itertuples()}
    for fact in said.get("partnership.opening", ()):
        assert set(fact["regions"]) == {region for region, _ in opened} and fact["count"] == len(fact["regions"])
        mutual = {tuple(sorted(pair)) for pair in opened if pair[::-1] in opened}
        assert {(each["facts"]["one"], each["facts"]["other"]) for each in fact["mutual"] or ()} == mutual
    for fact in said.get("partnership.unpaid", ()):
        never = {a for a, _ in opened if all(row.paid is False for (b, _), row in opened.items() if a == b)}
        assert set(fact["regions"] or ()) == never and fact["count"] == len(never)
    (fact,) = said["partnership.links"]
    sides = [row.named_by for row in found.linked.itertuples()]
    assert (fact["count"], fact["sided"]) == (len(sides), sum(len(each) == 1 for each in sides))


def test_cooperation_is_counted_from_its_links(asked: tuple[Questions, Facts]) -> None:
    """Pairs with a link of all pairs, records behind them, alike beyond the median or not."""
    questions, said = asked
    found, table = questions.cooperation, questions.cooperation.pairs
    codes = [region.code for region in questions.comparison.world.network.regions]
    linked = {(link.region, link.partner) for link in found.links}
    (fact,) = said["partnership.documented"]
    assert (fact["linked"], fact["count"]) == (len(linked), len(codes) * (len(codes) - 1) // 2)
    records = {link.record for link in found.links}
    dated = {link.record for link in found.links if link.first is not None}
    assert (fact["records"], fact["undated"]) == (len(records), len(records - dated))
    cut = table["similarity"].median()
    kinds = Counter(
        ("alike" if row.similarity > cut else "not", bool(row.records))
        for row in table.dropna(subset=["similarity"]).itertuples()
    )
    names = {
        "alike and linked": ("alike", True),
        "alike, no documented link": ("alike", False),
        "different, but linked": ("not", True),
        "neither alike nor linked": ("not", False),
    }
    assert {fact["kind"]: fact["count"] for fact in said.get("partnership.of_kind", ())} == {
        name: kinds[kind] for name, kind in names.items() if kinds[kind]
    }
    for fact in said.get("partnership.note_links", ()):
        assert fact["cut"] == pytest.approx(cut)
    for fact in said.get("partnership.associated", ()):
        counts = table["records"].map(len)
        assert fact["r"] == pytest.approx(table["similarity"].corr(counts)) and fact["p"] == found.p
        assert fact["shown"] == (fact["p"] < 0.05 and fact["r"] > 0)


def test_links_before_and_after_a_year(asked: tuple[Questions, Facts]) -> None:
    """Pairs linked on one side of a year only, on both, and those whose links have no year."""
    questions, _ = asked
    from ceecluster.words.partnership import cooperation_topic

    (fact,) = facts_in(cooperation_topic(questions, 2014))["partnership.before_after"]
    links = questions.cooperation.links
    pairs = {(link.region, link.partner) for link in links}
    before = {(link.region, link.partner) for link in links if link.first is not None and link.first < 2014}
    after = {
        (link.region, link.partner)
        for link in links
        if link.first is not None and max(link.first, link.last or link.first) >= 2014
    }
    assert (fact["before_count"], fact["after_count"]) == (len(before - after), len(after - before))
    assert (fact["both"], fact["undated"]) == (len(before & after), len(pairs - before - after))


def test_then_and_now_is_counted_record_by_record(counted: Study) -> None:
    """What became of the records of a year, from the years in which each speaks."""
    found = counted.then_and_now(2015, 2024)
    said = facts_in(shown(found, counted))
    known = spans(counted.whole)
    ids = {p.id for inventory in counted.whole.regions.values() for p in inventory.programmes if not p.example}
    then, now = ({name for name in ids if known[name].speaks(year)} for year in (2015, 2024))
    (fact,) = said["then_and_now.fates"]
    became = fact["became"]["facts"]
    assert fact["count"] == len(then) and became["continues"] == len(then & now)
    assert became["succeeded"] + became["ended"] + became["not_seen"] == len(then - now)
    assert became["new"] == len(now - then)
    follows = {p.id: set(p.follows) for i in counted.whole.regions.values() for p in i.programmes if not p.example}
    assert became["succeeded"] == sum(any(name in follows[later] for later in now) for name in then - now)
    rows = {row.level: row for row in found.levels}
    for fact in said.get("then_and_now.level", ()):
        row = rows[fact["level"]]
        assert (fact["records"], fact["count"]) == (row.records, row.pairs) and fact["few"] == (row.pairs <= FEW_PAIRS)
        assert row.low is None or fact["direction"] == (
            "more alike" if row.low > 0 else "less alike" if (row.high or 0) < 0 else "no clear difference"
        )


def members(study: Study) -> list[str]:
    """Codes of the members."""
    return [region.code for region in study.world.network.regions]


def records_of(study: Study, region: str) -> list[Any]:
    """The records that speak for a region: its own and those of its country."""
    own = study.world.regions[region].programmes if region in study.world.regions else ()
    return [record for record in (*own, *study.world.frames_of(region)) if not record.example]


def test_questions_say_no_where_there_is_none(counted: Study, asked: tuple[Questions, Facts]) -> None:
    """No groups, none better than none, no structure, no related pair, too few records: of the network and of two."""
    two = counted.of(regions=members(counted)[:2])
    of_two = two.questions(draws=19)
    both = ((counted, *asked), (two, of_two, facts_in(tuple(make(of_two) for make in TOPICS.values()))))
    for study, questions, said in both:
        known = _with_data(study)
        three = [t for t in combinations(members(study), 3) if all(frozenset(p) in known for p in combinations(t, 2))]
        assert ("questions.no_groups" in said) == (not three)
        width = questions.groups.silhouette
        assert ("questions.better_none" in said) == (width is not None and width <= 0)
        rows = {(row.variable, row.region) for row in study.world.structure if row.value is not None}
        assert bool(rows) or [fact["given"] for fact in said["questions.no_structure"]] == [False]
        related = {"neighbours": _neighbours(study), "questions.countries": _of_one_country(study)}
        untested = {}
        for fact in said.get("questions.unrelated", ()):
            untested[fact["name"] if isinstance(fact["name"], str) else fact["name"]["key"]] = fact["some"]
        for name, pairs in related.items():
            assert (name in untested) == (not pairs & known or known <= pairs)
            assert name not in untested or untested[name] == bool(pairs & known)
        if questions.groups.groups:
            assert ("questions.groups_unequal" in said) == (not _enough(study, questions.groups.groups))


def _with_data(study: Study) -> set[frozenset[str]]:
    """The pairs that have coded records at one level at least."""
    at = {(code, level) for code in members(study) for r in records_of(study, code) for level in r.level if _coded(r)}
    levels = {level for _, level in at}
    return {
        frozenset(pair)
        for pair in combinations(members(study), 2)
        if any({(code, level) for code in pair} <= at for level in levels)
    }


def _coded(record: Any) -> bool:
    return any(getattr(record, side) for side in ("objectives", "instruments", "target_groups", "sectors", "funding"))


def _neighbours(study: Study) -> set[frozenset[str]]:
    return {frozenset((r.code, n)) for r in study.world.network.regions for n in r.neighbours if n in members(study)}


def _of_one_country(study: Study) -> set[frozenset[str]]:
    pairs = combinations(study.world.network.regions, 2)
    return {frozenset((a.code, b.code)) for a, b in pairs if a.country == b.country}


def _enough(study: Study, groups: tuple[tuple[str, ...], ...]) -> bool:
    """Whether one number of records, three or more, is had by pairs inside the groups and between them."""
    numbers: dict[str, list[int]] = {}
    for level in study.world.network.levels:
        own = {c: sum(level.id in r.level and _coded(r) for r in records_of(study, c)) for c in members(study)}
        numbers[level.id] = [own[code] for code in members(study)]
    spoken = [sorted((n for n in own if n), reverse=True) for own in numbers.values()]
    m = min((own[-(-2 * len(own) // 3) - 1] for own in spoken if len(own) > 1), default=0)
    if m < 3:
        return False
    group = {code: n for n, who in enumerate(groups) for code in who}
    at = [{c for c, n in zip(members(study), own, strict=True) if n >= m and c in group} for own in numbers.values()]
    sides = {group[a] == group[b] for able in at for a, b in combinations(sorted(able), 2)}
    return sides == {True, False}
