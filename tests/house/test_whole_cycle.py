"""A network from an empty folder to the first yearly review: the page of the secretariat's year, command by command."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.study import Study, load
from networks import change, write_league

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "a-year-of-the-network.md"
STEP = re.compile(r"<!-- by hand: (?P<hand>\w+) -->|```sh\n(?P<lines>.*?)```", re.DOTALL)
DATA = Path("data")


class Hands:
    """What people do between the commands, in the workspace of the current folder."""

    def __init__(self, league: Path) -> None:
        self.league = league / "data"

    def framework(self) -> None:
        """Levels, three regions, rules, codes and criteria."""
        for name in ("network", "vocabulary", "criteria"):
            shutil.copy(self.league / f"{name}.yaml", DATA / f"{name}.yaml")
        network = yaml.safe_load((DATA / "network.yaml").read_text())
        change(DATA / "network.yaml", regions=network["regions"][:3])

    def inventories(self) -> None:
        """Officers fill in the files that `init region` began; positions are not declared yet."""
        begun = sorted((DATA / "regions").iterdir())
        assert [path.name[:4] for path in begun] == ["FA10", "FA11", "FA12"]
        for path in begun:
            (filled,) = self.league.glob(f"regions/{path.name[:4]}-*.yaml")
            shutil.copy(filled, path)
            change(path, priorities={"GOAL-HARBOUR": {"value": 4, "source": ["saga"]}})

    def opinions(self) -> None:
        """Two of three regions want to drop a criterion; two want another to weigh more."""
        for k, path in enumerate(sorted((DATA / "regions").iterdir())):
            weight = {"verdict": "change", "weight": (0.5, 2, 3)[k]}
            change(path, guidelines={"HULL-01": weight, "SAIL-01": ("drop", "drop", "keep")[k]})

    def answers(self) -> None:
        """All go along with one objective, two with another."""
        said = {"stance": "support", "value": 4, "date": "2025-04-01", "source": ["letters"]}
        letters = {"letters": {"title": "Answers to the draft", "year": 2025, "document": "4/2025"}}
        both = {"GOAL-HARBOUR": said, "GOAL-TIMBER": said}
        positions = {"FA10": both, "FA11": both, "FA12": {"GOAL-HARBOUR": said}}
        (DATA / "agreement").mkdir()
        body = {"sources": letters, "positions": positions}
        (DATA / "agreement" / "positions.yaml").write_text(yaml.safe_dump(body))

    def dates(self) -> None:
        """The parties set the dates of the clauses."""
        path = DATA / "agreement" / "commitments.yaml"
        listed = yaml.safe_load(path.read_text())["commitments"]
        change(path, commitments=[{"until": "2026-10-31", **each} for each in listed])

    def idea(self) -> None:
        """A sailing club fills in the page."""
        book = load_workbook("idea.xlsx")
        told = {"title": "Joint regatta", "date": "2025-04-20", "objectives": "Harbour", "sectors": "Fish"}
        for row in book["idea"].iter_rows(min_row=2):
            if row[0].value in told:
                row[2].value = told[row[0].value]
        book.save("idea.xlsx")

    def meeting(self) -> None:
        """The meeting chooses option B, one region goes along with a further issue, two promise something."""
        book = load_workbook("decisions.xlsx")
        for cell, value in (("B3", "2025-05-20"), ("B4", "Minutes of the league"), ("B5", "1/2025")):
            book["meeting"][cell].value = value
        book["options"]["C3"].value = "x"
        book["positions"].append(["FA12", "GOAL-SAUNA", None, "accept", 3])
        for cell, value in (("A2", "FA10, FA11"), ("B2", "Open the ropeworks to each other"), ("C2", "2026-06-30")):
            book["commitments"][cell].value = value
        book.save("decisions.xlsx")

    def pilot(self, alter: Callable[[dict[str, object]], None]) -> None:
        """Change the entry of the pilot that runs."""
        (path,) = (p for p in (DATA / "pilots").iterdir() if p.stem.endswith("-2026"))
        body = yaml.safe_load(path.read_text())
        alter(body["pilots"][0])
        path.write_text(yaml.safe_dump(body, sort_keys=False))

    def baselines(self) -> None:
        """What was measured at the start."""

        def alter(entry: dict[str, object]) -> None:
            for indicator in entry["indicators"]:  # type: ignore[attr-defined]
                indicator.setdefault("baseline", 0)

        self.pilot(alter)

    def readings(self) -> None:
        """A year later: one indicator is half-way, the first milestone done; the network's date goes on."""

        def alter(entry: dict[str, object]) -> None:
            entry["indicators"][0] |= {"target": 2, "observations": [{"date": "2026-11-30", "value": 1}]}  # type: ignore[index]
            entry["milestones"][0]["done"] = "2026-03-20"  # type: ignore[index]

        self.pilot(alter)
        change(DATA / "network.yaml", as_of="2026-12-15")
        path = DATA / "agreement" / "commitments.yaml"
        listed = yaml.safe_load(path.read_text())["commitments"]
        change(path, commitments=[{**listed[0], "done": "2026-05-01"}, *listed[1:]])

    def selfcheck(self) -> None:
        """The manager answers."""
        book = load_workbook("check.xlsx")
        sheet = book.active
        for row in sheet.iter_rows(min_row=2):
            if row[0].value in ("date", "HULL-01"):
                row[3].value = {"date": "2026-12-01"}.get(row[0].value, 4)
        book.save("check.xlsx")

    def candidate(self) -> None:
        """The fourth fjord is a candidate."""
        (DATA / "candidates").mkdir()
        (filled,) = self.league.glob("regions/FA13-*.yaml")
        shutil.copy(filled, DATA / "candidates" / filled.name)
        fourth = yaml.safe_load((self.league / "network.yaml").read_text())["regions"][3]
        change(DATA / "network.yaml", candidates=[fourth])

    def joins(self) -> None:
        """It becomes a member and a party."""
        network = yaml.safe_load((DATA / "network.yaml").read_text())
        change(DATA / "network.yaml", regions=[*network["regions"], *network["candidates"]], candidates=[])
        (path,) = (DATA / "candidates").iterdir()
        path.rename(DATA / "regions" / path.name)
        joined = {"date": "2026-12-01", "what": "joined", "region": "FA13"}
        change(DATA / "agreement" / "versions.yaml", changes=[joined])


