"""Documents: the same input gives the same bytes, every form says the same, hostile text stays text."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from ceecluster.blocks import Document, Figure, Paragraph, Section, Table, walk
from ceecluster.changes import compare_studies
from ceecluster.documents import document, files_of, voice_of
from ceecluster.errors import UsageError
from ceecluster.forms.cells import disarm, markdown
from ceecluster.model.base import Worded
from ceecluster.model.brand import Brand
from ceecluster.report import files
from ceecluster.report.export import dated
from ceecluster.report.files import write_below, write_whole
from ceecluster.report.site import Settings, write_site
from ceecluster.report.workbook import write_xlsx
from ceecluster.study import Study, load
from ceecluster.wording import Voice
from ceecluster.words.changes import since_topic
from factories import FROZEN, frozen, markdown_of, written
from networks import write_league, write_network

HOSTILE = '=HYPERLINK("http://x")|<script>x</script>[a](javascript:b){{ 1 }}\u202e'


BYTES = """
import hashlib, sys
from pathlib import Path
import ceecluster as cc
from ceecluster.documents import document, files_of, voice_of
from ceecluster.report.export import addresses, dated
from ceecluster.report.tables import tables
from ceecluster.report.workbook import write_xlsx

def digests(study):
    region = next(iter(study.world.regions))
    for kind, region, language, forms in (
        ("coherence", "", "en", ("md", "html")),
        ("region", region, "en", ("md", "html", "docx", "pdf")),
        ("region", region, "de", ("md", "html", "docx", "pdf")),
    ):
        voice = voice_of(study, language)
        made = document(kind, study, voice, code=region)
        for form in forms:
            for path, content in files_of(made, form, Path(kind), voice, epoch=dated(study)).items():
                yield str(path), form, hashlib.sha256(content).hexdigest()
    book = write_xlsx(tables(study), addresses(study.world), epoch=dated(study))
    yield "data", "xlsx", hashlib.sha256(book).hexdigest()

if __name__ == "__main__":
    for line in digests(cc.load(sys.argv[1])):
        print(*line)
"""


@pytest.mark.slow
@pytest.mark.parametrize("network", ["league", "frozen"])
def test_same_input_same_bytes_in_every_form(network: str, tmp_path: Path) -> None:
    """Two runs in two folders, on the same data in two folders, under two hash seeds: one digest per file."""
    here = FROZEN if network == "frozen" else write_league(tmp_path / "here") / "data"
    shutil.copytree(here, tmp_path / "elsewhere" / "data")
    (tmp_path / "digests.py").write_text(BYTES)
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    done = subprocess.run(
        [sys.executable, str(tmp_path / "digests.py"), str(tmp_path / "elsewhere" / "data")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    scope: dict[str, Any] = {"__name__": "digests"}
    exec(BYTES, scope)
    assert done.stdout.splitlines() == [" ".join(line) for line in scope["digests"](load(here))]


def content_of(made: Document, form: str, study: Study) -> bytes:
    """A document in one form."""
    return next(iter(files_of(made, form, Path("x"), voice_of(study), epoch=dated(study)).values()))


def figures(made: Document) -> list[Figure]:
    """The figures of a document."""
    return [block for block in walk(made.blocks) if isinstance(block, Figure)]


def test_every_figure_and_table_is_in_markdown_and_html(study: Study, coherence: Document) -> None:
    """No form leaves out what another shows."""
    voice = voice_of(study)
    text, html = (content_of(coherence, form, study).decode() for form in ("md", "html"))
    tables = [block for block in walk(coherence.blocks) if isinstance(block, Table)]
    tables += [figure.table for figure in figures(coherence)]
    assert len(figures(coherence)) > 3 and len(tables) > 10
    for figure in figures(coherence):
        assert f"figures/{figure.key}.svg" in text
        assert f'id="figure-{figure.key}"' in html
    for table in tables:
        assert markdown(voice.plain(table.title)) in text
    assert html.count("<table") == len(tables)
    assert html.count("<caption") == sum(bool(table.title) for table in tables)


def test_word_has_headings_captions_alternatives_and_header_rows(study: Study, coherence: Document) -> None:
    """Word gets real styles: a screen reader can walk it."""
    with zipfile.ZipFile(BytesIO(content_of(coherence, "docx", study))) as archive:
        body = archive.read("word/document.xml").decode()
    assert (
        'w:val="Heading1"' in body
        and 'w:val="Heading2"' in body
        and 'w:val="TableCaption"' in body
        and "<w:tblHeader" in body
    )
    contents = re.findall(r'<w:hyperlink w:anchor="([^"]+)">', body)
    assert len(contents) > 8 and all(f'w:name="{anchor}"' in body for anchor in contents)
    described = re.findall(r'descr="([^"]*)"', body)
    voice = voice_of(study)
    for figure in figures(coherence):
        assert any(voice.plain(figure.alt)[:30] in text for text in described)


def test_pdf_is_tagged_and_in_english(study: Study) -> None:
    """The PDF carries tags and its language."""
    content = written("region", study, "pdf", region="HR")
    assert content.startswith(b"%PDF") and b"/StructTreeRoot" in content and b"/Lang" in content


def test_page_needs_nothing_but_itself(study: Study, coherence: Document) -> None:
    """No address is loaded: no src, no stylesheet link, no import, and a policy that forbids them."""
    html = content_of(coherence, "html", study).decode()
    assert "default-src 'none'" in html and "unsafe" not in html
    assert not re.search(r'<(img|script|iframe|link)[^>]+(src|href)="(?!data:)', html)
    assert "@import" not in html and "style=" not in html
    assert len(html) < 1_500_000


def test_hostile_text_is_disarmed_in_every_form(study: Study) -> None:
    """A field that holds markup, a formula or template syntax changes nothing but its own text."""
    made = Document("t", HOSTILE, (Paragraph(HOSTILE), Section(HOSTILE, (Paragraph(HOSTILE),))))
    text = content_of(made, "md", study).decode()
    assert "{{ 1 }}" in text.replace("\\", "") and "](javascript:" not in text and "<script>" not in text
    html = content_of(made, "html", study).decode()
    assert "<script>x" not in html and 'href="javascript' not in html
    with zipfile.ZipFile(BytesIO(content_of(made, "docx", study))) as archive:
        links = archive.read("word/_rels/document.xml.rels").decode()
    assert "javascript:" not in links
    assert content_of(made, "pdf", study).startswith(b"%PDF")


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", HOSTILE])
def test_spreadsheets_meet_no_formula(study: Study, text: str) -> None:
    """A text that begins like a formula stays text in CSV and Excel."""
    assert disarm(text).startswith("'")
    import pandas as pd

    book = openpyxl.load_workbook(BytesIO(write_xlsx({"t": pd.DataFrame({"x": [text]})}, {}, epoch=0)))
    assert book["t"]["A2"].data_type == "s"


def test_numbers_are_not_disarmed() -> None:
    """A negative number stays a number."""
    assert [disarm(text) for text in ("-1.5", "+2", "-3 %")] == ["-1.5", "+2", "-3 %"]


def test_template_cannot_leave_its_sandbox(study: Study, tmp_path: Path) -> None:
    """A template reaches neither Python's insides nor files outside its folders."""
    own = tmp_path / "documents" / "region.md.j2"
    own.parent.mkdir()
    for body in ("{{ ''.__class__.__mro__ }}", "{% include '/etc/passwd' %}", "{% include '../secret' %}"):
        own.write_text(body)
        with pytest.raises(UsageError):
            markdown_of("region", study, "SK", templates=tmp_path)


