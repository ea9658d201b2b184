"""Trans-regional programmes: the same objective with the same instrument on several sides, open to each other."""

from __future__ import annotations

from ceecluster import frames
from ceecluster.agreement.agreement import Agreement
from ceecluster.coherence.reciprocity import includes
from ceecluster.model import World
from ceecluster.planning.actions import ProgrammeAction, Reason
from ceecluster.planning.evidence_base import is_alive

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
    opened: dict[tuple[str, str], list[tuple[str, str, tuple[str, ...] | str]]] = {}
    for region, programme, _ in frames.records(world):
        if not is_alive(programme, year):
            continue
        own = tuple(objective.code for objective in programme.objectives)
        for instrument in programme.instruments:
            for objective in instrument.objectives or own:
                key = (objective, instrument.code)
                held.setdefault(key, {}).setdefault(region, {})[programme.id] = None
                opened.setdefault(key, []).append((region, programme.id, instrument.open_to))
    place = {region: at for at, region in enumerate(country)}
    ranked = []
    for key, regions in held.items():
        if len({country[region] for region in regions}) < 2:
            continue
        ways: dict[tuple[str, str], str] = {}
        for region, record, whom in opened[key]:
            for other in regions if whom else ():
                if other != region and includes(whom, other, country[other]):
                    ways.setdefault((region, other), record)
        ordered = sorted(ways, key=lambda pair: (place[pair[0]], place[pair[1]]))
        mutual = tuple((a, b) for a, b in ordered if a < b and (b, a) in ways)
        one_way = tuple(pair for pair in ordered if pair[::-1] not in ways)
        ranked.append((-len(mutual), -len(one_way), -len(regions), key, mutual, one_way, ways))
    clauses = {case.issue: case for case in agreement.cases if case.clause}
    share = {issue: case.share or 0.0 for issue, case in clauses.items()}
    ranked.sort(key=lambda row: (row[0], row[1], -share.get(row[3][0], 0.0), row[2], row[3]))
    actions = []
    for number, (_, _, _, key, mutual, one_way, ways) in enumerate(ranked[:LISTED], start=1):
        aim, means = key
        partners = tuple(region for region in country if region in held[key])
        case = clauses.get(aim)
        because = [Reason("clause", case.clause, case.share, (aim,), case.positions)] if case else []
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
