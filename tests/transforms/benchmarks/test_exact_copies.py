"""Exact copies: what is found, against a plain search over words."""

import json
import pathlib
import tempfile

import hypothesis
import pytest
from hypothesis import given

from repoloom.transforms.benchmarks import exact_copies, lookup, texts
from repoloom.transforms.benchmarks.postings import Stretches
from tests import strategies


def copies_of(items):
    records = [
        {"task_id": f"{number:03}", "prompt": " ".join(item)} for number, item in enumerate(items)
    ]
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "bank.jsonl").write_text("\n".join(map(json.dumps, records)))
        return lookup.build(pathlib.Path(folder)).exact


def found(copies, words):
    """By text, the strongest view with its first word and the one behind its last."""
    views = ("short", "ngram", "verbatim")
    best = {}
    (of_reading,) = copies.find(Stretches.of([texts.tokens_of(" ".join(words).encode())]))
    for one in of_reading:
        if one.text not in best or views.index(one.view) > views.index(best[one.text][0]):
            best[one.text] = (one.view, one.first, one.last)
    return best


def places(part, words):
    """Where a list of words stands in another."""
    return [at for at in range(len(words) - len(part) + 1) if words[at : at + len(part)] == part]


def densest(grams, words, width):
    """(n-grams of different kinds, first place, last place) of the first best window."""
    hits = sorted((at, gram) for gram in grams for at in places(list(gram), words)[:16])
    windows = [
        [(at, gram) for at, gram in hits[:last] if hits[last - 1][0] - at <= width]
        for last in range(1, len(hits) + 1)
    ]
    if not windows:
        return 0, 0, 0
    best = max(windows, key=lambda window: len({gram for _, gram in window}))
    return len({gram for _, gram in best}), best[0][0], best[-1][0]


def expected(item, words):
    """(view, first word, one behind the last) of an item in a text, None where it has none."""
    grams = {tuple(item[at : at + texts.N]) for at in range(len(item) - texts.N + 1)}
    if whole := places(item, words):
        if not grams:
            return "short", whole[0], whole[0] + len(item)
        if len("".join(item)) >= texts.WHOLE:
            return "verbatim", whole[0], whole[0] + len(item)
    count, first, last = densest(grams, words, exact_copies.WIDTH * len(item) + texts.N)
    if grams and count >= max(exact_copies.LEAST, exact_copies.SHARE * len(grams)):
        return "ngram", first, last + texts.N
    return None


@hypothesis.settings(max_examples=150)
@given(strategies.texts_and_files_made_of_them())
def test_what_is_found_is_what_a_search_over_words_finds(drawn):
    items, words = drawn
    wanted = {number: expected(item, words) for number, item in enumerate(items)}
    got = found(copies_of(items), words)
    assert {number: got.get(number) for number in wanted} == wanted


def item(prefix, size):
    return [f"{prefix}{number}" for number in range(size)]


@pytest.mark.parametrize("size", [40, 400, 4000])
@pytest.mark.parametrize(("share", "is_found"), [(0.85, True), (0.2, False)])
def test_of_a_long_text_a_part_of_the_ngrams_tells_what_all_tell(size, share, is_found):
    copies = copies_of([item("a", size)])
    kept = max(len(copies.grams), 1)
    assert exact_copies.LEAST <= kept <= exact_copies.KEPT
    part = item("a", size)[: int(share * size)]
    assert bool(found(copies, [*item("x", 50), *part, *item("y", 50)])) is is_found


def test_ngrams_far_from_each_other_are_no_evidence():
    whole = item("a", 40)
    parts = [whole[:20], whole[20:]]
    copies = copies_of([whole])
    for gap, view in ((3, "ngram"), (2 * 40 + 30, None)):
        words = [*parts[0], *item("x", gap), *parts[1]]
        assert found(copies, words).get(0, (None,))[0] == view


def test_ngrams_that_many_texts_share_are_left_out():
    shared = item("s", 30)
    own = [[*shared, *item(f"t{number}x", 30)] for number in range(70)]
    texts_of_other_benchmarks = [copies_of([one]) for one in own[:1]]
    assert len(texts_of_other_benchmarks[0].grams)
    with tempfile.TemporaryDirectory() as folder:
        for number, one in enumerate(own):
            record = {"task_id": 1, "prompt": " ".join(one)}
            pathlib.Path(folder, f"b{number:02}.jsonl").write_text(json.dumps(record))
        copies = lookup.build(pathlib.Path(folder)).exact
    assert not found(copies, shared)
    assert found(copies, own[3])[3][0] == "verbatim"
    assert found(copies, own[3][30:])[3][0] == "ngram"


def test_a_text_in_many_places_is_found_at_the_first():
    copies = copies_of([item("a", 20), item("b", 5)])
    words = [*item("x", 7), *item("a", 20) * 40, *item("b", 5)]
    assert found(copies, words)[0] == ("verbatim", 7, 27)
