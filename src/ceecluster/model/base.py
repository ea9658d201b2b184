"""The small types every given thing is made of."""

import datetime
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ceecluster.settings import FIRST_YEAR, LAST_YEAR

QUOTED = "quoted"
"""The form of a name that needs no data: the name in the quotation marks of the language."""


class Frozen(BaseModel):
    """Base of all given things: immutable, and closed against unknown fields."""

    # Of every command's start these models are the largest part of our own. So their modules keep annotations as types
    # (the texts that `from __future__ import annotations` makes of them are compiled anew, field by field), and a model
    # that is the default of another is made by `model_construct`: to check it would first build all that checks it.
    # Fields are described by the texts below them, which `shape.described` reads when a page or schema needs them:
    # pydantic would read every source file at each start.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def nothing() -> Any:
    """The default of a mapping: an empty one is made for each record, as pydantic would copy the default, at length."""
    return Field(default_factory=dict, json_schema_extra={"default": {}})


class Bounds:
    """What a plain value may be, said as pydantic keeps it: put together once, and not anew for each field of the kind.

    What the field says itself stands beside it; of two lower bounds that of the type wins.
    """

    __slots__ = ("pattern", "schema")

    def __init__(self, schema: CoreSchema) -> None:
        self.schema = schema
        self.pattern = str(schema.get("pattern", ""))

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The bounds of the field, and these."""
        return {**handler(source), **self.schema}


def written(pattern: str) -> Bounds:
    """Of a text that has one form."""
    return Bounds(core_schema.str_schema(strict=True, pattern=pattern))


def between(least: float, most: float) -> Bounds:
    """Of a finite number."""
    return Bounds(core_schema.float_schema(strict=True, allow_inf_nan=False, ge=least, le=most))


MOST_SHARED = 20_000
"""Values of one kind that are held for sharing; real ones are hundreds of codes and a century of years."""


def shared(field: str, kind: type, bare: Callable[[object], object]) -> WrapValidator:
    """One object for all values that say no more than one field of this kind; `bare` makes mappings of bare values.

    A large network says the same few hundred codes and years a million times, and what is given is immutable.
    """
    made: dict[object, object] = {}

    def validated(value: object, handler: ValidatorFunctionWrapHandler) -> object:
        given = bare(value)
        only = given.get(field) if isinstance(given, dict) and len(given) == 1 else None
        if type(only) is not kind:
            return handler(given)
        found = made.get(only)
        if found is None:
            found = handler(given)
            if len(made) < MOST_SHARED:
                made[only] = found
        return found

    return WrapValidator(validated)


def one_or_many(value: object) -> object:
    """Let `source: kim2017` stand for `source: [kim2017]`."""
    return [value] if isinstance(value, str) else value


def _year_as_text(value: object) -> object:
    """Let `as_of: 2026`, a number to YAML, stand for the date '2026'."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _real_day(day: str) -> str:
    """Refuse a day that the calendar does not have, and years no record is of."""
    try:
        datetime.date.fromisoformat(f"{day}-01-01"[:10] if len(day) < 10 else day)
    except ValueError:
        raise PydanticCustomError("no_such_day", "no such day") from None
    if not FIRST_YEAR <= int(day[:4]) <= LAST_YEAR:
        raise PydanticCustomError("no_such_day", "no such day")
    return day


