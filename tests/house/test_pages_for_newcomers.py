"""The pages for those who come from other packages run as printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"


@pytest.mark.parametrize("name", ["coming-from-irr.md", "coming-from-policyportfolios.md"])
def test_the_python_of_a_page_prints_what_it_says(name: str) -> None:
    """One example a page, whole."""
    ((code, printed),) = re.findall(
        r"```python\n(.*?)```\s*```text\n(.*?)```", (HOW_TO / name).read_text(encoding="utf-8"), flags=re.S
    )
    lines: list[str] = []
    exec(code, {"print": lambda *words: lines.append(" ".join(map(str, words)))})
    assert "\n".join(lines).split() == printed.split()


@pytest.mark.parametrize("name", ["coming-from-irr.md", "coming-from-policyportfolios.md"])
def test_what_a_page_names_exists(name: str) -> None:
    """Every function in the column of ours can be had."""
    from ceecluster import agreement
    from ceecluster.coherence import portfolio, portfolio_measures

    rows = re.findall(r"^\|(?!---)[^|]*\|([^|]*)\|", (HOW_TO / name).read_text(encoding="utf-8"), flags=re.M)[1:]
    called = {word for row in rows for word in re.findall(r"`(?!ceecluster)(\w+)\(", row)}
    assert called
    assert [
        word for word in called if not any(hasattr(m, word) for m in (agreement, portfolio, portfolio_measures))
    ] == []
