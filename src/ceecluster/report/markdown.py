"""Views as GitHub Flavored Markdown."""

from __future__ import annotations

from ceecluster.forms.cells import markdown
from ceecluster.report.views.base import Table, View


def write_view(view: View) -> str:
    """A view as a Markdown document."""
    blocks = [f"# {markdown(view.title)}", *(markdown(sentence) for sentence in view.lead)]
    blocks += [write_table(table) for table in view.tables]
    if view.findings:
        blocks += [f"## {view.heading}", "\n".join(f"{n}. {markdown(s)}" for n, s in enumerate(view.findings, 1))]
    blocks += [markdown(note) for note in view.notes]
    return "\n\n".join(blocks) + "\n"


def write_table(table: Table) -> str:
    """A table with its caption; cells are escaped."""
    if not table.columns:
        return "\n".join(part for part in (f"**{markdown(table.title)}**", "", markdown(table.note)))
    head = "| " + " | ".join(markdown(column.title) for column in table.columns) + " |"
    rule = "| " + " | ".join("---:" if column.align == "right" else "---" for column in table.columns) + " |"
    rows = ["| " + " | ".join(markdown(cell) for cell in row) + " |" for row in table.rows]
    caption = [f"**{markdown(table.title)}**", ""] if table.title else []
    note = ["", markdown(table.note)] if table.note else []
    return "\n".join([*caption, head, rule, *rows, *note])
