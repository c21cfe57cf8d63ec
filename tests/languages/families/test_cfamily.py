import pytest

from repoloom.transforms.graph import resolution
from tests.languages.made import meanings, outline_of, repository


def meaning(directive, files, importer="src/use.c"):
    (found,) = meanings({importer: f"#include {directive}\n"} | dict.fromkeys(files, "")).values()
    return found


@pytest.mark.parametrize(
    ("directive", "files", "expected"),
    [
        ('"a.h"', ["src/a.h", "include/a.h"], "src/a.h"),
        ('"../a.h"', ["a.h", "src/a.h"], "a.h"),
        ("<a.h>", ["src/a.h", "src/include/a.h"], "src/a.h"),
        ("<a.h>", ["include/a.h", "src/include/a.h"], "src/include/a.h"),
        ('"a.h"', ["inc/a.h"], "inc/a.h"),
        ('"p/a.h"', ["other/p/a.h"], "other/p/a.h"),
        ('"p/a.h"', ["x/p/a.h", "y/p/a.h"], "x/p/a.h ambiguous"),
        ('"a.h"', ["lib/include/a.h"], "lib/include/a.h"),
        ('"a.h"', ["x/include/a.h", "y/include/a.h"], "x/include/a.h ambiguous"),
        ("<stdio.h>", ["src/stdio.h"], "external"),
        ('"stdio.h"', ["src/stdio.h"], "src/stdio.h"),
        ("<vector>", ["src/vector"], "external"),
        ("<none.h>", [], "external"),
    ],
)
def test_where_a_header_is(directive, files, expected):
    assert meaning(directive, files) == expected


def test_a_bare_name_counts_only_in_a_directory_of_headers():
    assert meaning('"a.h"', ["samples/a.h"]) == "external"
    assert meaning('"a.h"', ["lib/src/a.h"]) == "lib/src/a.h"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('#include "a.h"\n', [("a.h", "quoted")]),
        ("#include <a.h>\n", [("a.h", "system")]),
        ('#include "a\\\\b.h"\n', [("a//b.h", "quoted")]),
        ("#include NAME\n", [("NAME", "macro")]),
        ("#include_next <a.h>\n", [("a.h", "next")]),
        ('#import "a.h"\n#import <b.h>\n', [("a.h", "quoted"), ("b.h", "system")]),
        ("#pragma once\n#error no include here\n", []),
        ('#if __has_include("a.h")\n#include "a.h"\n#endif\n', [("a.h", "quoted")]),
        ('#define V "1.2"\n#define N 3\n#define F(x) x\n', []),
        ('#include ""\n', []),
        ('int a[] = {\n#include "b.inc"\n};\n', [("b.inc", "quoted")]),
    ],
)
def test_what_a_directive_says(text, expected):
    assert [(found.module, found.kind) for found in outline_of("a.c", text).imports] == expected


MACRO = "#include HEADER_FILE\n"


@pytest.mark.parametrize(
    ("text", "files", "expected"),
    [
        ('#define HEADER_FILE "a.h"\n', {}, ["a.h"]),
        ('#define HEADER_FILE \\\n  "a.h"\n', {}, ["a.h"]),
        ('#if X\n#define HEADER_FILE "b.h"\n#else\n#define HEADER_FILE "a.h"\n#endif\n', {}, "ba"),
        ('#define A_H "a.h"\n#define HEADER_FILE A_H\n', {}, ["a.h"]),
        ("#define A_H HEADER_FILE\n#define HEADER_FILE A_H\n", {}, []),
        ("", {"all.h": '#define HEADER_FILE "a.h"\n'}, ["a.h"]),
        ("", {"other.c": '#define HEADER_FILE "a.h"\n'}, []),
        ("", {"Makefile": "CFLAGS = -DHEADER_FILE='\"a.h\"'\n"}, ["a.h"]),
        ("", {"Makefile": 'CFLAGS = -DHEADER_FILE=\\"a.h\\"\n'}, ["a.h"]),
        ("", {"CMakeLists.txt": 'target_compile_definitions(t PRIVATE HEADER_FILE="a.h")\n'}, "a"),
        ("", {"CMakeLists.txt": 'add_definitions("-DHEADER_FILE=<a.h>")\n'}, ["a.h"]),
        ("", {"Makefile": "HEADER_FILE=a.h\n"}, []),
        ("#define STR(x) #x\n#define HEADER_FILE STR(CFG)\n#define CFG a.h\n", {}, ["a.h"]),
        (
            "#define STR(x) #x\n#define HEADER_FILE STR(CFG)\n",
            {"Makefile": "F = -DCFG=a.h -O2\n"},
            "a",
        ),
        ("", {}, []),
    ],
)
def test_the_headers_of_a_macro(text, files, expected):
    made = {"use.c": text + MACRO} | files | {"a.h": "", "b.h": ""}
    found = meanings(made)["HEADER_FILE"]
    assert found == (" ".join(name[0] + ".h" for name in expected) or "external")


