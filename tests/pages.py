"""How many pages a document has, in PDF and, through LibreOffice, in Word."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

OFFICE = shutil.which("soffice")
"""LibreOffice, where it is installed."""


def pdf_pages(content: bytes) -> int:
    """Pages of a PDF."""
    return int(re.findall(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)", content)[0])


def word_pages(content: bytes, folder: Path) -> int:
    """Pages of a Word file as LibreOffice sets it; `folder` is for its work."""
    file = folder / "counted.docx"
    file.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/office"
    words = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(file)]
    subprocess.run(words, check=True, capture_output=True, timeout=170)
    found = (folder / "counted.pdf").read_bytes()
    return max(int(count) for count in re.findall(rb"/Type\s*/Pages\b.*?/Count\s+(\d+)", found, re.DOTALL))
