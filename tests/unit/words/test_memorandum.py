"""The draft agreement: what is open is counted, clauses have their evidence, nothing is signed."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ceecluster.agreement import agree
from ceecluster.agreement.grounds import grounds
from ceecluster.blocks import Table, walk
from ceecluster.cli.app import app
from ceecluster.coherence.comparison import compare
from ceecluster.documents import document, files_of, voice_of
from ceecluster.forms.markdown import write_markdown
from ceecluster.scoring.quality import score
from ceecluster.study import load
from ceecluster.words.memorandum import agreement_words
from factories import FROZEN, frozen, make_inventory, make_world
from networks import write_league

UNWORDED = re.compile(r"\b(None|nan|NaN)\b")


def text_of(study, words=None, templates=None) -> str:
    """The draft as Markdown."""
    voice = voice_of(study, templates=templates)
    return write_markdown(document("agreement", study, voice, words), voice)


@pytest.fixture(scope="module")
def text() -> str:
    """The draft of the frozen network."""
    return text_of(frozen())


@pytest.mark.slow
@pytest.mark.fresh
def test_the_same_input_gives_the_same_draft(text: str):
    """Byte for byte, with nothing left unworded and no heading without a text below it."""
    assert text == text_of(load(FROZEN))
    assert not UNWORDED.search(text)
    assert not re.search(r"\n#+ [^\n]*\n\n#", text)


def test_what_is_open_is_counted_on_page_one(text: str):
    """The number on the first page is the number of brackets in the whole text."""
    opened = text.count("\\[")
    assert opened == text.count("\\]")
    cover, first = text.split("\n\n")[1:3]
    assert "Status: DRAFT." in cover
    # The sentence itself shows what a bracket looks like.
    assert first == f"\\[Brackets\\] mark what is open: {opened - 1} passages."


def test_no_stance_is_declared_and_every_clause_on_an_issue_is_open(text: str):
    """In the frozen data nobody has declared a stance: each clause stands in brackets with its note."""
    cases = [case for case in frozen().agreement.cases if case.clause]
    for case in cases:
        assert case.wording == "[intend]"
        (clause,) = re.findall(rf"^\*\*{case.clause}\*\* (.*)$", text, re.MULTILINE)
        assert re.match(r"\\\[These Participants intend to .*; their word is open\.\\\]\[\^\d+\]", clause)
    assert not re.search(r"\b(shall|should)\b", text.split("## Annex A", maxsplit=1)[0])


def test_nothing_is_signed():
    """Office, place, date and signature are blank."""
    study = frozen()
    blocks = document("agreement", study, voice_of(study)).blocks
    (table,) = (block for block in walk(blocks) if isinstance(block, Table) and block.key == "signatures")
    assert all(row[2:] == ("", "", "") for row in table.cells)


def test_a_clause_in_word_has_its_evidence_as_a_comment():
    """The comment at a clause begins inside its bracket's paragraph and says what it rests on."""
    study = frozen()
    voice = voice_of(study)
    made = document("agreement", study, voice)
    (content,) = files_of(made, "docx", Path("a.docx"), voice, epoch=0).values()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        # A hyphen at which no line ends is a mark of Word's own.
        comments, body = (
            re.sub(r"<w:noBreakHyphen ?/>", "\N{NON-BREAKING HYPHEN}", archive.read(f"word/{part}.xml").decode())
            for part in ("comments", "document")
        )
    clauses = sum(bool(case.clause) for case in study.agreement.cases)
    assert comments.count("has declared a stance") == clauses
    for paragraph in re.findall(r"<w:p>.*?</w:p>", body, re.DOTALL):
        plain = re.sub(r"<[^>]+>", "", paragraph)
        if re.match(r"5\.\d+ \[", plain):
            assert "<w:commentRangeStart" in paragraph


def declared(**stances: dict[str, object]):
    """Words of a network of three of which these regions declared something on OBJ-A, for a reader."""

    def read(audience: str):
        world = make_world(*(make_inventory(region, priorities={"OBJ-A": entry}) for region, entry in stances.items()))
        scores = score(world)
        comparison = compare(world, scores=scores, draws=0, least=0)
        return agreement_words(agree(world, audience=audience, draws=0), grounds(world, scores), comparison)

    return read


def test_the_wording_follows_what_was_declared():
    """All: The Participants will. Some: those named will, the others are open. None: all of it is open."""
    yes = {"value": 4, "stance": "support"}
    study = frozen()

    def clause(**stances):
        told = text_of(study, declared(**stances)("public"))
        return next(line for line in told.splitlines() if line.startswith("**5.1**"))

    assert re.match(r"\*\*5\.1\*\* The Participants will pursue", clause(AT31=yes, AT12=yes, CZ=yes))
    some = clause(AT31=yes, AT12=yes, CZ={"value": 4})
    assert "These Participants will pursue" in some
    assert "\\[Further Participants intend to do the same: Czech Republic; their word is open.\\]" in some
    assert clause(AT31={"value": 4}, AT12={"value": 4}).startswith("**5.1** \\[These Participants intend")


def test_fallbacks_stay_in_the_copy_of_the_secretariat():
    """Who objects is named with its reason where the copy may say so; the fallback is the secretariat's alone."""
    secret = {"stance": "object", "reason": "our law forbids it", "fallback": "a later start", "visibility": "network"}
    read, study = declared(AT31={"value": 4, "stance": "support"}, AT12=secret, CZ={"value": 4}), frozen()
    copies = {audience: text_of(study, read(audience)) for audience in ("public", "network", "secretariat")}
    assert [name for name, told in copies.items() if "our law forbids it" in told] == ["network", "secretariat"]
    assert [name for name, told in copies.items() if "a later start" in told] == ["secretariat"]
    assert [name for name, told in copies.items() if "not for publication" in told] == ["network", "secretariat"]


