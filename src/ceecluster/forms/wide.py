"""Tables that fit a page: the room of their columns, and what to do with those that are wider."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import permutations

from ceecluster.blocks import Column, Part, Spelling, Statement, Table
from ceecluster.blocks import table as make_table

WIDEST = 14
"""Columns that fit a page."""
LINE = 104
"""Letters of a table's size (9 points) in a line of a PDF."""
_WORDS, _FEWEST = range(24, 9, -1), 8
"""Longer words are hyphenated: the first of these is taken that leaves room for long texts; the fewest without any."""
_FIRST = 14
"""The least for words of the first column, which names the rows."""
_SPARE, _FULL = 0.86, 0.95
"""Share of the line that columns may need at least: beside long texts, and without any."""
_LONG = 60
"""Letters from which on a column has long texts."""
_DATE = 10
"""Letters of a date: it stands in one line, and so does a shorter number."""
_WORD = 18
"""The room of a word that is not divided where the line has it."""
_WRITTEN = len("31. September")
"""Letters of a written date up to its year."""
_CELL = 200
"""Letters beyond which a cell's text no longer widens its column."""
_BY_HAND = 14
"""The least for a column that is left blank, to be filled in by hand."""
_HIGH = 2
"""Lines of text that a row has room for anyway where some of it is filled in by hand."""
_EDGES = 2
"""Room between columns, in letters."""
_BOLD = 1.08
"""How much wider the letters of heads are."""
_ROOM = (
    *(
        ("ilj'|", 0.42),
        ("I.,:;!/[] ", 0.52),
        ("tf()-\N{NON-BREAKING HYPHEN}", 0.62),
        ("r", 0.72),
        ("ckvxyzsJ", 0.92),
        ("w", 1.32),
    ),
    *(("mMW%@", 1.55), ("0123456789", 1.06)),
)
"""How wide letters are beside the usual one (a, e, n); capitals are a quarter wider."""
_WIDTH = {letter: width for letters, width in _ROOM for letter in letters}
_SPACE = _WIDTH[" "]
_DOUBT = 0.2
"""How far a line may be longer than its letters say: fonts differ."""
_CAPITAL = 1.25
CODE = re.compile(r"\(?[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)+\)?[,;:.)]*")
"""A code of a term or a criterion, or of a pair of regions: no line ends within it."""
_SHORT = 14
"""Letters of the longest of them, with its brackets: a longer one is divided at its hyphens."""
_MOVES = (16, 8, 4, 2, 1)
"""Letters that a column may give to another where a table gets shorter by it."""
_STEPS, _SAMPLE = 30, 60
"""Gifts at most, and rows that are looked at: of a longer table every second, third …"""


def narrow(table: Table) -> Iterator[Table]:
    """A wide table so that it fits a page: its rows as columns where these are fewer, else some columns at a time."""
    heads = table.headers
    if heads == 1 and len(table.cells) < WIDEST:
        labels = [row[0] for row in table.cells]
        names: Column[int] = Column(
            table.columns[0].label, lambda at: table.columns[at].label, header=True, spelling=Spelling.NAME
        )
        turned: list[Column[int]] = [names]
        for number, label in enumerate(labels):
            cell = partial(_cell, table, number)
            turned.append(Column(label or "", cell, "right", spelling=Spelling.CODE))
        yield make_table(table.key, table.title, turned, range(1, len(table.columns)), table.note)
        return
    step = WIDEST - heads
    for start in range(heads, len(table.columns), step):
        end = start + step
        cells = tuple(row[:heads] + row[start:end] for row in table.cells)
        columns = table.columns[:heads] + table.columns[start:end]
        title = Statement("page.part", {"title": table.title, "first": start, "last": min(end, len(table.columns)) - 1})
        yield Table(table.key, title, columns, cells, table.note)


def _cell(table: Table, row: int, column: int) -> Part | None:
    return table.cells[row][column]


