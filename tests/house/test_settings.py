"""What is taken where nothing is said changes on purpose only: limits, patterns and defaults of every package."""

from __future__ import annotations

from pathlib import Path

import pytest

from figures import compare_settings

ROOT = Path(__file__).parents[2]
BY_THEMSELVES = ("agreement", "checks", "coherence", "planning", "scoring")
"""Packages whose own tests hold theirs: tests/unit/PACKAGE/test_PACKAGE_settings.py."""
OTHERS = sorted({each.parent.name for each in ROOT.glob("src/ceecluster/*/__init__.py")} - {*BY_THEMSELVES})


@pytest.mark.parametrize("package", ["", *OTHERS])
def test_the_settings_stand(package: str, update: bool) -> None:
    """All constants of the package ("" for the modules in none) and all defaults, as last looked at."""
    compare_settings(package, update=update)
