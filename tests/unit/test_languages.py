"""Languages: a result told in German, forms of names as data, and what is wrong with a catalogue."""

from __future__ import annotations

import gettext
import re
import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.numbers import get_group_symbol

from ceecluster import assets, catalogue_faults, catalogues, translation
from ceecluster.blocks import Date, Marked, Names, Number, Ref, Share, Statement
from ceecluster.catalogue_faults import faults_of, strings_of
from ceecluster.catalogues import Catalogue, catalogue, known
from ceecluster.errors import UsageError
from ceecluster.locales import chart_locale
from ceecluster.model.base import Worded
from ceecluster.wording import Voice


class Speller:
    """Names of two regions, with a form that Slovene needs."""

    def __init__(self, language: str) -> None:
        self.language = language
        austria = {"sl": {"in": "v Zgornji Avstriji"}}
        self._names = {
            "AT31": Worded.of(
                {"en": "Upper Austria", "de": "Oberösterreich", "sl": "Zgornja Avstrija", "cs": "Horní Rakousko"},
                "",
                austria,
            ),
            "CZ": Worded.of({"en": "Czechia", "de": "Tschechien", "sl": "Češka", "cs": "Česko"}),
        }

    def told(self, ref: Ref) -> tuple[str, str]:
        return self._names[ref.id].told(self.language, ref.form)

    def spell(self, ref: Ref, spelling: object) -> str:
        return self.told(ref)[0]


