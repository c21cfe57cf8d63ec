import pickle
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from repoloom import languages
from repoloom.languages import rust

NAMES = sorted(languages.SPECS)


def outline(language, text, **settings):
    tree = languages.parse(language, text)
    assert tree is not None
    return languages.outline(language, text, tree, **settings)


def pieces(text, cuts):
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def test_boundaries_end_the_constructs_and_keep_a_comment_with_what_follows():
    text = b"import a\n# about f\ndef f():\n    pass\nx = 1\n"
    assert pieces(text, outline("python", text).boundaries) == [
        b"import a",
        b"\n# about f\ndef f():\n    pass",
        b"\nx = 1",
        b"\n",
    ]


def test_a_namespace_around_everything_is_opened():
    text = b"namespace a {\n" + b"int f() { return 1; }\n" * 9 + b"}\n"
    assert len(outline("cpp", text).boundaries) == 9


def test_a_namespace_beside_others_is_one_construct():
    body = b"int f() { return 1; }\n" * 9
    text = b"namespace a {\n" + body + b"}\n" + body
    assert len(outline("cpp", text).boundaries) == 10


def test_a_big_class_may_be_split_between_its_members():
    member = b"    def f(self):\n        return '" + b"x" * 300 + b"'\n"
    text = b"class A:\n" + member * 9 + b"\ny = 1\n"
    found = outline("python", text)
    assert len(found.inner_boundaries) == 8
    assert text[: found.inner_boundaries[0]].endswith(b"xxx'")


def test_a_small_class_may_not():
    text = b"class A:\n    def f(self):\n        pass\n    def g(self):\n        pass\n"
    assert outline("python", text).inner_boundaries == ()


def test_imports_of_the_top_lines_are_counted_after_the_licence():
    text = b"# licence\n" * 50 + b"import a\nimport b\n\nimport c\n"
    found = outline("python", text, import_lines=2).imports
    assert [statement.module for statement in found] == ["a", "b"]
    assert len(outline("python", text).imports) == 3


def test_uses_leave_out_the_import_statements():
    text = b"from a import b, c\nfrom d import b as e\nb()\nb()\n"
    found = {statement.bound: statement.uses for statement in outline("python", text).imports}
    assert found == {"b": 2, "c": 0, "e": 0}


def test_identifiers_keep_their_order_and_stand_once():
    assert outline("python", b"b = a\na = b\n").identifiers == b"b\na"
    assert outline("python", b"b = a\na = b\n").names() == {"a", "b"}


def test_identifiers_beyond_ascii_are_whole():
    assert outline("python", "größe = 1\n".encode()).names() == {"größe"}


def test_an_outline_travels_between_processes():
    found = outline("python", b"import a\nclass B: pass\n")
    assert pickle.loads(pickle.dumps(found)) == found


def test_a_deep_tree_needs_no_recursion():
    text = b"(" * 20_000 + b"x" + b")" * 20_000 + b"\nimport a\n"
    assert outline("javascript", text).boundaries


def places(language, text):
    return [(text[one.start : one.end], one.module) for one in outline(language, text).imports]


def test_imports_come_in_the_order_of_the_text_with_their_places():
    text = b"def f():\n    import late\nimport a\nfrom b import c, d\n"
    assert places("python", text) == [
        (b"import late", "late"),
        (b"import a", "a"),
        (b"from b import c, d", "b"),
        (b"from b import c, d", "b"),
    ]


def test_a_node_inside_of_a_statement_is_a_part_of_it():
    assert [name for _, name in places("python", b"import_module(import_module('a'))\n")] == ["a"]
    assert places("zig", b'const a = @import("b");') == [(b'@import("b")', "b")]


def test_a_broken_statement_states_nothing():
    assert outline("python", b"import\n").imports == ()


def levels(language, text):
    return [(one.top_level, one.conditional) for one in outline(language, text).imports]


def test_imports_say_where_they_stand():
    text = b"import a\nif b:\n    import c\ndef d():\n    import e\nx = 1\n"
    assert levels("python", text) == [(True, False), (True, True), (False, True)]
    assert levels("typescript", b'import type {A} from "b"\n') == [(True, True)]


@pytest.mark.parametrize(
    ("language", "text", "uses"),
    [
        ("python", b"import a\n", {"a": 0}),
        ("c", b'#include "a.h"\n', {"": 0}),
        ("python", b"import a\na.b\na\n", {"a": 2}),
        ("python", b"import a.b as c\nc\n# c\n", {"c": 2}),
        ("javascript", b'const a = require("a")\na()\n', {"a": 1}),
        ("javascript", b'const a = require("b")\n', {"a": 0}),
        ("javascript", b'import a from "a"\na()\n', {"a": 1}),
        ("rust", b"use a::b;\nfn f() { b(); /* b */ }\n", {"b": 1}),
        ("go", b'package p\nimport "a"\nvar x = a.B\n', {"a": 1}),
        ("go", b'package p\nimport a "c"\n', {"a": 0}),
    ],
)
def test_uses_are_counted_outside_of_statements(language, text, uses):
    assert {one.bound: one.uses for one in outline(language, text).imports} == uses


def test_qualified_names_are_nested_imports_once_each():
    text = b"use z::y;\nfn f() { crate::a::b(); crate::a::c(); crate::d::e(); }\n"
    found = [one for one in outline("rust", text).imports if one.kind == "inline"]
    assert [(one.module, one.top_level, one.conditional) for one in found] == [
        ("crate::a", False, True),
        ("crate::d", False, True),
    ]
    assert text[found[0].start : found[0].end].startswith(b"crate")


