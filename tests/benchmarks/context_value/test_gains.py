"""The arithmetic of gains and their intervals, and the tables."""

import math

import numpy as np
import pytest

from benchmarks.context_value import gains
from benchmarks.context_value.corpus import Arm, Key
from benchmarks.context_value.lengths import Length


def lengths(**bits):
    """One piece a repository, of ten bytes and two names."""
    return {
        Key(repo, "f.py", 0, 10): Length(10, value, 2, value / 2, 100, after_code=repo > "b")
        for repo, value in bits.items()
    }


BASE, BETTER = lengths(a=10.0, b=30.0, c=60.0), lengths(a=11.0, b=24.0, c=55.0)
ALL, NAMES, TESTS = gains.measures({("b", "f.py")})


def test_a_gain_is_the_share_of_bits_saved():
    found = gains.gains({"base": BASE, "better": BETTER}, "base", [ALL, NAMES, TESTS])
    one = found["better", ALL.name]
    assert (one.share, one.better, one.repos) == (pytest.approx(10), 2, 3)
    assert found["better", NAMES.name].share == pytest.approx(10)
    tests = found["better", TESTS.name]
    assert (tests.share, tests.low, tests.high) == pytest.approx((20, 20, 20))
    assert (tests.better, tests.repos) == (1, 1)
    assert (found["base", ALL.name].low, found["base", ALL.name].high) == (0, 0)


def test_an_interval_holds_what_repositories_differ_by():
    """Of two repositories a quarter of the draws is twice the one, a quarter twice the other."""
    one = gains.gain(np.array([90.0, 50.0]), np.array([100.0, 100.0]))
    assert (one.low, one.high) == pytest.approx((10, 50))
    same = gains.gain(np.array([90.0, 180.0]), np.array([100.0, 200.0]))
    assert (same.low, same.high) == pytest.approx((10, 10))


def test_an_interval_is_that_of_the_normal_distribution_where_repositories_are_many():
    draw = np.random.default_rng(1)
    baseline, noise = np.full(2000, 100.0), draw.normal(5, 20, 2000)
    one = gains.gain(baseline - noise, baseline)
    half = 1.96 * noise.std() / math.sqrt(2000)
    assert one.low == pytest.approx(noise.mean() - half, abs=0.1)
    assert one.high == pytest.approx(noise.mean() + half, abs=0.1)


def test_repositories_are_drawn_and_not_pieces():
    many = {
        Key(repo, str(number), 0, 10): Length(10, bits, 0, 0.0)
        for repo, bits in (("a", 10.0), ("b", 10.0))
        for number in range(100)
    }
    saved = {key: one._replace(bits=5.0 if key.repo == "a" else 10.0) for key, one in many.items()}
    one = gains.gains({"base": many, "other": saved}, "base", [ALL])["other", ALL.name]
    assert (one.share, one.low, one.high) == pytest.approx((25, 0, 50))


def test_arms_with_different_pieces_are_not_compared():
    with pytest.raises(ValueError, match=r"other and base .*'c'"):
        gains.gains({"base": BASE, "other": lengths(a=1.0, b=2.0)}, "base", [ALL])


def test_nothing_to_measure_is_no_gain():
    assert gains.gain(np.zeros(2), np.zeros(2)) is None
    (none,) = [measure for measure in gains.measures(()) if measure.name == TESTS.name]
    assert gains.table({"base": BASE}, "base", [none])[1] == ["base", "none", "", ""]


def test_the_table_has_bits_a_unit_and_the_gain():
    head, base, better = gains.table({"base": BASE, "better": BETTER}, "base", [ALL, NAMES])
    assert head[:2] == ["arm", "all bytes: bits a byte"]
    assert base[:2] == ["base", "3.3333"]
    assert better[1] == "3.0000"
    assert better[2].startswith("+10.00 [")
    assert better[3] == "2 of 3"
    assert better[4] == "7.5000"


def test_the_shape_of_an_arm():
    stats = {
        **{"tokens": 80, "capacity": 100, "repeated/tokens": 20},
        **{"dbu/go/total": 3, "dbu/go/before": 1, "dbu/c/total": 1, "dbu/c/before": 0},
    }
    arms = {"woven": Arm([(), ()], stats), "alone": Arm([()], {})}
    _, woven, alone = gains.shape({"woven": BETTER, "alone": BASE}, arms, "alone")
    saved = sum(one.bits for one in BASE.values()) - sum(one.bits for one in BETTER.values())
    assert woven[3:] == ["2", "20.00 %", "25.0 %", f"{saved / 20:.2f}", "25.0 %"]
    assert alone == ["alone", "66.7 %", "100", "1", "", "", "", ""]


def test_tables_are_markdown():
    assert gains.printed([["arm", "x"], ["a", "long"]]) == (
        "| arm | x    |\n| --- | ---- |\n| a   | long |"
    )
