import numpy as np

from repoloom.transforms.duplicates import dedupe
from repoloom.transforms.duplicates.dedupe import Fingerprints, Keys


def test_buckets_hear_which_of_their_keys_recur():
    sent = [
        Fingerprints(4, np.array([7, 8, 7], np.uint32)),
        Fingerprints(5, np.array([9], np.uint32)),
        Fingerprints(6, np.array([1, 8], np.uint32)),
    ]
    told = {bucket: (one.part, one.bits.tolist()) for bucket, one in dedupe.sift((3, sent))}
    assert told == {4: (3, [True, True, True]), 6: (3, [False, True])}


def test_candidates_of_several_buckets_meet():
    parts = [Keys(np.array([1 << 30], np.uint64), np.array([i], np.uint64)) for i in (5, 2)]
    [(_, pairs)] = dedupe.Dedupe(None, None, 0.7).candidates((0, parts))
    assert (pairs.first.tolist(), pairs.second.tolist()) == ([2], [5])
