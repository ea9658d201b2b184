"""The head of a result says of which year it speaks and counts every record once."""

from __future__ import annotations

import pytest

from ceecluster.documents import voice_of
from ceecluster.inforce import speaking
from ceecluster.words.year import year_head
from factories import frozen


@pytest.mark.parametrize(
    ("year", "said"),
    [
        (
            2026,
            "As of 2026: 124 of 351 records (37 in force and 87 presumed in force); set aside: 123 not seen since, ",
        ),
        (1950, "As of 1950: none of 351 records speaks (32 undated and 319 not yet begun)."),
        ("all", "All 351 records on file, whatever their year."),
    ],
)
def test_the_head_counts_what_speaks(year: int | str, said: str) -> None:
    """The year, the records that speak of all on file, and why the others do not."""
    study = frozen().at(year)  # type: ignore[arg-type]  # a year or the word
    assert voice_of(study).plain(year_head(study.world)).startswith(said)


def test_every_record_is_counted_once() -> None:
    """Those that speak and those set aside are all there are."""
    found = speaking(frozen().world)
    assert found.records == sum(n for _, n in found.by_status)
    assert found.on_file == found.records + sum(n for _, n in found.aside) == speaking(frozen().at("all").world).on_file
