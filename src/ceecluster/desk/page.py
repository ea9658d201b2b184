"""The page of a desk: an empty one that was built beforehand, with a workspace put in."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Mapping

from ceecluster import __version__
from ceecluster.errors import UsageError

_SLOT = b'<script type="text/plain" id="workspace">-</script>'
_MAKER = re.compile(rb'<meta name="generator" content="ceecluster ([^"<>]+)">')


def filled(shell: bytes, held: Mapping[str, object], name: str) -> bytes:
    """The page with a workspace's snapshot; the same of both gives the same bytes.

    UsageError for a file that is no empty desk, and for the desk of another version: its findings would be others.
    """
    maker = _MAKER.search(shell)
    if maker is None or shell.count(_SLOT) != 1:
        raise UsageError(f"'{name}' is no empty desk", "take the one of the release page, or build it")
    version = maker[1].decode(errors="replace")
    if version != __version__:
        raise UsageError(f"'{name}' is a desk of version {version}", f"take that of {__version__}, this program's")
    packed = gzip.compress(json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0)
    return shell.replace(_SLOT, _SLOT.replace(b">-<", b">" + base64.b64encode(packed) + b"<"))
