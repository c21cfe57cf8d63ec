"""Idioms: each is known to the model, and no evidence in a benchmark of one task."""

import json
import re

import pytest

from repoloom.transforms.benchmarks import idioms, lookup, shapes

PARAGRAPHS = idioms.IDIOMS.split("\n\n")


WORDS = frozenset(shapes.WORDS.decode().split())


def renamed(text):
    """All names that are the author's under others."""
    own = re.compile(r"[A-Za-z_]\w*")
    return own.sub(lambda word: word[0] if word[0].lower() in WORDS else f"{word[0]}Of7", text)


@pytest.mark.parametrize("idiom", PARAGRAPHS, ids=range(len(PARAGRAPHS)))
def test_an_idiom_that_is_a_solution_is_not_found_under_other_names(tmp_path, idiom):
    (tmp_path / "bank.jsonl").write_text(json.dumps({"task_id": 1, "solution": renamed(idiom)}))
    assert lookup.build(tmp_path).lookup(idiom.encode()) == ()


def test_paragraphs_are_different_and_no_single_lines():
    assert len(set(PARAGRAPHS)) == len(PARAGRAPHS)
    assert min(len(idiom.split()) for idiom in PARAGRAPHS) >= 5
