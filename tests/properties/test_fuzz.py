"""Broken files are findings, never exceptions. The long run is benchmarks/fuzz.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ceecluster.sources.yaml_reader import read_yaml
from examples import drawn
from mutations import Laboratory


@pytest.mark.parametrize("seeds", [range(30), pytest.param(range(30, 100), marks=pytest.mark.slow)], ids=len)
def test_mutated_inventories_raise_nothing(seeds: range, tmp_path: Path) -> None:
    """A hundred broken files, in all forms, are checked and printed without an exception; most are noticed."""
    laboratory = Laboratory(tmp_path)
    noticed = [bool(laboratory.examine(seed)) for seed in seeds]
    assert sum(noticed) > len(seeds) * 0.6


@pytest.mark.parametrize("seeds", [range(30), pytest.param(range(30, 500), marks=pytest.mark.slow)], ids=len)
def test_mutated_tables_raise_nothing(seeds: range, tmp_path: Path) -> None:
    """Five hundred broken CSV files and workbooks are checked and printed without an exception; most are noticed."""
    laboratory = Laboratory(tmp_path)
    noticed = [bool(laboratory.examine_table(seed)) for seed in seeds]
    assert sum(noticed) > len(seeds) / 2


@given(st.text(max_size=200))
@settings(max_examples=drawn(120), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_read_or_refused(text: str) -> None:
    """The YAML reader gives a document or a finding for any text."""
    document, findings = read_yaml(text, "x")
    assert document.data is not None or findings


@given(
    st.lists(st.sampled_from(["a", ": ", "- ", "[", "]", "{", "}", "&x ", "*x", "\n", "  ", "'", '"', "? ", "<<", "1"]))
)
@settings(max_examples=drawn(120), deadline=None)
def test_any_heap_of_yaml_signs_is_read_or_refused(signs: list[str]) -> None:
    """So it does for heaps of YAML's own signs."""
    document, findings = read_yaml("".join(signs), "x")
    assert document.data is not None or findings
