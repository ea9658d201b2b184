"""What is kept in the user's folder: only what is whole and ours is told again."""

from __future__ import annotations

import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ceecluster import cache

KEY = cache.key_of("a test")
VALUE = {"texts": ["ä", "\ud83d"], "number": 1, "nothing": None}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of its own."""
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def entry(place: Path) -> Path:
    """The file of the one entry."""
    (path,) = place.iterdir()
    return path


def test_what_is_kept_is_told_again_under_its_key_and_kind_alone(place: Path) -> None:
    """Another key or another kind is another entry; only the user can read and write what is there."""
    assert cache.recall(KEY, "kind") is None
    cache.keep(KEY, "kind", VALUE)
    assert cache.recall(KEY, "kind") == VALUE
    assert cache.recall(KEY, "other") is None
    assert cache.recall(cache.key_of("another test"), "kind") is None
    if os.name == "posix":
        assert [stat.S_IMODE(path.stat().st_mode) for path in (place, entry(place))] == [0o700, 0o600]


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda raw: b"",
        lambda raw: raw[:-1],
        lambda raw: raw + b" ",
        lambda raw: raw.replace(b'"number":1', b'"number":2'),
        lambda raw: raw.replace(b"cache 1", b"cache 0"),
        lambda raw: raw.partition(b"\n")[2],
        lambda raw: b"[" * 200_000,
        lambda raw: b"\x80\x04K\x01.",
    ],
)
def test_a_damaged_entry_is_none_and_is_replaced(place: Path, spoilt: object) -> None:
    """Cut, changed, of another version, nested without end or of another form: nothing of it is told."""
    cache.keep(KEY, "kind", VALUE)
    entry(place).write_bytes(spoilt(entry(place).read_bytes()))  # type: ignore[operator]
    assert cache.recall(KEY, "kind") is None
    cache.keep(KEY, "kind", VALUE)
    assert cache.recall(KEY, "kind") == VALUE


def test_an_entry_of_another_key_or_kind_is_none(place: Path) -> None:
    """A whole entry that was copied to another name says of itself that it is none there."""
    cache.keep(KEY, "kind", VALUE)
    raw = entry(place).read_bytes()
    (place / f"{KEY}-other.json").write_bytes(raw)
    assert cache.recall(KEY, "other") is None


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_what_others_can_write_is_not_read(place: Path, tmp_path: Path) -> None:
    """An entry, or a folder, that others may write in; a link; a pipe, which would wait for ever."""
    cache.keep(KEY, "kind", VALUE)
    path = entry(place)
    for open_to_all in (path, place):
        before = stat.S_IMODE(open_to_all.stat().st_mode)
        open_to_all.chmod(before | 0o022)
        assert cache.recall(KEY, "kind") is None
        open_to_all.chmod(before)
    assert cache.recall(KEY, "kind") == VALUE
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert cache.recall(KEY, "kind") is None
    path.unlink()
    os.mkfifo(path, 0o600)
    assert cache.recall(KEY, "kind") is None


def test_where_nothing_can_be_kept_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file where the folder should be, a folder inside what is kept apart, a value too large: no entry, no error."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "file" / "cache"))
    cache.keep(KEY, "kind", VALUE)
    assert cache.recall(KEY, "kind") is None
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "workspace" / "cache"))
    cache.keep(KEY, "kind", VALUE, apart_from=[tmp_path / "workspace"])
    assert not (tmp_path / "workspace").exists()
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "LARGEST", 10)
    cache.keep(KEY, "kind", VALUE)
    assert cache.recall(KEY, "kind") is None


def test_a_failed_writing_leaves_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full in the midst of an entry."""

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    cache.keep(KEY, "kind", VALUE)
    assert [*place.iterdir()] == []


def test_the_folder_is_bounded(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest entries go, and what another process left unfinished an hour ago."""
    monkeypatch.setattr(cache, "MOST_BYTES", 3_000)
    keys = [cache.key_of(number) for number in range(6)]
    for age, key in enumerate(reversed(keys)):
        cache.keep(key, "kind", "x" * 600)
        os.utime(place / f"{key}-kind.json", (age, age))
    left, fresh = place / ".new-left", place / ".new-fresh"
    for path in (left, fresh):
        path.write_text("", encoding="utf-8")
    os.utime(left, (0, 0))
    cache.keep(KEY, "kind", "x" * 600)
    sizes = [path.stat().st_size for path in place.glob("*.json")]
    assert 1_500 < sum(sizes) <= 3_000
    assert cache.recall(KEY, "kind") and cache.recall(keys[0], "kind") and not cache.recall(keys[5], "kind")
    assert (left.exists(), fresh.exists()) == (False, True)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({cache.VARIABLE: "off"}, None),
        ({cache.VARIABLE: "OFF", "XDG_CACHE_HOME": "/caches"}, None),
        ({"CI": "true", "XDG_CACHE_HOME": "/caches"}, None),
        ({"CI": "false", "XDG_CACHE_HOME": "/caches"}, Path("/caches/ceecluster")),
        ({"CI": "true", cache.VARIABLE: "/here"}, Path("/here")),
        ({"XDG_CACHE_HOME": "/caches"}, Path("/caches/ceecluster")),
        ({"XDG_CACHE_HOME": "caches"}, None),
        ({"HOME": "/home/me"}, Path("/home/me/.cache/ceecluster")),
    ],
)
def test_where_the_folder_is(
    environment: dict[str, str], expected: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the user says, else in the folder of caches as freedesktop.org has it; nowhere in CI."""
    monkeypatch.setattr(sys, "platform", "linux")
    for name in (cache.VARIABLE, "CI", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cache.folder() == expected


def test_other_programs_have_other_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A library that is installed, another Python, another text of our modules: no entry is found."""
    programs = cache._read_programs
    before = programs()
    assert programs() == before
    (tmp_path / "somelibrary-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert programs() != before
    monkeypatch.undo()
    monkeypatch.setattr(sys, "version", "3.99")
    assert programs() != before
    monkeypatch.undo()
    (tmp_path / "package").mkdir()
    module = tmp_path / "package" / "cache.py"
    module.write_bytes(Path(cache.__file__).read_bytes())
    monkeypatch.setattr(cache, "__file__", str(module))
    ours = programs()
    module.write_text(module.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert programs() != ours


def test_nothing_is_kept_where_a_program_changed_under_way(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process whose modules were exchanged on the disk does not know whose result it has."""
    monkeypatch.setattr(cache, "_read_programs", lambda whole: ["others"])
    cache.keep(KEY, "kind", VALUE)
    assert cache.recall(KEY, "kind") is None


def test_side_by_side_an_entry_is_whole_or_none(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several write and read one entry while room is made: each sees all of it or nothing, and nothing is left over."""
    monkeypatch.setattr(cache, "MOST_BYTES", 40_000)
    monkeypatch.setattr(cache, "_read_programs", cache._programs)  # once is enough here
    value = {"text": "x" * 30_000}

    def work(number: int) -> list[object]:
        seen = []
        for turn in range(20):
            cache.keep(KEY, "kind", value)
            cache.keep(cache.key_of(number, turn), "kind", "y" * 9_000)
            seen.append(cache.recall(KEY, "kind"))
        return seen

    with ThreadPoolExecutor(4) as threads:
        seen = [found for each in threads.map(work, range(4)) for found in each]
    assert len(seen) == 80
    assert all(found in (None, value) for found in seen)
    assert any(found == value for found in seen)
    assert [path.name for path in place.iterdir() if path.name.startswith(".new-")] == []
