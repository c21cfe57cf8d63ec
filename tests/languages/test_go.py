import pytest

from repoloom import languages
from repoloom.languages import go
from tests.languages.made import meanings, outline_of, repository


def meaning(path, files, importer="cmd/main.go"):
    (found,) = meanings({importer: f'package main\nimport "{path}"\n'} | files).values()
    return found


MODULE = {
    "go.mod": "module example.org/acme\n",
    "tool/a.go": "package tool\n",
    "tool/a_test.go": "package tool\n",
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("example.org/acme/tool", "package tool/a.go"),
        ("example.org/acme/gone", "unresolved"),
        ("example.org/other", "external"),
        ("../tool", "package tool/a.go"),
        ("./gone", "unresolved"),
        ("fmt", "external"),
    ],
)
def test_packages_are_directories_below_the_module(path, expected):
    assert meaning(path, MODULE) == expected


def test_vendored_packages_of_the_closest_directory():
    files = {f"{place}vendor/x.org/y/a.go": "package y\n" for place in ("", "cmd/")}
    assert meaning("x.org/y", MODULE | files) == "package cmd/vendor/x.org/y/a.go"
    assert meaning("x.org/y", MODULE | files, "main.go") == "package vendor/x.org/y/a.go"
    assert meaning("x.org/z", MODULE | files) == "external"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("example.org/acme/tool", "package acme/tool/a.go inexact 0.67"),
        ("acme.org/far", "external"),
        ("tool", "external"),
        ("y.org/x/same", "external"),
    ],
)
def test_without_a_module_the_directory_whose_path_ends_so(path, expected):
    assert meaning(path, {"acme/tool/a.go": "package tool\n", "x/same/a.txt": ""}) == expected


def test_of_two_directories_the_nearest():
    files = {f"{place}/acme/tool/a.go": "package tool\n" for place in ("x", "cmd/y")}
    assert (
        meaning("x.org/acme/tool", files) == "package cmd/y/acme/tool/a.go ambiguous inexact 0.67"
    )


def test_modules_and_replaced_ones():
    made = repository(
        {
            "go.mod": 'module "a.org/b"\nreplace c.org/d v1.0.0 => ./d\nreplace e.org/f => ../f\n'
            "replace g.org/h => ./\nreplace i.org/j => k.org/l v1\n",
            "x/go.mod": "module a.org/b\n",
        }
    )
    assert go.modules(made) == {"a.org/b": "", "c.org/d": "d", "e.org/f": "../f", "g.org/h": ""}


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("a/yaml.v3", "yaml"),
        ("a/yaml/v3", "yaml"),
        ("v3", "v3"),
        ("a/go-yaml", "yaml"),
        ("a/b-go", "b"),
    ],
)
def test_the_name_of_a_package(module, name):
    assert go.package_name(module) == name


def qualifiers(statement, unparsed=()):
    files = (
        {"main.go": f"package main\nimport {statement}\n"}
        | MODULE
        | {"tool/b.go": "package other\n", "tool/gen.go": "package main\n"}
    )
    made = repository(files, unparsed)
    (found,) = made.outlines["main.go"].imports
    return go.resolver(made)("main.go", found).qualifiers


def test_what_stands_before_the_names_of_a_package():
    path = '"example.org/acme/tool"'
    assert qualifiers(path) == ("tool", "tool", "other")
    assert qualifiers(f"x {path}") == ("x", "tool", "other")
    assert qualifiers(f"_ {path}") == ()
    assert qualifiers(f". {path}") == ()
    assert qualifiers('"fmt"') is None


def test_a_file_that_was_not_parsed_declares_no_package():
    path = 'x "example.org/acme/tool"'
    assert qualifiers(path, ["tool/a.go"]) == ("x", "other")
    assert qualifiers(path, ["tool/a.go", "tool/b.go"]) == ("x",)


def test_members_are_the_first_two_names():
    assert list(go.members([b"a.B", b"a.B.c.d", b".b", b"a."])) == [b"a.B", b"a.B"]


def test_names_of_tests_are_visible_to_tests_only():
    files = {
        "a.go": "package p\nfunc Plain() {}\n",
        "a_test.go": "package p\nfunc Helper() {}\n",
        "b.go": "package q\nfunc Other() {}\n",
        "c/a.go": "package p\nfunc Far() {}\n",
    }
    seen = go.visible(repository(files))
    assert dict(seen("a.go")) == {"Plain": ("a.go",)}
    assert dict(seen("a_test.go")) == {"Plain": ("a.go",), "Helper": ("a_test.go",)}


