import pytest

from repoloom.languages import csharp
from repoloom.languages.families.manifests.msbuild import Projects
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
    made = Projects(repository({"x.csproj": "", "p/y.csproj": "", "p/a/A.cs": "", "q/B.cs": ""}))
    assert [made.of(path) for path in ("p/a/A.cs", "q/B.cs")] == ["p", ""]
    assert csharp.around("A.B.C") == ["A", "A.B", "A.B.C"]


QUALIFIED = {
    "m/Gauge.cs": "namespace Tide.Model;\npublic class Gauge {}\n",
    "m/Wave.cs": "namespace Tide.Model;\npublic class Wave {}\n",
    "m/Fast.cs": "namespace Tide.Model;\npublic class FastAttribute {}\n",
    "x/Model.cs": "namespace Other;\npublic class Model {}\n",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("namespace App;\nclass A { Tide.Model.Gauge g; }", ["m/Gauge.cs"]),
        ("[Tide.Model.Fast]\nclass A {}", ["m/Fast.cs"]),
        ("namespace App;\nclass A { global::Tide.Model.Gauge g; }", ["m/Gauge.cs"]),
        ("namespace Tide;\nclass A { Model.Gauge g = Model.Gauge.Make(); }", ["m/Gauge.cs"]),
        ("namespace Tide.Api.V1;\nclass A { List<Model.Wave> g; }", ["m/Wave.cs"]),
        (
            "using M = Tide.Model;\nclass A { M.Gauge g; }",
            ["package m/Fast.cs m/Gauge.cs m/Wave.cs", "m/Gauge.cs"],
        ),
        ("namespace App;\nclass A { Model.Gauge g; }", []),
        ("namespace Other;\nclass A { Model.Gauge g; }", []),  # Model is a type there
        ('namespace App;\nclass A { string s = "Tide.Model.Gauge"; /* Tide.Model.Wave */ }', []),
        ("namespace Tide.Model.Gauge;\nclass A {}", []),
        ("class A { int x = Tide.Model.Missing.X; }", []),
    ],
)
def test_a_type_named_in_full_or_from_a_namespace_around(text, expected):
    found = meanings({"A.cs": text + "\n"} | QUALIFIED)
    assert [one for one in dict.fromkeys(found.values()) if one != "external"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("using P = (int x, Tide.Core.G y);", [("Tide.Core", "G", "", "alias")]),
        ("using Ints = int[];", []),
        ("using unsafe P = int*;", []),
        (
            "using L = System.Collections.Generic.List<Tide.Core.G>;",
            [("System.Collections.Generic", "List", "L", "alias"), ("Tide.Core", "G", "", "alias")],
        ),
        ("global using static A.B;", [("A", "B", "", "global")]),
        ("global using X = A.C;", [("A", "C", "X", "global")]),
        ("using A.@event;", [("A.event", "*", "", "")]),
    ],
)
def test_usings_of_later_versions(text, expected):
    imports = outline_of("A.cs", text + "\n").imports
    found = [(one.module, one.name, one.bound, one.kind) for one in imports]
    assert [row for row in found if row[0]] == expected


def test_usings_of_the_project_file_hold_for_all_its_files():
    files = {
        "app/A.cs": "class A { Gauge g; Wave w; }\n",
        "app/app.csproj": '<Project><ItemGroup><Using Include="Tide.Model" /></ItemGroup></Project>',
    }
    seen = csharp.visible(repository(files | QUALIFIED))("app/A.cs")
    assert (seen["Gauge"], seen["Wave"]) == (("m/Gauge.cs",), ("m/Wave.cs",))
    files["app/app.csproj"] = "<Project />"
    assert "Gauge" not in csharp.visible(repository(files | QUALIFIED))("app/A.cs")


def test_a_keyword_with_an_at_sign_is_a_name():
    files = {
        "A.cs": "using Tide.@event;\nclass A { @class c; }\n",
        "E.cs": "namespace Tide.@event;\npublic class @class {}\n",
    }
    assert meanings(files) == {"Tide.event *": "package E.cs"}


NESTED = """
namespace Sea {
    namespace Deep { class Fish {} #if X
        enum Net { A }
        #endif
    }
    namespace Far.Off { record Ship(int L); }
    class Shore {}
}
namespace Sky { class Cloud {} }
"""


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("using Sea;", "package n/All.cs"),
        ("using Sea.Deep;", "package n/All.cs"),
        ("using Sea.Far.Off;", "package n/All.cs"),
        ("using Sky;", "package n/All.cs"),
        ("using Sea.Far;", "external"),
        ("using static Sea.Deep.Fish;", "n/All.cs"),
        ("using static Sea.Fish;", "external"),
        ("using X = Sea.Deep.Net;", "n/All.cs"),
    ],
)
def test_each_namespace_in_braces_has_its_own_types(statement, expected):
    (meaning,) = meanings({"a/Use.cs": statement + "\n", "n/All.cs": NESTED}).values()
    assert meaning == expected


def test_a_file_sees_the_namespaces_that_it_has_and_those_around_them():
    files = {"n/All.cs": NESTED, "m/Fish.cs": "namespace Sea.Deep; class Eel {}\n"}
    made = repository(files | {"m/Top.cs": "namespace Sea; class Beach {}\n"})
    seen = csharp.visible(made)
    assert {"Eel", "Beach", "Ship", "Cloud"} <= set(seen("n/All.cs"))
    assert {"Fish", "Net", "Shore"} <= set(seen("m/Fish.cs"))
    assert not {"Ship", "Cloud", "Fish"} & set(seen("m/Top.cs"))


def test_a_type_of_the_same_name_in_the_outer_namespace_stays_where_it_is():
    text = "namespace Sea { class Fish {} namespace Deep { class Fish {} class Eel {} } }\n"
    found = csharp.declared(repository({"a.cs": text, "b.cs": "namespace Sea; class Net {}\n"}))
    assert set(found["Sea"]) == {"", "Fish", "Net"}
    assert set(found["Sea.Deep"]) == {"", "Fish", "Eel"}


@pytest.mark.parametrize("use", ["using Port.@in;", "class U { Port.@in.@is b; }"])
def test_keywords_behind_an_at_sign_are_names(use):
    files = {"U.cs": use + "\nclass V { @is c; }\n", "B.cs": "namespace Port.@in; class @is {}\n"}
    assert list(meanings(files).values()) in (["package B.cs"], ["B.cs"])
