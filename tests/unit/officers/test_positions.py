"""The form for the answers to a draft: out as Word and workbook, back by hand, and what is wrong named by its cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ceecluster.blocks import Spelling
from ceecluster.cli.positions import form_of, terms_of
from ceecluster.documents import voice_of
from ceecluster.errors import UsageError
from ceecluster.forms.wide import LINE, widths
from ceecluster.officers.positions import ReturnedPositions, read_positions
from ceecluster.sources.word_package import Package, children, text_of
from ceecluster.study import Study, load
from ceecluster.words.positions import issue_table
from factories import frozen
from networks import write_league

Fill = Callable[[Any, dict[str, int]], None]


@pytest.fixture(scope="module")
def league(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A network of two levels and three regions."""
    folder = tmp_path_factory.mktemp("league")
    write_league(folder)
    return load(folder)


def region_of(study: Study) -> str:
    """The first member."""
    return study.world.network.regions[0].code


def issues_of(study: Study) -> list[str]:
    """The issues in the order of the form."""
    return [case.issue for case in study.agreement.cases]


def workbook(study: Study, tmp_path: Path, fill: Fill, language: str | None = None, date: str = "2025-06-01") -> Path:
    """A form as a workbook, filled in by hand."""
    made = form_of(study, region_of(study), ".xlsx", voice_of(study, language))
    book = openpyxl.load_workbook(io.BytesIO(made))
    head, sheet = book.worksheets
    head["B5"] = date
    fill(sheet, {row[0].value: row[0].row for row in sheet.iter_rows(min_row=2)})
    path = tmp_path / "answer.xlsx"
    book.save(path)
    return path


def read(study: Study, path: Path) -> ReturnedPositions:
    """What comes back."""
    return read_positions(path, path.name, study.world, terms_of(study))


def told(found: ReturnedPositions) -> list[str]:
    """The findings as they are printed."""
    return [str(finding) for finding in found.findings]


def test_answers_come_back_as_positions(league: Study, tmp_path: Path) -> None:
    """Marks are stances, remarks reasons or notes; what is not answered is missing and no error."""
    first, second, third, *rest = issues_of(league)

    def fill(sheet: Any, at: dict[str, int]) -> None:
        sheet[f"D{at[first]}"], sheet[f"G{at[first]}"], sheet[f"H{at[first]}"] = "x", 4, "our first aim"
        sheet[f"E{at[second]}"], sheet[f"H{at[second]}"], sheet[f"I{at[second]}"] = "X ", "money first", "from 2028"
        sheet[f"F{at[third]}"], sheet[f"H{at[third]}"], sheet[f"J{at[third]}"] = "✓", "no mandate", "network"

    found = read(league, workbook(league, tmp_path, fill))
    assert told(found) == [] and found.missing == tuple(rest)
    dated = {"date": "2025-06-01", "source": [next(iter(found.body["sources"]))]}
    assert found.body["positions"] == {
        region_of(league): {
            first: {"value": 4, "stance": "support", "note": "our first aim", **dated},
            second: {"stance": "reserve", "reason": "money first", "fallback": "from 2028", **dated},
            third: {"stance": "object", "reason": "no mandate", "visibility": "network", **dated},
        }
    }


WRONG: Sequence[tuple[str, str]] = (
    ("D{0}=maybe", "positions!D{0}: error CC345 'maybe' is no mark"),
    ("D{0}=x;F{0}=x", "positions!F{0}: error CC345 {issue} is marked yes and no"),
    ("G{0}=7", "positions!G{0}: error CC345 the priority of {issue} is '7'"),
    ("H{0}=only this", "positions!H{0}: error CC345 a remark on {issue}, and no mark"),
    ("D{0}=x;J{0}=everybody", "positions!J{0}: error CC345 unknown readers 'everybody'"),
    ("D{0}=x;A99=GOAL-NEW;H99=please add", "positions!A99: error CC345 a line that the form does not have: 'GOAL-NEW"),
    ("D{0}=x;H99=please add", "positions!A99: error CC345 a line that the form does not have: 'please add'"),
    ("D{0}=x;B{0}=something else", "positions!B{0}: error CC345 what {issue} is was changed: 'something else'"),
    ("D{0}=x;A99={issue};F99=x;B99={text}", "positions!A99: error CC345 {issue} is answered twice"),
    ("D{0}=x;D1=tak", "positions!D1: error CC345 unknown column 'tak'"),
    ("E{0}=x", "positions!A{0}: warning CC345 {issue}: 'change' gives no reason"),
)


@pytest.mark.parametrize(("typed", "said"), WRONG)
def test_what_is_wrong_is_named_by_its_cell(league: Study, tmp_path: Path, typed: str, said: str) -> None:
    """A wrong mark, two marks, a line or heading too many: an error each, and nothing is taken."""
    issue = issues_of(league)[0]
    places: dict[str, object] = {"issue": issue}

    def fill(sheet: Any, at: dict[str, int]) -> None:
        places.update(row=at[issue], text=sheet[f"B{at[issue]}"].value)
        for each in typed.format(places["row"], **places).split(";"):
            cell, _, text = each.partition("=")
            sheet[cell] = text

    found = read(league, workbook(league, tmp_path, fill))
    assert any(said.format(places["row"], **places) in line for line in told(found)), told(found)
    assert bool(found.body) == ("warning" in said)


