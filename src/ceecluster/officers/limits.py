"""What Excel itself checks while a form is filled in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openpyxl.worksheet.datavalidation import DataValidation
from pydantic import BaseModel

from ceecluster.model.shape import branches_at
from ceecluster.officers.columns import FormColumn

LIST_NAME = "list_"
"""What the defined names begin with that drop-downs use."""
_DAY = (
    "OR(ISNUMBER({c}),AND(OR(LEN({c})=4,LEN({c})=7,LEN({c})=10),ISNUMBER(VALUE(LEFT({c},4))),"
    'OR(LEN({c})=4,MID({c},5,1)="-")))'
)


def limit_of(
    column: FormColumn, model: type[BaseModel], cell: str
) -> tuple[tuple[object, ...], Callable[[], DataValidation]]:
    """(what tells this validation from others, how to make it) of a column; `cell` is its first cell.

    Lists warn and let another text pass: a name in another language is understood, too. Numbers and years stop.
    """
    branches = branches_at(model, column.path)
    if column.choices is not None and not column.several:
        formula = f"{LIST_NAME}{column.choices}"
        return ("list", formula), lambda: _made("list", formula, "warning")
    low, high = _bounds(branches)
    words = [str(w) for b in branches for w in b.get("enum", [b.get("const")]) if w is not None]
    if column.kind == "scalar" and any(b.get("type") == "integer" for b in branches):
        formula = f"OR(AND(ISNUMBER({cell}),{cell}>={low},{cell}<={high}),{_either(cell, words)})"
        return ("custom", formula), lambda: _made("custom", formula)
    if column.kind in ("integer", "number"):
        open_key = isinstance(column.path[-1], str) and column.path[-1].isupper()
        if open_key:  # null says: used, and how much is not documented
            formula = f"OR({_either(cell, ['null'])},AND(ISNUMBER({cell}),{cell}>={low},{cell}<={high}))"
            return ("custom", formula), lambda: _made("custom", formula)
        kind = "whole" if column.kind == "integer" else "decimal"
        return (kind, low, high), lambda: _made(kind, low, "stop", high)
    if column.kind == "day":
        formula = _DAY.format(c=cell)
        return ("custom", formula), lambda: _made("custom", formula)
    return (), DataValidation


def _bounds(branches: list[dict[str, object]]) -> tuple[str, str]:
    low = next((branch["minimum"] for branch in branches if "minimum" in branch), -1e15)
    high = next((branch["maximum"] for branch in branches if "maximum" in branch), 1e15)
    return f"{low:.15g}", f"{high:.15g}"


def _either(cell: str, words: list[str]) -> str:
    return ",".join(f'{cell}="{word}"' for word in words) or "FALSE"


def _made(kind: Any, first: str, style: Any = "stop", second: str | None = None) -> DataValidation:
    made = DataValidation(type=kind, formula1=first, formula2=second, allow_blank=True)
    if second is not None:
        made.operator = "between"
    made.errorStyle, made.showErrorMessage = style, True
    return made
