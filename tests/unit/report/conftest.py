"""The shipped workspace and its report, made once for all tests of documents."""

from __future__ import annotations

from pathlib import Path

import pytest

import ceecluster as cc
from ceecluster.report.documents import Document, build
from ceecluster.study import Study

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def study() -> Study:
    """The shipped workspace."""
    return cc.load(ROOT / "data")


@pytest.fixture(scope="session")
def coherence(study: Study) -> Document:
    """The coherence report."""
    return build("coherence", study)
