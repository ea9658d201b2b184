"""Sentences of the screen made fit for a document: names for codes, and no commands to type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from ceecluster.model import World
from ceecluster.report.views.articles import Names
from ceecluster.report.views.base import View

_HINT = re.compile(r"\s*Look at: (compare|score|show|explain)( --?\w+)?( [\w-]+){0,2}(?=\s[A-Z][a-z]|$)")


def speller(world: World) -> Callable[[str], str]:
    """A function that gives regions and codes of the vocabulary their names in a sentence and drops hints to type."""
    names = Names(world)
    regions = {region.code: region.title for region in (*world.network.regions, *world.network.candidates)}
    region = re.compile(
        rf"(?<![\w(-])({'|'.join(map(re.escape, regions))})(?![\w-])|(?<=\()({'|'.join(regions)})(?=[),; ])"
    )
    term = re.compile(r"\b[A-Z]{3}-[A-Z]{2,6}\b")

    def named(found: re.Match[str]) -> str:
        code = found[0]
        title = regions[code]
        around = found.string[: found.start()], found.string[found.end() :]
        # Where the name stands beside its code already, the code stays.
        if around[1].startswith(f" {title}") or around[0].rstrip("(").endswith(f"{title} "):
            return code
        return title

    def spell(sentence: str) -> str:
        text = _HINT.sub("", sentence)
        text = re.sub(r" \(([A-Z]{3}-[A-Z]{2,6})\)", lambda m: m[0] if names.term(m[1]) == m[1] else "", text)
        text = term.sub(lambda m: names.term(m[0]), text)
        return region.sub(named, text)

    return spell


def spelled(world: World, sentences: Iterable[str]) -> tuple[str, ...]:
    """Sentences with names for codes."""
    spell = speller(world)
    return tuple(spell(sentence) for sentence in sentences)


def spelled_view(world: World, view: View) -> View:
    """A view whose sentences have names for codes; its tables keep the codes, which are short."""
    return replace(
        view,
        lead=spelled(world, view.lead),
        findings=spelled(world, view.findings),
        notes=spelled(world, view.notes),
    )
