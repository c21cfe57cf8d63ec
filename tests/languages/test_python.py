import pytest

from repoloom.languages import python
from tests.languages.made import meanings, repository


@pytest.mark.parametrize(
    ("statement", "files", "expected"),
    [
        ("from . import b", ["p/b.py"], "p/b.py"),
        ("from .b import c", ["p/b.py", "p/b/c.py"], "p/b/c.py"),
        ("from .b import *", ["p/b.py"], "p/b.py"),
        ("from ..b import c", ["b/__init__.py"], "b/__init__.py"),
        ("from ...b import c", ["b.py"], "unresolved"),
        ("from .gone import c", [], "unresolved"),
        ("import b", ["p/b.py", "b.py"], "p/b.py"),
        ("import b", ["p/__init__.py", "p/b.py", "b.py"], "b.py"),
        ("import b", ["b.pyi", "b/__init__.pyi"], "b.pyi"),
        ("import b", ["b/__init__.py", "b.py"], "b/__init__.py"),
        ("import b.c", ["src/b/c.py"], "by suffix"),
        ("import b", ["other/b.py"], "by suffix"),
        ("import os", ["p/os.py"], "external"),
        ("import os", ["p/os/__init__.py"], "p/os/__init__.py"),
        ("import numpy", [], "by suffix"),
    ],
)
def test_where_a_module_is(statement, files, expected):
    (meaning,) = meanings({"p/use.py": statement + "\n"} | dict.fromkeys(files, "")).values()
    assert meaning == expected


def test_a_loose_file_of_another_project_is_its_own():
    files = {"a/setup.py": "", "a/tool.py": "", "b/setup.py": "", "b/use.py": "import tool\n"}
    assert meanings(files, "b/use.py") == {"tool": "external"}
    assert meanings(files | {"a/use.py": "import tool\n"}, "a/use.py") == {"tool": "a/tool.py"}


def test_roots_of_the_own_project_come_first():
    files = {f"{project}/pyproject.toml": "" for project in "ab"}
    files |= {f"{project}/src/tool/__init__.py": "" for project in "ab"}
    assert meanings(files | {"b/tests/use.py": "import tool\n"}, "b/tests/use.py") == {
        "tool": "b/src/tool/__init__.py"
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[tool.setuptools.packages.find]\nwhere = ["a", "b"]\n', ["a", "b"]),
        ('[tool.setuptools.package-dir]\n"" = "a"\nx = "b"\n', ["a"]),
        ('[tool.poetry]\npackages = [{include = "x", from = "a"}, {include = "y"}, 3]\n', ["a"]),
        ('[tool.poetry]\npackages = "x"\n', []),
        ('[tool.pdm.build]\npackage-dir = "a"\n', ["a"]),
        ('[tool.pytest.ini_options]\npythonpath = ["a", "b"]\n', ["a", "b"]),
        ('[tool.hatch.build.targets.wheel]\npackages = ["a/b", "c"]\n', ["a", ""]),
        ("tool = 3\n", []),
        ("[tool", []),
    ],
)
def test_roots_of_a_pyproject(text, expected):
    assert python.pyproject_roots(text.encode()) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[options]\npackage_dir =\n  = a\n  x = b\n[options.packages.find]\nwhere = c\n",
            ["a", "c"],
        ),
        ("[options]\na = 1\n[options]\na = 2\na = 3\n", [""]),
        ("no section", []),
    ],
)
def test_roots_of_a_setup_cfg(text, expected):
    assert python.setup_cfg_roots(text.encode()) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("setup(package_dir={'': 'a'}, packages=find_packages('b'))", ["a", "b"]),
        ('find_namespace_packages(where="a")', ["a"]),
        ("find_packages()", []),
    ],
)
def test_roots_of_a_setup_py(text, expected):
    assert python.setup_py_roots(text.encode()) == expected


def test_declared_roots_are_directories_of_their_projects():
    made = repository({"a/pyproject.toml": "", "a/lib/x.py": "", "a/src/y.py": "", "z.py": ""})
    assert python.declared_roots(made) == {"a": "a", "a/src": "a", "a/lib": "a", "": ""}


def test_holders_are_the_directories_of_a_module():
    assert python.holders(repository({"a/b.py": "", "c/b.pyi": "", "b/x.txt": ""})) == {
        "": {""},
        "a": {""},
        "b": {"a", "c", ""},
        "c": {""},
    }
