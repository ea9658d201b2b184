"""European programmes and the members: every standing rests on areas and records."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

from ceecluster.planning.funding import why_closed
from ceecluster.planning.programme_use import Use, _opening, programme_use
from ceecluster.study import Study, load
from ceecluster.words.programme_use import programme_use_topic


@cache
def study_of_today() -> Study:
    """The shipped network: the frozen one has no areas of programmes."""
    return load(Path(__file__).parents[3])


def test_every_member_stands_once_to_every_programme() -> None:
    """One row each; what is used is named by a record, what is open can be had, what is outside cannot."""
    world = study_of_today().world
    found = programme_use(world)
    terms = world.vocabulary.programmes()
    rows = {(row.region, row.programme): row for row in found.standings}
    assert len(rows) == len(found.standings) == len({p for _, p in rows}) * len(world.network.regions)
    records = (world.whole or world).programmes()
    nuts = {region.code: region.nuts for region in world.network.regions}
    for (region, code), row in rows.items():
        cover = {terms[code].covers(area) for area in nuts[region]}
        assert (row.use is Use.USED) == bool(row.records)
        assert all(code in {link.code for link in records[name].eu_programmes} for name in row.records)
        if row.use in (Use.OPEN, Use.CLOSED):
            assert cover & {"whole", "part"}
            assert (row.use is Use.CLOSED) == (why_closed(world, code, found.start) is not None)
        if row.use is Use.OUTSIDE:
            assert cover == {"none"}


def test_pairs_share_what_both_may_use() -> None:
    """Every pair once; a programme of a pair has both in its area, and one of all is one of every pair."""
    found = programme_use(study_of_today().world)
    members = [region.code for region in found.world.network.regions]
    assert [(p.region, p.partner) for p in found.pairs] == list(combinations(members, 2))
    eligible = {opening.code: set(opening.eligible) for opening in found.openings}
    terms = found.world.vocabulary.programmes()
    country = {region.code: region.country for region in found.world.network.regions}
    inside = 0
    for pair in found.pairs:
        both = {code for code, who in eligible.items() if {pair.region, pair.partner} <= who}
        # A programme across one border is for partners on both its sides.
        border = {code for code in both if len(terms[code].countries) == 2}
        one_country = country[pair.region] == country[pair.partner]
        inside += one_country and bool(border)
        assert set(pair.programmes) == (both - border if one_country else both)
        assert set(found.for_all) <= set(pair.programmes)
    assert inside


def test_what_most_may_use_is_told_first() -> None:
    """By the number of eligible members from most to fewest, then by code; the shipped network has several numbers."""
    openings = programme_use(study_of_today().world).openings
    counts = [len(opening.eligible) for opening in openings]
    assert counts == sorted(counts, reverse=True) and counts[0] > counts[-1]
    for count in counts:
        codes = [opening.code for opening in openings if len(opening.eligible) == count]
        assert codes == sorted(codes)


def test_strategies_families_and_proposals_are_left_out() -> None:
    """Only what one can apply to by its name."""
    found = programme_use(study_of_today().world)
    terms = found.world.vocabulary.programmes()
    codes = {row.programme for row in found.standings}
    assert not any(terms[c].frame or terms[c].collective or terms[c].status == "proposed" for c in codes)
    assert all(why_closed(found.world, opening.code, found.start) is None for opening in found.openings)


def test_the_marks_of_the_table_are_those_of_the_note() -> None:
    """No mark without its meaning."""
    topic = programme_use_topic(programme_use(study_of_today().world))
    marks = {cell for row in topic.tables[0].cells for cell in row[1:]}
    note = next(n for n in topic.notes if n.key == "programme_use.note_marks")
    assert marks <= set(note.facts.values())


def test_calls_are_told_from_the_year_of_the_plan_on() -> None:
    """One that closes in that year or opens in it is told, one that closed the year before is not."""
    days = [("2025-03-01", "2026-01-15"), ("2026-12-01", None), ("2024-01-01", "2025-12-31"), (None, None)]
    calls = [SimpleNamespace(opens=opens, closes=closes) for opens, closes in days]
    term = SimpleNamespace(code="EUP-A", opens=2021, closes=2027, eligible_until=2029, calls=calls)
    areas = {("A", "EUP-A"): "inside", ("B", "EUP-A"): "unknown", ("C", "EUP-A"): "outside"}
    found = _opening(term, [*"ABC"], areas, 2026)  # type: ignore[arg-type]
    assert found.calls == tuple(calls[:2])
    assert (found.eligible, found.unknown, found.opens, found.closes) == (("A",), ("B",), 2021, 2027)
