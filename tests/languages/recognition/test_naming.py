import pytest

from repoloom import languages


@pytest.mark.parametrize(
    ("path", "head", "expected"),
    [
        ("a/b.py", b"", "python"),
        ("a/B.PY", b"", "python"),
        ("types.d.ts", b"", "typescript"),
        ("view.tsx", b"", "tsx"),
        ("a.h", b"", "c"),
        ("a.hpp", b"", "cpp"),
        ("Rakefile", b"", "ruby"),
        ("Makefile", b"", "makefile"),
        ("Dockerfile", b"", "dockerfile"),
        ("Dockerfile.dev", b"", "dockerfile"),
        ("README", b"", "text"),
        ("README.md", b"", "markdown"),
        ("run", b"#!/usr/bin/env python3\n", "python"),
        ("run", b"#!/usr/bin/env -S python3.11 -u\n", "python"),
        ("run", b"#! /bin/bash -e\n", "shell"),
        ("run", b"#!/usr/bin/node", "javascript"),
        ("run", b"echo", ""),
        ("run.xyz", b"", ""),
        ("a.py/run", b"", ""),
        (".bashrc", b"", "shell"),
        ("", b"", ""),
    ],
)
def test_a_language_by_name_extension_and_shebang(path, head, expected):
    assert languages.language_of(path, head) == expected


def test_the_extension_wins_over_the_shebang():
    assert languages.language_of("a.rb", b"#!/usr/bin/python\n") == "ruby"


@pytest.mark.parametrize(
    ("language", "kind"),
    [
        ("python", "code"),
        ("shell", "code"),
        ("markdown", "docs"),
        ("json", "data"),
        ("makefile", "build"),
        ("html", "markup"),
        ("", ""),
        ("klingon", ""),
    ],
)
def test_the_kind_of_a_language(language, kind):
    assert languages.kind_of(language) == kind


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["a.c", "a.h"], "c"),
        (["a.cc", "a.h"], "cpp"),
        (["a.cc", "b.c", "c.c"], "c"),
        (["a.hpp", "b.cpp", "c.c"], "cpp"),
        (["a.h"], "c"),
        ([], "c"),
    ],
)
def test_what_a_header_is(paths, expected):
    assert languages.header_language(paths) == expected


@pytest.mark.parametrize("name", ["go.mod", "package.json", "Cargo.toml", "pyproject.toml"])
def test_manifests_are_known_in_any_directory(name):
    assert languages.is_manifest(name)
    assert languages.is_manifest(f"a/b/{name}")


def test_patterns_of_manifests():
    assert languages.is_manifest("tsconfig.build.json")
    assert not languages.is_manifest("main.go")
    assert not languages.is_manifest("go.mod/x.txt")


def test_a_suffix_of_a_whole_name_and_the_longest_extension_win():
    assert languages.language_of("LICENSE-MIT", b"") == "text"
    assert languages.language_of("a.min.x.d.ts", b"") == "typescript"
    assert languages.language_of("Dockerfile.py", b"") == "python"
    assert languages.language_of("Makefile.x", b"#!/bin/sh\n") == "shell"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"#!/usr/bin/env FOO=1 BAR=2 ruby -w\n", "ruby"),
        (b"#!/usr/bin/env -S FOO=1 node\n", "javascript"),
        (b"#!/usr/bin/env\n", ""),
        (b"#!/usr/bin/perl5.36 -w\n", "perl"),
        (b"#!/usr/bin/PYTHON\n", "python"),
        (b"#!/usr/bin/python ruby\n", "python"),
        (b" #!/bin/sh\n", ""),
        (b"#!", ""),
    ],
)
def test_the_line_that_names_an_interpreter(head, expected):
    assert languages.language_of("run", head) == expected


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("python", b"#"),
        ("php", b"//"),
        ("lua", b"--"),
        ("sql", b"--"),
        ("yaml", b"#"),
        ("html", b""),
    ],
)
def test_how_a_language_writes_comments(language, line):
    marks = languages.comments_of(language)
    assert marks is not None
    assert marks.line == line


def test_comments_of_a_language_without_marks_are_not_known():
    assert languages.comments_of("markdown") is None
    assert languages.comments_of("") is None


@pytest.mark.parametrize(
    ("path", "language", "kind"),
    [
        ("player.gd", "gdscript", "code"),
        ("dot.pyx", "cython", "code"),
        ("tide.d", "d", "code"),
        ("Views/Home/Index.cshtml", "razor", "markup"),
        ("App.razor", "razor", "markup"),
        ("MainWindow.xaml", "xaml", "markup"),
        ("BUCK", "bazel", "build"),
        ("login.feature", "gherkin", "code"),
        ("top.svh", "verilog", "code"),
        ("main.bicep", "bicep", "code"),
        ("Token.move", "move", "code"),
        ("default.nix", "nix", "build"),
        ("types.dhall", "dhall", "code"),
        ("schema.cue", "cue", "code"),
        ("justfile", "just", "build"),
        ("blink.comp", "glsl", "code"),
        ("lit.usf", "hlsl", "code"),
        ("Index.blade.php", "template", "markup"),
        ("board.dts", "devicetree", "code"),
        ("ops.td", "tablegen", "code"),
        ("Kconfig", "kconfig", "build"),
        ("tile.metal", "metal", "code"),
        ("solve.f77", "fortran", "code"),
        ("notes.org", "docs", "docs"),
        ("page.templ", "templ", "markup"),
        ("po/de.po", "gettext", "data"),
    ],
)
def test_what_people_write_has_a_name_and_a_kind(path, language, kind):
    found = languages.language_of(path, b"x = 1\n")
    assert found == language or language == kind
    assert languages.kind_of(found) == kind


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("config.h.in", b"#define VERSION 1\n", "c"),
        ("settings.py.example", b"x = 1\n", "python"),
        ("app.ts.template", b"let a = 1\n", "typescript"),
        ("Makefile.am", b"", "makefile"),
        ("Makefile.linux", b"all:\n", "makefile"),
        ("Dockerfile_gpu", b"", "dockerfile"),
        ("install", b"#!/bin/sh\n", "shell"),
        ("install", b"", "text"),
        ("build", b"echo\n", "bazel"),
        ("x.in", b"", ""),
        ("tar.1", b".TH TAR 1\n", "roff"),
        ("libz.so.1", b"", ""),
        ("form.qx", b'<?xml version="1.0"?>\n', "xml"),
        ("_git", b"#compdef git\n", "shell"),
        ("index", b"<?php echo 1;", "php"),
    ],
)
def test_names_with_suffixes_and_files_that_say_what_they_are(path, text, expected):
    assert languages.language_of(path, text) == expected


def test_a_setting_adds_languages_before_those_that_are_known():
    added = languages.additions(" .foo=python, BUILD.x=bazel,.TS=code:qt , ")
    assert added == {".foo": "python", "BUILD.x": "bazel", ".ts": "code:qt"}
    assert languages.language_of("a/b.foo", b"", added) == "python"
    assert languages.language_of("a.d.ts", b"", added) == "code:qt"
    assert languages.language_of("BUILD.x", b"", added) == "bazel"
    assert languages.language_of("b.foo.in", b"", added) == "python"
    assert languages.kind_of("code:qt") == "code"
    assert languages.comments_of("code:qt") is None


@pytest.mark.parametrize("entry", [".foo", "=python", ".a=klingon", ".a=prose:b", "a/b=c", ".a=x:"])
def test_a_setting_that_adds_no_language_is_an_error(entry):
    with pytest.raises(ValueError, match="adds no language"):
        languages.additions(entry)
