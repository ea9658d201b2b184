"""What remains: told from named records, for ours and for networks that have no past on file."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ceecluster.coherence.legacy import remains
from ceecluster.coherence.then_and_now import Fate
from ceecluster.model import Legacy
from ceecluster.study import Study, load
from factories import make_inventory, make_programme, make_world, markdown_of
from networks import write_network


def entry(name: str, year: int | None, count: int = 1) -> Legacy:
    """An idea of the past."""
    body = {"id": f"idea-{name}", "kind": "idea", "title": {"en": name}, "year": year, "count": count, "said": "Named."}
    return Legacy.model_validate({**body, "source": ["old"], "outcome": "not_found"})


def test_it_is_told_from_the_year_most_entries_name() -> None:
    """An entry that stands for several weighs as many; an undated one names no year, the earlier of a tie counts."""
    stays = make_programme("at31-stays", start=2000, end="running")
    over = make_programme("at31-over", start=2001, end=2010)
    world = make_world(make_inventory("AT31", stays, over))
    ideas = (entry("a", 2007), entry("b", 2007), entry("c", 2009, 3), entry("d", None, 9))
    assert remains(world.model_copy(update={"legacy": ideas})).then == 2009
    found = remains(world.model_copy(update={"legacy": (*ideas, entry("e", 2007))}))
    assert found.then == 2007
    assert [row.record for row in found.of("AT31", Fate.CONTINUES)] == ["at31-stays"]
    assert [row.record for row in found.of("AT31", Fate.ENDED)] == ["at31-over"]


def test_every_entry_stands_with_its_sources(tmp_path: Path) -> None:
    """What is said of it is cited from its own file, though another file calls another source by the same key."""
    write_network(tmp_path, 3)
    (tmp_path / "data" / "pilots").mkdir()
    for name in ("voyage", "whale"):
        listed = {"id": f"old-{name}", "kind": "pilot", "title": {"en": f"The old {name}"}, "year": 2014}
        told = {"said": f"A {name} was promised.", "source": ["log"], "outcome": "continued", "records": ["fa10-rec-0"]}
        sources = {"log": {"title": f"Log of the {name}", "year": 2014, "url": f"https://saga.example/{name}"}}
        body = {"as_of": "2025-05-01", "sources": sources, "legacy": [{**listed, **told}]}
        (tmp_path / "data" / "pilots" / f"{name}.yaml").write_text(json.dumps(body), encoding="utf-8")
    study = load(tmp_path)
    text = markdown_of("legacy", study)
    assert "Of 2 pilots on file: 2 continued." in text and "2014 and 2025" in text
    for name in ("voyage", "whale"):
        mark = re.search(rf"A {name} was promised\.(\[\^\d+\])", text)
        assert mark is not None
        note = next(line for line in text.splitlines() if line.startswith(f"{mark[1]}:"))
        assert f"Log of the {name}" in note and f"https://saga.example/{name}" in note
    assert [f"## Fjord {number}" in text for number in range(3)] == [True] * 3


def test_a_network_without_a_past_says_so(tmp_path: Path) -> None:
    """No entry on file: the records alone, from the first year with three regions; too few regions: nothing."""
    three = markdown_of("legacy", load(write_network(tmp_path / "three", 3)))
    assert "No idea, pilot or aim of the past is on file." in three and "## Fjord 1" in three
    study: Study = load(write_network(tmp_path / "one", 1))
    assert study.remains().then is None
    assert "enough dated records" in markdown_of("legacy", study)


def test_six_records_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    """A paragraph names six; the annex has each."""
    records = [make_programme(f"at31-{letter}", start=2000, end="running") for letter in "abcdefgh"]
    world = make_world(make_inventory("AT31", *records)).model_copy(update={"legacy": (entry("a", 2007),)})
    study = Study(world, tmp_path, example=False, digests={}, findings=())
    text = markdown_of("legacy", study)
    (told,) = (line for line in text.splitlines() if line.startswith("*Continues*"))
    assert told.count(",") == 5 and told.endswith("and 2 more.")
    assert sum(line.startswith("| at31-") for line in text.splitlines()) == 8
