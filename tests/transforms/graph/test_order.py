import itertools
import math

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.graph import cycles, order
from repoloom.transforms.records import Edge
from tests import laws, strategies
from tests.strategies import edge

NAMES = [f"p/{name}.py" for name in "abcdefghij"]
EDGES = strategies.edges(NAMES).map(cycles.cut)
TOPOLOGICAL = ["codegemma", "recency", "deepseek"]


def all_pairs(nodes, edges):
    """Floyd and Warshall, as the report has it."""
    far = {(a, b): 0.0 if a == b else math.inf for a in nodes for b in nodes}
    for e in edges:
        if e.kept:
            far[e.importer, e.imported] = far[e.imported, e.importer] = min(
                1 / e.importance, far[e.importer, e.imported]
            )
    for middle, a, b in itertools.product(nodes, repeat=3):
        far[a, b] = min(far[a, b], far[a, middle] + far[middle, b])
    return far


def plain(nodes, edges, window=None):
    """The linearization by its definition, cubic."""
    far = all_pairs(nodes, edges)
    waits = {node: set() for node in nodes}
    for e in edges:
        if e.kept:
            waits[e.importer].add(e.imported)
    placed = []
    while len(placed) < len(nodes):
        ready = [n for n in nodes if n not in placed and waits[n] <= set(placed)]
        near = placed[-window:] if window else placed
        placed.append(
            min(
                ready, key=lambda n: (min((round(far[s, n], 9) for s in near), default=math.inf), n)
            )
        )
    return placed


GOLDEN = (
    [f"app/{name}.py" for name in ("__init__", "config", "db", "models", "views")]
    + ["lib/strings.py", "lib/times.py", "scripts/seed.py"],
    cycles.cut(
        [
            edge("app/db.py", "app/config.py", 3),
            edge("app/models.py", "app/db.py", 5),
            edge("app/views.py", "app/models.py", 4),
            edge("app/views.py", "lib/strings.py", 1),
            edge("app/models.py", "app/views.py", 1),
            edge("scripts/seed.py", "app/models.py", 2),
            edge("lib/times.py", "lib/strings.py", 2),
        ]
    ),
)


def test_a_small_application():
    nodes, edges = GOLDEN
    assert [e.importer for e in edges if not e.kept] == ["app/models.py"]
    assert order.linearize(nodes, edges) == [
        "app/__init__.py",
        "app/config.py",
        "app/db.py",
        "app/models.py",
        "scripts/seed.py",
        "lib/strings.py",
        "app/views.py",
        "lib/times.py",
    ]


def test_recency_goes_on_where_it_is():
    # The strong edges hang from the first file, the weak ones from the branch last taken.
    nodes = ["root", *(f"a{n}" for n in range(10)), "z"]
    chain = [edge(f"a{n}", f"a{n - 1}" if n else "root", 1.0) for n in range(10)]
    edges = [*chain, edge("z", "root", 0.9)]
    assert order.linearize(nodes, edges).index("z") == 11
    assert order.linearize(nodes, edges) == ["root", *(f"a{n}" for n in range(10)), "z"]
    near_root = [edge("z", "root", 1.0), *chain, edge("b", "a9", 0.5)]
    assert order.linearize([*nodes, "b"], near_root)[-2:] == ["z", "b"]
    assert order.linearize([*nodes, "b"], near_root, "recency")[-2:] == ["b", "z"]


@given(EDGES)
def test_codegemma_is_the_definition_over_all_pairs(edges):
    assert order.linearize(NAMES, edges) == plain(NAMES, edges)


@given(EDGES)
def test_recency_is_the_definition_over_the_last_eight(edges):
    # In one component: between components `recency` goes on with the nearest to all placed.
    graph = laws.graph_of(edges, NAMES).to_undirected()
    connected = networkx.node_connected_component(graph, NAMES[0])
    inside = [e for e in edges if e.importer in connected and e.imported in connected]
    assert order.linearize(connected, inside, "recency") == plain(sorted(connected), inside, 8)


