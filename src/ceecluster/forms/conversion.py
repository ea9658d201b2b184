"""A tree as a file: pandoc comes as a Python package, and is run in a locale in which it finds every path."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from ceecluster.errors import UsageError
from ceecluster.forms.nodes import Node


def run_pandoc(tree: Node, to: str, target: Path, epoch: int, *arguments: str) -> None:
    """Write a tree as a file in pandoc's form `to`; UsageError where pandoc is missing, or refuses."""
    try:
        import pypandoc
    except ImportError as error:
        raise UsageError(
            "Word and PDF need the extra 'docx'",
            "install it with: pip install 'ceecluster[docx,pdf]', in a checkout '.[docx,pdf]'",
        ) from error
    words = [pypandoc.get_pandoc_path(), "--from=json", f"--to={to}", "--wrap=none", f"--output={target}", *arguments]
    clock = os.environ.get("SOURCE_DATE_EPOCH") or str(epoch)
    done = subprocess.run(
        words,
        input=json.dumps(tree).encode(),
        cwd=target.parent,
        # In the locale C pandoc finds no path with a letter beyond ASCII.
        env={**os.environ, "SOURCE_DATE_EPOCH": clock, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise UsageError(f"pandoc could not write the document: {said}", "check --reference-doc")
