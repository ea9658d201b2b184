"""Blocks as slides for a talk: a title, then one slide for every section. pandoc writes them over `reference.pptx`."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from math import ceil
from pathlib import Path
from xml.dom import minidom
from xml.sax.saxutils import escape, quoteattr

from ceecluster import assets
from ceecluster.blocks import Block, Document, Figure, Part, Quote, Section, Spelling, Table, Word, walk
from ceecluster.forms import look
from ceecluster.forms.charts import Chart
from ceecluster.forms.conversion import run_pandoc
from ceecluster.forms.drawing import picture_of
from ceecluster.forms.layout import tag
from ceecluster.forms.nodes import Node, attr, element
from ceecluster.forms.pandoc import Writer
from ceecluster.wording import Voice

_MASTER, _THEME = "ppt/slideMasters/slideMaster1.xml", "ppt/theme/theme1.xml"
_RELATIONS = "ppt/slideMasters/_rels/slideMaster1.xml.rels"
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_BOXES = {"title": (26, 61), "ctrTitle": (34, 108), "subTitle": (16, 180), "": (20, 279)}
"""Letters and height of each box of text in points, as `reference.pptx` has them."""
_WIDE, _INSET = 634, 34
"""Width of a box without its margins, and what a point of a list is set in, in points."""
_LETTER, _LINE = 0.52, 1.25
"""Mean width of a letter and height of a line, as shares of the letters' size."""
_SIZES = (100, 90, 80, 70, 60, 50, 40, 30, 25)
"""How small letters may become, in percent, so that a text stays in its box."""
_TABLE, _CAPTION = "1400", "1200"
"""Letters of tables and of captions, in hundredths of a point."""
_EMU, _LOGO_HIGH, _LOGO_WIDE = 12_700, 28, 110
"""Units of the file in a point; room for a logo, in points."""
_PAGE = (9_144_000, 5_143_500)


class _Slides(Writer):
    """Without notes: who speaks has the reports."""

    def inlines(self, part: Part | None, spelling: Spelling = Spelling.NAME) -> list[Node]:
        return [each for each in super().inlines(part, spelling) if each["t"] != "Note"]

    def figure(self, figure: Figure) -> Node:
        """The finding alone as caption: pandoc takes it from the picture here, and the description from its title."""
        chart = Chart(figure, self.voice)
        (self.folder / f"{figure.key}.png").write_bytes(chart.png)
        return element("Para", [element("Image", attr(), self.inlines(figure.title), [f"{figure.key}.png", chart.alt])])

    def blocks(self, blocks: tuple[Block, ...], level: int) -> Iterator[Node]:
        """A slide says by its heading what its table shows."""
        return super().blocks(tuple(replace(b, title="") if isinstance(b, Table) else b for b in blocks), level)


