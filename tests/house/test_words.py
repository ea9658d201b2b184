"""The law of the house: structure until the last room, words in templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import grimp
import pytest
from jinja2 import nodes
from jinja2.ext import babel_extract
from jinja2.meta import find_undeclared_variables

from ceecluster.documents import APART, KINDS, template_of
from ceecluster.provenance import Provenance
from ceecluster.wording import _environment
from ceecluster.words.index import IndexWords

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "ceecluster"
TEMPLATES = ROOT / "templates"
JINJA = _environment(None, "en")

FOREIGN_TEXT = {
    "parse.py": "numbers as an officer typed them",
    "reading.py": "names of files",
    "checks/nuts.py": "codes of regions",
    "checks/across.py": "titles of records",
    "checks/evidence.py": "addresses and titles of sources",
    "citing.py": "addresses and titles of sources",
    "checks/meanings.py": "names where codes belong, as people write them",
    "checks/likeness.py": "names and descriptions of records",
    "checks/repairs.py": "words of a file that is mended",
    "checks/ignores.py": "remarks that an officer wrote beside a line",
    "cli/upgrade.py": "lines of a file that is upgraded",
    "cli/inventory_starting.py": "lines of the inventory that teaches, which a user's own copy may replace",
    "cli/checking.py": "a rule that a user types",
    "officers/decisions.py": "lists of regions and addresses in a form that came back",
    "officers/answer_form.py": "a date in a form that came back",
    "officers/selfcheck.py": "a date in a form that came back",
    "officers/idea.py": "lists of names, dates and amounts in a form that came back",
    "report/guidelines_file.py": "lines of the criteria, which a workspace keeps by hand",
    "officers/importing.py": "cells of somebody else's table",
    "cli/naming.py": "a name that a user gives",
    "cli/helping.py": "types of arguments, which typer writes",
    "checks/strays.py": "names of files that a user put beside the data",
    "cli/fixing.py": "lines of a file that is mended",
    "cli/findings.py": "lines of a file that was checked",
    "catalogue_faults.py": "catalogues that translators write",
    "catalogues.py": "catalogues that translators write",
    "desk/page.py": "the version of an empty desk that a user names",
}
"""Modules outside sources/ and forms/ that read text which we did not write, and which."""

KNOWN_CIRCLES = {
    # A recipe builds an index, and an index is built again from its recipe: one of the two imports when called.
    "ceecluster.scoring.index",
    "ceecluster.scoring.recipe",
}


@cache
def modules() -> list[tuple[str, ast.Module]]:
    """Every module with its tree, read once for all that look at them."""
    return [
        (path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(SOURCE.rglob("*.py"))
    ]


def imports_re(tree: ast.Module) -> bool:
    """Whether a module can match patterns."""
    return any(isinstance(node, ast.Import) and any(a.name == "re" for a in node.names) for node in ast.walk(tree))


def test_patterns_are_for_foreign_text() -> None:
    """Pattern matching stands in sources/, forms/ and the places that read foreign text; nobody parses our own."""
    found = {
        name
        for name, tree in modules()
        if imports_re(tree) and not name.startswith(("sources/", "forms/")) and name not in FOREIGN_TEXT
    }
    assert found == set()


def sentences(tree: ast.Module) -> Iterator[str]:
    """String constants of more than three words, docstrings and the words of errors apart."""
    apart: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str()) as text):
                apart.add(id(text))
            case ast.Raise(exc=ast.expr() as error) | (ast.Call(func=ast.Name(id="UsageError")) as error):
                apart |= {id(inner) for inner in ast.walk(error)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
            words = [word for word in node.value.split() if word.isalpha()]
            if len(words) > 3:
                yield node.value


def test_there_is_no_english_in_words_and_forms() -> None:
    """Sentences have keys; their English stands in templates/words."""
    rooms = ("words/", "forms/", "blocks.py", "names.py", "wording.py", "commonmark.py", "documents.py")
    found = {name: list(sentences(tree)) for name, tree in modules() if name.startswith(rooms)}
    assert {name: texts for name, texts in found.items() if texts} == {}


@cache
def keys_and_facts() -> list[tuple[str, set[str] | None]]:
    """The key of every statement that is made, with the names of its facts where they stand beside it."""
    return [*_keys_and_facts()]


def _keys_and_facts() -> Iterator[tuple[str, set[str] | None]]:
    for _, tree in modules():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id="Statement"), args=[ast.Constant(value=str(key)), *rest]):
                    facts = rest[0] if rest else None
                    if facts is None:
                        yield key, set()
                    elif isinstance(facts, ast.Dict) and all(isinstance(k, ast.Constant) for k in facts.keys):
                        yield key, {str(k.value) for k in facts.keys if isinstance(k, ast.Constant)}
                    else:
                        yield key, None


@cache
def tree_of(path: Path) -> nodes.Template:
    """A template, parsed once."""
    return JINJA.parse(path.read_text(encoding="utf-8"))


@cache
def macros() -> dict[str, nodes.Macro]:
    """Every macro of templates/words by its key; those with a leading underscore serve the others."""
    found = {}
    for path in sorted((TEMPLATES / "words").glob("*.j2")):
        for macro in tree_of(path).find_all(nodes.Macro):
            if not macro.name.startswith("_"):
                key = f"{path.stem}.{macro.name}"
                assert key not in found, f"{key} stands twice"
                found[key] = macro
    return found


def test_every_statement_has_its_macro_and_every_macro_its_statement() -> None:
    """No sentence without words, no words without a sentence."""
    assert {key for key, _ in keys_and_facts()} == set(macros())


def test_a_macro_is_given_the_facts_it_names() -> None:
    """The facts beside a key are the arguments of its macro."""
    known = macros()
    wrong = {
        key: sorted(facts ^ {argument.name for argument in known[key].args})
        for key, facts in keys_and_facts()
        if facts is not None and key in known and facts != {argument.name for argument in known[key].args}
    }
    assert wrong == {}


def names_of(template: str) -> set[str]:
    """The names a template asks for, with those of the templates it includes."""
    tree = tree_of(TEMPLATES / template)
    names = set(find_undeclared_variables(tree)) - {"gettext", "ngettext"}
    # A part of a template knows the names that its includer has bound, in a loop or by `with`.
    bound = {name.name for name in tree.find_all(nodes.Name) if name.ctx in ("store", "param")}
    for include in tree.find_all(nodes.Include):
        assert isinstance(include.template, nodes.Const)
        names |= names_of(include.template.value) - bound
    return names


GIVEN = {template_of(kind): entry.made()[0] for kind, entry in {**KINDS, **APART}.items()} | {
    template_of("index"): IndexWords
}
"""What every template of a document is given."""


@pytest.mark.parametrize("template", sorted(GIVEN))
def test_a_template_uses_what_it_is_given(template: str) -> None:
    """Every name in a template exists, and every field of its words is used."""
    own = {field.name for field in fields(GIVEN[template])}
    shared = {field.name for field in fields(Provenance)}
    used = names_of(template)
    assert used - own - shared == set()
    assert own - used == set()


def test_no_module_stands_in_a_circle() -> None:
    """Imports between modules never come back to where they began, inside packages as well."""
    graph = grimp.build_graph("ceecluster", exclude_type_checking_imports=True)
    edges = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        ahead = list(edges[start])
        while ahead:
            module = ahead.pop()
            if module not in seen:
                seen.add(module)
                ahead += edges[module]
        return seen

    found = {module for module in edges if module in reached(module)}
    assert found == KNOWN_CIRCLES


ENDINGS = {"st", "nd", "rd", "th"}
"""Endings of ordinals; every language has a macro of its own for them."""


@pytest.mark.parametrize("path", sorted((ROOT / "templates").glob("[dw]o*/*.j2")), ids=lambda path: path.name)
def test_every_text_of_a_template_can_be_translated(path: Path) -> None:
    """What a template says stands inside `trans`, pieces of sentences in expressions included; commands apart."""
    source = path.read_text(encoding="utf-8")
    tree = tree_of(path)
    outside = [re.sub(r"`[^`]*`?", "", node.data) for node in tree.find_all(nodes.TemplateData)]
    assert [word for text in outside for word in re.findall(r"[A-Za-z]{2,}", text) if word not in ENDINGS] == []
    apart = [each for kind in (nodes.Compare, nodes.Call) for found in tree.find_all(kind) for each in _texts(found)]
    assert [text for text in _texts(tree) if " " in text.strip() and text not in apart] == []
    # What can be extracted is what a catalogue is made of.
    with path.open("rb") as stream:
        options = {"newstyle_gettext": "true", "trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true"}
        found = [text for *_, text, _ in babel_extract(stream, ("gettext", "ngettext"), (), options)]
    assert len(found) == len(re.findall(r"\{%\+? trans|gettext\(", source))


def _texts(tree: nodes.Node) -> list[str]:
    return [node.value for node in tree.find_all(nodes.Const) if isinstance(node.value, str)]


TESTS = ROOT / "tests" / "unit"
FIGURES = {"Number", "Share", "Interval", "Limit", "Ordinal"}
COUNTS = {"len", "sum", "max", "min"}


def numeric_statements() -> dict[str, set[str]]:
    """Key -> names of its facts that are figures: made as one, counted, or deciding between one and many."""
    found: dict[str, set[str]] = {}
    known = macros()
    for _, tree in modules():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for key, facts in _made_in(function):
                names = {
                    name.value
                    for name, value in zip(facts.keys, facts.values, strict=True)
                    if isinstance(name, ast.Constant) and _is_figure(value)
                }
                found.setdefault(key, set()).update(names & {argument.name for argument in known[key].args})
    for path in sorted((TEMPLATES / "words").glob("*.j2")):
        for macro in tree_of(path).find_all(nodes.Macro):
            plural = {name for call in macro.find_all(nodes.Call) for name in _deciding(call)}
            if not macro.name.startswith("_"):
                names = plural & {argument.name for argument in macro.args}
                found.setdefault(f"{path.stem}.{macro.name}", set()).update(names)
    return {key: names for key, names in found.items() if names}


def _made_in(function: ast.FunctionDef) -> Iterator[tuple[str, ast.Dict]]:
    named: dict[str, list[ast.Dict]] = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict() as facts):
                named.setdefault(name, []).append(facts)
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Name(id="Statement"), args=[ast.Constant(value=str(key)), ast.Dict() as facts, *_]):
                yield key, facts
            case ast.Call(func=ast.Name(id="Statement"), args=[ast.Constant(value=str(key)), ast.Name(id=name), *_]):
                yield from ((key, facts) for facts in named.get(name, ()))


def _is_figure(value: ast.expr) -> bool:
    calls = [node.func.id for node in ast.walk(value) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    counted = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in COUNTS
    return counted or bool(FIGURES & set(calls))


def _deciding(call: nodes.Call) -> Iterator[str]:
    if isinstance(call.node, nodes.Name) and call.node.name == "ngettext":
        yield from (call.args[2].name,) if isinstance(call.args[2], nodes.Name) else ()


@cache
def counted_again() -> set[str]:
    """Keys whose facts a test of facts or statements takes up."""
    return {
        node.value
        for path in TESTS.rglob("test_*.py")
        if "facts_of" in path.name or "statements_of" in path.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value
    }


def test_every_figure_is_counted_again() -> None:
    """No statement has figures that nobody counts again from the tables of results, on three networks."""
    numeric = numeric_statements()
    assert len(numeric) > 250  # the reader of the sources still finds them
    assert sorted(set(numeric) - counted_again()) == []


CLAIMING = re.compile(
    r"\b(most|least|first|last|every|no|nobody|nothing|none|never|all|only|alone"
    r"|largest|smallest|highest|lowest|closest|farthest|best|worst|fewest|weightiest)\b",
    re.IGNORECASE,
)
"""Words that claim something of everything there is."""

CLAIMING_NOTHING: dict[str, dict[str, str]] = {
    "what is asked of somebody, or what follows where nobody answers": {
        "application": "asked first letter question undated",
        "body": "ground_nothing",
        "briefing": "answered sure unanswered undocumented unofficed unplanned unsigned",
        "commission": "ask_areas",
        "pilot": "decision",
        "positions": "how priority readers",
        "replies": "order",
        "reviewing": "how printed",
    },
    "a word, a label or the name of a way to reckon": {
        "body": "public_records without",
        "changes": "codes",
        "enlargement": "indices wanted",
        "evaluation": "problem remark",
        "figures": "instruments step",
        "imported": "difference",
        "index": "workbook",
        "items": "example open_to_all worked_example",
        "lists": "place",
        "meeting": "everybody",
        "memorandum": "first_records",
        "partnership": "kind sided",
        "pilot": "at_most basis",
        "plan": "figure frequent portfolios rule",
        "profile": "annex",
        "readers": "closest",
        "robustness": "method orders varied_evidence varied_exclusion varied_weights",
        "scores": "first_evidence",
        "selfcheck": "shown",
    },
    "what one file, record or term says of itself, or leaves out": {
        "evaluation": "no_data no_indicator no_milestone no_money silent",
        "guidelines": "measure state",
        "items": "no_inventory",
        "meeting": "commitment seat",
        "memorandum": "asks waits",
        "network": "partner_gone",
        "page": "at_bracket once_whole",
        "pilot": "running",
        "plan": "decided",
        "readers": "kept",
        "terms": "calls_over collective frame no_tariff",
        "trend": "no_trend",
        "why": "no_classes",
        "year": "presumed",
    },
}
"""Statements with such a word that claim nothing of a result, by what they do with it; all others are tried."""

READS = ("note", "method_", "word_")
"""How the keys of what says how to read a table or picture begin, or end."""


@cache
def claiming() -> set[str]:
    """Keys of statements whose English claims something of everything there is; how to read a table apart."""
    found = set()
    for key, macro in macros().items():
        name = key.partition(".")[2]
        calls = (call for call in macro.find_all(nodes.Call) if isinstance(call.node, nodes.Name))
        texts = [text for call in calls if call.node.name in ("gettext", "ngettext") for text in _texts(call)]
        told = re.sub(r"%\(\w+\)s", "", " ".join(texts))
        if CLAIMING.search(told) and not name.startswith(READS) and not name.endswith(("_note", "_alt")):
            found.add(key)
    return found


def test_every_superlative_is_looked_at() -> None:
    """What says `most`, `no`, `all`, `only`, `first` is tried on three networks, or claims nothing of a result."""
    apart = [f"{topic}.{name}" for topics in CLAIMING_NOTHING.values() for topic, names in topics.items()
             for name in names.split()]  # fmt: skip
    assert len(apart) == len(set(apart))
    assert sorted(claiming() - counted_again() - set(apart)) == []
    assert sorted(set(apart) - claiming()) == []
    assert sorted(set(apart) & counted_again()) == []


def test_every_rule_says_a_template_with_named_arguments() -> None:
    """No rule puts its message together: machines and translators get the template and the arguments by name."""
    joined = []
    for name, tree in modules():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            made = any(isinstance(each, ast.Call) and _called(each) == "rule" for each in function.decorator_list)
            if made or (function.returns is not None and ast.unparse(function.returns) == "Iterator[Hit]"):
                joined += [f"{name}:{node.lineno}" for node in _messages(function) if not _named(node, function)]
    assert joined == []


def test_every_form_that_comes_back_says_templates_too() -> None:
    """What is wrong with an answer is told as a rule tells it: no reader of a form puts its message together."""
    officers = {name: tree for name, tree in modules() if name.startswith("officers/")}
    shared = _message_places(officers["officers/answer_form.py"])
    joined, told = [], 0
    for name, tree in officers.items():
        places = {**shared, **_message_places(tree)}
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call) and _called(node) in places):
                place = places[_called(call)]
                message = call.args[place if len(call.args) > place else 0]
                passed_on = isinstance(message, ast.Name) and message.id == "message"
                told += 1
                joined += [] if passed_on or _named(message, function) else [f"{name}:{message.lineno}"]
    assert told > 50  # the reader of the sources still finds them
    assert joined == []
    bare = [name for name, tree in officers.items() for node in ast.walk(tree)
            if isinstance(node, ast.Call) and _called(node) == "Finding"]  # fmt: skip
    assert bare == []


def _message_places(tree: ast.Module) -> dict[str, int]:
    """Functions that take a `message`, with its place among their arguments."""
    found = {}
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        names = [argument.arg for argument in function.args.args if argument.arg != "self"]
        if "message" in names:
            found[function.name] = names.index("message")
    return found


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _messages(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """What a rule says: beside a place that it yields, or first of what a rule of reading returns."""
    for node in ast.walk(function):
        match node:
            case ast.Yield(value=ast.Tuple(elts=[_, message, *_])):
                yield message
            case ast.Return(value=ast.Tuple(elts=[message, *_]) | ast.Call(args=[message, *_])):
                yield message


def _named(message: ast.expr, function: ast.FunctionDef) -> bool:
    """Whether a message is a literal, a call of `say`, a choice of such, or a name that is given nothing else."""
    match message:
        case ast.Constant():
            return True
        case ast.Call(func=ast.Name(id="say"), args=[ast.Constant() | ast.IfExp() | ast.Name()]):
            return True
        case ast.IfExp(body=one, orelse=other):
            return _named(one, function) and _named(other, function)
        case ast.Starred(value=ast.Call(func=ast.Name(id="_words"))):
            return True  # Told(say(...)) of codes that stand together
        case ast.Name(id=name):
            given = [
                value for target, value in _assigned(function) if isinstance(target, ast.Name) and target.id == name
            ]
            return bool(given) and all(_named(value, function) for value in given)
    return False


def _assigned(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                yield from zip(targets, values, strict=True)
            case ast.Assign(targets=[target], value=value):
                yield target, value
