"""The data commands, word by word: exit codes, options, outputs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from calls import run
from ceecluster.checks.catalogue import RULES
from ceecluster.cli.app import COMMANDS
from ceecluster.errors import UsageError
from ceecluster.reading import read_file
from ceecluster.study import load

CASES = Path(__file__).parents[2] / "cases"
GOLDEN = Path(__file__).parents[2] / "golden"


def lay(folder: Path, case: str = "") -> Path:
    """A workspace: the base case, with a bad case laid over it."""
    shutil.copytree(CASES / "base", folder, dirs_exist_ok=True)
    if case:
        shutil.copytree(CASES / "bad" / case / "data", folder / "data", dirs_exist_ok=True)
    return folder


def whole(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command as a process of its own."""
    code = "import sys; from ceecluster.cli import main; sys.argv[0] = 'ceecluster'; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**__import__("os").environ, **environment},
        check=False,
    )


@pytest.fixture
def good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clean workspace, and we are in it."""
    monkeypatch.chdir(lay(tmp_path))
    return tmp_path


@pytest.fixture
def bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one wrong field, and we are in it."""
    monkeypatch.chdir(lay(tmp_path, "CC111-field"))
    return tmp_path


def test_exit_codes_of_validate(good: Path) -> None:
    """0 without findings, 1 with errors, 2 for wrong use."""
    assert run("validate")[0] == 0
    lay(good, "CC111-field")
    assert run("validate")[0] == 1
    assert run("validate", "nowhere.yaml")[0] == 2
    assert run("validate", "--format", "paper")[0] == 2
    assert run("validate", "-w", "nowhere")[0] == 2
    assert run("validate", "--select", "XX9")[0] == 2