def widths(rows: Sequence[Sequence[str]], line: int = LINE) -> list[float]:
    """The share of the line (so many letters) each column gets; the first row holds the heads.

    Where the line has room for every cell in one line, each column gets it, and blank columns what is left. Else every
    column gets room for its longest word; what is left of the line goes to the columns with long texts.
    """
    heads, *body = rows
    columns = [
        [_Cell(head, _BOLD), *(_Cell(cell, 1.0) for cell in cells)] for head, *cells in zip(heads, *body, strict=True)
    ]
    empty = blank(rows)
    whole = [
        max(_BY_HAND * (place in empty), *(cell.room + _EDGES for cell in cells)) for place, cells in enumerate(columns)
    ]
    if sum(whole) <= line:
        return _shares(_widened(whole, empty, line), line)
    wanted = [min(_usual(cells), _CELL) for cells in columns]
    long = max(wanted) > _LONG
    for longest in (*_WORDS, *(() if long else (_FEWEST,))):
        least = [_least(cells, longest if place else max(longest, _FIRST)) for place, cells in enumerate(columns)]
        least = [max(low, _BY_HAND) if place in empty else low for place, low in enumerate(least)]
        if sum(least) <= (_SPARE if long else _FULL) * line:
            break
    _unbroken(least, [cells[:1] for cells in columns], line)
    if not long:
        _unbroken(least, columns, line)
    wanted = [max(low, want) for low, want in zip(least, wanted, strict=True)]
    room = max(line - sum(least), 0)
    more = sum(wanted) - sum(least)
    share = min(1.0, room / more) if more else 0.0
    found = [low + share * (want - low) for low, want in zip(least, wanted, strict=True)]
    if len(columns) > 1:
        least = [room if place in empty else low for place, (low, room) in enumerate(zip(least, found, strict=True))]
        found = _shortened(found, least, whole, columns, line, _HIGH if empty else 1)
    return _shares(_widened(found, empty, line), max(sum(found), line))


def _unbroken(least: list[float], columns: Sequence[Sequence[_Cell]], line: float) -> None:
    """Room for words that would be divided, as far as the line has it: what lacks least comes first."""
    spare = line - sum(least)
    words = [max(cell.word for cell in cells) + _EDGES for cells in columns]
    lacks = [word - low if word <= _WORD else 0 for word, low in zip(words, least, strict=True)]
    for place in sorted(range(len(least)), key=lacks.__getitem__):
        if 0 < lacks[place] <= spare:
            least[place] += lacks[place]
            spare -= lacks[place]


def _shortened(
    found: Sequence[float],
    least: Sequence[float],
    whole: Sequence[float],
    columns: Sequence[Sequence[_Cell]],
    line: float,
    high_anyway: int,
) -> list[float]:
    """What is left of the line makes columns whole; then each gives what others use better.

    A table is as long as the longest cell of each row: a column gives room to another as long as that saves a line.
    """
    spare = max(line - sum(found), 0)
    rooms = list(found)
    for place in sorted(range(len(rooms)), key=lambda place: whole[place] - found[place]):  # the least lack first
        more = min(max(whole[place] - rooms[place], 0), spare)
        rooms[place], spare = rooms[place] + more, spare - more
    step = math.ceil(len(columns[0]) / _SAMPLE)
    cells = [column[::step] for column in columns]

    @cache
    def high(place: int, room: float) -> list[int]:
        return [max(cell.lines(max(room - _EDGES, 1)), high_anyway) for cell in cells[place]]

    heights = [high(place, room) for place, room in enumerate(rooms)]
    for _ in range(_STEPS):
        best, gift = (sum(map(max, *heights)), sum(map(sum, heights))), None
        for giver, taker in permutations(range(len(rooms)), 2):
            others = [height for place, height in enumerate(heights) if place not in (giver, taker)]
            for move in _MOVES:
                if rooms[giver] - move < least[giver]:
                    continue
                both = [high(giver, rooms[giver] - move), high(taker, rooms[taker] + move)]
                # Of two that save as much, the one whose cells are lower in all: the next gift may save more then.
                total = sum(map(max, *others, *both)), sum(map(sum, (*others, *both)))
                if total < best:
                    best, gift = total, (giver, taker, move, both)
        if gift is None:
            break
        giver, taker, move, both = gift
        rooms[giver], rooms[taker] = rooms[giver] - move, rooms[taker] + move
        heights[giver], heights[taker] = both
    return rooms


