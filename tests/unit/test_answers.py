"""Answers that came back stand beside the priorities of the inventories, and are used as those are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ceecluster.study import Study, load

CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The base workspace with answers of two regions, one of which has no inventory any more."""
    shutil.copytree(CASES / "base", tmp_path, dirs_exist_ok=True)
    shutil.copytree(CASES / "good" / "answers", tmp_path, dirs_exist_ok=True)
    return tmp_path


def stances(study: Study, audience: str) -> dict[str, str]:
    """Who declared what on OBJ-RDI, for a reader."""
    found = study.agree(audience=audience, draws=0).declared  # type: ignore[arg-type]  # an audience
    return {row.region: row.stance for row in found if row.issue == "OBJ-RDI"}


def test_the_latest_answer_counts_and_is_seen_by_whom_it_may(workspace: Path) -> None:
    """The reservation was given up later; that is for the network, and the public sees neither."""
    study = load(workspace)
    assert stances(study, "network") == {"AT31": "support", "CZ": "accept"}
    assert stances(study, "public") == {"AT31": "support"}
    case = study.agree(audience="network", draws=0).case("OBJ-RDI")
    assert (case.status, case.wording) == ("common", "will")


def test_the_year_before_knows_no_answer(workspace: Path) -> None:
    """An answer speaks from its date on."""
    assert stances(load(workspace, as_of=2025), "secretariat") == {}


def test_a_region_without_an_inventory_can_answer(workspace: Path) -> None:
    """Its answers are its positions; it has no records, and derives nothing."""
    for path in (workspace / "data" / "regions").glob("CZ*"):
        path.unlink()
    study = load(workspace)
    own = [row for row in study.agree(audience="network", draws=0).priorities if row.region == "CZ"]
    assert [(row.issue, row.priority, row.records) for row in own] == [("OBJ-RDI", 3, ())]


def test_source_keys_of_two_files_stay_apart(workspace: Path) -> None:
    """A key of the answers that the inventory uses for another source keeps its own source."""
    path = workspace / "data" / "regions" / "AT31-upper-austria.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("s1", "letter"), encoding="utf-8")
    inventory = load(workspace).inventory["AT31"]
    (entry,) = inventory.priorities["OBJ-RDI"][-1:]
    assert inventory.sources["letter"].title != "Answer to the draft of June"
    assert inventory.sources[entry.source[0]].title == "Answer to the draft of June"
