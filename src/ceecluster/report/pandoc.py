"""Markdown to Word and PDF through pandoc and Typst; both come as Python packages with their programs inside."""

from __future__ import annotations

import os
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from ceecluster import assets
from ceecluster.errors import UsageError

if TYPE_CHECKING:
    from ceecluster.report.figures import Figure

# Only what our own Markdown uses: no raw HTML or TeX, no maths, no citations, nothing that text could trigger.
_FORMAT = (
    "markdown_strict+pipe_tables+table_captions+implicit_figures+link_attributes+all_symbols_escapable"
    "+header_attributes+auto_identifiers+startnum-raw_html"
)
_PICTURE = re.compile(
    r"^!\[(?P<alt>(?:\\.|[^\]\\])*)\]\(figures/(?P<key>[\w-]+)\.svg \"(?P<title>(?:\\.|[^\"\\])*)\"\)$"
)
_CAPTION = re.compile(r"^\*\*(?P<text>(?:\\.|[^*\\])+)\*\*$")
_DOTS_PER_CM = 96 / 2.54
_TEXT_CM = 16.6
"""Width of the text on an A4 page."""
_LINE = 110
"""Letters of a table's size in a line of text."""
_WORD = 15
"""Longer words are hyphenated."""
_CELL = 60
"""Letters beyond which a cell's text no longer widens its column."""
_HEADING = re.compile(
    r'<w:bookmarkStart w:id="\d+" w:name="([^"]+)" />\s*'
    r'<w:p><w:pPr><w:pStyle w:val="Heading([12])" /></w:pPr>((?:<w:r>.*?</w:r>)+)</w:p>'
)
_FIELD = re.compile(
    r'<w:p>(?P<begin><w:r><w:fldChar w:fldCharType="begin"[^>]*/><w:instrText[^>]*>[^<]*</w:instrText>'
    r'<w:fldChar w:fldCharType="separate" />)(?P<end><w:fldChar w:fldCharType="end" />)</w:r></w:p>'
)
_TITLE = re.compile(r"^# (?P<text>.+)$", re.MULTILINE)


def write_docx(
    markdown: str,
    figures: Mapping[str, Figure],
    *,
    epoch: int,
    user: Path | None = None,
    reference: Path | None = None,
) -> bytes:
    """The document as a Word file with real styles; `reference` is a .docx whose styles are used instead of ours."""
    pypandoc = _pypandoc()
    styles = reference or assets.template("reference.docx", user)
    with tempfile.TemporaryDirectory() as name, _clock(epoch):
        folder = Path(name)
        text, title = _prepared(markdown, figures, folder, "png")
        arguments = [
            "--toc",
            "--toc-depth=2",
            "--shift-heading-level-by=-1",
            "-M",
            "lang=en-GB",
            "-M",
            f"title={title}",
            "-M",
            "toc-title=Contents",
            f"--reference-doc={styles}",
        ]
        target = folder / "document.docx"
        _run(pypandoc, text, "docx", target, arguments)
        return _with_contents(target.read_bytes())


def write_pdf(markdown: str, figures: Mapping[str, Figure], *, epoch: int, user: Path | None = None) -> bytes:
    """The document as a tagged PDF with bookmarks, page numbers and its language."""
    pypandoc = _pypandoc()
    try:
        import typst
    except ImportError as error:
        raise UsageError(
            "PDF needs the extra 'pdf'",
            "install it with: pip install 'ceecluster[docx,pdf]', in a checkout '.[docx,pdf]'",
        ) from error
    head = assets.template("document.typ", user).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name, _clock(epoch):
        folder = Path(name)
        text, title = _prepared(markdown, figures, folder, "svg")
        body = folder / "body.typ"
        _run(pypandoc, text, "typst", body, [])
        source = folder / "document.typ"
        quoted = title.replace("\\", "\\\\").replace('"', '\\"')
        source.write_text(head.replace("@TITLE@", quoted) + "\n" + body.read_text(encoding="utf-8"), encoding="utf-8")
        try:
            return bytes(typst.compile(str(source), root=str(folder), timestamp=epoch))
        except (RuntimeError, typst.TypstError) as error:
            raise UsageError(f"the PDF could not be set: {error}", "look at your copy of document.typ") from error


def _pypandoc() -> object:
    try:
        import pypandoc
    except ImportError as error:
        raise UsageError(
            "Word and PDF need the extra 'docx'",
            "install it with: pip install 'ceecluster[docx,pdf]', in a checkout '.[docx,pdf]'",
        ) from error
    return pypandoc