def test_packages_that_add_up_and_packages_of_which_the_first_counts():
    found = outline("scala", b"package a\npackage b.c\n")
    assert (found.package, found.outer) == ("a.b.c", ("a",))
    found = outline("csharp", b"namespace A { }\nnamespace B { }\n")
    assert (found.package, found.outer) == ("A", ())
    assert outline("scala", b"class A\n").package == ""


def test_names_of_a_statement_and_a_package_clause_are_no_uses():
    assert outline("java", b"package ab;\nimport cd.Ef;\nclass Gh { Ij k; ab l; }\n").names() >= {
        "Ij",
        "ab",
    }
    assert not outline("java", b"package ab;\nimport cd.Ef;\nclass Gh { }\n").names() & {
        "ab",
        "cd",
        "Ef",
    }


def test_members_of_packages_are_kept_where_the_language_says_so():
    text = b'package p\nimport "a"\nfunc f() { a.B.C(); d() }\n'
    assert {"a.B", "d"} <= outline("go", text).names()
    assert not {"a", "B", "C", "a.B.C"} & outline("go", text).names() - {"a"}


def test_numbers_are_no_identifiers():
    assert outline("python", b"a = 12 + b9 + 3e4\n").names() == {"a", "b9"}


def test_definitions_are_those_of_the_module_level_in_order_and_once():
    text = b"def b(): pass\nclass A:\n    def inner(self): pass\nif x:\n    def c(): pass\n"
    found = outline("python", text).definitions
    assert [(one.kind, one.name) for one in found] == [
        ("function", "b"),
        ("type", "A"),
        ("function", "c"),
    ]
    assert text[found[1].start : found[1].end].startswith(b"class A:")


def test_definitions_in_a_misread_stretch_are_found_by_their_first_line():
    text = b"package p\n\nclass A {\n  fun f() = ) (\n}\n\nval b: Int = ) 1\nfun c() = 1\n"
    assert {"A"} <= {one.name for one in outline("kotlin", text).definitions}


def test_imports_below_the_depth_of_the_query_are_found_where_the_text_says_so():
    deep = b"def f():\n" + b"".join(b" " * depth + b"if x:\n" for depth in range(1, 9))
    text = b"import a\n" + deep + b" " * 9 + b"import b; import c\n"
    assert [one.module for one in outline("python", text).imports] == ["a", "b", "c"]
    assert levels("python", text)[1:] == [(False, True), (False, True)]


def test_the_leading_comments_do_not_count_as_lines():
    text = b"# one\n# two\nimport a\nimport b\n"
    for lines, names in ((1, ["a"]), (2, ["a", "b"]), (9, ["a", "b"]), (0, ["a", "b"])):
        assert [one.module for one in outline("python", text, import_lines=lines).imports] == names
    assert outline("python", b"import a", import_lines=1).imports


SOURCE = b"""import a from "b";
namespace N { class C { void f() { return 1; } } }
from x import (y, z)
use crate::a::{self, b};
mod m { fn f() { a::b::c(); } }
#include <x.h>
#if X
require 'x'
#endif
package p.q; import a.b.*;
<?php use A\\B; require __DIR__ . '/x';
"""


@pytest.mark.parametrize("language", NAMES)
@settings(max_examples=25, deadline=None)
@given(
    cuts=st.lists(st.tuples(st.integers(0, len(SOURCE)), st.integers(0, 40)), max_size=4),
    noise=st.binary(max_size=20),
)
@example(cuts=[], noise=b"")
def test_mutated_text_never_fails_and_its_places_lie_in_it(language, cuts, noise):
    text = SOURCE
    for start, length in cuts:
        text = text[:start] + noise + text[start + length :]
    found = outline(language, text)
    for cut in (found.boundaries, found.inner_boundaries):
        assert list(cut) == sorted(set(cut))
        assert all(0 < place < len(text) for place in cut)
    for statement in found.imports:
        assert 0 <= statement.start < statement.end <= len(text)
        assert statement.module or statement.name
    for definition in found.definitions:
        assert 0 <= definition.start < definition.end <= len(text)


@pytest.mark.slow
def test_two_processes_read_the_same():
    program = (
        "import sys\nfrom repoloom import languages\n"
        "text = sys.stdin.buffer.read()\n"
        "for name in languages.SPECS:\n"
        "    print(languages.outline(name, text, languages.parse(name, text)))\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program], input=SOURCE * 40, capture_output=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert runs[0].count(b"Outline(") == len(NAMES)


@pytest.mark.parametrize(
    "source",
    [
        b"use a::b;",
        b"pub use crate::a::*;",
        b"pub(crate) use a::{self, b as c, d::e};",
        b"use ::a::b;",
        b"use a::{\n    b,\n    c,\n};",
        b"use a as b;",
        b"use {a, b::c};",
    ],
)
def test_a_plain_use_is_read_from_its_text_as_from_its_tree(source: bytes) -> None:
    tree = languages.parse("rust", source)
    assert tree
    public, leaves = rust.used(tree.root_node.children[0], source)
    assert (public, list(leaves)) == rust.plain(source)


@pytest.mark.parametrize("source", [b"use a::{b::{c, d}};", b"use r#a::b;", b"use a::{b;"])
def test_a_use_that_is_not_plain_is_left_to_the_tree(source: bytes) -> None:
    assert rust.plain(source) is None
