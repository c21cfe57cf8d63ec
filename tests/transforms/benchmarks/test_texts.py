"""The texts of items: which, as which tokens, and what is scaffolding."""

import collections

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.benchmarks import suites, texts
from repoloom.transforms.duplicates import shingles

PROMPT = 'def berth(depths):\n    """Where the ship lies."""\n'
SOLUTION = "    # the deepest\n    return max(depths)\n"


def item(number, *, prompts=(), solutions=(), tests=(), wholes=(), language=""):
    return suites.Item("bank", f"{number:03}", language, prompts, solutions, tests, wholes)


def of(*items):
    numbers = {(one.benchmark, one.item): at for at, one in enumerate(items)}
    return texts.of(items, numbers)


def tokens(found, at):
    return found.tokens[found.starts[at] : found.starts[at + 1]].tolist()


def test_of_an_item_its_parts_and_what_they_make_together_are_texts():
    found = of(item(0, prompts=(PROMPT,), solutions=(SOLUTION,), tests=("assert berth",)))
    joined = PROMPT + "\n" + SOLUTION
    bare = ["def berth(depths):\n    \n\n\n    return max(depths)\n", "\n    return max(depths)\n"]
    assert found.contents == [PROMPT, SOLUTION, "assert berth", joined, *bare]
    assert found.programs.tolist() == [False] * 5 + [True]
    assert found.counted.tolist() == [True] * 4 + [False] * 2
    dense = ["".join(text.split()) for text in found.contents]
    assert found.whole.tolist() == [len(text) >= texts.WHOLE for text in dense]
    assert set(found.whole.tolist()) == {True, False}


def test_blanks_are_no_bytes_of_a_whole_text_wherever_they_are():
    edges = ("x" * 31, "x" * 32, "ж" * 16, " " * 500 + "x" * 32, "x y " * 15 + "\n" * 500 + "z")
    found = of(*(item(at, prompts=(edge,)) for at, edge in enumerate(edges)))
    assert found.whole.tolist() == [False, True, True, True, False]


def test_of_long_parts_what_they_make_together_is_not_counted():
    long = " ".join(f"word{at}" for at in range(40))
    found = of(item(0, prompts=(long,), solutions=(long + "x",)))
    assert found.counted.tolist() == [True, True, False]


def test_each_text_comes_once_with_the_first_item_that_has_it():
    found = of(item(0, wholes=("a b c",)), item(1, wholes=("a b c", "d")))
    assert found.contents == ["a b c", "d"]
    assert found.items.tolist() == [0, 1]


words = st.lists(st.sampled_from(["oak", "elm", "# ash", '"fir"', "\n", "", "+"]), max_size=30)


@given(st.lists(words.map(" ".join).filter(str.strip), min_size=1, max_size=5, unique=True))
def test_tokens_and_ngrams_of_many_texts_are_those_of_each(contents):
    found = of(*(item(at, wholes=(content,)) for at, content in enumerate(contents)))
    for at, content in enumerate(found.contents):
        own = texts.tokens_of(content.encode())
        assert tokens(found, at) == own.tolist()
        mine = found.owners == at
        assert found.grams[mine].tolist() == shingles.ngrams(own, texts.N).tolist()
        assert found.places[mine].tolist() == list(range(int(mine.sum())))
        if len(own):
            assert found.hashes()[at] == shingles.ngrams(own, len(own))[0]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3))))
def test_holders_are_the_different_items_of_each_hash(pairs):
    hashes, items = (
        np.array([pair[at] for pair in pairs], kind) for at, kind in ((0, np.uint64), (1, np.int64))
    )
    wanted = collections.Counter(value for value, _ in set(pairs))
    values, counts = texts.holders(hashes, items)
    assert dict(zip(values.tolist(), counts.tolist(), strict=True)) == wanted
    assert values.tolist() == sorted(wanted)


SHARED = "assert all of this stands in each item of the whole bank"


def numbered(count, language=""):
    own = [f"{SHARED} {' '.join(f'w{number}x{at}' for at in range(20))}" for number in range(count)]
    return [item(number, wholes=(text,), language=language) for number, text in enumerate(own)]


def test_ngrams_of_more_than_two_items_are_scaffolding_and_listed():
    found = of(*numbered(3))
    grams, counts = texts.scaffolding(found)["bank"]
    assert set(grams.tolist()) == set(
        shingles.ngrams(texts.tokens_of(SHARED.encode()), 10).tolist()
    )
    assert counts.tolist() == [3] * 3
    assert texts.listed(found, "bank", (grams, counts)) == (
        "all of this stands in each item of the whole",
        "assert all of this stands in each item of the",
        "of this stands in each item of the whole bank",
    )
    assert not len(texts.scaffolding(of(*numbered(2)))["bank"][0])


def test_items_are_counted_in_one_language():
    one, other = numbered(2), numbered(2, "go")
    assert not len(texts.scaffolding(of(*one, *other))["bank"][0])


def test_of_many_items_one_in_200_may_share_an_ngram():
    rest = [item(number, wholes=(f"nothing{number} else",)) for number in range(3, 600)]
    assert not len(texts.scaffolding(of(*numbered(3), *rest))["bank"][0])
    assert len(texts.scaffolding(of(*numbered(3), *rest[:300]))["bank"][0])
