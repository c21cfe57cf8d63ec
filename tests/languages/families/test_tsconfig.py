import json

import pytest

from repoloom.languages.families import tsconfig
from tests.languages.made import repository


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('\ufeff{"a": 1}', {"a": 1}),
        ('{"a": "// b", /* c\n */ "d": 2, // e\n}', {"a": "// b", "d": 2}),
        ('{"a": [1, 2, ], "b": ",}"}', {"a": [1, 2], "b": ",}"}),
        ("{", None),
        ("[" * 100_000, None),
    ],
)
def test_json_with_comments_and_trailing_commas(text, value):
    assert tsconfig.loads(text.encode()) == value


def configs(files, homes=None):
    made = repository({path: json.dumps(value) for path, value in files.items()})
    return tsconfig.read_configs(made, homes or {})


def options(**given):
    return {"compilerOptions": given}


def test_the_most_specific_pattern_comes_first_then_the_base():
    paths = {"*": ["any/*"], "@/*": ["src/*", "lib/*"], "@/x": ["one.ts"], "bad": "text"}
    (aliases,) = configs({"a/tsconfig.json": options(baseUrl="./base", paths=paths)})["a"]
    assert list(aliases.stems("@/x")) == [
        "a/base/one.ts",
        "a/base/src/x",
        "a/base/lib/x",
        "a/base/any/@/x",
        "a/base/@/x",
    ]


def test_without_a_base_paths_stand_beside_the_configuration():
    (aliases,) = configs({"a/tsconfig.json": options(paths={"b": ["../c"]})})["a"]
    assert list(aliases.stems("b")) == ["c"]
    assert list(aliases.stems("d")) == []


def test_all_configurations_of_a_directory_count_and_empty_ones_do_not():
    found = configs(
        {
            "tsconfig.json": options(baseUrl="a"),
            "tsconfig.build.json": options(baseUrl="b"),
            "jsconfig.json": options(baseUrl="c"),
            "package.json": options(baseUrl="d"),
            "e/tsconfig.json": {},
            "f/tsconfig.json": [],
            "g/tsconfig.json": options(baseUrl=3, paths=[]),
            "h/tsconfig.json": {"compilerOptions": 3},
        }
    )
    assert {place: sorted(one.base for one in each) for place, each in found.items()} == {
        "": ["a", "b", "c"]
    }


@pytest.mark.parametrize(
    ("extends", "base"),
    [
        ("./base.json", "shared/x"),
        ("./base", "shared/x"),
        ("./folder", "shared/folder/z"),
        (["./base.json", "./other.json"], "shared/y"),
        ("@acme/config/base.json", "home/x"),
        ("@acme/config", "home/z"),
        ("plain", "plain/z"),
        ("@acme/unknown", None),
        (3, None),
    ],
)
def test_what_a_configuration_extends(extends, base):
    files = {
        "shared/tsconfig.base.json": {},
        "shared/tsconfig.json": {"extends": extends},
        "home/tsconfig.json": options(baseUrl="z"),
        "plain/tsconfig.json": options(baseUrl="z"),
    }
    made = repository({path: json.dumps(value) for path, value in files.items()})
    made.manifests |= {
        "shared/base.json": json.dumps(options(baseUrl="x")).encode(),
        "shared/other.json": json.dumps(options(baseUrl="y")).encode(),
        "shared/folder/tsconfig.json": json.dumps(options(baseUrl="z")).encode(),
        "home/base.json": json.dumps(options(baseUrl="x")).encode(),
    }
    homes = {"@acme/config": "home", "plain": "plain"}
    found = tsconfig.read_config(made, homes, "shared/tsconfig.json")
    assert (found.base or None) == base


def test_what_a_configuration_says_itself_wins():
    files = {
        "tsconfig.json": {"extends": "./tsconfig.b.json", **options(baseUrl="own")},
        "tsconfig.b.json": options(baseUrl="other", paths={"a": ["b"]}),
    }
    found = tsconfig.read_config(
        repository({path: json.dumps(value) for path, value in files.items()}), {}, "tsconfig.json"
    )
    assert (found.base, found.root, found.paths) == ("own", "own", {"a": ["b"]})


