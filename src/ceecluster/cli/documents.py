"""Print one document as Markdown, from the context its view makes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ceecluster.study import Study


def write_document(name: str, study: Study, context: Mapping[str, Any], output: Path | None) -> None:
    """Render a document's template with its variables, to standard output or whole to a file."""
    from ceecluster.cli.output import say
    from ceecluster.report.documents import common
    from ceecluster.report.files import write_whole
    from ceecluster.report.render import render

    text = render(f"{name}.md.j2", {**common(study), **context})
    if output is None:
        sys.stdout.write(text)
    else:
        write_whole(output, text.encode())
        say(f"Written: {output}")