def commented(content: bytes) -> dict[str, str]:
    """The words between the ends of each comment of a Word file, and what the comment says."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        # A hyphen at which no line ends is a mark of Word's own.
        comments, body = (
            re.sub(r"<w:noBreakHyphen ?/>", "\N{NON-BREAKING HYPHEN}", archive.read(f"word/{part}.xml").decode())
            for part in ("comments", "document")
        )
    told = {
        n: re.sub(r"<[^>]+>", "", t)
        for n, t in re.findall(r'<w:comment .*?w:id="(\d+)".*?>(.*?)</w:comment>', comments)
    }
    found = {}
    for number, said in told.items():
        (inside,) = re.findall(
            rf'<w:commentRangeStart w:id="{number}" ?/>(.*?)<w:commentRangeEnd w:id="{number}" ?/>', body
        )
        found[re.sub(r"<[^>]+>", "", inside)] = said
    return found


@pytest.mark.parametrize("audience", ["public", "secretariat"])
def test_each_bracket_on_a_stance_has_who_why_and_fallback_at_it(audience: str):
    """In Word, at the words in the bracket; a fallback is in the secretariat's copy alone, on file or not."""
    secret = audience == "secretariat"
    yes = {"value": 4, "stance": "support"}
    no = {"stance": "object", "reason": "our law forbids it", "fallback": "a later start", "visibility": "public"}
    later = {"stance": "reserve", "date": "2026-10-02", "visibility": "public"}
    study = frozen()
    voice = voice_of(study)
    said: dict[str, str] = {}
    for stances in ({"AT31": yes, "AT12": no, "CZ": yes}, {"AT31": yes, "AT12": later, "CZ": {"value": 4}}):
        made = document("agreement", study, voice, declared(**stances)(audience))
        (content,) = files_of(made, "docx", Path("a.docx"), voice, epoch=0).values()
        found = {words: told for words, told in commented(content).items() if told.startswith("Who: ")}
        said |= {words: told for words, told in found.items() if not told.startswith("Who: this draft;")}
    objects, reserves, waits = (
        next(told for words, told in said.items() if part in words) for part in ("objects", "reserves", "[Further")
    )
    assert len(said) == 3
    assert objects == "Who: Lower Austria, which objects. Why: our law forbids it. Fallback: " + (
        "a later start." if secret else "if there is one, the secretariat's copy alone has it."
    )
    kept = "2026\N{NON-BREAKING HYPHEN}10\N{NON-BREAKING HYPHEN}02"
    assert reserves.startswith(f"Who: Lower Austria, which reserves its position ({kept}). Why: no reason on file.")
    assert reserves.endswith("Fallback: none on file." if secret else "copy alone has it.")
    assert waits.startswith("Who: Czech Republic. Why: it is a priority of theirs on file")


def test_every_bracket_in_word_has_a_comment():
    """Also those of an office, a number of years, an aim: who, why and fallback stand at each, and no two overlap."""
    study = frozen()
    voice = voice_of(study)
    made = document("agreement", study, voice, declared(AT31={"value": 4, "stance": "support"})("public"))
    (content,) = files_of(made, "docx", Path("a.docx"), voice, epoch=0).values()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        body = archive.read("word/document.xml").decode()
    live, bare, brackets = set(), [], 0
    for begun, ended, text in re.findall(
        r'<w:commentRangeStart w:id="(\d+)"|<w:commentRangeEnd w:id="(\d+)"|<w:t(?: [^>]*)?>([^<]*)</w:t>', body
    ):
        live = (live | {begun} if begun else live) - {ended}
        if "[" in text and "[Brackets]" not in text:
            brackets += 1
            bare += [] if live else [text]
    assert brackets >= 15 and bare == []
    told = [text for text in commented(content).values() if text.startswith("Who: ")]
    assert all(". Why: " in text and "Fallback: " in text for text in told)


def test_a_secretariat_changes_a_sentence(tmp_path: Path):
    """A copied text with one sentence changed and one bracket added is used, and the bracket is counted."""
    from ceecluster import assets

    template = assets.templates() / "documents" / "agreement.md.j2"
    changed = template.read_text(encoding="utf-8").replace(
        "Changes need the written consent of all Participants.", "Changes need [the consent of most]."
    )
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "agreement.md.j2").write_text(changed, encoding="utf-8")
    before, after = text_of(frozen()), text_of(frozen(), templates=tmp_path)
    assert "Changes need \\[the consent of most\\]." in after
    told = [re.search(r"open: (\d+) passages", whole) for whole in (before, after)]
    was, now = (int(found[1]) for found in told if found)
    assert now == was + 1


@pytest.mark.fresh
@pytest.mark.parametrize("form", ["md", "html"])
@pytest.mark.parametrize("network", ["league", pytest.param("frozen", marks=pytest.mark.slow)])
def test_both_doors_give_the_same_draft(network: str, form: str, tmp_path: Path):
    """`agree -o` and `report agreement -o` write the same bytes."""
    workspace = FROZEN if network == "frozen" else write_league(tmp_path / "league")
    doors = {"agree": ["agree"], "report": ["report", "agreement"]}
    for name, words in doors.items():
        call = [*words, "-w", str(workspace), "-q", "-o", str(tmp_path / f"{name}.{form}")]
        assert CliRunner().invoke(app, call).exit_code == 0
    first, second = (tmp_path / f"{name}.{form}" for name in doors)
    assert first.read_bytes() == second.read_bytes()
