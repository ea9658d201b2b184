"""The follow-up in words: a light for every pilot, a sentence for every indicator, what is lacking."""

from __future__ import annotations

from ceecluster.documents import document, voice_of
from ceecluster.forms.markdown import write_markdown
from ceecluster.words.evaluation import evaluation_words
from factories import frozen


def test_every_indicator_is_told_with_its_light() -> None:
    """One sentence each, with the figures of the row and its light, or with what is lacking."""
    study = frozen()
    found, voice = study.evaluate(), voice_of(study)
    words = evaluation_words(study.whole, found)
    told = [voice.plain(sentence) for pilot in words.pilots for sentence in pilot.readings]
    assert len(told) == len(found.by_indicator) > 3
    for text, row in zip(told, found.by_indicator, strict=True):
        assert row.title in text and row.indicator not in text and not text.endswith("..")
        if row.light == "no data":
            assert all(lack.value in text for lack in row.lacking)
        else:
            assert f"is {row.light}" in text and row.observed_on in text
    assert any(row.light != "no data" for row in found.by_indicator)


def test_without_a_real_pilot_the_report_is_a_form() -> None:
    """What to report, when and by whom; a worked example is marked once."""
    study = frozen()
    voice = voice_of(study)
    text = write_markdown(document("evaluation", study, voice), voice)
    assert not study.evaluate().real
    assert "## What to report, and when" in text
    assert "EXAMPLE EXAMPLE" not in text and "EXAMPLE: EXAMPLE" not in text
