import posixpath

from hypothesis import given
from hypothesis import strategies as st

from repoloom import languages
from repoloom.transforms.records import Edge
from repoloom.transforms.unit_tests import pairing


def needs(*pairs, kind="import"):
    return [Edge(importer, imported, kind, 1.0) for importer, imported in pairs]


def pair(*paths, edges=()):
    files = [(path, languages.language_of(path, b"")) for path in paths]
    return [(found.test, found.source) for found in pairing.pair(files, list(edges))]


JAVA = b"package org.acme;\nclass %s {}\n"


def outlines(files):
    return {
        path: languages.outline(name, text, languages.parse(name, text))
        for path, text in files.items()
        for name in [languages.language_of(path, b"")]
    }


def rules(files, edges, tests=None):
    spoken = [(path, languages.language_of(path, b"")) for path in files]
    found = pairing.pair(spoken, edges, outlines(files), tests)
    return [(one.test, one.source, one.rule) for one in found]


def test_a_parallel_tree_of_another_layout_is_known_by_its_package():
    test, source = "checks/org/acme/CartTest.java", "modules/cart/Cart.java"
    files = {test: JAVA % b"CartTest", source: JAVA % b"Cart"}
    assert pair(test, source) == []
    assert rules(files, []) == [(test, source, "same_name")]
    assert rules({**files, source: b"package org.other;\nclass Cart {}\n"}, []) == []


def test_what_no_name_tells_use_does():
    test, cart, money = "tests/test_everything.py", "shop/cart.py", "shop/money.py"
    files = {
        test: b"from shop.cart import fill\nimport shop.money\nassert fill(fill(basket))\n",
        cart: b"def fill(basket):\n    return basket\n",
        money: b"def pay(amount):\n    return amount\n",
        "tests/conftest.py": b"from shop.cart import fill\n",
    }
    edges = needs((test, cart), (test, money), ("tests/conftest.py", cart))
    assert rules(files, edges) == [(test, cart, "use")]
    assert rules(files, []) == pair(*files, edges=edges) == []
    assert rules(files, edges, tests={"tests/conftest.py"}) == []


def test_a_test_of_a_crate_that_uses_nothing_most_belongs_to_its_root():
    test, root, inner = "tests/all.rs", "src/lib.rs", "src/inner.rs"
    files = {test: b"#[test]\nfn f() {}\n", root: b"mod inner;\n", inner: b"fn f() {}\n"}
    edges = needs((test, root), (root, inner))
    assert rules(files, edges) == [(test, root, "crate")]


def test_a_tool_for_the_tests_of_others_is_a_source():
    files = {
        "acme/testing/server.py": b"class Server:\n    pass\n",
        "acme/web.py": b"from acme.testing.server import Server\n",
        "tests/test_server.py": b"from acme.testing.server import Server\nassert Server()\n",
    }
    test, tool = "tests/test_server.py", "acme/testing/server.py"
    edges = needs(("acme/web.py", tool), (test, tool))
    assert rules(files, edges) == [(test, tool, "same_name")]
    assert rules(files, edges[1:]) == []


def test_unknown_files_and_edges_do_no_harm():
    files = [("tests/test_a.py", "python"), ("a.py", "python"), ("x", ""), ("a.md", "markdown")]
    edges = needs(("gone.py", "a.py"), ("tests/test_a.py", "gone.py"), ("a.py", "a.py"))
    assert len(pairing.pair(files, edges)) == 1
    assert pairing.pair([], []) == []


names = st.sampled_from(["a", "cache", "http_pool", "http_pool_map", "utils", "index"])
folders = st.sampled_from(["", "src", "src/web", "lib/core", "tests", "tests/web", "src/web/tests"])
shapes = st.sampled_from(["{}.py", "test_{}.py", "{}_test.py", "{}.cc", "{}.h", "{}_test.cc"])
paths = st.builds(
    lambda folder, shape, name: posixpath.join(folder, shape.format(name)), folders, shapes, names
)
repositories = st.lists(paths, unique=True, max_size=14).flatmap(
    lambda found: st.tuples(
        st.just(found),
        st.lists(st.tuples(*[st.sampled_from(found)] * 2), max_size=10) if found else st.just([]),
    )
)


@given(repositories)
def test_a_pair_is_a_test_and_a_source_of_related_languages(repository):
    found, edges = repository
    pairs = pair(*found, edges=needs(*edges))
    assert pairs == sorted(set(pairs))
    for test, source in pairs:
        assert test != source
        assert {test, source} <= set(found)
        assert pairing.is_test(test, languages.language_of(test, b""))
        assert test.endswith(".py") == source.endswith(".py")


@given(repositories, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(repository, draw):
    found, edges = repository
    files = [(path, languages.language_of(path, b"")) for path in found]
    expected = pairing.pair(files, needs(*edges))
    draw.shuffle(files)
    draw.shuffle(edges)
    assert pairing.pair([*files, *files], needs(*edges, *edges)) == expected


@given(repositories)
def test_evidence_for_all_pairs_leaves_them_as_they_are(repository):
    found, edges = repository
    pairs = pair(*found, edges=needs(*edges))
    again = pair(*found, edges=needs(*edges, *pairs))
    assert set(pairs) <= set(again)


@given(repositories)
def test_a_test_without_a_file_of_its_words_has_no_source(repository):
    """By brute force: whatever the rule, a source's words begin the name that the test gives."""
    found, edges = repository

    def words(path):
        stem = posixpath.splitext(posixpath.basename(path))[0]
        return [word for word in stem.split("_") if word != "test"]

    for test, source in pair(*found, edges=needs(*edges)):
        assert words(source) == words(test)[: len(words(source))]
