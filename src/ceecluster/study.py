"""The composition: a workspace and everything that follows from it, made when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ceecluster.findings import Finding
from ceecluster.model import Inventory, World

if TYPE_CHECKING:
    import pandas as pd

    from ceecluster.agreement.agreement import Agreement
    from ceecluster.coherence.comparison import Comparison
    from ceecluster.coherence.trend import Trend
    from ceecluster.planning.actionplan import Plan
    from ceecluster.scoring.quality import Scores
    from ceecluster.scoring.robustness import Robustness


class Study:
    """One workspace's data and results; nothing is computed before it is asked for."""

    # The imports inside the properties are the price of a `validate` that starts without pandas.

    def __init__(
        self, world: World, root: Path, *, example: bool, digests: Mapping[str, str], findings: tuple[Finding, ...]
    ) -> None:
        self.world = world
        self.root = root
        self.example = example
        self.digests = dict(digests)
        self.findings = findings

    @property
    def inventory(self) -> dict[str, Inventory]:
        """Inventories of the members, by region code."""
        return self.world.regions

    @cached_property
    def programmes(self) -> pd.DataFrame:
        """One row per region, level and record."""
        from ceecluster import frames

        return frames.programmes(self.world)

    @cached_property
    def scores(self) -> Scores:
        """Quality against the guidelines, with bounds."""
        from ceecluster.scoring.quality import score

        return score(self.world)

    @cached_property
    def comparison(self) -> Comparison:
        """Coherence across regions and between levels."""
        from ceecluster.coherence.comparison import compare

        return compare(self.world, scores=self.scores)

    @cached_property
    def agreement(self) -> Agreement:
        """Where the regions agree, issue by issue."""
        from ceecluster.agreement.agreement import agree

        return agree(self.world)

    def trend(self, first: int | None = None, last: int | None = None, **inputs: Any) -> Trend:
        """The indices year by year; without years all that are on record."""
        from ceecluster.coherence.trend import span_of, trend

        if first is None or last is None:
            begun, ended = span_of(self.world)
            first, last = first or begun, last or ended
        return trend(self.world, first, last, **inputs)

    def robustness(self, draws: int = 10_000, seed: int = 1, **inputs: Any) -> Robustness:
        """The audit of the scores."""
        from ceecluster.scoring.robustness import audit

        return audit(self.world, draws=draws, seed=seed, **inputs)

    def plan(self, **rules: Any) -> Plan:
        """The pilots and the rest of the action plan; without rules of the caller's it is made once."""
        return self._draft(**rules) if rules else self._usual

    @cached_property
    def _usual(self) -> Plan:
        return self._draft()

    def _draft(self, **rules: Any) -> Plan:
        from ceecluster.planning.actionplan import plan

        return plan(self.world, self.scores, self.comparison, self.agreement, **rules)


def load(workspace: str | Path | None = None, *, processes: int = 1, required: bool = False) -> Study:
    """Load a workspace: its folder or data folder; without one, the workspace around the current folder.

    Errors in the data do not stop it: values with an error are left out (not documented) and `findings` names them.
    `processes` may read a large workspace side by side; scripts that ask for it need an `if __name__ == "__main__"`.
    Without a workspace the packaged example is loaded, unless one is `required`.
    Raises UsageError where there is no workspace or its network, vocabulary or criteria cannot be read at all.
    """
    from ceecluster.checks.catalogue import LOCAL
    from ceecluster.checks.run import check
    from ceecluster.reading import find_workspace

    root, example = find_workspace(Path(workspace) if workspace is not None else None, required=required)
    checked = check(root, local=LOCAL, processes=processes)
    digests = {_inside(root, name): digest for name, digest in checked.digests.items()}
    return Study(checked.complete(), root, example=example, digests=digests, findings=tuple(checked.findings))


def _inside(root: Path, name: str) -> str:
    """A file's name from its workspace: findings name it as seen from here, documents the same wherever made."""
    base = root.resolve()
    for path in (Path(name).resolve(), (base.parent / name).resolve()):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return name
