"""Dates as files have them, as days."""

from __future__ import annotations

from datetime import date, timedelta

from ceecluster.errors import UsageError


def day(text: str, *, last: bool = False) -> date:
    """A date as typed (2026, 2026-11, 2026-11-01); `last` takes the last day of a year or month, else the first."""
    try:
        parts = [int(part) for part in text.split("-")]
        if len(parts) == 3:
            return date(*parts)
        year, month = parts[0], parts[1] if len(parts) == 2 else (12 if last else 1)
        first = date(year, month, 1)
        if not last:
            return first
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    except (ValueError, TypeError):
        raise UsageError(f"'{text}' is not a date", "Write 2026, 2026-11 or 2026-11-23.") from None
