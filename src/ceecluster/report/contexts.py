"""What each document's template is given. docs/reference/templates.md describes every name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceecluster.report.documents import Builder, Context
from ceecluster.report.figures import Figure

if TYPE_CHECKING:
    pass

Built = tuple[Context, dict[str, Figure]]


BUILDERS: dict[str, tuple[str, Builder]] = {}
"""Template and context of each document."""
