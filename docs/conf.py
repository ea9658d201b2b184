"""The documentation as a site: `sphinx-build -W docs build/docs`; the pages are those one reads in the repository."""

import tomllib
from pathlib import Path

import ceecluster

project = "ceecluster"
author = "The developers of ceecluster"
release = version = ceecluster.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx_copybutton"]
root_doc = "README"
exclude_patterns = ["reference/results"]
html_theme = "furo"
html_title = f"ceecluster {release}"
myst_heading_anchors = 4
myst_enable_extensions = ["fieldlist"]
# Commands of a session are not highlighted as a language that is not theirs, and the notebook shows what its test made.
nb_execution_mode = "off"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "show-inheritance": False}
add_module_names = False
# A chart stands in the notebook as a picture too; CSV has no colours.
suppress_warnings = ["mystnb.unknown_mime_type", "misc.highlighting_failure"]
default_role = "code"  # docstrings are written as Markdown is

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REPOSITORY = PROJECT["urls"]["Repository"]

CONTENTS = """
```{toctree}
:hidden:
:caption: Start

tutorial
tutorial-another-network
```
""" + "".join(
    f"""
```{{toctree}}
:hidden:
:glob:
:caption: {caption}

{pages}
```
"""
    for caption, pages in (
        ("How to", "how-to/*"),
        ("Reference", "reference/*\nbenchmarks"),
        ("Explanation", "explanation/*"),
        ("Decisions", "decisions/README\ndecisions/0*"),
    )
)


def setup(app):
    """The index lists its pages for people; the site's contents are added when it is built."""

    def add(app, name, source):
        if name == "README":
            source[0] += CONTENTS
        source[0] = source[0].replace("](../README.md", f"]({REPOSITORY}/blob/main/README.md")

    def escape(app, what, name, obj, options, lines):
        lines[:] = [line.replace("|", r"\|") for line in lines]

    app.connect("source-read", add)
    app.connect("autodoc-process-docstring", escape)
