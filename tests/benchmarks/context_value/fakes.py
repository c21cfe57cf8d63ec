"""A model of tokens that a test can follow: three bytes a token, cheap where they were before."""

import numpy as np


class Fake:
    """A token is the number of its bytes; what was read before costs 1 bit, all else 8 a byte."""

    def __init__(self, window=1 << 20, lacking=()):
        self.window = window
        self.lacking = frozenset(lacking)
        self.start = [0]
        self.read = []

    def tokens(self, text):
        assert self.lacking.isdisjoint(text)
        return [int.from_bytes(b"\1" + text[at : at + 3], "big") for at in range(0, len(text), 3)]

    def piece(self, token):
        return token.to_bytes(4, "big").lstrip(b"\0")[1:] if token else b"<start>"

    def bits(self, before, tokens):
        self.read.append((list(before), list(tokens)))
        assert len(before) + len(tokens) <= self.window
        known, found = set(before), []
        for token in tokens:
            found.append(1.0 if token in known else 8.0 * len(self.piece(token)))
            known.add(token)
        return np.array(found)

    def text(self, tokens):
        return b"".join(map(self.piece, tokens))
