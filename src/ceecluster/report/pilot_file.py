"""The file of a pilot that is started: what the plan says of it, and what its partners have to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceecluster import assets
from ceecluster.blocks import Statement
from ceecluster.documents import voice_of
from ceecluster.errors import UsageError, unknown
from ceecluster.planning.earlier import keys_of
from ceecluster.sources.plain import Content
from ceecluster.sources.writers import yaml_text
from ceecluster.words.candidates import title_of
from ceecluster.words.pilot import risk_of
from ceecluster.words.plan_figures import step_name, work_name

if TYPE_CHECKING:
    from ceecluster.model import Pilot, World
    from ceecluster.planning.actionplan import Plan
    from ceecluster.planning.actions import PilotAction
    from ceecluster.study import Study
    from ceecluster.wording import Voice


def pilot_file(study: Study, plan: Plan, number: str) -> tuple[str, str]:
    """(id, YAML text) of a pilot of a plan that is started now.

    UsageError for a number that the plan does not have, and for a pilot that runs already.
    """
    found = next((pilot for pilot in plan.pilots if pilot.number == number), None)
    if found is None:
        raise unknown("pilot", number, [pilot.number for pilot in plan.pilots])
    body = _body(found, plan, study, voice_of(study))
    if other := running(study.whole, body):
        raise UsageError(
            f"{number} runs already: '{other.id}'", "see: ceecluster evaluate; a pilot of its kind needs another theme"
        )
    file = {
        "as_of": study.world.network.as_of,
        "sources": {"plan": _source(found, plan, study)},
        "pilots": [body],
    }
    head = (assets.templates() / "pilot.yaml").read_text(encoding="utf-8")
    return str(body["id"]), head + yaml_text(file)


def running(world: World, body: Content) -> Pilot | None:
    """The pilot on file that a new one would repeat: of its id, or running on its idea or theme with its partners."""
    keys = {body.get("idea"), body.get("theme")} - {None}
    for pilot in world.pilots:
        again = pilot.status == "running" and not pilot.example and keys & set(keys_of(pilot))
        if pilot.id == body["id"] or (again and set(pilot.partners) & set(body["partners"])):
            return pilot
    return None


def _source(pilot: PilotAction, plan: Plan, study: Study) -> dict[str, object]:
    facts = {"number": pilot.number, "option": plan.option, "first": plan.start.year, "last": plan.end.year}
    said = voice_of(study).plain(Statement("pilot.of_plan", facts))
    year = int(study.world.network.as_of[:4])
    return {"title": said, "publisher": study.world.network.title, "year": year, "document": f"plan {plan.start.year}"}


def _body(pilot: PilotAction, plan: Plan, study: Study, voice: Voice) -> dict[str, object]:
    """The pilot's entry; what nobody has said is left out."""
    candidate, declared = pilot.candidate, pilot.candidate.pilot
    head = declared.id if declared else candidate.theme.id.lower().replace("+", "-")
    titles = dict(declared.title) if declared else {"en": voice.plain(title_of(candidate))}
    owner = next((line.supplier for line in pilot.costs if line.partner == pilot.lead), None)
    texts = {
        "background": declared.background if declared else None,
        "action": declared.action if declared else None,
    }
    costs = [
        {"partner": line.partner, "amount": line.amount, "currency": line.currency}
        for line in pilot.costs
        if line.amount is not None
    ]
    body: Content = {
        "id": f"{head}-{pilot.start.year}"[:80],
        "title": titles,
        "status": "running",
        "idea": declared.id if declared else None,
        "theme": (declared.theme if declared else candidate.theme.id) or None,
        **texts,
        "objectives": list(candidate.theme.objectives),
        "sectors": list(candidate.theme.sectors),
        "criteria": list(pilot.answers),
        "lead": pilot.lead,
        "partners": list(pilot.regions),
        "owner": owner,
        "start": pilot.start.isoformat(),
        "end": pilot.end.isoformat(),
        "eu_programme": pilot.funding.code if pilot.funding else None,
        "costs": costs,
        "work": [
            {
                "title": voice.plain(work_name(work.key)),
                "lead": work.lead,
                "start": work.start.isoformat(),
                "end": work.end.isoformat(),
            }
            for work in pilot.work
        ],
        "milestones": [
            {"title": voice.plain(step_name(step.key, step.title)), "due": step.due.isoformat()} for step in pilot.steps
        ],
        "indicators": [
            {"code": target.code, "baseline": target.baseline, "target": target.target, "due": target.due}
            for target in pilot.indicators
        ],
        "risks": [voice.plain(risk_of(risk)) for risk in pilot.risks],
        "state_aid": pilot.state_aid,
        "follow_up": pilot.follow_up,
        "history": [{"date": pilot.start.isoformat(), "what": "started"}],
        "source": ["plan"],
    }
    body["indicators"] = [_filled(indicator) for indicator in body["indicators"]]
    return _filled(body)


def _filled(body: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in body.items() if value not in (None, [], ())}
