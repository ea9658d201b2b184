"""What the coherence report, the briefing, the meeting, the guidelines and the profiles say, counted again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from math import isclose
from statistics import fmean, median

import pytest

from ceecluster.inforce import spans
from ceecluster.replies import checked
from ceecluster.study import Study
from ceecluster.words.briefing import briefing_words
from ceecluster.words.coherence import ACTIONS, coherence_words
from ceecluster.words.guidelines import guidelines_words
from ceecluster.words.legacy import legacy_words
from ceecluster.words.meeting import meeting_words
from ceecluster.words.profile import profile_words
from ceecluster.words.quality import evidence_figures, intervals_figures
from ceecluster.words.region_records import records_words
from recounting import Facts, facts_in


def own_records(study: Study, region: str) -> list:
    """The records of a region in the study's year."""
    return [p for p in study.world.regions[region].programmes if not p.example]


def holders(study: Study) -> dict[tuple[str, str], set[str]]:
    """Who pursues an objective at a level, from the records."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for region in study.world.regions:
        for record in own_records(study, region):
            for level in record.level:
                for objective in record.objectives:
                    found[objective.code, level].add(region)
    return found


def coded(study: Study) -> dict[str, set[str]]:
    """Regions with a record that names an objective, by level."""
    found: dict[str, set[str]] = defaultdict(set)
    for (_, level), regions in holders(study).items():
        found[level] |= regions
    return found


def test_what_is_alike_is_pursued_by_as_many(report: tuple[Study, Facts]) -> None:
    """Aims held by most regions, all of them; how many there are; what no region lacks."""
    study, said = report
    speaking = study.comparison.speaking
    held: dict[str, set[str]] = defaultdict(set)
    for (objective, _), regions in holders(study).items():
        held[objective] |= regions
    most = max(map(len, held.values()))
    for fact in said.get("body.alike", ()):
        widest = {objective for objective, regions in held.items() if len(regions) == most}
        assert (fact["holders"], fact["regions"], fact["count"]) == (
            most,
            len(study.world.network.regions),
            len(widest),
        )
        assert set(fact["aims"]) == widest
    known = len(speaking) >= 2 / 3 * len(study.world.network.regions)
    wide = {objective for objective, regions in held.items() if known and len(regions) >= 2 / 3 * len(speaking)}
    for key in ("body.ground", "body.grid"):
        for fact in said.get(key, ()):
            assert fact["count"] == len(wide)
    for fact in said.get("body.grid", ()):
        assert fact["aims"] == len(held) and fact["shown"] == min(len(held), 22)
    for fact in said.get("body.grid_alt", ()):
        assert fact["levels"] == len(study.world.network.levels)
    for fact in said.get("body.of", ()):
        assert fact["count"] == len(study.world.network.regions)
    for fact in said.get("body.nothing_alike", ()):
        assert fact["regions"] == len(speaking) and not (len(speaking) > 1 and wide)


@pytest.mark.parametrize("members", [1, 2])
def test_one_and_two_regions_are_told_of_as_many(network: Callable[[str], Study], members: int) -> None:
    """Nothing is alike of one; of two, each is closest to the other and there is no farthest."""
    whole = network("varied")
    study = whole.of(regions=[region.code for region in whole.world.network.regions[:members]])
    said = facts_in(coherence_words(study))
    assert ("body.nothing_alike" in said) == (members == 1) and ("regions.closest" in said) == (members == 2)
    test_what_is_alike_is_pursued_by_as_many((study, said))
    test_each_region_is_told_from_its_rows((study, said))


def test_what_is_missing_is_missing(report: tuple[Study, Facts]) -> None:
    """Holders and regions with records of each difference; those that lack it have records there and none of it."""
    study, said = report
    held, there = holders(study), coded(study)
    for key in ("body.lack", "body.talk"):
        for fact in said.get(key, ()):
            regions = held[fact["objective"], fact["level"]]
            assert fact["holders"] == len(regions) and fact["regions"] == len(there[fact["level"]])
            assert set(fact["missing"]) == there[fact["level"]] - regions
    shares = sorted(
        (len(regions) / len(there[level]) for (_, level), regions in held.items()
         if there[level] - regions and len(regions) >= 2 / 3 * len(there[level]) and len(regions) > 1),
        reverse=True,
    )  # fmt: skip
    for fact in said.get("body.lack", ()):
        share = fact["holders"] / fact["regions"]
        assert isclose(share, shares[0])
        assert fact["equals"] == sum(isclose(each, share) for each in shares) - 1
    for fact in said.get("body.close", ()):
        assert set(fact["missing"]) == set(said["body.lack"][0]["missing"])
    assert ("body.lack" in said) == bool(shares)
    top, *below = (level.id for level in study.world.network.levels)
    dropped = {}
    for region in study.world.regions:
        records = own_records(study, region) + [p for p in study.world.frames_of(region) if not p.example]
        above, under = (
            {o.code for p in records if set(p.level) & set(levels) for o in p.objectives} for levels in ([top], below)
        )
        if above and under:
            dropped[region] = above - under
    for fact in said.get("body.dropped", ()):
        assert fact["level"] == top and fact["of"] == len(study.world.network.regions)
        assert fact["count"] == sum(map(len, dropped.values()))
        assert fact["regions"] == sum(bool(codes) for codes in dropped.values())
    for fact in said.get("comparison.dropped", ()):
        assert (fact["count"], fact["of"]) == (sum(map(len, dropped.values())), len(study.world.network.regions))
        assert fact["most"] == max(map(len, dropped.values()))
        assert set(fact["leaders"]) == {region for region, codes in dropped.items() if len(codes) == fact["most"]}
    assert ("body.dropped" in said) == any(dropped.values())


def test_pairs_and_levels_are_those_of_the_tables(report: tuple[Study, Facts]) -> None:
    """Comparisons beyond chance of how many; level by level the index beside chance; who has how many records."""
    study, said = report
    pairs = study.comparison.pairs
    tested = pairs[pairs["q"].notna()]
    beyond = tested[tested["q"] < 0.05]
    for fact in said.get("briefing.pairs", ()):
        assert (fact["count"], fact["tested"]) == (len(beyond), len(tested))
        assert fact["confirmed"] == (beyond["q_exact"] < 0.05).sum()
    for fact in said.get("body.pairs", ()):
        assert (fact["count"], fact["tested"], fact["limit"]) == (len(beyond), len(tested), 0.05)
        assert fact["confirmed"] == (beyond["q_exact"] < 0.05).sum()
        assert len(said["body.pair_at"]) == len(beyond)
    assert ("body.pairs" in said) == (not beyond.empty)
    levels = study.comparison.levels.set_index("level")
    for fact in said.get("body.level", ()):
        row = levels.loc[fact["level"]]
        assert fact["index"] == pytest.approx(row["index"])
        mean = pairs[pairs["level"] == fact["level"]]["similarity"].mean()
        assert fact["index"] == pytest.approx(mean)
        assert fact["more"] == (row["above_low"] > 0)
        assert fact["clear"] == (row["above_low"] > 0 or row["above_high"] < 0)
    records = [row.records for row in study.comparison.by_region]
    for fact in said.get("body.counts", ()):
        assert (fact["fewest"], fact["most"], fact["regions"]) == (min(records), max(records), len(records))
    contrasts = [row for row in study.comparison.level_contrasts if row.pairs]
    for fact in said.get("body.equal", ()):
        assert fact["clear"] + fact["unclear"] == len(contrasts)
        assert fact["clear"] == sum(row.verdict.value in ("more alike", "less alike") for row in contrasts)
    for fact in said.get("coherence.compared", ()):
        assert fact["count"] == len(study.world.network.regions)
        assert fact["speaking"] == sum(bool(own_records(study, code)) for code in study.world.regions)


def test_each_level_says_its_pairs(report: tuple[Study, Facts]) -> None:
    """Mean, ends and pairs of every level, and which pairs stand out of how many."""
    study, said = report
    by_level = dict(iter(study.comparison.pairs.groupby("level", sort=False)))
    spoken = [level for level in study.comparison.levels["level"] if by_level[level]["similarity"].notna().any()]
    for level, fact in zip(spoken, said.get("coherence.level_index", ()), strict=True):
        similar = by_level[level]["similarity"].dropna()
        assert fact["index"] == pytest.approx(similar.mean()) and fact["known"] == len(similar)
        n = len(study.world.network.regions)
        assert fact["pairs"] == n * (n - 1) // 2
        for name, value in (("low", similar.min()), ("high", similar.max())):
            assert fact[name]["key"] == "coherence.end"
            end = fact[name]["facts"]
            assert end["similarity"] == pytest.approx(value)
            assert end["count"] == (abs(similar - value) < 1e-9).sum()
    for fact in said.get("coherence.level_equal", ()):
        rows = [row for row in study.comparison.by_level if row.rarefied == fact["index"]]
        assert any((row.records_each, row.rarefied_chance) == (fact["records"], fact["chance"]) for row in rows)
    stand_out = [rows[rows["q"] < 0.05] for rows in by_level.values() if (rows["q"] < 0.05).any()]
    for rows, fact in zip(stand_out, said.get("coherence.level_beyond", ()), strict=True):
        assert (fact["count"], fact["confirmed"]) == (len(rows), (rows["q_exact"] < 0.05).sum())
        assert fact["tested"] == study.comparison.pairs["q"].notna().sum()
    means = study.comparison.pairs.groupby(["region", "partner"])["similarity"].mean().dropna()
    for fact in said.get("coherence.pairs_title", ()):
        assert fact["similarity"] == pytest.approx(means.max())
        assert fact["count"] == (means.max() - means < 1e-9).sum() == len(fact["pairs"])
    for fact in said.get("coherence.pairs_alt", ()):
        assert fact["count"] <= len(study.world.network.regions)
    for fact in said.get("coherence.map_title", ()):
        mine: dict[str, list[float]] = defaultdict(list)
        for (region, partner), value in means.items():
            mine[region].append(value)
            mine[partner].append(value)
        with_others = {region: fmean(values) for region, values in mine.items()}
        assert fact["count"] == len(with_others)
        assert fact["highest"] == pytest.approx(max(with_others.values()))
        assert fact["lowest"] == pytest.approx(min(with_others.values()))
        assert isclose(with_others[fact["most"][0]], fact["highest"])
        assert isclose(with_others[fact["least"][0]], fact["lowest"])


def test_each_region_is_told_from_its_rows(report: tuple[Study, Facts]) -> None:
    """Records, bounds, evidence, the most similar with all ties, and what is traced below."""
    study, said = report
    scores = study.scores.regions.set_index("region")
    codes = [region.code for region in study.world.network.regions if own_records(study, region.code)]
    assert [fact["count"] for fact in said["regions.records"]] == [len(own_records(study, code)) for code in codes]
    stated = [fact.get("value") for key in ("regions.quality",) for fact in said.get(key, ())]
    enough = [code for code in codes if scores.loc[code, "coverage"] >= study.scores.min_coverage - 1e-9]
    seen = [code for code in codes if checked(study.world, code)]
    assert stated == pytest.approx([scores.loc[code, "value"] for code in seen if code in enough])
    # A value is told of a region that has checked its record and documents enough; of the others the bounds.
    for key, which in (
        ("regions.insufficient", [code for code in seen if code not in enough]),
        ("replies.bounds", [code for code in codes if code not in seen]),
    ):
        for fact, code in zip(said.get(key, ()), which, strict=True):
            assert (fact["low"], fact["high"]) == (scores.loc[code, "low"], scores.loc[code, "high"])
    assert [fact["share"] for fact in said["regions.evidence"]] == pytest.approx(
        [scores.loc[code, "coverage"] for code in codes]
    )
    means = study.comparison.pairs.groupby(["region", "partner"])["similarity"].mean().dropna()
    best: dict[str, float] = defaultdict(float)
    for (region, partner), value in means.items():
        for code in (region, partner):
            best[code] = max(best[code], value)
    told = [*said.get("regions.closest", ()), *said.get("regions.both_ends", ())]
    assert sorted(fact["similarity"] for fact in told) == pytest.approx(sorted(best[code] for code in best))
    insides = {row.region: row for row in study.comparison.by_inside}
    traced = [insides[code] for code in codes if insides[code].traceability is not None]
    for fact, row in zip(said.get("regions.traced", ()), traced, strict=True):
        assert (fact["traced"], fact["count"]) == (len(row.traced), len(row.top))
    assert [fact["similarity"] for fact in said.get("regions.inside", ())] == [
        insides[code].inside for code in codes if insides[code].inside is not None
    ]
    for fact, code in zip(said["body.region"], [r.code for r in study.world.network.regions], strict=True):
        assert fact["count"] == len(own_records(study, code))


def test_evidence_and_quality_figures_are_counted(report: tuple[Study, Facts], monkeypatch: pytest.MonkeyPatch) -> None:
    """Least and most of the evidence; for how many regions it is enough."""
    study, said = report
    scores = study.scores
    coverage = scores.regions.set_index("region")["coverage"]
    speaking = [code for code in coverage.index if own_records(study, code)]
    enough = coverage[speaking] >= scores.min_coverage - 1e-9
    for fact in said.get("body.evidence", ()):
        assert (fact["enough"], fact["regions"]) == (enough.sum(), len(coverage))
        assert (fact["speaking"], fact["criteria"]) == (len(speaking), len(study.world.guidelines.criteria))
        assert (fact["least"], fact["best"]) == (coverage[speaking].min(), coverage[speaking].max())
    for fact in said.get("comparison.evidence", ()):
        assert (fact["enough"], fact["count"], fact["limit"]) == (enough.sum(), len(coverage), scores.min_coverage)
        assert (fact["speaking"], fact["criteria"]) == (len(speaking), len(study.world.guidelines.criteria))
        assert (fact["least"], fact["best"]) == (coverage[speaking].min(), coverage[speaking].max())
        assert all(coverage[code] == coverage[speaking].min() for code in fact["least_regions"])
    figures = facts_in((*intervals_figures(scores), *evidence_figures(scores)))
    documented = [code for code in coverage.index if coverage[code] > 0]
    (told,) = figures["quality.intervals_alt"]
    # A dot is drawn where a region has checked its record.
    dots = [code for code in documented if checked(study.world, code) and coverage[code] >= scores.min_coverage - 1e-9]
    assert (told["scored"], told["count"]) == (len(dots), len(documented))
    monkeypatch.setattr("ceecluster.words.quality.MOST_BARS", 3)
    parts = facts_in(intervals_figures(scores))
    assert [fact["part"] for fact in parts.get("quality.bars_part", ())] == list(range(2, -(-len(documented) // 3) + 1))
    assert sum(fact["count"] for fact in parts["quality.intervals_alt"]) == len(documented)
    assert sum(fact["scored"] for fact in parts["quality.intervals_alt"]) == len(dots)
    for fact in figures.get("quality.scored", ()):
        assert (fact["scored"], fact["count"]) == ((coverage >= scores.min_coverage - 1e-9).sum(), len(coverage))
    cells = scores.criteria.assign(known=scores.criteria["z"].notna()).groupby(["region", "criterion"])["known"].any()
    for fact in figures.get("quality.documented", ()):
        assert (fact["known"], fact["count"]) == (cells.sum(), len(cells))
        by_criterion = cells.groupby("criterion").any()
        assert set(fact["silent"] or ()) == set(by_criterion.index[~by_criterion])


def test_the_briefing_counts_what_is_open(counted: Study) -> None:
    """Decisions, clauses to answer, thin records, who has spoken."""
    agreement, meeting = counted.agreement, counted.meeting()
    words = briefing_words(counted.comparison, agreement, meeting)
    said = facts_in(words)
    members = len(counted.world.network.regions)
    (fact,) = said["briefing.asked"]
    assert (fact["members"], fact["count"]) == (members, len(words.decisions))
    clauses = [case for case in agreement.cases if case.clause]
    for fact in said.get("briefing.answer", ()):
        assert fact["count"] == len(clauses) and any(case.open for case in clauses)
    coverage = counted.scores.regions.set_index("region")["coverage"]
    thin = [c for c in counted.world.regions if own_records(counted, c) and coverage[c] < counted.scores.min_coverage]
    for fact in said.get("briefing.document", ()):
        assert (fact["count"], fact["members"]) == (len(thin), members)
    (fact,) = said["briefing.heard"]
    spoken = {
        code
        for code, i in counted.world.regions.items()
        if any(p.stance and p.visible == "public" for p in priorities(i))
    }
    assert (fact["count"], fact["members"]) == (len(spoken), members)
    held = Counter[str]()
    for (objective, _), regions in union(holders(counted)).items():
        held[objective] = len(regions)
    for fact in said.get("briefing.common", ()):
        assert fact["holders"] == max(held.values()) and fact["regions"] == len(counted.world.network.regions)
        assert fact["count"] == list(held.values()).count(fact["holders"])
        assert set(fact["codes"]) == {code for code, count in held.items() if count == fact["holders"]}
    found, there = holders(counted), coded(counted)
    widest = [
        len(regions)
        for (_, level), regions in found.items()
        if there[level] - regions and len(regions) >= 2 and len(regions) >= (len(there[level]) - 1) / 2
    ]
    for key in ("briefing.gap", "comparison.gap"):
        for fact in (said if key.startswith("briefing") else facts_in(coherence_words(counted).findings)).get(key, ()):
            regions = found[fact["objective"], fact["level"]]
            assert fact["holders"] == len(regions) == max(widest)
            assert fact.get("regions", fact.get("count")) == len(there[fact["level"]])
            assert fact["equals"] == sum(count == max(widest) for count in widest) - 1


def priorities(inventory: object) -> list:
    """Every declared priority of an inventory."""
    return [each for group in inventory.priorities.values() for each in group]  # type: ignore[attr-defined]


def union(found: dict[tuple[str, str], set[str]]) -> dict[tuple[str, str], set[str]]:
    """Holders at any level."""
    whole: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (objective, _), regions in found.items():
        whole[objective, ""] |= regions
    return whole


def test_the_meeting_adds_up(counted: Study) -> None:
    """Minutes of the agenda, answers of each item, empty seats, and what each sheet asks."""
    found = counted.meeting()
    said = facts_in(meeting_words(found))
    assert sum(item.minutes for item in found.agenda) == found.minutes == said["meeting.title"][0]["minutes"]
    assert said["meeting.agenda"][0]["minutes"] == found.minutes
    agreement = counted.agreement
    coverage = counted.scores.regions.set_index("region")["coverage"]
    today = counted.evaluate(examples=False)
    answers = {
        "objections": sum(len(case.holding_back) for case in agreement.cases),
        "stances": sum(len(case.open) for case in agreement.cases if case.clause),
        "overdue": sum(row.state == "overdue" for row in today.by_milestone),
        "evidence": sum(
            bool(own_records(counted, code)) and coverage[code] < counted.scores.min_coverage - 1e-9
            for code in counted.world.regions
        ),
        "gaps": sum(row.cell.value == "gap" for row in counted.comparison.by_cell),
    }
    told = {fact["kind"]: fact["count"] for fact in said["meeting.item"]}
    assert {kind: count for kind, count in told.items() if kind != "options"} == {k: n for k, n in answers.items() if n}
    for fact in said.get("meeting.empty", ()):
        silent = {
            (code, level)
            for code in counted.world.regions
            for level in (level.id for level in counted.world.network.levels)
            if not any(
                record.bodies.operator or record.bodies.owner or record.bodies.lead
                for record in own_records(counted, code)
                if level in record.level
            )
        }
        assert fact["count"] == len(silent)
        seats = {(each["facts"]["region"], each["facts"]["level"]): each["facts"]["records"] for each in fact["seats"]}
        assert seats == {at: sum(at[1] in p.level for p in own_records(counted, at[0])) for at in silent}
    for region, fact in zip(counted.world.regions, said["meeting.asked"], strict=True):
        assert fact["count"] == sum(bool(case.clause) and region in case.open for case in agreement.cases)
    state = counted.scores.criteria
    for region, fact in zip(counted.world.regions, said["meeting.document"], strict=True):
        open_ = set(state[(state["region"] == region) & (state["state"] == "not documented")]["criterion"])
        assert set(fact["criteria"]) <= open_ and bool(fact["criteria"]) == bool(open_)
        assert fact["count"] == len(fact["criteria"])
    held, there = holders(counted), coded(counted)
    for fact in said.get("meeting.why", ()):
        if fact["kind"] == "pursued by most others, not here":
            assert fact["number"] == len(held[fact["subject"], fact["level"]])
            assert fact["of"] == len(there[fact["level"]])
        if fact["kind"] == "pursued here and by no other":
            assert len(held[fact["subject"], fact["level"]]) == 1 and fact["of"] == len(there[fact["level"]])


def test_the_guidelines_count_regions_and_records(counted: Study) -> None:
    """In how many of the regions with records there a criterion is documented, well or hardly."""
    said = facts_in(guidelines_words(counted.handbook()))
    scores = counted.scores
    table = scores.criteria[scores.criteria["z"].notna()]
    expected = []
    for criterion in counted.world.guidelines.criteria:
        for level in (each.id for each in counted.world.network.levels if each.id in criterion.levels):
            there = {c for c in counted.world.regions if any(level in r.level for r in own_records(counted, c))}
            rows = table[(table["level"] == level) & (table["criterion"] == criterion.id)]
            z = rows[rows["region"].isin(there)]["z"]
            if there:
                expected.append((level, len(there), len(z), (z >= 0.75).sum(), (z <= 0.25).sum()))
    assert [
        tuple(f[n] for n in ("level", "regions", "count", "good", "weak")) for f in said["guidelines.standing"]
    ] == (expected)
    assert {(f["well"], f["hardly"]) for f in said["guidelines.scale"]} == {(0.75, 0.25)}
    for fact in said.get("guidelines.no_practice", ()):
        assert fact["count"] >= 0
    chapters = [chapter for chapter in counted.handbook().chapters if not chapter.practices]
    records = {p.id: p for code in counted.world.regions for p in own_records(counted, code)}
    known = scores.programme_criteria
    for chapter, fact in zip(chapters, said.get("guidelines.no_practice", ()), strict=True):
        well = known[(known["criterion"] == chapter.criterion.id) & (known["z"] >= 0.75)]["programme"]
        assert fact["count"] == len({name for name in well if name in records})


def test_profiles_say_what_their_tables_hold(counted: Study) -> None:
    """Records beside the median of the others, aims most often named, criteria beside the median."""
    codes = list(counted.world.regions)
    for code in codes[:3]:
        found = counted.profile(code)
        said = facts_in((profile_words(found), records_words(found)))
        (fact,) = said["profile.does"]
        others = [len(own_records(counted, other)) for other in codes if other != code]
        assert (fact["count"], fact["others"]) == (len(own_records(counted, code)), len(others))
        assert fact["median"] == median(others)
        named = Counter(aim for r in own_records(counted, code) for aim in {o.code for o in r.objectives})
        least = min(named[aim] for aim in fact["aims"])
        assert all(count <= least for aim, count in named.items() if aim not in fact["aims"])
        for fact in said.get("profile.abreast", ()):
            shown = records_words(found).abreast
            assert shown is not None and shown.rows[0]["region"].id == code
            names = {other: [{o.code for o in r.objectives} for r in own_records(counted, other)] for other in codes}
            drawn = {(row["region"].id, row["aim"].id): row["share"] for row in shown.rows}
            for (other, aim), share in drawn.items():
                assert share == pytest.approx(sum(aim in aims for aims in names[other]) / len(names[other]))
            peers = {other for other, _ in drawn} - {code}
            aims = {aim for _, aim in drawn}
            common = sum(all(any(aim in each for each in names[other]) for other in peers) for aim in aims)
            assert (fact["count"], fact["aims"], fact["common"]) == (len(peers), len(aims), common)
            closest = [partner.region for partner in found.partners if names[partner.region]]
            assert peers == set(closest[:3])
            assert min(named[aim] for aim in aims) >= max((named[aim] for aim in named if aim not in aims), default=0)
        scores = counted.scores.criteria.dropna(subset=["z"])
        mean = scores.groupby(["criterion", "region"])["z"].mean()
        for key in ("profile.beside", "profile.distance"):
            for fact in said.get(key, ()):
                theirs = [value for region, value in mean[fact["criterion"]].items() if region != code]
                assert fact["own"] == pytest.approx(mean[fact["criterion"], code])
                assert fact["median"] == pytest.approx(median(theirs)) and fact["count"] == len(theirs)
                assert abs(fact["own"] - fact["median"]) >= 0.1 - 1e-9
        own = {criterion: value for (criterion, region), value in mean.items() if region == code}
        for fact in said.get("profile.figure", ()):
            above = [
                criterion
                for criterion, value in own.items()
                if (theirs := [v for r, v in mean[criterion].items() if r != code]) and value > median(theirs)
            ]
            beside = [criterion for criterion in own if any(r != code for r in mean[criterion].index)]
            assert (fact["above"], fact["count"], fact["own"]) == (len(above), len(beside), len(own))
        (bars,) = said["profile.bars"]
        assert bars["levels"] == len(found.levels)
        assert bars["count"] == sum(row.standing.low is not None for row in found.levels)
        for fact in said.get("profile.from_value", ()):
            assert 0 <= fact["value"] < 1
        for fact in said.get("profile.from_step", ()):
            assert fact["next"] == fact["step"] + 1


def test_actions_that_are_not_listed_are_counted(report: tuple[Study, Facts]) -> None:
    """Instruments that two regions or more use for one objective at a level, less those in the table."""
    counted, told = report
    said = told.get("coherence.more_actions", ())
    left = []
    for level in counted.world.network.levels:
        users: dict[tuple[str, str], set[str]] = {}
        for region in counted.world.regions:
            for record in counted.world.regions[region].programmes:
                linked = any(tool.objectives for tool in record.instruments)
                for objective in record.objectives if level.id in record.level and not record.example else ():
                    for tool in record.instruments:
                        if not linked or objective.code in tool.objectives:
                            users.setdefault((objective.code, tool.code), set()).add(region)
        left.append(sum(len(regions) >= 2 for regions in users.values()) - ACTIONS)
    assert [fact["count"] for fact in said] == [count for count in left if count > 0]


def test_what_remains_is_counted(counted: Study) -> None:
    """legacy.counts and legacy.region: entries by their outcome, records by the years in which they are in force."""
    found = counted.remains()
    facts = facts_in(legacy_words(found))
    world = counted.whole
    for fact in facts.get("legacy.counts", ()):
        own = [each for each in world.legacy if each.kind == fact["kind"]]
        assert fact["count"] == sum(each.count for each in own)
        for outcome in ("carried_out", "continued", "same_field", "not_found"):
            assert fact["outcomes"]["facts"][outcome] == sum(each.count for each in own if each.outcome == outcome)
    assert len(facts.get("legacy.counts", ())) == len({each.kind for each in world.legacy})
    known = spans(world)
    for fact in facts.get("legacy.region", ()):
        records = [known[each.id] for each in world.regions[fact["region"]].programmes if not each.example]
        then, now = ([each.speaks(fact[name]) for each in records] for name in ("then", "now"))
        both = sum(early and late for early, late in zip(then, now, strict=True))
        became = fact["became"]["facts"]
        assert (fact["count"], became["continues"], became["new"]) == (sum(then), both, sum(now) - both)
        assert became["succeeded"] + became["ended"] + became["not_seen"] == sum(then) - both
        assert fact["new"] == became["new"]
    assert len(facts.get("legacy.region", ())) == len(found.regions) == len(world.network.regions)
