"""The command line: words in, exit code out."""

from __future__ import annotations

import contextlib
import errno
import gc
import io
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

BROKEN_PIPE = 128 + 13
INTERRUPTED = 128 + 2
TERMINATED = 128 + 15
"""Exit codes as shells give them to what a signal ended."""


class Terminated(BaseException):
    """The system asks us to end: whatever is open is closed on the way out."""


def main() -> None:
    """Entry point: run a command, and turn whatever goes wrong into a sentence and an exit code."""
    try:
        signal.signal(signal.SIGTERM, _terminate)
        code = _run()
    except KeyboardInterrupt:
        code = _say("interrupted", code=INTERRUPTED)
    except Terminated:
        code = _say("ended from outside", code=TERMINATED)
    except MemoryError:
        code = _say("there is not enough memory for this", "Ask for fewer --draws, or fewer regions.", code=2)
    sys.exit(code)


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    raise Terminated


def _run() -> int:
    """Run the command that the words ask for; its exit code."""
    # Plugins of pydantic are for programs that ask for them; looking for them costs a tenth of the start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # The matrices here are small: threads cost more than they bring, and on a busy machine far more.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A command makes little garbage and ends soon: looking for circles rarely saves a tenth of its time.
    gc.set_threshold(100_000, 20, 50)
    # `validate` looks for none, and leaves it so at its end: to look once more would cost a process that ends its time.
    # Where command follows command in one process, garbage would pile up from then on.
    gc.enable()
    _prepare_streams()
    from ceecluster.cli.app import WrongWords, app
    from ceecluster.errors import CeeclusterError, UsageError

    before = sys.stdout
    try:
        code = app(standalone_mode=False, prog_name="ceecluster")
        sys.stdout.flush()
        if code == INTERRUPTED:  # the library's answer to an interrupt
            raise KeyboardInterrupt
        return code if isinstance(code, int) else 0
    except SystemExit as end:
        # The libraries that print end with 1 at a closed pipe, and put another stream in its place.
        if sys.stdout is not before or isinstance(end.__context__, BrokenPipeError):
            return _closed_pipe()
        return end.code if isinstance(end.code, int) else 0
    except WrongWords as error:
        return _wrong_words(error)
    except UsageError as error:
        return _say(error.message, error.hint, code=error.exit_code)
    except CeeclusterError as error:
        return _say(str(error), code=error.exit_code)
    except BrokenPipeError:
        return _closed_pipe()
    except OSError as error:
        return _say(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}", code=2)
    except (MemoryError, RuntimeError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError) as error:
        if isinstance(error, MemoryError) or os.environ.get("CEECLUSTER_DEBUG"):
            raise
        return _our_bug(error)
    except Exception as error:
        # An interrupt of a prompt is told by the library's own exception.
        if type(error).__name__ == "Abort":
            raise KeyboardInterrupt from error
        if os.environ.get("CEECLUSTER_DEBUG"):
            raise
        return _our_bug(error)


def _our_bug(error: Exception) -> int:
    return _say(
        f"this is our bug, not yours: {type(error).__name__}: {error}",
        "Run again with CEECLUSTER_DEBUG=1 for the details and please report them.",
        code=3,
    )


def _wrong_words(error: Exception) -> int:
    """What the parser of words says, in our form."""
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()  # type: ignore[attr-defined]  # the commands, when none is named
        return 2
    from ceecluster.cli.wrong_words import told

    message, cure = told(error)
    return _say(message, cure, code=2)


def _closed_pipe() -> int:
    """The reader of our output went away (`| head`): no error, but nothing either that was read to the end."""
    # What is still in the buffer must not make Python complain at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return BROKEN_PIPE


class _Closed(io.StringIO):
    """Stands for a standard output that was closed before we began: to write there is an error, to leave it is none."""

    def write(self, text: str, /) -> int:
        """Refuse."""
        raise OSError(errno.EBADF, "standard output is closed")


def _prepare_streams() -> None:
    if sys.stdout is None:
        sys.stdout = _Closed()
    if sys.stderr is None:
        sys.stderr = io.StringIO()
    for stream in (sys.stdout, sys.stderr):
        # Findings quote whatever a file holds, also on a terminal (or a pipe on Windows) that cannot show all of it.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _say(message: str, hint: str | None = None, *, code: int) -> int:
    """One sentence and a cure on standard error, whatever state it is in; the exit code."""
    told = [f"ceecluster: {message}", *([f"  {hint}"] if hint else [])]
    # Where nobody listens there, the exit code still tells; and where nothing more can be loaded, no line is folded.
    with contextlib.suppress(OSError):
        stream = sys.stderr or io.StringIO()
        try:
            from ceecluster.cli.output import lines

            lines(told, stream)
        except (ImportError, MemoryError, KeyboardInterrupt):
            stream.write("".join(f"{line}\n" for line in told))
    return code
