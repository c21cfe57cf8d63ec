import json

import pytest

from repoloom.languages.families import packages
from tests.languages.made import repository

TYPESCRIPT = packages.View("typescript")


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("./dist/a.js", "p/src/a.ts"),
        ("./dist/esm/a.d.ts", "p/src/a.ts"),
        ("./dist/a.mjs", "p/src/a.ts"),
        ("./out", ""),
        ("./made/a.js", ""),
        (".", ""),
        ("./b.ts", "p/b.ts"),
    ],
)
def test_what_a_build_was_made_of(target, expected):
    made = packages.Packages(
        repository({"p/src/a.ts": "", "p/b.ts": "", "p/index.ts": "", "p/package.json": "{}"})
    )
    assert made.below("p", target, TYPESCRIPT) == expected


def test_sources_are_looked_for_in_an_order():
    folders = ["src", "source", "lib", ""]
    for index in range(4):
        files = {f"p/{folder}/a.ts".replace("//", "/"): "" for folder in folders[index:]}
        made = packages.Packages(repository({"p/package.json": "{}"} | files))
        assert made.below("p", "./dist/a.js", TYPESCRIPT) == next(iter(files))


def test_targets_of_conditions():
    value = {
        "zebra": "z",
        "require": ["r", {"default": "rd"}],
        "types": "t",
        "b": None,
        "source": "s",
    }
    assert list(packages.conditions(value)) == ["s", "t", "r", "rd", "z"]
    assert list(packages.conditions(3)) == []


def test_a_manifest_that_is_no_table_is_no_package():
    assert packages.read_packages(repository({"package.json": "[]", "a/package.json": "{}"})) == {
        "a": {}
    }


def test_a_package_name_that_is_no_text_names_nothing():
    assert packages.Packages(repository({"package.json": '{"name": 3}'})).by_name == {}


def test_what_is_nowhere_is_an_empty_path():
    made = packages.Packages(
        repository({"package.json": '{"exports": {"./a": "./gone"}, "name": "p"}'})
    )
    assert made.subpath_import("use.ts", "#a", TYPESCRIPT) == ""
    assert made.workspace("use.ts", "a/b/c", TYPESCRIPT) == ""
    assert made.entry("", "./a", TYPESCRIPT) == ""
    assert made.below("", "./dist/a.js", TYPESCRIPT) == ""
    assert made.directory("gone", TYPESCRIPT) == ""
    assert made.mapped("", "exports", "./a", TYPESCRIPT) == ""
    assert packages.Packages(repository({})).subpath_import("use.ts", "#a", TYPESCRIPT) == ""


def view(**files):
    return packages.Packages(repository(dict(files)))


def exporting(table, field="exports"):
    return {"p/package.json": json.dumps({"name": "p", field: table})}


SOURCES = dict.fromkeys(("p/src/a.ts", "p/src/secret/b.ts", "p/src/c.css.ts", "p/x.ts"), "")


@pytest.mark.parametrize(
    ("table", "key", "expected"),
    [
        ({"./*": "./src/*.ts"}, "./a", "p/src/a.ts"),
        ({"./*": "./src/*.ts", "./secret/*": None}, "./secret/b", None),
        ({"./features/": "./src/"}, "./features/a", "p/src/a.ts"),
        ({"./*.css": "./src/*.css.ts", "./*": "./src/*.js"}, "./c.css", "p/src/c.css.ts"),
        ({"./a": {"import": {"types": "./src/a.ts"}}}, "./a", "p/src/a.ts"),
        ({"./a": "./gone.js"}, "./a", ""),
        ("./x.js", ".", "p/x.ts"),
        ({"import": "./x.js"}, ".", "p/x.ts"),
    ],
)
def test_what_exports_give(table, key, expected):
    made = packages.Packages(repository(exporting(table) | SOURCES))
    assert made.mapped("p", "exports", key, TYPESCRIPT) == expected
    assert made.entry("p", key, TYPESCRIPT) == (expected or "")


def test_an_import_of_a_package_may_name_another_package():
    files = exporting({"#q": "q", "#own": "./x.js", "#bare": "x.ts"}, "imports")
    files |= {"q/package.json": '{"name": "q", "main": "m.js"}', "q/m.ts": ""} | SOURCES
    made = packages.Packages(repository(files))
    found = [
        made.subpath_import("p/src/a.ts", name, TYPESCRIPT) for name in ("#q", "#own", "#bare")
    ]
    assert found == ["q/m.ts", "p/x.ts", ""]


def test_entry_points_that_name_each_others_folder_end():
    files = {
        "a/package.json": '{"main": "../b"}',
        "b/package.json": '{"main": "../a"}',
        "c/package.json": '{"main": "../d"}',
        "d/package.json": '{"main": "../e/real.js"}',
        "d/index.js": "",
        "e/real.js": "",
        "f/package.json": '{"exports": {".": "./", "./x": "./x/"}, "main": "."}',
    }
    made = packages.Packages(repository(files))
    javascript = packages.View("javascript")
    assert made.file("a", javascript) == ""
    assert made.file("f", javascript) == ""
    # Node.js takes the index of the folder that `main` names, and reads no package.json there.
    assert made.file("c", javascript) == "d/index.js"


def test_a_chain_of_entry_points_does_not_grow_the_stack():
    size = 3000
    files = {f"{at}/package.json": f'{{"main": "../{at + 1}"}}' for at in range(size)}
    made = packages.Packages(repository(files | {"1/index.js": ""}))
    assert made.file("0", packages.View("javascript")) == "1/index.js"
    assert made.file("5", packages.View("javascript")) == ""


def test_suffixes_stand_before_extensions():
    made = packages.Packages(repository({"g.ios.js": "", "g.ts": "", "d/index.web.tsx": ""}))
    assert made.file("g", packages.View("javascript", (".ios", ""))) == "g.ios.js"
    assert made.file("g", packages.View("javascript", (".web", ""))) == "g.ts"
    assert made.file("d", packages.View("tsx", (".web",))) == "d/index.web.tsx"


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("jsr:@a/one@^1.2/deep", "one/deep.ts"),
        ("jsr:@a/one", "one/mod.ts"),
        ("npm:two@3", "two/m.ts"),
        ("npm:other@3", ""),
    ],
)
def test_a_package_of_the_workspace_by_its_published_name(module, expected):
    files = {
        "one/deno.json": '{"name": "@a/one", "exports": {".": "./mod.ts", "./deep": "./deep.ts"}}',
        "two/package.json": '{"name": "two", "main": "m.js"}',
    } | dict.fromkeys(("one/mod.ts", "one/deep.ts", "two/m.ts"), "")
    made = packages.Packages(repository(files))
    assert made.workspace("use.ts", module, TYPESCRIPT) == expected


def test_the_name_of_package_json_wins_over_that_of_deno_json():
    files = {
        "deno.json": '{"name": "d", "exports": "./x.ts"}',
        "package.json": '{"name": "p"}',
        "e/deno.jsonc": "[]",
    }
    assert packages.read_packages(repository(files)) == {"": {"name": "p", "exports": "./x.ts"}}
