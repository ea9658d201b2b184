"""Edges of checks: what is still known, and what is no longer."""

from __future__ import annotations

from ceecluster.checks.nuts import _VALID, is_known


def test_a_code_is_known_in_its_first_and_its_last_vintage() -> None:
    """Both ends of every span, and not one step outside all spans of the code."""
    assert _VALID
    for stem, spans in _VALID.items():
        for first, last in spans:
            assert is_known(stem, first) and is_known(stem, last), stem
        assert is_known(stem, min(first for first, _ in spans) - 1) is False, stem
        assert is_known(stem, max(last for _, last in spans) + 1) is False, stem
