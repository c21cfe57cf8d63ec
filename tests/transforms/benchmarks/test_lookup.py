"""Lookup: what counts as a leak, what does not, and the index as a file."""

import gzip
import json

import pytest

from repoloom.transforms.benchmarks import lookup
from repoloom.transforms.records import Hit

PROMPT = '''def running_balance(deposits: list[int]) -> list[int]:
    """Gives the balance of an account after each of its deposits, in the order of the deposits.

    >>> running_balance([3, -1, 4])
    [3, 2, 6]
    """
'''
SOLUTION = """    balance, history = 0, []
    for deposit in deposits:
        balance += deposit
        history.append(balance)
    return history
"""
BARE = """def running_balance(deposits: list[int]) -> list[int]:
    balance, history = 0, []
    for deposit in deposits:
        balance += deposit
        history.append(balance)
    return history
"""
HEAD = "import os\n\n\ndef unrelated(path):\n    return os.path.exists(path)\n\n\n"
TEST = "\n\ndef check(candidate):\n    assert candidate([{0}, 2, {0}]) == [{0}, 5, 9]\n"


def record(number, prompt, solution):
    test = TEST.format(number)
    names = ("task_id", "prompt", "canonical_solution", "test")
    return dict(zip(names, (f"Bank/{number}", prompt, solution, test), strict=True))


def other(number):
    words = " ".join(f"word{number}x{i}" for i in range(30))
    return record(number, f'def task{number}():\n    """{words}"""\n', f"    return {number}\n")


def lines(prefix, text):
    return "".join(prefix + line + "\n" for line in text.splitlines())


@pytest.fixture
def folder(tmp_path):
    records = [record(0, PROMPT, SOLUTION), *map(other, range(1, 8))]
    (tmp_path / "bank.jsonl").write_text("\n".join(map(json.dumps, records)))
    return tmp_path


@pytest.fixture
def index(folder):
    return lookup.build(folder)


@pytest.mark.parametrize(
    "leak",
    [
        pytest.param(PROMPT + SOLUTION, id="verbatim"),
        pytest.param(PROMPT.replace("    ", "\t") + SOLUTION.replace("    ", "\t"), id="indent"),
        pytest.param((PROMPT + SOLUTION).replace("\n", "\r\n"), id="line-ends"),
        pytest.param(BARE, id="no-comments"),
        pytest.param(SOLUTION, id="solution"),
        pytest.param(PROMPT, id="prompt"),
        pytest.param(json.dumps({"code": PROMPT + SOLUTION}), id="json-string"),
        pytest.param(json.dumps(json.dumps([PROMPT + SOLUTION])), id="json-in-a-string"),
        pytest.param(json.dumps([(PROMPT + SOLUTION).splitlines(keepends=True)]), id="notebook"),
        pytest.param(lines("        ", PROMPT + SOLUTION), id="deeper"),
        pytest.param(lines("# ", PROMPT + SOLUTION), id="commented"),
        pytest.param(lines("// ", PROMPT + SOLUTION), id="commented-as-in-c"),
        pytest.param("/*\n" + lines(" * ", PROMPT + SOLUTION) + "\n */\n", id="comment-block"),
        pytest.param(lines("# ", SOLUTION), id="solution-commented"),
        pytest.param(lines("// ", BARE), id="no-comments-commented"),
    ],
)
def test_a_copy_is_found(index, leak):
    assert index.lookup((HEAD + leak + HEAD).encode()) == (Hit("bank", "Bank/0", "verbatim"),)


def test_a_hit_says_where(index):
    text = (HEAD + PROMPT + SOLUTION + HEAD).encode()
    (hit,) = index.lookup(text)
    assert text[hit.start : hit.end].decode() in (PROMPT + SOLUTION)
    assert hit.end - hit.start > 100
    quoted = json.dumps({"a": PROMPT + SOLUTION}).encode()
    (hit,) = index.lookup(quoted)
    assert (hit.start, hit.end) == (0, len(quoted))


def test_ngrams_say_where_from_the_first_to_the_last(index):
    text = (HEAD + PROMPT.replace("account", "customer") + "    pass\n" + HEAD).encode()
    (hit,) = index.lookup(text)
    assert text[hit.start :].startswith(b"def running_balance")
    assert text[: hit.end].endswith(b"[3, 2, 6]")


