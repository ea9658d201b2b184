"""The brand of a workspace in each form: colours, fonts, logo."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from html import escape

from ceecluster.blocks import Word
from ceecluster.wording import Voice

SERIES = {"#b35c00": "c2", "#5b6ba8": "c3", "#8a8f2b": "c4", "#93497a": "c5"}
"""Second to fifth colour of charts, and the variables of the page that stand for them."""
ACCENT = "#0b5566"
"""The first colour of charts and of lines."""
DEEP = "#0b4453"
"""The accent of headings on paper."""


def recoloured(voice: Voice) -> Mapping[str, str]:
    """Our colours as the brand has them on paper; nothing for a workspace without colours."""
    brand = voice.brand
    found = dict(zip(SERIES, (light for light, _ in brand.marks), strict=False))
    if brand.accents is not None:
        found |= {ACCENT: brand.accents[0], DEEP: brand.accents[0]}
    return found


def painted(text: str, colours: Mapping[str, str]) -> str:
    """A text with our colours replaced; each once, so that a brand may swap two of them."""
    for index, ours in enumerate(colours):
        text = text.replace(ours, f"#@{index}@").replace(ours.upper(), f"#@{index}@")
    for index, theirs in enumerate(colours.values()):
        text = text.replace(f"#@{index}@", theirs)
    return text


def style(voice: Voice) -> str:
    """What a brand adds to the style of a page."""
    brand = voice.brand
    light: dict[str, str] = {}
    dark: dict[str, str] = {}
    if brand.accents is not None:
        (light["accent"], dark["accent"]) = (light["c1"], dark["c1"]) = brand.accents
    for name, (day, night) in zip(SERIES.values(), brand.marks, strict=False):
        light[name], dark[name] = day, night
    out = []
    if light:
        day, night = (":root{" + "".join(f"--{k}:{v};" for k, v in each.items()) + "}" for each in (light, dark))
        out.append(f"{day}@media (prefers-color-scheme: dark){{{night}}}@media print{{{day}}}")
    if brand.font:
        out.append(f'body{{font-family:"{brand.font}","Segoe UI",Roboto,"Noto Sans","DejaVu Sans",Arial,sans-serif}}')
    if brand.heading_font:
        out.append(f'h1,h2,h3,h4{{font-family:"{brand.heading_font}",Georgia,serif}}')
    return "\n".join(out)


def letterhead(voice: Voice) -> str:
    """The logo and the publisher at the head of a page; empty without both."""
    publisher = voice.brand.publisher and voice.plain(voice.brand.publisher)
    if not publisher and voice.logo is None:
        return ""
    picture = ""
    if voice.logo is not None:
        data = base64.b64encode(voice.logo.content).decode()
        # Beside the publisher's name the picture says nothing new.
        told = "" if publisher else voice.plain(Word("Logo"))
        picture = f'<img src="data:image/{voice.logo.kind};base64,{data}" alt="{escape(told)}">'
    return f'<header class="brand">{picture}<span>{escape(publisher or "")}</span></header>'
