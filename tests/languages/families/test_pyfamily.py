import pytest

from repoloom import languages
from repoloom.languages.families import pyfamily
from repoloom.languages.families.single import python_roots
from tests.languages.made import meanings, outline_of, repository


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
    assert python_roots.pyproject_roots(text.encode()) == expected


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
    assert python_roots.setup_cfg_roots(text.encode()) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("setup(package_dir={'': 'a'}, packages=find_packages('b'))", ["a", "b"]),
        ('find_namespace_packages(where="a")', ["a"]),
        ("find_packages()", []),
    ],
)
def test_roots_of_a_setup_py(text, expected):
    assert python_roots.setup_py_roots(text.encode()) == expected


def test_declared_roots_are_directories_of_their_projects():
    made = repository({"a/pyproject.toml": "", "a/lib/x.py": "", "a/src/y.py": "", "z.py": ""})
    assert python_roots.declared_roots(made) == {"a": "a", "a/src": "a", "a/lib": "a", "": ""}


def test_holders_are_the_directories_of_a_module():
    assert pyfamily.holders(repository({"a/b.py": "", "c/b.pyi": "", "b/x.txt": ""})) == {
        "": {""},
        "a": {""},
        "b": {"a", "c", ""},
        "c": {""},
    }


PROJECT = {"pyproject.toml": '[project]\nname = "tide"\n', "tide/__init__.py": ""}


@pytest.mark.parametrize(
    ("importer", "statement", "sibling", "packages", "expected"),
    [
        ("tide/a/celery.py", "import redis", "redis.py", ["tide/a"], "external"),
        ("tide/a/celery.py", "from redis import Redis", "redis.py", ["tide/a"], "external"),
        ("tide/a/celery.py", "import redis.client", "redis/client.py", ["tide/a"], "external"),
        ("tide/a/celery.py", "import redis", "redis.py", [], "external"),
        ("tide/celery.py", "import redis", "redis.py", [], "external"),
        ("tide/a/celery.py", "from .redis import x", "redis.py", ["tide/a"], "tide/a/redis.py"),
        ("tide/a/celery.py", "import tide.a.redis", "redis.py", ["tide/a"], "tide/a/redis.py"),
        ("tide/scripts/run.py", "import redis", "redis.py", [], "tide/scripts/redis.py"),
        ("tide/tests/test_a.py", "import redis", "redis.py", [], "tide/tests/redis.py"),
        ("tide/a/test_a.py", "import redis", "redis.py", [], "tide/a/redis.py"),
        ("scripts/run.py", "import redis", "redis.py", [], "scripts/redis.py"),
        ("run.py", "import redis", "redis.py", [""], "redis.py"),
    ],
)
def test_a_package_of_its_own_hides_its_modules(importer, statement, sibling, packages, expected):
    """PEP 328: an absolute import never means the sibling; in a script's folder it does."""
    directory = importer.rpartition("/")[0]
    files = PROJECT | {f"{directory}/{sibling}".lstrip("/"): ""}
    files |= {f"{package}/__init__.py".lstrip("/"): "" for package in packages}
    text = statement + "\n"
    assert [*meanings({importer: text} | files, importer).values()] == [expected]


def test_what_runs_as_a_script_sees_its_folder():
    text = 'import helper\nif __name__ == "__main__":\n    helper.run()\n'
    files = {"tide/x/run.py": text, "tide/x/helper.py": ""} | PROJECT
    assert meanings(files, "tide/x/run.py") == {"helper": "tide/x/helper.py"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("except IOError, e:\n  pass\n", "p/util.py"),
        ('print "x"\n', "p/util.py"),
        ('raise ValueError, "x"\n', "p/util.py"),
        ('from __future__ import absolute_import\nprint "x"\n', "external"),
        ("except A, B:\n  pass\n", "external"),
        ('print("x")\n', "external"),
    ],
)
def test_python_2_looks_beside_the_file_first(text, expected):
    files = {"p/__init__.py": "", "p/util.py": "", "p/a.py": "import util\ntry:\n  pass\n" + text}
    assert meanings(files, "p/a.py")["util"] == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "code"))', "code/it.py"),
        ("sys.path.append(os.path.dirname(__file__) + '/../code')", "code/it.py"),
        ('sys.path.append(str(Path(__file__).resolve().parent.parent / "code"))', "code/it.py"),
        ('sys.path.append(str(Path(__file__).parents[1] / "code"))', "code/it.py"),
        ('sys.path.append("../code")', "code/it.py"),
        ('sys.path.append("code")', "code/it.py"),
        ("sys.path.append(os.path.dirname(__file__))", "external"),
        ('sys.path.append("gone")', "external"),
        ("sys.path.append(place)", "external"),
    ],
)
def test_directories_that_a_file_puts_on_the_path(line, expected):
    files = {"code/__init__.py": "", "code/it.py": "", "run/use.py": f"{line}\nimport it\n"}
    assert meanings(files, "run/use.py")["it"] == expected


def test_what_a_file_adds_counts_for_its_directory_alone():
    files = {"code/__init__.py": "", "code/it.py": "", "use.py": "import it\n"}
    assert meanings(files | {"run/a.py": 'sys.path.append("../code")\n'}, "use.py") == {
        "it": "external"
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('importlib.import_module("p.b")', ["p.b"]),
        ('import_module(".c", "p")', ["p.c"]),
        ('import_module(".c", package="p.q")', ["p.q.c"]),
        ('import_module(".c", __package__)', [".c"]),
        ('__import__("p.d")', ["p.d"]),
        ("import_module(name)", []),
        ("lazy import p.b", ["p.b"]),
        ("lazy from p import b", ["p"]),
        ('x = t"{a}"\nimport p', ["p"]),
        ("lazy = 3", []),
    ],
)
def test_what_later_and_other_ways_to_import_state(text, expected):
    assert [found.module for found in outline_of("p/a.py", text + "\n").imports] == expected


def test_the_grammar_reads_what_later_versions_add():
    for text in (b"lazy import a\n", b"lazy from .a import b\n", b'x = t"a{b}c"\ny = rt"{b}"\n'):
        tree = languages.parse("python", text)
        assert tree is not None
        assert b"rt" in text or not tree.root_node.has_error
