"""Every document of networks of 1, 2, 3 and 40 regions whose codes, levels and names are not ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from ceecluster.documents import KINDS, codes_of
from ceecluster.errors import UsageError
from ceecluster.study import Study, load
from factories import markdown_of
from networks import write_network

OURS = ("public pages", "European", "Facts about the network", "worked example", "policy-", "OBJ-", "INS-", "EUP-")
"""What would be said of our network, not of this one."""


def _documents(study: Study) -> dict[str, str]:
    codes = [region.code for region in study.world.network.regions]
    made = {
        kind: markdown_of(kind, study, next(iter(codes_of(kind, study)), ""))
        for kind, found in KINDS.items()
        if not found.about or codes_of(kind, study)
    }
    if len(codes) < 4:
        made |= {
            f"{kind}-{code}": markdown_of(kind, study, code) for kind in ("region", "records") for code in codes[1:]
        }
    return made


@pytest.mark.parametrize(("regions", "records"), [(1, 4), (2, 4), (3, 4), pytest.param(40, 1, marks=pytest.mark.slow)])
def test_every_document_of_a_network_is_made(
    regions: int, records: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No document fails as a whole, none holds a missing number as a number, none speaks of another network."""
    audit = Study.robustness
    monkeypatch.setattr(Study, "robustness", lambda self: audit(self, draws=50, sensitivity=0))
    study = load(write_network(tmp_path, regions, records=records))
    for name, text in _documents(study).items():
        assert "Fjord" in text or "Rules of the league" in text, name
        words = set(text.replace("|", " ").replace(",", " ").split())
        assert not words & {"nan", "NaN", "inf"}, name
        assert "| None |" not in text, name
        foreign = [phrase for phrase in OURS if phrase in text]
        assert foreign == [], name


def test_one_region_has_its_own_profile_and_is_told_that_nothing_is_compared(tmp_path: Path) -> None:
    """What rests on one region alone is said; what needs others says that."""
    study = load(write_network(tmp_path, 1))
    with pytest.raises(UsageError, match="only one region has records"):
        study.compare()
    coherence = markdown_of("coherence", study)
    assert "Nothing to compare: one region has records" in coherence
    assert "What changed over the years cannot be told: no year has 3 regions with dated records." in coherence
    assert "There is no trend to tell: no year has 3 regions with dated records." in markdown_of("trend", study)
    assert "one region only: there is nothing to rank" in markdown_of("quality", study)
    profile = markdown_of("region", study, "FA10")
    assert "In 2025, 4 records on file tell of Fjord 0's cluster policy. Among" in profile
    assert "No other region can be compared with it" in profile
    assert "\n\n- Quality 0.69: no missing evidence could change it." in markdown_of("records", study, "FA10")


def test_with_two_regions_only_the_sections_that_need_three_are_missing(tmp_path: Path) -> None:
    """Trend and groups say that they need three; the pair is compared."""
    coherence = markdown_of("coherence", load(write_network(tmp_path, 2)))
    assert "What changed over the years cannot be told: no year has 3 regions with dated records." in coherence
    assert "fewer than three regions share a level" in coherence
    assert "It rests on the one pair there is, which is little." in coherence
    assert "interval – to –" not in coherence
    assert "Nothing to compare:" not in coherence


@pytest.mark.parametrize("regions", [1, 3])
def test_a_network_without_any_record_says_so(regions: int, tmp_path: Path) -> None:
    """Nothing on file: a refusal with a cure or a document that says it; never a traceback."""
    from typer.testing import CliRunner

    from ceecluster.cli.app import app

    folder = str(write_network(tmp_path, regions, records=0))
    for words in (["compare"], ["compare", "--about", "groups"], ["compare", "--then", "2010"], ["trend"]):
        result = CliRunner().invoke(app, [*words, "-w", folder])
        assert isinstance(result.exception, UsageError) and result.exception.hint, (words, result.exception)
    for words in (["score"], ["compare", "--about", "money"], ["report", "trend"], ["report", "coherence"]):
        result = CliRunner().invoke(app, [*words, "-w", folder, "-q"])
        assert result.exit_code == 0, (words, result.exception)
    assert "no region has records, and a comparison needs two" in result.stdout
