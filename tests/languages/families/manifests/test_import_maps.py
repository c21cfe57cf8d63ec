import json

import pytest

from repoloom.languages.families.manifests import import_maps
from tests.languages.made import meanings, repository


def maps(**files):
    made = repository({path.replace("__", "/").replace("_json", ".json"): json.dumps(value)
                       for path, value in files.items()})  # fmt: skip
    return import_maps.read_import_maps(made)


def one(directory="", **data):
    found = import_maps.read_map(directory, data)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [
        ("settings", "/p/settings.ts"),
        ("$lib/a/b.ts", "/p/lib/a/b.ts"),
        ("$lib/special/x.ts", "/p/other/x.ts"),
        ("up/x.ts", "/shared/x.ts"),
        ("@std/x", "jsr:@std/x@1"),
        ("settings/x", None),
        ("$lib", None),
        ("odd", None),
    ],
)
def test_the_longest_key_counts(specifier, expected):
    imports = {
        "settings": "./settings.ts",
        "$lib/": "./lib/",
        "$lib/special/": "./other/",
        "up/": "../shared/",
        "@std/x": "jsr:@std/x@1",
        "odd": 3,
    }
    assert one("p", imports=imports).target("p/main.ts", specifier) == expected


def test_the_closest_scope_comes_first_and_leaves_the_rest_to_the_map():
    scopes = {
        "./a/": {"x": "./in-a.ts"},
        "./a/b/": {"x": "./in-b.ts"},
        "./c.ts": {"x": "./in-c.ts"},
    }
    found = one(imports={"x": "./x.ts", "y": "./y.ts"}, scopes=scopes)
    asked = ["m.ts", "a/m.ts", "a/b/m.ts", "ab.ts", "c.ts"]
    assert [found.target(importer, "x") for importer in asked] == [
        "/x.ts",
        "/in-a.ts",
        "/in-b.ts",
        "/x.ts",
        "/in-c.ts",
    ]
    assert found.target("a/b/m.ts", "y") == "/y.ts"


def test_which_maps_hold_where():
    named = {"importMap": "./maps/import_map.json"}
    found = maps(
        app__deno_json=named,
        app__maps__import_map_json={"imports": {"a": "../a.ts"}},
        import_map_json={"imports": {"b": "./b.ts"}},
        other__deno_json={"imports": {"c": "./c.ts"}, "importMap": "./gone.json"},
        empty__deno_json={"tasks": {}},
        list__deno_json=[],
    )
    assert {place: [each.directory for each in some] for place, some in found.items()} == {
        "": [""],
        "app": ["app/maps"],
        "other": ["other"],
    }
    assert found["app"][0].target("app/m.ts", "a") == "/app/a.ts"


FILES = {
    "deno.jsonc": '{ /* workspace */ "workspace": ["./one"], "imports": {"$up/": "./lib/", "p": "npm:p@1"}, }',
    "one/deno.json": '{"name": "@me/one", "exports": "./mod.ts", "imports": {"$own/": "./src/"}}',
    "one/mod.ts": "",
    "one/src/a.ts": "",
    "lib/b.ts": "",
    "p.ts": "",
}


@pytest.mark.parametrize(
    ("specifier", "importer", "expected"),
    [
        ("$own/a.ts", "one/use.ts", "one/src/a.ts"),
        ("$up/b.ts", "one/use.ts", "lib/b.ts"),
        ("$own/a.ts", "use.ts", "external"),
        ("$up/none.ts", "use.ts", "unresolved"),
        ("@me/one", "use.ts", "one/mod.ts"),
        ("p", "use.ts", "external"),
        ("jsr:@me/one@1", "use.ts", "one/mod.ts"),
        ("https://deno.land/x/a.ts", "use.ts", "external"),
    ],
)
def test_members_of_a_workspace_have_their_own_map_and_the_one_above(specifier, importer, expected):
    files = {importer: f'import x from "{specifier}";\n'} | FILES
    assert list(meanings(files).values()) == [expected]


def test_what_is_outside_by_the_map_is_not_looked_for_inside():
    files = {
        "use.ts": 'import x from "tool";\n',
        "deno.json": '{"imports": {"tool": "npm:other"}}',
        "tool/package.json": '{"name": "tool", "main": "t.ts"}',
        "tool/t.ts": "",
    }
    assert list(meanings(files).values()) == ["external"]
