"""A workspace's records of one year: what every result of a study is made of."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, cast

from ceecluster.errors import UsageError
from ceecluster.findings import Finding
from ceecluster.inforce import at
from ceecluster.model import Inventory, World
from ceecluster.model.network import Rules
from ceecluster.model.part import NetworkPart
from ceecluster.parts import part_of
from ceecluster.settings import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    import pandas as pd

    from ceecluster.checks.unread import Unread
    from ceecluster.names import Speller

Made = TypeVar("Made")

AsOf = int | Literal["all"] | None
"""The year of a result: a year, `all` for everything on file, or None for the study's own."""


def year_of_result(as_of: AsOf) -> int | None:
    """A year as it was asked for, None for `all` and for None; UsageError for what no record can be of."""
    if as_of is None or as_of == "all":
        return None
    if isinstance(as_of, bool) or not isinstance(as_of, int) or not FIRST_YEAR <= as_of <= LAST_YEAR:
        raise UsageError(
            f"{as_of!r} is no year of a result",
            f"give a whole number from {FIRST_YEAR} to {LAST_YEAR}, or 'all' for everything on file",
        )
    return as_of


class Workspace:
    """The records of a workspace that speak in one year, and the same of other years, parts and rules."""

    def __init__(
        self,
        world: World,
        root: Path,
        *,
        example: bool,
        digests: Mapping[str, str],
        findings: tuple[Finding, ...],
        unread: tuple[Unread, ...] = (),
        as_of: AsOf = None,
    ) -> None:
        self.whole = world.whole or world
        """Everything on file."""
        self.as_of = int(world.network.as_of[:4]) if as_of is None else year_of_result(as_of)
        """The year the results speak of; None for everything on file."""
        self.root = root
        self.example = example
        self.digests = dict(digests)
        self.findings = findings
        self.unread = unread
        """Records that errors keep out of every result, wholly or in part."""
        self._years: dict[int | None, object] = {self.as_of: self}
        """The same workspace in other years; all share one dictionary."""
        self._made: dict[Hashable, object] = {}
        self._given: dict[str, Any] = {}

    @cached_property
    def world(self) -> World:
        """What speaks in the study's year."""
        return at(self.whole, self.as_of)

    def at(self, as_of: AsOf) -> Self:
        """The study of another year; of `all` years; of its own for None."""
        year = self.as_of if as_of is None else year_of_result(as_of)
        if year not in self._years:
            other = self._with(self.whole, year)
            other._years = self._years
            self._years[year] = other
        return cast("Self", self._years[year])

    def of(self, regions: Sequence[str] = (), countries: Sequence[str] = (), sectors: Sequence[str] = ()) -> Self:
        """The study of a part of the network: some members, the records of some sectors; the whole without either."""
        part = NetworkPart(regions=tuple(regions), countries=tuple(countries), sectors=tuple(sectors))
        return self._with(part_of(self.whole, part), self.as_of) if part != NetworkPart() else self

    def with_rules(self, rules: Rules) -> Self:
        """The study under other rules of its network; the files stay as they are."""
        network = self.whole.network.model_copy(update={"rules": rules})
        return self._with(self.whole.model_copy(update={"network": network}), self.as_of)

    def with_world(self, whole: World) -> Self:
        """The study of the same files with other members, say; the year stays."""
        return self._with(whole, self.as_of)

    def given(self, **results: object) -> Self:
        """The same study with results of one's own, `comparison` or `scores`, in place of those it would make."""
        other = self._with(self.whole, self.as_of)
        other._given = results
        return other

    def __repr__(self) -> str:
        """The network, its regions with records, and the year."""
        network = self.world.network
        records = sum(len(inventory.programmes) for inventory in self.world.regions.values())
        year = self.as_of or "everything on file"
        return f"<Study of {network.title}, {year}: {len(network.regions)} regions, {records} records>"

    def _with(self, whole: World, year: int | None) -> Self:
        named: AsOf = "all" if year is None else year
        kept = {"example": self.example, "digests": self.digests, "findings": self.findings, "unread": self.unread}
        return type(self)(whole, self.root, as_of=named, **kept)  # type: ignore[arg-type]  # by name

    def _once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """A result made once; what cannot be a key is made each time."""
        try:
            if key not in self._made:
                self._made[key] = make()
        except TypeError:
            return make()
        return cast("Made", self._made[key])

    def names(self, language: str) -> Speller:
        """Its codes in the words of a language, by which every document of a site spells them."""
        from ceecluster.names import Speller

        return self._once(("names", language), lambda: Speller(self.world, language))

    @property
    def inventory(self) -> dict[str, Inventory]:
        """Inventories of the members with everything on file, by region code."""
        return self.whole.regions

    @cached_property
    def programmes(self) -> pd.DataFrame:
        """One row per region, level and record that speaks in the study's year."""
        from ceecluster import frames

        return frames.programmes(self.world)
