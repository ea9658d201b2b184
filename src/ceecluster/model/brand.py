"""How documents of a workspace look: whose they are, logo, colours, fonts."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from ceecluster.model.base import Frozen, Text, Worded, written

Colour = Annotated[str, written(r"^#[0-9A-Fa-f]{6}$")]
Font = Annotated[str, written(r"^[A-Za-z0-9][A-Za-z0-9 -]{0,59}$")]
PAPER, NIGHT = "#fdfdfb", "#14191c"
"""What texts and marks stand on, in a light and in a dark page."""
TEXT_CONTRAST, MARK_CONTRAST = 4.5, 3.0
"""Least contrast of text and of marks with their ground. WCAG 2.1, 1.4.3 and 1.4.11."""


MOST_LETTERS = 200
"""Of a line that stands on every page."""


def _short(text: Worded) -> Worded:
    """Refuse a line that leaves no room for the page."""
    if max(map(len, (text, *text.translations.values()))) > MOST_LETTERS:
        raise PydanticCustomError("string_too_long", "too long", {"max_length": MOST_LETTERS})
    return text


Line = Annotated[Worded, AfterValidator(_short)]


class Brand(Frozen):
    """Whose the documents are, and how they look."""

    publisher: Line | None = None
    """Who publishes the documents."""
    contact: Line | None = None
    """Whom to ask: an office, an address, a page."""
    footer: Line | None = None
    """A line at the foot of every document, such as an imprint."""
    logo: Text | None = None
    """A file beside this one: SVG, PNG or JPEG."""
    accent: Colour | None = None
    """Headings, lines, links and the first colour of charts, as `#rrggbb`."""
    accent_dark: Colour | None = None
    """The same on a dark page; without it the accent is lightened."""
    series: Annotated[tuple[Colour, ...], Field(max_length=4)] = ()
    """Second to fifth colour of charts."""
    font: Font | None = None
    """Font of the text, where a reader has it."""
    heading_font: Font | None = None
    """Font of headings."""

    @property
    def accents(self) -> tuple[str, str] | None:
        """The accent as it is used on a light and on a dark page; None without one."""
        if self.accent is None:
            return None
        return legible(self.accent, PAPER, TEXT_CONTRAST), legible(
            self.accent_dark or self.accent, NIGHT, TEXT_CONTRAST
        )

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """Further colours of charts as they are used on a light and on a dark page."""
        return tuple((legible(each, PAPER, MARK_CONTRAST), legible(each, NIGHT, MARK_CONTRAST)) for each in self.series)

    def replaced(self) -> Iterator[tuple[tuple[str | int, ...], str, str, str, float]]:
        """Each colour without contrast: where it stands, the colour, its ground, what is used instead, what is needed.

        That a chart's colour is lightened on a dark page needs no word: nobody gives colours of charts for both.
        """
        named = [(("accent",), self.accent, PAPER, TEXT_CONTRAST), (("accent_dark",), self.accent_dark, NIGHT, 4.5)]
        named += [(("series", place), each, PAPER, MARK_CONTRAST) for place, each in enumerate(self.series)]  # type: ignore[misc]
        for path, colour, ground, least in named:
            if colour is not None and (used := legible(colour, ground, least)) != colour.lower():
                yield path, colour, ground, used, least


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21: (lighter + 0.05) / (darker + 0.05). WCAG 2.1."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 to 1. WCAG 2.1."""
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def legible(colour: str, ground: str, least: float) -> str:
    """The colour, or where it has too little contrast with its ground the nearest of its hue that has enough."""
    end = 0 if luminance(ground) > 0.5 else 255
    channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    for step in range(51):
        mixed = "#" + "".join(f"{round(c + (end - c) * step / 50):02x}" for c in channels)
        if contrast(mixed, ground) >= least:
            return mixed
    return mixed
