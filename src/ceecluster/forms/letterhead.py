"""A Word file with the brand: a letterhead, colours and fonts, a footer; and the mark of a draft."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from xml.dom import minidom
from xml.sax.saxutils import escape, quoteattr

from ceecluster.blocks import Document, Word
from ceecluster.forms import look
from ceecluster.forms.drawing import picture_of
from ceecluster.wording import Voice

_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": _RELATED,
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "w10": "urn:schemas-microsoft-com:office:word",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    }.items()
)
HEADER = "word/header-ceecluster.xml"
RUNNING = "word/header-running.xml"
"""The header of all pages but the first."""
_HEAD_ID, _RUNNING_ID = "rIdHeader", "rIdRunning"
_LAST = ("w:textDirection", "w:bidi", "w:rtlGutter", "w:docGrid", "w:printerSettings", "w:sectPrChange")
"""What a section says of itself after whether its first page differs."""
_EMU_PER_CM = 360_000
LOGO_CM = 1.1
"""Height of a logo."""
_DOCUMENT = "word/document.xml"
Parts = dict[str, bytes]


def branded(file: bytes, document: Document, voice: Voice, *, own_styles: bool) -> bytes:
    """The Word file with the brand of the workspace.

    A user's own reference document (`own_styles`) keeps its colours, fonts and header; a draft is marked all the same.
    """
    with zipfile.ZipFile(BytesIO(file)) as old:
        parts = {part.filename: old.read(part) for part in old.infolist()}
        order = old.infolist()
    if not own_styles:
        parts["word/styles.xml"] = _styled(parts["word/styles.xml"].decode(), voice).encode()
        _write_footer(parts, document, voice)
    _write_header(parts, document, voice, own_styles=own_styles)
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in order:
            new.writestr(part, parts.pop(part.filename))
        for name, content in parts.items():
            new.writestr(zipfile.ZipInfo(name, order[0].date_time), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _edit(parts: Parts, name: str, change: Callable[[minidom.Document], None]) -> None:
    tree = minidom.parseString(parts[name])
    change(tree)
    parts[name] = tree.toxml(encoding="UTF-8")


def _styled(styles: str, voice: Voice) -> str:
    """The styles in the brand's colours and fonts."""
    colours = {ours[1:].upper(): theirs[1:].upper() for ours, theirs in look.recoloured(voice).items()}
    for ours, theirs in colours.items():
        styles = styles.replace(f'"{ours}"', f'"{theirs}"')
    for ours, font in (("Georgia", voice.brand.heading_font or voice.brand.font), ("Arial", voice.brand.font)):
        styles = styles.replace(f'"{ours}"', f'"{font}"') if font else styles
    return styles


def _write_footer(parts: Parts, document: Document, voice: Voice) -> None:
    """The brand's line at the foot of every page, before the number of the page."""
    footers = [name for name in parts if name.startswith("word/footer") and name.endswith(".xml")]
    if voice.brand.footer and footers:
        text = escape(voice.plain(voice.brand.footer))
        begun = parts[footers[0]].decode()
        parts[footers[0]] = begun.replace("<w:r>", f"<w:r><w:t>{text}</w:t></w:r><w:r>", 1).encode()


def _write_header(parts: Parts, document: Document, voice: Voice, *, own_styles: bool) -> None:
    """A header with logo and publisher on the first page, the title on the others, and on all the mark of a draft.

    One that the user has keeps its text.
    """
    mark = _watermark(voice.plain(Word("DRAFT"))) if document.draft else ""
    theirs = [name for name in parts if name.startswith("word/header") and name.endswith(".xml")]
    if theirs or own_styles:
        for name in theirs if mark else ():
            end = "</w:hdr>"
            parts[name] = parts[name].replace(end.encode(), f"<w:p {_NAMES}><w:r/>{mark}</w:p>{end}".encode())
        if mark and not theirs:
            _add_header(parts, HEADER, _HEAD_ID, mark)
            _edit(parts, _DOCUMENT, lambda body: _refer(body, {"default": _HEAD_ID}))
        return
    _add_header(parts, HEADER, _HEAD_ID, _letterhead(parts, voice) + mark)
    title = f'<w:r><w:t xml:space="preserve">{escape(voice.plain(document.title))}</w:t></w:r>'
    _add_header(parts, RUNNING, _RUNNING_ID, title + mark)
    _edit(parts, _DOCUMENT, lambda body: _refer(body, {"first": _HEAD_ID, "default": _RUNNING_ID}))


