"""Calls of every command with every kind of argument, small enough for a test."""

from __future__ import annotations

from collections.abc import Iterator

from typer.testing import CliRunner

from ceecluster.cli.app import app
from ceecluster.errors import CeeclusterError
from ceecluster.study import Study

SMALL = {
    "agree": ("--draws", "0"),
    "compare": ("--draws", "0"),
    "plan": ("--draws", "0"),
    "robustness": ("--draws", "5", "--sensitivity", "0"),
}
"""What makes a call fast."""

ABOUT = ("structure", "learning", "openness", "sectors", "programmes")
"""Topics of `compare` that need no draws."""


def run(*words: str) -> tuple[int, str]:
    """Exit code, and what was said on both streams."""
    result = CliRunner().invoke(app, words)
    if isinstance(result.exception, CeeclusterError):
        return result.exception.exit_code, result.output + str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def of_each_kind(study: Study) -> Iterator[tuple[str, ...]]:
    """Names that `show` knows, one of each kind."""
    world = study.world
    first = next(iter(world.regions))
    yield (first,)
    yield (world.regions[first].programmes[0].id.upper(),)
    yield (world.guidelines.criteria[0].id.lower(), first)
    yield from ((name,) for name in ("regions", "criteria", "pilots", "objectives", "instruments"))
    yield (next(iter(world.vocabulary.terms("objectives"))),)
    yield from ((region.code,) for region in world.network.candidates[:1])
    yield from ((country,) for country in [*world.national][:1])
    yield from ((pilot.id,) for pilot in world.pilots[:1])


def calls(command: str, study: Study) -> list[tuple[str, ...]]:
    """Arguments and modes of a command on a network, small enough for a test."""
    codes = [*study.world.regions]
    level = study.world.network.levels[0].id
    big = len(codes) > 3
    found: dict[str, list[tuple[str, ...]]] = {
        # With notes everything is told; a large network is read once.
        "validate": [("--notes",)] if big else [(), ("--notes",)],
        "explain": [("CC301",), ("cc3",)],
        "show": [*of_each_kind(study)],
        "schema": [("inventory",), ("network",)],
        "score": [
            *((), ("--by", "level"), ("--by", "programme"), ("--by", "criterion"), ("--next",)),
            *(("--why", name) for name in (codes[0].lower(), f"{codes[0]}/{level}", *_one_of_each_level(study))),
        ],
        "compare": [(), tuple(code.lower() for code in codes[:2]), ("--level", level)]
        + (
            []
            if big
            else [("--about", topic) for topic in ("structure", "learning", "openness", "sectors", "programmes")]
        ),
        "robustness": [(), ("--level", level)],
        "trend": [(), ("2015:2020",)],
        "agree": [(), ("--with-national",)],
        "match": [(), (codes[0].lower(),)],
        "plan": [] if big else [()],
        "evaluate": [(), ("--without-examples",)],
        "enlarge": [] if big else [("--rank",)],
        # None of these networks has second readings; tests/house/test_results.py calls it where there are some.
        "reliability": [],
        "diff": [] if big else [("data", "data")],
        "report": [("quality",)],
        "export": [],
        "convert": [],
        "init": [],
        "import": [],
        # What it counts hangs on the templates, not on the network: once is enough.
        "languages": [(), ("de",)] if len(codes) == 2 else [],
        # It needs an empty desk; tests/unit/desk has one.
        "desk": [],
        # A workspace of today has nothing to bring up to date; tests/unit/cli/test_upgrade.py has older ones.
        "upgrade": [] if big else [("--check",)],
    }
    return [tuple(words) for words in found[command]]


def _one_of_each_level(study: Study) -> dict[str, None]:
    """A record at each level that any region has one at."""
    held = {level: p.id for region in study.world.regions.values() for p in region.programmes for level in p.level}
    return dict.fromkeys(held.values())