def test_own_template_goes_before_ours(study: Study, tmp_path: Path) -> None:
    """A file of the user's folder overrides ours by name, the others stay."""
    (tmp_path / "documents").mkdir()
    own = tmp_path / "documents" / "region.md.j2"
    own.write_text("# Mine: {{ title }}\n\n{% include 'documents/_provenance.md.j2' %}\n")
    text = markdown_of("region", study, "SK", templates=tmp_path)
    assert text.startswith("# Mine: Slovakia") and "How this document was made" in text


def test_unknown_document_and_region_are_named(study: Study) -> None:
    """A wrong name gets the nearest right one."""
    with pytest.raises(UsageError, match="coherence"):
        markdown_of("coherense", study)
    with pytest.raises(UsageError, match=r"AT3[0-9]"):
        markdown_of("region", study, "AT3")


def test_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk or an interrupt leaves the report that was there, and no litter."""
    path = tmp_path / "report.html"
    write_whole(path, b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match=r"report\.html' cannot be written: no space is left"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old" and [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_of_several_files_all_are_new_or_all_are_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full at the last file leaves the first ones as they were, and no litter."""
    contents = {Path(name): b"new" for name in ("a.html", "b.html", "figures/c.svg")}
    write_below(tmp_path, dict.fromkeys(contents, b"old"))
    real, calls = os.fsync, iter(range(3))

    def full(handle: int) -> None:
        if next(calls) == 2:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match=r"c\.svg' cannot be written: no space is left"):
        write_below(tmp_path, contents)
    left = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == dict.fromkeys(contents, b"old")


