"""Keys that depend on what a thing is, never on who handles it or when.

Buckets, random draws and identities all come from here, so that any runner with any number of
workers writes the same bytes.  Nothing in the project calls `hash()`, which differs by process.
"""

import hashlib
import random


def digest64(*key: str | bytes) -> int:
    """A 64-bit digest of the parts of `key`; unequal part lists give unequal input to the hash."""
    state = hashlib.blake2b(digest_size=8)
    for part in key:
        data = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        state.update(len(data).to_bytes(8, "little"))
        state.update(data)
    return int.from_bytes(state.digest(), "big")


def bucket_of(repo: str, buckets: int) -> int:
    """The bucket of a repository.

    `buckets` is a power of two, so bucket `b` of `2n` is contained in bucket `b % n` of `n`: the
    store and the shards can be cut to different counts and still be read bucket by bucket.
    """
    if buckets < 1 or buckets & (buckets - 1):
        raise ValueError(f"buckets is {buckets}; it must be a power of two")
    return digest64("bucket", repo) & (buckets - 1)


def buckets_for(ratio: float) -> int:
    """The smallest number of buckets, a power of two, that is at least `ratio`."""
    count = 1
    while count < ratio:
        count *= 2
    return count


def rng(seed: int, step: str, *key: str | bytes) -> random.Random:
    """Random numbers that belong to one record of one step.

    The stream is a function of (seed, step, key) alone: a retry, another worker or another order
    of the input draws the same numbers.
    """
    return random.Random(digest64(str(seed), step, *key))
