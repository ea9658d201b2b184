"""Bytes to text."""

from __future__ import annotations

import codecs
import errno
import os
from itertools import product
from pathlib import Path

import pytest

from ceecluster.sources.decoding import MAX_BYTES, UnreadableError, decode, read_bytes
from ceecluster.sources.encodings import weigh

TEXT = "name: Žilinský kraj – ťažisko\n"


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8-bom", "utf-16-le", "utf-16-be"],
)
def test_unicode_encodings_read_alike(raw: bytes) -> None:
    """UTF-8 with or without byte order mark, and UTF-16 with one, give the same text and no finding."""
    assert decode(raw, "x") == (TEXT, [])


def test_tables_in_windows_1250_are_read_and_named() -> None:
    """A table in the old encoding of the region is read as that, with a warning at the first such letter."""
    text, findings = decode("id\nhr-a\nč, š, ž\n".encode("cp1250"), "x.csv", legacy=True)
    assert text.endswith("č, š, ž\n")
    assert [str(finding) for finding in findings] == [
        "x.csv:3:1: warning CC108 the file is not UTF-8; it was read as Windows-1250"
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "x: error CC102 the file is empty"),
        (b"\xef\xbb\xbf \n", "x: error CC102 the file is empty"),
        ("Žluťoučký kůň".encode("cp1250"), "x:1:1: error CC104 a byte is not UTF-8; the file looks like Windows-1250"),
        (b"a\nb\xff\xfe\xfd\n", "x:2:2: error CC104 byte 0xff is not UTF-8 text"),
        (b"\x00\x01\x02" * 50, "x: error CC104 this is a binary file, not text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "x: error CC104 this is a picture (PNG), not YAML"),
        (b"a: b\x00c" + b" " * 200, "x:1:5: error CC104 control character U+0000"),
        (b"a: \x07b\n", "x:1:4: error CC104 control character U+0007"),
        ("a: \u009b31mb\n".encode(), "x:1:4: error CC104 control character U+009B"),
        ("a".encode("utf-32"), "x: error CC104 this is text in UTF-32"),
        (codecs.BOM_UTF16_LE + b"a", "x:1:1: error CC104 byte 0x61 is not UTF-16-LE text"),
    ],
)
def test_what_is_no_text_is_refused_by_name(raw: bytes, expected: str) -> None:
    """Empty, binary and undecodable files are one finding."""
    with pytest.raises(UnreadableError) as caught:
        decode(raw, "x")
    assert str(caught.value.finding) == expected


def test_invisible_characters_are_notes() -> None:
    """Overrides and zero-width characters are kept and named at their place, at most twenty of them."""
    text, findings = decode("ab\u200bc \u202ed".encode(), "x")
    assert text == "ab\u200bc \u202ed"
    assert [str(finding) for finding in findings] == [
        "x:1:3: note CC109 the text holds U+200B (zero width space)",
        "x:1:6: note CC109 the text holds U+202E (right-to-left override)",
    ]
    assert len(decode(("\u200b" * 1000).encode(), "x")[1]) == 20


def refusal(path: Path, workspace: Path) -> str:
    """The finding that refuses a path."""
    with pytest.raises(UnreadableError) as caught:
        read_bytes(path, path.name, workspace)
    return str(caught.value.finding)


def test_only_ordinary_files_inside_the_workspace_are_read(tmp_path: Path) -> None:
    """Folders, missing files, and links that lead nowhere, in a circle or out of the workspace are refused."""
    inside, outside = tmp_path / "ws", tmp_path / "out"
    (inside / "folder.yaml").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.yaml").write_text("a: 1")
    (inside / "nowhere.yaml").symlink_to("gone.yaml")
    (inside / "circle.yaml").symlink_to("circle.yaml")
    (inside / "out.yaml").symlink_to(outside / "secret.yaml")
    (inside / "regions").symlink_to(outside)
    assert "this is a folder" in refusal(inside / "folder.yaml", inside)
    assert "does not exist" in refusal(inside / "gone.yaml", inside)
    assert "leads nowhere" in refusal(inside / "nowhere.yaml", inside)
    assert "leads nowhere" in refusal(inside / "circle.yaml", inside)
    assert "leads out" in refusal(inside / "out.yaml", inside)
    assert "leads out" in refusal(inside / "regions" / "secret.yaml", inside)


def test_a_link_inside_the_workspace_is_followed(tmp_path: Path) -> None:
    """A link that stays inside is as good as a file."""
    (tmp_path / "a.yaml").write_text("a: 1")
    (tmp_path / "b.yaml").symlink_to("a.yaml")
    assert read_bytes(tmp_path / "b.yaml", "b.yaml", tmp_path) == b"a: 1"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    """A named pipe is refused before it is opened."""
    os.mkfifo(tmp_path / "p.yaml")
    assert "not an ordinary file" in refusal(tmp_path / "p.yaml", tmp_path)