def _add_header(parts: Parts, name: str, identity: str, runs: str) -> None:
    """A part with one paragraph, known to the package and to the document."""
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{runs}</w:p>'
    parts[name] = f'<?xml version="1.0" encoding="UTF-8"?><w:hdr {_NAMES}>{paragraph}</w:hdr>'.encode()
    _insert(
        parts,
        "[Content_Types].xml",
        "</Types>",
        f'<Override PartName="/{name}" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>',
    )
    relation = f'<Relationship Id="{identity}" Type="{_RELATED}/header" Target="{name.removeprefix("word/")}"/>'
    _insert(parts, "word/_rels/document.xml.rels", "</Relationships>", relation)


def _refer(body: minidom.Document, headers: dict[str, str]) -> None:
    """Name the headers in every section; a first page that differs has the footer of the others."""
    for section in body.getElementsByTagName("w:sectPr"):
        footers = section.getElementsByTagName("w:footerReference")
        if "first" in headers:
            section.insertBefore(
                body.createElement("w:titlePg"), next((e for e in section.childNodes if e.nodeName in _LAST), None)
            )
            if len(footers) == 1:
                same = body.createElement("w:footerReference")
                same.setAttribute("w:type", "first")
                same.setAttribute("r:id", footers[0].getAttribute("r:id"))
                section.insertBefore(same, footers[0])
        for kind, identity in headers.items():
            reference = body.createElement("w:headerReference")
            reference.setAttribute("w:type", kind)
            reference.setAttribute("r:id", identity)
            section.insertBefore(reference, section.firstChild)


def _insert(parts: Parts, name: str, before: str, what: str) -> None:
    parts[name] = parts[name].decode().replace(before, what + before).encode()


def _letterhead(parts: Parts, voice: Voice) -> str:
    """Logo and publisher as runs; the picture goes among the parts."""
    publisher = voice.brand.publisher and voice.plain(voice.brand.publisher)
    out = ""
    if voice.logo is not None:
        kind, picture, (width, height) = picture_of(voice.logo)
        parts[f"word/media/logo.{kind}"] = picture
        relations = f'<Relationship Id="rIdLogo" Type="{_RELATED}/image" Target="media/logo.{kind}"/>'
        parts[f"word/_rels/{HEADER.removeprefix('word/')}.rels"] = (
            '<?xml version="1.0" encoding="UTF-8"?><Relationships '
            f'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
        ).encode()
        content = f"image/{kind}"
        if f'Extension="{kind}"' not in parts["[Content_Types].xml"].decode():
            default = f'<Default Extension="{kind}" ContentType="{content}"/>'
            _insert(parts, "[Content_Types].xml", "</Types>", default)
        high = int(LOGO_CM * _EMU_PER_CM)
        out += _picture(publisher or voice.plain(Word("Logo")), int(high * width / height), high)
    if publisher:
        out += f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">  {escape(publisher)}</w:t></w:r>'
    return out


def _picture(told: str, wide: int, high: int) -> str:
    size = f'cx="{wide}" cy="{high}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="9001" name="logo" descr={quoteattr(told)}/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="9001" name="logo"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdLogo"/>'
        f'<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def _watermark(text: str) -> str:
    """A word across the page behind the text, as Word itself makes it."""
    placed = (
        "position:absolute;margin-left:0;margin-top:0;width:440pt;height:150pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    return (
        '<w:r><w:rPr><w:noProof/></w:rPr><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" '
        'adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
        '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>'
        '<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>'
        '<v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
        '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom"/>'
        '<v:textpath on="t" fitshape="t"/><v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>'
        '<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
        f'<v:shape id="DraftMark" o:spid="_x0000_s2049" type="#_x0000_t136" alt="" style="{placed}" '
        'o:allowincell="f" fillcolor="#e4e8e7" stroked="f"><v:fill opacity=".6"/>'
        f'<v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt" string={quoteattr(text)}/>'
        '<w10:wrap anchorx="margin" anchory="margin"/></v:shape></w:pict></w:r>'
    )
