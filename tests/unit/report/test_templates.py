"""Templates as a public interface: what they are given is described, and nothing else is used."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from jinja2 import meta, nodes

from ceecluster import assets
from ceecluster.report import contexts, documents
from ceecluster.report.render import environment
from ceecluster.report.variables import ALONE, COMMON, FILTERS, OBJECTS, VARIABLES
from ceecluster.study import Study

DOCUMENTS = [*sorted(path.name for path in assets.templates().glob("*.j2")), "page.css", "page.js"]


def names(template: str) -> set[str]:
    """Names a template uses and does not set itself, with those of the parts it includes."""
    own = environment()
    tree = own.parse((assets.templates() / template).read_text(encoding="utf-8"))
    return meta.find_undeclared_variables(tree)


def test_every_template_is_described() -> None:
    """A template that is shipped has its list of variables, and no list is of a template that is not there."""
    assert {*VARIABLES, *ALONE} == set(DOCUMENTS)


@pytest.mark.parametrize("template", DOCUMENTS)
def test_every_name_a_template_uses_is_described(template: str) -> None:
    """No template relies on a name that its reader is not told of."""
    described = {variable.name for variable in (*VARIABLES.get(template, COMMON), *ALONE.get(template, ()))}
    if template in VARIABLES:
        described |= {variable.name for variable in COMMON}
    assert names(template) <= described


@pytest.mark.parametrize("name", contexts.BUILDERS)
def test_every_described_variable_is_given(name: str, study: Study) -> None:
    """What a user's template may use is there, and nothing is there that is not described."""
    template, builder = contexts.BUILDERS[name]
    context, _ = builder(study, None)
    given = {*context, *documents.common(study)}
    assert given == {variable.name for variable in (*COMMON, *VARIABLES[template])}


def test_fields_of_objects_are_described() -> None:
    """Every field of every object of a template has its meaning."""
    assert {kind.__name__: set(meanings) for kind, meanings in OBJECTS.items()} == {
        kind.__name__: {field.name for field in fields(kind)} for kind in OBJECTS
    }


@pytest.mark.parametrize("template", [name for name in DOCUMENTS if name in VARIABLES])
def test_every_field_a_template_uses_is_described(template: str) -> None:
    """`view.findings` in a template is a field that OBJECTS tells of."""
    known = {field for meanings in OBJECTS.values() for field in meanings} | {"index", "last"}
    tree = environment().parse((assets.templates() / template).read_text(encoding="utf-8"))
    assert {node.attr for node in tree.find_all(nodes.Getattr)} <= known


def test_kinds_and_filters_are_what_they_are_said_to_be() -> None:
    """A type written with a capital is one of OBJECTS, and our filters are those of the environment."""
    objects = {kind.__name__ for kind in OBJECTS}
    for variables in (COMMON, *VARIABLES.values()):
        for variable in variables:
            assert set(re.findall(r"\b[A-Z][a-z]\w+", variable.kind)) <= objects, variable
    ours = set(environment().filters) - set(type(environment())().filters)
    assert ours == {variable.name for variable in FILTERS}
