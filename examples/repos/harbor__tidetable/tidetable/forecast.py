"""High and low water of a day."""

from dataclasses import dataclass

from .interpolate import linear
from .station import Station

STEP_HOURS = 0.1


@dataclass(frozen=True)
class Extreme:
    """A turning point of the tide."""

    hours: float
    height: float
    high: bool


def extremes(station: Station, start: float, end: float) -> list[Extreme]:
    """Turning points between two times, found on a fine grid and refined by a parabola."""
    found = []
    steps = round((end - start) / STEP_HOURS)
    heights = [station.height(start + STEP_HOURS * index) for index in range(steps + 1)]
    for index in range(1, steps):
        before, here, after = heights[index - 1 : index + 2]
        if (here - before) * (after - here) < 0:
            shift = (before - after) / (2 * (before - 2 * here + after))
            hours = start + STEP_HOURS * (index + shift)
            found.append(Extreme(hours, station.height(hours), high=here > before))
    return found


def observed_minus_predicted(station: Station, times, levels, at: float) -> float:
    """How far the measured level is above the forecast: the surge."""
    return linear(times, levels, at) - station.height(at)