def test_a_complete_language_lacks_nothing_and_breaks_no_sentence():
    """German is complete: places for values, plural forms and marks are those of the English."""
    found = translation.coverage("de", assets.data())
    assert [f"{fault.where}: {fault.kind}: {fault.text}" for fault in found.faults if fault.kind == "wrong"] == []
    assert found.translated > 0.9 * found.texts
    assert found.named > 0.9 * found.terms


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            'msgid "One record"\nmsgid_plural "%(count)s records"\n'
            'msgstr[0] "Ein Eintrag"\nmsgstr[1] "%(n)s von %(count)s Einträgen"\n',
            "no %(n)s",
        ),
        ('msgid "One record"\nmsgid_plural "%(count)s records"\nmsgstr[0] "Ein Eintrag"\n', "1 of 2 plural forms"),
        ('msgid "Rate: %(text)s."\nmsgstr "Fördersatz."\n', "%(text)s is lost"),
        ('msgid "Rate: %(text)s."\nmsgstr "Fördersatz: %(text) und mehr."\n', "is no place for a value"),
        ('msgid "Rate: %(text)s."\nmsgstr "Fördersatz: %(text)d."\n', "is no place for a value"),
        ('msgid "Rate: %(text)s."\nmsgstr "Fördersatz: 50 % von %(text)s."\n', "is no place for a value"),
        ('msgid "Rate: %(text)s."\nmsgstr "Fördersatz: %(txet.dative)s %(text)s."\n', "no %(txet)s"),
        ('msgid "**Open**"\nmsgstr "Offen"\n', "marks ** differ"),
        ('msgid "[to be named]"\nmsgstr "[zu nennen"\n', "marks ] differ"),
        ('msgid "Year; `undated`"\nmsgstr "Jahr; undated"\n', "marks ` differ"),
        ('msgid "Send to: {office}"\nmsgstr "Senden an: {stelle}"\n', "places in braces differ"),
        (
            'msgid "One record"\nmsgid_plural "%(count)s records"\nmsgstr[0] "Ein Eintrag"\nmsgstr[1] ""\n',
            "1 of 2 plural forms",
        ),
        ('msgid "Rate: %(text)s."\nmsgstr "Satz von %(text.datif)s."\n', "no name in the data has the form 'datif'"),
        ('msgid "Rate: %(text)s."\nmsgstr "Satz: %(text.dative.x)s."\n', "is no place for a value"),
        ('msgid "Rate: %(text)s."\nmsgstr "Satz: %(text.)s."\n', "is no place for a value"),
        ('msgid "Rate: %(text)s."\nmsgstr "Satz: %(text)s (%(text)s)."\n', "more often than in the English"),
        ('msgid "Rate: %(text)s."\nmsgstr "Satz: %(text)s.\\n"\n', "space at an end differs"),
        ('msgid "Rate: %(text)s."\nmsgstr " Satz: %(text)s."\n', "space at an end differs"),
        ('msgid "Rate: %(text)s."\nmsgstr "Satz: *%(text)s*."\n', "marks * differ"),
        ('msgid "Rate: %(text)s."\nmsgstr "<b>Satz</b>: %(text)s."\n', "marks < > differ"),
        ('msgid "Rate: %(text)s."\nmsgstr "Satz: {{ x }} %(text)s."\n', "marks { } differ"),
        ('msgid "Rate: %(text)s."\nmsgstr "Satz: %(text)s.\ue000"\n', "nobody sees, U+E000"),
        ('msgid "Rate: %(text)s."\nmsgstr "Satz\u202e: %(text)s."\n', "nobody sees, U+202E"),
        ('msgid "Rate: %(text)s."\nmsgstr "Satz\0: %(text)s."\n', "nobody sees, U+0000"),
        ('msgid "Rate: %(text)s."\nmsgstr "Satz\x0b: %(text)s."\n', "nobody sees, U+000B"),
    ],
    ids=[
        *("strange", "plural", "lost", "broken", "other kind", "per cent", "form of a strange name", "bold"),
        *("bracket", "backtick", "brace", "empty plural", "strange form", "form of a form", "empty form", "twice"),
        *(
            "line at the end",
            "space before",
            "emphasis",
            "markup",
            "template",
            "private use",
            "direction",
            "nul",
            "tab",
        ),
    ],
)
def test_what_is_wrong_with_a_catalogue_is_named_with_its_line(
    message: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A wrong place or plural form has a file and a line."""
    written(tmp_path, message, monkeypatch)
    texts = {
        "Rate: %(text)s.": "templates/words/terms.j2:1",
        ("One record", "%(count)s records"): "templates/words/x.j2:1",
        "**Open**": "templates/words/x.j2:2",
        "[to be named]": "templates/words/x.j2:3",
        "Year; `undated`": "templates/words/x.j2:4",
        "Send to: {office}": "templates/form.yaml:5",
    }
    wrong = [fault for fault in faults_of("de", texts, FORMS)[0] if fault.kind == "wrong"]
    assert len(wrong) == 1
    assert wrong[0].where == "locale/de/LC_MESSAGES/ceecluster.po:6"
    assert told.removeprefix("no ") in wrong[0].text


@pytest.mark.parametrize(
    ("message", "kind", "where"),
    [
        ("", "missing", "templates/words/terms.j2:7"),
        ('msgid "Rate: %(text)s."\nmsgstr ""\n', "missing", "templates/words/terms.j2:7"),
        ('#, fuzzy\nmsgid "Rate: %(text)s."\nmsgstr "Satz: %(text)s."\n', "fuzzy", "ceecluster.po:7"),
    ],
    ids=["not there", "empty", "fuzzy"],
)
def test_what_is_missing_is_named_where_it_stands(
    message: str, kind: str, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A missing text has the place of its English, a fuzzy one that in the catalogue."""
    written(tmp_path, message, monkeypatch)
    found = faults_of("de", {"Rate: %(text)s.": "templates/words/terms.j2:7"}, FORMS)[0]
    assert [(fault.kind, fault.where.endswith(where)) for fault in found] == [(kind, True)]


def test_a_catalogue_that_cannot_be_read_names_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A line that belongs to nothing is a wrong call with file and line, never a traceback."""
    written(tmp_path, 'msgid "Rate"\nSatz\n', monkeypatch)
    with pytest.raises(UsageError, match=r"ceecluster\.po:\d+"):
        catalogues.read_catalogue("de")


FORMS = frozenset({"dative"})
"""The forms that names have in the data."""
HEAD = 'msgid ""\nmsgstr ""\n"Language: de_AT\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
RATE = 'msgid "Rate"\nmsgstr "Satz"\n'
MANY = 'msgid "Record"\nmsgid_plural "Records"\nmsgstr[0] "Eintrag"\nmsgstr[1] "Einträge"\n'


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (HEAD + RATE, 0, ""),
        (HEAD + RATE.removesuffix('"\n') + "\n", 7, "no keyword with a text"),
        (HEAD + RATE + "\n" + RATE, 9, "stands in line 6 already: Rate"),
        (HEAD + "msgidd" + RATE.removeprefix("msgid"), 6, "no keyword with a text"),
        (HEAD + 'msgid "Rate"\nmsgid_plural "Rates"\nmsgstr[2] "Sätze"\n', 6, "more translations"),
        (RATE, 1, "the head has no Language"),
        (RATE.replace('"Rate"', '""\n"Rate"'), 1, "the head has no Language"),
        (HEAD.replace("de_AT", "fr") + RATE, 3, "another language"),
        (HEAD.replace("de_AT", "deutsch oder so") + RATE, 3, "expected only letters"),
        (HEAD.replace("de_AT", "de_XX") + RATE, 3, "another language"),
        (HEAD.replace('"Plural', '"Content-Type: text/plain; charset=klingon\\n"\n"Plural') + RATE, 4, "klingon"),
        (HEAD.replace('"Plural', '"Content-Type: text/plain; charset=latin-1\\n"\n"Plural') + RATE, 4, "in UTF-8"),
        (HEAD.replace("nplurals=2", "nplurals=3") + RATE, 4, "3 plural forms; the language has 2"),
        (HEAD.replace("nplurals=2", "nplurals=99999999999") + RATE, 4, "no language has 99999999999 plural forms"),
        (HEAD.replace("(n != 1)", "(n !==") + RATE, 4, "no rule"),
        (HEAD.replace("(n != 1)", "n") + RATE, 4, "no rule"),
        (HEAD.replace("(n != 1)", "n/0") + RATE, 4, "no rule"),
        (HEAD.replace("(n != 1)", "0-1") + RATE, 4, "no rule"),
        (HEAD.replace("(n != 1)", "(" * 500 + "n" + ")" * 500) + RATE, 4, "no rule"),
        (HEAD.replace("(n != 1)", "(n > 1)") + RATE, 4, "another form for 0 than: nplurals=2; plural=(n != 1)"),
        ((HEAD + RATE).replace("Satz", "Sätze").encode("latin-1"), 7, "decode"),
        ((HEAD + RATE).encode("utf-16"), 1, "decode"),
        ((HEAD + RATE).encode("utf-8-sig"), 1, "byte order mark"),
        ((HEAD + RATE).replace("\n", "\r").encode(), 1, "ends with CR alone"),
        ((HEAD + RATE).replace("\n", "\r\n").encode(), 0, ""),
        (HEAD + RATE + "\n" + '"und mehr"\n', 9, "belongs to none"),
        (HEAD + RATE + 'msgstr "Rate"\n', 8, "a second msgstr of one text"),
        (HEAD + RATE.replace("Satz", "Satz\\q"), 7, "no such escape: \\q"),
        (HEAD + "#, fuzy\n" + RATE, 6, "no flag of a text: fuzy"),
        (HEAD + "#, c-format\n" + RATE, 6, "no flag of a text: c-format"),
        (HEAD + MANY.replace("msgstr[1]", "msgstr[x]"), 9, "no keyword with a text"),
        (HEAD + MANY.replace("msgstr[1]", "msgstr[2]"), 6, "more translations"),
        (HEAD + "<<<<<<< HEAD\n" + RATE, 6, "no keyword with a text"),
        ("", 1, "the head has no Language"),
        (HEAD + 'msgid "Rate"\n', 6, "missing msgstr"),
    ],
    ids=[
        *(
            "whole",
            "quotation mark",
            "twice",
            "keyword",
            "too many forms",
            "no head",
            "no head, and a long text",
            "other language",
            "no language",
        ),
        *("no region", "no charset", "other charset", "forms", "too many to hold", "rule", "rule beyond its forms"),
        *("rule that divides", "rule below", "deep rule", "rule of another language", "latin-1", "utf-16"),
        *("byte order mark", "cr", "cr lf", "text of none", "second text", "escape", "flag", "format", "no number"),
        *("gap", "conflict", "empty", "cut off"),
    ],
)
def test_what_is_wrong_with_the_file_of_a_catalogue_has_a_line(
    content: str | bytes, line: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Lines that Babel passes over, texts that stand twice, the head and the encoding: never a traceback."""
    file = written(tmp_path, "", monkeypatch)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    found, _ = faults_of("de", {"Rate": "templates/words/x.j2:1"}, FORMS)
    faults = [fault for fault in found if fault.kind == "wrong"]
    if not line:
        assert found == []
    else:
        assert faults[0].where == f"locale/de/LC_MESSAGES/ceecluster.po:{line}"
        assert told in faults[0].text


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (HEAD + RATE + '\nmsgid "Rates, as they were"\nmsgstr "Sätze"\n', 9, "nobody says this any more: Rates, as"),
        (HEAD + RATE + '\n#~ msgid "Gone"\n#~ msgstr "Fort"\n', 9, "nobody says this any more: Gone"),
        (HEAD + 'msgctxt "menu"\n' + RATE, 7, "no text has a context (msgctxt): Rate"),
        (
            HEAD + RATE + "\n" + MANY.replace("Records", "All records"),
            9,
            "the English for many is another: All records",
        ),
    ],
    ids=["unknown", "obsolete", "context", "plural"],
)
def test_what_a_catalogue_holds_beside_its_texts_has_a_line(
    content: str, line: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A translation that nothing asks for was passed over in silence: it hides the text that it was meant for."""
    written(tmp_path, "", monkeypatch).write_text(content, encoding="utf-8")
    found, _ = faults_of("de", {"Rate": "templates/words/x.j2:1", ("Record", "Records"): "templates/x.j2:2"}, FORMS)
    assert [(fault.kind, fault.where, told in fault.text) for fault in found if fault.kind == "wrong"] == [
        ("wrong", f"locale/de/LC_MESSAGES/ceecluster.po:{line}", True)
    ]


@pytest.mark.parametrize(("many", "wrong"), [("%(count)s Einträge", 0), ("viele Einträge", 1)])
def test_only_a_form_for_one_count_may_leave_the_number_out(
    many: str, wrong: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """One record needs no number; records do."""
    message = 'msgid "One record"\nmsgid_plural "%(count)s records"\nmsgstr[0] "Ein Eintrag"\nmsgstr[1] '
    written(tmp_path, f'{message}"{many}"\n', monkeypatch)
    found = faults_of("de", {("One record", "%(count)s records"): "templates/words/x.j2:1"}, FORMS)[0]
    assert [fault.text for fault in found] == ["%(count)s is lost: viele Einträge"] * wrong


@pytest.mark.parametrize("language", [each for each in catalogues.languages() if each != "en"])
def test_every_form_of_a_name_that_a_translation_asks_for_stands_in_the_data(language: str):
    """A form that no name has would be passed over: the name itself would stand there."""
    asked = translation.forms_asked(language)
    texts = "\n".join(path.read_text(encoding="utf-8") for path in assets.data().glob("*.yaml"))
    assert asked
    assert {form for form in asked if f"{form}:" not in texts} == set()


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("vocabulary", '    name: {en: "Networking'),
        ("network", '      de: "Politik"'),
        ("criteria", '        de: "In der Wirtschafts- oder Innovationsstrategie ein Kapitel'),
        ("actions", '  de: "Ergebnisse'),
    ],
)
def test_a_term_without_a_name_is_named_with_its_line(name: str, begins: str, tmp_path: Path):
    """A term of any framework file that the language lacks has the file and line of its text."""
    shutil.copytree(assets.data(), tmp_path / "data")
    file = tmp_path / "data" / f"{name}.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith(begins))
    lines[at] = re.sub(r", de: \"[^\"]*\"", "", lines[at]) if "{" in lines[at] else ""
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    terms = [where for where, text in translation._terms(tmp_path / "data") if "de" not in text.translations]
    assert [where.rpartition("/")[2].partition(":")[0] for where in terms] == [f"{name}.yaml"]
    assert at - 1 <= int(terms[0].rpartition(":")[2]) <= at + 1


@pytest.mark.parametrize("name", ["network", "vocabulary", "criteria", "actions"])
def test_a_file_of_terms_that_cannot_be_read_is_named(name: str, tmp_path: Path):
    """Its terms would be missing from the count, and each text that asks for a form of a name be wrong instead."""
    shutil.copytree(assets.data(), tmp_path / "data")
    file = tmp_path / "data" / f"{name}.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\nmore: [\n", encoding="utf-8")
    faults = translation.coverage("de", tmp_path / "data").faults
    assert [(fault.kind, fault.where.rpartition("/")[2].partition(":")[0]) for fault in faults] == [
        ("wrong", f"{name}.yaml")
    ]


@pytest.mark.parametrize(
    ("forms", "german", "english"),
    [
        ({"de": {"dativ": "der Slowakei"}}, [], []),
        ({"de": {"datif": "der Slowakei"}}, ["no text asks for the form 'datif', they ask for akkusativ, dativ"], []),
        ({"dx": {"dativ": "der Slowakei"}}, [], ["forms in 'dx', in which it has no name: Slovakia"]),
    ],
)
def test_a_form_that_no_text_asks_for_is_wrong(forms: dict[str, dict[str, str]], german: list[str], english: list[str]):
    """Misspelt in the data it would be passed over, and the name itself stand in the sentence."""
    text = Worded.of({"en": "Slovakia", "de": "Slowakei"}, "", forms)
    told = [list(translation._form_faults(language, text)) for language in ("de", "en")]
    assert [len(each) for each in told] == [len(german), len(english)]
    assert all(found.startswith(start) for found, start in zip(told[0] + told[1], german + english, strict=True))


def test_the_page_says_how_far_each_language_is():
    """The table of the how-to is what the coverage is: complete, or below a tenth."""
    page = (assets.root() / "docs" / "how-to" / "translate.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (\w+) \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    found = [translation.coverage(each, assets.data()) for each in catalogues.languages() if each != "en"]
    assert told[1:] == [(one.language, far(one.translated, one.texts), far(one.named, one.terms)) for one in found]


def far(done: int, whole: int) -> str:
    """How far a language is, in words that hold while texts are added."""
    return "complete" if done == whole else f"below {10 * (10 * done // whole + 1)} %"


def written(folder: Path, message: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A German catalogue with one message, which is read instead of ours."""
    file = folder / "locale" / "de" / "LC_MESSAGES" / "ceecluster.po"
    file.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    file.write_text(head + message, encoding="utf-8")
    monkeypatch.setattr(catalogue_faults, "file_of", lambda language: file)
    monkeypatch.setattr(catalogues, "file_of", lambda language: file)
    monkeypatch.setattr(translation.assets, "root", lambda: folder)
    return file


def test_numbers_dates_lists_and_shares_are_those_of_the_language():
    """Babel writes them; English stays as the files have it."""
    german, english = Voice(Speller("de"), "de"), Voice(Speller("en"), "en")  # type: ignore[arg-type]
    assert german.plain(Date("2026-11-23")) == "23. November 2026"
    assert english.plain(Date("2026-11-23")) == "2026-11-23"
    assert german.plain(Date("2026-11")) == "November 2026"
    assert german.plain(Names((Ref("region", "AT31"), Ref("region", "CZ")))) == "Oberösterreich und Tschechien"
    assert german.plain(Share(0.595, (0.6,))) == "59,5\N{NO-BREAK SPACE}%"


def test_a_translation_asks_for_a_form_of_a_name(monkeypatch: pytest.MonkeyPatch):
    """A sentence never bends a name: its language asks for the form, and the data have it, or the name stands."""
    texts = {"Neighbours: %(regions)s.": "Grozdi %(regions.in)s."}
    monkeypatch.setattr("ceecluster.wording.catalogue", lambda language: Catalogue(language, texts))
    voice = Voice(Speller("sl"), "sl")  # type: ignore[arg-type]
    assert (
        voice.plain(Statement("items.neighbours", {"regions": Ref("region", "AT31")})) == "Grozdi v Zgornji Avstriji."
    )
    assert voice.plain(Statement("items.neighbours", {"regions": Ref("region", "CZ")})) == "Grozdi Češka."


def test_a_translation_sets_each_name_of_a_list_in_its_quotation_marks(monkeypatch: pytest.MonkeyPatch):
    """Names that are phrases cannot be told apart in a sentence; what goes over the limit of a list is no name."""
    texts = {"Neighbours: %(regions)s.": "Sousedé: %(regions.quoted)s.", "'%(name)s'": "„%(name)s“"}
    more = {"one more": ("jeden další", "%(count)s další", "%(count)s dalších")}
    monkeypatch.setattr("ceecluster.wording.catalogue", lambda language: Catalogue(language, {**texts, **more}))
    voice = Voice(Speller("cs"), "cs")  # type: ignore[arg-type]
    regions = (Ref("region", "AT31"), Marked("strong", Ref("region", "CZ")), Ref("region", "AT31"))
    told = [voice.plain(Statement("items.neighbours", {"regions": Names(regions, limit)})) for limit in (2, None)]
    assert told == [
        "Sousedé: „Horní Rakousko“, „Česko“ a\N{NO-BREAK SPACE}jeden další.",
        "Sousedé: „Horní Rakousko“, „Česko“ a\N{NO-BREAK SPACE}„Horní Rakousko“.",
    ]
    assert voice.lacking == set()


def test_what_a_language_lacks_stands_in_english_with_a_mark(monkeypatch: pytest.MonkeyPatch):
    """A draft shows what is not translated; the voice knows it, so that a complete document can be refused."""
    monkeypatch.setattr("ceecluster.wording.catalogue", lambda language: Catalogue(language, {}))
    voice = Voice(Speller("hr"), "hr")  # type: ignore[arg-type]
    told = voice.plain(Statement("items.neighbours", {"regions": Ref("region", "AT31")}))
    assert re.fullmatch(r"Neighbours: Upper Austria\. \[EN\]", told)
    assert voice.lacking == {"Neighbours: %(regions)s.", "Upper Austria"}


def test_a_language_without_a_catalogue_is_refused():
    """An unknown language is a wrong call, with the known ones."""
    with pytest.raises(UsageError, match="unknown language 'xx'"):
        catalogues.known("xx")


def test_a_count_takes_the_form_of_the_language():
    """None, one, two and many: German has two forms; a language of four has each, whatever the English has."""
    german = Voice(Speller("de"), "de")  # type: ignore[arg-type]
    told = [german.plain(Statement("items.records", {"count": count})) for count in (0, 1, 2, 21)]
    assert told == ["0 Einträge", "Ein Eintrag", "2 Einträge", "21 Einträge"]
    forms = ("%(count)s vpis", "%(count)s vpisa", "%(count)s vpisi", "%(count)s vpisov")
    read = Catalog(locale="sl")
    slovene = Catalogue("sl", {"One record": forms}, gettext.c2py(read.plural_expr))
    counts = (0, 1, 2, 3, 4, 5, 21, 101, 102, 104, 111)
    assert [slovene.ngettext("One record", "records", n, set().add) % {"count": n} for n in counts] == [
        "0 vpisov", "1 vpis", "2 vpisa", "3 vpisi", "4 vpisi", "5 vpisov", "21 vpisov", "101 vpis", "102 vpisa",
        "104 vpisi", "111 vpisov",
    ]  # fmt: skip


def test_thousands_decimals_and_months_are_those_of_austria():
    """The head of the German catalogue names its locale: Jänner."""
    german, english = Voice(Speller("de"), "de"), Voice(Speller("en"), "en")  # type: ignore[arg-type]
    assert german.plain(Date("2026-01-07")) == "7. Jänner 2026"
    group = get_group_symbol("de_AT")
    assert german.plain(Number(1250000.5, None)) == f"1{group}250{group}000,5"
    assert english.plain(Number(1250000.5, None)) == "1,250,000.5"


def test_a_region_says_whose_numbers_and_months_are_written():
    """The texts are those of the language; Austria has Jänner, Germany Januar. An unknown region is named."""
    assert known("de_AT") == "de-AT"
    assert catalogue("de-AT").gettext("region", str) == catalogue("de").gettext("region", str) == "Region"
    voices = {tag: Voice(Speller("de"), tag) for tag in ("de", "de-AT", "de-DE")}  # type: ignore[arg-type]
    assert {tag: voice.date("2027-01") for tag, voice in voices.items()} == {
        "de": "Jänner 2027",
        "de-AT": "Jänner 2027",
        "de-DE": "Januar 2027",
    }
    assert {voice.language for voice in voices.values()} == {"de"}
    with pytest.raises(UsageError, match="unknown region 'XX'"):
        known("de-XX")
    with pytest.raises(UsageError, match="unknown language 'xx-AT'"):
        known("xx-AT")


@pytest.mark.parametrize("language", ["xx", "DE", "de-", "de_", " de", "de,en", ""])
def test_what_is_no_language_is_refused(language: str):
    """In one writing, and whole: a language that is nearly one would be another file."""
    with pytest.raises(UsageError, match="unknown language"):
        known(language)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de_AT", "languages de --"),
        ("DE", "languages de --"),
        ("EN", "languages en --"),
        ("pt_BR", "languages pt --"),
        ("sr_Latn", "languages sr --"),
        ("de-AT", "for example"),
        ("../x", "for example"),
        ("xx", "for example"),
    ],
)
def test_a_catalogue_is_begun_for_a_language_alone(language: str, told: str):
    """A region stands in the head; a folder of another name would be found by no `--language`."""
    with pytest.raises(UsageError, match=re.escape(told)):
        translation.updated(language)


