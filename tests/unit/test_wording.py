"""Values pass through templates and come out as values, whatever they hold; what is wrong in a template is named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from ceecluster.blocks import (
    Column,
    Limit,
    Listing,
    Marked,
    Names,
    Number,
    Paragraph,
    Ref,
    Section,
    Share,
    Spelling,
    Statement,
    Table,
    Text,
    Word,
    table,
)
from ceecluster.errors import UsageError
from ceecluster.model.base import Worded
from ceecluster.names import Speller
from ceecluster.wording import Backing, Voice, told_in
from ceecluster.words.cited import named
from factories import frozen, make_inventory, make_programme, make_world

HOSTILE = "**x** <script> {{ 7*7 }} | ` \ue0000\ue001 [a](javascript:b)"


@dataclass(frozen=True)
class Given:
    """What the templates of these tests are given."""

    text: object = ""
    many: tuple[object, ...] = ()


@pytest.fixture
def names() -> Speller:
    """Names of a small network."""
    return Speller(make_world(make_inventory("AT31")))


def own(folder: Path, text: str, name: str = "own.md.j2") -> Path:
    """A user's folder with one template."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def read(names: Speller, folder: Path, source: str, **given: object):
    """The blocks of a template."""
    return Voice(names, templates=own(folder, source)).read("own.md.j2", Given(**given))


def test_data_is_never_markup(names: Speller, tmp_path: Path):
    """A text from a file comes out as it went in: no emphasis, no link, no token of ours, no template."""
    made = read(names, tmp_path, "# T\n\n*{{ text }}* stays", text=HOSTILE)
    assert made.blocks == (Paragraph(Text((Marked("emphasis", HOSTILE), " stays"))),)


def test_headings_nest(names: Speller, tmp_path: Path):
    """A heading holds what stands under it, until one of its level or above."""
    made = read(names, tmp_path, "# T\n\na\n\n## A\n\n### B\n\nb\n\n## C\n\n- c\n- d\n")
    assert made.title == "T"
    assert made.blocks == (
        Paragraph("a"),
        Section("A", (Section("B", (Paragraph("b"),)),)),
        Section("C", (Listing(((Paragraph("c"),), (Paragraph("d"),))),)),
    )


def test_a_value_is_asked_for_its_fields(names: Speller, tmp_path: Path):
    """Fields, items, comparisons and loops see the value; only its place in the text is opaque."""
    text = "{% for one in many if one.id != 'B' %}\n{{ one }} {{ one.kind == 'region' }}\n{% endfor %}"
    made = read(names, tmp_path, text, many=(Ref("region", "AT31"), Ref("region", "B")))
    assert made.blocks == (Paragraph(Text((Ref("region", "AT31"), " True"))),)


@pytest.mark.parametrize(
    ("text", "told"), [("Inc.", "By Inc."), ("Inc", "By Inc."), ("and so on...", "By and so on..."), (".", "By .")]
)
def test_an_abbreviation_brings_its_full_stop(names: Speller, tmp_path: Path, text: str, told: str):
    """A sentence that ends with what ends in a full stop has one; the next sentence stays apart."""
    voice = Voice(names, templates=own(tmp_path, "# T\n\nBy {{ text }}.\n\n{{ text }}. And\n\n{{ text }}..."))
    blocks = voice.read("own.md.j2", Given(text)).blocks
    assert [voice.plain(block.text) for block in blocks] == [told, f"{told[3:]} And", f"{text}..."]


def test_a_sentence_as_a_name_has_no_full_stop():
    """An issue may be written as a sentence; within another it is a name."""
    issues = {"ISS-A": Worded.of({"en": "Needs are stated.", "de": "Bedarf steht fest."}), "ISS-B": Worded("Plain")}
    made = make_world(make_inventory("AT31"))
    world = made.model_copy(update={"network": made.network.model_copy(update={"issues": issues})})
    spelled = [Speller(world, language).name(Ref("term", code)) for language in ("en", "de") for code in issues]
    assert spelled == ["Needs are stated", "Plain", "Bedarf steht fest", "Plain"]


