"""The layout of the PDF with a document's title, language and brand in it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from ceecluster.blocks import Document, Word
from ceecluster.forms import look
from ceecluster.model.brand import Brand
from ceecluster.wording import Voice


def headed(head: str, document: Document, voice: Voice, folder: Path) -> str:
    """The layout with the document's title and language, and the brand; a logo goes into the folder."""
    brand = voice.brand
    logo = voice.logo and f"logo.{voice.logo.kind.partition('+')[0]}"
    if voice.logo and logo:
        (folder / logo).write_bytes(voice.logo.content)
    fonts = "".join(f'"{font}", ' for font in (brand.font,) if font)
    head = look.painted(head, look.recoloured(voice)).replace("/*fonts*/", fonts)
    head = head.replace(
        "/*heading*/", f'font: ("{brand.heading_font}", {fonts}"Libertinus Serif")' if brand.heading_font else ""
    )
    language, _, region = tag(voice).partition("-")
    filled = {
        "@TITLE@": voice.plain(document.title),
        "@LANGUAGE@": language,
        "@REGION@": region,
        "@MARK@": voice.plain(Word("DRAFT")) if document.draft else "",
        "@LOGO@": logo or "",
        "@PUBLISHER@": voice.plain(brand.publisher) if brand.publisher else "",
        "@FOOTER@": voice.plain(brand.footer) if brand.footer else "",
    }
    for mark, text in filled.items():
        head = head.replace(mark, quoted(text))
    return head


def missing_fonts(brand: Brand | None) -> list[str]:
    """The brand's fonts that this machine has not: a PDF is set in another one. Nothing where no PDF can be set."""
    asked = [font for font in (brand.font, brand.heading_font) if font] if brand is not None else []
    if not asked or find_spec("typst") is None:
        return []
    import typst

    there = {family.casefold() for family in typst.Fonts().families()}
    return list(dict.fromkeys(font for font in asked if font.casefold() not in there))


def tag(voice: Voice) -> str:
    """The language of a document with a region, where one decides how words are divided."""
    return "en-GB" if voice.language == "en" else voice.language


def quoted(text: str) -> str:
    """A text as it stands in quotation marks of Typst."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
