"""How a command ends: exit codes, one style of errors, nothing left behind."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ceecluster.cli import main

BASE = Path(__file__).parents[2] / "cases" / "base"
START = "import sys; from ceecluster.cli import main; sys.argv[0] = 'ceecluster'; "
posix = pytest.mark.skipif(os.name != "posix", reason="signals and descriptors as POSIX has them")


def ended(*words: str) -> tuple[int, str, str]:
    """Exit code and both outputs of the entry point in the small workspace, in this process."""
    out, error = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(error),
        contextlib.chdir(BASE),
    ):
        patch.setattr(sys, "argv", ["ceecluster", *words])
        patch.setattr(signal, "signal", lambda *_: None)
        with pytest.raises(SystemExit) as end:
            main()
    return int(end.value.code or 0), out.getvalue(), error.getvalue()


def begin(*words: str, before: str = "", **options: object) -> subprocess.Popen[str]:
    """A command as a process of its own, in the small workspace; `before` runs in it first."""
    code = f"{START}{before}\nmain()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        cwd=BASE,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,  # type: ignore[call-overload]
    )


@posix
@pytest.mark.parametrize("words", [("--help",), ("validate",), ("explain", "CC3"), ("score", "-f", "json")])
def test_a_closed_pipe_ends_with_141(words: tuple[str, ...]) -> None:
    """Whoever reads our output went away: neither fine nor findings, and nothing is said."""
    process = begin(*words, before="import time; time.sleep(0.3)")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait() == 141


@posix
def test_a_closed_output_is_told() -> None:
    """Without a standard output a result cannot be printed, but a file can be written."""
    process = begin("schema", preexec_fn=lambda: os.close(1))
    _, said = process.communicate()
    assert (process.returncode, said) == (2, "ceecluster: standard output is closed\n")


@pytest.mark.parametrize(
    ("before", "code", "said"),
    [
        ("import ceecluster.study as s\ndef f(*a, **k): raise MemoryError\ns.load = f", 2, "not enough memory"),
        ("import ceecluster.study as s\ndef f(*a, **k): raise KeyboardInterrupt\ns.load = f", 130, "interrupted"),
        ("import ceecluster.study as s\ndef f(*a, **k): raise ZeroDivisionError('x')\ns.load = f", 3, "our bug"),
        (
            "import builtins\nreal = builtins.__import__\n"
            "def f(name, *a, **k):\n    if name == 'typer': raise KeyboardInterrupt\n    return real(name, *a, **k)\n"
            "builtins.__import__ = f",
            130,
            "interrupted",
        ),
    ],
    ids=["memory", "interrupt", "bug", "interrupt-of-import"],
)
def test_every_end_is_a_sentence(before: str, code: int, said: str) -> None:
    """Memory, interrupts (also while modules are imported) and bugs end in a sentence."""
    process = begin("compare", before=before)
    out, error = process.communicate()
    assert (process.returncode, out) == (code, "")
    assert error.startswith("ceecluster: ")
    assert said in error
    assert len(error.splitlines()) <= 2


@pytest.mark.parametrize(
    "words",
    [
        ("bogus",),
        ("score", "--bogus"),
        ("score", "--by", "x"),
        ("explain",),
        ("compare", "--seed", "x"),
        ("show", "QQ"),
    ],
)
def test_wrong_words_have_one_style(words: tuple[str, ...]) -> None:
    """Whoever finds the mistake, the parser or we, it is told the same way: a sentence, then a cure."""
    code, out, error = ended(*words)
    first, *more = error.splitlines()
    assert (code, out) == (2, "")
    assert first.startswith("ceecluster: ")
    assert [line[:2] for line in more if not line.startswith("    ")] == ["  "], "what is folded stands further in"
    assert "Value error" not in error
    assert "╭" not in error


@posix
def test_a_terminated_command_leaves_nothing(tmp_path: Path) -> None:
    """SIGTERM in the midst of work that helpers share: 143, no file, no word of leaked semaphores."""
    before = (
        "import ceecluster.processes as p; p.processors = lambda: 2\n"
        "import ceecluster.report.site as s; real = s.share\n"
        "def f(*a, **k):\n    sys.stderr.write('busy\\n'); sys.stderr.flush(); return real(*a, **k)\n"
        "s.share = f"
    )
    process = begin("report", "all", "-q", "-o", str(tmp_path / "site"), before=before)
    assert process.stderr is not None
    assert process.stderr.readline() == "busy\n"
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    said = process.stderr.read()
    assert process.wait() == 143
    assert said == "ceecluster: ended from outside\n"
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("words", "said", "cure"),
    [
        (("explain", "CC999"), "unknown code 'CC999'", "see ceecluster explain CC3"),
        (("explain", "CC40"), "CC401", ""),
        (("compare", "AT31"), "AT31 alone cannot be compared", "ceecluster report region AT31"),
        (("compare", "at31", "hr"), "HR Croatia is a candidate, no member", "ceecluster enlarge HR"),
        (("score", "--why", "croatia"), "HR Croatia is a candidate", "ceecluster enlarge HR"),
        (("report", "region", "hr"), "HR Croatia is a candidate", "ceecluster enlarge HR"),
        (("report", "bogus"), "unknown document 'bogus'", "quality"),
        (("compare", "AT32", "CZ"), "unknown region 'AT32'", "AT31"),
        (("compare", "AT31", "Czech"), "unknown region 'Czech'", "Did you mean 'CZ'?"),
        (("show", "automotiv"), "unknown name 'automotiv'", "Did you mean 'SEC-AUTO'?"),
        (("enlarge", "upper austria"), "AT31 is a member already", "Candidates: "),
        (("explain", "111"), "unknown code '111'", "Did you mean 'CC111'?"),
        (("score", "AT31"), "unexpected extra argument", "ceecluster score --why AT31"),
    ],
)
def test_suggestions_work(words: tuple[str, ...], said: str, cure: str) -> None:
    """What a mistake is answered with is something that works; candidates are told to be candidates."""
    code, out, error = ended(*words)
    if words == ("explain", "CC40"):
        assert out.startswith(said)
        return
    assert code == 2
    assert said in error
    assert cure in error
