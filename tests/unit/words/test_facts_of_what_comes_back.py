"""What is said of second readings, self-checks, tables of others and two states, counted again on three networks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest

from ceecluster.agreement.reliability import reliability
from ceecluster.agreement.trust import settled_fields, trust_of
from ceecluster.blocks import Statement
from ceecluster.changes import MOVED, Changes, compare_studies
from ceecluster.coherence.reader_scores import reader_scores as scores_redrawn
from ceecluster.coherence.reader_scores import redrawn_worlds
from ceecluster.coherence.readers import reader_spread
from ceecluster.declared import added
from ceecluster.declared import counted as with_declared
from ceecluster.model import Assessment, Evidence, Programme, World
from ceecluster.model.readings import Readings
from ceecluster.model.selfcheck import SelfCheck
from ceecluster.officers.foreign import ForeignRow, ForeignTable
from ceecluster.officers.importing import imported
from ceecluster.officers.mapping import TableMapping
from ceecluster.scoring.quality import score
from ceecluster.scoring.selfprofile import questions_of, self_profile
from ceecluster.study import Study
from ceecluster.words.changes import changes_topic, since_topic
from ceecluster.words.imported import imported_lines
from ceecluster.words.readers import reader_scores_topic, readers_topic
from ceecluster.words.reliability import reliability_topic
from ceecluster.words.selfcheck import counted as said_of_declared
from ceecluster.words.selfcheck import selfcheck_topic
from recounting import Facts, facts_in


def own_records(world: World, region: str) -> list[Programme]:
    """The records of a region."""
    return [p for p in world.regions[region].programmes if not p.example]


def read_again(world: World) -> list[Readings]:
    """A second reading of the first region: objectives of two records, sectors of a third, a step of a fourth."""
    region = next(iter(world.regions))
    first, second, third = own_records(world, region)[:3]
    other = next(t.code for t in world.vocabulary.objectives if t.code not in {o.code for o in first.objectives})
    stepped = next(
        (p, code) for p in own_records(world, region) for code, own in p.assessments.items() if type(own.value) is int
    )
    records = {
        first.id: {"objectives": [other]},
        second.id: {"objectives": [o.code for o in second.objectives]},
        third.id: {"sectors": []},
        "not-on-file": {"objectives": [other]},
    }
    records.setdefault(stepped[0].id, {})["assessments"] = {
        stepped[1]: 4 - min(stepped[0].assessments[stepped[1]].value, 4)
    }  # type: ignore[operator]
    body = {"region": region, "reader": "office B", "as_of": "2025-01-01", "records": records}
    return [Readings.model_validate(body)]


def test_records_read_twice_are_counted_once(counted: Study) -> None:
    """As many as are on file and were read in any field; fields that differ, and those of them nobody decided."""
    world = counted.whole
    readings = read_again(world)
    (fact,) = facts_in(reliability_topic(world, reliability(world, readings, draws=3)))["reliability.read"]
    on_file = world.programmes()
    assert fact["count"] == len([name for name in readings[0].records if name in on_file])
    apart = []
    for name, read in readings[0].records.items():
        if name not in on_file:
            continue
        for field in ("objectives", "sectors"):
            mine = {getattr(each, "code", each) for each in getattr(on_file[name], field)}
            if getattr(read, field) is not None and mine != set(getattr(read, field)):
                apart.append(field in on_file[name].decided)
        apart += [code in on_file[name].decided for code, step in read.assessments.items()
                  if on_file[name].assessments[code].value != step]  # fmt: skip
    assert (fact["apart"], fact["undecided"]) == (len(apart), apart.count(False))
    assert "reliability.no_reading" in facts_in(reliability_topic(world, reliability(world, [], draws=3)))


def test_what_survives_the_readers_is_in_the_tables(counted: Study) -> None:
    """Who is closest to whom in nine draws of ten, and who is not; pairs beyond chance or none; codes that may go."""
    world = counted.whole
    readings = read_again(world)
    trust, settled = trust_of(world, readings), settled_fields(world, readings)
    found = reader_spread(counted.world, trust, settled, draws=8)
    said = facts_in(readers_topic(counted.world, found))
    near: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
    for row in found.closest:
        near[row.held >= 0.9].add((row.region, row.closest))
    for key, held in (("readers.firm", True), ("readers.loose", False)):
        assert (key in said) == bool(near[held])
    assert {(fact["region"], fact["closest"]) for fact in said["readers.nearest"]} == near[True] | near[False]
    beyond = [row for row in found.pairs if row.beyond]
    exact = counted.comparison.pairs
    exact = exact[exact["q_exact"] < 0.05]
    assert {(row.region, row.partner, row.level) for row in beyond} == {
        (row.region, row.partner, row.level) for row in exact.itertuples()
    }
    assert ("readers.no_pair" in said) == (not beyond)
    for row, fact in zip(beyond, said.get("readers.beyond", ()), strict=True):
        assert (fact["held"], fact["firm"]) == (row.held, row.held >= 0.9)
    (fact,) = said["readers.redrawn"]
    once = sum(
        len({getattr(each, "code", each) for each in getattr(record, dimension)})
        for region in counted.world.regions
        for record in own_records(counted.world, region)
        for dimension in found.dimensions
        if (record.id, dimension) not in settled
    )
    assert (fact["codes"], fact["draws"]) == (once, 8)
    closest = {row.region: row.closest for row in found.closest}
    means = {
        frozenset((row.region, row.partner)): [r.similarity for r in found.pairs
                                               if {r.region, r.partner} == {row.region, row.partner}]
        for row in found.pairs
    }  # fmt: skip
    for region, partner in closest.items():
        values = {frozenset(pair): sum(own) / len(own) for pair, own in means.items() if region in pair}
        assert values[frozenset((region, partner))] >= max(values.values()) - 1e-9


def test_pairs_that_keep_their_order_are_counted(counted: Study) -> None:
    """Pairs with different scores as read; those in the same order in nine draws of ten."""
    world = counted.whole
    readings = read_again(world)
    trust, settled = trust_of(world, readings), settled_fields(world, readings)
    found = scores_redrawn(counted.world, trust, settled, draws=3)

    def partial(of: World) -> dict[str, float]:
        table = score(of).regions.dropna(subset=["partial"])
        return dict(zip(table["region"], table["partial"], strict=True))

    known, drawn = (
        partial(counted.world),
        [partial(w) for w in redrawn_worlds(counted.world, trust, settled, draws=3, seed=1)],
    )
    pairs = [(a, b) for a, b in combinations(known, 2) if known[a] != known[b]]
    firm = [
        pair for pair in pairs if all((d[pair[0]] - d[pair[1]]) * (known[pair[0]] - known[pair[1]]) > 0 for d in drawn)
    ]
    for fact in facts_in(reader_scores_topic(found)).get("readers.order", ()):
        assert (fact["count"], fact["firm"], fact["draws"]) == (len(pairs), len(firm), 3)
    assert found.pairs == len(pairs)


def declaring(counted: Study) -> tuple[World, SelfCheck]:
    """A self-check of a record: one value a source has, one that the record itself calls undocumented, one new."""
    level = next(
        level.id
        for level in reversed(counted.world.network.levels)
        if any(level.id in criterion.levels for criterion in counted.world.guidelines.criteria)
    )
    criteria = [c.id for c in counted.world.guidelines.criteria if level in c.levels and c.measure.kind == "ordinal"]
    region, record = next(
        (code, p) for code in counted.whole.regions for p in own_records(counted.whole, code) if level in p.level
    )
    given = {code: {"value": 4} for code in criteria[:3]}
    check = SelfCheck.model_validate({"record": record.id, "network": "N", "date": "2024-05-01", "answers": given})
    values = {code: own for code, own in record.assessments.items() if code not in criteria[:2]}
    values[criteria[0]] = Assessment(value=None)
    changed = record.model_copy(update={"assessments": values})
    inventory = counted.whole.regions[region]
    programmes = tuple(changed if p.id == record.id else p for p in inventory.programmes)
    regions = {**counted.whole.regions, region: inventory.model_copy(update={"programmes": programmes})}
    return counted.whole.model_copy(update={"regions": regions, "selfchecks": (check,)}), check


def test_answers_of_a_self_check_are_counted(counted: Study) -> None:
    """Answered, of those asked; those without an answer are named."""
    _, check = declaring(counted)
    questions = questions_of(counted.scores, counted.handbook())
    profile = self_profile(counted.world, check, questions, counted.scores)
    said = facts_in(selfcheck_topic(profile))
    asked = [question.criterion for question in questions]
    (fact,) = said["selfcheck.answered"]
    assert (fact["count"], fact["of"]) == (len(set(asked) & set(check.answers)), len(asked))
    unanswered = [code for code in asked if code not in check.answers]
    assert [each["criteria"] for each in said.get("selfcheck.open", ())] == ([unanswered] if unanswered else [])


def test_self_declared_answers_that_count_are_counted(counted: Study) -> None:
    """Those for which no source says anything, whether the record leaves the criterion out or calls it undocumented."""
    world, check = declaring(counted)
    after = with_declared(world)
    answers = added(world, after)
    (fact,) = facts_in(said_of_declared(len(answers), sum(answers.values())))["selfcheck.counted"]
    known = {code for code, own in world.programmes()[check.record].assessments.items()
             if own.evidence is not Evidence.UNDOCUMENTED}  # fmt: skip
    assert (fact["records"], fact["count"]) == (1, len(set(check.answers) - known)) and fact["count"] >= 1


TITLES = ("Name", "Code", "Level", "Aims", "Begin", "Unused")


def table_of_others(world: World) -> tuple[ForeignTable, TableMapping]:
    """Rows of somebody's table: two of one record that differ, one elsewhere, thirteen lost, one with too few aims."""
    level, aim = world.network.levels[0].id, world.vocabulary.objectives[0].code
    rows = [
        {"Name": "Grants", "Code": "g", "Level": level, "Aims": f"{aim}|strange 0", "Begin": "2016"},
        {"Name": "Other grants", "Code": "g", "Level": level, "Aims": aim, "Begin": "2017"},
        {"Name": "Far away", "Code": "f", "Level": "other", "Aims": aim, "Begin": "2016"},
        {"Name": "Aimless", "Code": "a", "Level": level, "Begin": "2016"},
        *({"Name": f"Lost {k}", "Level": level, "Aims": aim} for k in range(13)),
        *({"Name": f"Kept {k}", "Code": f"k{k}", "Level": level, "Aims": f"{aim}|strange {k}", "Begin": "2016"}
          for k in range(1, 15)),
    ]  # fmt: skip
    body = {
        "region": next(iter(world.regions)),
        "as_of": "2026-11-01",
        "where": {"Level": [level]},
        "group": "Code",
        "least": {"objectives": 1},
        "id": {"prefix": "xx", "from": "Name"},
        "source": {"key": "survey", "title": "A survey", "year": 2021, "url": "https://example.org"},
        "constants": {"level": level, "scope": "regional"},
        "columns": {
            "Name": "name.en",
            "Aims": {"field": "objectives", "separator": "|"},
            "Begin": "start",
        },
    }
    return ForeignTable(
        TITLES, tuple(ForeignRow(k + 1, cells) for k, cells in enumerate(rows)), ()
    ), TableMapping.model_validate(body)


