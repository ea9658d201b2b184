"""The notebook of the docs: its cells run, and show what the page shows."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = Path(__file__).parents[2] / "docs" / "how-to" / "a-network-in-a-notebook.ipynb"


def shown(source: str, scope: dict[str, Any]) -> list[dict[str, Any]]:
    """Run a cell; the outputs of its last expression, as Jupyter writes them."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), scope)
    if last is None:
        return []
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), scope)  # type: ignore[attr-defined]  # an Expr
    data: dict[str, Any] = {"text/plain": repr(value)}
    if hasattr(value, "_repr_mimebundle_"):
        data = value._repr_mimebundle_()
    elif (html := getattr(value, "_repr_html_", lambda: None)()) is not None:
        data["text/html"] = html
    lines = {kind: text.splitlines(keepends=True) if isinstance(text, str) else text for kind, text in data.items()}
    return [{"data": lines, "execution_count": None, "metadata": {}, "output_type": "execute_result"}]


def test_the_notebook_runs_and_shows_what_it_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update: bool
) -> None:
    """In an empty folder, from the first cell to the last."""
    monkeypatch.chdir(tmp_path)
    page = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    scope: dict[str, Any] = {}
    cells = [cell for cell in page["cells"] if cell["cell_type"] == "code"]
    assert len(cells) > 8
    made = [shown("".join(cell["source"]), scope) for cell in cells]
    if update:
        for cell, outputs in zip(cells, made, strict=True):
            cell["outputs"] = outputs
        NOTEBOOK.write_text(json.dumps(page, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for cell, outputs in zip(cells, made, strict=True):
        assert cell["outputs"] == outputs, "run: pytest tests/house --update"
    assert (tmp_path / "coffee" / "data" / "regions" / "KE01.csv").exists()
    assert "Coffee belt" in (tmp_path / "coherence.html").read_text(encoding="utf-8")
