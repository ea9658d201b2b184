"""CC43x-CC46x: pilots, guidelines, vocabulary and network that do not hold together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ceecluster.assets import languages
from ceecluster.checks.records import Hit, year_of
from ceecluster.checks.run import Context
from ceecluster.errors import suggest
from ceecluster.findings import Severity, mean, rule, say
from ceecluster.model import Guidelines, Network, Pilot, PilotFile, Vocabulary
from ceecluster.model.network import FORMAT

LISTS = (
    "objectives",
    "instruments",
    "target_groups",
    "sectors",
    "funding_sources",
    "services",
    "actor_types",
    "labels",
    "eu_programmes",
    "indicators",
)


def _pilots(context: Context) -> Iterator[tuple[int, Pilot]]:
    if isinstance(context.file.model, PilotFile):
        yield from enumerate(context.file.model.pilots)


@rule("CC431", Severity.ERROR)
def pilot_dates_reversed(context: Context) -> Iterator[Hit]:
    """A pilot's dates run backwards.

    It ends before it starts, or a milestone or target date lies before the start.
    """
    for index, pilot in _pilots(context):
        if pilot.start is None:
            continue
        if pilot.end is not None and pilot.end < pilot.start[: len(pilot.end)]:
            where = context.at("pilots", index, "end")
            told = say("'{pilot}' ends {end} but starts {start}", pilot=pilot.id, end=pilot.end, start=pilot.start)
            yield where, told, "mend one of the two dates"
        dated = [(("milestones", n, "due"), milestone.due) for n, milestone in enumerate(pilot.milestones)]
        dated += [(("indicators", n, "due"), i.due) for n, i in enumerate(pilot.indicators) if i.due]
        dated += [(("work", n, "start"), work.start) for n, work in enumerate(pilot.work)]
        for path, due in dated:
            if due < pilot.start[: len(due)]:
                where = context.at("pilots", index, *path)
                told = say(
                    "{due} is before the start of '{pilot}', {start}", due=due, pilot=pilot.id, start=pilot.start
                )
                yield where, told, "mend the date"


@rule("CC432", Severity.ERROR)
def pilot_of_unknown_region(context: Context) -> Iterator[Hit]:
    """A pilot names a region that is neither member nor candidate.

    Its share of the plan, its links and its budget would belong to nobody. Mend the code, or list the region in
    `network.yaml`.
    """
    network = context.framework.network
    known = [region.code for region in (*network.regions, *network.candidates)]
    for index, pilot in _pilots(context):
        named: list[tuple[tuple[str | int, ...], str]] = [
            (("partners", n), code) for n, code in enumerate(pilot.partners)
        ]
        named += [(("costs", n, "partner"), cost.partner) for n, cost in enumerate(pilot.costs)]
        named += [(("work", n, "lead"), work.lead) for n, work in enumerate(pilot.work)]
        named += [(("history", n, "region"), event.region) for n, event in enumerate(pilot.history) if event.region]
        if pilot.lead:
            named.append((("lead",), pilot.lead))
        for path, code in named:
            if code not in known:
                near = suggest(code, known)
                hint, near = mean(near, f"known: {', '.join(known)}")
                told = say("'{pilot}' names unknown region '{code}'", pilot=pilot.id, code=code)
                yield context.at("pilots", index, *path), told, hint, near


@rule("CC433", Severity.ERROR)
def pilot_on_closed_programme(context: Context) -> Iterator[Hit]:
    """A pilot relies on a European programme that is not open at its start.

    Money of a programme cannot be applied for before it opens or after it closes; the years stand in the vocabulary.
    A strategy without money of its own (`frame`) and a family of programmes (`collective`) can never be applied to.
    """
    terms = context.framework.vocabulary.programmes()
    for index, pilot in _pilots(context):
        term = terms.get(pilot.eu_programme or "")
        if term is not None and (term.frame or term.collective):
            kind = "a frame without money" if term.frame else "a family of programmes"
            message = say("{code} is {kind}, '{pilot}' cannot apply to it", code=term.code, kind=kind, pilot=pilot.id)
            yield context.at("pilots", index, "eu_programme"), message, "name the programme that pays"
            continue
        if term is None or pilot.start is None or term.opens is None or term.closes is None:
            continue
        if not term.opens <= year_of(pilot.start) <= term.closes:
            where = context.at("pilots", index, "eu_programme")
            message = say(
                "{code} is open {opens}-{closes}, '{pilot}' starts {start}",
                code=term.code,
                opens=term.opens,
                closes=term.closes,
                pilot=pilot.id,
                start=pilot.start,
            )
            yield where, message, "name a programme that is open then"


@rule("CC434", Severity.WARNING)
def indicator_without_aim(context: Context) -> Iterator[Hit]:
    """An indicator of a running pilot without baseline, target or date.

    Progress is (observed - baseline) / (target - baseline) against elapsed time: without the three it cannot be told.
    """
    for index, pilot in _pilots(context):
        if pilot.status not in ("running", "finished"):
            continue
        for number, indicator in enumerate(pilot.indicators):
            lacking = [n for n in ("baseline", "target", "due") if getattr(indicator, n) is None]
            if lacking:
                where = context.at("pilots", index, "indicators", number)
                told = say(
                    "{code} of '{pilot}' has no {lacking}",
                    code=indicator.code,
                    pilot=pilot.id,
                    lacking=" and no ".join(lacking),
                )
                yield where, told, "add it"


@rule("CC435", Severity.NOTE)
def observed_beyond_target(context: Context) -> Iterator[Hit]:
    """An observed value goes beyond the target.

    A success, or a slip of the pen; progress is shown as reached.
    """
    for index, pilot in _pilots(context):
        for number, indicator in enumerate(pilot.indicators):
            if indicator.target is None or indicator.baseline is None or indicator.target == indicator.baseline:
                continue
            rises = indicator.target > indicator.baseline
            for place, seen in enumerate(indicator.observations):
                if (seen.value > indicator.target) if rises else (seen.value < indicator.target):
                    where = context.at("pilots", index, "indicators", number, "observations", place, "value")
                    message = say(
                        "{code} of '{pilot}' is {value}, beyond its target {target}",
                        code=indicator.code,
                        pilot=pilot.id,
                        value=f"{seen.value:g}",
                        target=f"{indicator.target:g}",
                    )
                    yield where, message, "check the reading"


@rule("CC436", Severity.ERROR)
def pilot_code_unknown(context: Context) -> Iterator[Hit]:
    """A pilot uses a code that is in no list.

    Objectives, sectors, criteria, indicators and European programmes are named by the codes of the vocabulary and the
    guidelines; an unknown one would drop out of the plan.
    """
    vocabulary = context.framework.vocabulary
    criteria = {criterion.id for criterion in context.framework.guidelines.criteria}
    for index, pilot in _pilots(context):
        used: list[tuple[tuple[str | int, ...], str, set[str]]] = []
        for listing in ("objectives", "sectors"):
            terms = set(vocabulary.terms(listing))
            used += [((listing, n), code, terms) for n, code in enumerate(getattr(pilot, listing))]
        used += [(("criteria", n), code, criteria) for n, code in enumerate(pilot.criteria)]
        indicators = set(vocabulary.terms("indicators"))
        used += [(("indicators", n, "code"), i.code, indicators) for n, i in enumerate(pilot.indicators)]
        if pilot.eu_programme:
            used.append((("eu_programme",), pilot.eu_programme, set(vocabulary.terms("eu_programmes"))))
        for path, code, known in used:
            if code not in known:
                near = suggest(code, known)
                listing = {"code": "indicators", "eu_programme": "eu_programmes"}.get(str(path[-1]), str(path[0]))
                hint, near = mean(near, f"'ceecluster show {listing}' lists them")
                told = say("'{pilot}' uses unknown code '{code}'", pilot=pilot.id, code=code)
                yield context.at("pilots", index, *path), told, hint, near


@rule("CC441", Severity.ERROR)
def tree_broken(context: Context) -> Iterator[Hit]:
    """The tree of criteria does not hold together.

    A parent that does not exist, a circle of parents, or an identifier used twice. Scores need one tree.
    """
    guidelines = context.file.model
    if not isinstance(guidelines, Guidelines):
        return
    parents = {node.id: node.parent for node in guidelines.nodes}
    for listing in ("nodes", "criteria"):
        for index, item in enumerate(getattr(guidelines, listing)):
            if item.parent is not None and item.parent not in parents:
                near = suggest(item.parent, parents)
                hint, near = mean(near, "name a node of this file")
                told = say("{item} hangs on unknown node '{parent}'", item=item.id, parent=item.parent)
                yield context.at(listing, index, "parent"), told, hint, near
    for index, node in enumerate(guidelines.nodes):
        seen, here = set(), node.id
        while here in parents and here not in seen:
            seen.add(here)
            here = parents[here] or ""
        if here == node.id:
            told = say("{node} is its own ancestor", node=node.id)
            yield context.at("nodes", index, "parent"), told, "mend the parent"
    uses = Counter([node.id for node in guidelines.nodes] + [criterion.id for criterion in guidelines.criteria])
    for listing in ("nodes", "criteria"):
        for index, item in enumerate(getattr(guidelines, listing)):
            if uses[item.id] > 1:
                told = say("'{item}' is used {uses} times", item=item.id, uses=uses[item.id])
                yield context.at(listing, index, "id"), told, "give it its own id"


@rule("CC442", Severity.ERROR)
def weights_all_zero(context: Context) -> Iterator[Hit]:
    """All children of a node weigh nothing.

    Siblings are weighed against one another; where all weigh nothing their mean is not defined.
    """
    guidelines = context.file.model
    if not isinstance(guidelines, Guidelines):
        return
    totals: Counter[str] = Counter()
    first: dict[str, tuple[str, int]] = {}
    for listing in ("nodes", "criteria"):
        for index, item in enumerate(getattr(guidelines, listing)):
            totals[item.parent or "the root"] += item.weight
            first.setdefault(item.parent or "the root", (listing, index))
    for parent, total in totals.items():
        if total == 0:
            told = say("all weights under {parent} are 0", parent=parent)
            yield context.at(*first[parent], "weight"), told, "give one a weight"


@rule("CC443", Severity.ERROR)
def points_out_of_order(context: Context) -> Iterator[Hit]:
    """Points or bands that are out of order.

    Points rise in the raw value, and their z only rises or only falls; bands go from best to worst and end at 0.
    """
    guidelines = context.file.model
    if not isinstance(guidelines, Guidelines):
        return
    for index, criterion in enumerate(guidelines.criteria):
        points = getattr(criterion.measure, "points", None)
        if points is None:
            continue
        raw, z = [p[0] for p in points], [p[1] for p in points]
        monotone = z in (sorted(z), sorted(z, reverse=True))
        if raw != sorted(set(raw)) or not monotone:
            where = context.at("criteria", index, "measure", "points")
            told = say("the points of {criterion} are out of order", criterion=criterion.id)
            yield where, told, "let raw values rise and z run one way"
    limits = [band.min for band in guidelines.bands]
    if limits != sorted(set(limits), reverse=True) or not limits or limits[-1] != 0:
        yield context.at("bands"), "the bands do not go from best to 0", "order them by falling min, the last at 0"


@rule("CC451", Severity.ERROR)
def code_twice(context: Context) -> Iterator[Hit]:
    """A code is defined twice in the vocabulary.

    Two meanings under one code would be mixed up. Remove one, or give it a code of its own.
    """
    if not isinstance(context.file.model, Vocabulary):
        return
    seen: set[str] = set()
    for listing in LISTS:
        for index, term in enumerate(getattr(context.file.model, listing)):
            if term.code in seen:
                yield context.at(listing, index, "code"), say("'{code}' is defined twice", code=term.code), "remove one"
            seen.add(term.code)


@rule("CC452", Severity.ERROR)
def region_twice(context: Context) -> Iterator[Hit]:
    """A region is registered twice, as member or candidate.

    It would be counted twice in every comparison. Keep one entry, as member or as candidate.
    """
    if not isinstance(context.file.model, Network):
        return
    seen: set[str] = set()
    for listing in ("regions", "candidates"):
        for index, region in enumerate(getattr(context.file.model, listing)):
            if region.code in seen:
                told = say("'{code}' is registered twice", code=region.code)
                yield context.at(listing, index, "code"), told, "remove one"
            seen.add(region.code)


@rule("CC453", Severity.WARNING)
def neighbour_one_sided(context: Context) -> Iterator[Hit]:
    """A neighbourhood only one side knows of.

    A border has two sides. Name the neighbour in both entries, or in none.
    """
    network = context.file.model
    if not isinstance(network, Network):
        return
    around = {region.code: region.neighbours for region in (*network.regions, *network.candidates)}
    for listing in ("regions", "candidates"):
        for index, region in enumerate(getattr(network, listing)):
            for number, other in enumerate(region.neighbours):
                if other in around and region.code not in around[other]:
                    where = context.at(listing, index, "neighbours", number)
                    told = say("{other} does not name {code} as neighbour", other=other, code=region.code)
                    yield where, told, "add it there or remove it here"


@rule("CC454", Severity.ERROR)
def rule_without_sense(context: Context) -> Iterator[Hit]:
    """A rule of the network that cannot be met.

    More pilots wanted at least than at most, a partnership larger at least than at most, or dimension weights that
    are all zero or negative.
    """
    if not isinstance(context.file.model, Network):
        return
    rules = context.file.model.rules
    if rules.plan.min_pilots > rules.plan.max_pilots:
        where = context.at("rules", "plan", "min_pilots")
        yield where, "min_pilots is more than max_pilots", "mend one of the two"
    if rules.plan.partners[0] > rules.plan.partners[1]:
        yield context.at("rules", "plan", "partners"), "the smallest partnership is larger than the largest", "mend it"
    weights = rules.dimension_weights
    if not any(weights.values()) or min(weights.values(), default=0) < 0:
        where = context.at("rules", "dimension_weights")
        yield where, "dimension weights must not be negative or all 0", "give one a weight"


@rule("CC455", Severity.NOTE)
def rule_not_read(context: Context) -> Iterator[Hit]:
    """A setting that is not read any more.

    `rules.agreement.blocks_at` took a low priority for an objection. A region that objects declares the stance
    `object`; leave the setting out.
    """
    if isinstance(context.file.model, Network) and context.file.model.rules.agreement.blocks_at is not None:
        where = context.at("rules", "agreement", "blocks_at", key=True)
        hint = "leave it out (ceecluster upgrade does); objections are declared stances"
        yield where, "rules.agreement.blocks_at is not read any more", hint


@rule("CC456", Severity.ERROR)
def other_format(context: Context) -> Iterator[Hit]:
    """A workspace of a format that this version does not know.

    `format` in `network.yaml` counts the formats of workspaces. A later one may hold what this version would not see:
    install the version it was written for. An earlier one is read, and `ceecluster upgrade` brings it to today's.
    """
    if isinstance(context.file.model, Network) and (context.file.model.format or 1) > FORMAT:
        where, said = context.at("format"), context.file.model.format
        told = say("the format is {said}, this version knows {known}", said=said, known=FORMAT)
        yield where, told, "install a later version of ceecluster"


@rule("CC470", Severity.ERROR)
def language_without_catalogue(context: Context) -> Iterator[Hit]:
    """The language of the network has no catalogue of texts, or is not known in the region given with it.

    Every result and document would be refused. Choose one of the languages there are, or start a catalogue with
    `ceecluster languages LANGUAGE --update`. A region behind it (`de-AT`) says whose numbers and months are written.
    """
    network = context.file.model
    if not isinstance(network, Network):
        return
    base, _, region = network.language.partition("-")
    if base not in (known := languages()):
        told = say("the language '{language}' has no catalogue", language=base)
        hint, near = mean(suggest(base, known), f"languages: {', '.join(known)}")
        yield context.at("language"), told, hint, near
    elif region:
        from ceecluster.catalogues import regions_of  # without a region nothing of Babel is needed

        if region not in (there := regions_of(base)):
            told = say("the language '{language}' is not known in the region '{region}'", language=base, region=region)
            hint, _ = mean(None, f"regions: {', '.join(there)}")
            yield context.at("language"), told, hint, None
