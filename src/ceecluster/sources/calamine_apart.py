"""calamine in a process of its own, with little memory and time: for formats whose cost cannot be told beforehand.

An .xls, .xlsb or .ods file may ask for more memory than there is; whatever happens to this process, the check goes on.
"""

from __future__ import annotations

import datetime
import io
import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

MEMORY = 512 * 1024 * 1024
SECONDS = 20


def values_apart(raw: bytes, largest: int, wanted: Sequence[str] | None = None) -> dict[str, Any] | None:
    """{sheet: {visible, merges, rows}} of a workbook; None where it could not be read within the limits.

    Values are read of the sheets `wanted`, else of all that show; the others have no rows. Sheets of more than
    `largest` cells have no rows but their size: {rows: null, size: [rows, columns]}.
    """
    if sys.platform == "emscripten":
        # A browser has no processes, but the whole of it runs in one that may be ended: the page does that.
        return _here(raw, largest, wanted)
    words = [sys.executable, "-I", __file__, str(largest), json.dumps(wanted)]
    try:
        done = subprocess.run(words, input=raw, capture_output=True, timeout=SECONDS, check=False)
        found = json.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError, OSError):
        return None
    if found is None:
        return None
    for sheet in found.values():
        for row in sheet["rows"] or ():
            for column, value in enumerate(row):
                row[column] = _moment(value)
    return found  # type: ignore[no-any-return]  # our own JSON


def _here(raw: bytes, largest: int, wanted: Sequence[str] | None) -> dict[str, object] | None:
    try:
        found = _found(raw, largest, wanted)
    except BaseException as error:  # panics of Rust among them
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        return None
    for told in found.values():
        told["rows"] = told["rows"] and [[_moment(_plain(cell)) for cell in row] for row in told["rows"]]
    return found


def _moment(value: object) -> object:
    """A date, moment or span that `_plain` made plain; any other value as it is."""
    if not isinstance(value, dict):
        return value
    if "date" in value:
        return datetime.date.fromisoformat(value["date"])
    if "datetime" in value:
        return datetime.datetime.fromisoformat(value["datetime"])
    return datetime.timedelta(seconds=value["seconds"])


def _plain(value: object) -> object:
    if isinstance(value, datetime.datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, datetime.timedelta):
        return {"seconds": value.total_seconds()}
    if isinstance(value, datetime.time):
        return {"seconds": value.hour * 3600 + value.minute * 60 + value.second}
    return value


def _found(raw: bytes, largest: int, wanted: Sequence[str] | None) -> dict[str, Any]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    found: dict[str, object] = {}
    for about in book.sheets_metadata:
        visible, worksheet = str(about.visible).endswith(".Visible"), str(about.typ).endswith("WorkSheet")
        told: dict[str, object] = {
            "visible": visible,
            "worksheet": worksheet,
            "merges": [],
            "size": (0, 0),
            "rows": None,
        }
        found[about.name] = told
        # What will be named and not read costs nothing, and cannot break the rest: charts, for one, have no cells.
        if not (visible and worksheet if wanted is None else about.name in wanted):
            continue
        sheet = book.get_sheet_by_name(about.name)
        end = sheet.end or (-1, -1)
        size = end[0] + 1, end[1] + 1
        told["size"], told["merges"] = size, sheet.merged_cell_ranges or []
        if size[0] * size[1] <= largest:
            told["rows"] = sheet.to_python(skip_empty_area=False)
    return found


def _main(largest: int, wanted: list[str] | None) -> None:
    raw = sys.stdin.buffer.read()
    import python_calamine  # noqa: F401  # before there is a limit

    try:
        import resource
    except ImportError:  # Windows
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    found = _found(raw, largest, wanted)
    for told in found.values():
        told["rows"] = told["rows"] and [[_plain(value) for value in row] for row in told["rows"]]
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    _main(int(sys.argv[1]), json.loads(sys.argv[2]))
