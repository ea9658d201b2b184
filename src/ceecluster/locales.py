"""How a language writes numbers, percentages and dates, from Babel's data; English is written without it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any


@cache
def decimal(language: str) -> str:
    """The sign before the digits behind the comma."""
    from babel.numbers import get_decimal_symbol  # English is written without it

    return str(get_decimal_symbol(language))


@cache
def signs(language: str) -> dict[int, str]:
    """What stands for the comma between thousands and for the decimal point, for `str.translate`."""
    from babel.numbers import get_group_symbol

    return str.maketrans({",": str(get_group_symbol(language)), ".": decimal(language)})


@cache
def percents(language: str) -> tuple[str, str]:
    """What the language writes before and after the digits of a percentage."""
    from babel import Locale

    pattern = Locale.parse(language).percent_formats[None]
    return str(pattern.prefix[0]), str(pattern.suffix[0])


@cache
def country_name(code: str, language: str) -> str:
    """What the language calls a country of two letters, by Babel's data; the code where it has no name."""
    from babel import Locale

    return str(Locale.parse(language.replace("-", "_")).territories.get(code, code))


@cache
def chart_locale(language: str) -> dict[str, object]:
    """Numbers and times of a language as Vega wants them, from Babel's data."""
    from babel.dates import get_day_names, get_month_names

    def names(of: Callable[..., Any], width: str, order: Iterable[int]) -> list[str]:
        found = of(width, "stand-alone", language)
        return [str(found[each]) for each in order]

    _, after = percents(language)
    week, months = (6, 0, 1, 2, 3, 4, 5), range(1, 13)
    return {
        "number": {
            "decimal": decimal(language),
            "thousands": "",
            "grouping": [3],
            "currency": ["", ""],
            "percent": after,
        },
        "time": {
            "dateTime": "%x, %X",
            "date": "%d.%m.%Y",
            "time": "%H:%M:%S",
            "periods": ["", ""],
            "days": names(get_day_names, "wide", week),
            "shortDays": names(get_day_names, "abbreviated", week),
            "months": names(get_month_names, "wide", months),
            "shortMonths": names(get_month_names, "abbreviated", months),
        },
    }


def dated(day: str, language: str, *, short: bool = False) -> str:
    """A day or a month, as the language writes it; a day in a table in as little room as it has."""
    from babel.dates import format_date, format_skeleton

    if len(day) == len("2026-11"):
        return str(format_skeleton("yMMMM", datetime.date.fromisoformat(f"{day}-01"), locale=language))
    return str(format_date(datetime.date.fromisoformat(day), "medium" if short else "long", locale=language))


def own_name(language: str) -> str:
    """What a language calls itself: Deutsch, polski."""
    from babel import Locale

    return str(Locale.parse(language.replace("-", "_")).display_name)


@cache
def separators(count: int, language: str, sign: str) -> tuple[str, ...]:
    """What stands before each item of a list: nothing, commas, and the language's `and`; `sign` is in no list."""
    if language == "en":
        return tuple("" if i == 0 else " and " if i == count - 1 else ", " for i in range(count))
    from babel.lists import format_list

    return tuple(str(format_list([sign] * count, locale=language)).split(sign)[:count])
