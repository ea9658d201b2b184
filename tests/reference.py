"""The generated pages under docs/reference/: made of the rules, the commands, the model and the guidelines."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from enum import Enum
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from pydantic import BaseModel

from ceecluster.findings import Rule
from ceecluster.model import Guidelines
from ceecluster.model.shape import described, texts_in

if TYPE_CHECKING:
    from ceecluster.study import Study

NOTE = "<!-- Generated from the code and the data; `pytest tests/house --update` rewrites it. -->"
FAMILIES = {
    "CC1": "Reading and shape",
    "CC2": "Completeness",
    "CC3": "Evidence",
    "CC4": "Consistency",
    "CC5": "Across the network",
}


def findings_page(rules: Mapping[str, Rule[..., Any]]) -> str:
    """Every rule with its severity and manual page, by family."""
    blocks = [
        "# Findings",
        NOTE,
        "What `ceecluster validate` can find. An error must be mended, a warning should be, a note says what could "
        "still be documented. Codes are never reused. `ceecluster explain CODE` prints the same text.",
    ]
    for prefix, title in FAMILIES.items():
        blocks.append(f"## {prefix}xx {title}")
        for code, rule in rules.items():
            if code.startswith(prefix):
                first, _, rest = rule.manual.partition("\n")
                blocks.append(f"### {code} {first.removesuffix('.')}")
                blocks.append(f"*{str(rule.severity).capitalize()}.*" + (f" {rest.strip()}" if rest else ""))
    return "\n\n".join(blocks) + "\n"


def cli_page(groups: Mapping[str, Mapping[str, Callable[..., Any]]]) -> str:
    """Every command with its words, by heading; `groups` holds the functions behind the commands."""
    blocks = [
        "# Commands",
        NOTE,
        "Results go to standard output, findings and progress to standard error. Exit codes: 0 fine, 1 findings (or a "
        "`--check` that fails), 2 wrong use, 3 our bug. Every command has `--help`.",
        "The outcome of checking a workspace, and the screen of a result, is kept in the user's folder of caches "
        "until a file or a program changes; "
        "`CEECLUSTER_CACHE=off` in the environment keeps nothing, `CEECLUSTER_CACHE=DIR` keeps it elsewhere.",
    ]
    for heading, commands in groups.items():
        blocks.append(f"## {heading}")
        for name, function in commands.items():
            blocks += [f"### ceecluster {name}", inspect.getdoc(function) or "", _words(function)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _words(function: Callable[..., Any]) -> str:
    """The arguments and options of a command as a table, read from its signature."""
    rows = []
    hints = get_type_hints(function, include_extras=True)
    for name, parameter in inspect.signature(function).parameters.items():
        info = next((item for item in getattr(hints[name], "__metadata__", ()) if hasattr(item, "metavar")), None)
        if info is None or getattr(info, "hidden", False):
            continue
        default = getattr(parameter.default, "value", parameter.default)
        is_option = hasattr(info, "is_flag") or hasattr(info, "prompt")
        word = f"`{info.metavar or name.upper()}`"
        if is_option:
            # In an Annotated option typer keeps the first name where other signatures have the default.
            words = [word for word in (info.default, *(info.param_decls or ())) if isinstance(word, str)]
            declared = [word for word in words if word.startswith("-")] or [f"--{name.replace('_', '-')}"]
            word = ", ".join(f"`{each}`" for each in declared) + (f" `{info.metavar}`" if info.metavar else "")
        text = " ".join((info.help or "").split())
        if choices := _choices(hints[name]):
            text += f" One of {', '.join(choices)}."
        shown = "" if default in (None, False, inspect.Parameter.empty) or info.show_default is False else str(default)
        rows.append((word, text, "on" if shown == "True" else shown))
    return _table(("word", "what it does", "default"), rows)


def _choices(annotation: Any) -> list[str]:
    """The words an enumeration allows, wherever it stands in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(member.value) for member in annotation]
    return [word for inner in get_args(annotation) for word in _choices(inner)]


