"""A model of tokens reads a piece behind a context: the bits of tokens become bits of bytes.

Context, path and piece are tokenized apart.  So a piece has the same tokens in every arm, and no
token lies across the border of what is paid; the price is that a token which the tokenizer would
have made across a border is two there.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from benchmarks.context_value import lengths
from benchmarks.context_value.corpus import Corpus, Key, shown
from benchmarks.context_value.lengths import Length

Bits = npt.NDArray[np.float64]


class Model(Protocol):
    """A causal model of tokens.

    Attributes:
        window: tokens that it can read at one time.
        start: the tokens that stand before a document.
    """

    window: int
    start: Sequence[int]

    def tokens(self, text: bytes) -> list[int]:
        """The tokens of a text in UTF-8, none of them a special one."""

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
        return lengths.length_of(of_bytes(text, pieces, bits), spans, size, code=size > 0)

    def _tokens(self, text: bytes) -> list[int]:
        return self._model.tokens(readable(text).encode())


def readable(text: bytes) -> str:
    """A text, with U+FFFD for each byte that is no UTF-8: a context is cut anywhere."""
    found = text.decode("utf-8", "surrogateescape")
    return found if found.isascii() else "".join(map(_readable, found))


def _readable(character: str) -> str:
    return "\ufffd" if "\udc80" <= character <= "\udcff" else character


def of_bytes(text: bytes, pieces: Sequence[bytes], bits: Bits) -> Bits:
    """Bits [bytes] of each byte of a text, from those of its tokens.

    A token's bits lie evenly on its bytes; where white space begins it, on those behind, so that
    a name costs the tokens that it is written with.  A byte that is no UTF-8 costs what is read
    in its place.

    Args:
        text: any bytes.
        pieces: the bytes of the tokens of `readable(text)`.
        bits: of each token [tokens].

    Raises:
        ValueError: the pieces are not that text.
    """
    read = readable(text).encode()
    if b"".join(pieces) != read:
        raise ValueError("the tokens of a text do not add up to it")
    spread = [np.zeros(0)]
    for piece, cost in zip(pieces, bits, strict=True):
        behind = len(piece.lstrip()) or len(piece)
        one = np.zeros(len(piece))
        one[len(piece) - behind :] = cost / behind
        spread.append(one)
    total = np.concatenate([[0.0], np.cumsum(np.concatenate(spread))])
    return np.diff(total[_places(text)])


def _places(text: bytes) -> npt.NDArray[np.int64]:
    """Where each byte of a text begins in `readable(text)`, and where the last ends [bytes + 1]."""
    widths: list[int] = []
    for character in text.decode("utf-8", "surrogateescape"):
        size = len(character.encode("utf-8", "surrogateescape"))
        widths += [1] * size if _readable(character) == character else [len("\ufffd".encode())]
    return np.concatenate([[0], np.cumsum(np.array(widths, dtype=np.int64))])
