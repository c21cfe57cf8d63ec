"""The shape of the code, checked: who imports what, where Beam may be, what each file is."""

import ast
import importlib.util
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
PACKAGES = ("languages", "model", "pipeline", "transforms")
MODULES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))

# The verbs build Beam graphs; these are all the modules that may import it at their top.
BEAM = {
    "transforms/duplicates/dedupe.py",
    "transforms/ingest.py",
    "transforms/select.py",
    "transforms/weave.py",
    "pipeline/build.py",
    "pipeline/running/job.py",
}


def dotted(path):
    return ".".join(("repoloom", *path.relative_to(ROOT).with_suffix("").parts))


def top_level_imports(path):
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_a_module_is_short_and_says_what_it_is(path):
    text = path.read_text()
    docstring = ast.get_docstring(ast.parse(text))
    assert docstring
    assert docstring[-1] in ".`|" or "\n" in docstring
    assert text.count("\n") <= 300


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_beam_stays_in_the_modules_that_build_graphs(path):
    name = str(path.relative_to(ROOT))
    imports = {module.partition(".")[0] for module in top_level_imports(path)}
    assert ("apache_beam" in imports) <= (name in BEAM)


@pytest.mark.parametrize("name", sorted(BEAM))
def test_the_list_of_beam_modules_is_current(name):
    assert "apache_beam" in {module.partition(".")[0] for module in top_level_imports(ROOT / name)}


def test_nothing_imports_the_main_module():
    for path in MODULES:
        assert "beam_main" not in top_level_imports(path)


def test_only_the_trainer_imports_jax():
    for path in MODULES:
        if path.parent != ROOT / "model":
            assert not {"jax", "optax"} & {
                module.partition(".")[0] for module in top_level_imports(path)
            }, path


@pytest.mark.parametrize(
    "module",
    [
        "repoloom.pipeline.show",
        "repoloom.pipeline.config",
        "repoloom.pipeline.storage.shards",
        "repoloom.languages",
    ],
)
def test_the_command_line_and_the_formats_start_without_beam_and_jax(module):
    code = (
        f"import sys, {module}\n"
        "heavy = {'apache_beam', 'jax', 'datasketch', 'scipy', 'networkx'}\n"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_the_main_module_defines_nothing_that_travels():
    """What `__main__` holds cannot be unpickled by a worker."""
    tree = ast.parse((ROOT / "beam_main.py").read_text())
    assert not [node.name for node in tree.body if isinstance(node, ast.ClassDef)]


def test_every_module_is_used():
    """Languages are found by themselves; the others are imported, or started by name."""
    imported = {"beam_main"}
    for path in [*MODULES, ROOT / "beam_main.py"]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    # maxtext is for other people's loaders; docs/shard-format.md shows how.
    started = {
        "repoloom.pipeline.show",
        "repoloom.pipeline.documentation.records",
        "repoloom.pipeline.documentation.settings",
        "repoloom.pipeline.exports.maxtext",
        "repoloom.model.train",
    }
    modules = {dotted(path) for path in MODULES if path.stem != "__init__"}
    languages = {name for name in modules if re.fullmatch(r"repoloom\.languages\.\w+", name)}
    assert sorted(modules - languages - imported - started) == []


def test_each_language_has_a_corpus():
    names = {path.stem for path in (ROOT / "languages").glob("[a-z]*.py")}
    assert sorted(names - {path.stem for path in (ROOT / "tests" / "corpus").glob("*.md")}) == []


def test_no_file_names_an_index_or_a_download():
    text = (ROOT / "constraints.txt").read_text()
    assert "://" not in text
    assert "--index" not in text
    assert "--hash=sha256:" in text
    assert importlib.util.find_spec("uv") is not None
