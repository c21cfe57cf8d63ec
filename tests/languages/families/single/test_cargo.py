import pytest

from repoloom.languages.families.single import cargo
from tests.languages.made import meanings, repository


def crates(files):
    return cargo.Crates(repository(files))


def package(name="tool", more=""):
    return f'[package]\nname = "{name}"\n{more}'


def test_targets_are_those_that_a_manifest_declares_and_those_cargo_finds():
    declared = 'build = "made.rs"\n[[bin]]\npath = "cmd/a.rs"\n[[bench]]\npath = "b.rs"\n'
    roots = ["cmd/a.rs", "b.rs", "made.rs", "src/lib.rs", "src/main.rs", "src/bin/c.rs"]
    roots += ["src/bin/d/main.rs", "tests/e.rs", "examples/f/main.rs", "benches/g.rs", "build.rs"]
    files = {"Cargo.toml": package(more=declared), "src/bin/x.txt": "", "src/other.rs": ""}
    assert set(crates(files | dict.fromkeys(roots, "")).trees) == set(roots)


def test_a_package_below_has_its_own_targets():
    files = {"a/Cargo.toml": package(), "a/src/main.rs": "", "src/main.rs": ""}
    assert set(crates(files).trees) == {"a/src/main.rs"}


def test_without_a_manifest_each_lib_and_main_is_a_root():
    assert set(crates({"a/lib.rs": "", "b/main.rs": "", "c.rs": ""}).trees) == {
        "a/lib.rs",
        "b/main.rs",
    }


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        (package("my-tool"), {"my_tool": "src/lib.rs"}),
        (
            package("tool") + '[lib]\nname = "core-lib"\npath = "other.rs"\n',
            {"core_lib": "other.rs"},
        ),
        (package("tool") + "[lib]\nname = 3\npath = 4\n", {"tool": "src/lib.rs"}),
        ("[workspace]\nmembers = []\n", {}),
        ("package = 3\nlib = []", {}),
        ("not = [toml", {}),
    ],
)
def test_a_library_is_called_as_the_manifest_says(manifest, expected):
    files = {"Cargo.toml": manifest, "src/lib.rs": "", "other.rs": ""}
    assert crates(files).libraries == expected


def test_the_first_library_of_a_name_counts():
    files = {
        "a/Cargo.toml": package(),
        "a/src/lib.rs": "",
        "b/Cargo.toml": package(),
        "b/src/lib.rs": "",
    }
    assert crates(files).libraries == {"tool": "a/src/lib.rs"}


def test_renamed_dependencies_in_every_table():
    manifest = {
        "dependencies": {"a-b": {"package": "c-d"}, "e": "1", "f": {"version": "1"}},
        "dev-dependencies": {"g": {"package": "h"}},
        "build-dependencies": {"i": {"package": 3}},
        "target": {"cfg(unix)": {"dependencies": {"j": {"package": "k"}}}, "x": 3},
    }
    assert dict(cargo.renames(manifest, {})) == {"a_b": "c_d", "g": "h", "j": "k"}


WORKSPACE = (
    "[workspace]\nmembers = ['*']\n[workspace.dependencies]\n"
    "keel = { path = 'core', package = 'keel-core' }\nmast = { path = 'mast' }\n"
)


@pytest.mark.parametrize("dependency", ["keel.workspace = true", "keel = {package = 'keel-core'}"])
@pytest.mark.parametrize("library", ["", "[lib]\nname = 'plank'\npath = 'src/lib.rs'\n"])
def test_a_dependency_is_called_as_its_table_or_the_workspace_s_says(dependency, library):
    files = {
        "app/src/main.rs": "use keel::lay;\n",
        "app/Cargo.toml": package("app", f"[dependencies]\n{dependency}\n"),
        "Cargo.toml": WORKSPACE,
        "core/Cargo.toml": package("keel-core", library),
        "core/src/lib.rs": "pub fn lay() {}\n",
    }
    assert meanings(files) == {"keel lay": "core/src/lib.rs"}
    other = files | {"far/src/main.rs": "use keel::lay;\n", "far/Cargo.toml": package("far")}
    assert meanings(other, "far/src/main.rs") == {"keel lay": "external"}


MODULES = {
    "src/lib.rs": 'mod a;\nmod b;\nmod c { mod d; }\n#[path = "odd.rs"]\nmod e;\nmod missing;\n',
    "src/a.rs": "mod inner;\n",
    "src/a/inner.rs": "",
    "src/b/mod.rs": "mod inner;\n",
    "src/b/inner.rs": "",
    "src/c/d.rs": "",
    "src/odd.rs": "",
}


def test_modules_are_where_rustc_looks():
    assert crates({"Cargo.toml": package()} | MODULES).trees["src/lib.rs"] == {
        (): "src/lib.rs",
        ("a",): "src/a.rs",
        ("a", "inner"): "src/a/inner.rs",
        ("b",): "src/b/mod.rs",
        ("b", "inner"): "src/b/inner.rs",
        ("c", "d"): "src/c/d.rs",
        ("e",): "src/odd.rs",
    }