@pytest.mark.parametrize("broken", ["n/0", "n", "(n !==", "0-1"])
def test_a_document_is_refused_where_the_head_has_no_rule(broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Nothing is told in a language whose plural forms nobody knows: the refusal names the file."""
    written(tmp_path, "", monkeypatch).write_text(HEAD.replace("(n != 1)", broken) + RATE, encoding="utf-8")
    catalogue.cache_clear()
    try:
        with pytest.raises(UsageError, match=r"ceecluster\.po: see `ceecluster languages de`"):
            catalogue("de")
    finally:
        catalogue.cache_clear()


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@pytest.mark.parametrize("language", [each for each in catalogues.languages() if each != "en"])
def test_no_translation_has_other_figures_than_its_english(language: str):
    """Whatever a statement is told of: its places are checked as places, and the digits beside them stand here."""
    wrong = []
    for message in catalogues.read_catalogue(language):
        texts = [message.id] if isinstance(message.id, str) else list(message.id)
        # An ordinal may be written in digits.
        allowed = [figures(text) for text in texts] + [
            str(ORDINALS.index(text) + 1) for text in texts if text in ORDINALS
        ]
        wrong += [text for text in strings_of(message) if texts[0] and text and figures(text) not in allowed]
    assert wrong == []


def figures(text: str) -> str:
    """The digits of a text beside its places, in any order."""
    return " ".join(sorted(re.findall(r"\d+", re.sub(r"%\([\w.]+\)s|\{\w+\}", "", text))))


def test_a_drawing_writes_percentages_as_its_language_does() -> None:
    """A German axis has a space before the sign, as the German text has; a Polish one has none."""
    assert chart_locale("de")["number"]["percent"] == "\N{NO-BREAK SPACE}%"  # type: ignore[index]
    assert chart_locale("pl")["number"]["percent"] == "%"  # type: ignore[index]
