"""Agreeing on the guidelines: support by the network's rule, camps about weights, the agreed version."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from ceecluster.agreement.edition import Outcome, ballot
from ceecluster.cli.app import app
from ceecluster.errors import UsageError
from ceecluster.model import Guidelines
from ceecluster.model.network import AgreementRule
from ceecluster.parse import parse
from ceecluster.report.guidelines_file import guidelines_file
from ceecluster.sources.appending import plain
from ceecluster.sources.yaml_reader import read_yaml
from ceecluster.study import load
from factories import FROZEN, frozen
from networks import change, write_league


def vote(*opinions: dict[str, object], **rule: float):
    """The ballot of the frozen network's first regions with these opinions."""
    world = frozen().whole
    codes = [region.code for region in world.network.regions]
    regions = {}
    for code, opinion in zip(codes, opinions, strict=False):
        own = world.regions[code]
        regions[code] = type(own).model_validate({**own.model_dump(mode="json", by_alias=True), "guidelines": opinion})
    rules = world.network.rules.model_copy(update={"agreement": AgreementRule(**rule)})
    network = world.network.model_copy(update={"rules": rules, "regions": world.network.regions[: len(opinions)]})
    return ballot(world.model_copy(update={"regions": regions, "network": network}))


@pytest.mark.parametrize(
    ("verdicts", "outcome"),
    [
        (["drop", "drop", "keep"], Outcome.DROPPED),
        (["drop", "keep", "keep"], Outcome.KEPT),
        (["drop", "drop", "keep", "keep"], Outcome.OPEN),
        (["drop", None, None], Outcome.OPEN),
        ([None, None, None], Outcome.OPEN),
    ],
)
def test_the_rule_of_the_network_decides(verdicts, outcome):
    """Two thirds of those that commented, where half of the members have; two of three are two thirds exactly."""
    found = vote(*({"STR-01": said} if said else {} for said in verdicts))
    assert next(row for row in found.by_criterion if row.criterion == "STR-01").outcome is outcome


def test_the_weight_is_the_median_of_those_who_stay():
    """Who would drop it has no say in its weight; who names none keeps it; camps are told by name."""
    weight = frozen().world.guidelines.criterion("STR-01").weight
    heavy, light = {"verdict": "change", "weight": weight + 1}, {"verdict": "change", "weight": weight / 2}
    found = vote({"STR-01": heavy}, {"STR-01": heavy}, {"STR-01": light}, {"STR-01": "drop"})
    (row,) = [row for row in found.by_criterion if row.voices]
    assert (row.outcome, row.agreed, len(row.heavier), len(row.lighter), row.camps) == (
        Outcome.CHANGED, weight + 1, 2, 1, True,
    )  # fmt: skip
    unmoved = vote({"STR-01": heavy}, {"STR-01": "keep"}, {"STR-01": "keep"})
    assert [(r.outcome, r.agreed) for r in unmoved.by_criterion if r.voices] == [(Outcome.KEPT, weight)]


def test_an_agreed_version_changes_nothing_else():
    """Only the lines of what was decided differ; every comment stays; the file is a valid one of the new version."""
    change_to = {"verdict": "change", "weight": 7}
    found = vote(*[{"STR-01": "drop", "STR-02": change_to}] * 3)
    text = (FROZEN / "criteria.yaml").read_text(encoding="utf-8")
    made = guidelines_file(found, text, "criteria.yaml", "2027-03-01")
    document = read_yaml(made, "criteria.yaml")[0]
    guidelines, findings = parse(document, Guidelines)
    assert findings == []
    assert isinstance(guidelines, Guidelines)
    before = found.world.guidelines
    assert [c.id for c in guidelines.criteria] == [c.id for c in before.criteria if c.id != "STR-01"]
    assert guidelines.criterion("STR-02").weight == 7
    assert (guidelines.version, guidelines.status, guidelines.dropped) == ("1.0", "proposed", {"STR-01"})
    kept, lines = made.split("changelog:")[0].splitlines(), set(text.splitlines())
    assert [line for line in kept if line not in lines] == ['version: "1.0"', "    weight: 7"]
    again = guidelines_file(vote({"STR-02": "drop"}), made, "criteria.yaml", "2028-03-01")
    assert len(plain(read_yaml(again, "criteria.yaml")[0].data)["changelog"]) == 2


def test_a_league_agrees_on_its_guidelines(tmp_path: Path) -> None:
    """From comments in the files of the regions to criteria that are agreed; a dropped criterion is no error."""
    write_league(tmp_path)
    data = tmp_path / "data"
    call = ["agree", "-w", str(tmp_path), "--on", "guidelines"]
    silent = CliRunner().invoke(app, [*call, "-o", str(data / "criteria.yaml"), "--force"])
    assert isinstance(silent.exception, UsageError)
    for k, path in enumerate(sorted((data / "regions").iterdir())):
        note = {"verdict": "change", "weight": (0.5, 2, 3)[k], "note": "ropes matter"}
        change(path, guidelines={"HULL-01": note, "SAIL-01": ("drop", "drop", "keep")[k]})
    told = CliRunner().invoke(app, [*call, "-f", "markdown"]).stdout
    assert "Crew would be dropped: 2 of 3 regions that commented say so." in told
    assert "two camps: less for Fjord 0, more for Fjord 1 and Fjord 2" in told
    assert CliRunner().invoke(app, [*call, "-o", str(data / "criteria.yaml"), "--force"]).exit_code == 0
    study = load(tmp_path)
    guidelines = study.world.guidelines
    assert (guidelines.status, [c.id for c in guidelines.criteria]) == ("agreed", ["HULL-01"])
    assert [node.id for node in guidelines.nodes] == ["HULL"], "a dimension without criteria goes with the last"
    assert [f for f in study.findings if f.severity == "error"] == []
    assert ballot(study.world).version == "1.1"
