"""Mutated real-looking text: every grammar answers, and the outline of what it answers holds."""

import pathlib
import random
import re

import pytest

from benchmarks import fuzz
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


def test_mutated_repositories_go_through_weave(capsys):
    assert fuzz.weave_all(sorted(CORPUS.glob("*.md")), first=0, count=60, seed=1) == 0
    assert "60 repositories" in capsys.readouterr().out


def test_what_raises_is_told_with_its_number(monkeypatch, capsys):
    def fail(*_):
        raise KeyError("x")

    monkeypatch.setattr(fuzz, "weave_repository", fail)
    assert fuzz.weave_all([CORPUS / "go.md"], first=7, count=1, seed=2) == 1
    assert "repository 7 of seed 2" in capsys.readouterr().out
