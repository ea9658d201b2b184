"""Files of other kinds under the names of inventories: each named for what it is, once, with a cure."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest

from ceecluster.findings import Finding
from ceecluster.reading import read_file

_TABLE = b"id,name.en,kind,level\nhr-a,A,law,policy\n"
_YAML = b"region: HR\nas_of: 2026-01-01\nprogrammes: []\n"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def _zipped(*names: str, mimetype: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<a/>")
    return stream.getvalue()


def _tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("HR.csv"), io.BytesIO(b""))
    return stream.getvalue()


_OTHERS: dict[str, bytes] = {
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "a picture (PNG)": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "a picture (JPEG)": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "a packed file (gzip)": gzip.compress(_TABLE),
    "a packed file (xz)": lzma.compress(_TABLE),
    "a packed file (Zstandard)": b"\x28\xb5\x2f\xfd" + bytes(range(40, 90)),
    "a packed file (tar)": _tar(),
    "a packed file (zip)": _zipped("regions/HR.csv"),
    "a Word document": _zipped("[Content_Types].xml", "word/document.xml"),
    "a Word document (.doc)": _OLE + "WordDocument".encode("utf-16-le"),
    "a presentation": _zipped("[Content_Types].xml", "ppt/presentation.xml"),
    "an OpenDocument text": _zipped("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
    "a message of Outlook": _OLE + "__substg1.0_1000".encode("utf-16-le"),
    "a document of Apple's Numbers or Pages": _zipped("Index/Document.iwa"),
    "a database (SQLite)": b"SQLite format 3\0" + bytes(100),
    "a table in Parquet": b"PAR1\x15\x04\x15\x10",
    "a program": b"\x7fELF\2\1\1" + bytes(40),
    "a file of nothing but zero bytes": bytes(1000),
    "a web page (HTML)": b"\n <!-- made -->\n<html><head></head></html>",
    "a picture (SVG)": b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
    "an XML spreadsheet of 2003": b'<?xml version="1.0"?><x xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    "a file of XML": b'<?xml version="1.0"?><a/>',
    "a document (RTF)": b"{\\rtf1\\ansi id;name}",
    "a pointer of Git LFS": b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n",
    "a link to a page": b"[InternetShortcut]\r\nURL=https://example.org/HR.xlsx\r\n",
    "an e-mail": b"From: a@example.org\nSubject: table\nMIME-Version: 1.0\n\nid,name.en\n",
}
"""Contents that are read under no name."""
_ENDINGS = {
    ".yaml": "YAML",
    ".yml": "YAML",
    ".csv": "a table",
    ".xlsx": "a workbook",
    ".xls": "a workbook",
    ".ods": "a workbook",
}


def _findings(folder: Path, ending: str, raw: bytes) -> list[Finding]:
    path = folder / f"HR-croatia{ending}"
    path.write_bytes(raw)
    file = read_file("candidate", path, folder)
    path.unlink()
    return file.findings


@pytest.mark.parametrize("what", _OTHERS)
def test_a_file_of_another_kind_is_named_for_what_it_is(what: str, tmp_path: Path) -> None:
    """Under whichever ending it comes; the cure tells what to do with it."""
    for ending, wanted in _ENDINGS.items():
        found = _findings(tmp_path, ending, _OTHERS[what])
        assert [f"{finding.code} {finding.message}" for finding in found] == [f"CC104 this is {what}, not {wanted}"]
        assert found[0].hint and "UTF-8" not in found[0].hint


@pytest.mark.parametrize("ending", [".yaml", ".csv"])
@pytest.mark.parametrize(
    ("raw", "told", "right"),
    [
        (_zipped("[Content_Types].xml", "xl/workbook.xml"), "a workbook (.xlsx)", ".xlsx"),
        (_zipped("xl/workbook.bin"), "a workbook (.xlsb)", ".xlsb"),
        (_zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "a workbook (.ods)", ".ods"),
        (_OLE + "Workbook".encode("utf-16-le"), "a workbook (.xls)", ".xls"),
    ],
)
def test_a_workbook_under_the_name_of_a_text_is_told_its_ending(
    raw: bytes, told: str, right: str, ending: str, tmp_path: Path
) -> None:
    """A workbook renamed to .csv says so, and nothing of control characters."""
    (found,) = _findings(tmp_path, ending, raw)
    assert found.message == f"this is {told}, not {_ENDINGS[ending]}"
    assert found.hint == f"let its name end in {right}"


@pytest.mark.parametrize(
    ("ending", "raw", "message", "hint"),
    [
        (".yaml", _TABLE, "this is a table, not YAML", "let its name end in .csv"),
        (".yaml", _TABLE.decode().encode("utf-16"), "this is a table, not YAML", "let its name end in .csv"),
        (".csv", _YAML, "this is YAML, not a table", "let its name end in .yaml"),
        (".csv", b"# made by hand\n" + _YAML, "this is YAML, not a table", "let its name end in .yaml"),
        (".xlsx", _YAML, "this is YAML, not a workbook", "let its name end in .yaml"),
        (
            ".csv",
            b'[\n {"id": "hr-a"}]',
            "this is JSON, not a table",
            "let its name end in .yaml: JSON is read as that",
        ),
        (".xlsx", _TABLE, "this is a text, not a workbook", "if it is a table, let its name end in .csv"),
        (
            ".csv",
            _TABLE.decode().encode("utf-16-le"),
            "this is text in UTF-16 without its mark",
            "save the file as UTF-8 text",
        ),
        (".yaml", _YAML.decode().encode("utf-32"), "this is text in UTF-32", "save the file as UTF-8 text"),
        (".csv", bytes(range(1, 256)) * 3, "this is a binary file, not text", "save the file as UTF-8 text"),
        (
            ".xlsx",
            b" \n",
            "the file is empty",
            "fill it in, or remove it; 'ceecluster init region CODE' starts an inventory",
        ),
    ],
)
def test_our_own_forms_under_one_another_s_names(
    ending: str, raw: bytes, message: str, hint: str, tmp_path: Path
) -> None:
    """What is read under another ending is told that ending."""
    (found,) = _findings(tmp_path, ending, raw)
    assert (found.message, found.hint) == (message, hint)


@pytest.mark.parametrize("ending", [".yaml", ".csv"])
def test_two_versions_that_git_left_are_one_finding(ending: str, tmp_path: Path) -> None:
    """A merge that was not settled is named with its lines, however the two versions read."""
    own = _TABLE if ending == ".csv" else _YAML
    raw = own + b"<<<<<<< HEAD\n" + own + b"=======\nother\n>>>>>>> theirs\n"
    (found,) = _findings(tmp_path, ending, raw)
    lines = own.count(b"\n")
    assert (found.code, found.where.line) == ("CC104", lines + 1)
    assert found.message == f"git left two versions here, in lines {lines + 1} to {2 * lines + 4}"


@pytest.mark.parametrize(
    "raw",
    [
        b"MZ: 1\n",
        b"id,name.en\nhr-a,<html>\n",
        b"Inventory: 2026,,\nid,name.en,kind\nhr-a,A,law\n",
        b"id;name.en\nhr-a;<<<<<<< HEAD\n",
        b"II*,a\n",
        "id,name.en\nhr-a,A\n".encode("utf-16"),
    ],
)
def test_a_table_is_not_taken_for_anything_else(raw: bytes, tmp_path: Path) -> None:
    """Signs of other kinds inside a table are its text."""
    assert [finding for finding in _findings(tmp_path, ".csv", raw) if finding.code == "CC104"] == []
