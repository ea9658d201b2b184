"""What people mean who write a name where a code belongs: `SMEs`, `Automotive`, `Upper Austria`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache

from ceecluster.errors import suggest
from ceecluster.findings import Finding
from ceecluster.model import World
from ceecluster.model.lists import CRITERIA, PLACES, list_of

_BETWEEN = re.compile(r"\s*(?:[,/|\n]|\s(?:and|und)\s)\s*")


_LONGEST = 1_000
"""A longer text is no name of a code, nor several."""


def names_in(framework: World, listing: str) -> dict[str, str]:
    """The code of every name of a list, folded, in all its languages; and of every code."""
    if listing == PLACES:
        network = framework.network
        regions = (*network.regions, *network.candidates)
        named = [(region.code, (region.code, *region.name.values())) for region in regions]
    elif listing == CRITERIA:
        named = [(criterion.id, (criterion.id, criterion.name)) for criterion in framework.guidelines.criteria]
    else:
        terms = framework.vocabulary.terms(listing).values()
        named = [(term.code, (term.code, *term.name.values())) for term in terms]
    return {_folded(name): code for code, names in reversed(named) for name in reversed(names)}


def exact_code(word: str, names: dict[str, str]) -> str | None:
    """The code a word names outright, as a code or by a name in any language."""
    return names.get(_folded(word))


def near_code(word: str, names: dict[str, str]) -> str | None:
    """The code a word means: by its name in any language, by a name that begins so, or by a similar spelling."""
    folded = _folded(word)
    if not folded:
        return None
    if folded in names:
        return names[folded]
    begun = {code for name, code in names.items() if name.startswith(f"{folded} ")}
    if len(begun) == 1:
        return begun.pop()
    near = get_close_matches(folded, names, n=1, cutoff=0.8)
    return names[near[0]] if near else suggest(word, names.values())


def explained(findings: Iterable[Finding], framework: World, *, table: bool) -> list[Finding]:
    """The findings with the codes that were likely meant, where a name stands in place of a code."""
    known: dict[str, dict[str, str]] = {}
    told = []
    for finding in findings:
        listing = list_of(finding.path or ()) if finding.code == "CC116" and finding.values else None
        if listing is not None:
            names = known.setdefault(listing, names_in(framework, listing))
            codes = [code for value in finding.values for code in _codes(value, names)]
            lists = f"'ceecluster show {listing}' lists them" if listing not in (PLACES, CRITERIA) else finding.hint
            if None in codes:
                pairs = zip(finding.values, codes, strict=False) if len(codes) == len(finding.values) else ()
                sure = [f"'{value}' is {code}" for value, code in pairs if code]
                finding = replace(finding, hint="; ".join([*sure, lists]))  # noqa: PLW2901
            elif codes:
                whole = "; ".join(map(str, codes)) if table else ", ".join(map(str, codes))
                whole = whole if table or len(codes) == 1 else f"[{whole}]"
                finding = replace(finding, suggestion=whole, hint=f"did you mean '{whole}'?")  # noqa: PLW2901
        told.append(finding)
    return told


def _codes(value: str, names: dict[str, str]) -> list[str | None]:
    """The code of a name, or of each name between commas."""
    if len(value) > _LONGEST:
        return [None]
    whole = names.get(_folded(value))
    parts = [part for part in _BETWEEN.split(value) if part]
    if whole is None and len(parts) > 1:
        return [near_code(part, names) for part in parts]
    return [whole or near_code(value, names)]


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    """A name without case, accents, punctuation and the s of a plural."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    words = re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return " ".join(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words)