def test_an_unreadable_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the system refuses to open is a finding with the system's reason."""

    def forbid(path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    (tmp_path / "x.yaml").write_text("a: 1")
    # Root may read a file of mode 0, and Windows knows no such mode.
    monkeypatch.setattr(Path, "read_bytes", forbid)
    assert refusal(tmp_path / "x.yaml", tmp_path) == ("x.yaml: error CC101 the file cannot be read: Permission denied")


def test_size_is_bounded_before_reading(tmp_path: Path) -> None:
    """A file of 200 MB (sparse here) is refused by its size."""
    with (tmp_path / "big.yaml").open("wb") as stream:
        stream.truncate(200 * 2**20)
    assert MAX_BYTES < 200 * 2**20
    assert "CC103 the file is 200 MB" in refusal(tmp_path / "big.yaml", tmp_path)


@pytest.mark.parametrize("run", ["x", "x-", "é", "Ã "])
def test_long_runs_of_letters_are_looked_at_once(run: str) -> None:
    """A hundred thousand letters before one wrong one took minutes: words were sought from every beginning."""
    text = run * (1_000_000 // len(run)) + " fÃ¼r"
    _, findings = decode(text.encode(), "t.csv")
    assert [finding.suggestion for finding in findings] == ["für"]


SPOKEN = {
    "DE": [
        "Förderung für Österreich",
        "Die Wälder schützen, größere Häuser",
        "Köln",
        "Maßnahmen der Länder – „Übersicht“",
    ],
    "CZ": ["Žluťoučký kůň úpěl ďábelské ódy", "Škoda", "Moravskoslezský kraj"],
    "SK": ["Žilinský kraj – ťažisko", "Košice", "Podpora klastrov na Slovensku, vďaka, ľudia"],
    "PL": ["Śląski klaster łączy gęś", "Łódź", "Małopolska: współpraca"],
    "HU": ["Együttműködési őszi program", "Győr", "Széchenyi-terv, fejlesztés, űrhajó"],
    "SI": ["Šaleška dolina – žica", "Gospodarstvo Štajerske", "čaj"],
    "HR": ["Županija čini šumu đak", "Međimurje", "Rješenje o čišćenju"],
    "IT": ["Qualità è più così però", "Città", "Perché no, dov’è"],
    "FR": ["Pôle de compétitivité, l’œuvre", "Région", "Où êtes-vous, maçon"],
    "RO": ["Pţrii şi ţărilor", "Județ".replace("ț", "ţ"), "Împreună"],
    "ES": ["Diseño y cooperación", "España"],
    "SE": ["Näringsliv för ögon på ån", "Malmö"],
    "DK": ["Ærø på færgen", "Århus"],
    "EE": ["Tööstus ja õpe, üks šokolaad"],
}
"""Texts of each country: sentences, and names of one odd letter."""
PAGES = ("cp1250", "cp1252", "iso8859-1", "iso8859-2", "iso8859-15", "cp852", "cp850", "mac-roman", "mac-latin2")


def test_no_old_encoding_is_taken_for_another() -> None:
    """Every text in every page that has its letters: read as it was written, or asked about, never read wrongly."""
    wrong, certain, asked = [], 0, 0
    for country, texts in SPOKEN.items():
        for text, page, hints in product(texts, PAGES, ((country,), ())):
            try:
                raw = f"id;name\n1;{text}\n".encode(page)
            except UnicodeEncodeError:
                continue
            reading, _ = weigh(raw, hints)
            asked += reading is None
            read = raw.decode(reading.encoding) if reading is not None else ""
            certain += text in read
            wrong += [(text, page, read)] if reading is not None and text not in read else []
    assert wrong == []
    assert certain > 1.5 * asked


def test_the_usual_page_of_a_country_is_certain() -> None:
    """What Excel writes there is not asked about where a text has three odd letters or more."""
    read = 0
    for country, texts in SPOKEN.items():
        page = "cp1250" if country in ("CZ", "SK", "PL", "HU", "SI", "HR", "RO") else "cp1252"
        sentences = [text for text in texts if len({c for c in text if ord(c) > 127 and c.isalpha()}) > 2]
        for text in sentences:
            reading, _ = weigh(text.encode(page), (country,))
            assert reading is not None and text.encode(page).decode(reading.encoding) == text, (text, page)
            read += 1
    assert read >= 10


@pytest.mark.parametrize("text", ["the company’s “plan”…", "2010–2020: 5 €", "„Plan“ – neu", "Wien–Graz", "e-l’art"])
def test_signs_alone_are_windows(text: str) -> None:
    """A text whose only odd characters are signs, as word processors make them, is read as it is meant."""
    reading, _ = weigh(text.encode("cp1252"), ("AT",))
    assert reading is not None and text.encode("cp1252").decode(reading.encoding) == text


def test_a_long_text_is_weighed_by_its_different_words() -> None:
    """A table of a hundred thousand equal rows costs what one row costs, and is judged alike."""
    for text in ("Größe und Maß", "Qualità è più così però", "Łódź, gęś"):
        for page in ("cp1250", "cp1252", "iso8859-2"):
            row = text.encode(page, errors="ignore") + b"; 1\n"
            one, several = weigh(row)
            many, as_many = weigh(row * 100_000)
            assert (one, several) == (many, as_many)
            assert all(len(reading.words) <= len(row) for reading in as_many)
