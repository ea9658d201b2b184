"""Codes and names of regions as a user types them."""

from __future__ import annotations

import re

from ceecluster.errors import UsageError


def refuse_no_code(code: str) -> None:
    """UsageError for what is no code of a region or country."""
    if not re.fullmatch(r"[A-Z]{2}[0-9A-Z]{0,3}", code):
        raise UsageError(
            f"'{code}' is no region code",
            "use its NUTS or country code: two capitals and up to three more",
        )


def slug_of(title: str) -> str:
    """A title as it stands in the name of a file."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