_TEXT = Bounds(core_schema.str_schema(strict=True, min_length=1, max_length=20_000))
Text = Annotated[str, _TEXT]
LARGEST = 1e15
"""No amount, count or coordinate of a policy is larger, in any currency; what is was typed wrongly."""
Number = Annotated[float, between(-LARGEST, LARGEST)]
Amount = Annotated[float, between(0, LARGEST)]
"""A number from 0 up. Not `Number = Field(ge=0)`: of two lower bounds the one of the type would win."""
Whole = Annotated[int, Bounds(core_schema.int_schema(strict=True))]
Flag = Annotated[bool, Bounds(core_schema.bool_schema(strict=True))]
Share = Annotated[float, between(0, 1)]
CalendarYear = Annotated[int, Bounds(core_schema.int_schema(strict=True, ge=FIRST_YEAR, le=LAST_YEAR))]
Slug = Annotated[str, written(r"^[a-z0-9][a-z0-9-]{1,79}$")]
FieldName = Annotated[str, written(r"^[a-z][a-z_]*$")]
SourceKey = Annotated[str, written(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$")]
PlaceCode = Annotated[str, written(r"^[A-Z]{2}[0-9A-Z]{0,3}$")]
"""A NUTS code, or a country's two letters."""
Code = Annotated[str, written(r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$")]
"""A code of the vocabulary or the guidelines; whether it exists is a check, not a type."""
Day = Annotated[
    str,
    written(r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"),
    BeforeValidator(_year_as_text),
    AfterValidator(_real_day),
]
"""A date as typed: 2026, 2026-11 or 2026-11-01."""
_LANGUAGE = written(r"^[a-z]{2,3}$")
Language = Annotated[str, _LANGUAGE]
LanguageTag = Annotated[str, written(r"^[a-z]{2,3}(-[A-Z]{2})?$")]
"""A language, or one as it is written in a country: de, de-AT."""
Texts = Annotated[dict[Language, Text], Field(min_length=1)]
"""A text by language, e.g. {en: Pannon Automotive Cluster, hu: Pannon Autóipari Klaszter}."""
Forms = dict[Language, dict[FieldName, Text]]
"""Forms of a name that a language bends, e.g. {sl: {locative: Zgornji Avstriji}}; translations ask for them by name."""


# Most texts are in one language, and a large network has some hundred thousand: what they have not is one object.
_NO_TRANSLATIONS: dict[str, str] = {}
_NO_FORMS: Forms = {}


class Worded(str):
    """A text with its translations: one English text, or a text by language. To a program it is its English."""

    translations: dict[str, str]
    forms: Forms
    original: str
    """The language of the text itself."""
    quoted: bool
    """Whether it is a name that nobody needs to translate."""

    def __new__(
        cls,
        text: str,
        translations: Mapping[str, str] | None = None,
        forms: Forms | None = None,
        original: str = "en",
        quoted: bool = False,
    ) -> Self:
        """`original` is the language of the text."""
        made = super().__new__(cls, text)
        made.translations = dict(translations) if translations else _NO_TRANSLATIONS
        made.forms = forms or _NO_FORMS
        made.original = original
        made.quoted = quoted
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[str, dict[str, str], Forms, str, bool]]:
        """How it goes to a helper process."""
        return type(self), (str(self), self.translations, self.forms, self.original, self.quoted)

    @classmethod
    def of(
        cls, names: Mapping[str, str], otherwise: str = "", forms: Forms | None = None, *, quoted: bool = False
    ) -> Self:
        """A name by language: its English, else the first one given, else what stands for it."""
        original = "en" if "en" in names else next(iter(names), "")
        return cls(names.get(original) or otherwise, names, forms, original, quoted)

    def formed(self, form: str) -> "Worded":
        """The same text, to be told in a form where its data has it."""
        bent = {language: forms[form] for language, forms in self.forms.items() if form in forms}
        return Worded(str(self), self.translations | bent, {}, self.original)

    def told(self, language: str, form: str = "") -> tuple[str, str]:
        """The text in a language, in a form where its data has it; and the language it is in."""
        bent = self.forms.get(language, {}).get(form)
        if bent or language in self.translations:
            return bent or self.translations[language], language
        return str(self), self.original

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A text, or a mapping of languages to texts."""
        # Made as `Text` and `Texts` are, which would be put together anew for each field.
        text, language = {**_TEXT.schema}, {**_LANGUAGE.schema}
        texts = core_schema.dict_schema(language, {**text}, min_length=1)
        one = core_schema.no_info_after_validator_function(cls, text)
        several = core_schema.no_info_after_validator_function(cls.of, texts)
        by_shape = core_schema.tagged_union_schema(
            {"several": several, "one": one}, lambda value: "several" if isinstance(value, Mapping) else "one"
        )
        # A result has the English; what is kept to be read again (`WHOLE`) has every language.
        told = core_schema.plain_serializer_function_ser_schema(_serialised, info_arg=True)
        return core_schema.no_info_after_validator_function(lambda value: value, by_shape, serialization=told)


WHOLE = "whole"
"""The context in which a model is written with all its translations."""


def _serialised(value: str, info: core_schema.SerializationInfo[Any]) -> str | dict[str, str]:
    whole = info.context == WHOLE and isinstance(value, Worded) and value.translations
    return dict(value.translations) if isinstance(value, Worded) and whole else str(value)


def _as_quoted(text: Worded) -> Worded:
    text.quoted = True  # made a moment ago from what the file says, for this field alone
    return text


Quoted = Annotated[Worded, AfterValidator(_as_quoted)]
"""A name, or what a source says: it stands in its own language where it has no other, and is marked as such."""
SourceKeys = Annotated[tuple[SourceKey, ...], BeforeValidator(one_or_many)]
Codes = Annotated[tuple[Code, ...], BeforeValidator(one_or_many)]
PlaceCodes = Annotated[tuple[PlaceCode, ...], BeforeValidator(one_or_many)]


def _bare_year(value: object) -> object:
    """Let `start: 2000` stand for `start: {year: 2000}`."""
    return value if isinstance(value, dict) else {"year": value}


class Year(Frozen):
    """A year with how sure it is."""

    year: CalendarYear
    """The calendar year."""
    status: Literal["documented", "announced", "approximate"] = "documented"
    """`announced` where only a preview or press note names it, `approximate` where the source does."""


class Running(Enum):
    """`end: null` in a file: the programme is known to run on. A missing `end` is not documented."""

    RUNNING = "running"


def _end(value: object) -> object:
    if value is None or value == "running":
        return Running.RUNNING
    return value if isinstance(value, Running | Year) else _bare_year(value)


StartYear = Annotated[Year | None, shared("year", int, lambda value: None if value is None else _bare_year(value))]
EndYear = Annotated[Year | Running | None, shared("year", int, _end)]


def _scalar(value: object) -> object:
    if value is not None and not isinstance(value, bool | int | float | str):
        raise PydanticCustomError("scalar_type", "a single value is wanted")
    return value


Scalar = Annotated[Any, BeforeValidator(_scalar)]
"""A single value of whatever kind the file has: text, number, true or false, or null."""


class Source(Frozen):
    """Where a fact stands, so that another person can look it up."""

    title: Text
    """Title of the page or document."""
    publisher: Text | None = None
    """Who published it."""
    year: CalendarYear | Literal["undated"] | None = None
    """Year of the page; `undated` where it shows none."""
    not_before: CalendarYear | None = None
    """Oldest possible year of an undated page, by what it tells or by its address; no date of its own."""
    url: Text | None = None
    """Its http(s) address."""
    document: Text | None = None
    """Where there is no address: the document's number or place."""
    accessed: Day | None = None
    """When it was last seen."""
    language: Language | None = None
    """Language of the page."""
    note: Text | None = None
    """What a reader should know, e.g. `seen as an excerpt only`."""
