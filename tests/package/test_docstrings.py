"""Every public name says what it does and what it takes.

An override of a method that its base class documents inherits the text.
"""

import doctest
import importlib
import inspect
import operator
import pkgutil
import warnings

import numpydoc.validate
import pytest
from tables import BEHIND, public
from test_bad_input import DOORS

import nnfs

CODES = {
    "GL03",  # no double blank lines
    "GL06",  # no unknown section
    "GL07",  # sections in their order
    "GL08",  # it exists
    "SS01",  # a summary
    "SS03",  # ... that ends with a period
    "SS04",  # ... not indented
    "SS06",  # ... on one line
    "PR01",  # every parameter is described
    "PR02",  # no parameter is described that is not there
    "PR03",  # in their order
    "PR04",  # with a type
    "PR07",  # with a description
    "PR10",  # with a space before the colon
    "RT01",  # what is returned
    "YD01",  # what is yielded
}
EXCEPTIONS = {
    "nnfs.training.History": {"PR01"},  # a dataclass: they are its attributes
}


def names():
    """Yield the dotted name of everything that a reader may use."""
    for module in pkgutil.walk_packages(nnfs.__path__, "nnfs."):
        # numpydoc reads no package, and no module that defines nothing
        nothing = ("nnfs.core", "nnfs.input_checks.names")
        if not module.ispkg and module.name not in nothing:
            yield module.name
    for name, value in public(behind=True):
        yield name
        for method in vars(value) if inspect.isclass(value) else ():
            inherited = any(method in vars(b) for b in value.__mro__[1:])
            if not (method.startswith("_") or inherited) and callable(
                getattr(value, method)
            ):
                yield f"{name}.{method}"


NAMES = sorted(set(names()))


def faults(name):
    codes = CODES - EXCEPTIONS.get(name, set())
    if name.startswith(BEHIND):
        codes = {"GL08", "SS03"}  # behind the doors a sentence is enough
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numpydoc's own
        report = numpydoc.validate.validate(name)
    return {
        f"{code}: {text}" for code, text in report["errors"] if code in codes
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_docstring(name):
    assert not faults(name)


def refusing():
    """Return the full name of everything with a row of bad inputs."""
    names = {door.partition("(")[0] for door in DOORS if "=" not in door}
    return sorted(names - {"__main__.main"})  # a shell gets an exit code


@pytest.mark.parametrize("name", refusing())
def test_what_refuses_says_what_it_raises(name):
    text = inspect.getdoc(operator.attrgetter(name)(nnfs))
    assert "\nRaises\n------\n" in text, (
        f"nnfs.{name} refuses bad input: give its docstring a section Raises, "
        "which says when"
    )


@pytest.mark.parametrize(
    "module", [name for name in NAMES if name.count(".") == 1]
)
def test_the_examples_run(module):
    exported = {name: getattr(nnfs, name) for name in nnfs.__all__}
    module = importlib.import_module(module)
    assert doctest.testmod(module, extraglobs=exported).failed == 0


def test_the_list_holds_what_the_package_exports():
    exported = {
        f"{value.__module__}.{name}"
        for name, value in vars(nnfs).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert exported <= set(NAMES)
    assert len(exported) > 40


def test_overrides_inherit_their_text():
    for name in ("forward", "backward", "predict"):
        assert inspect.getdoc(getattr(nnfs.Dense, name))
        assert inspect.getdoc(getattr(nnfs.Network, name))
    assert "epoch" not in inspect.getdoc(nnfs.Adam.direction)
