"""Thresholds, draws and what is taken where nothing is said change on purpose only."""

from __future__ import annotations

from figures import compare_settings


def test_the_settings_stand(update: bool) -> None:
    """All constants of the package and all defaults, as last looked at."""
    compare_settings("agreement", update=update)
