"""Print one document as Markdown, from the context its view makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ceecluster.cli.destination import Destination
    from ceecluster.study import Study


def write_document(name: str, study: Study, context: Mapping[str, Any], to: Destination) -> None:
    """Render a document's template with its variables, and deliver it."""
    from ceecluster.report.documents import common
    from ceecluster.report.render import render

    to.write(render(f"{name}.md.j2", {**common(study), **context}).encode())