@pytest.mark.parametrize(
    "argument",
    [
        *(
            "5",
            "3.5",
            '"a"',
            "`a`",
            "f(x)",
            "x + 1",
            'len("a")',
            "T{1}",
            "&x",
            "[]int{1}",
            "-x",
            "!b",
        ),
        *(
            'map[string]int{"a": 1}',
            "func() int { return 1 }()",
            "time.Now()",
            '[]byte("x")',
            "<-c",
        ),
        *("p.F(1).G", "(x + 1)", "*p + 1", "x == nil", "struct{ a int }{1}", "new(5)"),
        *("T", "*T", "[]int", "[3]int", "map[string][]T", "chan int", "<-chan int", "pkg.T[int]"),
        *("func(int) string", "struct{}", "struct{ a int }", "interface{ M() }", "T[[]int]", "x.y"),
    ],
)
def test_new_takes_a_type_or_since_go_1_26_an_expression(argument):
    text = f"package p\n\nvar Limit = new({argument})\n\nfunc After() {{ x := new({argument}) }}\n"
    tree = languages.parse("go", text.encode())
    assert tree is not None
    assert not tree.root_node.has_error
    names = [found.name for found in outline_of("a.go", text).definitions]
    assert names == ["Limit", "After"]


def test_methods_may_have_type_parameters():
    text = (
        "package p\n\nfunc (l List[T]) Map[U any, V []int](f func(T) U) []U {}\n\nfunc After() {}\n"
    )
    assert [found.name for found in outline_of("a.go", text).definitions] == ["After"]
    plain = b"func Map[U any](f U) {}\nx := renew(5)\n"
    assert go.readable(plain) == plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("module a.b/c\n", {"a.b/c": ""}),
        ('module "a.b/c" // why\n', {"a.b/c": ""}),
        ("module m\nreplace x => ./sub\n", {"m": "", "x": "sub"}),
        ("module m\nreplace (\n\tx v1.2.3 => ../sub\n\ty => z v1\n)\n", {"m": "", "x": "../sub"}),
        ("\n" * 50_000, {}),
        ("x" * 50_000, {}),
    ],
)
def test_what_a_go_mod_says(text, expected):
    assert go.modules(repository({"go.mod": text})) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '// #include "a.h"\n// #include <stdio.h>\nimport "C"\n',
            {"a.h": "a.h", "stdio.h": "external"},
        ),
        ('/*\n#cgo LDFLAGS: -lm\n#include "b.h"\n*/\nimport "C"\n', {"b.h": "include/b.h"}),
        ('// #include "a.h"\n\nimport "C"\n', {}),
        ('// #include "a.h"\nimport "fmt"\n', {}),
        ("//go:embed q.sql\nvar s string\n", {"q.sql": "q.sql"}),
        (
            '//go:embed "q.sql" all:web\nvar s string\n',
            {"q.sql": "q.sql", "web": "web/a.js web/b.js"},
        ),
        ("//go:embed web/*.js\nvar s string\n", {"web/*.js": "web/a.js web/b.js"}),
        ("//go:embed gone.sql\nvar s string\n", {"gone.sql": "external"}),
        ("// go:embed q.sql\nvar s string\n", {}),
    ],
)
def test_what_comments_say_to_the_tools(text, expected):
    files = dict.fromkeys(["a.h", "include/b.h", "q.sql", "web/a.js", "web/b.js"], "")
    found = meanings({"a.go": "package a\n\n" + text} | files)
    assert {
        module: meaning for module, meaning in found.items() if module not in ("C", "fmt")
    } == expected


def test_a_workspace_replaces_for_its_modules():
    files = {
        "go.work": "go 1.22\nuse (\n\t./a\n)\nreplace ex.org/z => ./zz\n",
        "a/go.mod": "module ex.org/a\n",
        "a/a.go": 'package a\nimport "ex.org/z"\n',
        "zz/z.go": "package z\n",
    }
    assert meanings(files, "a/a.go") == {"ex.org/z": "package zz/z.go"}
