"""Shapes: what counts of a token, and what a shape says to one who knows the other tasks."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.benchmarks import shapes
from repoloom.transforms.duplicates import shingles


def codes(text):
    return shapes.codes(shingles.token_hashes(text.encode(), lower=True))


def programs(*texts_of_tasks):
    own = [codes(text) for text, _ in texts_of_tasks]
    starts = np.concatenate([[0], np.cumsum([len(one) for one in own])]).astype(np.int64)
    tasks = np.array([task for _, task in texts_of_tasks], np.int64)
    return shapes.Programs(np.concatenate(own), starts, tasks)


def said(*texts_of_tasks):
    """The bits of each program."""
    given = programs(*texts_of_tasks)
    bits = shapes.bits(given)
    return (np.add.reduceat(bits.astype(int), given.starts[:-1]) / shapes.SCALE).tolist()


ODD = "while ( a and not b ) : yield [ c , d ] ; del e ; ~ f ^ g ; assert h < i | j ; raise k @ l"
PLAIN = "x = [] for y in z : if y . startswith ( w ) : x . append ( y ) return x"


def test_names_have_no_code_and_words_of_languages_have_one():
    assert [bool(code) for code in codes("for total in widths :")] == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_digits_count_as_numbers_where_numbers_do_not():
    one = shingles.token_hashes(b"7 77 x return", lower=True)
    assert [bool(code) for code in shapes.codes(one, numbers=False)] == [False, False, False, True]
    assert [bool(code) for code in shapes.codes(one)] == [True, False, False, True]


def test_what_everybody_writes_says_little_though_no_task_has_it():
    odd, plain = said((ODD, 1), (PLAIN, 2))
    assert odd > 150
    assert plain < 25


def test_what_other_tasks_have_says_less_and_what_the_own_task_has_does_not():
    alone = said((ODD, 1))[0]
    in_others = said(*((ODD, task) for task in range(12)))[0]
    in_own = said(*((ODD, 1) for _ in range(12)))[0]
    assert in_others < alone / 3
    assert in_own == alone


def test_the_same_again_says_nothing_more():
    once, twice = said((ODD, 1))[0], said((f"{ODD} {ODD}", 1))[0]
    assert once < twice < once + 40


@given(
    st.lists(st.tuples(st.sampled_from([ODD, PLAIN, "a", "a + b"]), st.integers(0, 3)), min_size=1)
)
def test_the_order_of_the_programs_does_not_matter(given_programs):
    forth, back = said(*given_programs), said(*reversed(given_programs))
    assert forth == back[::-1]
