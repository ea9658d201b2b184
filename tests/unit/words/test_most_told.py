"""How much a sentence or a table tells before the rest is counted: of thirty things each tells as many as it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from types import SimpleNamespace as Row
from typing import Any

import pytest

from ceecluster.blocks import Column, Names, Ref, Table
from ceecluster.words import (
    action_plan,
    agreement,
    briefing,
    coherence,
    coherence_body,
    commission,
    comparison,
    contacts,
    enlargement,
    group,
    imported,
    issue,
    legacy,
    meeting,
    pairwise,
    pilot,
    plan_figures,
    plan_tables,
    positions,
    profile,
    programme_use,
    quality,
    region_records,
    reliability,
    robustness,
    slides,
    trend,
)
from ceecluster.words.candidates import because
from ceecluster.words.cited import shown_address
from ceecluster.words.memorandum import _clause, _shared, common_fields

CODES = tuple(f"C{n}" for n in range(30))


def lists(part: object) -> Iterator[int]:
    """How many of each list of a text are told."""
    if isinstance(part, Names):
        yield len(part.items[: part.limit])
    elif isinstance(part, Table):
        yield len(part.cells)
    elif isinstance(part, dict):
        for each in part.values():
            yield from lists(each)
    elif isinstance(part, tuple | list):
        for each in part:
            yield from lists(each)
    elif is_dataclass(part) and not isinstance(part, type):
        for field in fields(part):
            yield from lists(getattr(part, field.name))


def anything(**given: object) -> Any:
    """A row of a study with what is asked of it."""
    return Row(**given)


CITED = tuple(anything(kind="record", ref=code, value=None) for code in CODES)
FATES = [anything(record=code, fate=None, related=(), seen=None) for code in CODES]
PLAIN: Column[Any] = Column("x", lambda _: "x")

SENTENCES: dict[str, tuple[Callable[[], object], list[int]]] = {
    "reasons of an action of the plan": (
        lambda: action_plan._because(anything(because=CITED), anything(network=anything(levels=()))),
        [6],
    ),
    "reasons of a candidate": (lambda: because(CITED, frozenset()), [12]),
    "pairs of an action": (lambda: action_plan._pairs(tuple((code, code) for code in CODES)), [6]),
    "codes of an introduction": (lambda: contacts._terms(CODES), [3]),
    "offers of an introduction": (
        lambda: contacts._offers([anything(what="service", code=code) for code in CODES]),
        [3],
    ),
    "records that stand alone": (
        lambda: list(
            contacts._notes(
                anything(
                    listed=CODES,
                    each=None,
                    alone=CODES,
                    world=anything(network=anything(rules=anything(contacts=anything(weights={})))),
                )
            )
        ),
        [5],
    ),
    "programmes of an introduction": (
        lambda: contacts._money(
            anything(
                world=anything(
                    vocabulary=anything(programmes=lambda: dict.fromkeys(CODES, anything(closes="", contact=())))
                )
            ),
            CODES,
        ),
        [5],
    ),
    "codes a candidate brings": (
        lambda: enlargement._with_records(anything(evidence=dict.fromkeys(CODES, ())), CODES),
        [6],
    ),
    "issues of a group": (lambda: group._named(tuple(anything(issue=code) for code in CODES)), [8]),
    "records of a region's position": (lambda: issue._first(anything(position=anything(records=CODES))), [2]),
    "records of a region of a pilot": (lambda: pilot.with_records({"AT11": CODES}).items[0], [3]),  # type: ignore[union-attr]
    "codes on a sheet of a meeting": (lambda: meeting._names("term", CODES), [6]),
    "codes two regions share, and each alone": (
        lambda: list(pairwise._findings(anything(shared=CODES, regions=CODES[:2], alone=[("C1", CODES)]))),
        [5, 5],
    ),
    "records of a priority": (
        lambda: positions._known(
            anything(clause=1, holders=(), willing=()),
            anything(priority=1, origin=None, named=1, coded=1, records=CODES),
        ),
        [3],
    ),
    "regions a programme is closed to": (
        lambda: next(commission._obstacles(anything(closed=CODES, opening=(), members=1, open=()))),
        [4],
    ),
    "holders of a lesson": (
        lambda: region_records._lesson(anything(objective="O", level="l", holders=CODES, records=())),
        [20],
    ),
    "aims of a partner in the annex": (lambda: region_records._shared(anything(objectives=CODES)), [4]),
    "aims of the closest": (lambda: profile._closest(anything(region="AT11", objectives=CODES)), [3]),
    "aims of who completes": (
        lambda: profile._complement(anything(region="AT11", brings=CODES, takes=CODES)),
        [3, 3],
    ),
    "records that remain": (lambda: legacy._named(tuple(FATES)), [6]),
    "codes in common and who they lead to": (
        lambda: [
            comparison._common(anything(codes=CODES, dimension="objectives", holders=2), 3, one_level=True),
            comparison._dropped(
                anything(count=2, level="l", regions=1, most=2, leaders=CODES[:1], codes=CODES), 3, national=False
            ),
            comparison._dropped(
                anything(count=2, level="l", regions=1, most=2, leaders=CODES, codes=CODES), 3, national=False
            ),
            comparison._gap(anything(objective="O", level="l", holders=3, regions=3, missing=CODES, equals=0)),
        ],
        [4, 1, 4, 4, 4],
    ),
    "regions of the best and the least evidence": (
        lambda: comparison._evidence(
            anything(enough=1, regions=2, least=0.1, best=0.9, least_regions=CODES, best_regions=CODES[1:]),
            anything(guidelines=anything(min_coverage=0.5, criteria=CODES), network=anything(regions=CODES)),
        ),
        [4, 4],
    ),
    "what a kind of the memorandum has in common": (
        lambda: _shared(anything(vocabulary=anything(terms=lambda kind: CODES)), CODES).names.items[0],  # type: ignore[union-attr]
        [4],
    ),
    "criteria of the memorandum": (
        lambda: _clause("x", [(Ref("criterion", code), "y") for code in CODES], 6),
        [6, 6],
    ),
    "programmes nobody uses": (
        lambda: list(
            programme_use._findings(
                anything(
                    standings=CODES,
                    world=anything(network=anything(regions=(anything(code="AT11"),))),
                    for_all=("P",),
                    start=2027,
                    openings=(),
                    never=lambda _: CODES,
                )
            )
        ),
        [1, 3],
    ),
}


@pytest.mark.parametrize(("made", "told"), SENTENCES.values(), ids=SENTENCES)
def test_a_sentence_tells_as_many_as_can_be_read(made: Callable[[], object], told: list[int]) -> None:
    """What goes over the limit is counted."""
    assert [*lists(made())] == told


def test_evidence_is_told_with_few_records() -> None:
    """Three of a lesson and of a programme, two of an issue that they decide."""
    lesson = region_records._lesson(anything(objective="O", level="l", holders=CODES, records=CODES))
    assert len(lesson.evidence) == 3
    rows = [anything(programme="P", records=(code,)) for code in CODES]
    assert len(programme_use._evidence(anything(standings=rows), "P")) == 3


def test_six_cases_of_an_agreement_are_told_of_each_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Topics that wait for somebody's word, and issues nearest to one."""
    monkeypatch.setattr(agreement, "missing", lambda case: ("missing", case))
    monkeypatch.setattr(agreement, "move", lambda case: ("move", case))
    told: Any = [*agreement.moves(anything(begun=CODES, nearest=CODES, untouched=(), turned_down=()))]
    assert told == [("missing", code) for code in CODES[:6]] + [("move", code) for code in CODES[:6]]


