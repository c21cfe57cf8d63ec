import pytest

from repoloom.languages import rust
from tests.languages.made import outline_of


def read(text):
    return [
        " ".join(
            filter(
                None,
                (
                    one.module,
                    one.name and f"take {one.name}",
                    one.bound and f"as {one.bound}",
                    one.kind,
                ),
            )
        )
        for one in outline_of("src/a.rs", text).imports
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("use a::b;", ["a take b as b"]),
        ("use a::{self, b as c, d::*};", ["a as a", "a take b as c", "a::d take *"]),
        ("use a::{b::{c, d as e}, f};", ["a::b take c as c", "a::b take d as e", "a take f as f"]),
        ("use {a, b::c};", ["a as a", "b take c as c"]),
        ("use r#a::b;", ["a take b as b"]),
        ("use a as b;", ["a as b"]),
        ("extern crate a;", ["a as a crate"]),
        ("extern crate a as b;", ["a as b crate"]),
        ("mod a;", ["a as a mod"]),
        ("mod a { mod b; }", ["a::b as b mod"]),
        ('#[path = "x.rs"]\n// why\nmod a;', ["a take x.rs as a mod"]),
        ("mod a { use super::b; use self::c; use super::super::d; }",
         ["self take b as b", "self::a take c as c", "super take d as d"]),
        ("cfg_if! { if #[cfg(a)] { mod b; use c::d; } }", ["b as b mod", "c take d as d"]),
        ("macro_rules! m { () => { mod b; }; (x) => { use c::d; } }", ["b as b macro_mod", "c take d as d"]),
        ("fn f() { crate::a::g(); Type::new(); }", ["crate::a inline"]),
        ("mod m { fn f() { super::a::g(); } }", ["self::a inline"]),
        ("fn f() { crate::r#type::g(); r#in::r#is(); }", ["crate::type inline", "in inline"]),
    ],
)  # fmt: skip
def test_what_a_statement_states(text, expected):
    assert read(text) == expected


def test_macros_inside_of_macros_are_read_to_a_depth():
    def nested(levels):
        return "m! { " * levels + "mod a;" + " }" * levels

    assert read(nested(rust.NESTED_MACROS + 1)) == ["a as a mod"]
    assert read(nested(rust.NESTED_MACROS + 2)) == []


@pytest.mark.parametrize(
    ("path", "inside", "expected"),
    [
        ("self::a", [], "self::a"),
        ("self::a", ["m"], "self::m::a"),
        ("super::a", ["m"], "self::a"),
        ("super::a", ["m", "n"], "self::m::a"),
        ("super::super::a", ["m"], "super::a"),
        ("crate::a", ["m"], "crate::a"),
    ],
)
def test_a_path_as_seen_from_the_file(path, inside, expected):
    assert rust.from_file(path, inside) == expected


@pytest.mark.parametrize(
    ("path", "alias", "expected"),
    [
        ("a::b", "", ("a", "b", "b")),
        ("::a::b", "c", ("a", "b", "c")),
        ("$crate::a", "", ("crate", "a", "a")),
        ("a::*", "", ("a", "*", "")),
        ("a::b::self", "", ("a::b", "", "b")),
        ("a::b::self", "c", ("a::b", "", "c")),
        ("a", "", ("a", "", "a")),
        ("a", "b", ("a", "", "b")),
    ],
)
def test_a_leaf_is_a_module_a_name_and_what_it_binds(path, alias, expected):
    assert rust.leaf(path, alias) == expected


def test_a_public_use_passes_on():
    assert [
        one.reexport
        for one in outline_of("a.rs", "pub use a::b;\nuse c::d;\npub use e::{f::{g}};").imports
    ] == [
        True,
        False,
        True,
    ]
