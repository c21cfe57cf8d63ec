"""The names that a text has: what two texts have in common, in a form that is quick to compare.

A name is a run of letters, digits and underscores of four bytes or more that begins with no digit:
the identifiers of code, and the words of its comments and of prose.  Bytes over 127 count as
letters.  Names are kept as hashes of 32 bits, 600 bytes for a file of 7 kB instead of 2 kB of text;
of the 20,000 names of a repository two have one hash with a probability of 5 %.
"""

import re
import zlib

import numpy as np
import numpy.typing as npt

Names = npt.NDArray[np.uint32]
"""Hashes [names], ascending, each once."""

_NAME = re.compile(rb"[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]{3,}")


def names_in(text: bytes) -> bytes:
    """The names of a text, as little-endian hashes; `unpacked` reads them."""
    hashes = sorted({zlib.crc32(name) for name in set(_NAME.findall(text))})
    return np.array(hashes, "<u4").tobytes()


def unpacked(names: bytes) -> Names:
    """What `names_in` has packed."""
    return np.frombuffer(names, "<u4")
