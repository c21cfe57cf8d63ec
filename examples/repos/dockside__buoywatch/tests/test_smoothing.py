import pytest

from buoywatch.smoothing import MovingMedian, exponential


def test_a_single_spike_does_not_show():
    median = MovingMedian(3)
    assert [median.push(value) for value in (1.0, 1.0, 9.0, 1.0)] == [1.0, 1.0, 1.0, 1.0]


def test_the_window_must_have_a_middle():
    with pytest.raises(ValueError, match="odd"):
        MovingMedian(4)


def test_full_weight_follows_the_values():
    assert exponential([1.0, 5.0, 2.0], 1.0) == [1.0, 5.0, 2.0]
