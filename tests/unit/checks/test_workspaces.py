"""Whole workspaces: what belongs together, what is left over, and what a broken file may cost."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ceecluster.checks.catalogue import ACROSS, LOCAL
from ceecluster.checks.run import check
from ceecluster.findings import MAX_ALIKE, Finding
from ceecluster.reading import read_file
from ceecluster.sources.writers import to_csv

BASE = Path(__file__).parents[2] / "cases" / "base"
HEAD = 'region: HR\nas_of: "2026"\nsources: {s1: {title: T, year: 2020, url: "https://x.example"}}\n'
RECORD = "  - {{id: hr-{n}, name: {{en: Programme number {n}}}, level: [policy], source: [s1]{more}}}\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a clean workspace we are in."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "data" / "candidates").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def found(root: Path, *codes: str) -> list[Finding]:
    """The findings of a workspace, of some codes or families."""
    return [f for f in check(root, local=LOCAL, across=ACROSS).findings if f.code.startswith(codes or ("CC",))]


def test_one_region_in_two_forms_is_noticed(root: Path) -> None:
    """A CSV form left beside the YAML form would count every record twice: each one is an error, in the second file."""
    inventory = read_file("region", root / "regions" / "AT31-upper-austria.yaml", root).model
    for name, text in to_csv(inventory).items():
        suffix = "" if name == "programmes" else f".{name}"
        (root / "regions" / f"AT31-a{suffix}.csv").write_text(text)
    findings = found(root, "CC505")
    assert len(findings) == 3
    assert {finding.where.file for finding in findings} == {"data/regions/AT31-upper-austria.yaml"}
    assert all("AT31-a.csv" in finding.message for finding in findings)


def test_files_nothing_reads_are_named(root: Path) -> None:
    """A submission in another form is not passed over in silence; notes and schemas beside it are fine."""
    for name in ("HR.odt", "HR.sources.csv", "README.md", "inventory.schema.json", ".hidden", "~$HR.xlsx"):
        (root / "candidates" / name).write_text("x")
    (root / "candidates" / "old").mkdir()
    assert [(f.code, f.where.file.split("/")[-1]) for f in found(root, "CC125")] == [
        ("CC125", "HR.odt"),
        ("CC125", "HR.sources.csv"),
        ("CC125", "old"),
    ]


ASTRAY = {
    "regions/PL-poland.yaml": "data/regions",
    "Regions/PL.csv": "data/regions",
    "region/PL-poland.xlsx": "data/regions",
    "candidates/sent/PL-poland.yaml": "data/candidates",
    "agreement/positions.yaml": "data/agreement",
    "Data/regions/PL-poland.yaml": "data",
    "PL-poland.yaml": "'data'",
    "PL21.xlsx": "'data'",
    "structure.csv": "'data'",
    "criteria.yml": "'data'",
    "data/criteria.yml": "criteria.yaml",
    "data/network.yml": "network.yaml",
    "data/data/regions/PL-poland.yaml": "inventories lie in",
    "data/Data/PL-poland.yaml": "inventories lie in",
    "data/2026/spring/PL-poland.yaml": "inventories lie in",
    "data/Regions/PL-poland.yaml": "regions",
    "data/structure.xlsx": "structure.csv",
}


@pytest.mark.parametrize("name", ASTRAY)
def test_files_beside_their_folder_are_named(root: Path, name: str) -> None:
    """What was put beside the folder `data`, or one folder too deep, is a warning with the place it belongs to."""
    path = root.parent / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    findings = found(root)
    assert [(f.code, f.where.file) for f in findings] == [("CC125", name)]
    assert ASTRAY[name] in findings[0].hint


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("AT33-tyrol.tsv", ".csv"),
        ("AT33-tyrol.json", ".yaml"),
        ("AT33-tyrol.yaml.txt", ".yaml"),
        ("AT33.txt", ".yaml or .csv"),
        ("AT33-tyrol.docx", "ceecluster import"),
        ("AT33-tyrol.pdf", ".xlsx"),
        ("AT33-tyrol.csv.gz", "unpack it"),
    ],
)
def test_a_file_of_another_kind_among_the_inventories_has_its_cure(root: Path, name: str, cure: str) -> None:
    """What to do depends on what it is; a text with the name of an inventory is no remark beside them."""
    (root / "regions" / name).write_text("x")
    (root / "regions" / "notes.txt").write_text("x")
    (finding,) = found(root, "CC125")
    assert finding.where.file == f"data/regions/{name}"
    assert cure in finding.hint


def test_what_else_a_repository_holds_is_nobodys_business(root: Path) -> None:
    """Beside `data`, only names of a workspace are looked at; notes may lie anywhere."""
    for name in (
        "docs/regions.yaml",
        "ci.yaml",
        "config.yml",
        "regions/README.md",
        "requirements.csv",
        "review/x.yaml",
    ):
        path = root.parent / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    assert found(root) == []


def test_broken_links_of_single_files_are_noticed(root: Path) -> None:
    """A structure table that leads nowhere is an error, not an absent table."""
    (root / "structure.csv").symlink_to("gone.csv")
    assert [f.where.file for f in found(root, "CC101")] == ["data/structure.csv"]


def test_a_name_that_is_no_text_does_not_stop_it(root: Path) -> None:
    """File names are bytes on Linux; odd ones are shown with a replacement."""
    try:
        (root / "candidates" / "HR-\udcff.yaml").write_text("")
    except (OSError, UnicodeError):
        pytest.skip("this file system keeps names as text")
    assert [f.code for f in found(root, "CC1")] == ["CC102"]
    assert "\ufffd" in found(root, "CC1")[0].where.file


@pytest.mark.parametrize(
    "text",
    [
        'region: HR\nas_of: "2026"\n' + "".join(f"key{n}: 1\n" for n in range(20_000)),
        HEAD + "programmes:\n" + RECORD.format(n=1, more="".join(f", key{n}: 1" for n in range(20_000))),
        'region: HR\nas_of: "2026"\nsources:\n' + "".join(f"  key{n}: {{title: T}}\n" for n in range(20_000)),
        HEAD + "programmes:\n" + "".join(RECORD.format(n=0, more="") for n in range(2_000)),
        "region: HR\n" * 20_000,
    ],
    ids=["unknown fields", "unknown fields of a record", "sources", "one identifier", "one key"],
)
def test_a_flood_ends_in_a_bounded_list(root: Path, text: str) -> None:
    """Thousands of mistakes of one kind are listed up to a bound, and the rest is said in one."""
    (root / "candidates" / "HR-croatia.yaml").write_text(text)
    counts: dict[str, int] = {}
    for finding in found(root):
        counts[finding.code] = counts.get(finding.code, 0) + 1
    assert max(counts.values()) in (MAX_ALIKE, MAX_ALIKE + 1)


def test_knock_on_findings_are_left_out(root: Path) -> None:
    """One typo is one finding: the gap it leaves is not told again."""
    path = root / "regions" / "AT31-upper-austria.yaml"
    path.write_text(path.read_text().replace("bodies: {owner: The Land}", "bodies: {ower: The Land}", 1))
    assert [f.code for f in found(root)] == ["CC111"]


def slips(text: str) -> Iterator[tuple[str, str]]:
    """(what was changed, text) for every field and every code of an inventory, misspelt one at a time."""
    for pattern in (r"(?<![\w\"/])([a-z_]{3,})(?=: )", r"(?<=[\[ ])([A-Z]{3}-[A-Z0-9]+)(?=[\],:}])"):
        for found in re.finditer(pattern, text):
            word = found[1]
            at = f"{word} in line {text.count(chr(10), 0, found.start()) + 1}"
            yield at, text[: found.start()] + word[:-2] + word[-1] + word[-2] + text[found.end() :]


def test_one_slip_is_one_finding(root: Path) -> None:
    """Any one misspelt field or code is one finding, at its line: what it leaves missing is not told again."""
    path = root / "regions" / "AT31-upper-austria.yaml"
    text = path.read_text()
    told: dict[str, list[str]] = {}
    for slip, changed in slips(text):
        path.write_text(changed)
        findings = found(root)
        if [f"line {f.where.line}" for f in findings] != [slip.split(" in ")[1]]:
            told[slip] = [str(finding) for finding in findings]
    assert told == {}
    assert len(list(slips(text))) > 60


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("as_of: '2026'", ["HR-croatia.yaml:1:1: error CC112 required field 'region' is missing"]),
        (
            "region: Croatia\nas_of: '2026'",
            ["HR-croatia.yaml:1:9: error CC116 'region' is 'Croatia'; its form is a NUTS or"],
        ),
        ("rgion: HR\nas_of: '2026'", ["HR-croatia.yaml:1:1: error CC111 unknown field 'rgion'"]),
        (
            "region: HR\nas_of: 2026-13-01",
            ["HR-croatia.yaml:2:8: error CC116 'as_of' is '2026-13-01'; its form is a date"],
        ),
    ],
)
def test_a_file_that_does_not_say_whose_it_is(root: Path, head: str, expected: list[str]) -> None:
    """The owner is told by the name of the file then, and the slip is one finding."""
    path = root / "candidates" / "HR-croatia.yaml"
    path.write_text(f"{head}\nprogrammes: []\n")
    told = [str(finding).removeprefix("data/candidates/") for finding in found(root)]
    assert [text[: len(start)] for text, start in zip(told, expected, strict=True)] == expected


def test_a_file_without_date_is_checked_all_the_same(root: Path) -> None:
    """Without `as_of` a file enters no result, but everything else that is wrong with it is told in the same run."""
    path = root / "regions" / "AT31-upper-austria.yaml"
    text = path.read_text().replace('"2026-06-01"', "1.6.2026").replace("INS-STRAT", "INS-STRATT")
    path.write_text(text.replace("year: 2020", "year: 2090"))
    checked = check(root, local=LOCAL, across=ACROSS)
    assert [f.code for f in checked.findings] == ["CC116", "CC117"]
    assert checked.world is not None
    assert "AT31" not in checked.world.regions


def test_head_and_records_do_not_hide_each_other(root: Path) -> None:
    """A wrong source hides nothing of another source, of fields after the records, or of the last record."""
    path = root / "regions" / "AT31-upper-austria.yaml"
    text = path.read_text().replace(
        "programmes:", "  s2: {title: [a]}\n  s3: {title: T, year: 2020, url: ftp://x.example}\nprogrammes:", 1
    )
    path.write_text(text.replace("source: [s1]", "source: [s1, s2, s3]") + "priorities: {OBJ-NO: {value: 9}}\n")
    assert [f.code for f in found(root)] == ["CC113", "CC307", "CC117", "CC114"]


def test_a_source_with_an_error_is_still_defined(root: Path) -> None:
    """An error inside a source is not told again wherever the source is cited."""
    path = root / "regions" / "AT31-upper-austria.yaml"
    path.write_text(path.read_text().replace("title: Strategy paper", "title: [a]", 1))
    assert [f.code for f in found(root)] == ["CC113"]


def test_a_second_mistake_in_a_field_is_told(root: Path) -> None:
    """An unknown code is no consequence of the wrong value beside it."""
    path = root / "regions" / "AT31-upper-austria.yaml"
    path.write_text(path.read_text().replace("[OBJ-RDI, OBJ-SKIL]", "[7, OBJ-SKILL]", 1))
    assert [f.code for f in found(root)] == ["CC113", "CC117"]


def test_a_frame_and_a_member_of_one_code_are_kept_apart(root: Path) -> None:
    """A national frame with a member's code is neither mixed up with it nor taken for a double."""
    (root / "national").mkdir()
    text = (
        (root / "regions" / "CZ-czech-republic.yaml").read_text()
        if (root / "regions" / "CZ-czech-republic.yaml").exists()
        else next((root / "regions").glob("CZ*")).read_text()
    )
    (root / "national" / "CZ.yaml").write_text(text.replace("region: CZ", "country: CZ"))
    assert {f.where.file for f in found(root, "CC505")} == {"data/national/CZ.yaml"}
