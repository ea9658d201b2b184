"""A secretariat's own templates: what they change is changed in every form, and what is wrong is named alike."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import typst
from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.errors import UsageError
from factories import frozen, written

FORMS = ("md", "html", "docx", "pdf")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of all templates, as `init templates` writes it; a PDF is read as what it is set from."""
    monkeypatch.setattr(typst, "compile", lambda source, **_: Path(source).read_bytes())
    result = CliRunner().invoke(app, ["init", "templates", "-d", str(tmp_path / "mine")])
    assert result.exit_code == 0, result.output
    return tmp_path / "mine"


def change(path: Path, old: str, new: str) -> None:
    """Another text in a file, where it stands once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def text_of(form: str, content: bytes) -> str:
    """What a reader finds in a file, in the order of reading."""
    if form == "docx":
        with zipfile.ZipFile(BytesIO(content)) as archive:
            content = archive.read("word/document.xml")
    return " ".join(content.decode().split())


def heading(text: str) -> str:
    """A heading as the templates have it."""
    return f"## {{% trans %}}{text}{{% endtrans +%}}"


@pytest.mark.parametrize(
    "form", [pytest.param(form, marks=pytest.mark.slow if form in ("md", "docx") else ()) for form in FORMS]
)
def test_a_sentence_an_order_and_a_section_are_changed_in_every_form(own: Path, form: str) -> None:
    """One changed sentence, two sections in another order, and one that was added."""
    change(own / "words" / "profile.j2", "Evidence worth collecting next", "Papers we ask you for")
    page = own / "documents" / "records.md.j2"
    head, rest = page.read_text(encoding="utf-8").split(heading("Partners"))
    partners, todo = rest.split(heading("What to do next"))
    todo, records = todo.split(heading("Records and sources"))
    added = "## Whom to ask\n\nWrite to the secretariat.\n\n"
    page.write_text(
        head
        + heading("What to do next")
        + todo
        + heading("Partners")
        + partners
        + added
        + heading("Records and sources")
        + records,
        encoding="utf-8",
    )
    text = text_of(form, written("records", frozen(), form, region="SK", templates=own))
    before = text_of(form, written("records", frozen(), form, region="SK"))
    for piece in ("Papers we ask you for", "Whom to ask", "Write to the secretariat."):
        assert piece in text, piece
        assert piece not in before, piece
    assert "Evidence worth collecting next" not in text
    assert text.rindex("What to do next") < text.rindex("Closest partners and why") < text.rindex("Whom to ask")
    assert before.rindex("What to do next") > before.rindex("Closest partners and why")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("file", "text", "where"),
    [
        ("documents/region.md.j2", "# T\n\n{{ nothing }}\n", r"documents/region\.md\.j2:3"),
        ("documents/region.md.j2", "# T\n\n\n{% if %}\n", r"documents/region\.md\.j2:4"),
        ("words/profile.j2", "{% macro title(region, code) %}\n{{ other }}{% endmacro %}", r"words/profile\.j2:2"),
        ("words/profile.j2", "\n{% macro title(region, code) %}{% endtrans %}", r"words/profile\.j2:2"),
    ],
)
def test_what_is_wrong_names_file_and_line_in_every_form(
    tmp_path: Path, form: str, file: str, text: str, where: str
) -> None:
    """The same sentence with the same place, whichever form is asked for."""
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=where):
        written("region", frozen(), form, region="SK", templates=tmp_path)


@pytest.mark.parametrize(
    ("form", "file", "text", "where"),
    [
        ("html", "page.html.j2", "<html>\n{{ nothing }}", r"page\.html\.j2:2"),
        ("html", "page.html.j2", "<html>\n\n{% if %}", r"page\.html\.j2:3"),
        ("html", "page.css", "a {\n{{ nothing }}}", r"page\.css:2"),
        ("pdf", "document.typ", "#let x = 1\n#nothing(1)\n", r"document\.typ:2"),
    ],
)
def test_what_is_wrong_with_a_shell_names_file_and_line(
    tmp_path: Path, form: str, file: str, text: str, where: str
) -> None:
    """Pages, styles and the head of the PDF as well."""
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=where):
        written("region", frozen(), form, region="SK", templates=tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in range(99999) %}{{ 'x' * 99999 }}{% endfor %}",
        "{{ 'x' * 9999999999 }}",
        "{% for a in range(99999) %}{% for b in range(999) %}01234567890123456789{% endfor %}{% endfor %}",
    ],
)
def test_a_template_has_limits_of_time_and_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A template that never ends, or fills the memory, is stopped with its name."""
    monkeypatch.setattr("ceecluster.sandbox.SECONDS", 0.5)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "region.md.j2").write_text(f"# T\n{text}", encoding="utf-8")
    with pytest.raises(UsageError, match=r"region\.md\.j2.*(takes longer|larger)"):
        written("region", frozen(), region="SK", templates=tmp_path)
