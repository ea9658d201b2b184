"""The document as values: what is told, before any form has spelled it; nobody parses text to get them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum
from typing import Any, Generic, Literal, TypeAlias, TypeVar

Row = TypeVar("Row")


class Spelling(StrEnum):
    """How a form writes a `Ref`."""

    CODE = "code"
    NAME = "name"
    BOTH = "both"
    """`South Tyrol (ITH1)`."""
    LABEL = "label"
    """`ITH1 South Tyrol`, for the column that names a row."""


@dataclass(frozen=True, slots=True)
class Word:
    """A label of one to three words; its English is its key in the catalogues."""

    english: str


@dataclass(frozen=True, slots=True)
class Ref:
    """Something with a code, a name, and perhaps a page of its own: region, level, term, criterion, record."""

    kind: str
    id: str
    form: str = ""
    """The form of the name a translation asks for; empty for the name as it stands in a list."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number; None is missing. Without `digits` it has every digit it was given, thousands in groups."""

    value: float | None
    digits: int | None = 2
    signed: bool = False
    limits: tuple[float, ...] = ()
    """What it is judged by: it is never rounded to or over one of them."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a whole (0 to 1), shown as a whole percentage; None is missing.

    What is not quite none or all is never shown as 0 or 100 %.
    """

    value: float | None
    limits: tuple[float, ...] = ()
    """Shares it is judged by: it is never rounded to or over one of them."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A share that others are judged by, shown with every digit it has."""

    value: float


@dataclass(frozen=True, slots=True)
class Date:
    """A day, a month or a year, as the files write it: 2026-11-23, 2026-11, 2026; in a cell it is short: 23.11.2026."""

    day: str
    short: bool = False


@dataclass(frozen=True, slots=True)
class OrdinalNumber:
    """A place in an order: first, second … 11th."""

    place: int


@dataclass(frozen=True, slots=True)
class Interval:
    """From a lowest to a highest value."""

    low: float | None
    high: float | None
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence before it is worded: its key names a macro of templates/words, its facts are the macro's names."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)
    evidence: tuple[Ref, ...] = ()
    """What it rests on: a hint on a screen, a footnote or a comment in a document."""


@dataclass(frozen=True, slots=True)
class Text:
    """Parts in a row."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """Parts as a list in a sentence: `a, b and c`; what goes over the limit is counted."""

    items: tuple[Part, ...]
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Remarked:
    """A part with a remark: a comment in Word, a footnote in other documents, nothing on a screen."""

    text: Part
    remark: Part


@dataclass(frozen=True, slots=True)
class Marked:
    """A part that is set off from the rest; what is open stands in [brackets]."""

    how: Literal["strong", "emphasis", "code", "link", "open", "quoted"]
    text: Part
    target: str = ""
    """Where a link leads; of a quotation the language it is in."""


Part: TypeAlias = (
    str
    | int
    | Word
    | Ref
    | Number
    | Share
    | Limit
    | Interval
    | Date
    | OrdinalNumber
    | Statement
    | Text
    | Names
    | Marked
    | Remarked
)
"""What a sentence is made of; a `str` is data or a worded piece, and never markup."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column of a table, declared once: its label, how it is set, and where its cells come from."""

    label: Part
    cell: Callable[[Row], Part | None]
    """The cell of a row; None is missing."""
    align: Literal["left", "right"] = "left"
    header: bool = False
    """True where the cell names its row. Such columns come first."""
    spelling: Spelling | None = None
    """How codes are written in it, where the form shall not decide."""


@dataclass(frozen=True, slots=True)
class Slider:
    """A weight that a page can move, from 0 to `most`; one `within` belongs to the one before it."""

    key: str
    name: Part
    weight: float
    most: float
    within: bool = False


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a page needs to reckon a table anew when its weights are moved; the sliders stand under headings."""

    groups: tuple[tuple[Part, tuple[Slider, ...]], ...]
    units: tuple[Part, ...]
    places: tuple[tuple[int, Part], ...]
    """What scores can be shown of: the place of a joint in the kernel, and its name; the whole first."""
    kernel: Any
    """The result whose fields the script of the page knows (`scoring.kernel.Kernel`)."""
    withheld: tuple[bool, ...] = ()
    """Units of which a page gives only the range."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; made by `table`."""

    key: str
    title: Part
    """The caption: it states what the table shows."""
    columns: tuple[Column[Any], ...]
    cells: tuple[tuple[Part | None, ...], ...]
    note: Part | None = None
    anchored: bool = False
    """Whether a link can lead to a row, by what its first cell says."""
    weighing: Weighing | None = None
    """For a table of weights that a page lets its reader move; other forms show the table."""
    folded: bool = False
    """Whether a page shows it only when asked: it is long, and for those who check."""

    @property
    def headers(self) -> int:
        """How many of the columns name the row."""
        return sum(column.header for column in self.columns)


