"""Rows of a plan: the candidates in plain columns, what was proposed, the actions by chapter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pandas as pd

from ceecluster.planning.actions import (
    EnlargementAction,
    ExchangeAction,
    FundingAction,
    PilotAction,
    ProgrammeAction,
    QualityAction,
)
from ceecluster.planning.refusal import Refusal


@dataclass(frozen=True)
class CandidateRow:
    """A candidate and every part of its value; the parts are missing where nothing is documented of them."""

    id: str
    title: str
    origin: str
    """Declared by a person, or generated."""
    key: str
    """Its theme."""
    regions: tuple[str, ...]
    countries: tuple[str, ...]
    value: float
    low: float
    """Value if everything undocumented were at its worst."""
    high: float
    """The same at its best."""
    coverage: float
    """Documented share of the weights."""
    fit: float | None
    """How alike the partners are on the theme, 0 to 1."""
    need: float | None
    """Share of the partners whose gaps it answers, 0 to 1."""
    mass: float | None
    """Records and members on the theme, 0 to 1."""
    readiness: float | None
    """What the partners can start from, 0 to 1."""
    pairing: float | None
    """What the partners can learn from each other, 0 to 1."""
    coherence: float | None
    """How far the theme runs through the levels of the partners, 0 to 1."""
    needs: tuple[str, ...]
    """Criteria its need is measured on."""
    core: float | None
    """Share of the draws whose optimum contains it; missing where nothing was drawn."""
    chosen: bool
    """Whether the plan has it."""


@dataclass(frozen=True)
class Proposal:
    """What the pilots were chosen from."""

    listed: int
    """Candidates the choice was made among."""
    formed: int
    """Partnerships formed and valued before only the best of each theme were kept."""
    themes: int
    """Themes that at least one partnership could carry."""
    refused: tuple[Refusal, ...]
    """Declared pilots that cannot be candidates."""
    best: Annotated[pd.DataFrame, CandidateRow]
    """The most valuable candidates."""


@dataclass(frozen=True)
class Chapters:
    """The actions by chapter."""

    pilots: tuple[PilotAction, ...]
    programmes: tuple[ProgrammeAction, ...]
    exchange: tuple[ExchangeAction, ...]
    funding: tuple[FundingAction, ...]
    quality: tuple[QualityAction, ...]
    enlargement: tuple[EnlargementAction, ...]
