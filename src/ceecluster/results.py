"""What every result offers beside its own rows: a short name, its statements, its figures, a look in a notebook.

A result lies far below the words that tell of it. It asks for them by the name of their module when somebody looks, as
Python asks for a codec: nothing is imported before, and no floor knows the one above it.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cached_property, wraps
from importlib import import_module
from inspect import Parameter, signature
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from ceecluster.published import Published
from ceecluster.settings import check_settings

if TYPE_CHECKING:
    from ceecluster.notebook import Drawing
    from ceecluster.study import Study

_SHOWING = "ceecluster.notebook"


class Result(Published):
    """A result of a study."""

    _study: Study | None = None
    """The study it was asked of; None for a result made by a function on somebody's own numbers."""

    @property
    def findings(self) -> list[dict[str, object]]:
        """Its statements as values: `key`, `facts`, `evidence` and `text`; none without a study."""
        return list(import_module(_SHOWING).statements(self, self._study)) if self._study else []

    def figure(self, key: str | None = None) -> Drawing:
        """One of its figures by key, the first without one; UsageError where there is none."""
        drawing: Drawing = import_module(_SHOWING).figure(self, self._study, key)
        return drawing

    def __repr__(self) -> str:
        """Its kind, network and year, and the names of its tables: enough to go on with."""
        name, study = type(self).__name__, self._study
        about = "" if study is None else f" of {study.world.network.title}, {study.as_of or 'everything on file'}"
        tables = ", ".join(f".{table}" for table in tables_of(type(self)))
        return f"<{name}{about}{': ' if tables else ''}{tables}>"

    def _repr_html_(self) -> str | None:
        """What a notebook shows: the sentences and tables of the screen. None without a study or words."""
        shown: str | None = import_module(_SHOWING).html(self, self._study) if self._study else None
        return shown


def tables_of(kind: type) -> list[str]:
    """The public names of a result that are DataFrames: fields and properties, by their annotation."""
    held = [field.name for field in fields(kind) if "DataFrame" in str(field.type)] if is_dataclass(kind) else []
    made = []
    for owner in kind.__mro__:
        for name, member in vars(owner).items():
            getter = member.fget if isinstance(member, property) else getattr(member, "func", None)
            is_made = isinstance(member, property | cached_property) and getter is not None
            if is_made and "pd.DataFrame" in str(getter.__annotations__.get("return")) and not name.startswith("_"):
                made.append(name)
    return [*held, *(name for name in made if name not in held)]


Given = ParamSpec("Given")
Made = TypeVar("Made", bound=Result)


def told(method: Callable[Given, Made]) -> Callable[Given, Made]:
    """A method of a study: its settings are checked first, and its result knows the study of the year asked for."""
    asked = signature(method)

    @wraps(method)
    def bound(*args: Given.args, **named: Given.kwargs) -> Made:
        try:
            given = asked.bind(*args, **named).arguments
        except TypeError as error:  # as Python itself says it, with the name of the method
            raise TypeError(f"{method.__name__}() {error}") from None
        rest = [value for name, value in given.items() if asked.parameters[name].kind is Parameter.VAR_KEYWORD]
        check_settings(ChainMap(given, *rest))
        made = method(*args, **named)
        study: Study = given["self"]
        # Results are frozen for their users; whose result it is, is no figure of it.
        object.__setattr__(made, "_study", study.at(given.get("as_of")))
        return made

    return bound