def test_five_introductions_are_told_in_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of those listed."""
    for name in ("year_head", "_counted", "_introductions"):
        monkeypatch.setattr(contacts, name, lambda _: "x")
    for name in ("_notes", "_next"):
        monkeypatch.setattr(contacts, name, lambda _: ())
    monkeypatch.setattr(contacts, "_reasons", lambda one, _: one)
    world = anything(network=anything(title="N"))
    found = anything(listed=CODES, programmes=CODES, about=(), world=world, organisations=1)
    assert contacts.contacts_topic(found).findings == CODES[:5]


def test_a_profile_tells_three_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strengths, gaps, partners, steps: the first three of each; and three aims and sectors."""
    for name in ("_does", "profile_head", "_levels", "region_checked"):
        monkeypatch.setattr(profile, name, lambda *_: "x")
    for name in ("_distance", "_closest", "_complement", "_step", "_unknown"):
        monkeypatch.setattr(profile, name, lambda each: each)
    monkeypatch.setattr(profile, "_place", lambda *_: "x")
    region = anything(code="AT11", country="AT", vintage=2021, nuts=("AT11",), strong_sectors=CODES, title="T")
    kinds = ("strengths", "gaps", "partners", "complements", "steps", "unknown")
    words: Any = profile.profile_words(anything(region=region, world=None, **dict.fromkeys(kinds, CODES)))
    shown = (words.strengths, words.gaps, words.closest, words.complements, words.next_steps, words.to_document)
    assert shown == (CODES[:3],) * 6


