import pytest

from repoloom import languages
from repoloom.languages.families.single import cpp_modules
from tests.languages.made import meanings, outline_of

UNIT = """module;
#include <x>
export module geo.core:part;
import std;
export import :other; // passed on
import "a.h"; import <b.h>;
#if X
import d;
#endif
export struct S { int a; };
export int f(int w) { return w; }
export { int g(); class K {}; }
export namespace n { int h(); }
export template <class T> T t(T x) { return x; }
module :private;
int last() { return 1; }
"""


def test_what_the_lines_of_a_unit_say():
    found = outline_of("geo.cppm", UNIT).imports
    assert [(each.module, each.kind, each.reexport) for each in found] == [
        ("x", "system", False),
        ("geo.core:part", "defined", False),
        ("std", "module", False),
        (":other", "module", True),
        ("a.h", "quoted", False),
        ("b.h", "system", False),
        ("d", "module", False),
    ]
    assert [each.conditional for each in found] == [False] * 6 + [True]


def test_what_a_unit_exports_is_defined():
    names = [each.name for each in outline_of("geo.cppm", UNIT).definitions]
    assert names == ["S", "f", "g", "K", "h", "t", "last"]


MODULES = {
    "main.cpp": "import geo;\nimport geo.area;\nimport std;\n",
    "geo.ixx": "export module geo;\nexport import :shapes;\nimport :detail;\n",
    "shapes.ixx": "export module geo:shapes;\n",
    "detail.cpp": "module geo:detail;\n",
    "impl.cpp": "module geo;\nimport :detail;\n",
    "area.cppm": "export module geo.area;\n",
    "other/shapes.cppm": "export module other:shapes;\n",
}


@pytest.mark.parametrize(
    ("importer", "expected"),
    [
        ("main.cpp", {"geo": "geo.ixx", "geo.area": "area.cppm", "std": "external"}),
        (
            "geo.ixx",
            {"geo export": "external", ":shapes": "shapes.ixx", ":detail": "detail.cpp"},
        ),
        ("impl.cpp", {"geo": "geo.ixx", ":detail": "detail.cpp"}),
        ("detail.cpp", {"geo:detail": "external"}),
    ],
)
def test_a_module_is_the_unit_that_declares_its_interface(importer, expected):
    assert meanings(MODULES, importer) == expected


def test_of_two_modules_of_one_name_the_nearest():
    files = {"a/use.cpp": "import m;\n"} | dict.fromkeys(
        ["a/m.cppm", "b/m.cppm"], "export module m;\n"
    )
    assert meanings(files) == {"m": "a/m.cppm ambiguous"}


@pytest.mark.parametrize(
    "text",
    [
        "int f() {\n  module m;\n  return m.import;\n}\n",
        "void import();\nimport x = 3;\nmodule();\n",
        "export int x;\n",
        'const char *s = "import a;";\n',
    ],
)
def test_what_only_looks_like_a_module_stays(text):
    assert not [each for each in outline_of("a.cpp", text).imports if each.kind == cpp_modules.KIND]


def test_c_has_no_modules():
    text = b"import shapes;\n"
    tree = languages.parse("c", text)
    assert languages.outline("c", text, tree).imports == ()
