"""Tidal constituents and the height that they add up to."""

import math
from dataclasses import dataclass

# Degrees per hour of the constituents that matter on most coasts.
SPEEDS = {
    "M2": 28.9841042,
    "S2": 30.0,
    "N2": 28.4397295,
    "K1": 15.0410686,
    "O1": 13.9430356,
}


@dataclass(frozen=True)
class Constituent:
    """One cosine of the tide: metres of amplitude, degrees of phase lag."""

    name: str
    amplitude: float
    phase: float

    def height(self, hours):
        """Height in metres, `hours` after the epoch of the phases."""
        angle = SPEEDS[self.name] * hours - self.phase
        return self.amplitude * math.cos(math.radians(angle))


def total_height(constituents, hours, mean_level=0.0):
    """Sum of all constituents over the mean level."""
    return mean_level + sum(part.height(hours) for part in constituents)


def spring_range(constituents):
    """Largest range that the two main semidiurnal constituents can make together."""
    by_name = {part.name: part.amplitude for part in constituents}
    return 2 * (by_name.get("M2", 0.0) + by_name.get("S2", 0.0))
