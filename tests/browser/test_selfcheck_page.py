"""The page of a self-check as a cluster manager's browser runs it, and what the command reads of its file."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from ceecluster.documents import voice_of
from ceecluster.forms.selfcheck import selfcheck_page
from ceecluster.officers.selfcheck import read_selfcheck
from ceecluster.scoring.selfprofile import is_share, questions_of
from ceecluster.wording import Voice
from factories import frozen

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RECORD = "at33-programme"


@pytest.fixture(scope="module", params=["en", "de"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Voice]:
    """The page for a record of the frozen network, and the voice of its language."""
    study = frozen()
    voice = voice_of(study, request.param)
    questions = questions_of(study.scores, study.handbook())
    path = tmp_path_factory.mktemp("selfcheck") / "check.html"
    path.write_bytes(selfcheck_page(study.world.network.title, RECORD, questions, voice))
    return path, voice


def opened(browser: Any, path: Path, **context: Any) -> tuple[Any, list[str]]:
    """The page, and all that it said or asked for."""
    page = browser.new_context(accept_downloads=True, **context).new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: request.url in (path.as_uri(), *own(request)) or heard.append(request.url))
    page.goto(path.as_uri())
    return page, heard


def own(request: Any) -> tuple[str, ...]:
    """The address of a request that fetches what the page itself has made."""
    return (request.url,) if request.url.startswith("blob:") else ()


def places(question: Any, raw: float) -> tuple[int, int, int]:
    """Records of the network lower, at the same place and higher than a raw value, by the criterion's own scale."""
    if not question.points:
        z = raw / 4
    elif raw <= question.points[0][0]:
        z = question.points[0][1]
    else:
        z = question.points[-1][1]
        for (x, y), (u, v) in zip(question.points, question.points[1:], strict=False):
            if x <= raw <= u:
                z = y + (raw - x) / (u - x) * (v - y)
                break
    at = min(int(z * 4 + 1e-9), 4)
    return sum(question.spread[:at]), question.spread[at], sum(question.spread[at + 1 :])


def test_an_answer_finds_its_place_at_once(browser: Any, made: tuple[Path, Voice]) -> None:
    """Every step of every ladder, and numbers below, on and above the points of a scale: the counts beside them."""
    study = frozen()
    page, heard = opened(browser, made[0])
    for question in questions_of(study.scores, study.handbook()):
        if not sum(question.spread) or question.choices:
            continue
        field = page.locator(f'fieldset[data-criterion="{question.criterion}"]')
        if question.steps:
            tries = [float(step) for step in range(len(question.steps))]
        else:
            tries = [raw + more for raw, _ in question.points for more in (-0.1, 0.0, 0.1)]
        for raw in tries:
            box = field.locator(f'input[name="{question.criterion}"]')
            if question.steps:
                box.nth(int(raw)).check()
            else:
                box.fill(f"{raw:.6f}")
            told = field.locator("[role=status]").inner_text()
            lower, same, higher = places(question, raw)
            numbers = [int(word.strip(".,;")) for word in told.split() if word.strip(".,;").isdigit()]
            assert numbers == [sum(question.spread), lower, same, higher], (question.criterion, raw, told)
            assert field.locator(".spread span.mine").count() == 1
    assert heard == []
    page.context.close()


def test_the_saved_file_is_read_by_the_command(browser: Any, made: tuple[Path, Voice], tmp_path: Path) -> None:
    """Filled in by keyboard and saved: every criterion has its line, and the answers come back as given."""
    study = frozen()
    questions = questions_of(study.scores, study.handbook())
    ladder = next(question for question in questions if question.steps)
    number = next(question for question in questions if not question.steps and not question.choices)
    page, heard = opened(browser, made[0])
    page.locator("#date").fill("2026-11-20")
    page.locator(f'input[name="{ladder.criterion}"]').first.focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    note = 'statutes, "first" edition; see also = page 2'
    page.locator(f'input[name="{ladder.criterion}-note"]').fill(note)
    raw = number.points[-1][0]
    page.locator(f'input[name="{number.criterion}"]').fill(str(raw))
    with page.expect_download() as saving:
        page.locator("button[type=submit]").press("Enter")
    assert saving.value.suggested_filename == f"{RECORD}-2026-11-20.csv"
    path = tmp_path / saving.value.suggested_filename
    saving.value.save_as(path)
    lines = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    assert [line[0] for line in lines] == ["criterion", "record", "network", "date", *(q.criterion for q in questions)]
    shares = [criterion.id for criterion in study.world.guidelines.criteria if is_share(criterion)]
    found = read_selfcheck(path, path.name, study.world, shares, questions)
    assert found.findings == []
    answers: Any = found.body["answers"]
    assert answers[ladder.criterion]["value"] == 2 and note in str(answers[ladder.criterion])
    assert float(answers[number.criterion]["value"]) == raw and len(answers) == 2
    assert set(found.missing) == {q.criterion for q in questions} - {ladder.criterion, number.criterion}
    assert heard == []
    page.context.close()


def test_nothing_is_saved_without_a_date(browser: Any, made: tuple[Path, Voice]) -> None:
    """The browser asks for it, and no file comes."""
    page, _ = opened(browser, made[0])
    page.evaluate("window.saved = 0; URL.createObjectURL = () => { window.saved += 1; return 'blob:x'; }; null")
    page.locator("button[type=submit]").click()
    assert page.evaluate("[window.saved, document.activeElement.id]") == [0, "date"]
    page.context.close()


def test_the_page_is_accessible_and_fits(browser: Any, made: tuple[Path, Voice]) -> None:
    """axe-core finds nothing in light and in dark, and from a phone to a desk nothing runs out of the page."""
    from axe_playwright_python.sync_playwright import Axe

    page, heard = opened(browser, made[0])
    assert page.evaluate("document.documentElement.lang") == made[1].language
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []
        # A field is of the page's colours; what it asks for stands before it, whole.
        asked = page.locator(".rests input").first
        paper = page.locator("body").evaluate("b => getComputedStyle(b).backgroundColor")
        assert asked.evaluate("i => getComputedStyle(i).backgroundColor") == paper
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        date = page.locator("#date").bounding_box()
        name = page.locator("label", has=page.locator("#date")).bounding_box()
        assert name["y"] <= date["y"] and name["x"] <= date["x"] < name["x"] + name["width"]
    assert page.locator(".rests small").count() == page.locator(".rests input").count() > 10
    assert heard == []
    page.context.close()


def test_without_scripts_it_can_be_printed(browser: Any, made: tuple[Path, Voice]) -> None:
    """It says so, and every question is there."""
    page, _ = opened(browser, made[0], java_script_enabled=False)
    study = frozen()
    assert page.locator("noscript p").is_visible()
    assert page.locator("fieldset").count() == len(questions_of(study.scores, study.handbook()))
    page.context.close()
