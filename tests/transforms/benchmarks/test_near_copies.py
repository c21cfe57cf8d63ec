"""Near copies of solutions: other names, a few edits, and what only has the same form."""

import json
import re
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.benchmarks import lookup, near_copies, texts
from repoloom.transforms.benchmarks.postings import Stretches
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


def found_in(near, text, least=float("-inf")):
    """The near copies in a text, and the texts that were asked for."""
    tokens = texts.tokens_of(text.encode())
    (met,) = near.met(Stretches.of([tokens]))
    asked = []

    def bits(text):
        asked.append(text)
        return least

    return list(near.find(tokens, met, bits)) if met else [], asked


def test_only_what_may_say_enough_is_aligned(tmp_path):
    near = index_of(tmp_path, SOLUTION).near
    most = float(near.bits.sum()) / near_copies.shapes.SCALE
    (one,), asked = found_in(near, RENAMED)
    assert (one.solution, asked) == (0, [int(near.texts[0])])
    assert one.bits == most
    assert found_in(near, RENAMED, most)[0] == [one]
    assert found_in(near, RENAMED, most + 0.1) == ([], asked)
    assert found_in(near, RENAMED[:60]) == ([], [])


def test_what_differs_takes_bits_away(tmp_path):
    near = index_of(tmp_path, named(program(20), "a")).near
    copy = named(program(20), "b")
    lines = copy.splitlines(keepends=True)
    ((whole,), _), ((longer,), _) = (
        found_in(near, text) for text in (copy, "".join([*lines[:9], "    log(x)\n", *lines[9:]]))
    )
    assert longer.bits < whole.bits <= float(near.bits.sum()) / near_copies.shapes.SCALE


def test_each_reading_of_a_file_is_met_by_itself(tmp_path):
    near = index_of(tmp_path, SOLUTION, named(program(20), "a")).near
    read = [texts.tokens_of(text.encode()) for text in (HEAD, RENAMED, "", named(program(20), "b"))]
    alone = [near.met(Stretches.of([tokens]))[0] for tokens in read]
    together = near.met(Stretches.of(read))
    assert [one is not None for one in together] == [False, True, False, True]
    for one, other in zip(alone, together, strict=True):
        if one and other:
            assert one.codes.tolist() == other.codes.tolist()
            assert one.places.tolist() == other.places.tolist()
            assert one.entries.tolist() == other.entries.tolist()


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


NUMBERS = "TABLE = [" + "0, " * 60 + "]\nfor a in b:\n    c = [" + "1, 2, " * 30 + "]\n"


@pytest.mark.parametrize("repeated", ["0, ", "1, 2, ", "[0, 0], ", NUMBERS, RENAMED])
def test_a_file_of_one_thing_over_and_over_is_searched_in_bounded_memory(tmp_path, repeated):
    index = index_of(tmp_path, SOLUTION, *(NUMBERS + f"x{at} = {at}\n" * 9 for at in range(50)))
    text = (repeated * (400_000 // len(repeated))).encode()
    (met,) = index.near.met(Stretches.of([texts.tokens_of(text)]))
    assert met is None or len(met.places) <= 16 * len(index.near.runs)
    tracemalloc.start()
    found = index.lookup(text)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 64 * len(text)
    assert bool(found) is (repeated in (NUMBERS, RENAMED))


def test_runs_of_nothing_but_names_point_at_no_solution(tmp_path):
    prose = " ".join(f"word{at}" for at in range(90))
    near = index_of(tmp_path, f"{prose}\n{named(program(20), 'a')}").near
    assert len(near.runs) > near_copies.LEAST_RUNS
    assert near.met(Stretches.of([texts.tokens_of(b"w " * 500)])) == [None]
