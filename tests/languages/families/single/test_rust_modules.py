import pytest

from repoloom.languages.families.single import rust_modules
from tests.languages.made import meanings, outline_of

PACKAGE = {"Cargo.toml": '[package]\nname = "tide"\n'}
FILES = ["src/u.rs", "src/o.rs", "src/win/mod.rs", "src/d/t.rs", "src/d/u.rs", "src/a/d/t.rs"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('#[path = "u.rs"]\nmod sys;', ["src/u.rs"]),
        ('#[path = r"u.rs"]\npub(crate) mod sys;', ["src/u.rs"]),
        ('#[path = "u.rs"] // why\n/* and */\n#[cfg(a)]\n/// doc\nmod sys;', ["src/u.rs"]),
        ('#[cfg_attr(unix, path = "u.rs")]\nmod sys;', ["src/u.rs"]),
        (
            '#[cfg_attr(unix, path = "u.rs")]\n#[cfg_attr(not(unix), path = "o.rs")]\nmod sys;',
            ["src/o.rs", "src/u.rs"],
        ),
        (
            '#[cfg_attr(\n    all(unix, x = "]"),\n    path = "u.rs"\n)]\n#[allow(a)]\nmod sys;',
            [],
        ),
        (
            '#[cfg_attr(\n    all(unix, x = "y"),\n    path = "win/mod.rs",\n    allow(a)\n)]\nmod sys;',
            ["src/win/mod.rs"],
        ),
        ('#[doc = "path = u.rs"]\nmod sys;', []),
        ('#[path = "u.rs"]\nmod a {}\nmod sys;', []),
        ('#[path = "u.rs"]\nfn f() {}\nmod sys;', []),
        ('#[path = "d"]\nmod a { mod t; #[path = "u.rs"] mod sys; }', ["src/d/t.rs", "src/d/u.rs"]),
        ('mod a { #[path = "d"] mod b { mod t; } }', ["src/a/d/t.rs"]),
        ('#[path = "d"]\nmod a { fn f() {} }\nmod t;', []),
    ],
)
def test_the_files_that_the_attributes_of_a_module_name(text, expected):
    files = {"src/lib.rs": text + "\n"} | dict.fromkeys(FILES, "") | PACKAGE
    found = meanings(files, "src/lib.rs").values()
    assert sorted(set(found) - {"external", "unresolved"}) == expected


def test_without_the_condition_the_module_is_where_its_name_says():
    files = {"src/lib.rs": '#[cfg_attr(a, path = "u.rs")]\nmod sys;\n', "src/sys.rs": ""} | PACKAGE
    assert meanings(files | {"src/u.rs": ""}, "src/lib.rs") == {
        "sys u.rs": "src/u.rs",
        "sys": "src/sys.rs",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('include!("a.rs");', [("a.rs", "", "include")]),
        ('fn f() { include!("a.rs") }', [("a.rs", "", "include")]),
        ('const A: &str = include_str!(r"a.sql");', [("a.sql", "", "embed")]),
        ('static A: &[u8] = include_bytes![\n    "a.bin"\n];', [("a.bin", "", "embed")]),
        (
            'include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/a.md"));',
            [("/a.md", "package", "embed")],
        ),
        ('include!(concat!(env!("OUT_DIR"), "/a.rs"));', []),
        ('/// include!("a.rs");\nfn f() {}', []),
        ("include!(name);", []),
    ],
)
def test_what_is_included(text, expected):
    found = outline_of("src/lib.rs", text + "\n").imports
    assert [(each.module, each.name, each.kind) for each in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('include_str!("a.sql");', "src/a.sql"),
        ('include_str!("../a.sql");', "a.sql"),
        ('include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/a.sql"));', "a.sql"),
        ('include_str!("none.sql");', "external"),
    ],
)
def test_where_an_included_file_is(text, expected):
    files = {"src/lib.rs": text + "\n", "src/a.sql": "", "a.sql": ""} | PACKAGE
    assert [*meanings(files, "src/lib.rs").values()] == [expected]


def test_an_included_file_has_the_place_of_its_includer():
    files = {
        "src/lib.rs": 'include!("made.rs");\nmod k;\n',
        "src/made.rs": "use crate::k::z;\nmod inner;\n",
        "src/k.rs": "",
    }
    assert meanings(files | PACKAGE, "src/made.rs")["crate::k z"] == "src/k.rs"


def test_attributes_come_last_first_and_from_close_by():
    text = b'#[a = "#"]\n// c\n#[b([1])] pub '
    assert [*rust_modules.attributes(text, len(text) - 4)] == [b"#[b([1])]", b'#[a = "#"]']
    far = b'#[path = "x.rs"]' + b"\n" * rust_modules.ATTRIBUTES_BYTES
    assert [*rust_modules.attributes(far, len(far))] == []
    assert [*rust_modules.attributes(b"]" * 9000, 9000)] == []
