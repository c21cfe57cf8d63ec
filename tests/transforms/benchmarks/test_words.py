"""Words: what a token says, by how many tasks of one benchmark have it."""

import numpy as np
import pytest

from repoloom.transforms.benchmarks import words
from repoloom.transforms.duplicates import shingles


def tokens(text):
    return shingles.token_hashes(text.encode(), lower=True)


def counted(*benchmarks):
    counter = words.Counter()
    for tasks in benchmarks:
        own = [np.unique(tokens(task)) for task in tasks]
        counter.add(*np.unique(np.concatenate(own), return_counts=True), len(tasks))
    return counter.done()


@pytest.mark.parametrize(
    ("text", "bits"),
    [
        ("berth", 8),
        ("berth draft", 16),
        ("berth berth", 8),
        ("return", 0.5),
        ("xy", 1),
        (";", 0.25),
        ("", 0),
    ],
)
def test_without_tasks_only_words_of_languages_and_letters_are_common(text, bits):
    assert counted().said(tokens(text)) == bits


def test_a_word_says_how_few_tasks_of_its_benchmark_have_it():
    tasks = ["public"] * 62 + ["public berth"] * 14 + ["public draft"] * 2
    known = counted(tasks)
    assert known.said(tokens("public")) < 0.1
    assert known.said(tokens("berth")) == pytest.approx(-np.log2(15 / 80), abs=0.05)
    assert known.said(tokens("draft")) == pytest.approx(-np.log2(3 / 80), abs=0.05)
    assert known.said(tokens("hull")) == words.MOST


def test_the_benchmark_that_has_a_word_most_decides():
    known = counted(["berth"] * 40, ["hull"] * 400, ["hull berth"] + ["draft"] * 99)
    assert known.said(tokens("berth")) < 0.1


def test_a_benchmark_of_a_few_tasks_does_not_count():
    assert counted(["berth"] * 29).said(tokens("berth")) == words.MOST
    assert counted(["berth"] * 30).said(tokens("berth")) < 0.1


@pytest.mark.parametrize(
    ("text", "count"), [("public int add(int x, int y) { return x + 1; }", 10), ("", 0)]
)
def test_signs_are_no_words(text, count):
    assert words.count(tokens(text)) == count
