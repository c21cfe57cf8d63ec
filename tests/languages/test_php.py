import json

import pytest

from repoloom.languages import php
from tests.languages.made import meanings, outline_of, repository

COMPOSER = json.dumps(
    {"autoload": {"psr-4": {"A\\": "src/", "A\\Deep\\": ["x", "deep"]}, "files": []}}
)
FILES = {
    "composer.json": COMPOSER,
    "src/B.php": "<?php\nnamespace A;\nclass B {}\n",
    "twin/B.php": "<?php\nnamespace A;\nclass B {}\nclass Two {}\n",
    "z/Two.php": "<?php\nnamespace A;\nclass Two {}\n",
    "deep/C.php": "<?php\n",
    "lib/tool.php": "<?php\n",
    "top.php": "<?php\nclass Top {}\n",
}


def meaning(statement, importer="twin/use.php"):
    (found,) = meanings({importer: f"<?php\nnamespace N;\n{statement}\n"} | FILES).values()
    return found


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("use A\\B;", "src/B.php"),
        ("use A\\Two;", "twin/B.php ambiguous"),
        ("use A\\Deep\\C;", "deep/C.php"),
        ("use A\\None;", "external"),
        ("use Top;", "top.php"),
        ("new \\A\\B();", "src/B.php"),
        ("require 'lib/tool.php';", "lib/tool.php"),
        ("require __DIR__ . '/B.php';", "twin/B.php"),
        ("require dirname(__DIR__) . '/top.php';", "top.php"),
        ("require dirname(__DIR__, 2) . '/top.php';", "external"),
        ("require $x . '/tool.php';", "lib/tool.php inexact"),
        ("require $x . '/B.php';", "external"),
        ("require './tool.php';", "external"),
    ],
)
def test_what_a_statement_means(statement, expected):
    assert meaning(statement) == expected


def test_qualified_names_begin_with_a_use_or_the_namespace():
    made = php.Resolver(repository({"a.php": "<?php\nnamespace N;\nuse A\\B as C;\n"}))
    names = {"\\X\\Y": "X\\Y", "C\\D": "A\\B\\D", "C": "A\\B", "Z": "N\\Z"}
    names |= {"namespace\\Q": "N\\Q", "namespace": "N"}
    assert {name: made.absolute("a.php", name) for name in names} == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("use A\\B;", [("A", "B", "B")]),
        ("use A\\B as C;", [("A", "B", "C")]),
        ("use A\\{B, C as D};", [("A", "B", "B"), ("A", "C", "D")]),
        ("use \\A;", [("", "A", "A")]),
        ("use A\\B, C\\D;", [("A", "B", "B"), ("C", "D", "D")]),
        ("include 'a.php';", [("a.php", "", "")]),
        ("include_once __DIR__ . '/a.php';", [("./a.php", "", "")]),
        ("require dirname(__DIR__) . '/a.php';", [("./../a.php", "", "")]),
        ("require dirname(__FILE__) . '/a.php';", [("./a.php", "", "")]),
        ("require $a;", []),
        ("A\\b();", [("A", "b", "")]),
        ("\\b();", [("\\", "b", "")]),
        ("namespace A\\B;", []),
    ],
)
def test_what_a_statement_states(text, expected):
    assert [found[:3] for found in outline_of("a.php", f"<?php\n{text}\n").imports] == expected


def test_names_of_the_namespace_are_visible():
    seen = php.visible(repository(FILES))("src/B.php")
    assert seen["B"] == ("src/B.php",)  # the autoloader's, of two
    assert seen["Two"] == ("twin/B.php", "z/Two.php")


@pytest.mark.parametrize(
    "word", ["Enum", "List", "Match", "Default", "Function", "Abstract", "Readonly", "New"]
)
def test_keywords_are_names_of_namespaces(word):
    files = {
        "u.php": f"<?php\nnamespace U;\nuse App\\{word}\\One;\nuse App\\{word}\\{{Two, Three as T}};\n\\App\\{word}\\Four::f();\n",
        "a.php": f"<?php\nnamespace App\\{word};\nclass One {{}}\nclass Two {{}}\nenum Three {{}}\nclass Four {{}}\n",
    }
    assert set(meanings(files).values()) == {"a.php"}
    assert len(meanings(files)) == 4
