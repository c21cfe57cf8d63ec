"""Near copies of solutions: other names, a few edits, and what only has the same form."""

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.benchmarks import clones, lookup
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
    assert not len(lookup.build(tmp_path).clones.items)


@given(st.lists(st.integers(0, 3), max_size=40))
def test_runs_are_equal_where_their_codes_are(codes):
    runs = clones.runs_of(np.array(codes, np.uint8)).tolist()
    windows = [tuple(codes[at : at + clones.RUN]) for at in range(len(codes) - clones.RUN + 1)]
    assert len(runs) == len(windows)
    for one, window in zip(runs, windows, strict=True):
        assert [run == one for run in runs] == [other == window for other in windows]


def test_names_have_no_code_and_words_of_languages_have_one():
    codes = clones.nameless(shingles.token_hashes(b"for total in widths :", lower=True))
    assert [bool(code) for code in codes] == [True, False, True, False, True]
