"""Rules of the sheets of pilots in the action plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ceecluster.blocks import Block, Document, Paragraph, Section, Spelling, walk
from document_rules.reading import Reading, texts
from document_rules.rule import Plant, rule

ONLY = ("plan",)


def sheets(read: Reading) -> Iterator[dict[str, str]]:
    """The sheet of each pilot: what each of its fields says, by its heading."""
    for block in walk(read.body):
        if isinstance(block, Section) and read.voice.plain(block.title).startswith("Pilot P"):
            fields = [each for each in block.blocks if isinstance(each, Section)]
            yield {
                read.voice.plain(each.title).split(" ", 1)[1]: " ".join(texts(each.blocks, read.voice, Spelling.NAME))
                for each in fields
            }


def at(field: str, *told: str) -> Plant:
    """The sheets of pilots with nothing but this in one of their fields."""

    def planted(made: Document) -> Document:
        grown = replace(made, blocks=tuple(map(changed, made.blocks)))
        assert grown != made
        return grown

    def changed(block: Block) -> Block:
        if not isinstance(block, Section):
            return block
        inner = tuple(map(changed, block.blocks))
        return replace(block, blocks=tuple(map(Paragraph, told)) if field in str(block.title) else inner)

    return planted


@rule(
    "Draft action plan: one owner; research 2.6",
    at("Players", "Partners: Fjord 0 and Fjord 1."),
    kinds=ONLY,
    sown="league",
)
def a_pilot_has_one_lead(read: Reading) -> list[str]:
    """Each pilot has one lead, named among its players."""
    return [each["Players"] for each in sheets(read) if len(re.findall(r"Lead: ", each["Players"])) != 1]


@rule("Draft action plan; research 2.7", at("Timeframe", "It runs for a while."), kinds=ONLY, sown="league")
def a_pilot_has_start_and_end(read: Reading) -> list[str]:
    """Each pilot says from which day to which it runs."""
    days = re.compile(r"From \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d")
    return [each["Timeframe"] for each in sheets(read) if not days.search(each["Timeframe"])]


@rule("Draft action plan; research 2.10", at("What failure would be", "It cannot fail."), kinds=ONLY, sown="league")
def a_pilot_says_what_failure_is(read: Reading) -> list[str]:
    """Each pilot says what failure would be, by when, and who reports it."""
    told = [each["What failure would be"] for each in sheets(read)]
    return [each for each in told if not re.search(r"has failed if.*\. .* reports a failure", each)]


@rule("research 2.11", at("Background", " ".join(["word"] * 900)), kinds=ONLY, sown="league")
def background_is_not_most_of_it(read: Reading) -> list[str]:
    """The background is at most 60 % of the words of a pilot's sheet."""
    counted = [
        (len(each["Background"].split()), sum(len(told.split()) for told in each.values())) for each in sheets(read)
    ]
    return [f"{part} of {whole} words" for part, whole in counted if part > 0.6 * whole]


@rule(
    "Draft action plan: a problem is a finding or a proposal",
    at("Background", "Clusters do not know each other."),
    kinds=ONLY,
    sown="league",
)
def a_problem_says_whose_it_is(read: Reading) -> list[str]:
    """The background of a pilot is told from records, or says whose proposal it is."""
    whose = re.compile(r"on record|As the idea puts it|proposed list of actions")
    return [each["Background"] for each in sheets(read) if not whose.search(each["Background"])]
