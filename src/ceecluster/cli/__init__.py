"""The command line: words in, exit code out."""

from __future__ import annotations

import gc
import io
import os
import sys


def main() -> None:
    """Entry point: run a command, and turn whatever goes wrong into a sentence and an exit code."""
    # Plugins of pydantic are for programs that ask for them; looking for them costs a tenth of the start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # The matrices here are small: threads cost more than they bring, and on a busy machine far more.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A command makes little garbage and ends soon: looking for circles rarely saves a tenth of its time.
    gc.set_threshold(100_000, 20, 50)
    from ceecluster.cli.app import app
    from ceecluster.errors import CeeclusterError, UsageError

    for stream in (sys.stdout, sys.stderr):
        # Findings quote whatever a file holds, also on a terminal (or a pipe on Windows) that cannot show all of it.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    try:
        app()
    except UsageError as error:
        _say(f"ceecluster: {error.message}", error.hint)
        sys.exit(error.exit_code)
    except CeeclusterError as error:
        _say(f"ceecluster: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _say("ceecluster: interrupted; nothing was changed")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not an error, but Python must not say so at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _say(f"ceecluster: {error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        sys.exit(2)
    except Exception as error:
        if os.environ.get("CEECLUSTER_DEBUG"):
            raise
        _say(
            f"ceecluster: this is our bug, not yours: {type(error).__name__}: {error}",
            "Run again with CEECLUSTER_DEBUG=1 for the details and please report them.",
        )
        sys.exit(3)


def _say(message: str, hint: str | None = None) -> None:
    print(message, file=sys.stderr)
    if hint:
        print(f"  {hint}", file=sys.stderr)
