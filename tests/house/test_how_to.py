"""The how-to pages for officers and tables of others do what they say, and show what their commands print."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.reading import read_file
from factories import FROZEN

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
FILE = re.compile(r"<!-- file: (?P<name>\S+) -->\n```\w+\n(?P<text>.*?)```\n", re.DOTALL)
SHELL = re.compile(r"```sh\n(?P<lines>.*?)```\n", re.DOTALL)
SHOWN = re.compile(
    r"(?P<head>```sh\n(?P<lines>[^`]*)```\n\n<!-- shown -->\n```text\n)(?P<text>.*?)(?P<tail>```\n)", re.DOTALL
)


def run(line: str) -> tuple[int, str]:
    """Exit code and standard output of a command as a page shows it."""
    result = CliRunner().invoke(app, shlex.split(line)[1:])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout


def test_a_table_is_imported_as_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update: bool) -> None:
    """The page's own table and mapping go through its commands; the report is the one it shows."""
    page = HOW_TO / "import-a-table.md"
    text = page.read_text(encoding="utf-8")
    shutil.copytree(FROZEN, tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    for file in FILE.finditer(text):
        Path(file["name"]).write_text(file["text"], encoding="utf-8")
    assert len((tmp_path / "survey.map.yaml").read_text(encoding="utf-8").splitlines()) <= 40
    lines = [line for block in SHELL.finditer(text) for line in block["lines"].splitlines()]
    printed = {}
    for line in lines:
        code, output = run(line)
        assert code == 0, (line, output)
        printed.setdefault(line, output)
    shown = SHOWN.sub(lambda block: block["head"] + printed[block["lines"].strip()] + block["tail"], text)
    if update:
        page.write_text(shown, encoding="utf-8")
        return
    assert shown == text
    file = read_file("national", Path("AT-survey.yaml"), tmp_path)
    assert [each.id for each in file.model.programmes] == [
        "at-survey-grants-for-clusters",
        "at-survey-strategy-for-innovation",
    ]


@pytest.mark.slow
def test_an_officer_gets_from_a_form_to_a_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Form, filled in, returned with remarks, mended, merged, own profile: the commands of the page in their order."""
    text = (HOW_TO / "fill-in-a-form.md").read_text(encoding="utf-8")
    make, check, again, convert, look, profile, records = (
        line for block in SHELL.finditer(text) for line in block["lines"].splitlines()
    )
    shutil.copytree(FROZEN, tmp_path / "data")
    (tmp_path / "back").mkdir()
    monkeypatch.chdir(tmp_path)
    assert run(make)[0] == 0
    book = load_workbook("AT33-tyrol.xlsx")
    heads = {
        name: {str(c.value).splitlines()[-1]: c.column for c in book[name][1]} for name in ("programmes", "sources")
    }
    last = {name: max(row[0].row for row in book[name].iter_rows() if row[0].value) + 1 for name in heads}

    def write(**cells: object) -> None:
        sheet = "sources" if "key" in cells else "programmes"
        for name, value in cells.items():
            at = heads[sheet][name.replace("__", ".")]
            book[sheet].cell(last[sheet], at).value = value  # type: ignore[assignment]

    write(key="call2026", title="Call for cluster projects", publisher="Land Tirol", year=2026, url="www.tirol.gv.at/c")
    write(id="at33-new-call", name__en="Call for cluster projects 2026", level__1="administrative", kind="call")
    write(start__year=2026, source__1="call2026", objectives__1__code="Networking and information exchange")
    write(sectors__1="Maschinen und Anlagen", instruments__1__code="INS-NETW", target_groups__1="SMEs")
    book.save("back/AT33-tyrol.xlsx")
    code, said = run(check)
    assert (code, "Maschinen und Anlagen" in said, "not http(s)" in said) == (1, True, True)
    book = load_workbook("AT33-tyrol-checked.xlsx")
    marked = [row[1].value for row in book["findings"].iter_rows(min_row=2) if row[0].value == "error"]
    assert len(marked) == 2
    for place, value in zip(sorted(map(str, marked)), ("SEC-MECH", "https://www.tirol.gv.at/c"), strict=True):
        sheet, cell = place.split("!")
        assert book[sheet][cell].comment is not None
        book[sheet][cell].value = value
    book.save("back/AT33-tyrol.xlsx")
    assert run(again)[0] == 0
    assert run(convert)[0] == 0
    assert run(look)[0] == 0
    record = next(
        p
        for p in read_file("region", Path("data/regions/AT33-tyrol.yaml"), tmp_path / "data").model.programmes
        if p.id == "at33-new-call"
    )
    assert (record.sectors, record.target_groups) == (("SEC-MECH",), ("TGR-SME",))
    assert run(profile)[0] == 0 and run(records)[0] == 0
    assert "Tyrol: profile" in Path("tyrol.html").read_text(encoding="utf-8")
    assert "Call for cluster projects 2026" in Path("tyrol-records.html").read_text(encoding="utf-8")
