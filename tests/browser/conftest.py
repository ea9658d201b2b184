"""A headless Chromium from the system; without one these tests skip and say so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ceecluster as cc
from networks import write_network

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session", params=["small", pytest.param("shipped", marks=pytest.mark.slow)])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every document of a network as a site: of the small one, and of the shipped data."""
    if request.param == "small":
        return Path(request.getfixturevalue("small_site"))
    from ceecluster.report.site import write_site

    folder = tmp_path_factory.mktemp("site")
    write_site(cc.load(ROOT / "data"), folder, processes=2)
    return folder


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every document of a small made network as a site."""
    from ceecluster.report.site import write_site

    folder = tmp_path_factory.mktemp("small-site")
    write_site(cc.load(write_network(folder / "network", 3)), folder / "site", processes=1)
    return folder / "site"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium, without network habits of its own."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("no Chromium on this machine; on Debian: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api").sync_playwright().start()
    started = playwright.chromium.launch(
        executable_path=executable,
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
    )
    yield started
    started.close()
    playwright.stop()
