"""Templates as a public interface: every file of the folder is used, and a user's copy of any of them is taken."""

from __future__ import annotations

import pytest
from jinja2 import nodes

from ceecluster import assets
from ceecluster.blocks import Marked
from ceecluster.documents import APART, KINDS, template_of
from ceecluster.wording import _environment

SHELLS = {
    "page.html.j2",
    "page.css",
    "page.js",
    "weighing.html.j2",
    "weighing.js",
    "document.typ",
    "reference.docx",
    "reference.pptx",
}
SHELLS |= {"selfcheck.html.j2", "selfcheck.css", "selfcheck.js"}
"""What is around a document in its forms."""
STARTS = {"form.yaml", "idea-form.yaml", "inventory.yaml", "network.yaml", "pilot.yaml", "idea.yaml"}
"""What a file begins with that a command starts."""
JINJA = _environment(None, "en")


def test_every_template_is_used() -> None:
    """No template is shipped that no document, sentence, page or command needs."""
    folder = assets.templates()
    shipped = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    apart = {name for name in shipped if name.startswith(("charts/", "words/", "maps/"))}
    documents = {template_of(kind) for kind in (*KINDS, *APART, "index", "find")}
    included: set[str] = set()
    ahead = list(documents)
    while ahead:
        tree = JINJA.parse((folder / ahead.pop()).read_text(encoding="utf-8"))
        for include in tree.find_all(nodes.Include):
            assert isinstance(include.template, nodes.Const)
            if include.template.value not in included:
                included.add(include.template.value)
                ahead.append(include.template.value)
    assert shipped - apart == documents | included | SHELLS | STARTS


@pytest.mark.parametrize(("source", "target"), [("{{ x | link('https://a.b/') }}", "https://a.b/")])
def test_our_filters_are_there(source: str, target: str) -> None:
    """A link is a value; what a form makes of it is the form's."""
    assert {"link", "listed", "table"} <= set(JINJA.filters)
    made = JINJA.filters["link"]("a", target)
    assert made.value == Marked("link", "a", target)