def test_what_mod_statements_mean():
    assert meanings(MODULES | {"Cargo.toml": package()}, "src/lib.rs") == {
        "a": "src/a.rs",
        "b": "src/b/mod.rs",
        "c::d": "src/c/d.rs",
        "e odd.rs": "src/odd.rs",
        "missing": "unresolved",
    }


def test_a_path_in_an_inline_module_starts_in_its_directory():
    files = {
        "Cargo.toml": package(),
        "src/lib.rs": 'mod c { #[path = "x.rs"]\nmod d; }\n',
        "src/c/x.rs": "",
        "src/x.rs": "",
    }
    assert meanings(files, "src/lib.rs") == {"c::d x.rs": "src/c/x.rs"}


def test_of_two_modules_under_cfg_paths_mean_the_first():
    files = {
        "Cargo.toml": package(),
        "src/lib.rs": '#[cfg(unix)]\n#[path = "u.rs"]\nmod os;\n#[cfg(windows)]\n#[path = "w.rs"]\nmod os;\n',
        "src/u.rs": "",
        "src/w.rs": "",
    }
    assert crates(files).trees["src/lib.rs"][("os",)] == "src/u.rs"
    assert [place.module for place in crates(files).places["src/w.rs"]] == [("os",)]


def test_a_module_of_a_macro_definition_stands_beside_its_file():
    files = {
        "Cargo.toml": package(),
        "src/lib.rs": "mod macros;\n",
        "src/macros.rs": "macro_rules! m { () => { mod made; } }\n",
        "src/made.rs": "",
    }
    assert crates(files).trees["src/lib.rs"][("made",)] == "src/made.rs"


def test_files_that_no_mod_leads_to_get_the_place_of_their_path():
    files = {
        "Cargo.toml": package(),
        "src/lib.rs": "",
        "src/main.rs": "",
        "src/by/macro.rs": "",
        "src/with/mod.rs": "",
        "src/with/notes.txt": "",
        "src/part/Cargo.toml": package("part"),
        "src/part/alone.rs": "",
        "elsewhere.rs": "",
    }
    found = crates(files)
    assert found.trees["src/lib.rs"] == {
        (): "src/lib.rs",
        ("by", "macro"): "src/by/macro.rs",
        ("with",): "src/with/mod.rs",
    }
    assert found.trees["src/main.rs"] == {(): "src/main.rs"}
    assert "elsewhere.rs" not in found.places
    assert found.package_of("src/part/alone.rs") == "src/part"
    assert found.package_of("src/by/macro.rs") == ""


USED = {
    "Cargo.toml": package("tool", '[dependencies]\nalias = { package = "part" }\n'),
    "src/lib.rs": "mod a;\nmod b;\n",
    "src/a.rs": "mod deep;\n",
    "src/a/deep.rs": "{}",
    "src/b.rs": "",
    "part/Cargo.toml": package("part"),
    "part/src/lib.rs": "mod sub;",
    "part/src/sub.rs": "",
}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("use crate::b::Thing;", "src/b.rs"),
        ("use crate::Thing;", "src/lib.rs"),
        ("use self::Thing;", "src/a/deep.rs"),
        ("use super::Thing;", "src/a.rs"),
        ("use super::super::b::Thing;", "src/b.rs"),
        ("use super::super::super::b::Thing;", "src/b.rs"),
        ("use crate::a::*;", "src/a.rs"),
        ("use crate::b;", "src/b.rs"),
        ("use tool::b::Thing;", "src/b.rs"),
        ("use part::Thing;", "part/src/lib.rs"),
        ("use alias::sub::Thing;", "part/src/sub.rs"),
        ("use std::io;", "external"),
        ("use other::Thing;", "external"),
    ],
)
def test_what_a_path_means(statement, expected):
    files = USED | {"src/a/deep.rs": statement}
    (meaning,) = meanings(files, "src/a/deep.rs").values()
    assert meaning == expected


def test_a_child_module_needs_no_crate():
    files = USED | {"src/a.rs": "mod deep;\nuse deep::Thing;\n"}
    assert meanings(files, "src/a.rs")["deep Thing"] == "src/a/deep.rs"


def test_a_file_outside_of_all_crates_has_no_crate_to_name():
    files = {
        "Cargo.toml": package(),
        "src/lib.rs": "",
        "loose.rs": "use crate::a::B;\nmod c;\n",
        "c.rs": "",
    }
    assert meanings(files, "loose.rs") == {"crate::a B": "unresolved", "c": "c.rs"}


def test_a_library_called_like_the_standard_one_is_not_meant():
    files = {"Cargo.toml": package("core"), "src/lib.rs": "", "tests/t.rs": "use core::mem;\n"}
    assert meanings(files, "tests/t.rs") == {"core mem": "external"}


def test_modules_that_lead_back_to_a_file_end():
    files = {
        "Cargo.toml": package(),
        "src/lib.rs": "mod a;\n",
        "src/a.rs": '#[path = "a.rs"]\nmod b;\n#[path = "lib.rs"]\nmod c;\n',
    }
    assert set(crates(files).trees["src/lib.rs"]) == {(), ("a",)}
