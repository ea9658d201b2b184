"""Trans-regional programmes: the same objective with the same instrument on several sides, open to each other."""

from __future__ import annotations

from itertools import permutations

from ceecluster import frames
from ceecluster.agreement.agreement import Agreement
from ceecluster.model import World
from ceecluster.planning.actions import ProgrammeAction, Reason
from ceecluster.planning.evidence import is_alive

LISTED = 5


def find_programmes(world: World, agreement: Agreement, *, prefix: str = "B") -> tuple[ProgrammeAction, ...]:
    """The objectives and instruments held in two countries or more, those open to each other first; at most five.

    A record holds an objective through an instrument if the instrument serves it, or names no objective of its own.
    Open means that the instrument's rules let organisations of the other region, or of its country, take part.
    Records known to have ended are left out. Order: pairs open to each other, pairs open one way, regions.
    """
    country = {region.code: region.country for region in world.network.regions}
    year = int(world.network.as_of[:4])
    held: dict[tuple[str, str], dict[str, dict[str, None]]] = {}
    opened: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
    for region, programme, _ in frames.records(world):
        if not is_alive(programme, year):
            continue
        own = tuple(objective.code for objective in programme.objectives)
        for instrument in programme.instruments:
            for objective in instrument.objectives or own:
                key = (objective, instrument.code)
                held.setdefault(key, {}).setdefault(region, {})[programme.id] = None
                for other, its_country in country.items():
                    whom = instrument.open_to
                    fits = whom == "any" if isinstance(whom, str) else other in whom or its_country in whom
                    if other != region and fits:
                        opened.setdefault(key, {}).setdefault((region, other), programme.id)
    ranked = []
    for key, regions in held.items():
        if len({country[region] for region in regions}) < 2:
            continue
        ways = {pair: record for pair, record in opened.get(key, {}).items() if pair[1] in regions}
        mutual = tuple((a, b) for a, b in permutations(country, 2) if a < b and {(a, b), (b, a)} <= set(ways))
        one_way = tuple(pair for pair in permutations(country, 2) if pair in ways and pair[::-1] not in ways)
        ranked.append((-len(mutual), -len(one_way), -len(regions), key, mutual, one_way, ways))
    clauses = {case.issue: case for case in agreement.cases if case.clause}
    share = {issue: case.share or 0.0 for issue, case in clauses.items()}
    ranked.sort(key=lambda row: (row[0], row[1], -share.get(row[3][0], 0.0), row[2], row[3]))
    actions = []
    for number, (_, _, _, key, mutual, one_way, ways) in enumerate(ranked[:LISTED], start=1):
        aim, means = key
        partners = tuple(region for region in country if region in held[key])
        because = [Reason("clause", clauses[aim].clause, clauses[aim].share, (aim,))] if aim in clauses else []
        because += [Reason("record", record, None, pair) for pair, record in sorted(ways.items())[:6]]
        because += [Reason("record", next(iter(held[key][region])), None, (region,)) for region in partners]
        actions.append(
            ProgrammeAction(
                number=f"{prefix}{number}",
                regions=partners,
                because=tuple(dict.fromkeys(because)),
                objective=aim,
                instrument=means,
                records={region: tuple(held[key][region]) for region in partners},
                mutual=mutual,
                one_way=one_way,
            )
        )
    return tuple(actions)
