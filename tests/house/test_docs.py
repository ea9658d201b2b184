"""The handwritten pages: links lead somewhere, commands exist, and the tutorials show what their commands print."""

from __future__ import annotations

import functools
import re
import runpy
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from markdown_it import MarkdownIt
from markdown_it.token import Token
from typer.testing import CliRunner

from ceecluster import study
from ceecluster.cli.app import app

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / ".github").rglob("*.md")])
TUTORIALS = {
    ROOT / "docs" / "tutorial.md": ROOT / "data",
    ROOT / "docs" / "tutorial-another-network.md": ROOT / "examples" / "lakes" / "data",
}
"""Each with the workspace its commands run in."""
SHOWN = re.compile(
    r"```sh\n(?P<commands>(?:ceecluster .*\n)+)```\n"
    r'(?:\n<!-- shown:(?: from "(?P<start>[^"]+)")? for (?P<count>\d+) lines -->\n```text\n(?P<text>(?:.*\n)*?)```)?'
)
FILE = re.compile(
    r'<!-- file: (?P<file>\S+)(?: from "(?P<start>[^"]+)")? for (?P<count>\d+) lines -->\n'
    r"```yaml\n(?P<text>(?:.*\n)*?)```"
)


def name(page: Path) -> str:
    """The page as it is called in the repository."""
    return page.relative_to(ROOT).as_posix()


@functools.cache
def tokens_of(page: Path) -> list[Token]:
    """A page, parsed once for all that look at it."""
    return MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8"))


@functools.cache
def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    tokens = tokens_of(page)
    titles = [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.replace("`", "")).strip().lower().replace(" ", "-") for title in titles}


def links(page: Path) -> Iterator[str]:
    """The targets of a page's links and pictures."""
    for token in tokens_of(page):
        for child in token.children or ():
            target = child.attrGet("href") or child.attrGet("src")
            if target:
                yield str(target)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link within the repository names a file that is there, and a heading in it."""
    dead = []
    for target in links(page):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            dead.append(target)
    assert dead == []


def test_every_page_is_listed() -> None:
    """The index of the docs leads to every page; the list of decisions to every decision."""
    docs = ROOT / "docs"
    for index, pages in (
        (docs / "README.md", [p for p in docs.rglob("*.md") if "decisions" not in p.parts]),
        (docs / "decisions" / "README.md", [*(docs / "decisions").glob("0*.md")]),
    ):
        listed = {(index.parent / target.partition("#")[0]).resolve() for target in links(index)}
        assert [name(page) for page in sorted(pages) if page != index and page.resolve() not in listed] == []


def test_every_page_is_in_the_contents_of_the_site() -> None:
    """A page that no table of contents names stops the strict build of the site."""
    docs = ROOT / "docs"
    conf = runpy.run_path(str(docs / "conf.py"))
    named = [line for line in conf["CONTENTS"].splitlines() if line and not line.startswith((":", "`"))]
    reached = {page.relative_to(docs).with_suffix("") for entry in named for page in docs.glob(f"{entry}.*")}
    pages = {p.relative_to(docs).with_suffix("") for kind in ("*.md", "*.ipynb") for p in docs.rglob(kind)}
    left_out = tuple(map(Path, conf["exclude_patterns"]))
    lost = {str(page) for page in pages - reached if not any(page.is_relative_to(out) for out in left_out)}
    assert lost == {conf["root_doc"]}


def commands(page: Path) -> Iterator[str]:
    """The lines of a page's shell blocks that call ceecluster."""
    if "ceecluster " not in page.read_text(encoding="utf-8"):
        return
    for token in tokens_of(page):
        if token.type == "fence" and token.info in ("sh", "bash", "console"):
            for line in token.content.splitlines():
                call = line.removeprefix("$ ").strip()
                if call.startswith("ceecluster "):
                    yield call


@pytest.mark.parametrize("page", [page for page in PAGES if any(commands(page))], ids=name)
def test_shown_commands_exist(page: Path) -> None:
    """Every command a page shows is understood with its options and arguments."""
    program = typer.main.get_command(app)
    for call in commands(page):
        words = shlex.split(call, comments=True)[1:]
        with program.make_context("ceecluster", list(words)) as context:
            _, inner, rest = program.resolve_command(context, [*context._protected_args, *context.args])
            inner.make_context(inner.name, rest, parent=context)


def shown(output: str, start: str | None, count: int) -> str:
    """The lines of an output from the one that has a text in it; `…` stands for the others."""
    lines = [line.rstrip() for line in output.rstrip().splitlines()]
    first = next(at for at, line in enumerate(lines) if start in line) if start else 0
    cut = lines[first : first + count]
    return "\n".join([*["…"] * (first > 0), *cut, *["…"] * (first + count < len(lines))]) + "\n"


@pytest.mark.slow  # each makes every document of its network
@pytest.mark.parametrize(
    ("page", "data"),
    TUTORIALS.items(),
    ids=lambda each: each.stem,
)
def test_a_tutorial_shows_what_its_commands_print(
    page: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update: bool
) -> None:
    """Every command of a tutorial runs on its workspace and prints what the page shows; files are shown as they are."""
    shutil.copytree(data, tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    # The commands of the page share what they read and compute; that each can do it alone is tested elsewhere.
    monkeypatch.setattr(study, "load", functools.lru_cache(study.load))

    def filled(block: re.Match[str], output: str) -> str:
        begun = block.start("text") - block.start()
        ended = block.end("text") - block.start()
        return block[0][:begun] + shown(output, block["start"], int(block["count"])) + block[0][ended:]

    def run(block: re.Match[str]) -> str:
        output = ""
        for line in block["commands"].splitlines():
            result = CliRunner().invoke(
                app, [*shlex.split(line)[1:], "--quiet"] if "-o" in line else shlex.split(line)[1:]
            )
            assert result.exit_code == 0, f"{line}: {result.output}"
            output = result.stdout
        return block[0] if block["count"] is None else filled(block, output)

    text = page.read_text(encoding="utf-8")
    assert len(SHOWN.findall(text)) > 7
    made = FILE.sub(
        lambda block: filled(block, (data / block["file"]).read_text(encoding="utf-8")), SHOWN.sub(run, text)
    )
    if update:
        page.write_text(made, encoding="utf-8")
    assert made == text or update, "run: pytest tests/house --update"
    assert (tmp_path / "build" / "index.html").exists()
    assert any(tmp_path.glob("agreement.docx")) == ("agreement.docx" in text)
