"""Mutated real-looking text: every grammar answers, and the outline of what it answers holds."""

import pathlib
import random
import re

import pytest

from benchmarks.fuzz import mutated
from repoloom import languages

ROUNDS = 20


CORPUS = pathlib.Path(__file__).parent.parent / "corpus"
FILE = re.compile(r"^`[^`\n]+`:\n\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def texts_of(language: str) -> list[bytes]:
    page = (CORPUS / f"{language}.md").read_text(encoding="utf-8")
    return [text.encode() for text in FILE.findall(page)]


@pytest.mark.parametrize("language", sorted(languages.SPECS))
def test_a_mutated_text_is_parsed_and_outlined(language):
    draw = random.Random(language)
    texts = texts_of(language)
    assert texts
    for _ in range(ROUNDS):
        text = mutated(draw, texts)
        tree = languages.parse(language, text)
        assert tree is not None
        found = languages.outline(language, text, tree)
        assert all(0 < cut < len(text) for cut in found.boundaries)
        assert list(found.boundaries) == sorted(set(found.boundaries))
        for statement in found.imports:
            assert 0 <= statement.start <= statement.end <= len(text)
