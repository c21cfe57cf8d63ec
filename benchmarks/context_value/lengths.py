"""Code lengths of pieces, given what stands before them."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.context_value.corpus import Corpus, Example, Key, shown
from benchmarks.context_value.predictor import Predictor
from repoloom.transforms import keyed

NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_]{3,}")
MOST_CONTEXT, LEAST_CONTEXT, HEAD = 12_000, 500, 2_000
"""Bytes of context that is equal in all arms, and of the piece behind it."""

Spans = Sequence[tuple[int, int]]
Names = Callable[[Key], Spans]


class Length(NamedTuple):
    """What a piece costs.

    Attributes:
        size, bits: of all its bytes.
        names, name_bits: of the names that another file has (`names_of`).
        context: bytes before it in its example.
        after_code: code is among them.
    """

    size: int
    bits: float
    names: int
    name_bits: float
    context: int = 0
    after_code: bool = False


class Meter:
    """A predictor at the end of its prime, which measures examples.

    Args:
        predictor: new.
        prime: what it reads first.
        corpus: whose pieces are measured.
        repos: those of them that will be.
    """

    def __init__(
        self, predictor: Predictor, prime: bytes, corpus: Corpus, repos: Iterable[str]
    ) -> None:
        self._predictor, self._corpus = predictor, corpus
        if prime:
            predictor.code(prime)
        self._names = names_of(corpus, repos, set(NAME.findall(prime)))
        self._done: dict[Example, dict[Key, Length]] = {}

    def lengths(self, examples: Iterable[Example]) -> dict[Key, Length]:
        """The code length of each paid piece of some examples; equal examples are read once."""
        found: dict[Key, Length] = {}
        for example in examples:
            if example not in self._done:
                self._done[example] = self._read(example)
            found |= self._done[example]
        return found

    def _read(self, example: Example) -> dict[Key, Length]:
        found: dict[Key, Length] = {}
        last = max((number for number, one in enumerate(example) if one.paid), default=-1)
        context, code = 0, False
        with self._predictor.forgetting():
            for key, paid in example[: last + 1]:
                text = self._corpus.text(key)
                bits = self._predictor.code(shown(key.path, text))[-len(text) - 1 : -1]
                if paid:
                    found[key] = length_of(bits, self._names(key), context, code)
                context += len(shown(key.path, text))
                code = code or self._corpus.is_code(key.repo, key.path)
        return found

    def after(self, key: Key, context: bytes) -> Length:
        """The code length of the first `HEAD` bytes of a piece behind a context."""
        text = self._corpus.text(key)[:HEAD]
        with self._predictor.forgetting():
            bits = self._predictor.code(context + shown(key.path, text))[-len(text) - 1 : -1]
        spans = [(start, end) for start, end in self._names(key) if end <= len(text)]
        return length_of(bits, spans, len(context), code=True)


def length_of(bits: np.ndarray, spans: Spans, context: int, code: bool) -> Length:
    """What bytes cost that have so many bits each [bytes], and the names in these spans of them."""
    total = np.concatenate([[0.0], np.cumsum(bits)])
    name_bits = sum(float(total[end] - total[start]) for start, end in spans)
    return Length(len(bits), float(total[-1]), len(spans), name_bits, context, code)


def names_of(corpus: Corpus, repos: Iterable[str], common: set[bytes]) -> Names:
    """Where a piece first has the names that another file of its repository has too.

    Args:
        corpus: with the texts.
        repos: whose pieces will be asked for.
        common: names that count nowhere, for a model that was trained knows them.

    Returns:
        Of a piece, the spans of the first mention of each such name.
    """
    wanted = set(repos)
    files: Counter[tuple[str, bytes]] = Counter()
    for (repo, path), text in corpus.texts.items():
        if repo in wanted and corpus.is_code(repo, path):
            files.update((repo, name) for name in set(NAME.findall(text)) - common)

    def spans(key: Key) -> Spans:
        first: dict[bytes, tuple[int, int]] = {}
        for match in NAME.finditer(corpus.text(key)):
            first.setdefault(match[0], match.span())
        return [span for name, span in first.items() if files[key.repo, name] > 1]

    return spans


def contexts(
    corpus: Corpus,
    examples: Iterable[Example],
    most: int = MOST_CONTEXT,
    of: Collection[Key] | None = None,
) -> dict[Key, bytes]:
    """What stands before each paid piece, or before some of them, its last `most` bytes."""
    found = {}
    for example in examples:
        before = b""
        for key, paid in example:
            if paid and (of is None or key in of):
                found[key] = before
            before = (before + shown(key.path, corpus.text(key)))[-most:]
    return found


Draw = Callable[[Iterable[Key], int], list[Key]]


def anywhere(keys: Iterable[Key], count: int) -> list[Key]:
    """So many pieces, drawn by their names."""
    return sorted(keys, key=lambda key: keyed.digest64("equal", *map(str, key)))[:count]


def evenly(keys: Iterable[Key], count: int) -> list[Key]:
    """So many pieces, drawn by their names: as many of each repository, as far as it has them."""
    groups: dict[str, list[Key]] = {}
    drawn = anywhere(keys, sys.maxsize)
    for key in drawn:
        groups.setdefault(key.repo, []).append(key)
    turn = {key: number for group in groups.values() for number, key in enumerate(group)}
    return sorted(drawn, key=turn.__getitem__)[:count]


def equal(
    before: Mapping[str, Mapping[Key, bytes]], count: int, draw: Draw = anywhere
) -> dict[str, dict[Key, bytes]]:
    """As many bytes of context in every arm, the last ones.

    Args:
        before: of each arm, what stands before each piece.
        count: pieces at most.
        draw: how they are chosen.

    Returns:
        Of each arm the contexts of the same pieces: those with `LEAST_CONTEXT` bytes in all.
    """
    sizes = {
        key: min(len(arm.get(key, b"")) for arm in before.values())
        for key in set().union(*before.values())
    }
    drawn = draw((key for key, size in sizes.items() if size >= LEAST_CONTEXT), count)
    return {name: {key: arm[key][-sizes[key] :] for key in drawn} for name, arm in before.items()}