def test_a_form_of_another_network_region_or_day_is_refused(league: Study, tmp_path: Path) -> None:
    """All that is wrong in the head is told at once."""
    path = workbook(league, tmp_path, lambda sheet, at: sheet.__setitem__("D2", "x"), date="1 June")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B2"], book.worksheets[0]["B3"] = "Another League", "ZZ9"
    book.save(path)
    assert [line.split(": ", 1)[0] for line in told(read(league, path))] == [
        f"answer.xlsx:form!B{row}" for row in (2, 3, 5)
    ]


def test_an_old_form_is_taken_as_one(league: Study, tmp_path: Path) -> None:
    """Its answers are answers to that draft: the source names it, and a warning says so."""
    path = workbook(league, tmp_path, lambda sheet, at: sheet.__setitem__("D2", "x"))
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B4"] = "2024-01-01-00000000"
    book.save(path)
    found = read(league, path)
    assert [line.split(": ", 1)[1].split(";")[0] for line in told(found)] == [
        "warning CC345 a form of the draft 2024-01-01-00000000"
    ]
    assert "2024-01-01-00000000" in next(iter(found.body["sources"].values()))["title"]


def test_a_german_form_is_read(league: Study, tmp_path: Path) -> None:
    """Headings in any language that forms are written in, and a mark by its word."""
    found = read(league, workbook(league, tmp_path, lambda sheet, at: sheet.__setitem__("D2", "ja"), language="de"))
    assert told(found) == []
    assert [answer["stance"] for answer in found.body["positions"][region_of(league)].values()] == ["support"]


def test_a_form_in_word_is_read(league: Study, tmp_path: Path) -> None:
    """The same form as a Word file, marked by hand in its table; a finding names the cell there, too."""
    pytest.importorskip("pypandoc")
    package = Package(form_of(league, region_of(league), ".docx", voice_of(league)))
    head, issues = package.tree.getElementsByTagName("w:tbl")
    _type(children(children(head, "w:tr")[4], "w:tc")[1], "2025-06-01")
    rows = [children(row, "w:tc") for row in children(issues, "w:tr")]
    _type(rows[1][3], "☒")
    _type(rows[2][5], "x")
    _type(rows[2][7], "no mandate")
    _type(rows[3][4], "perhaps")
    path = tmp_path / "answer.docx"
    path.write_bytes(package.packed())
    found = read(league, path)
    assert [line.split(": ", 1)[0] for line in told(found)] == ["answer.docx:table 2!E4"]
    _type(rows[3][4], "")
    path.write_bytes(package.packed())
    assert [answer["stance"] for answer in read(league, path).body["positions"][region_of(league)].values()] == [
        "support", "object",
    ]  # fmt: skip
    assert text_of(rows[1][0]) == issues_of(league)[0]


def _type(cell: Any, text: str) -> None:
    """Write into a cell of Word."""
    tree = cell.ownerDocument
    for run in list(cell.getElementsByTagName("w:r")):
        run.parentNode.removeChild(run)
    run = tree.createElement("w:r")
    run.appendChild(tree.createElement("w:t")).appendChild(tree.createTextNode(text))
    cell.getElementsByTagName("w:p")[0].appendChild(run)


@pytest.mark.parametrize(("name", "content"), [("a.docx", b"no zip"), ("a.pdf", b"%PDF"), ("a.docx", b"")])
def test_what_is_no_form_is_refused(league: Study, tmp_path: Path, name: str, content: bytes) -> None:
    """With what to do."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"no Word document|no form that can be read"):
        read(league, path)


def test_another_word_file_is_no_form(league: Study, tmp_path: Path) -> None:
    """A Word file without the table of issues."""
    stream = io.BytesIO()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body><w:p/></w:body></w:document>')
    path = tmp_path / "letter.docx"
    path.write_bytes(stream.getvalue())
    assert "the table of answers was not found" in told(read(league, path))[0]


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_head_of_the_form_on_paper_is_divided(language: str) -> None:
    """A digit needs less room than a remark: German heads stood in two parts, `Bemerkun|g`."""
    study = frozen()
    voice, made = voice_of(study, language), issue_table(study.agreement, "SI")
    rows = [[voice.plain(column.label, Spelling.NAME) for column in made.columns]]
    rows += [[voice.plain(cell, Spelling.NAME) for cell in row] for row in made.cells]
    rooms = [share * LINE for share in widths(rows)]
    assert [head for head, room in zip(rows[0], rooms, strict=True) if room < len(head)] == []
    assert rooms[-1] > rooms[-2]
