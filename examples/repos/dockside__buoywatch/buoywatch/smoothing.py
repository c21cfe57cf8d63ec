"""Smoothing of noisy wave heights."""

from collections import deque


class MovingMedian:
    """Median of the last `size` readings; a single spike never shows."""

    def __init__(self, size):
        if size % 2 == 0:
            raise ValueError(f"size must be odd, not {size}")
        self._window = deque(maxlen=size)

    def push(self, value):
        self._window.append(value)
        ordered = sorted(self._window)
        return ordered[len(ordered) // 2]


def exponential(values, weight):
    """Exponentially weighted means, one for each value."""
    means, mean = [], None
    for value in values:
        mean = value if mean is None else weight * value + (1 - weight) * mean
        means.append(mean)
    return means
