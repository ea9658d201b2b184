"""A check that is kept says what it said, and never what it would not say today."""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from typer.testing import CliRunner

import ceecluster.checks.framework
import ceecluster.checks.run
from ceecluster import assets, cache
from ceecluster.checks.checked import Checked
from ceecluster.checks.kept import checked, counts
from ceecluster.cli.app import app
from mutations import mutate

CASES = Path(__file__).parents[2] / "cases"
BASE = CASES / "base"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of its own."""
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small workspace that may be changed."""
    return copied(tmp_path / "workspace")


def copied(to: Path, more: Path | None = None) -> Path:
    """The base of the cases, and what one of them puts in its place."""
    shutil.copytree(BASE / "data", to / "data")
    if more is not None:
        shutil.copytree(more, to / "data" if (more / "network.yaml").exists() else to, dirs_exist_ok=True)
    return to / "data"


def told(found: Checked) -> dict[str, Any]:
    """All that a check says, to the types and to which fields were given."""
    return {
        "world": deep(found.world),
        "counts": counts(found),
        **{name: getattr(found, name) for name in ("root", "findings", "digests", "files", "ignores", "unread")},
    }


def deep(value: Any) -> Any:
    """A model as plain values with their types and the fields that were set."""
    if isinstance(value, BaseModel):
        held = {name: deep(each) for name, each in vars(value).items()}
        return type(value).__name__, sorted(value.model_fields_set), held
    if isinstance(value, dict):
        return [(key, deep(each)) for key, each in value.items()]
    if isinstance(value, tuple | list):
        return type(value).__name__, [deep(each) for each in value]
    return type(value).__name__, value


def off(root: Path, **how: Any) -> Checked:
    """The check as it is made where nothing is kept."""
    before = os.environ[cache.VARIABLE]
    os.environ[cache.VARIABLE] = "off"
    try:
        return checked(root, **how)
    finally:
        os.environ[cache.VARIABLE] = before


class Counted:
    """How often a check was made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made = 0
        check = ceecluster.checks.run.check

        def counting(*args: Any, **named: Any) -> Checked:
            self.made += 1
            return check(*args, **named)

        monkeypatch.setattr(ceecluster.checks.run, "check", counting)


GOOD = sorted(path.name for path in (CASES / "good").iterdir())


@pytest.mark.parametrize("name", [None, *GOOD])
def test_what_is_kept_says_the_same(
    name: str | None, tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every kind of file: cold, warm and off say the same, to the fields that were given; warm makes no check."""
    root = copied(tmp_path / "workspace", CASES / "good" / name if name else None)
    expected = told(off(root))
    counted = Counted(monkeypatch)
    assert told(checked(root)) == expected
    assert told(checked(root)) == expected
    assert counted.made == 1
    light = checked(root, world=False)
    assert light.world is None and counts(light) == expected["counts"] and light.findings == expected["findings"]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_edited_nothing_old_is_told(tmp_path: Path, place: Path, data: st.DataObject) -> None:
    """Bytes, lines and tokens of any file changed, files taken away and put back: as if nothing was ever kept."""
    shutil.rmtree(tmp_path / "workspace", ignore_errors=True)
    root = copied(tmp_path / "workspace")
    files = sorted(path for path in root.rglob("*") if path.is_file())
    before = {path: path.read_bytes() for path in files}
    checked(root)
    for _ in range(2):
        path = data.draw(st.sampled_from(files))
        match data.draw(st.sampled_from(("mutate", "remove", "put back", "rename"))):
            case "mutate":
                path.write_bytes(mutate(before[path], random.Random(data.draw(st.integers(0, 2**32)))))
            case "remove":
                path.unlink(missing_ok=True)
            case "put back":
                path.write_bytes(before[path])
            case _ if path.exists():
                path.rename(path.with_name(f"{path.stem}-x{path.suffix}"))
        expected = told(off(root))
        assert told(checked(root)) == expected
        assert told(checked(root)) == expected


