"""Own names: what an item declares that no other does."""

import numpy as np
import pytest

from repoloom.transforms.benchmarks import names, suites
from repoloom.transforms.duplicates import shingles


def item(number, prompt="", solution="", benchmark="bank", language=""):
    prompts, solutions = (tuple(filter(None, [text])) for text in (prompt, solution))
    return suites.Item(benchmark, str(number), language, prompts, solutions, ())


@pytest.mark.parametrize(
    "text",
    [
        "def shallowestBerth(depths):\n",
        "function shallowestBerth(depths) {\n",
        "func shallowestBerth(depths []float64) int {\n",
        "func (h *Harbour) shallowestBerth(depths []float64) int {\n",
        "fn shallowestBerth(depths: &[f64]) -> i32 {\n",
        "fun shallowestBerth(depths: List<Double>): Int {\n",
        "class Solution {\n    public int shallowestBerth(List<Double> depths) {\n",
        "int shallowestBerth(vector<double> depths) {\n",
        "static List<String> shallowestBerth(double[] depths)\n{\n",
        "class shallowestBerth:\n",
        "sub shallowestBerth {\n",
    ],
)
def test_the_names_that_a_text_declares(text):
    assert "shallowestBerth" in names.declared(item(1, text))
    assert "shallowestBerth" in names.own([item(1, text)])["bank", "1"]


@pytest.mark.parametrize("name", ["add", "isEven", "solve", "Solution", "main", "quicksort"])
def test_short_names_are_nobodys_own(name):
    assert names.own([item(1, f"def {name}(x):\n")])["bank", "1"] == ()


def test_a_call_is_no_declaration():
    text = "def f(x):\n    return shallowest_berth(x)\n"
    assert "shallowest_berth" not in names.declared(item(1, text))


def test_a_name_that_three_tasks_declare_is_no_own_name_but_in_another_benchmark():
    shared = [item(number, "def shallowest_berth(x):\n") for number in range(3)]
    assert not any(names.own(shared).values())
    others = [item(1, "def shallowest_berth(x):\n", benchmark=name) for name in ("a", "b", "c")]
    assert all(names.own(others).values())
    languages = [item(1, "def shallowest_berth(x):\n", language=name) for name in ("go", "py", "c")]
    assert names.own(languages)["bank", "1"] == ("shallowest_berth",)


def test_a_name_is_found_in_all_its_spellings():
    own = set(names.packed({0: ("shallowestBerth",)}, 1)[0].tolist())
    for text in (b"shallowestBerth", b"shallowest_berth", b"SHALLOWEST_BERTH", b"ShallowestBerth"):
        assert set(shingles.token_hashes(text, lower=True).tolist()) <= own


def test_a_task_has_one_number_in_all_benchmarks_and_spellings():
    one = names.task_of(("a", "1"), ["shallowest_berth"])
    assert one == names.task_of(("b", "7"), ["shallowestBerth", "another"])
    assert one != names.task_of(("a", "1"), ["deepest_berth"])
    assert names.task_of(("a", "1"), ()) != names.task_of(("a", "2"), ())


def test_names_of_items_lie_one_behind_the_other():
    given = {0: ("shallowest_berth", "shallowest"), 2: ("DeepestBerth",), 3: ("ÄÖÜäöüßÄÖÜäöü",)}
    tokens, starts = names.packed(given, 4)
    own = [set(one.tolist()) for one in np.split(tokens, starts[1:-1])]
    assert starts[-1] == len(tokens)
    spelled = ["shallowest_berth shallowestberth shallowest", "", "deepestberth deepest_berth"]
    plain = [shingles.token_hashes(text.encode(), lower=True) for text in spelled]
    assert own[:3] == [set(one.tolist()) for one in plain]
    assert len(own[3]) == 2
