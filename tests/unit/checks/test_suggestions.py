"""Codes to consider: what like records and definitions have, with the words that say so; asked for, never filled in."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from ceecluster.checks.catalogue import ACROSS, BESIDE, LOCAL
from ceecluster.checks.likeness import Likeness
from ceecluster.checks.run import check
from ceecluster.checks.suggestions import Coded
from ceecluster.model import Programme
from factories import frozen

CASE = Path(__file__).parents[2] / "cases" / "bad" / "CC213-codes" / "data" / "regions" / "AT31-upper-austria.yaml"
BASE = Path(__file__).parents[2] / "cases" / "base"


def test_shares_add_up_to_the_cosine() -> None:
    """By hand: idf 1 + ln(4/3) of a word in two of three texts, 1 + ln 2 in one; the same text has a cosine of 1."""
    texts = Likeness(["joint fairs", "joint projects", "training"])
    two, one = 1 + math.log(4 / 3), 1 + math.log(2)
    length = math.hypot(two, one)
    shares = texts.shares("Joint fairs")
    assert shares[0] == pytest.approx({"joint": (two / length) ** 2, "fairs": (one / length) ** 2})
    assert sum(shares[0].values()) == pytest.approx(1)
    assert shares[1] == pytest.approx({"joint": (two / length) ** 2})
    assert 2 not in shares
    assert texts.shares("nothing of it") == {}


def test_words_are_folded_and_shown_as_written() -> None:
    """Accents and case do not part words; what stands in most texts is no reason that is shown."""
    texts = Likeness(["and förderung", "and fairs", "and skills", "and forderung"])
    shares = texts.shares("Förderung and FAIRS")
    assert set(shares[3]) == {"forderung", "and"}
    assert texts.telling("Förderung and FAIRS", {**shares[0], **shares[1]}, 3) == ("FAIRS", "Förderung")


def test_a_record_says_nothing_about_itself() -> None:
    """A record is compared with the others only, and every reason is a word of its own."""
    study = frozen()
    records = [p for inventory in study.world.regions.values() for p in inventory.programmes]
    coded = Coded(records, study.world, "objectives")
    for record in records[:20]:
        for each in coded.suggested(record):
            assert each.like != record.id
            assert each.words
            text = " ".join([*record.name.values(), record.summary or ""])
            assert all(word in text for word in each.words)


def test_definitions_speak_where_no_record_does() -> None:
    """A code that no record has yet is found by its definition; a text that shares no word gets nothing."""
    study = frozen()
    term = next(iter(study.world.vocabulary.terms("instruments").values()))
    record = Programme.model_validate({"id": "at31-x", "name": {"en": term.title}, "level": ["initiative"]})
    told = Coded([], study.world, "instruments").suggested(record)
    assert told[0].code == term.code and told[0].like is None
    strange = record.model_copy(update={"name": {"en": "Xyzzy"}})
    assert Coded([], study.world, "instruments").suggested(strange) == []


def case(folder: Path) -> Path:
    """The base workspace."""
    import shutil

    shutil.copytree(BASE, folder)
    return folder / "data"


def codes(root: Path, **words: object) -> list[str]:
    """The findings of the rule, as text."""
    checked = check(root, local=LOCAL, across=ACROSS, **words)  # type: ignore[arg-type]
    return [str(finding) for finding in checked.findings if finding.code == "CC213"]


def test_only_where_it_is_asked_for(tmp_path: Path) -> None:
    """A form from elsewhere is compared with the workspace; nothing is said unasked, nor of a field in error."""
    root = case(tmp_path / "here")
    mail = tmp_path / "AT31-back.yaml"
    mail.write_bytes(CASE.read_bytes())
    assert codes(root, loose=[mail]) == []
    found = codes(root, loose=[mail], beside=BESIDE)
    assert [line.split("'")[1:2] for line in found] == [["at31-second-call"]] * 2
    assert all("AT31-back.yaml:47:5: note CC213" in line and "as in at31-call" in line for line in found)
    own = root / "regions" / "AT31-upper-austria.yaml"
    own.write_bytes(CASE.read_bytes())
    assert len(codes(root, beside=BESIDE)) == 2
    own.write_bytes(CASE.read_bytes() + b"    objectives: [Research?]\n")
    assert [line.split(" has no ")[1].split(";")[0] for line in codes(root, beside=BESIDE)] == ["instruments"]


def test_it_needs_no_numbers_library(tmp_path: Path) -> None:
    """`validate --suggest` imports neither numpy nor pandas; `--select CC213` asks for it, too."""
    root = case(tmp_path / "here")
    (root / "regions" / "AT31-upper-austria.yaml").write_bytes(CASE.read_bytes())
    script = (
        "import sys, ceecluster.cli.app as a\n"
        "try:\n a.app(['validate', '-w', sys.argv[1], '-f', 'json', *sys.argv[2:]])\n"
        "except SystemExit: pass\n"
        "assert not {'numpy', 'pandas', 'scipy'} & {*sys.modules}"
    )
    for words in (["--suggest", "--select", "CC213"], ["--select", "CC213"]):
        ran = subprocess.run(
            [sys.executable, "-c", script, str(root), *words], capture_output=True, text=True, check=True
        )
        found = json.loads(ran.stdout)["findings"]
        assert [each["code"] for each in found] == ["CC213", "CC213"]
        assert all(each["suggestion"] is None for each in found)
