"""`validate --fix` and `convert`: what is written, what is not, and what is said."""

from __future__ import annotations

import codecs
import shutil
from pathlib import Path

import pytest

from calls import run

CASES = Path(__file__).parents[2] / "cases"


def lay(folder: Path, *cases: str) -> Path:
    """A workspace of the base case with others over it; the folder of its candidates."""
    for case in ("base", *cases):
        shutil.copytree(CASES / case, folder, dirs_exist_ok=True)
    return folder / "data" / "candidates"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_line_ends_and_mark_stay(here: Path) -> None:
    """A repaired file keeps its byte order mark and line ends; the others are not touched."""
    path = lay(here, "good/candidate") / "HR-croatia.yaml"
    text = path.read_text().replace("\n", "\r\n")
    path.write_bytes(codecs.BOM_UTF8 + text.replace("OBJ-RDI]", "obj_rdi]").encode())
    other = here / "data" / "regions" / "CZ-czech-republic.yaml"
    other.write_bytes(other.read_bytes().replace(b"\n", b"\r\n") + b"  \r\n")
    before = other.read_bytes()
    assert "1 file repaired" in run("validate", "--fix", "--no-table")[1]
    assert path.read_bytes() == codecs.BOM_UTF8 + text.encode()
    assert other.read_bytes() == before


def test_every_item_of_a_cell_is_mended(here: Path) -> None:
    """All items of a list cell are respelt; likely words only with --unsafe-fixes."""
    path = lay(here, "good/csv-pipe") / "HR-croatia.csv"
    path.write_text(path.read_text().replace("OBJ-RDI", "obj-rdi; OBJ_SKIL; Internationalisation"))
    run("validate", "--fix", "--no-table")
    assert "OBJ-RDI; OBJ-SKIL; Internationalisation" in path.read_text()


def test_names_become_codes_when_asked(here: Path) -> None:
    """`Automotive` is respelt by --unsafe-fixes alone, and what is left is counted without it."""
    path = lay(here, "bad/CC116-names") / "HR-croatia.csv"
    assert "more with --unsafe-fixes" in run("validate", "--fix", "--no-table")[1]
    assert "Automotive" in path.read_text()
    run("validate", "--fix", "--unsafe-fixes", "--no-table")
    assert "SEC-AUTO" in path.read_text()
    assert ",million," in path.read_text()


def test_letters_of_an_old_encoding_are_shown(here: Path) -> None:
    """A file whose encoding is certain is saved as UTF-8, and each letter is shown."""
    path = lay(here, "bad/CC108-italian") / "HR-croatia.csv"
    shown = run("validate", "--fix", "--no-table")[1]
    assert "0xe0 à" in shown
    assert "attività: più qualità perché è così" in path.read_text(encoding="utf-8")
    assert b"\r\n" in path.read_bytes()


def test_an_encoding_that_cannot_be_told_is_asked_for(here: Path) -> None:
    """Where candidates differ nothing is rewritten; with --encoding it is."""
    path = lay(here, "bad/CC104-two-encodings") / "HR-croatia.csv"
    before = path.read_bytes()
    run("validate", "--fix", "--no-table")
    assert path.read_bytes() == before
    run("validate", "--fix", "--encoding", "windows-1252", "--no-table")
    assert "regionu: û" in path.read_text(encoding="utf-8")
    assert run("validate", "--encoding", "klingon")[0] == 2


def test_letters_decoded_wrongly_are_put_right(here: Path) -> None:
    """Letters that were UTF-8 read as Latin-1 are mended."""
    path = lay(here, "bad/CC132-mojibake") / "HR-croatia.csv"
    run("validate", "--fix", "--no-table")
    assert "Strategie für Österreich und škola" in path.read_text()


def test_letters_of_web_pages_are_put_right(here: Path) -> None:
    """Every letter of a word, and what was decoded wrongly twice; marks of a page stay."""
    path = lay(here, "bad/CC132-web") / "HR-croatia.csv"
    run("validate", "--fix", "--no-table")
    assert "Förderung & Größe &lt;b&gt; für dreimal für," in path.read_text()


def test_workbooks_are_told_and_not_touched(here: Path) -> None:
    """A workbook is not rewritten; its cells are named, and why."""
    candidates = lay(here, "good/candidate")
    source = candidates / "HR-croatia.yaml"
    run("convert", str(source), "HR-croatia.xlsx")
    source.unlink()
    from openpyxl import load_workbook

    book = load_workbook("HR-croatia.xlsx")
    sheet = book["programmes"]
    cell = next(cell for row in sheet for cell in row if cell.value == "OBJ-RDI")
    cell.value = "obj-rdi"
    book.save(candidates / "HR-croatia.xlsx")
    before = (candidates / "HR-croatia.xlsx").read_bytes()
    shown = run("validate", "--fix", "--no-table")[1]
    assert f"programmes!{cell.coordinate}: 'obj-rdi' -> 'OBJ-RDI'" in shown
    assert "its formats and comments would be lost" in " ".join(shown.split())
    assert (candidates / "HR-croatia.xlsx").read_bytes() == before


def test_a_second_inventory_is_refused(here: Path) -> None:
    """A target that would be read beside its source stops, and says so."""
    source = lay(here, "good/candidate") / "HR-croatia.yaml"
    for name in ("HR-croatia.csv", "HR.xlsx"):
        code, said = run("convert", str(source), str(source.with_name(name)))
        assert (code, "second inventory of HR" in said) == (2, True)
    assert sorted(path.name for path in source.parent.iterdir()) == ["HR-croatia.yaml"]


def test_converted_twice_is_the_same_bytes(here: Path) -> None:
    """Neither form has a clock in it; keys keep their order; formulas are disarmed and come back as they were."""
    source = lay(here, "good/candidate") / "HR-croatia.yaml"
    text = source.read_text().replace(
        "{en: Cluster development strategy}", "{hr: =Strategija, en: '@Cluster strategy'}"
    )
    source.write_text(text.replace("The national strategy.", '"\'=quoted, -not a number"'))
    for ending in ("csv", "xlsx"):
        for name in ("a", "b"):
            assert run("convert", str(source), f"{name}.{ending}")[0] == 0
        assert Path(f"a.{ending}").read_bytes() == Path(f"b.{ending}").read_bytes()
    table = Path("a.csv").read_text()
    assert table.index("name.hr") < table.index("name.en")
    assert ",'=Strategija," in table
    assert ",'@Cluster strategy," in table
    from ceecluster.reading import read_file

    wanted = read_file("candidate", source, here).model.programmes
    for name in ("a.csv", "a.xlsx"):
        assert read_file("candidate", Path(name), here).model.programmes == wanted


def test_csv_for_excel(here: Path) -> None:
    """A byte order mark and semicolons, where asked for; both are read again."""
    source = lay(here, "good/candidate") / "HR-croatia.yaml"
    assert run("convert", str(source), "HR.csv", "--bom", "--delimiter", ";")[0] == 0
    assert Path("HR.csv").read_bytes().startswith(codecs.BOM_UTF8 + b"id;name.en;")
    assert run("convert", "HR.csv", "HR.yaml")[0] == 0
    assert run("convert", str(source), "HR.xlsx", "--bom")[0] == 2
    assert run("convert", str(source), "HRx.csv", "--delimiter", "x")[0] == 2
