"""The self-check as one page that works without a network: nothing is loaded, nothing is sent."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ceecluster import assets
from ceecluster.blocks import Ref, Word
from ceecluster.forms import look
from ceecluster.forms.html import digest, filled
from ceecluster.model.base import Worded

if TYPE_CHECKING:
    from ceecluster.scoring.selfprofile import Question
    from ceecluster.wording import Voice


def selfcheck_page(network: str, record: str, questions: Sequence[Question], voice: Voice) -> bytes:
    """The page for one record."""
    sheets = ((assets.templates() / name).read_text(encoding="utf-8") for name in ("page.css", "selfcheck.css"))
    style = "".join((*sheets, look.style(voice)))
    script = (assets.templates() / "selfcheck.js").read_text(encoding="utf-8")
    told = []
    for question in questions:
        names = [voice.plain(Ref("record", practice.record)) for practice in question.practices]
        said = {f.name: _told(getattr(question, f.name), voice) for f in dataclasses.fields(question)}
        words = [(each, voice.plain(Word(each)) if each in ("true", "false") else each) for each in question.choices]
        told.append({**said, "choices": words, "practices": names})
    values = {
        **{"network": network, "record": record, "questions": told, "style": style, "script": script},
        "language": voice.language,
        **{"style_hash": digest(style), "script_hash": digest(script)},
    }
    return filled("selfcheck.html.j2", voice, **values).encode()


def _told(value: object, voice: Voice) -> object:
    """What the guidelines say, in the language of the page."""
    if isinstance(value, Worded):
        return str(voice.plain(value))
    return tuple(_told(each, voice) for each in value) if isinstance(value, tuple) else value
