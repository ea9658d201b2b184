"""Codes in words, for the documents that are still on the old road."""

from __future__ import annotations

from ceecluster.model import World
from ceecluster.report.views.base import listed


class Names:
    """Codes in words, as the network and the vocabulary have them."""

    def __init__(self, world: World) -> None:
        self.world = world
        network, vocabulary = world.network, world.vocabulary
        self._regions = {region.code: region.title for region in (*network.regions, *network.candidates)}
        self._levels = {level.id: level.name for level in network.levels}
        self._criteria = {criterion.id: criterion.name for criterion in world.guidelines.criteria}
        lists = (
            getattr(vocabulary, name) for name in type(vocabulary).model_fields if name not in ("version", "sources")
        )
        self._terms = {term.code: term.title for terms in lists for term in terms} | dict(network.issues)
        self._records = {record.id: record.title for record in world.programmes().values()}

    @property
    def known_regions(self) -> frozenset[str]:
        """Codes of members and candidates."""
        return frozenset(self._regions)

    def region(self, code: str) -> str:
        """`Upper Austria`; the code itself where it has no name."""
        return self._regions.get(code, code)

    def regions(self, codes: tuple[str, ...] | list[str], limit: int | None = None) -> str:
        """`Upper Austria, Tyrol and Slovenia`."""
        return listed([self.region(code) for code in codes], limit)

    def level(self, identifier: str) -> str:
        """Short name of a level."""
        return self._levels.get(identifier, identifier)

    def levels(self, identifiers: tuple[str, ...] | list[str]) -> str:
        """Levels as a list."""
        return listed([self.level(identifier) for identifier in identifiers])

    def term(self, code: str) -> str:
        """Name of a code of the vocabulary, or of an issue of the network."""
        return str(self._terms.get(code, code))

    def terms(self, codes: tuple[str, ...] | list[str], limit: int | None = None) -> str:
        """Names of codes as a list."""
        return listed([self.term(code) for code in codes], limit)

    def criterion(self, code: str) -> str:
        """Name of a criterion."""
        return self._criteria.get(code, code)

    def record(self, identifier: str) -> str:
        """Name of a record."""
        return self._records.get(identifier, identifier)


def sentence(text: str) -> str:
    """A text that ends with one full stop."""
    return text if text.rstrip().endswith((".", "?", "!", "…", "]")) else f"{text.rstrip()}."


def capital(text: str) -> str:
    """The first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """The first letter in lower case, unless the first word is an abbreviation."""
    first = text.split(" ", 1)[0]
    return text if len(first) > 1 and first.isupper() else text[:1].lower() + text[1:]
