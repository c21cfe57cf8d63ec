import pytest

from repoloom.languages.families import standard
from repoloom.transforms.graph import resolution
from tests.languages.made import outline_of, repository


def links(files):
    made = repository(files)
    parsed = [(path, made.languages[path], outline) for path, outline in made.outlines.items()]
    found = resolution.resolve(parsed, made.manifests, list(files)).links
    return sorted(f"{one.importer} -> {one.imported}" for one in found)


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("public static int Twice(this int level) => level;", ("Twice",)),
        ("static T Of<T, U>(this IEnumerable<T> all, U u) where T : U {}", ("Of",)),
        ("static int A(\n    [NotNull] this string text) {}", ("A",)),
        ("static ref T A<T>(this ref T it) where T : struct => ref it;", ("A",)),
        ("static int A((int, int) pair) => f(this, 1);", ()),
        ("void F() { G(this); H(this.X); }", ()),
        (
            "static class E { extension(int level) { public int Twice() => level * 2; } }",
            ("Twice",),
        ),
        (
            "extension<T>(IEnumerable<T> all) where T : new() {"
            " public bool IsEmpty => !all.Any(); public static T Make(int n) { if (n > 0) { } } }"
            " class X { int After() { } }",
            ("IsEmpty", "Make"),
        ),
        ('// static int No(this int x)\nstring s = "A(this int x)";', ()),
    ],
)
def test_what_csharp_adds(text, added):
    assert outline_of("a.cs", f"namespace N;\n{text}\n").dotted.added == added


@pytest.mark.parametrize(
    ("text", "added", "declared"),
    [
        ("fun Int.twice() = this * 2", ("twice",), b""),
        ("fun <T : Any> List<T>.second(): T = this[1]", ("second",), b""),
        ("inline fun <reified T> Map<String, List<T>>?.pick(a: Int) {}", ("pick",), b""),
        ("fun (() -> Unit).later() {}", ("later",), b""),
        ("val Int.half: Int\n    get() = this / 2", ("half",), b""),
        ("internal fun a.b.C.`in`() {}", ("in",), b""),
        ("private fun Int.hidden() {}\nprivate inline val Int.h: Int get() = 1", (), b""),
        ("class A { fun own() {}\n val size = 1 }", (), b"own\nsize"),
        ("fun top(level: Int.() -> Unit) {}", (), b"top"),
        ('/* fun Int.no() */ val s = "fun Int.no()"', (), b"s"),
    ],
)
def test_what_kotlin_adds_and_declares(text, added, declared):
    found = outline_of("a.kt", text + "\n").dotted
    assert (found.added, found.declared) == (added, declared)


def test_names_behind_a_dot():
    found = outline_of("a.kt", "val x = 4.twice().half + a?.b!!.c\n").dotted
    assert found.called == b"b\nc\nhalf\ntwice"


GAUGE = "namespace Core;\npublic class Gauge {}\n"
TWICE = "namespace Core;\npublic static class More { public static int Twice(this int x) => x; }\n"


def test_a_using_is_wanted_for_the_types_and_for_the_additions():
    use = "using Core;\nclass A { Gauge g; int x = 4.Twice(); }\n"
    files = {
        "App/A.cs": use,
        "Core/Gauge.cs": GAUGE,
        "Core/More.cs": TWICE,
        "Core/No.cs": GAUGE.replace("Gauge", "No"),
    }
    assert links(files) == ["App/A.cs -> Core/Gauge.cs", "App/A.cs -> Core/More.cs"]
    files["App/A.cs"] = use.replace("4.Twice()", "4")
    assert links(files) == ["App/A.cs -> Core/Gauge.cs"]
    files["App/A.cs"] = use.replace("using Core;\n", "")
    assert links(files) == []


@pytest.mark.parametrize("name", ["Add", "Twice"])
def test_a_name_that_is_a_member_elsewhere_counts_only_where_nothing_else_does(name):
    more = TWICE.replace("Twice", name)
    own = "namespace Other;\nclass List { public int Twice() => 1; }\n"
    use = f"using Core;\nclass A {{ Gauge g; int x = list.{name}(); }}\n"
    files = {"App/A.cs": use, "Core/Gauge.cs": GAUGE, "Core/More.cs": more, "Other/List.cs": own}
    assert links(files) == ["App/A.cs -> Core/Gauge.cs"]
    files["App/A.cs"] = use.replace("Gauge g; ", "")
    assert links(files) == ["App/A.cs -> Core/More.cs"]


def test_a_static_call_and_a_global_using_reach_the_additions():
    files = {
        "App/Usings.cs": "global using Core;\n",
        "App/A.cs": "class A { int x = 4.Twice(); }\n",
        "App/app.csproj": "",
        "Core/More.cs": TWICE,
    }
    assert links(files) == ["App/A.cs -> Core/More.cs"]


KOTLIN = {
    "a/Use.kt": "package a\nclass Use { val x = 4.twice() }\n",
    "a/More.kt": "package a\nfun Int.twice() = this * 2\n",
}


def test_an_addition_of_the_own_package_needs_no_import():
    assert links(KOTLIN) == ["a/Use.kt -> a/More.kt"]
    other = {"b/List.kt": "package b\nclass List { fun twice() = 1 }\n"}
    assert links(KOTLIN | other) == []  # without types it may be either
    again = {"a/Again.kt": "package a\nfun Long.twice() = this * 2\n"}
    assert links(KOTLIN | again) == []
    inherited = {path: text.replace("twice", "map") for path, text in KOTLIN.items()}
    assert links(inherited) == []


def test_a_wildcard_reaches_the_additions_of_a_package():
    files = {
        "b/Use.kt": "package b\nimport a.*\nval x = 4.twice()\n",
        "b/Not.kt": "package b\nimport a.*\nval y = 4.other()\n",
        "a/More.kt": KOTLIN["a/More.kt"],
    }
    assert links(files) == ["b/Use.kt -> a/More.kt"]


def test_the_lists_are_spelled_as_their_languages_are():
    assert all(name[0].isupper() for name in standard.DOTNET_MEMBERS)
    assert all(name[0].islower() for name in standard.KOTLIN_MEMBERS)
