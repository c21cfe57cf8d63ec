import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms import keyed


@given(st.text(), st.integers(0, 10), st.integers(0, 10))
def test_buckets_nest(repo, small, more):
    few, many = 2**small, 2 ** (small + more)
    assert keyed.bucket_of(repo, many) % few == keyed.bucket_of(repo, few)


@pytest.mark.parametrize(("ratio", "buckets"), [(0, 1), (0.3, 1), (1, 1), (1.01, 2), (5, 8)])
def test_buckets_for_a_size(ratio, buckets):
    assert keyed.buckets_for(ratio) == buckets


@pytest.mark.parametrize("buckets", [0, 3, -4])
def test_buckets_are_a_power_of_two(buckets):
    with pytest.raises(ValueError, match=f"buckets is {buckets}"):
        keyed.bucket_of("a/b", buckets)


def test_the_parts_of_a_key_do_not_run_together():
    assert keyed.digest64("ab", "c") != keyed.digest64("a", "bc")


def test_digests_never_change():
    """Buckets, splits, cuts and samples of every run rest on these values."""
    assert keyed.digest64() == 16476032584258269876
    assert keyed.digest64("a/b", b"\xff") == 8252023989963357180
    assert keyed.digest64("\udcff") == keyed.digest64(b"\xff") == 81696183412768298
    assert keyed.bucket_of("owner/name", 1 << 20) == 1018888
    assert keyed.rng(3, "infill", "a").getrandbits(32) == 1697163601


def test_draws_belong_to_the_record():
    assert keyed.rng(1, "infill", "a").random() == keyed.rng(1, "infill", "a").random()
    draws = {
        keyed.rng(*key).random()
        for key in [(1, "x", "a"), (2, "x", "a"), (1, "y", "a"), (1, "x", "b")]
    }
    assert len(draws) == 4


def test_another_process_with_another_hash_seed_draws_the_same():
    code = "from repoloom.transforms import keyed; print(keyed.rng(3, 'step', 'a/b').random())"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] == f"{keyed.rng(3, 'step', 'a/b').random()}\n"
