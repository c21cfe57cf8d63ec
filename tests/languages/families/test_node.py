import json

import pytest

from repoloom.languages.families import node
from tests.languages.made import meanings, repository


def meaning(statement, files, importer="src/use.ts"):
    (found,) = meanings({importer: f'import x from "{statement}";\n'} | files).values()
    return found


def manifest(**data):
    return json.dumps(data)


@pytest.mark.parametrize(
    ("statement", "files", "expected"),
    [
        ("./a", ["src/a.ts", "src/a.js"], "src/a.ts"),
        ("./a", ["src/a.js", "src/a/index.ts"], "src/a.js"),
        ("./a", ["src/a/index.tsx"], "src/a/index.tsx"),
        ("./a.js", ["src/a.ts", "src/a.js"], "src/a.ts"),
        ("./a.jsx", ["src/a.tsx"], "src/a.tsx"),
        ("./a.mjs", ["src/a.mts"], "src/a.mts"),
        ("./a.js", ["src/a.d.ts"], "src/a.d.ts"),
        ("./a.vue", ["src/a.vue"], "src/a.vue"),
        ("./a.css", ["src/a.css"], "external"),
        ("./a", [], "unresolved"),
        ("./a?raw", ["src/a.ts"], "src/a.ts"),
        ("..", ["index.ts"], "index.ts"),
        ("../..", ["index.ts"], "unresolved"),
        ("../../a", ["a.ts"], "unresolved"),
        ("/lib/a", ["lib/a.ts"], "lib/a.ts"),
        ("react", ["react.ts"], "external"),
        ("@/a", ["a.ts"], "by suffix"),
        ("~/a", ["a.ts"], "by suffix"),
        ("#a", ["a.ts"], "by suffix"),
    ],
)
def test_what_a_path_means(statement, files, expected):
    assert meaning(statement, dict.fromkeys(files, "")) == expected


@pytest.mark.parametrize(
    ("statement", "files", "expected"),
    [
        ("./a", ["a.ts", "a.js"], "a.js"),
        ("./a.js", ["a.ts", "a.js"], "a.js"),
        ("./a.js", ["a.ts"], "a.ts"),
        ("./a", ["a/index.ts", "a/index.js"], "a/index.js"),
    ],
)
def test_from_javascript_the_file_that_runs_comes_first(statement, files, expected):
    assert meaning(statement, dict.fromkeys(files, ""), "use.js") == expected


def test_aliases_of_the_closest_configuration_come_first():
    files = {
        "tsconfig.json": manifest(compilerOptions={"paths": {"@/*": ["./*"]}}),
        "src/tsconfig.json": manifest(compilerOptions={"paths": {"@/*": ["./lib/*"]}}),
        "src/lib/a.ts": "",
        "a.ts": "",
        "b.ts": "",
    }
    assert meaning("@/a", files) == "src/lib/a.ts"
    assert meaning("@/b", files) == "b.ts"
    assert meaning("@/c", files) == "by suffix"


IMPORTS = manifest(
    imports={"#lib/*": "./lib/*.js", "#one": {"node": "./x.js", "types": "./one.ts"}}
)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [("#lib/a", "lib/a.ts"), ("#one", "one.ts"), ("#none", "by suffix"), ("lib/a", "external")],
)
def test_imports_of_the_closest_package(statement, expected):
    files = {"package.json": IMPORTS, "lib/a.ts": "", "one.ts": "", "x.ts": ""}
    assert meaning(statement, files) == expected


def test_a_package_without_imports_hides_those_above():
    files = {"package.json": IMPORTS, "src/package.json": manifest(name="x"), "lib/a.ts": ""}
    assert meaning("#lib/a", files) == "by suffix"


