import pytest

from repoloom import languages
from repoloom.languages.families import jvm
from tests.languages.made import meanings, repository

BASE = {
    "x/A.java": "package p;\nclass A { class Inner {} }\n",
    "y/B.kt": "package p.q\nclass B\nfun make() {}\n",
    "z/C.scala": "package p.q\nobject C\n",
}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("import p.A;", "x/A.java"),
        ("import p.A.Inner;", "x/A.java"),
        ("import static p.A.call;", "x/A.java"),
        ("import p.q.B;", "y/B.kt"),
        ("import p.q.C;", "z/C.scala"),
        ("import p.*;", "package x/A.java"),
        ("import p.q.*;", "package y/B.kt z/C.scala"),
        ("import p.A.*;", "x/A.java"),
        ("import p.Missing;", "unresolved"),
        ("import java.util.List;", "external"),
    ],
)
def test_a_file_is_found_by_what_it_declares(statement, expected):
    (meaning,) = meanings({"U.java": f"package u;\n{statement}\nclass U {{}}\n"} | BASE).values()
    assert meaning == expected


def test_without_packages_all_is_outside():
    assert meanings({"U.java": "import p.A;\n"}) == {"p A": "external"}


def test_overloads_are_ambiguous_and_the_file_called_like_the_importer_is_meant():
    files = {"b/Buffer.kt": "package a\nimport p.common\n"}
    files |= {f"c/{name}.kt": "package p\nfun common() {}\n" for name in ("Buffer", "A")}
    assert meanings(files) == {"p common": "c/Buffer.kt ambiguous"}
    files["b/Buffer.kt"], files["c/Other.kt"] = "", files.pop("c/Buffer.kt")
    assert meanings({"c/Use.kt": "import p.common\n"} | files) == {"p common": "c/A.kt ambiguous"}


def test_variants_of_platforms_are_one_declaration():
    files = {
        f"core/src/{platform}Main/P.kt": "package p\nclass P\n"
        for platform in ("jvm", "common", "js")
    }
    for platform, meant in (("jvm", "jvm"), ("js", "js"), ("native", "common")):
        importer = {f"core/src/{platform}Test/T.kt": "package t\nimport p.P\n"}
        assert meanings(importer | files) == {"p P": f"core/src/{meant}Main/P.kt"}


def test_scala_imports_start_at_any_package_around_the_file():
    files = {
        "U.scala": "package a.b\nimport c.D\nimport e.F\nimport c.Missing\n",
        "D.scala": "package a.c\nclass D\n",
        "D2.scala": "package c\nclass D\n",
        "F.scala": "package e\nclass F\n",
    }
    assert meanings(files) == {"c D": "D.scala", "e F": "F.scala", "c Missing": "unresolved"}


def test_names_of_the_package_are_visible_and_of_those_opened_around_it():
    made = repository(
        {
            "A.scala": "package a\nclass A\nclass Both\n",
            "B.scala": "package a.b\nclass B\nclass Both\n",
            "In.scala": "package a\npackage b\n",
            "Full.scala": "package a.b\n",
        }
    )
    seen = jvm.visible(made)
    names = {
        path: {name: seen(path).get(name) for name in ("A", "B", "Both")}
        for path in ("In.scala", "Full.scala")
    }
    assert names == {
        "In.scala": {"A": ("A.scala",), "B": ("B.scala",), "Both": ("B.scala",)},
        "Full.scala": {"A": None, "B": ("B.scala",), "Both": ("B.scala",)},
    }


def test_the_family_is_that_of_its_languages():
    assert all(languages.SPECS[name].family == jvm.FAMILY for name in jvm.FAMILY)
