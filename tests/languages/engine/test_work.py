import time

import pytest

from repoloom import languages
from repoloom.languages.engine import gathering, work
from tests.languages import test_corpus
from tests.languages.made import outline_of


def tree_of(language, text):
    tree = languages.parse(language, text)
    assert tree is not None
    return tree


def test_work_ends_with_its_steps_or_its_time(monkeypatch):
    left = work.Work(1)
    left.spend(left.left)
    with pytest.raises(work.TooMuchError):
        left.spend(1)
    late = work.Work(1, deadline_s=0.0)
    monkeypatch.setattr(time, "thread_time", lambda: late.end + 1)
    late.spend(1)
    with pytest.raises(work.TooMuchError):
        late.spend(work.STEPS_PER_LOOK)


@pytest.mark.parametrize(
    ("text", "expected"),
    [(b"x = 1\n", 0), (b"(" * 50, 50), (b"def f(:\n  ((\n", 1)],
)
def test_the_widest_error_of_a_tree(text, expected):
    found = work.widest_error(tree_of("python", text).root_node, work.Work(len(text)))
    assert found >= expected
    assert bool(found) is bool(expected)


def test_rows_of_children_without_a_name_are_paid_by_their_square():
    text = b"(" * 3000
    left = work.Work(len(text))
    before = left.left
    work.widest_error(tree_of("python", text).root_node, left)
    assert 3000 * 2999 // 2 <= before - left.left <= 3000 * 3002 // 2
    named = b"(a" * 3000
    left = work.Work(len(named))
    work.widest_error(tree_of("python", named).root_node, left)
    assert left.left > before - 10 * 3000


@pytest.mark.parametrize("text", [b"(" * 100_000, b"x\n" + b"]" * 100_000])
def test_a_text_that_takes_too_much_has_no_outline(text):
    """A fifth of the size that a file may have took 80 s."""
    tree = tree_of("python", text)
    start = time.thread_time()
    with pytest.raises(languages.TooMuchError):
        languages.outline("python", text, tree)
    assert time.thread_time() - start < 10


def test_many_modules_take_their_number_of_steps():
    """4,000 of them took 6 s, for each was looked up among all."""
    text = "".join(f"mod m{number} {{ mod inner; }}\n" for number in range(4000))
    found = outline_of("src/lib.rs", text).imports
    assert len(found) == 4000
    assert found[3999].module == "m3999::inner"


def test_a_construct_in_construct_in_construct_is_read_to_a_depth():
    """The square of the depth: 12,000 levels took 5 s."""
    depth = 4 * gathering.DEEPEST
    text = "mod a { " * depth + "struct Last; " + "} " * depth + "\nstruct After;\n"
    names = [each.name for each in outline_of("src/lib.rs", text).definitions]
    assert names[-1] == "After"
    assert gathering.DEEPEST // 2 - 2 <= len(names) <= gathering.DEEPEST


@pytest.mark.parametrize("case", test_corpus.CASES, ids=lambda case: case.name)
def test_many_places_in_depth_are_read_as_one_by_one(case, monkeypatch):
    expected = test_corpus.outlines_of(case)
    monkeypatch.setattr(gathering, "MOST_LOOKS", 0)
    assert test_corpus.outlines_of(case) == expected


def test_one_statement_may_take_many_names():
    """The words of a statement were searched for each of its names: minutes for a megabyte."""
    names = ", ".join(f"n{number}" for number in range(20_000))
    found = outline_of("a.py", f"from m import {names}\nn7()\n").imports
    assert [each.uses for each in found[:8]] == [0] * 7 + [1]
