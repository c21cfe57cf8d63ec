from repoloom import languages
from repoloom.languages import Outline
from repoloom.transforms.records import Edge
from repoloom.transforms.unit_tests import reach
from repoloom.transforms.unit_tests.reach import Reach


def needs(*pairs):
    return [Edge(importer, imported, "import", 1.0) for importer, imported in pairs]


def outline(path, text):
    language = languages.language_of(path, b"")
    return languages.outline(language, text, languages.parse(language, text))


LONG = Outline(words=range(99))


def reached(test, edges, tests=(), outlines=None):
    paths = {path for edge in edges for path in (edge.importer, edge.imported)}
    outlines = dict.fromkeys(paths, LONG) | (outlines or {})
    return Reach(edges, [test, *tests], paths.difference([test, *tests]), outlines).of(test)


def test_what_a_test_links_to_and_what_stands_behind_that_is_in_reach():
    edges = needs(("t", "b"), ("b", "a"), ("a", "c"), ("d", "t"))
    assert reached("t", edges) == {"a": False, "b": True}


def test_a_helper_leads_to_sources_and_to_what_stands_behind_them():
    edges = needs(("t", "h"), ("h", "b"), ("b", "a"), ("a", "c"))
    assert reached("t", edges, tests=["h"]) == {"a": False, "b": False}


def test_a_file_of_a_few_words_passes_on_what_it_imports():
    edges = needs(("t", "index"), ("index", "b"), ("b", "a"))
    thin = {"index": Outline(words=range(12))}
    assert reached("t", edges, outlines=thin) == {"a": False, "b": True, "index": True}
    thick = {"index": Outline(words=range(13))}
    assert reached("t", edges, outlines=thick) == {"b": False, "index": True}


def test_declarations_of_types_are_in_reach_of_what_imports_them_alone():
    edges = needs(("t.js", "a.js"), ("a.js", "types/b.d.ts"), ("t.js", "types/a.d.ts"))
    assert reached("t.js", edges) == {"a.js": True, "types/a.d.ts": True}


def test_what_implements_a_header_stands_behind_it():
    texts = {
        "shop.h": b"int add(int a);\nint pay(int a);\n",
        "cart.c": b"int add(int a) { return a; }\n",
        "user.c": b"int use(int a) { return add(a); }\n",
    }
    parsed = {path: outline(path, text) for path, text in texts.items()}
    edges = needs(("t.c", "shop.h"), ("cart.c", "shop.h"), ("user.c", "shop.h"))
    assert reached("t.c", edges, outlines=parsed) == {"cart.c": False, "shop.h": True}
    found = Reach(edges, ["t.c"], list(texts), parsed | {"t.c": LONG})
    assert found.implemented == {"shop.h": ["cart.c"]}


def test_the_sources_in_reach_are_bounded_and_the_most_used_come_first():
    many = [f"s{number:04}" for number in range(reach.MOST + 50)]
    edges = needs(*(("t", source) for source in many))
    assert list(reached("t", edges)) == many[: reach.MOST]
    most = Edge("t", "used", "import", 1.0, used_symbols=3)
    assert list(reached("t", [*edges, most])) == [*many[: reach.MOST - 1], "used"]
    behind = needs(("t", "hub"), *(("hub", source) for source in many))
    assert len(reached("t", behind)) == reach.MOST


def test_nothing_is_in_reach_of_a_test_without_links():
    assert Reach([], ["t"], ["a"], {"t": LONG, "a": LONG}).of("t") == {}
    assert Reach(needs(("t", "gone")), ["t"], ["a"], {"t": LONG, "a": LONG}).of("t") == {}
