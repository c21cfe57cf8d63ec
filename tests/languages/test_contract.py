"""What holds for every language at once, so that a new one is one file."""

import ast
import graphlib
import importlib
import pathlib
import pkgutil

import pytest

from repoloom import languages
from repoloom.languages.engine import comments, parsing
from repoloom.languages.engine.spec import CAPTURES

CORPUS = pathlib.Path(__file__).parent.parent / "corpus"

each = pytest.mark.parametrize("spec", languages.SPECS.values(), ids=lambda spec: spec.name)


def test_every_module_is_a_language_and_the_rest_are_rooms():
    modules = {module.name: module.ispkg for module in pkgutil.iter_modules(languages.__path__)}
    assert {name for name, is_room in modules.items() if not is_room} == set(languages.SPECS)
    assert list(languages.SPECS) == sorted(languages.SPECS)


@each
def test_a_spec_is_called_like_its_module(spec):
    assert importlib.import_module(f"repoloom.languages.{spec.name}").SPEC is spec


@each
def test_the_query_compiles_and_uses_known_captures(spec):
    _, query = parsing.compiled(spec)
    names = {query.capture_name(index) for index in range(query.capture_count)}
    assert names <= CAPTURES
    assert {"import", "name"} <= names


@each
def test_the_query_has_no_predicate(spec):
    # a predicate reads node.text, which is None after a parse with a deadline
    assert "#" not in spec.query


@each
def test_node_types_of_the_data_exist_in_the_grammar(spec):
    language, _ = parsing.compiled(spec)
    known = {language.node_kind_for_id(index) for index in range(language.node_kind_count)}
    assert set(spec.wrappers) | set(spec.conditions) <= known


@each
def test_relatives_know_each_other(spec):
    for name in spec.relatives:
        assert languages.SPECS[name].relatives == spec.relatives
    assert spec.name in spec.relatives


@each
def test_a_corpus_page_exists(spec):
    assert (CORPUS / f"{spec.name}.md").is_file()


@each
def test_implicit_links_have_a_scope(spec):
    assert bool(spec.implicit) == (spec.visible is not None)


@each
def test_tests_are_named_after_their_source(spec):
    assert spec.test_names
    assert all("{stem}" in name for name in spec.test_names)


def test_no_extension_or_file_name_belongs_to_two_languages():
    seen: dict[str, str] = {}
    for spec in languages.SPECS.values():
        for name in (*spec.extensions, *spec.filenames, *spec.interpreters):
            assert seen.setdefault(name, spec.name) == spec.name


MARKED = [
    (spec, mark)
    for spec in languages.SPECS.values()
    for mark in ((spec.comments.line, b""), spec.comments.block)
    if mark and mark[0]
]


@pytest.mark.parametrize(("spec", "mark"), MARKED, ids=lambda value: getattr(value, "name", None))
def test_a_comment_mark_makes_a_comment_of_the_grammar(spec, mark):
    text = mark[0] + b" one " + mark[1] + b"\n"
    trees = [languages.parse(spec.name, head + text) for head in (b"", b"<?php\n")]
    kinds = {node.type for tree in trees if tree for node in tree.root_node.named_children}
    assert any(map(comments.is_comment, kinds))


LEVELS = {"engine": 0, "families": 1, "recognition": 1}


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield node.module


def test_languages_stand_on_families_and_families_on_the_engine_without_a_circle():
    root = pathlib.Path(languages.__path__[0])
    modules = {
        ".".join(("repoloom.languages", *path.relative_to(root).with_suffix("").parts)): path
        for path in root.rglob("*.py")
        if path.name != "__init__.py"
    }
    graph = {name: modules.keys() & set(imports_of(path)) for name, path in modules.items()}
    for name, imported in graph.items():
        above = LEVELS.get(name.split(".")[2], 2)
        below = {LEVELS.get(each.split(".")[2], 2) for each in imported}
        assert all(level <= above and level < 2 for level in below), name
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError
