import dataclasses

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom import languages
from repoloom.transforms.graph import layout
from repoloom.transforms.graph.layout import Layout, Outlined
from repoloom.transforms.records import Pair
from tests import laws, strategies
from tests.transforms import woven

PATHS = [f"m{number}.py" for number in range(6)]


def outlined(path, text, test=False):
    language = languages.language_of(path, b"")
    tree = languages.parse(language, text)
    found = tree and languages.outline(language, text, tree)
    return Outlined(path, language, found, test)


def lay_out(files, paths=(), tests=(), settings=woven.SETTINGS):
    made = [outlined(path, text, path in tests) for path, text in sorted(files.items())]
    return layout.lay_out(made, {}, [*files, *paths], settings)


def test_a_repository_from_outlines_to_its_order():
    found = lay_out(woven.FILES, tests={"tests/test_cart.py"})
    ends = [(edge.importer, edge.imported, edge.test) for edge in found.edges]
    assert ends == [
        ("shop/cart.py", "shop/money.py", False),
        ("tests/test_cart.py", "shop/cart.py", True),
    ]
    assert found.placed == found.edges
    assert found.pairs == [Pair("tests/test_cart.py", "shop/cart.py", "same_name")]
    assert found.order == [
        "shop/money.py",
        "shop/cart.py",
        "tests/test_cart.py",
        "README.md",
        "shop/__init__.py",
    ]
    assert found.resolved.counts["python"]["resolved"] == 2


def test_a_test_without_a_namesake_has_the_source_that_it_uses():
    cart, money = "shop/cart.py", "shop/money.py"
    test = b"import shop.cart, shop.money\nassert fill(fill(basket))\n"
    files = {
        "checks/all_of_it.py": test,
        "tests/test_everything.py": test,
        cart: b"def fill(basket):\n    return basket\n",
        money: b"def pay(amount):\n    return amount\n",
    }
    found = lay_out(files, tests={"tests/test_everything.py"})
    assert found.pairs == [Pair("tests/test_everything.py", cart, "use")]


def test_an_import_of_a_file_that_does_not_stay_is_an_edge_and_places_nothing():
    files = {path: text for path, text in woven.FILES.items() if path != "shop/money.py"}
    found = lay_out(files, paths=["shop/money.py"])
    assert [edge.imported for edge in found.edges] == ["shop/money.py", "shop/cart.py"]
    assert [edge.imported for edge in found.placed] == ["shop/cart.py"]
    assert sorted(found.order) == sorted(files)


def test_a_file_without_an_outline_has_a_place_and_no_edges():
    files = {"a.py": b"import b\n", "b.py": b"", "c.unknown": b"import b\n"}
    found = lay_out(files)
    assert [(edge.importer, edge.imported) for edge in found.edges] == [("a.py", "b.py")]
    assert found.order == ["b.py", "a.py", "c.unknown"]


@pytest.mark.parametrize(
    ("change", "order"),
    [
        ({}, "b.py a.py README.md z.py"),
        ({"other_files": "first"}, "README.md z.py b.py a.py"),
        ({"non_code": "first"}, "README.md b.py a.py z.py"),
        ({"non_code": "last"}, "b.py a.py z.py README.md"),
        ({"order": "path"}, "README.md a.py b.py z.py"),
    ],
)
def test_the_settings_of_the_order_are_heard(change, order):
    files = {"README.md": b"# b\n", "a.py": b"import b\n", "b.py": b"", "z.py": b""}
    settings = dataclasses.replace(woven.SETTINGS, **change)
    assert lay_out(files, settings=settings).order == order.split()


def test_a_random_order_is_the_seeds():
    files = dict.fromkeys(PATHS, b"")
    orders = {
        tuple(
            lay_out(
                files, settings=dataclasses.replace(woven.SETTINGS, order="random", seed=s)
            ).order
        )
        for s in (1, 1, 2)
    }
    assert len(orders) == 2


@given(st.lists(st.lists(st.sampled_from(PATHS), max_size=3), min_size=6, max_size=6))
def test_cycles_are_cut_and_what_is_imported_stands_first(imports):
    files = {
        path: "".join(f"import {name[:-3]}\n" for name in some).encode()
        for path, some in zip(PATHS, imports, strict=True)
    }
    found = lay_out(files)
    laws.is_permutation(found.order, PATHS)
    laws.is_acyclic(found.edges)
    laws.needs_come_first(found.order, found.placed)
    given_ends = {
        (path, name)
        for path, some in zip(PATHS, imports, strict=True)
        for name in some
        if name != path
    }
    assert {(edge.importer, edge.imported) for edge in found.edges} == given_ends
    cyclic = not networkx.is_directed_acyclic_graph(networkx.DiGraph(given_ends))
    assert any(not edge.kept for edge in found.edges) == cyclic


@given(
    strategies.edges(PATHS, cut=True),
    strategies.pairs(PATHS[:3], PATHS[3:]),
    st.sets(st.sampled_from(PATHS)),
)
def test_a_part_has_the_edges_from_its_files_and_what_is_between_them(edges, pairs, part):
    whole = Layout(edges, layout.within(edges, PATHS[1:]), pairs, PATHS[::-1], None)
    found = whole.part(part)
    assert found.edges == [edge for edge in edges if edge.importer in part]
    assert found.placed == [
        edge for edge in edges if {edge.importer, edge.imported} <= part & set(PATHS[1:])
    ]
    assert found.pairs == [pair for pair in pairs if {pair.test, pair.source} <= part]
    assert found.order == sorted(part, reverse=True)
    assert whole.part(PATHS) == whole
