"""A model of tokens reads a piece behind a context: the bits of tokens become bits of bytes.

Context, path and piece are tokenized apart.  So a piece has the same tokens in every arm, and no
token lies across the border of what is paid; the price is that a token which the tokenizer would
have made across a border is two there.
"""

from collections.abc import Iterator, Sequence, Set
from typing import Protocol

import numpy as np
import numpy.typing as npt

from benchmarks.context_value import lengths
from benchmarks.context_value.corpus import Corpus, Key, shown
from benchmarks.context_value.lengths import Length

Bits = npt.NDArray[np.float64]
Bytes = Set[int]


class Model(Protocol):
    """A causal model of tokens.

    Attributes:
        window: tokens that it can read at one time.
        start: the tokens that stand before a document.
        lacking: bytes that no token has.
    """

    window: int
    start: Sequence[int]
    lacking: Bytes

    def tokens(self, text: bytes) -> list[int]:
        """The tokens of a text in UTF-8 without a lacking byte, none of them a special one."""

    def piece(self, token: int) -> bytes:
        """The bytes of a token."""

    def bits(self, before: Sequence[int], tokens: Sequence[int]) -> Bits:
        """Bits [tokens] of some tokens, each given all that stand before it."""


class Reader:
    """A model that measures pieces of a corpus.

    Args:
        model: what reads.
        corpus: whose pieces are measured.
        names: where a piece has the names that count (`lengths.names_of`).
    """

    def __init__(self, model: Model, corpus: Corpus, names: lengths.Names) -> None:
        self._model, self._corpus, self._names = model, corpus, names

    def after(self, key: Key, context: bytes) -> Length:
        """The code length of the first `lengths.HEAD` bytes of a piece behind a context.

        Of the context the last tokens are read that the model's window has room for, and they are
        what `Length.context` counts.
        """
        text = self._corpus.text(key)[: lengths.HEAD]
        path = self._tokens(shown(key.path, b"")[:-1])
        tokens = self._tokens(text)
        start = list(self._model.start)
        room = self._model.window - len(start) - len(path) - len(tokens)
        if room < 0:
            words = f"{-room} tokens more than the model's window"
            raise ValueError(f"{key.repo} {key.path}: path and piece have {words}")
        before = self._tokens(context)
        before = before[max(0, len(before) - room) :]
        bits = self._model.bits([*start, *before, *path], tokens)
        pieces = [self._model.piece(token) for token in tokens]
        spans = [(low, high) for low, high in self._names(key) if high <= len(text)]
        size = sum(len(self._model.piece(token)) for token in before)
        return lengths.length_of(
            of_bytes(text, pieces, bits, self._model.lacking), spans, size, code=size > 0
        )

    def _tokens(self, text: bytes) -> list[int]:
        return self._model.tokens(readable(text, self._model.lacking).encode())


def readable(text: bytes, lacking: Bytes = frozenset()) -> str:
    """A text, with U+FFFD for each byte that is no UTF-8 and each letter with a lacking byte."""
    return "".join(read for read, _ in _letters(text, lacking))


def _letters(text: bytes, lacking: Bytes) -> Iterator[tuple[str, int]]:
    """What is read for each letter or byte that is none, and how many bytes it has in the text."""
    for letter in text.decode("utf-8", "surrogateescape"):
        data = letter.encode("utf-8", "surrogateescape")
        whole = not "\udc80" <= letter <= "\udcff" and lacking.isdisjoint(data)
        yield letter if whole else "\ufffd", len(data)


def of_bytes(
    text: bytes, pieces: Sequence[bytes], bits: Bits, lacking: Bytes = frozenset()
) -> Bits:
    """Bits [bytes] of each byte of a text, from those of its tokens.

    A token's bits lie evenly on its bytes; where white space begins it, on those behind, so that
    a name costs the tokens that it is written with.  What is not read as it is costs
    what is read in its place.

    Args:
        text: any bytes.
        pieces: the bytes of the tokens of `readable(text, lacking)`.
        bits: of each token [tokens].
        lacking: bytes that no token has.

    Raises:
        ValueError: the pieces are not that text.
    """
    read = readable(text, lacking).encode()
    if b"".join(pieces) != read:
        raise ValueError("the tokens of a text do not add up to it")
    spread = [np.zeros(0)]
    for piece, cost in zip(pieces, bits, strict=True):
        behind = len(piece.lstrip()) or len(piece)
        one = np.zeros(len(piece))
        one[len(piece) - behind :] = cost / behind
        spread.append(one)
    total = np.concatenate([[0.0], np.cumsum(np.concatenate(spread))])
    return np.diff(total[_places(text, lacking)])


def _places(text: bytes, lacking: Bytes) -> npt.NDArray[np.int64]:
    """Where each byte of a text begins in what is read, and where the last ends [bytes + 1]."""
    widths: list[int] = []
    for read, size in _letters(text, lacking):
        width = len(read.encode())
        widths += [1] * size if width == size else [width] + [0] * (size - 1)
    return np.concatenate([[0], np.cumsum(np.array(widths, dtype=np.int64))])
