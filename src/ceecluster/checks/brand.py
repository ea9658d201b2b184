"""CC48x: a brand that cannot be shown as it is given."""

from __future__ import annotations

from collections.abc import Iterator

from ceecluster.checks.records import Hit
from ceecluster.checks.run import Context, Spot
from ceecluster.findings import Place, Severity, rule, say
from ceecluster.model.brand import Brand, contrast
from ceecluster.sources.logos import LogoError, read_logo


@rule("CC481", Severity.WARNING)
def colour_without_contrast(context: Context) -> Iterator[Hit]:
    """A colour of the brand that cannot be read on the page.

    Text needs a contrast of 4.5 to 1 with its ground, marks of charts 3 to 1 (WCAG 2.1). The nearest colour of the same
    hue that has it is used instead, and named.
    """
    if not isinstance(brand := context.file.model, Brand):
        return
    for path, colour, ground, used, least in brand.replaced():
        told = say(
            "{colour} has a contrast of {found} with the page, and {least} is needed; {used} is used instead",
            colour=colour, found=f"{contrast(colour, ground):.1f}", least=f"{least:g}", used=used,
        )  # fmt: skip
        yield context.at(*path), told, f"write {used}, or another colour with contrast"


@rule("CC482", Severity.WARNING)
def logo_not_shown(context: Context) -> Iterator[Hit]:
    """A logo that no document can show.

    It is a file of at most 300 kB beside `brand.yaml`: SVG, PNG or JPEG. A drawing must not run, move or load anything.
    Documents are made without it.
    """
    if not isinstance(brand := context.file.model, Brand) or brand.logo is None:
        return
    root = context.file.path.parent
    try:
        read_logo(root / brand.logo, root)
    except LogoError as error:
        where = context.at("logo")
        if error.at is not None:
            folder = context.file.shown.rpartition("/")[0]
            where = Spot(Place(f"{folder}/{brand.logo}".lstrip("/"), *error.at), ("logo",))
        yield where, say("{why}", why=error.why), error.hint


@rule("CC483", Severity.WARNING)
def brand_without_value(context: Context) -> Iterator[Hit]:
    """A field of the brand that is named and says nothing.

    Behind a blank, `#` begins a comment in YAML: a colour without quotation marks is none, and nothing would say so.
    """
    if not isinstance(context.file.model, Brand):
        return
    for name, value in context.document.data.items():
        if value is None:
            hint = "leave it out, or write a colour in quotation marks ('#0b5566'): a blank and # begin a comment"
            yield context.at(name), say("'{name}' is empty", name=name), hint
