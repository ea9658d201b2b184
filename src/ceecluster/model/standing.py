"""Which records speak for a year, and which do not."""

from enum import StrEnum

from ceecluster.model.base import CalendarYear, Frozen


class Status(StrEnum):
    """What the sources say of a record in a year."""

    IN_FORCE = "in force"
    """Begun, and documented to run in that year: by its last year, or as running."""
    PRESUMED = "presumed in force"
    """Begun, without a documented end, and seen not long enough ago to be given up."""
    NOT_SEEN = "not seen since"
    """Begun, without a documented end, and not seen for longer than the network's rule allows."""
    ENDED = "ended"
    """Its last year is over, or a record that follows it has begun."""
    UNDATED = "undated"
    """Neither a start nor any dated source."""
    LATER = "not yet begun"
    """Begins later, or is seen for the first time later."""


SPEAKING = (Status.IN_FORCE, Status.PRESUMED)
"""The statuses whose records feed results."""


class Standing(Frozen):
    """The year a world was cut to, and the status of every record in it."""

    year: CalendarYear
    statuses: dict[str, Status] = {}
    """By record."""
    seen: dict[str, int | None] = {}
    """By record: the last year a dated source shows it."""
    owners: dict[str, str] = {}
    """By record: the code of the file it stands in, `XX` for the transnational one."""
    dropped: int = 0
    """Judgements of speaking records that were too old, undated or later than the year, and count as not documented."""

    def status(self, record: str) -> Status | None:
        """The status of a record; None for one that the workspace does not have."""
        return self.statuses.get(record)
