"""A scenario: what is different beside the network as it is."""

from typing import Any, Literal

from pydantic import Field

from ceecluster.model.base import CalendarYear, Code, Frozen, Text


class Scenario(Frozen):
    """What is different in a scenario; what it leaves out is as in the study."""

    name: Text | None = None
    """What to call it; default: the name of its file."""
    as_of: CalendarYear | Literal["all"] | None = None
    weights: dict[str, float] = {}
    """Weights of levels, dimensions or criteria to use instead."""
    method: Literal["power_mean", "geometric", "harmonic"] | None = None
    normalisation: Text | None = None
    rules: dict[str, Any] = {}
    """Rules of network.yaml to use instead, nested as they are there."""
    joining: tuple[Code, ...] = Field(default=(), alias="with")
    """Candidates that are members here."""
    without: tuple[Code, ...] = ()
    """Members that are none here."""
