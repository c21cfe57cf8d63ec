import json

import pytest

from tests.languages.made import meanings


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


GAUGE = dict.fromkeys(("src/g.ios.js", "src/g.android.js"), "")
NATIVE = {"package.json": manifest(dependencies={"react-native": "1"})}


@pytest.mark.parametrize(
    ("files", "importer", "expected"),
    [
        ([], "src/use.js", "src/g.ios.js src/g.android.js"),
        (["src/g.js"], "src/use.js", "src/g.ios.js src/g.android.js src/g.js"),
        (["src/g.native.js"], "src/use.js", "src/g.ios.js src/g.android.js src/g.native.js"),
        (["src/g.web.tsx"], "src/use.tsx", "src/g.ios.js src/g.android.js src/g.web.tsx"),
        (["src/g.js"], "src/use.ios.js", "src/g.ios.js"),
        (["src/g.native.js", "src/g.js"], "src/use.web.js", "src/g.js"),
        (["src/g.windows.js", "src/g.macos.js"], "src/use.windows.js", "src/g.windows.js"),
    ],
)
def test_a_file_for_each_platform_of_react_native(files, importer, expected):
    made = GAUGE | NATIVE | dict.fromkeys(files, "")
    assert meaning("./g", made, importer) == expected


def test_platforms_are_those_of_react_native_alone():
    for name in (
        "react-native",
        "expo",
        "expo-router",
        "react-native-web",
        "@react-native/metro-config",
    ):
        found = {"package.json": manifest(devDependencies={name: "1"})}
        assert meaning("./g", GAUGE | found, "src/use.js").startswith("src/g.ios.js")
    for name in ("react", "expose", "metronome", "reactive-native"):
        found = {"package.json": manifest(dependencies={name: "1"})}
        assert meaning("./g", GAUGE | found, "src/use.js") == "unresolved"
    assert (
        meaning("./g", GAUGE | {"app/package.json": NATIVE["package.json"]}, "src/use.js")
        == "unresolved"
    )
    assert meaning("./g.ios", GAUGE, "src/use.js") == "src/g.ios.js"


def test_an_alias_and_a_directory_have_platforms_too():
    files = NATIVE | {"tsconfig.json": manifest(compilerOptions={"paths": {"@/*": ["./src/*"]}})}
    files |= dict.fromkeys(("src/d/index.ios.tsx", "src/d/index.android.tsx"), "")
    assert meaning("@/d", files) == "src/d/index.ios.tsx src/d/index.android.tsx"


def test_suffixes_of_the_compiler_are_tried_in_order():
    files = dict.fromkeys(("src/g.ios.ts", "src/g.native.ts", "src/g.ts", "src/h.ts"), "")
    files["tsconfig.json"] = manifest(compilerOptions={"moduleSuffixes": [".native", ".ios", ""]})
    assert meaning("./g", files) == "src/g.native.ts"
    assert meaning("./h", files) == "src/h.ts"
    del files["tsconfig.json"]
    assert meaning("./g", files) == "src/g.ts"


def test_root_directories_are_searched_for_relative_paths():
    files = {"tsconfig.json": manifest(compilerOptions={"rootDirs": ["src", "gen"]})}
    files |= dict.fromkeys(("gen/sub/a.ts", "other/a.ts", "src/b.ts", "gen/b.ts"), "")
    assert meaning("./sub/a", files) == "gen/sub/a.ts"
    assert meaning("./b", files) == "src/b.ts"
    assert meaning("./a", files) == "unresolved"


def test_what_a_compiler_writes_means_what_it_reads():
    files = {
        "core/tsconfig.json": manifest(
            compilerOptions={"outDir": "../out/core", "rootDir": "source"}
        ),
        "core/source/a.ts": "",
    }
    assert meaning("../out/core/a.js", files) == "core/source/a.ts"
    assert meaning("../out/core/b.js", files) == "unresolved"


def test_references_of_three_slashes():
    files = {
        "src/use.ts": '/// <reference path="a.ts" />\n/// <reference types="t" />\n'
        '/// <reference types="w" />\n/// <reference types="none" />\n',
        "src/a.ts": "",
        "tsconfig.json": manifest(compilerOptions={"typeRoots": ["./typings"]}),
        "typings/t/index.d.ts": "",
        "w/package.json": manifest(name="@types/w", types="x.d.ts"),
        "w/x.d.ts": "",
    }
    assert meanings(files) == {
        "a.ts": "src/a.ts",
        "t": "typings/t/index.d.ts",
        "w": "w/x.d.ts",
        "none": "external",
    }


def test_loaders_and_queries_are_no_part_of_a_path():
    files = {"src/a.ts": ""}
    assert meaning("!!raw-loader?x!./a", files) == "src/a.ts"
    assert meaning("./a?worker&inline", files) == "src/a.ts"


def test_the_alias_of_a_framework_or_a_bundler():
    files = {
        "svelte.config.js": "export default {};",
        "src/lib/A.svelte": "",
        "src/lib/index.ts": "",
    }
    assert meaning("$lib/A.svelte", files) == "src/lib/A.svelte"
    assert meaning("$lib", files) == "src/lib/index.ts"
    assert meaning("$lib/none", files) == "external"
    del files["svelte.config.js"]
    assert meaning("$lib/A.svelte", files) == "external"


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("views/main", "web/js/views/main.js"),
        ("./own", "web/js/app/own.js"),
        ("jquery", "external"),
    ],
)
def test_a_module_of_amd_is_below_a_folder_above(module, expected):
    files = {"web/js/app/use.js": f"define(['{module}'], (one) => one);\n"}
    files |= dict.fromkeys(["web/js/views/main.js", "web/js/app/own.js", "lib/views/main.js"], "")
    assert list(meanings(files).values()) == [expected]
