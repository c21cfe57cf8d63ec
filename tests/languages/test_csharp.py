import pytest

from repoloom.languages import csharp
from tests.languages.made import meanings, outline_of, repository

FILES = {
    "a/A.cs": "namespace N.A; class One {} class FactAttribute {}\n",
    "b/A.cs": "namespace N.A; class One {} class Two {}\n",
    "c/N.cs": "namespace N; class Outer {}\n",
}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("using N.A;", "package a/A.cs b/A.cs"),
        ("using N.None;", "external"),
        ("using static N.A.Two;", "b/A.cs"),
        ("using X = N.A.One;", "b/A.cs ambiguous"),
        ("using X = N.A;", "package a/A.cs b/A.cs"),
        ("using X = N.None.One;", "external"),
    ],
)
def test_what_a_using_means(statement, expected):
    (meaning,) = meanings({"b/Use.cs": statement + "\n"} | FILES).values()
    assert meaning == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("using A.B;", [("A.B", "*", "", "")]),
        ("global using A.B;", [("A.B", "*", "", "global")]),
        ("using static A.B;", [("A", "B", "", "static")]),
        ("using X = A.B<int>;", [("A", "B", "X", "alias")]),
        ("using global::A.B;", [("A.B", "*", "", "")]),
    ],
)
def test_what_a_using_states(text, expected):
    assert [found[:4] for found in outline_of("a.cs", text + "\n").imports] == expected


def test_visible_are_the_namespaces_around_and_those_opened_for_the_project():
    files = FILES | {
        "p/x.csproj": "",
        "p/Global.cs": "global using N;\n",
        "p/deep/Use.cs": "class Use {}\n",
        "q/Use.cs": "class Other {}\n",
        "q/In.cs": "namespace N.A;\n",
    }
    seen = csharp.visible(repository(files))
    assert set(seen("p/deep/Use.cs")) - {""} == {"Outer", "Use", "Other"}
    assert set(seen("q/Use.cs")) - {""} == {"Use", "Other"}
    assert seen("q/In.cs")["One"] == ("a/A.cs", "b/A.cs")
    assert {"Outer", "Fact", "FactAttribute"} <= set(seen("q/In.cs"))


def test_the_short_name_of_an_attribute_is_that_of_a_class_first():
    names = {"Fact": ("a",), "FactAttribute": ("b",), "OtherAttribute": ("c",)}
    assert csharp.with_attributes(names) == {**names, "Other": ("c",)}


def test_the_project_of_a_file_is_the_closest():
    made = repository({"x.csproj": "", "p/y.csproj": "", "p/a/A.cs": "", "q/B.cs": ""})
    assert [csharp.project_of(made, path) for path in ("p/a/A.cs", "q/B.cs")] == ["p", ""]
    assert csharp.around("A.B.C") == ["A", "A.B", "A.B.C"]
