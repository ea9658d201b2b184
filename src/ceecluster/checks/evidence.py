"""CC3xx: whether every value rests on something that can be looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from ceecluster.checks.records import Hit, inventory_of, records_of, year_of
from ceecluster.checks.run import Context
from ceecluster.citing import untitled
from ceecluster.errors import suggest
from ceecluster.findings import Severity, mean, rule, say
from ceecluster.model import Evidence
from ceecluster.sources.document import MarkedDict, MarkedList, Path


def _mentions(data: object, trail: list[str | int], inside: bool, found: list[tuple[Path, str]]) -> None:
    """Add (path, source key) for every mention of a source below a trail; `inside` is below `source` or `cite`."""
    # By type, not by `isinstance` of a union: every value of a workspace comes by here.
    if type(data) is MarkedDict:
        for key, value in data.items():
            is_mention = inside or key == "source"
            kind = type(value)
            if kind is str:
                if is_mention:
                    found.append(((*trail, key), value))
            elif (kind is MarkedDict or kind is MarkedList) and not (key == "sources" and not trail):
                trail.append(key)
                listed = key == "cite" or (key == "sources" and kind is MarkedList)
                _mentions(value, trail, is_mention or listed, found)
                trail.pop()
    elif type(data) is MarkedList:
        for index, each in enumerate(data):
            kind = type(each)
            if kind is str:
                if inside:
                    found.append(((*trail, index), str(each)))
            elif kind is MarkedDict or kind is MarkedList:
                trail.append(index)
                _mentions(each, trail, inside, found)
                trail.pop()


def _cited(context: Context) -> list[tuple[Path, str]]:
    """All mentions in the file, found once for all rules that look at them."""
    if "cited" not in context.memo:
        context.memo["cited"] = []
        _mentions(context.document.data, [], False, context.memo["cited"])
    return context.memo["cited"]  # type: ignore[no-any-return]  # put there one line above


@rule("CC301", Severity.ERROR)
def value_without_source(context: Context) -> Iterator[Hit]:
    """An assessed value without a source.

    A score that cannot be looked up cannot be argued with. Every value, a documented absence included, names at least
    one source; a value nobody has a source for is not documented and is left out.
    """
    for index, programme in records_of(context):
        for code, assessment in programme.assessments.items():
            has_value = assessment.evidence in (Evidence.DOCUMENTED, Evidence.ABSENT)
            if has_value and not assessment.source:
                where = context.at("programmes", index, "assessments", code, key=True)
                told = say("{code} of '{record}' has a value but no source", code=code, record=programme.id)
                yield (
                    where,
                    told,
                    context.add("source: [key] or leave it out", "programmes", index, "assessments", code, "source"),
                )


@rule("CC302", Severity.ERROR, needs=("source",))
def record_without_source(context: Context) -> Iterator[Hit]:
    """A record without a source.

    `source` at the record covers all its fields that name none of their own. Without it no field of the record rests
    on anything.
    """
    for index, programme in records_of(context):
        if not programme.source and not programme.example:
            where = context.at("programmes", index)
            told = say("'{record}' names no source", record=programme.id)
            yield where, told, context.add("source: [key of this file's sources]", "programmes", index, "source")


@rule("CC303", Severity.ERROR, needs=("sources",))
def unknown_source(context: Context) -> Iterator[Hit]:
    """A source key that the file does not define.

    Keys are defined under `sources` of the same file. The nearest known key is named.
    """
    if not hasattr(context.file.model, "sources"):
        return
    written = context.document.data.get("sources")
    if written and not isinstance(written, dict):
        return  # a list of sources is told once, as what it is
    # A source with an error in it is left out of the model; it is there all the same.
    known = {*context.file.model.sources, *(written or ())}
    for path, key in _cited(context):
        if key not in known:
            near = suggest(key, known)
            hint, near = mean(near, "define it under sources")
            yield context.at(*path), say("unknown source '{key}'", key=key), hint, near


@rule("CC304", Severity.WARNING)
def unused_source(context: Context) -> Iterator[Hit]:
    """A source that nothing cites.

    Either a fact lost its source, or the source is left over. A key that a misspelt citation seems to mean is told
    there (CC303).
    """
    known = getattr(context.file.model, "sources", None)
    if not known:
        return
    cited = {key for _, key in _cited(context)}
    meant = {suggest(key, known) for key in cited if key not in known}
    for key in known:
        if key not in cited and key not in meant:
            told = say("source '{key}' is not cited", key=key)
            yield context.at("sources", key, key=True), told, "cite it or remove it"


@rule("CC305", Severity.ERROR)
def source_without_place(context: Context) -> Iterator[Hit]:
    """A source without address.

    A title alone cannot be looked up. Give `url`, or `document` for what is not on the web.
    """
    for key, source in getattr(context.file.model, "sources", {}).items():
        if source.url is None and source.document is None:
            told = say("source '{key}' has neither url nor document", key=key)
            yield context.at("sources", key), told, context.add("url: https://…", "sources", key, "url")


@rule("CC306", Severity.WARNING)
def source_without_year(context: Context) -> Iterator[Hit]:
    """A source without year.

    How old evidence is decides what it can support. Give the page's year, or `year: undated` where it shows none.
    """
    for key, source in getattr(context.file.model, "sources", {}).items():
        if source.year is None:
            told = say("source '{key}' has no year", key=key)
            yield context.at("sources", key), told, context.add("year: YEAR or year: undated", "sources", key, "year")


@rule("CC307", Severity.ERROR)
def address_not_http(context: Context) -> Iterator[Hit]:
    """An address that is not http or https.

    Reports make links of addresses; other schemes (`javascript:`, `file:`) are dangerous or lead nowhere.
    """
    for key, source in getattr(context.file.model, "sources", {}).items():
        if source.url is not None and not _is_http(source.url):
            where = context.at("sources", key, "url")
            yield where, say("the address of source '{key}' is not http(s)", key=key), "write https://…"


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


@rule("CC308", Severity.NOTE, needs=("as_of",))
def old_evidence(context: Context) -> Iterator[Hit]:
    """All evidence of a running record is old.

    The newest source of a record that is said to be running is older than the network's limit (`stale_after_years`)
    at the inventory's `as_of`. It may have ended since.
    """
    inventory = inventory_of(context)
    if inventory is None:
        return
    limit = context.framework.network.rules.stale_after_years
    cited: dict[object, set[str]] = {}
    for path, key in _cited(context):
        if path[0] == "programmes":
            cited.setdefault(path[1], set()).add(key)
    for index, programme in records_of(context):
        listed = context.document.data["programmes"][index]
        found = [inventory.sources[key].year for key in cited.get(index, ()) if key in inventory.sources]
        years = [year for year in found if isinstance(year, int)]
        if years and "end" in listed and listed["end"] is None and year_of(inventory.as_of) - max(years) > limit:
            where = context.at("programmes", index)
            told = say("the newest evidence for '{record}' is of {years}", record=programme.id, years=max(years))
            yield where, told, "look for a newer source"


@rule("CC309", Severity.WARNING)
def value_without_reason(context: Context) -> Iterator[Hit]:
    """An assessed value without a note.

    The note says what in the source supports the step, so that another reader would choose the same one.
    """
    for index, programme in records_of(context):
        for code, assessment in programme.assessments.items():
            if assessment.evidence in (Evidence.DOCUMENTED, Evidence.ABSENT) and not assessment.note:
                where = context.at("programmes", index, "assessments", code, key=True)
                told = say("{code} of '{record}' has no note", code=code, record=programme.id)
                yield (
                    where,
                    told,
                    context.add(
                        "note: what in the source supports it", "programmes", index, "assessments", code, "note"
                    ),
                )


@rule("CC310", Severity.ERROR)
def not_applicable_without_reason(context: Context) -> Iterator[Hit]:
    """`not_applicable` without a reason.

    A criterion that does not apply leaves the tree with its weight, which raises the rest; that needs a reason.
    """
    for index, programme in records_of(context):
        for code, assessment in programme.assessments.items():
            if assessment.evidence is Evidence.NOT_APPLICABLE and not assessment.reason:
                where = context.at("programmes", index, "assessments", code, key=True)
                told = say("{code} of '{record}' is not_applicable without a reason", code=code, record=programme.id)
                yield where, told, context.add("reason: …", "programmes", index, "assessments", code, "reason")


@rule("CC311", Severity.WARNING, needs=("as_of",))
def source_from_the_future(context: Context) -> Iterator[Hit]:
    """A source younger than the file.

    A page dated after the file's `as_of` cannot have been read for it: one of the two dates is wrong. So it is with
    `not_before`, the oldest possible year of an undated page.
    """
    as_of = getattr(context.file.model, "as_of", None)
    if as_of is None:
        return
    for key, source in getattr(context.file.model, "sources", {}).items():
        for field, year in (("year", source.year), ("not_before", source.not_before)):
            if isinstance(year, int) and year > year_of(as_of):
                where = context.at("sources", key, field)
                told = say("source '{key}' is of {year}, the file of {as_of}", key=key, year=year, as_of=as_of)
                yield where, told, "mend the year or as_of"
        if isinstance(source.year, int) and source.not_before is not None:
            where = context.at("sources", key, "not_before")
            told = say("source '{key}' has a year and an oldest possible year", key=key)
            yield where, told, "keep the one that is known"


@rule("CC313", Severity.NOTE)
def source_twice(context: Context) -> Iterator[Hit]:
    """One address under two keys.

    Two keys for one page make a fact look twice as well supported as it is.
    """
    seen: dict[str, str] = {}
    for key, source in getattr(context.file.model, "sources", {}).items():
        if source.url is not None and source.url in seen:
            where = context.at("sources", key, key=True)
            told = say("source '{key}' has the same address as '{seen}'", key=key, seen=seen[source.url])
            yield where, told, "use one key"
        elif source.url is not None:
            seen[source.url] = key


@rule("CC314", Severity.NOTE)
def title_is_no_title(context: Context) -> Iterator[Hit]:
    """A source whose title only describes it.

    "Page on …" is what a reader of the page wrote down, not what stands above it; nobody finds a moved page by it. The
    beginnings that count are a rule of the network (`rules.sources.placeholders`). A host or address is no title. Nor
    are the words of the address in small letters, unless the language of the page is on file.
    """
    begins = context.framework.network.rules.sources.placeholders
    for key, source in getattr(context.file.model, "sources", {}).items():
        title = " ".join(source.title.lower().split())
        if title.startswith(begins) or is_host(title) or _is_http(title) or untitled(source):
            where = context.at("sources", key, "title")
            told = say("the title of source '{key}' is a placeholder", key=key)
            yield where, told, "write the title that stands on the page"


@rule("CC315", Severity.NOTE)
def publisher_is_host(context: Context) -> Iterator[Hit]:
    """A source whose publisher is the name of a host.

    An address says where a page lies, not who answers for it. Name the body, the paper or the person.
    """
    for key, source in getattr(context.file.model, "sources", {}).items():
        if source.publisher is not None and is_host(source.publisher):
            where = context.at("sources", key, "publisher")
            told = say("the publisher of source '{key}' is a host, '{publisher}'", key=key, publisher=source.publisher)
            yield where, told, "name who publishes it"


@rule("CC316", Severity.NOTE)
def source_is_a_copy(context: Context) -> Iterator[Hit]:
    """A source on a host that keeps copies.

    Copies vanish, and may differ from the original. Which hosts count is a rule of the network
    (`rules.sources.copies`); an address that holds another address is a copy, too.
    """
    hosts = context.framework.network.rules.sources.copies
    for key, source in getattr(context.file.model, "sources", {}).items():
        if source.url is not None and is_copy(source.url, hosts):
            where = context.at("sources", key, "url")
            told = say("source '{key}' lies on a host of copies", key=key)
            yield where, told, "look for the original, and say so if there is none"


def is_host(text: str) -> bool:
    """Whether a text is nothing but a host's name: docplayer.hu."""
    return _HOST.fullmatch(text.strip()) is not None


@lru_cache(maxsize=10_000)
def is_copy(url: str, hosts: tuple[str, ...]) -> bool:
    """Whether an address lies on one of the hosts (a part of the name between dots, or a domain) or wraps another."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    names = host.split(".")
    domains = (".".join(names[at:]) for at in range(len(names)))
    return not {*names, *domains}.isdisjoint(hosts) or _WRAPPED.search(parts.path) is not None


_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
_WRAPPED = re.compile(r"^/+https?(?::?/+)", re.IGNORECASE)