@pytest.mark.skipif(os.name != "posix", reason="elsewhere what was left goes after a day")
def test_what_a_killed_process_left_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next run clears the folder of it; what a running process or another machine is writing stays."""
    monkeypatch.setattr(files, "_cleared", set())
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left, busy = (tmp_path / f"{files._mark(pid)}x" for pid in (gone.pid, os.getppid()))
    elsewhere, ancient = tmp_path / ".ceecluster-00000000-1-x", tmp_path / ".ceecluster-00000000-2-x"
    for path in (left, busy, elsewhere, ancient):
        path.write_bytes(b"half")
    os.utime(ancient, (0, 0))
    write_whole(tmp_path / "report.html", b"new")
    assert {*tmp_path.iterdir()} == {busy, elsewhere, tmp_path / "report.html"}


def test_an_error_leaves_the_old_site_whole(tmp_path: Path) -> None:
    """Where one document of a site cannot be made, no file of the old site is touched."""
    (tmp_path / "site").mkdir()
    for name in ("index.html", "coherence.html", "data.xlsx"):
        (tmp_path / "site" / name).write_text("old")
    (tmp_path / "mine" / "documents").mkdir(parents=True)
    (tmp_path / "mine" / "documents" / "region.md.j2").write_text("{{ nothing_of_the_kind }}")
    league = load(write_network(tmp_path / "league", 2))
    with pytest.raises(UsageError, match=r"region\.md\.j2:1"):
        write_site(league, tmp_path / "site", Settings(templates=tmp_path / "mine", forms=("md",)))
    assert {path.name: path.read_text() for path in (tmp_path / "site").iterdir()} == dict.fromkeys(
        ("index.html", "coherence.html", "data.xlsx"), "old"
    )


@pytest.mark.slow
def test_changes_since_an_earlier_state_are_told(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report names the records of each owner that changed, the profile its own, and other profiles none."""
    # Two plans would take most of the time, and no figure is expected to move.
    monkeypatch.setattr("ceecluster.changes._plan", lambda study: {})
    world = study.whole
    inventory = world.regions["SK"]
    record = inventory.programmes[0]
    other = inventory.model_copy(
        update={"programmes": (record.model_copy(update={"note": "Another note."}), *inventory.programmes[1:])}
    )
    before = world.model_copy(update={"regions": {**world.regions, "SK": other}})
    old = Study(before, study.root, example=False, digests=study.digests, findings=())
    changes = compare_studies(old, study, ("v1", "now"))
    assert [(row.record, row.owner) for row in changes.records] == [(record.id, "SK")]
    whole = markdown_of("coherence", study, changes=since_topic(changes))
    assert "## What changed since v1" in whole and "| – | – | 1 |" in whole
    own = markdown_of("region", study, "SK", changes=since_topic(changes, "SK"))
    assert f"{markdown(record.title)} ({record.id}) | changed | note |" in own
    assert "Nothing changed" in markdown_of("region", study, "HR", changes=since_topic(changes, "HR"))
    assert "There is no earlier edition to compare with" in markdown_of("region", study, "SK")


def test_sentences_of_documents_name_regions_and_hold_no_commands(study: Study, coherence: Document) -> None:
    """Documents have names where a screen has codes, and no hints to type."""
    text = content_of(coherence, "md", study).decode()
    prose = [line for line in text.splitlines() if line and line[0] not in "|!#>*["]
    assert not [line for line in prose if "Look at" in line or re.search(r"\b(AT3[123]|ITH1|OBJ-[A-Z]+)\b", line)]


def test_no_document_shows_a_missing_number(study: Study, coherence: Document) -> None:
    """What is not known has its own sign; no `nan`, `None` or `inf` gets through."""
    assert not re.search(r"\b(nan|NaN|None|inf|NaT)\b", content_of(coherence, "md", study).decode())


def test_a_workbook_has_the_brand():
    """Heads in the brand's colour and font; its name and its line on printed pages, `&` as a letter."""
    brand = Brand(
        publisher=Worded.of({"en": "Office & Sons"}, ""),
        footer=Worded.of({"en": "Imprint"}, ""),
        accent="#7a1fa2",
        font="Noto Sans",
    )
    voice = Voice(voice_of(frozen()).names, brand=brand)
    sheets = {"t": pd.DataFrame({"x": ["1"]})}
    ours, theirs = (
        openpyxl.load_workbook(BytesIO(write_xlsx(sheets, {}, epoch=0, voice=each)))["t"] for each in (None, voice)
    )
    assert (ours["A1"].fill.fgColor.rgb, theirs["A1"].fill.fgColor.rgb) == ("000B5566", "007A1FA2")
    assert (ours["A1"].font.name, theirs["A1"].font.name) == ("Calibri", "Noto Sans")
    assert (theirs.oddHeader.left.text, theirs.oddFooter.left.text) == ("Office && Sons", "Imprint")


def test_tables_to_sign_are_not_sorted_and_files_are_folded(study: Study, coherence: Document) -> None:
    """A column to be written in has nothing to sort by; the sums of the files show when asked; captions end."""
    agreement = content_of(document("agreement", study, voice_of(study)), "html", study).decode()
    assert agreement.count('<table class="form"') == 1
    html = content_of(coherence, "html", study).decode()
    folded = re.findall(r'<details class="folded"><summary>(.*?)</summary>', html)
    assert len(folded) == 1 and html.index(folded[0]) < html.index("network.yaml</th>")
    assert html.count("</figcaption></figure>") == html.count("<figure ") > 0
    assert (
        re.search(r"\d %", re.sub(r"<svg.*?</svg>|<script.*?</script>|<style.*?</style>", "", html, flags=re.S)) is None
    )
