"""Older workspaces in today's format: comments and values stay, what is not read any more becomes a comment."""

from __future__ import annotations

import pytest
import yaml

from ceecluster.model.network import FORMAT
from ceecluster.sources.upgrades import NotUpgradedError, upgraded

BLOCK = """\
# The network.
title: A  # a title

rules:
  agreement:
    majority: 0.6
    blocks_at: 0   # an objection
  plan: {max_pilots: 3}
"""


def network(text: str) -> str:
    """The network file alone, upgraded."""
    return upgraded({"network.yaml": text}, "network.yaml", {}).texts["network.yaml"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            BLOCK,
            BLOCK.replace("title: A", f"format: {FORMAT}\ntitle: A").replace(
                "    blocks_at: 0   # an objection\n",
                "    # blocks_at: 0   # an objection  (not read since format 2: objections are declared)\n",
            ),
        ),
        ("--- \ntitle: A\n", f"--- \nformat: {FORMAT}\ntitle: A\n"),
        ("title: A", f"format: {FORMAT}\ntitle: A"),
        ("title: A\nformat: 1  # the first\n", f"title: A\nformat: {FORMAT}  # the first\n"),
        ("{title: A, as_of: x}\n", f"{{format: {FORMAT}, title: A, as_of: x}}\n"),
        ('{\n "title": "A",\n "as_of": "x"\n}\n', f'{{\n "format": {FORMAT}, "title": "A",\n "as_of": "x"\n}}\n'),
        (
            "title: A\nrules:\n  agreement: {blocks_at: 1, majority: 0.6}\n",
            f"format: {FORMAT}\ntitle: A\nrules:\n  agreement: {{majority: 0.6}}"
            "  # blocks_at: 1 (not read since format 2: objections are declared)\n",
        ),
        (
            "title: A\nrules:\n  agreement: {majority: 0.6, blocks_at: 1}\n",
            f"format: {FORMAT}\ntitle: A\nrules:\n  agreement: {{majority: 0.6}}"
            "  # blocks_at: 1 (not read since format 2: objections are declared)\n",
        ),
        (
            "title: A\nrules:\n  agreement:\n    blocks_at: 1\n  plan: {max_pilots: 3}\n",
            f"format: {FORMAT}\ntitle: A\nrules:\n  # agreement:  (not read since format 2: objections are declared)\n"
            "  # blocks_at: 1\n  plan: {max_pilots: 3}\n",
        ),
    ],
    ids=["block", "marked", "no line end", "first format", "flow", "JSON", "first in flow", "last in flow", "alone"],
)
def test_the_text_stays_but_for_what_changed(before: str, after: str) -> None:
    """Line by line; upgrading twice is upgrading once."""
    assert network(before) == after
    assert network(after) == after
    assert yaml.safe_load(after)["format"] == FORMAT


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_stay(end: str) -> None:
    """A file keeps the line ends it has."""
    after = network(BLOCK.replace("\n", end))
    assert after == network(BLOCK).replace("\n", end)


def test_what_counted_as_an_objection_is_told() -> None:
    """A region that objects declares it now: the priorities that were taken for objections are named."""
    found = upgraded(
        {"network.yaml": BLOCK}, "network.yaml", {"AT31.csv": {"OBJ-A": 0, "OBJ-B": 3}, "CZ.yaml": {"OBJ-A": 1}}
    )
    told = [remark for remark in found.remarks if "counted as an objection" in remark]
    assert len(told) == 1
    assert told[0].startswith("AT31.csv: the priority 0 of OBJ-A")


@pytest.mark.parametrize("text", [f"format: {FORMAT + 1}\ntitle: A\n", "- a\n", "", "a: [\n"])
def test_what_cannot_be_upgraded_is_refused(text: str) -> None:
    """A later format, and a file that holds no settings."""
    with pytest.raises(NotUpgradedError):
        network(text)