@pytest.mark.parametrize(
    ("definition", "use", "expected"),
    [
        ("#define IN(x) <lib/x>", "IN(a.h)", "lib/a.h"),
        ("#define IN(x) <lib/x.h>", "IN(a)", "lib/a.h"),
        ("#define IN(x) #x", "IN(lib/a.h)", "lib/a.h"),
        ("", "IN(lib/a.h)", "lib/a.h"),
        ("", "IN(a, b)", "external"),
        ("#define IN(x) STR(x)\n#define STR(x) #x\n#define BOARD lib/a.h", "IN(BOARD)", "lib/a.h"),
        ("#define IN(x) STR(x)\n#define STR(x) #x", "IN(lib/a.h)", "lib/a.h"),
        (
            "#define S(x) #x\n#define XSTR(x) S(x)\n#define B a.h\n#define IN XSTR(B)",
            "IN",
            "external",
        ),
        ("#define IN(x) STR(x)\n#define STR(x) STR(x)", "IN(BOARD)", "external"),
        ("#define IN(x) HEADER_OF(x)\n#define HEADER_OF(x) <lib/x.h>", "IN(a)", "lib/a.h"),
    ],
)
def test_a_macro_with_a_parameter(definition, use, expected):
    made = {"use.c": f"{definition}\n#include {use}\n", "lib/a.h": ""}
    assert [*meanings(made).values()][-1] == expected


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        ({"Makefile": "F = -Ib -Ia\n"}, "b/x.h"),
        ({"Makefile": "F = -Ia -Ib\n"}, "a/x.h"),
        ({"Makefile": "F = -isystem b -I a\n"}, "b/x.h"),
        ({"CMakeLists.txt": "include_directories(b a)\n"}, "b/x.h"),
        ({"compile_flags.txt": "-Ib\n-Ia\n"}, "b/x.h"),
        ({"Makefile": "F = -Inone -Ib\n", "sub/Makefile": "F = -I../a\n"}, "b/x.h"),
        ({"Makefile": "F = -Ib -Ia\n", "src/Makefile": "F = -I../a\n"}, "a/x.h"),
    ],
)
def test_the_first_directory_of_the_closest_build_file_that_has_the_header(build, expected):
    made = {"src/use.c": "#include <x.h>\n", "a/x.h": "", "b/x.h": "", "sub/n.c": ""} | build
    assert meanings(made) == {"x.h": expected}


@pytest.mark.parametrize(
    ("header", "files", "expected"),
    [
        ("x.h", ["a/x.h"], "a/x.h"),
        ("x.h", ["0/x.h"], "external"),
        ("x.h", [], "external"),
        ("x.h", ["include/x.h"], "external"),
        ("limits.h", ["a/limits.h"], "a/limits.h"),
        ("limits.h", ["include/limits.h"], "external"),
    ],
)
def test_the_next_header_of_a_name_is_behind_the_own_directory(header, files, expected):
    made = {f"b/{header}": f"#include_next <{header}>\n", "Makefile": "F = -I0 -Ib -Ia\n"}
    made |= dict.fromkeys([*files, "0/n.h", "a/n.h"], "")
    assert meanings(made, f"b/{header}") == {header: expected}


def test_without_a_build_file_the_next_header_is_the_only_other_one():
    made = {"b/x.h": "#include_next <x.h>\n", "lib/include/x.h": ""}
    assert meanings(made, "b/x.h") == {"x.h": "lib/include/x.h"}


def test_a_macro_that_stands_for_no_file_is_not_counted():
    made = repository({"a.c": '#define X_H "x.h"\n#include X_H\n'})
    files = [(path, made.languages[path], outline) for path, outline in made.outlines.items()]
    counts = resolution.resolve(files, {}, made.paths).counts["c"]
    assert counts == {"resolved": 0, "external": 1, "ambiguous": 0, "unresolved": 0}