def _run(pypandoc: object, text: str, to: str, target: Path, arguments: list[str]) -> None:
    try:
        pypandoc.convert_text(  # type: ignore[attr-defined]  # a module without types
            text, to, format=_FORMAT, outputfile=str(target), extra_args=arguments, cworkdir=str(target.parent)
        )
    except (RuntimeError, OSError) as error:
        raise UsageError(
            f"pandoc could not write the document: {str(error).strip()}", "check --reference-doc"
        ) from error


def _with_contents(document: bytes) -> bytes:
    """The Word file with its table of contents filled in: pandoc leaves that to Word, and other readers never do it."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(document)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "word/document.xml":
                content = _listed(content.decode()).encode()
            new.writestr(part, content)
    return made.getvalue()


def _listed(body: str) -> str:
    """The body with a link to each heading in the field of the contents; Word adds the page numbers as it opens it."""
    field, headings = _FIELD.search(body), _HEADING.findall(body)
    if field is None or not headings:
        return body
    begins = [f"{field['begin']}</w:r>", *[""] * (len(headings) - 1)]
    entries = [
        f'<w:pPr><w:pStyle w:val="TOC{level}" /></w:pPr>{begin}<w:hyperlink w:anchor="{anchor}">{runs}</w:hyperlink>'
        for begin, (anchor, level, runs) in zip(begins, headings, strict=True)
    ]
    listed = "</w:p><w:p>".join(entries)
    return f"{body[: field.start()]}<w:p>{listed}<w:r>{field['end']}</w:r></w:p>{body[field.end() :]}"


@contextmanager
def _clock(epoch: int) -> Iterator[None]:
    """Let pandoc date its files by the data and not by the clock."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = before or str(epoch)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]


def _prepared(markdown: str, figures: Mapping[str, Figure], folder: Path, picture: str) -> tuple[str, str]:
    """The text as pandoc wants it (captions, pictures on disk, column widths) and its title."""
    found = _TITLE.search(markdown)
    title = re.sub(r"\\(.)", r"\1", found["text"]) if found else "Report"
    lines = markdown.replace(found[0], "", 1).split("\n") if found else markdown.split("\n")
    out: list[str] = []
    for index, line in enumerate(lines):
        image = _PICTURE.match(line)
        caption = _CAPTION.match(line)
        if image is not None and image["key"] in figures:
            figure = figures[image["key"]]
            file = folder / f"{figure.key}.{picture}"
            file.write_bytes(figure.png if picture == "png" else figure.svg.encode())
            alt = re.sub(r"[\"\\{}]", "", image["alt"])
            out.append(f'![{image["title"]}]({file.name}){{alt="{alt}" width={_width(figure)}}}')
        elif caption is not None and index + 2 < len(lines) and lines[index + 2].startswith("| "):
            out.append(f"Table: {caption['text']}")
        elif line.startswith("| ") and set(line) <= set("|-: "):
            out.append(_ruled(lines, index))
        else:
            out.append(line)
    return "\n".join(out), title


def _width(figure: Figure) -> str:
    """The width of a picture on paper: as it is meant, and never wider than the text."""
    found = re.search(r'<svg[^>]* width="([0-9.]+)"', figure.svg)
    centimetres = float(found[1]) / _DOTS_PER_CM if found else _TEXT_CM
    return f"{min(centimetres, _TEXT_CM):.1f}cm"


def _ruled(lines: list[str], index: int) -> str:
    """The rule of a table with dashes in proportion to what its columns hold.

    Every column gets room for its longest word; what is left of the line goes to the columns with long texts.
    """
    marks = [mark.strip() for mark in lines[index].strip("|").split("|")]
    least = [4] * len(marks)
    wanted = [3] * len(marks)
    for line in [lines[index - 1], *_rows(lines, index)]:
        cells = re.split(r"(?<!\\)\|", line.strip()[1:-1])
        for column, cell in enumerate(cells[: len(marks)]):
            words = re.split(r"\s+|(?<=[-/])", cell.strip())
            least[column] = max(least[column], min(max((len(word) for word in words), default=1) + 3, _WORD))
            wanted[column] = max(wanted[column], least[column], min(len(cell.strip()) + 2, _CELL))
    room = max(_LINE - sum(least), 0)
    more = [want - low for want, low in zip(wanted, least, strict=True)]
    share = min(1.0, room / sum(more)) if any(more) else 0.0
    dashes = ["-" * round(low + share * extra) for low, extra in zip(least, more, strict=True)]
    return "|" + "|".join(d + (":" if mark.endswith(":") else "") for d, mark in zip(dashes, marks, strict=True)) + "|"


def _rows(lines: list[str], index: int) -> Iterator[str]:
    for line in lines[index + 1 :]:
        if not line.startswith("|"):
            return
        yield line
