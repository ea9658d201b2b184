"""CC46x: terms of the vocabulary, actions and mappings that do not hold together."""

from __future__ import annotations

from collections.abc import Iterator

from ceecluster.checks.records import Hit
from ceecluster.checks.run import Context
from ceecluster.errors import suggest
from ceecluster.findings import Severity, mean, rule, say
from ceecluster.model import ActionFile, Guidelines, PilotFile, Vocabulary

Trail = tuple[str | int, ...]


@rule("CC461", Severity.ERROR)
def term_dates_reversed(context: Context) -> Iterator[Hit]:
    """Dates of a programme, a call or a label that run backwards.

    A programme closes before it opens, a call ends before it starts, a label was last given before it was first given.
    """
    vocabulary = context.file.model
    if not isinstance(vocabulary, Vocabulary):
        return
    spans: list[tuple[Trail, str, object, object]] = []
    for index, programme in enumerate(vocabulary.eu_programmes):
        here = ("eu_programmes", index)
        spans.append(((*here, "closes"), programme.code, programme.opens, programme.closes))
        spans.append(((*here, "eligible_until"), programme.code, programme.eligible_from, programme.eligible_until))
        for number, call in enumerate(programme.calls):
            spans.append(((*here, "calls", number, "closes"), f"'{call.title}'", call.opens, call.closes))
    for index, label in enumerate(vocabulary.labels):
        spans.append((("labels", index, "until"), label.code, label.since, label.until))
        for number, issuer in enumerate(label.issuer):
            spans.append((("labels", index, "issuer", number, "until"), f"'{issuer.body}'", issuer.since, issuer.until))
    for path, what, first, last in spans:
        # A date may be given to the year only: what both give is compared.
        begins, ends = str(first), str(last)
        size = min(len(begins), len(ends))
        if first is not None and last is not None and ends[:size] < begins[:size]:
            told = say("{what} ends {last} but starts {first}", what=what, last=last, first=first)
            yield context.at(*path), told, "mend one of the two dates"


@rule("CC462", Severity.WARNING)
def frame_with_money(context: Context) -> Iterator[Hit]:
    """A strategy without money of its own that has calls or a budget.

    `frame: true` says that nothing can be applied for. The money behind a strategy comes from programmes, which have
    entries of their own.
    """
    vocabulary = context.file.model
    if not isinstance(vocabulary, Vocabulary):
        return
    for index, programme in enumerate(vocabulary.eu_programmes):
        for name in ("fund", "calls", "budget", "cofinancing"):
            if programme.frame and getattr(programme, name):
                where = context.at("eu_programmes", index, name)
                told = say("{code} is a frame but has {name}", code=programme.code, name=name)
                yield where, told, "remove it, or remove frame: true"


@rule("CC463", Severity.WARNING)
def labels_on_one_step(context: Context) -> Iterator[Hit]:
    """Two labels of one scheme on the same step.

    A scheme that gives two labels says that one asks more than the other; on one step the difference would be lost.
    """
    vocabulary = context.file.model
    if not isinstance(vocabulary, Vocabulary):
        return
    seen: dict[tuple[str, float], str] = {}
    for index, label in enumerate(vocabulary.labels):
        if label.scheme is None or label.rank is None:
            continue
        other = seen.setdefault((label.scheme, label.rank), label.code)
        if other != label.code:
            message = say(
                "{code} and {other} of '{scheme}' both stand on step {rank}",
                code=label.code,
                other=other,
                scheme=label.scheme,
                rank=f"{label.rank:g}",
            )
            yield context.at("labels", index, "rank"), message, "give the one that asks less a lower step"


@rule("CC464", Severity.ERROR)
def action_code_unknown(context: Context) -> Iterator[Hit]:
    """An action uses a code or level that does not exist.

    Objectives, indicators, programmes, criteria and levels are named as in the vocabulary, the guidelines and the
    network; under another name the action would reach no plan.
    """
    if not isinstance(context.file.model, ActionFile):
        return
    vocabulary, network = context.framework.vocabulary, context.framework.network
    known = {name: set(vocabulary.terms(name)) for name in ("objectives", "indicators", "eu_programmes")}
    known["criteria"] = {criterion.id for criterion in context.framework.guidelines.criteria}
    known["levels"] = {level.id for level in network.levels}
    for index, action in enumerate(context.file.model.actions):
        used: list[tuple[Trail, str, str]] = [(("objective",), action.objective, "objectives")]
        used += [(("indicators", n, "code"), aim.code, "indicators") for n, aim in enumerate(action.indicators)]
        used += [(("criteria", n), code, "criteria") for n, code in enumerate(action.criteria)]
        used += [(("roles", level), level, "levels") for level in action.roles]
        for number, project in enumerate(action.comparable):
            if project.eu_programme:
                used.append((("comparable", number, "eu_programme"), project.eu_programme, "eu_programmes"))
        for path, code, listing in used:
            if code not in known[listing]:
                near = suggest(code, known[listing])
                hint, near = mean(near, f"known: {', '.join(sorted(known[listing]))}")
                where = context.at("actions", index, *path, key=path[0] == "roles")
                told = say("the action on {objective} uses unknown '{code}'", objective=action.objective, code=code)
                yield where, told, hint, near