def test_a_table_stands_alone(names: Speller, tmp_path: Path):
    """A table is a block; inside a sentence it has no place."""
    rows = table("t", "T", (Column(Word("year"), lambda year: year, header=True),), (1, 2))
    assert read(names, tmp_path, "{{ text }}\n\n{{ text }}", text=rows).blocks == (rows, rows)
    with pytest.raises(UsageError, match=r"own\.md\.j2.*inside a sentence"):
        read(names, tmp_path / "b", "See {{ text }}.", text=rows)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n{{ nothing }}", r"own\.md\.j2:2.*'nothing' is undefined"),
        ("a\n\n{% if %}", r"own\.md\.j2:3"),
        ("{{ text.parts }}", r"own\.md\.j2:1.*no text"),
        ("![a](b.png)", r"own\.md\.j2.*image"),
        ("{{ ''.__class__ }}", r"own\.md\.j2:1"),
        ("a \ue0009\ue001", "private-use"),
    ],
)
def test_what_is_wrong_names_file_and_line(names: Speller, tmp_path: Path, text: str, said: str):
    """A user's template can do anything wrong; the answer is a sentence with the place."""
    with pytest.raises(UsageError) as caught:
        read(names, tmp_path, text, text=Text(("a",)))
    assert caught.match(said)


def test_a_copy_may_hold_only_what_it_changes(names: Speller, tmp_path: Path):
    """The macro of a user's copy is taken; those that it lacks come from ours."""
    folder = own(tmp_path, "{% macro heading() %}What became of it{% endmacro %}", "words/trend.j2")
    voice = Voice(names, templates=folder)
    assert voice.plain(Statement("trend.heading")) == "What became of it"
    assert voice.plain(Statement("trend.years")) == "Year by year: the plain index, which counts who is on record"
    with pytest.raises(UsageError, match=r"words/trend\.j2 has no macro 'none'"):
        voice.say(Statement("trend.none"))


def test_numbers_and_lists(names: Speller):
    """Missing is –, never NaN or −0; a list is counted beyond its limit; a share is a whole percentage."""
    voice = Voice(names)
    assert voice.plain(Number(None)) == "–"
    assert voice.plain(Number(-0.001)) == "0.00"
    assert voice.plain(Number(-0.25, signed=True)) == "−0.25"
    assert voice.plain(Share(2 / 3)) == "67 %"
    assert [voice.plain(Share(part)) for part in (0, 0.004, 0.997, 1)] == ["0 %", "<1 %", ">99 %", "100 %"]
    assert voice.plain(Names(("a", "b", "c"))) == "a, b and c"
    assert voice.plain(Names(("a", "b", "c", "d"), 2)) == "a, b and 2 more"
    assert Voice(names, "de").plain(Number(0.5)) == "0,50"
    assert Voice(names, "de").plain(Names(("a", "b", "c"))) == "a, b und c"


def test_items_that_hold_lists_stand_between_semicolons(names: Speller):
    """Items that hold a comma or the language's `and` are parted by semicolons; a bracket keeps its commas.

    English has `; and` before the last item, German the semicolon alone: a reader marked `; und` in every list.
    """
    english, german = Voice(names), Voice(names, "de")
    assert english.plain(Names(("A (x, y)", "B", "C"))) == "A (x, y), B and C"
    assert english.plain(Names(("A, x", "B", "C"))) == "A, x; B; and C"
    assert english.plain(Names(("A and B", "C"))) == "A and B; and C"
    assert german.plain(Names(("A (x und y)", "B", "C"))) == "A (x und y); B; C"
    assert german.plain(Names(("A, x", "B", "C", "D"), 2)) == "A, x; B; und 2 weitere"
    assert german.plain(Names((Marked("link", Text(("T", ", ", 2024)), "https://x.example"), "B"))) == "T, 2024; B"
    assert german.plain(Names(("A, B",))) == "A, B"
    assert german.plain(Names(("A and B", "C", "D"))) == "A and B, C und D"
    coded = Ref("term", "OBJ-NETW")
    ours = Voice(Speller(frozen().world))
    assert ours.plain(Names((coded, "B"))) == "Networking and information exchange and B"
    comma = Ref("term", "INS-STRAT")
    assert ours.plain(Names((comma, "B"))) == "Strategy, agenda or plan; and B"
    assert ours.plain(Names((Text(("'", comma, "'")), "B"))) == "'Strategy, agenda or plan' and B"


def test_a_country_is_named_by_what_is_whole(names: Speller):
    """By the network where a region is the country, by the language where its name says that it is a part."""
    world = make_world(make_inventory("AT31"))
    assert names.name(Ref("country", "AT")) == "Austria"
    assert Speller(world, "de").name(Ref("country", "SI")) == "Slowenien"


