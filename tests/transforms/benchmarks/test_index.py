"""The index: what a lookup finds, against a plain search over words; readings; and its file."""

import json
import pathlib
import tempfile

import hypothesis
import numpy as np
import pytest
from hypothesis import given

from repoloom.transforms.benchmarks import lookup
from repoloom.transforms.records import Hit
from tests import strategies

BODY = """    balance, history = 0, []
    for deposit in deposits:
        balance += deposit
        history.append(balance)
    return history
"""
WHOLE = "def running_balance(deposits):\n" + BODY


def index_of(records):
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "bank.jsonl").write_text("\n".join(map(json.dumps, records)))
        return lookup.build(pathlib.Path(folder))


@pytest.fixture(scope="module")
def bank():
    return index_of([{"task_id": "1", "solution": WHOLE}])


def notebook(text):
    cell = {"cell_type": "code", "source": text.splitlines(keepends=True)}
    return json.dumps({"cells": [cell], "nbformat": 4}, indent=1)


FORMS = {
    "notebook": notebook(WHOLE),
    "json": json.dumps({"code": WHOLE}),
    "json in json": "\n" + json.dumps([json.dumps({"code": WHOLE})]),
    "jsonl among long lines": "\n".join([json.dumps({"x": "y" * 9000}), json.dumps({"a": WHOLE})]),
    "html-safe json": json.dumps({"a": WHOLE}).replace("=", "\\u003d").replace("/", "\\/"),
    "json without a line end": json.dumps({"a": WHOLE.replace("\n", " ")}).replace(",", "\\u002c"),
    "python string": f"TEXT = {WHOLE!r}\n",
    "javascript string": 'const a = "' + WHOLE.replace("\n", "\\n") + '";\n',
}


@pytest.mark.parametrize("form", FORMS)
def test_an_item_inside_a_string_is_found_in_the_whole_file(bank, form):
    text = FORMS[form].encode()
    assert bank.lookup(text) == (Hit("bank", "1", "verbatim"),)
    (hit,) = bank.lookup(text)
    assert (hit.start, hit.end) == (0, len(text))


def test_an_item_with_escapes_of_its_own_is_found_in_a_string():
    text = 'def table(rows):\n    return "\\n".join("\\t".join(f"{x!r}" for x in row) for row in rows)\n'
    own = index_of([{"task_id": "1", "solution": text}])
    assert own.lookup(json.dumps({"a": text}).encode()) == (Hit("bank", "1", "verbatim"),)
    assert own.lookup(notebook(text).encode()) == (Hit("bank", "1", "verbatim"),)


def test_escapes_of_all_planes_and_signs_are_read():
    text = "\n".join(f"naïve {word} ✓ жук\t'{word}' / {word}\f" for word in strategies.WORDS)
    own = index_of([{"task_id": "1", "prompt": text}])
    for only_ascii in (True, False):
        quoted = json.dumps({"a": text}, ensure_ascii=only_ascii).replace("'", "\\'")
        assert own.lookup(quoted.encode()) == (Hit("bank", "1", "verbatim"),)
    assert own.lookup(b'["\\ud800", "\\n"]') == ()


@hypothesis.settings(max_examples=20)
@given(strategies.texts_and_files_made_of_them())
def test_a_saved_index_is_the_index_and_equal_ones_have_equal_bytes(drawn):
    items, words = drawn
    records = [
        {"task_id": str(number), "prompt": " ".join(item)} for number, item in enumerate(items)
    ]
    records += [{"task_id": f"x{number}", "solution": WHOLE + str(number)} for number in range(4)]
    made = index_of(records)
    with tempfile.TemporaryDirectory() as folder:
        one, two = pathlib.Path(folder, "one"), pathlib.Path(folder, "two")
        made.save(one)
        loaded = lookup.load(one)
        loaded.save(two)
        assert one.read_bytes() == two.read_bytes()
    assert loaded.benchmarks == made.benchmarks == {"bank": len(records)}
    assert loaded.suppressed == made.suppressed
    assert loaded.suppressed["bank"]
    for text in (" ".join(words), FORMS["json"]):
        assert loaded.lookup(text.encode()) == made.lookup(text.encode())


@pytest.mark.parametrize("data", [b"PK\x03\x04", b'{"format": "another"}\n', b""])
def test_a_foreign_file_is_no_index(tmp_path, data):
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(ValueError, match="build it again"):
        lookup.load(tmp_path / "x")


SHORT = "    public int add(int x, int y) {\n        return x + y;\n    }\n"
HEAD = "class Solution {\n    /** Add two numbers. */\n    public int add(int x, int y) {\n"
ORDINARY = [
    (
        {"prompt": HEAD, "solution": "        return x + y;\n    }\n}\n"},
        "class A {\n" + SHORT + "}\n",
    ),
    ({"solution": "def is_odd(n):\n    return n % 2\n"}, "def is_odd(n):\n    return n % 2\n"),
    (
        {"test": "x = {'a': 1, 'b': 2, 'c': 3}\nassert f(x) == {'a': 1, 'b': 2, 'c': 3}\n"},
        "x = {'a': 1, 'b': 2, 'c': 3}",
    ),
]


@pytest.mark.parametrize(("record", "ordinary"), ORDINARY)
def test_a_short_ordinary_body_is_no_evidence(record, ordinary):
    assert index_of([{"task_id": 1, **record}]).lookup(ordinary.encode()) == ()


def test_nine_words_of_a_whole_text_in_a_row_are_evidence():
    text = "def f(array):\n    s = ' '\n    s += ''.join(array)\n    return s"
    own = index_of([{"task_id": 1, "solution": text}])
    assert [hit.view for hit in own.lookup(text.encode())] == ["verbatim"]
    assert own.lookup(text.replace("s += ", "t += ").encode()) == ()


def test_beside_the_name_of_the_item_it_is():
    prompt = "def total_of_two_cargoes(x, y):\n"
    own = index_of(
        [{"task_id": 1, "prompt": prompt, "solution": "    return abs(x) + abs(y) - min(x, y)\n"}]
    )
    body = "    return abs(x) + abs(y) - min(x, y)\n"
    found = {name: own.lookup(f"def {name}(x, y):\n    pass\n{body}".encode()) for name in NAMES}
    assert [name for name, hits in found.items() if hits] == NAMES[:2]


NAMES = ["totalOfTwoCargoes", "total_of_two_cargoes", "other"]


def test_the_arrays_of_a_loaded_index_are_aligned(bank, tmp_path):
    bank.save(tmp_path / "x")
    loaded = lookup.load(tmp_path / "x")
    for part in (loaded, loaded.exact, loaded.near, loaded.words):
        arrays = [one for one in vars(part).values() if isinstance(one, np.ndarray)]
        assert arrays
        assert all(array.flags.aligned for array in arrays)
