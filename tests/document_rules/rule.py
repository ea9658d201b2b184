"""What a rule of documents is: what it demands, of which kinds, who says so, and a fault that it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ceecluster.blocks import Document, Paragraph, Section
from document_rules.reading import ALL_KINDS, Reading

Plant = Callable[[Document], Document]


@dataclass(frozen=True)
class Rule:
    """A rule that is read over documents."""

    name: str
    demand: str
    source: str
    """Where it comes from: part of the order, or number of the research."""
    faults: Callable[[Reading], list[str]]
    """What is against it in a document; nothing where all is well."""
    plant: Plant
    """Puts a fault into a document that the rule must find."""
    kinds: tuple[str, ...] = ALL_KINDS
    """Kinds it is about; all, unless the order names some."""
    sown: str = "three"
    """The network in whose documents the fault is planted."""
    apart: Mapping[str, str] = field(default_factory=dict)
    """Kinds among them that are not read, each with the reason."""

    @property
    def read_over(self) -> tuple[str, ...]:
        """The kinds that are read."""
        return tuple(kind for kind in self.kinds if kind not in self.apart)


RULES: dict[str, Rule] = {}
"""Every rule by its name."""


def rule(
    source: str,
    plant: Plant,
    kinds: tuple[str, ...] = ALL_KINDS,
    apart: Mapping[str, str] | None = None,
    sown: str = "three",
) -> Callable[[Callable[[Reading], list[str]]], Callable[[Reading], list[str]]]:
    """Make a rule of what finds its faults; the first line of the docstring is what it demands."""

    def made(faults: Callable[[Reading], list[str]]) -> Callable[[Reading], list[str]]:
        name = faults.__name__
        demand = (faults.__doc__ or "").partition("\n")[0]
        assert name not in RULES and demand
        RULES[name] = Rule(name, demand, source, faults, plant, kinds, sown, apart or {})
        return faults

    return made


def said(*sentences: str) -> Plant:
    """A paragraph with these sentences at the head of the first part of the body."""
    text = Paragraph(" ".join(sentences))

    def planted(made: Document) -> Document:
        at = next((at for at, block in enumerate(made.blocks) if isinstance(block, Section)), None)
        if at is None:
            return replace(made, blocks=(text, *made.blocks))
        section = made.blocks[at]
        assert isinstance(section, Section)
        grown = replace(section, blocks=(text, *section.blocks))
        return replace(made, blocks=(*made.blocks[:at], grown, *made.blocks[at + 1 :]))

    return planted
