"""Why an issue has its place, in words, for every issue of a full network."""

from __future__ import annotations

from ceecluster.documents import voice_of
from ceecluster.words.issue import issue_topic
from ceecluster.words.topic import screen
from factories import frozen


def test_every_issue_can_be_asked_for() -> None:
    """Each sentence is worded; each region of the network stands in the table, whatever its position."""
    study = frozen()
    voice = voice_of(study)
    for case in study.agreement.cases:
        topic = issue_topic(study.why_issue(case.issue))
        assert screen(topic).name == "agreement-why"
        assert len(topic.tables[0].cells) == len(study.agreement.regions)
        told = [voice.plain(part) for part in (topic.title, *topic.lead, *topic.findings, *topic.notes)]
        assert all(text and "None" not in text for text in told)
