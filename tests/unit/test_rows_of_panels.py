"""Panels side by side: whose bar is whose."""

from __future__ import annotations

import json
import re

import vl_convert

from ceecluster import assets


def test_a_label_of_two_lines_stays_in_its_row() -> None:
    """Its second line stands above where the next row begins."""
    specification = json.loads(assets.template("charts/panels.vl.json").read_text(encoding="utf-8"))
    aims = ("Networking and information exchange", "Training")
    rows = [{"region": "A", "order": 0, "aim": aim, "share": 0.5, "text": "1 of 2", "own": True} for aim in aims]
    drawn = vl_convert.vegalite_to_svg(json.dumps({**specification, "datasets": {"rows": rows}}))
    labels = re.findall(r'<text[^>]*transform="translate\(-\d+,([\d.]+)\)"[^>]*>(.*?)</text>', drawn)
    (first, long), (_, short) = labels
    lower = re.search(r'dy="([\d.]+)">information exchange', long)
    assert lower is not None and short == "Training"
    assert 0 < float(first) < float(first) + float(lower[1]) < specification["spec"]["height"]["step"]
