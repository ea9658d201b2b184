"""Document to model: every problem collected, the sound parts kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ceecluster.errors import suggest
from ceecluster.findings import Finding, Place, Rule, complain
from ceecluster.model import Inventory, Programme
from ceecluster.model.base import Code, Day, FieldName, Language, LanguageTag, PlaceCode, Slug, SourceKey
from ceecluster.model.brand import Colour, Font
from ceecluster.model.inventory import DecidedField
from ceecluster.model.shape import fields_at, words_at
from ceecluster.sources import wordings
from ceecluster.sources.cells import NOTHING
from ceecluster.sources.document import REFUSED, FileOrSheet, MarkedDict, MarkedDocument, MarkedList, Path
from ceecluster.sources.tables import MAX_RECORDS

Model = TypeVar("Model", bound=BaseModel)

MAX_FINDINGS = 500
"""Findings worded for one record (or the head of a file); a hundred thousand wrong keys are one mistake."""
_MANY = 5_000
"""Findings worded for the records of one file; what is wrong with further ones is cut out without a word."""
_ROUNDS = 8
"""A value is cut out and the rest tried again at most so often."""


def _pattern_of(text: Any) -> str:
    """The pattern of a constrained text of the model."""
    return next(str(part.pattern) for part in text.__metadata__ if getattr(part, "pattern", None))


_FORMS = {
    _pattern_of(Slug): "small letters, digits and hyphens (hu22-panac)",
    _pattern_of(Code): "a code in capitals (OBJ-RDI)",
    _pattern_of(PlaceCode): "a NUTS or country code in capitals (AT31)",
    _pattern_of(Day): "a date (2026, 2026-11 or 2026-11-01)",
    _pattern_of(FieldName): "a field's name in small letters (start)",
    _pattern_of(SourceKey): "a key of this file's sources (letters, digits, hyphens)",
    _pattern_of(Language): "a language in two or three small letters (en)",
    _pattern_of(LanguageTag): "a language, or one as a country writes it (de, de-AT)",
    _pattern_of(DecidedField): "a field in small letters, or a criterion in capitals",
    _pattern_of(Colour): "# and six digits from 0 to f, in quotation marks ('#0b5566')",
    _pattern_of(Font): "the name of one font, in letters, digits, blanks and hyphens (Source Sans 3)",
}
_FORMS_BY_NAME = {"currency": "three capitals (EUR)", "country": "two capitals (AT)"}
_YEARS = {
    "start": "a year (2010)",
    "year": "a year (2010)",
    "end": "a year (2010), or null for what goes on",
}
_BETWEEN = re.compile(r"[,/|\n]|\s(?:and|und|e|a|i|és|in|oraz)\s")
"""What people write between the items of a list."""
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:[ '\u2019\u00a0\u202f]\d{3})+(?:[.,]\d+)?")
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*%\Z")
_WANTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "string_type": "a text",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping (key: value)",
    "model_type": "a mapping (key: value)",
    "model_attributes_type": "a mapping (key: value)",
    "scalar_type": "a single value",
}


def parse(
    document: MarkedDocument, model: type[Model], base: Path = (), most: int = MAX_FINDINGS
) -> tuple[Model | None, list[Finding]]:
    """The model of (a part of) a document, and a finding for each value that had to be left out, up to so many.

    A value that does not fit is cut out, and with it the smallest record that cannot do without it.
    """
    data = _within(document.data, base)
    if not isinstance(data, MarkedDict):
        name = " ".join(str(step + 1) if isinstance(step, int) else step for step in base) or "the content"
        return None, [
            complain(wordings.wrong_type, document.at(base), name, _show(data), "a mapping (key: value)", path=base)
        ]
    findings: list[Finding] = []
    seen: set[Path] = set()
    for attempt in range(_ROUNDS):
        try:
            return model.model_validate(data), findings
        except ValidationError as error:
            # A default made of another field says nothing new where that field is wrong.
            every = error.errors(include_url=False, include_context=True)
            details = [detail for detail in every if detail["type"] != "default_factory_not_called"]
        cuts: list[Path] = []
        meant = _meant(model, details)
        for detail in _one_for_a_cell(data, details) if document.is_table and attempt == 0 else details:
            path = _existing(data, detail["loc"])
            # Later rounds see what cutting made of the rest: knock-on, never news.
            news = attempt == 0 and path not in seen and detail["input"] is not REFUSED
            news = news and not (detail["type"] == "missing" and detail["loc"] in meant)
            if news and len(findings) < most:
                findings.append(_word(document, model, detail, base, path))
            if detail["type"] != "missing":
                seen.add(path)
            cuts.append(path)
        if () in cuts:
            return None, findings
        data = _without(data, _tree(cuts))
    return None, findings


def _one_for_a_cell(data: object, details: list[ErrorDetails]) -> list[ErrorDetails]:
    """The errors of a table with those of one list together: the items stand in one cell, and are mended there.

    An error that stands for several has the list of their inputs as its own. Fields that one record lacks go together
    in the same way.
    """
    found: dict[tuple[object, ...], ErrorDetails] = {}
    for detail in details:
        loc, kind = detail["loc"], detail["type"]
        path = _existing(data, loc)
        is_item = bool(path) and isinstance(path[-1], int) and kind.startswith("string_")
        home = path[:-1] if is_item else loc[:-1]
        if not is_item and kind != "missing":
            found[len(found), loc] = detail
            continue
        first = found.setdefault((kind, home), detail)
        if first is detail:
            continue
        several = first.get("ctx", {}).get("several") or [first["input"] if is_item else first["loc"][-1]]
        several = [*several, detail["input"] if is_item else loc[-1]]
        found[kind, home] = {**first, "ctx": {**first.get("ctx", {}), "several": several}}
    kept = [*found.values()]
    cut = {id(detail): detail for detail in kept}
    # The others are cut out all the same, without a word.
    silent: list[ErrorDetails] = [
        {**d, "input": REFUSED} for d in details if id(d) not in cut and d["type"] != "missing"
    ]
    return [*kept, *silent]


def _meant(model: type[BaseModel], details: list[ErrorDetails]) -> set[tuple[int | str, ...]]:
    """Where fields are missing whose misspelt names stand beside them: each is told once, as the misspelling."""
    short = {detail["loc"][:-1] for detail in details if detail["type"] == "missing"}
    extra = (d["loc"] for d in details if d["type"] == "extra_forbidden" and d["loc"][:-1] in short)
    return {(*loc[:-1], suggest(str(loc[-1]), fields_at(model, loc[:-1])) or "") for loc in islice(extra, MAX_FINDINGS)}


def parse_inventory(document: MarkedDocument) -> tuple[Inventory | None, Inventory | None, list[Finding]]:
    """(inventory, draft, findings); programmes are taken one by one, so that one record's faults cost no other record.

    Without a date there is no inventory, but a draft with a date of its own: it can be checked, and enters no result.
    """
    # An inventory holds records: what reads them is made once if theirs is made first.
    Programme.model_rebuild()
    data = document.data
    if not isinstance(data, MarkedDict):
        return None, None, parse(document, Inventory)[1]
    listed = data.get("programmes", MarkedList())
    head = MarkedDocument(document.parts, _without(data, _tree([("programmes",)])), document.text)
    if not isinstance(listed, MarkedList):
        head = document
        listed = MarkedList()
    inventory, findings = parse(head, Inventory)
    draft = None
    if inventory is None:
        dated = _without(head.data, _tree([("as_of",)]))
        dated.put("as_of", "2100", dated.mark, dated.mark)
        draft, _ = parse(MarkedDocument(document.parts, dated), Inventory)
    if len(listed) > MAX_RECORDS:
        place = document.at(("programmes",))
        what = ("the list of programmes", f"{len(listed):,} records long", f"{MAX_RECORDS:,}")
        findings.append(complain(wordings.too_large, place, *what, path=("programmes",)))
        listed = MarkedList()
    programmes = []
    for index in range(len(listed)):
        most = MAX_FINDINGS if len(findings) < _MANY else 0
        programme, problems = parse(document, Programme, ("programmes", index), most)
        findings += problems
        if programme is not None:
            programmes.append(programme)
    whole = {"programmes": tuple(programmes)}
    return inventory and inventory.model_copy(update=whole), draft and draft.model_copy(update=whole), findings


def parse_plain(data: Mapping[str, object], model: type[Model]) -> tuple[Model | None, list[Finding]]:
    """The model of values that come from a call and not from a file; findings have a path, but no place."""
    return parse(MarkedDocument([FileOrSheet("")], _marked(data)), model)


def _marked(data: object) -> object:
    if isinstance(data, Mapping):
        mapping = MarkedDict()
        for key, value in data.items():
            mapping.put(str(key), _marked(value), 0, 0)
        return mapping
    if isinstance(data, list | tuple):
        items = MarkedList()
        for value in data:
            items.put(_marked(value), 0)
        return items
    return data


def _within(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _existing(data: object, loc: tuple[int | str, ...]) -> Path:
    """The path of an error in the document: steps that only name a branch of the model are left out."""
    path: list[str | int] = []
    here = data
    for step in loc:
        if isinstance(here, MarkedDict) and isinstance(step, str) and step in here:
            here = here[step]
        elif isinstance(here, MarkedList) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            continue
        path.append(step)
    return tuple(path)


def _tree(cuts: list[Path]) -> dict[int | str, object]:
    """Paths as a tree of steps, so that many of them are looked up fast."""
    tree: dict[int | str, Any] = {}
    for cut in cuts:
        here = tree
        for step in cut:
            here = here.setdefault(step, {})
        here[_CUT] = {}
    return tree


_CUT = -1
"""Marks the end of a path; no list has such an index."""


def _without(data: Any, cuts: dict[int | str, Any]) -> Any:
    """A copy of the data without the values at the given paths; marks are shared."""
    if isinstance(data, MarkedDict):
        copy = MarkedDict(data.mark)
        for key, value in data.items():
            below = cuts.get(key)
            if below is None:
                copy.put(key, value, data.keys_at[key], data.values_at[key])
            elif _CUT not in below:
                copy.put(key, _without(value, below), data.keys_at[key], data.values_at[key])
        return copy
    if isinstance(data, MarkedList):
        kept = MarkedList(data.mark)
        for index, value in enumerate(data):
            below = cuts.get(index)
            if below is None:
                kept.put(value, data.items_at[index])
            elif _CUT not in below:
                kept.put(_without(value, below), data.items_at[index])
        return kept
    return data


def _show(value: object) -> str:
    """A value as the officer would recognise it, cut to a line."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = f"'{value}'" if isinstance(value, str) else str(value)
    text = " ".join(text.split())
    if len(text) <= 60:
        return text
    return text[:57] + ("…'" if isinstance(value, str) else "…")


