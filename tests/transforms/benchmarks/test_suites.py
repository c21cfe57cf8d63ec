"""The record shapes of published benchmarks.  All items are made up."""

import json

import pytest

from repoloom.transforms.benchmarks import lookup, suites
from repoloom.transforms.records import Hit

BODY = """    balance, history = 0, []
    for deposit in deposits:
        balance += deposit
        history.append(balance)
    return history
"""
HEAD = "def running_balance(deposits):\n"
SUM = "    return sum(balance * share for balance, share in zip(balances, shares, strict=True))\n"
WHOLE = HEAD + BODY
TEXT = "Give the balance of an account after each of its deposits, oldest deposit first."
SHAPES = {
    "humaneval": {"task_id": "1", "prompt": HEAD, "canonical_solution": BODY},
    "mbpp": {"task_id": 1, "text": TEXT, "code": WHOLE, "test_list": ["assert 1"]},
    "mbpp-sanitized": {"task_id": 1, "prompt": TEXT, "code": WHOLE, "test_imports": []},
    "humaneval-x": {"task_id": "1", "prompt": HEAD, "declaration": "", "canonical_solution": BODY},
    "multipl-e": {"name": "1", "language": "py", "prompt": WHOLE, "tests": "x", "stop_tokens": []},
    "mbxp": {"task_id": "1", "language": "python", "prompt": WHOLE, "canonical_solution": None},
    "infilling": {"task_id": "1", "prompt": HEAD + BODY[:40], "suffix": BODY[60:]}
    | {"canonical_solution": BODY[40:60]},
    "safim": {"task_id": "1", "lang": "python", "prompt": TEXT, "ground_truth": BODY[40:60]}
    | {"eval_prompt": HEAD + BODY[:40] + "{{completion}}" + BODY[60:]},
    "cruxeval": {"code": WHOLE, "input": "[1]", "output": "[1]", "id": "1"},
    "classeval": {"task_id": "1", "skeleton": "class A:", "solution_code": "class A: pass"}
    | {"methods_info": [{"method_name": "running_balance", "solution_code": WHOLE}]},
    "apps": {"problem_id": 1, "question": TEXT, "solutions": json.dumps([SUM, WHOLE])},
    "ds-1000": {"prompt": TEXT, "reference_code": WHOLE, "metadata": {"problem_id": 1}},
    "livecodebench": {"question_id": "1", "question_content": WHOLE, "starter_code": ""},
    "bigcodebench": {"task_id": "1", "complete_prompt": HEAD, "canonical_solution": BODY},
}


def index_of(folder, records):
    (folder / "bank.jsonl").write_text("\n".join(map(json.dumps, records)))
    return lookup.build(folder)


@pytest.mark.parametrize("shape", SHAPES)
def test_an_item_of_each_shape_is_found_in_code(tmp_path, shape):
    index = index_of(tmp_path, [SHAPES[shape]])
    found = index.lookup(f"import os\n\n\n{WHOLE}\n\nprint(os)\n".encode())
    assert found == (Hit("bank", "1", "verbatim"),)


def test_each_of_several_solutions_is_a_text():
    (item,) = benchmark_items({"problem_id": 1, "solutions": json.dumps(["a b c", "d e f"])})
    assert item.solutions == ("a b c", "d e f")
    (item,) = benchmark_items({"problem_id": 1, "solution": ["a b c", "d e f"]})
    assert item.solutions == ("a b c\nd e f",)


def benchmark_items(record):
    return [suites._item(record, "bank", 0, suites.FIELDS)]


def test_many_cuts_of_one_program_are_no_scaffolding(tmp_path):
    cuts = [
        {"task_id": at, "prompt": HEAD + BODY[:at], "canonical_solution": BODY[at : at + 5]}
        | {"suffix": BODY[at + 5 :]}
        for at in range(50)
    ]
    index = index_of(tmp_path, cuts)
    assert index.lookup(WHOLE.encode())[0].view == "verbatim"
    assert not index.suppressed.get("bank")


def test_files_in_a_folder_are_one_benchmark(tmp_path):
    for number, language in enumerate(("go", "java")):
        at = tmp_path / "balance" / language
        at.mkdir(parents=True)
        record = {"task_id": f"{language}/{number}", "prompt": HEAD, "canonical_solution": BODY}
        (at / "data.jsonl").write_text(json.dumps(record))
    assert lookup.build(tmp_path).benchmarks == {"balance": 1}
