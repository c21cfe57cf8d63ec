"""The shape of the code, checked: who imports what, where Beam may be, what each file is."""

import ast
import importlib
import importlib.util
import pathlib
import re
import statistics
import subprocess
import sys
import tomllib

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


ROOMS = sorted({path.parent for path in MODULES})
CODE = sorted(
    path for name in (*PACKAGES, "benchmarks", "tests") for path in (ROOT / name).rglob("*.py")
)


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_a_module_says_what_it_is(path):
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring
    assert docstring[-1] in ".`|" or "\n" in docstring


def test_no_file_is_long():
    lines = {path: path.read_text().count("\n") for path in CODE}
    assert [str(path) for path, number in lines.items() if number > 300] == []
    assert statistics.median(lines[path] for path in MODULES) <= 120


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(ROOT)))
def test_a_room_can_be_overlooked(room):
    """The list of languages is what a reader of that folder looks for, and is as long as it is."""
    if room != ROOT / "languages":
        assert len(list(room.glob("*.py"))) <= 14


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(ROOT)))
def test_a_room_says_what_lives_there_and_what_to_read_first(room):
    docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
    assert 4 <= len(docstring.splitlines()) <= 12
    assert re.search(r"[Rr]ead\s+`|first|`read`", docstring)


def test_every_room_has_its_contract():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    contracts = {one.get("room") for one in settings["importlinter"]["contracts"]}
    rooms = {room.relative_to(ROOT).parts[:2] for room in ROOMS}
    inner = {".".join(room) for room in rooms if len(room) == 2}
    assert inner | {"model"} <= contracts
    packages = set(settings["setuptools"]["packages"])
    assert packages == {"repoloom"} | {dotted(room / "x")[: -len(".x")] for room in ROOMS}


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_a_module_has_its_tests(path):
    """Languages and their families have golden pages, `tests/corpus/*.md`."""
    if path.stem != "__init__" and path.parent.name not in ("languages", "families", "single"):
        place = ROOT / "tests" / path.relative_to(ROOT).parent / f"test_{path.name}"
        assert place.exists() or path in (ROOT / "transforms" / "records.py",)


def test_no_test_reaches_into_private_names_of_another_room():
    found = []
    for path in (ROOT / "tests").rglob("*.py"):
        own = path.parent.relative_to(ROOT / "tests")
        nodes = list(ast.walk(ast.parse(path.read_text())))
        imported = [
            (pathlib.Path(*(node.module or "").split(".")[1:]), alias)
            for node in nodes
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("repoloom.")
            for alias in node.names
        ]
        rooms = {alias.asname or alias.name: room for room, alias in imported}
        private = [(module.parent, alias.name) for module, alias in imported]
        private += [
            (rooms.get(node.value.id, own), node.attr)
            for node in nodes
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        ]
        found += [
            f"{path.relative_to(ROOT)}: {name}"
            for room, name in private
            if re.match(r"_[a-z]", name) and room not in (own, own.parent)
        ]
    assert found == []


def test_the_design_walks_through_files_and_names_that_exist():
    page = (ROOT / "docs" / "design.md").read_text()
    walks = page[page.index("## Three walks") : page.index("## Where things are")]
    steps = re.findall(r"`([\w/]+\.py)`\s(?:\(`(\w+)`\))?", walks)
    assert len(steps) >= 20
    for place, name in steps:
        module = importlib.import_module(dotted(ROOT / place).removesuffix(".__init__"))
        assert not name or hasattr(module, name), (place, name)


def resolves(name):
    """Whether a dotted name is a module of the project, or stands in one."""
    parts = f"repoloom.{name.removeprefix('repoloom.')}".split(".")
    for end in range(len(parts), 1, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            found = getattr(found, part, None)
        return found is not None
    return False


def test_dotted_names_in_prose_exist():
    texts = [*MODULES, *(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"]
    name = re.compile(rf"`((?:repoloom\.)?(?:{'|'.join(PACKAGES)})(?:\.\w+)+)`")
    found = {(path.name, match[1]) for path in texts for match in name.finditer(path.read_text())}
    assert [one for one in sorted(found) if not resolves(one[1])] == []


def test_docs_name_files_that_exist():
    for page in [*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]:
        for place in re.findall(
            rf"`((?:{'|'.join(PACKAGES)}|tests)/[\w/]*[\w.]*)`", page.read_text()
        ):
            assert (ROOT / place).exists() or re.search("zig|[A-Z]{4}", place), (page.name, place)


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