def test_an_import_counts_rows_and_values(counted: Study) -> None:
    """Rows and records; rows left out and lost; records whose rows differ; values that were left."""
    table, mapping = table_of_others(counted.whole)
    result = imported(table, mapping, counted.whole, "t.csv")
    said = facts_in([statement for _, statement in imported_lines(result)])
    wanted = [row.cells for row in table.rows if row.cells["Level"] != "other"]
    groups = {cells["Code"]: cells for cells in reversed(wanted) if "Code" in cells}
    (made,) = said["imported.made"]
    assert (made["count"], made["records"]) == (len(table.rows), len(groups) - 1)
    assert [fact["count"] for fact in said["imported.elsewhere"]] == [len(table.rows) - len(wanted)]
    assert [fact["count"] for fact in said["imported.few"]] == [1]
    assert [fact["count"] for fact in said["imported.lost_in_all"]] == [sum("Code" not in cells for cells in wanted)]
    assert [fact["count"] for fact in said["imported.differing"]] == [1, 1]  # name and begin of one record
    left = Counter(aim for cells in wanted if "Code" in cells
                   for aim in cells.get("Aims", "").split("|") if aim.startswith("strange"))  # fmt: skip
    shown = len(said["imported.left"])
    assert [fact["count"] for fact in said["imported.left_more"]] == [len(left) - shown] and shown < len(left)


