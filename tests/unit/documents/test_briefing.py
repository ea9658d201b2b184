"""The briefing keeps to its page: what is asked first, few findings, decisions and words, no code and no method."""

from __future__ import annotations

import re

from ceecluster.documents import document, voice_of
from ceecluster.forms.html import write_html
from ceecluster.forms.markdown import write_markdown
from factories import frozen

METHOD_WORDS = ("index", "kendall", "alpha", "adjusted", "draws", "similarity", "curveball", "p ", "interval")


def briefing() -> str:
    """The briefing of the frozen network as Markdown."""
    study = frozen()
    voice = voice_of(study)
    return write_markdown(document("briefing", study, voice), voice)


def test_it_is_short_and_begins_with_what_is_asked() -> None:
    """At most 180 words of summary, 25 to a sentence, three findings, three decisions with two ways each."""
    text = briefing()
    summary = text.split("## What to decide")[0]
    assert len(summary.split()) <= 180
    assert "members has" in " ".join(text.split("**", 2)[1].split()[:40])
    found, decide = (text.split(f"## {head}")[1].split("##")[0] for head in ("What was found", "What to decide"))
    assert 1 <= len(re.findall(r"^\d\.", found, re.MULTILINE)) <= 3
    decisions = re.findall(r"^\d\..*$", decide, re.MULTILINE)
    assert 1 <= len(decisions) <= 3
    assert all("*If so*" in line and "*If nothing is done*" in line for line in decisions)


def test_it_has_few_numbers_and_each_is_compared() -> None:
    """At most five figures in the findings and decisions, counting `7 of 11` as one."""
    text = briefing().split("## What was found")[1].split("## Who was heard")[0]
    text = re.sub(r"^\d\.", "", text, flags=re.MULTILINE)
    assert len(re.findall(r"\d+ of (?:the )?\d+|\d+", text)) <= 5


def test_no_code_and_no_method_word_stands_in_it() -> None:
    """Names, not codes; no statistic by its name."""
    text = briefing()
    world = frozen().world
    codes = {term.code for term in (*world.vocabulary.objectives, *world.vocabulary.instruments)}
    assert not set(re.findall(r"[A-Z]{2,}[A-Z0-9-]*", text)) & (codes | set(world.regions))
    assert not [word for word in METHOD_WORDS if f" {word}" in text.lower()]


def test_contents_stand_only_where_there_is_something_to_find() -> None:
    """A page of three headings has no table of contents, in HTML; the handbook has one."""
    study = frozen()
    voice = voice_of(study)
    short, long = (write_html(document(kind, study, voice), voice) for kind in ("briefing", "guidelines"))
    assert 'class="contents"' not in short
    assert 'class="contents"' in long
