import pytest

from repoloom.languages.families.manifests import java_modules
from tests.languages.made import meanings, repository


def module(text, folder="core"):
    return {f"{folder}/module-info.java": text}


def read(text):
    (found,) = java_modules.read_modules(repository(module(text))).values()
    return found[0]


def test_what_a_module_says():
    found = read(
        "/* module no.no { exports x; } */ @Deprecated open module a.b {\n"
        " exports a.b.c; // exports a.no;\n exports a.d to x.y, x.z;\n opens a.e;\n"
        " requires java.sql; requires transitive m.one; requires static transitive m.two;\n}\n"
    )
    assert found.exports == {"a.b.c": (), "a.d": ("x.y", "x.z")}
    assert found.transitive == ("m.one", "m.two")


FILES = {
    "app/Main.java": "package app;\nimport module core;\nclass Main { Price p; Hidden h; Base b; Friend f; }\n",
    "core/core/Price.java": "package core.price;\npublic class Price {}\n",
    "core/core/Hidden.java": "package core.hidden;\npublic class Hidden {}\n",
    "base/base/Base.java": "package base;\npublic class Base {}\n",
    "core/core/Friend.java": "package core.friend;\npublic class Friend {}\n",
    **module("module base { exports base; requires transitive core; }", "base"),
}
CORE = "module core { exports core.price; exports core.friend to app; requires transitive base; }"


def test_a_module_gives_what_it_exports_and_what_it_passes_on():
    found = meanings(FILES | module(CORE))
    assert found == {"core *": "package core/core/Price.java base/base/Base.java"}
    named = meanings(FILES | module(CORE) | module("module app { requires core; }", "app"))
    assert named == {
        "core *": "package core/core/Price.java core/core/Friend.java base/base/Base.java"
    }


@pytest.mark.parametrize("text", ["", "module { }", "module other { exports core.price; }"])
def test_a_module_that_is_not_here_is_outside(text):
    assert meanings(FILES | module(text)) == {"core *": "external"}


def test_of_a_package_in_two_modules_the_own_files_are_meant():
    files = (
        FILES
        | module(CORE)
        | {"other/x/Price.java": "package core.price;\npublic class Price {}\n"}
    )
    assert "other/x/Price.java" not in meanings(files)["core *"]


def test_a_module_of_a_release_stands_beside_its_packages():
    files = {
        "use/Use.java": "import module m;\nclass Use { A a; }\n",
        "m/src/main/java9/module-info.java": "module m { exports p; }",
        "m/src/main/java/p/A.java": "package p;\npublic class A {}\n",
        "n/src/main/java/p/A.java": "package p;\npublic class A {}\n",
    }
    assert meanings(files) == {"m *": "package m/src/main/java/p/A.java"}


def test_of_two_modules_of_a_name_the_nearest_counts():
    files = {
        "a/test/Use.java": "import module m;\nclass Use { A a; }\n",
        **module("module m { exports p; }", "a"),
        **module("module m { exports q; }", "b"),
        "a/p/A.java": "package p;\nclass A {}\n",
        "b/q/A.java": "package q;\nclass A {}\n",
    }
    assert meanings(files) == {"m *": "package a/p/A.java"}
