"""The briefing as slides: eight pages, each with room for its text, in the brand, and for the briefing alone."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from math import ceil
from pathlib import Path
from xml.dom import minidom

import pytest
from typer.testing import CliRunner

from ceecluster.blocks import Document, Listing, Paragraph, Section
from ceecluster.cli.app import app
from ceecluster.documents import document, files_of, voice_of
from ceecluster.errors import UsageError
from ceecluster.model.base import Worded
from ceecluster.model.brand import Brand
from ceecluster.replies import checked
from ceecluster.report.export import dated
from ceecluster.sources.logos import Logo
from ceecluster.study import Study, load
from ceecluster.wording import Voice
from factories import frozen
from networks import write_network

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
BRAND = Brand(publisher=Worded.of({"en": "Office & Sons"}, ""), accent="#7a1fa2", font="Noto Sans")


def slides(made: Document, voice: Voice, study: Study) -> dict[str, bytes]:
    """The parts of a file of slides."""
    file = files_of(made, "pptx", Path("x.pptx"), voice, epoch=dated(study))[Path("x.pptx")]
    with zipfile.ZipFile(BytesIO(file)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            minidom.parseString(content)
    return parts


def pages(parts: dict[str, bytes]) -> list[minidom.Document]:
    """The slides in their order."""
    names = sorted((n for n in parts if re.fullmatch(r"ppt/slides/slide\d+\.xml", n)), key=lambda n: int(n[16:-4]))
    return [minidom.parseString(parts[name]) for name in names]


def text(part: minidom.Document | minidom.Element) -> str:
    """All that a slide or a shape says."""
    return " ".join(run.firstChild.data for run in part.getElementsByTagName("a:t") if run.firstChild)  # type: ignore[attr-defined]


HEIGHTS = {"": (20, 279), "title": (26, 61), "ctrTitle": (34, 108), "subTitle": (16, 180)}


def fits(shape: minidom.Element) -> bool:
    """Whether the lines of a box, at the size it says, are not higher than it: half a letter wide, 1.2 high."""
    kind = shape.getElementsByTagName("p:ph")[0].getAttribute("type")
    if kind not in HEIGHTS:
        return True
    fit = shape.getElementsByTagName("a:normAutofit")[0].getAttribute("fontScale") or "100000"
    size = HEIGHTS[kind][0] * int(fit) / 100_000
    lines = [ceil(len(text(each)) * size * 0.5 / 600) for each in shape.getElementsByTagName("a:p")]
    return sum(lines) * size * 1.2 <= HEIGHTS[kind][1]


def test_there_are_eight_slides_with_their_text_in_its_box(tmp_path: Path) -> None:
    """Title, shares, figure, findings, requests, what follows, voices, sources; the table is counted again."""
    study = load(write_network(tmp_path, 4))
    voice = voice_of(study)
    made = document("slides", study, voice)
    parts = slides(made, voice, study)
    found = pages(parts)
    assert len(found) == 8
    for page in found:
        assert all(fits(s) for s in page.getElementsByTagName("p:sp") if s.getElementsByTagName("p:ph"))
    told = [text(page) for page in found]
    assert voice.plain(made.title) in told[0] and study.world.network.title in told[0]
    pairs = study.comparison.pairs
    tested = pairs[pairs["q"].notna()]
    members = study.world.regions
    assert f"{(tested['q'] < 0.05).sum()} of {len(tested)}" in told[1]
    assert (
        f"{sum(checked(study.world, code) for code in members)} of {len(members)}" in told[1].split("have checked")[1]
    )
    picture = found[2].getElementsByTagName("p:pic")[0].getElementsByTagName("p:cNvPr")[0]
    assert picture.getAttribute("descr").startswith("A grid")
    assert not picture.getAttribute("descr").endswith(".png")
    assert not re.search(r"\b[A-Z]{3}-[A-Z]{2,}", " ".join(told))
    # The same again: no clock in the file.
    assert slides(document("slides", study, voice), voice, study) == parts


def test_a_long_text_is_set_smaller_and_a_short_one_is_not() -> None:
    """A name of 200 letters in a title, and a list longer than a slide."""
    study = frozen()
    voice = voice_of(study)
    long = tuple((Paragraph("word " * 40),) for _ in range(9))
    blocks = (Section("Short", (Paragraph("word"),)), Section("N" * 200, (Listing(long),)))
    first, short, crowded = pages(slides(Document("d", "T" * 200, blocks, cover=("A",)), voice, study))
    assert all(fits(s) for page in (first, short, crowded) for s in page.getElementsByTagName("p:sp"))
    scales = [[f.getAttribute("fontScale") for f in p.getElementsByTagName("a:normAutofit")] for p in (short, crowded)]
    assert not any(scales[0])
    assert all(scales[1])


def test_slides_have_the_brand(tmp_path: Path) -> None:
    """Colour and font in the theme, logo and publisher on the master; a small network in German has its notice."""
    study = load(write_network(tmp_path, 2))
    study.example = True
    names = voice_of(study, "de").names
    voice = Voice(names, "de", brand=BRAND, logo=Logo("svg+xml", DRAWING, (40, 20)))
    made = document("slides", study, voice)
    parts = slides(made, voice, study)
    theme, master = (parts[f"ppt/{name}1.xml"].decode() for name in ("theme/theme", "slideMasters/slideMaster"))
    assert "7A1FA2" in theme and "0B5566" not in theme
    assert '<a:latin typeface="Noto Sans"' in theme
    assert "Office &amp; Sons" in master and 'r:embed="rIdLogo"' in master
    assert parts["ppt/media/brand.png"].startswith(b"\x89PNG")
    assert b"brand.png" in parts["ppt/slideMasters/_rels/slideMaster1.xml.rels"]
    told = [text(page) for page in pages(parts)]
    assert len(told) == 8
    assert "Beispiel" in told[0]
    assert "Anteile auf einen Blick" in told[1]
    # A reader speaks it as German, and the speller reads it so.
    runs = [run for page in pages(parts) for run in page.getElementsByTagName("a:rPr")]
    assert {run.getAttribute("lang") for run in runs} == {"de"}


@pytest.mark.parametrize(
    "words",
    [
        ("report", "coherence", "-o", "x.pptx"),
        ("report", "agreement", "-f", "pptx"),
        ("report", "briefing", "--for", "commission", "-o", "x.pptx"),
        ("report", "all", "-f", "pptx"),
    ],
)
def test_only_the_briefing_becomes_slides(words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Refused before any work, with what can be called."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, [*words])
    assert isinstance(done.exception, UsageError), done.exception
    assert "report briefing -o" in str(done.exception)
    assert not list(tmp_path.iterdir())


def test_slides_are_written_beside_the_page(tmp_path: Path) -> None:
    """Several forms in one call, in a folder."""
    write_network(tmp_path, 2)
    done = CliRunner().invoke(
        app, ["report", "briefing", "-w", str(tmp_path), "-f", "md", "-f", "pptx", "-o", f"{tmp_path / 'out'}/", "-q"]
    )
    assert done.exit_code == 0, done.exception
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {"briefing.md", "slides.pptx"}


def test_a_table_has_the_whole_slide() -> None:
    """Nothing stands beside it for which it would make room, and short cells stand in one line."""
    study = frozen()
    voice = voice_of(study)
    made = slides(document("slides", study, voice), voice, study)
    number, page = next(
        (number, page) for number, page in enumerate(pages(made), start=1) if page.getElementsByTagName("a:tbl")
    )
    layout = re.findall(rb"slideLayouts/(slideLayout\d+)\.xml", made[f"ppt/slides/_rels/slide{number}.xml.rels"])[0]
    name = re.findall(rb'<p:cSld name="([^"]+)"', made[f"ppt/slideLayouts/{layout.decode()}.xml"])[0]
    assert name == b"Title and Content"
    columns = [int(each.getAttribute("w")) for each in page.getElementsByTagName("a:gridCol")]
    size = re.findall(rb'<p:sldSz [^>]*cx="(\d+)"', made["ppt/presentation.xml"])[0]
    assert sum(columns) >= 0.8 * int(size) and columns[-1] >= 0.15 * sum(columns)