def format_page(models: Mapping[str, type[BaseModel]]) -> str:
    """Every field of the files, with its type and what it means; `models` by the title of their file."""
    blocks = [
        "# File formats",
        NOTE,
        "Fields in **bold** are required. YAML files are mappings of these fields; in CSV and Excel the column names "
        "are the same fields with dots between (`start.year`, `members.1.count`), `;` between the items of a list.",
    ]
    told: set[str] = set()
    for title, model in models.items():
        schema = described(model)
        blocks += [f"## {title}", " ".join((schema.get("description") or "").split()), _fields(schema)]
        for name, definition in sorted(schema.get("$defs", {}).items()):
            if name not in told and definition.get("properties"):
                told.add(name)
                blocks += [f"### {name}", " ".join((definition.get("description") or "").split()), _fields(definition)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _fields(schema: Mapping[str, Any]) -> str:
    required = schema.get("required", [])
    rows = [
        (f"**{name}**" if name in required else name, kind(field), " ".join(field.get("description", "").split()))
        for name, field in schema.get("properties", {}).items()
    ]
    return _table(("field", "value", "meaning"), rows)


def kind(field: Mapping[str, Any]) -> str:
    """The type of a field in words."""
    if "$ref" in field:
        name = field["$ref"].rsplit("/", 1)[-1]
        if name == "Running":
            return "`running`"
        return f"[{name}](#{name.lower()})"
    for word in ("anyOf", "oneOf", "allOf"):
        if word in field:
            options = [kind(option) for option in field[word]]
            return " or ".join(dict.fromkeys(option for option in options if option != "null")) or "null"
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if field.get("type") == "array":
        items = field.get("prefixItems") or [field.get("items", {})]
        if "prefixItems" in field:
            return "[" + ", ".join(kind(item) for item in items) + "]"
        return f"list of {kind(items[0])}"
    if field.get("type") == "object":
        below: Any = field.get("additionalProperties") or next(iter(field.get("patternProperties", {}).values()), {})
        return f"mapping to {kind(below)}" if isinstance(below, dict) and below else "mapping"
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    word = words.get(str(field.get("type")), "null" if field.get("type") == "null" else "single value")
    low, high = field.get("minimum"), field.get("maximum")
    if low is not None and high is not None:
        return f"{word} {low:g}–{high:g}"
    return f"{word} from {low:g}" if low is not None else word


def criteria_page(guidelines: Guidelines) -> str:
    """The quality guidelines as they are in force: dimensions, criteria, measures and next steps."""
    blocks = [
        "# Quality guidelines",
        NOTE,
        f"{guidelines.title}, version {guidelines.version}, {guidelines.status}. "
        f"{len(guidelines.criteria)} criteria. Bands: "
        + ", ".join(f"{band.id} from {band.min:g}" for band in guidelines.bands)
        + ".",
    ]
    for node in guidelines.nodes:
        blocks.append(f"## {node.id} {node.name} (weight {node.weight:g})")
        if node.description:
            blocks.append(" ".join(node.description.split()))
        for criterion in guidelines.criteria:
            if criterion.parent != node.id:
                continue
            blocks.append(f"### {criterion.id} {criterion.name}")
            blocks.append(
                f"{' '.join(criterion.question.split())} Levels: {', '.join(criterion.levels)}; weight "
                f"{criterion.weight:g}; measure: {criterion.measure.kind}; "
                f"evidence: {' '.join(criterion.evidence.split())}."
            )
            anchors = getattr(criterion.measure, "anchors", {})
            if anchors:
                rows = [
                    (str(step), " ".join(text.split()), " ".join(criterion.next_steps.get(step, "").split()))
                    for step, text in sorted(anchors.items())
                ]
                blocks.append(_table(("step", "what it means", "how to get there"), rows))
            if criterion.requirements:
                named = {scheme.id: scheme for scheme in guidelines.schemes}
                spoken = [
                    f"{named[each.scheme].items[each.item]} ({each.scheme} {each.item}, {each.fit})"
                    for each in criterion.requirements
                    if each.scheme in named and each.item in named[each.scheme].items
                ]
                blocks.append(f"Speaks to: {'; '.join(spoken)}.")
            if criterion.sources:
                blocks.append(f"Sources: {', '.join(_source(guidelines, key) for key in criterion.sources)}.")
    if guidelines.schemes:
        blocks.append("## Published requirements")
        blocks.append("Sets that criteria speak to; how well the two meet stands with each criterion.")
        for scheme in guidelines.schemes:
            blocks.append(f"**{scheme.id}** {scheme.name}." + (f" {scheme.note}" if scheme.note else ""))
            spoken_to = {r.item for c in guidelines.criteria for r in c.requirements if r.scheme == scheme.id}
            rows = [(item, text, "yes" if item in spoken_to else "no") for item, text in scheme.items.items()]
            blocks.append(_table(("requirement", "in our words", "a criterion speaks to it"), rows))
    return "\n\n".join(blocks) + "\n"


def _source(guidelines: Guidelines, key: str) -> str:
    source = guidelines.sources.get(key)
    if source is None:
        return key
    return f"[{source.title}]({source.url})" if source.url else f"{source.title} ({source.document})"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(re.sub(r"\s*\|\s*", " or ", cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def data_counts(study: Study) -> str:
    """What the data holds, in Markdown: totals in sentences, and records by owner, level and field."""
    from ceecluster.checks.completeness_table import count
    from ceecluster.checks.counts import counts_of
    from ceecluster.cli.counts import counts_in_markdown

    # What is on file, of all years; the second table says what of it speaks for the year.
    study = study.at("all")
    world = study.whole
    own = [p for group in (world.regions, world.national) for inventory in group.values() for p in inventory.programmes]
    coded = sum(bool(p.objectives and p.instruments and p.target_groups) for p in own)
    candidates = sum(len(inventory.programmes) for inventory in world.candidates.values())
    assessed = sum(row.assessed for row in count(world))
    documented = int(study.scores.criteria["z"].notna().sum())
    said = (
        f"{len(own)} records of member regions and national frames, {candidates} of candidates, "
        f"{len(world.transnational)} transnational ones. {coded} of the {len(own)} have objectives, instruments and "
        f"target groups coded. A person read {assessed} criterion values from sources; with what follows from the "
        f"fields of the records, {documented} values of a region at a level are documented."
    )
    return "\n\n".join([said, *(counts_in_markdown(each) for each in counts_of(world))])


def templates_page() -> str:
    """Every template's variables, the filters, and the fields of the objects among them."""
    from ceecluster.documents import APART, KINDS, template_of
    from ceecluster.provenance import Provenance
    from ceecluster.words.index import IndexWords
    from ceecluster.words.topic import Topic

    def told(kind: type) -> str:
        texts = texts_in(sys.modules[kind.__module__])[kind.__name__]
        return _table(("name", "meaning"), [(f"`{field.name}`", texts.get(field.name, "")) for field in fields(kind)])

    blocks = [
        "# Templates",
        NOTE,
        "Reports are made from Jinja2 templates. `ceecluster init templates -d DIR` copies them out, "
        "`ceecluster report --templates DIR` takes those of DIR in place of the packaged ones, file by file, and "
        "`ceecluster report --list-templates` lists them. They run in a sandbox; values are escaped for Markdown.",
        "## Sentences",
        "Each sentence is a macro of `words/`: its arguments are the facts it may tell. A copy may hold only the "
        "macros that it changes.",
        "## Given to every template of `documents/`",
        told(Provenance),
        *(
            text
            for name, kind in {**KINDS, **APART}.items()
            for text in (f"### {template_of(name)}", told(kind.made()[0]))
        ),
        *(f"### {template_of('index')}", told(IndexWords)),
        "## Parts that several documents use",
        told(Topic),
        "## Filters",
        "- `{{ text | link(address) }}`: a link for http, https and files beside; else the text\n"
        "- `{{ items | listed(4) }}`: a list in a sentence; what goes over the limit is counted",
    ]
    return "\n\n".join(blocks) + "\n"