@rule("CC465", Severity.NOTE)
def objective_without_action(context: Context) -> Iterator[Hit]:
    """An objective of the vocabulary for which no action is given.

    A plan has nothing to propose for it beyond its name.
    """
    if not isinstance(context.file.model, ActionFile):
        return
    objectives = context.framework.vocabulary.terms("objectives")
    given = {action.objective for action in context.file.model.actions}
    # A misspelt objective is told as that (CC464), not once more as missing.
    given |= {suggest(code, objectives) or "" for code in given if code not in objectives}
    lacking = [code for code in objectives if code not in given]
    if lacking:
        told = say("no action for {lacking}", lacking=", ".join(lacking))
        yield context.at("actions", key=True), told, "add one for each"


@rule("CC466", Severity.ERROR)
def action_twice(context: Context) -> Iterator[Hit]:
    """Two actions on one objective.

    A plan could not tell which of the two is meant. Put their activities together.
    """
    if not isinstance(context.file.model, ActionFile):
        return
    seen: set[str] = set()
    for index, action in enumerate(context.file.model.actions):
        if action.objective in seen:
            where = context.at("actions", index, "objective")
            yield where, say("{objective} has two actions", objective=action.objective), "put the two together"
        seen.add(action.objective)


@rule("CC467", Severity.ERROR)
def requirement_unknown(context: Context) -> Iterator[Hit]:
    """A criterion is mapped to a scheme or requirement that is not defined.

    Schemes and their requirements stand under `schemes` of the same file.
    """
    guidelines = context.file.model
    if not isinstance(guidelines, Guidelines):
        return
    items = {scheme.id: scheme.items for scheme in guidelines.schemes}
    for index, criterion in enumerate(guidelines.criteria):
        for number, requirement in enumerate(criterion.requirements):
            name = "item" if requirement.scheme in items else "scheme"
            given, known = getattr(requirement, name), items.get(requirement.scheme, items)
            if given not in known:
                near = suggest(given, known)
                hint, near = mean(near, f"known: {', '.join(known) or 'none'}")
                where = context.at("criteria", index, "requirements", number, name)
                told = say("{criterion} names unknown {name} '{given}'", criterion=criterion.id, name=name, given=given)
                yield where, told, hint, near


@rule("CC468", Severity.WARNING)
def baseline_against_rule(context: Context) -> Iterator[Hit]:
    """An indicator that does not start from where it starts by rule.

    The vocabulary says from what an indicator starts (`baseline`); what partners already do without the pilot is no
    progress of the pilot.
    """
    terms = context.framework.vocabulary.terms("indicators")
    model = context.file.model
    if not isinstance(model, PilotFile | ActionFile):
        return
    listing = "pilots" if isinstance(model, PilotFile) else "actions"
    for index, item in enumerate(getattr(model, listing)):
        for number, given in enumerate(item.indicators):
            term = terms.get(given.code)
            wanted = term.baseline if term else None
            if wanted is not None and given.baseline is not None and given.baseline != wanted:
                where = context.at(listing, index, "indicators", number, "baseline")
                message = say(
                    "{code} starts from {wanted} by rule, here from {baseline}",
                    code=given.code,
                    wanted=f"{wanted:g}",
                    baseline=f"{given.baseline:g}",
                )
                yield where, message, "start from there, or count something else"


@rule("CC469", Severity.ERROR)
def term_points_nowhere(context: Context) -> Iterator[Hit]:
    """A term of the vocabulary points to a code that is in no list.

    `fund` names a funding source, `follows` and `part_of` another European programme (`part_of` a collective one),
    `max_of` an output indicator.
    """
    vocabulary = context.file.model
    if not isinstance(vocabulary, Vocabulary):
        return
    families = {term.code for term in vocabulary.eu_programmes if term.collective}
    for listing, name, target in (
        ("eu_programmes", "fund", "funding_sources"),
        ("eu_programmes", "follows", "eu_programmes"),
        ("eu_programmes", "part_of", "eu_programmes"),
        ("indicators", "max_of", "indicators"),
    ):
        known = families if name == "part_of" else set(vocabulary.terms(target))
        for index, term in enumerate(getattr(vocabulary, listing)):
            code = getattr(term, name)
            if code is not None and (code not in known or code == term.code):
                near = suggest(code, known)
                hint, near = mean(near if near != code else None, f"name a code of {target}")
                told = say("{term} points to '{code}'", term=term.code, code=code)
                yield context.at(listing, index, name), told, hint, near
