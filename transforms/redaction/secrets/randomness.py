"""Whether a value looks drawn at random, as secrets are, or written by a person, as names are.

No single figure separates the two: an English phrase in camel case has the entropy of a short
key.  What separates them is the alternation of digits and letters inside one piece of the value,
which names, versions and paths do not have.
"""

import itertools
import math
import re
from collections import Counter
from collections.abc import Sequence

# What people write where a secret will stand.  Searched in the lower-case value.
_STAND_IN = re.compile(
    rb"x{4}|\*{3}|#{4}|\.{3}|0{8}|(?:redacted|your|example|sample|dummy|fake|placeholder|changeme"
    rb"|change_me|change-me|insert|replace|todo|random_?chars?|(?:secret|token|key|password|pass|name)_?here|lorem|foobar|foo-bar"
    rb"|abcdef|ghijkl|mnopqr|uvwxyz|qwerty|1234567|2345678|deadbeef|cafebabe|abc_?123|xxxyyy|yyyzzz|aaabbb|aabbcc"
    rb"|d41d8cd98f00b204|da39a3ee5e6b4b0d|e3b0c44298fc1c14)"  # digests of nothing
)
# What is filled in: ${NAME}, $NAME, {{name}}, <name>, [name], %s, %(name)s, #{name}, @name@.
_TEMPLATE = re.compile(
    rb"\$[\{\(]|(?:^|[:@/])\$[A-Za-z_]|\{\{|\}\}|^<.*>$|%\(|%[sd](?![A-Za-z0-9])|#\{|^\{.*\}$|^%.*%$|<%|\[[A-Z_]+\]"
    rb"|^\[[a-z_ -]+\]$"
)
_NO_LETTERS, _NO_DIGITS = re.compile(rb"[^a-z]+"), re.compile(rb"[^0-9]+")
_ALPHABET, _DIGITS = b"abcdefghijklmnopqrstuvwxyz" * 2, b"01234567890" + b"1234567890" * 3
_BACKWARDS = b"9876543210" * 2
_LEAST_COUNTED = 3
_PIECE = re.compile(rb"[A-Za-z0-9]+")
_TURN = re.compile(rb"(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])")
# What reads as a word: a run of letters in one case (the first may be a capital) that has a vowel
# and never four consonants in a row.
_WORD = re.compile(rb"[A-Z]?[a-z]{3,}|[A-Z]{3,}")
_CASE = re.compile(rb"(?<=[a-z])(?=[A-Z])")
_UNREADABLE = re.compile(rb"(?i)[bcdfghjklmnpqrstvwxz]{4}|\A[^aeiouy]+\Z")
_MOST_WORDS = 0.6  # share of a draw that may read as words by chance
# The same, the more often digits and letters change, which they hardly do in names.
_MOST_BY_TURNS = ((7, 0.9), (5, 0.75), (0, _MOST_WORDS))
_LAST_LETTERS = re.compile(rb"(?<=[0-9])(?:[A-Z][a-z]+){1,4}\Z")
_LEAST_ENDING = 6
_SCATTERED = 14  # letters and digits that a draw in short pieces must have in all
_HEXADECIMAL = re.compile(rb"[0-9a-f]+\Z|[0-9A-F]+\Z")


def entropy(value: bytes) -> float:
    """Shannon entropy of the bytes, in bits a byte."""
    if not value:
        return 0.0
    size = len(value)
    return -sum(n / size * math.log2(n / size) for n in Counter(value).values())


def is_stand_in(value: bytes) -> bool:
    """Whether `value` stands where a secret will be: a template, a phrase, a counting run."""
    low = value.lower()
    return bool(_STAND_IN.search(low) or _TEMPLATE.search(value) or _counts(low))


def _counts(low: bytes) -> bool:
    """Whether letters and digits go on one by one each, as in `a1b2c3d4` and `abc123def456`."""
    letters, digits = _NO_LETTERS.sub(b"", low), _NO_DIGITS.sub(b"", low)
    many = min(len(letters), len(digits)) >= _LEAST_COUNTED
    return many and letters in _ALPHABET and (digits in _DIGITS or digits in _BACKWARDS)


