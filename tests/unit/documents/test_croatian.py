"""A language from nothing, as docs/how-to/translate.md says: Croatian, for one document, without a line of Python."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.pofile import read_po, write_po
from typer.testing import CliRunner

from ceecluster import assets, catalogues, translation, wording
from ceecluster.blocks import Date, Names, Number, Ref, Share, Statement
from ceecluster.cli.app import app
from ceecluster.documents import document, files_of, voice_of
from ceecluster.study import load
from ceecluster.wording import Voice
from networks import cut_frozen

pytestmark = pytest.mark.slow
RUN = CliRunner()
SENT = Path(__file__).with_name("croatian.yaml")
"""What the translator wrote, by what it tells."""
NAMES = {"AT12": ("Donja Austrija", "u Donjoj Austriji"), "SK": ("Slovačka", "u Slovačkoj")}
LEVELS = {"policy": "politika", "administrative": "uprava", "initiative": "agencije i inicijative"}
TERMS = {
    "OBJ-BRND": "Marketing i brendiranje",
    "OBJ-COOP": "Projekti suradnje poduzeća",
    "OBJ-NETW": "Umrežavanje i razmjena informacija",
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of a checkout without catalogues, with the data of three regions: steps 1 to 4 of the page are done."""
    folder = tmp_path_factory.mktemp("croatian")
    shutil.copytree(assets.templates(), folder / "templates")
    data = cut_frozen(folder / "data", ("AT12", "SK", "HR"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assets, "root", lambda: folder)
        _forget()
        done = RUN.invoke(app, ["languages", "hr", "--update", "-w", str(data)])
        assert done.exit_code == 0, done.output
        assert "hr: 0 of " in done.output
        name(data)
        voice = voice_of(load(data), "hr")
        files_of(document("briefing", load(data), voice), "md", Path("draft.md"), voice, epoch=0)
        fill_in(catalogues.file_of("hr"), voice.lacking)
        _forget()
        yield folder
    _forget()


def _forget() -> None:
    """A catalogue is read once in a run; here it changes."""
    kept = (catalogues.catalogue, translation.forms_asked, wording._environment, wording._macro)
    for each in kept:
        each.cache_clear()


FACTS: dict[str, dict[str, object]] = {
    "briefing.title": {"network": "N", "date": "D"},
    "lists.quoted": {"name": "N"},
    "briefing.asked": {"members": 3, "count": 2},
    "briefing.answer": {"count": 2},
    "briefing.gap": {"objective": "O", "level": "L", "holders": 2, "regions": 3, "missing": "M", "equals": 2},
    "page.open": {"count": 2},
}
"""What finds the English of each sentence, whatever it is today."""


def fill_in(file: Path, draft: set[str]) -> None:
    """The catalogue that the command began, with what the translator sent.

    What else a draft lacks is filled in mechanically, so that another wording of the English breaks no test here.
    """
    sent = _read(SENT)
    nothing = Voice(voice_of(load(file.parents[3]), "en").names, "hr")
    english = {}
    for key, facts in FACTS.items():
        nothing.lacking.clear()
        nothing.plain(Statement(key, facts))
        (text,) = nothing.lacking
        english[text] = sent[key]
    begun = read_po(BytesIO(file.read_bytes()), locale="hr")
    for message in begun:
        texts = [message.id] if isinstance(message.id, str) else [*message.id]
        if told := next((english[text] for text in texts if text in english), None):
            message.string = told if isinstance(told, str) else tuple(told)
        elif draft.intersection(texts):
            message.string = texts[0] if len(texts) == 1 else (texts[1],) * 3
    stream = BytesIO()
    write_po(stream, begun, width=100)
    file.write_bytes(stream.getvalue())


def name(data: Path) -> None:
    """Names of regions with a form, of the terms, and the texts of the network, as the page has them."""
    network, vocabulary = data / "network.yaml", data / "vocabulary.yaml"
    said = _read(network)
    for region in said["regions"]:
        if region["code"] in NAMES:
            region["name"]["hr"], form = NAMES[region["code"]]
            region["forms"] = {"hr": {"u": form}}
    said["title"] = {"en": "Network", "hr": "Mreža"}
    said["secretariat"] = {"en": "The office", "hr": "Ured"}
    for level in said["levels"]:
        level["name"] = {"en": _english(level["name"]), "hr": LEVELS[level["id"]]}
    words = _read(vocabulary)
    for objective in words["objectives"]:
        if objective["code"] in TERMS:
            objective["name"] = {"en": _english(objective["name"]), "hr": TERMS[objective["code"]]}
    for path, body in ((network, said), (vocabulary, words)):
        path.write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _english(text: str | dict[str, str]) -> str:
    return text if isinstance(text, str) else text["en"]


@pytest.fixture(scope="module")
def voice(checkout: Path) -> Voice:
    """The voice that tells it."""
    return voice_of(load(checkout), "hr")


def test_the_command_says_how_far_it_is_and_that_nothing_is_wrong(checkout: Path):
    """What was sent counts; the rest is missing, each with its place, and only `--complete` minds."""
    done = RUN.invoke(app, ["languages", "hr", "--check", "-w", str(checkout)], env={"COLUMNS": "2000"})
    told = re.match(r"hr: (\d+) of (\d+) texts, (\d+) of (\d+) terms\n", done.output)
    assert told, done.output[:200]
    texts, whole, terms, names = map(int, told.groups())
    assert len(FACTS) < texts < whole
    kinds = Counter(re.findall(r"^\S+:\d+: (\w+): ", done.output, re.MULTILINE))
    assert kinds == {"missing": whole - texts, "term": names - terms}
    assert done.exit_code == 0
    assert RUN.invoke(app, ["languages", "hr", "--check", "--complete", "-w", str(checkout)]).exit_code == 1


def test_the_briefing_is_in_croatian_and_complete(checkout: Path, tmp_path: Path):
    """`--complete` writes it, and refuses another document, which is not translated."""
    call = ["-w", str(checkout), "--language", "hr", "--complete"]
    done = RUN.invoke(app, ["report", "briefing", *call, "-o", str(tmp_path / "sazetak.md")])
    assert done.exit_code == 0, (done.output, done.exception)
    text = (tmp_path / "sazetak.md").read_text(encoding="utf-8")
    assert "[EN" not in text.replace("\\", "")
    assert text.startswith("# Mreža: sažetak od 23. studenoga 2026.\n")
    assert "(2 od 3); nema ga u Slovačkoj. Ima i drugih" in text
    assert "Svaka članica (ukupno ih je 3) na sljedećem sastanku donosi 2 odluke." in text
    assert "Odgovoriti na 8 članaka nacrta" in text
    refused = RUN.invoke(app, ["report", "agreement", *call, "-o", str(tmp_path / "sporazum.md")])
    assert re.match(r"agreement lacks \d+ texts in the language 'hr'", str(refused.exception))
    assert not (tmp_path / "sporazum.md").exists()


COUNTED = {
    "briefing.asked": ("donosi 1 odluku", "donosi 2 odluke", "donosi 5 odluka", "donosi 11 odluka", "donosi 21 odluku"),
    "briefing.answer": ("na 1 članak", "na 2 članka", "na 5 članaka", "na 11 članaka", "na 21 članak"),
    "page.open": ("je 1 odlomak;", "su 2 odlomka;", "je 5 odlomaka;", "je 11 odlomaka;", "je 21 odlomak;"),
}


@pytest.mark.parametrize("key", COUNTED)
def test_counts_take_the_form_of_the_language(key: str, voice: Voice):
    """One and twenty-one alike, two to four, five and eleven: three forms, and no rule of ours."""
    facts = {"members": 11} if key == "briefing.asked" else {}
    told = [voice.plain(Statement(key, {"count": count, **facts})) for count in (1, 2, 5, 11, 21)]
    assert [form in text for form, text in zip(COUNTED[key], told, strict=True)] == [True] * 5, told


def test_names_numbers_lists_and_dates_are_those_of_the_language(voice: Voice):
    """The locative with its preposition from the data, `i`, a decimal comma, months in the genitive."""
    regions = Names((Ref("region", "AT12"), Ref("region", "SK")))
    facts = {"objective": Ref("term", "OBJ-BRND"), "level": Ref("level", "policy"), "holders": 1, "regions": 3}
    told = voice.plain(Statement("briefing.gap", {**facts, "missing": regions, "equals": 2}))
    assert "nema ga u Donjoj Austriji i u Slovačkoj. Ima i drugih" in told
    assert voice.plain(regions) == "Donja Austrija i Slovačka"
    assert voice.plain(Number(1250000.5, None)) == "1.250.000,5"
    assert voice.plain(Share(0.595, (0.6,))) == "59,5\N{NO-BREAK SPACE}%"
    assert voice.plain(Date("2027-02-01")) == "1. veljače 2027."
    assert voice.plain(Date("2027-02")) == "veljača 2027."


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Otvorena su %(count)s", "Otvorena\\q su %(count)s", "no such escape"),
        ('msgstr[2] "Otvoreno je %(count)s odlomaka; stoje u [zagradama]."\n', "", "2 of 3 plural forms"),
        ("Otvorena su %(count)s", "Otvorena su dva", "%(count)s is lost"),
        ("%(missing.u)s", "%(missing.lokativ)s", "no name in the data has the form 'lokativ'"),
        ("nplurals=3", "nplurals=2", "more translations than num_plurals"),
        ("n % 100 != 11 ? 0", "n % 100 != 12 ? 0", "another form for 11 than: nplurals=3"),
    ],
    ids=["escape", "form left out", "number lost", "form of a name", "number of forms", "rule"],
)
def test_a_slip_of_the_translator_is_named_with_its_line(old: str, new: str, told: str, checkout: Path):
    """As the page says: file and line, and exit 1."""
    file = catalogues.file_of("hr")
    whole = file.read_text(encoding="utf-8")
    assert old in whole
    file.write_text(whole.replace(old, new), encoding="utf-8")
    _forget()
    done = RUN.invoke(app, ["languages", "hr", "--check", "-w", str(checkout)], env={"COLUMNS": "2000"})
    file.write_text(whole, encoding="utf-8")
    _forget()
    assert done.exit_code == 1
    wrong = [line for line in done.output.splitlines() if ": wrong: " in line]
    assert any(line.startswith("locale/hr/LC_MESSAGES/ceecluster.po:") and told in line for line in wrong), wrong
