import dataclasses
import hashlib

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.duplicates import minhash, repositories
from repoloom.transforms.duplicates.repositories import Copy, Repository
from repoloom.transforms.duplicates.signals_table import Signatures
from repoloom.transforms.records import DROP, TRAIN, Signals, SourceFile


def repository(name, **fields):
    plain = Repository(name, 0, 0, 10, 10, name.encode(), b"", 1, 0)
    return dataclasses.replace(plain, **fields)


def sketched(name, *hashes, **fields):
    """A repository whose union of shingles and contents is this."""
    values = minhash.minimums(np.array([*hashes], np.uint32))
    return repository(name, sketch=values.tobytes(), **fields)


def source(path, content, licence="", reason=""):
    digest = hashlib.sha256(content).digest()
    signals = Signals(licence=licence)
    return SourceFile("r", path, "python", None, reason, content=digest, signals=signals, rank=3)


def read(start, signatures=None):
    """The signatures of a bucket whose rows from `start` on have these."""
    found = [b""] * start + (signatures or [b""] * 20)
    return Signatures([pa.table({"signature": pa.array(found, pa.binary())})])


def surveyed(files, signatures=None, verdicts=None):
    count = len(files)
    verdicts = verdicts or [TRAIN] * count
    candidates = [verdict != DROP for verdict in verdicts]
    return repositories.survey(5, 7, files, read(7, signatures), verdicts, candidates)


def test_survey_sums_up():
    files = [source("a", b"1", "MIT"), source("b", b"2", "GPL-3.0-only"), source("c", b"3", "MIT")]
    found = surveyed(files, verdicts=[TRAIN, DROP, TRAIN])
    assert (found.name, found.bucket, found.start) == ("r", 5, 7)
    assert (found.files, found.candidates, found.licence, found.rank) == (3, 2, 0, 3)


def test_a_licence_is_that_of_most_files_which_have_one():
    known = [source("a", b"1", "MIT"), source("b", b"2", "GPL-3.0-only"), source("c", b"3", "MIT")]
    silent = [source(f"x{number}", b"") for number in range(9)]
    assert surveyed(known + silent).licence == 0
    assert surveyed(known[1:2] + silent).licence == 2
    assert surveyed(silent).licence == 1
    # Of equally many the first in order: GPL before MIT.
    assert surveyed(known[:2]).licence == 2


def test_a_file_that_could_not_be_read_counts_by_its_reason():
    def unread(reason):
        return dataclasses.replace(source("a", b"", reason=reason), content=b"")

    assert surveyed([unread("binary")]).digest != surveyed([unread("symlink")]).digest
    assert surveyed([unread("binary")]).digest == surveyed([unread("binary")]).digest


def test_what_one_path_says_is_not_what_two_say():
    # Paths and contents do not run together.
    one = [source("ab", b"1"), source("c", b"2")]
    other = [source("a", b"1"), source("bc", b"2")]
    assert surveyed(one).digest != surveyed(other).digest
    assert surveyed(one).digest == surveyed(one[::-1]).digest


def test_a_benchmark_competes_for_nothing():
    files = [source("a", b"1"), source("b", b"2")]
    found = repositories.survey(
        0, 0, files, read(0), [TRAIN, TRAIN], [True, True], "validation", leak=True
    )
    assert (found.candidates, found.leak, found.split) == (0, True, "validation")
    assert found.sketch == surveyed(files).sketch


def test_a_sketch_has_as_many_values_as_the_signatures():
    files = [source("a", b"1"), source("b", b"2")]
    values = minhash.minimums(np.arange(9, dtype=np.uint32), permutations=64).tobytes()
    assert len(surveyed(files, [values, b""]).sketch) == 4 * 64
    assert len(surveyed(files).sketch) == 4 * minhash.PERMUTATIONS


def test_what_is_not_compared_is_not_sketched():
    files = [source("a", b"1"), source("b", b"2")]
    found = repositories.survey(0, 0, files, read(0), [TRAIN] * 2, [True, False])
    assert found.sketch == surveyed(files[:1]).sketch


def test_the_digest_is_that_of_paths_and_contents():
    files = [source("a", b"1"), source("b", b"2")]
    again = [source("a", b"1", "MIT"), source("b", b"2")]
    moved = [source("a", b"2"), source("b", b"1")]
    assert surveyed(files).digest == surveyed(again).digest
    assert surveyed(files).digest != surveyed(moved).digest
    assert surveyed(files).digest != surveyed(files[:1]).digest


def test_the_sketch_is_that_of_the_union_of_what_is_trained_on():
    files = [source("a", b"1"), source("b", b"2"), source("c", b"3")]
    shingles = [np.arange(start, start + 90, dtype=np.uint32) for start in (0, 50, 5000)]
    signatures = [minhash.minimums(part).tobytes() for part in shingles]
    found = surveyed(files, signatures, [TRAIN, TRAIN, DROP])
    contents = [int.from_bytes(files[i].content[:4], "little") for i in (0, 1)]
    union = np.concatenate([*shingles[:2], np.array(contents, np.uint32)])
    assert found.sketch == minhash.minimums(union).tobytes()
    assert surveyed(files, signatures, [DROP] * 3).sketch == b""


def test_preference_is_licence_rank_files_name():
    order = [
        repository("z", licence=0),
        repository("y", licence=1, rank=5, files=1),
        repository("x", licence=1, rank=4, files=20),
        repository("a", licence=1, rank=4, files=10),
        repository("b", licence=1, rank=4, files=10),
    ]
    assert repositories.preferred(reversed(order)) == order


