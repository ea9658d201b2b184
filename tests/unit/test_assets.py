"""A user's templates: what nothing reads is named, with the template that may be meant."""

from __future__ import annotations

from pathlib import Path

from ceecluster import assets


def test_a_template_that_nothing_reads_is_named(tmp_path: Path) -> None:
    """A text at its old place, a misspelt name, and one's own; what is read, and notes beside it, are fine."""
    for name in (
        "agreement.md.j2", "words/agrement.j2", "words/zzz.j2", "documents/agreement.md.j2", "README.md", "logo.png",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = assets.unread(tmp_path)
    assert found["agreement.md.j2"] == "documents/agreement.md.j2"
    assert found["words/agrement.j2"] == "words/agreement.j2"
    assert set(found) == {"agreement.md.j2", "words/agrement.j2", "words/zzz.j2"}


def test_a_copy_of_all_templates_is_read_whole() -> None:
    """Of the package's own templates none is unread."""
    assert assets.unread(assets.templates()) == {}
