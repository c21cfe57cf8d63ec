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


def qualified(code, path="src/U.java", package="tide"):
    end = "" if path.endswith((".kt", ".scala")) else ";"
    files = {
        path: f"package {package}{end}\n{code}\n",
        "G.java": "package tide.model;\npublic class Gauge { public static class Inner {} }\n",
        "W.kt": "package tide.util\nobject Waves\nfun compute(x: Int) = x\n",
    }
    return meanings(files)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("class U { tide.model.Gauge g = new tide.model.Gauge(); }", "G.java"),
        ("class U { java.util.List<tide.model.Gauge> g; }", "G.java"),
        ("class U extends tide.model.Gauge.Inner {}", "G.java"),
        ("@tide.model.Gauge class U {}", "G.java"),
        ("class U { void f() { tide.util.Waves.all(); } }", "W.kt"),
        ("class U { Object o = (tide.util.Waves) null; }", "W.kt"),
        ("class U { tide.model.Missing m; }", "external unresolved"),
    ],
)
def test_a_type_named_in_full_needs_no_import(code, found):
    assert set(qualified(code).values()) <= set(found.split())
    assert list(qualified(code).values())


@pytest.mark.parametrize(
    "code",
    [
        "// tide.model.Gauge\nclass U {}",
        "/** {@link tide.model.Gauge} */ class U {}",
        'class U { String s = "tide.model.Gauge"; }',
        'class U { String s = """\n tide.model.Gauge\n """; }',
        "class U { java.util.List l; javax.swing.JFrame f; }",
        "class U { Object o = other.tide.model.gauge; }",
    ],
)
def test_what_speaks_of_a_type_is_none(code):
    assert qualified(code) == {}


def test_names_in_full_of_kotlin_and_scala():
    assert qualified("val g = tide.model.Gauge()", "U.kt", "tide.app") == {
        "tide.model Gauge": "G.java"
    }
    assert qualified("val g = tide.util.compute(3)", "U.kt", "tide.app") == {
        "tide.util compute": "W.kt"
    }
    # a chain of members begins with another word than the packages of the project
    assert qualified("val g = other.util.compute(3)", "U.kt", "tide.app") == {}
    assert qualified('val s = "${tide.model.Gauge()}"', "U.kt", "tide.app") == {
        "tide.model Gauge": "G.java"
    }
    assert qualified("class U { val g: model.Gauge = null }", "U.scala") == {
        "model Gauge": "G.java"
    }
    assert qualified("class U { val g: _root_.tide.model.Gauge = null }", "U.scala", "x") == {
        "tide.model Gauge": "G.java"
    }


@pytest.mark.parametrize(
    ("declared", "use"),
    [
        ("package port.`in`\nclass Berth", "val b = port.`in`.Berth()"),
        ("package `object`.port\nclass Berth", "val b: `object`.port.Berth? = null"),
        ("package u.`in`.`is`\nclass Berth", "val b = u.`in`.`is`.`Berth`()"),
        ("package u.`in`\nfun berth() = 1", "val b = u.`in`.berth()"),
        ("package port.`in`\ninterface Berth", "import port.`in`.Berth"),
        ("package port.`in`\ninterface Berth", "import port.`in`.*\nclass U : Berth"),
        ("package port.`in`\nclass `object`", "import port.`in`.`object`"),
        ("package port.`in`\nfun `is`() = 1", "import port.`in`.`is` as `as`"),
        ("package port.`when`.`is`\ninterface Berth", "import port.`when`.`is`.Berth"),
        ("package port.inner.data\ninterface Berth", "import port.inner.data.Berth"),
    ],
)
def test_keywords_in_backticks_are_names(declared, use):
    files = {"U.kt": f"package u\n{use}\n", "B.kt": declared + "\n"}
    assert [one.split()[-1] for one in meanings(files).values()] == ["B.kt"]


def test_keywords_of_scala_are_names_and_as_renames():
    files = {
        "U.scala": "package u\nimport p.`type`.C\nimport p.`type`.{C as D}\nimport q.E as F\n",
        "C.scala": "package p.`type`\nclass C\n",
        "E.scala": "package q\nclass E\n",
    }
    assert meanings(files) == {"p.type C": "C.scala", "q E": "E.scala"}
    files["U.scala"] = "package u\nobject U { val c = new p.`type`.C }\n"
    assert meanings(files) == {"p.type C": "C.scala"}


@pytest.mark.parametrize(
    ("statement", "use"),
    [
        ("import a.{b as c}", "c.D.run()"),
        ("import a.{b => c}", "c.D.run()"),
        ("import a.b", "b.D.run()"),
        ("import a", "a.b.D.run()"),
        ("import a.b", "b.deep.E.run()"),
    ],
)
def test_a_name_of_scala_may_begin_with_a_package_that_is_imported(statement, use):
    files = {
        "U.scala": f"package u\n{statement}\nobject U {{ {use} }}\n",
        "X.scala": "package a.b\nobject D\n" if "D" in use else "package a.b.deep\nobject E\n",
    }
    assert list(meanings(files).values())[-1] == "X.scala"
    other = files | {"U.scala": f"package u\nobject U {{ {use.replace('a.b', 'b')} }}\n"}
    assert "X.scala" not in meanings(other).values()


def test_a_relative_name_is_looked_for_in_the_sixteen_outer_packages():
    inner = ".".join(f"p{number}" for number in range(20))
    files = {
        "U.scala": f"package {inner}\nimport q.B\nimport r.C\nclass U\n",
        "B.scala": "package p0.p1.q\nclass B\n",
        "C.scala": ".".join(["package p0", *inner.split(".")[1:18], "r"]) + "\nclass C\n",
    }
    assert meanings(files) == {"q B": "B.scala", "r C": "external"}


def test_names_in_hundreds_of_packages_in_each_other_end():
    text = "package " + ".".join(f"p{n}" for n in range(1500)) + "\n"
    text += "".join(f"import q{n}.C\n" for n in range(3000))
    assert set(meanings({"U.scala": text + "class U\n"}).values()) == {"external"}