def _widened(rooms: Sequence[float], empty: set[int], line: float) -> list[float]:
    """What is left of the line goes to the blank columns."""
    spare = max(line - sum(rooms), 0) / max(len(empty), 1)
    return [room + spare * (place in empty) for place, room in enumerate(rooms)]


def blank(rows: Sequence[Sequence[str]]) -> set[int]:
    """The columns that say nothing below their heads: they are to be filled in by hand."""
    heads, *body = rows
    return {place for place in range(len(heads)) if body and not any(cells[place].strip() for cells in body)}


def lines(rows: Sequence[Sequence[str]], shares: Sequence[float], line: int = LINE) -> int:
    """About how many lines of text a table takes whose columns have these shares of the line."""
    rooms = [max(share * line - _EDGES, 1) for share in shares]
    return sum(max(_Cell(text, 1.0).lines(room) for text, room in zip(cells, rooms, strict=True)) for cells in rows)


def _shares(rooms: Sequence[float], line: float) -> list[float]:
    """Rounded down, so that they are never more than the line."""
    return [math.floor(room / line * 10_000) / 10_000 for room in rooms]


class _Cell:
    """What a cell needs, in letters."""

    def __init__(self, text: str, weight: float) -> None:
        # A space that ends no line, as in `31. December`, joins what stands beside it.
        whole = [each for each in re.split(r"[ \n]+", text) if each]
        words = [word for each in whole for word in _parts(each)]
        self.words = [(weight * _room(word), part > 0) for each in whole for part, word in enumerate(_parts(each))]
        """The room of each word, and whether it follows another without a space."""
        self.room = weight * _room(text)
        """The whole text in one line."""
        self.word = weight * max(map(_room, words), default=0)
        """Its widest word."""
        numbers = [text] if text[:1].isdigit() and len(text) <= _DATE else words
        self.number = max((_room(word) for word in numbers if word[0].isdigit() and len(word) <= _WRITTEN), default=0)
        """Its widest date or short number; `11 of 11` is one."""
        self.code = max((_room(word) for word in words if any(map(str.isdigit, word))), default=0)
        """Its widest word with digits: a checksum above all."""

    def lines(self, width: float) -> int:
        """In how many lines it stands in a column of this width, a longer word divided."""
        count, end = 1, 0.0
        for room, joined in self.words:
            begin = end + (0 if joined or not end else _SPACE)
            if begin + room <= width - _DOUBT:
                end = begin + room
                continue
            count += begin > 0
            whole = max(math.ceil((room - 0.1) / width) - 1, 0)
            count, end = count + whole, room - whole * width
        return count


def is_code(word: str) -> bool:
    """Whether no line may end within a word: it is a short code."""
    return len(word) <= _SHORT and CODE.fullmatch(word) is not None


def _parts(word: str) -> list[str]:
    """What of a word must stand in one line."""
    return [word] if is_code(word) else [part for part in re.split(r"(?<=[-/])(?!\d)", word) if part]


def _room(text: str) -> float:
    return sum(_WIDTH.get(letter, _CAPITAL if letter.isupper() else 1.0) for letter in text)


def _least(cells: Sequence[_Cell], longest: int) -> float:
    """What a column needs at least, when words that need more than `longest` are hyphenated."""
    word = min(max(cell.word for cell in cells) + _EDGES, longest)
    return max(4, word, *(cell.number + _EDGES for cell in cells))


def _usual(cells: Sequence[_Cell]) -> float:
    """What a column would take: between its longest cell and the usual one, so that one long cell empties no other."""
    rooms = [cell.room for cell in cells]
    return _EDGES + max((max(rooms) + sum(rooms) / len(rooms)) / 2, *(cell.code for cell in cells))
