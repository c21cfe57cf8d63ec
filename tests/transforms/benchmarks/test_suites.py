"""The record shapes of published benchmarks.  All items are made up."""

import gzip
import json

import pyarrow
import pyarrow.parquet
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


def written(folder, name, data):
    (folder / name).write_bytes(data)
    return [(item.benchmark, item.item, item.solutions) for item in suites.read(folder)]


def test_lines_without_a_record_are_passed_over(tmp_path):
    lines = b'{"id": 1, "code": "a b c"}\n\n  \n{"id": 2, "code": "d e f"}\n'
    assert written(tmp_path, "bank.jsonl", lines) == [
        *(("bank", "1", ("a b c",)), ("bank", "2", ("d e f",)))
    ]


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("[x for x in y]", ("[x for x in y]",)),
        ("a b c", ("a b c",)),
        (' ["a", "b", "a", 3, " "]', ("a", "b")),
        (["a", "b"], ("a", "b")),
        ('{"a": 1}', ('{"a": 1}',)),
        ("[1", ("[1",)),
    ],
)
def test_several_solutions_come_as_a_list_as_json_or_alone(tmp_path, value, texts):
    record = json.dumps({"solutions": value}).encode()
    assert written(tmp_path, "bank.jsonl", record) == [("bank", "0", texts)]


def test_all_kinds_of_files_are_read_in_the_order_of_their_paths(tmp_path):
    one, two, three, four = ({"id": number, "code": f"a b {number}"} for number in range(1, 5))
    (tmp_path / "b.json").write_text(json.dumps([two]))
    (tmp_path / "a.json").write_text(json.dumps({"x": one}))
    (tmp_path / "c.json.gz").write_bytes(gzip.compress(json.dumps([three]).encode()))
    table = pyarrow.Table.from_pylist([four])
    (tmp_path / "sub").mkdir()
    pyarrow.parquet.write_table(table, tmp_path / "sub" / "d.parquet")
    (tmp_path / "notes.txt").write_text("no benchmark")
    items = [(item.benchmark, item.item) for item in suites.read(tmp_path)]
    assert items == [*(("a", "1"), ("b", "2"), ("c", "3"), ("sub", "4"))]


def test_a_record_without_texts_is_passed_over(tmp_path):
    lines = b'{"id": 1, "code": " "}\n{"id": 2, "test": "d e f"}\n'
    assert written(tmp_path, "bank.jsonl", lines) == [("bank", "2", ())]


def test_a_suffix_or_a_filled_hole_makes_a_whole_program():
    (item,) = benchmark_items({"prompt": "a ", "solution": "b ", "suffix": "c", "test": "t"})
    assert (item.wholes, item.prompts, item.solutions, item.tests) == (("a b c",), (), (), ("t",))
    (item,) = benchmark_items({"prompt": "a {{completion}} c", "solution": "b"})
    assert (item.wholes, item.prompts) == (("a b c",), ())
    (item,) = benchmark_items({"suffix": "c"})
    assert item.wholes == ("c",)
    (item,) = benchmark_items({"prompt": "a", "solution": "b", "language": None})
    assert (item.wholes, item.prompts, item.language) == ((), ("a",), "")


def test_a_check_parses_every_file_and_names_the_one_without_text(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"note": 1}\n{"solution": "x = 1"}\n{"note": 2}\n')
    suites.check(tmp_path)
    (tmp_path / "b.jsonl").write_text('{"solution": "x = 1"}\n{"solution": ')
    with pytest.raises(ValueError, match=r"b\.jsonl is not readable as benchmark records"):
        suites.check(tmp_path)
    (tmp_path / "b.jsonl").write_text('{"solution": " "}\n{"note": 1}\n')
    for read in (suites.check, suites.read):
        with pytest.raises(ValueError, match=r"b\.jsonl gives no benchmark text: 2 records .*note"):
            read(tmp_path)
