"""Near copies of solutions: other names, a few edits, and what only has the same form."""

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.benchmarks import lookup, near_copies
from repoloom.transforms.duplicates import shingles
from repoloom.transforms.records import Hit

SOLUTION = """def widest_gap(readings, limit):
    ordered = sorted(readings)
    best, place = 0, None
    for index in range(1, len(ordered)):
        gap = ordered[index] - ordered[index - 1]
        if gap > best and gap <= limit:
            best = gap
            place = (ordered[index - 1], ordered[index])
    if place is None:
        raise ValueError("no gap within the limit")
    return place
"""
HEAD = "import os\n\n\ndef unrelated(path):\n    return os.path.exists(path)\n\n\n"
NAMES = {
    "widest_gap": "f",
    "readings": "xs",
    "limit": "cap",
    "ordered": "ys",
    "best": "m",
    "place": "pair",
    "index": "i",
    "gap": "d",
}
RENAMED = re.sub(r"\b\w+\b", lambda word: NAMES.get(word[0], word[0]), SOLUTION)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("benchmarks")
    (folder / "bank.jsonl").write_text(json.dumps({"task_id": "B/1", "solution": SOLUTION}))
    return lookup.build(folder)


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(RENAMED, id="renamed"),
        pytest.param(
            RENAMED.replace("    best", "    log(m)\n    best"), id="renamed-and-a-line-more"
        ),
        pytest.param(RENAMED.replace("    m, pair", "    # a note\n    m, pair"), id="a-comment"),
        pytest.param(json.dumps({"code": RENAMED}), id="json-string"),
    ],
)
def test_a_near_copy_is_found(index, copy):
    assert index.lookup((HEAD + copy + HEAD).encode()) == (Hit("bank", "B/1", "near"),)


def test_a_hit_says_where(index):
    text = (HEAD + RENAMED + HEAD).encode()
    (hit,) = index.lookup(text)
    assert text[hit.start : hit.end].decode() in RENAMED
    assert hit.end - hit.start > 0.9 * len(RENAMED.strip())


def test_a_copy_itself_is_found_by_a_stronger_view(index):
    assert index.lookup(SOLUTION.encode()) == (Hit("bank", "B/1", "verbatim"),)


def test_the_same_form_with_names_in_other_places_is_none(index):
    mixed = iter(f"name{number}" for number in range(1000))
    other = re.sub(r"\b\w+\b", lambda word: next(mixed) if word[0] in NAMES else word[0], SOLUTION)
    assert index.lookup((HEAD + other).encode()) == ()


def test_a_part_of_a_solution_is_none(index):
    half = "\n".join(RENAMED.splitlines()[:6])
    assert index.lookup((HEAD + half).encode()) == ()


def test_short_solutions_take_no_part(tmp_path):
    short = "\n".join(SOLUTION.splitlines()[:4])
    (tmp_path / "bank.jsonl").write_text(json.dumps({"task_id": 1, "solution": short}))
    assert not len(lookup.build(tmp_path).near_copies.items)


@given(st.lists(st.integers(0, 3), max_size=40))
def test_runs_are_equal_where_their_codes_are(codes):
    runs = near_copies.runs_of(np.array(codes, np.uint8)).tolist()
    windows = [
        tuple(codes[at : at + near_copies.RUN]) for at in range(len(codes) - near_copies.RUN + 1)
    ]
    assert len(runs) == len(windows)
    for one, window in zip(runs, windows, strict=True):
        assert [run == one for run in runs] == [other == window for other in windows]


def test_names_have_no_code_and_words_of_languages_have_one():
    codes = near_copies.nameless(shingles.token_hashes(b"for total in widths :", lower=True))
    assert [bool(code) for code in codes] == [True, False, True, False, True]


def program(lines):
    """A program of so many lines, no two of the same form."""
    signs = ("+", "-", "*", "/", "%")
    body = "".join(
        f"    {{value{at}}} = {{value{at // 2}}} {signs[at % 5]} sum({{value{at // 3}}}, {at % 10})"
        f"{' if' * (at % 2)}{' for' * (at % 3)}{' [' * (at % 7)}\n"
        for at in range(lines)
    )
    return f"def {{name}}(x):\n{body}    return x\n"


def named(text, prefix):
    return re.sub(r"\{(\w+)\}", lambda found: prefix + found[1], text)


def test_a_long_program_is_found_under_other_names_with_lines_added_to_it(tmp_path):
    text = program(60)
    index = index_of(tmp_path, named(text, "a"))
    copy = named(text, "other").splitlines(keepends=True)
    longer = [*copy[:20], "    log(x)\n", *copy[20:40], "    log(x)\n", *copy[40:]]
    for lines in (copy, longer):
        (hit,) = index.lookup((HEAD * 40 + "".join(lines) + HEAD * 40).encode())
        assert (hit.benchmark, hit.item, hit.view) == ("bank", "B/1", "near")
        whole = len("".join(lines))
        assert abs(hit.start - 40 * len(HEAD)) < 0.1 * whole
        assert abs(hit.end - 40 * len(HEAD) - whole) < 0.1 * whole


def index_of(folder, *solutions):
    records = [{"task_id": f"B/{at}", "solution": one} for at, one in enumerate(solutions, 1)]
    (folder / "bank.jsonl").write_text("\n".join(map(json.dumps, records)))
    return lookup.build(folder)


def test_of_several_solutions_each_copy_is_found(tmp_path):
    other = named(program(20), "b")
    index = index_of(tmp_path, SOLUTION, other)
    text = HEAD + named(program(20), "c") + HEAD + RENAMED
    found = [(hit.item, hit.view) for hit in index.lookup(text.encode())]
    assert found == [("B/1", "near"), ("B/2", "near")]
    both = RENAMED + HEAD + other
    found = [(hit.item, hit.view) for hit in index.lookup(both.encode())]
    assert found == [("B/1", "near"), ("B/2", "verbatim")]


@pytest.mark.parametrize(("share", "found"), [(0.95, True), (0.55, False)])
def test_most_of_the_tokens_must_agree(tmp_path, share, found):
    text = program(40)
    index = index_of(tmp_path, named(text, "a"))
    lines = named(text, "b").splitlines(keepends=True)
    kept = lines[: int(share * len(lines))]
    assert bool(index.lookup("".join(kept).encode())) is found


def test_a_file_under_40_tokens_is_not_searched(tmp_path):
    index = index_of(tmp_path, SOLUTION)
    tokens = shingles.token_hashes(RENAMED.encode(), lower=True)
    assert list(index.near_copies.find(tokens, ())) != []
    assert list(index.near_copies.find(tokens, {0})) == []
    assert list(index.near_copies.find(tokens[:39], ())) == []
