import dataclasses
import hashlib

import numpy as np
import pyarrow as pa
import pytest

from repoloom.transforms.duplicates import minhash, numbering
from repoloom.transforms.duplicates.signals_table import Signatures
from repoloom.transforms.records import CONTEXT_ONLY, DROP, TRAIN, Signals, SourceFile
from repoloom.transforms.verdicts import bucket, leaks
from repoloom.transforms.verdicts.policy import Judgement
from tests.transforms import selecting

LEAK = Judgement(DROP, leaks.REASON, "many", otherwise=TRAIN)


def file(repo, path, content=b"", **fields):
    digest = hashlib.sha256(content).digest()
    plain = SourceFile(repo, path, "python", None, size=len(content), content=digest)
    return dataclasses.replace(plain, **fields)


def sketch_of(*contents, signatures=()):
    """The sketch of a repository that learns from these contents and signatures."""
    hashes = [int.from_bytes(hashlib.sha256(one).digest()[:4], "little") for one in contents]
    values = minhash.minimums(np.array(hashes, np.uint32))
    for signature in signatures:
        values = np.minimum(values, np.frombuffer(signature, "<u4"))
    return values.tobytes()


def signature(*hashes):
    return minhash.minimums(np.array(hashes, np.uint32)).tobytes()


# Rows: a's three files, then b's two and an empty one.
FILES = [
    file("a", "1.py", b"one", rank=4, signals=Signals(licence="GPL-3.0-only")),
    file("a", "2.py", b"two"),
    file("a", "3.bin", b"three", reason="binary"),
    file("b", "1.py", b"one"),
    file("b", "2.json", b"data"),
    file("b", "__init__.py"),
]
JUDGEMENTS = [
    *(Judgement(TRAIN), Judgement(TRAIN), Judgement(DROP, "binary")),
    *(Judgement(TRAIN), Judgement(CONTEXT_ONLY, "data"), Judgement(TRAIN)),
]
SIGNATURES = [signature(1, 2), b"", b"", signature(3), signature(4), b""]


def judged(judgements=JUDGEMENTS, splits=(), number=5):
    return bucket.Judged(number, FILES, judgements, dict(splits))


def read():
    """The signatures of the rows, as of a store with two row groups."""
    return Signatures(selecting.halves(pa.table({"signature": SIGNATURES})))


def test_repositories_follow_each_other_in_row_order():
    a, b = judged().repositories(read())
    assert (a.name, a.bucket, a.start, a.files, a.candidates) == ("a", 5, 0, 3, 2)
    assert (b.name, b.bucket, b.start, b.files, b.candidates) == ("b", 5, 3, 3, 2)
    assert (a.rank, a.licence, a.split, a.leak) == (4, 2, "", False)


def test_a_sketch_is_of_what_is_trained_on_and_competes():
    a, b = judged().repositories(read())
    assert a.sketch == sketch_of(b"one", b"two", signatures=[signature(1, 2)])
    assert b.sketch == sketch_of(b"one", signatures=[signature(3)])


def test_files_that_stay_and_are_not_empty_compete():
    assert judged().competing() == [
        (0, numbering.packed(False, 5, 0)),
        (1, numbering.packed(False, 5, 1)),
        (3, numbering.packed(False, 5, 3)),
        (4, numbering.packed(True, 5, 4)),
    ]


def test_only_files_with_a_signature_are_compared_by_it():
    expected = [numbering.packed(row == 4, 5, row) for row in (0, 3, 4)]
    assert judged().signed(read().there()).tolist() == expected


def test_equal_contents_meet_in_one_part_whatever_bucket_they_are_in():
    found = {}
    for number in (5, 9):
        for part, contents in judged(number=number).contents():
            for digest, place in zip(contents.digests.tolist(), contents.places, strict=True):
                found.setdefault((part, *digest), []).append(int(place))
    halves = {
        content: tuple(np.frombuffer(hashlib.sha256(content).digest()[:16], ">u8").tolist())
        for content in (b"one", b"two", b"data")
    }
    assert {key[1:] for key in found} == set(halves.values())
    assert all(part == first >> 58 for part, first, _ in found)
    (ones,) = (places for key, places in found.items() if key[1:] == halves[b"one"])
    assert ones == [numbering.packed(False, number, row) for number in (5, 9) for row in (0, 3)]


def test_an_empty_bucket_brings_nothing():
    nothing = bucket.Judged(0, [], [], {})
    assert nothing.repositories(read()) == []
    assert nothing.competing() == []
    assert [*nothing.contents()] == []
    assert nothing.signed(read().there()[:0]).tolist() == []


def test_a_benchmark_is_sketched_as_if_it_were_none_and_competes_for_nothing():
    hit = Judgement(DROP, "benchmark", "item", otherwise="")
    a, b = judged([LEAK, LEAK, hit, *JUDGEMENTS[3:]]).repositories(read())
    assert (a.leak, a.candidates, b.leak) == (True, 0, False)
    # What leaves only with the repository is what a copy would still show.
    assert a.sketch == sketch_of(b"one", b"two", signatures=[signature(1, 2)])
    again, _ = judged(
        [LEAK, dataclasses.replace(LEAK, otherwise=DROP), hit, *JUDGEMENTS[3:]]
    ).repositories(read())
    assert again.sketch == sketch_of(b"one", signatures=[signature(1, 2)])


def test_a_repository_of_an_earlier_run_is_sketched_with_the_copies_it_lost():
    copy = Judgement(DROP, "exact_duplicate", "o:x")
    a, b = judged([copy, *JUDGEMENTS[1:]], splits={"a": "validation"}).repositories(read())
    assert (a.split, b.split) == ("validation", "")
    assert a.sketch == sketch_of(b"one", b"two", signatures=[signature(1, 2)])
    assert a.candidates == 2


def test_a_repository_of_an_earlier_run_that_keeps_nothing_is_not_there():
    dropped = [Judgement(DROP, "generated")] * 3
    assert [one.name for one in judged(dropped + JUDGEMENTS[3:]).repositories(read())] == ["a", "b"]
    found = judged(dropped + JUDGEMENTS[3:], splits={"a": "train", "b": "train"}).repositories(
        read()
    )
    assert [one.name for one in found] == ["b"]


@pytest.mark.parametrize("lost", [0, 1])
def test_a_lost_file_of_a_repository_that_competes_counts_not(lost):
    judgements = list(JUDGEMENTS)
    judgements[lost] = Judgement(DROP, "generated")
    a, _ = judged(judgements).repositories(read())
    assert a.candidates == 1
    assert [row for row, _ in judged(judgements).competing()] == [1 - lost, 3, 4]
