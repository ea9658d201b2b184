"""What a cluster says of itself: answers to the criteria of its level, beside what sources say."""

from ceecluster.model.base import Code, Day, Frozen, Scalar, Slug, Text


class Answer(Frozen):
    """The answer to one criterion."""

    value: Scalar
    """As an assessment has it: 0-4 for steps, a number, true or false, `never`."""
    note: Text | None = None
    """What it rests on."""


class SelfCheck(Frozen):
    """A self-check of one record on one day; of several the newest counts, and only where it is asked for."""

    record: Slug
    network: Text
    """Title of the network that asked."""
    date: Day
    answers: dict[Code, Answer]
    note: Text | None = None
