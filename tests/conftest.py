"""What every test may use."""

from __future__ import annotations

import functools
import gc
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

import ceecluster.study
from ceecluster.sandbox import Sandbox

if TYPE_CHECKING:
    from ceecluster.study import Study

sys.path.insert(0, str(Path(__file__).parent))

os.environ.setdefault("COLUMNS", "100")
os.environ["NO_COLOR"] = "1"
# Every test reads what it wrote; those of the cache name a folder of their own.
os.environ["CEECLUSTER_CACHE"] = "off"
# As the command line sets it: a study is millions of things that live on, and looking through them takes its time.
gc.set_threshold(100_000, 20, 50)
# A process that a test starts need not compile every module again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A law that is tried on a busy machine is no slower law: no test asserts a time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --update` rewrites golden files and generated reference pages."""
    parser.addoption("--update", action="store_true", help="rewrite golden files and generated pages")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--update"))


def pytest_configure(config: pytest.Config) -> None:
    """What is rewritten is rewritten wholly, by slow tests too."""
    if config.option.update and config.option.markexpr == "not slow":
        config.option.markexpr = ""


@pytest.fixture(scope="session", autouse=True)
def _one_study_for_all() -> Iterator[None]:
    """Commands that tests call in their own process share one study of the same bytes in the same place.

    A study makes each result once, and nobody changes what it made. In a test that is marked `fresh` everything is
    read and made anew: one that sets two runs beside each other, say.
    """
    import typer.main
    import typer.testing

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ceecluster.study, "load", _SHARED)
        # A program builds its commands once; typer would do it at every call.
        built = functools.cache(typer.main.get_command)
        patch.setattr(typer.main, "get_command", built)
        patch.setattr(typer.testing, "_get_command", built)
        patch.setattr(Sandbox, "compile", _compiled_once(Sandbox.compile))
        yield


def _compiled_once(compiling: Any) -> Any:
    """A template is compiled once for all languages and folders of templates that have it."""
    kept: dict[tuple[object, ...], Any] = {}

    @functools.wraps(compiling)
    def compiled(self: Sandbox, source: Any, *names: Any, **how: Any) -> Any:
        known = (self.autoescape, *sorted(self.extensions), *sorted(self.filters))
        key = (source, names, *sorted(how.items()), known)
        if key not in kept:
            kept[key] = compiling(self, source, *names, **how)
        return kept[key]

    return compiled


_FRESH: list[bool] = []
_LOAD = ceecluster.study.load


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note whether a test asks for studies of its own."""
    _FRESH[:] = [item.get_closest_marker("fresh") is not None]


def _shared(load: Any) -> Any:
    kept: dict[tuple[object, ...], Study] = {}
    passing: dict[tuple[object, ...], Study] = {}

    @functools.wraps(load)
    def shared(
        workspace: str | Path | None = None, *, processes: int = 1, required: bool = False, as_of: Any = None
    ) -> Study:
        from ceecluster.inputs import find_workspace

        if _FRESH == [True]:
            return load(workspace, processes=processes, required=required, as_of=as_of)
        root, example = find_workspace(Path(workspace) if workspace is not None else None, required=required)
        digest = hashlib.sha256()
        for folder, folders, files in os.walk(root):
            folders.sort()
            for name in sorted(files):
                raw = Path(folder, name).read_bytes()
                digest.update(f"{folder}/{name} {len(raw)} ".encode() + raw)
        key = (root, Path.cwd(), example, as_of, digest.digest())
        # What lies in the checkout is asked for again and again, what a test wrote by this test or those of its file.
        studies = kept if root.resolve().is_relative_to(ROOT) else passing
        if key not in studies:
            if len(passing) > 3:
                del passing[next(iter(passing))]
            studies[key] = load(workspace, processes=processes, required=required, as_of=as_of)
        return studies[key]

    return shared


_SHARED = _shared(_LOAD)


@functools.wraps(_LOAD)
def _load_for_tests(workspace: str | Path | None = None, **how: Any) -> Study:
    """What tests import as `load`: the data of the checkout are read once, what a test wrote as often as it asks."""
    # What is no folder is refused as ever: `load` itself says which of several things is wrong.
    inside = workspace is not None and Path(workspace).is_dir() and Path(workspace).resolve().is_relative_to(ROOT)
    return (_SHARED if inside else _LOAD)(workspace, **how)


ceecluster.study.load = _load_for_tests
