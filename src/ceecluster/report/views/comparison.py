"""The comparison as texts, for documents that are still on the old road."""

from __future__ import annotations

import pandas as pd

from ceecluster.coherence.comparison import Comparison
from ceecluster.model import World
from ceecluster.names import Names
from ceecluster.report.figures import worded_table
from ceecluster.report.views.base import MISSING, Table, interval, number
from ceecluster.wording import Voice
from ceecluster.words import comparison as words

LOW_EVIDENCE = "insufficient evidence"


def regions_table(comparison: Comparison) -> Table:
    """One line per region."""
    return worded_table(words.regions_table(comparison), Voice(Names(comparison.world)))


def what_stands_out(comparison: Comparison) -> list[str]:
    """Up to six plain findings."""
    voice = Voice(Names(comparison.world))
    return [voice.plain(statement) for statement in words.highlight_words(comparison)]


def signed(value: float | None, digits: int = 2) -> str:
    """A difference with its sign."""
    if value is None or pd.isna(value):
        return MISSING
    text = number(abs(value), digits)
    return text if float(text) == 0 else f"{'+' if value > 0 else '−'}{text}"


def term(world: World, code: str) -> str:
    """A code's name; the code itself where the vocabulary does not have it."""
    found = world.vocabulary.find(code)
    return found.title if found else code


def quality(low: float, value: float, high: float, band: object) -> str:
    """A score with its interval and band; only the interval where evidence does not suffice."""
    if pd.isna(low):
        return MISSING
    if pd.isna(value):
        return f"({interval(low, high)}) {LOW_EVIDENCE}"
    return f"{number(value)} ({interval(low, high)}) {band}"