@pytest.mark.slow
def test_the_year_of_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of the page does what the page says, from nothing to a fourth region; its state is looked at."""
    hands = Hands(write_league(tmp_path / "league", 4))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    printed: dict[str, list[str]] = {}
    for step in STEP.finditer(PAGE.read_text(encoding="utf-8")):
        if step["hand"]:
            getattr(hands, step["hand"])()
        for line in (step["lines"] or "").splitlines():
            result = CliRunner().invoke(app, shlex.split(line)[1:])
            assert result.exit_code == 0, (line, result.output, result.exception)
            printed.setdefault(line, []).append(result.stdout)
    look(load("."), printed)


def look(study: Study, printed: dict[str, list[str]]) -> None:
    """What the year has left on file, and what was told on the way."""
    world = study.world
    assert [f for f in study.findings if f.severity == "error"] == []
    assert (world.guidelines.status, [c.id for c in world.guidelines.criteria]) == ("agreed", ["HULL-01"])
    by_paragraph = {one.paragraph: one.who for one in world.commitments}
    clauses = [who for paragraph, who in by_paragraph.items() if paragraph and paragraph.startswith("5.")]
    assert sorted(map(len, clauses)) == [2, 3]
    (decision,) = world.decisions
    assert decision.choice is not None
    assert decision.choice.option == "B"
    assert decision.choice.pilots
    assert "chose option B" in printed["ceecluster plan"][1]
    (pilot,) = (p for p in world.pilots if p.status == "running")
    partners = "-".join(sorted(code.lower() for code in pilot.partners))
    assert any(each.endswith(partners) for each in decision.choice.pilots), (
        "it is a pilot of the option that was chosen"
    )
    followed = printed["ceecluster evaluate"][0]
    assert re.search(r"\b(1 of 2|One pilot)\b", followed)
    (first, review, joined) = printed["ceecluster evaluate --agreement"]
    assert "by 3 parties" in first
    assert re.search(r"\b(one is|1) done\b", review)
    assert "Today it has 4 parties." in joined
    assert "Fjord 3 (FA13) joined on 2026-12-01" in joined
    assert "self-declared" in printed["ceecluster score --self-declared"][0]
    assert len(world.regions) == 4
    for name, words in (("coherence", "Fjord"), ("memorandum", "will"), ("plan", "option"), ("meeting", "minutes")):
        assert words in Path(f"{name}.md").read_text(encoding="utf-8"), name
