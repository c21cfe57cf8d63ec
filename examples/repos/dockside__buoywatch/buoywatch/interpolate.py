"""Filling gaps in the readings of a buoy."""

from bisect import bisect_left


def linear(times, values, at):
    """Value at time `at` on the straight line between its two neighbours.

    Outside the measured times the nearest value is returned.
    """
    if len(times) != len(values):
        raise ValueError(f"{len(times)} times but {len(values)} values")
    if not times:
        raise ValueError("no readings to interpolate between")
    right = bisect_left(times, at)
    if right == 0:
        return values[0]
    if right == len(times):
        return values[-1]
    left = right - 1
    weight = (at - times[left]) / (times[right] - times[left])
    return values[left] + weight * (values[right] - values[left])


def resample(times, values, step):
    """Evenly spaced (time, value) pairs from the first to the last measurement."""
    if step <= 0:
        raise ValueError(f"step must be positive, not {step}")
    at, result = times[0], []
    while at <= times[-1]:
        result.append((at, linear(times, values, at)))
        at += step
    return result


def longest_gap(times):
    """The largest distance between two neighbouring measurements."""
    return max((b - a for a, b in zip(times, times[1:])), default=0.0)


def split_at_gaps(times, values, limit):
    """Cuts a series wherever two measurements are further apart than `limit`.

    Interpolating across an outage invents data, so callers resample each piece by itself.
    """
    pieces, start = [], 0
    for index in range(1, len(times)):
        if times[index] - times[index - 1] > limit:
            pieces.append((times[start:index], values[start:index]))
            start = index
    pieces.append((times[start:], values[start:]))
    return pieces
