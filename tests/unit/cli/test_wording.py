"""Whatever is refused is refused in our words: nothing of the libraries, of where they lie, or of temporary files."""

from __future__ import annotations

import contextlib
import gc
import io
import re
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ceecluster.cli import main
from ceecluster.cli.settings import with_rules
from ceecluster.errors import UsageError
from ceecluster.model.network import Rules
from ceecluster.study import Study, load

BASE = Path(__file__).parents[3] / "tests" / "cases" / "base"
FOREIGN = re.compile(
    r"input should|value error|validation error|pydantic|site-packages|traceback|jinja|/tmp/tmp|errno|openpyxl|calamine"
    r"|yaml\.|numpy|pandas|typst\.|pandoc:|codec can|object has no|NoneType|<class|Decimal|tuple_|[a-z]+_type\b",
    re.IGNORECASE,
)
WRONG = (
    "abc",
    "-1",
    "1e308",
    "null",
    "true",
    "[]",
    "{}",
    "[1, [2]]",
    "NaN",
    "Infinity",
    "",
    "12:30",
    '{"a": {}}',
    "1.5",
)


@pytest.fixture(scope="module")
def study() -> Study:
    """A small network."""
    return load(BASE)


def leaves(rules: dict[str, Any], above: str = "") -> Iterator[str]:
    """Every rule, and every mapping of rules, by its path."""
    for name, value in rules.items():
        yield above + name
        if isinstance(value, dict):
            yield from leaves(value, f"{above}{name}.")


@pytest.mark.parametrize("rule", [*leaves(Rules().model_dump())])
def test_a_rule_that_cannot_be_is_refused_in_our_words(rule: str, study: Study) -> None:
    """For every rule and many wrong values: refused by name with a reason of ours, or taken for good."""
    for value in WRONG:
        try:
            with_rules(study, [f"{rule}={value}"])
        except UsageError as error:
            assert not FOREIGN.search(str(error)), f"{rule}={value}: {error}"
            assert rule.partition(".")[0] in error.message


def said(*words: str) -> tuple[int, str]:
    """Exit code, and what was said on both streams, from the entry point itself."""
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        patch.setattr(sys, "argv", ["ceecluster", *words])
        patch.setattr(signal, "signal", lambda *_: None)
        with pytest.raises(SystemExit) as ended:
            main()
    gc.enable()
    return int(ended.value.code or 0), out.getvalue()


CALLS = [
    *(
        "compare --as-of x",
        "compare --as-of 99999",
        "score --weights nowhere.csv",
        "score --weights .",
        "plan --set x=1",
    ),
    *(
        "plan --set plan",
        "plan --set =",
        "plan --set plan.partners=[3]",
        "robustness --draws x",
        "robustness --draws -1",
    ),
    *(
        "score --seed x",
        "score -f xyz",
        "score -o x.xyz",
        "score -o /proc/self/x.csv",
        "report bogus",
        "report plan -f bogus",
    ),
    *(
        "report coherence --templates nowhere",
        "report coherence --templates broken",
        "report coherence --templates loops",
    ),
    *(
        "report region AT31 --reference-doc nowhere.docx -f docx -o x.docx",
        "compare --check",
        "compare --check H[",
        "compare --check import",
        "compare --about bogus",
        "compare AT31 XX",
        "trend --from x",
        "trend --from 3000",
        "evaluate nowhere.yaml",
        "evaluate --as-of 2026-13-45",
        "enlarge XX",
        "enlarge AT31",
        "explain x",
        "show x y z",
        "convert nowhere.yaml --to csv",
        "convert data --to csv",
        "diff x y",
        "diff data",
        "schema x",
        "init region x",
        "init region ../x",
        "validate nowhere",
        "validate --encoding x",
        "validate --baseline nowhere",
        "validate --baseline weights.csv",
        "validate --select X",
        "validate -f xml",
        "export -o x.parquet -f csv",
        "score --weights weights.csv",
        "score --weights latin.csv",
        "compare --weights bytes.csv",
        "agree --for x",
        "score --by x",
        "score --why x",
        "score --what-if x",
        "score --what-if x=1",
        "upgrade x",
        "bogus",
        "--bogus",
    ),
]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with files that cannot be used."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    for folder, text in (("broken", "{% if %}"), ("loops", "{% for i in range(10**9) %}{{ i }}{% endfor %}")):
        for name in ("coherence.md.j2", "documents/coherence.md.j2"):
            path = tmp_path / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    (tmp_path / "weights.csv").write_text("a;b\n1;x\n", encoding="utf-8")
    (tmp_path / "latin.csv").write_bytes("criterion,weight\nSTR-01,f\xfcr\n".encode("latin-1"))
    (tmp_path / "bytes.csv").write_bytes(bytes(range(256)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("call", CALLS)
def test_a_wrong_call_is_refused_in_our_words(call: str, workspace: Path) -> None:
    """An exit code of ours, a sentence, and nothing of a library."""
    code, text = said(*call.split())
    assert code in (0, 1, 2)
    assert not FOREIGN.search(text.replace(str(workspace), "")), text