@given(EDGES, st.sampled_from(TOPOLOGICAL), st.randoms())
def test_an_order_is_topological_contiguous_and_its_own(edges, method, draw):
    line = order.linearize(NAMES, edges, method)
    laws.is_permutation(line, NAMES)
    laws.needs_come_first(line, edges)
    at = {path: index for index, path in enumerate(line)}
    for component in networkx.weakly_connected_components(laws.graph_of(edges, NAMES)):
        places = sorted(at[path] for path in component)
        assert places == list(range(places[0], places[0] + len(places)))
    shuffled, names = list(edges), list(NAMES)
    draw.shuffle(shuffled)
    draw.shuffle(names)
    assert order.linearize(names, shuffled, method) == line


@given(strategies.edges(NAMES), st.sampled_from(["deepseek", "path", "random"]))
def test_a_baseline_takes_cycles_and_each_file_once(edges, method):
    line = order.linearize(NAMES, edges, method, seed=3)
    laws.is_permutation(line, NAMES)
    if method == "deepseek" and networkx.is_directed_acyclic_graph(laws.graph_of(edges)):
        laws.needs_come_first(line, edges)


def deepseek(nodes, edges):
    """Algorithm 1 of DeepSeek-Coder's report as it reads, quadratic."""
    graph = laws.graph_of([e for e in edges if e.importer != e.imported], nodes)
    line = []
    for component in sorted(networkx.weakly_connected_components(graph), key=min):
        left = graph.subgraph(component).copy()
        while left:
            line.append(min(left, key=lambda node: (left.in_degree(node), node)))
            left.remove_node(line[-1])
    return line


@given(strategies.edges(NAMES))
def test_deepseek_is_the_published_algorithm_with_its_cycles(edges):
    assert order.linearize(NAMES, edges, "deepseek") == deepseek(NAMES, edges)


@given(EDGES)
def test_the_first_file_is_the_first_that_imports_nothing(edges):
    graph = laws.graph_of(edges, NAMES)
    assert order.linearize(NAMES, edges)[0] == min(n for n in NAMES if not graph.in_degree(n))


def test_deepseek_takes_a_cycle_where_fewest_imports_are_open():
    ring = [edge("a", "b"), edge("b", "a"), edge("b", "c"), edge("c", "a")]
    assert order.linearize("abc", ring, "deepseek") == ["a", "c", "b"]


def test_a_cycle_is_an_error_elsewhere():
    with pytest.raises(ValueError, match=r"2 files, 'a' first.*cycles\.cut"):
        order.linearize("abc", [edge("a", "b"), edge("b", "a")])


def test_parallel_edges_count_once_and_by_the_strongest():
    edges = [edge("b", "a", 1.0), Edge("b", "a", "same_package", 9.0), edge("c", "a", 5.0)]
    assert order.linearize("abc", edges) == ["a", "b", "c"]
    assert order.linearize("abc", edges[::2]) == ["a", "c", "b"]


def test_cut_edges_and_edges_to_oneself_do_not_count():
    assert order.linearize("ab", [edge("a", "b", kept=False), edge("a", "a")]) == ["a", "b"]


def test_paths_compare_as_bytes():
    names = ["é", "z", "Z", "\U0001f600", "￿"]
    assert order.linearize(names, [], "path") == sorted(names, key=str.encode)


def test_random_depends_on_the_seed_and_the_paths_alone():
    line = order.linearize(NAMES, [], "random", seed=7)
    assert sorted(line) == NAMES
    assert line == order.linearize(NAMES[::-1], [edge(NAMES[0], NAMES[1])], "random", seed=7)
    assert line != order.linearize(NAMES, [], "random", seed=8)


@pytest.mark.parametrize(
    ("edges", "method", "message"),
    [
        ([edge("a", "x")], "codegemma", "'x'.*not among the nodes"),
        ([edge("a", "b", 0.0)], "codegemma", "a -> b is 0.0"),
        ([], "alphabetical", "'alphabetical' is unknown; there are codegemma"),
    ],
)
def test_bad_input_is_named(edges, method, message):
    with pytest.raises(ValueError, match=message):
        order.linearize("ab", edges, method)


def test_a_long_chain_with_a_far_end_stays_fast_enough_to_test():
    # Distances of all that follows fall with each file placed: quadratic if they were computed.
    chain = [edge(f"{n:05}", f"{n - 1:05}") for n in range(1, 3000)]
    assert order.linearize([f"{n:05}" for n in range(3000)], chain) == [
        f"{n:05}" for n in range(3000)
    ]