def test_an_import_tells_twelve_rows_and_wordings_of_each_column() -> None:
    """Of thirty rows that are lost, values guessed and values left; how many in all is said below them."""
    lost = [(n, "why") for n in range(30)]
    used = anything(
        column="a",
        into="b",
        filled=9,
        mapped=Counter(),
        guessed=Counter({(code, "x"): 1 for code in CODES}),
        left=Counter(CODES),
    )
    found = anything(inventory=None, rows=1, elsewhere=0, few=0, lost=lost, columns=[used], differing={}, unused=())
    told = Counter(line.key for _, line in imported.imported_lines(found))
    assert {key.partition(".")[2]: count for key, count in told.items()} == {
        "made": 1,
        "lost": 12,
        "lost_in_all": 1,
        "column": 1,
        "guessed": 12,
        "left": 12,
        "left_more": 1,
    }
    found.lost, used.left = lost[:12], Counter(CODES[:12])
    assert {"imported.lost_in_all", "imported.left_more"}.isdisjoint(
        line.key for _, line in imported.imported_lines(found)
    )


def test_readings_are_compared_in_twelve_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes and levels that readers gave most differently; eight records that nobody knows are named."""
    rows = anything(cells=())
    seen: list[int] = []
    monkeypatch.setattr(reliability, "_fields", lambda _: rows)

    def counted(found: tuple[str, ...]) -> object:
        seen.append(len(found))
        return rows

    for name in ("_codes", "_levels"):
        monkeypatch.setattr(reliability, name, counted)
    result = anything(
        by_field=CODES,
        by_code=CODES,
        by_levels=CODES,
        read=1,
        readers=("a",),
        differences=(),
        undecided=0,
        unknown=CODES,
    )
    topic = reliability.reliability_topic(anything(network=anything(title="N")), result)
    assert seen == [12, 12] and [*lists(topic.lead)] == [1, 8]


@pytest.mark.parametrize("letters", [90, 91])
def test_an_address_is_shown_whole_up_to_ninety_letters(letters: int) -> None:
    """Of a longer one its beginning and the last 24 letters, ninety together."""
    url = "example.org/".ljust(letters - 24, "a") + "b" * 24
    shown = shown_address(f"https://{url}")
    assert len(shown) == 90
    assert shown == (url if letters == 90 else url[:65] + "…" + "b" * 24)


def test_a_level_shows_twenty_actions() -> None:
    """Of the others their number is below the table."""
    rows = [anything(objective="O", instrument="I", count=1, regions=(), records=()) for _ in range(30)]
    shown = coherence._actions(anything(actions=rows), "x")  # type: ignore[arg-type]
    assert (len(shown.cells), shown.note.facts["count"]) == (20, 10)  # type: ignore[union-attr]


def test_the_records_that_moved_most_are_eight() -> None:
    """Of a trend, largest first."""
    moves = [
        anything(programme=code, year=2020, event=next(iter(trend._EVENTS)), level="l", effect=0.1) for code in CODES
    ]
    assert len(trend._moves(anything(largest=moves)).cells) == 8


def test_the_gap_of_a_candidate_is_listed_in_twelve_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """With how many there are."""
    monkeypatch.setattr(enlargement, "_columns", lambda **_: (PLAIN,))
    shown: Any = enlargement._lacking(anything(lacking=CODES))
    assert (len(shown.cells), shown.title.facts) == (12, {"shown": 12, "count": 30})


def test_a_briefing_has_three_findings_and_three_decisions(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one page."""
    monkeypatch.setattr(briefing, "_decisions", lambda *_: iter(CODES))
    monkeypatch.setattr(briefing, "_findings", lambda _: iter(CODES))
    monkeypatch.setattr(briefing, "_heard", lambda _: "x")
    world = anything(network=anything(title="N", as_of="2026-01-01", regions=()))
    told: Any = briefing.briefing_words(anything(), anything(), anything(world=world))
    assert (told.findings, told.decisions) == (CODES[:3], CODES[:3])