def write_pptx(document: Document, voice: Voice, *, epoch: int) -> bytes:
    """The document as slides; `epoch` (seconds) dates the file, not the clock.

    What stands before its first section is a notice, and belongs to the title.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        writer = _Slides(voice, folder, "pptx", epoch)
        told = tuple(block for block in document.blocks if isinstance(block, Section))
        notice = [p.text for b in document.blocks if isinstance(b, Quote) for p in walk(b.blocks) if hasattr(p, "text")]
        lines = [element("MetaInlines", writer.inlines(line)) for line in (*document.cover[1:], *notice)]
        meta = {
            "lang": element("MetaString", tag(voice)),
            "title": element("MetaInlines", writer.inlines(document.title)),
            "subtitle": element("MetaInlines", writer.inlines(document.cover[0] if document.cover else "")),
            "author": element("MetaList", lines),
        }
        tree = writer.tree(replace(document, blocks=()), list(writer.blocks(told, 1)))
        target = folder / "document.pptx"
        styles = assets.template("reference.pptx", voice.templates)
        run_pandoc(
            {**tree, "meta": meta}, "pptx", target, epoch, f"--reference-doc={styles.resolve()}", "--slide-level=1"
        )
        return _finished(target.read_bytes(), voice)


def _finished(file: bytes, voice: Voice) -> bytes:
    """The slides in the brand's colours and fonts, with its logo, and with no text that leaves its box."""
    with zipfile.ZipFile(BytesIO(file)) as old:
        parts = {part.filename: old.read(part) for part in old.infolist()}
        dated = old.infolist()[0].date_time
    theme = parts[_THEME].decode()
    for ours, theirs in look.recoloured(voice).items():
        theme = theme.replace(f'"{ours[1:].upper()}"', f'"{theirs[1:].upper()}"')
    for ours, font in (("Georgia", voice.brand.heading_font or voice.brand.font), ("Arial", voice.brand.font)):
        theme = theme.replace(f'<a:latin typeface="{ours}"', f'<a:latin typeface="{font}"') if font else theme
    parts[_THEME] = theme.encode()
    _sign(parts, voice)
    parts |= {
        name: _fitted(content, tag(voice)) for name, content in parts.items() if name.startswith("ppt/slides/slide")
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(zipfile.ZipInfo(name, dated), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _sign(parts: dict[str, bytes], voice: Voice) -> None:
    """The brand's logo and line at the foot of every slide."""
    shapes = ""
    if voice.logo is not None:
        kind, picture, (width, height) = picture_of(voice.logo)
        parts[f"ppt/media/brand.{kind}"] = picture
        _insert(parts, _RELATIONS, "</Relationships>", f'<Relationship Id="rIdLogo" Type="{_IMAGE}" '
                f'Target="../media/brand.{kind}"/>')  # fmt: skip
        types = "[Content_Types].xml"
        if f'Extension="{kind}"' not in parts[types].decode():
            _insert(parts, types, "<Override", f'<Default Extension="{kind}" ContentType="image/{kind}"/>')
        scale = min(_LOGO_HIGH / height, _LOGO_WIDE / width)
        size = f'cx="{int(width * scale * _EMU)}" cy="{int(height * scale * _EMU)}"'
        told = quoteattr(voice.plain(voice.brand.publisher or Word("Logo")))
        shapes += (
            f'<p:pic><p:nvPicPr><p:cNvPr id="901" name="logo" descr={told}/><p:cNvPicPr/><p:nvPr userDrawn="1"/>'
            '</p:nvPicPr><p:blipFill><a:blip r:embed="rIdLogo"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
            f'<p:spPr><a:xfrm><a:off x="457200" y="{_PAGE[1] - 34 * _EMU}"/><a:ext {size}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
        )
    line = voice.brand.footer or voice.brand.publisher
    if line:
        shapes += (
            '<p:sp><p:nvSpPr><p:cNvPr id="902" name="brand"/><p:cNvSpPr txBox="1"/><p:nvPr userDrawn="1"/></p:nvSpPr>'
            f'<p:spPr><a:xfrm><a:off x="1905000" y="4767263"/><a:ext cx="5334000" cy="273844"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr anchor="ctr"><a:normAutofit/>'
            '</a:bodyPr><a:lstStyle/><a:p><a:pPr algn="ctr"/><a:r>'
            f'<a:rPr lang="{tag(voice)}" sz="900"/>'
            f"<a:t>{escape(voice.plain(line)[:120])}</a:t></a:r></a:p></p:txBody></p:sp>"
        )
    _insert(parts, _MASTER, "</p:spTree>", shapes)


def _insert(parts: dict[str, bytes], name: str, before: str, what: str) -> None:
    parts[name] = parts[name].decode().replace(before, what + before, 1).encode()


def _fitted(slide: bytes, language: str) -> bytes:
    """A slide whose texts say their language, and how much smaller they are set where they would leave their box."""
    tree = minidom.parseString(slide)
    for shape in tree.getElementsByTagName("p:sp"):
        kinds = [each.getAttribute("type") for each in shape.getElementsByTagName("p:ph")]
        bodies = shape.getElementsByTagName("a:bodyPr")
        if kinds and kinds[0] in _BOXES and bodies:
            scale = _scale(shape, *_BOXES[kinds[0]])
            for old in list(bodies[0].childNodes):
                bodies[0].removeChild(old)
            fit = bodies[0].appendChild(tree.createElement("a:normAutofit"))
            if scale < 100:
                fit.setAttribute("fontScale", str(scale * 1000))
        if shape.getElementsByTagName("p:cNvSpPr")[0].hasAttribute("txBox"):
            _set(shape, _CAPTION)
    for table in tree.getElementsByTagName("a:tbl"):
        _set(table, _TABLE)
    for run in tree.getElementsByTagName("a:rPr"):
        run.setAttribute("lang", language)
    for picture in tree.getElementsByTagName("p:cNvPr"):
        # pandoc puts the name of the file behind the description.
        if picture.getAttribute("descr").endswith(".png"):
            picture.setAttribute("descr", picture.getAttribute("descr").rsplit(maxsplit=1)[0])
    return tree.toxml(encoding="UTF-8")


def _set(part: minidom.Element, size: str) -> None:
    for run in part.getElementsByTagName("a:rPr"):
        run.setAttribute("sz", size)


def _scale(shape: minidom.Element, size: int, height: int) -> int:
    """Percent of their size at which the lines of a box have room in its height (points)."""
    texts = [
        "".join(str(text.nodeValue) for run in paragraph.getElementsByTagName("a:t") for text in run.childNodes)
        for paragraph in shape.getElementsByTagName("a:p")
    ]
    for scale in _SIZES:
        letters = size * scale / 100
        line = (_WIDE - _INSET) / (letters * _LETTER)
        if sum(ceil(max(len(text), 1) / line) * _LINE + 0.35 for text in texts) * letters <= height:
            return scale
    return _SIZES[-1]
