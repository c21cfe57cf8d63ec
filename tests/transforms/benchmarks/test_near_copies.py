"""Near copies of solutions: other names, a few edits, and what only has the same form."""

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.benchmarks import lookup, near_copies, texts
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
    assert not len(lookup.build(tmp_path).near.texts)


@given(st.lists(st.integers(0, 3), max_size=40))
def test_runs_are_equal_where_their_codes_are(codes):
    runs = near_copies.runs_of(np.array(codes, np.uint8)).tolist()
    windows = [
        tuple(codes[at : at + near_copies.RUN]) for at in range(len(codes) - near_copies.RUN + 1)
    ]
    assert len(runs) == len(windows)
    for one, window in zip(runs, windows, strict=True):
        assert [run == one for run in runs] == [other == window for other in windows]


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


def test_a_file_of_too_few_tokens_is_not_searched(tmp_path):
    near = index_of(tmp_path, SOLUTION).near
    tokens = texts.tokens_of(RENAMED.encode())
    text = int(near.texts[0])
    asked = []
    assert [one.solution for one in near.find(tokens, lambda *one: not asked.append(one))] == [0]
    assert asked == [(text, float(near.bits.sum()) / near_copies.shapes.SCALE)]
    assert list(near.find(tokens, lambda *_: False)) == []
    assert list(near.find(tokens[: near_copies.LEAST_TOKENS - 1], lambda *_: True)) == []


def test_what_differs_takes_bits_away(tmp_path):
    near = index_of(tmp_path, named(program(20), "a")).near
    copy = named(program(20), "b")
    lines = copy.splitlines(keepends=True)
    found = [
        next(iter(near.find(texts.tokens_of(text.encode()), lambda *_: True)))
        for text in (copy, "".join([*lines[:9], "    log(x)\n", *lines[9:]]))
    ]
    assert found[0].bits > found[1].bits
    assert found[0].bits <= float(near.bits.sum()) / near_copies.shapes.SCALE


LOOP = """public List<String> namesOfOpenHarbours(List<String> harbours, String openingHour) {
    List<String> namesOfHarbours = new ArrayList<>();
    for (String harbour : harbours) {
        if (harbour.contains(openingHour)) {
            namesOfHarbours.add(harbour);
        }
    }
    return namesOfHarbours;
}
"""
ORDINARY = """class Other {
    public List<String> missing(List<String> directories, String others) {
        List<String> results = new ArrayList<>();
        for (String directory : directories) {
            if (directory.startsWith(others)) {
                results.add(directory);
            }
        }
        return results;
    }
}
"""


def test_an_ordinary_loop_is_no_evidence_without_the_name_of_the_item(tmp_path):
    index = index_of(tmp_path, LOOP)
    assert index.lookup(ORDINARY.encode()) == ()
    alike = ORDINARY.replace("startsWith", "contains")
    assert index.lookup(alike.encode()) == ()
    with_name = alike.replace("missing", "names_of_open_harbours")
    assert [hit.view for hit in index.lookup(with_name.encode())] == ["near"]
    assert [hit.view for hit in index.lookup(LOOP.encode())] == ["verbatim"]


def test_a_file_of_repeated_numbers_is_searched_in_bounded_memory(tmp_path):
    numbers = "TABLE = [" + "0, " * 60 + "]\nfor a in b:\n    c = [" + "1, 2, " * 30 + "]\n"
    index = index_of(tmp_path, *(numbers + f"x{at} = {at}\n" * 9 for at in range(50)))
    tokens = texts.tokens_of(b"0, " * 200_000)
    runs = near_copies.runs_of(near_copies.shapes.codes(tokens))
    places, _ = index.near.by_run.meet(runs)
    assert len(places) <= 16 * len(index.near.runs)
    assert index.lookup(b"0, " * 200_000) == ()


def test_runs_of_nothing_but_names_point_at_no_solution(tmp_path):
    prose = " ".join(f"word{at}" for at in range(90))
    near = index_of(tmp_path, f"{prose}\n{named(program(20), 'a')}").near
    places, _ = near.by_run.meet(
        near_copies.runs_of(near_copies.shapes.codes(texts.tokens_of(b"w " * 500)))
    )
    assert len(near.runs) > near_copies.LEAST_RUNS
    assert not len(places)