@pytest.fixture(scope="module")
def moved(counted: Study) -> Changes:
    """The network before and after: a record added, one gone, one renamed, an objective gone from the list."""
    region = next(iter(counted.whole.regions))
    inventory = counted.whole.regions[region]
    first, _, *rest = own_records(counted.whole, region)
    made = first.model_copy(update={"id": "quite-new", "objectives": ()})
    programmes = (first.model_copy(update={"summary": "Another."}), *rest, made)
    gone = first.objectives[0].code if first.objectives else rest[0].objectives[0].code
    lists = counted.whole.vocabulary
    vocabulary = lists.model_copy(update={"objectives": tuple(t for t in lists.objectives if t.code != gone)})
    regions = {**counted.whole.regions, region: inventory.model_copy(update={"programmes": programmes})}
    after = counted.with_world(counted.whole.model_copy(update={"regions": regions, "vocabulary": vocabulary}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ceecluster.changes._plan", lambda study: {})  # its search would take most of the time
        return compare_studies(counted, after)


def test_changes_are_counted(counted: Study, moved: Changes) -> None:
    """Records by what became of them, codes gone with their users, figures that moved and from where on."""
    said = facts_in(changes_topic(moved))
    assert {fact["change"]: fact["count"] for fact in said["changes.count"]} == {"added": 1, "removed": 1, "changed": 1}
    (gone,) = said["changes.codes_gone"]
    lost = {row.code for row in moved.codes}
    users = {
        code for code, inventory in counted.whole.regions.items()
        for p in inventory.programmes if {o.code for o in p.objectives} & lost
    }  # fmt: skip
    assert gone["count"] == len(lost) == 1 and users <= {*gone["owners"]}
    (told,) = said["changes.moved"]
    assert told["count"] == len(moved.moves)
    floats = [abs(row.before - row.after) for row in moved.moves
              if isinstance(row.before, float) and isinstance(row.after, float)]  # fmt: skip
    (note,) = said["changes.note"]
    assert note["least"] == MOVED and all(each >= MOVED for each in floats)
    region = next(iter(counted.whole.regions))
    own = facts_in(since_topic(moved, region))
    assert [fact["count"] for fact in own["changes.moved"]] == [sum(row.of == region for row in moved.moves)]


def test_nothing_is_said_where_nothing_changed(moved: Changes) -> None:
    """`Nothing changed` and `no record changed` are said of such states alone."""
    still = replace(moved, records=(), values=(), codes=(), moves=())
    assert "changes.nothing" in facts_in(changes_topic(still))
    figures: Facts = facts_in(changes_topic(replace(moved, records=(), values=(), codes=())))
    assert ("changes.no_record" in figures, "changes.nothing" in figures) == (bool(moved.moves), not moved.moves)
    assert isinstance(changes_topic(moved).lead[0], Statement)
