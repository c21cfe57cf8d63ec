import math
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom import languages
from repoloom.languages import Outline
from repoloom.transforms.records import Edge
from repoloom.transforms.unit_tests import usage
from repoloom.transforms.unit_tests.usage import FEATURES, WEIGHTS, Ranked, Ranking


def outline(path, text):
    language = languages.language_of(path, b"")
    return languages.outline(language, text, languages.parse(language, text)).lean()


def needs(*pairs):
    return [Edge(importer, imported, "import", 1.0) for importer, imported in pairs]


def module(name, size=12):
    """A module with functions and words of its own."""
    return "".join(f"def {name}_{n}(value):\n    return {name}_word{n}\n" for n in range(size))


SHOP = {
    **{f"shop/{name}.py": module(name) for name in ("cart", "money", "stock")},
    "shop/__init__.py": "from shop.cart import *\nfrom shop.money import *\nfrom shop.stock import *\n",
    **{
        f"tests/test_{number}.py": f"import shop\ndef test_it():\n    assert {name}_1({name}_2(1))\n"
        for number, name in enumerate(("cart", "money", "stock"))
    },
}
EDGES = needs(
    *((f"tests/test_{number}.py", "shop/__init__.py") for number in range(3)),
    *(("shop/__init__.py", f"shop/{name}.py") for name in ("cart", "money", "stock")),
)
TESTS = [path for path in SHOP if path.startswith("tests/")]
SOURCES = [path for path in SHOP if path.startswith("shop/")]


def outlines(files):
    return {path: outline(path, text.encode()) for path, text in files.items()}


def chosen(files=SHOP, edges=EDGES):
    wanted = [(path, "python") for path in TESTS]
    return dict(usage.choose(wanted, TESTS, SOURCES, edges, outlines(files)))


def test_each_test_has_the_source_that_it_alone_uses_behind_what_it_imports():
    assert chosen() == {
        "tests/test_0.py": "shop/cart.py",
        "tests/test_1.py": "shop/money.py",
        "tests/test_2.py": "shop/stock.py",
    }


def test_what_no_test_reaches_is_no_source():
    assert chosen(edges=[]) == {}
    assert set(chosen(edges=EDGES[:3]).values()) == {"shop/__init__.py"}


def test_what_all_tests_use_says_nothing():
    common = dict.fromkeys(TESTS, "import shop\nassert cart_1(money_1(stock_1(1)))\n")
    assert chosen({**SHOP, **common}) == {}


def test_a_source_without_an_outline_takes_no_part():
    files = {path: text for path, text in SHOP.items() if path != "shop/cart.py"}
    assert "shop/cart.py" not in chosen(files).values()
    assert list(usage.choose([("tests/test_0.py", "python")], TESTS, SOURCES, EDGES, {})) == []


HEADER = b"int add(int a);\nint pay(int a);\n"


def test_a_header_that_most_tests_include_is_no_candidate():
    tests = [f"test/{number}.c" for number in range(9)]
    files = {"shop.h": HEADER, "cart.c": b"int add(int a) { return a; }\n"}
    files |= dict.fromkeys(tests, b"int main() { return add(1); }\n")
    parsed = {path: outline(path, text) for path, text in files.items()}
    for count, expected in ((5, ["cart.c"]), (4, ["cart.c", "shop.h"])):
        edges = needs(("cart.c", "shop.h"), *((path, "shop.h") for path in tests[:count]))
        ranking = Ranking(tests, ["cart.c", "shop.h"], edges, parsed)
        assert ranking.of(tests[0], "c").sources == expected


def test_the_likely_are_looked_at_closely():
    sources = [f"shop/m{number:04}.py" for number in range(usage.LIKELY + 9)]
    edges = needs(*(("tests/test_0.py", source) for source in sources))
    parsed = {path: Outline() for path in [*sources, "tests/test_0.py"]}
    ranking = Ranking(["tests/test_0.py"], sources, edges, parsed)
    assert ranking.of("tests/test_0.py", "python").sources == sources[: usage.LIKELY]


def test_a_name_that_a_source_defines_tells_it_apart():
    files = {**SHOP, "tests/test_0.py": "import shop\nassert cart_1(money_1(1))\n"}
    parsed = outlines(files)
    for name, source in (("cart_3", "shop/cart.py"), ("money_3s", "shop/money.py")):
        path = f"tests/test_{name}.py"
        renamed = {path if key == "tests/test_0.py" else key: one for key, one in parsed.items()}
        edges = [*EDGES[1:], *needs((path, "shop/__init__.py"))]
        ranked = Ranking([path, *TESTS[1:]], SOURCES, edges, renamed).of(path, "python")
        named = ranked.features[:, FEATURES.index("named")]
        assert [one for one, is_it in zip(ranked.sources, named, strict=True) if is_it] == [source]


def test_the_best_has_its_share_of_all_and_of_none():
    features = np.zeros((2, len(FEATURES)))
    features[1, FEATURES.index("direct")] = 1
    odds = math.exp(WEIGHTS[FEATURES.index("direct")])
    path, share = Ranked(["a", "b"], features).best()
    assert (path, share) == ("b", pytest.approx(odds / (1 + 1 + odds), abs=1e-6))
    assert Ranked(["a", "b"], features * 0).best() == ("a", pytest.approx(1 / 3, abs=1e-6))
    assert Ranked([], np.zeros((0, len(FEATURES)))).best() is None


@given(st.lists(st.sets(st.sampled_from("abcdefgh")), max_size=12))
def test_words_are_counted_by_file(files):
    keys = [np.array(sorted(map(ord, words)), dtype=np.uint32) for words in files]
    found, counts = usage._counted(keys)
    expected = sorted({ord(word) for words in files for word in words})
    assert list(found) == expected
    assert list(counts) == [sum(chr(key) in words for words in files) for key in expected]


@given(st.dictionaries(st.sampled_from(["cart", "money", "the", "of", "9th"]), st.integers(1, 99)))
def test_an_outline_counts_words(counts):
    text = " ".join(f"{word} " * count for word, count in counts.items()).encode()
    found = outline("a.py", text).words
    expected = sorted(
        (zlib.crc32(word.encode()) >> 5) * 32 + min(count, 31)
        for word, count in counts.items()
        if word not in ("of", "9th")
    )
    assert list(found) == expected


@given(st.permutations(range(len(EDGES))))
def test_the_order_of_the_input_does_not_matter(order):
    assert chosen(dict(reversed(SHOP.items())), [EDGES[at] for at in order]) == chosen()
