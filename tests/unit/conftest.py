"""The frozen workspace and its report, made once for all tests of documents."""

from __future__ import annotations

import pytest

from ceecluster.blocks import Document
from ceecluster.documents import document, voice_of
from ceecluster.study import Study
from factories import frozen


@pytest.fixture(scope="session")
def study() -> Study:
    """The frozen workspace."""
    return frozen()


@pytest.fixture(scope="session")
def coherence(study: Study) -> Document:
    """The coherence report."""
    return document("coherence", study, voice_of(study))