def chain(length):
    files = {
        f"tsconfig.{number}.json": {"extends": f"./tsconfig.{number + 1}.json"}
        for number in range(length - 1)
    }
    return files | {f"tsconfig.{length - 1}.json": options(baseUrl="a")}


@pytest.mark.parametrize(("length", "read"), [(16, True), (17, False)])
def test_sixteen_files_are_read(length, read):
    made = repository({path: json.dumps(value) for path, value in chain(length).items()})
    assert bool(tsconfig.read_config(made, {}, "tsconfig.0.json").base) is read


def test_a_circle_ends():
    made = repository({"tsconfig.json": '{"extends": "./tsconfig.json"}'})
    assert not tsconfig.read_config(made, {}, "tsconfig.json").says_something()


def test_what_cannot_be_extended_is_an_empty_path():
    made = repository({"tsconfig.json": "{}"})
    assert [tsconfig.extended(made, {}, "", name) for name in (None, "gone", "./gone")] == [
        "",
        "",
        "",
    ]


def config(path="a/tsconfig.json", others=(), **given):
    files = {path: {"compilerOptions": given}} | dict(others)
    made = repository({place: json.dumps(value) for place, value in files.items()})
    return tsconfig.read_config(made, {}, path)


def test_paths_are_relative_to_the_base_that_holds_in_the_end():
    inherited = {"base/tsconfig.json": options(baseUrl="./lib")}
    files = {
        "tsconfig.json": {"extends": "./base/tsconfig.json", **options(paths={"@/*": ["./*"]})}
    }
    made = repository({path: json.dumps(value) for path, value in (files | inherited).items()})
    assert next(tsconfig.read_config(made, {}, "tsconfig.json").stems("@/x")) == "base/lib/x"


def test_root_directories_are_one_in_effect():
    found = config(rootDirs=["./src", "./generated", "../other"])
    assert list(found.elsewhere("a/src/x/y")) == ["a/generated/x/y", "other/x/y"]
    assert list(found.elsewhere("a/source/x")) == []
    assert list(config("tsconfig.json", rootDirs=[".", "gen"]).elsewhere("x")) == ["gen/x"]


def test_the_directory_of_the_configuration_that_inherits():
    shared = {
        "s/tsconfig.json": options(paths={"@/*": ["${configDir}/src/*"]}, outDir="${configDir}/o")
    }
    files = {"p/q/tsconfig.json": {"extends": "../../s/tsconfig.json"}} | shared
    made = repository({path: json.dumps(value) for path, value in files.items()})
    found = tsconfig.read_config(made, {}, "p/q/tsconfig.json")
    assert list(found.stems("@/x")) == ["p/q/src/x"]
    assert (found.out, found.sources) == (("p/q/o",), ("p/q/src", "p/q"))


@pytest.mark.parametrize(
    ("include", "scope"),
    [
        (["../src/**/*"], ("src",)),
        (["../src", "../lib/main.ts"], ("lib", "src")),
        (["src/**/*", "*.ts", "."], ()),
        (["../../out/*"], ()),
        ("../src", ("src",)),
        ([3], ()),
    ],
)
def test_a_configuration_holds_for_what_it_includes_outside(include, scope):
    text = json.dumps({"include": include, **options(baseUrl=".", types=3)})
    made = repository({"config/tsconfig.json": text})
    assert tsconfig.read_config(made, {}, "config/tsconfig.json").scope == scope
    found = tsconfig.read_configs(made, {})
    assert set(found) == {"config", *scope}


def test_suffixes_and_roots_of_types():
    found = config(moduleSuffixes=[".ios", "", 3], typeRoots=["./types", "../@types"])
    assert (found.suffixes, found.types) == ((".ios", ""), ("a/types", "@types"))
    assert config(moduleSuffixes="x").suffixes == ()
    assert not config(target="es2022").says_something()


@pytest.mark.parametrize("text", [b'{"a": "' + b'\\"' * 40_000, b"/*" * 40_000, b'"' * 40_001])
def test_what_is_left_open_is_read_once(text):
    assert tsconfig.loads(text) is None  # by the square it took minutes
