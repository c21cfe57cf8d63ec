"""How many bits a word says: what half of the tasks say is no evidence, a rare name is.

The bits of a token are -log2 of the largest share of the tasks of one benchmark and language that
have it: `public` says nothing in Java, though in few of all tasks.  A token that no benchmark has
often says `MOST` bits; words and signs of languages, letters and short numbers say one at most,
however few tasks there are to count in.
"""

import dataclasses
import itertools
import string

import numpy as np

from repoloom.transforms.benchmarks import shapes
from repoloom.transforms.duplicates import shingles
from repoloom.transforms.duplicates.shingles import Hashes

MOST = 8.0
_LEAST_TASKS = 30  # from which a benchmark says how common a word is
# Bits of a sign, of a word of a language, of one or two letters or digits and of common words.
_SIGN, _WORD, _LETTER = 0.25, 0.5, 1.0
_COMMON = (
    b"array arrays value values result results number numbers item items index list lists string"
    b" strings count total name names data key keys text line lines word words node size first last"
    b" left right start stop temp res ret arr num nums idx obj func test tests expected actual"
    b" equal assert equals args main object type get set put contains integer arraylist hashmap"
    b" vector"
    b" java util std public console log given the a an of to and is in for that with it be returns"
)


_SIGNS = b"! # $ % & ( ) * + , - . / : ; < = > ? @ [ ] ^ { | } ~ \" ' ` \\"
_SIGN_CODES = shapes.codes(shingles.token_hashes(_SIGNS, lower=True))


def count(tokens: Hashes) -> int:
    """How many of some tokens are words or numbers, not signs."""
    return int(np.count_nonzero(~np.isin(shapes.codes(tokens), _SIGN_CODES)))


@dataclasses.dataclass(frozen=True, eq=False)
class Words:
    """Tokens that say less than `MOST`: sorted hashes, and their bits as `shapes` has them."""

    tokens: Hashes
    bits: shapes.Codes

    def said(self, tokens: Hashes) -> float:
        """The bits of different tokens together."""
        different = np.unique(tokens)
        at = np.minimum(np.searchsorted(self.tokens, different), len(self.tokens) - 1)
        known = self.tokens[at] == different
        few = float(self.bits[at[known]].sum()) / shapes.SCALE
        return few + MOST * int(np.count_nonzero(~known))


class Counter:
    """Takes the tasks of one benchmark after the other, gives `Words`."""

    def __init__(self) -> None:
        """Begins with the words that are common everywhere."""
        letters = string.ascii_lowercase + string.digits
        short = ("".join(two) for n in (1, 2) for two in itertools.product(letters, repeat=n))
        self.found = [
            _prior(_SIGNS, _SIGN),
            _prior(shapes.WORDS, _WORD),
            _prior(" ".join(short).encode() + b" " + _COMMON, _LETTER),
        ]

    def add(self, tokens: Hashes, counts: np.ndarray, tasks: int) -> None:
        """Counts in a benchmark and language: its different tokens, the tasks that have each."""
        if tasks < _LEAST_TASKS:
            return
        said = -np.log2((counts + 1) / (tasks + 2))
        often = said < MOST
        self.found.append((tokens[often], said[often]))

    def done(self) -> Words:
        """The least that each token says anywhere."""
        tokens = np.concatenate([one for one, _ in self.found])
        said = np.concatenate([bits for _, bits in self.found])
        order = np.lexsort((said, tokens))
        different, first = np.unique(tokens[order], return_index=True)
        return Words(different, np.rint(said[order][first] * shapes.SCALE).astype(np.uint8))


def _prior(words: bytes, bits: float) -> tuple[Hashes, np.ndarray]:
    tokens = np.unique(shingles.token_hashes(words, lower=True))
    return tokens, np.full(len(tokens), bits)
