"""Workspaces of other networks: no code, level, criterion or name of theirs is one of ours."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
GOALS = ("HARBOUR", "TIMBER", "REINDEER", "SAUNA")
TOOLS = (("MEET", "engage"), ("LEND", "services"), ("LAB", "collab_rd"))
TRADES = ("FISH", "WOOL", "TURBINE")


def write_network(folder: Path, regions: int, *, records: int = 4) -> Path:
    """A network of that many regions with two levels; every region keeps `records` records, some alike."""
    data = folder / "data"
    (data / "regions").mkdir(parents=True)
    codes = [f"F{chr(ord('A') + index // 26)}{index % 26 + 10}" for index in range(regions)]
    _write(data / "network.yaml", _network(codes))
    _write(data / "vocabulary.yaml", _vocabulary())
    _write(data / "criteria.yaml", _criteria())
    for index, code in enumerate(codes):
        _write(data / "regions" / f"{code}-fjord-{index}.yaml", _inventory(code, index, codes, records))
    return folder


FROZEN = Path(__file__).parent / "frozen"


def cut_frozen(
    data: Path, regions: tuple[str, ...] = ("AT31", "CZ", "HU22", "HR", "SK"), source: Path = FROZEN
) -> Path:
    """Data (the frozen, unless said) with some of the regions, so that nothing has to be computed for all eleven."""
    shutil.copytree(source, data)
    network = data / "network.yaml"
    body = body_of(network)
    body["regions"] = [region for region in body["regions"] if region["code"] in regions]
    _write(network, body)
    for path in (data / "regions").iterdir():
        if path.name.split("-")[0] not in regions:
            path.unlink()
    return data


def _write(path: Path, body: dict[str, Any]) -> None:
    # JSON is YAML, and says nothing that this reader would take for something else.
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1, default=str), encoding="utf-8")


def body_of(path: Path) -> dict[str, Any]:
    """What a file of a network says: what stands above is read as what it is, which is thirty times as fast."""
    text = path.read_text(encoding="utf-8")
    body: dict[str, Any] = json.loads(text) if text.startswith("{") else yaml.load(text, _LOADER)
    return body


def _network(codes: list[str]) -> dict[str, Any]:
    members = [
        {
            "code": code,
            "name": {"en": f"Fjord {index}"},
            "country": code[:2],
            "nuts": [code],
            "vintage": 2021,
            "neighbours": [each for each in codes[max(0, index - 1) : index + 2] if each != code],
        }
        for index, code in enumerate(codes)
    ]
    return {
        "title": "Fjord League",
        "as_of": "2025-05-17",
        "levels": [
            {"id": "crown", "name": "crown", "definition": "What the crown decrees."},
            {"id": "quay", "name": "quays", "definition": "What is done at the quays."},
        ],
        "regions": members,
    }


def _term(code: str, **more: Any) -> dict[str, Any]:
    name = code.split("-")[1].capitalize()
    return {"code": code, "name": {"en": name}, "definition": {"en": f"Whatever serves {name.lower()}."}, **more}


def _vocabulary() -> dict[str, Any]:
    return {
        "version": "7",
        "objectives": [_term(f"GOAL-{goal}") for goal in GOALS],
        "instruments": [_term(f"TOOL-{tool}", family=family) for tool, family in TOOLS],
        "target_groups": [_term("CREW-SAILOR"), _term("CREW-WEAVER")],
        "sectors": [_term(f"TRADE-{trade}") for trade in TRADES],
        "funding_sources": [_term("PURSE-CROWN", family="public"), _term("PURSE-GUILD", family="private")],
    }


def _criteria() -> dict[str, Any]:
    steps = {0: "nothing", 1: "a word", 2: "a page", 3: "a charter", 4: "a charter kept"}
    return {
        "version": "7",
        "title": "Rules of the league",
        "status": "proposed",
        "min_coverage": 0.3,
        "bands": [{"id": "steady", "min": 0.5}, {"id": "adrift", "min": 0}],
        "nodes": [{"id": "HULL", "name": "Hull", "weight": 1}, {"id": "SAIL", "name": "Sail", "weight": 1}],
        "criteria": [
            {
                "id": f"{node}-01",
                "parent": node,
                "name": name,
                "question": "Is it there?",
                "weight": 1,
                "evidence": "a charter",
                "levels": levels,
                "across": "best",
                "measure": {"kind": "ordinal", "anchors": steps},
                "next_steps": {step: f"write {text}" for step, text in steps.items() if step},
            }
            for node, name, levels in (("HULL", "Charter", ["crown", "quay"]), ("SAIL", "Crew", ["quay"]))
        ],
    }


def _inventory(code: str, index: int, codes: list[str], records: int) -> dict[str, Any]:
    programmes = []
    for number in range(records):
        level = ("crown", "quay")[number % 2]
        assessed = ["HULL-01", *(["SAIL-01"] if level == "quay" else [])]
        record: dict[str, Any] = {
            "id": f"{code.lower()}-rec-{number}",
            "name": {"en": f"Fjord {index} undertaking {number}"},
            "kind": "programme",
            "level": [level],
            "summary": "What the fjord undertakes.",
            "source": ["saga"],
            "start": 2010 + (index + number) % 9,
            "end": None,
            "objectives": [f"GOAL-{GOALS[(index + number) % 4]}", f"GOAL-{GOALS[number % 4]}"][
                : 1 + (index + number) % 2
            ],
            "instruments": [f"TOOL-{TOOLS[(index * number) % 3][0]}"],
            "target_groups": [("CREW-SAILOR", "CREW-WEAVER")[number % 2]],
            "sectors": [f"TRADE-{TRADES[(index + 2 * number) % 3]}"],
            "funding": {"PURSE-CROWN": 1},
            "assessments": {
                criterion: {"value": (index + number + at) % 5, "source": ["saga"]}
                for at, criterion in enumerate(assessed)
            },
        }
        if number == 1 and len(codes) > 1:
            record["cross_border"] = [{"with": [codes[(index + 1) % len(codes)]], "what": "a joint regatta"}]
        programmes.append(record)
    return {
        "region": code,
        "as_of": "2025-05-01",
        "sources": {"saga": {"title": f"Saga of fjord {index}", "year": 2024, "url": f"https://saga.example/{index}"}},
        "priorities": {"GOAL-HARBOUR": {"value": 1 + index % 4, "source": ["saga"]}},
        "programmes": programmes,
    }


def write_league(folder: Path, regions: int = 3) -> Path:
    """A league that agrees on two goals and can plan pilots of two or three fjords with two indicators."""
    write_network(folder, regions, records=6)
    data = folder / "data"
    indicators = [
        {"code": "MARK-BOAT", "name": {"en": "Boats"}, "kind": "output", "unit": "boats"},
        {"code": "MARK-CREW", "name": {"en": "Crews"}, "kind": "result", "unit": "crews"},
    ]
    plan = {
        **{"min_pilots": 1, "max_pilots": 2, "partners": [2, 3], "min_countries": 1, "duration_years": 3},
        "pilot_indicators": {"MARK-BOAT": "one", "MARK-CREW": "partners"},
    }
    change(data / "network.yaml", rules={"plan": plan})
    change(data / "vocabulary.yaml", indicators=indicators)
    wanted = {"value": 4, "stance": "support", "date": "2025-02-01", "source": ["saga"]}
    for path in sorted((data / "regions").iterdir()):
        change(path, priorities={"GOAL-HARBOUR": wanted, "GOAL-TIMBER": wanted})
    return folder


def change(path: Path, **fields: Any) -> None:
    """Replace fields of a YAML file."""
    _write(path, body_of(path) | fields)


def widen(folder: Path, candidates: int = 2) -> Path:
    """Candidates with inventories for a network that `write_network` or `write_league` wrote, and pilots under way."""
    data = folder / "data"
    network = body_of(data / "network.yaml")
    codes = [member["code"] for member in network["regions"]]
    joining = [f"FX{10 + number}" for number in range(candidates + 1)]
    made = [
        {"code": code, "name": {"en": f"Far fjord {code}"}, "country": "FX", "nuts": [code], "vintage": 2021}
        for code in joining
    ]
    change(data / "network.yaml", candidates=made)
    (data / "candidates").mkdir()
    for number, code in enumerate(joining[:candidates]):  # the last one has no inventory
        _write(data / "candidates" / f"{code}.yaml", _inventory(code, 2 * number + 1, [code], 2 + number))
    (data / "pilots").mkdir()
    readings = {1: (10, 2, "2026-01-01"), 2: (10, 5, "2026-01-01"), 3: (10, 10, "2025-03-01")}
    pilots = [
        {
            "id": f"voyage-{number}",
            "title": {"en": f"Voyage {number}"},
            "status": "finished" if number == 3 else "running",
            "lead": codes[0],
            "partners": codes[:2],
            "objectives": ["GOAL-HARBOUR"],
            "start": "2024-01-01",
            "end": end,
            "indicators": [
                {
                    "code": "MARK-BOAT",
                    "baseline": 0,
                    "target": target,
                    "due": end,
                    "observations": [{"date": "2025-02-20", "value": seen, "source": ["log"]}],
                }
            ],
            "milestones": [
                {"title": f"Launch {number}", "due": "2025-01-10"},
                {"title": f"Sail {number}", "due": "2025-02-10", "done": "2025-02-01"},
            ],
        }
        for number, (target, seen, end) in readings.items()
    ]
    log = {"title": "Log of the voyage", "year": 2025, "url": "https://saga.example/log"}
    _write(data / "pilots" / "voyages.yaml", {"as_of": "2025-05-01", "sources": {"log": log}, "pilots": pilots})
    return folder


def silence(folder: Path, regions: int) -> Path:
    """A network in which the last so many regions have nothing on record and have declared nothing."""
    for path in sorted((folder / "data" / "regions").iterdir())[-regions:]:
        change(path, programmes=[], priorities={})
    return folder


COLOURS = ("RED", "GREY", "BLUE", "PALE", "DARK")
THINGS = ("KELP", "COD", "SEAL", "OTTER", "SALT", "WHALE", "ROPE", "OAR")
RARE = [f"GOAL-{colour}{thing}" for colour in COLOURS for thing in THINGS]


def write_varied(folder: Path) -> Path:
    """Eight fjords, all of which have checked their records, in which whatever is rare happens once.

    At the crown all do alike; at the quays two are twins; at the shore one is alone, and it is nowhere else. One has
    documented nothing, one nothing that is still in force. Some go along with a goal, some hold back. There are ideas
    with costs and without, a pilot on the theme of most, remains of earlier years, and two candidates.
    """
    widen(write_league(folder, 8))
    data = folder / "data"
    network = body_of(data / "network.yaml")
    shore = {"id": "shore", "name": "shores", "definition": "What is done on the shores."}
    rules = {"plan": network["rules"]["plan"] | {"budget_cap": 900_000}}
    change(data / "network.yaml", levels=[*network["levels"], shore], rules=rules)
    vocabulary = body_of(data / "vocabulary.yaml")
    change(data / "vocabulary.yaml", objectives=[*vocabulary["objectives"], *map(_term, RARE)])
    for index, path in enumerate(sorted((data / "regions").iterdir())):
        body = body_of(path)
        for number, record in enumerate(body["programmes"]):
            if record["level"] == ["crown"]:
                record |= {"objectives": ["GOAL-HARBOUR", "GOAL-TIMBER"], "sectors": ["TRADE-FISH"]}
                record |= {"instruments": ["TOOL-MEET"], "target_groups": ["CREW-SAILOR"]}
                if index < 6 and number in (0, 2):
                    record["objectives"].append("GOAL-SAUNA")
            else:
                twin = index in (1, 2)
                own = range(8) if twin else {8 + (index * 5 + number * step) % 32 for step in (1, 4, 7, 9)}
                record["objectives"] = [RARE[code] for code in sorted(own)]
            if index == 7:
                record["level"] = ["shore"]
            if index in (5, 7) or (index == 4 and number > 1):
                record.pop("assessments")
            elif index == 4:
                record |= {"start": 2008, "end": 2012}
        wanted = {"value": 4, "date": "2025-02-01", "source": ["saga"]}
        harbour = wanted | ({"stance": "support"} if index < 3 else {})
        timber = wanted | {"stance": "object" if index == 3 else "support"}
        timber["visibility"] = ("public", "secretariat")[index % 2]
        body["priorities"] = {"GOAL-HARBOUR": harbour, "GOAL-TIMBER": timber}
        _write(path, body)
    members = [member["code"] for member in (*network["regions"], *network["candidates"])]
    (data / "reviews").mkdir()
    for code in members:
        review = {"region": code, "network": network["title"], "date": "2025-05-02", "office": "Harbour office"}
        _write(data / "reviews" / f"{code}-2025-05-02.yaml", review)
    pilots = body_of(data / "pilots" / "voyages.yaml")
    pilots["pilots"][0] |= {"sectors": ["TRADE-FISH"], "theme": "TRADE-FISH+GOAL-HARBOUR"}
    pilots["pilots"][2] |= {"idea": "oar", "go_on": {"answer": "no", "source": ["log"]}}
    eur = [{"partner": "FA10", "amount": 250_000, "source": ["log"]}]
    ideas = [
        {"id": "net", "title": {"en": "A net"}, "objectives": ["GOAL-REDKELP"], "costs": eur},
        {"id": "oar", "title": {"en": "An oar"}, "objectives": ["GOAL-TIMBER"]},
        {"id": "sail", "title": {"en": "A sail"}, "objectives": ["GOAL-TIMBER"], "criteria": ["SAIL-01"]},
    ]
    remains = [
        {"id": f"old-{kind}-{count}", "kind": kind, "title": {"en": f"Old {outcome}"}, "count": count, "year": 2012,
         "said": "To be done.", "source": ["log"], "outcome": outcome}
        for kind, count, outcome in (("idea", 3, "not_found"), ("aim", 1, "continued"), ("idea", 1, "same_field"))
    ]  # fmt: skip
    _write(data / "pilots" / "voyages.yaml", pilots | {"pilots": [*pilots["pilots"], *ideas], "legacy": remains})
    return folder


def write_graded(folder: Path, steps: Sequence[tuple[int | None, int | None]]) -> Path:
    """A network whose regions have reached those steps on Hull and Sail at the quays, and nothing at the crown."""
    write_network(folder, len(steps), records=2)
    for path, reached in zip(sorted((folder / "data" / "regions").iterdir()), steps, strict=True):
        programmes = body_of(path)["programmes"]
        for record in programmes:
            record.pop("assessments")
        known = {code: step for code, step in zip(("HULL-01", "SAIL-01"), reached, strict=True) if step is not None}
        if known:
            programmes[1]["assessments"] = {code: {"value": step, "source": ["saga"]} for code, step in known.items()}
        change(path, programmes=programmes)
    return folder
