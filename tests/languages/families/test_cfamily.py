import pytest

from tests.languages.made import meanings, outline_of


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
        ("#include NAME\n", []),
        ('#include ""\n', []),
        ('int a[] = {\n#include "b.inc"\n};\n', [("b.inc", "quoted")]),
    ],
)
def test_what_a_directive_says(text, expected):
    assert [(found.module, found.kind) for found in outline_of("a.c", text).imports] == expected