EXPORTS = {
    ".": {"browser": "./b.js", "import": "./dist/main.js"},
    "./deep/*": "./src/deep/*.ts",
    "./deep/special/*": ["./gone.ts", "./src/special/*.ts"],
    "./off": None,
}
WORKSPACE = {
    "tool/package.json": manifest(name="@acme/tool", exports=EXPORTS),
    "tool/src/main.ts": "",
    "tool/b.ts": "",
    "tool/src/deep/a.ts": "",
    "tool/src/special/a.ts": "",
    "tool/other.ts": "",
    "plain/package.json": manifest(name="plain", main="./lib/run.js"),
    "plain/src/run.ts": "",
    "plain/more.ts": "",
    "bare/package.json": manifest(name="bare"),
    "bare/src/index.ts": "",
    "text/package.json": manifest(name="text", exports="./esm/cjs/a.js", main=3),
    "text/source/a.ts": "",
}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("@acme/tool", "tool/src/main.ts"),
        ("@acme/tool/deep/a", "tool/src/deep/a.ts"),
        ("@acme/tool/deep/special/a", "tool/src/special/a.ts"),
        ("@acme/tool/other", "tool/other.ts"),
        ("@acme/tool/none", "external"),
        ("@acme/none", "external"),
        ("plain", "plain/src/run.ts"),
        ("plain/more", "plain/more.ts"),
        ("bare", "bare/src/index.ts"),
        ("text", "text/source/a.ts"),
        ("text/b", "external"),
    ],
)
def test_packages_of_the_workspace(statement, expected):
    assert meaning(statement, WORKSPACE) == expected


def test_a_package_names_itself_only_if_it_has_exports():
    assert meaning("@acme/tool", WORKSPACE, "tool/src/use.ts") == "tool/src/main.ts"
    assert meaning("plain", WORKSPACE, "plain/src/use.ts") == "external"


def test_the_fields_of_a_package_have_an_order():
    fields = {
        "source": "./a.ts",
        "types": "./b.ts",
        "typings": "./c.ts",
        "module": "./d.ts",
        "main": "./e.ts",
    }
    files = {f"p/{name}.ts": "" for name in "abcde"}
    for field, place in list(fields.items()):
        made = files | {"p/package.json": manifest(name="p", **fields)}
        assert meaning("p", made) == f"p/{place[2:]}"
        assert meaning("./p", made, "use.ts") == f"p/{place[2:]}"
        del fields[field]


def test_of_two_packages_of_a_name_the_first_counts():
    files = {f"{place}/package.json": manifest(name="p") for place in "ab"}
    assert meaning("p", files | {"a/index.ts": "", "b/index.ts": ""}) == "a/index.ts"


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
    made = node.Resolver(
        repository({"p/src/a.ts": "", "p/b.ts": "", "p/index.ts": "", "p/package.json": "{}"})
    )
    assert made.below("p", target, "typescript") == expected


def test_sources_are_looked_for_in_an_order():
    folders = ["src", "source", "lib", ""]
    for index in range(4):
        files = {f"p/{folder}/a.ts".replace("//", "/"): "" for folder in folders[index:]}
        made = node.Resolver(repository({"p/package.json": "{}"} | files))
        assert made.below("p", "./dist/a.js", "typescript") == next(iter(files))


def test_targets_of_conditions():
    value = {
        "zebra": "z",
        "require": ["r", {"default": "rd"}],
        "types": "t",
        "b": None,
        "source": "s",
    }
    assert list(node.conditions(value)) == ["s", "t", "r", "rd", "z"]
    assert list(node.conditions(3)) == []


def test_a_manifest_that_is_no_table_is_no_package():
    assert node.read_packages(repository({"package.json": "[]", "a/package.json": "{}"})) == {
        "a": {}
    }


def test_a_package_name_that_is_no_text_names_nothing():
    assert node.Resolver(repository({"package.json": '{"name": 3}'})).by_name == {}


def test_what_is_nowhere_is_an_empty_path():
    made = node.Resolver(
        repository({"package.json": '{"exports": {"./a": "./gone"}, "name": "p"}'})
    )
    assert made.alias("use.ts", "a", "typescript") == ""
    assert made.subpath_import("use.ts", "#a", "typescript") == ""
    assert made.workspace("use.ts", "a/b/c", "typescript") == ""
    assert made.entry("", "./a", "typescript") == ""
    assert made.below("", "./dist/a.js", "typescript") == ""
    assert made.directory("gone", "typescript") == ""
    assert made.mapped("", {"./a": "./gone"}, "./a", "typescript") == ""
    assert node.Resolver(repository({})).subpath_import("use.ts", "#a", "typescript") == ""
