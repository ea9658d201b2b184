"""A key of a pilot's file is a source of that file, and of no other."""

from __future__ import annotations

import json
from pathlib import Path

import ceecluster as cc
from ceecluster.blocks import Spelling
from ceecluster.documents import voice_of
from ceecluster.names import Speller
from ceecluster.planning.candidates import propose
from ceecluster.planning.evidence_base import gather
from ceecluster.planning.pilotplan import costs
from ceecluster.words.pilot_money import _sources_of
from networks import write_network


def test_one_key_in_two_files_is_two_sources(tmp_path: Path) -> None:
    """Each amount cites the source of the file that declares it, by its title, and leads to its address."""
    folder = write_network(tmp_path, 27, records=1)  # the 27th lies in another country
    (folder / "data" / "pilots").mkdir()
    for name in ("regatta", "loom"):
        pilot = {
            "id": f"pilot-{name}",
            "title": {"en": f"The {name}"},
            "action": "Do it together.",
            "criteria": ["HULL-01"],
            "objectives": ["GOAL-HARBOUR"],
            "lead": "FA10",
            "partners": ["FA10", "FB10"],
            "costs": [{"partner": "FA10", "amount": 5000, "currency": "EUR", "source": ["minutes"]}],
        }
        source = {"title": f"Minutes on the {name}", "year": 2025, "url": f"https://saga.example/{name}"}
        body = {"as_of": "2025-05-01", "sources": {"minutes": source}, "pilots": [pilot]}
        (folder / "data" / "pilots" / f"{name}.yaml").write_text(json.dumps(body), encoding="utf-8")
    study = cc.load(folder)
    assert [f for f in study.findings if f.severity == "error"] == []
    evidence = gather(study.world, study.score(), study.comparison, study.agree())
    proposed = propose(study.world, evidence, study.agree(), study.world.network.rules.plan)
    by_id = {candidate.pilot.id: candidate for candidate in proposed.all if candidate.pilot}
    voice, names = voice_of(study), Speller(study.world)
    told = {}
    for pilot, candidate in by_id.items():
        [line] = [line for line in costs(study.world, candidate) if line.amount]
        shown = _sources_of(line)
        assert shown is not None
        told[pilot] = (voice.plain(shown, Spelling.NAME), names.sources(shown.items[0])[0].url)
    assert told == {
        "pilot-regatta": ("Minutes on the regatta", "https://saga.example/regatta"),
        "pilot-loom": ("Minutes on the loom", "https://saga.example/loom"),
    }