def is_monotonous(value: bytes) -> bool:
    """Whether few different bytes make up `value`, as in `aaaa1111`: no draw looks so."""
    size = len(value)
    return size >= 8 and len(set(value)) <= max(3, min(size, 32) // 5)


def is_random(value: bytes, *, least: int = 10) -> bool:
    """Whether some piece of at least `least` letters and digits looks drawn at random.

    A piece must change between digits and letters at least twice, once where it is hexadecimal
    or has 12 characters or more in lower and upper case, and less than 60 % of it (75 %
    where it changes five times, 90 % where seven) may be words;
    a run of digits must have 15.  An alphabet with `-`, `_` or `=` in it cuts a draw into short
    pieces: then all of them together must change four times, two of them twice.
    """
    pieces: list[bytes] = _PIECE.findall(value)
    return any(_piece_is_random(piece, least) for piece in pieces) or _is_scattered(pieces)


def _is_scattered(pieces: Sequence[bytes]) -> bool:
    """Whether short pieces that no word explains make up a draw, as in `u7-1uf7qk3_5ayv9=v5id`."""
    joined = b" ".join(pieces)
    changes = [turns(piece) for piece in pieces]
    size = len(joined) - len(pieces) + 1
    if size < _SCATTERED or sum(changes) < 4 or sum(many > 1 for many in changes) < 2:
        return False
    return word_share(joined) < _MOST_WORDS and entropy(joined) >= 3 and not is_monotonous(joined)


def _piece_is_random(piece: bytes, least: int) -> bool:
    """`is_random` for one run of letters and digits."""
    if len(piece) < least or is_monotonous(piece):
        return False
    if piece.isdigit():
        return len(piece) >= 15 and entropy(piece) >= 2.5
    changes = turns(piece)
    most = next(share for least_changes, share in _MOST_BY_TURNS if changes >= least_changes)
    if not changes or word_share(piece) >= most or (changes <= 2 and ends_in_words(piece)):
        return False
    mixed = not piece.islower() and not piece.isupper() and len(piece) >= 12
    enough = 1 if mixed or _HEXADECIMAL.match(piece) else 2
    return changes >= enough and entropy(piece) >= 2.5


def ends_in_words(piece: bytes) -> bool:
    """Whether readable words follow the last digit, as in the name `SSHPKCS11Session`."""
    last = _LAST_LETTERS.search(piece)
    if not last or len(last[0]) < _LEAST_ENDING:
        return False
    return word_share(last[0]) >= _MOST_WORDS


def is_chaotic(value: bytes) -> bool:
    """Whether 10 characters or more change their kind at every other place, as no words do.

    Kinds are small and capital letters, digits and signs; three must occur.  Of words in camel case
    every third place is a change, of a draw from letters and digits six of ten.
    """
    kinds = [_kind(byte) for byte in value]
    changes = sum(one != two for one, two in itertools.pairwise(kinds))
    enough = len(set(kinds)) >= 3 and changes >= 0.45 * (len(value) - 1)
    return len(value) >= 10 and enough and word_share(value) < 0.4


def _kind(byte: int) -> int:
    """Small letter, capital, digit or sign."""
    letter = chr(byte)
    if letter.isdigit():
        return 2
    return 3 if not letter.isalpha() else int(letter.isupper())


def is_gibberish(value: bytes) -> bool:
    """Whether `value` is a run of 12 letters or more that cannot be read as words.

    Words of other languages read badly too (`Wachtwoordlengte`), but have their vowels, a third of
    the letters or more, and one capital; a draw has a fifth, or changes case in the middle.
    """
    if len(value) < 12 or not value.isalpha() or word_share(value) >= 0.5:
        return False
    vowels = sum(letter in b"aeiouyAEIOUY" for letter in value)
    return vowels < 0.27 * len(value) or len(_CASE.findall(value)) >= 3


def turns(piece: bytes) -> int:
    """How often `piece` changes between digits and letters."""
    return len(_TURN.findall(piece))


def word_share(piece: bytes) -> float:
    """Share of the bytes of `piece` that stand in readable words."""
    words = (word for word in _WORD.findall(piece) if not _UNREADABLE.search(word))
    return sum(map(len, words)) / len(piece)