def test_benchmarks_come_first_then_an_earlier_run():
    order = [
        repository("z", leak=True, licence=2),
        repository("y", split="train", licence=2),
        repository("a", licence=0, rank=9),
    ]
    assert repositories.preferred(reversed(order)) == order


def test_what_an_earlier_run_has_kept_is_no_copy():
    old = [repository(name, split="train", digest=b"1") for name in "ab"]
    found = repositories.find_copies([*old, repository("c", digest=b"1")], 0.85)
    assert found == {2: Copy(0, 1.0, exact=True)}
    near = [sketched(name, *range(100), split="train") for name in "ab"]
    found = repositories.find_copies([*near, sketched("c", *range(100))], 0.85)
    assert found == {2: Copy(0, 1.0, exact=False)}


def test_an_earlier_run_and_then_licence_rank_and_name_decide_between_equal_shares():
    ones = [
        repository("b", licence=0),
        *(repository("a", licence=0), repository("y", licence=0, rank=3)),
        *(repository("c", licence=1, rank=9), repository("old", licence=2, split="train")),
    ]
    order = repositories.rank(ones, {}, [5] * 5)
    assert [ones[index].name for index in order] == ["old", "y", "a", "b", "c"]
    empty = [repository("x", candidates=0), repository("w", candidates=4)]
    assert repositories.rank(empty, {}, [0, 4]) == [1, 0]
    assert repositories.rank(empty, {}, [0, 3]) == [1, 0]


@pytest.mark.parametrize(
    ("splits", "expected"),
    [
        (["train", ""], "train"),
        (["validation", ""], "validation"),
        (["validation", "train", ""], "train"),
    ],
)
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_cluster_stays_on_the_side_of_the_earlier_run(splits, expected, share):
    ones = [repository(f"r{number}", split=split) for number, split in enumerate(splits)]
    links = [(0, number) for number in range(1, len(ones))]
    found = repositories.splits(ones, links, validation_share=share, seed=0)
    assert found[-1] == expected


def test_a_cluster_of_half_of_the_files_may_be_held_out():
    ones = [repository("a", files=10), repository("b", files=10)]
    found = {
        tuple(repositories.splits(ones, [], validation_share=0.5, seed=seed)) for seed in range(20)
    }
    assert ("validation", "train") in found
    larger = [repository("a", files=11), repository("b", files=10)]
    found = {
        repositories.splits(larger, [], validation_share=0.5, seed=seed)[0] for seed in range(20)
    }
    assert found == {"train"}


def test_exact_copies_are_those_of_equal_digest():
    found = repositories.find_copies(
        [repository("a", digest=b"1"), repository("b", digest=b"2"), repository("c", digest=b"1")],
        0.85,
    )
    assert found == {2: Copy(0, 1.0, exact=True)}


def test_a_near_fork_is_a_copy_and_a_diverged_one_is_not():
    near = sketched("near", *range(1000), *range(5000, 5030))
    diverged = sketched("diverged", *range(1000), *range(5000, 5600))
    found = repositories.find_copies([sketched("origin", *range(1000)), near, diverged], 0.85)
    assert list(found) == [1]
    assert found[1].twin == 0
    assert not found[1].exact
    assert found[1].jaccard == pytest.approx(0.97, abs=0.05)


def test_an_exact_copy_of_a_near_copy_points_to_what_is_kept():
    fork = sketched("fork", *range(1000), 5000, digest=b"f")
    twin = dataclasses.replace(fork, name="twin")
    found = repositories.find_copies([sketched("origin", *range(1000)), fork, twin], 0.85)
    assert {index: copy.twin for index, copy in found.items()} == {1: 0, 2: 0}


def test_sketches_of_different_lengths_are_refused():
    short = minhash.minimums(np.arange(9, dtype=np.uint32), permutations=64).tobytes()
    with pytest.raises(ValueError, match=r"\[64, 256\] permutations"):
        repositories.find_copies([sketched("a", 1), repository("b", sketch=short)], 0.85)


def test_the_best_keeper_of_files_has_the_largest_share_of_its_own():
    ones = [
        repository("copy", candidates=10),
        repository("collection", candidates=10),
        repository("origin", candidates=100),
        repository("alone", candidates=1),
    ]
    order = repositories.rank(ones, {0: Copy(2, 0.9, exact=False)}, [0, 10, 20, 0])
    assert [ones[index].name for index in order] == ["alone", "origin", "collection", "copy"]


@given(st.permutations(["a", "b", "c", "d", "e"]), st.integers(0, 3))
def test_the_split_does_not_depend_on_the_order(names, seed):
    ones = [repository(name) for name in names]
    links = [(names.index("a"), names.index("c"))]
    splits = repositories.splits(ones, links, validation_share=0.4, seed=seed)
    found = dict(zip(names, splits, strict=True))
    expected = repositories.splits(
        [repository(name) for name in "abcde"], [(0, 2)], validation_share=0.4, seed=seed
    )
    assert found == dict(zip("abcde", expected, strict=True))
    assert found["a"] == found["c"]


def test_about_the_share_of_the_clusters_is_held_out():
    ones = [repository(f"r{i}") for i in range(2000)]
    splits = repositories.splits(ones, [], validation_share=0.1, seed=0)
    assert splits.count("validation") == pytest.approx(200, abs=40)  # three standard deviations
    others = repositories.splits(ones, [], validation_share=0.1, seed=1)
    assert splits != others


def test_a_cluster_of_most_files_trains():
    ones = [repository(f"r{i}") for i in range(40)]
    links = [(0, i) for i in range(30)]
    for seed in range(20):
        splits = repositories.splits(ones, links, validation_share=0.5, seed=seed)
        assert splits[:30] == ["train"] * 30
    assert set(repositories.splits(ones, links, validation_share=1.0, seed=0)) == {"validation"}
