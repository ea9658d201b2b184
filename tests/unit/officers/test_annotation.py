"""A copy of a workbook with its findings in it: the same findings, and a way back."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from typer.testing import CliRunner

from ceecluster.checks.catalogue import LOCAL
from ceecluster.checks.run import check
from ceecluster.cli.app import app
from ceecluster.errors import UsageError
from ceecluster.findings import Finding
from ceecluster.officers.annotation import Unwritable, annotated
from ceecluster.officers.form import form_of
from ceecluster.sources.workbook_writer import packed
from factories import FROZEN, frozen
from networks import cut_frozen

CASES = sorted((Path(__file__).parents[2] / "cases" / "bad").rglob("*.xlsx"))
BASE = Path(__file__).parents[2] / "cases" / "base" / "data"


def found(path: Path, root: Path = FROZEN) -> list[Finding]:
    """The findings of a file beside a workspace, the frozen one unless said."""
    return check(root, local=LOCAL, loose=[path]).findings


def bare(findings: list[Finding]) -> list[Finding]:
    """Findings without the name of their file."""
    return [
        replace(
            finding,
            where=replace(finding.where, file=""),
            related=tuple(replace(other, where=replace(other.where, file="")) for other in finding.related),
        )
        for finding in findings
    ]


def form(folder: Path, **cells: Any) -> Path:
    """A form of a member with what is on file, and some cells of its first record replaced."""
    world = frozen().world
    region = next(each for each in world.network.regions if each.code == "AT31")
    book = load_workbook(io.BytesIO(form_of(world, "AT31", region.title, world.regions["AT31"])))
    sheet = book["programmes"]
    heads = {str(cell.value).splitlines()[-1]: cell.column for cell in sheet[1]}
    for name, value in cells.items():
        sheet.cell(2, heads[name.replace("__", ".")]).value = value
    sheet["C3"].comment = Comment("is this right?", "an officer")
    path = folder / "AT31-upper-austria.xlsx"
    path.write_bytes(packed(book))
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.parents[1].name if path.parent.name else path.name)
def test_the_copy_of_a_bad_case_has_the_same_findings(case: Path, tmp_path: Path) -> None:
    """Whatever is wrong with a workbook is wrong with its copy, and nothing else."""
    here = tmp_path / "one"
    here.mkdir()
    shutil.copy(case, here / case.name)
    before = found(here / case.name, BASE)
    try:
        raw = annotated(case.read_bytes(), before)
    except Unwritable:
        # What cannot be read at all is no workbook that could be copied.
        assert None in {finding.where.cell for finding in before if finding.severity == "error"}
        return
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / case.name).write_bytes(raw)
    assert bare(found(tmp_path / "two" / case.name, BASE)) == bare(before)


def test_the_copy_of_a_form_shows_what_is_wrong_where_it_is(tmp_path: Path) -> None:
    """Cells are coloured and remarked, a sheet lists the findings with links, and the copy has the same findings."""
    path = form(tmp_path, id="AT31 A", sectors__1="Cars and lorries", start__year="long ago")
    before = found(path)
    (tmp_path / "copy").mkdir()
    copy = tmp_path / "copy" / path.name
    copy.write_bytes(annotated(path.read_bytes(), before))
    assert bare(found(copy)) == bare(before)
    assert any(finding.code == "CC129" for finding in before)
    book = load_workbook(copy)
    errors = [finding for finding in before if finding.severity == "error"]
    assert len(errors) == 3
    for finding in errors:
        cell = book[str(finding.where.sheet)][str(finding.where.cell)]
        assert cell.fill.fgColor.rgb == "00F4B6B6"
        of_a_list = finding.where.cell != "A2" and finding.code == "CC116"
        assert ("sheet 'codes'" if of_a_list else finding.hint) in cell.comment.text
    listed = [[cell.value for cell in row[:5]] for row in book["findings"].iter_rows(min_row=2)]
    assert sorted(row[4] for row in listed) == sorted(finding.code for finding in before)
    long = next(n for n, row in enumerate(listed, start=2) if "Cars and lorries" in str(row[2]))
    assert (book["findings"].row_dimensions[long].height or 0) >= 30
    assert [row[0] for row in listed[:3]].count("error") == 3
    links = {row[1].hyperlink.location for row in book["findings"].iter_rows(min_row=2) if row[1].hyperlink}
    assert {f"'programmes'!{f.where.cell}" for f in before if f.where.sheet == "programmes"} <= links
    assert "is this right?" in book["programmes"]["C3"].comment.text


@pytest.mark.slow
def test_a_mended_copy_goes_through_once_more(tmp_path: Path) -> None:
    """Remarks of an earlier copy go when it is annotated again; what people wrote stays."""
    path = form(tmp_path, sectors__1="Cars and lorries")
    plain = load_workbook(path)
    first = load_workbook(io.BytesIO(annotated(path.read_bytes(), found(path))))
    heads = {str(cell.value).splitlines()[-1]: cell.column for cell in first["programmes"][1]}
    mended = first["programmes"].cell(2, heads["sectors.1"])
    assert mended.comment is not None
    mended.value = "Automotive"
    path.write_bytes(packed(first))
    assert not [finding for finding in found(path) if finding.severity == "error"]
    again = load_workbook(io.BytesIO(annotated(path.read_bytes(), [])))
    sheet = again["programmes"]
    assert sheet.cell(2, heads["sectors.1"]).comment is None
    assert sheet.cell(2, heads["sectors.1"]).fill == PatternFill()
    assert sheet["C3"].comment.text == plain["programmes"]["C3"].comment.text
    assert sheet["A1"].comment.text == plain["programmes"]["A1"].comment.text
    assert again.sheetnames == ["findings", *plain.sheetnames]


def test_validate_writes_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command prints what it finds, writes the copy, and fails as without it; a wrong call is refused before."""
    cut_frozen(tmp_path / "data", ("AT31", "AT33"))
    path = form(tmp_path, sectors__1="Cars and lorries")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["validate", path.name, "--annotate", "checked.xlsx"])
    assert (result.exit_code, Path("checked.xlsx").is_file()) == (1, True)
    assert "Cars and lorries" in result.stdout
    calls = (
        ["--annotate", "x.xlsx"],
        [path.name, "--annotate", path.name],
        [path.name, "--annotate", "x.csv"],
        [path.name, "data/regions/AT33-tyrol.yaml", "--annotate", "x.xlsx"],
        ["data/regions/AT33-tyrol.yaml", "--annotate", "x.xlsx"],
        [path.name, "--annotate", "data/regions/AT31-again.xlsx"],
        [path.name, "--annotate", "nowhere/x.xlsx"],
    )
    for words in calls:
        result = CliRunner().invoke(app, ["validate", *words])
        assert isinstance(result.exception, UsageError), (words, result.output)
    assert not Path("x.xlsx").exists()