CHANGES: list[Callable[[Path], object]] = [
    lambda root: (root / "regions" / "note.csv").write_text("id\n", encoding="utf-8"),
    lambda root: (root / "region").mkdir(),
    lambda root: (root / "stray.xlsx").write_bytes(b""),
    lambda root: (root / "map.geojson").write_text("{}", encoding="utf-8"),
    lambda root: (root.parent / "regionen").mkdir(),
    lambda root: (root.parent / "regions.csv").write_text("", encoding="utf-8"),
    lambda root: (root / "brand.yaml").write_text("publisher: {en: We}\n", encoding="utf-8"),
    lambda root: (root / "structure.csv").write_text("region,variable\n", encoding="utf-8"),
    lambda root: shutil.copy(next((root / "regions").iterdir()), root / "regions" / "ZZ.yaml"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_lies_there_counts(root: Path, place: Path, change: Callable[[Path], object]) -> None:
    """Files beside those that are read, a map, a brand: the outcome is that of what lies there now."""
    checked(root)
    change(root)
    assert told(checked(root)) == told(off(root))


def test_a_logo_that_changes_is_looked_at(root: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no file of its own, but a rule reads it."""
    (root / "brand.yaml").write_text("logo: logo.svg\n", encoding="utf-8")
    good = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    (root / "logo.svg").write_text(good, encoding="utf-8")
    counted = Counted(monkeypatch)
    assert [checked(root).findings, checked(root).findings, counted.made][2] == 1
    for text in ('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', good, ""):
        (root / "logo.svg").write_text(text, encoding="utf-8")
        assert told(checked(root)) == told(off(root))
    (root / "logo.svg").unlink()
    assert told(checked(root)) == told(off(root))


def test_seen_from_elsewhere_files_have_other_names(root: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings name files as seen from the folder one stands in."""
    for folder in (root, root.parent, root / "regions", root.parent.parent):
        monkeypatch.chdir(folder)
        assert told(checked(root)) == told(off(root))
    monkeypatch.chdir(root.parent)
    assert told(checked(Path("data"))) == told(off(Path("data")))


def test_only_some_files(root: Path, place: Path) -> None:
    """Findings of the files asked for are chosen from what was kept of all."""
    path = root / "regions" / "AT31-upper-austria.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("start:", "strat:", 1), encoding="utf-8")
    whole = off(root)
    for only in ([path], [root / "criteria.yaml"], [root / "regions" / ".." / "regions" / path.name]):
        expected = told(off(root, only=only))
        assert [told(checked(root, only=only)) for _ in range(2)] == [expected, expected]
        fresh = ceecluster.checks.run.check(root, **rules(), only=only)
        assert (fresh.findings, fresh.files) == (expected["findings"], expected["files"])
    assert len(off(root, only=[root / "criteria.yaml"]).findings) < len(whole.findings)


def rules() -> dict[str, Any]:
    """All rules but those on request."""
    from ceecluster.checks.catalogue import ACROSS, LOCAL

    return {"local": LOCAL, "across": ACROSS}


def test_another_language_is_another_check(root: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue that is added or taken away: whether a network's language is known changes."""
    path = root / "network.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "language: de\n", encoding="utf-8")
    before = told(checked(root))
    monkeypatch.setattr(assets, "languages", lambda: ("en",))
    monkeypatch.setattr(ceecluster.checks.framework, "languages", lambda: ("en",))
    assert told(checked(root)) == told(off(root)) != before


def test_another_encoding_is_another_check(root: Path, place: Path) -> None:
    """What somebody says of a file's encoding changes what is read."""
    path = root / "regions" / "AT31-upper-austria.yaml"
    path.write_bytes(path.read_bytes() + "# Österreich\n".encode("cp1252"))
    for encoding in ("cp1252", None, "cp1252", "cp1250"):
        assert told(checked(root, encoding=encoding)) == told(off(root, encoding=encoding))


def test_what_cannot_be_used_is_not_kept(root: Path, place: Path) -> None:
    """A framework that cannot be read, a link that leads away: looked at each time."""
    (root / "network.yaml").write_text("title: [", encoding="utf-8")
    checked(root)
    assert not place.exists()
    shutil.copy(BASE / "data" / "network.yaml", root / "network.yaml")
    outside = root.parent.parent / "outside.yaml"
    shutil.copy(root / "regions" / "AT31-upper-austria.yaml", outside)
    (root / "regions" / "CZ-czech-republic.yaml").unlink()
    (root / "regions" / "CZ-czech-republic.yaml").symlink_to(outside)
    checked(root)
    assert not place.exists()


def test_a_file_that_changes_under_way_is_not_kept(root: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look that makes the key and the one that reads it."""
    check = ceecluster.checks.run.check
    path = root / "regions" / "AT31-upper-austria.yaml"

    def slow(*args: Any, **named: Any) -> Checked:
        path.write_bytes(path.read_bytes() + b"# more\n")
        return check(*args, **named)

    monkeypatch.setattr(ceecluster.checks.run, "check", slow)
    checked(root)
    assert not place.exists()


SPOILT = [
    lambda entry: None,
    lambda entry: [],
    lambda entry: {},
    lambda entry: {**entry, "findings": [[]]},
    lambda entry: {**entry, "findings": [[*entry["findings"][0][:-1], 7]]},
    lambda entry: {**entry, "findings": [[["f", "1", 1, None, None], *entry["findings"][0][1:]]]},
    lambda entry: {**entry, "findings": [[entry["findings"][0][0], "fatal", *entry["findings"][0][2:]]]},
    lambda entry: {**entry, "files": "abc", "digests": []},
    lambda entry: {**entry, "counts": [["title", "heads", [], 1]]},
    lambda entry: {**entry, "unread": [["a", 1, "b", []]]},
    lambda entry: {**entry, "logo": ["../../secret", "0"]},
]


@pytest.mark.parametrize("spoil", SPOILT)
def test_an_entry_of_another_shape_is_ignored(root: Path, place: Path, spoil: Any) -> None:
    """Whole, signed by its own sum, and not what we write: the check is made anew and kept in its place."""
    path = root / "regions" / "AT31-upper-austria.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("start:", "strat:", 1), encoding="utf-8")
    expected = told(off(root))
    assert expected["findings"]
    checked(root)
    (file,) = place.glob("*-findings.json")
    key = file.name.removesuffix("-findings.json")
    good = file.read_bytes()
    cache.keep(key, "findings", spoil(json.loads(good.partition(b"\n")[2])))
    assert file.read_bytes() != good
    assert told(checked(root)) == expected
    assert file.read_bytes() == good


@pytest.mark.parametrize("world", [{}, "{}", "[" * 1_000, 5])
def test_a_world_of_another_shape_is_ignored(root: Path, place: Path, world: Any) -> None:
    """It is read by the model, whatever it is."""
    expected = told(off(root))
    checked(root)
    (file,) = place.glob("*-world.json")
    cache.keep(file.name.removesuffix("-world.json"), "world", world)
    assert told(checked(root)) == expected


def test_the_check_reads_nothing_else(root: Path) -> None:
    """Whatever file a check opens or folder it lists is in the key: inputs, what lies beside them, our own modules."""
    opened: list[str] = []
    watching = [True]

    def watch(event: str, given: tuple[Any, ...]) -> None:
        if watching and event in ("open", "os.listdir", "os.scandir") and isinstance(given[0], str):
            opened.append(os.path.realpath(given[0]))

    (root / "map.geojson").write_text("{}", encoding="utf-8")
    sys.addaudithook(watch)
    try:
        ceecluster.checks.run.check(root, **rules())
    finally:
        watching.clear()
    package = Path(cache.__file__).parent
    known = [path for part in (package, *(package / name for name in cache._PARTS)) for path in part.glob("*.py")]
    ours = [path for path in opened if Path(path).is_relative_to(package) and path.endswith(".py")]
    assert set(map(Path, ours)) <= set(known)
    elsewhere = [path for path in opened if Path(path).is_relative_to(Path(__file__).parents[3])]
    outside = [path for path in elsewhere if not Path(path).is_relative_to(package) and not path.endswith(".pyc")]
    # Which languages there are is asked of the folders of catalogues, and in the key.
    assert {Path(path).name for path in outside} <= {"locale", "LC_MESSAGES", *assets.languages()}
    assert any(path.endswith("network.yaml") for path in opened)


def test_all_that_a_check_imports_is_in_the_key() -> None:
    """Of our own modules, those of the floors below it, whose text is in every key."""
    import subprocess

    code = (
        "import sys, ceecluster.checks.catalogue, ceecluster.checks.kept, ceecluster.checks.counts\n"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('ceecluster')), sep='\\n')"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split("\n")
    package = Path(cache.__file__).parent
    folders = {package, *(package / name for name in cache._PARTS)}
    assert len(found) > 50
    assert {Path(path).parent for path in found if path} <= folders


FORMS = ([], ["--notes"], ["-f", "json"], ["-f", "sarif"], ["-f", "markdown"], ["--select", "CC2"], ["-q"])


@pytest.mark.parametrize("words", FORMS)
def test_the_command_prints_the_same(
    root: Path, place: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Output and exit code: off, cold, warm."""
    path = root / "regions" / "AT31-upper-austria.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("start:", "strat:", 1), encoding="utf-8")

    def run() -> tuple[int, str]:
        result = CliRunner().invoke(app, ["validate", "-w", str(root), *words])
        return result.exit_code, result.output

    monkeypatch.setenv(cache.VARIABLE, "off")
    expected = run()
    assert expected[0] == (words[:1] != ["--select"]) and expected[1]
    monkeypatch.setenv(cache.VARIABLE, str(place))
    counted = Counted(monkeypatch)
    assert [run(), run()] == [expected, expected]
    assert counted.made == 1


def test_texts_are_kept_in_every_language(root: Path, place: Path) -> None:
    """What the framework says is told in German by what was kept as by what was read."""
    path = root / "network.yaml"
    text = path.read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    path.write_text(text.replace(title, "title: {en: Two regions, de: Zwei Regionen}"), encoding="utf-8")
    for _ in "read", "kept":
        world = checked(root).world
        assert world is not None
        assert world.network.title.told("de") == ("Zwei Regionen", "de")
    assert [*place.rglob("*world*.json")]
