"""What every template may use: names, types and meanings; docs/reference/templates.md is written from here."""

from __future__ import annotations

from dataclasses import dataclass

from ceecluster.report.views.base import Column, Table, View


@dataclass(frozen=True)
class Variable:
    """A name of a template, or a field of what a name holds."""

    name: str
    kind: str
    """Its type in words; names in capitals are objects whose fields OBJECTS describes."""
    meaning: str


COMMON: tuple[Variable, ...] = (
    Variable("title", "text", "title of the document"),
    Variable("network", "text", "name of the network"),
    Variable("as_of", "text", "date of the information, as the network file states it"),
    Variable("guidelines", "text", "name, version and status of the guidelines"),
    Variable("version", "text", "version of ceecluster"),
    Variable("inputs", "Table", "every input file with its sha256 sum"),
    Variable("example", "true or false", "true where the results are those of the packaged example"),
    Variable("figure", "function", "figure(key): the chart with its text alternative and the table behind it"),
    Variable("changes", "View or none", "what changed since an earlier state (report --since), else none"),
)
"""What every document's template is given."""

VARIABLES: dict[str, tuple[Variable, ...]] = {
    "_view.md.j2": (Variable("view", "View", "the view to set"),),
    "_provenance.md.j2": (),
    "_changes.md.j2": (),
}
"""What one template is given besides COMMON; names that begin with _ are parts that other templates include."""

ALONE: dict[str, tuple[Variable, ...]] = {
    "page.html.j2": (
        Variable("title", "text", "title of the page"),
        Variable("body", "HTML", "the document"),
        Variable("contents", "list of headings", "level, text and anchor of every heading of levels 2 and 3"),
        Variable("footer", "list of texts", "lines at the foot of the page"),
        Variable("navigation", "list of pairs", "text and file of the other pages of a site"),
        Variable("style", "CSS", "page.css, to stand inside <style>"),
        Variable("script", "JavaScript", "page.js, to stand inside <script>"),
        Variable("style_hash", "text", "digest of the style for the content security policy"),
        Variable("script_hash", "text", "digest of the script for the content security policy"),
    ),
    "page.css": (),
    "page.js": (),
}
"""What the templates of pages are given; COMMON is not among it."""

FILTERS: tuple[Variable, ...] = (
    Variable("table", "filter", "`{{ x | table }}`: a Table as Markdown with its caption; cells are escaped"),
    Variable("link", "filter", "`{{ text | link(address) }}`: a link for http, https and files beside; else the text"),
)
"""Filters of ours; those of Jinja work, too."""

OBJECTS: dict[type, dict[str, str]] = {
    Table: {
        "key": "short name",
        "title": "caption: what the table shows",
        "columns": "list of Column",
        "rows": "list of rows, each a list of texts",
        "note": "sentence below the table, or empty",
    },
    Column: {
        "title": "heading",
        "align": "left or right",
        "header": "true for the column that names the row",
    },
    View: {
        "name": "short name of the result",
        "title": "title",
        "lead": "sentences before the tables",
        "tables": "list of Table",
        "heading": "heading of the findings",
        "findings": "sentences in order of weight",
        "notes": "sentences on how to read it",
        "next": "commands to go on with",
        "data": "the result in full precision",
        "frame": "the tidy table, or none",
    },
}
"""Fields of the objects that VARIABLES names."""
