"""A part of a network: some of its members, the records of some sectors."""

from ceecluster.model.base import Frozen


class NetworkPart(Frozen):
    """What was chosen; every list that is empty leaves its kind whole."""

    regions: tuple[str, ...] = ()
    """Members, by code."""
    countries: tuple[str, ...] = ()
    """Countries whose members take part, by their two letters."""
    sectors: tuple[str, ...] = ()
    """Sectors of which a record needs one."""
