import json

import pytest

from repoloom.languages.families.manifests import composer
from tests.languages.made import meanings, repository


def manifest(dev=False, **autoload):
    return json.dumps({"autoload-dev" if dev else "autoload": autoload})


def loader(paths=(), **manifests):
    files = {
        f"{place}/composer.json".removeprefix("root/"): text for place, text in manifests.items()
    }
    return composer.Autoloader(repository(files | dict.fromkeys(paths, "<?php\n")))


def tried(made, name, importer="use.php"):
    return list(made.places(importer, name))


def test_psr4_has_the_longest_prefix_first_and_keeps_the_order_of_directories():
    table = {"Shop\\": ["source/", "generated/"], "Shop\\Api\\": "api", "": "any"}
    assert tried(loader(root=manifest(**{"psr-4": table})), "Shop\\Api\\V1\\Price") == [
        "api/V1/Price.php",
        "source/Api/V1/Price.php",
        "generated/Api/V1/Price.php",
        "any/Shop/Api/V1/Price.php",
    ]


def test_psr0_keeps_the_namespace_and_spreads_underscores_of_the_class():
    made = loader(root=manifest(**{"psr-0": {"Old\\": "lib/", "Twig_": "twig", "": "all"}}))
    assert tried(made, "Old\\My_Space\\A_B") == [
        "lib/Old/My_Space/A/B.php",
        "all/Old/My_Space/A/B.php",
    ]
    assert tried(made, "Twig_Node_For") == ["twig/Twig/Node/For.php", "all/Twig/Node/For.php"]


def test_autoload_comes_before_autoload_dev_and_psr4_before_psr0():
    text = json.dumps(
        {
            "autoload-dev": {"psr-4": {"A\\": "tests"}},
            "autoload": {"psr-0": {"A\\": "old"}, "psr-4": {"A\\": "src"}},
        }
    )
    assert tried(loader(root=text), "A\\B") == ["src/B.php", "tests/B.php", "old/A/B.php"]


def test_the_closest_composer_json_comes_first():
    text = manifest(**{"psr-4": {"A\\": "src"}})
    made = loader(root=text, p=text, q=text)
    assert tried(made, "A\\B", "p/use.php") == ["p/src/B.php", "src/B.php", "q/src/B.php"]
    assert tried(made, "A\\B", "use.php") == ["src/B.php", "p/src/B.php", "q/src/B.php"]


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "[]",
        "3",
        '{"autoload": []}',
        '{"autoload": {"psr-4": [], "psr-0": 3, "classmap": 3}}',
        '{"autoload": {"psr-4": {"A": 3}}}',
        "[" * 100_000,
        '{"autoload": ' + "9" * 5000 + "}",
    ],
)
def test_what_is_no_table_says_nothing(text):
    made = loader(root=text)
    assert tried(made, "A\\B") == []
    assert made.first("use.php", "A\\B", ("a.php", "b.php")) == ""


A = "<?php\nnamespace A;\nclass B {}\nfunction f() {}\n"
TWINS = {"first/B.php": A, "second/B.php": A}


@pytest.mark.parametrize(
    ("autoload", "expected"),
    [
        ({"classmap": ["second", "first/"]}, "second/B.php"),
        ({"classmap": ["first/B.php", "second"], "psr-4": {"A\\": "second"}}, "first/B.php"),
        ({"psr-4": {"A\\": ["second", "first"]}}, "second/B.php"),
        ({"psr-4": {"A\\": ["none", "second"]}}, "second/B.php"),
        ({"files": ["second/B.php"]}, "second/B.php"),
        ({"classmap": ["."], "exclude-from-classmap": ["/first/"]}, "second/B.php"),
        (
            {"classmap": ["."], "exclude-from-classmap": ["**/B.php"], "files": ["second/B.php"]},
            "second/B.php",
        ),
        ({}, "first/B.php ambiguous"),
    ],
)
def test_of_several_files_the_one_that_is_loaded(autoload, expected):
    files = {"use.php": "<?php\nuse A\\B;\n", "composer.json": manifest(**autoload)}
    assert meanings(files | TWINS) == {"A B": expected}
    files["use.php"] = "<?php\nnew \\A\\B();\n"
    assert meanings(files | TWINS) == {"\\A B": expected}


def test_a_file_that_was_not_parsed_is_found_by_its_place():
    made = loader(["src/B.php"], root=manifest(**{"psr-4": {"A\\": "src"}}))
    assert made.first("use.php", "A\\B") == "src/B.php"
    assert made.first("use.php", "A\\C") == ""
