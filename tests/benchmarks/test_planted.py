"""The planted corpus of `benchmarks.dedupe` is what its report says it is."""

import pytest

from benchmarks import planted
from repoloom.transforms import keyed
from repoloom.transforms.duplicates import minhash, similarity


@pytest.fixture(scope="module")
def corpus():
    return planted.plant(planted.installed(30), copies=10, lines=7)


def test_exact_copies_are_equal(corpus):
    assert len(corpus.exact) == 10
    assert all(corpus.files[one] == corpus.files[copy] for one, copy in corpus.exact)


def test_near_copies_are_near_and_not_equal(corpus):
    assert len(corpus.near) == 10
    for one, copy, alike in corpus.near:
        assert alike == similarity.text_jaccard(corpus.files[one], corpus.files[copy])
        assert 0.7 <= alike < 1


def test_variants_differ_in_operators_and_numbers_alone(corpus):
    texts = {corpus.files[key] for key in corpus.operators}
    words = {tuple(word for word in text.split() if word.isalpha()) for text in texts}
    assert (len(texts), len(words)) == (12, 1)
    assert all(minhash.signature(text) for text in texts)


def test_one_line_files_are_distinct(corpus):
    assert len({corpus.files[key] for key in corpus.lines}) == 7


def test_the_corpus_is_the_same_each_time(corpus):
    assert planted.plant(planted.installed(30), copies=10, lines=7) == corpus


@pytest.mark.parametrize("target", [0.6, 0.9])
def test_pairs_have_the_wanted_likeness(target):
    alike = [similarity.text_jaccard(*pair) for pair in planted.pairs_at(target, 5)]
    assert len(alike) == 5
    assert all(abs(one - target) <= 0.01 for one in alike)


def test_an_edit_touches_a_few_lines():
    text = b"".join(b"line %d of many\n" % number for number in range(100))
    left = set(planted.edited(text, 0.03, keyed.rng(0, "test")).splitlines())
    assert 1 <= len(set(text.splitlines()) - left) <= 3
