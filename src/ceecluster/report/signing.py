"""A signed version of the agreement, and the commitments that its paragraphs make."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ceecluster.blocks import Ref, Statement
from ceecluster.documents import voice_of
from ceecluster.errors import UsageError
from ceecluster.sources.appending import appended
from ceecluster.sources.writers import yaml_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ceecluster.study import Study
    from ceecluster.wording import Voice

STANDING = {"6.4": Statement("review.office"), "11.1": Statement("review.inventory")}
"""Paragraphs of the memorandum in which every party promises something, and what."""


def signed(study: Study, version: str, day: date, parties: Sequence[str]) -> dict[Path, str]:
    """The files `versions.yaml` and `commitments.yaml` with a version that was signed on a day.

    A clause on an issue binds the parties that declared support or acceptance; it has no date yet. UsageError for a
    version that was signed before.
    """
    if any(each.version == version for each in study.whole.versions):
        raise UsageError(f"version {version} was signed already", "a change of it is another version: 1.1, 2.0")
    folder, key = study.root / "agreement", f"signed-{version}"
    voice = voice_of(study)
    title = voice.plain(Statement("review.signed_version", {"network": study.world.network.title, "version": version}))
    source = {key: {"title": title, "year": day.year, "document": f"{version}, {day.isoformat()}"}}
    entry = {"version": version, "signed": day.isoformat(), "parties": list(parties), "source": [key]}
    commitments = [
        {**each, "version": version, "source": [key]} for each in _commitments(study, voice, version, day, parties)
    ]
    return {
        path: _written(path, {"sources": source, **body})
        for path, body in {
            folder / "versions.yaml": {"versions": [entry]},
            folder / "commitments.yaml": {"commitments": commitments},
        }.items()
    }


def _commitments(
    study: Study, voice: Voice, version: str, day: date, parties: Sequence[str]
) -> Iterator[dict[str, Any]]:
    for case in study.agreement.cases:
        willing = [region for region in parties if region in case.willing]
        if case.clause and willing:
            what = Statement("review.clause", {"issue": Ref("term", case.issue), "objective": case.kind == "objective"})
            yield {
                "id": _id(version, case.clause),
                "who": willing,
                "what": voice.plain(what),
                "paragraph": case.clause,
            }
    for paragraph, promised in STANDING.items():
        yield {
            "id": _id(version, paragraph),
            "who": list(parties),
            "what": voice.plain(promised),
            "until": date(day.year + 1, day.month, min(day.day, 28)).isoformat(),
            "paragraph": paragraph,
        }


def _id(version: str, paragraph: str) -> str:
    return f"v{version}-{paragraph}".lower().replace(".", "-")


def _written(path: Path, body: dict[str, object]) -> str:
    if not path.exists():
        return yaml_text(body)
    return appended(path.read_text(encoding="utf-8"), body, path.name)
