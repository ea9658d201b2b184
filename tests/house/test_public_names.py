"""What the package says it offers, it offers."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

import ceecluster

PACKAGES = ["ceecluster", *(f"ceecluster.{m.name}" for m in pkgutil.iter_modules(ceecluster.__path__) if m.ispkg)]


@pytest.mark.parametrize("package", PACKAGES)
def test_public_names_exist_and_are_sorted(package: str) -> None:
    """`__all__` is sorted and every name in it can be had."""
    module = importlib.import_module(package)
    names = getattr(module, "__all__", [])
    assert list(names) == sorted(names)
    assert [name for name in names if not hasattr(module, name)] == []


def test_no_function_has_its_modules_name() -> None:
    """`ceecluster.x` is never a module here and a function there."""
    for package in PACKAGES:
        module = importlib.import_module(package)
        modules = {m.name for m in pkgutil.iter_modules(module.__path__)}
        for name in getattr(module, "__all__", []):
            value = getattr(module, name)
            assert not (name in modules and callable(value)), f"{package}.{name}"


def test_loading_by_the_public_door() -> None:
    """`cc.load(folder)` gives a study of that folder."""
    base = Path(__file__).parents[1] / "cases" / "base"
    study = ceecluster.load(base)
    assert isinstance(study, ceecluster.Study)
    assert list(study.inventory) == ["AT31", "CZ"]
    assert not study.example


def test_an_unknown_name_is_an_attribute_error() -> None:
    """The lazy door does not swallow slips."""
    with pytest.raises(AttributeError, match="lode"):
        ceecluster.lode  # type: ignore[attr-defined]  # noqa: B018  # the access is the test
