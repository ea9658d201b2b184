"""The desk in a browser, from the file system and without a network: it finds what the command finds."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect

from ceecluster import __version__
from ceecluster.desk.page import filled
from ceecluster.desk.snapshot import snapshot
from desk_files import BASE, Broken, command

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
SHELL = ROOT / "build" / f"ceecluster-desk-{__version__}.html"
needs_shell = pytest.mark.skipif(not SHELL.is_file(), reason="the desk is not built: python tools/desk/build.py")
REGION = BASE / "data" / "regions" / "AT31-upper-austria.yaml"


@pytest.fixture(scope="module")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, list[str]]]:
    """The desk with the base workspace, open and ready, and what it asked of anybody since it is open."""
    page_file = tmp_path_factory.mktemp("desk") / "check.html"
    page_file.write_bytes(filled(SHELL.read_bytes(), snapshot(BASE / "data"), SHELL.name))
    context = browser.new_context(offline=True, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(120_000)
    asked: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(("blob:", "data:")):
            asked.append(request.url)

    page.on("request", note)
    page.goto(page_file.as_uri())
    expect(page.locator("#status")).to_have_text("Ready. Choose a file.", timeout=120_000)
    assert asked == [page_file.as_uri()]
    asked.clear()
    yield page, asked
    context.close()


def dropped(page: Page, files: dict[str, bytes]) -> dict[str, Any]:
    """What the page's own check answers for files."""
    given = [[name, base64.b64encode(raw).decode()] for name, raw in files.items()]
    bytes_of = "Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))"
    answer: dict[str, Any] = page.evaluate(
        f"(files) => desk.check(files.map(([name, text]) => [name, {bytes_of}]))", given
    )
    return answer


def chosen(page: Page, files: list[Any]) -> str:
    """What the page says after files were chosen by hand."""
    page.evaluate("document.getElementById('status').textContent = ''")
    page.set_input_files("#files", files)
    expect(page.locator("#status")).to_contain_text(re.compile("Checked:|no inventory|again"), timeout=120_000)
    return page.inner_text("#status")


@needs_shell
def test_the_findings_of_a_file_are_those_of_the_command(desk: tuple[Page, list[str]]) -> None:
    """A file that is chosen, mended in the page and checked again; nobody is asked for anything."""
    page, asked = desk
    text = REGION.read_text(encoding="utf-8")
    assert chosen(page, [str(REGION)]) == "Checked: nothing found."
    assert page.evaluate("desk.last().found.json") == command(BASE / "data", [REGION])
    area = page.locator("textarea")
    area.fill(text.replace("OBJ-RDI", "OBJ-RDX"))
    area.press("Control+Enter")
    expect(page.locator("#status")).to_contain_text("4 errors", timeout=60_000)
    item = page.locator(".findings li.error").first
    assert "OBJ-RDX" in item.inner_text()
    item.locator("button").press("Enter")
    line = json.loads(page.evaluate("desk.last().found.json"))["findings"][0]["line"]
    at = page.evaluate(
        "(() => { const a = document.querySelector('textarea'); return a.value.slice(0, a.selectionStart); })()"
    )
    assert at.count("\n") + 1 == line
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert asked == []


@needs_shell
def test_the_page_is_accessible(desk: tuple[Page, list[str]]) -> None:
    """axe-core finds nothing, light and dark, with findings beside a text and beside a sheet."""
    page, _ = desk
    dropped(page, {REGION.name: REGION.read_bytes().replace(b"OBJ-RDI", b"OBJ-RDX")})
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in Axe().run(page).response["violations"]]
        assert found == []
    page.emulate_media(color_scheme="light")


@needs_shell
def test_files_broken_at_random_are_told_alike(desk: tuple[Page, list[str]], tmp_path: Path) -> None:
    """Thirty broken inventories of every form, in one page without reload: the command's JSON, byte for byte."""
    page, asked = desk
    broken = Broken(tmp_path)
    held = json.dumps(snapshot(broken.root))
    page.evaluate("(workspace) => desk.ask({ kind: 'open', workspace })", held)
    differing = []
    for seed in range(30):
        drop = broken.drop(seed)
        answer = dropped(page, drop.files)
        if answer.get("json") != drop.expected:
            differing.append((drop.name, answer.get("broken")))
    page.evaluate("(workspace) => desk.ask({ kind: 'open', workspace })", json.dumps(snapshot(BASE / "data")))
    assert differing == []
    assert asked == []


@needs_shell
def test_two_files_and_what_is_none(desk: tuple[Page, list[str]]) -> None:
    """Two inventories at once are told one by one; a picture is refused in words."""
    page, _ = desk
    other = next(path for path in sorted((BASE / "data" / "regions").glob("*.yaml")) if path != REGION)
    assert chosen(page, [str(REGION), str(other)]).startswith("Checked:")
    assert page.locator("#results section").count() == 2
    assert "no inventory" in chosen(page, [{"name": "photo.png", "mimeType": "image/png", "buffer": b"x"}])


@needs_shell
def test_a_file_over_the_limit_is_named(desk: tuple[Page, list[str]], tmp_path: Path) -> None:
    """Fifty megabytes are refused as the command refuses them; the page goes on."""
    page, _ = desk
    large = tmp_path / REGION.name
    large.write_bytes(b"# a remark\n" * 4_800_000)
    assert chosen(page, [str(large)]) == "Checked: 1 error."
    assert "CC103" in page.locator(".findings").inner_text()
    assert chosen(page, [str(REGION)]) == "Checked: nothing found."


@needs_shell
def test_what_is_taken_away(desk: tuple[Page, list[str]], tmp_path: Path) -> None:
    """The workbook that is saved reads like the text; the diff names what changed; the findings are the JSON."""
    page, _ = desk
    chosen(page, [str(REGION)])
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save as Excel").click()
    book = tmp_path / "AT31-x.xlsx"
    saving.value.save_as(book)
    answer = dropped(page, {book.name: book.read_bytes()})
    assert answer["files"][0]["records"] == {"added": [], "removed": [], "changed": []}
    text = REGION.read_text(encoding="utf-8").replace("start: 20", "start: 19", 1)
    dropped(page, {REGION.name: text.encode()})
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save what changed").click()
    saving.value.save_as(tmp_path / "changed.diff")
    lines = (tmp_path / "changed.diff").read_text(encoding="utf-8").splitlines()
    assert [line[0] for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")] == ["-", "+"]
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save the findings").click()
    saving.value.save_as(tmp_path / "findings.json")
    assert json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))["schema"] == "ceecluster/findings@1"


@needs_shell
def test_a_browser_without_webassembly_says_so(browser: Browser, tmp_path: Path) -> None:
    """Where WebAssembly is switched off, the page says what is missing instead of waiting for it."""
    page_file = tmp_path / "check.html"
    page_file.write_bytes(SHELL.read_bytes())
    page = browser.new_page()
    page.add_init_script("delete window.WebAssembly")
    page.goto(page_file.as_uri())
    expect(page.locator("#status")).to_contain_text("no WebAssembly")
    assert page.locator("#files").is_disabled()
    page.close()
