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
        "import sys, languages\n"
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
