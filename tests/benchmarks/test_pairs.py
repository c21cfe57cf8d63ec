import numpy as np
import pytest

from benchmarks import pairs
from benchmarks.pairs import Outcome
from repoloom.transforms.unit_tests import pairing, usage


def module(name):
    lines = (
        f"def {name}_{number}(value):\n    return {name}_word{number}\n" for number in range(9)
    )
    return "".join(lines)


@pytest.fixture(name="shop")
def make_shop(tmp_path):
    names = ("cart", "money", "stock")
    files = {f"shop/{name}.py": module(name) for name in names}
    files |= {
        f"tests/test_{name}.py": f"from shop.{name} import {name}_1\nassert {name}_1({name}_2)\n"
        for name in names
    }
    files |= {"tests/helper.py": "from shop.cart import cart_1\n", "README.md": "# Shop\n"}
    for path, text in files.items():
        place = tmp_path / "shop" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return tmp_path


def test_hidden_tests_keep_all_but_their_names(shop):
    (known,) = pairs.read(str(shop))
    hidden, names = pairs.hide(known)
    assert len(hidden.files) == len(known.files)
    assert {names[path] for path in hidden.tests} == known.tests
    assert all(path.startswith("tests/test_hidden") for path in hidden.tests)
    assert hidden.outlines.keys() - names.keys() == known.outlines.keys() - known.tests
    ends = [(names.get(edge.importer, edge.importer), edge.imported) for edge in hidden.edges]
    assert ends == [(edge.importer, edge.imported) for edge in known.edges]
    by_name = {pair.rule for pair in pairing.pair(hidden.files, hidden.edges)}
    assert by_name == set()


def test_use_finds_the_sources_of_hidden_tests(shop, capsys):
    (known,) = pairs.read(str(shop))
    outcomes = list(pairs.measure(known))
    assert [sorted(one.truth) for one in outcomes] == [
        ["shop/cart.py"],
        ["shop/money.py"],
        ["shop/stock.py"],
    ]
    assert pairs.rates(outcomes, 0.0) == (3, 3, 3)
    assert pairs.rates(outcomes, 1.1) == (3, 0, 0)
    pairs.report(outcomes)
    assert "python            3     1.00" in capsys.readouterr().out


def test_a_repository_without_named_tests_has_no_truth(tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "cart.py").write_text("x = 1\n")
    (known,) = pairs.read(str(tmp_path))
    assert list(pairs.measure(known)) == []


def ranked(features):
    sources = [f"{number}.py" for number in range(len(features))]
    return usage.Ranked(sources, np.array(features, dtype=float))


def test_the_gradient_is_that_of_the_likelihood():
    draw = np.random.default_rng(1)
    features, weights = draw.normal(size=(4, 3)), draw.normal(size=3)
    for right in (np.array([False, True, True, False]), np.zeros(4, bool)):

        def likelihood(at, right=right):
            odds = np.exp(features @ at)
            return np.log((odds[right].sum() if right.any() else 1) / (1 + odds.sum()))

        step = 1e-6
        slope = [
            (likelihood(weights + step * one) - likelihood(weights - step * one)) / (2 * step)
            for one in np.eye(3)
        ]
        assert pairs.gradient(features, right, weights) == pytest.approx(slope, abs=1e-6)


def test_weights_are_fitted_to_the_right_candidates():
    count = len(usage.FEATURES)
    rows = np.zeros((2, count))
    rows[1, 3] = 1
    outcome = Outcome("python", frozenset({"1.py"}), ranked(rows))
    weights = pairs.fit([outcome, Outcome("python", frozenset(), ranked(rows[:0]))], steps=200)
    assert weights[3] > 1
    assert np.delete(weights, 3) == pytest.approx(np.zeros(count - 1))
