"""Templates run here: without a way out, within limits of time and size, and what goes wrong gets its file and line."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ceecluster import assets
from ceecluster.errors import UsageError

SECONDS = 60.0
"""A user's template may run so long; ours take less than one."""
LETTERS = 20_000_000
"""A document may be so large."""
_ENDINGS = (".j2", ".css", ".js")


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, strict about names, in which no product fills the memory."""

    intercepted_binops = frozenset(["*", "**"])

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        """A product or a power, where it is no larger than a document may be."""
        size = max((len(each) for each in (left, right) if isinstance(each, str | list | tuple)), default=1)
        times = max((each for each in (left, right) if isinstance(each, int)), default=1)
        if (operator == "*" and size * times > LETTERS) or (operator == "**" and times > 1_000):
            raise TemplateError("the result would be larger than a document may be")
        return super().call_binop(context, operator, left, right)


def environment(templates: Path | None, **options: object) -> Sandbox:
    """The environment of a user's templates, which go before ours file by file."""
    return Sandbox(
        loader=FileSystemLoader(assets.template_folders(templates)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )


def rendered(template: Template, values: Mapping[str, object]) -> str:
    """The text of a template; TemplateError where it is larger than a document may be."""
    pieces, size = [], 0
    for piece in template.generate(values):
        pieces.append(piece)
        size += len(piece)
        if size > LETTERS:
            raise TemplateError("the document is larger than a document may be")
    return "".join(pieces)


def wrong(where: str, what: object) -> UsageError:
    """What is said of a template that cannot be used."""
    return UsageError(f"template {where}: {what}", "mend it, or remove your copy")


@contextmanager
def guarded(template: str, *, limited: bool) -> Iterator[None]:
    """Run a template: what goes wrong names template and line; a user's own (`limited`) is stopped after a while."""
    before = sys.gettrace()
    try:
        if limited:
            sys.settrace(_until(time.monotonic() + SECONDS))
        yield
    except TemplateNotFound as error:
        raise wrong(_line_of(error, template), f"there is no template '{error.name}'") from error
    except TemplateSyntaxError as error:
        raise wrong(f"{error.filename or error.name or template}:{error.lineno}", error.message) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, MemoryError) as error:
        # A user's template may do anything wrong that Python can; ours are tested.
        raise wrong(_line_of(error, template), error) from error
    finally:
        if limited:
            sys.settrace(before)


def _until(end: float) -> Callable[[FrameType, str, object], Any]:
    """Looks at the clock at every line of a template, and at nothing else."""

    def line(frame: FrameType, event: str, argument: object) -> object:
        if time.monotonic() > end:
            raise TemplateError(f"it takes longer than {SECONDS:g} seconds")
        return line

    def call(frame: FrameType, event: str, argument: object) -> object:
        return line if frame.f_code.co_filename.endswith(_ENDINGS) else None

    return call


def _line_of(error: BaseException, name: str) -> str:
    """Template and line from the traceback, where jinja has put them."""
    found = name
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(_ENDINGS):
            found = f"{file}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found
