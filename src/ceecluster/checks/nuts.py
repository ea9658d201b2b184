"""NUTS codes by vintage: level 2 of the countries of Central and Eastern Europe, 2006 to 2024.

Computed from the JRC's NUTS conversion matrices; see docs/reference/nuts.md for the recodings.
"""

from __future__ import annotations

import re

VINTAGES = (2006, 2010, 2013, 2016, 2021, 2024)
_FORM = re.compile(r"^[A-Z]{2}[0-9A-Z]{1,3}$")

# Codes with the vintages of their validity (first, last); HR02 was split and came back.
_AT = [f"AT{n}" for n in (11, 12, 13, 21, 22, 31, 32, 33, 34)]
_CZ = [f"CZ0{n}" for n in range(1, 9)]
_SK = [f"SK0{n}" for n in range(1, 5)]
_HU = [f"HU{n}" for n in (21, 22, 23, 31, 32, 33)]
_PL_KEPT = [f"PL{n}" for n in (21, 22, 41, 42, 43, 51, 52, 61, 62, 63)]
_PL_OLD = [f"PL{n}" for n in (11, 12, 31, 32, 33, 34)]
_PL_NEW = [f"PL{n}" for n in (71, 72, 81, 82, 84, 91, 92)]
_VALID: dict[str, tuple[tuple[int, int], ...]] = {
    **dict.fromkeys((*_AT, *_CZ, *_SK, *_HU, *_PL_KEPT), ((2006, 2024),)),
    **{f"ITD{n}": ((2006, 2006),) for n in range(1, 6)},
    **{f"ITH{n}": ((2010, 2024),) for n in range(1, 6)},
    "SI01": ((2006, 2010),),
    "SI02": ((2006, 2010),),
    "SI03": ((2013, 2024),),
    "SI04": ((2013, 2024),),
    **dict.fromkeys(("HU10", *_PL_OLD), ((2006, 2013),)),
    **dict.fromkeys(("HU11", "HU12", *_PL_NEW), ((2016, 2024),)),
    "HR01": ((2006, 2006),),
    "HR02": ((2006, 2006), (2021, 2024)),
    "HR03": ((2006, 2024),),
    "HR04": ((2010, 2016),),
    "HR05": ((2021, 2024),),
    "HR06": ((2021, 2024),),
}
_COUNTRIES = {code[:2] for code in _VALID} - {"IT"}


def is_known(code: str, vintage: int) -> bool | None:
    """Whether a vintage has a code; None where this table cannot tell (other countries and levels).

    Level-3 codes are judged by the level-2 code they begin with.
    """
    if len(code) < 4:
        return None
    stem = code[:4]
    if stem not in _VALID and code[:2] not in _COUNTRIES:
        return None
    return any(first <= vintage <= last for first, last in _VALID.get(stem, ()))


def is_plausible(code: str) -> bool:
    """Whether a code could be a NUTS code: known in some vintage, or of a country outside this table."""
    if not _FORM.match(code):
        return False
    return len(code) < 4 or any(is_known(code, vintage) is not False for vintage in VINTAGES)
