"""Hypothesis strategies: inventories as an officer might write them, odd letters and all."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ceecluster.model import Inventory

_LETTERS = st.characters(
    codec="utf-8",
    exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp"),
    include_characters="\n=+-@;\\'\",:#|&*!%{}[]<>~ ",
)
texts = st.one_of(
    st.sampled_from(
        ["NA", "None", "null", "~", "true", "yes", "NO", "010", "1e3", "12:30", "2026-01-01", "=1+1", "0.5"]
    ),
    st.text(_LETTERS, min_size=1, max_size=20),
).filter(lambda text: text == text.strip() and text != "")
words = st.text("abcdefghijklmnopqrstuvwxyzčšž 0123456789", min_size=1, max_size=12).filter(
    lambda text: text == text.strip() and text != ""
)
years = st.integers(1900, 2100)
shares = st.floats(0, 1, allow_nan=False)
amounts = st.one_of(st.integers(0, 10**9), st.floats(0, 1e9, allow_nan=False))
keys = st.sampled_from(["s1", "s2", "S.3", "s_4"])
cited = st.lists(keys, max_size=3, unique=True)


def codes(prefix: str) -> st.SearchStrategy[str]:
    """Codes of one list."""
    return st.sampled_from([f"{prefix}-{name}" for name in ("A", "B2", "C-D")])


def optional(**fields: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    """Fields that may be left out."""
    return fields


def records(required: dict[str, Any], may: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping with fields that must and fields that may stand."""
    return st.fixed_dictionaries(required, optional=may)


year_forms = st.one_of(
    years, records({"year": years}, optional(status=st.sampled_from(["documented", "announced", "approximate"])))
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(-5, 10**6), st.floats(-1e6, 1e6, allow_nan=False), texts)
counts = records({"count": amounts, "what": texts}, optional(as_of=years, source=cited))
programmes = records(
    {
        "id": st.from_regex(r"\Aat31-[a-z0-9]{1,8}\Z"),
        "name": st.dictionaries(st.sampled_from(["en", "de", "hu"]), texts, min_size=1),
        "level": st.lists(words, min_size=1, max_size=2, unique=True),
    },
    optional(
        kind=st.sampled_from(["law", "cluster", "call"]),
        scope=st.sampled_from(["regional", "national"]),
        summary=texts,
        source=cited,
        cite=st.dictionaries(st.sampled_from(["start", "objectives"]), cited.filter(bool), max_size=2),
        conflicts=st.lists(
            records({"field": st.just("start"), "value": scalars, "source": cited.filter(bool)}, {}), max_size=2
        ),
        bodies=st.dictionaries(st.sampled_from(["owner", "payer", "lead"]), texts, min_size=1, max_size=3),
        start=year_forms,
        end=st.one_of(st.none(), year_forms),
        budget=st.lists(
            records(
                {"amount": amounts, "currency": st.just("EUR")}, optional(period=st.tuples(years, years).map(list))
            ),
            max_size=2,
        ),
        objectives=st.lists(
            st.one_of(codes("OBJ"), records({"code": codes("OBJ")}, optional(target=amounts, due=years))), max_size=3
        ),
        instruments=st.lists(
            st.one_of(
                codes("INS"),
                records(
                    {"code": codes("INS")},
                    optional(
                        targets=st.lists(codes("TGR"), max_size=2),
                        open_to=st.one_of(st.just("any"), st.lists(st.sampled_from(["AT12", "CZ"]), min_size=1)),
                    ),
                ),
            ),
            max_size=3,
        ),
        target_groups=st.lists(codes("TGR"), max_size=2),
        funding=st.dictionaries(codes("FND"), st.one_of(st.none(), shares), max_size=3),
        members=st.lists(counts, max_size=3),
        staff=st.lists(records({"fte": amounts}, {}), max_size=2),
        cross_border=st.lists(
            records({"with": st.lists(st.sampled_from(["AT12", "CZ", "SK"]), min_size=1), "what": texts}, {}),
            max_size=2,
        ),
        assessments=st.dictionaries(
            st.sampled_from(["STR-01", "OPS-01"]),
            records({"value": scalars}, optional(source=cited, note=texts)),
            max_size=2,
        ),
        note=texts,
    ),
)
_source = records({"title": texts}, optional(year=st.one_of(years, st.just("undated")), url=texts, note=texts))
bodies = records(
    {"region": st.just("AT31"), "as_of": st.sampled_from(["2026", "2026-11", "2026-11-01"])},
    optional(
        note=texts,
        sources=st.dictionaries(keys, _source, max_size=3),
        priorities=st.dictionaries(
            codes("OBJ"), records({"value": st.integers(0, 4)}, optional(note=texts)), max_size=2
        ),
        programmes=st.lists(programmes, max_size=3, unique_by=lambda record: record["id"]),
    ),
)
inventories = bodies.map(Inventory.model_validate)
