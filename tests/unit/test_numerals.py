"""No figure is rounded over the limit it is judged by."""

from __future__ import annotations

import pytest

from ceecluster.blocks import OrdinalNumber
from ceecluster.names import Speller
from ceecluster.numerals import amount, decimal, limit, percentage
from ceecluster.wording import Voice
from factories import make_inventory, make_world


@pytest.mark.parametrize(
    ("share", "limits", "text"),
    [
        (0.598, (0.6,), "59.8 %"),
        (0.6, (0.6,), "60 %"),
        (0.602, (0.6,), "60.2 %"),
        (0.5999999, (0.6,), "59.99999 %"),
        (0.57, (0.6,), "57 %"),
        (0.598, (), "60 %"),
        (0.4999, (0.5, 0.6), "49.99 %"),
        (0.6666, (2 / 3,), "66.66 %"),
        (0.0, (), "0 %"),
        (0.003, (), "<1 %"),
        (0.9996, (), ">99 %"),
        (1.0, (), "100 %"),
    ],
)
def test_shares_beside_limits(share: float, limits: tuple[float, ...], text: str) -> None:
    """As many digits as it takes, and no more; not quite none is not none, not quite all is not all."""
    assert f"{percentage(share, limits)} %" == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.6, "60 %"), (0.666, "66.6 %"), (2 / 3, "2/3"), (0.675, "67.5 %"), (1, "100 %"), (1 / 3, "1/3")],
)
def test_limits_are_told_whole(value: float, text: str) -> None:
    """A limit has all its digits: by 66.6 % two of three are enough, by 67 % they are not."""
    assert limit(value) == text


def test_scores_are_not_rounded_into_a_band() -> None:
    """0.4996 is below a band that begins at 0.5."""
    assert decimal(0.4996, 2, [0.25, 0.5]) == "0.4996"
    assert decimal(0.5, 2, [0.25, 0.5]) == "0.50"
    assert decimal(0.43, 2, [0.25, 0.5]) == "0.43"


def test_places_are_worded() -> None:
    """Up to ten in words, then with their ending."""
    voice = Voice(Speller(make_world(make_inventory("AT31"))))
    assert [voice.plain(OrdinalNumber(n)) for n in (1, 5, 10, 11, 12, 21, 22, 112)] == [
        *("first", "fifth", "tenth", "11th", "12th", "21st", "22nd", "112th")
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (23_987_000_000.0, "23,987,000,000"),
        (123_456_789_012.0, "123,456,789,012"),
        (1_250_000.0, "1,250,000"),
        (0.4, "0.4"),
    ],
)
def test_amounts_have_every_digit(value: float, text: str) -> None:
    """Billions, as of forints, are no powers of ten."""
    assert amount(value) == text
