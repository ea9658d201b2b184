"""The desk in a browser, from the file system and without a network: it finds what the command finds."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import re
import shlex
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from ceecluster import __version__
from ceecluster.cli.app import app
from ceecluster.desk.page import filled
from ceecluster.desk.snapshot import snapshot
from desk_files import BASE, CASES, Broken, command

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
SHELL = ROOT / "build" / f"ceecluster-desk-{__version__}.html"
needs_shell = pytest.mark.skipif(not SHELL.is_file(), reason="the desk is not built: python tools/desk/build.py")
REGION = BASE / "data" / "regions" / "AT31-upper-austria.yaml"
READY = "Ready. Choose a file."


def expect(place: Any) -> Any:
    """What Playwright waits for; loaded where a browser is used only, every collection would pay for it."""
    from playwright.sync_api import expect

    return expect(place)


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
    expect(page.locator("#status")).to_have_text(READY, timeout=120_000)
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
    from axe_playwright_python.sync_playwright import Axe

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
@pytest.mark.parametrize(
    ("end", "stopped"),
    [
        ("", True),
        ("setTimeout(() => self.close())", True),
        ("self.check = () => { throw RangeError('memory'); }", False),
    ],
    ids=["stopped", "killed", "without memory"],
)
def test_a_check_that_ends_badly_leaves_the_desk_in_use(end: str, stopped: bool, desk: tuple[Page, list[str]]) -> None:
    """Stop, also of a worker that was killed, and Python without memory: the page says so and starts again."""
    from playwright.sync_api import Error

    page, asked = desk
    page.evaluate("document.getElementById('status').textContent = ''")
    with contextlib.suppress(Error):  # a worker that closes may take the answer with it
        page.workers[-1].evaluate(f"() => {{ {end} }}")
    text = REGION.read_text(encoding="utf-8")
    records = text[text.index("  - id: at31-strategy") :]
    long = text + "".join(records.replace("id: at31-", f"id: at31-{n}-") for n in range(400))
    # The page asks its worker, and goes on; nobody waits for the answer here.
    page.evaluate("(text) => { desk.check([['AT31-x.yaml', new TextEncoder().encode(text)]]); }", long)
    if stopped:
        page.locator("#stop").click()
    expect(page.locator("#status")).to_contain_text("The desk is ready again.", timeout=120_000)
    assert ("Stopped." if stopped else "broke the reader") in page.inner_text("#status")
    assert page.locator("#stop").is_hidden()
    assert chosen(page, [str(REGION)]) == "Checked: nothing found."
    assert asked == []


HOSTILE = ("CC101", "CC102", "CC103", "CC104", "CC106", "CC107", "CC109", "CC126")
"""Files that mean harm, or cannot be read: aliases without end, depth, archives, tags, signs that turn a line round."""


def bomb() -> bytes:
    """A workbook of a few kilobytes that unpacks to 300 MB."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/workbook.xml", "w") as part:
            for _ in range(300):
                part.write(b" " * 1_000_000)
    return held.getvalue()


@needs_shell
def test_hostile_files_are_told_alike(desk: tuple[Page, list[str]], tmp_path: Path) -> None:
    """What is seeded as hostile, and an archive that is a bomb: the command's JSON, byte for byte, and no request."""
    page, asked = desk
    files = [path for code in HOSTILE for path in sorted((CASES / "bad").glob(f"{code}-*/data/*/*"))]
    given = {
        f"{path.parents[2].name}{path.suffix}": path.read_bytes()
        for path in files
        if path.is_file() and not path.is_symlink() and path.name.count(".") == 1
    }
    given["bomb.xlsx"] = bomb()
    assert len(given) > 12
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    region = tmp_path / "data" / "regions"
    (region / REGION.name).unlink()
    differing = []
    for name, raw in given.items():
        file = region / f"AT31-x{Path(name).suffix}"
        file.write_bytes(raw)
        expected = command(tmp_path / "data", [file])
        file.unlink()
        if dropped(page, {file.name: raw}).get("json") != expected:
            differing.append(name)
    assert differing == []
    assert asked == []


@needs_shell
def test_what_a_file_says_is_never_run(desk: tuple[Page, list[str]]) -> None:
    """Markup in names and in findings is shown as the text it is, dropped as a mouse drops it."""
    page, asked = desk
    evil = "</script><img src=https://example.org/x onerror=document.title='run'>"
    text = REGION.read_text(encoding="utf-8").replace("Cluster strategy", evil).replace("OBJ-RDI", "OBJ-<b>X</b>")
    page.evaluate("document.getElementById('status').textContent = ''")
    page.evaluate(
        "(text) => { const held = new DataTransfer(); held.items.add(new File([text], 'AT31-x.yaml'));"
        " document.dispatchEvent(new DragEvent('drop', { dataTransfer: held, cancelable: true })); }",
        text,
    )
    expect(page.locator("#status")).to_contain_text("Checked:", timeout=120_000)
    assert "<b>X</b>" in page.inner_text(".findings")
    assert page.locator("#results img, #results b").count() == 0
    assert page.title() == "Check an inventory"
    assert asked == []


@needs_shell
def test_a_screen_reader_hears_what_happens(desk: tuple[Page, list[str]]) -> None:
    """The state is announced, and files, findings, text and sheets have names and roles."""
    page, _ = desk
    dropped(page, {REGION.name: REGION.read_bytes().replace(b"OBJ-RDI", b"OBJ-RDX")})
    heard = page.locator("body").aria_snapshot()
    for role in ('- status: "Checked: 4 errors', '- list "Findings"', f'- heading "{REGION.name}" [level=2]'):
        assert role in heard, heard
    assert f'- textbox "Text of {REGION.name}"' in heard
    assert '- button "Check again (Ctrl+Enter)"' in heard


@needs_shell
def test_the_how_to_page_is_what_happens(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The secretariat's command makes the page; the officer's steps, one by one, end in a file to send."""
    text = (ROOT / "docs" / "how-to" / "check-in-a-browser.md").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("ceecluster desk")]
    shutil.copytree(BASE / "data", tmp_path / "data")
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / SHELL.name).symlink_to(SHELL)
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, shlex.split(line)[1:]).exit_code == 0
    size = (tmp_path / "check.html").stat().st_size / 1e6
    assert abs(size - float(re.search(r"about (\d+) MB", text)[1])) < 1.5  # type: ignore[index]
    context = browser.new_context(offline=True, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto((tmp_path / "check.html").as_uri())
    expect(page.locator("#status")).to_have_text(READY, timeout=120_000)
    broken = REGION.read_text(encoding="utf-8").replace("[OBJ-RDI]", "[obj-rdi]", 1)
    page.set_input_files("#files", [{"name": REGION.name, "mimeType": "text/yaml", "buffer": broken.encode()}])
    page.locator(".findings button").first.press("Enter")
    for name in re.findall(r"\*(Check again|Mend what is safe)\*", text):
        page.get_by_role("button", name=name).click()
        expect(page.locator("#status")).to_contain_text("Checked:", timeout=60_000)
    expect(page.locator("#status")).to_have_text("Checked: nothing found.", timeout=60_000)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save the text").click()
    saving.value.save_as(tmp_path / "mended.yaml")
    assert (tmp_path / "mended.yaml").read_text(encoding="utf-8") == REGION.read_text(encoding="utf-8")
    context.close()


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
