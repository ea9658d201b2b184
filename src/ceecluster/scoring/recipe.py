"""The whole way from raw figures to an index, step by step, each logged and each open to change.

`Recipe(values, structure).denominate(...).impute("median").treat().build(normalisation="min_max")` gives an index that
knows its steps; `index.rebuild(impute={"method": "em"}, treat=None)` runs them again with one or two changed.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from ceecluster.errors import UsageError, unknown
from ceecluster.scoring import preparation, treatment
from ceecluster.scoring.index import BuildStep, Index, build

Arguments = Mapping[str, Any]
"""Of a step, by name."""
Done = tuple[pd.DataFrame, str]
"""The table after a step, and what the step did."""
SHORT = {"normalise": "normalisation"}
"""Short names of arguments of `build`."""


@dataclass(frozen=True)
class Recipe:
    """Values on their way to an index; every step gives a new recipe and leaves this one as it is."""

    values: pd.DataFrame
    """Units x indicators, NaN missing, as they are after the steps so far."""
    structure: pd.DataFrame
    steps: tuple[BuildStep, ...] = ()
    source: pd.DataFrame | None = None
    """The values before the first step."""

    def denominate(self, by: Mapping[str, pd.Series | str], *, scale: float = 1.0) -> Recipe:
        """Divide indicators by a denominator (`preparation.denominate`); a column that only serves as one goes then."""
        taken = self._take("denominate", {"by": by, "scale": scale})
        ids = {str(name) for name in self.structure.get("id", ())}
        served = {name for name in by.values() if isinstance(name, str)}
        return replace(taken, values=taken.values.drop(columns=list(served - ids)))

    def screen(self, least: float = 2 / 3, *, zeros: float | None = None) -> Recipe:
        """Leave out units with too little data (`preparation.screen`)."""
        return self._take("screen", {"least": least, "zeros": zeros})

    def impute(self, method: str = "mean", *, groups: pd.Series | None = None) -> Recipe:
        """Fill gaps (`preparation.impute`)."""
        return self._take("impute", {"method": method, "groups": groups})

    def treat(self, transform: str = "log", *, most: int = treatment.MOST) -> Recipe:
        """Pull in outliers, or transform what is too skewed (`treatment.treat`)."""
        return self._take("treat", {"transform": transform, "most": most})

    def build(self, **arguments: Any) -> Index:
        """Build the index (`index.build`), with all steps in its log."""
        given = {SHORT.get(name, name): value for name, value in arguments.items()}
        known = list(inspect.signature(build).parameters)[2:]
        for name in given:
            if name not in known:
                raise unknown("argument", name, [*known, *SHORT])
        index = build(self.values, self.structure, **given)
        start = self.values if self.source is None else self.source
        return replace(index, steps=(*self.steps, *index.steps), source=(start, self.structure))

    def _take(self, name: str, arguments: Mapping[str, object]) -> Recipe:
        table, told = STEPS[name](self.values, arguments)
        start = self.values if self.source is None else self.source
        return Recipe(table, self.structure, (*self.steps, BuildStep(name, arguments, told)), start)


def _denominate(values: pd.DataFrame, arguments: Arguments) -> Done:
    return preparation.denominate(values, **arguments), f"{', '.join(map(str, arguments['by']))} by denominators"


def _screen(values: pd.DataFrame, arguments: Arguments) -> Done:
    table = preparation.screen(values, **arguments)
    gone = [str(unit) for unit in values.index if unit not in table.index]
    return table, f"left out: {', '.join(gone)}" if gone else "nobody left out"


def _impute(values: pd.DataFrame, arguments: Arguments) -> Done:
    return preparation.impute(values, **arguments), f"{int(values.isna().sum().sum())} gaps by {arguments['method']}"


def _treat(values: pd.DataFrame, arguments: Arguments) -> Done:
    table, report = treatment.treat(values, **arguments)
    done = report[(report["winsorised"] > 0) | (report["transform"] != "")]
    said = [f"{row.indicator} ({row.transform or f'{row.winsorised} winsorised'})" for row in done.itertuples()]
    return table, f"treated: {', '.join(said)}" if said else "nothing needed treatment"


STEPS: Mapping[str, Callable[[pd.DataFrame, Mapping[str, object]], Done]] = {
    "denominate": _denominate,
    "screen": _screen,
    "impute": _impute,
    "treat": _treat,
}
"""The steps before the index is built, by name."""
FIRST = {"denominate": "by", "screen": "least", "impute": "method", "treat": "transform"}
"""The argument that a single value replaces."""


def rebuild(index: Index, changes: Mapping[str, object]) -> Index:
    """Run an index's steps again with some changed; see `Index.rebuild`."""
    if index.source is None:
        raise UsageError("this index does not know what it was built from", "build it from values and a structure")
    taken = [step.name for step in index.steps if step.name != "build"]
    final = next(step for step in index.steps if step.name == "build")
    known = list(final.arguments)
    arguments = dict(final.arguments)
    for name, value in changes.items():
        if name not in STEPS and SHORT.get(name, name) not in known:
            raise unknown("step", name, [*STEPS, *SHORT, *known])
        if name in STEPS and name not in taken and value is not None:
            raise UsageError(
                f"this index was built without the step '{name}'", f"its steps: {', '.join(taken) or 'none'}"
            )
        if name not in STEPS:
            arguments[SHORT.get(name, name)] = value
    recipe = Recipe(*index.source)
    for step in index.steps:
        if step.name == "build" or (step.name in changes and changes[step.name] is None):
            continue
        change = changes.get(step.name, {})
        change = change if isinstance(change, Mapping) and step.name != "denominate" else {FIRST[step.name]: change}
        if step.name == "denominate" and step.name not in changes:
            change = {}
        for name in change:
            if name not in step.arguments:
                raise unknown(f"argument of '{step.name}'", name, step.arguments)
        recipe = getattr(recipe, step.name)(**{**step.arguments, **change})
    return recipe.build(**arguments)
