"""Groups in words: every sentence, for one group and for several."""

from __future__ import annotations

import pytest

from ceecluster.documents import voice_of
from ceecluster.words.group import group_topic
from ceecluster.words.topic import screen
from factories import frozen


@pytest.mark.parametrize("count", [1, 2])
def test_groups_are_worded(count: int) -> None:
    """All sentences are worded, and a table stands for each group, one more for several."""
    study = frozen()
    regions = study.agreement.regions
    topic = group_topic(study.groups([regions[:3], regions[3:5]][:count]))
    assert len(topic.tables) == (1 if count == 1 else 3)
    told = [voice_of(study).plain(part) for part in (topic.title, *topic.lead, *topic.findings, *topic.notes)]
    assert all(text and "None" not in text for text in told)
    assert screen(topic).name == "agreement-groups"