def test_fail_on_select_and_ignore(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--fail-on` sets the severity that fails; codes and families are chosen and left out before that."""
    monkeypatch.chdir(lay(tmp_path, "CC304-unused"))
    assert run("validate")[0] == 0
    assert run("validate", "--fail-on", "warning")[0] == 1
    assert run("validate", "--fail-on", "warning", "--ignore", "CC3")[0] == 0
    assert run("validate", "--fail-on", "warning", "--select", "CC4,CC5")[0] == 0
    assert run("validate", "--fail-on", "note", "--select", "cc304")[0] == 1
    lay(tmp_path, "CC111-field")
    assert run("validate", "--fail-on", "never")[0] == 0


@pytest.mark.parametrize("format", ["json", "sarif", "gitlab"])
def test_json_forms_are_json(bad: Path, format: str) -> None:
    """The forms for machines are valid JSON on standard output, alone."""
    code, text = run("validate", "--format", format)
    assert code == 1
    assert json.loads(text)


@pytest.mark.parametrize("format", ["text", "github", "junit", "markdown"])
def test_every_form_names_the_code(bad: Path, format: str) -> None:
    """Whatever the form, the finding is in it."""
    assert "CC111" in run("validate", "--format", format)[1]


def test_output_to_a_file(bad: Path) -> None:
    """`-o` writes the findings and keeps the exit code."""
    code, text = run("validate", "--format", "sarif", "-o", "findings.sarif", "-q")
    assert (code, text) == (1, "")
    assert json.loads((bad / "findings.sarif").read_text())["version"] == "2.1.0"


def test_one_file_and_a_folder(bad: Path) -> None:
    """Files and folders named limit what is reported, not what is read."""
    assert run("validate", "data/regions/CZ-czech-republic.yaml")[0] in (0, 2)
    code, text = run("validate", "data/regions")
    assert code == 1
    assert "AT31-upper-austria.yaml" in text


def test_a_link_in_a_circle_is_a_finding(good: Path) -> None:
    """A link that leads to itself is a finding, whether the workspace or the link is named."""
    (good / "data" / "candidates").mkdir()
    link = good / "data" / "candidates" / "HR-croatia.yaml"
    link.symlink_to(link.name)
    for words in (["--fix"], [str(link)], ["data/candidates"]):
        code, text = run("validate", "--no-table", *words)
        assert code == 1
        assert "HR-croatia.yaml: error CC101 the link leads nowhere" in text


def test_a_loose_file_is_checked_against_the_workspace(bad: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file from elsewhere is checked against the codes of the workspace named."""
    loose = tmp_path_factory.mktemp("mail") / "AT31-new.yaml"
    shutil.copy(bad / "data" / "regions" / "AT31-upper-austria.yaml", loose)
    code, text = run("validate", "-w", str(bad), str(loose))
    assert code == 1
    assert f"{loose.as_posix()}:" in text
    assert "1 file checked: 1 error in 1 file." in text
    loose.with_suffix(".docx").write_text("x")
    assert run("validate", "-w", str(bad), str(loose.with_suffix(".docx")))[0] == 2


def test_golden_output_of_validate(bad: Path, update: bool) -> None:
    """What a person sees of one case, 100 columns wide, without colour."""
    result = whole(bad, "validate")
    path = GOLDEN / "validate.txt"
    if update:
        path.write_text(result.stdout, encoding="utf-8")
    assert result.stdout == path.read_text(encoding="utf-8")
    assert (result.returncode, result.stderr) == (1, "")


def test_whole_processes_say_it_in_a_sentence(good: Path) -> None:
    """Exit codes 0, 2 and 3 as a process; no traceback for any of them."""
    assert whole(good, "validate", "--no-table").returncode == 0
    wrong = whole(good, "explain", "CC99")
    assert wrong.returncode == 2
    assert "unknown code 'CC99'" in wrong.stderr
    code = (
        "import ceecluster.checks.run as r, sys; from ceecluster.cli import main\n"
        "def boom(*a, **k): raise ZeroDivisionError('x')\n"
        "r.check = boom; sys.argv = ['ceecluster', 'validate']; main()"
    )
    ours = subprocess.run([sys.executable, "-c", code], cwd=good, capture_output=True, text=True, check=False)
    assert ours.returncode == 3
    assert "this is our bug" in ours.stderr
    assert "Traceback" not in wrong.stderr + ours.stderr


def test_a_poor_output_encoding_does_not_stop_it(bad: Path) -> None:
    """Names that the terminal cannot show are written as escapes."""
    (bad / "data" / "regions" / "Ž.docx").write_text("x")
    result = whole(bad, "validate", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert result.returncode == 1


@pytest.mark.parametrize("code", sorted(RULES))
def test_explain_prints_the_manual(code: str) -> None:
    """Every code is explained, in capitals or not."""
    status, text = run("explain", code.lower())
    assert status == 0
    assert text.split() == f"{code} ({RULES[code].severity}) {RULES[code].manual}".split()
    assert text.count("\n\n") == 1 + RULES[code].manual.count("\n\n")
    assert len(text.split()) > 8


def test_explain_lists_a_family() -> None:
    """A family is listed code by code, with what each finds."""
    status, text = run("explain", "cc5")
    assert status == 0
    named = [line.split()[0] for line in text.splitlines() if not line.startswith(" ")]
    assert [word for word in named if word.startswith("CC")] == [code for code in RULES if code.startswith("CC5")]
    assert "CC508 warning A member region without an inventory." in " ".join(text.split())
    assert run("explain", "CC9")[0] == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("AT31", "at31-auto"),
        ("at31-auto", "Automotive cluster"),
        ("STR-01", "at31-strategy"),
        ("OBJ-RDI", "at31"),
        ("objectives", "OBJ-RDI"),
        ("criteria", "STR-01"),
        ("regions", "Upper Austria"),
        ("pilots", "0 pilots"),
    ],
)
def test_show_knows_every_kind(good: Path, name: str, said: str) -> None:
    """Regions, records, criteria, codes and code lists are shown."""
    status, text = run("show", name, "-q")
    assert status == 0
    assert said in text


def test_show_suggests_the_nearest_name(good: Path) -> None:
    """A slip of the pen is answered with the name that was meant."""
    status, text = run("show", "OBJ-RDJ", "-q")
    assert status == 2
    assert "OBJ-RDI" in text


def test_convert_through_all_forms(good: Path) -> None:
    """YAML to CSV to Excel to YAML gives the inventory back; nothing is overwritten unasked."""
    source = good / "data" / "regions" / "AT31-upper-austria.yaml"
    assert run("convert", str(source), "AT31-x.csv")[0] == 0
    assert run("convert", "AT31-x.csv", "AT31-x.xlsx")[0] == 0
    assert run("convert", "AT31-x.xlsx", "AT31-x.yaml")[0] == 0
    read = read_file("region", good / "AT31-x.yaml", good)
    assert read.model == read_file("region", source, good).model
    assert run("convert", str(source), "AT31-x.yaml")[0] == 2
    assert run("convert", str(source), "AT31-x.yaml", "--force")[0] == 0
    assert run("convert", str(source), "AT31-x.doc")[0] == 2
    assert run("convert", "nowhere.yaml", "AT31-y.yaml")[0] == 2


def test_convert_refuses_to_lose_values(bad: Path) -> None:
    """A file with errors is not converted: what cannot be read would be lost."""
    assert run("convert", "data/regions/AT31-upper-austria.yaml", "x.csv")[0] == 1
    assert not (bad / "x.csv").exists()


def test_init_writes_a_workspace_that_validates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new workspace, and a new region in it, have no errors; nothing is overwritten."""
    monkeypatch.chdir(tmp_path)
    assert run("init")[0] == 0
    assert run("init", "region", "AT33", "--name", "Tyrol")[0] == 0
    assert (tmp_path / "data" / "regions" / "AT33-tyrol.yaml").is_file()
    code, text = run("validate", "--no-table")
    assert code == 0, text
    assert load(tmp_path).world.regions.keys() == {"AT31", "AT33"}
    assert run("init")[0] == 2
    assert run("init", "region")[0] == 2
    assert run("init", "region", "../x")[0] == 2


def test_init_puts_a_candidate_among_the_candidates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A listed candidate's inventory goes to its folder under its listed name; an unlisted region says what to list."""
    monkeypatch.chdir(tmp_path)
    assert run("init")[0] == 0
    assert run("init", "region", "at22")[0] == 0
    assert (tmp_path / "data" / "candidates" / "AT22-styria.yaml").is_file()
    code, text = run("init", "region", "HU21", "--name", "Central Transdanubia")
    assert code == 0
    assert '  - code: HU21\n    name: {en: "Central Transdanubia"}\n    country: HU\n' in text
    code, text = run("validate", "--no-table")
    assert code == 1
    assert "'HU21' of HU21-central-transdanubia.yaml is no listed region" in " ".join(text.split())


def test_init_starts_another_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another network starts without regions and is clean; with a region listed as it is told, it still is."""
    monkeypatch.chdir(tmp_path)
    assert run("init", "--title", 'Alps: "high" clusters')[0] == 0
    assert run("validate", "--no-table")[0] == 0
    _, text = run("init", "region", "AT22", "--name", "Styria")
    network = tmp_path / "data" / "network.yaml"
    told = text[text.index("  - code: AT22") :]
    network.write_text(network.read_text().replace("regions: []", f"regions:\n{told}", 1))
    code, text = run("validate", "--no-table")
    assert code == 0, text
    world = load(tmp_path).world
    assert world.network.title == 'Alps: "high" clusters'
    assert world.regions.keys() == {"AT22"}


def test_init_copies_the_templates(tmp_path: Path) -> None:
    """The templates are copied out to be changed."""
    assert run("init", "templates", "-d", str(tmp_path / "t"))[0] == 0
    assert (tmp_path / "t" / "inventory.yaml").is_file()


def test_fix_shows_writes_and_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--fix` mends spelling, shows its diff, and finds nothing to do the second time; `--dry-run` writes nothing."""
    monkeypatch.chdir(lay(tmp_path))
    path = tmp_path / "data" / "regions" / "AT31-upper-austria.yaml"
    text = path.read_text()
    path.write_text(
        text.replace("programmes:", "Programmes:").replace("INS-NETW", "ins_netw").replace("kind:", "Kind:")
    )
    before = path.read_bytes()
    _, shown = run("validate", "--fix", "--dry-run", "--no-table")
    assert path.read_bytes() == before
    assert "+programmes:" in shown
    assert "1 file would be repaired" in shown
    assert run("validate", "--fix", "--no-table")[0] == 0
    assert path.read_text() == text
    assert "0 files repaired" in run("validate", "--fix", "--no-table")[1]


def test_fix_keeps_blocks_of_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blanks that belong to a block of text are no trailing blanks."""
    monkeypatch.chdir(lay(tmp_path))
    path = tmp_path / "data" / "regions" / "AT31-upper-austria.yaml"
    path.write_text(path.read_text().replace('as_of: "2026-06-01"', 'as_of: "2026-06-01"\nnote: |\n  one  \n  two'))
    before = path.read_bytes()
    run("validate", "--fix", "--no-table")
    assert path.read_bytes() == before


def test_completion_is_offered() -> None:
    """Shells can complete commands."""
    assert "--install-completion" in run("--help")[1]
    result = whole(Path.cwd(), _CEECLUSTER_COMPLETE="complete_bash", COMP_WORDS="ceecluster val", COMP_CWORD="1")
    assert "validate" in result.stdout


@pytest.mark.parametrize("command", [name for names in COMMANDS.values() for name in names])
def test_every_command_has_examples(command: str) -> None:
    """`--help` ends with something to type."""
    status, text = run(command, "--help")
    if status == 2 and "No such command" in text:
        pytest.fail(f"{command} does not exist")
    assert status == 0
    assert "Example" in text
    assert f"ceecluster {command}" in text


def test_no_command_shows_the_commands() -> None:
    """Without words, the commands are listed under their headings."""
    text = run()[1]
    assert all(heading in text for heading in COMMANDS)


def test_usage_errors_carry_a_cure() -> None:
    """Wrong use says what to do instead."""
    assert str(UsageError("wrong", "do this")) == "wrong. do this"


def test_export_writes_the_addresses_for_a_link_checker(good: Path, tmp_path: Path) -> None:
    """By the ending or the word: one address a line, each once, in order; nothing is looked up."""
    by_ending, by_word = tmp_path / "addresses.txt", tmp_path / "links"
    assert run("export", "-q", "-w", str(good), "-o", str(by_ending))[0] == 0
    assert run("export", "-q", "-w", str(good), "-f", "txt", "-o", str(by_word))[0] == 0
    lines = by_ending.read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))
    assert "https://example.org/register" in lines
    assert all(line.startswith("https://example.org/") for line in lines)
    assert by_word.read_bytes() == by_ending.read_bytes()
