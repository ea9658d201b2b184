"""Every column that names its row is a row header in HTML and in Word, in every table that is declared."""

from __future__ import annotations

import zipfile
from html.parser import HTMLParser
from io import BytesIO
from xml.dom import minidom

import pytest

from ceecluster.blocks import Document, Figure, Table, walk
from ceecluster.documents import KINDS, codes_of, document, voice_of
from ceecluster.forms.html import write_html
from ceecluster.forms.pandoc import write_docx
from ceecluster.item_rows import Items
from ceecluster.items import find
from ceecluster.study import Study
from ceecluster.words.items import items_screen
from factories import frozen


class Headers(HTMLParser):
    """By table: the number of row headers and of other cells below the head."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, int]] = []
        self.live = False

    def handle_endtag(self, tag: str) -> None:
        """The table that a script fills is no declared one."""
        self.live = self.live and tag != "form"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count."""
        self.live = self.live or tag == "form"
        if self.live:
            return
        if tag == "table":
            self.found.append((0, 0))
        elif tag == "td" or (tag == "th" and ("scope", "row") in attrs):
            heads, cells = self.found[-1]
            self.found[-1] = (heads + (tag == "th"), cells + (tag == "td"))


@pytest.fixture(scope="module")
def tables() -> list[Table]:
    """The tables of all documents and of some screens."""
    study = frozen()
    audit = Study.robustness
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Study, "robustness", lambda self, **more: audit(self, draws=50, sensitivity=0))
        patch.setattr("ceecluster.planning.actionplan.MAX_OPTIONS", 0, raising=False)
        voice = voice_of(study)
        kinds = (kind for kind in KINDS if kind not in ("plan", "coherence"))
        made = [document(kind, study, voice, code=next(iter(codes_of(kind, study)), "")) for kind in kinds]
    names = ("AT31", "at31-automobil", "STR-06", "OBJ-XB", "objectives", "regions", "criteria", "pilots")
    made.append(items_screen(Items(tuple(find(study.world, name) for name in names)), study.world))
    blocks = [block for each in made for block in walk(each.blocks)]
    found = [b for b in blocks if isinstance(b, Table)] + [b.table for b in blocks if isinstance(b, Figure)]
    assert len(found) > 25
    return found


def test_html_has_a_row_header_for_each_declared_column(tables: list[Table]) -> None:
    """`scope=row` exactly where the column is declared to name its row."""
    parser = Headers()
    parser.feed(write_html(Document("t", "T", tuple(tables)), voice_of(frozen())))
    wanted = [(t.headers * len(t.cells), (len(t.columns) - t.headers) * len(t.cells)) for t in tables]
    assert parser.found == wanted


def test_word_has_a_header_column_where_one_is_declared(tables: list[Table]) -> None:
    """The look of each table says whether its first column is a header; a head row is repeated."""
    content = write_docx(Document("t", "T", tuple(tables)), voice_of(frozen()), epoch=0)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        body = minidom.parseString(archive.read("word/document.xml"))
    looks = [look.getAttribute("w:firstColumn") == "1" for look in body.getElementsByTagName("w:tblLook")]
    assert looks == [table.headers > 0 for table in tables]
    assert len(body.getElementsByTagName("w:tblHeader")) >= len(tables)