# Long and branched: one line or two for each kind of error that pydantic knows, and nowhere else.
def _word(document: MarkedDocument, model: type[BaseModel], detail: ErrorDetails, base: Path, path: Path) -> Finding:  # noqa: C901
    """One of pydantic's errors as one of our findings."""
    kind, loc = detail["type"], detail["loc"]
    whole = (*base, *path)

    def told(about: Rule[..., tuple[object, ...]], where: Place, *words: object) -> Finding:
        return complain(about, where, *words, path=whole)

    named = (step for step in reversed((*base, *path)) if isinstance(step, str))
    name = str(loc[-1]) if kind == "extra_forbidden" else next(named, "the content")
    value = detail["input"]
    context = detail.get("ctx", {})
    if kind == "missing" and isinstance(loc[-1], int):
        wanted = f"a list of at least {loc[-1] + 1} values"
        return told(wordings.wrong_type, document.at(whole), name, _show(value), wanted)
    if kind == "missing":
        names = [str(name) for name in context.get("several", [loc[-1]])]
        columns = [document.column((*whole, name)) for name in names] if document.is_table else []
        return told(wordings.missing_field, document.at(whole), "' and '".join(names), " and ".join(columns))
    where = document.at(whole, key=kind == "extra_forbidden" or loc[-1] == "[key]")
    if kind == "extra_forbidden":
        known = fields_at(model, loc[:-1])
        return told(wordings.unknown_field, where, name, suggest(name, known), ", ".join(known))
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        known = words_at(model, (*loc, "kind"))
        word = value.get("kind") if isinstance(value, dict) else value
        return told(wordings.bad_word, where, "kind", _show(word), suggest(str(word), known), ", ".join(known))
    if kind in ("literal_error", "enum"):
        known = words_at(model, loc)
        return told(
            wordings.bad_word, where, name, _show(value), suggest(str(value), known), ", ".join(known), str(value)
        )
    if kind == "no_such_day":
        return told(wordings.out_of_range, where, name, _show(value), "a day of the calendar from 1900 to 2100")
    if kind == "finite_number":
        return told(wordings.out_of_range, where, name, _show(value), "a finite number")
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        bound = context.get("ge", context.get("le", context.get("gt", context.get("lt"))))
        compared = {"greater_than_equal": "at least", "less_than_equal": "at most", "greater_than": "more than"}
        limit = f"{compared.get(kind, 'less than')} {bound:g}"
        if kind == "less_than_equal" and bound == 1 and isinstance(value, int | float) and 1 < value <= 100:
            limit += f" ({value / 100:g} for {value:g} %)"
        return told(wordings.out_of_range, where, name, _show(value), limit)
    if kind in ("too_short", "too_long"):
        if not value:
            return told(wordings.wrong_type, where, name, "empty", "at least one entry")
        least, most = context.get("min_length"), context.get("max_length")
        wanted = f"a list of at least {least} values" if kind == "too_short" else f"a list of at most {most} values"
        return told(wordings.wrong_type, where, name, _show(value), wanted)
    if kind.startswith("string_"):
        if kind == "string_type":
            return told(wordings.wrong_type, where, name, _show(value), _WANTED[kind])
        if kind == "string_too_short":
            form = "a text that is not empty"
        elif kind == "string_too_long":
            form = f"a text of at most {context['max_length']} characters"
        else:
            form = _FORMS_BY_NAME.get(name) or _FORMS.get(str(context.get("pattern")), "another one")
        values = [str(each) for each in context.get("several", [value])]
        if any(map(_BETWEEN.search, values)) and (document.is_table or isinstance(path[-1], int)):
            form += "; between several stands a semicolon" if document.is_table else "; each is an item of the list"
        shown = " and ".join(_show(each) for each in values[:5]) if len(values) > 1 else _show(value)
        return told(wordings.bad_form, where, name, shown, form, *values)
    wanted, hint = _wanted(kind, name, value, document.is_table)
    return told(wordings.wrong_type, where, name, _show(value), wanted, hint)


def _wanted(kind: str, name: str, value: object, is_table: bool) -> tuple[str, str]:
    """(the kind of value that is wanted, the cure where it is another than to write one)."""
    wanted = _WANTED.get(kind, "another kind of value")
    text = value.strip() if isinstance(value, str) else ""
    if wanted == "a whole number":
        wanted = "a number without quotation marks" if str(value).isdecimal() else _YEARS.get(name, wanted)
        if is_table and name == "end":
            wanted = "a year (2010), or 'running' for what goes on"
    elif kind == "float_type" and (percent := _PERCENT.match(text)):
        wanted = f"a number without a sign ({float(percent[1].replace(',', '.')) / 100:g})"
    elif kind == "float_type" and (grouped := _THOUSANDS.fullmatch(text)):
        wanted = f"a number without blanks ({re.sub(r'[^0-9.,]', '', grouped[0]).replace(',', '.')})"
    elif kind == "float_type" and re.fullmatch(r"[-+]?\d+,\d+", text):
        wanted = f"a number with a decimal point ({text.replace(',', '.')})"
    if text.casefold() in NOTHING:
        return wanted, "leave the cell empty" if is_table else "leave the field out where nothing is documented"
    return wanted, ""