def test_nothing_is_rounded_over_what_it_is_judged_by(names: Speller):
    """Beside its limit a figure has the digits it takes to stand on its side; a limit has every digit it has."""
    voice = Voice(names)
    assert voice.plain(Share(0.598, (0.6,))) == "59.8 %"
    assert voice.plain(Share(0.6, (0.6,))) == "60 %"
    assert voice.plain(Number(0.3999, limits=(0.4,))) == "0.3999"
    assert voice.plain(Number(0.41, limits=(0.4,))) == "0.41"
    assert [voice.plain(Limit(part)) for part in (0.6, 0.666, 2 / 3, 0.667)] == ["60 %", "66.6 %", "2/3", "66.7 %"]
    assert Voice(names, "de").plain(Share(0.598, (0.6,))) == "59,8\N{NO-BREAK SPACE}%"


def test_a_form_spells_a_code(names: Speller):
    """Code, name, both, or as a label; evidence follows the words it stands behind."""
    voice, ref = Voice(names), Ref("region", "AT31")
    title = names.name(ref)
    assert title != "AT31"
    assert [voice.plain(ref, spelling) for spelling in Spelling] == ["AT31", title, f"{title} (AT31)", f"AT31 {title}"]
    leaves = list(voice.flat(Statement("trend.heading", evidence=(ref,))))
    assert leaves == ["What changed", Backing((ref,))]


def test_a_code_joins_the_bracket_that_a_name_ends_with():
    """No two brackets in a row."""
    programme = make_programme(name={"en": "Oak Cluster (OC)"})
    names = Speller(make_world(make_inventory("AT31", programme)))
    spelled = names.spell(Ref("record", programme.id), Spelling.BOTH)
    assert spelled == f"Oak Cluster (OC, {programme.id})"


def test_the_column_that_names_the_row_comes_first():
    """Word knows no other."""
    year, head = Column("y", str), Column("h", str, header=True)
    assert isinstance(table("t", "T", (head, year), (1,)), Table)
    with pytest.raises(ValueError, match="come first"):
        table("t", "T", (year, head), (1,))


@pytest.mark.parametrize(
    ("name", "told"),
    [("biosaxony e. V.", "Neighbours: biosaxony e. V."), ("Saxony", "Neighbours: Saxony."), ("and so on ...", None)],
)
def test_a_name_with_a_full_stop_ends_its_sentence(names: Speller, name: str, told: str | None):
    """No sentence ends with two full stops, whatever the name that stands last in it."""
    statement = Statement("items.neighbours", {"regions": Names((Marked("strong", name),))})
    assert Voice(names).plain(statement) == (told or f"Neighbours: {name}")
    assert Voice(names).plain(Text(("p.", "..."))) == "p...."


def test_an_identifier_is_of_no_language():
    """A key, a file or the code of a record is not English: a reader aloud would say it so; data beside names are."""
    voice = Voice(Speller(make_world()), "de")
    told = {text: list(voice.flat(text)) for text in ("ots2007", "structure.csv", "OBJ-A", "2026", "up to 80 %")}
    marked = {text: leaf.target for text, (leaf,) in told.items() if isinstance(leaf, Marked)}
    assert marked == {"ots2007": "zxx", "structure.csv": "zxx", "up to 80 %": "en"}
    name = Marked("quoted", Ref("record", "si-les"), "en")
    assert [told_in(name, spelling) for spelling in Spelling] == ["zxx", "en", "en", "en"]
    assert list(Voice(Speller(make_world())).flat("ots2007")) == ["ots2007"]


def test_a_record_is_named_once_in_its_own_language():
    """Its name in the language of the reader is the title itself: it does not stand behind it a second time."""
    both = make_programme(name={"en": "Cluster strategy", "de": "Clusterstrategie", "hu": "Stratégia"})
    told = {language: Voice(Speller(make_world()), language).plain(named(both)) for language in ("en", "de")}
    assert told == {
        "en": "Cluster strategy (Clusterstrategie) (Stratégia)",
        "de": "Clusterstrategie (Stratégia)",
    }
    assert Voice(Speller(make_world())).plain(named(make_programme(name={"de": "Clusterpreis"}))) == "Clusterpreis"