def table(
    key: str,
    title: Part,
    columns: Sequence[Column[Row]],
    rows: Iterable[Row],
    note: Part | None = None,
    *,
    anchored: bool = False,
) -> Table:
    """A table of rows; ValueError where a column that names the row does not come first (Word knows no other)."""
    if (heads := [column.header for column in columns]) != sorted(heads, reverse=True):
        raise ValueError(f"table '{key}': the columns that name the row come first")
    told = ([column.cell(row) for column in columns] for row in rows)
    cells = tuple(tuple(replace(cell, short=True) if isinstance(cell, Date) else cell for cell in row) for row in told)
    return Table(key, title, tuple(columns), cells, note, anchored)


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with all a reader needs who cannot see it."""

    key: str
    """Name of the figure and its files."""
    chart: str
    """Name of the specification in templates/charts."""
    title: Part
    """A sentence that states the finding."""
    alt: Part
    """What the chart shows, in words."""
    table: Table
    """The data behind it."""
    rows: tuple[Mapping[str, object], ...]
    """The data behind it, for the specification; a `Ref` is drawn as its name."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Further named data sets or top-level properties of the specification (`height`, orders of scales)."""
    note: Part | None = None
    """How to read the marks, where that has to be said."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences in a row."""

    text: Part


@dataclass(frozen=True, slots=True)
class Listing:
    """Points, numbered or not; each holds blocks."""

    points: tuple[tuple[Block, ...], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Blocks set apart, such as what is missing."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """How to read what stands above."""

    text: Part


@dataclass(frozen=True, slots=True)
class Next:
    """Commands to go on with; only a screen shows them."""

    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what stands under it, and, in another language, the English heading its anchor is made of."""

    title: Part
    blocks: tuple[Block, ...]
    own_page: bool = False
    """Whether it begins on a page of its own."""
    english: Part | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Boxes:
    """Sections side by side, where a form has room for it."""

    sections: tuple[Section, ...]
    own_page: bool = False
    """Whether they begin on a page of their own."""


Block: TypeAlias = Paragraph | Listing | Quote | Note | Next | Section | Boxes | Table | Figure
CONTENTS_FROM = 5
"""Headings from which a document has a table of contents."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a command or a report tells, the same for every form."""

    name: str
    title: Part
    blocks: tuple[Block, ...]
    footer: tuple[Part, ...] = ()
    cover: tuple[Part, ...] = ()
    """What stands under the title: whose document, of which day, how far agreed, whom to ask, how to cite it."""
    draft: bool = False
    """Whether it is a proposal, which its pages say when they are printed."""


def listing(statements: Iterable[Part], *, numbered: bool = False) -> Listing:
    """Sentences as a list."""
    return Listing(tuple((Paragraph(statement),) for statement in statements), numbered)


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block, in reading order."""
    for block in blocks:
        yield block
        match block:
            case Section(blocks=inner) | Quote(blocks=inner):
                yield from walk(inner)
            case Boxes(sections=sections):
                yield from walk(sections)
            case Listing(points=inner):
                for point in inner:
                    yield from walk(point)


def wants_contents(document: Document, headings: int) -> bool:
    """Whether a document with so many headings gets a table of contents; one of boxes is seen at a glance."""
    return headings >= CONTENTS_FROM and not any(isinstance(block, Boxes) for block in document.blocks)


def count_open(blocks: tuple[Block, ...]) -> int:
    """How many passages in the texts and tables of these blocks are open."""
    found = 0
    for block in walk(blocks):
        match block:
            case Paragraph(text=text) | Note(text=text) | Section(title=text):
                found += _open(text)
            case Table(cells=cells):
                found += sum(_open(cell) for row in cells for cell in row)
    return found


def _inner(part: object) -> Iterator[object]:
    """What a part is put together of."""
    match part:
        case Text(parts=inner) | Names(items=inner):
            yield from inner
        case Marked(text=one) | Remarked(text=one):
            yield one


def _open(part: object) -> int:
    inner = part.facts.values() if isinstance(part, Statement) else _inner(part)
    return 1 if isinstance(part, Marked) and part.how == "open" else sum(map(_open, inner))


def statements(document: Document) -> Iterator[Statement]:
    """Every statement of a document that is neither a title nor a caption, once, in reading order."""
    seen: set[int] = set()
    for block in walk(document.blocks):
        if isinstance(block, Paragraph | Note):
            fresh = {id(each): each for each in _statements(block.text) if id(each) not in seen}
            seen |= fresh.keys()
            yield from fresh.values()


def _statements(part: object) -> Iterator[Statement]:
    if isinstance(part, Statement):
        yield part
    for one in _inner(part):
        yield from _statements(one)


def plain(fact: object) -> object:
    """A fact as JSON knows it: numbers as numbers, a `Ref` as its code."""
    match fact:
        case Ref(id=text) | Word(english=text) | Date(day=text):
            return text
        case Number(value=value) | Share(value=value) | Limit(value=value) | OrdinalNumber(place=value):
            return value
        case Interval(low=low, high=high):
            return [low, high]
        case Names(items=items) | Text(parts=items):
            return [plain(item) for item in items]
        case Statement():
            return {"key": fact.key, "facts": {name: plain(value) for name, value in fact.facts.items()}}
        case Marked(text=text) | Remarked(text=text):
            return plain(text)
        case Enum():
            return fact.value
        case tuple() | list():
            return [plain(item) for item in fact]
    return fact
