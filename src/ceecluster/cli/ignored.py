"""Options that a call would ignore: they are refused, because whoever gives one expects it to count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

Given = Mapping[str, Any]


@dataclass(frozen=True)
class UnreadOptions:
    """What some calls of a command leave unread."""

    when: Callable[[Given], bool]
    """True for such a call, by the values of its parameters."""
    words: str
    """The call in words, after "does nothing"."""
    ignores: tuple[str, ...]
    """Names of the parameters it does not read."""


def _about(*topics: str) -> Callable[[Given], bool]:
    return lambda given: str(given.get("about") or "").lower() in topics and not given.get("check")


def _about_all(given: Given) -> bool:
    """Whether a document is about the network, and so takes no code."""
    from ceecluster.documents import KINDS

    kind = KINDS.get(str(given.get("document")))
    return kind is None or not kind.about


def _no_draws(given: Given) -> bool:
    return given.get("draws") == 0


def _forms(given: Given) -> set[str]:
    """The forms a report is asked for, by its formats and the ending of its file."""
    forms = {str(form.value) for form in given.get("format") or ()}
    output = given.get("output")
    if not forms and output is not None and given.get("document") != "all":
        forms = {output.suffix.lower().removeprefix(".")}
    return forms


def _is_for_people(given: Given) -> bool:
    form, output = given.get("format"), given.get("output")
    if form is not None:
        return form.value in ("text", "markdown")
    return output is None or output.suffix.lower() in (".txt", ".md", ".markdown", "")


def _two_folders(given: Given) -> bool:
    return all(str(given.get(name) or "").strip() and Path(given[name]).is_dir() for name in ("old", "new"))


SINCE = ("coherence", "region", "all")
"""Documents that tell what changed since an earlier state."""


def _is_draft(given: Given) -> bool:
    return given.get("document") == "agreement" and set(_forms(given)) == {"docx"}


_BESIDE_REGIONS = UnreadOptions(
    lambda given: bool(given.get("regions") or given.get("why")),
    "beside regions named one by one",
    ("region", "country"),
)

_FORMS = ("form", "decisions", "selfcheck", "positions", "review", "idea")


def _is_page(given: Mapping[str, Any]) -> bool:
    """Whether an idea is started as a file of the workspace, whose remarks are English."""
    return given["what"].value == "idea" and not str(given.get("output") or "").lower().endswith(".xlsx")


IGNORED: Mapping[str, tuple[UnreadOptions, ...]] = {
    "compare": (
        _BESIDE_REGIONS,
        UnreadOptions(
            lambda given: bool(given.get("about")), "with --about: a topic is about all regions", ("regions",)
        ),
        UnreadOptions(_about("chance"), "with --about chance", ("weights",)),
        UnreadOptions(_about("groups"), "with --about groups", ("level", "weights", "with_national", "draws")),
        UnreadOptions(
            _about("structure"), "with --about structure", ("level", "dimension", "weights", "with_national", "draws")
        ),
        UnreadOptions(
            _about("learning", "openness"),
            "with this topic",
            ("level", "dimension", "measure", "weights", "with_national", "draws", "seed"),
        ),
        UnreadOptions(
            _about("sectors", "programmes", "money"),
            "with this topic",
            ("level", "dimension", "measure", "weights", "with_national", "draws", "seed"),
        ),
        UnreadOptions(lambda given: _no_draws(given) and not given.get("about"), "with --draws 0", ("seed",)),
        UnreadOptions(lambda given: given.get("then") is None, "without --then", ("now",)),
        UnreadOptions(
            lambda given: given.get("then") is not None and not given.get("about"),
            "with --then",
            ("regions", "level", "weights", "with_national", "draws", "check", "why", "readers"),
        ),
        UnreadOptions(
            lambda given: (given.get("about") or "cooperation") != "cooperation", "with this topic", ("then",)
        ),
        UnreadOptions(lambda given: bool(given.get("about")), "with --about", ("now",)),
    ),
    "score": (
        UnreadOptions(
            lambda given: bool(given.get("scenario")),
            "with --scenario, whose files say what differs",
            ("by", "why", "next_", "what_if", "weights", "method", "normalisation"),
        ),
        UnreadOptions(lambda given: given.get("why") is not None, "with --why", ("by", "next_")),
        UnreadOptions(lambda given: bool(given.get("next_")), "with --next", ("by", "what_if")),
    ),
    "robustness": (
        _BESIDE_REGIONS,
        UnreadOptions(
            lambda given: bool(given.get("readers")),
            "with --readers",
            ("weights", "exponents", "evidence", "exclusion", "noise", "level", "regions", "threshold", "sensitivity"),
        ),
    ),
    "agree": (
        UnreadOptions(_no_draws, "with --draws 0", ("seed",)),
        UnreadOptions(
            lambda given: bool(given.get("why") or given.get("group")), "without the draft agreement", ("since",)
        ),
        UnreadOptions(lambda given: given.get("sign") is None, "without --sign", ("date", "by")),
        UnreadOptions(
            lambda given: str(given.get("on")) == "guidelines",
            "with --on guidelines",
            ("with_national", "audience", "draws", "why", "group", "sign", "since", "seed"),
        ),
        UnreadOptions(
            lambda given: given.get("sign") is not None,
            "with --sign, which writes files of the workspace",
            (
                *("region", "country", "with_national", "audience", "draws", "on", "why", "group", "since", "seed"),
                *("format", "output", "force"),
            ),
        ),
    ),
    "evaluate": (UnreadOptions(lambda given: bool(given.get("agreement")), "with --agreement", ("without_examples",)),),
    "plan": (
        UnreadOptions(_no_draws, "with --draws 0", ("seed",)),
        UnreadOptions(
            lambda given: bool(given.get("scenario")),
            "with --scenario, whose files say what differs",
            ("option", "why", "start", "draws", "seed"),
        ),
        UnreadOptions(
            lambda given: given.get("start") is not None,
            "with --start, which writes the pilot's file",
            ("why", "draws", "seed", "format", "output", "force"),
        ),
    ),
    "validate": (
        UnreadOptions(lambda given: not given.get("fix"), "without --fix", ("dry_run", "unsafe_fixes")),
        UnreadOptions(lambda given: not _is_for_people(given), "in a form for machines", ("notes",)),
        # --no-table is no wish that is ignored there: no table comes.
        UnreadOptions(
            lambda given: bool(given.get("table")) and (bool(given.get("paths")) or not _is_for_people(given)),
            "for single files and in forms for machines",
            ("table",),
        ),
    ),
    "report": (
        UnreadOptions(
            _about_all,
            "but for what is about one region, candidate or criterion (report region CODE)",
            ("code",),
        ),
        UnreadOptions(lambda given: given.get("document") != "briefing", "but for the briefing", ("reader",)),
        UnreadOptions(lambda given: "docx" not in _forms(given), "without a Word document", ("reference_doc",)),
        UnreadOptions(
            lambda given: given.get("document") not in SINCE and not _is_draft(given),
            f"in this document; those that tell of changes: {', '.join(SINCE)}, and the agreement in Word",
            ("since",),
        ),
        UnreadOptions(
            lambda given: bool(given.get("list_templates")),
            "with --list-templates",
            ("document", "code", "format", "output", "workspace", "templates", "reference_doc", "since", "quiet"),
        ),
    ),
    "init": (
        UnreadOptions(
            lambda given: given["what"].value not in ("region", "form", "selfcheck", "positions", "review"),
            "but for a region, a form, positions, a review or a self-check (init region CODE)",
            ("code",),
        ),
        UnreadOptions(
            lambda given: given["what"].value not in ("region", "form", "idea"),
            "but for a region, a form or an idea (init region CODE)",
            ("name",),
        ),
        UnreadOptions(
            lambda given: given["what"].value not in _FORMS, "but for a form (init form)", ("output", "workspace")
        ),
        UnreadOptions(lambda given: given["what"].value != "form", "but for a form (init form)", ("empty",)),
        UnreadOptions(
            lambda given: given["what"].value in _FORMS and given["what"].value not in ("form", "positions", "review"),
            "for a form with a name of its own",
            ("directory",),
        ),
        UnreadOptions(
            lambda given: given["what"].value == "form" and given.get("code") is None, "for all members", ("name",)
        ),
        UnreadOptions(lambda given: given.get("output") is not None, "beside -o FILE", ("directory",)),
        UnreadOptions(lambda given: given["what"].value != "workspace", "but for a workspace", ("title",)),
        UnreadOptions(
            lambda given: given["what"].value not in _FORMS or _is_page(given),
            "but for a form: a workbook, a page or Word",
            ("language",),
        ),
    ),
    "import": (
        UnreadOptions(lambda given: not given.get("suggest"), "without --suggest: the mapping names it", ("sheet",)),
        UnreadOptions(
            lambda given: given["what"].value != "table",
            "but for a table (import table)",
            ("mapping", "suggest", "output"),
        ),
    ),
    "diff": (UnreadOptions(_two_folders, "between two folders", ("workspace",)),),
}
ANYWHERE = (
    UnreadOptions(
        lambda given: "output" in given and str(given["output"] or "-") == "-",
        "without a file to write (-o FILE)",
        ("force",),
    ),
)


def refuse_ignored(context: typer.Context) -> None:
    """UsageError where the call gives a parameter that it would not read."""
    from ceecluster.errors import UsageError

    for rule in (*IGNORED.get(context.info_name or "", ()), *ANYWHERE):
        if not rule.when(context.params):
            continue
        for name in rule.ignores:
            source = context.get_parameter_source(name)
            if source is not None and source.name == "COMMANDLINE":
                raise UsageError(f"{_shown(context, name)} does nothing {rule.words}", "leave it out")


SIGNS = "--delimiter"
"""The option whose value may be a comma alone."""


def refuse_empty(words: Sequence[str]) -> None:
    """UsageError for a word or value that holds nothing, or nothing but commas.

    Whoever types it means something: mostly it is a variable of a script that is not set, and what the call would do
    without it (the folder around, every code) is not what was meant.
    """
    from ceecluster.errors import UsageError

    before = ""
    for word in words:
        name, sign, value = word.partition("=") if word.startswith("--") else (before, "=", word)
        if sign and not value.strip(" \t\r\n\u00a0" + ("" if name == SIGNS else ",")):
            what = f"the value of {name}" if name else "a word of the call"
            raise UsageError(
                f"{what} is empty", "leave it out, or say what is meant; in a script, is the variable set?"
            )
        before = word if word.startswith("-") and not word.startswith("---") else ""


def _shown(context: typer.Context, name: str) -> str:
    """A parameter as it is typed: `--by`, or the value of an argument."""
    parameter = next(each for each in context.command.params if each.name == name)
    if parameter.param_type_name == "option":
        return max(parameter.opts, key=len)
    value = context.params[name]
    return f"'{' '.join(map(str, value)) if isinstance(value, list | tuple) else value}'"


class Command(TyperCommand):
    """A command that is refused before it begins where it would ignore what was typed."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # typer's own
        """Read the words, those of the last release too."""
        from ceecluster.cli.output import say
        from ceecluster.cli.renamed import with_new_names

        words, remarks = with_new_names(ctx.info_name or "", args)
        for remark in remarks:
            say(remark)
        refuse_empty(words)
        return super().parse_args(ctx, words)

    def format_help(self, ctx: typer.Context, formatter: object) -> None:  # type: ignore[override]  # typer's own
        """Print the help at the width of the terminal."""
        from ceecluster.cli.helping import print_help

        print_help(self, ctx)

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]  # typer's own context
        """Refuse, tell again what the same call told, or run."""
        from ceecluster.cli.repeating import tell_again

        refuse_ignored(ctx)
        return None if tell_again(ctx) else super().invoke(ctx)


class CommandGroup(TyperGroup):
    """The commands together."""

    def format_help(self, ctx: typer.Context, formatter: object) -> None:  # type: ignore[override]  # typer's own
        """Print the help at the width of the terminal."""
        from ceecluster.cli.helping import print_help

        print_help(self, ctx)