def test_a_slide_shows_eight_objectives(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as can be read from afar."""
    seen: list[int] = []

    def counted(_: object, __: object, most: int) -> tuple[()]:
        seen.append(most)
        return ()

    monkeypatch.setattr(slides, "briefing_words", lambda *_: anything())
    monkeypatch.setattr(slides, "pursuits", lambda _: CODES)
    monkeypatch.setattr(slides, "grids", counted)
    monkeypatch.setattr(slides, "_counted", lambda *_: ())
    monkeypatch.setattr(slides, "overview", lambda _: None)
    for name in ("map_figure", "year_head", "SlidesWords"):
        monkeypatch.setattr(slides, name, lambda *_, **__: None)
    slides.slides_words(anything(comparison=None, agreement=None, meeting=lambda: None, world=None))
    assert seen == [8]


@pytest.mark.parametrize(("pilots", "blocks"), [(5, [0]), (6, [0, 5]), (11, [0, 5, 10])])
def test_a_picture_of_work_in_time_has_five_pilots(
    pilots: int, blocks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of more there are several pictures."""
    monkeypatch.setattr(plan_figures, "_matrix", lambda *_: "matrix")
    monkeypatch.setattr(plan_figures, "_gantt", lambda _, __, start: start)
    found: Any = plan_figures.plan_figures(anything(pilots=CODES[:pilots]), anything(places=()))
    assert found == ("matrix", *blocks)


@pytest.mark.parametrize(("criteria", "parts"), [(16, [0]), (17, [0, 16])])
def test_a_picture_of_criteria_has_sixteen(criteria: int, parts: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more there are several pictures in the annex of a profile."""
    seen: list[int] = []

    def drawn(_: object, start: int) -> None:
        seen.append(start)

    for name in ("profile_head", "region_facts", "levels_table", "_distance", "_partners"):
        monkeypatch.setattr(region_records, name, lambda *_: ())
    monkeypatch.setattr(region_records, "region_words", lambda *_: ())
    monkeypatch.setattr(region_records, "_criteria", drawn)

    class StopError(Exception):
        pass

    def stopped(_: object) -> None:
        raise StopError

    monkeypatch.setattr(region_records, "_abreast", stopped)
    region = anything(code="AT11")
    found = anything(
        region=region,
        world=None,
        place=None,
        inside=None,
        distances=CODES[:criteria],
        strengths=(),
        gaps=(),
        partners=(),
    )
    with pytest.raises(StopError):
        region_records.records_words(found)
    assert seen == parts


def test_a_picture_of_quality_has_as_much_as_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """18 regions as bars; 34 criteria of 12 regions as cells. One more of either, and there are two pictures."""
    monkeypatch.setattr(quality, "for_public", lambda _, rows: [*rows])
    monkeypatch.setattr(quality, "_intervals_figure", lambda _, __, ___, shown: len(shown))
    monkeypatch.setattr(
        quality, "_evidence_figure", lambda _, __, ___, criteria, members: (len(criteria), len(members))
    )
    scores = anything(world=None, highlights=anything(known=CODES, enough=(), open=True))
    for regions, bars in ((18, (18,)), (19, (10, 9))):
        scores.by_region = [anything(region=code) for code in CODES[:regions]]
        drawn: Any = quality.intervals_figures(scores)
        assert drawn == bars
    for criteria, regions, cells in (
        (34, 12, [(34, 12)]),
        (35, 12, [(18, 12), (17, 12)]),
        (34, 13, [(34, 7), (34, 6)]),
    ):
        scores.evidence = anything(criteria=range(criteria), regions=range(regions))
        drawn = quality.evidence_figures(scores)
        assert [*drawn] == cells


@pytest.mark.parametrize(("high", "stroke"), [(0.5049, True), (0.5051, False)])
def test_a_range_is_a_bar_from_half_a_hundredth(high: float, stroke: bool) -> None:
    """A shorter one is drawn as a stroke, and the note below says so."""
    assert quality.whole([{"low": 0.0, "high": 1.0}, {"low": 0.5, "high": high}]) is stroke


@pytest.mark.parametrize(
    ("participants", "named"),
    [((5,) * 7 + (4,), 7), ((5,) * 8 + (4,), 8), ((6, 6, 6, *[5] * 6), 3), ((6, 6, *[5] * 9), 11), ((1, 1), 2)],
)
def test_a_memorandum_names_three_to_seven_fields(participants: tuple[int, ...], named: int) -> None:
    """Those of most participants, and none of several that tie; where that were fewer than three, more than seven."""
    rows: Any = tuple(anything(regions=range(count)) for count in participants)
    assert len(common_fields(rows)) == named


def test_an_entry_of_the_past_names_three_records() -> None:
    """Of an idea, a pilot or an aim; the rest is counted."""
    row = anything(
        id="x", title={"en": "T"}, kind=next(iter(legacy.KINDS)), year=None, said="s", source=(), records=CODES
    )
    row.outcome = next(iter(legacy.OUTCOMES))
    found: Any = anything(entries=(row,), world=anything(network=anything(regions=())))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(legacy, "_cited", lambda *_: "x")
        patch.setattr(legacy, "_found", lambda *_: "x")
        (cells,) = legacy._entries(found).cells
    assert [*lists(cells[-1])] == [3]


@pytest.mark.parametrize(("codes", "left"), [(12, 0), (13, 1), (30, 18)])
def test_why_two_regions_are_alike_is_twelve_codes_and_records(codes: int, left: int) -> None:
    """What is left out is counted below the codes."""
    code = anything(code="C", dimension="objectives", region_share=0.5, partner_share=0.5, effect=0.1)
    code.region_records = code.partner_records = ("r",)
    record = anything(programme="r", region="A", without=0.5, effect=0.1)
    found: Any = anything(
        region="A", partner="B", level="l", similarity=0.5, by_code=(code,) * codes, by_record=(record,) * 30
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairwise, "year_head", lambda _: "x")
        topic: Any = pairwise.reasons_topic(anything(), found)
    first, second = topic.tables
    assert (len(first.cells), len(second.cells)) == (min(codes, 12), 12) and first.note.facts["count"] == left


def test_of_a_level_fifteen_codes_are_listed() -> None:
    """The most widely held."""
    rows = [anything(code=code, dimension="objectives", holders=3, share=0.5, regions=("A",)) for code in CODES]
    assert len(coherence._common(anything(common=rows), Ref("level", "l")).cells) == 15  # type: ignore[arg-type]


def test_a_plan_shows_five_portfolios_and_ten_candidates() -> None:
    """Of those in no best portfolio none."""
    ranked = [anything(rank=k, pilots=(), value=1.0, loss=0.0, ahead=0.5) for k in range(1, 31)]
    candidates = [anything(id=code, title="T", regions=()) for code in CODES]
    shares = [anything(id=code, core=0.5 - k / 100, theme_core=0.5, kind="borderline") for k, code in enumerate(CODES)]
    plan: Any = anything(
        selection=anything(ranked=ranked),
        proposed=anything(all=candidates),
        pilots=(),
        core=anything(shares=shares),
        draws=9,
        seed=1,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan_tables, "title_of", lambda _: "T")
        assert len(plan_tables.portfolios_table(plan).cells) == 5
        assert len(plan_tables.core_table(plan).cells) == 10  # type: ignore[union-attr]
        plan.core.shares = [*shares[:3], anything(id="C4", core=0.0, theme_core=0.5, kind="exterior")]
        assert len(plan_tables.core_table(plan).cells) == 3  # type: ignore[union-attr]
        plan.core.shares = []
        assert plan_tables.core_table(plan) is None


@pytest.mark.parametrize(("wide", "width"), [(9, 900), (18, 900), (1, 180)])
def test_an_order_is_drawn_up_to_nine_hundred_dots_wide(wide: int, width: int) -> None:
    """Ninety dots from one to the next; where there are more than ten side by side they stand closer."""
    nodes = [anything(unit=code, place=place, layer=1) for code, place in (("A", -wide / 2), ("B", wide / 2))]
    order: Any = anything(diagram=nodes, edges=(("A", "B"),), settled=1, pairs=1)
    assert robustness._hasse("evidence", order, 2).settings["width"] == width


@pytest.mark.parametrize(
    ("frequent", "regions", "drawn"),
    [(("C1",), "AB", True), ((), "AB", False), (("C1",), "A", False), (("C1",), "BA", False), (("C1",), "BC", False)],
)
def test_aims_abreast_are_drawn_for_a_region_beside_others(
    frequent: tuple[str, ...], regions: str, drawn: bool
) -> None:
    """Where there is an aim, another region to compare with, and a record of its own."""
    rows = [anything(region=code, records=2, counts=(1,)) for code in regions]
    found = anything(frequent=frequent, abreast=rows, region=anything(code="A"))
    figure = region_records._abreast(found)  # type: ignore[arg-type]
    assert (figure is not None) is drawn
    if figure is not None:
        assert figure.table.headers == 1 and [row["own"] for row in figure.rows] == [True, False]


def test_what_is_widely_pursued_is_told_in_twelve_rows_named_by_the_objective() -> None:
    """With how many regions pursue it, and three that do not."""
    wide: Any = [anything(objective=code, levels={"A": ("l",)}) for code in CODES]
    shown = coherence_body._shared(wide, anything(speaking=("A", *CODES)))  # type: ignore[arg-type]
    assert (len(shown.cells), shown.headers, shown.cells[0][1]) == (12, 1, 1)
    assert [*lists(shown.cells[0])] == [3]
