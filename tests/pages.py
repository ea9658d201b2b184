"""How many pages a document has, in PDF and, through LibreOffice, in Word."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

OFFICE = shutil.which("soffice")
"""LibreOffice, where it is installed."""


def pdf_pages(content: bytes) -> int:
    """Pages of a PDF."""
    return max(int(count) for count in re.findall(rb"/Type\s*/Pages\b.*?/Count\s+(\d+)", content, re.DOTALL))


def set_by_office(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Word files as PDF, all in one call of LibreOffice, which takes longer to start than to set them."""
    made = [folder / f"{name}.docx" for name in files]
    for file, content in zip(made, files.values(), strict=True):
        file.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/office"
    words = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, made)]
    subprocess.run(words, check=True, capture_output=True, timeout=170)
    return {name: (folder / f"{name}.pdf").read_bytes() for name in files}
