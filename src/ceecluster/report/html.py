"""Markdown to one HTML file: accessible tables and figures, a table of contents, no network, a strict policy."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markdown_it import MarkdownIt

from ceecluster import assets

if TYPE_CHECKING:
    from markdown_it.token import Token

    from ceecluster.report.figures import Figure

_LINKS = re.compile(r"^(https?://|#|[\w./-]+\.(html|md|docx|pdf|xlsx|csv|json|svg)(#[\w-]*)?$)", re.IGNORECASE)
FILTER_FROM = 12
"""Tables with at least so many rows get a filter."""
WIDE_FROM = 9
"""Tables with at least so many columns are printed smaller."""


@dataclass(frozen=True)
class Heading:
    """A heading for the table of contents."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Page:
    """A page to write."""

    title: str
    markdown: str
    footer: Sequence[str] = ()
    navigation: Sequence[tuple[str, str]] = ()
    """(text, file) of the other pages of a site."""


@cache
def _environment(user: Path | None) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(assets.template_folders(user)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def write_html(page: Page, figures: Mapping[str, Figure], user: Path | None = None) -> str:
    """The page as HTML text."""
    body, headings = _Writer(figures).write(page.markdown)
    environment = _environment(user)
    style = environment.get_template("page.css").render()
    script = environment.get_template("page.js").render()
    return environment.get_template("page.html.j2").render(
        title=page.title,
        body=body,
        contents=[heading for heading in headings if heading.level in (2, 3)],
        footer=page.footer,
        navigation=page.navigation,
        style=style,
        script=script,
        style_hash=_digest(style),
        script_hash=_digest(script),
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class _Writer:
    """Walks the tokens of a Markdown text once."""

    def __init__(self, figures: Mapping[str, Figure]) -> None:
        self.figures = figures
        self.headings: list[Heading] = []
        self.used: dict[str, int] = {}
        self.tables = 0
        self.parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
        self.parser.validateLink = lambda url: bool(_LINKS.match(url))  # type: ignore[method-assign]

    def write(self, text: str) -> tuple[str, list[Heading]]:
        tokens = self.parser.parse(text)
        out: list[str] = []
        index = 0
        while index < len(tokens):
            index = self._block(tokens, index, out)
        return "\n".join(out), self.headings

    def _block(self, tokens: Sequence[Token], index: int, out: list[str]) -> int:
        """Write the block that begins at a token; the index after it."""
        token = tokens[index]
        if token.type == "heading_open":
            inline = tokens[index + 1]
            level = int(token.tag[1])
            heading = Heading(level, _plain(inline), self._anchor(_plain(inline)))
            self.headings.append(heading)
            out.append(f'<h{level} id="{heading.anchor}">{self._inline(inline)}</h{level}>')
            return index + 3
        if token.type == "paragraph_open":
            inline = tokens[index + 1]
            figure = self._figure_of(inline)
            if figure is not None:
                return self._figure(figure, tokens, index + 3, out)
            caption = _caption(inline)
            if caption is not None and index + 3 < len(tokens) and tokens[index + 3].type == "table_open":
                return self._table(tokens, index + 3, out, caption)
            out.append(f"<p>{self._inline(inline)}</p>" if not token.hidden else self._inline(inline))
            return index + 3
        if token.type == "table_open":
            return self._table(tokens, index, out, "")
        if token.type == "inline":
            out.append(self._inline(token))
        else:
            out.append(self.parser.renderer.render([token], self.parser.options, {}).strip())
        return index + 1

    def _inline(self, token: Token) -> str:
        renderer = self.parser.renderer
        return str(renderer.renderInline(token.children or [], self.parser.options, {}))  # type: ignore[attr-defined]

    def _anchor(self, text: str) -> str:
        slug = re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "section"
        self.used[slug] = self.used.get(slug, 0) + 1
        return slug if self.used[slug] == 1 else f"{slug}-{self.used[slug]}"

    def _figure_of(self, inline: Token) -> Figure | None:
        """The figure a paragraph consists of, if it does."""
        children = inline.children or []
        if len(children) == 1 and children[0].type == "image":
            name = Path(str(children[0].attrs.get("src", ""))).stem
            return self.figures.get(name)
        return None

    def _figure(self, figure: Figure, tokens: Sequence[Token], index: int, out: list[str]) -> int:
        """A figure with its caption, its data table folded behind it, and the data to download."""
        number = sum(1 for part in out if part.startswith("<figure")) + 1
        out.append(f'<figure id="figure-{escape(figure.key)}">')
        label = escape(f"Figure {number}")
        out.append(f'<div class="chart" role="group" tabindex="0" aria-label="{label}">{figure.inline_svg}</div>')
        out.append(f"<figcaption><strong>Figure {number}.</strong> {escape(figure.caption)}</figcaption>")
        inner: list[str] = []
        if index < len(tokens) and tokens[index].type == "paragraph_open":
            caption = _caption(tokens[index + 1])
            if caption is not None and index + 3 < len(tokens) and tokens[index + 3].type == "table_open":
                index = self._table(tokens, index + 3, inner, caption)
        data = base64.b64encode(figure.csv.encode()).decode()
        link = f'<a download="{escape(figure.key)}.csv" href="data:text/csv;base64,{data}">Download the data (CSV)</a>'
        out += [
            "<details><summary>The data behind the figure</summary>",
            *inner,
            f"<p>{link}</p></details>",
            "</figure>",
        ]
        return index

    def _table(self, tokens: Sequence[Token], index: int, out: list[str], caption: str) -> int:
        """A table with caption, scopes, and a region to scroll it on a narrow screen."""
        self.tables += 1
        rows: list[tuple[bool, list[tuple[str, str]]]] = []
        head = False
        while tokens[index].type != "table_close":
            token = tokens[index]
            if token.type in ("thead_open", "thead_close"):
                head = token.type == "thead_open"
            elif token.type == "tr_open":
                rows.append((head, []))
            elif token.type in ("th_open", "td_open"):
                align = "number" if "right" in str(token.attrs.get("style", "")) else "text"
                rows[-1][1].append((align, self._inline(tokens[index + 1])))
            index += 1
        name = f"table-{self.tables}"
        label = f' aria-labelledby="{name}"' if caption else f' aria-label="Table {self.tables}"'
        body = [row for is_head, row in rows if not is_head]
        kind = "filterable sortable" if len(body) >= FILTER_FROM else "sortable" if len(body) > 2 else "plain"
        if rows and len(rows[0][1]) >= WIDE_FROM:
            kind += " wide"
        out.append(f'<div class="table" role="group" tabindex="0"{label}><table class="{kind}">')
        if caption:
            out.append(f'<caption id="{name}">{caption}</caption>')
        for is_head, row in rows:
            if is_head:
                cells = "".join(f'<th scope="col" class="{align}">{text}</th>' for align, text in row)
                out.append(f"<thead><tr>{cells}</tr></thead><tbody>")
            else:
                cells = "".join(
                    f'<th scope="row" class="{align}">{text}</th>'
                    if column == 0
                    else f'<td class="{align}">{text}</td>'
                    for column, (align, text) in enumerate(row)
                )
                out.append(f"<tr>{cells}</tr>")
        out.append("</tbody></table></div>")
        return index + 1


def _plain(inline: Token) -> str:
    """The text of an inline token without markup."""
    return "".join(child.content for child in inline.children or [] if child.type in ("text", "code_inline"))


def _caption(inline: Token) -> str | None:
    """The text of a paragraph that is bold from end to end: a caption."""
    children: list[Any] = [child for child in inline.children or [] if child.type != "text" or child.content]
    if len(children) >= 2 and children[0].type == "strong_open" and children[-1].type == "strong_close":
        inner = children[1:-1]
        if not any(child.type == "strong_open" for child in inner):
            return escape("".join(child.content for child in inner))
    return None