def test_most_of_an_item_is_found_by_its_ngrams(index):
    edited = PROMPT.replace("account", "customer") + "    pass\n"
    assert index.lookup(edited.encode()) == (Hit("bank", "Bank/0", "ngram"),)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HEAD, id="code"),
        pytest.param("", id="empty"),
        pytest.param(SOLUTION[:60], id="a-line"),
        pytest.param("    return 3\n", id="trivial-solution"),
        pytest.param("def check(candidate):\n    assert candidate([", id="scaffolding"),
    ],
)
def test_ordinary_code_is_not_a_leak(index, text):
    assert index.lookup(text.encode()) == ()


WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
TABLE = "".join(f'        {number}: "{word}",\n' for number, word in enumerate(WORDS, 1))


def test_the_rows_of_a_table_are_one_piece_of_evidence(tmp_path):
    program = "def names(n, other):\n    table = {\n" + TABLE + "    }\n"
    program += "    found = [table[one] for one in sorted(other) if one in table]\n"
    program += "    if not found or n > len(found):\n        raise KeyError(n)\n"
    program += "    return found[n - 1]\n"
    (tmp_path / "bank.jsonl").write_text(json.dumps({"task_id": 1, "solution": program}))
    index = lookup.build(tmp_path)
    assert index.lookup(program.encode()) == (Hit("bank", "1", "verbatim"),)
    assert index.lookup(("WORDS = (\n" + TABLE + ")\n").encode()) == ()


def test_shared_ngrams_are_left_out_and_listed(index):
    assert any(gram.startswith("def check ( candidate )") for gram in index.suppressed["bank"])


def test_the_order_of_the_records_does_not_matter(folder, index, tmp_path):
    path = folder / "bank.jsonl"
    path.write_text("\n".join(reversed(path.read_text().splitlines())))
    index.save(tmp_path / "one")
    lookup.build(folder).save(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_short_items_count_by_exact_match(tmp_path):
    items = [{"task_id": i, "text": f"Who wrote book{i}?"} for i in range(3)]
    (tmp_path / "quiz.json").write_text(json.dumps(items))
    index = lookup.build(tmp_path)
    assert index.lookup(b"asked: who  wrote book1?\n") == (Hit("quiz", "1", "short"),)
    assert index.lookup(b"who wrote book9?") == ()


@pytest.mark.parametrize(
    ("fields", "view"),
    [
        (
            {"task_id": 7, "text": "Write a function.", "code": BARE, "test_list": ["assert 1"]},
            "mbpp",
        ),
        ({"benchmark": "mine", "task_id": "7", "language": "go", "solution": BARE}, "mine"),
        ({"id": 7, "code": BARE, "input": "[1]", "output": "[1]"}, "mbpp"),
    ],
)
def test_the_record_shapes_of_published_benchmarks_are_read(tmp_path, fields, view):
    with gzip.open(tmp_path / "mbpp.jsonl.gz", "wt") as out:
        out.write(json.dumps(fields))
    assert lookup.build(tmp_path).lookup(BARE.encode()) == (Hit(view, "7", "verbatim"),)


def test_unknown_fields_are_an_error_that_lists_them(tmp_path):
    (tmp_path / "odd.jsonl").write_text('{"aufgabe": "text", "loesung": "text"}')
    with pytest.raises(ValueError, match=r"aufgabe.*loesung"):
        lookup.build(tmp_path)


def test_other_field_names_may_be_given(tmp_path):
    (tmp_path / "odd.jsonl").write_text(json.dumps({"nr": 1, "loesung": BARE}))
    fields = {"item": ("nr",), "prompt": (), "solution": ("loesung",), "test": ()}
    index = lookup.build(tmp_path, fields)
    assert index.lookup(BARE.encode()) == (Hit("odd", "1", "verbatim"),)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.jsonl.gz", b"not gzip", "a.jsonl.gz is not readable"),
        ("a.jsonl", b"[1, 2]", "a record is a list"),
        ("a.jsonl", b'{"code": "x"}', "fewer than 3 tokens"),
        ("a.txt", b"", "has no benchmark files"),
    ],
)
def test_a_folder_that_gives_nothing_is_an_error(tmp_path, name, data, message):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ValueError, match=message):
        lookup.build(tmp_path)
